package main

import (
	"encoding/json"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What each package may not import, directly or through others: DESIGN §2.
// depguard says it of each file; this says it of the whole.
func TestArrows(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Deps", "./...").Output()
	require.NoError(t, err)
	deps := map[string][]string{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var p struct {
			ImportPath string
			Deps       []string
		}
		require.NoError(t, dec.Decode(&p))
		deps[p.ImportPath] = p.Deps
	}
	require.Empty(t, backwards(deps))

	t.Run("an arrow that points back is found", func(t *testing.T) {
		for pkg, planted := range map[string]string{
			"pilotent/i18n": "pilotent/commands", "pilotent/commands": "pilotent/storage", "pilotent/governance": "github.com/stretchr/testify/require",
			"pilotent/governance/calendar": "pilotent/governance", "pilotent/bot": "pilotent/console",
			"pilotent/reports": "github.com/mattermost/mattermost/server/public/model",
		} {
			wrong := maps.Clone(deps)
			wrong[pkg] = append(slices.Clone(deps[pkg]), planted)
			faults := backwards(wrong)
			require.Len(t, faults, 1, "%s → %s", pkg, planted)
			require.Contains(t, faults[0], pkg)
		}
		gone := maps.Clone(deps)
		delete(gone, "pilotent/scheduler")
		require.Equal(t, []string{"pilotent/scheduler is gone"}, backwards(gone))
	})
}

// backwards are the imports that must not be, by package.
func backwards(deps map[string][]string) (faults []string) {
	fronts := []string{"pilotent/bot", "pilotent/console", "pilotent/storage", "pilotent/config"}
	for pkg, forbidden := range map[string][]string{
		"pilotent/governance/codec":   {"pilotent/governance", "pilotent/governance/calendar", "pilotent/message", "pilotent/i18n"},
		"pilotent/governance/calendar": {"pilotent/governance", "pilotent/governance/codec", "pilotent/message", "pilotent/i18n"},
		"pilotent/message":             {"pilotent/governance", "pilotent/i18n"},
		"pilotent/i18n":                append(fronts, "pilotent/commands", "pilotent/scheduler"),
		"pilotent/reports":             append(fronts, "pilotent/commands", "pilotent/scheduler"),
		"pilotent/commands":            append(fronts, "pilotent/scheduler"),
		"pilotent/commands/grammar":    append(fronts, "pilotent/scheduler"),
		"pilotent/scheduler":           append(fronts, "pilotent/commands"),
		"pilotent/storage":             {"pilotent/bot", "pilotent/console", "pilotent/commands", "pilotent/scheduler", "pilotent/i18n", "pilotent/message"},
		"pilotent/bot":                 {"pilotent/storage", "pilotent/console", "pilotent/config"},
		"pilotent/console":             {"pilotent/storage", "pilotent/bot", "pilotent/config"},
	} {
		if len(deps[pkg]) == 0 {
			faults = append(faults, pkg+" is gone")
		}
		for _, f := range forbidden {
			if slices.Contains(deps[pkg], f) {
				faults = append(faults, pkg+" must not import "+f)
			}
		}
	}
	for _, d := range deps["pilotent/governance"] {
		std := !strings.Contains(strings.SplitN(d, "/", 2)[0], ".")
		own := d == "pilotent/governance/calendar" || d == "pilotent/governance/codec"
		if !own && (!std || strings.HasPrefix(d, "pilotent")) {
			faults = append(faults, "pilotent/governance imports "+d)
		}
	}
	for pkg, all := range deps {
		if slices.Contains(all, "github.com/mattermost/mattermost/server/public/model") && pkg != "pilotent" && !strings.HasPrefix(pkg, "pilotent/bot") {
			faults = append(faults, pkg+" links Mattermost's model")
		}
	}
	return faults
}

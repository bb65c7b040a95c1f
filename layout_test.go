package main

import (
	"encoding/json"
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
	fronts := []string{"pilotent/bot", "pilotent/console", "pilotent/storage", "pilotent/config"}
	for pkg, forbidden := range map[string][]string{
		"pilotent/governance/record":   {"pilotent/governance", "pilotent/governance/calendar", "pilotent/message", "pilotent/i18n"},
		"pilotent/governance/calendar": {"pilotent/governance", "pilotent/governance/record", "pilotent/message", "pilotent/i18n"},
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
		require.NotEmpty(t, deps[pkg], "%s is gone", pkg)
		for _, f := range forbidden {
			require.NotContains(t, deps[pkg], f, "%s must not import %s", pkg, f)
		}
	}
	for _, d := range deps["pilotent/governance"] {
		std := !strings.Contains(strings.SplitN(d, "/", 2)[0], ".")
		own := d == "pilotent/governance/calendar" || d == "pilotent/governance/record"
		require.True(t, own || std && !strings.HasPrefix(d, "pilotent"), "governance imports %s", d)
	}
	for pkg, all := range deps {
		model := slices.Contains(all, "github.com/mattermost/mattermost/server/public/model")
		if model {
			require.True(t, pkg == "pilotent" || strings.HasPrefix(pkg, "pilotent/bot"), "%s links Mattermost's model", pkg)
		}
	}
}

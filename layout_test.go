package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
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
			"pilotent/governance/calendar": "pilotent/governance/record", "pilotent/governance/reminder": "pilotent/governance/committee",
			"pilotent/governance/committee": "pilotent/governance", "pilotent/bot": "pilotent/console",
			"pilotent/reports": "github.com/mattermost/mattermost/server/public/model", "pilotent/sheet": "pilotent/governance",
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

// rooms are those of the domain: each may import those that stand before it, and the
// standard library. The last is governance itself.
var rooms = []string{
	"calendar", "codec", "lookup", "wording", "record", "reminder", "perimeter", "committee", "organisation", "rollout", "sitting", "proceedings", "register", "contract", "acceptance", "minutes", "",
}

// A room is read in one sitting: at most so many files and lines, without tests.
const roomFiles, roomLines = 25, 5000

func TestRoomsAreSmall(t *testing.T) {
	t.Parallel()
	for _, room := range rooms {
		files, lines := measure(t, filepath.Join("governance", room))
		require.Empty(t, tooLarge(files, lines), "governance/%s", room)
	}

	t.Run("one that has grown is found", func(t *testing.T) {
		t.Parallel()
		require.NotEmpty(t, tooLarge(roomFiles+1, 1))
		require.NotEmpty(t, tooLarge(1, roomLines+1))
		files, lines := measure(t, "commands")
		require.Greater(t, files, 10)
		require.Greater(t, lines, 1000)
	})
}

func tooLarge(files, lines int) string {
	if files <= roomFiles && lines <= roomLines {
		return ""
	}
	return fmt.Sprintf("%d files, %d lines", files, lines)
}

func measure(t *testing.T, folder string) (files, lines int) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
	require.NoError(t, err)
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		files, lines = files+1, lines+strings.Count(string(text), "\n")
	}
	require.NotZero(t, files, folder)
	return files, lines
}

// backwards are the imports that must not be, by package.
func backwards(deps map[string][]string) (faults []string) {
	fronts := []string{"pilotent/bot", "pilotent/console", "pilotent/storage", "pilotent/config"}
	for pkg, forbidden := range map[string][]string{
		"pilotent/message":          {"pilotent/governance", "pilotent/i18n"},
		"pilotent/i18n":             append(fronts, "pilotent/commands", "pilotent/scheduler"),
		"pilotent/legal":            append(fronts, "pilotent/commands", "pilotent/scheduler", "pilotent/reports"),
		"pilotent/reports":          append(fronts, "pilotent/commands", "pilotent/scheduler"),
		"pilotent/commands":         append(fronts, "pilotent/scheduler"),
		"pilotent/commands/grammar": append(fronts, "pilotent/scheduler"),
		"pilotent/scheduler":        append(fronts, "pilotent/commands"),
		"pilotent/storage":          {"pilotent/bot", "pilotent/console", "pilotent/commands", "pilotent/scheduler", "pilotent/i18n", "pilotent/message"},
		"pilotent/bot":              {"pilotent/storage", "pilotent/console", "pilotent/config"},
		"pilotent/console":          {"pilotent/storage", "pilotent/bot", "pilotent/config"},
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
	for _, d := range deps["pilotent/sheet"] {
		if strings.HasPrefix(d, "pilotent") {
			faults = append(faults, "pilotent/sheet imports "+d)
		}
	}
	for i, room := range rooms {
		pkg := strings.TrimSuffix("pilotent/governance/"+room, "/")
		if len(deps[pkg]) == 0 {
			faults = append(faults, pkg+" is gone")
		}
		for _, d := range deps[pkg] {
			std := !strings.Contains(strings.SplitN(d, "/", 2)[0], ".") && !strings.HasPrefix(d, "pilotent")
			below := slices.Contains(rooms[:i], strings.TrimPrefix(d, "pilotent/governance/"))
			if !std && !below {
				faults = append(faults, pkg+" imports "+d)
			}
		}
	}
	for pkg, all := range deps {
		if slices.Contains(all, "github.com/mattermost/mattermost/server/public/model") && pkg != "pilotent" && !strings.HasPrefix(pkg, "pilotent/bot") {
			faults = append(faults, pkg+" links Mattermost's model")
		}
	}
	return faults
}

// What the Makefile leaves out under -race it runs without: no name is misspelt there, in
// any of the folders.
func TestWalksAreThere(t *testing.T) {
	t.Parallel()
	rules, err := exec.CommandContext(t.Context(), "make", "--no-print-directory", "--dry-run", "test").Output()
	require.NoError(t, err)
	lines := strings.Split(string(rules), "\n")
	skipped := within(t, lines[0], "-skip '^(", ")$'")
	require.Equal(t, skipped, within(t, lines[1], "-run '^(", ")$'"))
	var there strings.Builder
	_, folders, _ := strings.Cut(lines[1], ")$' ")
	for folder := range strings.FieldsSeq(folders) {
		files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
		require.NoError(t, err)
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			there.Write(text)
		}
	}
	for name := range strings.SplitSeq(skipped, "|") {
		require.Contains(t, there.String(), "\nfunc "+name+"(t *testing.T)", "in one of %s", folders)
	}
}

func within(t *testing.T, text, before, after string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, before)
	require.True(t, ok, text)
	found, _, ok := strings.Cut(rest, after)
	require.True(t, ok, text)
	return found
}

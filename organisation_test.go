package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The model of organisation is a file that people change.
func TestAnotherModelOfOrganisation(t *testing.T) {
	t.Parallel()
	own, err := os.ReadFile("governance/organisation/model.json")
	require.NoError(t, err)
	plan := func(t *testing.T, model string) (status int, said string) {
		t.Helper()
		file := filepath.Join(t.TempDir(), "model.json")
		require.NoError(t, os.WriteFile(file, []byte(model), 0o600))
		var out bytes.Buffer
		status = run(t.Context(), []string{"console", "--locale", "fr"}, environment{
			environ: []string{"PILOTENT_DATABASE_URL=sqlite:" + filepath.Join(t.TempDir(), "p.db"), "PILOTENT_ORGANISATION_MODEL=" + file},
			in:      strings.NewReader("/ent initialiser commune --écoles 6 --étape pilote\n"), out: &out, err: &out, now: time.Now,
		})
		return status, out.String()
	}
	t.Run("is that by which committees are proposed", func(t *testing.T) {
		t.Parallel()
		status, said := plan(t, strings.ReplaceAll(string(own), `"fr": "Comité de pilotage"`, `"fr": "Comité de la commune"`))
		require.Zero(t, status, said)
		require.Contains(t, said, "Comité de la commune")
	})
	t.Run("is refused with its line, before anything else", func(t *testing.T) {
		t.Parallel()
		status, said := plan(t, strings.Replace(string(own), `"id": "single"`, `"idd": "single"`, 1))
		require.NotZero(t, status)
		require.Regexp(t, `organisation_model .*model.json: line \d+: .*unknown field "idd"`, said)
	})
}

package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A line of history that a newer program has written, or that is damaged, is told
// to whoever asks for what rests on it: the answer would be wrong without it. What
// rests on other lines is answered as before.
func TestWhatHistoryCannotSayIsTold(t *testing.T) {
	t.Parallel()
	k := kept{filepath.Join("storage", "testdata", "92ba101")}
	const v18, school = "verification/V-18", "school/0940198E"
	faults := map[string]struct {
		set   string
		newer bool
	}{
		"a version that is newer":           {`after_json = '{"form":99,' || substr(after_json, 2)`, true},
		"a field that a newer program has":  {`before_json = '{"Partners":[],' || substr(before_json, 2)`, true},
		"a text that was cut":               {`after_json = substr(after_json, 1, 100)`, false},
		"a text that is gone":               {`after_json = ''`, false},
		"the state before it that is gone":  {`before_json = ''`, false},
		"fields that are gone":              {`after_json = '{"form":1}'`, false},
		"a kind of event that is not known": {`change = 'agreement.signed'`, true},
		"a text in the place of an object":  {`before_json = '"V-18"'`, false},
		"a version that is no number":       {`after_json = '{"form":"one",' || substr(after_json, 2)`, false},
	}
	rests := []struct{ line, subject, ref string }{
		{"/recette voir V-18", v18, "V-18"},
		{"/recette calendrier V-18", v18, "V-18"},
		{"/recette exporter V-18", v18, "V-18"},
		{"/recette exporter M2026-04", v18, "V-18"},
		{`/recette corriger V-18 ajournement --notifiee 22/12/2026 --motif "Coupures le lundi"`, v18, "V-18"},
		{"/ecole voir 0940198E", school, "0940198E"},
		{"/ecole historique 0940198E", school, "0940198E"},
		{"/decision voir COPIL-2026-002", "decision/COPIL-2026-002", "COPIL-2026-002"},
		{"/action voir A-3", "action/A-3", "A-3"},
		{"/reunion voir R-1", "meeting/R-1", "R-1"},
		{"/comite voir copil", "committee/COPIL", "COPIL"},
		{"/recette marche M2026-03", "contract/M2026-03", "M2026-03"},
		{"/recette voir V-19", "reservation/RV-1", "RV-1"},
		{"/ent reglages", "project", ""},
	}
	said := map[string]map[bool]string{
		"fr": {false: "L'historique %s est abîmé : sa ligne du ", true: "L'historique %s vient d'une version plus récente de pilotent : sa ligne du "},
		"en": {false: "The history of %s is damaged: its line of ", true: "The history of %s comes from a newer version of pilotent: its line of "},
	}
	of := map[string]func(string) string{
		"fr": func(ref string) string {
			if ref == "" {
				return "du projet"
			}
			return "de " + ref
		},
		"en": func(ref string) string {
			if ref == "" {
				return "the project"
			}
			return ref
		},
	}
	for engine, copied := range k.engines() {
		for what, fault := range faults {
			t.Run(engine+"/"+what, func(t *testing.T) {
				t.Parallel()
				address := copied(t)
				program{environ: []string{"PILOTENT_DATABASE_URL=" + address}}.must(t, "migrate")
				db := connect(t, address)
				for _, r := range rests {
					_, err := db.ExecContext(t.Context(), fmt.Sprintf(
						"UPDATE history SET %s WHERE id = (SELECT max(id) FROM history WHERE subject = '%s' AND before_json <> '')", fault.set, r.subject))
					require.NoError(t, err)
				}
				for locale := range said {
					lines := ":user coordinatrice\n:channel copil\n"
					for _, r := range rests {
						lines += r.line + "\n"
					}
					status, out, errs := program{}.run(t, lines+"/recette voir V-1\n", "console",
						"--database", address, "--now", "2027-01-15 10:40", "--locale", locale, "--folder", t.TempDir())
					require.Equal(t, 1, status, "a command has failed")
					require.Contains(t, errs, "history of verification/V-18, ")
					require.NotContains(t, errs, "Coupures", "the log holds nothing that people wrote")
					all := map[string]string{}
					for _, a := range answers(out) {
						if _, line, ok := strings.Cut(a, "copil> "); ok {
							line, answer, _ := strings.Cut(line, "\n")
							all[line] = answer
						}
					}
					for _, r := range rests {
						want := fmt.Sprintf(said[locale][fault.newer], of[locale](r.ref))
						require.Contains(t, all[r.line], want, r.line)
						require.NotContains(t, all[r.line], ".md", r.line)
						require.Regexp(t, `(Référence : |Reference: )[A-Z2-7]{6}\n`, all[r.line], r.line)
					}
					require.Contains(t, all["/recette voir V-1"], "**V-1**")
				}
			})
		}
	}
}

// So is what a row of today keeps as JSON: an older program would write back less
// than it has found.
func TestWhatAColumnCannotSayIsTold(t *testing.T) {
	t.Parallel()
	k := kept{filepath.Join("storage", "testdata", "92ba101")}
	for what, set := range map[string]string{
		"a field that a newer program has": `notice = '{"Weeks":1,' || substr(notice, 2)`,
		"a text that was cut":              `in_charge = substr(in_charge, 1, 9)`,
		"a text that something follows":    `notice = notice || '{}'`,
	} {
		for engine, copied := range k.engines() {
			t.Run(engine+"/"+what, func(t *testing.T) {
				t.Parallel()
				address := copied(t)
				program{environ: []string{"PILOTENT_DATABASE_URL=" + address}}.must(t, "migrate")
				_, err := connect(t, address).ExecContext(t.Context(), "UPDATE verifications SET "+set+" WHERE number = 1")
				require.NoError(t, err)
				status, out, errs := program{}.run(t, ":user coordinatrice\n/recette voir V-1\n/action voir A-1\n", "console",
					"--database", address, "--now", "2027-01-15 10:40", "--locale", "fr")
				require.Equal(t, 1, status, errs)
				require.Equal(t, 1, strings.Count(out, "je n'arrive pas à répondre"), out)
			})
		}
	}
}

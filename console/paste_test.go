package console_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/commands"
	"pilotent/console"
	"pilotent/governance"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/message"
	"pilotent/storage/storagetest"
)

// pasted is a project in which every sample reference exists, and in which
// nothing that is typed stays: what a command would have recorded is kept here,
// and rolled back. What writes no history records nothing that people see.
type pasted struct {
	record.Store
	lines []record.HistoryLine
}

var errRolledBack = errors.New("rolled back")

func (s *pasted) Update(ctx context.Context, p record.ProjectID, fn func(record.Tx) error) error {
	return s.Store.Update(ctx, p, func(tx record.Tx) error {
		if err := fn(&overheard{tx.(storagetest.Tx), s}); err != nil {
			s.lines = nil
			return err
		}
		if len(s.lines) == 0 {
			return nil
		}
		return errRolledBack
	})
}

// overheard is a transaction whose lines of history are noted.
type overheard struct {
	storagetest.Tx
	by *pasted
}

func (tx *overheard) AddHistory(lines ...record.HistoryLine) error {
	tx.by.lines = append(tx.by.lines, lines...)
	return tx.Tx.AddHistory(lines...)
}

// references exist in the project of pasted; each kind of reference that a
// sentence holds is tried.
var references = []string{"A-1", "R-1", "V-1", "V-2", "V-3", "RV-1", "COPIL", "COPIL-2026-002", "M2026-04"}

// newPasted is the sample project with one of each thing, and a dispatcher on it.
func newPasted(t *testing.T) (*pasted, *commands.Dispatcher, *i18n.Catalog) {
	t.Helper()
	o := newApp(t)
	require.NoError(t, console.LoadSample(t.Context(), o.service, o.Dispatcher))
	o.plays(
		`/decision "Retenir Henri Wallon A pour la vague 1" --ecoles 0940198E --retient`,
		`/decision proposer "Ouvrir l'ENT aux parents en janvier" --ecoles 0940198E`,
		`/ecole etape 0940198E retenue --decision COPIL-2026-001`,
		`/action creer "Former l'équipe à la messagerie"`,
		`/reunion planifier "18/12 14h"`,
		`/recette ouvrir VA --marche M2026-04 --objet "Version 2.2" --notifiee 9/11/2026`,
		`/recette reserve V-1 "La connexion des parents échoue" --gravite bloquante`,
		`/recette ouvrir VSR --marche M2026-04 --objet "Version 2.1" --notifiee 9/11/2026`,
		`/recette indisponibilite V-2 45min`,
		`/recette ouvrir VA --marche M2026-04 --objet "Version 2.3" --notifiee 9/11/2026`,
	)
	out := o.plays("/action voir A-1", "/reunion voir R-1", "/recette voir V-3 --tout", "/decision voir COPIL-2026-002")
	for _, what := range []string{"**A-1**", "**R-1**", "**V-3**", "**COPIL-2026-002**"} {
		require.Contains(t, out, what)
	}
	store := &pasted{Store: o.store}
	s := governance.NewService(store, o.World, o.World.Now, record.Defaults{}, nil)
	dispatcher, err := commands.New(s, o.Catalog, o.World.Now, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	return store, dispatcher, o.Catalog
}

// paste types a line as it was shown, and tells what it would have recorded.
func (s *pasted) paste(t *testing.T, dispatcher *commands.Dispatcher, user, lang, line string) []record.HistoryLine {
	t.Helper()
	s.lines = nil
	m := dispatcher.Dispatch(t.Context(), commands.Invocation{
		Actor: record.Actor{
			Team: console.Team, User: record.Person{ID: record.UserID(user), Username: user}, Channel: "copil",
		},
		Line: line, Locale: lang,
	})
	require.Equal(t, len(s.lines) > 0, m.Failed, "%s: %s", line, m.Markdown())
	return s.lines
}

var (
	span  = regexp.MustCompile("`(/[^`\n]+)`")
	dated = regexp.MustCompile(`\d/\d+/\d|\b\d{1,2} (?i:jan|fév|feb|mar|avr|apr|mai|may|jui|jun|jul|aoû|aug|sep|oct|nov|déc|dec)`)
	// own are options that an answer repeats as they were typed.
	own = regexp.MustCompile(`--unite? "[^"]*"|--del(ai|ay) "[^"]*"`)
)

// spans are the commands that a text shows: code that begins with a slash, and
// such lines of a block of code.
func spans(text string) []string {
	var lines []string
	for _, m := range span.FindAllStringSubmatch(text, -1) {
		lines = append(lines, m[1])
	}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "/") {
			lines = append(lines, line)
		}
	}
	return lines
}

// sentences are the commands in the sentences of the catalogue, whose values
// are those of the project.
func sentences(t *testing.T, catalog *i18n.Catalog, lang string) []string {
	t.Helper()
	keys, err := i18n.Keys(lang)
	require.NoError(t, err)
	p := catalog.Printer(lang, nil)
	var lines []string
	for _, key := range keys {
		for _, ref := range references {
			for count := range 3 {
				args := []any{
					"Count", count, "ref", ref, "first", ref, "next", ref, "verification", "V-1", "failure", "E-1", "code", "COPIL",
					"uai", "0940198E", "decision", "COPIL-2026-002", "contract", "M2026-04", "noun", "decision", "verb", "liste", "near", "liste",
					"ordered", "120", "delivered", "118", "now", "120", "days", "10", "unit", "postes", "delay", "15j", "word", "VA",
					"text", "postes", "known", "", "typed", "/recette quantite " + ref + " 118/120",
				}
				for i := 3; i < len(args); i += 2 {
					args[i] = message.Text(args[i].(string))
				}
				lines = append(lines, spans(string(p.Text(key, args...)))...)
			}
		}
	}
	return lines
}

// pages are the commands that files show.
func pages(t *testing.T, patterns ...string) []string {
	t.Helper()
	var lines []string
	for _, text := range files(t, patterns...) {
		lines = append(lines, spans(text)...)
	}
	return lines
}

// files are the texts of the files of those patterns.
func files(t *testing.T, patterns ...string) []string {
	t.Helper()
	var texts []string
	for _, pattern := range patterns {
		names, err := filepath.Glob(filepath.Join("..", pattern))
		require.NoError(t, err)
		require.NotEmpty(t, names, pattern)
		for _, name := range names {
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			texts = append(texts, string(text))
		}
	}
	return texts
}

// settings are changes that say all that they do, and that the same command takes
// back: a pasted one does what is written beside it.
var settings = []string{
	"rules.changed",
	"committee.digest", "committee.rhythm", "contract.changed", "preferences.changed", "preferences.paused", "settings.changed",
}

// steps are changes that a command makes by a reference alone. An answer proposes
// them, for what it has just told of: what its sentence says is what is done.
var steps = []string{
	"action.done", "action.taken", "committee.edited", "decision.adopted", "decision.applied", "decision.marked", "decision.rejected", "meeting.cancelled", "meeting.seen", "member.added", "point.added",
	"reservation.lifted", "school_team.added", "school_team.asked", "verification.again", "verification.conforming", "verification.notice", "verification.seen",
	// `faite` is shown for a MOM; here, every verification is tried.
	"verification.admission", "verification.fit", "verification.opened",
}

// which are the answers that ask for which committee, school or group a line was meant,
// or for which of several days.
var which = regexp.MustCompile(`(?m)^(Ce canal est celui de plusieurs comités|This channel belongs to several committees|Vous êtes dans l'équipe de plusieurs écoles|You are in the team of several schools|Plusieurs groupes peuvent|Several groups can|« .* Est-ce |".* Is it ).*\n\n((?:- .*\n)+)`)

// theirs tells the lines that say back what the person has typed: those that ask
// for a yes, and those that offer it for one committee or another, or for one day
// or another. Pasting one is the answer that was asked for.
func theirs(transcripts string) func(line string) bool {
	var offered []string
	for _, m := range which.FindAllStringSubmatch(transcripts, -1) {
		offered = append(offered, spans(m[2])...)
	}
	return func(line string) bool {
		return strings.HasSuffix(line, " --confirmer") || strings.HasSuffix(line, " --confirm") || slices.Contains(offered, line)
	}
}

// Whatever we show is pasted by somebody, as it stands. It may show something,
// change a setting, or do to a named thing what the sentence around it says.
// Anything else would be recorded without being meant: texts, dates, rates and
// counts are placeholders there, which are refused. Examples of the help, the
// reference and the guide are read away from any case: even a text that says
// something would become, of a decision, one that was never taken; so they hold
// placeholders too, and references that nothing has (A-…).
func TestWhatWeShowRecordsNothingThatNobodyMeant(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Languages() {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			store, dispatcher, catalog := newPasted(t)
			back := theirs(strings.Join(files(t, "testdata/conversations/*."+lang+".golden"), "\n"))
			for name, tc := range map[string]struct {
				shown   []string
				allowed []string
				least   int
			}{
				"answers": {
					slices.Concat(sentences(t, catalog, lang), pages(t, "README.md", "testdata/conversations/*."+lang+".golden")),
					slices.Concat(settings, steps), 250,
				},
				"help": {
					slices.Concat(spans(dispatcher.Reference(lang)), pages(t, "docs/guide/*.md", "docs/*.md", "docs/reference/*.md")),
					settings, 150,
				},
			} {
				slices.Sort(tc.shown)
				shown := slices.DeleteFunc(slices.Compact(tc.shown), back)
				require.Greater(t, len(shown), tc.least, "the scan has lost the commands")
				made := map[string]bool{}
				for _, line := range shown {
					for _, user := range []string{"coordinatrice", "ien"} {
						for _, l := range store.paste(t, dispatcher, user, lang, line) {
							made[l.Change] = true
							require.Empty(t, unmeant(line, l.Change, tc.allowed), "%s: %s as %s", name, line, user)
						}
					}
				}
				for _, change := range steps {
					require.Equal(t, name == "answers", made[change], "%s: %s", name, change)
				}
			}
		})
	}
}

// unmeant is what a line that was shown has recorded without being meant; "" for
// nothing.
func unmeant(line, change string, allowed []string) string {
	switch {
	case !slices.Contains(allowed, change):
		return "records " + change
	case !slices.Contains(steps, change):
		return ""
	case strings.Contains(own.ReplaceAllString(line, ""), `"`):
		return "records a text of ours"
	case dated.MatchString(line):
		return "records a date of ours"
	}
	return ""
}

// Sentences that would record what nobody meant are found, and those that only show
// something, or whose texts are placeholders, are not.
func TestWhatNobodyMeantIsFound(t *testing.T) {
	t.Parallel()
	store, dispatcher, _ := newPasted(t)
	for text, want := range map[string][]string{
		"Type: `/decision \"Fermer l'école\"`":                                        {"records decision.logged"},
		"Or `/action créer \"Former l'équipe\"`":                                      {"records action.created"},
		"Then\n/recette reserve V-1 \"La messagerie échoue\" --gravite majeure":       {"records reservation.noted"},
		"`/reunion annuler R-1 --motif \"neige\"`":                                    {"records a text of ours"},
		"`/action faite A-1`, `/ecole 0940198E`, `/rappel régler --weekends ouverts`": nil,
		"`/decision \"votre texte\"`":                                                 nil,
	} {
		var found []string
		for _, line := range spans(text) {
			for _, l := range store.paste(t, dispatcher, "coordinatrice", i18n.French, line) {
				if fault := unmeant(line, l.Change, slices.Concat(settings, steps)); fault != "" {
					found = append(found, fault)
				}
			}
		}
		require.Equal(t, want, found, text)
	}
}

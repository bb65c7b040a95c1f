package commands_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"

	"pilotent/commands"
	"pilotent/console"
	"pilotent/governance"
	"pilotent/i18n"
	"pilotent/storage"
)

var update = flag.Bool("update", false, "write the reference page anew")

// now is when all tests happen: a Monday, in Paris.
func now() time.Time { return time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC) }

// bare is a desk for what needs no store.
func bare(t *testing.T) *commands.Desk {
	t.Helper()
	catalog, err := i18n.Load()
	require.NoError(t, err)
	desk, err := commands.New(nil, catalog, now, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	return desk
}

// office is a desk on a real SQLite file, with the console's people, whose
// store and chat fail as they are told.
type office struct {
	*commands.Desk
	store *faultyStore
	// outbox is the same store, as the Courier sees it.
	outbox *storage.Store
	chat   *faultyChat
	log    bytes.Buffer
}

func newOffice(t *testing.T) *office {
	t.Helper()
	store, err := storage.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "x.db"), slog.New(slog.DiscardHandler), storage.Simulated(now))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	catalog, err := i18n.Load()
	require.NoError(t, err)
	o := &office{store: &faultyStore{Store: store}, outbox: store, chat: &faultyChat{World: console.NewWorld(now())}}
	s := governance.NewSecretariat(o.store, o.chat, now, governance.Defaults{}, nil)
	o.Desk, err = commands.New(s, catalog, now, slog.New(slog.NewTextHandler(&o.log, nil)))
	require.NoError(t, err)
	return o
}

// as is a line typed by somebody in the channel copil.
func as(user, line string) commands.Invocation {
	return commands.Invocation{
		Actor: governance.Actor{
			Team: console.Team, User: governance.Person{ID: governance.UserID(user), Username: user}, Channel: "copil",
		},
		Line: line, Locale: "fr",
	}
}

// types answers a line that must not fail.
func (o *office) types(t *testing.T, line string) string {
	t.Helper()
	m := o.Dispatch(t.Context(), as("coordinatrice", line))
	require.False(t, m.Failed, o.log.String())
	return m.Markdown()
}

// faultyStore fails by what view and update do first, unless nil.
type faultyStore struct {
	governance.Store
	view, update func() error
}

func (s *faultyStore) View(ctx context.Context, fn func(governance.Tx) error) error {
	if s.view != nil {
		return s.view()
	}
	return s.Store.View(ctx, fn)
}

func (s *faultyStore) Update(ctx context.Context, p governance.ProjectID, fn func(governance.Tx) error) error {
	if s.update != nil {
		return s.update()
	}
	return s.Store.Update(ctx, p, fn)
}

// faultyChat does not say who people are while down is set.
type faultyChat struct {
	*console.World
	down error
}

func (c *faultyChat) TeamRole(ctx context.Context, team governance.TeamID, user governance.UserID) (governance.Role, error) {
	if c.down != nil {
		return governance.RoleNone, c.down
	}
	return c.World.TeamRole(ctx, team, user)
}

func TestReferencePageIsUpToDate(t *testing.T) {
	t.Parallel()
	page := filepath.Join("..", "docs", "reference", "commandes.md")
	reference := bare(t).Reference("fr")
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(page), 0o755))
		require.NoError(t, os.WriteFile(page, []byte(reference), 0o644))
	}
	got, err := os.ReadFile(page)
	require.NoError(t, err, "run: go test ./commands -update")
	require.Empty(t, lag(string(got), reference), "run: go test ./commands -update")
	t.Run("a page that lags is found, by its line", func(t *testing.T) {
		t.Parallel()
		lines := strings.Split(reference, "\n")
		require.Equal(t, "line 3: "+lines[2], lag(strings.Join(slices.Delete(slices.Clone(lines), 2, 3), "\n"), reference))
		require.NotEmpty(t, lag(reference+"more\n", reference))
		require.NotEmpty(t, lag("", reference))
	})
	for _, lang := range i18n.Languages() {
		page := bare(t).Reference(lang)
		require.NotContains(t, page, "⟦", "a sentence is missing in the catalogue")
		require.NotContains(t, page, "<no value>")
	}
}

// lag is the first line of want that a page lacks, or has too much; "" for none.
func lag(page, want string) string {
	has, lines := strings.Split(page, "\n"), strings.Split(want, "\n")
	for i := range max(len(has), len(lines)) {
		switch {
		case i >= len(lines):
			return fmt.Sprintf("line %d is too much: %s", i+1, has[i])
		case i >= len(has) || has[i] != lines[i]:
			return fmt.Sprintf("line %d: %s", i+1, lines[i])
		}
	}
	return ""
}

func TestEveryExampleIsItsOwnCommand(t *testing.T) {
	t.Parallel()
	desk := bare(t)
	for _, lang := range i18n.Languages() {
		examples := desk.Examples(lang)
		require.NotEmpty(t, examples)
		for path, line := range examples {
			t.Run(lang+" "+path, func(t *testing.T) {
				t.Parallel()
				got, err := desk.Understand(line, lang)
				require.NoError(t, err, line)
				require.Equal(t, path, got, line)
			})
		}
	}
}

// What issue 2 lets people do, by the verbs of DESIGN §4.
func TestEveryCommandOfTheMainJobExists(t *testing.T) {
	t.Parallel()
	desk := bare(t)
	for noun, verbs := range map[string][]string{
		"ecole":    {"voir", "liste", "etape", "historique", "note", "importer"},
		"decision": {"ajouter", "proposer", "adopter", "rejeter", "ajourner", "liste", "voir", "chercher"},
		"action":   {"creer", "liste", "voir", "prendre", "faite", "reporter", "reaffecter", "annuler"},
		"reunion":  {"planifier", "prochaine", "liste", "voir", "reporter", "annuler"},
		"recette":  {"marche", "ouvrir", "liste", "voir", "decider", "reserve", "lever", "indisponibilite", "exporter", "bilan"},
		"comite":   {"creer", "liste", "voir", "rythme", "resume"},
		"rappel":   {"voir", "regler", "pause", "reprendre", "vu", "demain", "echecs", "relancer"},
		"ent":      {"aide", "bilan", "reglages"},
	} {
		for _, verb := range verbs {
			require.True(t, desk.Has(noun, verb), "/%s %s", noun, verb)
		}
	}
}

func TestTriggers(t *testing.T) {
	t.Parallel()
	desk := bare(t)
	for _, lang := range i18n.Languages() {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			var names []string
			for _, trigger := range desk.Triggers(lang) {
				names = append(names, trigger.Name)
				require.Regexp(t, `^[a-z]+$`, trigger.Name)
				require.Regexp(t, `^\[\S+( \| \S+)*\]$`, trigger.Hint)
				require.NotEmpty(t, trigger.Description)
				require.NotContains(t, trigger.Description, "⟦")
				// A server takes no more (model.Command.IsValid).
				require.LessOrEqual(t, len(trigger.Description), 128)
			}
			require.Equal(t, []string{"ent", "ecole", "decision", "action", "reunion", "recette", "comite", "rappel"}, names)
		})
	}
	require.NotEqual(t, desk.Triggers("fr"), desk.Triggers("en"))
}

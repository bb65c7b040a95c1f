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
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/storage"
	"pilotent/storage/storagetest"
)

var update = flag.Bool("update", false, "write the reference page anew")

// now is when all tests happen: a Monday, in Paris.
func now() time.Time { return time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC) }

// bare is a dispatcher for what needs no store.
func bare(t *testing.T) *commands.Dispatcher {
	t.Helper()
	catalog, err := i18n.Load()
	require.NoError(t, err)
	dispatcher, err := commands.New(nil, catalog, now, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	return dispatcher
}

// app is a dispatcher on a real SQLite file, with the console's people, whose
// store and chat fail as they are told.
type app struct {
	*commands.Dispatcher
	store *faultyStore
	// outbox is the same store, as the Courier sees it.
	outbox *storage.Store
	chat   *faultyChat
	log    bytes.Buffer
}

func newApp(t *testing.T) *app { t.Helper(); return newAppAt(t, now) }

func newAppAt(t *testing.T, now record.Clock) *app {
	t.Helper()
	store, err := storage.Open(t.Context(), "sqlite:"+storagetest.File(t), slog.New(slog.DiscardHandler), storage.Simulated(now))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	catalog, err := i18n.Load()
	require.NoError(t, err)
	o := &app{store: &faultyStore{Store: store}, outbox: store, chat: &faultyChat{World: console.NewWorld(now())}}
	s := governance.NewService(o.store, o.chat, now, record.Defaults{}, nil)
	o.Dispatcher, err = commands.New(s, catalog, now, slog.New(slog.NewTextHandler(&o.log, nil)))
	require.NoError(t, err)
	return o
}

// as is a line typed by somebody in the channel copil.
func as(user, line string) commands.Invocation {
	return commands.Invocation{
		Actor: record.Actor{
			Team: console.Team, User: record.Person{ID: record.UserID(user), Username: user}, Channel: "copil",
		},
		Line: line, Locale: "fr",
	}
}

// types answers a line that must not fail.
func (o *app) types(t *testing.T, line string) string {
	t.Helper()
	m := o.Dispatch(t.Context(), as("coordinatrice", line))
	require.False(t, m.Failed, o.log.String())
	return m.Markdown()
}

// faultyStore fails by what view and update do first, unless nil.
type faultyStore struct {
	record.Store
	view, update func() error
}

func (s *faultyStore) Place(ctx context.Context, team record.TeamID) (record.Project, []record.Committee, error) {
	if s.view != nil {
		if err := s.view(); err != nil {
			return record.Project{}, nil, err
		}
	}
	return s.Store.Place(ctx, team)
}

func (s *faultyStore) View(ctx context.Context, fn func(record.Tx) error) error {
	if s.view != nil {
		return s.view()
	}
	return s.Store.View(ctx, fn)
}

func (s *faultyStore) Update(ctx context.Context, p record.ProjectID, fn func(record.Tx) error) error {
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

func (c *faultyChat) TeamRole(ctx context.Context, team record.TeamID, user record.UserID) (record.Role, error) {
	if c.down != nil {
		return record.RoleNone, c.down
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
	dispatcher := bare(t)
	for _, lang := range i18n.Languages() {
		examples := dispatcher.Examples(lang)
		require.NotEmpty(t, examples)
		for path, line := range examples {
			t.Run(lang+" "+path, func(t *testing.T) {
				t.Parallel()
				got, err := dispatcher.Understand(line, lang)
				require.NoError(t, err, line)
				require.Equal(t, path, got, line)
			})
		}
	}
}

// What issue 2 lets people do, by the verbs of DESIGN §4.
func TestEveryCommandOfTheMainJobExists(t *testing.T) {
	t.Parallel()
	dispatcher := bare(t)
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
			require.True(t, dispatcher.Has(noun, verb), "/%s %s", noun, verb)
		}
	}
}

func TestTriggers(t *testing.T) {
	t.Parallel()
	dispatcher := bare(t)
	for _, lang := range i18n.Languages() {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			var names []string
			for _, trigger := range dispatcher.Triggers(lang) {
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
	require.NotEqual(t, dispatcher.Triggers("fr"), dispatcher.Triggers("en"))
	require.Equal(t, "[voir | décider | réserve | liste | aide…]", dispatcher.Triggers("fr")[5].Hint, "of seventeen verbs")
	require.Equal(t, "[show | decide | reservation | list | help…]", dispatcher.Triggers("en")[5].Hint)
}

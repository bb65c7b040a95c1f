package console_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"

	"pilotent/commands"
	"pilotent/console"
	"pilotent/governance"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/message"
	"pilotent/scheduler"
	"pilotent/storage"
	"pilotent/storage/storagetest"
)

// app is what main wires behind a console, on an empty SQLite file, on
// Monday 23 November 2026 at 15 h 12 in Paris.
type app struct {
	*console.Console
	t       *testing.T
	store   *storage.Store
	service *governance.Service
	out     bytes.Buffer
}

func newApp(t *testing.T) *app {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	paris, err := time.LoadLocation("Europe/Paris")
	require.NoError(t, err)
	catalog, err := i18n.Load()
	require.NoError(t, err)
	world := console.NewWorld(time.Date(2026, 11, 23, 15, 12, 0, 0, paris))
	store, err := storage.Open(t.Context(), "sqlite:"+storagetest.File(t), log, storage.Simulated(world.Now))
	require.NoError(t, err)
	t.Cleanup(func() { _ = store.Close() })
	o := &app{t: t, store: store}
	o.service = governance.NewService(store, world, world.Now, record.Defaults{}, nil)
	dispatcher, err := commands.New(o.service, catalog, world.Now, log)
	require.NoError(t, err)
	courier := scheduler.NewCourier(store, scheduler.NewComposer(o.service, catalog, world), world,
		scheduler.Options{Now: world.Now, Workers: 1})
	o.Console = &console.Console{
		World: world, Dispatcher: dispatcher, Catalog: catalog, Courier: courier, Agenda: store,
		Out: &o.out, User: "coordinatrice", Channel: "copil", Zone: func(context.Context) *time.Location { return paris },
	}
	return o
}

// plays runs a script in which nothing fails, and answers what is shown.
func (o *app) plays(lines ...string) string {
	o.t.Helper()
	out, failed := o.reads(strings.NewReader(strings.Join(lines, "\n")))
	require.False(o.t, failed, out)
	return out
}

func (o *app) reads(in io.Reader) (out string, failed bool) {
	o.t.Helper()
	o.out.Reset()
	o.In = in
	failed, err := o.Run(o.t.Context())
	require.NoError(o.t, err)
	return o.out.String(), failed
}

const createCopil = `/comite creer COPIL "Comité de pilotage"`

func TestAScriptIsEchoedAndAnswered(t *testing.T) {
	t.Parallel()
	got := newApp(t).plays(
		"# a comment", "", "   /comite   ", createCopil,
		`/decision ajouter "Retenir 3 écoles" --comite copil`)
	require.Equal(t, `coordinatrice~copil> /comite
Aucun comité n'a encore été créé. Dans le canal du comité : `+"`/comite créer COPIL \"votre comité\" --niveau territorial`"+`

coordinatrice~copil> /comite creer COPIL "Comité de pilotage"
**COPIL** (Comité de pilotage, niveau territorial) est créé et lié au canal ~copil : ses membres sont ceux du canal.
Diffusion : toute l'équipe peut lire ses décisions.
Rappels de réunion : 7 jours, 1 jour et 1 h avant.
Résumé de la semaine : chaque lundi à 8 h, s'il y a quelque chose à dire.

Pour une réunion : `+"`/reunion planifier COPIL`"+`
Pour une décision : `+"`/decision ajouter \"votre texte\" --comité COPIL`"+`

coordinatrice~copil> /decision ajouter "Retenir 3 écoles" --comite copil
**COPIL-2026-001** est enregistrée et adoptée : Retenir 3 écoles. Je l'annonce au comité.

→ ~copil, lundi 23 novembre 2026 à 15 h 12
  **Décision COPIL-2026-001** adoptée : Retenir 3 écoles
  Pour information
  Enregistrée par @coordinatrice. Pour la relire : `+"`/decision voir COPIL-2026-001`"+`

`, got)
}

func TestOutputIsPlainWhenPiped(t *testing.T) {
	t.Parallel()
	read, write, err := os.Pipe()
	require.NoError(t, err)
	_, err = io.WriteString(write, createCopil+"\n/comite @all\n/comite creer X\"\n:aide\n")
	require.NoError(t, err)
	require.NoError(t, write.Close())
	got, failed := newApp(t).reads(read)
	require.False(t, failed)
	require.NoError(t, read.Close())
	require.Contains(t, got, "**COPIL**")
	require.NotContains(t, got, "\x1b")
	require.NotContains(t, got, "\u200b", "no invisible marks")
	require.NotRegexp(t, ` \n`, got, "no blanks at the end of a line")
	require.NotContains(t, got, "Bienvenue")
}

func TestColours(t *testing.T) {
	t.Parallel()
	for text, want := range map[message.Text]string{
		"":                            "",
		"sans":                        "sans",
		"**gras** et `code`":          "\x1b[1mgras\x1b[22m et \x1b[36mcode\x1b[39m",
		"**un** **deux**":             "\x1b[1mun\x1b[22m \x1b[1mdeux\x1b[22m",
		"**`les deux`**":              "\x1b[1m\x1b[36mles deux\x1b[39m\x1b[22m",
		"2 ** 3":                      "2 ** 3",
		"un ` seul":                   "un ` seul",
		message.Quote("@ien l'a dit"): "@ien l'a dit",
	} {
		require.Equal(t, want, console.Coloured(text), text)
	}
}

func TestLinesThatDriveTheSimulation(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		lines []string
		want  []string
		not   []string
	}{
		"anything else shows the help": {
			[]string{":licorne", ":", ":help"},
			[]string{"> :licorne\nLes lignes qui commencent par « : » pilotent la simulation :", "> :\nLes lignes", "> :help\nLes lignes"},
			nil,
		},
		"another person": {
			[]string{":user ien", "/comite", ":utilisateur @mary", "/comite", ":USER  Elue", "/comite"},
			[]string{"\nien~copil> /comite\nAucun comité", "\nmary~copil> /comite\nNo committee", "\nelue~copil> /comite\nAucun"},
			nil,
		},
		"nobody of that name": {
			[]string{":user personne", "/comite"},
			[]string{"Il n'y a personne du nom de « personne » ici. Personnes : coordinatrice, ien, elue,", "\ncoordinatrice~copil> /comite"},
			nil,
		},
		"another channel": {
			[]string{":channel suivi", createCopil, ":canal ~general", "/comite"},
			[]string{"lié au canal ~suivi", "\ncoordinatrice~general> /comite"},
			nil,
		},
		"no channel of that name": {
			[]string{":channel licorne", "/comite"},
			[]string{"Il n'y a pas de canal « licorne » ici. Canaux : copil, suivi", "\ncoordinatrice~copil> /comite"},
			nil,
		},
		"a duration that is none": {
			[]string{":avancer longtemps", ":advance"},
			[]string{"Je ne comprends pas la durée « longtemps »", "la durée «  »"},
			[]string{"Nous sommes le"},
		},
		"the end": {
			[]string{":quitter", "/comite"}, []string{"> :quitter\n"}, []string{"/comite"},
		},
		"the end, in short": {[]string{":Q", "/comite"}, []string{"> :Q\n"}, []string{"/comite"}},
		"rights are those of the person": {
			[]string{":user invitee", createCopil}, []string{"@coordinatrice"}, []string{"est créé"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := newApp(t).plays(tc.lines...)
			for _, want := range tc.want {
				require.Contains(t, got, want)
			}
			for _, not := range tc.not {
				require.NotContains(t, got, not)
			}
		})
	}
}

func TestSomebodyWhoIsNotThereCannotSpeak(t *testing.T) {
	t.Parallel()
	o := newApp(t)
	o.User, o.In = "personne", strings.NewReader("/comite\n")
	_, err := o.Run(t.Context())
	require.ErrorContains(t, err, `nobody called "personne" here`)
	for _, r := range console.Residents() {
		require.ErrorContains(t, err, r.Name)
	}
	require.Empty(t, o.out.String())
}

func TestAnEndedContextEndsTheConversation(t *testing.T) {
	t.Parallel()
	o := newApp(t)
	o.In = strings.NewReader("/comite\n/comite\n")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	failed, err := o.Run(ctx)
	require.NoError(t, err)
	require.False(t, failed)
	require.Empty(t, o.out.String())
}

func TestButtonsAreNumberedAndClicked(t *testing.T) {
	t.Parallel()
	o := newApp(t)
	got := o.plays(createCopil, ":clic 1", `/decision proposer "Ouvrir en janvier" --comite copil`, ":clic 3", ":clic x", ":clic", ":clic 0", ":clic 1", ":clic 2")
	require.Contains(t, got, "> :clic 1\nLa dernière réponse n'a pas de bouton.\n")
	require.Contains(t, got, "  [1] Adopter\n  [2] Rejeter\n", "those of what the bot says by itself count")
	for _, wrong := range []string{":clic 3", ":clic x", ":clic", ":clic 0"} {
		require.Contains(t, got, "> "+wrong+"\nDonnez le numéro d'un des 2 boutons, par exemple `:clic 1`.\n")
	}
	_, after, _ := strings.Cut(got, "> :clic 0\n")
	require.Contains(t, after, "> :clic 1\n**COPIL-2026-001** est adoptée")
	require.Contains(t, after, "> :clic 2\n**COPIL-2026-001** a changé depuis ce message", "the message has not been edited: its buttons stay")
}

func TestButtonsOfSeveralMessagesGoOnCounting(t *testing.T) {
	t.Parallel()
	o := newApp(t)
	o.plays(createCopil)
	for _, text := range []string{"Ouvrir", "Fermer"} {
		_, err := o.service.LogDecision(t.Context(), record.Actor{
			Team: console.Team, User: record.Person{ID: "coordinatrice", Username: "coordinatrice"}, Channel: "copil",
		}, committee.NewDecision{Text: text, Proposed: true})
		require.NoError(t, err)
	}
	got := o.plays("/ent aide", ":clic 3")
	require.Contains(t, got, "  [1] Adopter\n  [2] Rejeter\n")
	require.Contains(t, got, "  [3] Adopter\n  [4] Rejeter\n")
	require.Contains(t, got, "> :clic 3\n**COPIL-2026-002** est adoptée")
}

func TestTimeMovesFromMessageToMessage(t *testing.T) {
	t.Parallel()
	o := newApp(t)
	got := o.plays(createCopil, "/comite resume copil non", ":user ien", "/rappel regler --resume non", ":user coordinatrice",
		`/reunion planifier copil "18/12 14h"`, `/action creer "Former" --pour @ien --echeance "15 décembre"`, ":avancer 27j", ":avancer 2h")
	var heard []string
	for line := range strings.Lines(got) {
		if strings.HasPrefix(line, "→") || regexp.MustCompile("^  [*]{2}(Dans|Demain|Pour demain|Aujourd'hui)").MatchString(line) || strings.HasPrefix(line, "Nous sommes") {
			heard = append(heard, strings.TrimSpace(line))
		}
	}
	require.Equal(t, []string{
		"→ ~copil, lundi 23 novembre 2026 à 15 h 12",
		"→ @ien, lundi 23 novembre 2026 à 15 h 12",
		"→ ~copil, vendredi 11 décembre 2026 à 14 h",
		"**Dans 7 jours**, réunion COPIL : vendredi 18 décembre 2026 à 14 h (R-1)",
		"→ @ien, lundi 14 décembre 2026 à 9 h",
		"**Pour demain** : Former (**A-1**, mardi 15 décembre 2026)",
		"→ @ien, mardi 15 décembre 2026 à 9 h",
		"**Aujourd'hui** : Former (**A-1**, mardi 15 décembre 2026)",
		"→ ~copil, jeudi 17 décembre 2026 à 14 h",
		"**Demain**, réunion COPIL : vendredi 18 décembre 2026 à 14 h (R-1)",
		"→ ~copil, vendredi 18 décembre 2026 à 13 h",
		"**Dans 1 h**, réunion COPIL : vendredi 18 décembre 2026 à 14 h (R-1)",
		"Nous sommes le dimanche 20 décembre 2026 à 15 h 12.",
		"Nous sommes le dimanche 20 décembre 2026 à 17 h 12.",
	}, heard)
}

// closing is a script during which the database goes away.
func closing(o *app, before, after string) io.Reader {
	return io.MultiReader(strings.NewReader(before), readerFunc(func([]byte) (int, error) {
		return 0, errorOr(o.store.Close(), io.EOF)
	}), strings.NewReader(after))
}

// noCourier has nothing to deliver.
type noCourier struct{}

func (noCourier) DeliverDue(context.Context) (int, error) { return 0, nil }

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func errorOr(err, otherwise error) error {
	if err != nil {
		return fmt.Errorf("close the database: %w", err)
	}
	return otherwise
}

func TestOnlyWhatFailsInsideIsAFailure(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		after, want string
		// quiet leaves out the deliveries, which would fail as well.
		quiet bool
	}{
		"a command":                 {"/comite\n", "Référence : ", true},
		"though a good one follows": {"/comite\n/licorne\n:aide\n", "Référence : ", true},
		"a delivery":                {"/licorne\n", "Les messages dus n'ont pas pu être lus dans la base.", false},
		"what is to come":           {":avancer 1h\n", "Les messages dus n'ont pas pu être lus dans la base.", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newApp(t)
			if tc.quiet {
				o.Courier = noCourier{}
			}
			got, failed := o.reads(closing(o, createCopil+"\n", tc.after))
			require.True(t, failed)
			require.Contains(t, got, "**COPIL**")
			require.Contains(t, got, tc.want)
		})
	}
	t.Run("not a person's mistakes", func(t *testing.T) {
		t.Parallel()
		newApp(t).plays("/licorne", "/decision ajoutr x", `/action creer "x`, "/action voir A-12", ":licorne", ":clic 9",
			":avancer jamais", ":user personne", ":channel licorne", "/reunion planifier", "/ecole importer /nulle/part.csv")
	})
}

func TestAScriptThatCannotBeReadIsAnError(t *testing.T) {
	t.Parallel()
	o := newApp(t)
	o.In = io.MultiReader(strings.NewReader(":aide\n"), readerFunc(func([]byte) (int, error) { return 0, io.ErrClosedPipe }))
	_, err := o.Run(t.Context())
	require.ErrorIs(t, err, io.ErrClosedPipe)
}

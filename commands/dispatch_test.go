package commands_test

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/commands/grammar"
)

var errDisk = errors.New("disk I/O error")

// reference is the one that a person is given.
var reference = regexp.MustCompile(`Référence : ([A-Z2-7]{6})$`)

func TestWhatFailsInsideIsToldWithAReferenceThatIsInTheLog(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]func(o *app){
		"the store cannot be read":    func(o *app) { o.store.view = func() error { return errDisk } },
		"the store cannot be written": func(o *app) { o.store.update = func() error { return errDisk } },
		"the store panics":            func(o *app) { o.store.update = func() error { panic("index out of range") } },
		"the chat does not answer":    func(o *app) { o.chat.down = errDisk },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newApp(t)
			o.types(t, `/comite creer COPIL "Comité de pilotage"`)
			o.types(t, `/recette marche M2026-04 --titulaire "Éditeur ENT"`)
			o.types(t, `/reunion planifier copil "18/12 14h"`)
			fault(o)
			for _, line := range []string{
				`/decision ajouter "Le dossier de Mme Durand" --comite copil`,
				`/action creer "Appeler Mme Durand" --pour @ien`,
				`/reunion planifier copil "19/12 14h" --lieu "chez Mme Durand"`,
				`/reunion reporter R-1 "19/12 14h" --motif "Mme Durand est absente"`,
				`/recette ouvrir VA --marche M2026-04 --objet "Version de Mme Durand" --notifiee 20/11/2026`,
				`/comite creer SUIVI "Comité de Mme Durand"`,
			} {
				m := o.Dispatch(t.Context(), as("coordinatrice", line))
				require.True(t, m.Failed, line)
				require.Nil(t, m.Form)
				found := reference.FindStringSubmatch(m.Markdown())
				require.NotNil(t, found, m.Markdown())
				require.Equal(t, 1, strings.Count(o.log.String(), "ref="+found[1]), "a reference of its own")
				require.NotContains(t, m.Markdown(), "disk I/O")
				require.NotContains(t, m.Markdown(), "index out of range")
			}
			require.Regexp(t, "disk I/O error|panic: string", o.log.String())
			require.Contains(t, o.log.String(), `command="decision ajouter"`)
			require.NotContains(t, o.log.String(), "Durand", "no text of a person in the log")
		})
	}
}

func TestAfterAFailureTheDispatcherAnswersAgain(t *testing.T) {
	t.Parallel()
	o := newApp(t)
	o.types(t, `/comite creer COPIL "Comité de pilotage"`)
	o.store.update = func() error { panic("index out of range") }
	require.True(t, o.Dispatch(t.Context(), as("coordinatrice", `/decision ajouter "x" --comite copil`)).Failed)
	o.store.update = nil
	require.Contains(t, o.types(t, `/decision ajouter "Retenir 3 écoles" --comite copil`), "COPIL-2026-001", "no number was lost")
}

func TestACallerWhoHasGoneIsAFailureToo(t *testing.T) {
	t.Parallel()
	o := newApp(t)
	ctx, gone := context.WithCancel(t.Context())
	gone()
	require.True(t, o.Dispatch(ctx, as("coordinatrice", "/ent bilan")).Failed)
}

func TestAUsersMistakeIsNoFailure(t *testing.T) {
	t.Parallel()
	o := newApp(t)
	for name, tc := range map[string]struct{ user, line, want string }{
		"nothing":              {"coordinatrice", "", "/ent aide"},
		"an unknown noun":      {"coordinatrice", "/licorne", "licorne"},
		"nearly a verb":        {"coordinatrice", "/decision ajoutr x y z", "ajouter"},
		"an open quote":        {"coordinatrice", `/decision ajouter "x`, "guillemet"},
		"an unknown option":    {"coordinatrice", "/ecole liste --couleur bleue", "couleur"},
		"an unknown reference": {"coordinatrice", "/action voir A-12", "A-12"},
		"no right":             {"invitee", `/comite creer COPIL "Comité"`, "coordinatrice"},
		"a stranger":           {"personne", "/ent bilan", ""},
	} {
		t.Run(name, func(t *testing.T) {
			m := o.Dispatch(t.Context(), as(tc.user, tc.line))
			require.False(t, m.Failed)
			require.NotEmpty(t, m.Markdown())
			require.Contains(t, m.Markdown(), tc.want)
			require.NotContains(t, m.Markdown(), "⟦")
		})
	}
	require.Empty(t, o.log.String(), "nor a line in the log")
}

func TestWhatIsMissingIsAskedForInAForm(t *testing.T) {
	t.Parallel()
	o := newApp(t)
	o.types(t, `/comite creer COPIL "Comité de pilotage"`)
	ask := as("coordinatrice", `/reunion planifier copil --lieu "Mairie de Vitry"`)

	m := o.Dispatch(t.Context(), ask)
	require.False(t, m.Failed)
	require.NotNil(t, m.Form)
	require.Equal(t, "reunion planifier", m.Form.Command)
	filled := map[string]string{}
	for _, f := range m.Form.Fields {
		filled[f.Name] = f.Default
	}
	require.Equal(t, map[string]string{"committee": "copil", "date": "", "duration": "", "place": "Mairie de Vitry", "subject": ""}, filled)
	require.Contains(t, m.Markdown(), "/reunion planifier", "fronts without forms show an example")

	t.Run("whose answer ends in the same handler", func(t *testing.T) {
		done, field := o.Complete(t.Context(), ask, m.Form.Command, grammar.Raw{"committee": {"copil"}, "date": {"18/12 14h"}})
		require.Empty(t, field)
		require.Nil(t, done.Form)
		require.Contains(t, done.Markdown(), "R-1")
	})
	t.Run("whose wrong field is named", func(t *testing.T) {
		for want, raw := range map[string]grammar.Raw{
			"date":      {"committee": {"copil"}, "date": {"hier 14h"}},
			"committee": {"committee": {"licorne"}, "date": {"18/12 14h"}},
			"duration":  {"committee": {"copil"}, "date": {"18/12 14h"}, "duration": {"longtemps"}},
		} {
			wrong, field := o.Complete(t.Context(), ask, m.Form.Command, raw)
			require.Equal(t, want, field)
			require.False(t, wrong.Failed)
			require.NotEmpty(t, wrong.Markdown())
		}
	})
	t.Run("of a command that is gone", func(t *testing.T) {
		for _, command := range []string{"", "licorne", "reunion licorne"} {
			wrong, field := o.Complete(t.Context(), ask, command, nil)
			require.Empty(t, field)
			require.False(t, wrong.Failed)
			require.NotEmpty(t, wrong.Markdown())
		}
	})
}

func TestTheSameLineUnderTheUmbrellaAndInBothLanguages(t *testing.T) {
	t.Parallel()
	o := newApp(t)
	o.types(t, `/comite creer COPIL "Comité de pilotage"`)
	want := o.types(t, "/comite liste")
	require.Contains(t, want, "COPIL")
	for _, line := range []string{"/comite", "/ent comite", "/ENT Comité Liste", "/comite list", "/comité lister", "comite liste"} {
		require.Equal(t, want, o.types(t, line), line)
	}
	english := as("coordinatrice", "/comite liste")
	english.Locale = "en-AU"
	m := o.Dispatch(t.Context(), english)
	require.Contains(t, m.Markdown(), "territorial level")
}

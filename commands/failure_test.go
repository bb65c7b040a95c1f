package commands_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/reminder"
	"pilotent/message"
)

// fails makes everything that is owed a failure.
func (o *app) fails(t *testing.T, reason string) {
	t.Helper()
	ds, err := o.outbox.Claim(t.Context(), time.Minute, 100)
	require.NoError(t, err)
	for _, d := range ds {
		_, err := o.outbox.Settle(t.Context(), reminder.Settlement{Delivery: d, State: reminder.SettledDead, Reason: reason, At: now()})
		require.NoError(t, err)
	}
}

func TestFailuresInPlainWords(t *testing.T) {
	t.Parallel()
	o := newApp(t)
	types := func(line string) string { return message.Unquote(o.types(t, line)) }
	types(`/comite creer COPIL "Comité de pilotage"`)
	types(`/reunion planifier copil "18/12 14h"`)
	o.fails(t, "refused_403")
	types(`/action creer "Former" --pour @ien`)
	o.fails(t, "refused_400")
	types(`/action creer "Former" --pour @cpc`)
	o.fails(t, "teapot")

	require.Equal(t, "**3 messages n'ont pas pu partir**, le dernier d'abord\n\n"+
		"- **E-9** (A-2, pour @cpc, depuis le 23/11/2026 8 h) : refus de Mattermost (teapot)\n"+
		"- **E-7** (A-1, pour @ien, depuis le 23/11/2026 8 h) : ce compte est désactivé\n"+
		"- **E-5** (R-1, pour ~copil, depuis le 23/11/2026 8 h) : je n'ai pas le droit d'y écrire, invitez-moi avec `/invite @pilotent`\n\n"+
		"Une fois la cause réglée : `/rappel relancer E-9`\nPour tous : `/rappel relancer tout`", types("/ent rappels echecs"))
	require.Equal(t, "- **E-5** (R-1, pour ~copil) : je réessaie tout de suite", types("/rappel relancer e5"))
	require.Equal(t, "E-5 est déjà relancé : il part dès que possible.", types("/rappel relancer E-5"))
	require.Contains(t, types("/rappel relancer A-4"), "« A-4 » n'est pas un numéro : il s'écrit comme `E-12`")
	types("/action faite A-1")
	require.Equal(t, "- **E-7** (A-1, pour @ien) : c'est terminé, il n'y a plus rien à dire", types("/rappel relancer E-7"))
	require.Equal(t, "- **E-9** (A-2, pour @cpc) : je réessaie tout de suite", types("/rappel relancer tout"))
	require.Equal(t, "Tout est parti : aucun message en échec ces 30 derniers jours.", types("/rappel relancer tout"))
	for _, line := range []string{"/ent rappels echecs", "/rappel relancer tout", "/rappel relancer E-5"} {
		m := o.Dispatch(t.Context(), as("ien", line))
		require.True(t, m.Refused, line)
		require.Contains(t, m.Markdown(), "Seuls les pilotes (administration de l'équipe Mattermost)")
	}
}

// Nobody is advised to invite me where a person does not get their message.
func TestAFailureAdvisesWhatHelpsItsRecipient(t *testing.T) {
	t.Parallel()
	for reason, want := range map[string][2]string{
		"refused_400": {"le canal est archivé", "ce compte est désactivé"},
		"refused_403": {"invitez-moi avec `/invite @pilotent`", "prévenez cette personne vous-même"},
		"refused_404": {"le canal n'existe plus", "ce compte n'existe plus"},
	} {
		o := newApp(t)
		o.types(t, `/comite creer COPIL "Comité de pilotage"`)
		o.types(t, `/reunion planifier copil "18/12 14h"`)
		o.types(t, `/action creer "Former" --pour @ien`)
		o.fails(t, reason)
		said := strings.Split(o.types(t, "/rappel echecs"), "\n")
		for i, line := range slices.DeleteFunc(said, func(s string) bool { return !strings.HasPrefix(s, "- ") }) {
			require.Contains(t, line, want[1-i], "%s, line %d", reason, i) // the person's, then the channel's
		}
	}
}

func TestManyWhoHaveSeenItAreOneLineOfHistory(t *testing.T) {
	t.Parallel()
	o := newApp(t)
	o.types(t, `/comite creer COPIL "Comité de pilotage"`)
	o.types(t, `/reunion planifier copil "18/12 14h"`)
	for _, u := range []string{"ien", "elue", "mary", "coordinatrice"} {
		require.False(t, o.Dispatch(t.Context(), as(u, "/rappel vu R-1")).Refused, u)
	}
	require.Contains(t, message.Unquote(o.types(t, "/reunion voir R-1")),
		"- 23/11/2026 8 h : planifiée, par @coordinatrice\n- 23/11/2026 8 h : vue, par @ien, @elue, @mary et @coordinatrice")
}

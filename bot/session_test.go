package bot_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A bot that Mattermost does not know any more is not ready, and says that somebody must
// act; trying again mends nothing.
func TestTheBotIsRefused(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ spoil func(*world) }{
		"its token was taken back":  {func(w *world) { w.fake.RevokeToken(w.token) }},
		"its account is closed":     {func(w *world) { w.fake.DisableBot(w.account) }},
		"its owner's account is so": {func(w *world) { w.fake.DeactivateUser(w.fake.Admin) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).withCopil()
			require.NoError(t, w.Ready(t.Context()))
			require.False(t, w.Refused())
			tc.spoil(w)
			require.ErrorContains(t, w.Ready(t.Context()), "run `pilotent provision` for a new token")
			require.True(t, w.Refused())
			w.clock.Advance(time.Minute)
			said := w.slash(w.member, w.copil, "/decision liste")
			require.Contains(t, said, "Mattermost ne reconnaît plus mon compte")
			require.Contains(t, said, "Une personne qui administre Mattermost doit le réactiver")
			require.NotContains(t, said, "dans un instant")
			require.Regexp(t, reference, said)
		})
	}

	t.Run("until it has another token", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.fake.RevokeToken(w.token)
		require.Error(t, w.Ready(t.Context()))
		token, said, err := w.provision(w.fake.AdminToken, w.token, w.team.Name)
		require.NoError(t, err)
		require.Contains(t, said, "created a token for the bot")
		w.Renew(token)
		require.NoError(t, w.Ready(t.Context()))
		require.False(t, w.Refused())
		w.clock.Advance(time.Minute)
		require.Contains(t, w.slash(w.member, w.copil, "/decision ajouter \"Former\""), "COPIL-2026-001")
	})
}

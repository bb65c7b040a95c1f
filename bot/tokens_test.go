package bot_test

import (
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestUnknownToken(t *testing.T) {
	t.Parallel()

	t.Run("finds a command that was made a moment ago", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		renewed, _, err := w.client(w.fake.AdminToken).RegenCommandToken(t.Context(), w.commands(w.team)["comite"].Id)
		require.NoError(t, err)
		require.NotEmpty(t, renewed)
		require.Contains(t, w.slash(w.member, w.copil, "/comite liste"), "COPIL")
	})

	t.Run("all who wait for the same reading are answered by it", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		_, _, err := w.client(w.fake.AdminToken).RegenCommandToken(t.Context(), w.commands(w.team)["comite"].Id)
		require.NoError(t, err)
		token := w.commands(w.team)["comite"].Token
		asked := len(w.wire.seen(http.MethodGet, "/api/v4/commands"))
		var crowd sync.WaitGroup
		for range 8 {
			crowd.Go(func() {
				status, body := w.call(http.MethodPost, "/slash/comite", urlencoded, w.typed(w.member, token).Encode())
				assert.Equal(t, http.StatusOK, status, body)
			})
		}
		crowd.Wait()
		require.Less(t, len(w.wire.seen(http.MethodGet, "/api/v4/commands")), asked+8)
	})

	t.Run("does not make the bot forget the others while Mattermost is down", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.fake.Down()
		status, _ := w.call(http.MethodPost, "/slash/comite", urlencoded, w.typed(w.member, "guessed").Encode())
		require.Equal(t, http.StatusServiceUnavailable, status, "who knows")
		w.fake.Up()
		require.Contains(t, w.slash(w.member, w.copil, "/comite liste"), "COPIL")
		status, _ = w.call(http.MethodPost, "/slash/comite", urlencoded, w.typed(w.member, "guessed").Encode())
		require.Equal(t, http.StatusUnauthorized, status)
	})
}

// A team in which the bot may not read its commands is no reason to answer
// nobody in the others.
func TestConnectInATeamWithoutRights(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.fake.JoinTeam(w.account, w.fake.AddTeam("ent-mer", "ENT Mer"), false)
	require.NoError(t, w.Connect(t.Context()))
	require.Contains(t, w.slash(w.member, w.copil, "/comite liste"), "COPIL")
}

package bot_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// reread is how often an unknown token makes the bot ask again, at most.
const reread = 10 * time.Second

func TestUnknownToken(t *testing.T) {
	t.Parallel()

	t.Run("finds a command that was provisioned since", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		renewed, _, err := w.client(w.fake.AdminToken).RegenCommandToken(t.Context(), w.commands(w.team)["comite"].Id)
		require.NoError(t, err)
		require.NotEmpty(t, renewed)
		_, err = w.fake.Slash(t.Context(), w.member, w.copil, "/comite liste")
		require.Error(t, err, "the tokens were read a moment ago")
		w.clock.Advance(reread)
		require.Contains(t, w.slash(w.member, w.copil, "/comite liste"), "COPIL")
	})

	t.Run("makes the bot ask once in ten seconds, however many there are", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		guess := func() {
			status, _ := w.call(http.MethodPost, "/slash/ecole", urlencoded, w.typed(w.member, "guessed").Encode())
			assert.Equal(t, http.StatusUnauthorized, status)
		}
		asked := func() int { return len(w.wire.seen(http.MethodGet, "/api/v4/commands")) }
		before := asked()
		guess()
		require.Equal(t, before, asked(), "they were read at the start")
		for round := 1; round <= 2; round++ {
			w.clock.Advance(reread)
			var crowd sync.WaitGroup
			for range 8 {
				crowd.Go(guess)
			}
			crowd.Wait()
			require.Equal(t, before+round, asked())
			w.clock.Advance(reread - time.Millisecond)
			guess()
			require.Equal(t, before+round, asked())
			w.clock.Advance(-reread + time.Millisecond)
		}
	})

	t.Run("all who wait for the same reading are answered by it", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		_, _, err := w.client(w.fake.AdminToken).RegenCommandToken(t.Context(), w.commands(w.team)["comite"].Id)
		require.NoError(t, err)
		w.clock.Advance(reread)
		token := w.commands(w.team)["comite"].Token
		var crowd sync.WaitGroup
		for range 8 {
			crowd.Go(func() {
				status, body := w.call(http.MethodPost, "/slash/comite", urlencoded, w.typed(w.member, token).Encode())
				assert.Equal(t, http.StatusOK, status, body)
			})
		}
		crowd.Wait()
	})

	t.Run("does not make the bot forget the others while Mattermost is down", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		require.Contains(t, w.slash(w.member, w.copil, "/comite liste"), "COPIL")
		w.fake.Down()
		status, _ := w.call(http.MethodPost, "/slash/comite", urlencoded, w.typed(w.member, "guessed").Encode())
		require.Equal(t, http.StatusUnauthorized, status)
		w.clock.Advance(reread)
		status, _ = w.call(http.MethodPost, "/slash/comite", urlencoded, w.typed(w.member, "guessed").Encode())
		require.Equal(t, http.StatusUnauthorized, status)
		w.fake.Up()
		require.Contains(t, w.slash(w.member, w.copil, "/comite liste"), "COPIL")
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

package main

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/bot"
	"pilotent/config"
)

// What a running bot makes of the file that its token was read from.
func TestATokenThatChangesInItsFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "token")
	synctest.Test(t, func(t *testing.T) {
		log := &lockedBuffer{}
		s := &service{
			cfg: config.Config{MattermostToken: "before", MattermostTokenFile: file}, log: slog.New(slog.NewTextHandler(log, nil)),
			bot: bot.New(bot.Options{URL: "http://mattermost.example", Token: "before"}),
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { defer close(ended); s.watchToken(ctx) }()
		for _, step := range []struct {
			holds string
			news  int
		}{{"before\n", 0}, {"", 0}, {"after\n", 1}, {"after\n", 1}, {"again\n", 2}} {
			require.NoError(t, os.WriteFile(file, []byte(step.holds), 0o600))
			time.Sleep(tokenEvery + time.Second)
			require.Equal(t, step.news, strings.Count(log.String(), "the bot has a new token"), step.holds)
			require.NotContains(t, log.String(), "after", "the token is not told")
		}
		require.NoError(t, os.Remove(file))
		time.Sleep(2 * tokenEvery)
		stop()
		<-ended
	})
}

// A token that was taken back while the bot runs: it is not ready, says why, and goes on
// with the one that provision writes into the file that it reads.
func TestServeTakesTheTokenThatProvisionWrites(t *testing.T) {
	t.Parallel()
	s := provisioned(t, "sqlite:"+filepath.Join(t.TempDir(), "x.db"))
	p := s.start(t)
	s.until(t, http.StatusOK, "ready")
	s.fake.RevokeToken(tokenFrom(s.token))
	s.until(t, http.StatusServiceUnavailable, "Mattermost: it refuses the bot")
	p.until(t, `msg="not ready" why="Mattermost: it refuses the bot`)
	require.Contains(t, s.provision(t), "a `pilotent serve` that reads that file takes it within 5 seconds")
	s.until(t, http.StatusOK, "ready")
}

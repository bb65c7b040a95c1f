package bot_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot/mattermosttest"
	"pilotent/governance/record"
)

func TestHowFarACommandIs(t *testing.T) {
	t.Parallel()
	t.Run("is one private message, which becomes the answer", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		tell, end := w.Following(t.Context(), 1, record.UserID(w.pilot.Id), "fr")
		shown := func(text string) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			_, err := w.fake.WaitForPost(ctx, func(p *model.Post) bool { return plain(p.Message) == text })
			require.NoError(t, err)
		}
		tell(1000, 60000)
		shown("Import des écoles en cours : 1000 sur 60 000.")
		tell(2000, 60000)
		shown("Import des écoles en cours : 2000 sur 60 000.")
		end("Écoles lues : 60000.")
		posts := w.told(w.pilot)
		require.Len(t, posts, 1)
		require.Equal(t, "Écoles lues : 60000.", posts[0].Message)
	})
	t.Run("is not said of what is short", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		_, end := w.Following(t.Context(), 1, record.UserID(w.pilot.Id), "fr")
		end("Écoles lues : 3.")
		require.Empty(t, w.told(w.pilot))
	})
	t.Run("what cannot be said stops nothing", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.fake.Fail(mattermosttest.Fault{PathPrefix: "/api/v4/posts", Status: http.StatusForbidden})
		tell, end := w.Following(t.Context(), 1, record.UserID(w.pilot.Id), "fr")
		tell(1000, 60000)
		end("Écoles lues : 60000.")
		require.Empty(t, w.told(w.pilot))
	})
}

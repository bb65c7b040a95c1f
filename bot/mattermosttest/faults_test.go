package mattermosttest_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot/mattermosttest"
)

func TestFaults(t *testing.T) {
	t.Parallel()
	const path = "/api/v4/posts"
	create := func(ctx context.Context, f *fixture) (*model.Response, error) {
		_, response, err := f.client().CreatePost(ctx, &model.Post{ChannelId: f.channel.Id, Message: "essai"})
		return response, err
	}
	count := func(f *fixture) int {
		n := 0
		for _, post := range f.Posts(f.channel.Id) {
			if post.Message == "essai" {
				n++
			}
		}
		return n
	}
	for name, test := range map[string]struct {
		fault  mattermosttest.Fault
		status int
		posts  int
	}{
		"a refusal does nothing":      {mattermosttest.Fault{Status: 403}, 403, 0},
		"a refusal is 500 by default": {mattermosttest.Fault{}, 500, 0},
		"a failure after doing has done it": {
			mattermosttest.Fault{Mode: mattermosttest.FailAfterDoing}, 500, 1,
		},
		"hanging up after doing has done it": {
			mattermosttest.Fault{Mode: mattermosttest.HangUpAfterDoing}, 0, 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			fault := test.fault
			fault.Method, fault.PathPrefix, fault.Times = http.MethodPost, path, 1
			f.Fail(fault)
			_, _, err := f.client().GetMe(t.Context(), "")
			require.NoError(t, err, "other routes go on")
			response, err := create(t.Context(), f)
			require.Error(t, err)
			if test.status != 0 {
				require.Equal(t, test.status, response.StatusCode)
			}
			require.Equal(t, test.posts, count(f))
			_, err = create(t.Context(), f)
			require.NoError(t, err, "once only")
			require.Equal(t, test.posts+1, count(f))
		})
	}

	t.Run("the rate limiter rounds the wait up", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t)
		f.Fail(mattermosttest.Fault{Status: http.StatusTooManyRequests, RetryAfter: 1500 * time.Millisecond})
		response, err := create(t.Context(), f)
		require.Error(t, err)
		require.Equal(t, "2", response.Header.Get("Retry-After"))
		f.ClearFaults()
		_, err = create(t.Context(), f)
		require.NoError(t, err)
	})

	t.Run("a stall lasts until the client gives up", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t)
		f.Fail(mattermosttest.Fault{PathPrefix: path, Mode: mattermosttest.StallAfterDoing})
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			_, _ = f.WaitForPost(t.Context(), func(p *model.Post) bool { return p.Message == "essai" })
			cancel()
		}()
		_, err := create(ctx, f)
		require.ErrorIs(t, err, context.Canceled)
		require.Equal(t, 1, count(f))
	})

	t.Run("down answers nothing, up answers again", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t)
		f.Down()
		_, err := create(t.Context(), f)
		require.Error(t, err)
		require.Zero(t, count(f))
		f.Up()
		_, err = create(t.Context(), f)
		require.NoError(t, err)
	})
}

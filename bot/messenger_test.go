package bot_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot"
	"pilotent/bot/mattermosttest"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/message"
	"pilotent/scheduler"
)

const postsPath = "/api/v4/posts"

// owing is a world that owes copil's channel one announcement.
func owing(t *testing.T) *world {
	t.Helper()
	w := newWorld(t).withCopil()
	require.Contains(t, w.slash(w.member, w.copil, `/decision ajouter "Retenir trois écoles"`), "COPIL-2026-001")
	return w
}

// nextDue is when something is due; false when nothing is owed.
func (w *world) nextDue() (time.Time, bool) {
	w.Helper()
	at, ok, err := w.store.NextDue(w.Context(), time.UnixMilli(1))
	require.NoError(w, err)
	return at, ok
}

// settled says that nothing is owed any more, and that it is in the channel n
// times.
func (w *world) settled(n int) {
	w.Helper()
	_, owed := w.nextDue()
	require.False(w, owed, "nothing is owed")
	require.Len(w, w.said(w.copil), n)
}

func TestSentPost(t *testing.T) {
	t.Parallel()
	w := owing(t)
	w.deliver()
	w.settled(1)
	post := w.said(w.copil)[0]
	require.Contains(t, post.Message, "**Décision COPIL-2026-001** adoptée")
	name, _ := post.GetProp("pilotent_delivery").(string)
	require.Regexp(t, "^"+w.team.Id+`-\d+$`, name)
	require.Equal(t, "true", post.GetProp("from_bot"))
	sent := w.wire.seen(http.MethodPost, postsPath)
	require.Len(t, sent, 1)
	var asked model.Post
	require.NoError(t, json.Unmarshal([]byte(sent[0].body), &asked))
	owed, _ := post.GetProp("pilotent_owed").(string)
	require.NotEmpty(t, owed)
	require.Equal(t, w.account.Id+":"+name+":"+owed, asked.PendingPostId)
	w.deliver()
	w.settled(1)
}

func TestSendingAgain(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault mattermosttest.Fault
		// after is the least that the bot waits.
		after time.Duration
		// posts is how many times it is asked to post, in all.
		posts int
	}{
		"after too many requests, when it was told to": {
			mattermosttest.Fault{Method: http.MethodPost, PathPrefix: postsPath, Times: 1, Status: http.StatusTooManyRequests, RetryAfter: 17 * time.Second}, 17 * time.Second, 2,
		},
		"after too many requests, whatever it was told to": {
			mattermosttest.Fault{Method: http.MethodPost, PathPrefix: postsPath, Times: 1, Status: http.StatusTooManyRequests, RetryAfter: 24 * time.Hour}, 5 * time.Minute, 2,
		},
		"after a refused token, a minute later": {
			mattermosttest.Fault{Method: http.MethodPost, PathPrefix: postsPath, Times: 1, Status: http.StatusUnauthorized}, time.Minute, 2,
		},
		"after a failure that created nothing": {
			mattermosttest.Fault{Method: http.MethodPost, PathPrefix: postsPath, Times: 1}, 0, 2,
		},
		"not after a failure that created it": {
			mattermosttest.Fault{Method: http.MethodPost, PathPrefix: postsPath, Times: 1, Mode: mattermosttest.FailAfterDoing}, 0, 1,
		},
		"not after a gateway gave up on what was created": {
			mattermosttest.Fault{Method: http.MethodPost, PathPrefix: postsPath, Times: 1, Mode: mattermosttest.FailAfterDoing, Status: http.StatusGatewayTimeout}, 0, 1,
		},
		"not after a time-out of what was created": {
			mattermosttest.Fault{Method: http.MethodPost, PathPrefix: postsPath, Times: 1, Mode: mattermosttest.FailAfterDoing, Status: http.StatusRequestTimeout}, 0, 1,
		},
		"not after the connection broke on what was created": {
			mattermosttest.Fault{Method: http.MethodPost, PathPrefix: postsPath, Times: 1, Mode: mattermosttest.HangUpAfterDoing}, 0, 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := owing(t)
			w.fake.Fail(tc.fault)
			w.deliver()
			next, owed := w.nextDue()
			require.True(t, owed)
			require.GreaterOrEqual(t, next.Sub(w.clock.Now()), tc.after)
			// Later than a pending id is good for: the server would not help.
			w.clock.Advance(5 * time.Minute)
			w.deliver()
			w.settled(1)
			require.Len(t, w.wire.seen(http.MethodPost, postsPath), tc.posts)
		})
	}

	t.Run("when Mattermost is back, once", func(t *testing.T) {
		t.Parallel()
		w := owing(t)
		w.fake.Down()
		for range 3 {
			w.deliver()
			w.clock.Advance(5 * time.Minute)
		}
		w.fake.Up()
		w.deliver()
		w.settled(1)
	})

	t.Run("when Mattermost can be asked what is there, no sooner", func(t *testing.T) {
		t.Parallel()
		w := owing(t)
		w.fake.Fail(mattermosttest.Fault{Method: http.MethodPost, PathPrefix: postsPath, Times: 1, Mode: mattermosttest.HangUpAfterDoing})
		w.deliver()
		w.fake.Fail(mattermosttest.Fault{Method: http.MethodGet, PathPrefix: "/api/v4/channels/" + w.copil.Id + "/posts", Times: 1})
		w.clock.Advance(5 * time.Minute)
		w.deliver()
		require.Len(t, w.wire.seen(http.MethodPost, postsPath), 1)
		w.clock.Advance(5 * time.Minute)
		w.deliver()
		w.settled(1)
		require.Len(t, w.wire.seen(http.MethodPost, postsPath), 1)
	})
}

func TestSendingNoMore(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(*world){
		"to a channel that was archived": func(w *world) { w.fake.ArchiveChannel(w.copil) },
		"where the bot may not post": func(w *world) {
			w.fake.Fail(mattermosttest.Fault{Method: http.MethodPost, PathPrefix: postsPath, Status: http.StatusForbidden})
		},
		"to a channel that does not exist for the bot": func(w *world) {
			w.fake.JoinTeam(w.account, w.team, false)
			w.fake.LeaveChannel(w.account, w.copil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := owing(t)
			prepare(w)
			w.deliver()
			w.settled(0)
			require.Contains(t, w.journal.String(), "cannot be delivered")
			require.NotContains(t, w.journal.String(), "Retenir")
			asked := len(w.wire.seen(http.MethodPost, postsPath))
			w.clock.Advance(time.Hour)
			w.deliver()
			require.Len(t, w.wire.seen(http.MethodPost, postsPath), asked, "nobody tries again")
		})
	}

	t.Run("and the others go on", func(t *testing.T) {
		t.Parallel()
		w := owing(t)
		w.fake.ArchiveChannel(w.copil)
		w.slash(w.pilot, w.lobby, `/action creer "Former l'équipe" --pour @ien`)
		w.deliver()
		var said string
		told := w.told(w.member)
		for _, p := range told {
			said += p.Message + "\n"
		}
		require.Len(t, told, 2)
		require.Contains(t, said, "**Pour vous** : ")
		require.Contains(t, said, "**Message non remis** (", "who logged the decision is told")
	})
}

// sendError is what Send says of a failure.
func sendError(t *testing.T, b *bot.Bot, d reminder.Delivery) *scheduler.SendError {
	t.Helper()
	_, err := b.Send(t.Context(), d, message.Say(message.Paragraph("bonjour")))
	require.Error(t, err)
	var known *scheduler.SendError
	require.ErrorAs(t, err, &known)
	return known
}

func TestSend(t *testing.T) {
	t.Parallel()
	delivery := func(w *world, id int64, to reminder.Recipient) reminder.Delivery {
		return reminder.Delivery{ID: id, Project: record.ProjectID(w.team.Id), Recipient: to, Due: w.clock.Now()}
	}

	t.Run("knows that nothing was posted when nobody listens", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		gone := httptest.NewServer(nil)
		gone.Close()
		options := w.options(w.token)
		options.URL = gone.URL
		e := sendError(t, bot.New(options), delivery(w, 1, reminder.ToChannel(record.ChannelID(w.copil.Id))))
		require.True(t, e.NotSent)
		require.False(t, e.Dead)
		require.Equal(t, "unreachable", e.Reason)
	})

	t.Run("knows that nothing was posted when no direct channel opens", func(t *testing.T) {
		t.Parallel()
		for status, dead := range map[int]bool{http.StatusInternalServerError: false, http.StatusForbidden: true, http.StatusTooManyRequests: false} {
			w := newWorld(t)
			w.fake.Fail(mattermosttest.Fault{Method: http.MethodPost, PathPrefix: "/api/v4/channels/direct", Status: status})
			e := sendError(t, w.Bot, delivery(w, 1, reminder.ToPerson(record.UserID(w.member.Id))))
			require.True(t, e.NotSent)
			require.Equal(t, dead, e.Dead, status)
		}
	})

	t.Run("opens a direct channel once", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		to := reminder.ToPerson(record.UserID(w.member.Id))
		for id := range int64(3) {
			post, err := w.Send(t.Context(), delivery(w, id, to), message.Say(message.Paragraph("bonjour")))
			require.NoError(t, err)
			require.Equal(t, w.told(w.member)[id].Id, post)
		}
		require.Len(t, w.wire.seen(http.MethodPost, "/channels/direct"), 1)
	})

	t.Run("cuts what is too long for a post", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		var lines message.List
		for range 400 {
			lines = append(lines, "une ligne assez longue pour que toutes ensemble ne tiennent pas")
		}
		_, err := w.Send(t.Context(), delivery(w, 1, reminder.ToChannel(record.ChannelID(w.copil.Id))), message.Say(lines))
		require.NoError(t, err)
		require.Contains(t, w.said(w.copil)[0].Message, "le message était trop long")
	})
}

func TestFind(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := reminder.Delivery{
		ID: 7, Project: record.ProjectID(w.team.Id), Recipient: reminder.ToChannel(record.ChannelID(w.copil.Id)), Due: w.clock.Now(),
	}
	find := func(d reminder.Delivery) string {
		t.Helper()
		id, err := w.Find(t.Context(), d)
		require.NoError(t, err)
		return id
	}
	require.Empty(t, find(d))

	t.Run("not what another account has marked alike", func(t *testing.T) {
		_, _, err := w.client(w.fake.Token(w.member)).CreatePost(t.Context(), &model.Post{
			ChannelId: w.copil.Id, Message: "faux", Props: model.StringInterface{"pilotent_delivery": w.team.Id + "-7"},
		})
		require.NoError(t, err)
		require.Empty(t, find(d))
	})

	w.clock.Advance(time.Hour)
	sent, err := w.Send(t.Context(), d, message.Say(message.Paragraph("bonjour")))
	require.NoError(t, err)

	t.Run("the post, however late it was", func(t *testing.T) { require.Equal(t, sent, find(d)) })
	t.Run("not that of another delivery", func(t *testing.T) {
		other := d
		other.Occurrence = "2"
		require.Empty(t, find(other), "not even where a restored database has given it the same number")
		other.ID = 77
		require.Empty(t, find(other))
	})
	t.Run("in a restored database, by what is owed, whatever its number", func(t *testing.T) {
		again := d
		again.ID = 77
		require.Equal(t, sent, find(again))
	})
	t.Run("one of an earlier program, by its number", func(t *testing.T) {
		earlier := d
		earlier.ID, earlier.Occurrence = 8, "3"
		post, _, err := w.client(w.token).CreatePost(t.Context(), &model.Post{
			ChannelId: w.copil.Id, Message: "avant", Props: model.StringInterface{"pilotent_delivery": w.team.Id + "-8"},
		})
		require.NoError(t, err)
		require.Equal(t, post.Id, find(earlier))
	})
	t.Run("not that of another project", func(t *testing.T) {
		other := d
		other.Project = record.ProjectID(model.NewId())
		require.Empty(t, find(other))
	})
	t.Run("an answer that does not come is no answer", func(t *testing.T) {
		w.fake.Fail(mattermosttest.Fault{Method: http.MethodGet, Times: 1})
		_, err := w.Find(t.Context(), d)
		require.ErrorContains(t, err, "look for an earlier post")
	})
}

// A channel in which much was said since the first attempt, at a moment too.
func TestFindAmongManyPosts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := reminder.Delivery{
		ID: 7, Project: record.ProjectID(w.team.Id), Recipient: reminder.ToChannel(record.ChannelID(w.copil.Id)), TriedAt: w.clock.Now(),
	}
	sent, err := w.Send(t.Context(), d, message.Say(message.Paragraph("bonjour")))
	require.NoError(t, err)
	member := w.client(w.fake.Token(w.member))
	for i := range 1100 {
		if i%7 == 0 {
			w.clock.Advance(time.Millisecond)
		}
		_, _, err := member.CreatePost(t.Context(), &model.Post{ChannelId: w.copil.Id, Message: "bavardage"})
		require.NoError(t, err)
	}
	id, err := w.Find(t.Context(), d)
	require.NoError(t, err)
	require.Equal(t, sent, id)

	before := len(w.wire.seen(http.MethodGet, "/posts"))
	d.ID = 8
	d.TriedAt = w.clock.Now().Add(time.Hour)
	id, err = w.Find(t.Context(), d)
	require.NoError(t, err)
	require.Empty(t, id)
	require.Equal(t, 1, len(w.wire.seen(http.MethodGet, "/posts"))-before, "it looks no further back than the first attempt")
}

func TestNothingIsSentTo(t *testing.T) {
	t.Parallel()
	t.Run("somebody whose account was deactivated", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.fake.DeactivateUser(w.member)
		e := sendError(t, w.Bot, reminder.Delivery{ID: 1, Project: "p", Recipient: reminder.ToPerson(record.UserID(w.member.Id))})
		require.True(t, e.Dead)
		require.Equal(t, "inactive", e.Reason)
	})
	t.Run("anybody after the moment that another may have it", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		options := w.options(w.token)
		options.HTTP = nil // the bot's own
		b := bot.New(options)
		require.NoError(t, b.Connect(t.Context()))
		d := reminder.Delivery{ID: 1, Project: "p", Recipient: reminder.ToChannel(record.ChannelID(w.copil.Id)), SendBefore: time.Now()}
		_, err := b.Send(t.Context(), d, message.Say(message.Paragraph("bonjour")))
		require.ErrorIs(t, err, os.ErrDeadlineExceeded)
		require.Empty(t, w.said(w.copil))
		d.SendBefore = time.Now().Add(time.Hour)
		_, err = b.Send(t.Context(), d, message.Say(message.Paragraph("bonjour")))
		require.NoError(t, err)
		require.Len(t, w.said(w.copil), 1)
	})
}

package bot_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/message"
)

// card is a message as it is posted into copil's channel.
func (w *world) card(m message.Message) *model.Post {
	w.Helper()
	_, err := w.Send(w.Context(), reminder.Delivery{
		ID: int64(len(w.said(w.copil)) + 1), Project: record.ProjectID(w.team.Id), Recipient: reminder.ToChannel(record.ChannelID(w.copil.Id)), Subject: "action/A-1",
	}, m)
	require.NoError(w, err)
	require.NoError(w, w.sentFrame().IsValid(), "a later Mattermost refuses what is not")
	posts := w.fake.Posts(w.copil.Id)
	return posts[len(posts)-1]
}

// sentFrame is the frame of the last post as the bot has sent it.
func (w *world) sentFrame() *model.MessageAttachment {
	w.Helper()
	sent := w.wire.seen(http.MethodPost, postsPath)
	var post model.Post
	require.NoError(w, json.Unmarshal([]byte(sent[len(sent)-1].body), &post))
	require.Len(w, post.Attachments(), 1)
	return post.Attachments()[0]
}

func TestCard(t *testing.T) {
	t.Parallel()

	t.Run("what a notification shows is the post's text, the rest stands in a frame, and nothing is said twice", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		proposal := w.proposal()
		post, err := w.fakePost(proposal.Id)
		require.NoError(t, err)
		require.Equal(t, "**Proposition COPIL-2026-001** : Retenir trois écoles, proposition 1", plain(post.Message))
		require.Len(t, post.Attachments(), 1)
		frame := post.Attachments()[0]
		require.Equal(t, "À décider", frame.Title)
		require.Equal(t, "Proposée par @\u200bien.", plain(frame.Text))
		require.Equal(t, "Adopter : `/decision adopter COPIL-2026-001`\nRejeter : `/decision rejeter COPIL-2026-001`", plain(frame.Footer))
		require.Empty(t, frame.Fallback, "a notification would show it below the text")
		require.Empty(t, frame.Pretext)
		require.Equal(t, []string{"primary", "danger"}, []string{frame.Actions[0].Style, frame.Actions[1].Style})
		require.NoError(t, w.sentFrame().IsValid(), "a later Mattermost refuses what is not")
	})

	t.Run("what says one thing about two facts has them side by side, and a list across", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		frame := w.card(message.Message{
			Blocks: []message.Block{message.Paragraph("**Réunion** (R-1)")},
			Facts:  []message.Fact{{Label: "Durée :", Value: "2 h"}, {Label: "En retard :", Value: "- Former l'équipe de la première école\n- B"}},
		}).Attachments()[0]
		require.Equal(t, []*model.MessageAttachmentField{
			{Title: "Durée\u202f:", Value: "2\u202fh", Short: true}, {Title: "En retard\u202f:", Value: "- Former l'équipe de la première école\n- B"},
		}, frame.Fields)
	})

	t.Run("each tone has its own edge", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		edges := map[string]bool{}
		for _, tone := range []message.Tone{message.ToneQuiet, message.ToneAct, message.ToneSerious} {
			frame := w.card(message.Message{Blocks: []message.Block{message.Paragraph("Un mot")}, Tone: tone, Title: "Titre"}).Attachments()[0]
			edges[frame.Color] = true
		}
		require.Len(t, edges, 3)
	})

	t.Run("what is too long for a footer is text", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		long := strings.Repeat("Pour tout voir : `/action voir A-1`\n", 10)
		frame := w.card(message.Message{
			Blocks: []message.Block{message.Paragraph("Un mot\nla suite")}, Ways: message.Text(long),
			Buttons: []message.Button{{Label: "Vu", Command: "/rappel vu A-1", Typed: "Vu : `/rappel vu A-1`"}},
		}).Attachments()[0]
		require.Empty(t, frame.Footer)
		require.Contains(t, plain(frame.Text), "la suite\n\nPour tout voir")
		require.Contains(t, plain(frame.Text), "Vu : `/rappel vu A-1`")
		require.Greater(t, utf8.RuneCountInString(long), 300)
	})
}

// fakePost is a post as clients see it.
func (w *world) fakePost(id string) (*model.Post, error) {
	post, _, err := w.client(w.fake.Token(w.member)).GetPost(w.Context(), id, "")
	return post, err //nolint:wrapcheck // the test's own
}

// A button keeps its name when others go, so that a click that comes late does not
// become one on another.
func TestALateClickIsNotOneOnAnotherButton(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	post := w.reminded()
	seen := post.Attachments()[0].Actions[0]
	require.Equal(t, "Vu", seen.Name)
	_, err := w.fake.Click(t.Context(), w.member, post.Id, seen.Id)
	require.NoError(t, err)
	w.clock.Advance(time.Minute)
	r, err := w.fake.Click(t.Context(), w.member, post.Id, seen.Id)
	require.NoError(t, err, "Mattermost does not answer with its own 404")
	require.Contains(t, plain(r.EphemeralText), "**A-1**", "it shows where the action stands")
	require.Contains(t, w.slash(w.pilot, w.copil, "/action voir A-1"), "**en cours**", "and does nothing")
}

// What asks nothing of anybody rings no phone, from the version on that can post so.
func TestSilentPosts(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		version, line string
		silent        bool
	}{
		"a decision that was taken":                   {"11.11.0.x.y.false", `/decision ajouter "Retenir trois écoles"`, true},
		"a decision that was taken, on a later major": {"12.0.1.x.y.false", `/decision ajouter "Retenir trois écoles"`, true},
		"on an older server":                          {"11.6.0.x.y.false", `/decision ajouter "Retenir trois écoles"`, false},
		"on one that does not say":                    {"", `/decision ajouter "Retenir trois écoles"`, false},
		"a proposal":                                  {"11.11.0.x.y.false", `/decision proposer "Retenir trois écoles"`, false},
		"a meeting":                                   {"11.11.0.x.y.false", `/reunion planifier copil "25/11 15h"`, false},
		"an action, to a person":                      {"11.11.0.x.y.false", `/action creer "Former l'équipe" --pour @ien`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, func(o *bot.Options) { o.HTTP = &http.Client{Transport: release{tc.version, o.HTTP.Transport}} }).withCopil()
			w.slash(w.pilot, w.copil, tc.line)
			w.deliver()
			require.Len(t, append(w.said(w.copil), w.told(w.member)...), 1)
			sent := w.wire.seen(http.MethodPost, postsPath)
			require.Equal(t, tc.silent, sent[len(sent)-1].query == "silent=true")
		})
	}
}

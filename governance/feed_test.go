package governance_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/sitting"
)

// subscribed is the token of a new feed of somebody's.
func (w *world) subscribed(u record.UserID, code string) string {
	w.Helper()
	s, err := w.Subscribe(w.Context(), w.as(u), sitting.NewFeed{Committee: code, Renew: true})
	require.NoError(w, err)
	require.Regexp(w, `^[A-Z2-7]{26}$`, s.Token)
	return s.Token
}

// reads is what is read at a token: the references of the meetings.
func (w *world) reads(token string) ([]string, error) {
	f, err := w.FeedAt(w.Context(), token)
	if err != nil {
		return nil, err
	}
	content, err := w.ReadFeed(w.Context(), f)
	refs := []string{}
	for _, m := range content.Meetings {
		refs = append(refs, m.Ref())
	}
	return refs, err
}

func (w *world) requireRead(token string, refs ...string) {
	w.Helper()
	got, err := w.reads(token)
	require.NoError(w, err)
	require.ElementsMatch(w, refs, got)
}

func (w *world) requireGone(token string) {
	w.Helper()
	_, err := w.reads(token)
	asError(w, err, record.NotFound, "feed.gone")
}

func TestFeedsShowWhatTheirOwnerSees(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.committee("CABINET", cabinet, record.DiffusionCommittee)
	open := w.schedule("COPIL", "2026-12-18 14:00")
	closed, _, err := w.ScheduleMeeting(t.Context(), w.as(pilot), committee.NewMeeting{Committee: "CABINET", Start: w.moment("2026-12-19 14:00")})
	require.NoError(t, err)

	everything, mine, ours := w.subscribed(pilot, ""), w.subscribed(member, ""), w.subscribed(member, "COPIL")
	w.requireRead(everything, open.Ref(), closed.Ref())
	w.requireRead(mine, open.Ref())
	w.requireRead(ours, open.Ref())
	_, err = w.Subscribe(t.Context(), w.as(member), sitting.NewFeed{Committee: "CABINET"})
	asError(t, err, record.Forbidden, "forbidden.committee")

	t.Run("a closed committee's die with the membership, and come back with it", func(t *testing.T) {
		outside := slices.Clip(w.chat.members[cabinet])
		w.chat.members[cabinet] = append(outside, member)
		theirs := w.subscribed(member, "CABINET")
		w.requireRead(theirs, closed.Ref())
		w.requireRead(mine, open.Ref(), closed.Ref())
		w.chat.members[cabinet] = outside
		w.requireGone(theirs)
		w.requireRead(mine, open.Ref())
		w.chat.members[cabinet] = append(outside, member)
		w.requireRead(theirs, closed.Ref())
		w.chat.members[cabinet] = outside
	})
	t.Run("those of who has left the team too", func(t *testing.T) {
		is := w.chat.roles[member]
		w.chat.roles[member] = record.RoleNone
		defer func() { w.chat.roles[member] = is }()
		w.requireGone(mine)
		w.requireGone(ours)
	})
	t.Run("a chat that does not answer is no end", func(t *testing.T) {
		for _, method := range []string{"TeamRole", "InChannel"} {
			w.chat.fail[method] = errors.New("away")
			_, err := w.reads(mine)
			delete(w.chat.fail, method)
			asError(t, err, record.Unavailable, "unavailable.directory")
		}
	})
	t.Run("what was cancelled stays, what is long over goes", func(t *testing.T) {
		_, err := w.CancelMeeting(t.Context(), w.as(pilot), open.Number, "")
		require.NoError(t, err)
		w.requireRead(mine, open.Ref())
		w.at("2027-12-18 13:00")
		w.requireRead(mine, open.Ref())
		w.at("2027-12-18 15:00")
		w.requireRead(mine)
	})
}

func TestFeedsAreRenewedAndStopped(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.schedule("COPIL", "2026-12-18 14:00")
	for _, code := range []string{"", "COPIL"} {
		first := w.subscribed(guest, code)
		again, err := w.Subscribe(t.Context(), w.as(guest), sitting.NewFeed{Committee: strings.ToLower(code)})
		require.NoError(t, err)
		require.Empty(t, again.Token, "it was shown once")
		w.requireRead(first, "R-1")
		second := w.subscribed(guest, code)
		w.requireGone(first)
		w.requireRead(second, "R-1")
		_, err = w.Unsubscribe(t.Context(), w.as(guest), code)
		require.NoError(t, err)
		w.requireGone(second)
		_, err = w.Unsubscribe(t.Context(), w.as(guest), code)
		asError(t, err, record.NotFound, "feed.none")
		third, err := w.Subscribe(t.Context(), w.as(guest), sitting.NewFeed{Committee: code})
		require.NoError(t, err)
		w.requireRead(third.Token, "R-1")

		for _, token := range []string{first, second, third.Token} {
			require.NotContains(t, w.dump(), token, "no token is kept")
		}
	}
	require.Equal(t, []string{"feed.begun", "feed.renewed", "feed.stopped", "feed.begun", "feed.begun", "feed.renewed", "feed.stopped", "feed.begun"},
		w.column(`SELECT change FROM history WHERE change LIKE 'feed.%' ORDER BY id`))
}

func TestStrangeTokens(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	token := w.subscribed(pilot, "")
	for _, strange := range []string{"", "x", strings.ToLower(token), token + "A", token[:25], strings.Repeat("A", 26), "' OR 1=1 --", token + "\n"} {
		w.requireGone(strange)
	}
}

package governance_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// Nobody is told to be no member of a channel that the bot does not see into.
func TestARefusalWhereTheBotWasTakenOut(t *testing.T) {
	t.Parallel()
	type want struct{ key, channel string }
	for name, tc := range map[string]struct {
		user record.UserID
		from record.ChannelID
		code string
		want want
	}{
		"of a member, in the channel":         {member, copil, "COPIL", want{"unseen.channel", "copil"}},
		"of a member, elsewhere":              {member, lobby, "COPIL", want{"unseen.channel", "copil"}},
		"of who may not know which channel":   {other, lobby, "SECRET", want{"unseen.channel", ""}},
		"of who speaks in it":                 {other, secret, "SECRET", want{"unseen.channel", "secret"}},
		"of a guest, who may not in any case": {guestIn, copil, "COPIL", want{key: "forbidden.guests"}},
		"of no pilot, who needs no channel":   {pilot, copil, "COPIL", want{}},
		"where the bot still is":              {member, copil, "CABINET", want{key: "forbidden.committee"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).withCopil()
			w.committee("SECRET", secret, record.DiffusionCommittee)
			w.committee("CABINET", cabinet, record.DiffusionCommittee)
			w.chat.shutOut = map[record.ChannelID]bool{copil: true, secret: true}
			_, err := w.LogDecision(t.Context(), w.as(tc.user, tc.from), committee.NewDecision{Text: "Former les directions", Committee: tc.code})
			require.Equal(t, tc.want.key, keyOf(err), "%v", err)
			if tc.want.key == record.KeyUnseen {
				e := asError(t, err, record.Forbidden, record.KeyUnseen)
				require.Equal(t, tc.want.channel, e.Args["channel"])
				require.Equal(t, "pilotent", e.Args["bot"])
			}
		})
	}
}

// Where a committee keeps to itself, its members are shown nothing while the bot does not
// see them: whoever asks in its channel hears why.
func TestWhatIsNotShownWhereTheBotWasTakenOut(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		user    record.UserID
		from    record.ChannelID
		shutOut bool
		key     string
	}{
		"who asks in the channel":           {member, secret, true, record.KeyUnseen},
		"who asks elsewhere":                {member, lobby, true, ""},
		"a pilot, who sees all":             {pilot, secret, true, ""},
		"who is none, and the bot is there": {member, secret, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).withCopil()
			w.committee("SECRET", secret, record.DiffusionCommittee)
			w.chat.shutOut[secret] = tc.shutOut
			ctx, _, err := w.Begin(t.Context(), w.as(tc.user, tc.from))
			require.NoError(t, err)
			require.NoError(t, w.Unseen(ctx, w.as(tc.user, tc.from)), "nothing has been asked yet")
			_, err = w.Committees(ctx, w.as(tc.user, tc.from))
			require.NoError(t, err)
			require.Equal(t, tc.key, keyOf(w.Unseen(ctx, w.as(tc.user, tc.from))))
		})
	}
}

func TestATeamThatTheBotIsNotIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.chat.fail["TeamRole"] = record.ErrOutside
	_, err := w.Committees(t.Context(), w.as(member))
	require.Equal(t, "unseen.team", keyOf(err))
	w.chat.shutOut[copil] = true
	before := w.dump()
	require.ErrorIs(t, w.WatchChannels(t.Context()), record.ErrOutside)
	require.Equal(t, before, w.dump(), "nobody could be told")
}

func TestAChannelThatTheBotWasTakenOutOf(t *testing.T) {
	t.Parallel()
	const subject = record.Subject("committee/COPIL")
	turn := func(w *world, out bool) {
		w.Helper()
		w.chat.shutOut[copil] = out
		require.NoError(w, w.WatchChannels(w.Context()))
	}
	told := func(w *world) []string { return w.owed(subject, committee.CommitteeShutOut) }

	t.Run("is told to the pilots once, and again when the bot was back meanwhile", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		turn(w, false)
		require.Empty(t, told(w))
		turn(w, true)
		before := w.dump()
		w.at("2026-11-24 08:00")
		turn(w, true)
		require.Equal(t, before, w.dump(), "nothing is written while nothing changes")
		require.Equal(t, []string{"2026-11-23 08:00 pilots"}, told(w))
		w.bring()
		turn(w, false)
		turn(w, true)
		require.Equal(t, []string{"2026-11-24 08:00 pilots"}, told(w))
		require.Equal(t, []string{"committee.created", "committee.shut_out", "committee.let_in", "committee.shut_out"}, w.changes(subject))
	})

	t.Run("says which account to invite, and nothing once it is back", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		turn(w, true)
		d := reminder.Delivery{
			Project: record.ProjectID(team), Subject: subject, Kind: committee.CommitteeShutOut, Recipient: reminder.ToPilots(), Occurrence: reminder.PassedOn + "1",
		}
		b, err := w.Content(t.Context(), d)
		require.NoError(t, err)
		require.Empty(t, b.Skip)
		require.Equal(t, "pilotent", b.Change.Note)
		turn(w, false)
		b, err = w.Content(t.Context(), d)
		require.NoError(t, err)
		require.Equal(t, reminder.SkipChanged, b.Skip)
	})

	t.Run("is said of the committee", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		for out, want := range map[bool]string{true: "pilotent", false: ""} {
			turn(w, out)
			view, err := w.Committee(t.Context(), w.as(other), "COPIL")
			require.NoError(t, err)
			require.Equal(t, want, view.ShutOut)
		}
	})

	t.Run("is of no matter where the committee is over", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		_, err := w.CloseCommittee(t.Context(), w.as(pilot), "COPIL", "Fini")
		require.NoError(t, err)
		turn(w, true)
		require.Empty(t, told(w))
	})

	t.Run("is not known where the chat does not answer", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.chat.fail["ShutOut"] = errors.New("away")
		require.ErrorContains(t, w.WatchChannels(t.Context()), "away")
		require.Empty(t, told(w))
	})
}

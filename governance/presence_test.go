package governance_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

func TestTheEndOfTheBotsAccess(t *testing.T) {
	t.Parallel()
	told := func(w *world) []string { return w.owed(governance.BotSubject, governance.BotAccessEnds) }
	// The end is on Friday 15 January 2027, in the afternoon.
	start := func(t *testing.T) *world {
		w := newWorld(t).withCopil()
		w.chat.until = w.moment("2027-01-15 15:00")
		return w
	}
	turn := func(w *world, at string) {
		w.Helper()
		w.at(at)
		require.NoError(w, w.Watch(w.Context()))
	}

	t.Run("is told thirty and seven days before, once each", func(t *testing.T) {
		t.Parallel()
		w := start(t)
		for _, step := range []struct {
			at   string
			want []string
		}{
			{"2026-12-16 08:59", []string{}},
			{"2026-12-16 09:00", []string{"2026-12-16 09:00 pilots"}},
			{"2026-12-16 09:01", []string{}},
			{"2027-01-08 08:59", []string{}},
			{"2027-01-08 09:05", []string{"2027-01-08 09:05 pilots"}},
			{"2027-01-14 09:00", []string{}},
			{"2027-01-15 15:00", []string{}},
		} {
			turn(w, step.at)
			before := w.dump()
			turn(w, step.at)
			require.Equal(t, before, w.dump(), "%s: another replica writes nothing", step.at)
			require.Equal(t, step.want, told(w), step.at)
			w.bring()
		}
		require.Equal(t, []string{"bot.access_ends", "bot.access_ends"}, w.changes(governance.BotSubject))
	})

	t.Run("is told once where both moments have gone by", func(t *testing.T) {
		t.Parallel()
		w := start(t)
		turn(w, "2027-01-11 12:00")
		require.Equal(t, []string{"2027-01-11 12:00 pilots"}, told(w))
		w.bring()
		turn(w, "2027-01-12 12:00")
		require.Empty(t, told(w))
	})

	t.Run("is told anew of another end, and not of one that has gone", func(t *testing.T) {
		t.Parallel()
		w := start(t)
		turn(w, "2026-12-16 09:00")
		d := reminder.Delivery{
			Project: record.ProjectID(team), Subject: governance.BotSubject, Kind: governance.BotAccessEnds,
			Recipient: reminder.ToPilots(), Occurrence: reminder.PassedOn + "1",
		}
		b, err := w.Content(t.Context(), d)
		require.NoError(t, err)
		require.Empty(t, b.Skip)
		require.Equal(t, calendar.MustParseDate("2027-01-15"), b.About.(governance.Presence).Ends)
		w.bring()

		w.chat.until = time.Time{}
		turn(w, "2026-12-17 09:00")
		require.Empty(t, told(w))
		b, err = w.Content(t.Context(), d)
		require.NoError(t, err)
		require.Equal(t, reminder.SkipChanged, b.Skip)

		w.chat.until = w.moment("2027-01-16 15:00")
		turn(w, "2026-12-17 10:00")
		require.Equal(t, []string{"2026-12-17 10:00 pilots"}, told(w))
		require.Equal(t, []string{"bot.access_ends", "bot.access_renewed", "bot.access_ends"}, w.changes(governance.BotSubject))
	})

	t.Run("waits for an hour that is open to the pilot", func(t *testing.T) {
		t.Parallel()
		w := start(t)
		turn(w, "2026-12-16 22:00")
		b, err := w.Content(t.Context(), reminder.Delivery{
			Project: record.ProjectID(team), Subject: governance.BotSubject, Kind: governance.BotAccessEnds,
			Recipient: reminder.ToPerson(pilot), Occurrence: "1",
		})
		require.NoError(t, err)
		require.True(t, b.Wait.After(w.now()))
	})

	t.Run("is not known while the chat is away, nor told in a closed project", func(t *testing.T) {
		t.Parallel()
		w := start(t)
		w.chat.fail["Expires"] = errors.New("away")
		w.at("2026-12-16 09:00")
		require.ErrorContains(t, w.Watch(t.Context()), "away")
		delete(w.chat.fail, "Expires")
		w.close()
		turn(w, "2026-12-16 09:01")
		require.Empty(t, w.changes(governance.BotSubject))
	})
}

func TestFirstContact(t *testing.T) {
	t.Parallel()
	told := func(w *world) []string {
		var to []string
		for _, line := range w.owed(governance.BotSubject, governance.BotWelcome) {
			to = append(to, line[len("2006-01-02 15:04 "):])
		}
		slices.Sort(to)
		return to
	}
	in := func(c record.ChannelID) record.Contact { return record.Contact{Team: team, Channel: c} }
	by := func(u record.UserID) record.Contact { return record.Contact{Team: team, Person: u} }

	t.Run("is answered once in each channel and to each person", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.chat.met = []record.Contact{in(lobby), by(member)}
		require.NoError(t, w.Watch(t.Context()))
		before := w.dump()
		require.NoError(t, w.Watch(t.Context()))
		require.Equal(t, before, w.dump(), "another replica writes nothing")
		require.Equal(t, []string{"channel/c-lobby", "user/u-member"}, told(w))
		w.bring()
		w.at("2026-12-01 08:00")
		w.chat.met = append(w.chat.met, by(other))
		require.NoError(t, w.Watch(t.Context()))
		require.Equal(t, []string{"user/u-other"}, told(w))
	})

	t.Run("is none where the bot has spoken, but somebody whom it has reminded may write", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.schedule("COPIL", "2026-12-01 14:00") // which is announced
		w.giveIn(lobby, "2026-12-01", other)
		w.bring()
		w.chat.met = []record.Contact{in(copil), by(other)}
		require.NoError(t, w.Watch(t.Context()))
		require.Equal(t, []string{"user/u-other"}, told(w))
	})

	t.Run("is the first that a team has of the bot", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.chat.met = []record.Contact{in(lobby)}
		require.NoError(t, w.Watch(t.Context()))
		require.Equal(t, []string{"channel/c-lobby"}, told(w))
	})

	t.Run("tells the committee whose channel it is", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		for channel, want := range map[record.ChannelID]string{copil: "COPIL", lobby: ""} {
			b, err := w.Content(t.Context(), reminder.Delivery{
				Project: record.ProjectID(team), Subject: governance.BotSubject, Kind: governance.BotWelcome, Recipient: reminder.ToChannel(channel), Occurrence: "1",
			})
			require.NoError(t, err)
			require.Equal(t, want, b.About.(governance.Presence).Committee.Code)
		}
	})

	t.Run("is not made in a closed project, and hangs on no other", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.close()
		w.chat.met = []record.Contact{in(lobby)}
		require.NoError(t, w.Watch(t.Context()))
		require.Empty(t, told(w))
		w.chat.fail["Contacts"] = errors.New("away")
		require.ErrorContains(t, w.Watch(t.Context()), "away")
	})

	t.Run("that cannot be made is told to nobody", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		owed, err := w.Undelivered(t.Context(), reminder.Delivery{
			ID: 1, Project: record.ProjectID(team), Subject: governance.BotSubject, Kind: governance.BotWelcome, Recipient: reminder.ToChannel(lobby), Occurrence: "1",
		})
		require.NoError(t, err)
		require.Empty(t, owed)
	})
}

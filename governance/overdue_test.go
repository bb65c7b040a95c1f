package governance_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
)

// told lets days go by with a Courier that comes in time, and answers what each
// recipient was sent, and when.
func (w *world) told(days int) map[reminder.Recipient][]string {
	w.Helper()
	sent := map[reminder.Recipient][]string{}
	w.settled = func(r reminder.Settlement) {
		if r.State == reminder.SettledSent {
			sent[r.Delivery.Recipient] = append(sent[r.Delivery.Recipient], r.At.In(w.zone).Format("2006-01-02 15:04 ")+string(r.Delivery.Kind))
		}
	}
	w.bringUntil(w.now().AddDate(0, 0, days))
	w.settled = nil
	return sent
}

// most is what one person gets at most in 400 days of which nobody minds what is due.
const most = 60

func TestWhatStaysOverdueIsNotRepeatedEachMorning(t *testing.T) {
	t.Parallel()
	toOther, toPilot := reminder.ToPerson(other), reminder.ToPerson(pilot)
	t.Run("the day after, then weekly, then to whoever gave it", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.give("2026-12-01", other) // a Tuesday
		sent := w.told(400)
		require.Equal(t, []string{
			"2026-11-23 08:00 action.assigned", "2026-11-30 09:00 action.reminder", "2026-12-01 09:00 action.reminder",
			"2026-12-02 08:00 digest.personal", "2026-12-07 08:00 digest.personal", "2026-12-14 08:00 digest.personal",
			"2026-12-21 08:00 digest.personal", "2026-12-28 08:00 digest.personal", "2027-01-04 08:00 digest.personal",
		}, sent[toOther], "in 400 days")
		require.Equal(t, []string{
			"2027-01-06 08:00 digest.personal", "2027-02-01 08:00 digest.personal", "2027-03-01 08:00 digest.personal",
		}, sent[toPilot][:3], "after five weeks, then with the first of each month")
		require.LessOrEqual(t, len(sent[toPilot]), most)
	})
	t.Run("nor with what becomes late meanwhile", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		for _, due := range []string{"2026-12-01", "2026-12-02", "2026-12-03", "2027-01-13"} {
			w.give(due, other)
		}
		late := map[string][]string{}
		w.settled = func(r reminder.Settlement) {
			b, err := w.Content(t.Context(), r.Delivery)
			require.NoError(t, err)
			if v, ok := b.About.(reminder.DigestView); ok && r.State == reminder.SettledSent && v.Committee == nil {
				late[r.At.In(w.zone).Format("2006-01-02 ")+string(v.Person)] = refs(v.Late)
			}
		}
		w.bringUntil(w.moment("2027-03-06 08:00"))
		require.Equal(t, map[string][]string{
			"2026-12-02 u-other": {"A-1"}, "2026-12-03 u-other": {"A-2"}, "2026-12-04 u-other": {"A-3"},
			"2026-12-07 u-other": {"A-1", "A-2", "A-3"},
			"2026-12-14 u-other": {"A-1", "A-2", "A-3"},
			"2026-12-21 u-other": {"A-1", "A-2", "A-3"},
			"2026-12-28 u-other": {"A-1", "A-2", "A-3"},
			"2027-01-04 u-other": {"A-1", "A-2", "A-3"},
			"2027-01-14 u-other": {"A-4"}, "2027-01-18 u-other": {"A-4"}, "2027-01-25 u-other": {"A-4"},
			"2027-02-01 u-other": {"A-4"}, "2027-02-08 u-other": {"A-4"}, "2027-02-15 u-other": {"A-4"},
			"2027-01-06 u-pilot": {"A-1"}, "2027-01-07 u-pilot": {"A-2"}, "2027-01-08 u-pilot": {"A-3"},
			"2027-02-01 u-pilot": {"A-1", "A-2", "A-3"}, "2027-02-18 u-pilot": {"A-4"},
			"2027-03-01 u-pilot": {"A-1", "A-2", "A-3", "A-4"},
		}, late)
	})
	for name, does := range map[string]func(w *world){
		"ten actions, one after the other": func(w *world) {
			for i := range 10 {
				w.give(day("2026-12-01").AddDays(9*i).String(), other)
			}
		},
		"ten actions that one has given to oneself": func(w *world) {
			for i := range 10 {
				_, err := w.CreateAction(t.Context(), w.as(pilot), rollout.NewAction{
					Title: fmt.Sprint("Former ", i), Due: day("2026-12-01").AddDays(3 * i), Assignees: []record.Person{person(pilot)},
				})
				require.NoError(t, err)
			}
		},
		"actions that nobody holds": func(w *world) {
			w.give("2026-12-01")
			w.give("2027-03-01")
		},
		"a verification that nobody decides": func(w *world) {
			w.withContract("")
			w.open(contract.StepMOM, "2026-11-23", other)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).withCopil()
			does(w)
			for to, sent := range w.told(400) {
				require.LessOrEqual(t, len(sent), most, "%s: %v", to, sent)
			}
		})
	}
	t.Run("what nobody holds is told to whoever gave it, from the day after", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.give("2026-12-01")
		require.Equal(t, "2026-12-02 08:00 digest.personal", w.told(20)[toPilot][0])
	})
	t.Run("a long stop takes nothing away, and a late one is said at once", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.give("2026-12-01", other)
		w.at("2026-12-09 15:00") // a Wednesday: neither the day after nor the first of the week
		require.Equal(t, []string{
			"2026-12-09 15:00 action.assigned", "2026-12-09 15:00 digest.personal", "2026-12-09 15:00 action.reminder", "2026-12-14 08:00 digest.personal",
		}, w.told(6)[toOther], "then with the first of the week")
	})
	t.Run("another date begins anew", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.give("2026-12-01", other)
		w.told(60)
		_, _, err := w.PostponeAction(t.Context(), w.as(pilot), 1, to(day("2027-02-10")), "")
		require.NoError(t, err)
		require.Contains(t, w.told(30)[toOther], "2027-02-11 08:00 digest.personal")
	})
}

// A committee's digest is about what was given or opened in its channel, and what it
// decides and meets for; those that sit in one channel have one.
func TestACommitteesDigestIsAboutItsOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.committee("GT1", cabinet, record.DiffusionTeam)
	w.committee("SUIVI", copil, record.DiffusionTeam)
	w.giveIn(copil, "2026-12-08", other)
	w.giveIn(cabinet, "2026-12-08", other)
	w.give("2026-12-08", other)
	w.schedule("SUIVI", "2026-12-09 14:00")
	w.schedule("COPIL", "2026-12-10 14:00")
	w.at("2026-12-07 08:00")
	digest := func(code string, channel record.ChannelID) reminder.Content {
		return w.digest(record.Subject("digest/"+code), reminder.CommitteeDigest, reminder.ToChannel(channel), "2026-12-07 08:00")
	}
	b := digest("COPIL", copil)
	require.Empty(t, b.Skip)
	require.Equal(t, []string{"COPIL", "SUIVI"}, record.CodesOf(b.About.(reminder.DigestView).Committees))
	require.Equal(t, []string{"R-1", "R-2", "A-1"}, refs(b.About.(reminder.DigestView).Coming))
	require.Equal(t, []string{"A-2"}, refs(digest("GT1", cabinet).About.(reminder.DigestView).Coming))
	require.Equal(t, reminder.SkipShared, digest("SUIVI", copil).Skip)
	digests := 0
	for _, line := range w.told(1)[reminder.ToChannel(copil)] {
		if strings.HasSuffix(line, string(reminder.CommitteeDigest)) {
			digests++
		}
	}
	require.Equal(t, 1, digests)

	_, _, err := w.SetDigest(t.Context(), w.as(pilot), "COPIL", whole(record.Digest{Off: true}))
	require.NoError(t, err)
	b = digest("SUIVI", copil)
	require.Empty(t, b.Skip, "who wants none does not silence the other")
	require.Equal(t, []string{"R-1", "A-1"}, refs(b.About.(reminder.DigestView).Coming))
}

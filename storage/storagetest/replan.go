package storagetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pilotent/governance"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

const subject record.Subject = "meeting/R-12"

// plan makes the reminders of subject those at the given hours after noon.
func plan(t *testing.T, store Store, hours ...int) {
	t.Helper()
	var ds []reminder.Delivery
	for _, h := range hours {
		ds = append(ds, remind(here, subject, noon.Add(time.Duration(h)*time.Hour)))
	}
	update(t, store, here, func(tx Tx) error { return tx.Replan(here, subject, ds) })
}

// hours are those after noon at which the deliveries are due.
func hours(ds []reminder.Delivery) []int {
	return pick(ds, func(d reminder.Delivery) int { return int(d.Due.Sub(noon) / time.Hour) })
}

func replan(t *testing.T, store Store) {
	begin(t, store)
	three := noon.Add(3 * time.Hour)
	plan(t, store, 1, 2, 3)
	plan(t, store, 2, 4)
	second := claim(t, store, three, many)
	require.Equal(t, []int{2}, hours(second), "1 and 3 are cancelled")
	end(t, store, second[0], sent(three))

	plan(t, store, 2, 3)
	third := claim(t, store, three, many)
	require.Equal(t, []int{3}, hours(third), "3 is revived")
	end(t, store, third[0], retryAt(three.Add(time.Hour)))
	plan(t, store)
	require.Empty(t, claim(t, store, noon.AddDate(0, 0, 1), many), "what is to be retried is cancelled too")

	plan(t, store, 3)
	third = claim(t, store, three, many)
	require.Equal(t, []int{3}, hours(third))
	require.Equal(t, 1, third[0].Attempt, "it begins anew")
	end(t, store, third[0], reminder.Settlement{
		State: reminder.SettledSent, At: three, Owed: []reminder.Delivery{remind(here, subject, noon.Add(time.Hour))},
	})
	require.Equal(t, []int{1}, hours(claim(t, store, three, many)), "what was cancelled may be owed again")
}

func replanLeaves(t *testing.T, store Store) {
	begin(t, store)
	other, theirs, told := remind(here, "meeting/R-1", noon), remind(elsewhere, subject, noon), announcement(here, subject, noon)
	owe(t, store, other, theirs, told)
	plan(t, store, -3, -2)
	before := noon.Add(-lease / 2)
	sentOne, heldOne := claim(t, store, before, 1)[0], claim(t, store, before, 1)[0]
	end(t, store, sentOne, sent(noon))

	plan(t, store)
	require.ElementsMatch(t, []reminder.Delivery{other, theirs, told}, pick(claim(t, store, noon, many), owedPart))
	require.Empty(t, lostOf(t, store, heldOne, sent(noon)), "it was held all the time")

	plan(t, store, -3, -2)
	require.Empty(t, claim(t, store, noon, many), "nothing is said twice")
}

// owedPart is a claimed delivery as it was owed.
func owedPart(d reminder.Delivery) reminder.Delivery {
	d.ID, d.Attempt, d.Fence, d.Unknown, d.TriedAt = 0, 0, 0, false, time.Time{}
	return d
}

func unsent(t *testing.T, store Store) {
	begin(t, store)
	told := func() []int {
		return hours(found(t, store, func(tx Tx) ([]reminder.Delivery, error) { return tx.Unsent(here, subject) }))
	}
	require.Empty(t, told())
	owe(t, store, announcement(here, subject, noon), remind(here, "meeting/R-1", noon), remind(elsewhere, subject, noon))
	plan(t, store, 3, 1, 2, 4, 5)
	require.Equal(t, []int{1, 2, 3, 4, 5}, told())
	plan(t, store, 3, 1, 2, 4)
	require.Equal(t, []int{1, 2, 3, 4}, told(), "without what is cancelled")

	four := noon.Add(4 * time.Hour)
	var held []reminder.Delivery
	for _, d := range claim(t, store, four, many) {
		if d.Subject == subject && d.Project == here && governance.Subjects().Policy(d.Kind).Reminder {
			held = append(held, d)
		}
	}
	require.Equal(t, []int{1, 2, 3, 4}, hours(held))
	require.Empty(t, told(), "without what is held")
	end(t, store, held[0], sent(four))
	end(t, store, held[1], retryAt(four.Add(time.Hour)))
	require.NoError(t, store.Release(t.Context(), held[2:3]))
	require.Equal(t, []int{2, 3}, told(), "with what is to be retried, or was given back")
}

func told(t *testing.T, store Store) {
	begin(t, store)
	tell := func() []int {
		return hours(found(t, store, func(tx Tx) ([]reminder.Delivery, error) { return tx.Told(here, subject) }))
	}
	owe(t, store, announcement(here, subject, noon), remind(here, "meeting/R-1", noon), remind(elsewhere, subject, noon))
	plan(t, store, 1, 2, 3, 4, 5, 6)
	four := noon.Add(5 * time.Hour)
	for _, d := range claim(t, store, four, many) {
		r := sent(four)
		switch {
		case d.Subject == subject && d.Due.Equal(noon.Add(2*time.Hour)):
			r = reminder.Settlement{State: reminder.SettledSkipped, Reason: reminder.ReasonPassedOn, At: four}
		case d.Due.Equal(noon.Add(3 * time.Hour)):
			r = reminder.Settlement{State: reminder.SettledSkipped, Reason: "closed", At: four}
		case d.Due.Equal(noon.Add(4 * time.Hour)):
			r = reminder.Settlement{State: reminder.SettledDead, At: four}
		case d.Due.Equal(noon.Add(5 * time.Hour)):
			r = retryAt(four)
		}
		end(t, store, d, r)
	}
	require.Equal(t, []int{1, 2}, tell(), "what was sent or passed on; not what was skipped, given up, or is still owed")
	_, err := store.Coalesce(t.Context(), four.Add(3*time.Hour), time.Hour, 1)
	require.NoError(t, err)
	require.Equal(t, []int{1, 2, 5, 6}, tell(), "and what a summary tells")
}

func replanRefuses(t *testing.T, store Store) {
	begin(t, store)
	for name, d := range map[string]reminder.Delivery{
		"another project": remind(elsewhere, subject, noon), "another subject": remind(here, "meeting/R-1", noon),
		"an announcement": announcement(here, subject, noon),
	} {
		require.Error(t, Wide{store}.Update(t.Context(), here, func(tx Tx) error {
			return tx.Replan(here, subject, []reminder.Delivery{d})
		}), name)
	}
	require.Empty(t, claim(t, store, noon, many))
}

// replanProperty: whatever the plans and whenever the Courier comes by, it
// gets the reminders of the last plan that are due and were not sent before.
func replanProperty(t *testing.T, store Store) {
	begin(t, store)
	round := 0
	rapid.Check(t, func(rt *rapid.T) {
		round++
		s := record.Subject(fmt.Sprintf("meeting/R-%d", round))
		people := []reminder.Recipient{reminder.ToPerson("a"), reminder.ToPerson("b")}
		var wanted, done []reminder.Delivery
		courier := func(hour int) {
			now := noon.Add(time.Duration(hour) * time.Hour)
			var want []reminder.Delivery
			for _, d := range wanted {
				if !d.Due.After(now) && !slices.Contains(done, d) {
					want = append(want, d)
				}
			}
			got := claim(t, store, now, many)
			require.ElementsMatch(rt, want, pick(got, owedPart))
			for _, d := range got {
				end(t, store, d, sent(now))
			}
			done = append(done, want...)
		}
		for range rapid.IntRange(1, 6).Draw(rt, "steps") {
			if rapid.Bool().Draw(rt, "courier") {
				courier(rapid.IntRange(0, 6).Draw(rt, "now"))
				continue
			}
			wanted = nil
			for _, hour := range rapid.SliceOfNDistinct(rapid.IntRange(0, 6), 0, 4, rapid.ID).Draw(rt, "hours") {
				for _, to := range people[:rapid.IntRange(1, 2).Draw(rt, "people")] {
					d := remind(here, s, noon.Add(time.Duration(hour)*time.Hour))
					d.Recipient = to
					wanted = append(wanted, d)
				}
			}
			update(t, store, here, func(tx Tx) error { return tx.Replan(here, s, wanted) })
		}
		courier(7)
	})
}

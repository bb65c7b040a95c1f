package governance_test

import (
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/reminder"
)

// bring settles what is due as a Courier does: what is to be skipped is skipped, what
// waits is put off, what is for the pilots is passed on, the rest is sent.
func (w *world) bring() {
	w.Helper()
	for more := true; more; {
		due, err := w.store.Claim(w.Context(), time.Minute, 1000)
		require.NoError(w, err)
		var ends []reminder.Settlement
		more = false
		for _, d := range due {
			r := w.endOf(d)
			more = more || len(r.Owed) > 0
			ends = append(ends, r)
			if w.settled != nil {
				w.settled(r)
			}
		}
		lost, err := w.store.Settle(w.Context(), ends...)
		require.NoError(w, err)
		require.Empty(w, lost)
	}
}

// endOf is how one delivery ends.
func (w *world) endOf(d reminder.Delivery) reminder.Settlement {
	w.Helper()
	b, err := w.Content(w.Context(), d)
	require.NoError(w, err)
	r := reminder.Settlement{Delivery: d, State: reminder.SettledSent, At: w.now()}
	switch {
	case b.Skip != "":
		r.State, r.Reason = reminder.SettledSkipped, string(b.Skip)
	case !b.Wait.IsZero():
		r.State, r.RetryAt, r.Aside, r.Untried, r.Reason = reminder.SettledRetry, b.Wait, true, true, reminder.ReasonQuiet
	case d.Recipient == reminder.ToPilots():
		r.State, r.Reason = reminder.SettledSkipped, reminder.ReasonPassedOn
		r.Owed, err = w.PassOn(w.Context(), d)
		require.NoError(w, err)
	}
	if r.State != reminder.SettledRetry && governance.Subjects().Policy(d.Kind).Chain {
		r.Owed, err = w.NextDigest(w.Context(), d)
		require.NoError(w, err)
	}
	if r.State == reminder.SettledSent {
		r.PostID = "p"
	}
	return r
}

// bringUntil brings everything in its time until a moment, which is then now.
func (w *world) bringUntil(until time.Time) {
	w.Helper()
	for {
		w.bring()
		next, some, err := w.store.NextDue(w.Context(), w.now())
		require.NoError(w, err)
		if !some || !next.Before(until) {
			break
		}
		w.clock.Store(&next)
	}
	w.clock.Store(&until)
	w.bring()
}

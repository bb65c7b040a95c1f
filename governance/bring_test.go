package governance_test

import (
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
)

// bring settles what is due as a Courier does: what is moot is skipped, what
// waits is put off, what is for the pilots is passed on, the rest is sent.
func (w *world) bring() {
	w.Helper()
	for more := true; more; {
		due, err := w.store.Claim(w.Context(), time.Minute, 1000)
		require.NoError(w, err)
		var ends []governance.Settlement
		more = false
		for _, d := range due {
			r := w.endOf(d)
			more = more || len(r.Owed) > 0
			ends = append(ends, r)
		}
		lost, err := w.store.Settle(w.Context(), ends...)
		require.NoError(w, err)
		require.Empty(w, lost)
		for _, r := range ends {
			if w.settled != nil {
				w.settled(r)
			}
		}
	}
}

// endOf is how one delivery ends.
func (w *world) endOf(d governance.Delivery) governance.Settlement {
	w.Helper()
	b, err := w.Brief(w.Context(), d)
	require.NoError(w, err)
	r := governance.Settlement{Delivery: d, State: governance.SettledSent, At: w.now()}
	switch {
	case b.Moot != "":
		r.State, r.Reason = governance.SettledSkipped, string(b.Moot)
	case !b.Wait.IsZero():
		r.State, r.RetryAt, r.Aside, r.Untried, r.Reason = governance.SettledRetry, b.Wait, true, true, governance.ReasonQuiet
	case d.Recipient == governance.ToPilots():
		r.State, r.Reason = governance.SettledSkipped, governance.ReasonPassedOn
		r.Owed, err = w.PassOn(w.Context(), d)
		require.NoError(w, err)
	}
	if r.State != governance.SettledRetry && d.Kind.Digest() {
		r.Owed, err = w.NextDigest(w.Context(), d)
		require.NoError(w, err)
	}
	if r.State == governance.SettledSent {
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

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
	for {
		due, err := w.store.Claim(w.Context(), time.Minute, 1000)
		require.NoError(w, err)
		if len(due) == 0 {
			return
		}
		for _, d := range due {
			w.bringOne(d)
		}
	}
}

func (w *world) bringOne(d governance.Delivery) {
	w.Helper()
	b, err := w.Brief(w.Context(), d)
	require.NoError(w, err)
	r := governance.Settlement{State: governance.SettledSent, PostID: "p"}
	switch {
	case b.Moot != "":
		r = governance.Settlement{State: governance.SettledSkipped, Reason: string(b.Moot)}
	case !b.Wait.IsZero():
		r = governance.Settlement{State: governance.SettledRetry, RetryAt: b.Wait, Aside: true, Untried: true, Reason: governance.ReasonQuiet}
	case d.Recipient == governance.ToPilots():
		r = governance.Settlement{State: governance.SettledSkipped, Reason: governance.ReasonPassedOn}
		r.Owed, err = w.PassOn(w.Context(), d)
		require.NoError(w, err)
	}
	if r.State != governance.SettledRetry {
		next, err := w.NextDigest(w.Context(), d)
		require.NoError(w, err)
		r.Owed = append(r.Owed, next...)
	}
	r.Delivery, r.At = d, w.now()
	lost, err := w.store.Settle(w.Context(), r)
	require.NoError(w, err)
	require.Empty(w, lost)
	if w.settled != nil {
		w.settled(r)
	}
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

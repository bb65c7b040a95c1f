package acceptance

import (
	"cmp"
	"slices"

	"pilotent/governance/calendar"
	"pilotent/governance/contract"
)

// Timing is whether something was done before its deadline.
type Timing string

const (
	TimingRunning Timing = "running" // still to be done, and in time
	TimingLate    Timing = "late"    // still to be done, or done after the deadline
	TimingInTime  Timing = "in_time"
)

// Decided reports whether something was decided, whatever it waits for since.
func (v Verification) Decided() bool { return v.Outcome != contract.OutcomeUndecided }

// settled reports whether what counts against the deadline is done: the first
// decision; of a quantitative check, the last count.
func (v Verification) settled() bool {
	if v.Step == contract.StepQuantity {
		return !v.Open()
	}
	return v.Decided()
}

// FirstDecision is what counts against the period to verify: the first decision.
func (v VerificationView) FirstDecision() Verification {
	if v.First.Number != 0 {
		return v.First
	}
	return v.Verification
}

// Timing is that of the first decision, or of the last count, on the day of the
// view. Without a deadline nothing is late.
func (v VerificationView) Timing() Timing {
	switch first := v.FirstDecision(); {
	case !first.Deadline.IsZero() && v.ended().After(first.Deadline):
		return TimingLate
	case !v.settled():
		return TimingRunning
	default:
		return TimingInTime
	}
}

// ended is the day on which it was settled, or today while it is not.
func (v VerificationView) ended() calendar.Date {
	if !v.settled() {
		return v.Today
	}
	return v.FirstDecision().DecidedOn
}

// DaysUsed are those from the fact that started the period to the first
// decision, or to today.
func (v VerificationView) DaysUsed() int { return max(0, v.NotifiedOn.DaysUntil(v.ended())) }

// DaysAllowed are those from that fact to the deadline, observation and
// postponement included; 0 without a deadline.
func (v VerificationView) DaysAllowed() int {
	if v.FirstDecision().Deadline.IsZero() {
		return 0
	}
	return v.NotifiedOn.DaysUntil(v.FirstDecision().Deadline)
}

// SortVerifications puts first what bites first: what runs before what is
// decided; of what runs, what is late and whose silence has an effect, then the
// nearest deadline, an effect of silence before none.
func SortVerifications(list []VerificationView) {
	first := func(yes bool) int {
		if yes {
			return 0
		}
		return 1
	}
	bitten := func(v VerificationView) bool {
		return v.Open() && !v.Deadline.IsZero() && v.Today.After(v.Deadline) && v.Rule.Silence.Bites()
	}
	slices.SortStableFunc(list, func(x, y VerificationView) int {
		return cmp.Or(
			cmp.Compare(first(x.Open()), first(y.Open())),
			cmp.Compare(first(bitten(x)), first(bitten(y))),
			cmp.Compare(first(!x.Deadline.IsZero()), first(!y.Deadline.IsZero())),
			x.Deadline.Compare(y.Deadline),
			cmp.Compare(first(x.Rule.Silence.Bites()), first(y.Rule.Silence.Bites())),
			cmp.Compare(x.Number, y.Number))
	})
}

package acceptance

import (
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

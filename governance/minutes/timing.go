package minutes

import (
	"pilotent/governance/acceptance"
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

// settled reports whether what counts against the deadline is done: the first
// decision; of a quantitative check, the last count.
func settled(v acceptance.Verification) bool {
	if v.Step == contract.StepQuantity {
		return !v.Open()
	}
	return v.Decided()
}

// firstDecision is what counts against the period to verify: the first decision.
func firstDecision(v acceptance.VerificationView) acceptance.Verification {
	if v.First.Number != 0 {
		return v.First
	}
	return v.Verification
}

// TimingOf is that of the first decision, or of the last count, on the day of the
// view. Without a deadline nothing is late.
func TimingOf(v acceptance.VerificationView) Timing {
	switch first := firstDecision(v); {
	case !first.Deadline.IsZero() && ended(v).After(first.Deadline):
		return TimingLate
	case !settled(v.Verification):
		return TimingRunning
	default:
		return TimingInTime
	}
}

// ended is the day on which it was settled, or today while it is not.
func ended(v acceptance.VerificationView) calendar.Date {
	if !settled(v.Verification) {
		return v.Today
	}
	return firstDecision(v).DecidedOn
}

// DaysUsed are those from the fact that started the period to the first
// decision, or to today.
func DaysUsed(v acceptance.VerificationView) int { return max(0, v.NotifiedOn.DaysUntil(ended(v))) }

// DaysAllowed are those from that fact to the deadline, observation and
// postponement included; 0 without a deadline.
func DaysAllowed(v acceptance.VerificationView) int {
	if firstDecision(v).Deadline.IsZero() {
		return 0
	}
	return v.NotifiedOn.DaysUntil(firstDecision(v).Deadline)
}

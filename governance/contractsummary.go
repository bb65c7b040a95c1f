package governance

import "slices"

// ContractSummary is how a contract's acceptance goes.
type ContractSummary struct {
	Steps   []StepSummary // those that there are, in their order, the quantitative checks last
	Running int           // those that wait for something, also after a decision
	// Adjourned are the verifications that were adjourned, whatever followed, by number.
	Adjourned []Verification
	// Open are the reservations that stand, the heaviest first.
	Open   []Reservation
	Lifted int
}

// StepSummary is how the verifications of one step go.
type StepSummary struct {
	Step    Step
	InTime  int
	Late    int // decided after the deadline, or still running after it
	Running int // in time so far
	// Used and Allowed are days, over all of them.
	Used, Allowed int
}

// Summary counts the contract's verifications and reservations.
func (r ContractRecord) Summary() ContractSummary {
	var s ContractSummary
	for _, step := range append(Steps(), StepQuantity) {
		sum := StepSummary{Step: step}
		for _, v := range r.Verifications {
			if v.Step != step || v.Outcome == OutcomeVoid {
				continue
			}
			switch v.Timing() {
			case TimingInTime:
				sum.InTime++
			case TimingLate:
				sum.Late++
			case TimingRunning:
				sum.Running++
			}
			sum.Used += v.DaysUsed()
			sum.Allowed += v.DaysAllowed()
		}
		if sum.InTime+sum.Late+sum.Running > 0 {
			s.Steps = append(s.Steps, sum)
		}
	}
	var open []ReservationView
	for _, v := range r.Verifications {
		if v.Open() {
			s.Running++
		}
		if v.first().Outcome == OutcomeAdjourned {
			s.Adjourned = append(s.Adjourned, v.Verification)
		}
		for _, res := range v.Reservations {
			if res.Open() {
				open = append(open, res)
			} else {
				s.Lifted++
			}
		}
	}
	slices.SortStableFunc(open, compareReservations)
	for _, res := range open {
		s.Open = append(s.Open, res.Reservation)
	}
	return s
}

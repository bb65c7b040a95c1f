package minutes

import (
	"slices"

	"pilotent/governance/acceptance"
	"pilotent/governance/contract"
)

// ContractSummary is how a contract's acceptance goes.
type ContractSummary struct {
	Steps   []StepSummary // those that there are, in their order, the quantitative checks last
	Counted int           // the verifications that are not void
	Running int           // those of them that wait for something, also after a decision
	// Adjourned are those of them that were adjourned, whatever followed, by number.
	Adjourned []acceptance.Verification
	// Open are the reservations that stand, the heaviest first.
	Open   []acceptance.Reservation
	Lifted int
}

// Summary counts the contract's verifications and reservations.
func (r ContractRecord) Summary() ContractSummary {
	var s ContractSummary
	for _, step := range append(contract.Steps(), contract.StepQuantity) {
		sum := r.step(step)
		if sum.InTime+sum.Late+sum.Running > 0 {
			s.Steps = append(s.Steps, sum)
		}
	}
	for _, v := range r.Verifications {
		if v.Open() {
			s.Running++
		}
		if v.Outcome == contract.OutcomeVoid {
			continue
		}
		s.Counted++
		if firstDecision(v).Outcome == contract.OutcomeAdjourned {
			s.Adjourned = append(s.Adjourned, v.Verification)
		}
	}
	s.Open, s.Lifted = r.reservations()
	return s
}

// reservations are those that stand, the heaviest first, and how many do not.
func (r ContractRecord) reservations() (stand []acceptance.Reservation, lifted int) {
	var open []acceptance.ReservationView
	for _, v := range r.Verifications {
		for _, res := range v.Reservations {
			if res.Open() {
				open = append(open, res)
			} else {
				lifted++
			}
		}
	}
	slices.SortStableFunc(open, acceptance.CompareReservations)
	for _, res := range open {
		stand = append(stand, res.Reservation)
	}
	return stand, lifted
}

// step counts the verifications of one step that were not void.
func (r ContractRecord) step(step contract.Step) StepSummary {
	sum := StepSummary{Step: step}
	for _, v := range r.Verifications {
		if v.Step != step || v.Outcome == contract.OutcomeVoid {
			continue
		}
		switch TimingOf(v) {
		case TimingInTime:
			sum.InTime++
		case TimingLate:
			sum.Late++
		case TimingRunning:
			sum.Running++
		}
		sum.Used += DaysUsed(v)
		sum.Allowed += DaysAllowed(v)
	}
	return sum
}

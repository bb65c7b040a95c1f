package governance

import (
	"context"
	"slices"
	"time"

	"pilotent/governance/acceptance"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
)

// Handover is what somebody has to know who takes over: what is open in the project,
// as the actor may see it, and who has it in hand.
type Handover struct {
	Overview
	// Of is the project, whose language and zone a page about it has.
	Of         record.Project
	Now        time.Time
	Pilots     []record.Person
	Committees []Seat // that sit, by code
	Open       []rollout.SupportAction
	Adopted    []committee.Decision // that are to be carried out, the first due first
	InHand     []InHand
}

// InHand is what somebody has in hand, by reference.
type InHand struct {
	Person record.Person
	Refs   []string
}

// Seat is a committee as everybody knows it. Next is its next meeting that the actor
// may see; nil when there is none.
type Seat struct {
	Code, Name string
	Level      record.Level
	Next       *committee.Meeting
}

// Handover gathers what is open, for whoever takes the project over. Anybody of the
// team may ask.
// Errors: NotFound, Forbidden, Unavailable.
func (s *Service) Handover(ctx context.Context, a record.Actor) (Handover, error) {
	var h Handover
	err := s.base.View(ctx, a, func(v record.Caller, own reminder.Tx) (err error) {
		tx := acceptance.Open(own)
		h.Of, h.Now = v.Project, s.base.Now()
		if h.Overview, err = s.overview(ctx, v, tx); err != nil {
			return err
		}
		h.Committees = h.seats(v.AllCommittees)
		if h.Open, err = rollout.VisibleActions(v, tx, rollout.ActionFilter{State: rollout.ActionOpen}); err != nil {
			return err
		}
		adopted, err := committee.VisibleDecisions(v, tx, committee.DecisionFilter{State: committee.DecisionAdopted})
		h.Adopted = committee.ToCarryOut(adopted)
		return err
	})
	if err != nil {
		return h, err
	}
	h.InHand = h.inHand()
	if h.Pilots, err = s.base.Directory.Pilots(ctx, a.Team, 0); err != nil {
		return h, record.UnavailableError("unavailable.directory", err)
	}
	return h, nil
}

func (h Handover) seats(committees []record.Committee) (seats []Seat) {
	for _, c := range committees {
		if !c.Sits() {
			continue
		}
		seat := Seat{Code: c.Code, Name: c.Name, Level: c.Level}
		if i := slices.IndexFunc(h.Meetings, func(m committee.Meeting) bool { return m.Committee == c.Code }); i >= 0 {
			seat.Next = &h.Meetings[i]
		}
		seats = append(seats, seat)
	}
	return seats
}

// inHand are the people who hold actions or are in charge of verifications and
// decisions, in the order in which those come.
func (h Handover) inHand() (all []InHand) {
	add := func(ref string, people []record.Person) {
		for _, p := range people {
			i := slices.IndexFunc(all, func(of InHand) bool { return of.Person.Is(p) })
			if i < 0 {
				i, all = len(all), append(all, InHand{Person: p})
			}
			all[i].Refs = append(all[i].Refs, ref)
		}
	}
	for _, ver := range h.Verifications {
		add(ver.Ref(), ver.InCharge)
	}
	for _, act := range h.Open {
		add(act.Ref(), act.Assignees)
	}
	for _, dec := range h.Adopted {
		add(dec.Ref, dec.InCharge)
	}
	return all
}

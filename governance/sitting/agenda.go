package sitting

import (
	"context"
	"slices"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/organisation"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
)

// Agenda is what a meeting is to deal with.
type Agenda struct {
	committee.Meeting
	Of     record.Committee
	Points []Point // in their order
	// Proposals are what the committee has open, and what is on no agenda yet.
	Proposals []Proposal
	// Outcomes are what came of it so far, the first first.
	Outcomes []Outcome
	// Orders says that the reader may put the points in order, and conduct the meeting.
	Orders bool
	// Now is when it was read: the point at hand goes on.
	Now time.Time
}

// Planned is how long the points take together, and Unsaid how many say nothing of it.
func (a Agenda) Planned() (sum time.Duration, unsaid int) {
	for _, p := range a.Points {
		sum += p.Length
		if p.Length == 0 {
			unsaid++
		}
	}
	return sum, unsaid
}

// Over is how much longer the points take than the meeting; zero where they do not, or
// where its length was not said.
func (a Agenda) Over() time.Duration {
	if sum, _ := a.Planned(); a.Duration > 0 {
		return max(sum-a.Duration, 0)
	}
	return 0
}

// Proposal is something that could be dealt with.
type Proposal struct {
	Why ProposalReason
	// Title is what it is about, and About the decision or the action, if it is one.
	Title string
	About record.Subject
	// Since is the day since which it is late, or on which it ends; zero for none.
	Since calendar.Date
	// From is the number of the meeting at which it was left; 0 for none.
	From int
}

// ProposalReason is why something proposes itself.
type ProposalReason string

const (
	ProposalLeft     ProposalReason = "left"      // on the agenda of the last meeting, and not dealt with
	ProposalMinutes  ProposalReason = "minutes"   // those of an earlier meeting, which nobody has approved
	ProposalEachTime ProposalReason = "each"      // on the committee's agenda each time
	ProposalOpen     ProposalReason = "open"      // a decision that was proposed, and not taken
	ProposalLate     ProposalReason = "late"      // an action of the group, or a decision to carry out
	ProposalEnding   ProposalReason = "agreement" // its term ends soon
)

func (r ProposalReason) MessageKey() string { return "proposal." + string(r) }

// endingWithin is how many days before the end of its term an agreement proposes
// itself: a council that has to renew it sits every two or three months.
const endingWithin = 120

// Agenda is that of a meeting, for those who see its committee.
// Errors: Invalid, NotFound, Forbidden, Unavailable.
func (s *Service) Agenda(ctx context.Context, a record.Actor, number int) (Agenda, error) {
	var of Agenda
	err := s.view(ctx, a, func(v record.Caller, tx Tx) (err error) {
		of, err = s.agenda(v, tx, number)
		return err
	})
	return of, err
}

// agenda reads that of a meeting that the caller sees.
func (s *Service) agenda(v record.Caller, tx Tx, number int) (Agenda, error) {
	return readAgenda(v, tx, number, s.base.Now())
}

func readAgenda(v record.Caller, tx Tx, number int, now time.Time) (of Agenda, err error) {
	if of.Meeting, err = committee.VisibleMeeting(v, tx, number); err != nil {
		return of, err
	}
	if of.Of, err = v.CommitteeNamed(of.Committee); err != nil {
		return of, err
	}
	if of.Points, err = onAgenda(tx, of.Meeting); err != nil {
		return of, err
	}
	of.Now = now
	if of.Outcomes, err = outcomes(tx, of.Meeting); err != nil {
		return of, err
	}
	if of.Orders, err = orders(v, tx, of.Of); err != nil || of.over(now) {
		return of, err
	}
	of.Proposals, err = proposals(tx, of, v.Project, now)
	return of, err
}

// over reports whether nothing can be put on the agenda any more: something can until
// the meeting is closed or, where nobody has opened it, until its day is over.
func (a Agenda) over(now time.Time) bool {
	ends := a.Day.AddDays(1).At(0, 0, a.Start().Location())
	return a.State == committee.MeetingOff || !a.ClosedAt.IsZero() || !a.Sits() && ends.Before(now)
}

// mustBeOpen refuses an agenda on which nothing can be put any more.
func (a Agenda) mustBeOpen(now time.Time) error {
	switch {
	case !a.over(now):
		return nil
	case a.State == committee.MeetingOff:
		return record.ConflictError("meeting.off", "ref", a.Ref())
	case !a.ClosedAt.IsZero():
		return record.ConflictError("agenda.closed", "ref", a.Ref(), "at", a.ClosedAt)
	default:
		return record.ConflictError("meeting.begun", "ref", a.Ref(), "start", a.Start())
	}
}

// onAgenda are the points of a meeting that were not withdrawn, in their order.
func onAgenda(tx PointStore, m committee.Meeting) ([]Point, error) {
	list, err := tx.Points(m.Project, m.Number)
	return slices.DeleteFunc(list, func(p Point) bool { return p.Place == 0 }), err
}

// orders reports whether the caller may put the agenda in order: a pilot, whoever
// presides or keeps the minutes and, where nobody does either, any member.
func orders(v record.Caller, tx organisation.MemberStore, c record.Committee) (bool, error) {
	if v.Role == record.RolePilot || !v.Records(c.Code) {
		return v.Role == record.RolePilot, nil
	}
	seated, err := organisation.MembersOf(tx, c)
	nobody := true
	for _, m := range seated {
		if m.Office == organisation.OfficeNone {
			continue
		}
		nobody = false
		if m.Account.Is(v.User) {
			return true, err
		}
	}
	return nobody, err
}

// proposals are what proposes itself for the agenda and is not on it.
func proposals(tx Tx, of Agenda, p record.Project, now time.Time) (list []Proposal, err error) {
	for _, find := range []func(Tx, Agenda, record.Project, time.Time) ([]Proposal, error){leftOver, minutesToApprove, eachTime, openDecisions, lateThings, endingAgreements} {
		found, err := find(tx, of, p, now)
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
	}
	return slices.DeleteFunc(list, func(p Proposal) bool { return slices.ContainsFunc(of.Points, p.is) }), nil
}

// is reports whether the point is what is proposed. The minutes of a meeting are what
// names it.
func (p Proposal) is(o Point) bool {
	if p.Why == ProposalMinutes {
		return names(o.Title, committee.Meeting{Number: p.From}.Ref())
	}
	return p.About != "" && p.About == o.About || record.Fold(p.Title) == record.Fold(o.Title)
}

func eachTime(_ Tx, of Agenda, _ record.Project, _ time.Time) (list []Proposal, _ error) {
	for _, title := range of.Of.Agenda {
		list = append(list, Proposal{Why: ProposalEachTime, Title: title})
	}
	return list, nil
}

func openDecisions(tx Tx, of Agenda, p record.Project, _ time.Time) (list []Proposal, err error) {
	proposed, err := tx.Decisions(p.ID, committee.DecisionFilter{Committee: of.Of.Code, State: committee.DecisionIsProposed})
	for _, d := range proposed {
		list = append(list, Proposal{Why: ProposalOpen, Title: d.Text, About: d.Subject()})
	}
	return list, err
}

// lateThings are the decisions of the committee that should have been carried out, and
// the actions of the group that should have been done.
func lateThings(tx Tx, of Agenda, p record.Project, now time.Time) (list []Proposal, err error) {
	today := p.Today(now)
	adopted, err := tx.Decisions(p.ID, committee.DecisionFilter{Committee: of.Of.Code, State: committee.DecisionAdopted, Followed: true})
	if err != nil {
		return nil, err
	}
	for _, d := range adopted {
		if !d.Due.IsZero() && d.Due.Before(today) {
			list = append(list, Proposal{Why: ProposalLate, Title: d.Text, About: d.Subject(), Since: d.Due})
		}
	}
	late, err := tx.Actions(p.ID, rollout.ActionFilter{Group: of.Of.Code, State: rollout.ActionOpen, DueBefore: today})
	for _, a := range late {
		list = append(list, Proposal{Why: ProposalLate, Title: a.Title, About: a.Subject(), Since: a.Due})
	}
	return list, err
}

// endingAgreements are those whose term ends soon, for the committees that set the
// course: those said to be strategic, or of which the kind was not said.
func endingAgreements(tx Tx, of Agenda, p record.Project, now time.Time) (list []Proposal, err error) {
	if of.Of.Kind != record.KindStrategic && of.Of.Kind != "" {
		return nil, nil
	}
	today := p.Today(now)
	agreements, err := tx.Agreements(p.ID, "")
	for _, g := range agreements {
		if left := today.DaysUntil(g.End()); left >= 0 && left <= endingWithin {
			list = append(list, Proposal{Why: ProposalEnding, Title: g.Name, About: g.Subject(), Since: g.End()})
		}
	}
	return list, err
}

// leftOver are the points of the committee's last meeting that were not dealt with.
func leftOver(tx Tx, of Agenda, p record.Project, _ time.Time) (list []Proposal, err error) {
	meetings, err := tx.Meetings(p.ID, committee.MeetingFilter{Committee: of.Of.Code})
	if err != nil {
		return nil, err
	}
	var last committee.Meeting
	for _, m := range meetings {
		if m.Number != of.Number && m.ClosedAt.After(last.ClosedAt) {
			last = m
		}
	}
	if last.Number == 0 {
		return nil, nil
	}
	points, err := onAgenda(tx, last)
	for _, o := range points {
		if o.State == PointCarried {
			list = append(list, Proposal{Why: ProposalLeft, Title: o.Title, About: o.About, From: last.Number})
		}
	}
	return list, err
}

package sitting

import (
	"context"
	"slices"
	"strings"
	"time"

	"pilotent/governance/committee"
	"pilotent/governance/organisation"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
)

// maxPoints is how many points an agenda has at most: more are no meeting.
const maxPoints = 40

// maxLength bounds how long a point may take: as long as a meeting.
const maxLength = 12 * time.Hour

// NewPoint asks that something be dealt with at a meeting.
type NewPoint struct {
	Meeting int
	// Title says what; "COPIL-2026-003", "A-4" and "C-1" are the decision, the action and
	// the agreement of that number, in their own words.
	Title  string
	Length time.Duration // zero when not said
	// Presenter is an account, or the name of a member who has none or of anybody else;
	// zero when not said.
	Presenter record.Called
}

// ProposePoint puts something on the agenda of a meeting, behind the rest. Members of
// the committee and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) ProposePoint(ctx context.Context, a record.Actor, n NewPoint) (Agenda, Point, error) {
	var p Point
	title, err := record.CleanText("point", n.Title, record.MaxTitle)
	if err != nil {
		return Agenda{}, p, err
	}
	if err := checkLength(n.Length); err != nil {
		return Agenda{}, p, err
	}
	of, err := s.changeAgenda(ctx, a, n.Meeting, func(d *changeset, of Agenda) error {
		p = Point{
			Project: of.Project, Meeting: of.Number, Place: len(of.Points) + 1, Title: title, Length: n.Length, Presenter: n.Presenter,
			Author: d.User, CreatedAt: d.Now,
		}
		if p.Presenter, err = d.presenter(of.Of, n.Presenter); err != nil {
			return err
		}
		if err := d.refer(&p, of.Of); err != nil {
			return err
		}
		if i := slices.IndexFunc(of.Points, Proposal{Title: p.Title, About: p.About}.is); i >= 0 {
			d.Doubt("agenda.there", "title", p.Title, "ref", of.Ref(), "place", of.Points[i].Place)
		}
		all, err := d.Points(of.Project, of.Number)
		if err != nil {
			return err
		}
		if p.Number = len(all) + 1; len(of.Points) >= maxPoints {
			return record.ConflictError("agenda.full", "ref", of.Ref(), "max", maxPoints)
		}
		d.AloudFor(of.Of, n.Title)
		if i := slices.IndexFunc(of.Proposals, func(o Proposal) bool { return o.Why == ProposalLeft && o.is(p) }); i >= 0 {
			p.CarriedFrom = of.Proposals[i].From
		}
		return d.savePoint(of, nil, &p, pointAdded, "")
	})
	return of, p, err
}

// refer makes a point whose title is the number of a decision, an action or an agreement
// one about that. What another committee keeps to itself is no matter of this one.
func (d *changeset) refer(p *Point, c record.Committee) error {
	if ref, err := committee.ParseDecisionRef(p.Title); err == nil {
		dec, err := committee.VisibleDecision(d.Caller, d.Tx, ref)
		if err != nil {
			return err
		}
		if dec.Committee != c.Code && slices.ContainsFunc(record.ClosedOf(d.AllCommittees), func(o record.Committee) bool { return o.Code == dec.Committee }) {
			return record.InvalidError("agenda.elsewhere", "ref", dec.Ref, "code", c.Code).About("point")
		}
		p.Title, p.About = dec.Text, dec.Subject()
		return nil
	}
	switch letter := record.Fold(p.Title)[:1]; letter { // a number alone is a title
	case "a":
		if number, err := record.ParseRef("point", "A", p.Title); err == nil {
			act, err := rollout.FindAction(d.Tx.Tx, d.Project.ID, number)
			p.Title, p.About = act.Title, act.Subject()
			return err
		}
	case "c":
		if number, err := record.ParseRef("point", "C", p.Title); err == nil {
			g, err := committee.FindAgreement(d.Tx, d.Project.ID, number)
			p.Title, p.About = g.Name, g.Subject()
			return err
		}
	}
	return nil
}

// presenter is who was named to present a point, by the name of the member whom that
// means where it means one who is in no chat. One word that is nobody's is a slip.
func (d *changeset) presenter(c record.Committee, by record.Called) (record.Called, error) {
	if by.Account.ID != "" || by.Name == "" {
		return by, nil
	}
	name, err := record.CleanText("speaker", by.Name, record.MaxName)
	if err != nil {
		return by, err
	}
	members, err := organisation.MembersOf(d.MemberStore, c)
	if err != nil {
		return by, err
	}
	wanted := " " + record.Fold(name) + " "
	members = slices.DeleteFunc(members, func(m organisation.Member) bool {
		return m.Account.ID != "" || !strings.Contains(" "+record.Fold(m.Name)+" ", wanted)
	})
	switch {
	case len(members) == 1:
		return record.Called{Name: members[0].Name}, nil
	case !strings.Contains(name, " "):
		return by, record.NotFoundError("agenda.presenter", "name", name).About("speaker")
	default:
		return record.Called{Name: name}, nil
	}
}

// EditPoint asks that a point be said otherwise. What is zero stays.
type EditPoint struct {
	Meeting, Place int
	Title          string
	Length         time.Duration
	Presenter      record.Called
}

// EditPoint changes what is said of a point. Whoever orders the agenda may, and whoever
// proposed the point.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) EditPoint(ctx context.Context, a record.Actor, n EditPoint) (Agenda, Point, error) {
	var p Point
	title, err := record.OptionalName("point", n.Title, record.MaxTitle)
	if err != nil {
		return Agenda{}, p, err
	}
	if err := checkLength(n.Length); err != nil {
		return Agenda{}, p, err
	}
	if title == "" && n.Length == 0 && n.Presenter == (record.Called{}) {
		return Agenda{}, p, record.InvalidError("agenda.nothing", "ref", committee.Meeting{Number: n.Meeting}.Ref(), "place", n.Place).About("duration")
	}
	of, err := s.changePoint(ctx, a, n.Meeting, n.Place, func(d *changeset, of Agenda, before Point) error {
		if p = before; title != "" {
			p.Title, p.About = title, ""
			d.AloudFor(of.Of, title)
		}
		if n.Length > 0 {
			p.Length = n.Length
		}
		if n.Presenter != (record.Called{}) {
			if p.Presenter, err = d.presenter(of.Of, n.Presenter); err != nil {
				return err
			}
		}
		if p == before {
			return record.ConflictError("agenda.unchanged", "ref", of.Ref(), "place", n.Place)
		}
		return d.savePoint(of, &before, &p, pointEdited, "")
	})
	return of, p, err
}

// PlacePoint moves a point to another place; those between make room. Whoever orders
// the agenda may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) PlacePoint(ctx context.Context, a record.Actor, meeting, place, to int) (Agenda, Point, error) {
	var p Point
	of, err := s.changePoint(ctx, a, meeting, place, func(d *changeset, of Agenda, before Point) error {
		switch {
		case !of.Orders:
			return s.base.Refuse(ctx, d.Caller, "agenda", &of.Of)
		case to < 1 || to > len(of.Points):
			return record.InvalidError("agenda.place", "place", to, "ref", of.Ref(), "Count", len(of.Points)).About("to")
		case to == place:
			return record.ConflictError("agenda.unchanged", "ref", of.Ref(), "place", place)
		}
		order := slices.Delete(slices.Clone(of.Points), place-1, place)
		p = before
		return d.reorder(of, slices.Insert(order, to-1, before), p.Number, &p)
	})
	return of, p, err
}

// reorder gives the points the places of their order; the history tells of the one that
// was moved.
func (d *changeset) reorder(of Agenda, order []Point, moved int, p *Point) error {
	for i, o := range order {
		if o.Place == i+1 {
			continue
		}
		before := o
		if o.Place = i + 1; o.Number != moved {
			if err := d.PutPoint(o); err != nil {
				return err
			}
			continue
		}
		*p = o
		if err := d.savePoint(of, &before, p, pointPlaced, ""); err != nil {
			return err
		}
	}
	return nil
}

// WithdrawPoint takes a point off the agenda; reason may be empty. Whoever orders the
// agenda may, and whoever proposed the point.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) WithdrawPoint(ctx context.Context, a record.Actor, meeting, place int, reason string) (Agenda, Point, error) {
	var p Point
	reason, err := record.OptionalText("reason", reason)
	if err != nil {
		return Agenda{}, p, err
	}
	of, err := s.changePoint(ctx, a, meeting, place, func(d *changeset, of Agenda, before Point) error {
		if before.State == PointDealt {
			return record.ConflictError("conduct.dealt", "ref", of.Ref(), "place", place)
		}
		d.AloudFor(of.Of, reason)
		p = before
		p.Place = 0
		if err := d.savePoint(of, &before, &p, pointWithdrawn, reason); err != nil {
			return err
		}
		return d.reorder(of, slices.Delete(slices.Clone(of.Points), place-1, place), 0, nil)
	})
	return of, p, err
}

func checkLength(length time.Duration) error {
	if length < 0 || length > maxLength {
		return record.InvalidError("meeting.duration", "max", maxLength).About("duration")
	}
	return nil
}

// savePoint writes a point and tells the history of its meeting.
func (d *changeset) savePoint(of Agenda, before, p *Point, change, note string) error {
	p.Version++
	if err := d.PutPoint(*p); err != nil {
		return err
	}
	if before == nil {
		return d.Record(of.Subject(), change, nil, *p, note)
	}
	return d.Record(of.Subject(), change, *before, *p, note)
}

// changePoint runs change on one point of an agenda, for those who may: whoever orders
// it, and whoever proposed the point.
func (s *Service) changePoint(ctx context.Context, a record.Actor, meeting, place int, change func(*changeset, Agenda, Point) error) (Agenda, error) {
	return s.changeAgenda(ctx, a, meeting, func(d *changeset, of Agenda) error {
		if place < 1 || place > len(of.Points) {
			return record.NotFoundError("agenda.unknown", "place", place, "ref", of.Ref(), "Count", len(of.Points)).About("place")
		}
		p := of.Points[place-1]
		if !of.Orders && !p.Author.Is(d.User) {
			return s.base.Refuse(ctx, d.Caller, "agenda", &of.Of)
		}
		return change(d, of, p)
	})
}

// changeAgenda runs change on the agenda of a meeting on which something can still be
// put, and answers what it is afterwards.
func (s *Service) changeAgenda(ctx context.Context, a record.Actor, meeting int, change func(*changeset, Agenda) error) (Agenda, error) {
	var of Agenda
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return of, err
	}
	err = s.read(ctx, func(tx Tx) error {
		of, err = s.agenda(v, tx, meeting)
		return err
	})
	if err != nil {
		return of, err
	}
	if err := s.base.MustRecord(ctx, v, of.Of); err != nil {
		return of, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		before, err := s.agenda(d.Caller, d.Tx, meeting)
		if err != nil {
			return err
		}
		if err := before.mustBeOpen(d.Now); err != nil {
			return err
		}
		if err := change(d, before); err != nil {
			return err
		}
		of, err = s.agenda(d.Caller, d.Tx, meeting)
		return err
	})
	return of, err
}

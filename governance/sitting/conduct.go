package sitting

import (
	"context"
	"slices"
	"strings"
	"time"

	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// What history says of a meeting that is held.
const (
	meetingOpened = "meeting.opened"
	meetingClosed = "meeting.closed"
	meetingLapsed = "meeting.lapsed" // nobody has closed it
)

// OpenMeeting opens a meeting, and tells its channel. Without a number it is the one of
// the day in the actor's channel. One of the committee that nobody has closed ends.
// One that was closed the same day is opened again once that was asked back. Whoever
// orders the agenda may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) OpenMeeting(ctx context.Context, a record.Actor, number int) (Agenda, error) {
	return s.conduct(ctx, a, number, ofTheDay, func(d *changeset, of *Agenda) error {
		m := of.Meeting
		switch {
		case m.State == committee.MeetingOff:
			return record.ConflictError("meeting.off", "ref", m.Ref())
		case m.Sits():
			return record.ConflictError("conduct.open", "ref", m.Ref(), "at", m.OpenedAt)
		case !m.ClosedAt.IsZero() && !d.mayReopen(m):
			return record.ConflictError("conduct.closed", "ref", m.Ref(), "at", m.ClosedAt)
		case !m.ClosedAt.IsZero():
			if err := d.mustBeUnread(m); err != nil {
				return err
			}
			d.Doubt("conduct.reopen", "ref", m.Ref(), "at", m.ClosedAt)
		case m.Day != d.Today():
			d.Doubt("conduct.day", "ref", m.Ref(), "start", m.Start(), "past", m.Day.Before(d.Today()))
		}
		if err := committee.MustSit(of.Of); err != nil {
			return err
		}
		if err := s.endOthers(d, m); err != nil {
			return err
		}
		if err := d.begin(of); err != nil {
			return err
		}
		if err := d.saveSitting(m, of, meetingOpened); err != nil {
			return err
		}
		return d.Announce(NounSitting.Subject(of.Ref()), MeetingOpened, of.Version, reminder.ToChannel(of.Of.Channel))
	})
}

// mayReopen reports whether a meeting was closed today and could sit still: somebody has
// perhaps closed it by mistake.
func (d *changeset) mayReopen(m committee.Meeting) bool {
	return d.Project.Today(m.ClosedAt) == d.Today() && d.Now.Before(m.OpenedAt.Add(committee.SitsFor))
}

// mustBeUnread refuses to open a meeting again whose minutes the committee has read.
func (d *changeset) mustBeUnread(m committee.Meeting) error {
	posted, err := d.MinutesPosted(m.Project, m.Number)
	if err == nil && posted {
		err = record.ConflictError("conduct.minuted", "ref", m.Ref())
	}
	return err
}

// begin makes a meeting one that sits. One that is opened again has sat since it was opened
// first, and what was carried over waits no more.
func (d *changeset) begin(of *Agenda) error {
	if of.ClosedAt.IsZero() {
		of.OpenedAt = d.Now
		return nil
	}
	of.ClosedAt = time.Time{}
	for i, before := range of.Points {
		if before.State != PointCarried {
			continue
		}
		p := before
		p.State = PointPlanned
		if err := d.savePoint(*of, &before, &p, pointEdited, ""); err != nil {
			return err
		}
		of.Points[i] = p
	}
	return nil
}

// TakePoint asks that a point be taken up.
type TakePoint struct {
	Meeting int // 0 for the one that sits in the actor's channel
	// Place is that of the point. 0 is the next one or, with a note, the one at hand.
	Place int
	// Note is what is to be kept of what was said. Of a point that was dealt with it is
	// all that changes. Replace puts it in the place of what was noted before.
	Note    string
	Replace bool
}

// Turn is what taking up a point has made of a meeting.
type Turn struct {
	Agenda
	Taken Point
	// Left is the point that was at hand; its Place is 0 where none was.
	Left Point
	// Noted says that nothing was changed but the note.
	Noted bool
}

// TakePoint takes up a point of a meeting that sits, and lets go of the one before. A
// note is added to what was noted of it. Whoever orders the agenda may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) TakePoint(ctx context.Context, a record.Actor, n TakePoint) (Turn, error) {
	var t Turn
	note, err := record.OptionalText("note", n.Note)
	if err != nil {
		return t, err
	}
	t.Agenda, err = s.conduct(ctx, a, n.Meeting, sitsNow, func(d *changeset, of *Agenda) error {
		if err := mustSitNow(of.Meeting, d); err != nil {
			return err
		}
		before, err := of.meant(n.Place, note)
		if err != nil {
			return err
		}
		p := before
		if p.Note, err = n.noted(before, note); err != nil {
			return err
		}
		d.AloudFor(of.Of, note)
		switch {
		case note != "" && p.State == PointDealt:
			t.Taken, t.Noted = p, true
			return d.savePoint(*of, &before, &p, pointNoted, note)
		case p.Number == of.Point:
			return record.ConflictError("conduct.at_hand", "ref", of.Ref(), "place", p.Place, "at", p.TakenAt)
		}
		t.Left, _ = of.AtHand()
		if err := d.take(of, before, &p, note); err != nil {
			return err
		}
		t.Taken, t.Noted = p, false
		return nil
	})
	if i := slices.IndexFunc(t.Points, func(p Point) bool { return p.Number == t.Left.Number }); i >= 0 {
		t.Left = t.Points[i] // with its time
	}
	return t, err
}

// noted is what is noted of a point, with the new note.
func (n TakePoint) noted(p Point, note string) (string, error) {
	switch {
	case !n.Replace:
		return record.OptionalText("note", strings.TrimSpace(p.Note+"\n"+note))
	case note == "":
		return "", record.InvalidError("conduct.no_note", "place", p.Place).About("note")
	default:
		return note, nil
	}
}

// meant is the point at a place; at none, the one at hand for a note, and the next one
// otherwise.
func (a Agenda) meant(place int, note string) (Point, error) {
	if place == 0 {
		if p, ok := a.AtHand(); ok && note != "" {
			return p, nil
		}
		if p, ok := a.Next(); ok {
			return p, nil
		}
		return Point{}, record.ConflictError("conduct.no_more", "ref", a.Ref(), "Count", len(a.Points))
	}
	if place < 1 || place > len(a.Points) {
		return Point{}, record.NotFoundError("agenda.unknown", "place", place, "ref", a.Ref(), "Count", len(a.Points)).About("number")
	}
	return a.Points[place-1], nil
}

// take makes a point the one at hand.
func (d *changeset) take(of *Agenda, before Point, p *Point, note string) error {
	if err := d.letGo(*of, true); err != nil {
		return err
	}
	p.State, p.TakenAt = PointDealt, d.Now
	if err := d.savePoint(*of, &before, p, pointTaken, note); err != nil {
		return err
	}
	of.Point = p.Number
	return d.putSitting(&of.Meeting)
}

// letGo ends the point at hand; its time since it was taken up counts where that is
// known. What is said of it is said of the next point, or of the meeting.
func (d *changeset) letGo(of Agenda, counts bool) error {
	p, ok := of.AtHand()
	if !ok {
		return nil
	}
	if counts {
		p.Spent = p.Used(d.Now)
	}
	p.TakenAt = time.Time{}
	p.Version++
	return d.PutPoint(p)
}

// CloseMeeting closes a meeting that sits, and tells its channel. What was not taken up
// waits for the next one. Without a number it is the one that sits in the actor's
// channel. Whoever orders the agenda may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) CloseMeeting(ctx context.Context, a record.Actor, number int) (Agenda, error) {
	return s.conduct(ctx, a, number, sitsNow, func(d *changeset, of *Agenda) error {
		if err := mustSitNow(of.Meeting, d); err != nil {
			return err
		}
		return d.end(of, meetingClosed)
	})
}

// end closes a meeting. Of one that nobody has closed it is not known how long its last
// point took.
func (d *changeset) end(of *Agenda, change string) error {
	if err := d.letGo(*of, change == meetingClosed); err != nil {
		return err
	}
	for _, before := range of.Points {
		if before.State != PointPlanned {
			continue
		}
		p := before
		p.State = PointCarried
		if err := d.savePoint(*of, &before, &p, pointCarried, ""); err != nil {
			return err
		}
	}
	before := of.Meeting
	of.ClosedAt, of.Point = d.Now, 0
	if last := of.OpenedAt.Add(committee.SitsFor); of.ClosedAt.After(last) {
		of.ClosedAt = last
	}
	if err := d.saveSitting(before, of, change); err != nil {
		return err
	}
	if err := d.oweMinutes(*of); err != nil {
		return err
	}
	return d.Announce(NounSitting.Subject(of.Ref()), MeetingClosed, of.Version, reminder.ToChannel(of.Of.Channel))
}

// putSitting writes a meeting that has been opened: nobody is reminded of it any more.
func (d *changeset) putSitting(m *committee.Meeting) error {
	m.Version++
	if err := d.PutMeeting(*m); err != nil {
		return err
	}
	return d.Replan(m.Subject(), nil)
}

// saveSitting writes a meeting that was opened or closed, and tells its history.
func (d *changeset) saveSitting(before committee.Meeting, of *Agenda, change string) error {
	if err := d.putSitting(&of.Meeting); err != nil {
		return err
	}
	return d.Record(of.Subject(), change, before, of.Meeting, "")
}

// endOthers ends the meetings of the committee that nobody has closed, before another
// is opened.
func (s *Service) endOthers(d *changeset, m committee.Meeting) error {
	open, err := d.Meetings(m.Project, committee.MeetingFilter{Committee: m.Committee, Sitting: true})
	for _, o := range open {
		of, err := s.agenda(d.Caller, d.Tx, o.Number)
		if err == nil {
			err = d.end(&of, meetingLapsed)
		}
		if err != nil {
			return err
		}
	}
	return err
}

func mustSitNow(m committee.Meeting, d *changeset) error {
	switch {
	case m.OpenedAt.IsZero():
		return record.ConflictError("conduct.not_open", "ref", m.Ref())
	case !m.SitsAt(d.Now):
		return record.ConflictError("conduct.over", "ref", m.Ref(), "at", m.ClosedAt, "closed", !m.ClosedAt.IsZero())
	}
	return nil
}

// choice is which meeting is meant where no number was said.
type choice struct {
	is  func(committee.Meeting, record.Caller, *Service) bool
	key string // of the error where none is
}

var (
	ofTheDay = choice{func(m committee.Meeting, v record.Caller, s *Service) bool {
		return m.State == committee.MeetingScheduled && m.OpenedAt.IsZero() && m.Day == v.Project.Today(s.base.Now())
	}, "conduct.none_today"}
	sitsNow = choice{func(m committee.Meeting, _ record.Caller, s *Service) bool { return m.SitsAt(s.base.Now()) }, "conduct.none_sits"}
)

// here is the number of the meeting that is meant in the caller's channel.
func (s *Service) here(v record.Caller, tx Tx, which choice) (int, error) {
	var numbers []int
	var refs []string
	for _, c := range v.AllCommittees {
		if c.Channel != v.Channel || !v.Sees(c.Code) {
			continue
		}
		list, err := tx.Meetings(v.Project.ID, committee.MeetingFilter{Committee: c.Code})
		if err != nil {
			return 0, err
		}
		for _, m := range list {
			if which.is(m, v, s) {
				numbers, refs = append(numbers, m.Number), append(refs, m.Ref())
			}
		}
	}
	switch len(numbers) {
	case 0:
		return 0, record.NotFoundError(which.key).About("meeting")
	case 1:
		return numbers[0], nil
	default:
		return 0, record.InvalidError("conduct.which", "known", refs).Among("meeting", refs)
	}
}

// conduct runs change on a meeting for those who conduct it, and answers how it stands
// afterwards.
func (s *Service) conduct(ctx context.Context, a record.Actor, number int, which choice, change func(*changeset, *Agenda) error) (Agenda, error) {
	var of Agenda
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return of, err
	}
	err = s.read(ctx, func(tx Tx) error {
		if number == 0 {
			if number, err = s.here(v, tx, which); err != nil {
				return err
			}
		}
		of, err = s.agenda(v, tx, number)
		return err
	})
	if err != nil {
		return of, err
	}
	if err := s.mustConduct(ctx, v, of); err != nil {
		return of, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		now, err := s.agenda(d.Caller, d.Tx, number)
		if err != nil {
			return err
		}
		if err := change(d, &now); err != nil {
			return err
		}
		of, err = s.agenda(d.Caller, d.Tx, number)
		return err
	})
	return of, err
}

// mustConduct refuses those who do not order the agenda.
func (s *Service) mustConduct(ctx context.Context, v record.Caller, of Agenda) error {
	if err := s.base.MustRecord(ctx, v, of.Of); err != nil || of.Orders {
		return err
	}
	return s.base.Refuse(ctx, v, "conduct", &of.Of)
}

// Noted is the point of a meeting at which something was noted.
type Noted struct {
	Meeting committee.Meeting
	Point   Point // its Place is 0 where none was at hand
}

// NotedAt is where a decision or an action was noted in a meeting that sits; false where
// it was not, or where the actor does not see that.
// Errors: Invalid, Forbidden, Unavailable.
func (s *Service) NotedAt(ctx context.Context, a record.Actor, about record.Subject) (n Noted, noted bool, err error) {
	err = s.view(ctx, a, func(v record.Caller, tx Tx) error {
		open, err := tx.Meetings(v.Project.ID, committee.MeetingFilter{Sitting: true})
		for _, m := range open {
			if !v.Sees(m.Committee) || noted {
				continue
			}
			if n, noted, err = notedIn(tx, m, about); err != nil {
				return err
			}
		}
		return err
	})
	return n, noted, err
}

func notedIn(tx Tx, m committee.Meeting, about record.Subject) (Noted, bool, error) {
	list, err := outcomes(tx, m)
	i := slices.IndexFunc(list, func(o Outcome) bool { return o.Subject() == about })
	if err != nil || i < 0 {
		return Noted{}, false, err
	}
	points, err := onAgenda(tx, m)
	n := Noted{Meeting: m}
	for _, p := range points {
		if p.Number == list[i].Point {
			n.Point = p
		}
	}
	return n, true, err
}

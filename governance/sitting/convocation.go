package sitting

import (
	"context"
	"slices"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/organisation"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// Convocation is that members were told to come to a meeting, and by which rules. With
// the seats and the history it proves when it went, to whom, and who answered.
type Convocation struct {
	Project record.ProjectID
	Meeting int
	// AgainFor is the number of the meeting that had no quorum, which this one holds
	// again without any (CRPA art. R133-10); 0 for a first convocation.
	AgainFor int
	SentAt   time.Time
	// Start is when the meeting was to begin, as they were told.
	Start time.Time
	// Notice, Quorum and Proxies are the rules of that day, and Last the last day on which
	// it went in time.
	Notice  calendar.Period
	Last    calendar.Date
	Quorum  Quorum
	Proxies int
	Author  record.Person
	Version int // how often it was sent
}

// StateVersion is that of the state, for history.
func (c Convocation) StateVersion() int { return c.Version }

// NounConvocation is the noun of convocations; they have the reference of their meeting.
const NounConvocation record.Noun = "convocation"

// Subject names the convocation in history and deliveries.
func (c Convocation) Subject() record.Subject {
	return NounConvocation.Subject(committee.Meeting{Number: c.Meeting}.Ref())
}

// InTime reports whether it went by the last day, as clocks in the project show it.
func (c Convocation) InTime(p record.Project) bool { return !p.Today(c.SentAt).After(c.Last) }

// Stale reports whether the meeting was moved since.
func (c Convocation) Stale(m committee.Meeting) bool { return !c.Start.Equal(m.Start()) }

// ConvocationStore keeps convocations.
type ConvocationStore interface {
	// Convocation is that to a meeting; ErrNone while nobody has convened it.
	Convocation(p record.ProjectID, meeting int) (Convocation, error)
	PutConvocation(Convocation) error
}

// Roll is who is convened to a meeting, and what they have answered.
type Roll struct {
	Agenda
	Convocation Convocation // zero while nobody has convened it
	Seats       []Seat
	Tally       Tally
	// History is that of the convocation: when it went, and who answered.
	History []record.HistoryLine
	// In is the project.
	In record.Project
	// lastSeat is the highest number that a seat ever had.
	lastSeat int
	// Others are those of the channel who are not convened, since nothing is said of them.
	Others []record.Person
	// Asks says that those who do not answer will be asked.
	Asks bool
	// Outside are those who are in no chat, whom somebody has to write to, and Letters what
	// has become of what the mail server was to bring them.
	Outside []string
	Letters []SentLetter
}

// Convened reports whether members were told to come.
func (r Roll) Convened() bool { return r.Convocation.Version > 0 }

// Notice is how many days before the meeting it was convened, and whether that was too
// late.
func (r Roll) Notice() (days int, late bool) {
	return r.In.Today(r.Convocation.SentAt).DaysUntil(r.Day), !r.Convocation.InTime(r.In)
}

// Seat is the one of that number; the zero Seat where there is none.
func (r Roll) Seat(number int) Seat {
	if i := slices.IndexFunc(r.Seats, func(s Seat) bool { return s.Number == number }); i >= 0 {
		return r.Seats[i]
	}
	return Seat{}
}

// Awaits reports whether somebody is convened and has not answered.
func (r Roll) Awaits(u record.UserID) bool {
	return slices.ContainsFunc(r.Seats, func(s Seat) bool { return s.Account.ID == u && s.Answer == AnswerNone })
}

// Convene asks that the members be told to come to a meeting.
type Convene struct {
	Meeting int
	// AgainFor is the number of the meeting that had no quorum; 0 for none.
	AgainFor int
}

// Convene tells the members of a committee to come to a meeting, in its channel and each
// of those who have an account but the actor, with the agenda; who does not answer is
// asked two days before. Whoever orders the agenda may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) Convene(ctx context.Context, a record.Actor, n Convene) (Roll, error) {
	var r Roll
	v, of, err := s.ordering(ctx, a, n.Meeting)
	if err != nil {
		return r, err
	}
	channel, err := s.base.Directory.ChannelMembers(ctx, of.Of.Channel)
	if err != nil {
		return r, record.UnavailableError("unavailable.directory", err)
	}
	err = s.update(ctx, v, func(d *changeset) error {
		if of, err = s.agenda(d.Caller, d.Tx, n.Meeting); err != nil {
			return err
		}
		if err := of.mustBeToCome(d.Now); err != nil {
			return err
		}
		if r, err = d.roll(of); err != nil {
			return err
		}
		before := r
		if err := d.draw(&r, channel, n.AgainFor); err != nil {
			return err
		}
		d.doubtConvocation(before, r)
		if err := d.sendConvocation(before, &r); err != nil {
			return err
		}
		_, err := s.oweLetters(d, r)
		return err
	})
	return r, err
}

// ordering admits who may put the agenda of a meeting in order, and reads that.
func (s *Service) ordering(ctx context.Context, a record.Actor, meeting int) (record.Caller, Agenda, error) {
	var of Agenda
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return v, of, err
	}
	err = s.read(ctx, func(tx Tx) error {
		of, err = s.agenda(v, tx, meeting)
		return err
	})
	if err != nil {
		return v, of, err
	}
	if err := s.base.MustRecord(ctx, v, of.Of); err != nil {
		return v, of, err
	}
	if !of.Orders {
		return v, of, s.base.Refuse(ctx, v, "convene", &of.Of)
	}
	return v, of, committee.MustSit(of.Of)
}

// mustBeToCome refuses a meeting to which nobody can come any more.
func (a Agenda) mustBeToCome(now time.Time) error {
	if err := a.mustBeOpen(now); err != nil {
		return err
	}
	if !a.Start().After(now) {
		return record.ConflictError("meeting.begun", "ref", a.Ref(), "start", a.Start())
	}
	return nil
}

// roll is who is convened to the meeting, as it is kept.
func (d *changeset) roll(of Agenda) (Roll, error) { return rollOf(d.Tx, d.Project, of) }

func rollOf(tx Tx, p record.Project, of Agenda) (r Roll, err error) {
	r.Agenda, r.In = of, p
	if r.Convocation, err = tx.Convocation(p.ID, of.Number); err != nil && !isNone(err) {
		return r, err
	}
	if r.Seats, err = tx.Seats(p.ID, of.Number); err != nil {
		return r, err
	}
	if r.Letters, err = tx.Letters(p.ID, of.Number); err != nil {
		return r, err
	}
	for _, s := range r.Seats {
		r.lastSeat = max(r.lastSeat, s.Number)
	}
	r.Seats = slices.DeleteFunc(r.Seats, func(s Seat) bool { return s.Answer == answerGone })
	r.count()
	return r, nil
}

// count tells the seats, and who of them is in no chat.
func (r *Roll) count() {
	r.Tally, r.Outside = Count(r.Seats, r.Convocation.Quorum), nil
	for _, s := range r.Seats {
		if s.Account.ID == "" {
			r.Outside = append(r.Outside, s.Name)
		}
	}
}

// draw makes the roll what it is to be now: the members of today, by the rules of today.
// Who has answered for the same moment need not do so again.
func (d *changeset) draw(r *Roll, channel []record.Person, againFor int) error {
	rules, err := rulesOf(d.Tx, r.Of)
	if err != nil {
		return err
	}
	moved := r.Convened() && r.Convocation.Stale(r.Meeting)
	r.Convocation = Convocation{
		Project: r.Project, Meeting: r.Number, AgainFor: againFor, SentAt: d.Now, Start: r.Start(),
		Notice: rules.Notice, Last: rules.Last(r.Day, d.Project.Calendar()), Quorum: rules.Quorum, Proxies: rules.Proxies,
		Author: d.User, Version: r.Convocation.Version + 1,
	}
	if againFor != 0 {
		if err := d.againFor(r, againFor); err != nil {
			return err
		}
		r.Convocation.Quorum = QuorumNone
	}
	seated, err := organisation.Seated(d.MemberStore, r.Of, channel)
	if err != nil {
		return err
	}
	before := r.Seats
	r.Seats = nil
	number := map[int]int{} // of a member, its seat
	for _, m := range seated {
		s := seatOf(r.Meeting, m, before)
		if moved {
			s.Answer, s.Proxy, s.AnsweredAt = AnswerNone, 0, time.Time{}
		}
		if s.Number == 0 {
			r.lastSeat++
			s.Number = r.lastSeat
		}
		if m.Number != 0 {
			number[m.Number] = s.Number
		}
		s.DeputyOf = number[m.DeputyOf]
		r.Seats = append(r.Seats, s)
	}
	if len(r.Seats) == 0 {
		return record.ConflictError("convocation.nobody", "code", r.Of.Code)
	}
	r.count()
	r.Others = reminder.Without(channel, r.accounts())
	return nil
}

// seatOf is the seat of a member, with what it has answered before.
func seatOf(m committee.Meeting, who organisation.Member, before []Seat) Seat {
	s := Seat{Project: m.Project, Meeting: m.Number}
	i := slices.IndexFunc(before, func(o Seat) bool {
		if who.Account.ID != "" {
			return o.Account.Is(who.Account)
		}
		return o.Account.ID == "" && record.Fold(o.Name) == record.Fold(who.Name)
	})
	if i >= 0 {
		s = before[i]
	}
	s.Account, s.Name, s.Institution, s.Title, s.Office = who.Account, who.Name, who.Institution, who.Title, who.Office
	return s
}

// againFor makes the roll that of a meeting which is held again, since the first had no
// quorum: its agenda is the same.
func (d *changeset) againFor(r *Roll, number int) error {
	first, err := committee.VisibleMeeting(d.Caller, d.Tx, number)
	if err != nil {
		return err
	}
	if first.Committee != r.Committee || first.Number == r.Number || !first.Start().Before(r.Start()) {
		return record.InvalidError("convocation.not_before", "ref", first.Ref(), "next", r.Ref()).About("again-for")
	}
	if first.Start().After(d.Now) {
		return record.ConflictError("convocation.not_held", "ref", first.Ref(), "start", first.Start())
	}
	points, err := onAgenda(d.Tx, first)
	if err != nil {
		return err
	}
	was, err := d.roll(Agenda{Meeting: first, Of: r.Of, Points: points})
	switch {
	case err != nil:
		return err
	case !was.Convened():
		return record.ConflictError("convocation.not_sent", "ref", first.Ref())
	case was.Tally.Met():
		return record.ConflictError("convocation.had_quorum", "ref", first.Ref(), "there", was.Tally.Present+was.Tally.Represented, "needed", was.Tally.Needed)
	case len(r.Points) > 0 && !sameAgenda(r.Points, points):
		return record.ConflictError("convocation.other_agenda", "ref", r.Ref(), "first", first.Ref())
	case len(r.Points) == 0:
		return d.copyAgenda(r, points)
	}
	return nil
}

func sameAgenda(a, b []Point) bool {
	return slices.EqualFunc(a, b, func(p, q Point) bool { return record.Fold(p.Title) == record.Fold(q.Title) })
}

// copyAgenda puts the points of another meeting on the agenda.
func (d *changeset) copyAgenda(r *Roll, points []Point) error {
	all, err := d.Points(r.Project, r.Number)
	if err != nil {
		return err
	}
	for i, p := range points {
		p.CarriedFrom, p.Meeting, p.Number, p.Place = p.Meeting, r.Number, len(all)+i+1, i+1
		p.State, p.TakenAt, p.Spent, p.Note = PointPlanned, time.Time{}, 0, ""
		p.Author, p.CreatedAt, p.Version = d.User, d.Now, 0
		if err := d.savePoint(r.Agenda, nil, &p, pointAdded, ""); err != nil {
			return err
		}
		r.Points = append(r.Points, p)
	}
	return nil
}

// doubtConvocation asks back what is seldom meant.
func (d *changeset) doubtConvocation(before, r Roll) {
	switch {
	case before.Convened() && !before.Convocation.Stale(r.Meeting) && before.Convocation.AgainFor == r.Convocation.AgainFor:
		d.Doubt("convocation.again", "ref", r.Ref(), "at", before.Convocation.SentAt)
	case len(r.Points) == 0:
		d.Doubt("convocation.no_agenda", "ref", r.Ref())
	}
	if c := r.Convocation; !c.InTime(d.Project) {
		d.Doubt("convocation.late", "ref", r.Ref(), "notice", c.Notice, "last", c.Last)
	}
}

// putSeats writes the seats that have changed, and gives up those of who has gone.
func (d *changeset) putSeats(before Roll, r *Roll) error {
	for i, s := range r.Seats {
		if before.Seat(s.Number) == s {
			continue
		}
		r.Seats[i].Version++
		if err := d.PutSeat(r.Seats[i]); err != nil {
			return err
		}
	}
	for _, s := range before.Seats {
		if r.Seat(s.Number).Number != 0 {
			continue
		}
		s.Answer, s.Proxy = answerGone, 0
		s.Version++
		if err := d.PutSeat(s); err != nil {
			return err
		}
	}
	return nil
}

// sendConvocation writes the convocation and the seats, and owes what follows.
func (d *changeset) sendConvocation(before Roll, r *Roll) error {
	if err := d.putSeats(before, r); err != nil {
		return err
	}
	c := r.Convocation
	if err := d.PutConvocation(c); err != nil {
		return err
	}
	var was record.State
	if before.Convened() {
		was = before.Convocation
	}
	err := d.Record(c.Subject(), convocationSent, was, c, "")
	if err != nil {
		return err
	}
	if err := d.Announce(c.Subject(), ConvocationPosted, c.Version, reminder.ToChannel(r.Of.Channel)); err != nil {
		return err
	}
	if err := d.Tell(c.Subject(), ConvocationSent, c.Version, r.accounts()); err != nil {
		return err
	}
	r.Asks, err = d.remindSilent(*r)
	return err
}

// accounts are those who are convened and in the chat.
func (r Roll) accounts() (people []record.Person) {
	for _, s := range r.Seats {
		if s.Account.ID != "" {
			people = append(people, s.Account)
		}
	}
	return people
}

// Told is how many were written to, by somebody who knows.
func (r Roll) Told(by record.Person) int {
	return len(reminder.Without(r.accounts(), []record.Person{by}))
}

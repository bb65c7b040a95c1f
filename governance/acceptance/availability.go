package acceptance

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
)

// Outage is how many minutes of a day a service under observation could not be
// used, between 8 h and 18 h.
type Outage struct {
	Project      record.ProjectID
	Number       int // I-2, numbered through the project
	Verification int
	Day          calendar.Date
	Minutes      int
	Note         string
	Author       record.Person
	CreatedAt    time.Time
	Cancelled    bool // noted by mistake: it does not count
}

// Ref is how people name the outage.
func (o Outage) Ref() string { return "I-" + strconv.Itoa(o.Number) }

// ServiceLevel is what the contract itself says of the unavailability allowed
// during a verification.
type ServiceLevel struct {
	Project      record.ProjectID
	Verification int
	Rate         contract.Rate
	Clause       string // "CCAP 7.3"
}

// rateTIC is the unavailability that the CCAG-TIC allow (2021 art. 32.4; 2009 art.
// 26.2.2).
const rateTIC contract.Rate = 200

// A day counts from 8 h to 18 h, when it is worked (the same articles).
const minutesADay = 10 * 60

// Availability is how much of the unavailability allowed over an observation
// is used.
type Availability struct {
	// From and To are the first and the last day of the observation.
	From, To    calendar.Date
	WorkingDays int // how many of them are worked
	Rate        contract.Rate
	// Own says that the rate is the contract's own, by Clause; otherwise it is
	// that of Article, empty where no general clause is known to have one.
	Own             bool
	Clause, Article string
	Terms           contract.Terms // those of which Article is
	Used, Allowed   int            // in minutes
	Outages         []Outage
}

// Over is how many minutes the outages are beyond what is allowed; 0 when they
// are not.
func (a Availability) Over() int { return max(0, a.Used-a.Allowed) }

// Left is how many minutes are still allowed.
func (a Availability) Left() int { return max(0, a.Allowed-a.Used) }

// NewAvailability counts the outages that are not cancelled against the rate of
// the days worked from one day to another. By art. 32.4 of the CCAG-TIC 2021 a
// service is regular when what it could not be used of a month is at most 2 %
// of the effective use: 8 h to 18 h, Monday to Friday, but for public holidays
// (domain.md §1.2). What is left of a minute is not allowed.
func NewAvailability(c calendar.Calendar, from, to calendar.Date, rate contract.Rate, outages []Outage) Availability {
	a := Availability{From: from, To: to, Rate: rate, Outages: outages}
	for d := from; !d.After(to); d = d.AddDays(1) {
		if c.WorkingDay(d) {
			a.WorkingDays++
		}
	}
	a.Allowed = a.WorkingDays * minutesADay * int(rate) / 100_00
	for _, o := range outages {
		if !o.Cancelled {
			a.Used += o.Minutes
		}
	}
	return a
}

// AvailabilityStore keeps outages and service levels.
type AvailabilityStore interface {
	// Outages are those of a verification, by day.
	Outages(p record.ProjectID, verification int) ([]Outage, error)
	PutOutage(Outage) error
	// ServiceLevel answers ErrNone when the contract's own is not known.
	ServiceLevel(p record.ProjectID, verification int) (ServiceLevel, error)
	PutServiceLevel(ServiceLevel) error
}

// AvailabilityOf is that of a verification; nil when it observes nothing.
func AvailabilityOf(tx Tx, p record.Project, c contract.Contract, ver Verification) (*Availability, error) {
	if ver.ObservationEnd.IsZero() {
		return nil, nil
	}
	outages, err := tx.Outages(p.ID, ver.Number)
	if err != nil {
		return nil, err
	}
	level, own, err := serviceLevel(tx, ver)
	if err != nil {
		return nil, err
	}
	rate := rateTIC
	if own {
		rate = level.Rate
	}
	// The window begins the day after the decision on the VA, by art. 3.2.1,
	// unless the contract says that it begins on that day (domain.md §1.5).
	observed := c.Clause(Verification{Step: ver.Step, Again: ver.Again}.topics(c)[0])
	a := NewAvailability(c.Calendar(p), observed.First(ver.NotifiedOn), ver.ObservationEnd, rate, outages)
	a.Own, a.Clause = own, level.Clause
	if !own {
		a.Article, a.Terms = contract.ClauseOf(c.Terms, contract.TopicVSR).Article, c.Terms
	}
	return &a, nil
}

// serviceLevel is the contract's own for the verification, or for the one that it
// presents again; false when neither is known.
func serviceLevel(tx Tx, ver Verification) (ServiceLevel, bool, error) {
	level, err := tx.ServiceLevel(ver.Project, ver.Number)
	switch {
	case err == nil:
		return level, true, nil
	case !errors.Is(err, record.ErrNone):
		return level, false, err
	case ver.Again == 0:
		return level, false, nil
	}
	before, err := tx.Verification(ver.Project, ver.Again)
	if err != nil {
		return level, false, err
	}
	return serviceLevel(tx, before)
}

// NewOutage asks that an outage be noted.
type NewOutage struct {
	Verification int
	Length       time.Duration // whole minutes
	Day          calendar.Date // default today
	Note         string        // may be empty
}

// NoteOutage notes minutes without service while a verification is observed.
// Members of a committee, those in charge, their deputies and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) NoteOutage(ctx context.Context, a record.Actor, n NewOutage) (Outage, Availability, error) {
	var o Outage
	v, ver, err := s.admitTo(ctx, a, n.Verification)
	if err != nil {
		return o, Availability{}, err
	}
	if !v.RecordsSomewhere() && !answersFor(v, ver) {
		return o, Availability{}, s.base.Refuse(ctx, v, "any_committee", nil)
	}
	if n.Note, err = record.OptionalText("note", n.Note); err != nil {
		return o, Availability{}, err
	}
	used, err := s.changeOutages(ctx, v, n.Verification, func(d *changeset, c contract.Contract, ver Verification, now Availability) error {
		if n.Day.IsZero() {
			n.Day = c.Today(d.Project, d.Now)
		}
		if err := n.check(now, c.Calendar(d.Project), d.todayUnder(c)); err != nil {
			return err
		}
		d.Aloud(n.Note)
		o, err = d.noteOutage(now, ver, n)
		return err
	})
	return o, used, err
}

// noteOutage numbers and writes an outage, and asks back what it repeats.
func (d *changeset) noteOutage(now Availability, ver Verification, n NewOutage) (Outage, error) {
	num, err := d.Next(d.Project.ID, "outage")
	if err != nil {
		return Outage{}, fmt.Errorf("number outage: %w", err)
	}
	o := Outage{
		Project: d.Project.ID, Number: num, Verification: ver.Number, Day: n.Day, Minutes: int(n.Length / time.Minute),
		Note: n.Note, Author: d.User, CreatedAt: d.Now,
	}
	for _, other := range now.Outages {
		if o.repeats(other) {
			d.Doubt("outage.repeated", "outage", other.Ref(), "minutes", other.Minutes, "date", other.Day)
		}
	}
	if err := d.PutOutage(o); err != nil {
		return o, err
	}
	return o, d.Record(ver.Subject(), "outage.noted", nil, o, withRef(o.Ref(), n.Note))
}

// check applies the rules of an outage.
func (n NewOutage) check(a Availability, c calendar.Calendar, today calendar.Date) error {
	switch {
	case n.Length < time.Minute || n.Length%time.Minute != 0:
		return record.InvalidError("outage.length").About("duration")
	case n.Day.After(today):
		return record.InvalidError("verification.future", "date", n.Day).About("day")
	case n.Day.Before(a.From) || n.Day.After(a.To):
		return record.InvalidError("outage.outside", "date", n.Day, "from", a.From, "to", a.To).About("day")
	case !c.WorkingDay(n.Day):
		return record.InvalidError("outage.not_worked", "date", n.Day).About("day")
	}
	minutes := int(n.Length / time.Minute)
	for _, o := range a.Outages {
		if o.Day == n.Day && !o.Cancelled {
			minutes += o.Minutes
		}
	}
	if minutes > minutesADay {
		return record.InvalidError("outage.too_long", "date", n.Day, "minutes", minutes).About("duration")
	}
	return nil
}

// CancelOutage takes back an outage that was noted by mistake; it stays
// written down and does not count. Who noted it, those in charge of the
// verification, their deputies and pilots may.
// Errors: NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) CancelOutage(ctx context.Context, a record.Actor, verification, number int) (Outage, Availability, error) {
	var before, after Outage
	v, ver, err := s.admitTo(ctx, a, verification)
	if err != nil {
		return after, Availability{}, err
	}
	find := func(tx Tx) error {
		list, err := tx.Outages(v.Project.ID, verification)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(list, func(o Outage) bool { return o.Number == number && !o.Cancelled }); i >= 0 {
			before = list[i]
			return nil
		}
		return record.NotFoundError("outage.unknown", "outage", Outage{Number: number}.Ref(), "ref", ver.Ref()).About("cancel")
	}
	if err := s.read(ctx, find); err != nil {
		return after, Availability{}, err
	}
	if v.Role == record.RoleGuest || !before.Author.Is(v.User) {
		if err := s.mustAnswerFor(ctx, v, ver); err != nil {
			return after, Availability{}, err
		}
	}
	used, err := s.changeOutages(ctx, v, verification, func(d *changeset, _ contract.Contract, _ Verification, _ Availability) error {
		if err := find(d.Tx); err != nil {
			return err
		}
		after = before
		after.Cancelled = true
		if err := d.PutOutage(after); err != nil {
			return err
		}
		return d.Record(ver.Subject(), "outage.cancelled", before, after, after.Ref())
	})
	return after, used, err
}

// SetServiceLevel writes down what the contract itself allows, instead of the
// general clauses. Those in charge, their deputies and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) SetServiceLevel(ctx context.Context, a record.Actor, l ServiceLevel) (Availability, error) {
	v, ver, err := s.admitTo(ctx, a, l.Verification)
	if err != nil {
		return Availability{}, err
	}
	if err := s.mustAnswerFor(ctx, v, ver); err != nil {
		return Availability{}, err
	}
	if l.Clause, err = record.OptionalName("clause", l.Clause, record.MaxTitle); err != nil {
		return Availability{}, err
	}
	return s.changeOutages(ctx, v, l.Verification, func(d *changeset, _ contract.Contract, ver Verification, now Availability) error {
		before := ServiceLevel{v.Project.ID, ver.Number, now.Rate, now.Clause}
		d.Aloud(l.Clause)
		l.Clause = cmp.Or(l.Clause, now.Clause)
		l.Project = v.Project.ID
		if err := d.PutServiceLevel(l); err != nil {
			return err
		}
		return d.Record(ver.Subject(), "outage.rate", before, l, l.Clause)
	})
}

// changeOutages runs fn on a verification that is observed and not decided,
// and answers its availability afterwards.
func (s *Service) changeOutages(ctx context.Context, v record.Caller, number int, fn func(*changeset, contract.Contract, Verification, Availability) error) (Availability, error) {
	var after Availability
	err := s.update(ctx, v, func(d *changeset) error {
		ver, c, err := FindUnderContract(d.Tx, v.Project.ID, number)
		if err != nil {
			return err
		}
		now, err := AvailabilityOf(d.Tx, d.Project, c, ver)
		if err != nil {
			return err
		}
		switch {
		case now == nil:
			return record.ConflictError("outage.not_observed", "ref", ver.Ref(), "step", ver.Step).About("verification")
		case !ver.Open():
			return ver.decidedError()
		}
		if err := fn(d, c, ver, *now); err != nil {
			return err
		}
		now, err = AvailabilityOf(d.Tx, d.Project, c, ver)
		if now != nil {
			after = *now
		}
		return err
	})
	return after, err
}

// repeats reports whether the other outage is as long, on the same day, for the
// same reason.
func (o Outage) repeats(other Outage) bool {
	return !other.Cancelled && o.Number != other.Number && o.Day == other.Day && o.Minutes == other.Minutes && record.Fold(o.Note) == record.Fold(other.Note)
}

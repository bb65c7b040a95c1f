package sitting

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// NewSeries asks for a series.
type NewSeries struct {
	Committee    string // code; default the committee of the channel
	Rule         calendar.Rule
	At           record.Hour
	From, Until  calendar.Date     // default from now on, and without end
	IfClosed     calendar.IfClosed // default calendar.IfClosedMove
	Duration     time.Duration     // zero when not said
	Place, Title string
}

// Foreseen is an occurrence of a series that has no number yet.
type Foreseen struct {
	Series
	calendar.Occurrence
}

// Start is when it begins; where it is left out, when it would have.
func (f Foreseen) Start() time.Time {
	if f.Day.IsZero() {
		return f.start(f.Slot)
	}
	return f.start(f.Day)
}

// SeriesView is a series with what surrounds it.
type SeriesView struct {
	Series
	Of record.Committee
	// Numbered are its meetings to come, also the cancelled, and Ahead what it foresees
	// after them, also what is left out.
	Numbered []committee.Meeting
	Ahead    []Foreseen
	// VacationsOf is the place whose school holidays count, "" for none, and KnownUntil
	// the last day of which they are known.
	VacationsOf string
	KnownUntil  calendar.Date
	Over        bool // no day of it will come
	Changeable  bool // whether the caller may change it
	History     []record.HistoryLine
}

// shownAhead is how many occurrences are told ahead: a school year of months.
const shownAhead = 10

// look completes the view with what is to come.
func (v *SeriesView) look(tx Tx, p record.Project, now time.Time) error {
	school, err := schoolDays(tx, p)
	if err != nil {
		return err
	}
	v.VacationsOf, v.KnownUntil, v.Over = p.QuietHours().Vacations, school.KnownUntil, v.over(p.Today(now))
	there, err := v.meetings(tx)
	if err != nil {
		return err
	}
	for _, m := range there {
		if m.Start().After(now) {
			v.Numbered = append(v.Numbered, m)
		}
	}
	v.Ahead = nil
	if v.Of.Sits() {
		v.Ahead = v.foreseen(there, now, school, shownAhead)
	}
	return nil
}

// foreseen are the next occurrences of which there is no meeting.
func (s Series) foreseen(there []committee.Meeting, now time.Time, school calendar.SchoolDays, most int) (list []Foreseen) {
	taken := slots(there)
	for o := range s.coming(now, school) {
		if len(list) == most {
			break
		}
		if !taken[o.Slot] {
			o.Unknown = o.Unknown && !school.KnownUntil.IsZero() // where none are known, that is said once
			list = append(list, Foreseen{s, o})
		}
	}
	return list
}

// PlanSeries plans meetings that come back: those that are near get their numbers and
// their reminders at once, the others once they are. The committee's channel is told of
// the series, once. Members of the committee and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) PlanSeries(ctx context.Context, a record.Actor, n NewSeries) (SeriesView, error) {
	var view SeriesView
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return view, err
	}
	if err := s.base.MustMember(ctx, v); err != nil {
		return view, err
	}
	if view.Of, err = v.CommitteeNamed(n.Committee); err != nil {
		return view, err
	}
	if err := committee.MustServe(ctx, s.base, v, view.Of); err != nil {
		return SeriesView{}, err
	}
	if n.Place, n.Title, err = committee.CleanMeeting(n.Place, n.Title, n.Duration); err != nil {
		return view, err
	}
	if err := n.check(); err != nil {
		return view, err
	}
	err = s.update(ctx, v, func(d *changeset) error { return d.planSeries(&view, n) })
	return view, err
}

// planSeries writes a series, numbers its meetings that are near, and owes the channel
// the message.
func (d *changeset) planSeries(view *SeriesView, n NewSeries) error {
	school, err := schoolDays(d, d.Project)
	if err != nil {
		return err
	}
	view.Series = n.series(d, view.Of, school)
	if err := d.mustBeReal(view.Series, school); err != nil {
		return err
	}
	if err := d.addSeries(&view.Series, view.Of); err != nil {
		return err
	}
	made, err := d.number(view.Series, view.Of, school, false)
	if err != nil {
		return err
	}
	if err := d.doubtSeries(nil, view.Series, made); err != nil {
		return err
	}
	view.Changeable = true
	if err := d.tellSeries(view.Series, nil, view.Of, SeriesPlanned); err != nil {
		return err
	}
	return view.look(d.Tx, d.Project, d.Now)
}

func (n NewSeries) check() error {
	switch {
	case n.Rule.Check() != nil:
		return record.InvalidError("series.rule").About("frequency")
	case !n.Until.IsZero() && !n.From.IsZero() && n.Until.Before(n.From):
		return record.InvalidError("series.order", "from", n.From, "until", n.Until).About("end")
	default:
		return nil
	}
}

// series is the one that is asked for.
func (n NewSeries) series(d *changeset, c record.Committee, school calendar.SchoolDays) Series {
	from := d.Today()
	if n.From.After(from) {
		from = n.From
	}
	s := Series{
		Project: d.Project.ID, Committee: c.Code, Rule: n.Rule, Until: n.Until, Hour: n.At.Hour, Minute: n.At.Minute, Zone: d.Project.Zone,
		IfClosed: n.IfClosed, Duration: n.Duration, Place: n.Place, Title: n.Title, Author: d.User, CreatedAt: d.Now,
	}
	if s.IfClosed == "" {
		s.IfClosed = calendar.IfClosedMove
	}
	s.First = s.Rule.Start(from, school)
	if !s.start(s.First).After(d.Now) { // this morning's has begun
		s.First = s.Rule.Start(s.First.AddDays(1), school)
	}
	return s
}

// mustBeReal refuses a series that has no day to come, so far as is known.
func (d *changeset) mustBeReal(s Series, school calendar.SchoolDays) error {
	if s.Rule.Cycle == calendar.CycleVacations && school.KnownUntil.IsZero() {
		return record.ConflictError("series.vacations_unknown").About("frequency")
	}
	for o := range s.coming(d.Now, school) {
		if !o.Day.IsZero() {
			return nil
		}
	}
	return record.InvalidError("series.empty", "rule", s.Rule, "until", s.Until).About("end")
}

// addSeries gives a series its number, and writes it.
// Errors: Conflict.
func (d *changeset) addSeries(s *Series, c record.Committee) error {
	number, many, err := committee.NextOf(d.Changeset, c, NounSeries)
	switch {
	case err != nil:
		return err
	case many:
		return record.ConflictError("series.many")
	}
	s.Number, s.Version = number, 1
	return d.PutSeries(*s)
}

// tellSeries writes a line of history, and owes the channel the message.
func (d *changeset) tellSeries(s Series, before *Series, c record.Committee, kind reminder.DeliveryKind) error {
	var was record.State
	if before != nil {
		was = *before
	}
	if err := d.Record(s.Subject(), string(kind), was, s, ""); err != nil {
		return err
	}
	return d.Announce(s.Subject(), kind, s.Version, reminder.ToChannel(c.Channel))
}

// doubtSeries asks back what is unusual about a series: before is what it was, made are
// its meetings that are new.
func (d *changeset) doubtSeries(before *Series, s Series, made []committee.Meeting) error {
	if committee.AtNight(s.Hour) && (before == nil || !committee.AtNight(before.Hour)) {
		d.Doubt("meeting.night", "hour", s.At())
	}
	for _, m := range made {
		if err := m.Clashes(d.Changeset); err != nil {
			return err
		}
	}
	return nil
}

// OneSeries is a series with what it foresees, for those who see its committee.
// Errors: Invalid, NotFound, Forbidden, Unavailable.
func (s *Service) OneSeries(ctx context.Context, a record.Actor, number int) (SeriesView, error) {
	var view SeriesView
	err := s.view(ctx, a, func(v record.Caller, tx Tx) (err error) {
		if view, err = visibleSeries(v, tx, number); err != nil {
			return err
		}
		view.Changeable = v.Records(view.Committee)
		if view.History, err = tx.History(v.Project.ID, view.Subject()); err != nil {
			return err
		}
		return view.look(tx, v.Project, s.base.Now())
	})
	return view, err
}

// visibleSeries is the series if the caller sees its committee; otherwise it does not
// exist.
func visibleSeries(v record.Caller, tx Tx, number int) (view SeriesView, err error) {
	view.Series, err = tx.Series(v.Project.ID, number)
	if errors.Is(err, record.ErrNone) || err == nil && !v.Sees(view.Committee) {
		return SeriesView{}, record.NotFoundError("series.unknown", "ref", "S-"+strconv.Itoa(number)).About("series")
	}
	if err != nil {
		return view, err
	}
	view.Of, err = v.CommitteeNamed(view.Committee)
	return view, err
}

// AllSeries lists the series that still have days to come, of the committees that the
// actor sees; of one committee when code is given. With past, those that are over as
// well.
// Errors: Invalid, NotFound, Forbidden, Unavailable.
func (s *Service) AllSeries(ctx context.Context, a record.Actor, code string, past bool) ([]SeriesView, error) {
	var list []SeriesView
	err := s.eachSeries(ctx, a, code, func(view SeriesView, _ Tx, _ calendar.SchoolDays) error {
		if past || !view.Over {
			list = append(list, view)
		}
		return nil
	})
	return list, err
}

// Foreseen are the next meetings that series foresee and that have no number yet, the
// first to begin first; of one committee when code is given.
// Errors: Invalid, NotFound, Forbidden, Unavailable.
func (s *Service) Foreseen(ctx context.Context, a record.Actor, code string) ([]Foreseen, error) {
	var list []Foreseen
	err := s.eachSeries(ctx, a, code, func(view SeriesView, tx Tx, school calendar.SchoolDays) error {
		there, err := view.meetings(tx)
		if err == nil && view.Of.Sits() {
			list = append(list, view.foreseen(there, s.base.Now(), school, shownAhead)...)
		}
		return err
	})
	list = slices.DeleteFunc(list, func(f Foreseen) bool { return f.Day.IsZero() })
	slices.SortStableFunc(list, func(a, b Foreseen) int { return a.Start().Compare(b.Start()) })
	return list[:min(len(list), shownAhead)], err
}

// eachSeries shows those of the committees that the actor sees; of one when code is
// given.
func (s *Service) eachSeries(ctx context.Context, a record.Actor, code string, show func(SeriesView, Tx, calendar.SchoolDays) error) error {
	return s.view(ctx, a, func(v record.Caller, tx Tx) error {
		list, err := seriesOf(v, tx, code)
		if err != nil || len(list) == 0 {
			return err
		}
		school, err := schoolDays(tx, v.Project)
		if err != nil {
			return err
		}
		for _, view := range list {
			view.Over = view.over(v.Project.Today(s.base.Now()))
			if err := show(view, tx, school); err != nil {
				return err
			}
		}
		return nil
	})
}

// seriesOf are those of the committees that the caller sees, by number; of one when
// code is given.
func seriesOf(v record.Caller, tx Tx, code string) (list []SeriesView, err error) {
	if code != "" {
		c, err := v.CommitteeNamed(code)
		if err != nil {
			return nil, err
		}
		code = c.Code
	}
	all, err := tx.AllSeries(v.Project.ID)
	for _, of := range all {
		if !v.Sees(of.Committee) || code != "" && of.Committee != code {
			continue
		}
		c, err := v.CommitteeNamed(of.Committee)
		if err != nil {
			return nil, err
		}
		list = append(list, SeriesView{Series: of, Of: c})
	}
	return list, err
}

package sitting

import (
	"cmp"
	"context"
	"reflect"
	"slices"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// EditSeries asks that a series be another one. What is zero stays.
type EditSeries struct {
	Number int
	Rule   *calendar.Rule
	At     *record.Hour
	// From is the first day of the change; zero: now. From a day on, the series as it
	// was ends, and another one goes on from it.
	From, Until  calendar.Date
	IfClosed     calendar.IfClosed
	Duration     time.Duration
	Place, Title string
}

func (n EditSeries) same(o EditSeries) bool { return reflect.DeepEqual(n, o) }

// apply is the series as it is asked for.
func (n EditSeries) apply(s Series) Series {
	if n.Rule != nil {
		s.Rule = *n.Rule
	}
	if n.At != nil {
		s.Hour, s.Minute = n.At.Hour, n.At.Minute
	}
	if !n.Until.IsZero() {
		s.Until = n.Until
	}
	s.IfClosed, s.Duration = cmp.Or(n.IfClosed, s.IfClosed), cmp.Or(n.Duration, s.Duration)
	s.Place, s.Title = cmp.Or(n.Place, s.Place), cmp.Or(n.Title, s.Title)
	return s
}

// same reports whether nothing that is said of them differs.
func (s Series) same(o Series) bool { return reflect.DeepEqual(s, o) }

// SeriesChange is what a change has made of a series.
type SeriesChange struct {
	SeriesView
	Before Series
	// Moved are the meetings that follow it, Cancelled those that it has no day for any
	// more, Kept those that stay as they were, since somebody had changed them.
	Moved, Cancelled, Kept []committee.Meeting
}

// ChangeSeries changes the days of a series, or what is said of each of its meetings:
// all that are to come, or those from a day on. What was moved, edited or cancelled by
// itself stays as it is. The committee's channel is told once. Members of the committee
// and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) ChangeSeries(ctx context.Context, a record.Actor, n EditSeries) (SeriesChange, error) {
	var err error
	if n.Place, n.Title, err = committee.CleanMeeting(n.Place, n.Title, n.Duration); err != nil {
		return SeriesChange{}, err
	}
	switch {
	case n.Rule != nil && n.Rule.Check() != nil:
		return SeriesChange{}, record.InvalidError("series.rule").About("frequency")
	case n.same(EditSeries{Number: n.Number, From: n.From}):
		return SeriesChange{}, record.InvalidError("series.nothing", "ref", Series{Number: n.Number}.Ref()).About("frequency")
	}
	return s.changeSeries(ctx, a, n.Number, func(d *changeset, of *SeriesChange, school calendar.SchoolDays) error {
		d.AloudFor(of.Of, n.Place, n.Title)
		after := n.apply(of.Series)
		if n.From.After(d.Today()) {
			return d.changeFrom(of, after, n.From, school)
		}
		return d.changeWhole(of, after, school)
	})
}

// changeSeries runs change on a series that the caller may change.
func (s *Service) changeSeries(ctx context.Context, a record.Actor, number int, change func(*changeset, *SeriesChange, calendar.SchoolDays) error) (SeriesChange, error) {
	var of SeriesChange
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return of, err
	}
	err = s.read(ctx, func(tx Tx) error {
		of.SeriesView, err = visibleSeries(v, tx, number)
		return err
	})
	if err != nil {
		return of, err
	}
	if err := committee.MustServe(ctx, s.base, v, of.Of); err != nil {
		return SeriesChange{}, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		if of.SeriesView, err = visibleSeries(d.Caller, d.Tx, number); err != nil {
			return err
		}
		if of.over(d.Today()) {
			return record.ConflictError("series.over", "ref", of.Ref(), "until", of.Until)
		}
		of.Before = of.Series
		school, err := schoolDays(d, d.Project)
		if err != nil {
			return err
		}
		if err := change(d, &of, school); err != nil {
			return err
		}
		of.Changeable = true
		return of.look(d.Tx, d.Project, d.Now)
	})
	return of, err
}

// changeWhole makes all that is to come of a series follow it as it is to be.
func (d *changeset) changeWhole(of *SeriesChange, after Series, school calendar.SchoolDays) error {
	if after.same(of.Before) {
		return record.ConflictError("series.unchanged", "ref", of.Ref()).About("frequency")
	}
	if !after.Rule.Equal(of.Before.Rule) {
		after.First = after.Rule.Start(d.Today(), school)
	}
	if err := d.mustBeReal(after, school); err != nil {
		return err
	}
	after.Version++
	if err := d.PutSeries(after); err != nil {
		return err
	}
	of.Series = after
	if err := d.refit(of, d.Today(), school); err != nil {
		return err
	}
	return d.tellSeries(after, &of.Before, of.Of, SeriesChanged)
}

// changeFrom ends a series before a day, and begins another one that goes on from it.
func (d *changeset) changeFrom(of *SeriesChange, after Series, from calendar.Date, school calendar.SchoolDays) error {
	ended := of.Before
	if !ended.Until.IsZero() && from.After(ended.Until) {
		return record.InvalidError("series.from_late", "ref", of.Ref(), "from", from, "until", ended.Until).About("starting")
	}
	if after.same(of.Before) {
		return record.ConflictError("series.unchanged", "ref", of.Ref()).About("frequency")
	}
	after.First, after.Continues, after.Author, after.CreatedAt = after.Rule.Start(from, school), ended.Number, d.User, d.Now
	if err := d.mustBeReal(after, school); err != nil {
		return err
	}
	ended.Until = from.AddDays(-1)
	ended.Version++
	if err := d.PutSeries(ended); err != nil {
		return err
	}
	if _, err := d.number(ended, of.Of, school, false); err != nil {
		return err
	}
	if err := d.Record(ended.Subject(), seriesEnded, of.Before, ended, ""); err != nil {
		return err
	}
	if err := d.addSeries(&after, of.Of); err != nil {
		return err
	}
	of.Series = after
	if err := d.refit(of, from, school); err != nil {
		return err
	}
	return d.tellSeries(after, nil, of.Of, SeriesChanged)
}

// StopSeries ends a series after a day, that of today by default: its meetings that are
// later are cancelled, whatever became of them, and the committee's channel is told
// once. Members of the committee and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) StopSeries(ctx context.Context, a record.Actor, number int, last calendar.Date, reason string) (SeriesChange, error) {
	reason, err := record.OptionalText("reason", reason)
	if err != nil {
		return SeriesChange{}, err
	}
	return s.changeSeries(ctx, a, number, func(d *changeset, of *SeriesChange, school calendar.SchoolDays) error {
		d.AloudFor(of.Of, reason)
		if of.Until = last; last.IsZero() {
			of.Until = d.Today()
		}
		if before := of.Before.Until; !before.IsZero() && !of.Until.Before(before) {
			return record.ConflictError("series.ends_before", "ref", of.Ref(), "until", before).About("end")
		}
		of.Version++
		if err := d.PutSeries(of.Series); err != nil {
			return err
		}
		if _, err := d.number(of.Series, of.Of, school, false); err != nil {
			return err
		}
		if err := d.cancelAfter(of, reason); err != nil {
			return err
		}
		if err := d.Record(of.Subject(), string(SeriesStopped), of.Before, of.Series, reason); err != nil {
			return err
		}
		return d.Announce(of.Subject(), SeriesStopped, of.Version, reminder.ToChannel(of.Of.Channel))
	})
}

// cancelAfter cancels the meetings of a series after its last day.
func (d *changeset) cancelAfter(of *SeriesChange, reason string) error {
	there, err := of.meetings(d)
	if err != nil {
		return err
	}
	for _, m := range there {
		if m.State == committee.MeetingScheduled && m.Day.After(of.Until) && m.Start().After(d.Now) {
			if err := d.cancel(of, m, reason); err != nil {
				return err
			}
		}
	}
	return nil
}

// cancel cancels a meeting that the series has no day for.
func (d *changeset) cancel(of *SeriesChange, m committee.Meeting, reason string) error {
	before := m
	m.State, m.Reason = committee.MeetingOff, reason
	of.Cancelled = append(of.Cancelled, m)
	return committee.FollowMeeting(d.Changeset, before, &m, of.Of)
}

// seriesEnded is what history says of a series that another one goes on from.
const seriesEnded = "series.ended"

// refit makes the meetings of a series that begin from a day on those of the series as
// it is now, each that of the day that is nearest to its own, and numbers what is
// missing. Those that somebody has changed stay as they are, and take the place of it.
func (d *changeset) refit(of *SeriesChange, from calendar.Date, school calendar.SchoolDays) error {
	there, err := of.Before.meetings(d)
	if err != nil {
		return err
	}
	taken := map[calendar.Date]bool{}
	var later []committee.Meeting
	for _, m := range there {
		if m.Start().After(d.Now) && !m.Slot.Before(from) {
			later = append(later, m)
		} else if of.Number == of.Before.Number {
			taken[m.Slot] = true
		}
	}
	as := of.nearest(later, d.Now, school, taken)
	for i, m := range later {
		if err := d.refitOne(of, m, as[i], school); err != nil {
			return err
		}
	}
	made, err := d.number(of.Series, of.Of, school, false)
	if err != nil {
		return err
	}
	for _, m := range of.Moved {
		if err := m.Clashes(d.Changeset); err != nil {
			return err
		}
	}
	return d.doubtSeries(&of.Before, of.Series, made)
}

// refitOne makes one meeting that of an occurrence; of none where that is zero.
func (d *changeset) refitOne(of *SeriesChange, m committee.Meeting, o calendar.Occurrence, school calendar.SchoolDays) error {
	before, kept := m, !of.Before.follows(m, school)
	switch {
	case kept && m.State == committee.MeetingScheduled:
		of.Kept = append(of.Kept, m)
	case !kept && o.Day.IsZero():
		return d.cancel(of, m, "")
	}
	if !o.Slot.IsZero() {
		if of.fill(&m, o); kept {
			slot := m.Slot
			m = before
			m.Series, m.Slot = of.Number, slot
		}
	}
	if m == before {
		return nil
	}
	if !kept {
		of.Moved = append(of.Moved, m)
	}
	return committee.FollowMeeting(d.Changeset, before, &m, of.Of)
}

// nearestWithin is how many days may lie between a meeting and the day of the series
// that it is taken for: half a month, for what comes every month.
const nearestWithin = 16

// nearest are the occurrences to come that meetings are taken for, which are in order:
// of each the same slot, else the nearest that is free; the zero Occurrence for none.
func (s Series) nearest(meetings []committee.Meeting, now time.Time, school calendar.SchoolDays, taken map[calendar.Date]bool) []calendar.Occurrence {
	as := make([]calendar.Occurrence, len(meetings))
	if len(meetings) == 0 {
		return as
	}
	last := slices.MaxFunc(meetings, func(a, b committee.Meeting) int { return a.Slot.Compare(b.Slot) }).Slot.AddDays(nearestWithin)
	var free []calendar.Occurrence
	for o := range s.coming(now, school) {
		if o.Slot.After(last) {
			break
		}
		same := slices.IndexFunc(meetings, func(m committee.Meeting) bool { return m.Slot == o.Slot })
		if same >= 0 {
			as[same] = o
		} else if !o.Day.IsZero() && !taken[o.Slot] {
			free = append(free, o)
		}
	}
	for takeNearest(as, meetings, &free) {
	}
	return as
}

// takeNearest gives one of the free occurrences to one of the meetings that have none,
// and reports whether it did: of all of them, the two that are the nearest, if any are
// near; the later day, of two that are as near.
func takeNearest(as []calendar.Occurrence, meetings []committee.Meeting, free *[]calendar.Occurrence) bool {
	meeting, occurrence, distance := -1, -1, nearestWithin
	for i, m := range meetings {
		for j, o := range *free {
			if off := abs(m.Slot.DaysUntil(o.Slot)); as[i].Slot.IsZero() && off <= distance {
				meeting, occurrence, distance = i, j, off
			}
		}
	}
	if meeting < 0 {
		return false
	}
	as[meeting] = (*free)[occurrence]
	*free = slices.Delete(*free, occurrence, occurrence+1)
	return true
}

func abs(n int) int { return max(n, -n) }

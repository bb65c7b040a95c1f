package sitting

import (
	"iter"
	"strconv"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// Series is meetings of a committee that come back by a rule.
type Series struct {
	Project   record.ProjectID
	Number    int // S-3
	Committee string
	Rule      calendar.Rule
	// First and Until are the first and the last day that may be one; without Until it
	// goes on until somebody stops it.
	First, Until calendar.Date
	// Hour, Minute and Zone are what people are told of each, whatever clocks do.
	Hour, Minute int
	Zone         string
	IfClosed     calendar.IfClosed
	Duration     time.Duration // zero when not said
	Place, Title string
	// Continues is the number of the series that it takes over from; 0 for none.
	Continues int
	Author    record.Person
	CreatedAt time.Time
	Version   int
}

// SeriesStore keeps series.
type SeriesStore interface {
	// Series finds by number; ErrNone when there is none.
	Series(p record.ProjectID, number int) (Series, error)
	// AllSeries are the project's, also those that are over, by number.
	AllSeries(p record.ProjectID) ([]Series, error)
	PutSeries(Series) error
}

// numberedAhead is how many days before it a meeting of a series gets its number, and
// is announced: more than a month, so that a convocation of a month and the reminders
// of a committee still have their time; and not a year, in which days still change.
const numberedAhead = 35

// Ref is how people name the series.
func (s Series) Ref() string { return "S-" + strconv.Itoa(s.Number) }

// Subject names the series in history and deliveries.
func (s Series) Subject() record.Subject { return NounSeries.Subject(s.Ref()) }

// StateVersion is that of the state, for history.
func (s Series) StateVersion() int { return s.Version }

// At is the hour of each of its meetings.
func (s Series) At() record.Hour { return record.Hour{Hour: s.Hour, Minute: s.Minute} }

// start is when clocks in its zone show its hour on a day.
func (s Series) start(day calendar.Date) time.Time {
	return committee.Meeting{Day: day, Hour: s.Hour, Minute: s.Minute, Zone: s.Zone}.Start()
}

// over reports whether no day of it can come any more.
func (s Series) over(today calendar.Date) bool { return !s.Until.IsZero() && s.Until.Before(today) }

// recurrence is how its days come back.
func (s Series) recurrence() calendar.Recurrence {
	return calendar.Recurrence{Rule: s.Rule, First: s.First, Until: s.Until, IfClosed: s.IfClosed}
}

// longestShift is how many days before a day its slot may be.
const longestShift = 77

// coming are its occurrences that begin after now, also those that are left out.
func (s Series) coming(now time.Time, school calendar.SchoolDays) iter.Seq[calendar.Occurrence] {
	from := calendar.DateOf(now.In(s.start(s.First).Location())).AddDays(-longestShift)
	return func(yield func(calendar.Occurrence) bool) {
		for o := range s.recurrence().Occurrences(from, school) {
			day := o.Day
			if day.IsZero() {
				day = o.Slot
			}
			if s.start(day).After(now) && !yield(o) {
				return
			}
		}
	}
}

// numberedAt is the moment from which a meeting on a day has a number: a morning, since
// it is announced then.
func (s Series) numberedAt(day calendar.Date) time.Time {
	return day.AddDays(-numberedAhead).At(reminder.Morning, 0, s.start(day).Location())
}

// due are the occurrences that are to be meetings by now.
func (s Series) due(now time.Time, school calendar.SchoolDays) (list []calendar.Occurrence) {
	for o := range s.coming(now, school) {
		if s.numberedAt(o.Slot).After(now) { // its day is not before its slot
			break
		}
		if !o.Day.IsZero() && !s.numberedAt(o.Day).After(now) {
			list = append(list, o)
		}
	}
	return list
}

// fill makes of a meeting what the series says of an occurrence.
func (s Series) fill(m *committee.Meeting, o calendar.Occurrence) {
	m.Series, m.Slot = s.Number, o.Slot
	m.Day, m.Hour, m.Minute, m.Zone = o.Day, s.Hour, s.Minute, s.Zone
	m.Duration, m.Place, m.Title = s.Duration, s.Place, s.Title
}

// follows reports whether a meeting is what the series says of its day: nobody has
// moved, cancelled or edited it by itself.
func (s Series) follows(m committee.Meeting, school calendar.SchoolDays) bool {
	if m.State != committee.MeetingScheduled {
		return false
	}
	for o := range s.recurrence().Occurrences(m.Slot, school) {
		if o.Slot != m.Slot {
			return false
		}
		as := m
		s.fill(&as, o)
		return as == m
	}
	return false
}

// schoolDays are those of the project: its public holidays, and the school holidays of
// the place of which it keeps those quiet.
func schoolDays(tx reminder.VacationStore, p record.Project) (calendar.SchoolDays, error) {
	vacations, err := tx.Vacations(p.QuietHours().Vacations)
	return calendar.NewSchoolDays(p.Calendar(), vacations), err
}

// meetings are those of a series that are numbered, whatever their state.
func (s Series) meetings(tx committee.MeetingStore) ([]committee.Meeting, error) {
	return tx.Meetings(s.Project, committee.MeetingFilter{Committee: s.Committee, Series: s.Number})
}

// number makes meetings of the occurrences that are due and have none, and owes that
// the next one is numbered.
func (d *changeset) number(s Series, c record.Committee, school calendar.SchoolDays, announced bool) (made []committee.Meeting, err error) {
	if !c.Sits() {
		return nil, d.Replan(s.Subject(), nil)
	}
	there, err := s.meetings(d)
	if err != nil {
		return nil, err
	}
	for _, o := range s.missing(there, d.Now, school) {
		m := committee.Meeting{Project: s.Project, Committee: s.Committee, State: committee.MeetingScheduled, Author: s.Author, CreatedAt: d.Now}
		s.fill(&m, o)
		if err := committee.PlanMeeting(d.Changeset, &m, c, announced); err != nil {
			return made, err
		}
		made = append(made, m)
	}
	return made, d.Replan(s.Subject(), nil, s.numbering(append(there, made...), d.Now, school)...)
}

// numbering is owed for the next occurrence that is to be numbered, once it is time.
func (s Series) numbering(there []committee.Meeting, now time.Time, school calendar.SchoolDays) []reminder.Delivery {
	taken := slots(there)
	for o := range s.coming(now, school) {
		if !o.Day.IsZero() && !taken[o.Slot] {
			return []reminder.Delivery{{
				Project: s.Project, Subject: s.Subject(), Kind: SeriesNumbering, Recipient: reminder.ToClock(s.Project, s.Ref(), s.Version),
				Due: s.numberedAt(o.Day),
			}}
		}
	}
	return nil
}

// slots are those of meetings.
func slots(there []committee.Meeting) map[calendar.Date]bool {
	taken := map[calendar.Date]bool{}
	for _, m := range there {
		taken[m.Slot] = true
	}
	return taken
}

// missing are the occurrences that are due and of which there is no meeting.
func (s Series) missing(there []committee.Meeting, now time.Time, school calendar.SchoolDays) (list []calendar.Occurrence) {
	taken := slots(there)
	for _, o := range s.due(now, school) {
		if !taken[o.Slot] {
			list = append(list, o)
		}
	}
	return list
}

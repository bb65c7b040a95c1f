package governance

import (
	"slices"
	"time"

	"pilotent/governance/calendar"
)

// What is planned outside of these bounds is asked back: it is allowed, and
// seldom meant.
const (
	// The day's first and last hour at which a committee begins: one that sits
	// before school, or after a day's work, is still between them. "2h" for
	// "14h" is not.
	dayBegins, dayEnds = 7, 22
	// maxMonthsAhead is a school year and the half of the next: nobody plans
	// farther, and a slip of the year goes farther.
	maxMonthsAhead = 18
	// recently is how many days something that is written down a second time
	// counts as the same: longer than a month, it comes round.
	recently = 30
	// usualLength is how long a meeting is taken to last that does not say.
	usualLength = time.Hour
)

// plannedDays are what a day on which something is planned is judged by.
type plannedDays struct {
	today    calendar.Date
	holidays calendar.Calendar
	// vacations are the school holidays of the place named.
	vacations []Vacation
	place     string
}

// plannedDays are those of the project.
func (d *desk) plannedDays() (plannedDays, error) {
	place := d.Project.QuietHours().Vacations
	vacations, err := d.Vacations(place)
	return plannedDays{d.today(), d.Project.Calendar(), vacations, place}, err
}

// unusual are the reasons why nobody seems to be there on that day, or why it
// seems to be a slip.
func (k plannedDays) unusual(day calendar.Date) []Doubt {
	var doubts []Doubt
	if n := monthsUntil(k.today, day); n >= maxMonthsAhead {
		doubts = append(doubts, NewDoubt("day.far", "date", day, "months", n))
	}
	if name, ok := k.holidays.Holiday(day); ok {
		doubts = append(doubts, NewDoubt("day.holiday", "date", day, "holiday", name))
	}
	if day.Weekday() == time.Sunday {
		doubts = append(doubts, NewDoubt("day.sunday", "date", day))
	}
	for _, v := range k.vacations {
		if !day.Before(v.First) && !day.After(v.Last) {
			// A zone has those of each of its académies.
			return append(doubts, NewDoubt("day.vacation", "date", day, "vacation", v.Name, "place", k.place))
		}
	}
	return doubts
}

// monthsUntil is how many whole months there are from d to e.
func monthsUntil(d, e calendar.Date) int {
	n := (e.Year-d.Year)*12 + int(e.Month-d.Month)
	if e.Day < d.Day {
		n--
	}
	return n
}

// atNight says whether no committee begins at that hour.
func atNight(hour int) bool { return hour < dayBegins || hour >= dayEnds }

// unusualMeeting asks back what is unusual about when a meeting is to be: what
// was so before it is moved has been said yes to. others are the committee's
// meetings to come.
func (d *desk) unusualMeeting(before *Meeting, m Meeting) error {
	days, err := d.plannedDays()
	if err != nil {
		return err
	}
	if before == nil || before.Day != m.Day {
		d.Doubts = append(d.Doubts, days.unusual(m.Day)...)
	}
	if atNight(m.Hour) && (before == nil || !atNight(before.Hour)) {
		d.doubt("meeting.night", "hour", Hour{m.Hour, m.Minute})
	}
	others, err := d.Meetings(m.Project, MeetingFilter{Committee: m.Committee, State: MeetingScheduled, From: m.Start().Add(-maxDuration)})
	if err != nil {
		return err
	}
	d.Doubts = append(d.Doubts, m.clashes(others)...)
	return nil
}

// end is when the meeting is over, as far as it is known.
func (m Meeting) end() time.Time {
	if m.Duration == 0 {
		return m.Start().Add(usualLength)
	}
	return m.Start().Add(m.Duration)
}

// clashes are the other meetings of the committee during which it would sit.
func (m Meeting) clashes(others []Meeting) []Doubt {
	var doubts []Doubt
	for _, o := range others {
		switch {
		case o.Number == m.Number || o.State != MeetingScheduled || o.Committee != m.Committee:
		case o.Start().Equal(m.Start()):
			doubts = append(doubts, NewDoubt("meeting.twice", "committee", m.Committee, "ref", o.Ref(), "start", o.Start()))
		case o.Start().Before(m.end()) && m.Start().Before(o.end()):
			doubts = append(doubts, NewDoubt("meeting.overlaps", "committee", m.Committee, "ref", o.Ref(), "start", o.Start(), "duration", o.end().Sub(o.Start())))
		}
	}
	return doubts
}

// unusualDue asks back what is unusual about the day on which an action is due.
func (d *desk) unusualDue(due calendar.Date) error {
	if due.IsZero() {
		return nil
	}
	days, err := d.plannedDays()
	d.Doubts = append(d.Doubts, days.unusual(due)...)
	return err
}

// repeatedAction asks back an action that is given out already.
func (d *desk) repeatedAction(act SupportAction) error {
	open, err := d.Actions(act.Project, ActionFilter{State: ActionOpen})
	for _, o := range open {
		if act.repeats(o) {
			d.doubt("action.repeated", "ref", o.Ref(), "title", o.Title)
		}
	}
	return err
}

// repeats says whether the other one asks the same for the same schools of the
// same people.
func (a SupportAction) repeats(o SupportAction) bool {
	return a.Number != o.Number && o.State == ActionOpen && Fold(a.Title) == Fold(o.Title) &&
		sameSet(a.Schools, o.Schools) && sameSet(identifiers(a.Assignees), identifiers(o.Assignees))
}

func identifiers(people []Person) []UserID {
	ids := make([]UserID, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	return ids
}

// sameSet says whether the two hold the same, in whatever order and however often.
func sameSet[T comparable](a, b []T) bool {
	within := func(a, b []T) bool {
		return !slices.ContainsFunc(a, func(v T) bool { return !slices.Contains(b, v) })
	}
	return within(a, b) && within(b, a)
}

// repeatedDecision asks back what the committee has before it, or has adopted
// of late, in the same words.
func (d *desk) repeatedDecision(dec Decision) error {
	list, err := d.Decisions(dec.Project, DecisionFilter{Committee: dec.Committee})
	for _, o := range list {
		if dec.repeats(o, d.now) {
			d.doubt("decision.repeated", "decision", o.Ref, "state", o.State, "text", o.Text)
		}
	}
	return err
}

// repeats says whether the other one says the same about the same schools, and
// is open still, or was adopted of late.
func (dec Decision) repeats(o Decision, now time.Time) bool {
	alive := o.State == DecisionIsProposed || o.State == DecisionDeferred ||
		o.State.Adopted() && o.SettledAt.After(now.AddDate(0, 0, -recently))
	return alive && dec.Ref != o.Ref && dec.Committee == o.Committee && Fold(dec.Text) == Fold(o.Text) && sameSet(dec.Schools, o.Schools)
}

// repeatedNote asks back a remark that was left on the school of late.
func (d *desk) repeatedNote(s School, text string) error {
	lines, err := d.History(s.Project, s.Subject())
	for _, l := range lines {
		if l.Change == "school.noted" && l.At.After(d.now.AddDate(0, 0, -recently)) && Fold(l.Note) == Fold(text) {
			d.doubt("school.note_repeated", "by", l.By, "date", calendar.DateOf(l.At.In(d.Project.Location())), "text", l.Note)
		}
	}
	return err
}

// repeats says whether the other outage is as long, on the same day, for the
// same reason.
func (o Outage) repeats(other Outage) bool {
	return !other.Cancelled && o.Number != other.Number && o.Day == other.Day && o.Minutes == other.Minutes && Fold(o.Note) == Fold(other.Note)
}

package committee

import (
	"time"

	"pilotent/governance/record"
)

// What is planned outside of these bounds is asked back: it is allowed, and
// seldom meant.
const (
	// The day's first and last hour at which a committee begins: one that sits
	// before school, or after a day's work, is still between them. "2h" for
	// "14h" is not.
	dayBegins, dayEnds = 7, 22
	// Recently is how many days something that is written down a second time
	// counts as the same: longer than a month, it comes round.
	Recently = 30
	// usualLength is how long a meeting is taken to last that does not say.
	usualLength = time.Hour
)

// AtNight reports whether no committee begins at that hour.
func AtNight(hour int) bool { return hour < dayBegins || hour >= dayEnds }

// unusualMeeting asks back what is unusual about when a meeting is to be: what
// was so before it is moved has been said yes to. others are the committee's
// meetings to come.
func (d *changeset) unusualMeeting(before *Meeting, m Meeting) error {
	days, err := d.PlannedDays()
	if err != nil {
		return err
	}
	if before == nil || before.Day != m.Day {
		d.Doubts = append(d.Doubts, days.Unusual(m.Day)...)
	}
	if AtNight(m.Hour) && (before == nil || !AtNight(before.Hour)) {
		d.Doubt("meeting.night", "hour", record.Hour{Hour: m.Hour, Minute: m.Minute})
	}
	return m.Clashes(d.Changeset)
}

// end is when the meeting is over, as far as it is known.
func (m Meeting) end() time.Time {
	if m.Duration == 0 {
		return m.Start().Add(usualLength)
	}
	return m.Start().Add(m.Duration)
}

// clashes are the other meetings of the committee during which it would sit.
func (m Meeting) clashes(others []Meeting) []record.Doubt {
	var doubts []record.Doubt
	for _, o := range others {
		switch {
		case o.Number == m.Number || o.State != MeetingScheduled || o.Committee != m.Committee:
		case o.Start().Equal(m.Start()):
			doubts = append(doubts, record.NewDoubt("meeting.twice", "committee", m.Committee, "ref", o.Ref(), "start", o.Start()))
		case o.Start().Before(m.end()) && m.Start().Before(o.end()):
			doubts = append(doubts, record.NewDoubt("meeting.overlaps", "committee", m.Committee, "ref", o.Ref(), "start", o.Start(), "duration", o.end().Sub(o.Start())))
		}
	}
	return doubts
}

// repeatedDecision asks back what the committee has before it, or has adopted
// of late, in the same words.
func (d *changeset) repeatedDecision(dec Decision) error {
	list, err := d.Decisions(dec.Project, DecisionFilter{Committee: dec.Committee, Text: dec.Text})
	for _, o := range list {
		if dec.repeats(o, d.Now) {
			d.Doubt("decision.repeated", "decision", o.Ref, "state", o.State, "text", o.Text)
		}
	}
	return err
}

// repeats reports whether the other one says the same about the same schools, and
// is open still, or was adopted of late.
func (dec Decision) repeats(o Decision, now time.Time) bool {
	alive := o.State == DecisionIsProposed || o.State == DecisionDeferred ||
		o.State.Adopted() && o.SettledAt.After(now.AddDate(0, 0, -Recently))
	return alive && dec.Ref != o.Ref && dec.Committee == o.Committee && record.Fold(dec.Text) == record.Fold(o.Text) && record.SameSet(dec.Schools, o.Schools)
}

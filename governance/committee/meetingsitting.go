package committee

import (
	"slices"
	"time"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// SitsFor is how long a meeting sits at most: none is planned for longer, and one that
// nobody has closed must not take in what is decided on other days.
const SitsFor = maxDuration

// SitsAt reports whether the meeting sits at a moment.
func (m Meeting) SitsAt(now time.Time) bool { return m.Sits() && now.Before(m.OpenedAt.Add(SitsFor)) }

// Note writes that something came of a meeting that sits, at the point at hand.
func (m Meeting) Note(d *reminder.Changeset, about record.Subject) error {
	return d.Record(m.Subject(), record.OutcomeNoted, nil, record.Outcome{Project: m.Project, Meeting: m.Number, Point: m.Point, About: about}, "")
}

// SittingHere is the meeting that sits at this moment in the actor's channel, of a
// committee for which it records; false where none does, or several do.
func SittingHere(d *reminder.Changeset) (m Meeting, sits bool, err error) {
	for _, c := range d.AllCommittees {
		if c.Channel != d.Channel || !d.Records(c.Code) {
			continue
		}
		of, found, err := sitting(Open(d.Tx), d.Project.ID, c.Code, d.Now)
		if err != nil || found && sits {
			return Meeting{}, false, err
		} else if found {
			m, sits = of, true
		}
	}
	return m, sits, nil
}

// sitting is the meeting of the committee that sits at a moment; false where none does.
func sitting(tx MeetingStore, p record.ProjectID, code string, now time.Time) (Meeting, bool, error) {
	list, err := tx.Meetings(p, MeetingFilter{Committee: code, Sitting: true})
	i := slices.IndexFunc(list, func(m Meeting) bool { return m.SitsAt(now) })
	if err != nil || i < 0 {
		return Meeting{}, false, err
	}
	return list[i], true, nil
}

// joinSitting makes a decision one of the meeting of its committee that sits: where it
// is taken, unless somebody has named another meeting or another day. What is proposed
// or deferred there is noted, and belongs to the meeting that takes it.
func (d *changeset) joinSitting(dec *Decision) error {
	m, sits, err := sitting(d, dec.Project, dec.Committee, d.Now)
	elsewhere := dec.Meeting != 0 && dec.Meeting != m.Number || !dec.DecidedOn.IsZero() && dec.DecidedOn != d.Today()
	if err != nil || !sits || elsewhere {
		return err
	}
	if !dec.State.Open() {
		dec.Meeting = m.Number
	}
	if dec.State.Adopted() {
		dec.DecidedOn = d.Today()
	}
	return m.Note(d.Changeset, dec.Subject())
}

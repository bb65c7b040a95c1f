package committee

import (
	"fmt"
	"slices"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// NextDecision is the next reference of a committee's decisions in a civil year.
func NextDecision(d *reminder.Changeset, code string, year int) (string, error) {
	num, err := d.Tx.Next(d.Project.ID, fmt.Sprintf("decision/%s/%d", code, year))
	if err != nil {
		return "", fmt.Errorf("number decision: %w", err)
	}
	return decisionRef(code, year, num), nil
}

// DecisionImported is the change by which a decision was brought in.
const DecisionImported = "decision.imported"

// Brought reports whether the decision had come to its state when it was brought in.
func (v DecisionView) Brought() bool {
	return !v.SettledAt.IsZero() && !slices.ContainsFunc(v.History, Settles) && len(v.History) > 0 && v.History[0].Change == DecisionImported
}

// BringDecision writes a decision of the committee that was taken elsewhere, under the
// reference that it has, and plans what it is to be reminded of from now on. Nobody is
// told of it; of are the hours of those in charge, whose digests are left as they are.
func BringDecision(d *reminder.Changeset, dec Decision, c record.Committee, of map[record.UserID]reminder.Attention) error {
	if err := Open(d.Tx).PutDecision(dec); err != nil {
		return err
	}
	return d.Bring(dec.Subject(), dec.owed(d.Project, c, of, nil))
}

// MeetingImported is the change by which a meeting was brought in.
const MeetingImported = "meeting.imported"

// seriesLength is how many meetings a series of numbers has room for.
const seriesLength = 10_000

// NextMeeting numbers the project's meetings, …; those of a committee
// that keeps to itself R-10001, R-10002, …, so that no gap tells of them.
// Errors: Conflict.
func NextMeeting(d *reminder.Changeset, c record.Committee) (int, error) {
	n, many, err := NextOf(d, c, NounMeeting)
	if many {
		return 0, record.ConflictError("meeting.many", "max", seriesLength-1)
	}
	return n, err
}

// NextOf is the next number of a noun in the committee's series of numbers; many says
// that there is none left.
func NextOf(d *reminder.Changeset, c record.Committee, noun record.Noun) (number int, many bool, err error) {
	sequence := string(noun)
	if c.Series > 0 {
		sequence += "/" + c.Code
	}
	n, err := d.Tx.Next(d.Project.ID, sequence)
	if err != nil {
		return 0, false, fmt.Errorf("number %s: %w", noun, err)
	}
	return c.Series*seriesLength + n, n >= seriesLength, nil
}

// BringMeeting writes a meeting of the committee that was planned elsewhere, under the
// number that it has, and plans what its channel is to be reminded of from now on.
// Nobody is told of it.
func BringMeeting(d *reminder.Changeset, m Meeting, c record.Committee) error {
	if err := Open(d.Tx).PutMeeting(m); err != nil {
		return err
	}
	return d.Bring(m.Subject(), m.reminders(c))
}

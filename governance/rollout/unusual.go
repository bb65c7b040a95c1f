package rollout

import (
	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
)

// unusualDue asks back what is unusual about the day on which an action is due.
func (d *changeset) unusualDue(due calendar.Date) error {
	if due.IsZero() {
		return nil
	}
	days, err := d.PlannedDays()
	d.Doubts = append(d.Doubts, days.Unusual(due)...)
	return err
}

// repeatedAction asks back an action that is given out already.
func (d *changeset) repeatedAction(act SupportAction) error {
	open, err := d.Actions(act.Project, ActionFilter{State: ActionOpen})
	for _, o := range open {
		if act.repeats(o) {
			d.Doubt("action.repeated", "ref", o.Ref(), "title", o.Title)
		}
	}
	return err
}

// repeats reports whether the other one asks the same for the same schools of the
// same people.
func (a SupportAction) repeats(o SupportAction) bool {
	return a.Number != o.Number && o.State == ActionOpen && record.Fold(a.Title) == record.Fold(o.Title) &&
		record.SameSet(a.Schools, o.Schools) && record.SameSet(record.Identifiers(a.Assignees), record.Identifiers(o.Assignees))
}

// repeatedNote asks back a remark that was left on the school of late.
func (d *changeset) repeatedNote(s perimeter.School, text string) error {
	lines, err := d.History(s.Project, s.Subject())
	for _, l := range lines {
		if l.Change == "school.noted" && l.At.After(d.Now.AddDate(0, 0, -committee.Recently)) && record.Fold(l.Note) == record.Fold(text) {
			d.Doubt("school.note_repeated", "by", l.By, "date", calendar.DateOf(l.At.In(d.Project.Location())), "text", l.Note)
		}
	}
	return err
}

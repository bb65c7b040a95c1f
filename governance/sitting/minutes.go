package sitting

import (
	"slices"
	"strings"
	"time"

	"pilotent/governance/committee"
	"pilotent/governance/organisation"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// MinutesStore tells what has become of the minutes of meetings, which the room that
// writes them keeps (package proceedings).
type MinutesStore interface {
	// MinutesPosted reports whether the committee has read a draft of those of a meeting.
	MinutesPosted(p record.ProjectID, meeting int) (bool, error)
	// MinutesOpen are the numbers of the committee's meetings of which a draft was read
	// and none approved, in their order.
	MinutesOpen(p record.ProjectID, committee string) ([]int, error)
}

// minutesWithin is after how many working days somebody is reminded that the minutes are
// to be written (domain.md §5).
const minutesWithin = 5

// oweMinutes reminds whoever keeps the minutes, else whoever presides, else the pilots,
// that they are still to be written.
func (d *changeset) oweMinutes(of Agenda) error {
	to, err := Keeper(d.Tx, of.Of)
	if err != nil {
		return err
	}
	p := d.Project
	day := p.Calendar().AddWorkingDays(p.Today(of.ClosedAt), minutesWithin)
	subject := NounSitting.Subject(of.Ref())
	return d.Replan(subject, reminder.Planned(p.ID, subject, MinutesDue,
		reminder.Appointment{To: to, Due: []time.Time{day.At(reminder.Morning, 0, p.Location())}}))
}

// stillOwed is for how many days after a meeting a reminder of its minutes may be to come.
const stillOwed = 30

// followMinutes makes what is owed of minutes that are still to be written follow who
// keeps them.
func (d *changeset) followMinutes(c record.Committee) error {
	held, err := d.Meetings(d.Project.ID, committee.MeetingFilter{Committee: c.Code, From: d.Now.AddDate(0, 0, -stillOwed)})
	for _, m := range held {
		if m.ClosedAt.IsZero() {
			continue
		}
		posted, err := d.MinutesPosted(d.Project.ID, m.Number)
		if err != nil {
			return err
		}
		if !posted {
			if err := d.oweMinutes(Agenda{Meeting: m, Of: c}); err != nil {
				return err
			}
		}
	}
	return err
}

// Keeper is who keeps the minutes of a committee: its secretary, else its chair, as far
// as they are in the chat, else the pilots.
// Errors: none but the store's.
func Keeper(tx Tx, c record.Committee) (reminder.Recipient, error) {
	return holder(tx, c, organisation.OfficeSecretary, organisation.OfficeChair)
}

// Presiding is who approves the minutes of a committee: its chair, else its secretary, as
// far as they are in the chat, else the pilots.
// Errors: none but the store's.
func Presiding(tx Tx, c record.Committee) (reminder.Recipient, error) {
	return holder(tx, c, organisation.OfficeChair, organisation.OfficeSecretary)
}

func holder(tx Tx, c record.Committee, offices ...organisation.Office) (reminder.Recipient, error) {
	members, err := organisation.MembersOf(tx, c)
	for _, office := range offices {
		for _, m := range members {
			if m.Office == office && m.Account.ID != "" {
				return reminder.ToPerson(m.Account.ID), err
			}
		}
	}
	return reminder.ToPilots(), err
}

// minutesToApprove are those of earlier meetings that the committee has read and not
// approved: they propose themselves for the next one.
func minutesToApprove(tx Tx, of Agenda, p record.Project, _ time.Time) (list []Proposal, err error) {
	numbers, err := tx.MinutesOpen(p.ID, of.Of.Code)
	for _, n := range numbers {
		if n != of.Number {
			list = append(list, Proposal{Why: ProposalMinutes, From: n})
		}
	}
	return list, err
}

// names reports whether a text has a reference among its words.
func names(text, ref string) bool {
	return slices.Contains(strings.FieldsFunc(strings.ToUpper(record.PlainDashes(text)), func(r rune) bool {
		return r != '-' && (r < '0' || r > '9') && (r < 'A' || r > 'Z')
	}), ref)
}

// ReadRoll reads a meeting that the caller sees: its agenda, what came of it, and who was
// there.
// Errors: NotFound.
func ReadRoll(v record.Caller, tx Tx, number int, now time.Time) (Roll, error) {
	of, err := readAgenda(v, tx, number, now)
	if err != nil {
		return Roll{}, err
	}
	return rollOf(tx, v.Project, of)
}

// Rewrite replaces what was noted of a point, for the minutes of its meeting.
// Errors: NotFound.
func Rewrite(d *reminder.Changeset, of Agenda, place int, text string) (Point, error) {
	if place < 1 || place > len(of.Points) {
		return Point{}, record.NotFoundError("agenda.unknown", "place", place, "ref", of.Ref(), "Count", len(of.Points)).About("number")
	}
	before := of.Points[place-1]
	p := before
	p.Note = text
	return p, within(d).savePoint(of, &before, &p, pointNoted, text)
}

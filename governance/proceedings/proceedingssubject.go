package proceedings

import (
	"context"
	"strconv"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/sitting"
)

// What is told of minutes.
const (
	// DraftPosted, MinutesApproved and MinutesCompleted tell the committee's channel.
	DraftPosted      reminder.DeliveryKind = "proceedings.posted"
	MinutesApproved  reminder.DeliveryKind = "proceedings.approved"
	MinutesCompleted reminder.DeliveryKind = "proceedings.completed"
	// RemarksEnd reminds the channel, the working day before the last one for remarks.
	RemarksEnd reminder.DeliveryKind = "proceedings.ending"
	// RemarksRead is nothing that is told: the time for remarks is over, and what was
	// answered to the draft is kept.
	RemarksRead reminder.DeliveryKind = "proceedings.read"
	// ApprovalDue tells who presides that no remark is to be waited for any more.
	ApprovalDue reminder.DeliveryKind = "proceedings.due"
)

// Entry is what can be told of minutes.
func Entry() reminder.Entry {
	return reminder.Entry{
		Noun: NounProceedings, InFull: true, Load: load,
		FollowCommittee: func(d *reminder.Changeset, _, after record.Committee) error {
			return (&changeset{d, Open(d.Tx)}).followChair(after)
		},
		CarryOut: func(ctx context.Context, base *reminder.Base, p record.ProjectID, s record.Subject) (bool, error) {
			return NewService(base).Hear(ctx, p, s)
		},
		Kinds: map[reminder.DeliveryKind]reminder.Policy{
			DraftPosted: {}, MinutesApproved: {}, MinutesCompleted: {},
			RemarksEnd: {Reminder: true}, RemarksRead: {Reminder: true}, ApprovalDue: {Reminder: true, Waits: true},
		},
	}
}

func load(tx reminder.CachedTx, b reminder.Content, s record.Subject) (reminder.About, error) {
	own := Open(tx.Tx)
	m, err := own.Meeting(b.Project.ID, s.Number())
	if err != nil {
		return nil, err
	}
	v := View{Held: m, In: b.Project, Now: b.Now}
	if v.Of, err = tx.CommitteeOnce(b.Project.ID, m.Committee); err != nil {
		return nil, err
	}
	err = v.read(own, b.Project.ID, m.Number)
	if err == nil && v.Edition == 0 {
		err = record.ErrNone
	}
	return v, err
}

// Facts are what deliveries go by.
func (v View) Facts() reminder.Facts {
	return reminder.Facts{Ref: v.MeetingRef(), Author: v.Author, Version: v.Version, Named: []record.Person{v.Author, v.ApprovedBy}, Keeper: v.Of}
}

// Complete leaves out what another draft or the approval has overtaken.
func (v View) Complete(tx reminder.Tx, b *reminder.Content, d reminder.Delivery) error {
	switch d.Kind {
	case DraftPosted:
		if v.Approved() || v.PostedAt.After(d.Due) {
			b.Skip = reminder.SkipChanged
		}
	case RemarksEnd:
		if !v.OpenForRemarks() {
			b.Skip = reminder.SkipClosed
		}
	case ApprovalDue:
		if v.State != StateDraft || v.OpenForRemarks() {
			b.Skip = reminder.SkipClosed
		}
		return reminder.WaitOpen(tx, b, d)
	}
	return nil
}

// AddedAs is what an announcement tells was added; false where it was not.
func (v View) AddedAs(d reminder.Delivery) (Remark, bool) {
	for _, r := range v.Added {
		if strconv.Itoa(r.Number) == d.Occurrence {
			return r, true
		}
	}
	return Remark{}, false
}

// reminders are those that are owed while a draft is out: before its remarks end, and to
// who presides once they have.
func (v View) reminders(tx Tx) ([]reminder.Delivery, error) {
	if v.State != StateDraft {
		return nil, nil
	}
	to, err := sitting.Presiding(tx.Tx, v.Of)
	over := v.Until.AddDays(1).At(0, 0, v.In.Location())
	c := v.In.Calendar()
	planned := reminder.Planned(v.Project, v.Subject(), RemarksEnd, v.morning(c.AddWorkingDays(v.Until, -1), reminder.ToChannel(v.Of.Channel)))
	planned = append(planned, reminder.Planned(v.Project, v.Subject(), RemarksRead, reminder.Appointment{To: reminder.ToClock(v.Project, v.MeetingRef(), v.Version), Due: []time.Time{over}})...)
	return append(planned, reminder.Planned(v.Project, v.Subject(), ApprovalDue, v.morning(c.AddWorkingDays(v.Until, 1), to))...), err
}

// followChair makes what is owed of the drafts that a committee has follow who presides.
func (d *changeset) followChair(c record.Committee) error {
	open, err := d.MinutesOpen(d.Project.ID, c.Code)
	for _, meeting := range open {
		v := View{Of: c, In: d.Project, Now: d.Now}
		if err := v.read(d.Tx, d.Project.ID, meeting); err != nil {
			return err
		}
		planned, err := v.reminders(d.Tx)
		if err != nil {
			return err
		}
		if err := d.Replan(v.Subject(), planned); err != nil {
			return err
		}
	}
	return err
}

// morning is an appointment on that day, when reminders are given.
func (v View) morning(day calendar.Date, to reminder.Recipient) reminder.Appointment {
	return reminder.Appointment{To: to, Due: []time.Time{day.At(reminder.Morning, 0, v.In.Location())}}
}

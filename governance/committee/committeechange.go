package committee

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// What history says of a committee that is put right; what is told of it has the
// same names.
const (
	committeeCreated   = "committee.created"
	committeeEdited    = "committee.edited"
	committeeClosed    = "committee.closed"
	committeeReopened  = "committee.reopened"
	committeeWithdrawn = "committee.withdrawn"
)

// What deliveries tell a committee of itself.
const (
	CommitteeEdited   reminder.DeliveryKind = committeeEdited
	CommitteeClosed   reminder.DeliveryKind = committeeClosed
	CommitteeReopened reminder.DeliveryKind = committeeReopened
)

// EditCommittee asks that a committee be something else. What is zero stays.
type EditCommittee struct {
	Code      string
	Name      string
	Level     record.Level
	Kind      record.CommitteeKind
	Diffusion record.Diffusion
	// Move binds it to the channel in which the actor speaks.
	Move bool
}

// EditCommittee gives a committee another name, level, kind, diffusion or channel, and
// tells its channel, and the one that it leaves; all reminders that come there, and
// its digest, follow. Its code stays: it begins the numbers of its decisions. Only
// pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) EditCommittee(ctx context.Context, a record.Actor, n EditCommittee) (before, after record.Committee, err error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return before, after, err
	}
	if err := s.base.MustPilot(ctx, v); err != nil {
		return before, after, err
	}
	wanted, err := v.CommitteeNamed(n.Code)
	if err != nil {
		return before, after, err
	}
	if n.Name != "" {
		if n.Name, err = record.CleanName("name", n.Name, record.MaxName); err != nil {
			return before, after, err
		}
	}
	if n == (EditCommittee{Code: n.Code}) {
		return before, after, record.InvalidError("committee.nothing", "code", wanted.Code).About("name")
	}
	wanted = n.applied(wanted)
	channel := wanted.Channel
	if n.Move {
		channel = a.Channel
	}
	if n.Move || n.Diffusion == record.DiffusionCommittee { // which must be private then
		if err := s.bindChannel(ctx, &wanted, channel); err != nil {
			return before, after, err
		}
	}
	err = s.update(ctx, v, func(d *changeset) error {
		if before, err = d.Committee(d.Project.ID, wanted.Code); err != nil {
			return fmt.Errorf("read committee: %w", err)
		}
		after = n.applied(before)
		after.Channel, after.ChannelName = wanted.Channel, wanted.ChannelName
		return d.editCommittee(before, &after)
	})
	return before, after, err
}

// applied is the committee with what is not zero.
func (n EditCommittee) applied(c record.Committee) record.Committee {
	if n.Name != "" {
		c.Name = n.Name
	}
	if n.Level != "" {
		c.Level = n.Level
	}
	if n.Kind != "" {
		c.Kind = n.Kind
	}
	if n.Diffusion != "" {
		c.Diffusion = n.Diffusion
	}
	return c
}

func (d *changeset) editCommittee(before record.Committee, after *record.Committee) error {
	parts := committeeParts(before, *after)
	if len(parts) == 0 {
		return record.ConflictError("committee.unchanged", "code", after.Code).About("name")
	}
	to := []reminder.Recipient{reminder.ToChannel(after.Channel)}
	if slices.Contains(parts, record.PartChannel) {
		all, err := d.Committees(d.Project.ID)
		if err != nil {
			return err
		}
		d.doubtChannel(*after, slices.DeleteFunc(all, func(c record.Committee) bool { return c.Code == after.Code }))
		to = append(to, reminder.ToChannel(before.Channel))
	}
	if selects(d.Project, before) && !selects(d.Project, *after) {
		d.Doubt("committee.selects_no_more", "code", after.Code, "level", after.Level)
	}
	switch {
	case before.Diffusion == after.Diffusion:
	case after.Diffusion == record.DiffusionTeam:
		d.Doubt("committee.opens", "code", after.Code)
	case after.Series == 0:
		series, err := d.Next(d.Project.ID, "committee series")
		if err != nil {
			return fmt.Errorf("number committee: %w", err)
		}
		after.Series = series
	}
	return d.tellCommittee(before, *after, committeeEdited, "", to...)
}

// tellCommittee writes a committee, announces its change and writes its line of
// history; to nobody where to is empty.
func (d *changeset) tellCommittee(before, after record.Committee, change, note string, to ...reminder.Recipient) error {
	if err := d.saveCommittee(before, after); err != nil {
		return err
	}
	earlier, err := changesOf(d.Tx, after, change)
	if err != nil {
		return err
	}
	if err := d.Announce(after.Subject(), reminder.DeliveryKind(change), len(earlier)+1, to...); err != nil {
		return err
	}
	return d.Record(after.Subject(), change, before, after, note)
}

// changesOf are the lines of one change of a committee, the first first.
func changesOf(tx record.HistoryStore, c record.Committee, change string) ([]record.HistoryLine, error) {
	lines, err := tx.History(c.Project, c.Subject())
	return slices.DeleteFunc(lines, func(l record.HistoryLine) bool { return l.Change != change }), err
}

// told is the change that a delivery tells of, which its occurrence counts.
func told(tx record.HistoryStore, c record.Committee, d reminder.Delivery) (record.HistoryLine, error) {
	lines, err := changesOf(tx, c, string(d.Kind))
	n, _ := strconv.Atoi(d.Occurrence)
	if err != nil || n < 1 || n > len(lines) {
		return record.HistoryLine{}, err
	}
	return lines[n-1], nil
}

// Seat is a channel in which a committee sits, or has sat.
type Seat struct {
	Channel record.ChannelID
	// From and Until are when; zero for ever.
	From, Until time.Time
}

// Had reports whether a moment falls to the seat.
func (s Seat) Had(t time.Time) bool {
	return !t.Before(s.From) && (s.Until.IsZero() || t.Before(s.Until))
}

// SeatsOf are all seats of a committee, the first first. What was there before its
// first one was made falls to it, unless a committee of that code had been withdrawn.
func SeatsOf(tx record.HistoryStore, c record.Committee) ([]Seat, error) {
	lines, err := tx.History(c.Project, c.Subject())
	var seats []Seat
	for i, l := range lines {
		before, _ := l.Before.(record.Committee)
		after, ok := l.After.(record.Committee)
		switch {
		case !ok:
		case l.Change == committeeCreated && i > 0:
			seats = []Seat{{Channel: after.Channel, From: l.At}}
		case l.Change == committeeCreated:
			seats = []Seat{{Channel: after.Channel}}
		case l.Change == committeeEdited && before.Channel != after.Channel && len(seats) > 0:
			seats[len(seats)-1].Until = l.At
			seats = append(seats, Seat{Channel: after.Channel, From: l.At})
		}
	}
	return seats, err
}

// committeeParts are the parts in which a committee is not what it was.
func committeeParts(was, is record.Committee) (parts record.Parts) {
	parts.Note(record.PartName, is.Name != was.Name)
	parts.Note(record.PartLevel, is.Level != was.Level)
	parts.Note(record.PartKind, is.Kind != was.Kind)
	parts.Note(record.PartDiffusion, is.Diffusion != was.Diffusion)
	parts.Note(record.PartChannel, is.Channel != was.Channel)
	return parts
}

// CloseCommittee ends the work of a committee, for a reason: what it has decided
// stays, and nothing is added. One that has meetings to come is not closed. Only
// pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) CloseCommittee(ctx context.Context, a record.Actor, code, reason string) (record.Committee, error) {
	return s.changeCommittee(ctx, a, code, reason, committeeClosed, func(d *changeset, c *record.Committee) error {
		if !c.Sits() {
			return closedError(*c)
		}
		coming, err := d.Meetings(d.Project.ID, MeetingFilter{Committee: c.Code, From: d.Now, State: MeetingScheduled})
		coming = slices.DeleteFunc(coming, func(m Meeting) bool { return !m.OpenedAt.IsZero() })
		if err != nil {
			return err
		}
		if len(coming) > 0 {
			return record.ConflictError("committee.meets", "code", c.Code, "meeting", coming[0].Ref())
		}
		c.State = record.CommitteeClosed
		return nil
	})
}

// ReopenCommittee takes back, for a reason, that a committee is closed. Only pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) ReopenCommittee(ctx context.Context, a record.Actor, code, reason string) (record.Committee, error) {
	return s.changeCommittee(ctx, a, code, reason, committeeReopened, func(_ *changeset, c *record.Committee) error {
		if c.Sits() {
			return record.ConflictError("committee.open", "code", c.Code)
		}
		c.State = ""
		return nil
	})
}

// WithdrawCommittee takes away, for a reason, a committee that was made by mistake,
// has neither decided nor met, and is named by nothing: it is in no list any more, and its code is free.
// Only pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) WithdrawCommittee(ctx context.Context, a record.Actor, code, reason string) (record.Committee, error) {
	return s.changeCommittee(ctx, a, code, reason, committeeWithdrawn, func(d *changeset, c *record.Committee) error {
		decisions, err := d.Decisions(d.Project.ID, DecisionFilter{Committee: c.Code})
		if err != nil {
			return err
		}
		meetings, err := d.Meetings(d.Project.ID, MeetingFilter{Committee: c.Code, Limit: 1})
		if err != nil {
			return err
		}
		if len(decisions) > 0 || len(meetings) > 0 {
			return record.ConflictError("committee.used", "code", c.Code)
		}
		if rest := slices.DeleteFunc(slices.Clone(d.Project.Selectors), func(code string) bool { return code == c.Code }); len(rest) < len(d.Project.Selectors) {
			return record.ConflictError("committee.selects", "code", c.Code, "rest", strings.Join(rest, ","))
		}
		c.State = record.CommitteeWithdrawn
		return nil
	})
}

// changeCommittee runs change on a committee for a pilot, writes it and tells its
// channel, but of one that is withdrawn.
func (s *Service) changeCommittee(ctx context.Context, a record.Actor, code, reason, line string, change func(d *changeset, c *record.Committee) error) (record.Committee, error) {
	var c record.Committee
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return c, err
	}
	if err := s.base.MustPilot(ctx, v); err != nil {
		return c, err
	}
	if c, err = v.CommitteeNamed(code); err != nil {
		return c, err
	}
	if reason, err = record.CleanText("reason", reason, record.MaxNote); err != nil {
		return c, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		before, err := d.Committee(d.Project.ID, c.Code)
		if err != nil {
			return fmt.Errorf("read committee: %w", err)
		}
		c = before
		if err := change(d, &c); err != nil {
			return err
		}
		d.AloudFor(c, reason)
		var to []reminder.Recipient
		if c.State != record.CommitteeWithdrawn {
			to = append(to, reminder.ToChannel(c.Channel))
		}
		return d.tellCommittee(before, c, line, reason, to...)
	})
	return c, err
}

// MustServe refuses those who do not record for a committee, and what is to be added
// to one that is closed.
func MustServe(ctx context.Context, base *reminder.Base, v record.Caller, c record.Committee) error {
	if err := base.MustRecord(ctx, v, c); err != nil {
		return err
	}
	return MustSit(c)
}

// MustSit refuses what is to be added to a committee that is closed.
func MustSit(c record.Committee) error {
	if c.Sits() {
		return nil
	}
	return closedError(c).About("committee")
}

func closedError(c record.Committee) *record.Error {
	return record.ConflictError("committee.closed", "code", c.Code, "name", c.Name)
}

// storedStatedCommittee is a committee as history stores it, in version 2.
type storedStatedCommittee struct {
	storedCommittee
	State record.CommitteeState `json:"State"`
}

func storeStatedCommittee(c record.Committee) storedStatedCommittee {
	return storedStatedCommittee{storeCommittee(c), c.State}
}

func (f storedStatedCommittee) committee() record.Committee {
	c := f.storedCommittee.committee()
	c.State = f.State
	return c
}

// storedPlannedCommittee is a committee as history stores it, in version 3.
type storedPlannedCommittee struct {
	storedStatedCommittee
	Kind   record.CommitteeKind `json:"Kind"`
	Yearly int                  `json:"Yearly"`
	Agenda []string             `json:"Agenda"`
}

func storePlannedCommittee(c record.Committee) storedPlannedCommittee {
	return storedPlannedCommittee{storeStatedCommittee(c), c.Kind, c.Yearly, c.Agenda}
}

func (f storedPlannedCommittee) committee() record.Committee {
	c := f.storedStatedCommittee.committee()
	c.Kind, c.Yearly, c.Agenda = f.Kind, f.Yearly, f.Agenda
	return c
}

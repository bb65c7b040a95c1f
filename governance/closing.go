package governance

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"pilotent/governance/acceptance"
	"pilotent/governance/committee"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
)

// What history says of a project that ends, and of one that goes on; what is told of it
// has the same names.
const (
	projectClosed   = "project.closed"
	projectReopened = "project.reopened"
)

// CloseProject ends a project (docs/decisions/0037): everything can still be read,
// nothing is written any more, and nothing is told but that it is closed. What that
// leaves open is asked back. Only pilots may.
// Errors: Invalid, Conflict, Forbidden, Unavailable.
func (s *Service) CloseProject(ctx context.Context, a record.Actor, reason string) (record.Project, error) {
	var closed record.Project
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return closed, err
	}
	if err := s.base.MustPilot(ctx, v); err != nil {
		return closed, err
	}
	if reason, err = record.CleanText("reason", reason, record.MaxNote); err != nil {
		return closed, err
	}
	if err := s.CarryOutDue(ctx, v.Project); err != nil { // of what has run out already the record says so
		return closed, err
	}
	err = s.base.Update(ctx, v, func(d *reminder.Changeset) error {
		if _, err := perimeter.Open(d.Tx).NextBatch(d.Project.ID); !errors.Is(err, record.ErrNone) {
			if err == nil {
				err = record.ConflictError("project.importing")
			}
			return err
		}
		d.Aloud(reason)
		if err := leftOpen(d); err != nil {
			return err
		}
		closed = d.Project
		closed.Closed = &record.Closing{At: d.Now, By: d.User, Reason: reason}
		return putProject(d, closed, projectClosed, reason)
	})
	return closed, err
}

// leftOpen asks back what a project leaves open that is closed.
func leftOpen(d *reminder.Changeset) error {
	tx, p := acceptance.Open(d.Tx), d.Project.ID
	reminders, err := tx.Upcoming(p, d.Now)
	if err != nil {
		return err
	}
	d.Doubt("project.close", "project", d.Project.Name, "Count", reminders)
	actions, err := tx.Actions(p, rollout.ActionFilter{State: rollout.ActionOpen})
	if err != nil {
		return err
	}
	if n := len(actions); n > 0 {
		d.Doubt("project.actions", "Count", n)
	}
	decisions, err := committee.VisibleDecisions(d.Caller, tx, committee.DecisionFilter{State: committee.DecisionAdopted})
	if err != nil {
		return err
	}
	if n := len(committee.ToCarryOut(decisions)); n > 0 {
		d.Doubt("project.decisions", "Count", n)
	}
	running, err := tx.Verifications(p, true)
	if err != nil {
		return err
	}
	var refs []string
	for _, v := range running { // the first deadline first
		refs = append(refs, v.Ref())
	}
	if len(refs) > 0 {
		d.Doubt("project.running", "refs", refs, "date", running[0].Deadline, "Count", len(refs))
	}
	return nil
}

// ReopenProject goes on with a project that was closed: what is to come is owed again,
// and what would have come meanwhile is not; what silence has done to verifications
// meanwhile is written down as of its day, and told. Only pilots may.
// Errors: Conflict, Forbidden, Unavailable.
func (s *Service) ReopenProject(ctx context.Context, a record.Actor) (record.Project, error) {
	var open record.Project
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return open, err
	}
	if err := s.base.MustPilot(ctx, v); err != nil {
		return open, err
	}
	err = s.base.UpdateClosed(ctx, v, func(d *reminder.Changeset) error {
		if err := d.Tx.PassOver(d.Project.ID, d.Now, reminder.SkipOver); err != nil {
			return err
		}
		open = d.Project
		open.Closed = nil
		if err := putProject(d, open, projectReopened, ""); err != nil {
			return err
		}
		return d.PlanDigests()
	})
	if err != nil {
		return open, err
	}
	return open, s.CarryOutDue(ctx, open)
}

// putProject writes what has become of the project, and tells the channels of its
// committees.
func putProject(d *reminder.Changeset, p record.Project, change, note string) error {
	if err := d.Tx.PutProject(p); err != nil {
		return err
	}
	if err := d.Record(record.ProjectSubject, change, d.Project, p, note); err != nil {
		return err
	}
	times, err := turns(d.Tx, p.ID)
	if err != nil {
		return err
	}
	all, err := d.Tx.Committees(p.ID)
	if err != nil {
		return err
	}
	var to []reminder.Recipient
	for _, c := range all {
		if r := reminder.ToChannel(c.Channel); c.Sits() && !slices.Contains(to, r) {
			to = append(to, r)
		}
	}
	return d.Announce(record.ProjectSubject, reminder.DeliveryKind(change), len(times), to...)
}

// turns are the lines of history that close the project, or open it again.
func turns(tx record.HistoryStore, p record.ProjectID) ([]record.HistoryLine, error) {
	lines, err := tx.History(p, record.ProjectSubject)
	return slices.DeleteFunc(lines, func(l record.HistoryLine) bool { return l.Change != projectClosed && l.Change != projectReopened }), err
}

// What deliveries tell the channels of the project.
const (
	ProjectClosed   reminder.DeliveryKind = projectClosed
	ProjectReopened reminder.DeliveryKind = projectReopened
)

// projectEntry is what can be told of the project itself.
func projectEntry() reminder.Entry {
	return reminder.Entry{
		Noun: record.NounProject, InFull: true,
		Kinds: map[reminder.DeliveryKind]reminder.Policy{ProjectClosed: {Closing: true}, ProjectReopened: {}},
		Load: func(tx reminder.CachedTx, b reminder.Content, s record.Subject) (reminder.About, error) {
			lines, err := turns(tx, b.Project.ID)
			if err == nil && (s != record.ProjectSubject || len(lines) == 0) {
				err = fmt.Errorf("what has become of %s: %w", s, record.ErrNone)
			}
			return Turned{b.Project, lines}, err
		},
	}
}

// Turned is a project that was closed, or opened again.
type Turned struct {
	record.Project
	lines []record.HistoryLine
}

// Subject names the project.
func (Turned) Subject() record.Subject { return record.ProjectSubject }

// Facts are those of the last turn.
func (t Turned) Facts() reminder.Facts {
	return reminder.Facts{Author: t.lines[len(t.lines)-1].By}
}

// Complete tells of the last turn only.
func (t Turned) Complete(_ reminder.Tx, b *reminder.Content, d reminder.Delivery) error {
	b.Change = t.lines[len(t.lines)-1]
	if d.Occurrence != fmt.Sprint(len(t.lines)) {
		b.Skip = reminder.SkipChanged
	}
	return nil
}

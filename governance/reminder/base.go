// Package reminder is what the bot owes, to whom and when: deliveries, open hours,
// who has seen what, clicks, digests, failures. It works on a table of subjects and
// knows no noun.
package reminder

import (
	"context"
	"errors"
	"slices"

	"pilotent/governance/record"
)

// Base is record.Base for what owes deliveries: it judges clicks, and has the
// table of all that can be told of.
type Base struct {
	*record.Base
	table Table
}

// NewBase adds the table to base.
func NewBase(base *record.Base, table Table) *Base { return &Base{base, table} }

// Store is what this room keeps.
type Store interface {
	DeliveryStore
	PreferencesStore
	VacationStore
	ClickStore
	SeenStore
	FailureStore
}

// Tx is a transaction as this room knows it.
type Tx struct {
	record.Tx
	Store
	Table Table
}

// open is tx, of a store that keeps what the room's Store does.
func (s *Base) open(tx record.Tx) Tx { return Tx{tx, tx.(Store), s.table} }

// Read runs fn on one state of the store.
func (s *Base) Read(ctx context.Context, fn func(Tx) error) error {
	return s.Store.View(ctx, func(tx record.Tx) error { return fn(s.open(tx)) })
}

// Write runs fn in a transaction of the project, for nobody. A project that is closed
// refuses it, as it does Update: there is no other door to a change (docs/decisions/0037).
func (s *Base) Write(ctx context.Context, p record.ProjectID, fn func(Tx) error) error {
	return s.transact(ctx, p, func(tx Tx) error {
		project, err := tx.ProjectByID(p)
		if err == nil {
			err = project.MustBeOpen()
		}
		if err != nil && !errors.Is(err, record.ErrNone) { // of no project: what is everybody's
			return err
		}
		return fn(tx)
	})
}

func (s *Base) transact(ctx context.Context, p record.ProjectID, fn func(Tx) error) error {
	return s.Store.Update(ctx, p, func(tx record.Tx) error { return fn(s.open(tx)) })
}

// View runs fn on one state of the store for an admitted caller.
func (s *Base) View(ctx context.Context, a record.Actor, fn func(record.Caller, Tx) error) error {
	v, err := s.Admit(ctx, a)
	if err != nil {
		return err
	}
	return s.Read(ctx, func(tx Tx) error { return fn(v, tx) })
}

// Admit learns, before any transaction, who the actor is, what it belongs to, and
// what its click is judged by.
func (s *Base) Admit(ctx context.Context, a record.Actor) (record.Caller, error) {
	v, err := s.Base.Admit(ctx, a)
	if err != nil {
		return v, err
	}
	return v, s.learnClick(ctx, &v)
}

// Changeset is record.Changeset for what owes deliveries.
type Changeset struct {
	*record.Changeset
	Tx Tx
}

// ByItself is the changeset of what the bot does by itself.
func (s *Base) ByItself(tx Tx, p record.Project) *Changeset {
	by := record.Actor{Team: p.Team, User: record.Ourselves}
	return &Changeset{&record.Changeset{Tx: tx.Tx, Caller: record.Caller{Actor: by, Project: p}, Now: s.Now()}, tx}
}

// Service is what people may ask about how they are reminded, and all that the
// scheduler asks.
type Service struct{ base *Base }

// NewService works on base.
func NewService(base *Base) *Service { return &Service{base} }

func (s *Service) update(ctx context.Context, v record.Caller, fn func(*Changeset) error) error {
	return s.base.Update(ctx, v, fn)
}

// learnClick asks the chat, before any transaction, what a click is judged by.
func (s *Base) learnClick(ctx context.Context, v *record.Caller) error {
	if v.Click == nil {
		return nil
	}
	var sent Sent
	err := s.Read(ctx, func(tx Tx) (err error) {
		sent, err = tx.Sent(v.Project.ID, v.Click.Delivery)
		return err
	})
	if errors.Is(err, record.ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	if channel, ok := sent.Recipient.Channel(); ok {
		if v.ClickMember, err = s.Directory.InChannel(ctx, channel, v.User.ID); err != nil {
			return record.UnavailableError("unavailable.directory", err)
		}
		if !v.ClickMember && v.Hides(channel) { // any other refusal names what it was about
			return &record.Error{Code: record.Forbidden, Key: "click.left", Args: record.Args{}}
		}
	}
	if sent.Post == "" && v.Click.Marked != nil {
		if v.ClickMarked, err = v.Click.Marked(ctx); err != nil {
			return record.UnavailableError("unavailable.directory", err)
		}
	}
	return nil
}

// Update runs fn in a transaction of the caller's project, which it reads anew:
// what is planned follows the settings that hold when it is written. When the
// caller has clicked, the click is judged, and used up, in that transaction. A
// change about which something is left to ask is undone: a *QuestionError.
func (s *Base) Update(ctx context.Context, v record.Caller, fn func(d *Changeset) error) error {
	return s.update(ctx, v, record.Project.MustBeOpen, fn)
}

// UpdateClosed is Update for what opens a project again.
func (s *Base) UpdateClosed(ctx context.Context, v record.Caller, fn func(d *Changeset) error) error {
	return s.update(ctx, v, record.Project.MustBeClosed, fn)
}

func (s *Base) update(ctx context.Context, v record.Caller, admit func(record.Project) error, fn func(d *Changeset) error) error {
	err := s.transact(ctx, v.Project.ID, func(tx Tx) (err error) {
		if v.Project, err = tx.ProjectByID(v.Project.ID); err != nil {
			return err
		}
		if err := admit(v.Project); err != nil {
			return err
		}
		d := &Changeset{&record.Changeset{Tx: tx.Tx, Caller: v, Now: s.Now()}, tx}
		d.Doubts = slices.Clip(d.Doubts) // a transaction that is tried again asks no twice
		if err := d.admitClick(); err != nil {
			return err
		}
		if err := fn(d); err != nil {
			return err
		}
		if err := d.Ask(); err != nil {
			return err
		}
		return d.keepClick()
	})
	if err == nil {
		record.Forget(ctx)
		s.Owed()
	}
	return err
}

// Events are what history keeps of this room.
func Events() []record.Kind {
	return []record.Kind{preferencesEvents, record.Bare("failure", "failure.relaunched")}
}

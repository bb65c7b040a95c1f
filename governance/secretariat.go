package governance

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"pilotent/governance/calendar"
)

// Secretariat is all that people can do. Every method checks the actor's
// rights first, and writes its change, its line of history and the deliveries
// that follow from it in one transaction.
type Secretariat struct {
	store     Store
	directory Directory
	now       Clock
	defaults  Defaults
	owed      func()
}

// Defaults are given to a project when its team first speaks to the bot.
type Defaults struct {
	Zone   string          // default Europe/Paris
	Region calendar.Region // default metropole
	Locale string          // default "fr"
}

// NewSecretariat works on store, for people known to directory, at the time
// that now tells. owed is called after a change that owes deliveries, so that
// they need not wait for the next scan; it may be nil.
func NewSecretariat(store Store, directory Directory, now Clock, defaults Defaults, owed func()) *Secretariat {
	if defaults.Zone == "" {
		defaults.Zone = "Europe/Paris"
	}
	if defaults.Region == "" {
		defaults.Region = calendar.RegionMetropole
	}
	if defaults.Locale == "" {
		defaults.Locale = "fr"
	}
	if owed == nil {
		owed = func() {}
	}
	return &Secretariat{store: store, directory: directory, now: now, defaults: defaults, owed: owed}
}

// project is the team's project, made at its first request, and its committees.
func (s *Secretariat) project(ctx context.Context, team TeamID) (p Project, committees []Committee, err error) {
	find := func(tx Tx) (err error) {
		if p, err = tx.ProjectOfTeam(team); err != nil {
			return err
		}
		if committees, err = tx.Committees(p.ID); err != nil {
			return fmt.Errorf("list committees: %w", err)
		}
		return nil
	}
	if err = s.store.View(ctx, find); !errors.Is(err, ErrNone) {
		return p, committees, err
	}
	name, err := s.directory.TeamName(ctx, team)
	if err != nil {
		return p, nil, UnavailableError("unavailable.directory", err)
	}
	fresh := Project{
		ID: ProjectID(team), Team: team, Name: name,
		Zone: s.defaults.Zone, Region: s.defaults.Region, Locale: s.defaults.Locale,
		CreatedAt: s.now(),
	}
	err = s.store.Update(ctx, fresh.ID, func(tx Tx) error {
		if err := tx.AddProject(fresh); err != nil {
			return err
		}
		return find(tx)
	})
	if err != nil {
		return p, nil, fmt.Errorf("create the team's project: %w", err)
	}
	return p, committees, nil
}

// view runs fn in a read-only transaction for an admitted visitor.
func (s *Secretariat) view(ctx context.Context, a Actor, fn func(v visitor, tx Tx) error) error {
	v, err := s.admit(ctx, a)
	if err != nil {
		return err
	}
	return s.store.View(ctx, func(tx Tx) error { return fn(v, tx) })
}

// update runs fn in a transaction of the visitor's project, which it reads anew:
// what is planned follows the settings that hold when it is written. When the
// visitor has clicked, the click is judged, and used up, in that transaction. A
// change about which something is left to ask is undone: a *QuestionError.
func (s *Secretariat) update(ctx context.Context, v visitor, fn func(d *desk) error) error {
	err := s.store.Update(ctx, v.Project.ID, func(tx Tx) (err error) {
		if v.Project, err = tx.ProjectByID(v.Project.ID); err != nil {
			return err
		}
		d := &desk{Tx: tx, visitor: v, now: s.now()}
		d.Doubts = slices.Clip(d.Doubts) // a transaction that is tried again asks no twice
		if err := d.admitClick(); err != nil {
			return err
		}
		if err := fn(d); err != nil {
			return err
		}
		if err := d.ask(); err != nil {
			return err
		}
		return d.keepClick()
	})
	if err == nil {
		forget(ctx)
		s.owed()
	}
	return err
}

// desk is where one change is written: the transaction, who asks, and when.
type desk struct {
	Tx
	visitor
	now time.Time
	// change is that of the last line of history written.
	change string
	// note is what the person wrote beside a change of an action.
	note string
}

// today is the project's civil day.
func (d *desk) today() calendar.Date { return d.Project.Today(d.now) }

// record writes a line of history.
func (d *desk) record(subject Subject, change string, before, after State, note string) error {
	d.change = change
	return d.AddHistory(HistoryLine{
		Project: d.Project.ID, Subject: subject, At: d.now, By: d.User, Where: d.Channel,
		Change: change, Before: before, After: after, Note: note,
	})
}

// Zone is the zone in which the actor's project says its dates.
func (s *Secretariat) Zone(ctx context.Context, a Actor) (*time.Location, error) {
	v := visitor{Actor: a}
	if err := s.place(ctx, &v); err != nil {
		return nil, err
	}
	return v.Project.Location(), nil
}

// PersonNamed finds a member of the actor's team: "@ien" or "ien".
func (s *Secretariat) PersonNamed(ctx context.Context, a Actor, param, name string) (Person, error) {
	p, err := s.directory.PersonNamed(ctx, a.Team, name)
	switch {
	case errors.Is(err, ErrNone):
		return p, NotFoundError("person.unknown", "name", "@"+strings.TrimPrefix(name, "@")).About(param)
	case err != nil:
		return p, UnavailableError("unavailable.directory", err)
	}
	return p, nil
}

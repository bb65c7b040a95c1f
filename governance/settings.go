package governance

import (
	"context"
	"reflect"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// SettingsChange changes parts of a project's settings; zero parts stay as they
// are.
type SettingsChange struct {
	// Zone is a place or an IANA zone, as people write them.
	Zone   string
	Region calendar.Region
	Locale string
	Quiet  reminder.QuietChange
	// Selectors are the codes of the committees whose decisions select schools, or
	// the word "territorial" for those of that level.
	Selectors []string
}

func (c SettingsChange) apply(tx reminder.Tx, p *record.Project) (err error) {
	if c.Zone != "" {
		if p.Zone, err = record.ParseZone(c.Zone); err != nil {
			return err
		}
	}
	if c.Region != "" {
		p.Region = c.Region
	}
	if c.Locale != "" {
		p.Locale = c.Locale
	}
	if len(c.Selectors) > 0 {
		committees, err := tx.Committees(p.ID)
		if err != nil {
			return err
		}
		if p.Selectors, err = committee.ParseSelectors(c.Selectors, committees); err != nil {
			return err
		}
	}
	if c.Quiet.Empty() {
		return nil
	}
	quiet, err := c.Quiet.Apply(tx, p.QuietHours())
	if quiet != p.QuietHours() {
		p.Quiet = &quiet
	}
	return err
}

// SettingsView is how a project is set.
type SettingsView struct {
	record.Project
	// Before is the project as a change has found it; zero where nothing was asked.
	Before record.Project
	// Moved are the verifications whose deadline a change of holidays has moved.
	Moved []acceptance.MovedDeadline
	// Selecting are the codes of the committees whose decisions select schools.
	Selecting []string
	// Until is the last day of which the school holidays are known.
	Until   calendar.Date
	History []record.HistoryLine
}

// Settings are how the project is set. Anybody of the team may ask.
// Errors: Forbidden, Unavailable.
func (s *Service) Settings(ctx context.Context, a record.Actor) (SettingsView, error) {
	var view SettingsView
	err := s.base.View(ctx, a, func(v record.Caller, tx reminder.Tx) (err error) {
		p, err := tx.ProjectByID(v.Project.ID)
		if err != nil {
			return err
		}
		view, err = viewSettings(tx, p)
		return err
	})
	return view, err
}

// ChangeSettings changes how the project is set; everything that is owed
// follows, but for meetings, which keep the hour and the zone that people were
// told. Only pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) ChangeSettings(ctx context.Context, a record.Actor, c SettingsChange) (SettingsView, error) {
	var view SettingsView
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return view, err
	}
	if err := s.base.MustPilot(ctx, v); err != nil {
		return view, err
	}
	if err := s.CarryOutDue(ctx, v.Project); err != nil {
		return view, err
	}
	err = s.base.Update(ctx, v, func(d *reminder.Changeset) error {
		before := d.Project
		if err := c.apply(d.Tx, &d.Project); err != nil {
			return err
		}
		if reflect.DeepEqual(before, d.Project) {
			view, err = viewSettings(d.Tx, d.Project)
			view.Before = before
			return err
		}
		if err := d.Tx.PutProject(d.Project); err != nil {
			return err
		}
		if err := d.FollowProject(before, d.Tx); err != nil {
			return err
		}
		moved, err := acceptance.FollowHolidays(d)
		if err != nil {
			return err
		}
		if err := d.Record(record.ProjectSubject, "settings.changed", before, d.Project, ""); err != nil {
			return err
		}
		view, err = viewSettings(d.Tx, d.Project)
		view.Before, view.Moved = before, moved
		return err
	})
	return view, err
}

func viewSettings(tx reminder.Tx, p record.Project) (SettingsView, error) {
	view := SettingsView{Project: p}
	vacations, err := tx.Vacations(p.QuietHours().Vacations)
	if err != nil {
		return view, err
	}
	view.Until = calendar.KnownUntil(vacations)
	committees, err := tx.Committees(p.ID)
	if err != nil {
		return view, err
	}
	view.Selecting = committee.Selectors(p, committees)
	view.History, err = tx.History(p.ID, record.ProjectSubject)
	return view, err
}

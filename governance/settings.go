package governance

import (
	"context"
	"reflect"

	"pilotent/governance/calendar"
)

// projectSubject names the project itself in its history.
const projectSubject Subject = "project"

// SettingsChange changes parts of a project's settings; zero parts stay as they
// are.
type SettingsChange struct {
	// Zone is a place or an IANA zone, as people write them.
	Zone   string
	Region calendar.Region
	Locale string
	Quiet  QuietChange
	// Selectors are the codes of the committees whose decisions select schools, or
	// the word "territorial" for those of that level.
	Selectors []string
}

func (c SettingsChange) apply(tx Tx, p *Project) (err error) {
	if c.Zone != "" {
		if p.Zone, err = ParseZone(c.Zone); err != nil {
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
		if p.Selectors, err = parseSelectors(c.Selectors, committees); err != nil {
			return err
		}
	}
	if c.Quiet.empty() {
		return nil
	}
	quiet, err := c.Quiet.apply(tx, p.QuietHours())
	if quiet != p.QuietHours() {
		p.Quiet = &quiet
	}
	return err
}

// SettingsView is how a project is set.
type SettingsView struct {
	Project
	// Moved are the verifications whose deadline a change of holidays has moved.
	Moved []MovedDeadline
	// Selecting are the codes of the committees whose decisions select schools.
	Selecting []string
	// Until is the last day of which the school holidays are known.
	Until   calendar.Date
	History []HistoryLine
}

// Settings are how the project is set. Anybody of the team may ask.
func (s *Secretariat) Settings(ctx context.Context, a Actor) (SettingsView, error) {
	var view SettingsView
	err := s.view(ctx, a, func(v visitor, tx Tx) (err error) {
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
func (s *Secretariat) ChangeSettings(ctx context.Context, a Actor, c SettingsChange) (SettingsView, error) {
	var view SettingsView
	v, err := s.admit(ctx, a)
	if err != nil {
		return view, err
	}
	if err := s.mustPilot(ctx, v); err != nil {
		return view, err
	}
	if err := s.lapseDue(ctx, v.Project); err != nil {
		return view, err
	}
	err = s.update(ctx, v, func(d *desk) error {
		before := d.Project
		if err := c.apply(d, &d.Project); err != nil {
			return err
		}
		if reflect.DeepEqual(before, d.Project) {
			view, err = viewSettings(d, d.Project)
			return err
		}
		if err := d.PutProject(d.Project); err != nil {
			return err
		}
		if err := d.followProject(before, d); err != nil {
			return err
		}
		moved, err := d.followHolidays()
		if err != nil {
			return err
		}
		if err := d.record(projectSubject, "settings.changed", before, d.Project, ""); err != nil {
			return err
		}
		view, err = viewSettings(d, d.Project)
		view.Moved = moved
		return err
	})
	return view, err
}

func viewSettings(tx Tx, p Project) (SettingsView, error) {
	view := SettingsView{Project: p}
	vacations, err := tx.Vacations(p.QuietHours().Vacations)
	if err != nil {
		return view, err
	}
	view.Until = KnownUntil(vacations)
	committees, err := tx.Committees(p.ID)
	if err != nil {
		return view, err
	}
	view.Selecting = p.selectors(committees)
	view.History, err = tx.History(p.ID, projectSubject)
	return view, err
}

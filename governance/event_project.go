package governance

import (
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

var projectEvents = record.Keeps("settings", storeProject, storedProject.project)

// storedProject is a project as history stores it, in versions 0 and 1.
type storedProject struct {
	ID        record.ProjectID      `json:"ID"`
	Team      record.TeamID         `json:"Team"`
	Name      string                `json:"Name"`
	Zone      string                `json:"Zone"`
	Region    calendar.Region       `json:"Region"`
	Locale    string                `json:"Locale"`
	CreatedAt time.Time             `json:"CreatedAt"`
	Quiet     *reminder.StoredQuiet `json:"Quiet"`
	Selectors []string              `json:"Selectors"`
}

func storeProject(p record.Project) storedProject {
	return storedProject{
		ID:        p.ID,
		Team:      p.Team,
		Name:      p.Name,
		Zone:      p.Zone,
		Region:    p.Region,
		Locale:    p.Locale,
		CreatedAt: p.CreatedAt,
		Quiet:     record.Optionally(p.Quiet, reminder.StoreQuiet),
		Selectors: p.Selectors,
	}
}

func (f storedProject) project() record.Project {
	return record.Project{
		ID:        f.ID,
		Team:      f.Team,
		Name:      f.Name,
		Zone:      f.Zone,
		Region:    f.Region,
		Locale:    f.Locale,
		CreatedAt: f.CreatedAt,
		Quiet:     record.Optionally(f.Quiet, reminder.StoredQuiet.Quiet),
		Selectors: f.Selectors,
	}
}

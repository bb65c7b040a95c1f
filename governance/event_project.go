package governance

import (
	"time"

	"pilotent/governance/calendar"
)

var projectEvents = keeps("settings", Project.stored, storedProject.project)

// storedProject is a project as history stores it, in versions 0 and 1.
type storedProject struct {
	ID        ProjectID       `json:"ID"`
	Team      TeamID          `json:"Team"`
	Name      string          `json:"Name"`
	Zone      string          `json:"Zone"`
	Region    calendar.Region `json:"Region"`
	Locale    string          `json:"Locale"`
	CreatedAt time.Time       `json:"CreatedAt"`
	Quiet     *storedQuiet    `json:"Quiet"`
	Selectors []string        `json:"Selectors"`
}

func (p Project) stored() storedProject {
	return storedProject{
		ID:        p.ID,
		Team:      p.Team,
		Name:      p.Name,
		Zone:      p.Zone,
		Region:    p.Region,
		Locale:    p.Locale,
		CreatedAt: p.CreatedAt,
		Quiet:     optionally(p.Quiet, Quiet.stored),
		Selectors: p.Selectors,
	}
}

func (f storedProject) project() Project {
	return Project{
		ID:        f.ID,
		Team:      f.Team,
		Name:      f.Name,
		Zone:      f.Zone,
		Region:    f.Region,
		Locale:    f.Locale,
		CreatedAt: f.CreatedAt,
		Quiet:     optionally(f.Quiet, storedQuiet.quiet),
		Selectors: f.Selectors,
	}
}

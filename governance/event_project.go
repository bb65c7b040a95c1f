package governance

import (
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// What the project itself has become is kept with its settings.
var (
	settingsEvents = record.Then(record.Keeps("settings", storeProject, storedProject.project), storeClosable, storedClosable.project)
	projectEvents  = record.Keeps("project", storeClosable, storedClosable.project)
)

// storedClosable is a project as history stores it, from version 2 of its settings on.
type storedClosable struct {
	storedProject
	Closed *storedClosing `json:"Closed"`
}

type storedClosing struct {
	At     time.Time           `json:"At"`
	By     record.StoredPerson `json:"By"`
	Reason string              `json:"Reason"`
}

func storeClosable(p record.Project) storedClosable {
	return storedClosable{storeProject(p), record.Optionally(p.Closed, storeClosing)}
}

func (f storedClosable) project() record.Project {
	p := f.storedProject.project()
	p.Closed = record.Optionally(f.Closed, storedClosing.closing)
	return p
}

func storeClosing(c record.Closing) storedClosing {
	return storedClosing{c.At, record.AsStoredPerson(c.By), c.Reason}
}

func (f storedClosing) closing() record.Closing {
	return record.Closing{At: f.At, By: f.By.Person(), Reason: f.Reason}
}

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

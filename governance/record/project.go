package record

import (
	"context"
	"errors"
	"fmt"
	"time"

	"pilotent/governance/calendar"
)

// Project is one roll-out of an ENT; it is one team of the chat.
type Project struct {
	ID   ProjectID
	Team TeamID
	Name string
	// Zone is the IANA zone in which the project's dates are said and owed.
	// Default Europe/Paris.
	Zone string
	// Region chooses the public holidays. Default metropole.
	Region calendar.Region
	// Locale is the language of what the bot says in channels. Default "fr".
	Locale    string
	CreatedAt time.Time
	// Quiet is when personal reminders wait, for those who chose nothing else.
	// DefaultQuiet when nil.
	Quiet *Quiet
	// Selectors are the codes of the committees whose decisions select schools.
	// Those of the territorial level when empty.
	Selectors []string
	// Closed is how the project was closed; nil while it is open.
	Closed *Closing
}

// Closing is the end of a project: everything can be read, and nothing is written.
type Closing struct {
	At     time.Time `json:"at"`
	By     Person    `json:"by"`
	Reason string    `json:"reason"`
}

// errClosed is the key of the refusal of a project that is closed.
const errClosed = "project.closed"

// MustBeOpen refuses what would change a project that is closed.
func (p Project) MustBeOpen() error {
	if p.Closed == nil {
		return nil
	}
	return ConflictError(errClosed, "date", p.Today(p.Closed.At), "by", p.Closed.By)
}

// MustBeClosed refuses what a project that is open needs not.
func (p Project) MustBeClosed() error {
	if p.Closed != nil {
		return nil
	}
	return ConflictError("project.open", "project", p.Name)
}

// IsClosed reports whether an error is the refusal of MustBeOpen.
func IsClosed(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Key == errClosed
}

// QuietHours are the project's.
func (p Project) QuietHours() Quiet {
	if p.Quiet == nil {
		return DefaultQuiet()
	}
	return *p.Quiet
}

// Location is the project's zone; UTC when the machine does not know it.
func (p Project) Location() *time.Location { return Location(p.Zone, time.UTC) }

// Calendar is the project's calendar of public holidays.
func (p Project) Calendar() calendar.Calendar { return calendar.Calendar{Region: p.Region} }

// Today is the civil day of now in the project's zone.
func (p Project) Today(now time.Time) calendar.Date { return calendar.DateOf(now.In(p.Location())) }

// ProjectStore keeps projects.
type ProjectStore interface {
	ProjectByID(id ProjectID) (Project, error)
	Projects() ([]Project, error)
	// AddProject does nothing when the team has a project already.
	AddProject(p Project) error
	PutProject(p Project) error
}

// Level is where an institution or a committee stands.
type Level string

const (
	LevelSchool      Level = "local"
	LevelAcademic    Level = "academic"
	LevelTerritorial Level = "territorial"
)

func (l Level) MessageKey() string { return "level." + string(l) }

// TeamRenamed is what history says when a project's team has another name, which is its
// note.
const TeamRenamed = "team.renamed"

// FollowTeams gives each project the name that its team has by now.
func (s *Base) FollowTeams(ctx context.Context) error {
	return s.InEachProject(ctx, "follow the team", func(ctx context.Context, p Project) error {
		name, err := s.Directory.TeamName(ctx, p.Team)
		if err != nil || name == "" || name == p.Name {
			return err
		}
		return s.Store.Update(ctx, p.ID, func(tx Tx) error {
			p, err := tx.ProjectByID(p.ID) // as others have left it meanwhile
			if err != nil || p.Name == name {
				return err
			}
			p.Name = name
			if err := tx.PutProject(p); err != nil {
				return err
			}
			d := &Changeset{Tx: tx, Caller: Caller{Actor: Actor{Team: p.Team, User: Ourselves}, Project: p}, Now: s.Now()}
			return d.Record(ProjectSubject, TeamRenamed, nil, nil, name)
		})
	})
}

// InEachProject does the same in every project that is open: one's failure is not the
// others'.
func (s *Base) InEachProject(ctx context.Context, doing string, do func(context.Context, Project) error) error {
	var projects []Project
	err := s.Store.View(ctx, func(tx Tx) (err error) {
		projects, err = tx.Projects()
		return err
	})
	if err != nil {
		return fmt.Errorf("list projects: %w", err)
	}
	var errs []error
	for _, p := range projects {
		if p.Closed != nil {
			continue
		}
		if err := do(ctx, p); err != nil && !IsClosed(err) {
			errs = append(errs, fmt.Errorf("%s of %s: %w", doing, p.ID, err))
		}
	}
	return errors.Join(errs...)
}

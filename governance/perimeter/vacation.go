package perimeter

import (
	"context"
	"fmt"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

var vacationEvents = record.Keeps("vacation", VacationReport.stored, storedVacation.report).Beginning("vacation.imported")

// storedVacation is an import of school holidays as history stores it, in versions 0 and 1.
type storedVacation struct {
	storedImport
	Teachers  int           `json:"Teachers"`
	Locations []string      `json:"Locations"`
	Until     calendar.Date `json:"Until"`
}

func (r VacationReport) stored() storedVacation {
	return storedVacation{
		storedImport: r.ImportReport.stored(),
		Teachers:     r.Teachers,
		Locations:    r.Locations,
		Until:        r.Until,
	}
}

func (f storedVacation) report() VacationReport {
	return VacationReport{
		ImportReport: f.storedImport.report(),
		Teachers:     f.Teachers,
		Locations:    f.Locations,
		Until:        f.Until,
	}
}

// pastHolidays reads what was known before an import.
type pastHolidays struct {
	reminder.Store
	known []reminder.SchoolHoliday
}

func (p pastHolidays) Vacations(name string) ([]record.Vacation, error) {
	var vacations []record.Vacation
	for _, h := range p.known {
		if h.Location == name || h.Zone == name {
			vacations = append(vacations, h.Vacation)
		}
	}
	return vacations, nil
}

// VacationReport says what an import of school holidays read. With Problems
// nothing was changed.
type VacationReport struct {
	ImportReport
	// Teachers is how many lines were left out: they are about teachers only.
	Teachers int
	// Locations are the académies, and Until the last day that is known of any.
	Locations []string
	Until     calendar.Date
}

// VacationTrial is what an import of school holidays would change.
type VacationTrial struct {
	VacationReport
	New, Gone []reminder.SchoolHoliday // in the order of Compare
}

// TryVacations says what ImportVacations would change, and changes nothing.
// Errors: Invalid.
func (s *Service) TryVacations(ctx context.Context, t Table) (VacationTrial, error) {
	holidays, rep, err := ReadVacations(t)
	trial := VacationTrial{VacationReport: rep}
	if err != nil || len(rep.Problems) > 0 {
		return trial, err
	}
	err = s.read(ctx, func(tx Tx) error {
		known, err := tx.SchoolHolidays()
		if err == nil {
			trial.New, trial.Gone = newHolidays(known, holidays)
		}
		return err
	})
	trial.Added, trial.Unchanged = len(trial.New), len(holidays)-len(trial.New)
	return trial, err
}

// newHolidays are those that are not known, and those that are known of the same
// académies and years and are not among them any more.
func newHolidays(known, read []reminder.SchoolHoliday) (added, gone []reminder.SchoolHoliday) {
	type part struct{ location, year string }
	parts, old, now := map[part]bool{}, map[reminder.SchoolHoliday]bool{}, map[reminder.SchoolHoliday]bool{}
	for _, h := range known {
		old[h] = true
	}
	for _, h := range read {
		parts[part{h.Location, h.Year}], now[h] = true, true
		if !old[h] {
			added = append(added, h)
		}
	}
	for _, h := range known {
		if parts[part{h.Location, h.Year}] && !now[h] {
			gone = append(gone, h)
		}
	}
	return added, gone
}

// ImportVacations reads the official calendar of school holidays (the open data
// file fr-en-calendrier-scolaire), all rows or none. For each académie and
// school year in the file, it replaces what was known; reading it again changes
// nothing. What projects owe follows. The calendar is that of everybody: only
// who looks after the server imports it, and nobody can from the chat.
// Errors: Invalid.
func (s *Service) ImportVacations(ctx context.Context, by record.Person, t Table) (VacationReport, error) {
	holidays, rep, err := ReadVacations(t)
	if err != nil || len(rep.Problems) > 0 {
		return rep, err
	}
	var (
		projects []record.Project
		known    []reminder.SchoolHoliday
	)
	// No project is changed; the name keeps two imports apart.
	err = s.write(ctx, "school holidays", func(tx Tx) error {
		if known, err = tx.SchoolHolidays(); err != nil {
			return err
		}
		added, _ := newHolidays(known, holidays)
		rep.Added, rep.Unchanged = len(added), len(holidays)-len(added)
		if projects, err = tx.Projects(); err != nil {
			return err
		}
		return tx.PutSchoolHolidays(holidays...)
	})
	if err != nil {
		return rep, fmt.Errorf("keep school holidays: %w", err)
	}
	// Each project in its own transaction: should one fail, importing again
	// makes up for it.
	for _, p := range projects {
		err := s.update(ctx, record.Caller{Actor: record.Actor{Team: p.Team, User: by}, Project: p}, func(d *changeset) error {
			return d.followHolidays(known, rep)
		})
		if err != nil && !record.IsClosed(err) { // what is closed owes nothing
			return rep, fmt.Errorf("replan project: %w", err)
		}
	}
	return rep, nil
}

// followHolidays makes what the project owes follow an import of school holidays, of
// which known were those before it.
func (d *changeset) followHolidays(known []reminder.SchoolHoliday, rep VacationReport) error {
	past := d.Changeset.Tx
	past.Store = pastHolidays{past.Store, known}
	if err := d.FollowProject(d.Project, past); err != nil || rep.Added == 0 {
		return err
	}
	return d.Record(record.ProjectSubject, "vacation.imported", nil, rep, "")
}

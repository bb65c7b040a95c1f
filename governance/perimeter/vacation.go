package perimeter

import (
	"context"
	"fmt"
	"io"
	"slices"

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

// ImportVacations reads the official calendar of school holidays (the open data
// file fr-en-calendrier-scolaire), all lines or none. For each académie and
// school year in the file, it replaces what was known; reading it again changes
// nothing. What projects owe follows. The calendar is that of everybody: only
// who looks after the server imports it, and nobody can from the chat.
// Errors: Invalid.
func (s *Service) ImportVacations(ctx context.Context, by record.Person, r io.Reader) (VacationReport, error) {
	holidays, rep, err := ReadVacationFile(r)
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
		rep.count(holidays, known)
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
			return d.followVacations(known, rep)
		})
		if err != nil {
			return rep, fmt.Errorf("replan project: %w", err)
		}
	}
	return rep, nil
}

// count counts which of the holidays read are new, and which were known.
func (rep *VacationReport) count(read, known []reminder.SchoolHoliday) {
	rep.Added, rep.Unchanged = 0, 0
	for _, h := range read {
		if slices.Contains(known, h) {
			rep.Unchanged++
		} else {
			rep.Added++
		}
	}
}

// followVacations replans what the project owes, which was planned by the holidays
// known before.
func (d *changeset) followVacations(known []reminder.SchoolHoliday, rep VacationReport) error {
	past := d.Changeset.Tx
	past.Store = pastHolidays{past.Store, known}
	if err := d.FollowProject(d.Project, past); err != nil {
		return err
	}
	if rep.Added == 0 {
		return nil
	}
	return d.Record(record.ProjectSubject, "vacation.imported", nil, rep, "")
}

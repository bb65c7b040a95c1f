package governance

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"pilotent/governance/calendar"
)

// SchoolHoliday is a line of the official calendar: a holiday of one académie.
type SchoolHoliday struct {
	Year     string // the school year: "2026-2027"
	Location string // the académie: "Créteil"
	Zone     string // "Zone C", or the name of a place that is in none of the three
	Vacation
}

// Compare orders holidays by académie, year and day.
func (h SchoolHoliday) Compare(o SchoolHoliday) int {
	return cmp.Or(strings.Compare(h.Location, o.Location), strings.Compare(h.Year, o.Year), h.First.Compare(o.First),
		h.Last.Compare(o.Last), strings.Compare(h.Name, o.Name), strings.Compare(h.Zone, o.Zone))
}

// VacationStore keeps the official calendar of school holidays, which is that
// of all projects.
type VacationStore interface {
	// SchoolHolidays are those of every académie, in the order of Compare.
	SchoolHolidays() ([]SchoolHoliday, error)
	// Vacations are those of the académie, or of the zone, of exactly that name.
	Vacations(name string) ([]Vacation, error)
	// PutSchoolHolidays makes the given ones all those of their académies in
	// their years.
	PutSchoolHolidays(...SchoolHoliday) error
}

// pastHolidays reads what was known before an import.
type pastHolidays struct {
	Tx
	known []SchoolHoliday
}

func (p pastHolidays) Vacations(name string) ([]Vacation, error) {
	var vacations []Vacation
	for _, h := range p.known {
		if h.Location == name || h.Zone == name {
			vacations = append(vacations, h.Vacation)
		}
	}
	return vacations, nil
}

// KnownUntil is the last day of which the holidays tell whether it is one; zero
// when there is none.
func KnownUntil(vacations []Vacation) calendar.Date {
	var until calendar.Date
	for _, v := range vacations {
		// The day before is a school day; of the summer, only that may be known.
		for _, d := range []calendar.Date{v.First.AddDays(-1), v.Last} {
			if until.IsZero() || d.After(until) {
				until = d
			}
		}
	}
	return until
}

// vacationsNamed is the name that the calendar gives to the académie or the
// zone that text names: « creteil », « académie de Créteil », « zone c », « C ».
func vacationsNamed(tx Tx, text string) (string, error) {
	all, err := tx.SchoolHolidays()
	if err != nil {
		return "", err
	}
	if len(all) == 0 {
		return "", NotFoundError("vacation.none", "text", text).About("vacations")
	}
	var zones, locations []string
	for _, h := range all {
		zones, locations = append(zones, h.Zone), append(locations, h.Location)
	}
	slices.Sort(zones)
	known := unique(append(slices.Compact(zones), locations...))
	asked := strings.TrimPrefix(Fold(text), "academie ")
	asked = strings.TrimPrefix(strings.TrimPrefix(asked, "de "), "d ")
	for _, name := range known {
		if f := Fold(name); f == asked || f == "zone "+asked {
			return name, nil
		}
	}
	return "", NotFoundError("vacation.unknown", "text", text, "near", nearest(text, known), "known", known).About("vacations")
}

// unique is list without what stands in it a second time.
func unique(list []string) []string {
	var once []string
	for _, s := range list {
		if !slices.Contains(once, s) {
			once = append(once, s)
		}
	}
	return once
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
func (s *Secretariat) ImportVacations(ctx context.Context, by Person, r io.Reader) (VacationReport, error) {
	holidays, rep, err := ReadVacationFile(r)
	if err != nil || len(rep.Problems) > 0 {
		return rep, err
	}
	var (
		projects []Project
		known    []SchoolHoliday
	)
	// No project is changed; the name keeps two imports apart.
	err = s.store.Update(ctx, "school holidays", func(tx Tx) error {
		if known, err = tx.SchoolHolidays(); err != nil {
			return err
		}
		rep.Added, rep.Unchanged = 0, 0
		for _, h := range holidays {
			if slices.Contains(known, h) {
				rep.Unchanged++
			} else {
				rep.Added++
			}
		}
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
		err := s.update(ctx, visitor{Actor: Actor{Team: p.Team, User: by}, Project: p}, func(d *desk) error {
			if err := d.followProject(d.Project, pastHolidays{d.Tx, known}); err != nil {
				return err
			}
			if rep.Added == 0 {
				return nil
			}
			return d.record(projectSubject, "vacation.imported", nil, rep, "")
		})
		if err != nil {
			return rep, fmt.Errorf("replan project: %w", err)
		}
	}
	return rep, nil
}

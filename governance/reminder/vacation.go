package reminder

import (
	"cmp"
	"slices"
	"strings"

	"pilotent/governance/record"
)

// SchoolHoliday is a line of the official calendar: a holiday of one académie.
type SchoolHoliday struct {
	Year     string // the school year: "2026-2027"
	Location string // the académie: "Créteil"
	Zone     string // "Zone C", or the name of a place that is in none of the three
	record.Vacation
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
	Vacations(name string) ([]record.Vacation, error)
	// PutSchoolHolidays makes the given ones all those of their académies in
	// their years.
	PutSchoolHolidays(...SchoolHoliday) error
}

// vacationsNamed is the name that the calendar gives to the académie or the
// zone that text names: « creteil », « académie de Créteil », « zone c », « C ».
func vacationsNamed(tx Tx, text string) (string, error) {
	all, err := tx.SchoolHolidays()
	if err != nil {
		return "", err
	}
	if len(all) == 0 {
		return "", record.NotFoundError("vacation.none", "text", text).About("vacations")
	}
	var zones, locations []string
	for _, h := range all {
		zones, locations = append(zones, h.Zone), append(locations, h.Location)
	}
	slices.Sort(zones)
	known := record.Unique(append(slices.Compact(zones), locations...))
	asked := strings.TrimPrefix(record.Fold(text), "academie ")
	asked = strings.TrimPrefix(strings.TrimPrefix(asked, "de "), "d ")
	for _, name := range known {
		if f := record.Fold(name); f == asked || f == "zone "+asked {
			return name, nil
		}
	}
	return "", record.NotFoundError("vacation.unknown", "text", text, "near", record.Nearest(text, known), "known", known).About("vacations")
}

package perimeter

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// vacationColumns are the names of a field in the official file, as exported
// with its field names and with its labels, folded.
var vacationColumns = []struct {
	field string
	names []string
}{
	{"description", []string{"description"}},
	{"population", []string{"population"}},
	{"start_date", []string{"start date", "date de debut"}},
	{"end_date", []string{"end date", "date de fin"}},
	{"location", []string{"location", "academies", "academie", "lieu"}},
	{"zones", []string{"zones", "zone"}},
	{"annee_scolaire", []string{"annee scolaire"}},
}

// IsVacationTable reports whether titles are those of the official calendar of
// school holidays.
func IsVacationTable(titles []string) bool {
	_, err := vacationColumnsOf(titles)
	return err == nil
}

func vacationColumnsOf(titles []string) (schoolColumns, error) {
	cols, folded := schoolColumns{}, make([]string, len(titles))
	for i, t := range titles {
		folded[i] = record.Fold(t)
	}
	for _, c := range vacationColumns {
		i := slices.IndexFunc(folded, func(t string) bool { return slices.Contains(c.names, t) })
		if i < 0 {
			return nil, record.InvalidError("vacation.column", "column", c.field, "found", strings.Join(firstNonEmpty(titles, 4), ", "))
		}
		cols[c.field] = i
	}
	return cols, nil
}

// ReadVacations reads the official calendar of school holidays. An error says
// that the table is not one at all; rows that are wrong are in the report's
// problems.
func ReadVacations(t Table) ([]reminder.SchoolHoliday, VacationReport, error) {
	var rep VacationReport
	cols, err := vacationColumnsOf(t.Titles)
	if err != nil {
		return nil, rep, err
	}
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		return nil, rep, fmt.Errorf("read vacation file: %w", err)
	}
	var holidays []reminder.SchoolHoliday
	err = rep.each(t, func(_ int, row []string) error {
		// The académies of teachers go back to work before their pupils.
		if record.Fold(cols.get(row, "population")) == "enseignants" {
			rep.Teachers++
			return nil
		}
		h, err := cols.holiday(row, paris)
		holidays = append(holidays, h)
		return err
	})
	if err == nil && len(holidays) == 0 && len(rep.Problems) == 0 {
		err = record.InvalidError("vacation.no_rows")
	}
	if err != nil {
		return nil, rep, err
	}
	slices.SortFunc(holidays, reminder.SchoolHoliday.Compare)
	holidays = slices.Compact(holidays)
	for _, h := range holidays {
		if !slices.Contains(rep.Locations, h.Location) {
			rep.Locations = append(rep.Locations, h.Location)
		}
		if until := calendar.KnownUntil([]record.Vacation{h.Vacation}); until.After(rep.Until) {
			rep.Until = until
		}
	}
	return holidays, rep, nil
}

// schoolYear is that of an académie: in the Pacific it is the year.
var schoolYear = regexp.MustCompile(`^\d{4}(-\d{4})?$`)

// holiday reads one row. The file's start is the day on which pupils leave
// after class, its end the day on which they are back: the holiday lies between.
// « Début des vacances d'été » starts and ends on one day, and has none; any
// other row of one day, or that ends on the next, is a holiday of that day.
func (c schoolColumns) holiday(row []string, paris *time.Location) (reminder.SchoolHoliday, error) {
	h := reminder.SchoolHoliday{
		Year: c.get(row, "annee_scolaire"), Location: c.get(row, "location"), Zone: c.get(row, "zones"),
		Vacation: record.Vacation{Name: c.get(row, "description")},
	}
	for _, field := range []string{"description", "location", "zones"} {
		if c.get(row, field) == "" {
			return h, record.InvalidError("import.problem.vacation_empty", "column", field)
		}
	}
	if !schoolYear.MatchString(h.Year) {
		return h, record.InvalidError("import.problem.vacation_year", "text", h.Year)
	}
	start, err := vacationDay(c.get(row, "start_date"), h.Location, paris)
	if err != nil {
		return h, err
	}
	end, err := vacationDay(c.get(row, "end_date"), h.Location, paris)
	if err != nil {
		return h, err
	}
	if end.Before(start) {
		return h, record.InvalidError("import.problem.vacation_order", "start", start, "end", end)
	}
	h.First, h.Last = start.AddDays(1), end.AddDays(-1)
	if h.Last.Before(start.AddDays(1)) && !strings.HasPrefix(record.Fold(h.Name), "debut") {
		h.First, h.Last = start, start
	}
	return h, nil
}

// vacationDay is the day that the file gives as an instant: midnight in Paris,
// told in UTC, so that the text begins with the day before. Midnight where the
// académie is will do as well; any other hour is no day.
func vacationDay(text, location string, paris *time.Location) (calendar.Date, error) {
	if d, err := calendar.ParseDate(text); err == nil && !d.IsZero() {
		return d, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return calendar.Date{}, record.InvalidError("import.problem.vacation_date", "text", text)
	}
	zones := []*time.Location{paris}
	if there, err := time.LoadLocation(record.ZoneOf(location)); err == nil && record.ZoneOf(location) != "" {
		zones = append(zones, there)
	}
	for _, zone := range zones {
		if t := at.In(zone); t.Hour() == 0 && t.Minute() == 0 {
			return calendar.DateOf(t), nil
		}
	}
	return calendar.Date{}, record.InvalidError("import.problem.vacation_hour", "text", text)
}

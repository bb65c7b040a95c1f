package storage

import (
	"slices"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

const (
	vacationColumns = "location, school_year, zone, name, first_day, last_day"
	// vacationBatch is how many rows one statement writes.
	vacationBatch = 500
)

func scanSchoolHoliday(r row) (h reminder.SchoolHoliday, err error) {
	err = r.Scan(&h.Location, &h.Year, &h.Zone, &h.Name, (*day)(&h.First), (*day)(&h.Last))
	return h, err
}

// SchoolHolidays are put in order here: each engine sorts names in its own way.
func (t *tx) SchoolHolidays() ([]reminder.SchoolHoliday, error) {
	all, err := many(t, "school holidays", scanSchoolHoliday, "SELECT "+vacationColumns+" FROM school_holidays")
	slices.SortFunc(all, reminder.SchoolHoliday.Compare)
	return all, err
}

func (t *tx) Vacations(name string) ([]record.Vacation, error) {
	return many(t, "vacations", func(r row) (v record.Vacation, err error) {
		err = r.Scan(&v.Name, (*day)(&v.First), (*day)(&v.Last))
		return v, err
	}, "SELECT DISTINCT name, first_day, last_day FROM school_holidays WHERE location = $1 OR zone = $1 ORDER BY first_day, last_day", name)
}

func (t *tx) PutSchoolHolidays(holidays ...reminder.SchoolHoliday) error {
	type whose struct{ location, year string }
	replaced := map[whose]bool{}
	for _, h := range holidays {
		if w := (whose{h.Location, h.Year}); !replaced[w] {
			replaced[w] = true
			err := t.put("school holidays", "DELETE FROM school_holidays WHERE location = $1 AND school_year = $2", w.location, w.year)
			if err != nil {
				return err
			}
		}
	}
	for batch := range slices.Chunk(holidays, vacationBatch) {
		var args []any
		for _, h := range batch {
			args = append(args, h.Location, h.Year, h.Zone, h.Name, day(h.First), day(h.Last))
		}
		if err := t.put("school holidays", insert("school_holidays", vacationColumns, len(batch)), args...); err != nil {
			return err
		}
	}
	return nil
}

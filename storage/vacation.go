package storage

import (
	"slices"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// vacationBatch is how many rows one statement writes.
const vacationBatch = 500

var schoolHolidayTable = newRelation("school_holidays", "", func(h *reminder.SchoolHoliday) []field {
	return []field{
		{"location", &h.Location},
		{"school_year", &h.Year},
		{"zone", &h.Zone},
		{"name", &h.Name},
		{"first_day", (*day)(&h.First)},
		{"last_day", (*day)(&h.Last)},
	}
})

// SchoolHolidays are put in order here: each engine sorts names in its own way.
func (t *tx) SchoolHolidays() ([]reminder.SchoolHoliday, error) {
	all, err := many(t, "school holidays", schoolHolidayTable.scan, schoolHolidayTable.selected)
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
			args = append(args, schoolHolidayTable.values(h)...)
		}
		if err := t.put("school holidays", schoolHolidayTable.insert(len(batch)), args...); err != nil {
			return err
		}
	}
	return nil
}

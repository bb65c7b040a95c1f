package calendar

import (
	"slices"
	"sort"
)

// Vacation is one school holiday, from First to Last, both included. Of one that
// ends before it begins only the beginning is known: « Début des vacances d'été ».
type Vacation struct {
	Name        string
	First, Last Date
}

// endless reports whether only the beginning is known.
func (v Vacation) endless() bool { return v.Last.Before(v.First) }

// longestVacation is more days than any school holiday has: those of summer have
// nine weeks at most.
const longestVacation = 70

// shortestVacation is how many days people call « les vacances »: a bridge, such as
// that of Ascension, has fewer.
const shortestVacation = 7

// KnownUntil is the last day of which the holidays tell whether it is one; zero
// when there is none.
func KnownUntil(vacations []Vacation) Date {
	var until Date
	for _, v := range vacations {
		// The day before is a school day; of the summer, only that may be known.
		for _, d := range []Date{v.First.AddDays(-1), v.Last} {
			if until.IsZero() || d.After(until) {
				until = d
			}
		}
	}
	return until
}

// SchoolDays says on which days schools are open: neither a public holiday nor a
// school holiday. Make it with NewSchoolDays.
type SchoolDays struct {
	Holidays Calendar
	// KnownUntil is the last day of which school holidays are known; zero where none are.
	KnownUntil Date
	// vacations are in order of their first day, and do not overlap; endless are those
	// of which the end is not known.
	vacations, endless []Vacation
}

// NewSchoolDays knows those of a region and of the school holidays of a zone.
func NewSchoolDays(holidays Calendar, vacations []Vacation) SchoolDays {
	s := SchoolDays{Holidays: holidays, KnownUntil: KnownUntil(vacations)}
	sorted := slices.Clone(vacations)
	slices.SortStableFunc(sorted, func(a, b Vacation) int { return a.First.Compare(b.First) })
	for _, v := range sorted {
		last := len(s.vacations) - 1
		switch {
		case v.endless():
			s.endless = append(s.endless, v)
		case last >= 0 && !v.First.After(s.vacations[last].Last.AddDays(1)): // académies of a zone may differ by a day
			if v.Last.After(s.vacations[last].Last) {
				s.vacations[last].Last = v.Last
			}
		default:
			s.vacations = append(s.vacations, v)
		}
	}
	return s
}

// Off is why schools are closed on a day; the zero Off is none.
type Off struct {
	Vacation string // the name of the school holiday, as it was imported
	Holiday  string // else one of the Holiday… keys
}

// Off is why schools are closed on d, as far as is known.
func (s SchoolDays) Off(d Date) Off {
	if i := s.firstAfter(d); i > 0 && !d.After(s.vacations[i-1].Last) {
		return Off{Vacation: s.vacations[i-1].Name}
	}
	name, _ := s.Holidays.Holiday(d)
	return Off{Holiday: name}
}

// firstAfter is the index of the first school holiday that begins after d.
func (s SchoolDays) firstAfter(d Date) int {
	return sort.Search(len(s.vacations), func(i int) bool { return s.vacations[i].First.After(d) })
}

// Known reports whether the calendar of school holidays reaches d.
func (s SchoolDays) Known(d Date) bool {
	if s.KnownUntil.IsZero() || d.After(s.KnownUntil) {
		return false
	}
	if s.Off(d).Vacation != "" {
		return true
	}
	return !slices.ContainsFunc(s.endless, func(v Vacation) bool {
		return !d.Before(v.First) && v.First.DaysUntil(d) < longestVacation
	})
}

// back are the days on which pupils are back at school after holidays that people
// call so, from the first that is not before from.
func (s SchoolDays) back(from Date) func(yield func(Date) bool) {
	return func(yield func(Date) bool) {
		for _, v := range s.vacations[max(0, s.firstAfter(from.AddDays(-longestVacation))-1):] {
			if v.First.DaysUntil(v.Last)+1 < shortestVacation {
				continue
			}
			if day := v.Last.AddDays(1); !day.Before(from) && !yield(day) {
				return
			}
		}
	}
}

package calendar

import (
	"iter"
	"slices"
	"time"
)

// Recurrence is a rule between two days, with what becomes of days on which schools
// are closed.
type Recurrence struct {
	Rule Rule
	// First is the first day that may be one: every second week or month is counted
	// from it. See Rule.Start.
	First Date
	// Until is the last day that may be one; zero: there is no end.
	Until    Date
	IfClosed IfClosed
}

// IfClosed is what becomes of an occurrence on which schools are closed.
type IfClosed string

const (
	// IfClosedMove moves it to the same weekday a week later, and so on until schools are
	// open: what a committee does whose first Tuesday is in the holidays, since that is
	// the day that its members keep free. Where it would meet the next one, as every week
	// does, it is left out.
	IfClosedMove IfClosed = "move"
	// IfClosedSkip leaves it out.
	IfClosedSkip IfClosed = "skip"
	// IfClosedKeep holds it all the same.
	IfClosedKeep IfClosed = "keep"
)

// IfClosedChoices are all of them, the usual one first.
func IfClosedChoices() []IfClosed { return []IfClosed{IfClosedMove, IfClosedSkip, IfClosedKeep} }

// MessageKey names it in the catalogue.
func (c IfClosed) MessageKey() string { return "if_closed." + string(c) }

// Occurrence is one day of a recurrence.
type Occurrence struct {
	// Slot is the day by the rule alone, by which the occurrence is known.
	Slot Date
	// Day is when it takes place; zero where it is left out.
	Day Date
	// Off is why schools are closed on Slot.
	Off Off
	// Unknown says that the school holidays of that time are not known: they may be on
	// that day.
	Unknown bool
}

// lastDay is that of the last year that dates are written in.
var lastDay = Date{9999, time.December, 31}

// Start is the first day, from one on, that the rule may begin with: a day of each
// week or month, whichever of them it counts. Without it, « un jeudi sur deux » from a
// Friday on would begin thirteen days later.
func (r Rule) Start(from Date, school SchoolDays) Date {
	r.Every = 1
	for d := range r.days(from, from, school) {
		return d
	}
	return from
}

// Slots are the days of the rule from one day on, in order, whether schools are open
// or not. After school holidays there are as many as are known.
func (r Recurrence) Slots(from Date, school SchoolDays) iter.Seq[Date] {
	until := r.Until
	if until.IsZero() || until.After(lastDay) {
		until = lastDay
	}
	if from.Before(r.First) {
		from = r.First
	}
	return func(yield func(Date) bool) {
		for d := range r.Rule.days(r.First, from, school) {
			if d.After(until) || !yield(d) {
				return
			}
		}
	}
}

// Occurrences are those whose slot is from on, in order: of their days too, since none
// is moved past the next.
func (r Recurrence) Occurrences(from Date, school SchoolDays) iter.Seq[Occurrence] {
	return func(yield func(Occurrence) bool) {
		var slot Date
		for next := range r.Slots(from, school) {
			if !slot.IsZero() && !yield(r.occurrence(slot, next, school)) {
				return
			}
			slot = next
		}
		if !slot.IsZero() {
			yield(r.occurrence(slot, Date{}, school))
		}
	}
}

// occurrence is that of a slot, before the next one; zero: there is no next one.
func (r Recurrence) occurrence(slot, next Date, school SchoolDays) Occurrence {
	o := Occurrence{Slot: slot, Day: slot, Off: school.Off(slot), Unknown: !school.Known(slot)}
	if r.Rule.Cycle == CycleVacations {
		o.Unknown = false // it comes after a holiday that is known
	}
	if o.Off == (Off{}) || r.IfClosed == IfClosedKeep {
		return o
	}
	o.Day = Date{}
	if r.IfClosed == IfClosedSkip {
		return o
	}
	for d := slot.AddDays(7); slot.DaysUntil(d) <= longestVacation; d = d.AddDays(7) {
		if !next.IsZero() && !d.Before(next) || !r.Until.IsZero() && d.After(r.Until) {
			return o
		}
		if school.Off(d) == (Off{}) {
			o.Day, o.Unknown = d, !school.Known(d)
			return o
		}
	}
	return o
}

// days are those of the rule that are not before from, which is not before first.
func (r Rule) days(first, from Date, school SchoolDays) iter.Seq[Date] {
	switch r.Cycle {
	case CycleVacations:
		return r.afterVacations(from, school)
	case CycleMonths:
		return r.ofMonths(first, from)
	default:
		return r.ofWeeks(first, from)
	}
}

func (r Rule) ofWeeks(first, from Date) iter.Seq[Date] {
	return func(yield func(Date) bool) {
		step := 7 * r.Every
		monday := first.AddDays(-fromMonday(first.Weekday()))
		for week := monday.AddDays(monday.DaysUntil(from) / step * step); ; week = week.AddDays(step) {
			for _, d := range r.Days {
				if day := week.AddDays(fromMonday(d.Weekday)); !day.Before(from) && !yield(day) {
					return
				}
			}
		}
	}
}

func (r Rule) ofMonths(first, from Date) iter.Seq[Date] {
	return func(yield func(Date) bool) {
		passed := 12*(from.Year-first.Year) + int(from.Month-first.Month)
		for n := passed / r.Every * r.Every; ; n += r.Every {
			month := NewDate(first.Year, first.Month+time.Month(n), 1)
			if len(r.Months) > 0 && !slices.Contains(r.Months, month.Month) {
				continue
			}
			for _, day := range r.in(month) {
				if !day.Before(from) && !yield(day) {
					return
				}
			}
		}
	}
}

// in are the rule's days of a month, in order, each once: a fourth Tuesday may be the
// last.
func (r Rule) in(month Date) []Date {
	days := make([]Date, len(r.Days))
	for i, d := range r.Days {
		days[i] = d.In(month.Year, month.Month)
	}
	slices.SortFunc(days, Date.Compare)
	return slices.Compact(days)
}

// In is the weekday of that rank in a month; zero where the month has none.
func (d RankedDay) In(year int, month time.Month) Date {
	if d.Rank == RankLast {
		end := NewDate(year, month+1, 0)
		return end.AddDays(-((int(end.Weekday()-d.Weekday) + 7) % 7))
	}
	first := NewDate(year, month, 1)
	day := first.AddDays((int(d.Weekday-first.Weekday())+7)%7 + 7*(d.Rank-1))
	if d.Rank < 1 || day.Month != first.Month {
		return Date{}
	}
	return day
}

func (r Rule) afterVacations(from Date, school SchoolDays) iter.Seq[Date] {
	return func(yield func(Date) bool) {
		weekday := r.Days[0].Weekday
		for back := range school.back(from.AddDays(-6)) {
			day := back.AddDays((int(weekday-back.Weekday()) + 7) % 7)
			if !day.Before(from) && !yield(day) {
				return
			}
		}
	}
}

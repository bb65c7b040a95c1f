package i18n

import (
	"slices"
	"strconv"
	"time"

	"pilotent/governance/calendar"
	"pilotent/message"
)

// Rule is « le premier mardi du mois », « un jeudi sur deux », "every Tuesday and
// Thursday": what people may type to have the same rule.
func (p Printer) Rule(r calendar.Rule) message.Text {
	switch {
	case len(r.Days) == 0:
		return ""
	case r.Cycle == calendar.CycleVacations:
		return p.Text("recurrence.vacations", "day", r.Days[0].Weekday)
	case r.Cycle == calendar.CycleWeeks && r.Every == 1:
		return p.Text("recurrence.weekly", "days", p.weekdays("recurrence.every_day", r.Days))
	case r.Cycle == calendar.CycleWeeks && r.Every == 2 && len(r.Days) == 1:
		return p.Text("recurrence.every_other", "day", r.Days[0].Weekday)
	case r.Cycle == calendar.CycleWeeks:
		return p.Text("recurrence.weeks", "number", r.Every, "days", p.weekdays("recurrence.day", r.Days))
	case r.Every > 1:
		return p.Text("recurrence.months", "number", r.Every, "days", p.ranked(r.Days))
	case len(r.Months) > 0:
		return p.Text("recurrence.named", "days", p.ranked(r.Days), "months", p.ofMonths(r.Months))
	default:
		return p.Text("recurrence.monthly", "days", p.ranked(r.Days))
	}
}

// weekdays are those of a week, each said by the sentence of that key.
func (p Printer) weekdays(key string, days []calendar.RankedDay) message.Text {
	return p.List(p.each(len(days), func(i int) any { return p.Text(key, "day", days[i].Weekday) }))
}

// ranked are « le premier et le troisième mardi et le dernier jeudi ».
func (p Printer) ranked(days []calendar.RankedDay) message.Text {
	var weekdays []time.Weekday
	ranks := map[time.Weekday][]message.Text{}
	for _, d := range days {
		if !slices.Contains(weekdays, d.Weekday) {
			weekdays = append(weekdays, d.Weekday)
		}
		ranks[d.Weekday] = append(ranks[d.Weekday], p.Text("recurrence.rank."+strconv.Itoa(d.Rank)))
	}
	return p.List(p.each(len(weekdays), func(i int) any {
		return p.Text("recurrence.ranked", "ranks", p.List(ranks[weekdays[i]]), "day", weekdays[i])
	}))
}

// ofMonths are months in the order of a school year: « de novembre, de février et de
// mai ».
func (p Printer) ofMonths(list []time.Month) message.Text {
	ordered := slices.Clone(list)
	fromSeptember := func(m time.Month) int { return int(m-time.September+12) % 12 }
	slices.SortFunc(ordered, func(a, b time.Month) int { return fromSeptember(a) - fromSeptember(b) })
	return p.List(p.each(len(ordered), func(i int) any {
		return p.Text("recurrence.of_month", "month", message.Text(months[p.Lang][ordered[i]-1]))
	}))
}

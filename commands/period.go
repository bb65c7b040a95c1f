package commands

import (
	"regexp"
	"strconv"
	"strings"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
)

// units are the words for the units of a contract's periods, folded, and how
// many of the unit one of them is.
var units = []struct {
	unit  calendar.Unit
	times int
	words []string
}{
	{calendar.UnitDays, 1, []string{"j", "jour", "jours", "d", "day", "days", "jours calendaires", "calendar days"}},
	{calendar.UnitDays, 7, []string{"semaine", "semaines", "week", "weeks"}},
	{calendar.UnitMonths, 1, []string{"mois", "month", "months"}},
	{calendar.UnitMonths, 12, []string{"an", "ans", "annee", "annees", "year", "years"}},
	{calendar.UnitWorkingDays, 1, []string{"jo", "jour ouvre", "jours ouvres", "j ouvre", "j ouvres", "working day", "working days"}},
	{calendar.UnitClearDays, 1, []string{"jf", "jour franc", "jours francs", "j franc", "j francs", "clear day", "clear days"}},
}

var lengthAndUnit = regexp.MustCompile(`^(\d{1,5}) ?(\pL[\pL ]*)$`)

// readPeriod reads the length of a contract's period: « 15j », « 1 mois »,
// « 5 jours ouvrés », « 3 jours francs », « 1 an ».
func readPeriod(text string) (calendar.Period, error) {
	m := lengthAndUnit.FindStringSubmatch(record.Fold(text))
	if m == nil || strings.ContainsAny(text, "-−+,.") { // which Fold drops: « -3j », « 1,5 mois »
		return calendar.Period{}, record.InvalidError("clause.length", "text", text).About("length")
	}
	// A « jour ouvrable » is usually a Saturday too, which is not counted here:
	// no guess (domain.md §2).
	if strings.Contains(m[2], "ouvrable") {
		return calendar.Period{}, record.InvalidError("clause.ouvrable", "text", text, "count", m[1]).About("length")
	}
	n, err := strconv.Atoi(m[1])
	for _, u := range units {
		for _, w := range u.words {
			if p := (calendar.Period{Length: n * u.times, Unit: u.unit}); w == m[2] && err == nil && p.Valid() {
				return p, nil
			}
		}
	}
	return calendar.Period{}, record.InvalidError("clause.length", "text", text).About("length")
}

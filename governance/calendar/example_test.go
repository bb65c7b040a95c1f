package calendar_test

import (
	"fmt"

	"pilotent/governance/calendar"
)

// A public holiday depends on where it is.
func ExampleCalendar_Holiday() {
	goodFriday := calendar.MustParseDate("2027-03-26")
	for _, region := range []calendar.Region{calendar.RegionMetropole, "alsace-moselle-vendredi-saint"} {
		name, off := calendar.Calendar{Region: region}.Holiday(goodFriday)
		fmt.Printf("%s: %t %q\n", region, off, name)
	}
	// Output:
	// metropole: false ""
	// alsace-moselle-vendredi-saint: true "good-friday"
}

// A period of the CCAG-TIC begins the day after the fact. One that ends on a day
// off ends on the next working day; each step says by which article.
func ExampleCalendar_End() {
	c := calendar.Calendar{Region: calendar.RegionMetropole}
	end := c.End(calendar.MustParseDate("2026-11-25"), calendar.Period{Length: 1, Unit: calendar.UnitMonths})
	fmt.Println(end.Day, end.Day.Weekday())
	for _, s := range end.Steps {
		fmt.Printf("%s %s %s %q\n", s.Article, s.Rule, s.Day, s.Holiday)
	}
	// Output:
	// 2026-12-28 Monday
	// 3.2.1 starts-day-after 2026-11-26 ""
	// 3.2.3 quantieme 2026-12-25 ""
	// 3.2.4 ends-holiday 2026-12-25 "christmas"
	// 3.2.4 ends-weekend 2026-12-26 ""
	// 3.2.4 ends-weekend 2026-12-27 ""
	// 3.2.4 next-working-day 2026-12-28 ""
}

// Working days leave out weekends and holidays.
func ExampleCalendar_AddWorkingDays() {
	c := calendar.Calendar{Region: calendar.RegionMetropole}
	fmt.Println(c.AddWorkingDays(calendar.MustParseDate("2026-12-23"), 2))
	// Output: 2026-12-28
}

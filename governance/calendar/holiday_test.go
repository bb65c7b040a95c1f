package calendar_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/calendar"
)

// gaussEaster is Easter Sunday by Gauss, with both of his exceptions: another
// formula than that of the package.
func gaussEaster(year int) calendar.Date {
	a, b, c, k := year%19, year%4, year%7, year/100
	m := (15 - (13+8*k)/25 + k - k/4) % 30
	n := (4 + k - k/4) % 7
	d := (19*a + m) % 30
	e := (2*b + 4*c + 6*d + n) % 7
	if e == 6 && (d == 29 || d == 28 && (11*m+11)%30 < 19) {
		e = -1
	}
	return calendar.NewDate(year, time.March, 22+d+e)
}

// holidays are the holidays of a year by their ISO date.
func holidays(c calendar.Calendar, year int) map[string]string {
	found := map[string]string{}
	for d := calendar.NewDate(year, time.January, 1); d.Year == year; d = d.AddDays(1) {
		if name, ok := c.Holiday(d); ok {
			found[d.String()] = name
		}
	}
	return found
}

func national(year int, easter calendar.Date) map[string]string {
	on := func(monthDay string) string { return fmt.Sprintf("%d-%s", year, monthDay) }
	return map[string]string{
		on("01-01"):                 "new-year",
		on("05-01"):                 "labour-day",
		on("05-08"):                 "victory-1945",
		on("07-14"):                 "bastille",
		on("08-15"):                 "assumption",
		on("11-01"):                 "all-saints",
		on("11-11"):                 "armistice",
		on("12-25"):                 "christmas",
		easter.AddDays(1).String():  "easter-monday",
		easter.AddDays(39).String(): "ascension",
		easter.AddDays(50).String(): "whit-monday",
	}
}

// easters are the published dates of Easter Sunday.
func easters() map[int]string {
	return map[int]string{
		2024: "2024-03-31", 2025: "2025-04-20", 2026: "2026-04-05", 2027: "2027-03-28",
		2028: "2028-04-16", 2029: "2029-04-01", 2030: "2030-04-21", 2031: "2031-04-13",
		2032: "2032-03-28", 2033: "2033-04-17", 2034: "2034-04-09", 2035: "2035-03-25",
	}
}

func TestHolidaysOfMetropole(t *testing.T) {
	t.Parallel()
	for year, easter := range easters() {
		t.Run(fmt.Sprint(year), func(t *testing.T) {
			require.Equal(t, easter, gaussEaster(year).String())
			want := national(year, day(easter))
			require.Len(t, want, 11)
			require.Equal(t, want, holidays(calendar.Calendar{}, year))
			require.Equal(t, want, holidays(calendar.Calendar{Region: calendar.RegionMetropole}, year))
		})
	}
}

func TestEasterMondayAgreesWithGauss(t *testing.T) {
	t.Parallel()
	for year := 1583; year <= 4099; year++ {
		name, ok := calendar.Calendar{}.Holiday(gaussEaster(year).AddDays(1))
		require.True(t, ok, year)
		require.Equal(t, "easter-monday", name, year)
	}
}

func TestHolidaysOfRegions(t *testing.T) {
	t.Parallel()
	own := map[string]map[string]string{ // in 2026
		"metropole":                     {},
		"alsace-moselle":                {"2026-12-26": "st-stephen"},
		"alsace-moselle-vendredi-saint": {"2026-12-26": "st-stephen", "2026-04-03": "good-friday"},
		"guadeloupe":                    {"2026-05-27": "abolition"},
		"guyane":                        {"2026-06-10": "abolition"},
		"martinique":                    {"2026-05-22": "abolition"},
		"la-reunion":                    {"2026-12-20": "abolition"},
		"mayotte":                       {"2026-04-27": "abolition"},
		"saint-barthelemy":              {"2026-10-09": "abolition"},
		"saint-martin":                  {"2026-05-28": "abolition"},
		"nouvelle-caledonie":            {},
		"polynesie-francaise":           {},
		"saint-pierre-et-miquelon":      {},
		"wallis-et-futuna":              {},
	}
	require.Len(t, calendar.Regions(), len(own))
	for _, region := range calendar.Regions() {
		t.Run(string(region), func(t *testing.T) {
			want := national(2026, day("2026-04-05"))
			require.Contains(t, own, string(region))
			maps.Copy(want, own[string(region)])
			require.Equal(t, want, holidays(calendar.Calendar{Region: region}, 2026))
		})
	}
	t.Run("an unknown region has the national days", func(t *testing.T) {
		require.Equal(t, national(2026, day("2026-04-05")), holidays(calendar.Calendar{Region: "atlantide"}, 2026))
	})
}

func TestGoodFridayEveryYear(t *testing.T) {
	t.Parallel()
	with := calendar.Calendar{Region: calendar.RegionAlsaceMoselleGoodFriday}
	without := calendar.Calendar{Region: calendar.RegionAlsaceMoselle}
	for year, easter := range easters() {
		friday := day(easter).AddDays(-2)
		require.Equal(t, time.Friday, friday.Weekday())
		require.Equal(t, "good-friday", holidays(with, year)[friday.String()])
		require.True(t, without.WorkingDay(friday))
		require.Len(t, holidays(with, year), 13)
		require.Len(t, holidays(without, year), 12)
	}
}

func TestTwoHolidaysOnOneDay(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ region, day, want string }{
		"a fixed one before Ascension":      {"metropole", "2008-05-01", "labour-day"},
		"a national one before a local one": {"guyane", "2030-06-10", "whit-monday"},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := calendar.Calendar{Region: calendar.Region(tc.region)}.Holiday(day(tc.day))
			require.True(t, ok)
			require.Equal(t, tc.want, got)
		})
	}
}

func TestAddedAndRemovedDays(t *testing.T) {
	t.Parallel()
	c := calendar.Calendar{
		Region:  calendar.RegionMartinique,
		Added:   []calendar.Date{day("2026-04-03"), day("2026-12-25"), day("2026-12-24")},
		Removed: []calendar.Date{day("2026-05-25"), day("2026-12-24")},
	}
	for name, tc := range map[string]struct{ day, want string }{
		"an added day":                    {"2026-04-03", "added"},
		"not the same day another year":   {"2027-04-03", ""},
		"an added holiday keeps its name": {"2026-12-25", "christmas"},
		"a removed holiday":               {"2026-05-25", ""},
		"removed wins over added":         {"2026-12-24", ""},
		"the region's own day stays":      {"2026-05-22", "abolition"},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := c.Holiday(day(tc.day))
			require.Equal(t, tc.want, got)
			require.Equal(t, tc.want != "", ok)
		})
	}
}

func TestParseRegion(t *testing.T) {
	t.Parallel()
	for _, region := range calendar.Regions() {
		for _, s := range []string{
			string(region), strings.ToUpper(string(region)), " " + strings.ReplaceAll(string(region), "-", " ") + "\n",
		} {
			got, ok := calendar.ParseRegion(s)
			require.True(t, ok, s)
			require.Equal(t, region, got)
		}
	}
	for _, s := range []string{"", "paris", "alsace", "metropole-", "metro pole"} {
		got, ok := calendar.ParseRegion(s)
		require.False(t, ok, s)
		require.Empty(t, got)
	}
}

func TestRegionMessageKey(t *testing.T) {
	t.Parallel()
	require.Equal(t, "region.metropole", calendar.Region("").MessageKey())
	require.Equal(t, "region.la-reunion", calendar.RegionLaReunion.MessageKey())
}

func TestACalendarThatIsKnownToBeIncomplete(t *testing.T) {
	t.Parallel()
	var incomplete []calendar.Region
	for _, r := range append(calendar.Regions(), "") {
		if (calendar.Calendar{Region: r}).Incomplete() {
			incomplete = append(incomplete, r)
		}
		require.False(t, calendar.Calendar{Region: r, Added: []calendar.Date{{Year: 2026, Month: 9, Day: 24}}}.Incomplete(), "somebody has added its days")
	}
	require.ElementsMatch(t, []calendar.Region{
		calendar.RegionMayotte, calendar.RegionNouvelleCaledonie, calendar.RegionPolynesieFrancaise,
		calendar.RegionSaintPierreEtMiquelon, calendar.RegionWallisEtFutuna,
	}, incomplete)
}

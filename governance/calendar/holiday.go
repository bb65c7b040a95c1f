package calendar

import (
	"slices"
	"strings"
	"time"
)

// Region is a place with its own list of public holidays: the zones of the
// official data set calendrier.api.gouv.fr/jours-feries, and Good Friday apart.
// The zero Region is RegionMetropole.
type Region string

const (
	// RegionMetropole has the eleven days of art. L3133-1 of the code du travail.
	RegionMetropole Region = "metropole"
	// RegionAlsaceMoselle (57, 67, 68) adds 26 December (art. L3134-13), for the
	// communes without a Protestant or shared church.
	RegionAlsaceMoselle Region = "alsace-moselle"
	// RegionAlsaceMoselleGoodFriday adds 26 December and Good Friday, for the
	// communes that have such a church (same article).
	RegionAlsaceMoselleGoodFriday Region = "alsace-moselle-vendredi-saint"

	// The next ones add the day that commemorates the abolition of slavery
	// (art. L3422-2). Days off by local usage are left to Calendar.Added: Good
	// Friday in the Antilles, the Muslim feasts in Mayotte.

	RegionGuadeloupe      Region = "guadeloupe"
	RegionGuyane          Region = "guyane"
	RegionMartinique      Region = "martinique"
	RegionLaReunion       Region = "la-reunion"
	RegionMayotte         Region = "mayotte"
	RegionSaintBarthelemy Region = "saint-barthelemy"
	// RegionSaintMartin keeps 28 May, as the prefecture and the official data
	// set do since 2018; the article still says 27 May.
	RegionSaintMartin Region = "saint-martin"

	// The last ones have the national days only: their own days are not
	// confirmed, and belong in Calendar.Added.

	RegionNouvelleCaledonie     Region = "nouvelle-caledonie"
	RegionPolynesieFrancaise    Region = "polynesie-francaise"
	RegionSaintPierreEtMiquelon Region = "saint-pierre-et-miquelon"
	RegionWallisEtFutuna        Region = "wallis-et-futuna"
)

// Incomplete reports whether the calendar is known to lack days off of its region:
// those that its law or its usage adds are left to Added, and nothing was added.
func (c Calendar) Incomplete() bool {
	switch c.Region {
	case RegionNouvelleCaledonie, RegionPolynesieFrancaise, RegionSaintPierreEtMiquelon, RegionWallisEtFutuna, // their own days
		RegionMayotte: // the Muslim feasts
		return len(c.Added) == 0
	default:
		return false
	}
}

// Regions are all regions, mainland first.
func Regions() []Region {
	return []Region{
		RegionMetropole, RegionAlsaceMoselle, RegionAlsaceMoselleGoodFriday,
		RegionGuadeloupe, RegionGuyane, RegionMartinique, RegionLaReunion, RegionMayotte,
		RegionSaintBarthelemy, RegionSaintMartin,
		RegionNouvelleCaledonie, RegionPolynesieFrancaise, RegionSaintPierreEtMiquelon, RegionWallisEtFutuna,
	}
}

// ParseRegion reads a region's key. Case does not matter and a blank may stand
// for a hyphen; accents are for the caller to fold.
func ParseRegion(s string) (Region, bool) {
	r := Region(strings.Join(strings.Fields(strings.ToLower(s)), "-"))
	if !slices.Contains(Regions(), r) {
		return "", false
	}
	return r, true
}

// MessageKey names the region in the catalogue.
func (r Region) MessageKey() string {
	if r == "" {
		r = RegionMetropole
	}
	return "region." + string(r)
}

// The names that Holiday gives to days: stable keys, for the catalogue.
const (
	HolidayNewYear      = "new-year"
	HolidayGoodFriday   = "good-friday"
	HolidayEasterMonday = "easter-monday"
	HolidayLabourDay    = "labour-day"
	HolidayVictory1945  = "victory-1945"
	HolidayAscension    = "ascension"
	HolidayWhitMonday   = "whit-monday"
	HolidayBastille     = "bastille"
	HolidayAssumption   = "assumption"
	HolidayAllSaints    = "all-saints"
	HolidayArmistice    = "armistice"
	HolidayChristmas    = "christmas"
	HolidayStStephen    = "st-stephen"
	HolidayAbolition    = "abolition"
	HolidayAdded        = "added"
)

// Calendar says which days are public holidays and which are worked. The zero
// Calendar is that of RegionMetropole. It follows today's law for every year.
type Calendar struct {
	Region Region
	// Added are further holidays: local usage, a closing day.
	Added []Date
	// Removed are no holidays, whatever the region or Added says.
	Removed []Date
}

// Holiday reports whether d is a public holiday, and its name. A day that is two
// holidays has the name of the fixed national one, else of the national one.
func (c Calendar) Holiday(d Date) (name string, ok bool) {
	if slices.Contains(c.Removed, d) {
		return "", false
	}
	for _, find := range []func(Date) string{fixed, movable, c.Region.own} {
		if name := find(d); name != "" {
			return name, true
		}
	}
	if slices.Contains(c.Added, d) {
		return HolidayAdded, true
	}
	return "", false
}

// monthDay is a day that comes back every year.
type monthDay struct {
	month time.Month
	day   int
}

// fixed names the national holidays that keep their date (art. L3133-1).
func fixed(d Date) string {
	switch (monthDay{d.Month, d.Day}) {
	case monthDay{time.January, 1}:
		return HolidayNewYear
	case monthDay{time.May, 1}:
		return HolidayLabourDay
	case monthDay{time.May, 8}:
		return HolidayVictory1945
	case monthDay{time.July, 14}:
		return HolidayBastille
	case monthDay{time.August, 15}:
		return HolidayAssumption
	case monthDay{time.November, 1}:
		return HolidayAllSaints
	case monthDay{time.November, 11}:
		return HolidayArmistice
	case monthDay{time.December, 25}:
		return HolidayChristmas
	}
	return ""
}

// movable names the national holidays that follow Easter (art. L3133-1).
func movable(d Date) string {
	switch easter(d.Year).DaysUntil(d) {
	case 1:
		return HolidayEasterMonday
	case 39:
		return HolidayAscension
	case 50:
		return HolidayWhitMonday
	}
	return ""
}

// own names the holidays that the region adds to the national ones.
func (r Region) own(d Date) string {
	if r == RegionAlsaceMoselle || r == RegionAlsaceMoselleGoodFriday {
		switch {
		case d.Month == time.December && d.Day == 26:
			return HolidayStStephen
		case r == RegionAlsaceMoselleGoodFriday && easter(d.Year).DaysUntil(d) == -2:
			return HolidayGoodFriday
		}
		return ""
	}
	if day, ok := r.abolition(); ok && day == (monthDay{d.Month, d.Day}) {
		return HolidayAbolition
	}
	return ""
}

// abolition is the day of art. L3422-2 in the region.
func (r Region) abolition() (monthDay, bool) {
	switch r {
	case RegionMayotte:
		return monthDay{time.April, 27}, true
	case RegionMartinique:
		return monthDay{time.May, 22}, true
	case RegionGuadeloupe:
		return monthDay{time.May, 27}, true
	case RegionSaintMartin:
		return monthDay{time.May, 28}, true
	case RegionGuyane:
		return monthDay{time.June, 10}, true
	case RegionSaintBarthelemy:
		return monthDay{time.October, 9}, true
	case RegionLaReunion:
		return monthDay{time.December, 20}, true
	}
	return monthDay{}, false
}

// easter is Easter Sunday of the Gregorian calendar, by the anonymous formula
// of 1876 (Meeus, Jones and Butcher).
func easter(year int) Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (b - (b+8)/25 + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return Date{year, time.Month(n / 31), n%31 + 1}
}

package calendar_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/calendar"
)

// walker finds deadlines a second way, which shares nothing with the package:
// it walks from day to day, counting weekdays on its fingers from a Monday that
// is known, with Easter by Clavius (Knuth, The Art of Computer Programming,
// 1.3.2, exercise 14) and the holidays copied from the texts.
type walker struct {
	y, m, d int
	weekday int // 0 is Monday
	extra   []calendar.Date
	removed []calendar.Date
	own     map[[2]int]bool
	friday  bool // Good Friday is a holiday
}

// The days of each place beside the eleven of art. L3133-1: L3134-13 for
// Alsace-Moselle, L3422-2 overseas.
var ownDays = map[calendar.Region][][2]int{
	"metropole": nil, "alsace-moselle": {{12, 26}}, "alsace-moselle-vendredi-saint": {{12, 26}},
	"guadeloupe": {{5, 27}}, "guyane": {{6, 10}}, "martinique": {{5, 22}}, "la-reunion": {{12, 20}}, "mayotte": {{4, 27}},
	"saint-barthelemy": {{10, 9}}, "saint-martin": {{5, 28}},
	"nouvelle-caledonie": nil, "polynesie-francaise": nil, "saint-pierre-et-miquelon": nil, "wallis-et-futuna": nil,
}

func walkFrom(t *testing.T, c calendar.Calendar, d calendar.Date) *walker {
	t.Helper()
	w := &walker{y: 2024, m: 1, d: 1, extra: c.Added, removed: c.Removed, own: map[[2]int]bool{}}
	days, ok := ownDays[c.Region]
	require.True(t, ok, "%s is not in the table", c.Region)
	for _, day := range days {
		w.own[day] = true
	}
	w.friday = c.Region == "alsace-moselle-vendredi-saint"
	for w.date() != d {
		w.step()
	}
	return w
}

func (w *walker) date() calendar.Date {
	return calendar.Date{Year: w.y, Month: time.Month(w.m), Day: w.d}
}

func (w *walker) monthLength() int {
	switch {
	case w.m == 2 && w.y%4 == 0 && (w.y%100 != 0 || w.y%400 == 0):
		return 29
	case w.m == 2:
		return 28
	case w.m == 4 || w.m == 6 || w.m == 9 || w.m == 11:
		return 30
	default:
		return 31
	}
}

func (w *walker) step() {
	w.weekday = (w.weekday + 1) % 7
	w.d++
	if w.d > w.monthLength() {
		w.d, w.m = 1, w.m+1
	}
	if w.m > 12 {
		w.m, w.y = 1, w.y+1
	}
}

// easterMarch is Easter Sunday as a day of March: 32 is 1 April.
func easterMarch(y int) int {
	golden, century := y%19+1, y/100+1
	skipped, moon := 3*century/4-12, (8*century+5)/25-5
	sunday := 5*y/4 - skipped - 10
	epact := (11*golden + 20 + moon - skipped) % 30
	if epact < 0 {
		epact += 30
	}
	if epact == 25 && golden > 11 || epact == 24 {
		epact++
	}
	n := 44 - epact
	if n < 21 {
		n += 30
	}
	return n + 7 - (sunday+n)%7
}

func (w *walker) holiday() bool {
	national := [][2]int{{1, 1}, {5, 1}, {5, 8}, {7, 14}, {8, 15}, {11, 1}, {11, 11}, {12, 25}}
	march := map[int]int{3: 0, 4: 31, 5: 61, 6: 92}
	before, spring := march[w.m]
	after := before + w.d - easterMarch(w.y) // days after Easter
	switch {
	case slices.Contains(w.removed, w.date()):
		return false
	case slices.Contains(national, [2]int{w.m, w.d}), w.own[[2]int{w.m, w.d}], slices.Contains(w.extra, w.date()):
		return true
	default:
		return spring && (after == 1 || after == 39 || after == 50 || w.friday && after == -2)
	}
}

func (w *walker) worked() bool { return w.weekday < 5 && !w.holiday() }

// end walks the period of art. 3.2 to its last day, before and after it is put off.
func (w *walker) end(p calendar.Period) (raw, last calendar.Date) {
	fact := w.d
	switch p.Unit {
	case calendar.UnitDays:
		for range p.Length {
			w.step()
		}
	case calendar.UnitClearDays:
		for range p.Length {
			w.step() // a whole day, which counts
		}
		w.step() // that of the end, which does not
	case calendar.UnitWorkingDays:
		for left := p.Length; left > 0; {
			if w.step(); w.worked() {
				left--
			}
		}
	case calendar.UnitMonths:
		for left := p.Length; left > 0; {
			if w.step(); w.d == 1 {
				left--
			}
		}
		for w.d != fact && w.d != w.monthLength() {
			w.step()
		}
	}
	raw = w.date()
	for !w.worked() {
		w.step()
	}
	return raw, w.date()
}

func TestDeadlinesAgreeWithAWalkFromDayToDay(t *testing.T) {
	t.Parallel()
	const each = 36
	rng := rand.New(rand.NewPCG(2024, 2035))
	cases := 0
	for _, region := range calendar.Regions() {
		for _, unit := range calendar.Units() {
			for i := range each {
				fact := calendar.NewDate(2024, time.January, 1+rng.IntN(12*365+3))
				c := calendar.Calendar{Region: region}
				p := calendar.Period{Length: 1 + rng.IntN(60), Unit: unit}
				if i%3 == 0 {
					p.Length = []int{7, 8, 10, 15, 30}[rng.IntN(5)]
				}
				if unit == calendar.UnitMonths {
					p.Length = 1 + rng.IntN(13)
				}
				if i%4 == 0 { // closing days of one's own, and holidays that are worked
					for range 5 {
						c.Added = append(c.Added, fact.AddDays(rng.IntN(45)))
						c.Removed = append(c.Removed, fact.AddDays(rng.IntN(45)))
					}
				}
				got := c.End(fact, p)
				raw, last := walkFrom(t, c, fact).end(p)
				require.Equal(t, []string{raw.String(), last.String()}, []string{got.RawEnd.String(), got.Day.String()},
					"%d %s from %s, %s", p.Length, unit, fact, region)
				cases++
			}
		}
	}
	require.GreaterOrEqual(t, cases, 2000)
}

// Every day of the years 2024 to 2035, in every region: the two ways agree on
// which are holidays.
func TestHolidaysAgreeWithAWalkFromDayToDay(t *testing.T) {
	t.Parallel()
	for _, region := range calendar.Regions() {
		c := calendar.Calendar{Region: region}
		for w := walkFrom(t, c, day("2024-01-01")); w.y < 2036; w.step() {
			_, holiday := c.Holiday(w.date())
			require.Equal(t, w.holiday(), holiday, "%s %s", region, w.date())
			require.Equal(t, w.worked(), c.WorkingDay(w.date()), "%s %s", region, w.date())
		}
	}
}

package calendar_test

import (
	"iter"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pilotent/governance/calendar"
	"pilotent/internal/drawtest"
)

// zoneC are the school holidays of a school year, as they are imported.
func zoneC() []calendar.Vacation {
	return []calendar.Vacation{
		{"Vacances de la Toussaint", day("2026-10-18"), day("2026-11-01")},
		{"Vacances de Noël", day("2026-12-20"), day("2027-01-03")},
		{"Vacances d'Hiver", day("2027-02-07"), day("2027-02-21")},
		{"Vacances de Printemps", day("2027-04-04"), day("2027-04-18")},
		{"Pont de l'Ascension", day("2027-05-07"), day("2027-05-09")},
		{"Vacances d'Été", day("2027-07-04"), day("2027-08-31")},
	}
}

func schoolDays(vacations ...calendar.Vacation) calendar.SchoolDays {
	return calendar.NewSchoolDays(calendar.Calendar{}, vacations)
}

// recurring is "2026-09-01 2027-06-30 move FREQ=…".
func recurring(t require.TestingT, text string) calendar.Recurrence {
	f := strings.Fields(text)
	require.Len(t, f, 4, text)
	until := calendar.Date{}
	if f[1] != "-" {
		until = day(f[1])
	}
	return calendar.Recurrence{Rule: calendar.MustParseRule(f[3]), First: day(f[0]), Until: until, IfClosed: calendar.IfClosed(f[2])}
}

// told are occurrences as a line each: the slot, where it moves or that it is left out,
// and why.
func told(occurrences iter.Seq[calendar.Occurrence], most int) (lines []string) {
	for o := range occurrences {
		line := o.Slot.String()[2:]
		switch {
		case o.Day.IsZero():
			line += " left out"
		case o.Day != o.Slot:
			line += " to " + o.Day.String()[5:]
		}
		if o.Off != (calendar.Off{}) {
			line += ": " + o.Off.Vacation + o.Off.Holiday
		}
		if o.Unknown {
			line += "?"
		}
		if lines = append(lines, line); len(lines) == most {
			break
		}
	}
	return lines
}

func TestOccurrences(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		is   string
		from string
		want []string
	}{
		"every week, which none is moved in": {"2026-10-06 2026-11-17 move FREQ=WEEKLY;BYDAY=TU", "", []string{
			"26-10-06", "26-10-13", "26-10-20 left out: Vacances de la Toussaint", "26-10-27 left out: Vacances de la Toussaint", "26-11-03", "26-11-10", "26-11-17",
		}},
		"every second week": {"2026-10-01 2026-12-20 move FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "", []string{
			"26-10-01", "26-10-15", "26-10-29 to 11-05: Vacances de la Toussaint", "26-11-12", "26-11-26", "26-12-10",
		}},
		"on two days of the week": {"2026-11-03 2026-11-12 keep FREQ=WEEKLY;BYDAY=TU,TH", "", []string{"26-11-03", "26-11-05", "26-11-10", "26-11-12"}},
		"the first Tuesday of each month": {"2026-09-01 2027-08-31 move FREQ=MONTHLY;BYDAY=1TU", "", []string{
			"26-09-01", "26-10-06", "26-11-03", "26-12-01", "27-01-05", "27-02-02", "27-03-02",
			"27-04-06 to 04-20: Vacances de Printemps", "27-05-04", "27-06-01",
			"27-07-06 left out: Vacances d'Été", "27-08-03 left out: Vacances d'Été",
		}},
		"left out": {"2027-02-01 2027-04-30 skip FREQ=MONTHLY;BYDAY=2WE", "", []string{
			"27-02-10 left out: Vacances d'Hiver", "27-03-10", "27-04-14 left out: Vacances de Printemps",
		}},
		"held all the same": {"2027-02-01 2027-04-30 keep FREQ=MONTHLY;BYDAY=2WE", "", []string{
			"27-02-10: Vacances d'Hiver", "27-03-10", "27-04-14: Vacances de Printemps",
		}},
		"three times a year":     {"2026-09-01 2027-08-31 move FREQ=MONTHLY;BYMONTH=2,5,11;BYDAY=-1FR", "", []string{"26-11-27", "27-02-26", "27-05-28"}},
		"two in a month":         {"2026-11-01 2026-12-31 keep FREQ=MONTHLY;BYDAY=2TU,4TU", "", []string{"26-11-10", "26-11-24", "26-12-08", "26-12-22: Vacances de Noël"}},
		"the fourth is the last": {"2027-02-01 2027-03-31 keep FREQ=MONTHLY;BYDAY=4MO,-1MO", "", []string{"27-02-22", "27-03-22", "27-03-29: easter-monday"}},
		"every second month":     {"2026-11-02 2027-06-30 keep FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO", "", []string{"26-11-02", "27-01-04", "27-03-01", "27-05-03"}},
		"a public holiday":       {"2026-11-01 2026-11-30 move FREQ=MONTHLY;BYDAY=2WE", "", []string{"26-11-11 to 11-18: armistice"}},
		"a bridge":               {"2027-05-01 2027-05-31 move FREQ=MONTHLY;BYDAY=1FR", "", []string{"27-05-07 to 05-14: Pont de l'Ascension"}},
		"after the holidays, of which a bridge is none": {"2026-09-01 2027-06-30 move AFTER=SCHOOL-HOLIDAYS;BYDAY=TH", "", []string{
			"26-11-05", "27-01-07", "27-02-25", "27-04-22",
		}},
		"the day of the return itself": {"2026-09-01 - move AFTER=SCHOOL-HOLIDAYS;BYDAY=MO", "", []string{
			"26-11-02", "27-01-04", "27-02-22", "27-04-19", "27-09-06",
		}},
		"moved at most to the last day": {"2027-04-01 2027-04-19 move FREQ=MONTHLY;BYDAY=1TU", "", []string{"27-04-06 left out: Vacances de Printemps"}},
		"a whole summer":                {"2027-07-01 2027-12-31 move FREQ=MONTHLY;BYMONTH=7;BYDAY=1MO", "", []string{"27-07-05 to 09-06: Vacances d'Été?"}},
		"beyond the calendar": {"2027-08-01 2027-10-31 move FREQ=MONTHLY;BYDAY=1TU", "", []string{
			"27-08-03 left out: Vacances d'Été", "27-09-07?", "27-10-05?",
		}},
		"holidays of the Republic are always known": {"2028-05-01 2028-05-31 move FREQ=MONTHLY;BYDAY=1MO", "", []string{"28-05-01 to 05-15: labour-day?"}},
		"from a day on, the same weeks":             {"2026-09-03 2026-12-24 keep FREQ=WEEKLY;INTERVAL=3;BYDAY=TH", "2026-11-06", []string{"26-11-26", "26-12-17"}},
		"from a day on, the same months":            {"2026-11-02 2027-06-30 keep FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO", "2027-01-05", []string{"27-03-01", "27-05-03"}},
		"from before the first":                     {"2026-11-02 2026-11-30 keep FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2020-01-01", []string{"26-11-02", "26-11-16", "26-11-30"}},
		"over before it begins":                     {"2026-11-02 2026-11-01 keep FREQ=WEEKLY;BYDAY=MO", "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := recurring(t, tc.is)
			from := r.First
			if tc.from != "" {
				from = day(tc.from)
			}
			require.Equal(t, tc.want, told(r.Occurrences(from, schoolDays(zoneC()...)), 40))
		})
	}
}

func TestSchoolHolidaysThatAreNotKnown(t *testing.T) {
	t.Parallel()
	first := recurring(t, "2027-06-01 2027-10-31 move FREQ=MONTHLY;BYDAY=1TU")
	t.Run("none was imported", func(t *testing.T) {
		require.Equal(t, []string{"27-06-01?", "27-07-06?", "27-08-03?", "27-09-07?", "27-10-05?"}, told(first.Occurrences(first.First, schoolDays()), 40))
		after := recurring(t, "2026-09-01 - move AFTER=SCHOOL-HOLIDAYS;BYDAY=TH")
		require.Empty(t, told(after.Occurrences(after.First, schoolDays()), 40))
	})
	t.Run("the end of a summer is not", func(t *testing.T) {
		// As the official file tells of « Début des vacances d'été », and the next year's.
		begins := calendar.Vacation{Name: "Début des Vacances d'Été", First: day("2027-07-04"), Last: day("2027-07-02")}
		next := calendar.Vacation{Name: "Vacances de la Toussaint", First: day("2027-10-23"), Last: day("2027-11-07")}
		require.Equal(t, []string{"27-06-01", "27-07-06?", "27-08-03?", "27-09-07?", "27-10-05"}, told(first.Occurrences(first.First, schoolDays(next, begins)), 40))
		after := recurring(t, "2027-06-01 - move AFTER=SCHOOL-HOLIDAYS;BYDAY=TH")
		require.Equal(t, []string{"27-11-11 to 11-18: armistice?"}, told(after.Occurrences(after.First, schoolDays(begins, next)), 40))
	})
	t.Run("académies of a zone that differ by days", func(t *testing.T) {
		s := schoolDays(
			calendar.Vacation{Name: "Vacances de Noël", First: day("2026-12-20"), Last: day("2027-01-03")},
			calendar.Vacation{Name: "Vacances de Noël", First: day("2026-12-19"), Last: day("2027-01-02")},
			calendar.Vacation{Name: "Vacances de Noël", First: day("2026-12-21"), Last: day("2027-01-01")},
		)
		for d := day("2026-12-19"); !d.After(day("2027-01-03")); d = d.AddDays(1) {
			require.Equal(t, calendar.Off{Vacation: "Vacances de Noël"}, s.Off(d), d)
		}
		require.Equal(t, []string{"27-01-07"}, told(recurring(t, "2026-12-01 - move AFTER=SCHOOL-HOLIDAYS;BYDAY=TH").Occurrences(day("2026-12-01"), s), 40))
		require.Equal(t, day("2027-01-03"), s.KnownUntil)
	})
}

func TestStartIsTheFirstDayOfTheRule(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"FREQ=WEEKLY;INTERVAL=2;BYDAY=TH":        "2026-12-03", // of a Friday, not thirteen days later
		"FREQ=WEEKLY;INTERVAL=2;BYDAY=FR":        "2026-11-27",
		"FREQ=MONTHLY;INTERVAL=6;BYDAY=1TU":      "2026-12-01",
		"FREQ=MONTHLY;BYMONTH=2,5,11;BYDAY=-1TU": "2027-02-23",
		"AFTER=SCHOOL-HOLIDAYS;BYDAY=TH":         "2027-01-07",
	} {
		require.Equal(t, day(want), calendar.MustParseRule(text).Start(day("2026-11-27"), schoolDays(zoneC()...)), text)
	}
	require.Equal(t, day("2026-11-27"), calendar.MustParseRule("AFTER=SCHOOL-HOLIDAYS;BYDAY=TH").Start(day("2026-11-27"), schoolDays()), "not known yet")
}

// anySchoolDays draws school years that none of the official ones need be like.
func anySchoolDays() *rapid.Generator[calendar.SchoolDays] {
	return rapid.Custom(func(t *rapid.T) calendar.SchoolDays {
		var vacations []calendar.Vacation
		for range drawtest.Even(0, 12).Draw(t, "vacations") {
			first := anyDay().Draw(t, "first")
			vacations = append(vacations, calendar.Vacation{Name: "V", First: first, Last: first.AddDays(drawtest.Even(-2, 65).Draw(t, "days"))})
		}
		return schoolDays(vacations...)
	})
}

func TestOccurrencesHoldWhatTheyPromise(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		school := anySchoolDays().Draw(t, "school")
		r := calendar.Recurrence{
			Rule: anyRule().Draw(t, "rule"), First: anyDay().Draw(t, "first"),
			IfClosed: rapid.SampledFrom(calendar.IfClosedChoices()).Draw(t, "if closed"),
		}
		r.Until = r.First.AddDays(drawtest.Even(0, 1500).Draw(t, "until"))
		from := r.First.AddDays(drawtest.Even(-40, 900).Draw(t, "from"))

		var slot, last calendar.Date
		var slots []calendar.Date
		for o := range r.Occurrences(r.First, school) {
			require.True(t, o.Slot.After(slot), "each once, in order")
			slot = o.Slot
			if !slot.Before(from) {
				slots = append(slots, slot)
			}
			require.False(t, slot.Before(r.First) || slot.After(r.Until))
			require.True(t, containsWeekday(r.Rule, slot))
			require.Equal(t, school.Off(slot), o.Off)
			if o.Day.IsZero() {
				require.NotEqual(t, calendar.Off{}, o.Off, "only what is closed is left out")
				require.NotEqual(t, calendar.IfClosedKeep, r.IfClosed)
				continue
			}
			require.True(t, o.Day.After(last), "none meets the next")
			last = o.Day
			require.False(t, last.After(r.Until))
			require.Zero(t, slot.DaysUntil(last)%7, "on its weekday")
			require.True(t, last == slot || r.IfClosed == calendar.IfClosedMove && o.Off != calendar.Off{})
			require.True(t, r.IfClosed == calendar.IfClosedKeep || school.Off(last) == calendar.Off{}, "schools are open")
		}
		var again []calendar.Date
		for d := range r.Slots(from, school) {
			again = append(again, d)
		}
		require.Equal(t, slots, again, "from any day on, the same slots")
	})
}

func containsWeekday(r calendar.Rule, d calendar.Date) bool {
	for _, rd := range r.Days {
		if rd.Weekday == d.Weekday() && (rd.Rank == 0 || rd.In(d.Year, d.Month) == d) {
			return true
		}
	}
	return false
}

func TestOccurrencesStopWhenAsked(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"FREQ=WEEKLY;BYDAY=TU,TH", "FREQ=MONTHLY;BYDAY=1TU,3TU", "AFTER=SCHOOL-HOLIDAYS;BYDAY=TH"} {
		r := calendar.Recurrence{Rule: calendar.MustParseRule(text), First: day("2026-09-01"), IfClosed: calendar.IfClosedKeep}
		for n := 1; n < 5; n++ {
			require.Len(t, told(r.Occurrences(r.First, schoolDays(zoneC()...)), n), n, text)
		}
	}
	t.Run("the calendar ends", func(t *testing.T) {
		r := calendar.Recurrence{Rule: calendar.MustParseRule("FREQ=WEEKLY;BYDAY=FR"), First: day("9999-12-20")}
		var slots []string
		for d := range r.Slots(r.First, schoolDays()) {
			slots = append(slots, d.String())
		}
		require.Equal(t, []string{"9999-12-24", "9999-12-31"}, slots)
	})
}

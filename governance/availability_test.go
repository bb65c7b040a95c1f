package governance_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
)

// The vectors are those of domain.md §2.
func TestNewAvailability(t *testing.T) {
	t.Parallel()
	outages := []acceptance.Outage{{Minutes: 45}, {Minutes: 600, Cancelled: true}, {Minutes: 160}}
	for name, tc := range map[string]struct {
		from, to                     string
		region                       calendar.Region
		rate                         contract.Rate
		days, allowed, over, remains int
	}{
		"April 2026: Easter Monday and 1 May are not worked": {"2026-04-02", "2026-05-01", "", 200, 20, 240, 0, 35},
		"May 2026":                         {"2026-05-02", "2026-05-31", "", 200, 17, 204, 1, 0},
		"22 days worked":                   {"2026-06-01", "2026-06-30", "", 200, 22, 264, 0, 59},
		"Alsace has Good Friday off":       {"2026-04-02", "2026-05-01", calendar.RegionAlsaceMoselleGoodFriday, 200, 19, 228, 0, 23},
		"a contract of its own":            {"2026-04-02", "2026-05-01", "", 150, 20, 180, 25, 0},
		"part of a minute is not allowed":  {"2026-04-02", "2026-04-02", "", 33, 1, 1, 204, 0},
		"nothing is worked on a Sunday":    {"2026-04-05", "2026-04-05", "", 200, 0, 0, 205, 0},
		"a window that is turned is empty": {"2026-04-05", "2026-04-01", "", 200, 0, 0, 205, 0},
	} {
		t.Run(name, func(t *testing.T) {
			a := acceptance.NewAvailability(calendar.Calendar{Region: tc.region}, day(tc.from), day(tc.to), tc.rate, outages)
			require.Equal(t, []int{tc.days, tc.allowed, 205, tc.over, tc.remains}, []int{a.WorkingDays, a.Allowed, a.Used, a.Over(), a.Left()})
		})
	}
}

func TestParseServiceRate(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]contract.Rate{
		"1,5": 150, "1.5": 150, "2": 200, " 0,05 % ": 5, "100%": 100_00, "0,1": 10, "12,34": 1234,
		"0": 0, "0,00": 0, "": 0, "100,01": 0, "-1": 0, "1,234": 0, "deux": 0, "1/2": 0, "999": 0,
	} {
		got, err := contract.ParseServiceRate("rate", text)
		require.Equal(t, want, got, text)
		if want == 0 {
			require.Equal(t, "rate", asError(t, err, record.Invalid, "outage.rate").Param)
		} else {
			require.NoError(t, err)
		}
	}
}

func TestOutagesLive(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withContract("")
	w.at("2026-04-01 08:00")
	w.open(contract.StepVSR, "2026-04-01")
	w.open(contract.StepVA, "2026-04-01")
	w.at("2026-04-14 09:00")
	note := func(length time.Duration, on string) (acceptance.Outage, acceptance.Availability, error) {
		n := acceptance.NewOutage{Verification: 1, Length: length, Note: "Connexion impossible"}
		if on != "" {
			n.Day = day(on)
		}
		return w.NoteOutage(t.Context(), w.as(pilot), n)
	}
	t.Run("the budget is that of the observation", func(t *testing.T) {
		o, a, err := note(45*time.Minute, "")
		require.NoError(t, err)
		require.Equal(t, []any{"I-1", "2026-04-14", 45}, []any{o.Ref(), o.Day.String(), o.Minutes})
		require.Equal(t, []any{45, 240, 20, "2026-04-02", "2026-05-01", "32.4"}, []any{a.Used, a.Allowed, a.WorkingDays, a.From.String(), a.To.String(), a.Article})
		_, a, err = note(555*time.Minute, "2026-04-14")
		require.NoError(t, err)
		require.Equal(t, []int{600, 360}, []int{a.Used, a.Over()})
	})
	t.Run("what breaks a rule changes nothing", func(t *testing.T) {
		before := w.dump()
		for _, tc := range []struct {
			key    string
			length time.Duration
			day    string
		}{
			{"outage.length", 0, ""},
			{"outage.length", 90 * time.Second, ""},
			{"verification.future", time.Minute, "2026-04-15"},
			{"outage.outside", time.Minute, "2026-04-01"},
			{"outage.not_worked", time.Minute, "2026-04-06"},
			{"outage.not_worked", time.Minute, "2026-04-11"},
			{"outage.too_long", time.Minute, "2026-04-14"},
			{"outage.too_long", 601 * time.Minute, "2026-04-13"},
		} {
			_, _, err := note(tc.length, tc.day)
			require.Equal(t, tc.key, keyOf(err))
		}
		_, _, err := w.NoteOutage(t.Context(), w.as(pilot), acceptance.NewOutage{Verification: 2, Length: time.Minute})
		asError(t, err, record.Conflict, "outage.not_observed")
		_, _, err = w.CancelOutage(t.Context(), w.as(pilot), 1, 9)
		asError(t, err, record.NotFound, "outage.unknown")
		_, _, err = w.CancelOutage(t.Context(), w.as(pilot), 2, 1)
		asError(t, err, record.NotFound, "outage.unknown")
		require.Equal(t, before, w.dump())
	})
	t.Run("a mistake is taken back, and stays written down", func(t *testing.T) {
		_, a, err := w.CancelOutage(t.Context(), w.as(pilot), 1, 2)
		require.NoError(t, err)
		require.Equal(t, 45, a.Used)
		require.Len(t, a.Outages, 2)
		_, _, err = w.CancelOutage(t.Context(), w.as(pilot), 1, 2)
		asError(t, err, record.NotFound, "outage.unknown")
	})
	t.Run("the contract's own rate counts instead", func(t *testing.T) {
		_, err := w.SetServiceLevel(t.Context(), w.as(pilot), acceptance.ServiceLevel{Verification: 1, Rate: 150, Clause: " CCAP 7.3 "})
		require.NoError(t, err)
		v, err := w.Verification(t.Context(), w.as(guest), 1)
		require.NoError(t, err)
		require.Equal(t, []any{true, "CCAP 7.3", "", 180}, []any{v.Availability.Own, v.Availability.Clause, v.Availability.Article, v.Availability.Allowed})
		require.Equal(t, []string{"verification.opened", "outage.noted", "outage.noted", "outage.cancelled", "outage.rate"}, w.changes(v.Subject()))
	})
	t.Run("once it is decided nothing is noted", func(t *testing.T) {
		_, err := w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{Number: 1, Outcome: contract.OutcomeAdmission})
		require.NoError(t, err)
		_, _, err = note(time.Minute, "2026-04-13")
		asError(t, err, record.Conflict, "verification.decided")
	})
	t.Run("a verification that observes nothing has no availability", func(t *testing.T) {
		v, err := w.Verification(t.Context(), w.as(guest), 2)
		require.NoError(t, err)
		require.Nil(t, v.Availability)
	})
}

func TestAvailabilityFromTheDayOfTheContract(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withContract("")
	yes := true
	w.clause(contract.ClauseChange{Topic: contract.TopicVSR, SameDay: &yes, Article: "CCAP 7.3"})
	v := w.open(contract.StepVSR, "2026-11-23")
	_, a, err := w.NoteOutage(t.Context(), w.as(pilot), acceptance.NewOutage{Verification: v.Number, Length: time.Minute})
	require.NoError(t, err, "the first day counts")
	require.Equal(t, day("2026-11-23"), a.From)
}

package governance_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/sitting"
)

// farSeries is one of which no meeting is near.
func farSeries() sitting.NewSeries {
	return sitting.NewSeries{Committee: "COPIL", Rule: calendar.MustParseRule("FREQ=MONTHLY;BYDAY=1TU"), At: record.Hour{Hour: 14}, From: day("2027-09-01")}
}

func (w *world) planSeries(n sitting.NewSeries) sitting.SeriesView {
	w.Helper()
	s, err := w.PlanSeries(w.Context(), w.as(pilot), n)
	require.NoError(w, err)
	return s
}

// monthly is every first Tuesday at 14 h, until the end of the school year.
func monthly() sitting.NewSeries {
	return sitting.NewSeries{
		Committee: "COPIL", Rule: calendar.MustParseRule("FREQ=MONTHLY;BYDAY=1TU"), At: record.Hour{Hour: 14}, Until: day("2027-06-30"),
		Duration: 2 * time.Hour, Place: "Salle Jaurès",
	}
}

// numbered are the meetings of a series, as "R-1 2026-12-01 14:00", with their states and slots
// where those say more.
func (w *world) numbered(number int) (list []string) {
	w.Helper()
	all, err := w.Meetings(w.Context(), w.as(pilot), "COPIL", true)
	require.NoError(w, err)
	for _, m := range all {
		if m.Series != number {
			continue
		}
		line := m.Ref() + " " + m.Start().Format("2006-01-02 15:04")
		if m.Day != m.Slot {
			line += " for " + m.Slot.String()
		}
		if m.State == committee.MeetingOff {
			line += " off"
		}
		list = append(list, line)
	}
	return list
}

// toChannel are the kinds of what has been owed to the channel since this minute.
func (w *world) toChannel() (kinds []reminder.DeliveryKind) {
	w.Helper()
	for _, d := range w.claim() {
		if _, ok := d.Recipient.Channel(); ok && d.Due.Equal(w.now()) {
			kinds = append(kinds, d.Kind)
		}
	}
	return kinds
}

func TestASeriesNumbersItsMeetingsAsTheyComeNear(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	s := w.planSeries(monthly()) // on 23 November
	require.Equal(t, []string{"R-1 2026-12-01 14:00"}, w.numbered(1))
	require.Equal(t, "2027-01-05", s.Ahead[0].Day.String())
	require.Equal(t, []string{"2026-12-01 09:00"}, []string{w.owed(s.Subject(), sitting.SeriesNumbering)[0][:16]}, "35 days before, in the morning")

	w.at("2026-12-01 08:59")
	done, err := w.NumberMeeting(t.Context(), record.ProjectID(team), s.Subject())
	require.NoError(t, err)
	require.False(t, done, "it is not time yet")
	w.at("2026-12-01 09:00")
	for i := range 3 {
		done, err = w.NumberMeeting(t.Context(), record.ProjectID(team), s.Subject())
		require.NoError(t, err)
		require.Equal(t, i == 0, done, "once")
	}
	require.Equal(t, []string{"R-1 2026-12-01 14:00", "R-2 2027-01-05 14:00"}, w.numbered(1))
	require.Equal(t, "2026-12-29 09:00", w.owed(s.Subject(), sitting.SeriesNumbering)[0][:16], "and the next one is owed")

	t.Run("what an accident has lost is made up for", func(t *testing.T) {
		w.at("2027-01-15 10:00")
		require.NoError(t, w.Reconcile(t.Context()))
		require.NoError(t, w.Reconcile(t.Context()))
		require.Equal(t, []string{"R-1 2026-12-01 14:00", "R-2 2027-01-05 14:00", "R-3 2027-02-02 14:00"}, w.numbered(1))
	})
	t.Run("a committee that is closed numbers none, and one that is opened again does", func(t *testing.T) {
		w.at("2027-02-03 10:00")
		_, err := w.CloseCommittee(t.Context(), w.as(pilot), "COPIL", "pause")
		require.NoError(t, err)
		require.NoError(t, w.Reconcile(t.Context()))
		require.Len(t, w.numbered(1), 3)
		_, err = w.ReopenCommittee(t.Context(), w.as(pilot), "COPIL", "reprise")
		require.NoError(t, err)
		require.Equal(t, "R-4 2027-03-02 14:00", w.numbered(1)[3])
	})
}

func TestAWeeklySeriesTellsOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.at("2026-11-24 10:00")
	n := monthly()
	n.Rule = calendar.MustParseRule("FREQ=WEEKLY;BYDAY=TU,TH")
	w.planSeries(n)
	require.Len(t, w.numbered(1), 11)
	require.Equal(t, []reminder.DeliveryKind{sitting.SeriesPlanned}, w.toChannel())
}

func TestAChangeOfASeries(t *testing.T) {
	t.Parallel()
	second := calendar.MustParseRule("FREQ=MONTHLY;BYDAY=2TU")
	weekly := calendar.MustParseRule("FREQ=WEEKLY;BYDAY=WE")
	ten := record.Hour{Hour: 10}
	for name, tc := range map[string]struct {
		before func(w *world)
		edit   sitting.EditSeries
		want   []string // of the series, then of the one that goes on
		next   []string
	}{
		"its days":             {edit: sitting.EditSeries{Rule: &second}, want: []string{"R-1 2026-12-08 14:00", "R-2 2027-01-12 14:00"}},
		"its hour":             {edit: sitting.EditSeries{At: &ten}, want: []string{"R-1 2026-12-01 10:00", "R-2 2027-01-05 10:00"}},
		"its last day":         {edit: sitting.EditSeries{Until: day("2026-12-31")}, want: []string{"R-1 2026-12-01 14:00", "R-2 2027-01-05 14:00 off"}},
		"more often":           {edit: sitting.EditSeries{Rule: &weekly}, want: []string{"R-1 2026-12-02 14:00", "R-3 2026-12-09 14:00", "R-4 2026-12-16 14:00", "R-5 2026-12-23 14:00", "R-6 2026-12-30 14:00", "R-2 2027-01-06 14:00"}},
		"one that was moved":   {before: moveTo(1, "2026-12-03 14:00"), edit: sitting.EditSeries{Rule: &second}, want: []string{"R-1 2026-12-03 14:00 for 2026-12-08", "R-2 2027-01-12 14:00"}},
		"one that was edited":  {before: elsewhere, edit: sitting.EditSeries{At: &ten}, want: []string{"R-1 2026-12-01 14:00", "R-2 2027-01-05 10:00"}},
		"one that is off":      {before: cancelFirst, edit: sitting.EditSeries{Rule: &second}, want: []string{"R-1 2026-12-01 14:00 for 2026-12-08 off", "R-2 2027-01-12 14:00"}},
		"from a day on":        {edit: sitting.EditSeries{Rule: &second, From: day("2027-01-01")}, want: []string{"R-1 2026-12-01 14:00"}, next: []string{"R-2 2027-01-12 14:00"}},
		"from a day on, moved": {before: moveTo(2, "2027-01-07 14:00"), edit: sitting.EditSeries{At: &ten, From: day("2027-01-01")}, want: []string{"R-1 2026-12-01 14:00"}, next: []string{"R-2 2027-01-07 14:00 for 2027-01-05"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).withCopil()
			w.planSeries(monthly())
			w.at("2026-12-01 09:00")
			_, err := w.NumberMeeting(t.Context(), record.ProjectID(team), "series/S-1")
			require.NoError(t, err)
			if tc.before != nil {
				tc.before(w)
			}
			w.at("2026-12-01 09:30")
			tc.edit.Number = 1
			of, err := w.ChangeSeries(t.Context(), w.as(member), tc.edit)
			require.NoError(t, err)
			require.Equal(t, tc.want, w.numbered(1))
			require.Equal(t, tc.next, w.numbered(2))
			require.Equal(t, []reminder.DeliveryKind{sitting.SeriesChanged}, w.toChannel(), "the channel is told once")
			require.Equal(t, tc.before != nil && name != "one that is off", len(of.Kept) == 1)
			if tc.edit.From.IsZero() {
				_, err = w.ChangeSeries(t.Context(), w.as(member), tc.edit)
				require.Equal(t, "series.unchanged", keyOf(err))
			}
		})
	}
}

func moveTo(number int, start string) func(*world) {
	return func(w *world) {
		_, _, err := w.MoveMeeting(w.Context(), w.as(member), number, to(w.moment(start)), "")
		require.NoError(w, err)
	}
}

func elsewhere(w *world) {
	_, _, err := w.EditMeeting(w.Context(), w.as(member), committee.EditMeeting{Number: 1, Place: "Mairie"})
	require.NoError(w, err)
}

func cancelFirst(w *world) {
	_, err := w.CancelMeeting(w.Context(), w.as(member), 1, "")
	require.NoError(w, err)
}

func TestASeriesIsStopped(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.planSeries(monthly())
	w.at("2026-12-01 09:00")
	require.NoError(t, w.Reconcile(t.Context()))
	w.at("2026-12-01 09:30")
	of, err := w.StopSeries(t.Context(), w.as(member), 1, day("2026-12-15"), "Le projet s'arrête")
	require.NoError(t, err)
	require.Len(t, of.Cancelled, 1)
	require.Equal(t, []string{"R-1 2026-12-01 14:00", "R-2 2027-01-05 14:00 off"}, w.numbered(1))
	require.Equal(t, []reminder.DeliveryKind{sitting.SeriesStopped}, w.toChannel())
	require.Empty(t, w.owed("series/S-1", sitting.SeriesNumbering))
	_, err = w.StopSeries(t.Context(), w.as(member), 1, day("2026-12-20"), "")
	require.Equal(t, "series.ends_before", keyOf(err))
	w.at("2026-12-16 09:00")
	_, err = w.StopSeries(t.Context(), w.as(member), 1, calendar.Date{}, "")
	require.Equal(t, "series.over", keyOf(err))
	list, err := w.AllSeries(t.Context(), w.as(guest), "", false)
	require.NoError(t, err)
	require.Empty(t, list)
}

func TestASeriesThatCannotBe(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	for key, change := range map[string]func(*sitting.NewSeries){
		"series.rule":              func(n *sitting.NewSeries) { n.Rule = calendar.Rule{} },
		"series.order":             func(n *sitting.NewSeries) { n.From = n.Until.AddDays(1) },
		"series.empty":             func(n *sitting.NewSeries) { n.Until = day("2026-11-30") },
		"series.vacations_unknown": func(n *sitting.NewSeries) { n.Rule = calendar.MustParseRule("AFTER=SCHOOL-HOLIDAYS;BYDAY=TH") },
		"meeting.duration":         func(n *sitting.NewSeries) { n.Duration = 13 * time.Hour },
		"committee.unknown":        func(n *sitting.NewSeries) { n.Committee = "NONE" },
	} {
		n := monthly()
		change(&n)
		_, err := w.PlanSeries(t.Context(), w.as(pilot), n)
		require.Equal(t, key, keyOf(err), key)
	}
	_, err := w.OneSeries(t.Context(), w.as(pilot), 9)
	require.Equal(t, "series.unknown", keyOf(err))
	w.planSeries(monthly())
	_, err = w.ChangeSeries(t.Context(), w.as(pilot), sitting.EditSeries{Number: 1, Place: "Mairie", From: day("2027-07-01")})
	require.Equal(t, "series.from_late", keyOf(err))
	_, err = w.ChangeSeries(t.Context(), w.as(pilot), sitting.EditSeries{Number: 1, From: day("2027-01-01")})
	require.Equal(t, "series.nothing", keyOf(err))
}

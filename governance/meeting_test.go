package governance_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

func TestMeetingReminders(t *testing.T) {
	t.Parallel()
	days := func(n int) record.Lead { return record.Lead{Days: n} }
	minutes := func(n int) record.Lead { return record.Lead{Minutes: n} }
	for name, tc := range map[string]struct {
		zone       string // default Europe/Paris
		now, start string
		leads      []record.Lead
		want       []string // in UTC, which no clock change doubles
	}{
		"by default 7 days, 1 day and 1 hour": {
			now: "2026-11-23 08:00", start: "2026-12-18 14:00", leads: record.DefaultLeads(),
			want: []string{"12-11 13:00", "12-17 13:00", "12-18 12:00"},
		},
		"leads in any order": {
			now: "2026-11-23 08:00", start: "2026-12-18 14:00", leads: []record.Lead{minutes(90), days(14)},
			want: []string{"12-04 13:00", "12-18 11:30"},
		},
		"a lead of days and minutes": {
			now: "2026-11-23 08:00", start: "2026-12-18 14:00", leads: []record.Lead{{Days: 1, Minutes: 30}},
			want: []string{"12-17 12:30"},
		},
		"the same lead twice is owed once": {
			now: "2026-11-23 08:00", start: "2026-12-18 14:00", leads: []record.Lead{days(1), days(1)},
			want: []string{"12-17 13:00"},
		},
		"no lead":                          {now: "2026-11-23 08:00", start: "2026-12-18 14:00"},
		"what has gone by is not owed":     {now: "2026-11-23 08:00", start: "2026-11-24 09:00", leads: record.DefaultLeads(), want: []string{"11-23 08:00", "11-24 07:00"}},
		"what is due this instant neither": {now: "2026-11-23 08:00", start: "2026-11-24 08:00", leads: record.DefaultLeads(), want: []string{"11-24 06:00"}},
		"nothing is left in half an hour":  {now: "2026-11-23 08:00", start: "2026-11-23 08:30", leads: record.DefaultLeads()},
		"across the year's end":            {now: "2026-12-20 08:00", start: "2027-01-01 09:00", leads: record.DefaultLeads(), want: []string{"12-25 08:00", "12-31 08:00", "01-01 07:00"}},
		"the day before keeps the hour when clocks go back": {
			now: "2026-10-01 08:00", start: "2026-10-25 09:00", leads: record.DefaultLeads(),
			want: []string{"10-18 07:00", "10-24 07:00", "10-25 07:00"},
		},
		"an hour before the doubled hour": {
			now: "2026-10-01 08:00", start: "2026-10-25 03:00", leads: []record.Lead{minutes(60), minutes(120)},
			want: []string{"10-25 00:00", "10-25 01:00"},
		},
		"an hour before the skipped hour": {
			now: "2027-03-01 08:00", start: "2027-03-28 03:30", leads: []record.Lead{minutes(60), days(1)},
			want: []string{"03-27 02:30", "03-28 00:30"},
		},
		"a reminder at a skipped hour is right after it": {
			now: "2027-03-01 08:00", start: "2027-03-29 02:30", leads: []record.Lead{days(1)},
			want: []string{"03-28 01:00"},
		},
		"in Mayotte": {
			zone: "Indian/Mayotte", now: "2026-11-23 08:00", start: "2026-12-18 14:00", leads: record.DefaultLeads(),
			want: []string{"12-11 11:00", "12-17 11:00", "12-18 10:00"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorldIn(t, record.Defaults{Zone: tc.zone})
			w.at(tc.now)
			w.committee("COPIL", copil, record.DiffusionTeam)
			_, err := w.SetLeads(t.Context(), w.as(member), "copil", tc.leads)
			require.NoError(t, err)
			m := w.schedule("COPIL", tc.start)
			var got []string
			for _, d := range w.claim() {
				require.Equal(t, m.Subject(), d.Subject)
				require.Equal(t, reminder.ToChannel(copil), d.Recipient)
				if d.Kind == committee.MeetingReminder {
					require.True(t, d.Due.After(w.now()), "nothing is owed in the past")
					got = append(got, d.Due.UTC().Format("01-02 15:04"))
				}
			}
			require.Equal(t, tc.want, got)
			require.Len(t, w.owed(m.Subject(), committee.MeetingPlanned), 1)
		})
	}
}

func TestMeetingsAreChanged(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	reminders := func(m committee.Meeting) []string { return w.owed(m.Subject(), committee.MeetingReminder) }
	later := w.schedule("COPIL", "2027-01-15 09:00")
	m, c, err := w.ScheduleMeeting(t.Context(), w.as(member, copil), committee.NewMeeting{
		Start: w.moment("2026-12-18 14:00").UTC(), Duration: 2 * time.Hour, Place: " Mairie de Vitry ",
	})
	require.NoError(t, err)
	require.Equal(t, "COPIL", c.Code)
	t.Run("it is kept as people were told", func(t *testing.T) {
		require.Equal(t, committee.Meeting{
			Project: record.ProjectID(team), Number: 2, Committee: "COPIL", Day: day("2026-12-18"), Hour: 14, Zone: "Europe/Paris",
			Duration: 2 * time.Hour, Place: "Mairie de Vitry", State: committee.MeetingScheduled, Author: person(member), CreatedAt: w.now(), Version: 1,
		}, m)
	})
	t.Run("a rhythm changes the reminders of all that is to come, and again changes nothing", func(t *testing.T) {
		for range 2 {
			_, err := w.SetLeads(t.Context(), w.as(member), "COPIL", []record.Lead{{Days: 2}})
			require.NoError(t, err)
			require.Equal(t, []string{"2026-12-16 14:00 channel/c-copil"}, reminders(m))
			require.Equal(t, []string{"2027-01-13 09:00 channel/c-copil"}, reminders(later))
		}
		_, err := w.SetLeads(t.Context(), w.as(member), "COPIL", record.DefaultLeads())
		require.NoError(t, err)
		require.Len(t, reminders(m), 3)
		require.Equal(t, []string{"committee.created", "committee.rhythm", "committee.rhythm", "committee.rhythm"}, w.changes(c.Subject()))
	})
	t.Run("moved, its reminders follow and the channel is told", func(t *testing.T) {
		before, after, err := w.MoveMeeting(t.Context(), w.as(member), 2, to(w.moment("2026-11-25 10:30")), "salle prise")
		require.NoError(t, err)
		require.Equal(t, m.Start(), before.Start())
		require.Equal(t, w.moment("2026-11-25 10:30"), after.Start())
		require.Equal(t, []any{"salle prise", 2, 2 * time.Hour}, []any{after.Reason, after.Version, after.Duration})
		require.Equal(t, []string{"2026-11-24 10:30 channel/c-copil", "2026-11-25 09:30 channel/c-copil"}, reminders(m))
		require.Equal(t, []string{"2026-11-23 08:00 channel/c-copil"}, w.owed(m.Subject(), committee.MeetingMoved))
	})
	t.Run("moved there and back, it is as it was, and each move is told", func(t *testing.T) {
		want := reminders(m)
		for _, start := range []string{"2026-12-01 10:00", "2026-11-25 10:30"} {
			_, _, err := w.MoveMeeting(t.Context(), w.as(member), 2, to(w.moment(start)), "")
			require.NoError(t, err)
		}
		require.Equal(t, want, reminders(m))
		require.Len(t, w.owed(m.Subject(), committee.MeetingMoved), 3)
	})
	t.Run("refused changes change nothing", func(t *testing.T) {
		before := w.dump()
		for key, start := range map[string]string{"meeting.same": "2026-11-25 10:30", "meeting.past": "2026-11-23 08:00"} {
			_, _, err := w.MoveMeeting(t.Context(), w.as(member), 2, to(w.moment(start)), "")
			var e *record.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, []string{key, "moved"}, []string{e.Key, e.Param})
		}
		_, err := w.CancelMeeting(t.Context(), w.as(member), 9, "")
		asError(t, err, record.NotFound, "meeting.unknown")
		require.Equal(t, before, w.dump())
	})
	t.Run("cancelled, its reminders go and the channel is told", func(t *testing.T) {
		off, err := w.CancelMeeting(t.Context(), w.as(member), 2, "neige")
		require.NoError(t, err)
		require.Equal(t, []any{committee.MeetingOff, "neige"}, []any{off.State, off.Reason})
		require.Empty(t, reminders(m))
		require.Equal(t, []string{"2026-11-23 08:00 channel/c-copil"}, w.owed(m.Subject(), committee.MeetingCancelled))
		require.Equal(t, "meeting.cancelled", w.changes(m.Subject())[4])

		_, _, err = w.MoveMeeting(t.Context(), w.as(member), 2, to(w.moment("2026-12-18 14:00")), "")
		asError(t, err, record.Conflict, "meeting.off")
		_, err = w.SetLeads(t.Context(), w.as(member), "COPIL", []record.Lead{{Days: 1}})
		require.NoError(t, err)
		require.Empty(t, reminders(m), "a rhythm brings nothing back")
	})
	t.Run("once begun it stays", func(t *testing.T) {
		w.at("2027-01-15 09:00")
		_, err := w.CancelMeeting(t.Context(), w.as(member), later.Number, "")
		asError(t, err, record.Conflict, "meeting.begun")
		_, _, err = w.MoveMeeting(t.Context(), w.as(member), later.Number, to(w.moment("2027-01-16 09:00")), "")
		asError(t, err, record.Conflict, "meeting.begun")
	})
}

func TestMeetingsAreListed(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.committee("GT1", cabinet, record.DiffusionTeam)
	w.schedule("COPIL", "2027-01-15 09:00")
	w.schedule("GT1", "2026-12-18 09:00")
	w.schedule("COPIL", "2026-11-24 09:00")
	w.schedule("COPIL", "2026-12-01 09:00")
	_, err := w.CancelMeeting(t.Context(), w.as(pilot), 4, "")
	require.NoError(t, err)
	w.at("2026-11-24 09:01")
	for name, tc := range map[string]struct {
		code string
		past bool
		want []int
	}{
		"to come, the first first":      {"", false, []int{2, 1}},
		"of a committee":                {"copil", false, []int{1}},
		"begun and cancelled as well":   {"", true, []int{3, 4, 2, 1}},
		"of a committee, those as well": {"COPIL", true, []int{3, 4, 1}},
		"of another one":                {"GT1", false, []int{2}},
	} {
		t.Run(name, func(t *testing.T) {
			list, err := w.Meetings(t.Context(), w.as(guest), tc.code, tc.past)
			require.NoError(t, err)
			var numbers []int
			for _, m := range list {
				numbers = append(numbers, m.Number)
			}
			require.Equal(t, tc.want, numbers)
		})
	}
	t.Run("a committee names its next one", func(t *testing.T) {
		c, err := w.Committee(t.Context(), w.as(guest), "COPIL")
		require.NoError(t, err)
		require.Equal(t, 1, c.Next.Number)
		require.False(t, c.Member)
	})
	t.Run("one is shown with its committee and history", func(t *testing.T) {
		view, err := w.Meeting(t.Context(), w.as(guest), 4)
		require.NoError(t, err)
		require.Equal(t, "Comité COPIL", view.CommitteeName)
		require.Len(t, view.History, 2)
	})
}

func TestRefusedMeetingsAndRhythms(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	before := w.dump()
	for key, n := range map[string]committee.NewMeeting{
		"meeting.past":     {Start: w.now()},
		"meeting.duration": {Start: w.moment("2026-12-18 14:00"), Duration: 12*time.Hour + time.Minute},
		"text.too_long":    {Start: w.moment("2026-12-18 14:00"), Place: strings.Repeat("x", 121)},
	} {
		n.Committee = "COPIL"
		_, _, err := w.ScheduleMeeting(t.Context(), w.as(pilot), n)
		require.Equal(t, key, keyOf(err))
	}
	for name, leads := range map[string][]record.Lead{
		"too many": make([]record.Lead, 7), "none before": {{}}, "after": {{Days: -1}}, "minutes after": {{Minutes: -1}},
		"too early": {{Days: 61}}, "too early in minutes": {record.LeadOf(61*24*time.Hour + time.Minute)},
	} {
		_, err := w.SetLeads(t.Context(), w.as(pilot), "COPIL", leads)
		var e *record.Error
		require.ErrorAs(t, err, &e, name)
		require.Equal(t, "reminders", e.Param)
	}
	require.Equal(t, before, w.dump())
	_, err := w.SetLeads(t.Context(), w.as(pilot), "COPIL", []record.Lead{{Days: 60}})
	require.NoError(t, err)
}

func TestLeadOf(t *testing.T) {
	t.Parallel()
	require.Equal(t, record.Lead{Days: 7}, record.LeadOf(7*24*time.Hour))
	require.Equal(t, record.Lead{Minutes: 60}, record.LeadOf(time.Hour))
	require.Equal(t, record.Lead{Minutes: 1500}, record.LeadOf(25*time.Hour))
}

func TestCreateCommittee(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	create := func(a record.Actor, code, name string) error {
		_, err := w.CreateCommittee(t.Context(), a, committee.NewCommittee{Code: code, Name: name})
		return err
	}
	before := w.dump()
	for _, code := range []string{"", "C", "2COPIL", "COMITE-1", "COMITÉ", "ABCDEFGHIJKLM", "CO PIL"} {
		require.Equal(t, "code", asError(t, create(w.as(pilot), code, "x"), record.Invalid, "committee.code").Param, code)
	}
	asError(t, create(w.as(pilot), "GT1", " "), record.Invalid, "text.empty")
	asError(t, create(w.as(pilot, direct), "GT1", "x"), record.Conflict, "committee.channel")
	asError(t, create(w.as(pilot, "c-unknown"), "GT1", "x"), record.Conflict, "committee.join")
	require.Equal(t, "Comité COPIL", asError(t, create(w.as(pilot), "copil", "x"), record.Conflict, "committee.exists").Args["name"])
	require.Equal(t, before, w.dump())

	require.NoError(t, create(w.as(pilot, cabinet), " gt1 ", "Groupe"))
	view, err := w.Committee(t.Context(), w.as(pilot), "gt1")
	require.NoError(t, err)
	require.Equal(t, []any{"GT1", record.DiffusionTeam, cabinet, "cabinet", record.DefaultLeads()},
		[]any{view.Code, view.Diffusion, view.Channel, view.ChannelName, view.Leads})
	require.Equal(t, "committee.created", view.History[0].Change)
}

func TestLeadsAfter(t *testing.T) {
	t.Parallel()
	c := record.Committee{Leads: record.DefaultLeads()}
	w := newWorld(t)
	for now, want := range map[string][]record.Lead{
		"2026-11-23 08:00": record.DefaultLeads(),
		"2026-12-11 14:00": {{Days: 1}, {Minutes: 60}},
		"2026-12-18 12:59": {{Minutes: 60}},
		"2026-12-18 13:00": {},
	} {
		require.Equal(t, want, c.LeadsAfter(w.moment(now), w.moment("2026-12-18 14:00")), now)
	}
	require.Equal(t, record.DefaultLeads(), c.Leads, "the committee keeps all of its own")
}

// What is not said of a new start is that of the meeting as it is by then.
func TestAMeetingIsMovedFromWhereItIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	m, _, err := w.ScheduleMeeting(t.Context(), w.as(pilot), committee.NewMeeting{
		Committee: "copil", Start: w.moment("2026-11-25 10:30"), Duration: 2 * time.Hour, Place: "Mairie",
	})
	require.NoError(t, err)
	var read []time.Time
	later := func(before time.Time) (time.Time, []record.Doubt, error) {
		read = append(read, before)
		return before.Add(time.Hour), nil, nil
	}
	for range 2 {
		_, after, err := w.MoveMeeting(t.Context(), w.as(member), m.Number, later, "")
		require.NoError(t, err)
		require.Equal(t, []any{2 * time.Hour, "Mairie"}, []any{after.Duration, after.Place})
	}
	require.Equal(t, []string{"10:30", "11:30"}, []string{read[0].Format("15:04"), read[1].Format("15:04")})
	_, _, err = w.MoveMeeting(t.Context(), w.as(other), m.Number, later, "")
	asError(t, err, record.Forbidden, "forbidden.committee")
	_, err = w.CancelMeeting(t.Context(), w.as(pilot), m.Number, "")
	require.NoError(t, err)
	_, _, err = w.MoveMeeting(t.Context(), w.as(member), m.Number, later, "")
	asError(t, err, record.Conflict, "meeting.off")
	require.Len(t, read, 2, "what cannot be moved is not read")
	_, _, err = w.MoveMeeting(t.Context(), w.as(member), w.schedule("COPIL", "2026-11-26 10:30").Number, func(time.Time) (time.Time, []record.Doubt, error) {
		return time.Time{}, nil, record.InvalidError("date.unreadable", "text", "bientôt")
	}, "")
	asError(t, err, record.Invalid, "date.unreadable")
}

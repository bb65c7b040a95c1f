package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
)

// comes are the reminders about a subject, as instants and, in their reader's
// zone, as clocks show them. Each is brought by a Courier that looks at every
// moment, and must leave at exactly its own.
func (w *world) comes(subject record.Subject, zone string, to reminder.Recipient) []string {
	w.Helper()
	lines := []string{}
	w.settled = func(r reminder.Settlement) {
		d := r.Delivery
		if d.Subject != subject || !governance.Subjects().Policy(d.Kind).Reminder || d.Recipient != to {
			return
		}
		require.Equal(w, reminder.SettledSent, r.State, r.Reason)
		require.True(w, w.now().Equal(d.Due), "%s at %s", d.Due, w.now())
		lines = append(lines, r.At.UTC().Format("2006-01-02T15:04Z")+" = "+r.At.In(mustZone(zone)).Format("Mon 2006-01-02 15:04"))
	}
	w.bringUntil(w.now().AddDate(0, 0, 45))
	return lines
}

// Whoever was told « mardi 29 février à 14 h » is reminded by clocks that show
// 14 h, whatever clocks, calendars and zones do in between.
func TestMeetingsComeWhenPeopleWereTold(t *testing.T) {
	t.Parallel()
	before := func(leads ...record.Lead) []record.Lead { return leads }
	week, eve, hour := record.Lead{Days: 7}, record.Lead{Days: 1}, record.Lead{Minutes: 60}
	for name, tc := range map[string]struct {
		zone  string // default Europe/Paris
		now   string
		told  string // when, in the project's zone, the meeting is
		leads []record.Lead
		then  string // the project's zone from then on
		want  []string
	}{
		"a plain day": {now: "2026-11-23 08:00", told: "2026-12-18 14:00", leads: before(week, eve, hour), want: []string{
			"2026-12-11T13:00Z = Fri 2026-12-11 14:00", "2026-12-17T13:00Z = Thu 2026-12-17 14:00", "2026-12-18T12:00Z = Fri 2026-12-18 13:00",
		}},
		"clocks go back in between: the day before is 25 hours before": {now: "2026-10-15 08:00", told: "2026-10-25 14:00", leads: before(week, eve, hour), want: []string{
			"2026-10-18T12:00Z = Sun 2026-10-18 14:00", "2026-10-24T12:00Z = Sat 2026-10-24 14:00", "2026-10-25T12:00Z = Sun 2026-10-25 13:00",
		}},
		"clocks go forward in between: it is 23": {now: "2027-03-15 08:00", told: "2027-03-28 14:00", leads: before(week, eve, hour), want: []string{
			"2027-03-21T13:00Z = Sun 2027-03-21 14:00", "2027-03-27T13:00Z = Sat 2027-03-27 14:00", "2027-03-28T11:00Z = Sun 2027-03-28 13:00",
		}},
		"an hour before is an hour, also when clocks skip one": {now: "2027-03-27 08:00", told: "2027-03-28 03:15", leads: before(hour), want: []string{
			"2027-03-28T00:15Z = Sun 2027-03-28 01:15",
		}},
		"and when they repeat one": {now: "2026-10-24 08:00", told: "2026-10-25 03:15", leads: before(hour), want: []string{
			"2026-10-25T01:15Z = Sun 2026-10-25 02:15",
		}},
		"the hour that comes twice is the first of the two": {now: "2026-10-20 08:00", told: "2026-10-26 02:30", leads: before(eve), want: []string{
			"2026-10-25T00:30Z = Sun 2026-10-25 02:30",
		}},
		"the hour that is skipped is the first after it": {now: "2027-03-20 08:00", told: "2027-03-29 02:30", leads: before(eve), want: []string{
			"2027-03-28T01:00Z = Sun 2027-03-28 03:00",
		}},
		"29 February": {now: "2028-02-15 08:00", told: "2028-02-29 14:00", leads: before(week, eve), want: []string{
			"2028-02-22T13:00Z = Tue 2028-02-22 14:00", "2028-02-28T13:00Z = Mon 2028-02-28 14:00",
		}},
		"1 March of a leap year is reminded on 29 February": {now: "2028-02-26 08:00", told: "2028-03-01 09:00", leads: before(eve), want: []string{
			"2028-02-29T08:00Z = Tue 2028-02-29 09:00",
		}},
		"of another year on the 28th": {now: "2027-02-26 08:00", told: "2027-03-01 09:00", leads: before(eve), want: []string{
			"2027-02-28T08:00Z = Sun 2027-02-28 09:00",
		}},
		"New Year's Day is reminded in the old year": {now: "2026-12-26 08:00", told: "2027-01-01 00:30", leads: before(eve, hour), want: []string{
			"2026-12-30T23:30Z = Thu 2026-12-31 00:30", "2026-12-31T22:30Z = Thu 2026-12-31 23:30",
		}},
		"in Mayotte, where clocks never change": {zone: "Indian/Mayotte", now: "2026-10-15 08:00", told: "2026-10-25 14:00", leads: before(week, eve), want: []string{
			"2026-10-18T11:00Z = Sun 2026-10-18 14:00", "2026-10-24T11:00Z = Sat 2026-10-24 14:00",
		}},
		"in Guadeloupe": {zone: "America/Guadeloupe", now: "2027-03-20 08:00", told: "2027-03-28 14:00", leads: before(eve, hour), want: []string{
			"2027-03-27T18:00Z = Sat 2027-03-27 14:00", "2027-03-28T17:00Z = Sun 2027-03-28 13:00",
		}},
		"told in Paris, it stays there when the project moves": {now: "2027-03-20 08:00", told: "2027-03-29 14:00", leads: before(week, eve), then: "Guadeloupe", want: []string{
			"2027-03-22T13:00Z = Mon 2027-03-22 14:00", "2027-03-28T12:00Z = Sun 2027-03-28 14:00",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if tc.zone == "" {
				tc.zone = "Europe/Paris"
			}
			w := newWorldIn(t, record.Defaults{Zone: tc.zone})
			w.at(tc.now)
			w.committee("COPIL", copil, record.DiffusionTeam)
			_, err := w.SetLeads(t.Context(), w.as(pilot), "COPIL", tc.leads)
			require.NoError(t, err)
			m := w.schedule("COPIL", tc.told)
			require.Equal(t, tc.told, m.Start().In(mustZone(tc.zone)).Format("2006-01-02 15:04"))
			if tc.then != "" {
				w.settings(governance.SettingsChange{Zone: tc.then})
			}
			require.Equal(t, tc.want, w.comes(m.Subject(), tc.zone, reminder.ToChannel(copil)))
		})
	}
}

// An action is reminded « la veille et le jour, à 9 h » by the clock of whoever
// holds it; a deadline « à 9 heures, heure du projet ».
func TestDirectMessagesComeWhenPeopleWereTold(t *testing.T) {
	t.Parallel()
	awake := reminder.QuietChange{Hours: hours(0, 0, 0, 0), Weekends: new(bool), Holidays: new(bool)}
	for name, tc := range map[string]struct {
		project, lives string // default Europe/Paris
		region         calendar.Region
		quiet          reminder.QuietChange
		now, due       string
		want           []string // by the clock of who is reminded
	}{
		"a plain day": {now: "2026-12-01 08:00", due: "2026-12-15", want: []string{
			"2026-12-14T08:00Z = Mon 2026-12-14 09:00", "2026-12-15T08:00Z = Tue 2026-12-15 09:00",
		}},
		"in Guadeloupe, for a project in Paris": {lives: "America/Guadeloupe", now: "2026-12-01 08:00", due: "2026-12-15", want: []string{
			"2026-12-14T13:00Z = Mon 2026-12-14 09:00", "2026-12-15T13:00Z = Tue 2026-12-15 09:00",
		}},
		"in Guadeloupe, while clocks change in Paris": {lives: "America/Guadeloupe", quiet: awake, now: "2027-03-20 08:00", due: "2027-03-28", want: []string{
			"2027-03-27T13:00Z = Sat 2027-03-27 09:00", "2027-03-28T13:00Z = Sun 2027-03-28 09:00",
		}},
		"in Paris, for a project in Mayotte": {project: "Indian/Mayotte", lives: "Europe/Paris", now: "2026-12-01 08:00", due: "2026-12-15", want: []string{
			"2026-12-14T08:00Z = Mon 2026-12-14 09:00", "2026-12-15T08:00Z = Tue 2026-12-15 09:00",
		}},
		"in Mayotte": {project: "Indian/Mayotte", lives: "Indian/Mayotte", region: calendar.RegionMayotte, now: "2027-04-20 08:00", due: "2027-04-27", want: []string{
			"2027-04-26T06:00Z = Mon 2027-04-26 09:00", // before the abolition of slavery
		}},
		"in Nouméa, where it is tomorrow": {lives: "Pacific/Noumea", now: "2026-12-01 08:00", due: "2026-12-15", want: []string{
			"2026-12-13T22:00Z = Mon 2026-12-14 09:00", "2026-12-14T22:00Z = Tue 2026-12-15 09:00",
		}},
		"the Sunday on which clocks go back": {quiet: awake, now: "2026-10-20 08:00", due: "2026-10-25", want: []string{
			"2026-10-24T07:00Z = Sat 2026-10-24 09:00", "2026-10-25T08:00Z = Sun 2026-10-25 09:00",
		}},
		"the Sunday on which clocks go forward": {quiet: awake, now: "2027-03-20 08:00", due: "2027-03-28", want: []string{
			"2027-03-27T08:00Z = Sat 2027-03-27 09:00", "2027-03-28T07:00Z = Sun 2027-03-28 09:00",
		}},
		"before that Sunday, for who keeps weekends quiet": {now: "2027-03-20 08:00", due: "2027-03-28", want: []string{
			"2027-03-26T08:00Z = Fri 2027-03-26 09:00",
		}},
		"quiet until an hour that is skipped": {quiet: reminder.QuietChange{Hours: hours(8, 0, 2, 30), Weekends: new(bool)}, now: "2027-03-20 08:00", due: "2027-03-27", want: []string{
			"2027-03-27T01:30Z = Sat 2027-03-27 02:30", "2027-03-28T01:00Z = Sun 2027-03-28 03:00",
		}},
		"quiet until an hour that comes twice": {quiet: reminder.QuietChange{Hours: hours(8, 0, 2, 30), Weekends: new(bool)}, now: "2026-10-20 08:00", due: "2026-10-24", want: []string{
			"2026-10-24T00:30Z = Sat 2026-10-24 02:30", "2026-10-25T00:30Z = Sun 2026-10-25 02:30",
		}},
		"29 February": {now: "2028-02-20 08:00", due: "2028-02-29", want: []string{
			"2028-02-28T08:00Z = Mon 2028-02-28 09:00", "2028-02-29T08:00Z = Tue 2028-02-29 09:00",
		}},
		"1 March of a leap year": {now: "2028-02-20 08:00", due: "2028-03-01", want: []string{
			"2028-02-29T08:00Z = Tue 2028-02-29 09:00", "2028-03-01T08:00Z = Wed 2028-03-01 09:00",
		}},
		"before New Year's Day": {now: "2026-12-26 08:00", due: "2027-01-01", want: []string{
			"2026-12-31T08:00Z = Thu 2026-12-31 09:00",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, zone := range []*string{&tc.project, &tc.lives} {
				if *zone == "" {
					*zone = "Europe/Paris"
				}
			}
			w := newWorldIn(t, record.Defaults{Zone: tc.project, Region: tc.region})
			w.at(tc.now)
			w.chat.zones[other] = tc.lives
			_, err := w.Reminders(t.Context(), w.as(other))
			require.NoError(t, err)
			if tc.quiet != (reminder.QuietChange{}) {
				w.set(other, reminder.PreferencesChange{Quiet: tc.quiet})
			}
			act := w.give(tc.due, other)
			require.Equal(t, tc.want, w.comes(act.Subject(), tc.lives, reminder.ToPerson(other)))
		})
	}
}

// A contract waits for no morning but the project's, in no pause.
func TestDeadlinesComeWhenPeopleWereTold(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		project, lives string
		notified       string // thirty days before the deadline
		want           []string
	}{
		"in Paris, over the autumn change": {"Europe/Paris", "Europe/Paris", "2026-10-05", []string{
			"2026-10-06T07:00Z = Tue 2026-10-06 09:00", // the period begins
			"2026-10-20T07:00Z = Tue 2026-10-20 09:00", "2026-10-28T08:00Z = Wed 2026-10-28 09:00", "2026-11-01T08:00Z = Sun 2026-11-01 09:00",
			"2026-11-03T08:00Z = Tue 2026-11-03 09:00", "2026-11-04T08:00Z = Wed 2026-11-04 09:00",
		}},
		"to somebody in Guadeloupe, at night": {"Europe/Paris", "America/Guadeloupe", "2026-11-16", []string{
			"2026-11-17T08:00Z = Tue 2026-11-17 04:00", // the period begins
			"2026-12-01T08:00Z = Tue 2026-12-01 04:00", "2026-12-09T08:00Z = Wed 2026-12-09 04:00", "2026-12-13T08:00Z = Sun 2026-12-13 04:00",
			"2026-12-15T08:00Z = Tue 2026-12-15 04:00", "2026-12-16T08:00Z = Wed 2026-12-16 04:00",
		}},
		"in Mayotte": {"Indian/Mayotte", "Indian/Mayotte", "2026-11-16", []string{
			"2026-11-17T06:00Z = Tue 2026-11-17 09:00", // the period begins
			"2026-12-01T06:00Z = Tue 2026-12-01 09:00", "2026-12-09T06:00Z = Wed 2026-12-09 09:00", "2026-12-13T06:00Z = Sun 2026-12-13 09:00",
			"2026-12-15T06:00Z = Tue 2026-12-15 09:00", "2026-12-16T06:00Z = Wed 2026-12-16 09:00",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorldIn(t, record.Defaults{Zone: tc.project})
			w.at(tc.notified + " 08:00")
			w.withContract("")
			w.chat.zones[other] = tc.lives
			_, err := w.Reminders(t.Context(), w.as(other))
			require.NoError(t, err)
			w.pause(other, day(tc.notified).AddDays(60).String())
			v := w.open(contract.StepVA, tc.notified, other)
			require.Equal(t, tc.want, w.comes(v.Subject(), tc.lives, reminder.ToPerson(other)))
		})
	}
}

// In the week in which clocks go back somebody travels to Mayotte at 8 h 10, where
// 9 h is over: the reminder that waited for it comes as soon as it may. The Courier
// is away until 11 h, and by then a pilot types settings.
func TestSettingsThatAreThereAlreadyMoveNothing(t *testing.T) {
	t.Parallel()
	waits := []string{"2026-10-23 08:10 user/u-other"} // of the Saturday, on the day before
	for name, tc := range map[string]struct {
		typed governance.SettingsChange
		want  []string
		lines int // of the project's history
	}{
		"none":                      {governance.SettingsChange{}, waits, 0},
		"the zone":                  {governance.SettingsChange{Zone: "Paris"}, waits, 0},
		"the holidays":              {governance.SettingsChange{Region: calendar.RegionMetropole}, waits, 0},
		"the language":              {governance.SettingsChange{Locale: "fr"}, waits, 0},
		"the hours, chosen by none": {governance.SettingsChange{Quiet: reminder.QuietChange{Hours: hours(19, 0, 8, 0)}}, waits, 0},
		"but other hours do":        {governance.SettingsChange{Quiet: reminder.QuietChange{Hours: hours(19, 0, 10, 0)}}, []string{"2026-10-23 11:00 user/u-other"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.at("2026-10-23 08:10")
			act := w.give("2026-10-24", other)
			require.Equal(t, []string{"2026-10-23 09:00 user/u-other"}, w.owed(act.Subject(), rollout.ActionReminder))
			w.chat.zones[other] = "Indian/Mayotte"
			_, err := w.Reminders(t.Context(), w.as(other))
			require.NoError(t, err)
			require.Equal(t, waits, w.owed(act.Subject(), rollout.ActionReminder))
			w.at("2026-10-23 11:00")
			view := w.settings(tc.typed)
			require.Len(t, view.History, tc.lines)
			require.Equal(t, tc.want, w.owed(act.Subject(), rollout.ActionReminder))
			w.bring()
			require.Equal(t, []string{tc.want[0][:16]}, w.sentOn(act.Subject()), "once")
		})
	}
}

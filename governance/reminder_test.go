package governance_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/acceptance"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
)

// hours are from one hour to another, as "20 h to 7 h 30".
func hours(from, fromMinute, to, toMinute int) *[2]record.Hour {
	return &[2]record.Hour{{Hour: from, Minute: fromMinute}, {Hour: to, Minute: toMinute}}
}

// give gives an action that is due on a day to people.
func (w *world) give(due string, to ...record.UserID) rollout.SupportAction {
	w.Helper()
	return w.giveIn(lobby, due, to...)
}

// giveIn gives an action in a channel.
func (w *world) giveIn(channel record.ChannelID, due string, to ...record.UserID) rollout.SupportAction {
	w.Helper()
	var people []record.Person
	for _, u := range to {
		people = append(people, person(u))
	}
	act, err := w.CreateAction(w.Context(), w.as(pilot, channel), rollout.NewAction{Title: "Former", Assignees: people, Due: day(due)})
	require.NoError(w, err)
	return act
}

func (w *world) set(u record.UserID, c reminder.PreferencesChange) reminder.ReminderView {
	w.Helper()
	view, err := w.SetReminders(w.Context(), w.as(u), c)
	require.NoError(w, err)
	return view
}

func (w *world) pause(u record.UserID, until string) reminder.ReminderView {
	w.Helper()
	view, err := w.PauseReminders(w.Context(), w.as(u), day(until))
	require.NoError(w, err)
	return view
}

func TestRemindersFollowWhatSomebodyPrefers(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		zone   string // of the person; the project is in Paris
		change reminder.PreferencesChange
		pause  string
		due    string
		want   []string // in Paris; those of a colleague stay
	}{
		"nothing chosen":             {due: "2026-12-15", want: []string{"2026-12-14 09:00", "2026-12-15 09:00"}},
		"none":                       {change: reminder.PreferencesChange{Actions: new(bool)}, due: "2026-12-15"},
		"later in the day":           {change: reminder.PreferencesChange{Quiet: reminder.QuietChange{Hours: hours(18, 0, 10, 30)}}, due: "2026-12-15", want: []string{"2026-12-14 10:30", "2026-12-15 10:30"}},
		"at night only":              {change: reminder.PreferencesChange{Quiet: reminder.QuietChange{Hours: hours(6, 0, 22, 0)}}, due: "2026-12-15", want: []string{"2026-12-14 22:00", "2026-12-15 22:00"}},
		"the day before a weekend":   {due: "2026-12-13", want: []string{"2026-12-11 09:00"}},
		"a weekend that is open":     {change: reminder.PreferencesChange{Quiet: reminder.QuietChange{Weekends: new(bool)}}, due: "2026-12-13", want: []string{"2026-12-12 09:00", "2026-12-13 09:00"}},
		"Christmas":                  {due: "2026-12-25", want: []string{"2026-12-24 09:00"}},
		"a pause over both":          {pause: "2026-12-16", due: "2026-12-15", want: []string{"2026-12-17 09:00"}},
		"a pause over the first":     {pause: "2026-12-14", due: "2026-12-15", want: []string{"2026-12-15 09:00"}},
		"a pause that ends before":   {pause: "2026-12-13", due: "2026-12-15", want: []string{"2026-12-14 09:00", "2026-12-15 09:00"}},
		"a pause until a weekend":    {pause: "2026-12-18", due: "2026-12-15", want: []string{"2026-12-21 08:00"}},
		"in Guadeloupe":              {zone: "America/Guadeloupe", due: "2026-12-15", want: []string{"2026-12-14 14:00", "2026-12-15 14:00"}},
		"in Mayotte, in summer":      {zone: "Indian/Mayotte", due: "2027-06-15", want: []string{"2027-06-14 08:00", "2027-06-15 08:00"}},
		"in Mayotte, on Sunday":      {zone: "Indian/Mayotte", due: "2026-12-13", want: []string{"2026-12-11 07:00"}},
		"a pause until that Friday":  {pause: "2026-12-11", due: "2026-12-13", want: []string{"2026-12-14 08:00"}},
		"in Nouméa, a day ahead":     {zone: "Pacific/Noumea", due: "2026-12-15", want: []string{"2026-12-13 23:00", "2026-12-14 23:00"}},
		"a pause in Nouméa":          {zone: "Pacific/Noumea", pause: "2026-12-14", due: "2026-12-15", want: []string{"2026-12-14 23:00"}},
		"in a zone nobody knows":     {zone: "Mars/Olympus", due: "2026-12-15", want: []string{"2026-12-14 09:00", "2026-12-15 09:00"}},
		"the day clocks go forward":  {change: reminder.PreferencesChange{Quiet: reminder.QuietChange{Weekends: new(bool)}}, due: "2027-03-28", want: []string{"2027-03-27 09:00", "2027-03-28 09:00"}},
		"about 29 February, a while": {pause: "2028-02-28", due: "2028-02-29", want: []string{"2028-02-29 09:00"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.at("2026-11-23 08:30")
			if tc.pause > "2028" {
				w.at("2028-02-01 08:30")
			}
			w.chat.zones[guest] = tc.zone
			before := w.give(tc.due, guest, other)
			if tc.change != (reminder.PreferencesChange{}) {
				w.set(guest, tc.change)
			}
			if tc.pause != "" {
				w.pause(guest, tc.pause)
			}
			_, err := w.Reminders(t.Context(), w.as(guest))
			require.NoError(t, err)
			after := w.give(tc.due, guest, other)
			for name, act := range map[string]rollout.SupportAction{"what was owed follows": before, "and so does what comes": after} {
				var mine []string
				others := 0
				for _, line := range w.owed(act.Subject(), rollout.ActionReminder) {
					if line[17:] == "user/u-guest" {
						mine = append(mine, line[:16])
					} else {
						others++
					}
				}
				require.Equal(t, tc.want, mine, name)
				require.Positive(t, others, name)
			}
		})
	}
}

func TestPreferencesChange(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	yes, none, c := true, "", "creteil"
	view := w.set(member, reminder.PreferencesChange{DigestAt: &record.Hour{Hour: 7, Minute: 30}, Quiet: reminder.QuietChange{Hours: hours(20, 0, 7, 30)}})
	require.Equal(t, record.Quiet{From: record.Hour{Hour: 20}, To: record.Hour{Hour: 7, Minute: 30}, Weekends: true, Holidays: true}, *view.Quiet, "the rest is the project's")
	require.Equal(t, record.Hour{Hour: 7, Minute: 30}, view.DigestAt)

	view = w.set(member, reminder.PreferencesChange{Digest: new(bool), Quiet: reminder.QuietChange{Holidays: new(bool)}})
	require.True(t, view.DigestOff)
	require.Equal(t, record.Quiet{From: record.Hour{Hour: 20}, To: record.Hour{Hour: 7, Minute: 30}, Weekends: true}, *view.Quiet, "what was chosen stays")
	view = w.set(member, reminder.PreferencesChange{Digest: &yes})
	require.Equal(t, record.Hour{Hour: 7, Minute: 30}, view.DigestAt, "its hour was kept")
	view = w.set(member, reminder.PreferencesChange{Digest: new(bool)})
	require.True(t, view.DigestOff)
	view = w.set(member, reminder.PreferencesChange{DigestAt: &record.Hour{Hour: 9}})
	require.False(t, view.DigestOff, "who gives an hour wants it")

	view = w.set(member, reminder.PreferencesChange{Quiet: reminder.QuietChange{Inherit: true, Weekends: new(bool)}})
	require.Equal(t, record.Quiet{From: record.Hour{Hour: 19}, To: record.Hour{Hour: 8}, Holidays: true}, *view.Quiet, "the project's but for weekends")
	view = w.set(member, reminder.PreferencesChange{Quiet: reminder.QuietChange{Inherit: true}})
	require.Nil(t, view.Quiet)
	require.Equal(t, record.DefaultQuiet(), view.Open.Quiet)

	before := w.dump()
	w.set(member, reminder.PreferencesChange{Quiet: reminder.QuietChange{Inherit: true}})
	require.Equal(t, before, w.dump(), "what changes nothing writes nothing")
	_, err := w.SetReminders(t.Context(), w.as(member), reminder.PreferencesChange{})
	asError(t, err, record.Invalid, "reminder.nothing")
	_, err = w.SetReminders(t.Context(), w.as(member), reminder.PreferencesChange{Quiet: reminder.QuietChange{Vacations: &c}})
	require.Equal(t, "vacations", asError(t, err, record.NotFound, "vacation.none").Param)
	require.Equal(t, before, w.dump())
	w.set(member, reminder.PreferencesChange{Quiet: reminder.QuietChange{Vacations: &none}})

	require.Equal(t, []string{
		"preferences.changed", "preferences.changed", "preferences.changed", "preferences.changed", "preferences.changed",
		"preferences.changed", "preferences.changed", "preferences.changed",
	}, w.changes("preferences/u-member"))
	other, err := w.Reminders(t.Context(), w.as(other))
	require.NoError(t, err)
	require.Equal(t, reminder.DefaultPreferences(record.ProjectID(team), "u-other"), other.Preferences, "everybody has their own")
}

func TestTheHourThatIsToldIsTheHourThatComes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, tc := range map[string]struct {
		quiet           *[2]record.Hour
		asked           record.Hour
		digest, actions record.Hour
	}{
		"in open hours":            {hours(19, 0, 8, 0), record.Hour{Hour: 8}, record.Hour{Hour: 8}, record.Hour{Hour: 9}},
		"before the night is over": {hours(19, 0, 10, 30), record.Hour{Hour: 7}, record.Hour{Hour: 10, Minute: 30}, record.Hour{Hour: 10, Minute: 30}},
		"in the evening":           {hours(19, 0, 8, 0), record.Hour{Hour: 22}, record.Hour{Hour: 8}, record.Hour{Hour: 9}},
		"in a quiet afternoon":     {hours(12, 0, 14, 0), record.Hour{Hour: 13}, record.Hour{Hour: 14}, record.Hour{Hour: 9}},
		"when nothing is quiet":    {hours(0, 0, 0, 0), record.Hour{}, record.Hour{}, record.Hour{Hour: 9}},
	} {
		t.Run(name, func(t *testing.T) {
			view := w.set(member, reminder.PreferencesChange{DigestAt: &tc.asked, Quiet: reminder.QuietChange{Hours: tc.quiet}})
			require.Equal(t, []record.Hour{tc.asked, tc.digest, tc.actions}, []record.Hour{view.DigestAt, view.DigestHour, view.ActionHour})
		})
	}
}

// A pause begins when it is asked for: what is due in it is told in the answer.
func TestWhatIsDueInAPause(t *testing.T) { // on Monday 23 November 2026, until Friday 4 December
	t.Parallel()
	for name, tc := range map[string]struct {
		due, until string
		off        bool
		want       []string
	}{
		"on its first day":                     {due: "2026-11-23", want: []string{"A-1"}},
		"within it":                            {due: "2026-12-01", want: []string{"A-1"}},
		"on its last day":                      {due: "2026-12-04", want: []string{"A-1"}},
		"on the weekend that follows":          {due: "2026-12-06", want: []string{"A-1"}},
		"on the day of coming back":            {due: "2026-12-07"},
		"after a pause that ends on that eve":  {due: "2026-12-04", until: "2026-12-03"},
		"on a holiday that follows it":         {due: "2026-12-25", until: "2026-12-24", want: []string{"A-1"}},
		"on no day":                            {},
		"of who wants no reminders of actions": {due: "2026-12-01", off: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.give(tc.due, member)
			w.give("2026-12-01", other)
			w.give("2026-12-01")
			if tc.off {
				w.set(member, reminder.PreferencesChange{Actions: new(bool)})
			}
			if tc.until == "" {
				tc.until = "2026-12-04"
			}
			var got []string
			for _, item := range w.pause(member, tc.until).Missed {
				got = append(got, item.Subject().Ref())
			}
			require.Equal(t, tc.want, got)
		})
	}
}

func TestPauses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	act := w.give("2026-11-26", member)
	reminders := func() []string { return w.owed(act.Subject(), rollout.ActionReminder) }

	for until, key := range map[string]string{"2026-11-22": "reminder.past", "2027-11-25": "reminder.long_pause"} {
		_, err := w.PauseReminders(t.Context(), w.as(member), day(until))
		require.Equal(t, "until", asError(t, err, record.Invalid, key).Param)
	}
	_, err := w.ResumeReminders(t.Context(), w.as(member))
	asError(t, err, record.Conflict, "reminder.not_paused")

	view := w.pause(member, "2026-11-27")
	require.True(t, view.Paused)
	require.Equal(t, w.moment("2026-11-30 08:00"), view.Next.In(w.zone))
	require.Equal(t, []string{"2026-11-30 08:00 user/u-member"}, reminders())

	t.Run("ended early, what it held back comes at once", func(t *testing.T) {
		w.at("2026-11-26 15:00")
		view, err := w.ResumeReminders(t.Context(), w.as(member))
		require.NoError(t, err)
		require.False(t, view.Paused)
		require.Equal(t, []string{"2026-11-26 15:00 user/u-member"}, reminders())
		b, err := w.Content(t.Context(), w.claim()[1])
		require.NoError(t, err)
		require.Empty(t, b.Skip)
		require.Zero(t, b.Wait)
	})
	t.Run("a pause that is over need not be ended", func(t *testing.T) {
		w.pause(member, "2026-11-26")
		w.at("2026-11-27 08:30")
		view, err := w.Reminders(t.Context(), w.as(member))
		require.NoError(t, err)
		require.False(t, view.Paused)
		_, err = w.ResumeReminders(t.Context(), w.as(member))
		asError(t, err, record.Conflict, "reminder.not_paused")
	})
	require.Equal(t, []string{"preferences.paused", "preferences.resumed", "preferences.paused"}, w.changes("preferences/u-member"))

	t.Run("today is that of the person", func(t *testing.T) {
		w.chat.zones[other] = "Pacific/Noumea"
		w.at("2026-11-27 20:00") // in Nouméa it is the 28th
		_, err := w.PauseReminders(t.Context(), w.as(other), day("2026-11-27"))
		asError(t, err, record.Invalid, "reminder.past")
	})
	t.Run("deadlines of a contract are not paused", func(t *testing.T) {
		w := newWorld(t)
		_, err := w.AddContract(t.Context(), w.as(pilot), acceptance.NewContract{Ref: "M1", Supplier: "Éditeur"})
		require.NoError(t, err)
		v, err := w.OpenVerification(t.Context(), w.as(pilot), acceptance.NewVerification{
			Step: contract.StepVA, Contract: "M1", Object: "Version 2.3", NotifiedOn: day("2026-11-23"), InCharge: []record.Person{person(pilot)},
		})
		require.NoError(t, err)
		before := w.owed(v.Subject(), acceptance.VerificationReminder)
		require.Len(t, before, 6)
		w.set(pilot, reminder.PreferencesChange{Actions: new(bool), Digest: new(bool), Quiet: reminder.QuietChange{Hours: hours(8, 0, 18, 0)}})
		w.pause(pilot, "2027-11-01")
		require.Equal(t, before, w.owed(v.Subject(), acceptance.VerificationReminder))
	})
}

func TestHoursThatOpenLetOutWhatWaited(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		due, at string
		change  reminder.QuietChange
		want    []string
	}{
		"not what was told before a Saturday": {"2026-12-12", "2026-12-12 10:00", reminder.QuietChange{Weekends: new(bool)}, []string{"2026-12-11 09:00"}},
		"nor in its evening":                  {"2026-12-12", "2026-12-12 21:00", reminder.QuietChange{Weekends: new(bool)}, []string{"2026-12-11 09:00"}},
		"not when another one comes that day": {"2026-12-14", "2026-12-14 08:30", reminder.QuietChange{Hours: hours(19, 0, 8, 15)}, []string{"2026-12-14 09:00"}},
		"not what came already":               {"2026-12-11", "2026-12-11 10:00", reminder.QuietChange{Hours: hours(19, 0, 7, 0)}, []string{"2026-12-10 09:00", "2026-12-11 09:00"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			act := w.give(tc.due, member)
			w.at(tc.at)
			w.send()
			w.set(member, reminder.PreferencesChange{Quiet: tc.change})
			all := w.sentOn(act.Subject())
			for _, line := range w.owed(act.Subject(), rollout.ActionReminder) {
				all = append(all, line[:16])
			}
			require.Equal(t, tc.want, all)
		})
	}
}

// What could not be sent when it was due is still owed after a change.
func TestAChangeOfHoursKeepsWhatIsOverdue(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	act, v := w.give("2026-12-10", member), w.verification("2026-11-23")
	w.at("2026-12-10 09:20")
	overdue := func(s record.Subject, k reminder.DeliveryKind) []string {
		var due []string
		for _, line := range w.owed(s, k) {
			if line[:16] <= w.now().In(w.zone).Format("2006-01-02 15:04") {
				due = append(due, line[:16])
			}
		}
		return due
	}
	deadline := overdue(v.Subject(), acceptance.VerificationReminder)
	require.Len(t, deadline, 2, "its first day, and 15 days before")

	w.set(member, reminder.PreferencesChange{DigestAt: &record.Hour{Hour: 10}})
	require.Equal(t, []string{"2026-12-09 09:00", "2026-12-10 09:00"}, overdue(act.Subject(), rollout.ActionReminder), "where the hours are the same it stays")
	w.settings(governance.SettingsChange{Zone: "Mayotte"})
	require.Equal(t, []string{"2026-12-10 09:20"}, overdue(act.Subject(), rollout.ActionReminder), "else it comes now, once")
	require.Equal(t, []string{"2026-12-10 09:20"}, overdue(v.Subject(), acceptance.VerificationReminder))
	w.at("2026-12-10 09:21")
	w.settings(governance.SettingsChange{Zone: "Paris"})
	require.Equal(t, []string{"2026-12-10 09:21"}, overdue(act.Subject(), rollout.ActionReminder), "however often they change")
	require.Equal(t, []string{"2026-12-10 09:21"}, overdue(v.Subject(), acceptance.VerificationReminder))
	w.set(member, reminder.PreferencesChange{Actions: new(bool)})
	require.Empty(t, overdue(act.Subject(), rollout.ActionReminder), "but for who wants none")
	require.Len(t, overdue(v.Subject(), acceptance.VerificationReminder), 1)
}

func TestZoneFollowsTheChat(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.chat.zones[member] = "America/Guadeloupe"
	act := w.give("2026-12-15", member)
	require.Equal(t, "2026-12-14 09:00 user/u-member", w.owed(act.Subject(), rollout.ActionReminder)[0], "where they live was never asked")
	view, err := w.Reminders(t.Context(), w.as(member))
	require.NoError(t, err)
	require.Equal(t, "America/Guadeloupe", view.Zone)
	require.Equal(t, "America/Guadeloupe", view.Open.Zone.String())
	require.Equal(t, "2026-12-14 14:00 user/u-member", w.owed(act.Subject(), rollout.ActionReminder)[0])
	require.Equal(t, []string{"preferences.zone"}, w.changes("preferences/u-member"))

	before := w.dump()
	_, err = w.Reminders(t.Context(), w.as(member))
	require.NoError(t, err)
	w.chat.fail["Zone"] = errors.New("no answer")
	_, err = w.Reminders(t.Context(), w.as(member))
	asError(t, err, record.Unavailable, "unavailable.directory")
	require.Equal(t, before, w.dump())
}

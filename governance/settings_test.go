package governance_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/contract"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
)

func (w *world) settings(c governance.SettingsChange) governance.SettingsView {
	w.Helper()
	view, err := w.ChangeSettings(w.Context(), w.as(pilot), c)
	require.NoError(w, err)
	return view
}

func (w *world) verification(notified string) acceptance.Verification {
	w.Helper()
	_, err := w.AddContract(w.Context(), w.as(pilot), acceptance.NewContract{Ref: "M1", Supplier: "Éditeur"})
	require.NoError(w, err)
	v, err := w.OpenVerification(w.Context(), w.as(pilot), acceptance.NewVerification{
		Step: contract.StepVA, Contract: "M1", Object: "Version 2.3", NotifiedOn: day(notified), InCharge: []record.Person{person(member)},
	})
	require.NoError(w, err)
	return v.Verification
}

func TestWhatIsOwedFollowsTheProject(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	act, free := w.give("2026-12-15", member, guest), w.give("2027-05-27", other)
	meeting, v := w.schedule("COPIL", "2026-12-18 14:00"), w.verification("2026-11-23")
	own := w.set(guest, reminder.PreferencesChange{Quiet: reminder.QuietChange{Hours: hours(0, 0, 0, 0)}})
	require.Equal(t, own.Quiet.From, own.Quiet.To)
	action := func() []string { return w.owed(act.Subject(), rollout.ActionReminder) }
	deadline := func() []string { return w.owed(v.Subject(), acceptance.VerificationReminder) }
	told := w.owed(meeting.Subject(), committee.MeetingReminder)
	before := deadline()
	require.Equal(t, v.Deadline.String()+" 09:00 user/u-member", before[len(before)-1])

	t.Run("its quiet hours, for those who chose none", func(t *testing.T) {
		w.settings(governance.SettingsChange{Quiet: reminder.QuietChange{Hours: hours(18, 0, 11, 0)}})
		require.Equal(t, []string{
			"2026-12-14 09:00 user/u-guest", "2026-12-14 11:00 user/u-member", "2026-12-15 09:00 user/u-guest", "2026-12-15 11:00 user/u-member",
		}, action())
		require.Equal(t, before, deadline(), "a contract does not wait")
		w.settings(governance.SettingsChange{Quiet: reminder.QuietChange{Hours: hours(19, 0, 8, 0)}})
	})
	t.Run("its holidays", func(t *testing.T) {
		require.Equal(t, "2027-05-27 09:00 user/u-other", w.owed(free.Subject(), rollout.ActionReminder)[1])
		view := w.settings(governance.SettingsChange{Region: calendar.RegionGuadeloupe})
		require.Equal(t, calendar.RegionGuadeloupe, view.Region)
		require.Equal(t, []string{"2027-05-26 09:00 user/u-other"}, w.owed(free.Subject(), rollout.ActionReminder), "before the day of the abolition")
	})
	t.Run("its zone, but not its meetings", func(t *testing.T) {
		view := w.settings(governance.SettingsChange{Zone: "Guadeloupe"})
		require.Equal(t, "America/Guadeloupe", view.Zone)
		require.Equal(t, "2026-12-14 14:00 user/u-member", action()[0])
		after := deadline()
		require.Len(t, after, len(before))
		require.Equal(t, v.Deadline.String()+" 14:00 user/u-member", after[len(after)-1])
		require.Equal(t, told, w.owed(meeting.Subject(), committee.MeetingReminder))
	})
	t.Run("its language", func(t *testing.T) {
		require.Equal(t, "en", w.settings(governance.SettingsChange{Locale: "en"}).Locale)
	})
	t.Run("what changes nothing writes nothing", func(t *testing.T) {
		before := w.dump()
		view := w.settings(governance.SettingsChange{Locale: "en", Zone: "America/Guadeloupe"})
		require.Len(t, view.History, 5)
		require.Equal(t, before, w.dump())
	})
	t.Run("a zone that nobody knows is refused", func(t *testing.T) {
		before := w.dump()
		_, err := w.ChangeSettings(t.Context(), w.as(pilot), governance.SettingsChange{Zone: "Mars", Locale: "fr"})
		asError(t, err, record.Invalid, "settings.zone")
		require.Equal(t, before, w.dump())
	})
	require.Equal(t, "settings.changed", w.changes("project")[0])
	view, err := w.Settings(t.Context(), w.as(guest))
	require.NoError(t, err)
	require.Equal(t, "America/Guadeloupe", view.Zone)
}

// A project that is told to be in Mayotte, where it is two hours later, between
// nine there and nine in Paris: what was to come at nine is not forgotten.
func TestAChangeOfZoneForgetsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v, act := w.verification("2026-11-23"), w.give("2026-12-15", member)
	w.at(v.Deadline.String() + " 08:15")
	w.send()
	act2 := w.give(v.Deadline.String(), member)
	w.settings(governance.SettingsChange{Zone: "Mayotte"})
	require.Equal(t, []string{v.Deadline.String() + " 08:15 user/u-member"}, w.owed(v.Subject(), acceptance.VerificationReminder))
	require.Equal(t, []string{v.Deadline.String() + " 08:15 user/u-member"}, w.owed(act2.Subject(), rollout.ActionReminder))
	require.Empty(t, w.owed(act.Subject(), rollout.ActionReminder), "what came already does not come again")
	for _, d := range w.claim() {
		if d.Occurrence == reminder.Overtaken {
			b, err := w.Content(t.Context(), d)
			require.NoError(t, err)
			require.Empty(t, b.Skip, d.Kind)
		}
	}
}

// What a change of zone puts into the past on the eve of a deadline is told at
// once to those who were to hear that nobody has seen it, and to nobody else.
func TestAChangeOfZoneForgetsNoEscalation(t *testing.T) {
	t.Parallel()
	const subject = record.Subject("verification/V-1")
	toMayotte := governance.SettingsChange{Zone: "Mayotte"} // two hours later
	see := func(u record.UserID) func(w *world) {
		return func(w *world) {
			_, err := w.Acknowledge(w.Context(), w.as(u), subject)
			require.NoError(w, err)
		}
	}
	back := func(w *world) { w.settings(governance.SettingsChange{Zone: "Paris"}) }
	for name, tc := range map[string]struct {
		deputies []record.UserID
		now      string
		then     func(w *world)
		want     []string
	}{
		"to the deputies":                                 {[]record.UserID{guest}, "2026-12-22 08:15", nil, []string{"2026-12-22 08:15 user/u-guest", "2026-12-22 12:00 user/u-pilot"}},
		"to the pilots":                                   {[]record.UserID{guest}, "2026-12-22 13:15", nil, []string{"2026-12-22 09:00 user/u-guest", "2026-12-22 13:15 user/u-pilot"}},
		"to the pilots, in the morning":                   {nil, "2026-12-22 08:15", nil, []string{"2026-12-22 08:15 user/u-pilot"}},
		"at their hour, when the zone comes back at once": {[]record.UserID{guest}, "2026-12-22 08:15", back, []string{"2026-12-22 09:00 user/u-guest", "2026-12-22 14:00 user/u-pilot"}},
		"once, when it comes back after that":             {[]record.UserID{guest}, "2026-12-22 08:15", func(w *world) { w.bring(); back(w) }, []string{"2026-12-22 08:15 user/u-guest", "2026-12-22 14:00 user/u-pilot"}},
		"to the pilots who were passed it, whoever says something of it meanwhile": {nil, "2026-12-22 08:15", func(w *world) {
			due, err := w.store.Claim(w.Context(), time.Minute, 100)
			require.NoError(w, err)
			for _, d := range due {
				if d.Recipient != reminder.ToPilots() {
					require.NoError(w, w.store.Release(w.Context(), []reminder.Delivery{d}))
					continue
				}
				lost, err := w.store.Settle(w.Context(), w.endOf(d))
				require.NoError(w, err)
				require.Empty(w, lost)
			}
			see(pilot)(w)
		}, []string{"2026-12-22 08:15 user/u-pilot"}},
		"not what has been told":                   {[]record.UserID{guest}, "2026-12-22 09:15", nil, []string{"2026-12-22 09:00 user/u-guest", "2026-12-22 12:00 user/u-pilot"}},
		"not what is seen since":                   {[]record.UserID{guest}, "2026-12-22 08:15", see(member), nil},
		"to the deputies, of whom one has seen it": {[]record.UserID{guest, guestIn}, "2026-12-22 08:15", see(guest), []string{"2026-12-22 08:15 user/u-guest", "2026-12-22 08:15 user/u-guest-in"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).withContract("")
			w.deputised(tc.deputies...)
			var got []string
			w.settled = func(r reminder.Settlement) {
				if r.Delivery.Kind == acceptance.VerificationEscalation && r.State == reminder.SettledSent {
					got = append(got, r.At.In(w.zone).Format("2006-01-02 15:04 ")+string(r.Delivery.Recipient))
				}
			}
			w.bringUntil(w.moment(tc.now))
			w.settings(toMayotte)
			if tc.then != nil {
				tc.then(w)
			}
			w.bringUntil(w.moment("2026-12-24 08:00"))
			slices.Sort(got)
			require.Equal(t, tc.want, got)
		})
	}
}

func TestSchoolHolidays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	vacations := func(u record.UserID, name string) (reminder.ReminderView, error) {
		return w.SetReminders(t.Context(), w.as(u), reminder.PreferencesChange{Quiet: reminder.QuietChange{Vacations: &name}})
	}
	imports := func(csv string) perimeter.VacationReport {
		t.Helper()
		rep, err := w.ImportVacations(t.Context(), record.Person{ID: "operator", Username: "operator"}, table(t, csv))
		require.NoError(t, err)
		return rep
	}
	w.give("2026-12-22", member, other)
	_, err := vacations(member, "Créteil")
	asError(t, err, record.NotFound, "vacation.none")

	const noel = "Vacances de Noël;-;2026-12-18T23:00:00+00:00;2027-01-03T23:00:00+00:00;"
	rep := imports(vacationHeader + noel + "Créteil;Zone C;2026-2027\n" + noel + "Paris;Zone C;2026-2027\n" + noel + "Corse;Corse;2026-2027\n")
	require.Equal(t, []int{3, 3, 0}, []int{rep.Read, rep.Added, rep.Unchanged})

	t.Run("an académie or a zone, as people write them", func(t *testing.T) {
		for text, want := range map[string]string{
			"creteil": "Créteil", "CRÉTEIL": "Créteil", "académie de Créteil": "Créteil", "zone c": "Zone C", "C": "Zone C", "corse": "Corse", "": "",
		} {
			view, err := vacations(guest, text)
			require.NoError(t, err, text)
			require.Equal(t, want, view.Quiet.Vacations)
		}
		_, err := vacations(guest, "cretiel")
		e := asError(t, err, record.NotFound, "vacation.unknown")
		require.Equal(t, "Créteil", e.Args["near"])
		require.Equal(t, []string{"Corse", "Zone C", "Créteil", "Paris"}, e.Args["known"])
	})
	t.Run("have what is due in them reminded of before, to those who want it", func(t *testing.T) {
		view, err := vacations(member, "zone C")
		require.NoError(t, err)
		require.Equal(t, "2027-01-03", view.Until.String())
		require.Equal(t, []string{
			"2026-12-18 09:00 user/u-member", "2026-12-21 09:00 user/u-other", "2026-12-22 09:00 user/u-other",
		}, w.owed("action/A-1", rollout.ActionReminder))
	})
	t.Run("imported again, change nothing", func(t *testing.T) {
		before := w.dump()
		rep := imports(vacationHeader + noel + "Créteil;Zone C;2026-2027\n")
		require.Equal(t, []int{1, 0, 1}, []int{rep.Read, rep.Added, rep.Unchanged})
		require.Equal(t, before, w.dump())
	})
	t.Run("corrected, what is owed follows", func(t *testing.T) {
		_, err := vacations(other, "Créteil")
		require.NoError(t, err)
		imports(vacationHeader + strings.Replace(noel, "2026-12-18T", "2026-12-16T", 1) + "Créteil;Zone C;2026-2027\n")
		require.Equal(t, []string{"2026-12-17 09:00 user/u-member", "2026-12-17 09:00 user/u-other"},
			w.owed("action/A-1", rollout.ActionReminder))
		require.Equal(t, []string{"vacation.imported", "vacation.imported"}, w.changes("project"))
	})
	t.Run("with one bad line, change nothing", func(t *testing.T) {
		before := w.dump()
		rep := imports(vacationHeader + noel + "Lyon;Zone A;2026-2027\nx;-;y;z;Lyon;Zone A;2026-2027\n")
		require.Len(t, rep.Problems, 1)
		require.Equal(t, before, w.dump())
	})
	t.Run("of the project, are those of everybody who chose nothing", func(t *testing.T) {
		raw, err := os.ReadFile("testdata/calendrier-scolaire-extrait.csv")
		require.NoError(t, err)
		imports(string(raw))
		name := "lyon"
		view := w.settings(governance.SettingsChange{Quiet: reminder.QuietChange{Vacations: &name}})
		require.Equal(t, "Lyon", view.QuietHours().Vacations)
		require.Equal(t, "2026-05-17", view.Until.String(), "the summer of Lyon is not in the extract")
	})
}

// After an outage a personal reminder comes to be said in the night.
func TestAPersonalReminderWaitsForAnOpenHour(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		due, at, wait string
		skipReason    reminder.SkipReason
		last          bool // the reminder of the day, not that of the day before
	}{
		"in the day":                      {due: "2026-12-16", at: "2026-12-15 10:00"},
		"in the evening":                  {due: "2026-12-16", at: "2026-12-15 20:00", skipReason: reminder.SkipNewer},
		"in the evening of the day":       {due: "2026-12-16", at: "2026-12-16 20:00", wait: "2026-12-17 08:00", last: true},
		"before a weekend":                {due: "2026-12-18", at: "2026-12-18 20:00", wait: "2026-12-21 08:00", last: true},
		"when the next one comes today":   {due: "2026-12-16", at: "2026-12-16 08:30", skipReason: reminder.SkipNewer},
		"when the next one has its own":   {due: "2026-12-16", at: "2026-12-16 10:00", skipReason: reminder.SkipNewer},
		"the evening, for one who leaves": {due: "2026-12-14", at: "2026-12-14 20:00", wait: "2026-12-15 08:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			act := w.give(tc.due, member)
			var reminders []reminder.Delivery
			for _, d := range w.claim() {
				if d.Kind == rollout.ActionReminder && d.Subject == act.Subject() {
					reminders = append(reminders, d)
				}
			}
			d := reminders[0]
			if tc.last {
				d = reminders[len(reminders)-1]
			}
			w.at(tc.at)
			b, err := w.Content(t.Context(), d)
			require.NoError(t, err)
			require.Equal(t, tc.skipReason, b.Skip)
			if tc.wait == "" {
				require.Zero(t, b.Wait)
				return
			}
			require.Equal(t, w.moment(tc.wait), b.Wait.In(w.zone))
		})
	}
	require.True(t, governance.Subjects().Policy(rollout.ActionReminder).Waits)
	for _, k := range []reminder.DeliveryKind{rollout.ActionAssigned, acceptance.VerificationReminder, committee.MeetingReminder} {
		require.False(t, governance.Subjects().Policy(k).Waits, k)
	}
}

// In Nouméa it is tomorrow already.
func TestThePersonsDayIsSaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.chat.zones[member] = "Pacific/Noumea"
	_, err := w.Reminders(t.Context(), w.as(member))
	require.NoError(t, err)
	w.give("2026-12-15", member)
	for _, d := range w.claim() {
		if d.Kind == rollout.ActionReminder {
			w.at(d.Due.In(w.zone).Format("2006-01-02 15:04"))
			b, err := w.Content(t.Context(), d)
			require.NoError(t, err)
			require.Empty(t, b.Skip)
			require.Zero(t, b.Wait)
			require.Equal(t, w.now().AddDate(0, 0, 1).Format("2006-01-02"), b.About.(rollout.ActionView).Today.String())
		}
	}
}

// What waited for the end of school holidays that are corrected to end sooner
// comes as soon as it may: what was known before says for what it waited.
func TestSchoolHolidaysThatEndSoonerLetOutWhatWaited(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	imports := func(last string) {
		_, err := w.ImportVacations(t.Context(), record.Person{ID: "operator"}, table(t,
			vacationHeader+"Vacances de Noël;-;2026-12-12;"+last+";Créteil;Zone C;2026-2027\n"))
		require.NoError(t, err)
	}
	imports("2027-01-04")
	creteil := "Créteil"
	w.set(member, reminder.PreferencesChange{Quiet: reminder.QuietChange{Vacations: &creteil}})
	w.pause(member, "2026-12-11") // the last days before
	act := w.give("2026-12-15", member)
	reminders := func() []string { return w.owed(act.Subject(), rollout.ActionReminder) }
	require.Equal(t, []string{"2027-01-04 08:00 user/u-member"}, reminders())
	w.at("2026-12-17 10:00")
	imports("2026-12-14")
	require.Equal(t, []string{"2026-12-17 10:00 user/u-member"}, reminders())
}

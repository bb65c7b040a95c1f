package governance_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

func convention(until string, schools ...record.UAI) committee.NewAgreement {
	return committee.NewAgreement{
		Name: "Convention ENT Vallée", Partners: []committee.InstitutionChange{{Name: "Mairie de Vitry"}, {Name: "DSDEN 94"}},
		Schools: schools, Signed: day("2026-03-12"), Until: day(until),
	}
}

// agree writes down a convention that was signed on 12 March 2026.
func (w *world) agree(until string, schools ...record.UAI) committee.AgreementView {
	w.Helper()
	v, err := w.CreateAgreement(w.Context(), w.as(pilot), convention(until, schools...))
	require.NoError(w, err)
	return v
}

func TestAgreementReminders(t *testing.T) {
	t.Parallel()
	owed := func(w *world) []string { return w.owed("agreement/C-1", committee.AgreementReminder) }
	renew := func(w *world, until string) {
		_, err := w.RenewAgreement(t.Context(), w.as(pilot), 1, to(day(until)))
		require.NoError(t, err)
	}
	rename := func(w *world) {
		_, err := w.ChangeAgreement(t.Context(), w.as(pilot), 1, committee.AgreementChange{Name: "Convention ENT Val"})
		require.NoError(t, err)
	}
	for name, tc := range map[string]struct {
		until string
		do    func(w *world)
		want  []string // each to the pilots; to ~copil too where there is a committee
	}{
		"6, 3 and 1 months before, on working days": { // February has no 31st
			until: "2028-08-31", want: []string{"2028-02-29 09:00", "2028-05-31 09:00", "2028-07-31 09:00"},
		},
		"a Sunday is put off to Monday, a holiday to the day after": { // 14 November 2027, 14 February, 14 April 2028 (Good Friday)
			until: "2028-05-14", want: []string{"2027-11-15 09:00", "2028-02-14 09:00", "2028-04-14 09:00"},
		},
		"a shorter month has its last day": {
			until: "2027-05-31", want: []string{"2026-11-30 09:00", "2027-03-01 09:00", "2027-04-30 09:00"},
		},
		"what has gone by is not owed":                   {until: "2027-02-01", want: []string{"2027-01-04 09:00"}},
		"the next morning, where all three have gone by": {until: "2026-12-14", want: []string{"2026-11-24 09:00"}},
		"on the last day too":                            {until: "2026-11-24", want: []string{"2026-11-24 09:00"}},
		"never after the end":                            {until: "2026-11-23"},
		"a change on a later day leaves that one": {
			until: "2026-12-14", do: func(w *world) {
				w.at("2026-11-24 08:00")
				rename(w)
			},
			want: []string{"2026-11-24 09:00"},
		},
		"what came the next morning does not come again": {
			until: "2026-12-14", do: func(w *world) {
				w.bringUntil(w.moment("2026-11-25 08:00"))
				rename(w)
			},
		},
		"nor does what came in its time": {
			until: "2027-05-31", do: func(w *world) {
				w.bringUntil(w.moment("2027-05-03 08:00"))
				rename(w)
			},
		},
		"a correction that leaves no time is told the next morning": {
			until: "2028-08-31", do: func(w *world) {
				_, err := w.ChangeAgreement(t.Context(), w.as(pilot), 1, committee.AgreementChange{Until: to(day("2026-11-29"))})
				require.NoError(t, err)
			},
			want: []string{"2026-11-24 09:00"},
		},
		"other settings leave it its morning": {
			until: "2026-12-14", do: func(w *world) {
				_, err := w.ChangeSettings(t.Context(), w.as(pilot), governance.SettingsChange{Region: calendar.RegionAlsaceMoselleGoodFriday})
				require.NoError(t, err)
			},
			want: []string{"2026-11-24 09:00"},
		},
		"a renewal moves them": {
			until: "2026-12-14", do: func(w *world) { renew(w, "2028-08-31") },
			want: []string{"2028-02-29 09:00", "2028-05-31 09:00", "2028-07-31 09:00"},
		},
		"none once it is terminated": {
			until: "2028-08-31", do: func(w *world) {
				_, err := w.TerminateAgreement(t.Context(), w.as(pilot), 1, day("2027-06-30"), "La mairie se retire")
				require.NoError(t, err)
			},
		},
		"other holidays move them": { // Good Friday is none in the métropole
			until: "2028-05-14", do: func(w *world) {
				_, err := w.ChangeSettings(t.Context(), w.as(pilot), governance.SettingsChange{Region: calendar.RegionAlsaceMoselleGoodFriday})
				require.NoError(t, err)
			},
			want: []string{"2027-11-15 09:00", "2028-02-14 09:00", "2028-04-18 09:00"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.importing(threeSchools)
			w.agree(tc.until)
			if tc.do != nil {
				tc.do(w)
			}
			var pilots []string
			for _, at := range tc.want {
				pilots = append(pilots, at+" pilots")
			}
			require.ElementsMatch(t, pilots, owed(w))
		})
	}
	t.Run("to the channel of each committee of the territorial level, also of a later one", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.agree("2027-02-01")
		_, err := w.CreateCommittee(t.Context(), w.as(pilot, lobby), committee.NewCommittee{Code: "CLASSE", Name: "École", Level: record.LevelSchool})
		require.NoError(t, err)
		require.ElementsMatch(t, []string{"2027-01-04 09:00 pilots", "2027-01-04 09:00 channel/" + string(copil)}, owed(w))
		w.committee("GT1", cabinet, record.DiffusionTeam)
		require.ElementsMatch(t, []string{
			"2027-01-04 09:00 pilots", "2027-01-04 09:00 channel/" + string(copil), "2027-01-04 09:00 channel/" + string(cabinet),
		}, owed(w))
	})
}

func TestWhatAnAgreementsReminderSays(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	a := w.agree("2027-02-01")
	toChannel := reminder.Delivery{
		Project: a.Project, Subject: a.Subject(), Kind: committee.AgreementReminder, Recipient: reminder.ToChannel(copil), Due: w.moment("2027-01-04 09:00"),
	}
	toPilot := toChannel
	toPilot.Recipient, toPilot.Occurrence = reminder.ToPerson(pilot), reminder.PassedOn
	told := func(d reminder.Delivery) reminder.Content {
		t.Helper()
		b, err := w.Content(t.Context(), d)
		require.NoError(t, err)
		return b
	}
	t.Run("in its time", func(t *testing.T) {
		w.at("2027-01-04 09:00")
		require.Empty(t, told(toChannel).Skip)
		require.Empty(t, told(toPilot).Skip)
		require.True(t, told(toPilot).Wait.IsZero())
	})
	t.Run("to a pilot, once its hours are open; the channel does not wait", func(t *testing.T) {
		w.at("2027-01-04 23:00")
		require.Equal(t, w.moment("2027-01-05 08:00"), told(toPilot).Wait.In(w.zone))
		require.True(t, told(toChannel).Wait.IsZero())
	})
	t.Run("that it could not be told is told at any hour", func(t *testing.T) {
		failed := toPilot
		failed.Kind, failed.Occurrence = reminder.Undeliverable, "7.1/"+string(toChannel.Recipient)
		require.True(t, told(failed).Wait.IsZero())
	})
	t.Run("nothing at another moment than the one planned", func(t *testing.T) {
		elsewhere := toPilot
		elsewhere.Due = w.moment("2027-01-05 09:00")
		require.Equal(t, reminder.SkipChanged, told(elsewhere).Skip)
	})
	t.Run("nothing once it has ended", func(t *testing.T) {
		w.at("2027-02-01 09:00")
		require.Empty(t, told(toChannel).Skip, "its last day")
		w.at("2027-02-02 09:00")
		require.Equal(t, reminder.SkipClosed, told(toChannel).Skip)
		_, err := w.Acknowledge(t.Context(), w.as(pilot), a.Subject())
		asError(t, err, record.Conflict, "agreement.ended")
	})
	t.Run("nothing once it is terminated", func(t *testing.T) {
		w.at("2027-01-04 09:00")
		_, err := w.TerminateAgreement(t.Context(), w.as(pilot), 1, day("2027-01-31"), "La mairie se retire")
		require.NoError(t, err)
		require.Equal(t, reminder.SkipClosed, told(toPilot).Skip)
	})
}

func TestAnAgreementThatEndsSoonIsRemindedOfOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	require.Equal(t, day("2026-11-24"), w.agree("2026-12-14").NextReminder)
	sent := w.told(30)
	require.Equal(t, []string{"2026-11-24 09:00 agreement.reminder"}, sent[reminder.ToPerson(pilot)])
	require.Contains(t, sent[reminder.ToChannel(copil)], "2026-11-24 09:00 agreement.reminder")
	v, err := w.Agreement(t.Context(), w.as(pilot), 1)
	require.NoError(t, err)
	require.Zero(t, v.NextReminder)
}

func TestAPilotIsRemindedOfAnAgreementOnce(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		inChannel, fails bool
		want             int
	}{
		"in a channel that is told":          {inChannel: true},
		"by direct message elsewhere":        {want: 1},
		"and where the chat does not say so": {inChannel: true, fails: true, want: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).withCopil()
			w.agree("2027-02-01")
			w.chat.members[copil] = []record.UserID{member}
			if tc.inChannel {
				w.chat.members[copil] = []record.UserID{member, pilot}
			}
			if tc.fails {
				w.chat.fail["InChannel"] = errors.New("down")
			}
			sent := w.told(60)
			require.Len(t, sent[reminder.ToPerson(pilot)], tc.want)
			require.Contains(t, sent[reminder.ToChannel(copil)], "2027-01-04 09:00 agreement.reminder")
		})
	}
}

func TestWhoHasSeenAnAgreement(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	a := w.agree("2027-02-01")
	_, err := w.Acknowledge(t.Context(), w.as(other), a.Subject())
	require.Equal(t, "C-1", asError(t, err, record.Forbidden, "forbidden.agreement").Args["ref"])
	for _, who := range []record.UserID{member, pilot} {
		_, err = w.Acknowledge(t.Context(), w.as(who), a.Subject())
		require.NoError(t, err)
	}
	_, _, err = w.RemindTomorrow(t.Context(), w.as(pilot), a.Subject())
	asError(t, err, record.Conflict, "seen.agreement")
	require.Equal(t, []string{"agreement.created", "agreement.seen", "agreement.seen"}, w.changes(a.Subject()))
}

func TestAgreementRules(t *testing.T) {
	t.Parallel()
	create := func(change func(n *committee.NewAgreement)) func(w *world, a record.Actor) error {
		return func(w *world, a record.Actor) error {
			n := convention("2028-08-31")
			n.Name = "Une autre convention"
			change(&n)
			_, err := w.CreateAgreement(t.Context(), a, n)
			return err
		}
	}
	change := func(c committee.AgreementChange) func(w *world, a record.Actor) error {
		return func(w *world, a record.Actor) error {
			_, err := w.ChangeAgreement(t.Context(), a, 1, c)
			return err
		}
	}
	renew := func(until string) func(w *world, a record.Actor) error {
		return func(w *world, a record.Actor) error {
			_, err := w.RenewAgreement(t.Context(), a, 1, to(day(until)))
			return err
		}
	}
	terminate := func(on, reason string) func(w *world, a record.Actor) error {
		return func(w *world, a record.Actor) error {
			_, err := w.TerminateAgreement(t.Context(), a, 1, day(on), reason)
			return err
		}
	}
	for name, tc := range map[string]struct {
		now          string // default 2026-11-23 08:00
		do           func(w *world, a record.Actor) error
		param, wrong string
		doubt        string
	}{
		"a usual one":                      {do: create(func(*committee.NewAgreement) {})},
		"an end that has gone by":          {do: create(func(n *committee.NewAgreement) { n.Until = day("2026-11-22") }), param: "end", wrong: "agreement.past"},
		"an end today":                     {do: create(func(n *committee.NewAgreement) { n.Until = day("2026-11-23") })},
		"an end before the signature":      {do: create(func(n *committee.NewAgreement) { n.Until = day("2026-03-11") }), param: "end", wrong: "agreement.order"},
		"an end on the day of it":          {do: create(func(n *committee.NewAgreement) { n.Until = n.Signed }), param: "end", wrong: "agreement.order"},
		"one that is still to be signed":   {do: create(func(n *committee.NewAgreement) { n.Signed = day("2026-11-24") }), param: "signed", wrong: "agreement.unsigned"},
		"ten years":                        {do: create(func(n *committee.NewAgreement) { n.Until = day("2036-03-12") }), doubt: "agreement.long"},
		"a day less":                       {do: create(func(n *committee.NewAgreement) { n.Until = day("2036-03-11") })},
		"no partner":                       {do: create(func(n *committee.NewAgreement) { n.Partners = nil }), param: "partners", wrong: "agreement.alone"},
		"a partner without a name":         {do: create(func(n *committee.NewAgreement) { n.Partners[0].Name = " " }), param: "partners", wrong: "text.empty"},
		"a school that there is not":       {do: create(func(n *committee.NewAgreement) { n.Schools = []record.UAI{"0999001W"} }), param: "school", wrong: "school.unknown"},
		"the name of one in force":         {do: create(func(n *committee.NewAgreement) { n.Name = "convention ent vallee" }), doubt: "agreement.repeated"},
		"the name of one that has ended":   {now: "2028-09-01 08:00", do: create(func(n *committee.NewAgreement) { n.Name, n.Until = "Convention ENT Vallée", day("2030-08-31") })},
		"no change":                        {do: change(committee.AgreementChange{Name: "Convention ENT Vallée"}), wrong: "agreement.same"},
		"an unknown partner leaves":        {do: change(committee.AgreementChange{Without: []string{"Éditeur"}}), param: "without", wrong: "agreement.no_partner"},
		"all partners leave":               {do: change(committee.AgreementChange{Without: []string{"mairie de vitry", "DSDEN 94"}}), param: "partners", wrong: "agreement.alone"},
		"a correction of its end":          {do: change(committee.AgreementChange{Until: to(day("2027-08-31"))})},
		"a correction to before its day":   {do: change(committee.AgreementChange{Until: to(day("2026-01-01"))}), param: "end", wrong: "agreement.order"},
		"a renewal to the day that it has": {do: renew("2028-08-31"), param: "end", wrong: "agreement.renew_same"},
		"a renewal to a day before it":     {do: renew("2028-08-30"), param: "end", wrong: "agreement.renew_later"},
		"a renewal for ten years":          {do: renew("2036-11-23"), doubt: "agreement.long"},
		"a renewal of one that has ended":  {now: "2028-09-01 08:00", do: renew("2031-08-31"), doubt: "agreement.renew_ended"},
		"a renewal into the past":          {now: "2029-09-01 08:00", do: renew("2029-01-31"), param: "end", wrong: "agreement.past"},
		"terminated before it was signed":  {do: terminate("2026-03-11", "Retrait"), param: "as-of", wrong: "agreement.terminate_outside"},
		"terminated on its last day":       {do: terminate("2028-08-31", "Retrait"), param: "as-of", wrong: "agreement.terminate_outside"},
		"terminated without a reason":      {do: terminate("2027-06-30", " "), param: "reason", wrong: "text.empty"},
		"terminated on a day that is past": {do: terminate("2026-06-30", "Retrait")},
		"terminated once it has ended":     {now: "2028-09-01 08:00", do: terminate("2027-06-30", "Retrait"), wrong: "agreement.ended"},
		"an agreement that there is not": {do: func(w *world, a record.Actor) error {
			_, err := w.RenewAgreement(t.Context(), a, 9, to(day("2030-01-01")))
			return err
		}, param: "agreement", wrong: "agreement.unknown"},
		"one to read that there is not": {do: func(w *world, a record.Actor) error { _, err := w.Agreement(t.Context(), a, 9); return err }, param: "agreement", wrong: "agreement.unknown"},
		"a change of one that is no more": {do: func(w *world, a record.Actor) error {
			require.NoError(w, terminate("2027-06-30", "Retrait")(w, a))
			return renew("2031-08-31")(w, a)
		}, wrong: "agreement.terminated"},
		"one that is terminated, once more": {do: func(w *world, a record.Actor) error {
			require.NoError(w, terminate("2027-06-30", "Retrait")(w, a))
			return terminate("2027-05-31", "Retrait")(w, a)
		}, wrong: "agreement.terminated"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).withCopil()
			w.agree("2028-08-31", wallonA)
			if tc.now != "" {
				w.at(tc.now)
			}
			before, doubtful := w.dump(), w.as(pilot)
			doubtful.Consent = record.Consent{}
			err := tc.do(w, doubtful)
			var question *record.QuestionError
			switch {
			case tc.wrong != "":
				require.Equal(t, tc.wrong, keyOf(err), "%v", err)
				var e *record.Error
				require.ErrorAs(t, err, &e)
				require.Equal(t, tc.param, e.Param)
			case tc.doubt != "":
				require.ErrorAs(t, err, &question)
				require.Equal(t, tc.doubt, question.Doubts[0].Key)
				require.Len(t, question.Doubts, 1)
				require.Equal(t, before, w.dump())
				require.NoError(t, tc.do(w, w.as(pilot)), "when it is confirmed")
			default:
				require.NoError(t, err)
			}
		})
	}
}

func TestWhatBecomesOfAnAgreement(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	a := w.agree("2028-08-31", wallonA)
	require.Equal(t, day("2028-02-29"), a.NextReminder)
	changed, err := w.ChangeAgreement(t.Context(), w.as(pilot), 1, committee.AgreementChange{
		Partners: []committee.InstitutionChange{{Name: "Éditeur"}}, Without: []string{"dsden 94"},
		Schools: []record.UAI{wallonB}, WithoutSchools: []record.UAI{wallonA}, Signed: day("2026-03-13"),
	})
	require.NoError(t, err)
	require.Equal(t, []record.UAI{wallonB}, changed.Schools)
	require.Equal(t, []committee.Institution{{Name: "Mairie de Vitry"}, {Name: "Éditeur"}}, changed.Partners)

	renewed, err := w.RenewAgreement(t.Context(), w.as(pilot), 1, to(day("2031-08-31")))
	require.NoError(t, err)
	from, to, ok := committee.TermOf(renewed.History[2])
	require.True(t, ok)
	require.Equal(t, []calendar.Date{day("2028-08-31"), day("2031-08-31")}, []calendar.Date{from, to})

	status := func(uai record.UAI) []committee.Agreement {
		st, err := w.SchoolStatus(t.Context(), w.as(guest), uai)
		require.NoError(t, err)
		return st.Agreements
	}
	inForce := func() []committee.Agreement {
		o, err := w.Overview(t.Context(), w.as(guest))
		require.NoError(t, err)
		return o.Agreements
	}
	require.Empty(t, status(wallonA))
	require.Len(t, status(wallonB), 1)
	require.Len(t, inForce(), 1)

	ended, err := w.TerminateAgreement(t.Context(), w.as(pilot), 1, day("2027-06-30"), "La mairie se retire")
	require.NoError(t, err)
	require.Equal(t, committee.AgreementTerminated, ended.State(ended.Today))
	require.Zero(t, ended.NextReminder)
	require.Len(t, inForce(), 1, "until its last day")
	w.at("2027-07-01 08:00")
	require.Empty(t, status(wallonB))
	require.Empty(t, inForce())
	require.Equal(t, []string{"agreement.created", "agreement.changed", "agreement.renewed", "agreement.terminated"}, w.changes(a.Subject()))
	list, _, err := w.Agreements(t.Context(), w.as(guest))
	require.NoError(t, err)
	require.Len(t, list, 1, "nothing is deleted")
}

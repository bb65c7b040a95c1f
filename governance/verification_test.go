package governance_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
)

// withContract follows the contract M2026-04 under the terms.
func (w *world) withContract(terms contract.Terms) *world {
	w.Helper()
	_, err := w.AddContract(w.Context(), w.as(pilot), acceptance.NewContract{Ref: "m2026-04", Supplier: " Éditeur ENT ", Terms: terms})
	require.NoError(w, err)
	return w
}

func (w *world) open(step contract.Step, notified string, inCharge ...record.UserID) acceptance.VerificationView {
	w.Helper()
	n := acceptance.NewVerification{Step: step, Contract: "M2026-04", Object: fmt.Sprint("Version 2.3 ", step, notified, inCharge), NotifiedOn: day(notified)}
	for _, u := range inCharge {
		n.InCharge = append(n.InCharge, person(u))
	}
	view, err := w.OpenVerification(w.Context(), w.as(pilot), n)
	require.NoError(w, err)
	return view
}

// Where the contract counts the day of the event, the period begins on it.
func TestAPeriodBeginsWhenTheContractSays(t *testing.T) {
	t.Parallel()
	yes := true
	w := newWorld(t).withContract("")
	w.clause(contract.ClauseChange{Topic: contract.TopicVSR, SameDay: &yes, Article: "CCAP 7.4"})
	w.clause(contract.ClauseChange{Topic: contract.TopicVSRDecision, SameDay: &yes, Article: "CCAP 7.4"})
	v := w.open(contract.StepVSR, "2026-11-23", member)
	require.Equal(t, "2026-12-22", v.ObservationEnd.String())
	begins := func(on string) bool { return v.Starts(day(on)) }
	require.Equal(t, []bool{true, false, true, false}, []bool{begins("2026-11-23"), begins("2026-11-24"), begins("2026-12-22"), begins("2026-12-23")})
	require.Equal(t, "2026-11-23 09:00 user/u-member", w.owed(v.Subject(), acceptance.VerificationReminder)[0])
}

func TestVerificationReminders(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		zone, now, notified string
		step                contract.Step
		want                []string // without their recipient
	}{
		"when it begins, 15, 7, 3 and 1 days before and on the day": {
			now: "2026-11-23 08:00", notified: "2026-11-23", step: contract.StepVA,
			want: []string{"2026-11-24 09:00", "2026-12-08 09:00", "2026-12-16 09:00", "2026-12-20 09:00", "2026-12-22 09:00", "2026-12-23 09:00"},
		},
		"what has gone by is not owed": {
			now: "2026-12-20 09:00", notified: "2026-11-23", step: contract.StepVA,
			want: []string{"2026-12-22 09:00", "2026-12-23 09:00"},
		},
		"nothing once it is overdue": {now: "2026-12-24 08:00", notified: "2026-11-23", step: contract.StepVA},
		"across the year's end": {now: "2026-12-10 12:00", notified: "2026-12-10", step: contract.StepMOM, // to Saturday 9, hence Monday 11
			want: []string{"2026-12-27 09:00", "2027-01-04 09:00", "2027-01-08 09:00", "2027-01-10 09:00", "2027-01-11 09:00"}},
		"of a VSR, over the night clocks change": {now: "2027-03-01 08:00", notified: "2027-02-22", step: contract.StepVSR, // observed to 24 March
			want: []string{"2027-03-16 09:00", "2027-03-24 09:00", "2027-03-25 09:00", "2027-03-28 09:00", "2027-03-30 09:00", "2027-03-31 09:00"}},
		"in Mayotte's morning": {
			zone: "Indian/Mayotte", now: "2026-12-20 09:00", notified: "2026-11-23", step: contract.StepVA,
			want: []string{"2026-12-22 09:00", "2026-12-23 09:00"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorldIn(t, record.Defaults{Zone: tc.zone})
			w.at(tc.now)
			view := w.withContract("").open(tc.step, tc.notified, member, pilot)
			want := []string{}
			for _, at := range tc.want {
				want = append(want, at+" user/u-member", at+" user/u-pilot")
			}
			require.Equal(t, want, w.owed(view.Subject(), acceptance.VerificationReminder))
			require.Equal(t, []string{tc.now + " user/u-member"}, w.owed(view.Subject(), acceptance.VerificationOpened), "who opens it knows")
		})
	}
}

func TestVerificationsLive(t *testing.T) {
	t.Parallel()
	w := newWorldIn(t, record.Defaults{Region: calendar.RegionMetropole}).withContract(contract.TermsTIC2021)
	w.at("2026-04-01 08:00")
	va := w.open(contract.StepVA, "2026-04-01")
	vsr := w.open(contract.StepVSR, "2026-04-01", member)
	t.Run("it tells its deadline, where it comes from and how far it is", func(t *testing.T) {
		require.Equal(t, []string{"V-1", "2026-05-04", "", "33.2.1"}, []string{va.Ref(), va.Deadline.String(), va.ObservationEnd.String(), va.Rule.Article})
		require.Equal(t, []string{"V-2", "2026-05-11", "2026-05-01", "33.2.2"}, []string{vsr.Ref(), vsr.Deadline.String(), vsr.ObservationEnd.String(), vsr.Rule.Article})
		require.Equal(t, []any{33, "Éditeur ENT", contract.TermsTIC2021, []record.Person{person(pilot)}}, []any{va.DaysLeft(), va.Supplier, va.Terms, va.InCharge})
		w.at("2026-05-06 00:00")
		defer w.at("2026-04-01 08:00")
		late, err := w.Verification(t.Context(), w.as(guest), 1)
		require.NoError(t, err)
		require.Equal(t, []any{-2, "2026-05-04", true}, []any{late.DaysLeft(), late.Deadline.String(), late.Computed.Postponed})
		require.Len(t, late.History, 1)
	})
	t.Run("a decision that breaks a rule changes nothing", func(t *testing.T) {
		before := w.dump()
		for _, tc := range []struct {
			key, param string
			decide     acceptance.Decide
		}{
			{"verification.no_reason", "reason", acceptance.Decide{Number: 1, Outcome: contract.OutcomeAdjourned, Reason: " "}},
			{"verification.no_reason", "reason", acceptance.Decide{Number: 1, Outcome: contract.OutcomeReduction}},
			{"verification.no_reason", "reason", acceptance.Decide{Number: 1, Outcome: contract.OutcomeRejection}},
			{"verification.future", "on", acceptance.Decide{Number: 1, Outcome: contract.OutcomeAdmission, On: day("2026-04-02")}},
			{"verification.before_start", "on", acceptance.Decide{Number: 1, Outcome: contract.OutcomeAdmission, On: day("2026-03-31")}},
			{"verification.unknown", "verification", acceptance.Decide{Number: 9, Outcome: contract.OutcomeAdmission}},
		} {
			_, err := w.DecideVerification(t.Context(), w.as(pilot), tc.decide)
			var e *record.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, []string{tc.key, tc.param}, []string{e.Key, e.Param})
		}
		require.Equal(t, before, w.dump())
	})
	t.Run("decided, its reminders go and the others in charge are told", func(t *testing.T) {
		view, err := w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{
			Number: 2, Outcome: contract.OutcomeRejection, Reason: "lenteurs", Observations: "aucune",
		})
		require.NoError(t, err)
		require.Equal(t, []any{contract.OutcomeRejection, "lenteurs", "2026-04-01", person(pilot), 2},
			[]any{view.Outcome, view.Reason, view.DecidedOn.String(), view.DecidedBy, view.Version})
		require.Equal(t, "2026-05-01", view.ObservationEnd.String())
		require.Empty(t, w.owed(view.Subject(), acceptance.VerificationReminder))
		require.Equal(t, []string{"2026-04-01 08:00 user/u-member"}, w.owed(view.Subject(), acceptance.VerificationDecided))
		require.Equal(t, []string{"verification.opened", "verification.rejection"}, w.changes(view.Subject()))
		_, err = w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{Number: 2, Outcome: contract.OutcomeAdmission})
		asError(t, err, record.Conflict, "verification.decided")
	})
	t.Run("those that run are listed, then those decided", func(t *testing.T) {
		w.open(contract.StepMOM, "2026-03-02")
		_, err := w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{Number: 3, Outcome: contract.OutcomeAdmission})
		require.NoError(t, err)
		w.open(contract.StepMOM, "2026-03-03")
		numbers := func(all bool) (list []int) {
			views, err := w.Verifications(t.Context(), w.as(guest), all)
			require.NoError(t, err)
			for _, v := range views {
				list = append(list, v.Number)
			}
			return list
		}
		require.Equal(t, []int{5, 1, 4}, numbers(false), "the MOM has opened its VA")
		require.Equal(t, []int{5, 1, 4, 3, 2}, numbers(true))
	})
}

func TestRefusedVerifications(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withContract("")
	before := w.dump()
	for key, n := range map[string]acceptance.NewVerification{
		"contract.unknown":       {Contract: "M1", Object: "x", NotifiedOn: day("2026-11-23")},
		"text.empty":             {Contract: "M2026-04", NotifiedOn: day("2026-11-23")},
		"verification.future":    {Contract: "M2026-04", Object: "x", NotifiedOn: day("2026-11-24")},
		"verification.long_past": {Contract: "M2026-04", Object: "x", NotifiedOn: day("2024-11-22")},
	} {
		n.Step = contract.StepVA
		_, err := w.OpenVerification(t.Context(), w.as(pilot), n)
		require.Equal(t, key, keyOf(err))
	}
	for _, tc := range []struct {
		key string
		n   acceptance.NewContract
	}{
		{"contract.exists", acceptance.NewContract{Ref: " M2026-04", Supplier: "x"}},
		{"contract.ref", acceptance.NewContract{Ref: "M 2026", Supplier: "x"}},
		{"contract.ref", acceptance.NewContract{Ref: "-", Supplier: "x"}},
		{"contract.terms", acceptance.NewContract{Ref: "M1", Supplier: "x", Terms: "fcs-2021"}},
		{"text.empty", acceptance.NewContract{Ref: "M1"}},
	} {
		_, err := w.AddContract(t.Context(), w.as(pilot), tc.n)
		require.Equal(t, tc.key, keyOf(err))
	}
	require.Equal(t, before, w.dump())
	t.Run("an unknown contract names the known ones", func(t *testing.T) {
		_, err := w.OpenVerification(t.Context(), w.as(pilot), acceptance.NewVerification{Contract: "M1", Object: "x", NotifiedOn: day("2026-11-23")})
		require.Equal(t, []string{"M2026-04"}, asError(t, err, record.NotFound, "contract.unknown").Args["known"])
	})
}

// A committee's channel is told by whoever records for it only.
func TestWhoseChannelIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withContract("")
	w.committee("GT1", cabinet, record.DiffusionTeam)
	n := acceptance.NewVerification{Step: contract.StepVA, Contract: "M2026-04", Object: "x", NotifiedOn: day("2026-11-23"), Committee: "GT1"}
	_, err := w.OpenVerification(t.Context(), w.as(member), n)
	asError(t, err, record.Forbidden, "forbidden.committee")
	n.Committee = "COPIL"
	_, err = w.OpenVerification(t.Context(), w.as(member), n)
	require.NoError(t, err)
}

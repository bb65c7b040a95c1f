package governance_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
)

func (w *world) clause(n contract.ClauseChange) acceptance.ContractView {
	w.Helper()
	n.Contract = "m2026-04"
	view, err := w.ChangeClause(w.Context(), w.as(pilot), n)
	require.NoError(w, err)
	return view
}

func TestDeadlinesFollowTheContract(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withContract(contract.TermsTIC2021)
	va := w.open(contract.StepVA, "2026-11-23", member)
	vsr := w.open(contract.StepVSR, "2026-11-23", pilot)
	done := w.open(contract.StepVA, "2026-11-20")
	_, err := w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{Number: done.Number, Outcome: contract.OutcomeRejection, Reason: "x", Observations: "x"})
	require.NoError(t, err)

	t.Run("a clause moves what it is about, and says so", func(t *testing.T) {
		view := w.clause(contract.ClauseChange{Topic: contract.TopicVA, Period: period(15, calendar.UnitDays), Article: "CCAP 7.2"})
		require.Len(t, view.Moved, 1)
		require.Equal(t, []string{"V-1", "2026-12-23", "2026-12-08"},
			[]string{view.Moved[0].Ref(), view.Moved[0].Before.String(), view.Moved[0].Deadline.String()})
		require.Equal(t, []string{"verification.opened", "verification.moved"}, w.changes(va.Subject()))
		require.Equal(t, []string{"contract.added", "contract.clause"}, w.changes("contract/M2026-04"))
		require.Equal(t, []string{"2026-11-23 08:00 user/u-member"}, w.owed(va.Subject(), acceptance.VerificationMoved))
		require.Equal(t, []string{
			"2026-11-23 09:00 user/u-member", "2026-11-24 09:00 user/u-member", "2026-12-01 09:00 user/u-member", "2026-12-05 09:00 user/u-member", "2026-12-07 09:00 user/u-member", "2026-12-08 09:00 user/u-member",
		}, w.owed(va.Subject(), acceptance.VerificationReminder))
		require.Equal(t, []string{"verification.opened"}, w.changes(vsr.Subject()))
		decided, err := w.Verification(t.Context(), w.as(pilot), done.Number)
		require.NoError(t, err)
		require.Equal(t, done.Deadline, decided.Deadline, "what is decided keeps the deadline that it had")
	})
	t.Run("silence alone moves nothing; of the VSR it is at the end of the 7 days", func(t *testing.T) {
		view := w.clause(contract.ClauseChange{Topic: contract.TopicVSR, Silence: contract.SilenceNothing, Article: "CCAP 7.4"})
		require.Len(t, view.Moved, 1)
		require.Equal(t, []any{true, view.Moved[0].Before}, []any{view.Moved[0].Silenced, view.Moved[0].Deadline})
		require.Equal(t, contract.SilenceNothing, view.Clause(contract.TopicVSRDecision).Silence)
		require.Nil(t, view.Clause(contract.TopicVSR).Derogation)
		now, err := w.Verification(t.Context(), w.as(pilot), vsr.Number)
		require.NoError(t, err)
		require.Equal(t, contract.SilenceNothing, now.Rule.Silence)
		require.Equal(t, []string{"verification.opened", "verification.silence"}, w.changes(vsr.Subject()))
	})
	t.Run("those in charge are told that only the effect of silence changes", func(t *testing.T) {
		w := newWorld(t).withContract("")
		vsr := w.open(contract.StepVSR, "2026-11-23", member)
		w.clause(contract.ClauseChange{Topic: contract.TopicVSR, Silence: contract.SilenceNothing, Article: "CCAP 7.4"})
		require.Equal(t, []string{"2026-11-23 08:00 user/u-member"}, w.owed(vsr.Subject(), acceptance.VerificationFollowed))
	})
	t.Run("length and silence of the VSR are of two topics, with one article", func(t *testing.T) {
		view := w.clause(contract.ClauseChange{Topic: contract.TopicVSR, Period: period(2, calendar.UnitMonths), Silence: contract.SilenceAccepted, Article: "CCAP 8"})
		require.Equal(t, "CCAP 8", view.Clause(contract.TopicVSR).Derogation.Article)
		require.Equal(t, "CCAP 8", view.Clause(contract.TopicVSRDecision).Derogation.Article)
		require.Equal(t, "2027-02-01", view.Moved[0].Deadline.String()) // 23 January, 7 days to Saturday 30
		require.Equal(t, "2027-01-23", view.Moved[0].ObservationEnd.String())
	})
	t.Run("a further change keeps the article", func(t *testing.T) {
		view := w.clause(contract.ClauseChange{Topic: contract.TopicVA, Start: " réception du lot "})
		require.Equal(t, contract.Derogation{Topic: contract.TopicVA, Period: period(15, calendar.UnitDays), Start: "réception du lot", Article: "CCAP 7.2"},
			*view.Clause(contract.TopicVA).Derogation)
	})
	t.Run("a day off of its own puts off, a worked one does not", func(t *testing.T) {
		change := func(c contract.Change) acceptance.ContractView {
			c.Ref = "M2026-04"
			view, err := w.ChangeContract(t.Context(), w.as(pilot), c)
			require.NoError(t, err)
			return view
		}
		require.Equal(t, "2026-12-09", change(contract.Change{Holidays: []calendar.Date{day("2026-12-08")}}).Moved[0].Deadline.String())
		view := change(contract.Change{WorkedDays: []calendar.Date{day("2026-12-08")}})
		require.Equal(t, "2026-12-08", view.Moved[0].Deadline.String())
		require.Empty(t, view.Holidays)
	})
	t.Run("back to the general clauses", func(t *testing.T) {
		view := w.clause(contract.ClauseChange{Topic: contract.TopicVA, Reset: true})
		require.Nil(t, view.Clause(contract.TopicVA).Derogation)
		require.Equal(t, "2026-12-23", view.Moved[0].Deadline.String())
	})
	t.Run("back to the general clauses for the VSR: its observation, and its end", func(t *testing.T) {
		view := w.clause(contract.ClauseChange{Topic: contract.TopicVSR, Reset: true})
		require.Nil(t, view.Clause(contract.TopicVSR).Derogation)
		require.Nil(t, view.Clause(contract.TopicVSRDecision).Derogation)
		w.clause(contract.ClauseChange{Topic: contract.TopicVSR, Period: period(2, calendar.UnitMonths), Article: "CCAP 8"})
	})
	t.Run("other terms", func(t *testing.T) {
		w.clause(contract.ClauseChange{Topic: contract.TopicVSR, Reset: true})
		view, err := w.ChangeContract(t.Context(), w.as(pilot), contract.Change{Ref: "M2026-04", Terms: contract.TermsFree})
		require.NoError(t, err)
		for _, m := range view.Moved {
			require.Equal(t, []any{true, m.Before}, []any{m.Silenced, m.Deadline}, "what cannot be computed stays")
		}
		require.Len(t, view.Running, 2)
		_, err = w.OpenVerification(t.Context(), w.as(pilot), acceptance.NewVerification{Step: contract.StepVSR, Contract: "M2026-04", Object: "x", NotifiedOn: day("2026-11-23")})
		require.Equal(t, contract.TopicVSR, asError(t, err, record.Conflict, "clause.missing").Args["topic"])
	})
	t.Run("what changes nothing writes nothing", func(t *testing.T) {
		before := w.dump()
		w.clause(contract.ClauseChange{Topic: contract.TopicVA})
		w.clause(contract.ClauseChange{Topic: contract.TopicVA, Reset: true})
		_, err := w.ChangeContract(t.Context(), w.as(pilot), contract.Change{Ref: "M2026-04", Supplier: "Éditeur ENT"})
		require.NoError(t, err)
		require.Equal(t, before, w.dump())
	})
}

func TestDeadlinesFollowTheProjectsHolidays(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withContract(contract.TermsTIC2021)
	w.at("2027-04-27 08:00")
	v := w.open(contract.StepVA, "2027-04-27", member) // to 27 May 2027, a holiday in Guadeloupe
	require.Equal(t, "2027-05-27", v.Deadline.String())
	view := w.settings(governance.SettingsChange{Region: calendar.RegionGuadeloupe})
	require.Equal(t, "2027-05-28", view.Moved[0].Deadline.String())
	require.Equal(t, []string{"verification.opened", "verification.moved"}, w.changes(v.Subject()))

	_, err := w.ChangeContract(t.Context(), w.as(pilot), contract.Change{Ref: "M2026-04", Region: calendar.RegionMetropole})
	require.NoError(t, err)
	require.Empty(t, w.settings(governance.SettingsChange{Region: calendar.RegionMartinique}).Moved, "the contract has a calendar of its own")
}

func TestRefusedClauses(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withContract("")
	before := w.dump()
	yes := true
	for key, n := range map[string]contract.ClauseChange{
		"clause.no_article":    {Topic: contract.TopicVA, Period: period(15, calendar.UnitDays)},
		"clause.article_alone": {Topic: contract.TopicVA, Article: "CCAP 7.2"},
		"clause.put_off":       {Topic: contract.TopicVA, PutOff: &yes, Article: "CCAP 7.2"},
		"clause.period":        {Topic: contract.TopicVA, Period: period(99999, calendar.UnitDays), Article: "CCAP 7.2"},
	} {
		n.Contract = "M2026-04"
		_, err := w.ChangeClause(t.Context(), w.as(pilot), n)
		require.Equal(t, key, keyOf(err))
	}
	_, err := w.ChangeClause(t.Context(), w.as(pilot), contract.ClauseChange{Contract: "M9", Topic: contract.TopicVA, Reset: true})
	require.Equal(t, "contract.unknown", keyOf(err))
	_, err = w.ChangeContract(t.Context(), w.as(pilot), contract.Change{Ref: "M2026-04", Terms: "fcs"})
	require.Equal(t, "contract.terms", keyOf(err))
	require.Equal(t, before, w.dump())
}

// Art. 3.1.2: the first consultation, or eight days after it was put there.
func TestHowItWasNotified(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		n    acceptance.NewVerification
		want string // the day of notification, or the key of the refusal
	}{
		"a day":                              {acceptance.NewVerification{NotifiedOn: day("2026-11-20")}, "2026-11-20"},
		"a written notice":                   {acceptance.NewVerification{NotifiedOn: day("2026-11-20"), By: contract.NoticeLetter}, "2026-11-20"},
		"opened on the profile":              {acceptance.NewVerification{AvailableOn: day("2026-11-10"), OpenedOn: day("2026-11-12")}, "2026-11-12"},
		"opened on the day":                  {acceptance.NewVerification{AvailableOn: day("2026-11-10"), OpenedOn: day("2026-11-10")}, "2026-11-10"},
		"never opened":                       {acceptance.NewVerification{AvailableOn: day("2026-11-10")}, "2026-11-18"},
		"never opened, to a Sunday":          {acceptance.NewVerification{AvailableOn: day("2026-11-14")}, "2026-11-22"},
		"opened too late to matter":          {acceptance.NewVerification{AvailableOn: day("2026-11-10"), OpenedOn: day("2026-11-20")}, "2026-11-18"},
		"the eighth day is today":            {acceptance.NewVerification{AvailableOn: day("2026-11-15")}, "2026-11-23"},
		"the eighth day is to come":          {acceptance.NewVerification{AvailableOn: day("2026-11-16")}, "notice.not_yet"},
		"no start at all":                    {acceptance.NewVerification{}, "notice.no_start"},
		"two starts":                         {acceptance.NewVerification{NotifiedOn: day("2026-11-20"), AvailableOn: day("2026-11-10")}, "notice.two_starts"},
		"opened, but never put there":        {acceptance.NewVerification{OpenedOn: day("2026-11-20")}, "notice.opened_alone"},
		"opened before it was put there":     {acceptance.NewVerification{AvailableOn: day("2026-11-10"), OpenedOn: day("2026-11-09")}, "notice.opened_before"},
		"opened tomorrow":                    {acceptance.NewVerification{AvailableOn: day("2026-11-10"), OpenedOn: day("2026-11-24")}, "verification.future"},
		"put there tomorrow":                 {acceptance.NewVerification{AvailableOn: day("2026-11-24")}, "verification.future"},
		"put there in another year, by slip": {acceptance.NewVerification{AvailableOn: day("2023-11-10")}, "verification.long_past"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t).withContract(contract.TermsTIC2021)
			tc.n.Step, tc.n.Contract, tc.n.Object = contract.StepVA, "M2026-04", "x"
			v, err := w.OpenVerification(t.Context(), w.as(pilot), tc.n)
			if err != nil {
				require.Equal(t, tc.want, keyOf(err))
				return
			}
			require.Equal(t, tc.want, v.NotifiedOn.String())
			if tc.n.By == "" && tc.n.AvailableOn.IsZero() {
				require.Nil(t, v.Notice)
			} else {
				require.Equal(t, &contract.Notice{By: tc.n.By, AvailableOn: tc.n.AvailableOn, OpenedOn: tc.n.OpenedOn}, v.Notice)
			}
		})
	}
	t.Run("libre says nothing of eight days", func(t *testing.T) {
		w := newWorld(t).withContract(contract.TermsFree)
		w.clause(contract.ClauseChange{Topic: contract.TopicVA, Period: period(15, calendar.UnitDays), Article: "CCAP 7"})
		_, err := w.OpenVerification(t.Context(), w.as(pilot), acceptance.NewVerification{
			Step: contract.StepVA, Contract: "M2026-04", Object: "x", AvailableOn: day("2026-11-10"),
		})
		require.Equal(t, "notice.never_opened", keyOf(err))
	})
}

func TestTheContractsPeopleStandIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.AddContract(t.Context(), w.as(pilot), acceptance.NewContract{
		Ref: "M2026-04", Supplier: "Éditeur", Lots: []string{"Lot 1", " Lot 2 ", "Lot 1"}, Region: calendar.RegionMayotte,
		InCharge: []record.Person{person(member)}, Deputies: []record.Person{person(other), person(member)},
	})
	require.NoError(t, err)
	view, err := w.Contract(t.Context(), w.as(guest), "m2026-04")
	require.NoError(t, err)
	require.Equal(t, []string{"Lot 1", "Lot 2"}, view.Lots)
	require.Equal(t, calendar.RegionMayotte, view.Place)
	v := w.open(contract.StepVA, "2026-11-23")
	require.Equal(t, []record.Person{person(member)}, v.InCharge)
	require.Equal(t, []record.Person{person(other)}, v.Deputies)
	require.Equal(t, []record.Person{person(guest)}, w.open(contract.StepVA, "2026-11-23", guest).InCharge)
}

// Running verifications are shown without the decisions that a committee keeps.
func TestAContractTellsNoDecision(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withContract("")
	w.committee("GT1", cabinet, record.DiffusionCommittee)
	dec := w.decide("Version apte", "GT1")
	v := w.open(contract.StepVA, "2026-11-20")
	_, err := w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{
		Number: v.Number, Outcome: contract.OutcomeAdjourned, Reason: "lenteurs", Decision: dec.Ref,
	})
	require.NoError(t, err)
	for u, seen := range map[record.UserID]bool{pilot: true, member: false, guest: false} {
		c, err := w.Contract(t.Context(), w.as(u), v.Contract)
		require.NoError(t, err)
		require.Len(t, c.Running, 1)
		require.Equal(t, seen, strings.Contains(asJSON(t, c), dec.Ref), u)
	}
	moved, err := w.ChangeClause(t.Context(), w.as(member), contract.ClauseChange{
		Contract: v.Contract, Topic: contract.TopicAcceptance, Period: period(20, calendar.UnitDays), Article: "CCAP 7",
	})
	require.NoError(t, err)
	require.Len(t, moved.Moved, 1)
	require.NotContains(t, asJSON(t, moved), dec.Ref)
}

package governance_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/minutes"
	"pilotent/governance/record"
)

// count counts a delivery, as the pilot.
func (w *world) count(n acceptance.NewCount) acceptance.VerificationView {
	w.Helper()
	view, err := w.CountDelivery(w.Context(), w.as(pilot), n)
	require.NoError(w, err)
	return view
}

func TestWhatACountComesTo(t *testing.T) {
	t.Parallel()
	fifteen := period(15, calendar.UnitDays)
	check := acceptance.Verification{Number: 1, Step: contract.StepVA}
	for name, tc := range map[string]struct {
		ordered, delivered int
		accept             bool
		delay              calendar.Period
		reason             string
		want               contract.Outcome
		err                string
	}{
		"as many as were ordered":               {ordered: 120, delivered: 120, want: acceptance.OutcomeConforming},
		"as many, and something to say":         {ordered: 120, delivered: 120, reason: "avec trois câbles de rechange", want: acceptance.OutcomeConforming},
		"as many, and yet accepted":             {ordered: 120, delivered: 120, accept: true, reason: "x", err: "quantity.nothing_to_settle"},
		"as many, and yet a delay":              {ordered: 120, delivered: 120, delay: fifteen, err: "quantity.nothing_to_settle"},
		"some missing, undecided":               {ordered: 120, delivered: 118, err: "quantity.missing"},
		"all missing, undecided":                {ordered: 120, err: "quantity.missing"},
		"too many, undecided":                   {ordered: 120, delivered: 122, err: "quantity.excess"},
		"some missing, accepted":                {ordered: 120, delivered: 118, accept: true, reason: "x", want: acceptance.OutcomeAsDelivered},
		"too many, accepted":                    {ordered: 120, delivered: 122, accept: true, reason: "x", want: acceptance.OutcomeAsDelivered},
		"some missing, accepted without reason": {ordered: 120, delivered: 118, accept: true, err: "quantity.no_reason"},
		"some missing, with a delay":            {ordered: 120, delivered: 118, delay: fifteen, want: acceptance.OutcomeNotice},
		"too many, with a delay and a reason":   {ordered: 120, delivered: 122, delay: fifteen, reason: "x", want: acceptance.OutcomeNotice},
		"accepted and a delay":                  {ordered: 120, delivered: 118, accept: true, delay: fifteen, reason: "x", err: "quantity.both"},
		"a delay that is none":                  {ordered: 120, delivered: 118, delay: period(99_999, calendar.UnitDays), err: "clause.period"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := acceptance.NewCount{
				Ordered: tc.ordered, Delivered: tc.delivered, Accept: tc.accept, Delay: tc.delay, Reason: tc.reason,
			}.Outcome(check, contract.Contract{Terms: contract.TermsTIC2021})
			require.Equal(t, []any{tc.want, tc.err}, []any{got, keyOf(err)})
		})
	}
}

func TestACountThatConformsEndsAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withContract("")
	va := w.open(contract.StepVA, "2026-11-20", member)
	v := w.count(acceptance.NewCount{Number: va.Number, Ordered: 120, Delivered: 120, Unit: "postes"})
	require.Equal(t, []any{"V-2", contract.StepQuantity, va.Object, va.Chain, va.InCharge, acceptance.PhaseEnded, contract.VerdictConforming},
		[]any{v.Ref(), v.Step, v.Object, v.Chain, v.InCharge, v.Phase, v.Verdict()})
	require.Equal(t, []any{day("2026-11-23"), calendar.Date{}, minutes.TimingInTime, 0, 0},
		[]any{v.DecidedOn, v.Deadline, minutes.TimingOf(v), minutes.DaysUsed(v), minutes.DaysAllowed(v)})
	require.Equal(t, []string{"verification.conforming"}, w.changes(v.Subject()))
	require.Equal(t, []string{"2026-11-23 08:00 user/u-member"}, w.owed(v.Subject(), acceptance.VerificationDecided))
	require.Empty(t, w.owed(v.Subject(), acceptance.VerificationReminder, acceptance.VerificationTacitEffect, acceptance.VerificationEscalation))
}

func TestANoticeRunsUntilANewCount(t *testing.T) {
	t.Parallel()
	w := newWorldIn(t, record.Defaults{Region: calendar.RegionMetropole}).withContract("")
	w.at("2026-12-04 08:00")
	va := w.open(contract.StepVA, "2026-11-20", member)
	short := acceptance.NewCount{Number: va.Number, Ordered: 120, Delivered: 118, Unit: "postes", Delay: period(21, calendar.UnitDays)}
	v := w.count(short)
	t.Run("by the rules of article 3.2", func(t *testing.T) {
		require.Equal(t, []any{day("2026-12-28"), acceptance.PhaseCompletion, acceptance.AwaitCompletion, contract.SilencePenalties, "33.1", true},
			[]any{v.Deadline, v.Phase, v.Awaits(), v.Rule.Silence, v.Rule.Article, v.Computed.Postponed}, "Christmas is a Friday")
	})
	t.Run("with the reminders of every verification, and nothing that silence does", func(t *testing.T) {
		want := []string{}
		for _, on := range []string{"2026-12-13", "2026-12-21", "2026-12-25", "2026-12-27", "2026-12-28"} {
			want = append(want, on+" 09:00 user/u-member")
		}
		require.Equal(t, want, w.owed(v.Subject(), acceptance.VerificationReminder))
		require.Empty(t, w.owed(v.Subject(), acceptance.VerificationTacitEffect))
	})
	t.Run("a change of holidays moves it", func(t *testing.T) {
		_, err := w.ChangeContract(t.Context(), w.as(pilot), contract.Change{Ref: "M2026-04", Holidays: []calendar.Date{day("2026-12-28")}})
		require.NoError(t, err)
		moved, err := w.Verification(t.Context(), w.as(pilot), v.Number)
		require.NoError(t, err)
		require.Equal(t, day("2026-12-29"), moved.Deadline)
		_, err = w.ChangeContract(t.Context(), w.as(pilot), contract.Change{Ref: "M2026-04", WorkedDays: []calendar.Date{day("2026-12-28")}})
		require.NoError(t, err)
	})
	t.Run("a prolongation lengthens it", func(t *testing.T) {
		_, err := w.ExtendVerification(t.Context(), w.as(pilot), acceptance.Extension{Number: v.Number, Days: 5, Reason: "transport"})
		require.NoError(t, err)
		longer, err := w.Explain(t.Context(), w.as(pilot), v.Number)
		require.NoError(t, err)
		require.Equal(t, []any{day("2026-12-30"), contract.TopicCompletion, 5, true},
			[]any{longer.Deadline, longer.Periods[0].Topic, longer.Periods[0].Extra, longer.FollowUp()})
		require.NotContains(t, longer.Readings, minutes.ReadingKept)
	})
	t.Run("a count that falls short again gives a new delay", func(t *testing.T) {
		w.at("2026-12-29 08:00")
		again := w.count(acceptance.NewCount{Number: v.Number, Ordered: 120, Delivered: 123, Delay: period(7, calendar.UnitDays)})
		require.Equal(t, []any{v.Number, day("2027-01-05"), 0, acceptance.AwaitTakeBack, contract.VerdictTakeBack, "postes"},
			[]any{again.Number, again.Deadline, again.Extra, again.Awaits(), again.Verdict(), again.Count.Unit})
	})
	t.Run("and one that conforms ends it, late or in time", func(t *testing.T) {
		w.at("2027-01-05 08:00")
		_, err := w.ExtendVerification(t.Context(), w.as(pilot), acceptance.Extension{Number: v.Number, Days: 5, Reason: "panne", Asked: true})
		require.NoError(t, err)
		w.at("2027-01-08 08:00")
		runs, err := w.VerificationRecord(t.Context(), w.as(pilot), v.Number)
		require.NoError(t, err)
		require.Equal(t, minutes.TimingLate, minutes.TimingOf(runs.VerificationView), "what was decided of it is a delay, which is past")
		ended := w.count(acceptance.NewCount{Number: v.Number, Ordered: 120, Delivered: 120, On: day("2027-01-04")})
		require.Equal(t, []any{acceptance.PhaseEnded, contract.VerdictConforming, day("2027-01-05"), minutes.TimingInTime, 31, 32},
			[]any{ended.Phase, ended.Verdict(), ended.Deadline, minutes.TimingOf(ended), minutes.DaysUsed(ended), minutes.DaysAllowed(ended)})
		require.Empty(t, w.owed(v.Subject(), acceptance.VerificationReminder))
		require.Nil(t, ended.Requested, "nobody waits for an answer any more")
		require.Equal(t, []string{
			"verification.notice", "verification.moved", "verification.moved", "verification.extended", "verification.take_back",
			"verification.extension_asked", "verification.conforming",
		}, w.changes(v.Subject()))
		explained, err := w.Explain(t.Context(), w.as(pilot), v.Number)
		require.NoError(t, err)
		require.Equal(t, []any{day("2026-12-29"), day("2027-01-05")}, []any{explained.Fact, explained.Computed.Day}, "of the last notice")
		require.True(t, explained.FollowUp(), "it has started with the notice")
		r, err := w.VerificationRecord(t.Context(), w.as(pilot), v.Number)
		require.NoError(t, err)
		require.Equal(t, []any{day("2026-12-29"), day("2027-01-05"), day("2027-01-05"), minutes.TimingInTime},
			[]any{r.Fact, r.Computed.Day, r.Deadline, minutes.TimingOf(r.VerificationView)})
		var decided []contract.Verdict
		for _, ruling := range r.Rulings {
			decided = append(decided, ruling.Verdict())
		}
		require.Equal(t, []contract.Verdict{contract.VerdictComplete, contract.VerdictTakeBack, contract.VerdictConforming}, decided, "each has its minutes")
		require.Equal(t, r.Deadline, r.Rulings[1].Deadline)
	})
	t.Run("accepting what is still missing ends it too", func(t *testing.T) {
		other := w.count(short)
		w.at("2027-02-10 08:00")
		ended := w.count(acceptance.NewCount{Number: other.Number, Ordered: 120, Delivered: 118, Accept: true, Reason: "deux écoles ont fermé"})
		require.Equal(t, []any{contract.VerdictAsDelivered, "deux écoles ont fermé", minutes.TimingLate}, []any{ended.Verdict(), ended.Reason, minutes.TimingOf(ended)})
	})
}

func TestTheContractsOwnDelay(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withContract("")
	va := w.open(contract.StepVA, "2026-11-20")
	w.clause(contract.ClauseChange{Topic: contract.TopicCompletion, Period: period(10, calendar.UnitDays), Article: "CCAP 7"})
	missing := acceptance.NewCount{Number: va.Number, Ordered: 120, Delivered: 118}
	_, err := w.CountDelivery(t.Context(), w.as(pilot), missing)
	usual := asError(t, err, record.Invalid, "quantity.missing").Args["usual"].(contract.Clause)
	require.Equal(t, period(10, calendar.UnitDays), usual.Period, "it is offered, not taken")
	missing.Delay = usual.Period
	own := w.count(missing)
	require.Equal(t, []any{"CCAP 7", day("2026-12-03")}, []any{own.Rule.Clauses[0].Derogation.Article, own.Deadline})
	missing.Delay, missing.Number = period(20, calendar.UnitDays), own.Number
	other := w.count(missing)
	require.Nil(t, other.Rule.Clauses[0].Derogation, "another delay is the buyer's, by the general clauses")
	require.Equal(t, day("2026-12-14"), other.Deadline, "the 13th is a Sunday")
	missing.Number, missing.Unit = va.Number, "postes"
	_, err = w.CountDelivery(t.Context(), w.as(pilot), missing)
	asError(t, err, record.Conflict, "quantity.running")
	missing.Number = own.Number
	require.Equal(t, "postes", w.count(missing).Count.Unit, "what had no name may be anything, and gets one")
	sameDay := true
	w.clause(contract.ClauseChange{Topic: contract.TopicCompletion, SameDay: &sameDay})
	moved, err := w.Verification(t.Context(), w.as(pilot), other.Number)
	require.NoError(t, err)
	require.Equal(t, day("2026-12-14"), moved.Deadline, "the 12th is a Saturday")
	require.Equal(t, day("2026-12-12"), moved.Computed.RawEnd, "how days are counted is the contract's, whoever gives the delay")
	_, err = w.ChangeClause(t.Context(), w.as(pilot), contract.ClauseChange{
		Contract: "M2026-04", Topic: contract.TopicCompletion, Silence: contract.SilenceRejected,
	})
	asError(t, err, record.Invalid, "clause.silence")
}

func TestRefusedCounts(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withContract("")
	va := w.open(contract.StepVA, "2026-11-12").Number
	notice := w.count(acceptance.NewCount{
		Number: va, Ordered: 120, Delivered: 118, Unit: "postes", On: day("2026-11-20"), Delay: period(15, calendar.UnitDays),
	}).Number
	ended := w.count(acceptance.NewCount{Number: va, Ordered: 30, Delivered: 30, Unit: "tablettes"}).Number
	proposed := w.propose("Accepter", "COPIL")
	before := w.dump()
	for name, tc := range map[string]struct {
		key string
		n   acceptance.NewCount
	}{
		"nothing ordered":                      {"quantity.nothing_ordered", acceptance.NewCount{Number: va}},
		"a negative number delivered":          {"quantity.negative", acceptance.NewCount{Number: va, Ordered: 120, Delivered: -1}},
		"a negative number ordered":            {"quantity.negative", acceptance.NewCount{Number: va, Ordered: -120, Delivered: 1}},
		"a slip of the keyboard":               {"quantity.many", acceptance.NewCount{Number: va, Ordered: 120, Delivered: 120_000_000}},
		"an unknown verification":              {"verification.unknown", acceptance.NewCount{Number: 99, Ordered: 120, Delivered: 120}},
		"a day to come":                        {"verification.future", acceptance.NewCount{Number: va, Ordered: 5, Delivered: 5, Unit: "licences", On: day("2026-11-24")}},
		"before the delivery was verified":     {"quantity.before_delivery", acceptance.NewCount{Number: va, Ordered: 5, Delivered: 5, Unit: "licences", On: day("2026-11-11")}},
		"before the notice that it answers":    {"quantity.before_notice", acceptance.NewCount{Number: notice, Ordered: 120, Delivered: 120, On: day("2026-11-19")}},
		"of a check that has ended":            {"quantity.ended", acceptance.NewCount{Number: ended, Ordered: 30, Delivered: 30}},
		"typed twice":                          {"quantity.twice", acceptance.NewCount{Number: va, Ordered: 30, Delivered: 30, Unit: "Tablettes"}},
		"beside one that runs":                 {"quantity.running", acceptance.NewCount{Number: va, Ordered: 120, Delivered: 120, Unit: "Postes"}},
		"beside one that runs, of who knows":   {"quantity.running", acceptance.NewCount{Number: va, Ordered: 120, Delivered: 120}},
		"anew, of something else":              {"quantity.other_unit", acceptance.NewCount{Number: notice, Ordered: 120, Delivered: 120, Unit: "souris"}},
		"anew, of another order":               {"quantity.other_order", acceptance.NewCount{Number: notice, Ordered: 118, Delivered: 118}},
		"anew, undecided":                      {"quantity.missing", acceptance.NewCount{Number: notice, Ordered: 120, Delivered: 119}},
		"by a decision that is not taken":      {"verification.decision_not_adopted", acceptance.NewCount{Number: va, Ordered: 5, Delivered: 5, Unit: "licences", Decision: proposed.Ref}},
		"by a decision that nobody knows":      {"decision.unknown", acceptance.NewCount{Number: va, Ordered: 5, Delivered: 5, Unit: "licences", Decision: "COPIL-2026-099"}},
		"of a unit that is longer than a name": {"text.too_long", acceptance.NewCount{Number: va, Ordered: 5, Delivered: 5, Unit: strings.Repeat("x", 500)}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.CountDelivery(t.Context(), w.as(pilot), tc.n)
			require.Equal(t, tc.key, keyOf(err))
		})
	}
	t.Run("what is done with the others is not done with it", func(t *testing.T) {
		for _, err := range []error{
			second(w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{Number: notice, Outcome: contract.OutcomeAdmission})),
			second(w.AnswerVerification(t.Context(), w.as(pilot), acceptance.Answer{Number: notice, Accepted: true})),
			second(w.PresentVerification(t.Context(), w.as(pilot), acceptance.Presentation{Number: notice, On: day("2026-11-23")})),
			second(w.CorrectVerification(t.Context(), w.as(pilot), acceptance.Correction{Decide: acceptance.Decide{Number: notice, Reason: "x"}})),
		} {
			require.Equal(t, "quantity.count_again", keyOf(err))
		}
		for _, err := range []error{
			second(w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{Number: ended, Outcome: contract.OutcomeAdmission})),
			second(w.CorrectVerification(t.Context(), w.as(pilot), acceptance.Correction{Decide: acceptance.Decide{Number: ended, Reason: "x"}})),
			second(w.ExtendVerification(t.Context(), w.as(pilot), acceptance.Extension{Number: ended, Days: 5, Reason: "x"})),
		} {
			require.Equal(t, "verification.decided", keyOf(err))
		}
	})
	require.Equal(t, before, w.dump(), "nothing is half written")
	t.Run("another order is taken with its reason", func(t *testing.T) {
		v := w.count(acceptance.NewCount{Number: notice, Ordered: 118, Delivered: 118, Reason: "avenant 2"})
		require.Equal(t, []any{118, contract.VerdictConforming}, []any{v.Count.Ordered, v.Verdict()})
	})
}

func second(_ acceptance.VerificationView, err error) error { return err }

// The whole chain goes its way, from the MOM to the admission, while a notice
// runs; and the notice outlives it.
func TestACountHoldsUpNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withContract("")
	mom := w.open(contract.StepMOM, "2026-11-12")
	count := func(beside int, unit string, delay int) acceptance.VerificationView {
		t.Helper()
		return w.count(acceptance.NewCount{Number: beside, Ordered: 120, Delivered: 118, Unit: unit, Delay: period(delay, calendar.UnitDays)})
	}
	decide := func(n acceptance.Decide) acceptance.VerificationView {
		t.Helper()
		v, err := w.DecideVerification(t.Context(), w.as(pilot), n)
		require.NoError(t, err)
		return v
	}
	notice := count(mom.Number, "postes", 200)
	va := decide(acceptance.Decide{Number: mom.Number, Outcome: contract.OutcomeAdmission}).Opened
	require.Equal(t, []any{3, contract.StepVA, mom.Chain}, []any{va.Number, va.Step, va.Chain})
	count(va.Number, "tablettes", 200)
	decide(acceptance.Decide{Number: va.Number, Outcome: contract.OutcomeAdjourned, Reason: "lenteurs"})
	again, err := w.PresentVerification(t.Context(), w.as(pilot), acceptance.Presentation{Number: va.Number, On: day("2026-11-23")})
	require.NoError(t, err)
	require.Equal(t, []any{5, contract.StepVA}, []any{again.Opened.Number, again.Opened.Step})
	count(again.Opened.Number, "licences", 200)
	vsr := decide(acceptance.Decide{Number: again.Opened.Number, Outcome: contract.OutcomeAdmission}).Opened
	require.Equal(t, []any{7, contract.StepVSR}, []any{vsr.Number, vsr.Step})

	w.at("2027-01-10 09:00")
	done, err := w.CarryOutTacitEffect(t.Context(), vsr.Project, vsr.Subject())
	require.NoError(t, err)
	require.True(t, done)
	count(vsr.Number, "claviers", 200)
	corrected, err := w.CorrectVerification(t.Context(), w.as(pilot), acceptance.Correction{Decide: acceptance.Decide{
		Number: vsr.Number, Outcome: contract.OutcomeAdmission, Reason: "notifié à temps", On: day("2026-12-24"),
	}})
	require.NoError(t, err, "what was counted after it does not follow it")
	require.NotNil(t, corrected.Guarantee)

	_, err = w.OpenVerification(t.Context(), w.as(pilot), acceptance.NewVerification{
		Step: contract.StepVA, Contract: "M2026-04", Object: mom.Object, NotifiedOn: day("2027-01-05"),
	})
	asError(t, err, record.Conflict, "verification.admitted")
	seen, err := w.Verification(t.Context(), w.as(guest), vsr.Number)
	require.NoError(t, err)
	var delivery []string
	for _, s := range seen.Siblings {
		delivery = append(delivery, s.Ref()+" "+string(s.Step))
	}
	require.Equal(t, []string{"V-1 mom", "V-2 quantity", "V-3 va", "V-4 quantity", "V-5 va", "V-6 quantity", "V-7 vsr", "V-8 quantity"}, delivery)
	ended := w.count(acceptance.NewCount{Number: notice.Number, Ordered: 120, Delivered: 120})
	require.Equal(t, []any{contract.VerdictConforming, (*acceptance.Guarantee)(nil), (*acceptance.VerificationView)(nil)},
		[]any{ended.Verdict(), ended.Guarantee, ended.Opened})
}

// A chain is opened and goes on however many checks of the delivery run.
func TestANewStepIgnoresACount(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withContract("")
	va := w.open(contract.StepVA, "2026-11-12")
	w.count(acceptance.NewCount{Number: va.Number, Ordered: 120, Delivered: 118, Delay: period(15, calendar.UnitDays)})
	_, err := w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{
		Number: va.Number, Outcome: contract.OutcomeRejection, Reason: "lenteurs", Observations: "aucune",
	})
	require.NoError(t, err)
	next, err := w.OpenVerification(t.Context(), w.as(pilot), acceptance.NewVerification{
		Step: contract.StepVA, Contract: "M2026-04", Object: va.Object, NotifiedOn: day("2026-11-23"),
	})
	require.NoError(t, err)
	require.Equal(t, []any{va.Chain, contract.StepVA}, []any{next.Chain, next.Step})
}

func TestTheDecisionOnACountIsSecret(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withContract("")
	w.committee("GT1", cabinet, record.DiffusionCommittee)
	va := w.open(contract.StepVA, "2026-11-12", member)
	ref := w.decide("Mettre en demeure", "GT1").Ref
	n := acceptance.NewCount{Number: va.Number, Ordered: 120, Delivered: 118, Delay: period(15, calendar.UnitDays), Decision: ref}
	_, err := w.CountDelivery(t.Context(), w.as(member), n)
	asError(t, err, record.NotFound, "decision.unknown")
	v := w.count(n)
	require.Equal(t, ref, v.DecisionRef)
	for u, want := range map[record.UserID]string{pilot: ref, member: "", guest: ""} {
		seen, err := w.Verification(t.Context(), w.as(u), v.Number)
		require.NoError(t, err)
		require.Equal(t, []any{want, want}, []any{seen.DecisionRef, seen.Siblings[1].DecisionRef}, u)
		require.Equal(t, want, seen.History[0].After.(acceptance.Verification).DecisionRef, u)
		r, err := w.VerificationRecord(t.Context(), w.as(u), v.Number)
		require.NoError(t, err)
		require.Equal(t, want, r.DecisionRef, u)
	}
	w.count(acceptance.NewCount{Number: v.Number, Ordered: 120, Delivered: 120})
	seen, err := w.Verification(t.Context(), w.as(pilot), v.Number)
	require.NoError(t, err)
	require.Empty(t, seen.DecisionRef, "the new count follows no decision")
}

func TestASummaryCountsTheChecksLast(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withContract("")
	va := w.open(contract.StepVA, "2026-11-12")
	w.count(acceptance.NewCount{Number: va.Number, Ordered: 30, Delivered: 30, Unit: "tablettes"})
	w.count(acceptance.NewCount{Number: va.Number, Ordered: 120, Delivered: 118, Unit: "postes", Delay: period(4, calendar.UnitDays)})
	check := func(want minutes.StepSummary) {
		t.Helper()
		r, err := w.ContractRecord(t.Context(), w.as(guest), "M2026-04")
		require.NoError(t, err)
		s := r.Summary()
		require.Equal(t, []any{want, 2}, []any{s.Steps[len(s.Steps)-1], s.Running})
		require.Equal(t, contract.SideSupplier, want.Step.Side())
	}
	check(minutes.StepSummary{Step: contract.StepQuantity, InTime: 1, Running: 1, Used: 0, Allowed: 4})
	w.at("2026-11-28 08:00")
	check(minutes.StepSummary{Step: contract.StepQuantity, InTime: 1, Late: 1, Used: 5, Allowed: 4})
}

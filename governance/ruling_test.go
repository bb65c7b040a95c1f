package governance_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/minutes"
	"pilotent/governance/record"
)

func prolongs(days int) func(w *world) error {
	return func(w *world) error {
		_, err := w.ExtendVerification(w.Context(), w.as(pilot), acceptance.Extension{Number: 1, Days: days, Reason: "panne"})
		return err
	}
}

func corrects(n acceptance.Correction) func(w *world) error {
	n.Number, n.Reason = 1, "saisi trop tard"
	return func(w *world) error {
		_, err := w.CorrectVerification(w.Context(), w.as(pilot), n)
		return err
	}
}

func presents(on string) func(w *world) error {
	return func(w *world) error {
		_, err := w.PresentVerification(w.Context(), w.as(pilot), acceptance.Presentation{Number: 1, On: day(on)})
		return err
	}
}

// saysNothing makes the contract say that what is not answered in time means
// nothing by itself.
func saysNothing(w *world) error {
	for _, topic := range []contract.Topic{contract.TopicAcceptance, contract.TopicReductionRemarks} {
		w.clause(contract.ClauseChange{Topic: topic, Silence: contract.SilenceNothing, Article: "CCAP 7.4"})
	}
	return nil
}

// silenceGrants makes the contract say that a prolongation is granted where nobody
// answers in 5 days.
func silenceGrants(w *world) error {
	w.clause(replies(5, contract.SilenceAgreed))
	return nil
}

// rulingLine is a decision in one line: what, when, in which phase, until when,
// by which article.
func rulingLine(r minutes.Ruling) string {
	phase, late := r.Taken, ""
	if phase == acceptance.PhaseVerifying {
		phase = "verifying"
	}
	if r.Late() {
		late = " late"
	}
	return fmt.Sprintf("%s %s in %s until %s, %s%s", r.Outcome, r.DecidedOn, phase, r.Deadline, r.Rule.Article, late)
}

func eventLine(e minutes.Event) string {
	noted, days := "", ""
	if e.Noted {
		noted = " noted"
	}
	if e.Days > 0 {
		days = fmt.Sprintf(" by %d", e.Days)
	}
	return fmt.Sprintf("- %s %s%s%s, %s", e.On, strings.TrimPrefix(e.Change, "verification."), days, noted, e.Clause.Article)
}

// What a verification's history comes to: each decision with what has led to it,
// then what has happened since. V-1 is notified on 7 June 2028: a VSR is to be
// decided by 17 July, a VA and a MOM by 7 July.
func TestDecisionsOfAVerification(t *testing.T) {
	t.Parallel()
	const mom, va, vsr = contract.StepMOM, contract.StepVA, contract.StepVSR
	backdated := func(o contract.Outcome, on string) acceptance.Correction {
		return acceptance.Correction{Decide: acceptance.Decide{Outcome: o, On: day(on)}}
	}
	accepted, refused := true, false
	for name, tc := range map[string]struct {
		step contract.Step
		does []did
		want []string
	}{
		"none yet": {vsr, nil, nil},
		"an ajournement, the answer awaited": {
			vsr,
			[]did{{"2028-07-10", adjourns}},
			[]string{"adjournment 2028-07-10 in verifying until 2028-07-17, 33.2.2"},
		},
		"an ajournement, presented again: the rest is another verification's": {
			vsr,
			[]did{{"2028-07-10", adjourns}, {"2028-07-20", presents("2028-07-19")}},
			[]string{"adjournment 2028-07-10 in verifying until 2028-07-17, 33.2.2", "- 2028-07-19 presented, 34.2"},
		},
		"an ajournement whose silence is an acceptance, presented again": {
			va,
			[]did{
				{"2028-06-12", func(w *world) error {
					w.clause(contract.ClauseChange{Topic: contract.TopicAcceptance, Silence: contract.SilenceAgreed, Article: "CCAP 7.4"})
					return nil
				}},
				{"2028-06-12", adjourns},
				{"2028-06-23", passes},
				{"2028-06-26", presents("2028-06-26")},
			},
			[]string{"adjournment 2028-06-12 in verifying until 2028-07-07, 33.2.1", "- 2028-06-22 lapsed_taken, 34.2", "- 2028-06-26 presented, 34.2"},
		},
		"an ajournement that is late, refused, and a rejection": {
			va,
			[]did{{"2028-07-10", adjourns}, {"2028-07-12", answers(false, "2028-07-11")}, {"2028-07-20", rejects}},
			[]string{
				"adjournment 2028-07-10 in verifying until 2028-07-07, 33.2.1 late",
				"- 2028-07-11 answer_refused, 34.2", "rejection 2028-07-20 in choice until 2028-07-26, 34.2",
			},
		},
		"an ajournement, silence, and the silence that is a rejection": {
			vsr,
			[]did{{"2028-07-10", adjourns}, {"2028-07-21", passes}, {"2028-08-05", passes}},
			[]string{
				"adjournment 2028-07-10 in verifying until 2028-07-17, 33.2.2",
				"- 2028-07-20 lapsed_refused, 34.2", "rejection 2028-08-04 in choice until 2028-08-04, 34.2",
			},
		},
		"a prolongation between an ajournement and its refusal": {
			vsr,
			[]did{
				{"2028-07-10", adjourns},
				{"2028-07-12", prolongs(5)},
				{"2028-07-24", answers(false, "2028-07-24")},
				{"2028-07-25", rejects},
			},
			[]string{
				"adjournment 2028-07-10 in verifying until 2028-07-17, 33.2.2", "- 2028-07-12 extended by 5 noted, 13.3",
				"- 2028-07-24 answer_refused, 34.2", "rejection 2028-07-25 in choice until 2028-08-08, 34.2",
			},
		},
		"a MOM that was prolonged": {
			mom,
			[]did{{"2028-06-20", prolongs(10)}, {"2028-07-12", admits}},
			[]string{"- 2028-06-20 extended by 10 noted, 13.3", "admission 2028-07-12 in verifying until 2028-07-17, 29"},
		},
		"a MOM that silence has prolonged": {
			mom,
			[]did{{"2028-06-13", silenceGrants}, {"2028-06-13", asks(10, "2028-06-13")}, {"2028-06-20", passes}, {"2028-07-12", admits}},
			[]string{"- 2028-06-19 extension_granted by 10, 13.3", "admission 2028-07-12 in verifying until 2028-07-17, 29"},
		},
		"a prolongation that silence had granted, and that was refused in time": {
			mom,
			[]did{
				{"2028-06-12", prolongs(3)},
				{"2028-06-13", silenceGrants},
				{"2028-06-13", asks(10, "2028-06-13")},
				{"2028-06-20", passes},
				{"2028-06-21", refusing("2028-06-19")},
				{"2028-07-07", admits},
			},
			[]string{"- 2028-06-12 extended by 3 noted, 13.3", "admission 2028-07-07 in verifying until 2028-07-10, 29"},
		},
		"accepted, not presented in time, and a rejection: no period of the buyer's": {
			vsr,
			[]did{{"2028-07-10", adjourns}, {"2028-07-13", answers(true, "2028-07-12")}, {"2028-07-30", rejects}},
			[]string{
				"adjournment 2028-07-10 in verifying until 2028-07-17, 33.2.2",
				"- 2028-07-13 answer_accepted noted, 34.2", "rejection 2028-07-30 in presentation until 2028-07-25, 34.2",
			},
		},
		"a réfaction, observations, and the same réfaction word for word on the same day": {
			vsr,
			[]did{{"2028-07-10", reduces}, {"2028-07-10", answers(false, "2028-07-10")}, {"2028-07-10", reduces}},
			[]string{
				"reduction 2028-07-10 in verifying until 2028-07-17, 33.2.2",
				"- 2028-07-10 observations, 34.3", "reduction 2028-07-10 in reply until 2028-07-25, 34.3",
			},
		},
		"a réfaction that is accepted": {
			vsr,
			[]did{{"2028-07-10", reduces}, {"2028-07-12", answers(true, "2028-07-11")}},
			[]string{"reduction 2028-07-10 in verifying until 2028-07-17, 33.2.2", "- 2028-07-11 reduction_accepted, 34.3"},
		},
		"a réfaction that silence accepts": {
			vsr,
			[]did{{"2028-07-10", reduces}, {"2028-07-26", passes}},
			[]string{"reduction 2028-07-10 in verifying until 2028-07-17, 33.2.2", "- 2028-07-25 lapsed_reduced, 34.3"},
		},
		"observations that silence accepts": {
			vsr,
			[]did{{"2028-07-10", reduces}, {"2028-07-12", answers(false, "2028-07-12")}, {"2028-07-28", passes}},
			[]string{"reduction 2028-07-10 in verifying until 2028-07-17, 33.2.2", "- 2028-07-12 observations, 34.3", "- 2028-07-27 lapsed_observed, 34.3"},
		},
		"three, and never more": {
			vsr,
			[]did{
				{"2028-07-10", adjourns},
				{"2028-07-11", answers(false, "2028-07-11")},
				{"2028-07-12", reduces},
				{"2028-07-13", answers(false, "2028-07-13")},
				{"2028-07-14", admits},
			},
			[]string{
				"adjournment 2028-07-10 in verifying until 2028-07-17, 33.2.2", "- 2028-07-11 answer_refused, 34.2",
				"reduction 2028-07-12 in choice until 2028-07-26, 34.2", "- 2028-07-13 observations, 34.3",
				"admission 2028-07-14 in reply until 2028-07-28, 34.3",
			},
		},
		"decided when the supplier has let its periods go by, and silence is nothing": {
			vsr,
			[]did{{"2028-07-03", saysNothing}, {"2028-07-10", adjourns}, {"2028-07-21", reduces}, {"2028-08-08", rejects}},
			[]string{
				"adjournment 2028-07-10 in verifying until 2028-07-17, 33.2.2", "reduction 2028-07-21 in answer until 2028-07-20, 34.2",
				"rejection 2028-08-08 in observations until 2028-08-07, 34.3",
			},
		},
		"a tacit admission": {
			vsr,
			[]did{{"2028-07-18", passes}},
			[]string{"admission 2028-07-17 in verifying until 2028-07-17, 33.2.2"},
		},
		"a tacit admission that was corrected has decided nothing": {
			vsr,
			[]did{{"2028-07-18", passes}, {"2028-07-19", corrects(backdated(contract.OutcomeAdjourned, "2028-07-13"))}},
			[]string{"adjournment 2028-07-13 in verifying until 2028-07-17, 33.2.2"},
		},
		"a rejection by silence that was corrected": {
			vsr,
			[]did{
				{"2028-07-10", adjourns},
				{"2028-07-21", passes},
				{"2028-08-05", passes},
				{"2028-08-06", corrects(acceptance.Correction{Decide: acceptance.Decide{Outcome: contract.OutcomeReduction, Rate: 500, On: day("2028-08-01")}})},
			},
			[]string{
				"adjournment 2028-07-10 in verifying until 2028-07-17, 33.2.2",
				"- 2028-07-20 lapsed_refused, 34.2", "reduction 2028-08-01 in choice until 2028-08-04, 34.2",
			},
		},
		"a silence that was an answer has not happened": {
			vsr,
			[]did{
				{"2028-07-10", adjourns},
				{"2028-07-12", prolongs(1)},
				{"2028-07-25", passes},
				{"2028-07-26", corrects(acceptance.Correction{Decide: acceptance.Decide{On: day("2028-07-20")}, Answer: &refused})},
			},
			[]string{
				"adjournment 2028-07-10 in verifying until 2028-07-17, 33.2.2",
				"- 2028-07-12 extended by 1 noted, 13.3", "- 2028-07-20 answer_refused, 34.2",
			},
		},
		"an answer that came in time, written down when two silences had passed": {
			vsr,
			[]did{
				{"2028-07-10", adjourns},
				{"2028-07-21", passes},
				{"2028-08-05", passes},
				{"2028-08-06", corrects(acceptance.Correction{Decide: acceptance.Decide{On: day("2028-07-18")}, Answer: &refused})},
			},
			[]string{"adjournment 2028-07-10 in verifying until 2028-07-17, 33.2.2", "- 2028-07-18 answer_refused, 34.2"},
		},
		"a réfaction that was accepted in time, and written down after the silence": {
			vsr,
			[]did{
				{"2028-07-10", reduces},
				{"2028-07-26", passes},
				{"2028-07-27", corrects(acceptance.Correction{Decide: acceptance.Decide{On: day("2028-07-20")}, Answer: &accepted})},
			},
			[]string{"reduction 2028-07-10 in verifying until 2028-07-17, 33.2.2", "- 2028-07-20 reduction_accepted, 34.3"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.at("2028-06-08 09:00")
			w.withContract(contract.TermsTIC2021).open(tc.step, "2028-06-07", member)
			for _, d := range tc.does {
				w.at(d.on + " 09:00")
				require.NoError(t, d.do(w))
			}
			r, err := w.VerificationRecord(t.Context(), w.as(guest), 1)
			require.NoError(t, err)
			var got []string
			for _, ruling := range r.Rulings {
				for _, e := range ruling.Events {
					got = append(got, eventLine(e))
				}
				got = append(got, rulingLine(ruling))
				require.Equal(t, ruling.Deadline, ruling.Computed.Day, "how its deadline comes about")
			}
			for _, e := range r.Since {
				got = append(got, eventLine(e))
			}
			require.Equal(t, tc.want, got)
			require.LessOrEqual(t, len(r.Rulings), 3)
			if len(r.Rulings) > 0 {
				require.Equal(t, r.Rulings[0].Verification, r.First, "what the period to verify is held to")
			}
		})
	}
}

// A decision is read as it was taken, whatever has become of the verification.
func TestADecisionKeepsWhatWasSaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withContract(contract.TermsTIC2021)
	w.committee("GT1", cabinet, record.DiffusionCommittee)
	one, two := w.decide("Ajourner", "GT1"), w.decide("Réfaction", "GT1")
	w.at("2028-06-08 09:00")
	w.open(contract.StepVSR, "2028-06-07", member)
	w.reserve(1, acceptance.SeverityBlocking)
	w.at("2028-07-10 09:00")
	require.NoError(t, decided(acceptance.Decide{Outcome: contract.OutcomeAdjourned, Reason: "lenteurs", Decision: one.Ref})(w))
	w.at("2028-07-11 09:00")
	require.NoError(t, answers(false, "2028-07-11")(w))
	w.reserve(1, acceptance.SeverityMinor)
	w.at("2028-07-12 09:00")
	require.NoError(t, decided(acceptance.Decide{Outcome: contract.OutcomeReduction, Reason: "en partie", Rate: 500, Decision: two.Ref})(w))
	_, err := w.LiftReservation(t.Context(), w.as(pilot), acceptance.LiftReservation{Number: 1})
	require.NoError(t, err)

	r, err := w.VerificationRecord(t.Context(), w.as(pilot), 1)
	require.NoError(t, err)
	require.Len(t, r.Rulings, 2)
	first, second := r.Rulings[0], r.Rulings[1]
	require.Equal(t, []any{"lenteurs", contract.Rate(0), one.Ref, 1}, []any{first.Reason, first.Rate, first.DecisionRef, len(first.Reservations)})
	require.Equal(t, []any{"en partie", contract.Rate(500), two.Ref, 2}, []any{second.Reason, second.Rate, second.DecisionRef, len(second.Reservations)})
	require.True(t, first.Reservations[0].OpenOn(first.DecidedOn), "lifted since")
	for _, u := range []record.UserID{member, guest} {
		r, err := w.VerificationRecord(t.Context(), w.as(u), 1)
		require.NoError(t, err)
		require.NotContains(t, asJSON(t, r), "GT1", "a committee's decision is hidden in each of them")
	}
}

func TestADecisionKnowsTheOutagesOfItsDay(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withContract(contract.TermsTIC2021)
	w.at("2028-06-08 09:00")
	w.open(contract.StepVSR, "2028-06-07", member)
	out := func(on string) {
		t.Helper()
		w.at(on + " 09:00")
		_, _, err := w.NoteOutage(t.Context(), w.as(pilot), acceptance.NewOutage{Verification: 1, Length: time.Hour, Day: day(on)})
		require.NoError(t, err)
	}
	out("2028-06-12")
	require.NoError(t, reduces(w))
	out("2028-06-13")
	require.NoError(t, answers(false, "2028-06-13")(w))
	require.NoError(t, reduces(w))
	r, err := w.VerificationRecord(t.Context(), w.as(guest), 1)
	require.NoError(t, err)
	require.Equal(t, []int{60, 1, 120, 2}, []int{
		r.Rulings[0].Availability.Used, len(r.Rulings[0].Availability.Outages), r.Rulings[1].Availability.Used, len(r.Rulings[1].Availability.Outages),
	})
}

// Its period is the one that it was taken in, also when the contract has changed
// in the meantime.
func TestADecisionKeepsItsDeadline(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withContract(contract.TermsTIC2021)
	w.at("2028-06-08 09:00")
	w.open(contract.StepVSR, "2028-06-07", member)
	w.at("2028-07-10 09:00")
	require.NoError(t, adjourns(w))
	w.clause(contract.ClauseChange{Topic: contract.TopicVSRDecision, Period: period(2, calendar.UnitDays), Article: "CCAP 7.4"})
	w.clause(contract.ClauseChange{Topic: contract.TopicAcceptance, Period: period(20, calendar.UnitDays), Article: "CCAP 7.5"})
	w.at("2028-07-28 09:00")
	require.NoError(t, answers(false, "2028-07-27")(w))
	require.NoError(t, rejects(w))
	r, err := w.VerificationRecord(t.Context(), w.as(guest), 1)
	require.NoError(t, err)
	require.Equal(t, []string{"2028-07-17", "2028-08-11"}, []string{r.Rulings[0].Deadline.String(), r.Rulings[1].Deadline.String()})
	require.False(t, r.Rulings[0].Late())
	require.Equal(t, []string{"verification.answer_refused"}, []string{r.Rulings[1].Events[0].Change}, "a deadline that moved is no event")
}

package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/acceptance"
	"pilotent/governance/contract"
	"pilotent/governance/record"
)

// did is what happens to V-1 on a day, at 9 h.
type did struct {
	on string
	do func(w *world) error
}

func decided(n acceptance.Decide) func(w *world) error {
	n.Number = 1
	return func(w *world) error {
		_, err := w.DecideVerification(w.Context(), w.as(pilot), n)
		return err
	}
}

func answers(accepted bool, on string) func(w *world) error {
	return func(w *world) error {
		_, err := w.AnswerVerification(w.Context(), w.as(pilot), acceptance.Answer{Number: 1, Accepted: accepted, On: day(on)})
		return err
	}
}

func passes(w *world) error {
	_, err := w.CarryOutTacitEffect(w.Context(), record.ProjectID(team), "verification/V-1")
	return err
}

var (
	adjourns = decided(acceptance.Decide{Outcome: contract.OutcomeAdjourned, Reason: "lenteurs"})
	reduces  = decided(acceptance.Decide{Outcome: contract.OutcomeReduction, Reason: "lenteurs", Rate: 500})
	rejects  = decided(acceptance.Decide{Outcome: contract.OutcomeRejection, Reason: "lenteurs", Observations: "aucune"})
	admits   = decided(acceptance.Decide{Outcome: contract.OutcomeAdmission})
)

// TestWhatFollowsADecision holds domain.md §1.3, whose figures are those of
// CCAG-TIC 2009 art. 28, to dates: V-1 is a VSR of 7 June 2028, which is to be
// decided by 17 July; the world's clock goes on to each day.
func TestWhatFollowsADecision(t *testing.T) {
	t.Parallel()
	const running = contract.OutcomeUndecided
	for name, tc := range map[string]struct {
		does     []did
		phase    acceptance.Phase
		deadline string
		outcome  contract.Outcome
		lapsed   contract.Silence
	}{
		"nothing":                           {nil, acceptance.PhaseVerifying, "2028-07-17", running, ""},
		"silence on the last day":           {[]did{{"2028-07-17", passes}}, acceptance.PhaseVerifying, "2028-07-17", running, ""},
		"silence after it":                  {[]did{{"2028-07-18", passes}}, acceptance.PhaseEnded, "2028-07-17", contract.OutcomeAdmission, contract.SilenceAccepted},
		"silence, months later":             {[]did{{"2028-12-18", passes}}, acceptance.PhaseEnded, "2028-07-17", contract.OutcomeAdmission, contract.SilenceAccepted},
		"an ajournement: 10 days to accept": {[]did{{"2028-07-10", adjourns}}, acceptance.PhaseAnswer, "2028-07-20", contract.OutcomeAdjourned, ""},
		"accepted: 15 days from the ajournement": {
			[]did{{"2028-07-10", adjourns}, {"2028-07-12", answers(true, "2028-07-12")}},
			acceptance.PhasePresentation, "2028-07-25", contract.OutcomeAdjourned, "",
		},
		"not presented in time: nothing by itself": {
			[]did{{"2028-07-10", adjourns}, {"2028-07-12", answers(true, "2028-07-12")}, {"2028-07-30", passes}},
			acceptance.PhasePresentation, "2028-07-25", contract.OutcomeAdjourned, "",
		},
		"not presented in time: then rejected": {
			[]did{{"2028-07-10", adjourns}, {"2028-07-12", answers(true, "2028-07-12")}, {"2028-07-30", rejects}},
			acceptance.PhaseEnded, "2028-07-25", contract.OutcomeRejection, "",
		},
		"refused: 15 days to choose, from the refusal": {
			[]did{{"2028-07-10", adjourns}, {"2028-07-12", answers(false, "2028-07-11")}},
			acceptance.PhaseChoice, "2028-07-26", contract.OutcomeAdjourned, "",
		},
		"no answer: 15 days to choose, from the end of the 10": {
			[]did{{"2028-07-10", adjourns}, {"2028-07-21", passes}},
			acceptance.PhaseChoice, "2028-08-04", contract.OutcomeAdjourned, contract.SilenceRefused,
		},
		"no answer and no choice: rejection": {
			[]did{{"2028-07-10", adjourns}, {"2028-07-21", passes}, {"2028-08-05", passes}},
			acceptance.PhaseEnded, "2028-08-04", contract.OutcomeRejection, contract.SilenceRejected,
		},
		"one silence after the other leaves a day to put it right": {
			[]did{{"2028-07-10", adjourns}, {"2028-09-01", passes}, {"2028-09-01", passes}},
			acceptance.PhaseChoice, "2028-08-04", contract.OutcomeAdjourned, contract.SilenceRefused,
		},
		"a réfaction: 15 days for observations": {[]did{{"2028-07-10", reduces}}, acceptance.PhaseObservations, "2028-07-25", contract.OutcomeReduction, ""},
		"no observations: accepted": {
			[]did{{"2028-07-10", reduces}, {"2028-07-26", passes}},
			acceptance.PhaseEnded, "2028-07-25", contract.OutcomeReduction, contract.SilenceReduced,
		},
		"accepted in words": {
			[]did{{"2028-07-10", reduces}, {"2028-07-12", answers(true, "2028-07-12")}},
			acceptance.PhaseEnded, "2028-07-25", contract.OutcomeReduction, "",
		},
		"observations: 15 days to decide anew": {
			[]did{{"2028-07-10", reduces}, {"2028-07-12", answers(false, "2028-07-12")}},
			acceptance.PhaseReply, "2028-07-27", contract.OutcomeReduction, "",
		},
		"observations, no new decision: accepted": {
			[]did{{"2028-07-10", reduces}, {"2028-07-12", answers(false, "2028-07-12")}, {"2028-07-28", passes}},
			acceptance.PhaseEnded, "2028-07-27", contract.OutcomeReduction, contract.SilenceObserved,
		},
		"observations, a new decision: the last": {
			[]did{{"2028-07-10", reduces}, {"2028-07-12", answers(false, "2028-07-12")}, {"2028-07-13", reduces}},
			acceptance.PhaseEnded, "2028-07-27", contract.OutcomeReduction, "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.at("2028-06-08 09:00")
			w.withContract(contract.TermsTIC2021).open(contract.StepVSR, "2028-06-07", member)
			for _, d := range tc.does {
				w.at(d.on + " 09:00")
				require.NoError(t, d.do(w))
			}
			v, err := w.Verification(t.Context(), w.as(guest), 1)
			require.NoError(t, err)
			require.Equal(t, []any{tc.phase, tc.deadline, tc.outcome, tc.lapsed}, []any{v.Phase, v.Deadline.String(), v.Outcome, v.Tacit})
			owed := w.owed(v.Subject(), acceptance.VerificationTacitEffect)
			require.Equal(t, v.Open() && acceptance.Acts(v.Rule.Silence), len(owed) == 1, owed)
		})
	}
}

func TestWhatCannotFollow(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		step contract.Step
		does []did
		then did
		key  string
	}{
		"a réfaction of a VA":                      {contract.StepVA, nil, did{"2028-07-01", reduces}, "verification.outcome_decision"},
		"an ajournement of a MOM":                  {contract.StepMOM, nil, did{"2028-07-01", adjourns}, "verification.outcome_installation"},
		"a réfaction without a rate":               {contract.StepVSR, nil, did{"2028-07-10", decided(acceptance.Decide{Outcome: contract.OutcomeReduction, Reason: "x"})}, "verification.no_rate"},
		"a rate of something else":                 {contract.StepVSR, nil, did{"2028-07-10", decided(acceptance.Decide{Outcome: contract.OutcomeAdmission, Rate: 5})}, "verification.rate_unused"},
		"a rejection before any observations":      {contract.StepVSR, nil, did{"2028-07-10", decided(acceptance.Decide{Outcome: contract.OutcomeRejection, Reason: "x"})}, "verification.no_observations"},
		"a decision after the tacit one":           {contract.StepVSR, nil, did{"2028-07-18", admits}, "verification.lapsed_accepted"},
		"a decision while the supplier is awaited": {contract.StepVSR, []did{{"2028-07-10", adjourns}}, did{"2028-07-11", admits}, "verification.awaits_supplier"},
		"an admission after a refusal":             {contract.StepVSR, []did{{"2028-07-10", adjourns}, {"2028-07-11", answers(false, "2028-07-11")}}, did{"2028-07-12", admits}, "verification.outcome_choice"},
		"an answer to nothing":                     {contract.StepVSR, nil, did{"2028-07-10", answers(true, "2028-07-10")}, "verification.no_answer"},
		"an answer before the ajournement":         {contract.StepVSR, []did{{"2028-07-10", adjourns}}, did{"2028-07-11", answers(true, "2028-07-09")}, "verification.before_decision"},
		"an answer to come":                        {contract.StepVSR, []did{{"2028-07-10", adjourns}}, did{"2028-07-11", answers(true, "2028-07-12")}, "verification.future"},
		"an answer after its silence":              {contract.StepVSR, []did{{"2028-07-10", adjourns}}, did{"2028-07-21", answers(true, "2028-07-19")}, "verification.no_answer"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.at("2028-06-08 09:00")
			w.withContract("").open(tc.step, "2028-06-07", member)
			for _, d := range tc.does {
				w.at(d.on + " 09:00")
				require.NoError(t, d.do(w))
			}
			w.at(tc.then.on + " 09:00")
			require.NoError(t, passes(w)) // so that nothing but the refusal is looked at
			before := w.dump()
			require.Equal(t, tc.key, keyOf(tc.then.do(w)))
			require.Equal(t, before, w.dump(), "nothing is done by halves")
		})
	}
}

func TestTheChainOfADelivery(t *testing.T) {
	t.Parallel()
	open := func(step contract.Step, object, on string) func(w *world) error {
		return func(w *world) error {
			_, err := w.OpenVerification(w.Context(), w.as(pilot), acceptance.NewVerification{Step: step, Contract: "M2026-04", Object: object, NotifiedOn: day(on)})
			return err
		}
	}
	const mom, va, vsr = contract.StepMOM, contract.StepVA, contract.StepVSR
	for name, tc := range map[string]struct {
		first []did
		then  did
		key   string
	}{
		"a VA while the MOM runs":             {[]did{{"2028-06-08", open(mom, "V", "2028-06-07")}}, did{"2028-06-08", open(va, " v ", "2028-06-08")}, "verification.running"},
		"of another delivery":                 {[]did{{"2028-06-08", open(mom, "V", "2028-06-07")}}, did{"2028-06-08", open(va, "W", "2028-06-08")}, ""},
		"a VSR after a VA that was rejected":  {[]did{{"2028-06-08", open(va, "V", "2028-06-07")}, {"2028-06-09", rejects}}, did{"2028-06-10", open(vsr, "V", "2028-06-10")}, "verification.not_passed"},
		"another VA after it":                 {[]did{{"2028-06-08", open(va, "V", "2028-06-07")}, {"2028-06-09", rejects}}, did{"2028-06-10", open(va, "V", "2028-06-10")}, ""},
		"one that was notified before it":     {[]did{{"2028-06-08", open(va, "V", "2028-06-07")}, {"2028-06-09", rejects}}, did{"2028-06-10", open(va, "V", "2028-06-08")}, "verification.before_previous"},
		"a MOM after it":                      {[]did{{"2028-06-08", open(va, "V", "2028-06-07")}, {"2028-06-09", rejects}}, did{"2028-06-10", open(mom, "V", "2028-06-10")}, ""},
		"anything after the admission":        {[]did{{"2028-06-08", open(vsr, "V", "2028-06-07")}, {"2028-07-10", admits}}, did{"2028-07-11", open(va, "V", "2028-07-11")}, "verification.admitted"},
		"a VSR that the VA has opened itself": {[]did{{"2028-06-08", open(va, "V", "2028-06-07")}, {"2028-06-09", admits}}, did{"2028-06-10", open(vsr, "V", "2028-06-10")}, "verification.running"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).withContract("")
			for _, d := range tc.first {
				w.at(d.on + " 09:00")
				require.NoError(t, d.do(w))
			}
			w.at(tc.then.on + " 09:00")
			require.Equal(t, tc.key, keyOf(tc.then.do(w)))
		})
	}
	t.Run("each positive step opens the next, with its people and from its day", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withContract(contract.TermsTIC2009)
		w.at("2028-06-08 09:00")
		w.open(mom, "2028-06-07", member, other)
		w.at("2028-06-20 09:00")
		require.NoError(t, decided(acceptance.Decide{Outcome: contract.OutcomeAdmission, On: day("2028-06-19")})(w))
		next, err := w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{Number: 2, Outcome: contract.OutcomeAdmission})
		require.NoError(t, err)
		require.Equal(t, []any{"V-3", vsr, "2028-06-20", "2028-07-20", "2028-07-27", []record.Person{person(member), person(other)}},
			[]any{next.Opened.Ref(), next.Opened.Step, next.Opened.NotifiedOn.String(), next.Opened.ObservationEnd.String(), next.Opened.Deadline.String(), next.Opened.InCharge})
		view, err := w.Verification(t.Context(), w.as(guest), 1)
		require.NoError(t, err)
		require.Len(t, view.Siblings, 3)
		w.at("2028-07-25 09:00")
		last, err := w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{Number: 3, Outcome: contract.OutcomeAdmission, On: day("2028-07-24")})
		require.NoError(t, err)
		require.Nil(t, last.Opened)
		require.Equal(t, &acceptance.Guarantee{
			Clause: contract.ClauseOf(contract.TermsTIC2009, contract.TopicWarranty), From: day("2028-07-24"), Until: day("2029-07-24"),
		}, last.Guarantee)
	})
}

func TestParseReductionRate(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]contract.Rate{
		"5": 500, "7,5": 750, "7.25 %": 725, "99,99": 9999, " 0,5% ": 50,
		"0": 0, "": 0, "100": 0, "-5": 0, "5,123": 0, "cinq": 0, "0,00": 0,
	} {
		rate, err := contract.ParseReductionRate("rate", text)
		require.Equal(t, want, rate, text)
		require.Equal(t, want == 0, keyOf(err) == "verification.rate", text)
	}
}

package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
)

// did is what happens to V-1 on a day, at 9 h.
type did struct {
	on string
	do func(w *world) error
}

func decided(n governance.Decide) func(w *world) error {
	n.Number = 1
	return func(w *world) error {
		_, err := w.DecideVerification(w.Context(), w.as(pilot), n)
		return err
	}
}

func answers(accepted bool, on string) func(w *world) error {
	return func(w *world) error {
		_, err := w.AnswerVerification(w.Context(), w.as(pilot), governance.Answer{Number: 1, Accepted: accepted, On: day(on)})
		return err
	}
}

func passes(w *world) error {
	_, err := w.Lapse(w.Context(), governance.ProjectID(team), "verification/V-1")
	return err
}

var (
	adjourns = decided(governance.Decide{Outcome: governance.OutcomeAdjourned, Reason: "lenteurs"})
	reduces  = decided(governance.Decide{Outcome: governance.OutcomeReduction, Reason: "lenteurs", Rate: 500})
	rejects  = decided(governance.Decide{Outcome: governance.OutcomeRejection, Reason: "lenteurs", Observations: "aucune"})
	admits   = decided(governance.Decide{Outcome: governance.OutcomeAdmission})
)

// TestWhatFollowsADecision holds domain.md §1.3, whose figures are those of
// CCAG-TIC 2009 art. 28, to dates: V-1 is a VSR of 7 June 2028, which is to be
// decided by 17 July; the world's clock goes on to each day.
func TestWhatFollowsADecision(t *testing.T) {
	t.Parallel()
	const running = governance.OutcomeUndecided
	for name, tc := range map[string]struct {
		does     []did
		phase    governance.Phase
		deadline string
		outcome  governance.Outcome
		lapsed   governance.Silence
	}{
		"nothing":                           {nil, governance.PhaseVerifying, "2028-07-17", running, ""},
		"silence on the last day":           {[]did{{"2028-07-17", passes}}, governance.PhaseVerifying, "2028-07-17", running, ""},
		"silence after it":                  {[]did{{"2028-07-18", passes}}, governance.PhaseEnded, "2028-07-17", governance.OutcomeAdmission, governance.SilenceAccepted},
		"silence, months later":             {[]did{{"2028-12-18", passes}}, governance.PhaseEnded, "2028-07-17", governance.OutcomeAdmission, governance.SilenceAccepted},
		"an ajournement: 10 days to accept": {[]did{{"2028-07-10", adjourns}}, governance.PhaseAnswer, "2028-07-20", governance.OutcomeAdjourned, ""},
		"accepted: 15 days from the ajournement": {
			[]did{{"2028-07-10", adjourns}, {"2028-07-12", answers(true, "2028-07-12")}},
			governance.PhasePresentation, "2028-07-25", governance.OutcomeAdjourned, "",
		},
		"not presented in time: nothing by itself": {
			[]did{{"2028-07-10", adjourns}, {"2028-07-12", answers(true, "2028-07-12")}, {"2028-07-30", passes}},
			governance.PhasePresentation, "2028-07-25", governance.OutcomeAdjourned, "",
		},
		"not presented in time: then rejected": {
			[]did{{"2028-07-10", adjourns}, {"2028-07-12", answers(true, "2028-07-12")}, {"2028-07-30", rejects}},
			governance.PhaseEnded, "2028-07-25", governance.OutcomeRejection, "",
		},
		"refused: 15 days to choose, from the refusal": {
			[]did{{"2028-07-10", adjourns}, {"2028-07-12", answers(false, "2028-07-11")}},
			governance.PhaseChoice, "2028-07-26", governance.OutcomeAdjourned, "",
		},
		"no answer: 15 days to choose, from the end of the 10": {
			[]did{{"2028-07-10", adjourns}, {"2028-07-21", passes}},
			governance.PhaseChoice, "2028-08-04", governance.OutcomeAdjourned, governance.SilenceRefused,
		},
		"no answer and no choice: rejection": {
			[]did{{"2028-07-10", adjourns}, {"2028-07-21", passes}, {"2028-08-05", passes}},
			governance.PhaseEnded, "2028-08-04", governance.OutcomeRejection, governance.SilenceRejected,
		},
		"one silence after the other leaves a day to put it right": {
			[]did{{"2028-07-10", adjourns}, {"2028-09-01", passes}, {"2028-09-01", passes}},
			governance.PhaseChoice, "2028-08-04", governance.OutcomeAdjourned, governance.SilenceRefused,
		},
		"a réfaction: 15 days for observations": {[]did{{"2028-07-10", reduces}}, governance.PhaseObservations, "2028-07-25", governance.OutcomeReduction, ""},
		"no observations: accepted": {
			[]did{{"2028-07-10", reduces}, {"2028-07-26", passes}},
			governance.PhaseEnded, "2028-07-25", governance.OutcomeReduction, governance.SilenceReduced,
		},
		"accepted in words": {
			[]did{{"2028-07-10", reduces}, {"2028-07-12", answers(true, "2028-07-12")}},
			governance.PhaseEnded, "2028-07-25", governance.OutcomeReduction, "",
		},
		"observations: 15 days to decide anew": {
			[]did{{"2028-07-10", reduces}, {"2028-07-12", answers(false, "2028-07-12")}},
			governance.PhaseReply, "2028-07-27", governance.OutcomeReduction, "",
		},
		"observations, no new decision: accepted": {
			[]did{{"2028-07-10", reduces}, {"2028-07-12", answers(false, "2028-07-12")}, {"2028-07-28", passes}},
			governance.PhaseEnded, "2028-07-27", governance.OutcomeReduction, governance.SilenceObserved,
		},
		"observations, a new decision: the last": {
			[]did{{"2028-07-10", reduces}, {"2028-07-12", answers(false, "2028-07-12")}, {"2028-07-13", reduces}},
			governance.PhaseEnded, "2028-07-27", governance.OutcomeReduction, "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.at("2028-06-08 09:00")
			w.withContract(governance.TermsTIC2021).open(governance.StepVSR, "2028-06-07", member)
			for _, d := range tc.does {
				w.at(d.on + " 09:00")
				require.NoError(t, d.do(w))
			}
			v, err := w.Verification(t.Context(), w.as(guest), 1)
			require.NoError(t, err)
			require.Equal(t, []any{tc.phase, tc.deadline, tc.outcome, tc.lapsed}, []any{v.Phase, v.Deadline.String(), v.Outcome, v.Lapsed})
			owed := w.owed(v.Subject(), governance.VerificationLapse)
			require.Equal(t, v.Open() && v.Rule.Silence.Acts(), len(owed) == 1, owed)
		})
	}
}

func TestWhatCannotFollow(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		step governance.Step
		does []did
		then did
		key  string
	}{
		"a réfaction of a VA":                      {governance.StepVA, nil, did{"2028-07-01", reduces}, "verification.outcome_decision"},
		"an ajournement of a MOM":                  {governance.StepMOM, nil, did{"2028-07-01", adjourns}, "verification.outcome_installation"},
		"a réfaction without a rate":               {governance.StepVSR, nil, did{"2028-07-10", decided(governance.Decide{Outcome: governance.OutcomeReduction, Reason: "x"})}, "verification.no_rate"},
		"a rate of something else":                 {governance.StepVSR, nil, did{"2028-07-10", decided(governance.Decide{Outcome: governance.OutcomeAdmission, Rate: 5})}, "verification.rate_unused"},
		"a rejection before any observations":      {governance.StepVSR, nil, did{"2028-07-10", decided(governance.Decide{Outcome: governance.OutcomeRejection, Reason: "x"})}, "verification.no_observations"},
		"a decision after the tacit one":           {governance.StepVSR, nil, did{"2028-07-18", admits}, "verification.lapsed_accepted"},
		"a decision while the supplier is awaited": {governance.StepVSR, []did{{"2028-07-10", adjourns}}, did{"2028-07-11", admits}, "verification.awaits_supplier"},
		"an admission after a refusal":             {governance.StepVSR, []did{{"2028-07-10", adjourns}, {"2028-07-11", answers(false, "2028-07-11")}}, did{"2028-07-12", admits}, "verification.outcome_choice"},
		"an answer to nothing":                     {governance.StepVSR, nil, did{"2028-07-10", answers(true, "2028-07-10")}, "verification.no_answer"},
		"an answer before the ajournement":         {governance.StepVSR, []did{{"2028-07-10", adjourns}}, did{"2028-07-11", answers(true, "2028-07-09")}, "verification.before_decision"},
		"an answer to come":                        {governance.StepVSR, []did{{"2028-07-10", adjourns}}, did{"2028-07-11", answers(true, "2028-07-12")}, "verification.future"},
		"an answer after its silence":              {governance.StepVSR, []did{{"2028-07-10", adjourns}}, did{"2028-07-21", answers(true, "2028-07-19")}, "verification.no_answer"},
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
	open := func(step governance.Step, object, on string) func(w *world) error {
		return func(w *world) error {
			_, err := w.OpenVerification(w.Context(), w.as(pilot), governance.NewVerification{Step: step, Contract: "M2026-04", Object: object, NotifiedOn: day(on)})
			return err
		}
	}
	const mom, va, vsr = governance.StepMOM, governance.StepVA, governance.StepVSR
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
		w := newWorld(t).withContract(governance.TermsTIC2009)
		w.at("2028-06-08 09:00")
		w.open(mom, "2028-06-07", member, other)
		w.at("2028-06-20 09:00")
		require.NoError(t, decided(governance.Decide{Outcome: governance.OutcomeAdmission, On: day("2028-06-19")})(w))
		next, err := w.DecideVerification(t.Context(), w.as(pilot), governance.Decide{Number: 2, Outcome: governance.OutcomeAdmission})
		require.NoError(t, err)
		require.Equal(t, []any{"V-3", vsr, "2028-06-20", "2028-07-20", "2028-07-27", []governance.Person{person(member), person(other)}},
			[]any{next.Opened.Ref(), next.Opened.Step, next.Opened.NotifiedOn.String(), next.Opened.ObservationEnd.String(), next.Opened.Deadline.String(), next.Opened.InCharge})
		view, err := w.Verification(t.Context(), w.as(guest), 1)
		require.NoError(t, err)
		require.Len(t, view.Siblings, 3)
		w.at("2028-07-25 09:00")
		last, err := w.DecideVerification(t.Context(), w.as(pilot), governance.Decide{Number: 3, Outcome: governance.OutcomeAdmission, On: day("2028-07-24")})
		require.NoError(t, err)
		require.Nil(t, last.Opened)
		require.Equal(t, &governance.Guarantee{
			Clause: governance.ClauseOf(governance.TermsTIC2009, governance.TopicWarranty), From: day("2028-07-24"), Until: day("2029-07-24"),
		}, last.Guarantee)
	})
}

func TestParseReductionRate(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]governance.Rate{
		"5": 500, "7,5": 750, "7.25 %": 725, "99,99": 9999, " 0,5% ": 50,
		"0": 0, "": 0, "100": 0, "-5": 0, "5,123": 0, "cinq": 0, "0,00": 0,
	} {
		rate, err := governance.ParseReductionRate("rate", text)
		require.Equal(t, want, rate, text)
		require.Equal(t, want == 0, keyOf(err) == "verification.rate", text)
	}
}

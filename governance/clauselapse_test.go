package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/minutes"
	"pilotent/governance/record"
)

// What a contract says of silence, instead of the general clauses, is what
// happens at midnight: V-1 is opened on 7 June 2028, and the days come one by one.
func TestTheSilenceOfAContract(t *testing.T) {
	t.Parallel()
	const (
		va, vsr = contract.StepVA, contract.StepVSR
		running = contract.OutcomeUndecided
	)
	says := func(topic contract.Topic, days int, silence contract.Silence) contract.ClauseChange {
		n := contract.ClauseChange{Topic: topic, Silence: silence, Article: "CCAP 7.4"}
		if days > 0 {
			n.Period = period(days, calendar.UnitDays)
		}
		return n
	}
	for name, tc := range map[string]struct {
		step     contract.Step
		clauses  []contract.ClauseChange
		does     []did
		phase    acceptance.Phase
		deadline string
		outcome  contract.Outcome
		lapsed   contract.Silence
	}{
		"15 days, and silence is nothing": {
			vsr,
			[]contract.ClauseChange{says(contract.TopicVSRDecision, 15, contract.SilenceNothing)},
			[]did{{"2028-07-24", passes}, {"2028-09-01", passes}},
			acceptance.PhaseVerifying, "2028-07-24", running, "",
		},
		"3 days, on the last": { // the observation ends on Friday 7 July
			vsr,
			[]contract.ClauseChange{says(contract.TopicVSRDecision, 3, "")},
			[]did{{"2028-07-10", passes}},
			acceptance.PhaseVerifying, "2028-07-10", running, "",
		},
		"3 days, after them": {
			vsr,
			[]contract.ClauseChange{says(contract.TopicVSRDecision, 3, "")},
			[]did{{"2028-07-11", passes}},
			acceptance.PhaseEnded, "2028-07-10", contract.OutcomeAdmission, contract.SilenceAccepted,
		},
		"a VSR that is rejected": {
			vsr,
			[]contract.ClauseChange{says(contract.TopicVSRDecision, 3, contract.SilenceRejected)},
			[]did{{"2028-07-11", passes}},
			acceptance.PhaseEnded, "2028-07-10", contract.OutcomeRejection, contract.SilenceFailed,
		},
		"a VA that is positive": {
			va,
			[]contract.ClauseChange{says(contract.TopicVA, 0, contract.SilenceAccepted)},
			[]did{{"2028-07-08", passes}},
			acceptance.PhaseEnded, "2028-07-07", contract.OutcomeAdmission, contract.SilencePassed,
		},
		"5 days to accept to present again, and silence is accepting; 20 to do so": {
			va,
			[]contract.ClauseChange{says(contract.TopicAcceptance, 5, contract.SilenceAgreed), says(contract.TopicRepresentation, 20, "")},
			[]did{{"2028-06-12", adjourns}, {"2028-06-20", passes}},
			acceptance.PhasePresentation, "2028-07-03", contract.OutcomeAdjourned, contract.SilenceTaken,
		},
		"what is not presented again is refused": {
			va,
			[]contract.ClauseChange{says(contract.TopicRepresentation, 0, contract.SilenceRefused)},
			[]did{{"2028-06-12", adjourns}, {"2028-06-13", answers(true, "2028-06-13")}, {"2028-06-28", passes}},
			acceptance.PhaseChoice, "2028-07-12", contract.OutcomeAdjourned, contract.SilenceDropped,
		},
		"no answer, and silence is nothing: the buyer may decide": {
			va,
			[]contract.ClauseChange{says(contract.TopicAcceptance, 0, contract.SilenceNothing)},
			[]did{{"2028-06-12", adjourns}, {"2028-06-23", passes}, {"2028-06-23", rejects}},
			acceptance.PhaseEnded, "2028-06-22", contract.OutcomeRejection, "",
		},
		"no choice, and silence is nothing": {
			va,
			[]contract.ClauseChange{says(contract.TopicChoice, 30, contract.SilenceNothing)},
			[]did{{"2028-06-12", adjourns}, {"2028-06-13", answers(false, "2028-06-13")}, {"2028-09-01", passes}},
			acceptance.PhaseChoice, "2028-07-13", contract.OutcomeAdjourned, "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.at("2028-06-08 09:00")
			w.withContract(contract.TermsTIC2021)
			for _, n := range tc.clauses {
				w.clause(n)
			}
			w.open(tc.step, "2028-06-07", member)
			for _, d := range tc.does {
				w.at(d.on + " 09:00")
				require.NoError(t, d.do(w))
			}
			v, err := w.Verification(t.Context(), w.as(guest), 1)
			require.NoError(t, err)
			require.Equal(t, []any{tc.phase, tc.deadline, tc.outcome, tc.lapsed}, []any{v.Phase, v.Deadline.String(), v.Outcome, v.Tacit})
			require.Equal(t, v.Open() && acceptance.Acts(v.Rule.Silence), len(w.owed(v1, acceptance.VerificationTacitEffect)) == 1)
			if v.Tacit != "" {
				require.NotNil(t, v.TacitRule.Clauses[len(v.TacitRule.Clauses)-1].Derogation, "the clause of the contract is named")
			}
		})
	}
	// tacit is a VA that silence has made positive, and the VSR that this has opened.
	tacit := func(t *testing.T) (*world, acceptance.VerificationView) {
		t.Helper()
		w := newWorld(t).withContract("")
		w.at("2028-06-08 09:00")
		w.clause(says(contract.TopicVA, 0, contract.SilenceAccepted))
		w.open(va, "2028-06-07", member)
		w.at("2028-07-08 00:00")
		require.NoError(t, passes(w))
		next, err := w.Verification(t.Context(), w.as(guest), 2)
		require.NoError(t, err)
		require.Equal(t, []any{vsr, "2028-07-07", "2028-08-06"}, []any{next.Step, next.NotifiedOn.String(), next.ObservationEnd.String()})
		return w, next
	}
	correctBy := func(w *world, who record.Actor, outcome contract.Outcome) (acceptance.VerificationView, error) {
		return w.CorrectVerification(w.Context(), who, acceptance.Correction{Decide: acceptance.Decide{
			Number: 1, Outcome: outcome, On: day("2028-07-05"), Reason: "saisi trop tard",
		}})
	}
	correct := func(w *world, outcome contract.Outcome) (acceptance.VerificationView, error) {
		return correctBy(w, w.as(pilot), outcome)
	}
	t.Run("a VA that silence made positive is corrected: the VSR that this opened is void", func(t *testing.T) {
		t.Parallel()
		w, next := tacit(t)
		v, err := correct(w, contract.OutcomeAdjourned)
		require.NoError(t, err)
		require.Equal(t, []any{acceptance.PhaseAnswer, next.Ref()}, []any{v.Phase, v.Void[0].Ref()})
		next, err = w.Verification(t.Context(), w.as(guest), 2)
		require.NoError(t, err)
		require.Equal(t, []any{acceptance.PhaseEnded, contract.VerdictVoid}, []any{next.Phase, next.Verdict()})
		require.Equal(t, []string{"verification.opened", "verification.void"}, w.changes(next.Subject()))
		require.Empty(t, w.owed(next.Subject(), acceptance.VerificationReminder, acceptance.VerificationTacitEffect, acceptance.VerificationEscalation))
		require.Equal(t, []string{"2028-07-08 00:00 user/u-member"}, w.owed(next.Subject(), acceptance.VerificationDecided))
		r, err := w.ContractRecord(t.Context(), w.as(guest), "M2026-04")
		require.NoError(t, err)
		require.Len(t, r.Summary().Steps, 1, "what is void counts for nothing")
		void, err := w.VerificationRecord(t.Context(), w.as(guest), next.Number)
		require.NoError(t, err)
		require.Empty(t, void.Rulings, "nobody has decided it")
		// The delivery goes on as if the VSR had never been opened.
		again, err := w.PresentVerification(t.Context(), w.as(pilot), acceptance.Presentation{Number: 1})
		require.NoError(t, err)
		passed, err := w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{Number: again.Opened.Number, Outcome: contract.OutcomeAdmission})
		require.NoError(t, err)
		require.Equal(t, vsr, passed.Opened.Step)
	})
	t.Run("corrected to another day, the VSR begins on that one", func(t *testing.T) {
		t.Parallel()
		w, next := tacit(t)
		v, err := correct(w, contract.OutcomeAdmission)
		require.NoError(t, err)
		require.Nil(t, v.Opened)
		require.Equal(t, []any{next.Ref(), "2028-07-05", "2028-08-04"}, []any{v.Moved.Ref(), v.Moved.NotifiedOn.String(), v.Moved.ObservationEnd.String()})
		require.Equal(t, []string{"verification.opened", "verification.restarted"}, w.changes(next.Subject()))
	})
	t.Run("once somebody has worked on the VSR, it is asked about", func(t *testing.T) {
		t.Parallel()
		w, next := tacit(t)
		_, err := w.NoteReservation(t.Context(), w.as(pilot), acceptance.NewReservation{Verification: next.Number, Severity: acceptance.SeverityMinor, Text: "Lenteurs"})
		require.NoError(t, err)
		before := w.dump()
		_, err = correctBy(w, w.careful(pilot), contract.OutcomeAdjourned)
		require.Equal(t, []string{"verification.followed V-2"}, asked(t, err, "next"))
		require.Equal(t, before, w.dump())
	})
	t.Run("and once somebody has opened it", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withContract("")
		w.at("2028-06-08 09:00")
		w.clause(says(contract.TopicVA, 0, contract.SilenceRejected))
		first := w.open(va, "2028-06-07", member)
		w.at("2028-07-08 09:00")
		require.NoError(t, passes(w))
		_, err := w.OpenVerification(t.Context(), w.as(pilot), acceptance.NewVerification{
			Step: va, Contract: "M2026-04", Object: first.Object, NotifiedOn: day("2028-07-08"),
		})
		require.NoError(t, err)
		before := w.dump()
		_, err = correctBy(w, w.careful(pilot), contract.OutcomeAdmission)
		require.Equal(t, []string{"verification.followed V-2"}, asked(t, err, "next"))
		require.Equal(t, before, w.dump())
	})
	t.Run("also the silence that was an acceptance, once it is presented: that is void", func(t *testing.T) {
		t.Parallel()
		w := ajourned(t, says(contract.TopicAcceptance, 0, contract.SilenceAgreed))
		w.at("2028-06-23 09:00")
		require.NoError(t, passes(w))
		require.NoError(t, presents("2028-06-23")(w))
		refused := false
		err := corrects(acceptance.Correction{Decide: acceptance.Decide{On: day("2028-06-20")}, Answer: &refused})(w)
		require.NoError(t, err)
		v, err := w.Verification(t.Context(), w.as(guest), 1)
		require.NoError(t, err)
		require.Equal(t, []any{acceptance.PhaseChoice, contract.VerdictVoid}, []any{v.Phase, v.Siblings[1].Verdict()})
	})
	t.Run("what would mean nothing is not taken", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withContract("")
		for topic, want := range map[contract.Topic]string{
			contract.TopicVA: "clause.silence", contract.TopicReductionReply: "clause.silence", contract.TopicWarranty: "clause.no_silence",
		} {
			n := says(topic, 0, contract.SilenceRefused)
			n.Contract = "M2026-04"
			_, err := w.ChangeClause(t.Context(), w.as(pilot), n)
			require.Equal(t, want, keyOf(err), topic)
		}
	})
}

// A clause that changes is that of what runs already, also at midnight.
func TestSilenceFollowsTheClause(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withContract("")
	w.at("2028-06-08 09:00")
	w.open(contract.StepVSR, "2028-06-07", member)
	require.Equal(t, "2028-07-18 00:00", w.owed(v1, acceptance.VerificationTacitEffect)[0][:16])
	clause := func(days int, silence contract.Silence) {
		w.clause(contract.ClauseChange{Topic: contract.TopicVSRDecision, Period: period(days, calendar.UnitDays), Silence: silence, Article: "CCAP 7.4"})
	}
	clause(3, contract.SilenceAccepted)
	require.Equal(t, "2028-07-11 00:00", w.owed(v1, acceptance.VerificationTacitEffect)[0][:16])
	clause(3, contract.SilenceNothing)
	require.Empty(t, w.owed(v1, acceptance.VerificationTacitEffect))
	w.at("2028-07-20 09:00")
	clause(3, contract.SilenceAccepted)
	require.Equal(t, []string{"2028-07-21 00:00"}, []string{w.owed(v1, acceptance.VerificationTacitEffect)[0][:16]}, "what has gone by already may be put right until midnight")
	require.NoError(t, passes(w))
	v, err := w.Verification(t.Context(), w.as(guest), 1)
	require.NoError(t, err)
	require.True(t, v.Open())
}

// What has run out while the bot was away is carried out before anything changes by
// which it would be judged.
func TestWhatHasRunOutComesBeforeAChange(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(w *world) error{
		"of a clause": func(w *world) error {
			_, err := w.ChangeClause(w.Context(), w.as(pilot), contract.ClauseChange{Contract: "M2026-04", Topic: contract.TopicVSR, Silence: contract.SilenceNothing, Article: "CCAP 7.4"})
			return err
		},
		"of the contract": func(w *world) error {
			_, err := w.ChangeContract(w.Context(), w.as(pilot), contract.Change{Ref: "M2026-04", Holidays: []calendar.Date{day("2028-07-17")}})
			return err
		},
		"of the project's zone": func(w *world) error {
			_, err := w.ChangeSettings(w.Context(), w.as(pilot), governance.SettingsChange{Zone: "Tahiti"})
			return err
		},
		"of the delivery": func(w *world) error {
			_, err := w.OpenVerification(w.Context(), w.as(pilot), acceptance.NewVerification{
				Step: contract.StepVSR, Contract: "M2026-04", Object: w.objectOf(1), NotifiedOn: day("2028-07-18"),
			})
			require.Equal(w, "verification.admitted", keyOf(err))
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).withContract("")
			w.at("2028-06-08 09:00")
			w.open(contract.StepVSR, "2028-06-07", member)
			w.at("2028-07-18 00:30") // its midnight has gone by, and nothing was done
			require.NoError(t, change(w))
			v, err := w.Verification(t.Context(), w.as(guest), 1)
			require.NoError(t, err)
			require.Equal(t, []any{contract.SilenceAccepted, "2028-07-17"}, []any{v.Tacit, v.TacitOn.String()})
		})
	}
	t.Run("also where midnight comes before the project's", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withContract("")
		w.at("2028-06-08 09:00")
		w.place(calendar.RegionNouvelleCaledonie)
		w.open(contract.StepVSR, "2028-06-07", member)
		w.at("2028-07-17 15:00") // midnight in Nouméa
		w.clause(contract.ClauseChange{Topic: contract.TopicVSR, Silence: contract.SilenceNothing, Article: "CCAP 7.4"})
		v, err := w.Verification(t.Context(), w.as(guest), 1)
		require.NoError(t, err)
		require.Equal(t, []any{contract.SilenceAccepted, "2028-07-17"}, []any{v.Tacit, v.TacitOn.String()})
	})
}

// What is presented again has the whole period again: the contract's own, in its
// own calendar. A length that changes moves a phase as it does a step.
func TestAPresentationHasTheContractsPeriod(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withContract("")
	w.at("2028-06-08 09:00")
	w.clause(contract.ClauseChange{Topic: contract.TopicVA, Period: period(5, calendar.UnitWorkingDays), Article: "CCAP 7.2"})
	_, err := w.ChangeContract(t.Context(), w.as(pilot), contract.Change{Ref: "M2026-04", Holidays: []calendar.Date{day("2028-06-22")}})
	require.NoError(t, err)
	w.open(contract.StepVA, "2028-06-07", member)
	w.at("2028-06-12 09:00")
	require.NoError(t, adjourns(w))
	view := w.clause(contract.ClauseChange{Topic: contract.TopicAcceptance, Period: period(4, calendar.UnitDays), Article: "CCAP 7.3"})
	require.Equal(t, "2028-06-16", view.Moved[0].Deadline.String())
	w.at("2028-06-16 09:00")
	again, err := w.PresentVerification(t.Context(), w.as(pilot), acceptance.Presentation{Number: 1, On: day("2028-06-16")})
	require.NoError(t, err)
	require.Equal(t, "2028-06-26", again.Opened.Deadline.String(), "19, 20, 21, 23 and 26 June: the 22nd is a day off in the contract")
	e, err := w.Explain(t.Context(), w.as(guest), 1)
	require.NoError(t, err)
	require.NotContains(t, e.Readings, minutes.ReadingKept)
}

// Without general clauses nothing is assumed of a step; after a decision the
// usual length is shown as such.
func TestAFreeContractAfterADecision(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withContract(contract.TermsFree)
	w.at("2028-06-08 09:00")
	w.clause(contract.ClauseChange{Topic: contract.TopicVA, Period: period(30, calendar.UnitDays), Article: "CCAP 7.2"})
	w.open(contract.StepVA, "2028-06-07", member)
	w.at("2028-06-12 09:00")
	require.NoError(t, adjourns(w))
	v, err := w.Verification(t.Context(), w.as(guest), 1)
	require.NoError(t, err)
	require.Equal(t, []any{"2028-06-22", true, contract.SilenceUnknown}, []any{v.Deadline.String(), v.Rule.Usual, v.Rule.Silence})
	require.NoError(t, answers(true, "2028-06-12")(w))
	again, err := w.PresentVerification(t.Context(), w.as(pilot), acceptance.Presentation{Number: 1, On: day("2028-06-12")})
	require.NoError(t, err)
	passed, err := w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{Number: again.Opened.Number, Outcome: contract.OutcomeAdmission})
	require.NoError(t, err)
	require.Nil(t, passed.Opened)
	require.Equal(t, contract.TopicVSR, passed.Missing)
}

func (w *world) objectOf(number int) string {
	w.Helper()
	v, err := w.Verification(w.Context(), w.as(guest), number)
	require.NoError(w, err)
	return v.Object
}

package governance_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

func wrongly(number int, o contract.Outcome, on string) acceptance.Correction {
	return acceptance.Correction{Decide: acceptance.Decide{Number: number, Outcome: o, On: day(on), Reason: "mal noté"}}
}

// What somebody has entered wrong is put right, before and after what has followed.
func TestWhatSomebodyEnteredIsCorrected(t *testing.T) {
	t.Parallel()
	// va is a VA that was found apt on 10 July, by mistake, and the VSR that this opened.
	va := func(t *testing.T) *world {
		t.Helper()
		w := newWorld(t).withCopil().withContract("")
		w.at("2028-07-10 09:00")
		_, err := w.OpenVerification(t.Context(), w.as(pilot), acceptance.NewVerification{
			Step: contract.StepVA, Contract: "M2026-04", Object: "Version 2", NotifiedOn: day("2028-07-03"),
			InCharge: []record.Person{person(member)}, Deputies: []record.Person{person(other)}, Committee: "COPIL",
		})
		require.NoError(t, err)
		_, err = w.DecideVerification(t.Context(), w.as(member), acceptance.Decide{Number: 1, Outcome: contract.OutcomeAdmission})
		require.NoError(t, err)
		return w
	}
	seen := func(w *world, number int) acceptance.VerificationView {
		v, err := w.Verification(w.Context(), w.as(guest), number)
		require.NoError(w, err)
		return v
	}
	t.Run("by whoever entered it, and what it had opened is void, unasked", func(t *testing.T) {
		t.Parallel()
		w := va(t)
		v, err := w.CorrectVerification(t.Context(), w.careful(member), wrongly(1, contract.OutcomeAdjourned, "2028-07-10"))
		require.NoError(t, err)
		require.Equal(t, []any{acceptance.PhaseAnswer, "2028-07-20", contract.VerdictFit, "V-2"}, []any{v.Phase, v.Deadline.String(), v.Was.Verdict(), v.Void[0].Ref()})
		require.Equal(t, contract.VerdictVoid, seen(w, 2).Verdict())
		require.Equal(t, []string{"verification.opened", "verification.fit", "verification.corrected"}, w.changes(v1))
		require.Len(t, w.owed(v1, acceptance.VerificationCorrected), 1, "the deputy: the channel was told of nothing")
		require.Empty(t, w.owed("verification/V-2", acceptance.VerificationReminder, acceptance.VerificationTacitEffect))
		require.Len(t, w.owed(v1, acceptance.VerificationTacitEffect), 1, "the supplier's silence counts from now on")
	})
	t.Run("to another day, and the VSR begins on that one", func(t *testing.T) {
		t.Parallel()
		w := va(t)
		v, err := w.CorrectVerification(t.Context(), w.careful(member), wrongly(1, contract.OutcomeAdmission, "2028-07-07"))
		require.NoError(t, err)
		require.Equal(t, []any{"2028-07-07", "V-2", "2028-07-07", 0}, []any{v.DecidedOn.String(), v.Moved.Ref(), v.Moved.NotifiedOn.String(), len(v.Void)})
		require.Equal(t, "2028-08-06", seen(w, 2).ObservationEnd.String())
	})
	t.Run("to the same with another reason, and is not taken for an answer", func(t *testing.T) {
		t.Parallel()
		w := va(t)
		v, err := w.CorrectVerification(t.Context(), w.careful(member), wrongly(1, contract.OutcomeAdmission, "2028-07-10"))
		require.NoError(t, err)
		require.Equal(t, "_detail", v.Wrong())
		for _, d := range w.claim() {
			if d.Kind == acceptance.VerificationCorrected {
				content, err := w.Content(t.Context(), d)
				require.NoError(t, err)
				require.Equal(t, "_detail", content.About.(acceptance.VerificationView).Wrong())
			}
		}
		_, err = w.CorrectVerification(t.Context(), w.careful(member), wrongly(1, contract.OutcomeAdjourned, "2028-07-10"))
		require.NoError(t, err)
		_, err = w.AnswerVerification(t.Context(), w.as(member), acceptance.Answer{Number: 1, Accepted: true})
		require.NoError(t, err)
		refused := false
		v, err = w.CorrectVerification(t.Context(), w.careful(member), acceptance.Correction{
			Decide: acceptance.Decide{Number: 1, On: day("2028-07-10"), Reason: "mal noté"}, Answer: &refused,
		})
		require.NoError(t, err)
		require.Equal(t, "_answer", v.Wrong())
	})
	t.Run("not by what it says already, which takes back nothing that has followed", func(t *testing.T) {
		t.Parallel()
		w := va(t)
		adjourned := wrongly(1, contract.OutcomeAdjourned, "2028-07-10")
		_, err := w.CorrectVerification(t.Context(), w.careful(member), adjourned)
		require.NoError(t, err)
		_, err = w.AnswerVerification(t.Context(), w.as(member), acceptance.Answer{Number: 1, Accepted: true})
		require.NoError(t, err)
		_, err = w.PresentVerification(t.Context(), w.as(member), acceptance.Presentation{Number: 1, On: day("2028-07-10")})
		require.NoError(t, err)
		accepted := true
		is := w.dump()
		for _, n := range []acceptance.Correction{adjourned, {Decide: acceptance.Decide{Number: 1, On: day("2028-07-10"), Reason: "mal noté"}, Answer: &accepted}} {
			_, err = w.CorrectVerification(t.Context(), w.as(pilot), n)
			require.Equal(t, "verification.same", keyOf(err))
			require.Equal(t, is, w.dump())
		}
	})
	t.Run("a second time, and back again", func(t *testing.T) {
		t.Parallel()
		w := va(t)
		for i, o := range []contract.Outcome{contract.OutcomeAdjourned, contract.OutcomeRejection, contract.OutcomeAdmission} {
			n := wrongly(1, o, "2028-07-10")
			n.Observations = "aucune"
			_, err := w.CorrectVerification(t.Context(), w.as(pilot), n)
			require.NoError(t, err)
			r, err := w.VerificationRecord(t.Context(), w.as(guest), 1)
			require.NoError(t, err)
			require.Len(t, r.Rulings, 1)
			require.Equal(t, o, r.Rulings[0].Outcome)
			require.Len(t, r.Withdrawn, i+1, "each wrong one is kept")
			require.Equal(t, []any{person(pilot), "mal noté", "2028-07-10"}, []any{r.Withdrawn[i].By, r.Withdrawn[i].Reason, r.Withdrawn[i].On.String()})
		}
		require.Equal(t, []any{contract.StepVSR, "2028-07-10"}, []any{seen(w, 3).Step, seen(w, 3).NotifiedOn.String()})
	})
	t.Run("after the VSR was decided too, once that is confirmed", func(t *testing.T) {
		t.Parallel()
		w := va(t)
		w.at("2028-08-12 09:00")
		_, err := w.DecideVerification(t.Context(), w.as(member), acceptance.Decide{Number: 2, Outcome: contract.OutcomeAdmission})
		require.NoError(t, err)
		_, err = w.CorrectVerification(t.Context(), w.careful(pilot), wrongly(1, contract.OutcomeAdjourned, "2028-07-10"))
		require.Equal(t, []string{"verification.followed V-2"}, asked(t, err, "next"))
		v, err := w.CorrectVerification(t.Context(), w.as(pilot), wrongly(1, contract.OutcomeAdjourned, "2028-07-10"))
		require.NoError(t, err)
		require.Equal(t, []any{acceptance.PhaseAnswer, "V-2"}, []any{v.Phase, v.Void[0].Ref()})
		require.Equal(t, []string{"verification.opened", "verification.admission", "verification.void"}, w.changes("verification/V-2"))
	})
	t.Run("what the silences have done after it is taken back", func(t *testing.T) {
		t.Parallel()
		w := va(t)
		_, err := w.CorrectVerification(t.Context(), w.as(pilot), wrongly(1, contract.OutcomeAdjourned, "2028-07-10"))
		require.NoError(t, err)
		for _, midnight := range []string{"2028-07-21 00:00", "2028-08-05 00:00"} {
			w.at(midnight)
			require.NoError(t, passes(w))
		}
		require.Equal(t, contract.OutcomeRejection, seen(w, 1).Outcome)
		_, err = w.CorrectVerification(t.Context(), w.as(member), wrongly(1, contract.OutcomeAdmission, "2028-07-10"))
		require.Equal(t, "forbidden.pilots", keyOf(err), "silence is no member's to take back")
		v, err := w.CorrectVerification(t.Context(), w.as(pilot), wrongly(1, contract.OutcomeAdmission, "2028-07-10"))
		require.NoError(t, err)
		require.Equal(t, []any{contract.VerdictFit, "2028-07-10", contract.Silence(""), "V-3"}, []any{v.Verdict(), v.DecidedOn.String(), v.Tacit, v.Opened.Ref()})
	})
	t.Run("an answer of the supplier, after it was presented again", func(t *testing.T) {
		t.Parallel()
		w := va(t)
		_, err := w.CorrectVerification(t.Context(), w.as(pilot), wrongly(1, contract.OutcomeAdjourned, "2028-07-10"))
		require.NoError(t, err)
		_, err = w.AnswerVerification(t.Context(), w.as(member), acceptance.Answer{Number: 1, Accepted: true})
		require.NoError(t, err)
		_, err = w.PresentVerification(t.Context(), w.as(member), acceptance.Presentation{Number: 1})
		require.NoError(t, err)
		refused := false
		n := wrongly(1, "", "2028-07-10")
		n.Answer = &refused
		v, err := w.CorrectVerification(t.Context(), w.careful(member), n)
		require.NoError(t, err)
		require.Equal(t, []any{acceptance.PhaseChoice, "V-3"}, []any{v.Phase, v.Void[0].Ref()})
	})
	t.Run("a pilot's is no member's to correct", func(t *testing.T) {
		t.Parallel()
		w := va(t)
		w.open(contract.StepVA, "2028-07-03", member)
		_, err := w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{Number: 3, Outcome: contract.OutcomeAdmission})
		require.NoError(t, err)
		_, err = w.CorrectVerification(t.Context(), w.as(member), wrongly(3, contract.OutcomeAdjourned, "2028-07-10"))
		require.Equal(t, "forbidden.pilots", keyOf(err))
	})
}

// A correction at any moment comes to what would be if the right thing had been
// entered at that moment.
func TestACorrectionIsTheRightThingEnteredNow(t *testing.T) {
	inParts(t, 4, func(t *testing.T, rt *rapid.T) {
		right, wrong := newWorld(t).withContract(""), newWorld(t).withContract("")
		step := rapid.SampledFrom([]contract.Step{contract.StepVA, contract.StepVSR}).Draw(rt, "step")
		outcome := rapid.SampledFrom([]contract.Outcome{contract.OutcomeAdmission, contract.OutcomeAdjourned, contract.OutcomeRejection})
		n := acceptance.Decide{Number: 1, Outcome: outcome.Draw(rt, "right"), On: day("2028-06-20"), Reason: "vrai", Observations: "aucune"}
		was := acceptance.Decide{Number: 1, Outcome: outcome.Draw(rt, "wrong"), Reason: "faux", Observations: "aucune"}
		both := []*world{right, wrong}
		for _, w := range both {
			w.at("2028-06-08 09:00")
			w.open(step, "2028-06-07", member)
			w.at("2028-06-20 09:00")
		}
		_, err := wrong.DecideVerification(t.Context(), wrong.as(member), was)
		require.NoError(rt, err)
		then := right.now()
		for range rapid.IntRange(0, 3).Draw(rt, "steps") {
			then = then.AddDate(0, 0, rapid.SampledFrom([]int{1, 11, 16, 45}).Draw(rt, "days"))
			for _, w := range both {
				w.clock.Store(&then)
				_, err := w.CarryOutTacitEffect(t.Context(), record.ProjectID(team), v1)
				require.NoError(rt, err)
			}
			answered, accepted := rapid.Bool().Draw(rt, "an answer"), rapid.Bool().Draw(rt, "accepted")
			if answered {
				_, err := wrong.AnswerVerification(t.Context(), wrong.as(pilot), acceptance.Answer{Number: 1, Accepted: accepted})
				require.NotEqual(rt, "internal", keyOf(err))
			}
		}
		if v, _ := right.Verification(t.Context(), right.as(pilot), 1); v.Tacit != "" {
			_, err = right.CorrectVerification(t.Context(), right.as(pilot), acceptance.Correction{Decide: n})
		} else {
			_, err = right.DecideVerification(t.Context(), right.as(pilot), n)
		}
		_, corrected := wrong.CorrectVerification(t.Context(), wrong.as(pilot), acceptance.Correction{Decide: n})
		require.Equal(rt, keyOf(err), keyOf(corrected))
		switch want, got := right.stands(), wrong.stands(); {
		case err == nil && step == contract.StepVA && n.Outcome == contract.OutcomeAdmission && was.Outcome == n.Outcome:
			require.Equal(rt, want[:2], got[:2], "the VSR that has begun goes on, with its midnight")
		case err == nil:
			require.Equal(rt, want, got)
		}
		for _, w := range both {
			require.NoError(rt, w.store.Close())
		}
	})
}

// stands is what holds of the verifications of a world, with what is owed, whatever
// they are called and however it came about.
func (w *world) stands() (lines []string) {
	w.Helper()
	list, err := w.Verifications(w.Context(), w.as(guest), true)
	require.NoError(w, err)
	slices.SortFunc(list, func(x, y acceptance.VerificationView) int { return x.Number - y.Number })
	for _, v := range list {
		if v.Outcome == contract.OutcomeVoid {
			continue
		}
		lines = append(lines, fmt.Sprint(v.Step, v.Phase, v.NotifiedOn, v.Since, v.ObservationEnd, v.Deadline, v.Extra, v.Outcome, v.Reason, v.Observations, v.DecidedOn, v.DecidedBy.ID, v.Tacit))
		for _, d := range w.claim() {
			if d.Subject == v.Subject() && slices.Contains([]reminder.DeliveryKind{acceptance.VerificationReminder, acceptance.VerificationTacitEffect, acceptance.VerificationEscalation}, d.Kind) && d.Due.After(w.now()) {
				lines = append(lines, fmt.Sprint("- ", d.Kind, d.Due.In(time.UTC).Format(time.DateTime)))
			}
		}
	}
	return lines
}

func TestAVerificationOpenedByMistake(t *testing.T) {
	t.Parallel()
	cancel := func(w *world, who record.Actor, number int) (acceptance.VerificationView, error) {
		return w.CancelVerification(w.Context(), who, number, "mauvais marché")
	}
	t.Run("counts for nothing, and is kept", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withContract("")
		w.open(contract.StepVSR, "2026-11-20", member, other)
		v, err := cancel(w, w.careful(pilot), 1)
		require.NoError(t, err)
		require.Equal(t, []any{contract.VerdictVoid, "mauvais marché"}, []any{v.Verdict(), v.Reason})
		require.Empty(t, w.owed(v1, acceptance.VerificationReminder, acceptance.VerificationTacitEffect, acceptance.VerificationEscalation))
		require.Len(t, w.owed(v1, acceptance.VerificationCancelled), 2, "those in charge")
		lines := w.history(v1)
		require.Equal(t, []any{"verification.cancelled", "mauvais marché", person(pilot)}, []any{lines[1].Change, lines[1].Note, lines[1].By})
		_, err = cancel(w, w.as(pilot), 1)
		require.Equal(t, "verification.void", keyOf(err), "twice is once")
		again, err := w.OpenVerification(t.Context(), w.as(pilot), acceptance.NewVerification{Step: contract.StepVA, Contract: "M2026-04", Object: v.Object, NotifiedOn: day("2026-11-20")})
		require.NoError(t, err, "what was meant can be opened")
		require.Equal(t, "V-2", again.Ref())
		for _, err := range []error{
			second(w.CorrectVerification(t.Context(), w.as(pilot), wrongly(1, contract.OutcomeAdmission, "2026-11-23"))),
			second(w.MoveStart(t.Context(), w.as(pilot), acceptance.NewStart{Number: 1, NotifiedOn: day("2026-11-19")})),
			admits(w),
		} {
			require.Equal(t, "verification.void", keyOf(err))
		}
	})
	t.Run("also once silence has admitted it", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withContract("")
		w.at("2028-06-08 09:00")
		w.open(contract.StepVSR, "2028-06-07", member)
		w.at("2028-07-18 00:00")
		require.NoError(t, passes(w))
		v, err := cancel(w, w.careful(pilot), 1)
		require.NoError(t, err)
		require.Nil(t, v.Guarantee)
		r, err := w.ContractRecord(t.Context(), w.as(guest), "M2026-04")
		require.NoError(t, err)
		require.Empty(t, r.Summary().Steps)
	})
	t.Run("decided by somebody, it is asked about, and what followed is void", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withContract("")
		w.open(contract.StepVA, "2026-11-20", member)
		require.NoError(t, admits(w))
		_, err := cancel(w, w.careful(pilot), 1)
		require.Equal(t, []string{"verification.decided_mistake V-1"}, asked(t, err, "ref"))
		v, err := cancel(w, w.as(pilot), 1)
		require.NoError(t, err)
		require.Equal(t, "V-2", v.Void[0].Ref())
	})
	t.Run("what it had presented again waits for that again", func(t *testing.T) {
		t.Parallel()
		for _, installed := range []bool{false, true} {
			w := newWorld(t).withContract("")
			w.at("2028-07-10 09:00")
			w.open(contract.StepVA, "2028-07-03", member)
			require.NoError(t, adjourns(w))
			before, err := w.Verification(t.Context(), w.as(guest), 1)
			require.NoError(t, err)
			_, err = w.PresentVerification(t.Context(), w.as(pilot), acceptance.Presentation{Number: 1, Installed: installed})
			require.NoError(t, err)
			v, err := cancel(w, w.careful(pilot), 2)
			require.NoError(t, err)
			require.Equal(t, []any{before.Phase, before.Deadline}, []any{v.Back.Phase, v.Back.Deadline})
			require.Equal(t, "verification.unpresented", w.changes(v1)[3])
			require.Len(t, w.owed(v1, acceptance.VerificationTacitEffect), 1)
			_, err = w.PresentVerification(t.Context(), w.as(pilot), acceptance.Presentation{Number: 1})
			require.NoError(t, err)
			r, err := w.VerificationRecord(t.Context(), w.as(guest), 1)
			require.NoError(t, err)
			require.Len(t, r.Rulings, 1)
			require.Len(t, r.Since, 1, "one presentation")
		}
	})
	t.Run("what was opened by hand after it, or beside it, stays", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withContract("")
		first := w.open(contract.StepVA, "2026-11-20", member)
		_, err := w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{Number: 1, Outcome: contract.OutcomeRejection, Reason: "x", Observations: "y"})
		require.NoError(t, err)
		w.at("2026-11-23 09:00")
		again, err := w.OpenVerification(t.Context(), w.as(pilot), acceptance.NewVerification{Step: contract.StepVA, Contract: "M2026-04", Object: first.Object, NotifiedOn: day("2026-11-23")})
		require.NoError(t, err)
		count := w.count(acceptance.NewCount{Number: again.Number, Ordered: 120, Delivered: 118, Unit: "postes", Delay: period(5, calendar.UnitDays)})
		passed, err := w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{Number: again.Number, Outcome: contract.OutcomeAdmission})
		require.NoError(t, err)
		for _, number := range []int{1, count.Number} {
			v, err := cancel(w, w.as(pilot), number)
			require.NoError(t, err)
			require.Empty(t, v.Void)
			require.Nil(t, v.Back)
		}
		next, err := w.Verification(t.Context(), w.as(guest), passed.Opened.Number)
		require.NoError(t, err)
		require.True(t, next.Open())
	})
	t.Run("by whoever has opened it", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil().withContract("")
		_, err := w.OpenVerification(t.Context(), w.as(member), acceptance.NewVerification{
			Step: contract.StepVA, Contract: "M2026-04", Object: "x", NotifiedOn: day("2026-11-20"), InCharge: []record.Person{person(other)},
		})
		require.NoError(t, err)
		_, err = cancel(w, w.as(member), 1)
		require.NoError(t, err)
	})
}

func TestAnotherStart(t *testing.T) {
	t.Parallel()
	move := func(w *world, who record.Actor, number int, on string) (acceptance.VerificationView, error) {
		return w.MoveStart(w.Context(), who, acceptance.NewStart{Number: number, NotifiedOn: day(on), Reason: "mal lu"})
	}
	vsr := func(t *testing.T) *world {
		w := newWorld(t).withContract("")
		w.at("2028-06-08 09:00")
		w.open(contract.StepVSR, "2028-06-07", member)
		return w
	}
	t.Run("moves the deadline, the reminders and the midnight", func(t *testing.T) {
		t.Parallel()
		w, as := vsr(t), vsr(t)
		as.clock.Store(w.clock.Load())
		v, err := move(w, w.as(member), 1, "2028-06-01")
		require.NoError(t, err)
		require.Equal(t, []string{"2028-06-01", "2028-07-01", "2028-07-10"}, []string{v.NotifiedOn.String(), v.ObservationEnd.String(), v.Deadline.String()})
		require.Equal(t, []string{"2028-07-11 00:00"}, []string{w.owed(v1, acceptance.VerificationTacitEffect)[0][:16]})
		fresh := newWorld(t).withContract("")
		fresh.at("2028-06-08 09:00")
		fresh.open(contract.StepVSR, "2028-06-01", member)
		require.Equal(t, fresh.stands(), w.stands(), "as if it had been entered so")
		_, err = move(w, w.as(member), 1, "2028-06-01")
		require.Equal(t, "verification.same_start", keyOf(err))
		lines := w.history(v1)
		require.Equal(t, []any{"verification.restarted", "mal lu"}, []any{lines[1].Change, lines[1].Note})
	})
	t.Run("takes back what silence had done, which pilots may", func(t *testing.T) {
		t.Parallel()
		w := vsr(t)
		w.at("2028-07-18 00:00")
		require.NoError(t, passes(w))
		_, err := move(w, w.as(member), 1, "2028-06-20")
		require.Equal(t, "forbidden.pilots", keyOf(err))
		v, err := move(w, w.as(pilot), 1, "2028-06-20")
		require.NoError(t, err)
		require.Equal(t, []any{true, "2028-07-27", contract.OutcomeUndecided}, []any{v.Open(), v.Deadline.String(), v.Outcome})
		require.Len(t, w.owed(v1, acceptance.VerificationTacitEffect), 1)
		require.Len(t, w.owed(v1, acceptance.VerificationCorrected), 1, "whoever was told of the silence")
	})
	t.Run("a deadline that has gone by leaves until the next midnight", func(t *testing.T) {
		t.Parallel()
		w := vsr(t)
		w.at("2028-07-14 09:00")
		_, err := move(w, w.as(pilot), 1, "2028-06-01")
		require.NoError(t, err)
		require.Equal(t, "2028-07-15 00:00", w.owed(v1, acceptance.VerificationTacitEffect)[0][:16])
	})
	t.Run("of what is decided only its dates, also in the minutes", func(t *testing.T) {
		t.Parallel()
		w := vsr(t)
		w.at("2028-07-14 09:00")
		require.NoError(t, adjourns(w))
		v, err := move(w, w.as(pilot), 1, "2028-06-01")
		require.NoError(t, err)
		require.Equal(t, []any{acceptance.PhaseAnswer, "2028-07-24", "2028-06-01"}, []any{v.Phase, v.Deadline.String(), v.NotifiedOn.String()})
		r, err := w.VerificationRecord(t.Context(), w.as(guest), 1)
		require.NoError(t, err)
		require.Equal(t, []any{1, "2028-06-01", "2028-07-10", true}, []any{len(r.Rulings), r.Rulings[0].NotifiedOn.String(), r.Rulings[0].Deadline.String(), r.Rulings[0].Late()})
		_, err = move(w, w.as(pilot), 1, "2028-06-05")
		require.NoError(t, err)
		c, err := w.CorrectVerification(t.Context(), w.as(pilot), wrongly(1, contract.OutcomeAdmission, "2028-07-12"))
		require.NoError(t, err, "by the deadline that it has now: 12 July")
		require.Equal(t, []string{"2028-06-05", "2028-07-12"}, []string{c.NotifiedOn.String(), c.Deadline.String()})
	})
	for name, tc := range map[string]struct{ on, key string }{
		"to come":                   {"2028-07-01", "verification.future"},
		"before the contract":       {"2028-01-03", "contract.not_effective"},
		"after what it was decided": {"2028-06-08", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := vsr(t)
			_, err := w.ChangeContract(t.Context(), w.as(pilot), contract.Change{Ref: "M2026-04", NotifiedOn: day("2028-02-01")})
			require.NoError(t, err)
			_, err = move(w, w.as(pilot), 1, tc.on)
			if tc.key == "contract.not_effective" {
				require.Error(t, err)
				return
			}
			require.Equal(t, tc.key, keyOf(err))
		})
	}
	t.Run("not after its decision, nor before the step that it follows, nor beside an outage", func(t *testing.T) {
		t.Parallel()
		w := vsr(t)
		w.at("2028-06-12 09:00")
		_, _, err := w.NoteOutage(t.Context(), w.as(pilot), acceptance.NewOutage{Verification: 1, Length: time.Minute, Day: day("2028-06-09")})
		require.NoError(t, err)
		_, err = move(w, w.as(pilot), 1, "2028-06-10")
		require.Equal(t, "outage.outside_start", keyOf(err))
		w.open(contract.StepVA, "2028-06-05", member)
		_, err = w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{Number: 2, Outcome: contract.OutcomeAdmission, On: day("2028-06-09")})
		require.NoError(t, err)
		_, err = move(w, w.as(pilot), 2, "2028-06-10")
		require.Equal(t, "verification.start_after", keyOf(err))
		_, err = move(w, w.as(pilot), 3, "2028-06-08")
		require.Equal(t, "verification.before_previous", keyOf(err))
	})
}

// Real contracts leave lengths to the order: what it fixes goes before the clauses.
func TestADelayPerOrder(t *testing.T) {
	t.Parallel()
	days := func(n int) calendar.Period { return period(n, calendar.UnitDays) }
	open := func(w *world, step contract.Step, length calendar.Period) (acceptance.VerificationView, error) {
		return w.OpenVerification(w.Context(), w.as(pilot), acceptance.NewVerification{
			Step: step, Contract: "M2026-04", Object: "x", NotifiedOn: day("2028-06-07"), Delay: length,
		})
	}
	at := func(t *testing.T, terms contract.Terms) *world {
		w := newWorld(t).withContract(terms)
		w.at("2028-06-08 09:00")
		return w
	}
	t.Run("of the step, of a VSR the observation", func(t *testing.T) {
		t.Parallel()
		w := at(t, "")
		v, err := open(w, contract.StepVA, days(15))
		require.NoError(t, err)
		require.Equal(t, []any{"2028-06-22", true}, []any{v.Deadline.String(), v.Rule.Clauses[0].Ordered})
		e, err := w.Explain(t.Context(), w.as(guest), 1)
		require.NoError(t, err)
		require.Equal(t, []any{true, days(15), "2028-06-22"}, []any{e.Periods[0].Ordered, e.Periods[0].Period, e.Periods[0].Ends.String()})
		_, err = w.CancelVerification(t.Context(), w.as(pilot), 1, "x")
		require.NoError(t, err)
		v, err = open(w, contract.StepVSR, days(10))
		require.NoError(t, err)
		require.Equal(t, []string{"2028-06-17", "2028-06-26"}, []string{v.ObservationEnd.String(), v.Deadline.String()})
	})
	t.Run("where the contract says no length", func(t *testing.T) {
		t.Parallel()
		w := at(t, contract.TermsFree)
		_, err := open(w, contract.StepVA, calendar.Period{})
		require.Equal(t, "clause.missing", keyOf(err))
		v, err := open(w, contract.StepVA, days(15))
		require.NoError(t, err)
		require.Equal(t, "2028-06-22", v.Deadline.String())
	})
	t.Run("stays while the contract changes, and goes on to what is presented again", func(t *testing.T) {
		t.Parallel()
		w := at(t, "")
		_, err := open(w, contract.StepVA, days(15))
		require.NoError(t, err)
		w.clause(contract.ClauseChange{Topic: contract.TopicVA, Period: days(40), Article: "CCAP 7"})
		_, err = w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{Number: 1, Outcome: contract.OutcomeAdjourned, Reason: "x", Delay: days(10)})
		require.NoError(t, err)
		v, err := w.AnswerVerification(t.Context(), w.as(pilot), acceptance.Answer{Number: 1, Accepted: true})
		require.NoError(t, err)
		require.Equal(t, []any{"2028-06-19", true}, []any{v.Deadline.String(), v.Rule.Clauses[0].Ordered}, "the 18th is a Sunday")
		v, err = w.PresentVerification(t.Context(), w.as(pilot), acceptance.Presentation{Number: 1})
		require.NoError(t, err)
		require.Equal(t, []any{"2028-06-23", []contract.Delay{{Topic: contract.TopicVA, Period: days(15)}}}, []any{v.Opened.Deadline.String(), v.Opened.Delays})
	})
	t.Run("a correction fixes another, or none", func(t *testing.T) {
		t.Parallel()
		w := at(t, "")
		_, err := open(w, contract.StepVA, calendar.Period{})
		require.NoError(t, err)
		adjourned := acceptance.Decide{Number: 1, Outcome: contract.OutcomeAdjourned, Reason: "x", On: day("2028-06-08"), Delay: days(10)}
		_, err = w.DecideVerification(t.Context(), w.as(pilot), adjourned)
		require.NoError(t, err)
		adjourned.Delay = days(20)
		v, err := w.CorrectVerification(t.Context(), w.as(pilot), acceptance.Correction{Decide: adjourned})
		require.NoError(t, err)
		require.Equal(t, []contract.Delay{{Topic: contract.TopicRepresentation, Period: days(20)}}, v.Delays)
		adjourned.Delay = calendar.Period{}
		v, err = w.CorrectVerification(t.Context(), w.as(pilot), acceptance.Correction{Decide: adjourned})
		require.NoError(t, err)
		require.Empty(t, v.Delays)
	})
	t.Run("of nothing else", func(t *testing.T) {
		t.Parallel()
		w := at(t, "")
		_, err := open(w, contract.StepVA, days(400))
		require.Equal(t, "verification.delay", keyOf(err))
		_, err = open(w, contract.StepVA, calendar.Period{})
		require.NoError(t, err)
		_, err = w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{Number: 1, Outcome: contract.OutcomeAdmission, Delay: days(10)})
		require.Equal(t, "verification.delay_unused", keyOf(err))
	})
}

// A place ahead of the project has its own today, as one behind.
func TestTodayIsThatOfThePlace(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withContract("")
	w.place(calendar.RegionNouvelleCaledonie)
	w.at("2028-06-07 16:00") // in Nouméa, it is 1 h on the 8th
	v, err := w.OpenVerification(t.Context(), w.as(pilot), acceptance.NewVerification{
		Step: contract.StepVA, Contract: "M2026-04", Object: "x", NotifiedOn: day("2028-06-08"),
	})
	require.NoError(t, err)
	require.Equal(t, "2028-07-10", v.Deadline.String())
	v, err = w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{Number: 1, Outcome: contract.OutcomeAdjourned, Reason: "x"})
	require.NoError(t, err)
	require.Equal(t, "2028-06-08", v.DecidedOn.String())
	_, err = w.AnswerVerification(t.Context(), w.as(pilot), acceptance.Answer{Number: 1, Accepted: true, On: day("2028-06-09")})
	require.Equal(t, "verification.future", keyOf(err))
	v, err = w.AnswerVerification(t.Context(), w.as(pilot), acceptance.Answer{Number: 1, Accepted: true})
	require.NoError(t, err)
	require.NoError(t, asks(1, "2028-06-08")(w))
	v, err = w.PresentVerification(t.Context(), w.as(pilot), acceptance.Presentation{Number: 1})
	require.NoError(t, err)
	require.Equal(t, "2028-06-08", v.Opened.NotifiedOn.String())
	correct := wrongly(1, contract.OutcomeRejection, "2028-06-08")
	correct.Observations = "aucune"
	_, err = w.CorrectVerification(t.Context(), w.as(pilot), correct)
	require.NoError(t, err)
}

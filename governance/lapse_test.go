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
	"pilotent/governance/reminder"
)

const v1 = record.Subject("verification/V-1")

func TestWhenSilenceTakesEffect(t *testing.T) {
	t.Parallel()
	owed := func(w *world) string {
		lines := w.owed(v1, acceptance.VerificationTacitEffect)
		require.Len(w, lines, 1)
		return lines[0][:16]
	}
	t.Run("at the midnight that ends the last day", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withContract("")
		w.at("2026-11-23 08:00")
		w.open(contract.StepVSR, "2026-11-18")
		require.Equal(t, "2026-12-29 00:00", owed(w), "Christmas is a Friday: the deadline is Monday 28")
	})
	t.Run("in the project's zone, also once it has changed", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withContract("")
		w.at("2026-11-23 08:00")
		w.open(contract.StepVSR, "2026-11-18")
		w.settings(governance.SettingsChange{Zone: "Mayotte"})
		require.Equal(t, "2026-12-28 22:00", owed(w), "Mayotte is two hours ahead of Paris")
	})
	t.Run("what is written down late may be put right until the next midnight", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withContract("")
		w.at("2027-01-11 10:00")
		w.open(contract.StepVSR, "2026-11-18")
		require.Equal(t, "2027-01-12 00:00", owed(w))
		require.Equal(t, "verification.too_late", keyOf(admits(w)))
		require.NoError(t, decided(acceptance.Decide{Outcome: contract.OutcomeAdjourned, Reason: "lenteurs", On: day("2026-12-28")})(w))
	})
	t.Run("never by itself where it means nothing, or nobody knows what", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withContract(contract.TermsFree)
		w.at("2026-11-23 08:00")
		for _, topic := range []contract.Topic{contract.TopicMOM, contract.TopicVA, contract.TopicVSR, contract.TopicVSRDecision} {
			w.clause(contract.ClauseChange{Topic: topic, Period: period(30, calendar.UnitDays), Article: "CCAP 7"})
		}
		for _, step := range contract.Steps() {
			view := w.open(step, "2026-11-18")
			require.Empty(t, w.owed(view.Subject(), acceptance.VerificationTacitEffect))
		}
	})
}

func TestCorrections(t *testing.T) {
	t.Parallel()
	correct := func(n acceptance.Correction) func(w *world) error {
		n.Number = 1
		return func(w *world) error {
			_, err := w.CorrectVerification(w.Context(), w.as(pilot), n)
			return err
		}
	}
	late := func(o contract.Outcome, on string) acceptance.Correction {
		return acceptance.Correction{Decide: acceptance.Decide{Outcome: o, On: day(on), Reason: "saisi trop tard"}}
	}
	tacit := func(t *testing.T) *world {
		w := newWorld(t).withContract("")
		w.at("2028-06-08 09:00")
		w.open(contract.StepVSR, "2028-06-07", member)
		w.at("2028-07-18 00:00")
		require.NoError(t, passes(w))
		return w
	}
	for name, tc := range map[string]struct {
		correction acceptance.Correction
		key        string
	}{
		"in its period":                 {late(contract.OutcomeAdjourned, "2028-07-13"), ""},
		"on its last day":               {late(contract.OutcomeAdmission, "2028-07-17"), ""},
		"after it":                      {late(contract.OutcomeAdmission, "2028-07-18"), "verification.out_of_period"},
		"before it":                     {late(contract.OutcomeAdmission, "2028-06-06"), "verification.out_of_period"},
		"without a reason":              {acceptance.Correction{Decide: acceptance.Decide{Outcome: contract.OutcomeAdmission, On: day("2028-07-13")}}, "verification.no_correction_reason"},
		"as any decision, with a rate":  {late(contract.OutcomeReduction, "2028-07-13"), "verification.no_rate"},
		"by an answer nobody waits for": {acceptance.Correction{Decide: late("", "2028-07-13").Decide, Answer: new(bool)}, "verification.no_answer"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := tacit(t)
			before := w.dump()
			require.Equal(t, tc.key, keyOf(correct(tc.correction)(w)))
			if tc.key != "" {
				require.Equal(t, before, w.dump())
				return
			}
			v, err := w.Verification(t.Context(), w.as(guest), 1)
			require.NoError(t, err)
			require.Equal(t, []any{tc.correction.Outcome, tc.correction.On, contract.Silence("")}, []any{v.Outcome, v.DecidedOn, v.Tacit})
			require.Equal(t, []string{"verification.opened", "verification.lapsed_accepted", "verification.corrected"}, w.changes(v1))
			require.Equal(t, "verification.same", keyOf(correct(tc.correction)(w)), "twice is once")
		})
	}
	t.Run("why it was decided is one thing, why it is put right another", func(t *testing.T) {
		t.Parallel()
		w := tacit(t)
		n := late(contract.OutcomeAdjourned, "2028-07-13")
		n.Reason, n.Note = "lenteurs", "saisi trop tard"
		require.NoError(t, correct(n)(w))
		v, err := w.Verification(t.Context(), w.as(guest), 1)
		require.NoError(t, err)
		require.Equal(t, []string{"lenteurs", "saisi trop tard"}, []string{v.Reason, v.History[len(v.History)-1].Note})
	})
	t.Run("a silent supplier that had answered", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withContract("")
		w.at("2028-07-10 09:00")
		w.open(contract.StepVA, "2028-07-03", member)
		require.NoError(t, adjourns(w))
		w.at("2028-07-21 00:00")
		require.NoError(t, passes(w))
		accepted := true
		require.NoError(t, correct(acceptance.Correction{Decide: late("", "2028-07-20").Decide, Answer: &accepted})(w))
		v, err := w.Verification(t.Context(), w.as(guest), 1)
		require.NoError(t, err)
		require.Equal(t, []any{acceptance.PhasePresentation, "2028-07-25"}, []any{v.Phase, v.Deadline.String()})
	})
	t.Run("a silent supplier that had answered, after the buyer's own silence", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withContract("")
		w.at("2028-07-10 09:00")
		w.open(contract.StepVA, "2028-07-03", member)
		require.NoError(t, adjourns(w))
		for _, midnight := range []string{"2028-07-21 00:00", "2028-08-05 00:00"} {
			w.at(midnight)
			require.NoError(t, passes(w))
		}
		v, err := w.Verification(t.Context(), w.as(guest), 1)
		require.NoError(t, err)
		require.Equal(t, contract.OutcomeRejection, v.Outcome)
		accepted := true
		answer := func(on string) acceptance.Correction {
			return acceptance.Correction{Decide: late("", on).Decide, Answer: &accepted}
		}
		before := w.dump()
		require.Equal(t, "verification.out_of_period", keyOf(correct(answer("2028-07-21"))(w)), "the period is the supplier's")
		require.Equal(t, before, w.dump())
		require.NoError(t, correct(answer("2028-07-20"))(w))
		v, err = w.Verification(t.Context(), w.as(guest), 1)
		require.NoError(t, err)
		require.Equal(t, []any{contract.OutcomeAdjourned, "lenteurs", acceptance.PhasePresentation, "2028-07-25"},
			[]any{v.Outcome, v.Reason, v.Phase, v.Deadline.String()})
	})
	t.Run("told to all who were told of the silence", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil().withContract("")
		w.at("2028-06-08 09:00")
		_, err := w.OpenVerification(t.Context(), w.as(pilot), acceptance.NewVerification{
			Step: contract.StepVSR, Contract: "M2026-04", Object: "x", NotifiedOn: day("2028-06-07"),
			InCharge: []record.Person{person(member)}, Deputies: []record.Person{person(other)}, Committee: "COPIL",
		})
		require.NoError(t, err)
		w.at("2028-07-18 00:00")
		require.NoError(t, passes(w))
		told := w.owed(v1, acceptance.VerificationTacit)
		require.Len(t, told, 3)
		require.NoError(t, correct(late(contract.OutcomeAdjourned, "2028-07-13"))(w))
		require.Equal(t, told, w.owed(v1, acceptance.VerificationCorrected))
	})
	t.Run("a late presentation is none, as a late answer", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withContract("")
		w.at("2028-07-10 09:00")
		w.open(contract.StepVA, "2028-07-03", member)
		w.at("2028-07-25 09:00") // written down late: until midnight it may be put right
		require.NoError(t, decided(acceptance.Decide{Outcome: contract.OutcomeAdjourned, Reason: "lenteurs", On: day("2028-07-10")})(w))
		_, err := w.PresentVerification(t.Context(), w.as(pilot), acceptance.Presentation{Number: 1, On: day("2028-07-25")})
		require.Equal(t, "presented", asError(t, err, record.Conflict, "verification.presented_too_late").Param)
		_, err = w.PresentVerification(t.Context(), w.as(pilot), acceptance.Presentation{Number: 1, On: day("2028-07-20")})
		require.NoError(t, err)
	})
	t.Run("before anything is decided there is nothing to correct", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withContract("")
		w.open(contract.StepVSR, "2026-11-18", member)
		require.Equal(t, "verification.not_lapsed", keyOf(correct(late(contract.OutcomeAdmission, "2026-11-20"))(w)))
	})
}

// A rejection by silence says nothing of what was said of the ajournement before it.
func TestARejectionBySilenceHasNoReason(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withContract("")
	dec := w.decide("Ajourner", "COPIL")
	w.at("2028-06-08 09:00")
	w.open(contract.StepVSR, "2028-06-07", member)
	w.at("2028-07-10 09:00")
	require.NoError(t, decided(acceptance.Decide{
		Outcome: contract.OutcomeAdjourned, Reason: "lenteurs", Observations: "le réseau", Decision: dec.Ref, AvailableOn: day("2028-07-08"), OpenedOn: day("2028-07-10"),
	})(w))
	w.at("2028-07-21 00:00")
	require.NoError(t, passes(w))
	v, err := w.Verification(t.Context(), w.as(guest), 1)
	require.NoError(t, err)
	require.Equal(t, []any{"lenteurs", "le réseau", dec.Ref, day("2028-07-08")}, []any{v.Reason, v.Observations, v.DecisionRef, v.DecisionNotice.AvailableOn}, "it stands while the buyer chooses")
	w.at("2028-08-05 00:00")
	require.NoError(t, passes(w))
	v, err = w.Verification(t.Context(), w.as(guest), 1)
	require.NoError(t, err)
	require.Equal(t, []any{contract.OutcomeRejection, "", "", "", (*contract.Notice)(nil)}, []any{v.Outcome, v.Reason, v.Observations, v.DecisionRef, v.DecisionNotice})
	require.NoError(t, corrects(acceptance.Correction{Decide: acceptance.Decide{Outcome: contract.OutcomeReduction, Rate: 500, On: day("2028-08-01")}})(w))
	v, err = w.Verification(t.Context(), w.as(guest), 1)
	require.NoError(t, err)
	require.Equal(t, []any{"saisi trop tard", "", (*contract.Notice)(nil)}, []any{v.Reason, v.DecisionRef, v.DecisionNotice}, "nor does what is put in its place")
}

// Whoever does not see a committee's decision does not learn from a verification
// that there is one.
func TestTheDecisionThatAVerificationFollows(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withContract("")
	w.committee("GT1", cabinet, record.DiffusionCommittee)
	dec := w.decide("Version apte", "GT1")
	proposed := w.propose("Version apte", "COPIL")
	w.open(contract.StepVA, "2026-11-23", member)
	follow := func(u record.UserID, ref string) error {
		_, err := w.DecideVerification(t.Context(), w.as(u), acceptance.Decide{Number: 1, Outcome: contract.OutcomeAdmission, Decision: ref})
		return err
	}
	require.Equal(t, "decision.unknown", keyOf(follow(member, dec.Ref)), "as if there was none")
	require.Equal(t, "verification.decision_not_adopted", keyOf(follow(pilot, proposed.Ref)))
	require.Equal(t, "decision.ref", keyOf(follow(pilot, "copil")))
	require.NoError(t, follow(pilot, dec.Ref))
	for u, want := range map[record.UserID]string{pilot: dec.Ref, member: "", guest: ""} {
		v, err := w.Verification(t.Context(), w.as(u), 1)
		require.NoError(t, err)
		require.Equal(t, want, v.DecisionRef, u)
		require.Equal(t, want != "", strings.Contains(asJSON(t, v), dec.Ref), u)
		r, err := w.VerificationRecord(t.Context(), w.as(u), 1)
		require.NoError(t, err)
		c, err := w.ContractRecord(t.Context(), w.as(u), r.Contract)
		require.NoError(t, err)
		require.Equal(t, []bool{want != "", want != ""}, []bool{strings.Contains(asJSON(t, r), dec.Ref), strings.Contains(asJSON(t, c), dec.Ref)}, u)
	}
}

// place says where the contract is carried out.
func (w *world) place(region calendar.Region) {
	w.Helper()
	_, err := w.ChangeContract(w.Context(), w.as(pilot), contract.Change{Ref: "M2026-04", Region: region})
	require.NoError(w, err)
}

// A project that moves to a zone where the last day is over already has until the
// next midnight there: nobody is admitted by a setting.
func TestAZoneThatChangesOnTheLastDay(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withContract("")
	w.at("2028-06-08 09:00")
	w.open(contract.StepVSR, "2028-06-07", member)
	w.at("2028-07-17 23:30") // in La Réunion, it is half past one on the 18th
	w.settings(governance.SettingsChange{Zone: "La Réunion"})
	require.Equal(t, []string{"2028-07-18 22:00"}, []string{w.owed(v1, acceptance.VerificationTacitEffect)[0][:16]})
	require.NoError(t, passes(w))
	v, err := w.Verification(t.Context(), w.as(guest), 1)
	require.NoError(t, err)
	require.True(t, v.Open())
}

// A period ends at midnight where the contract is carried out (CCAG-TIC 2009 art.
// 3.2.2): the project is in Paris.
func TestMidnightIsThatOfThePlace(t *testing.T) {
	t.Parallel()
	for region, want := range map[calendar.Region]string{
		"":                                   "2028-07-18 00:00",
		calendar.RegionAlsaceMoselle:         "2028-07-18 00:00",
		calendar.RegionLaReunion:             "2028-07-17 22:00",
		calendar.RegionMartinique:            "2028-07-18 06:00",
		calendar.RegionPolynesieFrancaise:    "2028-07-18 12:00",
		calendar.RegionNouvelleCaledonie:     "2028-07-17 15:00",
		calendar.RegionSaintPierreEtMiquelon: "2028-07-18 04:00",
	} {
		t.Run(string(region), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).withContract("")
			w.at("2028-06-08 09:00")
			w.place(region)
			v := w.open(contract.StepVSR, "2028-06-07", member)
			require.Equal(t, []any{"2028-07-17", want[11:] != "00:00"}, []any{v.Deadline.String(), v.Away})
			require.Equal(t, want, w.owed(v1, acceptance.VerificationTacitEffect)[0][:16])
		})
	}
	t.Run("also of what runs already, and those in charge are told", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withContract("")
		w.at("2028-06-08 09:00")
		w.open(contract.StepVSR, "2028-06-07", member)
		w.open(contract.StepMOM, "2028-06-07", member)
		midnight := func() []string {
			require.NoError(t, w.PlanTacitEffects(t.Context()))
			return w.owed(v1, acceptance.VerificationTacitEffect)
		}
		w.place(calendar.RegionNouvelleCaledonie)
		require.Equal(t, []string{"2028-07-17 15:00 clock/t-ent/V-1/2"}, midnight(), "and none for the midnight of before")
		w.place(calendar.RegionMartinique)
		require.Equal(t, []string{"2028-07-18 06:00 clock/t-ent/V-1/3"}, midnight())
		require.Equal(t, []string{"verification.opened", "verification.midnight", "verification.midnight"}, w.changes(v1))
		require.Len(t, w.owed(v1, acceptance.VerificationFollowed), 2)
		require.Equal(t, []string{"verification.opened"}, w.changes("verification/V-2"), "nothing happens at its midnight")
		w.at("2028-07-17 20:00")
		w.place(calendar.RegionNouvelleCaledonie)
		require.Equal(t, "2028-07-18 15:00", midnight()[0][:16], "what would have gone by may be put right until the next one")
	})
	t.Run("what is done before it is done on the last day", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withContract("")
		w.at("2028-06-08 09:00")
		w.place(calendar.RegionMartinique)
		w.open(contract.StepVSR, "2028-06-07", member)
		w.at("2028-07-18 05:59")
		require.NoError(t, adjourns(w))
		w.at("2028-07-28 05:59") // 27 July in Martinique: until then the supplier answers
		v, err := w.AnswerVerification(t.Context(), w.as(pilot), acceptance.Answer{Number: 1, Accepted: true})
		require.NoError(t, err)
		require.Equal(t, []string{"2028-07-17", "2028-08-01"}, []string{v.DecidedOn.String(), v.Deadline.String()})
		w.at("2028-08-02 05:59")
		require.NoError(t, asks(1, "2028-08-01")(w))
		_, err = w.ExtendVerification(t.Context(), w.as(pilot), acceptance.Extension{Number: 1, Refused: true, Reason: "x"})
		require.NoError(t, err)
		again, err := w.PresentVerification(t.Context(), w.as(pilot), acceptance.Presentation{Number: 1})
		require.NoError(t, err)
		require.Equal(t, []string{"2028-08-01", "2028-08-01"}, []string{again.Since.String(), again.Opened.NotifiedOn.String()})
	})
	t.Run("and of the answer to a request", func(t *testing.T) {
		t.Parallel()
		w := ajourned(t, replies(5, contract.SilenceAgreed))
		w.clause(contract.ClauseChange{Topic: contract.TopicAcceptance, Silence: contract.SilenceNothing, Article: "CCAP 7.4"})
		w.at("2028-06-13 09:00")
		require.NoError(t, asks(3, "2028-06-13")(w))
		w.place(calendar.RegionMartinique)
		require.Equal(t, "2028-06-20 06:00", w.owed(v1, acceptance.VerificationTacitEffect)[0][:16])
	})
	for _, r := range calendar.Regions() {
		zone := contract.Contract{Region: r}.Location(record.Project{Zone: "Antarctica/Troll", Region: "elsewhere"})
		metropole := r == calendar.RegionMetropole || strings.HasPrefix(string(r), "alsace")
		require.Equal(t, metropole, strings.HasPrefix(zone.String(), "Europe") || zone.String() == "Antarctica/Troll", r)
	}
	zone := contract.Contract{Region: calendar.RegionPolynesieFrancaise}.Location(record.Project{Zone: "Pacific/Marquesas", Region: calendar.RegionPolynesieFrancaise})
	require.Equal(t, "Pacific/Marquesas", zone.String(), "the project knows its own place better")
}

// A contract that turns out to be carried out elsewhere keeps its last day, of which
// the midnight comes earlier or later.
func TestMidnightFollowsThePlace(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withContract("")
	w.at("2028-06-08 09:00")
	w.open(contract.StepVSR, "2028-06-07", member)
	for _, tc := range []struct {
		region calendar.Region
		due    string
	}{{calendar.RegionLaReunion, "2028-07-17 22:00"}, {calendar.RegionMetropole, "2028-07-18 00:00"}} {
		view, err := w.ChangeContract(t.Context(), w.as(pilot), contract.Change{Ref: "M2026-04", Region: tc.region})
		require.NoError(t, err)
		require.Empty(t, view.Moved)
		v, err := w.Verification(t.Context(), w.as(pilot), 1)
		require.NoError(t, err)
		owed := w.owed(v1, acceptance.VerificationTacitEffect)
		require.Equal(t, []string{tc.due + " " + string(reminder.ToClock(v.Project, v.Ref(), v.Version))}, owed)
	}
}

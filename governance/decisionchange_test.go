package governance_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/acceptance"
	"pilotent/governance/committee"
	"pilotent/governance/contract"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
)

// inState logs a decision of COPIL and brings it to a state.
func (w *world) inState(state committee.DecisionState, schools ...record.UAI) committee.Decision {
	w.Helper()
	dec := w.propose("Retenir "+string(state), "COPIL", schools...)
	var err error
	switch state {
	case committee.DecisionIsProposed:
		return dec
	case committee.DecisionRejected, committee.DecisionDeferred:
		dec, err = w.SettleDecision(w.Context(), w.as(pilot), dec.Ref, state, "")
		require.NoError(w, err)
		return dec
	}
	dec, err = w.SettleDecision(w.Context(), w.as(pilot), dec.Ref, committee.DecisionAdopted, "")
	require.NoError(w, err)
	switch state {
	case committee.DecisionApplied:
		dec, err = w.ApplyDecision(w.Context(), w.as(pilot), dec.Ref, "")
	case committee.DecisionOff:
		dec, err = w.CancelDecision(w.Context(), w.as(pilot), dec.Ref, "erreur")
	case committee.DecisionSuperseded:
		dec, _, err = w.ReplaceDecision(w.Context(), sure(w.as(pilot)), committee.ReplaceDecision{Ref: dec.Ref, Text: "Autre chose"})
	}
	require.NoError(w, err)
	require.Equal(w, state, dec.State)
	return dec
}

func TestWhatMayBecomeOfADecision(t *testing.T) {
	t.Parallel()
	const settled, notAdopted, notEditable = "decision.settled", "decision.not_adopted", "decision.not_editable"
	for _, tc := range []struct {
		state                           committee.DecisionState
		cancel, apply, replace, editing string
	}{
		{committee.DecisionIsProposed, "", notAdopted, notAdopted, ""},
		{committee.DecisionDeferred, "", notAdopted, notAdopted, ""},
		{committee.DecisionAdopted, "", "", "", notEditable},
		{committee.DecisionApplied, "", settled, "", notEditable},
		{committee.DecisionRejected, settled, notAdopted, notAdopted, settled},
		{committee.DecisionOff, settled, settled, settled, settled},
		{committee.DecisionSuperseded, settled, settled, settled, settled},
	} {
		t.Run(string(tc.state), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).withCopil()
			for verb, want := range map[string]string{"cancel": tc.cancel, "apply": tc.apply, "replace": tc.replace, "edit": tc.editing} {
				dec := w.inState(tc.state)
				before, err := w.dump(), error(nil)
				switch verb {
				case "cancel":
					_, err = w.CancelDecision(t.Context(), w.as(member), dec.Ref, "erreur")
				case "apply":
					_, err = w.ApplyDecision(t.Context(), w.as(member), dec.Ref, "")
				case "replace":
					_, _, err = w.ReplaceDecision(t.Context(), sure(w.as(member)), committee.ReplaceDecision{Ref: dec.Ref, Text: fmt.Sprint("Au lieu de ", dec.Ref)})
				case "edit":
					_, err = w.EditDecision(t.Context(), w.as(member), committee.EditDecision{Ref: dec.Ref, Text: "Au lieu de " + dec.Ref})
				}
				require.Equal(t, want, keyOf(err), verb)
				require.Equal(t, want == "", before != w.dump(), verb)
			}
		})
	}
}

func TestCancelDecision(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	dec := w.decide("Équiper Wallon", "COPIL", wallonA)
	w.at("2026-11-24 09:00")
	off, err := w.CancelDecision(t.Context(), w.as(member), "copil-2026-1", " Jaurès oubliée ")
	require.NoError(t, err)
	want := dec
	want.LoggedAt = want.LoggedAt.UTC()
	want.State, want.Reason, want.SettledAt, want.Version = committee.DecisionOff, "Jaurès oubliée", w.now(), 2
	require.Equal(t, want, off, "its text, its schools and its number stay")
	require.Equal(t, []string{"2026-11-24 09:00 channel/c-copil"}, w.owed(dec.Subject(), committee.DecisionAnnulled))
	lines := w.history(dec.Subject())
	require.Equal(t, []any{"decision.cancelled", person(member), "Jaurès oubliée", committee.DecisionAdopted},
		[]any{lines[1].Change, lines[1].By, lines[1].Note, lines[1].Before.(committee.Decision).State})

	_, err = w.CancelDecision(t.Context(), w.as(member), w.decide("x", "COPIL").Ref, " ")
	require.Equal(t, "text.empty", keyOf(err), "without a reason there is nothing to understand later")
}

func TestReplaceDecision(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	old := w.decide("Retenir Wallon A et B", "COPIL", wallonA, wallonB)

	t.Run("each names the other, and the schools go along", func(t *testing.T) {
		before, after, err := w.ReplaceDecision(t.Context(), w.as(member), committee.ReplaceDecision{Ref: old.Ref, Text: "Retenir les deux Wallon", Reason: "mal dit"})
		require.NoError(t, err)
		require.Equal(t, []any{committee.DecisionSuperseded, "COPIL-2026-002", "mal dit", old.Text}, []any{before.State, before.SupersededBy, before.Reason, before.Text})
		require.Equal(t, committee.Decision{
			Project: old.Project, Ref: "COPIL-2026-002", Committee: "COPIL", Text: "Retenir les deux Wallon", State: committee.DecisionAdopted,
			Schools: old.Schools, Selection: committee.SelectionSelects, Author: person(member), LoggedAt: w.now(), SettledAt: w.now(), Version: 1,
			Supersedes: old.Ref,
		}, after)
		require.Equal(t, []string{"decision.logged", "decision.superseded"}, w.changes(old.Subject()))
		require.Equal(t, []string{"decision.replaces"}, w.changes(after.Subject()))
		for subject, other := range map[record.Subject]string{old.Subject(): after.Ref, after.Subject(): old.Ref} {
			lines := w.history(subject)
			ref, ok := committee.LinkOf(lines[len(lines)-1])
			require.Equal(t, []any{other, true}, []any{ref, ok})
		}
		require.Len(t, w.owed(after.Subject(), committee.DecisionReplaces), 1, "one announcement of both")
		require.Empty(t, w.owed(old.Subject(), committee.DecisionReplaces))
	})
	t.Run("other schools decide anew what becomes of them", func(t *testing.T) {
		_, after, err := w.ReplaceDecision(t.Context(), sure(w.as(member)), committee.ReplaceDecision{Ref: "COPIL-2026-002", Text: "Équiper Jaurès", Schools: []record.UAI{jauresMat}})
		require.NoError(t, err)
		require.Equal(t, []any{[]record.UAI{jauresMat}, committee.SelectionNone}, []any{after.Schools, after.Selection})
	})
}

func TestWhatRestsOnADecisionIsSaid(t *testing.T) {
	t.Parallel()
	move := func(w *world, to perimeter.Stage, decision string) error {
		_, _, err := w.MoveSchool(w.Context(), w.as(pilot), rollout.MoveSchool{School: wallonA, To: to, Decision: decision})
		return err
	}
	selected := func(t *testing.T) (*world, committee.Decision) {
		w := newWorld(t).withCopil()
		dec := w.decide("Retenir Wallon", "COPIL", wallonA, wallonB)
		require.NoError(t, move(w, perimeter.StageSelected, dec.Ref))
		return w, dec
	}
	t.Run("a school stays where a cancelled decision has brought it, and goes on by another one", func(t *testing.T) {
		t.Parallel()
		w, dec := selected(t)
		_, err := w.AddContract(t.Context(), w.as(pilot), acceptance.NewContract{Ref: "M1", Supplier: "Éditeur"})
		require.NoError(t, err)
		ver, err := w.OpenVerification(t.Context(), w.as(pilot), acceptance.NewVerification{Step: contract.StepVA, Contract: "M1", Object: "x", NotifiedOn: day("2026-11-23")})
		require.NoError(t, err)
		_, err = w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{Number: ver.Number, Outcome: contract.OutcomeAdmission, Decision: dec.Ref})
		require.NoError(t, err)
		_, err = w.CancelDecision(t.Context(), w.as(pilot), dec.Ref, "erreur")
		require.NoError(t, err)

		view, err := w.Decision(t.Context(), w.as(member), dec.Ref)
		require.NoError(t, err)
		require.Len(t, view.Resting, 1)
		following, err := w.VerificationsFollowing(t.Context(), w.as(member), dec.Ref)
		require.NoError(t, err)
		require.Equal(t, "V-1", following[0].Ref())
		st, err := w.SchoolStatus(t.Context(), w.as(guest), wallonA)
		require.NoError(t, err)
		require.Equal(t, []any{perimeter.StageSelected, dec.Ref}, []any{st.School.Stage, st.School.SelectedBy})
		require.Equal(t, committee.DecisionOff, st.Gone[0].State)

		e := asError(t, move(w, perimeter.StageAgreed, ""), record.Conflict, "stage.decision_gone")
		require.Equal(t, dec.Ref, e.Args["decision"])
		require.Equal(t, "stage.decision_not_adopted", keyOf(move(w, perimeter.StageAgreed, dec.Ref)))
		require.NoError(t, move(w, perimeter.StageAgreed, w.decide("Retenir Wallon, vraiment", "COPIL", wallonA).Ref))
	})
	t.Run("one that the replacement selects goes on", func(t *testing.T) {
		t.Parallel()
		w, dec := selected(t)
		_, _, err := w.ReplaceDecision(t.Context(), w.as(pilot), committee.ReplaceDecision{Ref: dec.Ref, Text: "Retenir les Wallon"})
		require.NoError(t, err)
		require.NoError(t, move(w, perimeter.StageAgreed, ""))
	})
	t.Run("one that it leaves out does not", func(t *testing.T) {
		t.Parallel()
		w, dec := selected(t)
		_, _, err := w.ReplaceDecision(t.Context(), w.as(pilot), committee.ReplaceDecision{Ref: dec.Ref, Text: "Retenir Wallon B", Schools: []record.UAI{wallonB}, Selection: committee.SelectionSelects})
		require.NoError(t, err)
		require.Equal(t, "stage.no_decision", keyOf(move(w, perimeter.StageAgreed, "")))
	})
	t.Run("nor one whose replacement was cancelled", func(t *testing.T) {
		t.Parallel()
		w, dec := selected(t)
		_, after, err := w.ReplaceDecision(t.Context(), w.as(pilot), committee.ReplaceDecision{Ref: dec.Ref, Text: "Retenir les Wallon"})
		require.NoError(t, err)
		_, err = w.CancelDecision(t.Context(), w.as(pilot), after.Ref, "erreur")
		require.NoError(t, err)
		require.Equal(t, "stage.decision_gone", keyOf(move(w, perimeter.StageAgreed, "")))
		view, err := w.Decision(t.Context(), w.as(member), after.Ref)
		require.NoError(t, err)
		require.Len(t, view.Resting, 1, "which is said where it is cancelled")
		for _, d := range w.claim() {
			if d.Kind == committee.DecisionAnnulled {
				content, err := w.Content(t.Context(), d)
				require.NoError(t, err)
				require.Len(t, content.About.(committee.DecisionView).Resting, 1)
			}
		}
		st, err := w.SchoolStatus(t.Context(), w.as(guest), wallonA)
		require.NoError(t, err)
		require.Len(t, st.Gone, 2, "and on the card")
		require.Equal(t, []string{dec.Ref, after.Ref}, []string{st.Gone[0].Ref, st.Gone[1].Ref})
	})
	t.Run("who may not see the decision is not told of it", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.committee("SECRET", secret, record.DiffusionCommittee)
		_, err := w.ChangeSettings(t.Context(), w.as(pilot), governance.SettingsChange{Selectors: []string{"SECRET"}})
		require.NoError(t, err)
		dec := w.decide("Retenir Wallon", "SECRET", wallonA)
		require.NoError(t, move(w, perimeter.StageSelected, dec.Ref))
		_, err = w.CancelDecision(t.Context(), w.as(pilot), dec.Ref, "erreur")
		require.NoError(t, err)
		st, err := w.SchoolStatus(t.Context(), w.as(member), wallonA)
		require.NoError(t, err)
		require.Empty(t, st.Gone)
		_, _, err = w.MoveSchool(t.Context(), w.as(member), rollout.MoveSchool{School: wallonA, To: perimeter.StageAgreed})
		require.Equal(t, "stage.no_decision", keyOf(err))
	})
}

func TestEditDecision(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	dec := w.propose("Former les équipes", "COPIL", wallonA)
	edited, err := w.EditDecision(t.Context(), w.as(member), committee.EditDecision{Ref: dec.Ref, Text: "Former les deux équipes", Schools: []record.UAI{wallonA, wallonB}})
	require.NoError(t, err)
	require.Equal(t, []any{"Former les deux équipes", []record.UAI{wallonA, wallonB}, committee.DecisionIsProposed, 2},
		[]any{edited.Text, edited.Schools, edited.State, edited.Version})
	lines := w.history(dec.Subject())
	require.Equal(t, []any{"decision.edited", "Former les équipes"}, []any{lines[1].Change, lines[1].Before.(committee.Decision).Text})
	require.Len(t, w.owed(dec.Subject(), committee.DecisionEdited), 1)
	for key, n := range map[string]committee.EditDecision{
		"decision.nothing": {Ref: dec.Ref},
		"decision.same":    {Ref: dec.Ref, Text: "Former les deux équipes"},
		"school.unknown":   {Ref: dec.Ref, Schools: []record.UAI{"0999001W"}},
		"text.no_letter":   {Ref: dec.Ref, Text: "!"},
	} {
		before := w.dump()
		_, err := w.EditDecision(t.Context(), w.as(member), n)
		require.Equal(t, key, keyOf(err))
		require.Equal(t, before, w.dump())
	}
}

package governance_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/committee"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
)

func TestTextsThatSpeakOfSelecting(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]bool{ // affirmed, negated
		"Retenir Jean Jaurès pour la vague 1":           {true, false},
		"RETENIR JAURÈS":                                {true, false},
		"Jaurès est retenue":                            {true, false},
		"Les écoles retenues ouvriront en mai":          {true, false},
		"Le comité retient Wallon":                      {true, false},
		"Nous retiendrons Wallon":                       {true, false},
		"Sélectionner trois écoles":                     {true, false},
		"Sélection de la vague 2":                       {true, false},
		"Select Jaurès for wave 1":                      {true, false},
		"Jaurès is selected":                            {true, false},
		"Retenir la date du 12":                         {true, false}, // the doubtful kind
		"Retenir plus d'écoles sans attendre":           {true, false},
		"Ne pas retenir Jaurès":                         {false, true},
		"Ne retenir aucune école":                       {false, true},
		"Jaurès n'est finalement pas retenue":           {false, true},
		"Jaurès non retenue":                            {false, true},
		"On retient pas Jaurès":                         {false, true},
		"Do not select Jaurès":                          {false, true},
		"We don't select Jaurès":                        {false, true},
		"Retenir Wallon, mais ne surtout pas retenir B": {true, true},
		"Équiper Jaurès":                                {},
		"Le débat a été retentissant":                   {},
		"La rétention des données":                      {},
		"Le tri sélectif à Wallon":                      {},
		"Former l'équipe":                               {},
		"":                                              {},
	} {
		affirmed, negated := committee.SpeaksOfSelection(text)
		require.Equal(t, want, [2]bool{affirmed, negated}, text)
	}
}

func TestWhatADecisionDecidesOnItsSchoolsIsAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	_, err := w.CreateCommittee(t.Context(), w.careful(pilot, cabinet), committee.NewCommittee{Code: "GT1", Name: "Groupe", Level: record.LevelAcademic})
	require.NoError(t, err)
	const none, selects, declines = committee.SelectionNone, committee.SelectionSelects, committee.SelectionDeclines
	one := []record.UAI{wallonA}
	wave := 0 // no text is logged twice, which is asked about too
	for name, tc := range map[string]struct {
		committee, text string
		schools         []record.UAI
		said            committee.Selection
		doubt           string
	}{
		"it speaks of it and says nothing":           {"COPIL", "Retenir Wallon A", one, none, "decision.selection"},
		"it speaks of not doing it and says nothing": {"COPIL", "Ne pas retenir Wallon A", one, none, "decision.selection"},
		"it names a date, not a choice of schools":   {"COPIL", "Retenir la date du 12", one, none, "decision.selection"},
		"by a committee that does not select":        {"GT1", "Retenir Wallon A", one, none, "decision.selection_elsewhere"},
		"it says the opposite of its text":           {"COPIL", "Ne pas retenir Wallon A", one, selects, "decision.selects_negated"},
		"it says the opposite, the other way round":  {"COPIL", "Retenir Wallon A", one, declines, "decision.declines_affirmed"},
		"it selects and names no school":             {"COPIL", "Retenir toute la commune", nil, selects, "decision.selects_any"},
		"it says it":                                 {"COPIL", "Retenir Wallon A", one, selects, ""},
		"it says that it does not":                   {"COPIL", "Ne pas retenir Wallon A", one, declines, ""},
		"it says that it does not, by any committee": {"GT1", "Ne pas retenir Wallon A", one, declines, ""},
		"it names no school":                         {"COPIL", "Retenir la date du 12", nil, none, ""},
		"it does not speak of it":                    {"COPIL", "Équiper Wallon A", one, none, ""},
	} {
		t.Run(name, func(t *testing.T) {
			wave++
			n := committee.NewDecision{Committee: tc.committee, Text: fmt.Sprintf("%s, vague %d", tc.text, wave), Schools: tc.schools, Selection: tc.said}
			before := w.dump()
			_, err := w.LogDecision(t.Context(), w.careful(pilot), n)
			if tc.doubt != "" {
				require.Equal(t, []string{tc.doubt}, doubts(err), err)
				require.Equal(t, before, w.dump())
				_, err = w.LogDecision(t.Context(), sure(w.careful(pilot)), n)
			}
			require.NoError(t, err)
		})
	}
	t.Run("one that declines names whom", func(t *testing.T) {
		_, err := w.LogDecision(t.Context(), w.careful(pilot), committee.NewDecision{Committee: "COPIL", Text: "x", Selection: declines})
		require.Equal(t, "schools", asError(t, err, record.Invalid, "decision.declines_nobody").Param)
	})
	t.Run("a committee that does not select cannot say that it does, and is told who can", func(t *testing.T) {
		w.chat.members[cabinet] = append(w.chat.members[cabinet], member)
		_, err := w.LogDecision(t.Context(), w.careful(member), committee.NewDecision{Committee: "GT1", Text: "x", Schools: one, Selection: selects})
		e := asError(t, err, record.Conflict, "selection.committee")
		require.Equal(t, record.Args{"committee": "GT1", "known": []string{"COPIL"}, "with": "COPIL,GT1", "pilots": []record.Person{person(pilot)}}, e.Args)
	})
}

// TestTheGateOfSelection: what a school is selected by.
func TestTheGateOfSelection(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	log := func(code string, said committee.Selection) committee.Decision {
		t.Helper()
		dec, err := w.LogDecision(t.Context(), sure(w.careful(pilot)), committee.NewDecision{
			Committee: code, Text: "Retenir Jaurès", Schools: []record.UAI{jauresMat}, Selection: said,
		})
		require.NoError(t, err)
		return dec
	}
	move := func(to perimeter.Stage, ref string) error {
		_, _, err := w.MoveSchool(t.Context(), w.careful(pilot), rollout.MoveSchool{School: jauresMat, To: to, Decision: ref, Reason: "un motif"})
		return err
	}
	silent, declines, selects := log("COPIL", committee.SelectionNone), log("COPIL", committee.SelectionDeclines), log("COPIL", committee.SelectionSelects)

	require.Equal(t, "stage.decision_silent", keyOf(move(perimeter.StageSelected, silent.Ref)))
	require.Equal(t, "stage.decision_declines", keyOf(move(perimeter.StageSelected, declines.Ref)))
	require.NoError(t, move(perimeter.StageSuspended, declines.Ref), "a school is put aside by any decision")
	require.Equal(t, "stage.no_decision", keyOf(move(perimeter.StageSelected, "")), "and that has not selected it")

	t.Run("a setting says which committees may, and who can is told", func(t *testing.T) {
		w.committee("SUIVI", cabinet, record.DiffusionTeam)
		_, err := w.ChangeSettings(t.Context(), w.careful(pilot), governance.SettingsChange{Selectors: []string{"suivi"}})
		require.NoError(t, err)
		e := asError(t, move(perimeter.StageSelected, selects.Ref), record.Conflict, "selection.committee")
		require.Equal(t, record.Args{"committee": "COPIL", "known": []string{"SUIVI"}, "with": "SUIVI,COPIL"}, e.Args)
		require.Equal(t, "selection.committee", keyOf(move(perimeter.StageSelected, silent.Ref)), "nor does it help to say so")
		_, _, err = w.MoveSchool(t.Context(), w.careful(member), rollout.MoveSchool{School: jauresMat, To: perimeter.StageSelected, Decision: selects.Ref})
		require.Equal(t, []record.Person{person(pilot)}, asError(t, err, record.Conflict, "selection.committee").Args["pilots"])
		_, err = w.ChangeSettings(t.Context(), w.careful(pilot), governance.SettingsChange{Selectors: []string{"SUIVI", "copil", "suivi"}})
		require.NoError(t, err)
		view, err := w.Settings(t.Context(), w.careful(guest))
		require.NoError(t, err)
		require.Equal(t, []string{"COPIL", "SUIVI"}, view.Selectors)
		require.Equal(t, "settings.changed", view.History[len(view.History)-1].Change)
		_, err = w.ChangeSettings(t.Context(), w.careful(pilot), governance.SettingsChange{Selectors: []string{"suivi", "COPILE"}})
		require.Equal(t, "selectors", asError(t, err, record.NotFound, "committee.unknown").Param)
		_, err = w.ChangeSettings(t.Context(), w.careful(pilot), governance.SettingsChange{Selectors: []string{"Territorial"}})
		require.NoError(t, err)
		view, err = w.Settings(t.Context(), w.careful(guest))
		require.NoError(t, err)
		require.Empty(t, view.Selectors)
		require.Equal(t, []string{"COPIL", "SUIVI"}, view.Selecting)
	})

	require.NoError(t, move(perimeter.StageSelected, selects.Ref))
	require.NoError(t, move(perimeter.StageAgreed, silent.Ref), "later stages rest on any decision")
	st, err := w.SchoolStatus(t.Context(), w.careful(pilot), jauresMat)
	require.NoError(t, err)
	require.Equal(t, []string{silent.Ref, selects.Ref}, []string{st.School.StageDecision, st.School.SelectedBy}, "which selects nothing anew")
	require.Equal(t, "stage.decision_declines", keyOf(move(perimeter.StageFed, declines.Ref)), "but not on one that says no")
}

// old is a decision that was adopted before any said what it decides.
func (w *world) old(ref string) {
	w.Helper()
	_, err := w.rows().ExecContext(w.Context(), "UPDATE decisions SET selection = 'unsaid' WHERE ref = ?", ref)
	require.NoError(w, err)
}

func TestDecisionsAreMarked(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	const selects, declines = committee.SelectionSelects, committee.SelectionDeclines
	mark := func(a record.Actor, ref string, said committee.Selection) (committee.Decision, error) {
		return w.MarkDecision(t.Context(), a, ref, said)
	}
	old := w.decide("Ouvrir l'ENT à Wallon A", "COPIL", wallonA)
	w.old(old.Ref)
	t.Run("what was adopted before opens the gate as it did", func(t *testing.T) {
		_, after, err := w.MoveSchool(t.Context(), w.careful(member), rollout.MoveSchool{School: wallonA, To: perimeter.StageSelected, Decision: old.Ref})
		require.NoError(t, err)
		require.Equal(t, old.Ref, after.SelectedBy)
	})
	t.Run("and is marked by its committee, once, with history and an announcement", func(t *testing.T) {
		dec, err := mark(w.careful(member), "copil-2026-1", selects)
		require.NoError(t, err)
		require.Equal(t, []any{selects, old.Text, old.Version + 1}, []any{dec.Selection, dec.Text, dec.Version})
		require.Equal(t, []string{"2026-11-23 08:00 channel/c-copil"}, w.owed(dec.Subject(), committee.DecisionMarked))
		lines := w.history(dec.Subject())
		require.Equal(t, "decision.marked", lines[len(lines)-1].Change)
		require.Equal(t, selects, committee.SelectionOf(lines[len(lines)-1]))
		_, err = mark(w.careful(member), old.Ref, selects)
		asError(t, err, record.Conflict, "decision.marked")
		_, err = mark(w.careful(pilot), old.Ref, declines)
		asError(t, err, record.Conflict, "decision.marked")
	})
	t.Run("schools that it has selected stay so, which is confirmed", func(t *testing.T) {
		dec := w.decide("Ouvrir l'ENT à Wallon B", "COPIL", wallonB)
		w.old(dec.Ref)
		_, _, err := w.MoveSchool(t.Context(), w.careful(pilot), rollout.MoveSchool{School: wallonB, To: perimeter.StageOpen, Decision: dec.Ref})
		require.NoError(t, err)
		before := w.dump()
		_, err = mark(w.careful(pilot), dec.Ref, declines)
		require.Equal(t, []string{"decision.selected"}, doubts(err))
		require.Equal(t, before, w.dump())
		_, err = mark(sure(w.careful(pilot)), dec.Ref, declines)
		require.NoError(t, err)
		st, err := w.SchoolStatus(t.Context(), w.careful(pilot), wallonB)
		require.NoError(t, err)
		require.Equal(t, perimeter.StageOpen, st.School.Stage)
	})
	t.Run("a proposal may be marked twice, and is announced with its buttons again", func(t *testing.T) {
		dec := w.propose("Ouvrir l'ENT à Jaurès", "COPIL", jauresMat)
		for _, said := range []committee.Selection{declines, selects} {
			got, err := mark(w.careful(member), dec.Ref, said)
			require.NoError(t, err)
			require.Equal(t, said, got.Selection)
		}
		require.Len(t, w.owed(dec.Subject(), committee.DecisionProposed), 3)
		require.Empty(t, w.owed(dec.Subject(), committee.DecisionMarked))
	})
	t.Run("its text is asked about, as when it is logged", func(t *testing.T) {
		dec, err := w.LogDecision(t.Context(), sure(w.careful(pilot)), committee.NewDecision{Committee: "COPIL", Text: "Ne pas retenir Jaurès", Schools: []record.UAI{jauresMat}})
		require.NoError(t, err)
		_, err = mark(w.careful(pilot), dec.Ref, selects)
		require.Equal(t, []string{"decision.selects_negated"}, doubts(err))
	})
	t.Run("refused are", func(t *testing.T) {
		rejected := w.propose("Fermer Jaurès", "COPIL", jauresMat)
		_, err := w.SettleDecision(t.Context(), w.careful(pilot), rejected.Ref, committee.DecisionRejected, "")
		require.NoError(t, err)
		nobody := w.decide("Former", "COPIL")
		before := w.dump()
		for name, tc := range map[string]struct {
			actor record.UserID
			ref   string
			said  committee.Selection
			key   string
		}{
			"one that was rejected":               {pilot, rejected.Ref, selects, "decision.settled"},
			"to say nothing":                      {pilot, nobody.Ref, committee.SelectionNone, "decision.mark"},
			"to decline schools that it names no": {pilot, nobody.Ref, declines, "decision.declines_none"},
			"one that is unknown":                 {pilot, "COPIL-2026-099", selects, "decision.unknown"},
			"somebody of another committee":       {other, nobody.Ref, selects, "forbidden.committee"},
			"a guest":                             {guestIn, nobody.Ref, selects, "forbidden.guests"},
		} {
			_, err := mark(sure(w.careful(tc.actor)), tc.ref, tc.said)
			require.Equal(t, tc.key, keyOf(err), name)
		}
		require.Equal(t, before, w.dump())
	})
}

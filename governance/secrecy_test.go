package governance_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
)

// answer is all that a request gives back, as somebody could read it.
type answer struct {
	Value any
	Error *record.Error
}

func answerOf(t *testing.T, v any, err error) string {
	t.Helper()
	a := answer{Value: v}
	if err != nil {
		require.ErrorAs(t, err, &a.Error)
	}
	return asJSON(t, a)
}

// guarded is a project in which COPIL, open to all, works; and SECRET and
// CABINET, which keep to themselves, do what the test makes them do.
func guarded(t *testing.T) *world {
	w := newWorld(t).withCopil()
	w.committee("SECRET", secret, record.DiffusionCommittee)
	w.committee("CABINET", cabinet, record.DiffusionCommittee)
	w.decide("Retenir Wallon A et B", "COPIL", wallonA, wallonB)
	w.propose("Former les équipes de Wallon", "COPIL", wallonA)
	w.schedule("COPIL", "2026-12-18 14:00")
	_, err := w.CreateAction(t.Context(), w.as(pilot), rollout.NewAction{Title: "Former", Schools: []record.UAI{wallonA}})
	require.NoError(t, err)
	_, err = w.NoteSchool(t.Context(), w.as(other), wallonA, "directrice jointe")
	require.NoError(t, err)
	return w
}

// actInSecret makes a hidden committee decide and meet in every way.
func actInSecret(w *world, code string) {
	w.Helper()
	ctx, p := w.Context(), w.as(pilot)
	w.decide("Fermer l'école Wallon", code, wallonA)
	w.propose("Former les équipes en secret", code, wallonA, jauresMat)
	for _, to := range []committee.DecisionState{committee.DecisionAdopted, committee.DecisionRejected, committee.DecisionDeferred} {
		dec := w.propose("Former autrement", code, wallonB)
		_, err := w.SettleDecision(ctx, p, dec.Ref, to, "budget")
		require.NoError(w, err)
	}
	wrong := w.decide("Équiper Wallon en secret", code, wallonB)
	_, _, err := w.ReplaceDecision(ctx, p, committee.ReplaceDecision{Ref: wrong.Ref, Text: "Équiper Jaurès en secret", Schools: []record.UAI{jauresMat}})
	require.NoError(w, err)
	_, err = w.CancelDecision(ctx, p, w.decide("Retenir en secret", code, wallonA).Ref, "erreur")
	require.NoError(w, err)
	edited, err := w.EditDecision(ctx, p, committee.EditDecision{Ref: w.propose("Former dans le secret", code).Ref, Text: "Former ailleurs"})
	require.NoError(w, err)
	_, err = w.SettleDecision(ctx, p, edited.Ref, committee.DecisionAdopted, "")
	require.NoError(w, err)
	_, err = w.ApplyDecision(ctx, p, edited.Ref, "fait")
	require.NoError(w, err)
	kept := committee.Details{Context: "Entre nous", InCharge: []record.Person{person(pilot)}, Due: day("2026-12-01"), Review: day("2026-12-02"), Contract: "M-SECRET"}
	_, err = w.SpecifyDecision(ctx, p, committee.EditDecision{Ref: w.decide("Payer en secret", code).Ref, Details: kept})
	require.NoError(w, err)
	w.schedule(code, "2026-12-01 09:00")
	moved, off := w.schedule(code, "2026-12-02 09:00"), w.schedule(code, "2026-12-03 09:00")
	_, _, err = w.MoveMeeting(ctx, p, moved.Number, to(w.moment("2026-12-04 09:00")), "neige")
	require.NoError(w, err)
	_, _, err = w.EditMeeting(ctx, p, committee.EditMeeting{Number: moved.Number, Place: "Sous-sol", Title: "Le secret"})
	require.NoError(w, err)
	_, err = w.CancelMeeting(ctx, p, off.Number, "neige")
	require.NoError(w, err)
	_, err = w.SetLeads(ctx, p, code, []record.Lead{{Days: 3}})
	require.NoError(w, err)
	_, _, err = w.SetDigest(ctx, p, code, whole(record.Digest{Day: time.Friday, At: record.Hour{Hour: 17}}))
	require.NoError(w, err)
}

// probes are all the ways to learn something, and what each answers.
func probes(t *testing.T, w *world, a record.Actor) map[string]string {
	ctx := t.Context()
	found := map[string]string{}
	ask := func(name string, v any, err error) {
		require.NotContains(t, found, name)
		found[name] = answerOf(t, v, err)
	}
	for name, f := range map[string]committee.DecisionFilter{
		"all": {}, "of SECRET": {Committee: "secret"}, "of COPIL": {Committee: "COPIL"}, "of a school": {School: wallonA},
		"of a school that only it names": {School: jauresMat},
		"adopted":                        {State: committee.DecisionAdopted}, "proposed": {State: committee.DecisionIsProposed},
		"rejected": {State: committee.DecisionRejected}, "deferred": {State: committee.DecisionDeferred},
		"with a word": {Words: "former"}, "with its word": {Words: "fermer"}, "with its reference": {Words: "SECRET-2026"},
		"with its word in another form": {Words: "fermeront"}, "with a common word": {Words: "la"}, "of a person": {Person: pilot}, "of that day": {First: calendar.DateOf(w.now()), Last: calendar.DateOf(w.now())},
		"of all kinds": {Committee: "SECRET", School: wallonA, State: committee.DecisionAdopted, Words: "ecole"},
	} {
		list, err := w.Decisions(ctx, a, f)
		ask("decisions "+name, list, err)
		page, err := w.FindDecisions(ctx, a, f, 0, 1)
		ask("first of decisions "+name, page, err)
		file, err := w.ExtractDecisions(ctx, a, f)
		if f.Words == "" { // a file is of all of them
			ask("file of decisions "+name, file, err)
		}
	}
	for _, ref := range []string{"SECRET-2026-001", "secret-2026-2", "CABINET-2026-001", "SECRET-2026-999", "COPIL-2026-001"} {
		view, err := w.Decision(ctx, a, ref)
		ask("decision "+ref, view, err)
	}
	for _, uai := range []record.UAI{wallonA, wallonB, jauresMat} {
		st, err := w.SchoolStatus(ctx, a, uai)
		ask("school "+string(uai), st, err)
	}
	for _, query := range []string{"wallon", string(wallonA), "wallon marseille"} {
		m, err := w.FindSchools(ctx, a, query, perimeter.SchoolFilter{})
		ask("find "+query, m, err)
	}
	toDo, _, err := w.DecisionsToCarryOut(ctx, a, committee.DecisionFilter{})
	ask("decisions to carry out", toDo, err)
	following, err := w.VerificationsFollowing(ctx, a, "SECRET-2026-001")
	ask("what follows", following, err)
	schools, err := w.ListSchools(ctx, a, perimeter.SchoolFilter{})
	ask("schools", schools, err)
	act, err := w.Action(ctx, a, 1)
	ask("action", act, err)
	for _, code := range []string{"", "SECRET", "COPIL"} {
		for _, past := range []bool{false, true} {
			file, err := w.ExtractMeetings(ctx, a, code, record.Period{})
			if past {
				ask("file of meetings "+code, file, err)
			}
			list, err := w.Meetings(ctx, a, code, past)
			ask("meetings "+code+map[bool]string{true: " ever"}[past], list, err)
		}
	}
	for _, n := range []int{1, 2, 3, 4, 99} {
		m, err := w.Meeting(ctx, a, n)
		ask("meeting "+committee.Meeting{Number: n}.Ref(), m, err)
	}
	overview, err := w.Overview(ctx, a)
	ask("overview", overview, err)
	committees, err := w.Committees(ctx, a)
	ask("committees", committees, err)
	c, err := w.Committee(ctx, a, "secret")
	ask("committee", c, err)
	for name, refused := range refusals(ctx, w, a) {
		require.Error(t, refused, name)
		ask(name, nil, refused)
	}
	return found
}

// refusals are writes that those who are not in SECRET are refused.
func refusals(ctx context.Context, w *world, a record.Actor) map[string]error {
	tried := map[string]error{}
	_, err := w.SettleDecision(ctx, a, "SECRET-2026-002", committee.DecisionAdopted, "")
	tried["settle"] = err
	_, err = w.MarkDecision(ctx, a, "SECRET-2026-002", committee.SelectionSelects)
	tried["mark"] = err
	_, err = w.EditDecision(ctx, a, committee.EditDecision{Ref: "SECRET-2026-002", Text: "x"})
	tried["edit"] = err
	_, err = w.SpecifyDecision(ctx, a, committee.EditDecision{Ref: "SECRET-2026-001", Details: committee.Details{Contract: "x"}})
	tried["specify"] = err
	_, err = w.ApplyDecision(ctx, a, "SECRET-2026-001", "")
	tried["apply"] = err
	_, _, err = w.ReplaceDecision(ctx, a, committee.ReplaceDecision{Ref: "SECRET-2026-001", Text: "x"})
	tried["replace"] = err
	_, err = w.CancelDecision(ctx, a, "SECRET-2026-001", "x")
	tried["cancel"] = err
	_, _, err = w.MoveSchool(ctx, a, rollout.MoveSchool{School: jauresMat, To: perimeter.StageSelected, Decision: "SECRET-2026-001"})
	tried["move a school"] = err
	_, _, err = w.MoveMeeting(ctx, a, 2, to(w.moment("2026-12-20 10:00")), "")
	tried["move a meeting"] = err
	_, err = w.CancelMeeting(ctx, a, 2, "")
	tried["cancel a meeting"] = err
	_, _, err = w.EditMeeting(ctx, a, committee.EditMeeting{Number: 2, Place: "x"})
	tried["edit a meeting"] = err
	_, err = w.LogDecision(ctx, a, committee.NewDecision{Committee: "SECRET", Text: "x"})
	tried["log"] = err
	_, _, err = w.ScheduleMeeting(ctx, a, committee.NewMeeting{Committee: "SECRET", Start: w.moment("2026-12-20 10:00")})
	tried["schedule"] = err
	_, err = w.SetLeads(ctx, a, "SECRET", nil)
	tried["rhythm"] = err
	_, _, err = w.SetDigest(ctx, a, "SECRET", whole(record.DefaultDigest()))
	tried["digest"] = err
	return tried
}

// TestSecrecy compares, answer by answer, a project in which SECRET has
// decided and met with one in which it never has.
func TestSecrecy(t *testing.T) {
	t.Parallel()
	busy, idle := guarded(t), guarded(t)
	actInSecret(busy, "SECRET")
	for _, user := range []record.UserID{member, other, guest, guestIn, outsider} {
		t.Run(person(user).Username, func(t *testing.T) {
			require.Empty(t, leaks(probes(t, busy, busy.as(user)), probes(t, idle, idle.as(user))))
		})
	}
	t.Run("the comparison finds what is not hidden", func(t *testing.T) {
		busy.chat.members[secret] = []record.UserID{guest}
		defer delete(busy.chat.members, secret)
		// For a member, each of these answers tells of what SECRET has done.
		told := leaks(probes(t, busy, busy.as(guest)), probes(t, idle, idle.as(guest)))
		require.Subset(t, told, []string{
			"decisions all", "decisions with its word", "decision SECRET-2026-001", "school 0940198E", "meetings SECRET", "overview", "committee",
		})
		for _, user := range []record.UserID{pilot, guest} {
			list, err := busy.Decisions(t.Context(), busy.as(user), committee.DecisionFilter{Committee: "SECRET"})
			require.NoError(t, err)
			require.Len(t, list, 10)
			view, err := busy.Committee(t.Context(), busy.as(user), "SECRET")
			require.NoError(t, err)
			require.Equal(t, []any{3, true, 10001}, []any{view.Leads[0].Days, view.ShowChannel, view.Next.Number})
			m, err := busy.Meetings(t.Context(), busy.as(user), "", true)
			require.NoError(t, err)
			require.Len(t, m, 4)
		}
	})
}

// leaks are the questions that two projects answer differently.
func leaks(got, want map[string]string) (names []string) {
	for name := range want {
		if got[name] != want[name] {
			names = append(names, name)
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// TestSecrecyOfASelection compares a project in which SECRET has selected
// schools with one in which CABINET has: that they moved is seen by all, who
// decided it and by which decision is not.
func TestSecrecyOfASelection(t *testing.T) {
	t.Parallel()
	selectedBy := func(code string) *world {
		w := guarded(t)
		dec := w.decide("Retenir", code)
		for _, m := range []rollout.MoveSchool{
			{School: wallonA, To: perimeter.StageSelected, Decision: dec.Ref},
			{School: wallonA, To: perimeter.StageAgreed},
			{School: wallonB, To: perimeter.StageAgreed, Decision: dec.Ref, Reason: "vague 1"},
			{School: wallonB, To: perimeter.StageSelected, Reason: "signature reportée"},
		} {
			_, _, err := w.MoveSchool(t.Context(), w.as(pilot), m)
			require.NoError(t, err)
		}
		return w
	}
	one, two := selectedBy("SECRET"), selectedBy("CABINET")
	for _, user := range []record.UserID{member, other, guest} {
		t.Run(person(user).Username, func(t *testing.T) {
			got, want := probes(t, one, one.as(user)), probes(t, two, two.as(user))
			for name := range want {
				require.Equal(t, want[name], got[name], name)
			}
			for _, name := range []string{"school 0940198E", "schools", "find wallon", "action", "decision COPIL-2026-001"} {
				require.NotContains(t, got[name], "SECRET-", name)
			}
		})
	}
	t.Run("also in what a change answers", func(t *testing.T) {
		before, after, err := one.MoveSchool(t.Context(), one.as(member), rollout.MoveSchool{School: wallonA, To: perimeter.StageFed})
		require.NoError(t, err)
		require.NotContains(t, asJSON(t, []any{before, after}), "SECRET-")
		school, err := one.NoteSchool(t.Context(), one.as(other), wallonA, "x")
		require.NoError(t, err)
		require.NotContains(t, asJSON(t, school), "SECRET-")
	})
	t.Run("it is kept for those who may see it", func(t *testing.T) {
		st, err := one.SchoolStatus(t.Context(), one.as(pilot), wallonA)
		require.NoError(t, err)
		require.Equal(t, "SECRET-2026-001", st.School.SelectedBy)
		require.Equal(t, "SECRET-2026-001", st.History[1].Note)
		require.Equal(t, "SECRET-2026-001", st.History[1].After.(perimeter.School).SelectedBy)
	})
}

// TestUnknownAndUnseenAreOne: two errors about two references differ by the
// reference alone.
func TestUnknownAndUnseenAreOne(t *testing.T) {
	t.Parallel()
	w := guarded(t)
	actInSecret(w, "SECRET")
	same := func(t *testing.T, unseen, unknown error) {
		t.Helper()
		var a, b *record.Error
		require.True(t, errors.As(unseen, &a) && errors.As(unknown, &b))
		for _, e := range []*record.Error{a, b} {
			for _, arg := range []string{"decision", "ref"} {
				delete(e.Args, arg)
			}
		}
		require.Equal(t, b, a)
		require.Equal(t, record.NotFound, a.Code)
	}
	_, unseen := w.Decision(t.Context(), w.as(other), "SECRET-2026-001")
	_, unknown := w.Decision(t.Context(), w.as(other), "SECRET-2026-077")
	same(t, unseen, unknown)
	_, unseen = w.SettleDecision(t.Context(), w.as(member), "SECRET-2026-001", committee.DecisionAdopted, "")
	_, unknown = w.SettleDecision(t.Context(), w.as(member), "SECRET-2026-077", committee.DecisionAdopted, "")
	same(t, unseen, unknown)
	_, unseen = w.Meeting(t.Context(), w.as(other), 2)
	_, unknown = w.Meeting(t.Context(), w.as(other), 77)
	same(t, unseen, unknown)
	_, unseen = w.CancelMeeting(t.Context(), w.as(member), 2, "")
	_, unknown = w.CancelMeeting(t.Context(), w.as(member), 77, "")
	same(t, unseen, unknown)
}

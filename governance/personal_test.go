package governance_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/committee"
	"pilotent/governance/organisation"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
)

// kept are the references of what is kept of somebody, as the reader sees it.
func (w *world) kept(reader record.UserID, name string) []string {
	w.Helper()
	v, err := w.PersonalData(w.Context(), w.as(reader), name)
	require.NoError(w, err)
	var refs []string
	for _, d := range v.Data {
		if !slices.Contains(refs, d.Reference()) {
			refs = append(refs, d.Reference())
		}
	}
	return refs
}

func TestPersonalData(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.committee("CABINET", cabinet, record.DiffusionCommittee)
	given(w)
	outside := slices.Clone(w.chat.members[cabinet])
	w.chat.members[cabinet] = append(slices.Clone(outside), other)
	_, err := w.LogDecision(t.Context(), w.as(other, cabinet), committee.NewDecision{Committee: "CABINET", Text: "Attendre"})
	require.NoError(t, err)

	require.Contains(t, w.kept(other, ""), "CABINET-2026-001", "a member sees it")
	w.chat.members[cabinet] = outside
	require.NotContains(t, w.kept(other, ""), "CABINET-2026-001", "who is in the committee no more does not")
	require.Contains(t, w.kept(other, ""), "A-1")
	require.Contains(t, w.kept(pilot, "@other"), "CABINET-2026-001")

	view, err := w.PersonalData(t.Context(), w.as(other), "@OTHER")
	require.NoError(t, err)
	require.Equal(t, []bool{true, false}, []bool{view.Own, view.Complete})
	require.NotEmpty(t, view.Pilots, "whom to ask for the rest")

	_, err = w.PersonalData(t.Context(), w.as(member), "@other")
	asError(t, err, record.Forbidden, "forbidden.pilots")
	_, err = w.PersonalData(t.Context(), w.as(pilot), "@nobody")
	require.Equal(t, "somebody", asError(t, err, record.NotFound, "personal.unknown").Param)
	_, err = w.PersonalData(t.Context(), w.as(guest), "")
	require.NoError(t, err, "of a guest something is kept as well")
}

func TestDepartures(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	given(w)
	w.decide("Retenir", "COPIL")
	role := w.chat.roles[other]
	leave := func() { delete(w.chat.roles, other) }
	back := func() { w.chat.roles[other] = role }
	depart := func(u record.UserID, who, function string) (governance.Departed, error) {
		return w.Depart(t.Context(), w.as(u), governance.Departure{Who: who, Function: function})
	}
	refused := func(u record.UserID, who, function string, code record.Code, key string) {
		t.Helper()
		before := w.dump()
		_, err := depart(u, who, function)
		asError(t, err, code, key)
		require.Equal(t, before, w.dump())
	}

	refused(member, "@other", "CPC", record.Forbidden, "forbidden.pilots")
	refused(guest, "@other", "CPC", record.Forbidden, "forbidden.guests")
	refused(pilot, "@other", "CPC", record.Conflict, "personal.in_team")
	refused(pilot, "@nobody", "CPC", record.NotFound, "personal.unknown")
	leave()
	refused(pilot, "@other", "", record.Invalid, "text.empty")
	refused(pilot, "@other", "2e CPC", record.Invalid, "personal.function")
	refused(pilot, "@other", "CPC", record.Conflict, "personal.in_hand")
	back()
	_, err := w.CompleteAction(t.Context(), w.as(other), 1, rollout.Report{})
	require.NoError(t, err)
	_, err = w.AddMember(t.Context(), w.as(pilot), organisation.NewMember{Committee: "COPIL", Member: "@other"})
	require.NoError(t, err)
	leave()
	refused(pilot, "@other", "CPC", record.Conflict, "personal.sits")
	_, err = w.RemoveMember(t.Context(), w.as(pilot), "COPIL", "@other", "")
	require.NoError(t, err)

	asked := w.as(pilot)
	asked.Consent = record.Consent{}
	before := w.dump()
	_, err = w.Depart(t.Context(), asked, governance.Departure{Who: "@other", Function: "cpc de Vitry"})
	require.IsType(t, &record.QuestionError{}, err, "it is for good")
	require.Equal(t, before, w.dump())

	done, err := depart(pilot, "@other", "cpc de Vitry")
	require.NoError(t, err)
	require.Equal(t, []string{"@other", "Cpc de Vitry"}, []string{done.Who.String(), done.By.String()})
	require.Positive(t, done.Changed)
	view, err := w.Action(t.Context(), w.as(member), 1)
	require.NoError(t, err)
	require.Equal(t, []record.Person{done.By}, view.Assignees)
	require.Regexp(t, `^[a-z2-7]{26}$`, done.By.ID, "as the chat's identifiers are, or it would refuse to be asked of it")
	require.Equal(t, "personal.replaced", w.changes(record.ProjectSubject)[len(w.changes(record.ProjectSubject))-1])
	for _, l := range w.history(record.ProjectSubject) {
		require.NotContains(t, l.Note, "other")
	}
	w.send() // whoever was to be told more is not
	require.NoError(t, w.Reconcile(t.Context()))
	require.Equal(t, rollout.ActionDid, view.State)
}

func TestRetentions(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	given(w)
	_, err := w.Acknowledge(t.Context(), w.as(other), "action/A-1")
	require.NoError(t, err)
	seen := func() []string { return w.column("SELECT username FROM seen") }
	set := func(months int) error {
		_, err := w.ChangeRetentions(t.Context(), w.as(pilot), []governance.Retention{{Kind: governance.DataTraces, Months: months}})
		return err
	}
	for _, months := range []int{0, -1, 121} {
		require.Equal(t, "traces", asError(t, set(months), record.Invalid, "personal.months").Param)
	}
	asked := w.as(pilot)
	asked.Consent = record.Consent{}
	_, err = w.ChangeRetentions(t.Context(), asked, []governance.Retention{{Kind: governance.DataTraces, Months: 30}})
	require.NoError(t, err, "a longer one loses nothing")
	_, err = w.ChangeRetentions(t.Context(), asked, []governance.Retention{{Kind: governance.DataTraces, Months: 6}})
	require.IsType(t, &record.QuestionError{}, err)
	require.NoError(t, set(6))
	list, err := w.Retentions(t.Context(), w.as(guest))
	require.NoError(t, err)
	require.Equal(t, []governance.Retention{{Kind: governance.DataPreferences, Months: 12}, {Kind: governance.DataTraces, Months: 6}}, list)

	w.at("2027-05-23 08:00")
	require.NoError(t, w.Reconcile(t.Context()))
	require.Equal(t, []string{"other"}, seen())
	w.at("2027-05-23 08:01")
	_, err = w.CloseProject(t.Context(), w.as(pilot), "Fini")
	require.NoError(t, err)
	require.NoError(t, w.Reconcile(t.Context()))
	require.Empty(t, seen(), "of a closed project too")
}

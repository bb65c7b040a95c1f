package governance_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/acceptance"
	"pilotent/governance/committee"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
)

const copilSubject = record.Subject("committee/COPIL")

func TestEditCommittee(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		edit  committee.EditCommittee
		in    record.ChannelID
		parts record.Parts
		key   string
	}{
		"the name":                   {edit: committee.EditCommittee{Name: " Comité de pilotage "}, parts: record.Parts{record.PartName}},
		"the level":                  {edit: committee.EditCommittee{Level: record.LevelAcademic}, parts: record.Parts{record.PartLevel}},
		"the channel":                {edit: committee.EditCommittee{Move: true}, in: secret, parts: record.Parts{record.PartChannel}},
		"the channel and who reads":  {edit: committee.EditCommittee{Move: true, Diffusion: record.DiffusionCommittee}, in: secret, parts: record.Parts{record.PartDiffusion, record.PartChannel}},
		"closed in a public channel": {edit: committee.EditCommittee{Diffusion: record.DiffusionCommittee}, key: "committee.public_move"},
		"a direct message":           {edit: committee.EditCommittee{Move: true}, in: direct, key: "committee.channel"},
		"nothing":                    {key: "committee.nothing"},
		"the channel that it has":    {edit: committee.EditCommittee{Move: true}, in: copil, key: "committee.unchanged"},
		"the name that it has":       {edit: committee.EditCommittee{Name: "Comité COPIL"}, key: "committee.unchanged"},
		"no name":                    {edit: committee.EditCommittee{Name: "?"}, key: "text.no_sign"},
		"one that there is not":      {edit: committee.EditCommittee{Code: "COSUI", Name: "x"}, key: "committee.unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).withCopil()
			m := w.schedule("COPIL", "2026-12-18 14:00")
			if tc.edit.Code == "" {
				tc.edit.Code = "copil"
			}
			if tc.in == "" {
				tc.in = lobby
			}
			is := w.dump()
			before, after, err := w.EditCommittee(t.Context(), w.as(pilot, tc.in), tc.edit)
			require.Equal(t, tc.key, keyOf(err))
			if tc.key != "" {
				require.Equal(t, is, w.dump())
				return
			}
			lines := w.history(copilSubject)
			require.Equal(t, tc.parts, committee.EditedParts(lines[1]))
			want := []string{"2026-11-23 08:00 channel/" + string(after.Channel)}
			if before.Channel != after.Channel {
				want = append(want, "2026-11-23 08:00 channel/"+string(before.Channel))
			}
			require.ElementsMatch(t, want, w.owed(copilSubject, committee.CommitteeEdited), "and the channel that it leaves")
			for _, line := range w.owed(m.Subject(), committee.MeetingReminder) {
				require.Contains(t, line, "channel/"+string(after.Channel))
			}
			for _, d := range w.claimAll() {
				if d.Kind == reminder.CommitteeDigest {
					require.Equal(t, reminder.ToChannel(after.Channel), d.Recipient)
				}
			}
			require.Equal(t, after.Diffusion == record.DiffusionCommittee, after.Series > 0)
		})
	}
	t.Run("what opens to the team is asked back first", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.committee("SECRET", secret, record.DiffusionCommittee)
		w.decide("Changer de prestataire", "SECRET")
		_, _, err := w.EditCommittee(t.Context(), w.careful(pilot, secret), committee.EditCommittee{Code: "SECRET", Diffusion: record.DiffusionTeam})
		require.Equal(t, []string{"committee.opens SECRET"}, asked(t, err, "code"))
		list, err := w.Decisions(t.Context(), w.as(member), committee.DecisionFilter{})
		require.NoError(t, err)
		require.Empty(t, list)
		_, _, err = w.EditCommittee(t.Context(), w.as(pilot), committee.EditCommittee{Code: "SECRET", Diffusion: record.DiffusionTeam})
		require.NoError(t, err)
		list, err = w.Decisions(t.Context(), w.as(member), committee.DecisionFilter{})
		require.NoError(t, err)
		require.Len(t, list, 1)
	})
	t.Run("that its decisions select no school any more is asked back first", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		_, _, err := w.EditCommittee(t.Context(), w.careful(pilot), committee.EditCommittee{Code: "COPIL", Level: record.LevelAcademic})
		require.Equal(t, []string{"committee.selects_no_more COPIL"}, asked(t, err, "code"))
	})
	t.Run("each change is told as it was made", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		for _, name := range []string{"Premier nom", "Second nom"} {
			_, _, err := w.EditCommittee(t.Context(), w.as(pilot), committee.EditCommittee{Code: "COPIL", Name: name})
			require.NoError(t, err)
		}
		var told []string
		for _, d := range w.claim() {
			content, err := w.Content(t.Context(), d)
			require.NoError(t, err)
			told = append(told, content.Change.After.(record.Committee).Name)
		}
		require.Equal(t, []string{"Premier nom", "Second nom"}, told)
	})
}

func TestCloseCommittee(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	dec := w.propose("Former", "COPIL")
	m := w.schedule("COPIL", "2026-12-18 14:00")
	e := asError(t, onlyErr(w.CloseCommittee(t.Context(), w.as(pilot), "copil", "fini")), record.Conflict, "committee.meets")
	require.Equal(t, m.Ref(), e.Args["meeting"])
	_, err := w.CancelMeeting(t.Context(), w.as(pilot), m.Number, "")
	require.NoError(t, err)
	require.Equal(t, "text.empty", keyOf(onlyErr(w.CloseCommittee(t.Context(), w.as(pilot), "copil", " "))))
	c, err := w.CloseCommittee(t.Context(), w.as(pilot), "copil", "l'expérimentation est finie")
	require.NoError(t, err)
	require.False(t, c.Sits())
	require.Len(t, w.owed(copilSubject, committee.CommitteeClosed), 1)
	for _, d := range w.claimAll() {
		require.NotEqual(t, reminder.CommitteeDigest, d.Kind, "it has no digest any more")
	}

	_, err = w.LogDecision(t.Context(), w.as(pilot), committee.NewDecision{Committee: "COPIL", Text: "x"})
	require.Equal(t, "committee.closed", keyOf(err))
	_, _, err = w.ScheduleMeeting(t.Context(), w.as(pilot), committee.NewMeeting{Committee: "COPIL", Start: w.moment("2026-12-18 14:00")})
	require.Equal(t, "committee.closed", keyOf(err))
	require.Equal(t, "committee.closed", keyOf(onlyErr(w.SetLeads(t.Context(), w.as(pilot), "COPIL", nil))))
	require.Equal(t, "committee.closed", keyOf(onlyErr(w.CloseCommittee(t.Context(), w.as(pilot), "COPIL", "x"))))
	_, err = w.SettleDecision(t.Context(), w.as(member), dec.Ref, committee.DecisionRejected, "sans suite")
	require.NoError(t, err, "what it has before it is settled")
	w.committee("SEUL", secret, record.DiffusionTeam)
	_, err = w.LogDecision(t.Context(), w.as(pilot, copil), committee.NewDecision{Text: "x"})
	require.Equal(t, "committee.closed", keyOf(err), "what is typed in its channel is recorded for no other")
	view, err := w.Committee(t.Context(), w.as(pilot, copil), "")
	require.NoError(t, err)
	require.Equal(t, "COPIL", view.Code)
	w.committee("COPIL2", copil, record.DiffusionTeam)
	dec, err = w.LogDecision(t.Context(), w.as(member, copil), committee.NewDecision{Text: "x"})
	require.NoError(t, err)
	require.Equal(t, "COPIL2", dec.Committee, "the one of the channel that sits")

	_, err = w.ReopenCommittee(t.Context(), w.as(pilot), "COPIL", "par erreur")
	require.NoError(t, err)
	require.Equal(t, "COPIL-2026-002", w.decide("x", "COPIL").Ref)
	require.Equal(t, "committee.open", keyOf(onlyErr(w.ReopenCommittee(t.Context(), w.as(pilot), "COPIL", "x"))))
	require.Equal(t, []string{"committee.created", "committee.closed", "committee.reopened"}, w.changes(copilSubject))
}

// What comes in the channel of a committee follows it: where it goes, and whether it sits.
func TestWhatAChannelIsOwedFollowsItsCommittee(t *testing.T) {
	t.Parallel()
	edit := func(e committee.EditCommittee, in ...record.ChannelID) func(*world) {
		return func(w *world) {
			e.Code = "COPIL"
			_, _, err := w.EditCommittee(t.Context(), w.as(pilot, in...), e)
			require.NoError(t, err)
		}
	}
	closed := func(w *world) {
		_, err := w.CloseCommittee(t.Context(), w.as(pilot), "COPIL", "fini")
		require.NoError(t, err)
	}
	for name, tc := range map[string]struct {
		do                      []func(*world)
		verification, agreement []string // channels
	}{
		"as it is":          {verification: []string{"channel/c-copil", "channel/c-copil"}, agreement: []string{"channel/c-copil"}},
		"moved":             {do: []func(*world){edit(committee.EditCommittee{Move: true}, secret)}, verification: []string{"channel/c-secret", "channel/c-secret"}, agreement: []string{"channel/c-secret"}},
		"of another level":  {do: []func(*world){edit(committee.EditCommittee{Level: record.LevelAcademic})}, verification: []string{"channel/c-copil", "channel/c-copil"}},
		"and back":          {do: []func(*world){edit(committee.EditCommittee{Level: record.LevelAcademic}), edit(committee.EditCommittee{Level: record.LevelTerritorial})}, verification: []string{"channel/c-copil", "channel/c-copil"}, agreement: []string{"channel/c-copil"}},
		"closed":            {do: []func(*world){closed}},
		"moved when closed": {do: []func(*world){closed, edit(committee.EditCommittee{Move: true}, secret)}},
		"reopened": {do: []func(*world){closed, func(w *world) {
			_, err := w.ReopenCommittee(t.Context(), w.as(pilot), "COPIL", "par erreur")
			require.NoError(t, err)
		}}, verification: []string{"channel/c-copil", "channel/c-copil"}, agreement: []string{"channel/c-copil"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).withCopil().withContract("")
			v, err := w.OpenVerification(t.Context(), w.as(pilot, copil), acceptance.NewVerification{
				Step: contract.StepVA, Contract: "M2026-04", Object: "Version 2.3", NotifiedOn: day("2026-11-23"),
			})
			require.NoError(t, err)
			a := w.agree("2027-01-15")
			for _, do := range tc.do {
				do(w)
			}
			channels := func(subject record.Subject, kind reminder.DeliveryKind) (in []string) {
				for _, line := range w.owed(subject, kind) {
					if _, to, _ := strings.Cut(line[len("2026-11-23 "):], " "); strings.HasPrefix(to, "channel/") {
						in = append(in, to)
					}
				}
				return in
			}
			require.Equal(t, tc.verification, channels(v.Subject(), acceptance.VerificationReminder))
			require.Equal(t, tc.agreement, channels(a.Subject(), committee.AgreementReminder))
			for _, d := range w.claimAll() {
				if w.at(d.Due.In(w.zone).Format("2006-01-02 15:04")); d.Kind == acceptance.VerificationReminder || d.Kind == committee.AgreementReminder {
					content, err := w.Content(t.Context(), d)
					require.NoError(t, err)
					require.Empty(t, content.Skip, "it is told: %v", d)
				}
			}
			view, err := w.Verification(t.Context(), w.as(pilot), v.Number)
			require.NoError(t, err)
			require.Equal(t, len(tc.verification) > 0, view.Committee != "", "and what is not told is not promised")
		})
	}
}

// A digest tells of the actions that were given where the committee sat then.
func TestTheDigestOfACommitteeThatHasMoved(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	give := func(at string, in record.ChannelID) {
		w.at(at)
		_, err := w.CreateAction(t.Context(), w.as(pilot, in), rollout.NewAction{Title: at + " " + string(in), Assignees: []record.Person{person(member)}, Due: day("2026-12-10")})
		require.NoError(t, err)
	}
	give("2026-11-23 09:00", copil)
	give("2026-11-23 09:01", cabinet) // A-2, of nobody's channel
	w.at("2026-11-23 10:00")
	_, _, err := w.EditCommittee(t.Context(), w.as(pilot, cabinet), committee.EditCommittee{Code: "COPIL", Move: true})
	require.NoError(t, err)
	give("2026-11-23 11:00", copil)   // A-3, where it is no more
	give("2026-11-23 11:01", cabinet)
	told := func(code, due string) []string {
		w.at(due)
		b := w.digest(record.Subject("digest/"+code), reminder.CommitteeDigest, reminder.ToChannel(cabinet), due)
		return refs(b.About.(reminder.DigestView).Coming)
	}
	require.Equal(t, []string{"A-1", "A-4"}, told("COPIL", "2026-11-30 08:00"))
	w.committee("GT1", secret, record.DiffusionTeam)
	_, err = w.WithdrawCommittee(t.Context(), w.as(pilot), "GT1", "doublon")
	require.NoError(t, err)
	w.committee("GT1", copil, record.DiffusionTeam)
	require.Empty(t, told("GT1", "2026-12-07 08:00"), "its code had been another committee's")
}

// wrong is the error of two results.
func onlyErr[T any](_ T, err error) error { return err }

func TestWithdrawCommittee(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.committee("GT1", cabinet, record.DiffusionTeam)
	w.committee("GT2", cabinet, record.DiffusionTeam)
	w.decide("x", "COPIL")
	w.schedule("GT1", "2026-12-18 14:00")
	for _, code := range []string{"COPIL", "GT1"} {
		require.Equal(t, "committee.used", keyOf(onlyErr(w.WithdrawCommittee(t.Context(), w.as(pilot), code, "doublon"))))
	}
	w.withContract("").committee("GT3", lobby, record.DiffusionTeam)
	w.open(contract.StepVA, "2026-11-23", member)
	is := w.dump()
	require.Equal(t, "committee.used", keyOf(onlyErr(w.WithdrawCommittee(t.Context(), w.as(pilot), "GT3", "doublon"))), "a verification names it")
	require.Equal(t, is, w.dump())
	w.settings(governance.SettingsChange{Selectors: []string{"gt2", "copil"}})
	e := asError(t, onlyErr(w.WithdrawCommittee(t.Context(), w.as(pilot), "GT2", "doublon")), record.Conflict, "committee.selects")
	require.Equal(t, "COPIL", e.Args["rest"])
	w.settings(governance.SettingsChange{Selectors: []string{"copil"}})
	_, err := w.WithdrawCommittee(t.Context(), w.as(pilot), "GT2", "doublon")
	require.NoError(t, err)
	views, err := w.Committees(t.Context(), w.as(pilot))
	require.NoError(t, err)
	require.Len(t, views, 3)
	require.Equal(t, "committee.unknown", keyOf(onlyErr(w.WithdrawCommittee(t.Context(), w.as(pilot), "GT2", "doublon"))))
	for _, d := range w.claimAll() {
		require.NotEqual(t, record.Subject("digest/GT2"), d.Subject)
	}
	w.committee("GT2", cabinet, record.DiffusionTeam)
	require.Equal(t, []string{"committee.created", "committee.withdrawn", "committee.created"}, w.changes("committee/GT2"), "its code is free, and nothing is deleted")
	for who, lines := range map[record.UserID]int{pilot: 3, member: 1, guest: 1} {
		view, err := w.Committee(t.Context(), w.as(who), "GT2")
		require.NoError(t, err)
		require.Len(t, view.History, lines, "what became of the one before it is the pilots' matter")
	}
}

package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
)

// withAccomp adds the support group ACCOMP, whose channel COPIL's members are in.
func (w *world) withAccomp(d record.Diffusion) *world {
	w.Helper()
	w.chat.members[cabinet] = []record.UserID{member, guestIn}
	_, err := w.CreateCommittee(w.Context(), w.as(pilot, cabinet), committee.NewCommittee{
		Code: "ACCOMP", Name: "Groupe d'accompagnement", Level: record.LevelSchool, Kind: record.KindSupport, Diffusion: d,
	})
	require.NoError(w, err)
	return w
}

// offer gives an action to a group.
func (w *world) offer(group string, due string, to ...record.UserID) rollout.SupportAction {
	w.Helper()
	n := rollout.NewAction{Title: "Former", Group: group, Due: day(due), Assignees: persons(to)}
	act, err := w.CreateAction(w.Context(), w.as(pilot), n)
	require.NoError(w, err)
	return act
}

func TestAGroupOwnsAnAction(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withAccomp(record.DiffusionTeam)
	owed := func(kind reminder.DeliveryKind) []string { return w.owed("action/A-1", kind) }
	act := w.offer("accomp", "2026-12-15")
	require.Equal(t, "ACCOMP", act.Group)

	t.Run("its channel is told, and reminded once while nobody has taken it", func(t *testing.T) {
		require.Equal(t, []string{"2026-11-23 08:00 channel/c-cabinet"}, owed(rollout.ActionOffered))
		require.Equal(t, []string{"2026-12-14 09:00 channel/c-cabinet"}, owed(rollout.ActionWaiting))
		require.Empty(t, owed(rollout.ActionReminder))
	})
	t.Run("what is due on a Monday is reminded of on Friday", func(t *testing.T) {
		_, _, err := w.PostponeAction(t.Context(), w.as(member), 1, to(day("2026-12-21")), "")
		require.NoError(t, err)
		require.Equal(t, []string{"2026-12-18 09:00 channel/c-cabinet"}, owed(rollout.ActionWaiting))
		require.Contains(t, owed(rollout.ActionPostponed), "2026-11-23 08:00 channel/c-cabinet", "in the place of who is in charge")
	})
	t.Run("who takes it is reminded, and the group owns it still", func(t *testing.T) {
		act, err := w.TakeAction(t.Context(), w.as(member), 1)
		require.NoError(t, err)
		require.Equal(t, "ACCOMP", act.Group)
		require.Empty(t, owed(rollout.ActionWaiting))
		require.Equal(t, []string{"2026-12-21 09:00 user/u-member"}, owed(rollout.ActionReminder))
	})
	t.Run("reassigned to somebody it stays the group's, given back it waits again", func(t *testing.T) {
		_, act, err := w.ReassignAction(t.Context(), w.as(member), rollout.Reassign{Number: 1, People: persons([]record.UserID{other})})
		require.NoError(t, err)
		require.Equal(t, "ACCOMP", act.Group)
		_, act, err = w.ReassignAction(t.Context(), w.as(member), rollout.Reassign{Number: 1, Group: "ACCOMP"})
		require.NoError(t, err)
		require.Empty(t, act.Assignees)
		require.True(t, act.Waits())
		require.Len(t, owed(rollout.ActionOffered), 2)
		require.Equal(t, []string{"2026-12-18 09:00 channel/c-cabinet"}, owed(rollout.ActionWaiting))
		_, _, err = w.ReassignAction(t.Context(), w.as(member), rollout.Reassign{Number: 1, Group: "ACCOMP"})
		require.Equal(t, "group", asError(t, err, record.Conflict, "action.same_group").Param)
	})
	t.Run("its reminder follows the channel", func(t *testing.T) {
		_, _, err := w.EditCommittee(t.Context(), w.as(pilot, lobby), committee.EditCommittee{Code: "ACCOMP", Move: true})
		require.NoError(t, err)
		require.Equal(t, []string{"2026-12-18 09:00 channel/c-lobby"}, owed(rollout.ActionWaiting))
	})
	t.Run("of no group any more it reminds no channel", func(t *testing.T) {
		before, act, err := w.ReassignAction(t.Context(), w.as(pilot), rollout.Reassign{Number: 1, Group: rollout.NoGroup})
		require.NoError(t, err)
		require.Equal(t, "ACCOMP", before.Group)
		require.Empty(t, act.Group)
		require.Empty(t, owed(rollout.ActionWaiting))
		require.Contains(t, owed(rollout.ActionWithdrawn), "2026-11-23 08:00 channel/c-lobby")
		_, _, err = w.ReassignAction(t.Context(), w.as(pilot), rollout.Reassign{Number: 1, Group: rollout.NoGroup})
		asError(t, err, record.Conflict, "action.no_group")
		_, _, err = w.ReassignAction(t.Context(), w.as(pilot), rollout.Reassign{Number: 1})
		require.Equal(t, "for", asError(t, err, record.Invalid, "action.nobody").Param)
	})
}

func TestWhichGroupAnActionIsGiven(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withAccomp(record.DiffusionTeam)
	_, err := w.CloseCommittee(t.Context(), w.as(pilot), "COPIL", "Fini")
	require.NoError(t, err)
	w.committee("GT1", lobby, record.DiffusionTeam)
	for title, tc := range map[string]struct {
		asked  string
		people []record.UserID
		in     record.ChannelID
		want   string
		code   record.Code
		key    string
	}{
		"named":                                {asked: "accomp", in: lobby, want: "ACCOMP"},
		"named, with people":                   {asked: "ACCOMP", people: []record.UserID{other}, in: lobby, want: "ACCOMP"},
		"that of the channel":                  {in: cabinet, want: "ACCOMP"},
		"none, of what somebody is asked":      {people: []record.UserID{other}, in: cabinet},
		"none, as asked":                       {asked: rollout.NoGroup, in: cabinet},
		"none, in the channel of another kind": {in: lobby},
		"none of that code":                    {asked: "ACC", in: cabinet, code: record.NotFound, key: "committee.unknown"},
		"one of another kind":                  {asked: "GT1", in: cabinet, code: record.Invalid, key: "action.not_group"},
	} {
		t.Run(title, func(t *testing.T) {
			act, err := w.CreateAction(t.Context(), w.as(pilot, tc.in), rollout.NewAction{Title: title, Group: tc.asked, Assignees: persons(tc.people)})
			if tc.key != "" {
				require.Equal(t, "group", asError(t, err, tc.code, tc.key).Param)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tc.want, act.Group)
		})
	}
}

func TestAGroupThatEndsKeepsItsActions(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withAccomp(record.DiffusionTeam)
	w.offer("ACCOMP", "2026-12-15")
	w.offer("ACCOMP", "2026-12-16", member)
	asked := w.as(pilot)
	asked.Consent.All = false
	ask := func(t *testing.T, err error) {
		t.Helper()
		var question *record.QuestionError
		require.ErrorAs(t, err, &question)
		require.Equal(t, "action.group_ends", question.Doubts[0].Key)
		require.Equal(t, 2, question.Doubts[0].Args["Count"])
	}
	_, err := w.CloseCommittee(t.Context(), asked, "ACCOMP", "Fin de la vague")
	ask(t, err)
	_, _, err = w.EditCommittee(t.Context(), asked, committee.EditCommittee{Code: "ACCOMP", Kind: record.KindUsers})
	ask(t, err)
	_, err = w.WithdrawCommittee(t.Context(), w.as(pilot), "ACCOMP", "Erreur")
	asError(t, err, record.Conflict, "committee.used")

	_, err = w.CloseCommittee(t.Context(), w.as(pilot), "ACCOMP", "Fin de la vague")
	require.NoError(t, err)
	require.Empty(t, w.owed("action/A-1", rollout.ActionWaiting), "nobody is called there any more")
	_, err = w.CreateAction(t.Context(), w.as(pilot), rollout.NewAction{Title: "Animer", Group: "ACCOMP"})
	require.Equal(t, "group", asError(t, err, record.Conflict, "committee.closed").Param)
	_, err = w.ReopenCommittee(t.Context(), w.as(pilot), "ACCOMP", "Une vague de plus")
	require.NoError(t, err)
	require.Equal(t, []string{"2026-12-14 09:00 channel/c-cabinet"}, w.owed("action/A-1", rollout.ActionWaiting))
}

// An action is the team's to read; which group that keeps to itself owns it is not.
func TestAGroupThatKeepsToItselfIsNotNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withAccomp(record.DiffusionCommittee)
	w.chat.members[copil] = append(w.chat.members[copil], other)
	w.offer("ACCOMP", "2026-12-15")
	groups := func(t *testing.T, u record.UserID) (seen []string) {
		t.Helper()
		view, err := w.Action(t.Context(), w.as(u), 1)
		require.NoError(t, err)
		list, _, err := w.Actions(t.Context(), w.as(u), rollout.ActionFilter{}, false)
		require.NoError(t, err)
		extract, err := w.ExtractActions(t.Context(), w.as(u), rollout.ActionFilter{}, false, record.Period{})
		require.NoError(t, err)
		handover, err := w.Handover(t.Context(), w.as(u))
		require.NoError(t, err)
		after, _ := view.History[0].After.(rollout.SupportAction)
		for _, act := range []rollout.SupportAction{view.SupportAction, after, list[0], extract.Actions[0], handover.Open[0]} {
			seen = append(seen, act.Group)
		}
		of, _, err := w.Actions(t.Context(), w.as(u), rollout.ActionFilter{Group: "accomp"}, false)
		require.NoError(t, err)
		if len(of) > 0 {
			seen = append(seen, of[0].Group)
		}
		return seen
	}
	require.Equal(t, []string{"ACCOMP", "ACCOMP", "ACCOMP", "ACCOMP", "ACCOMP", "ACCOMP"}, groups(t, member))
	require.Equal(t, []string{"ACCOMP", "ACCOMP", "ACCOMP", "ACCOMP", "ACCOMP", "ACCOMP"}, groups(t, pilot))
	require.Equal(t, []string{"", "", "", "", ""}, groups(t, other))

	waiting, err := w.WaitingActions(t.Context(), w.as(member))
	require.NoError(t, err)
	require.Equal(t, []rollout.Waiting{{Group: "ACCOMP", Count: 1}}, waiting)
	for _, u := range []record.UserID{other, guestIn} { // who cannot take any is not asked to
		waiting, err := w.WaitingActions(t.Context(), w.as(u))
		require.NoError(t, err)
		require.Empty(t, waiting, u)
	}

	t.Run("what is asked of it tells others nothing", func(t *testing.T) {
		_, _, err := w.ReassignAction(t.Context(), w.as(other), rollout.Reassign{Number: 1, Group: "ACCOMP"})
		asError(t, err, record.Forbidden, "forbidden.committee")
		_, _, err = w.ReassignAction(t.Context(), w.as(other), rollout.Reassign{Number: 1, Group: rollout.NoGroup})
		asError(t, err, record.Conflict, "action.no_group")
		act, err := w.TakeAction(t.Context(), w.as(other), 1)
		require.NoError(t, err)
		require.Empty(t, act.Group)
		view, err := w.Action(t.Context(), w.as(pilot), 1)
		require.NoError(t, err)
		require.Equal(t, "ACCOMP", view.Group, "it is there still")
	})
	t.Run("who is told of it in person is not told whose it is", func(t *testing.T) {
		told := 0
		for _, d := range w.claim() {
			if _, ok := d.Recipient.Person(); !ok || d.Subject != "action/A-1" {
				continue
			}
			b, err := w.Content(t.Context(), d)
			require.NoError(t, err)
			require.Empty(t, b.About.(rollout.ActionView).Group)
			told++
		}
		require.NotZero(t, told)
	})
}

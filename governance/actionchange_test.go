package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
)

// handedOut is an action that pilot has given to member, due on 15 December.
func handedOut(t *testing.T) (*world, rollout.SupportAction) {
	t.Helper()
	w := newWorld(t).withCopil()
	act, err := w.CreateAction(t.Context(), w.as(pilot), rollout.NewAction{
		Title: "Former", Schools: []record.UAI{wallonA}, Assignees: []record.Person{person(member)}, Due: day("2026-12-15"),
	})
	require.NoError(t, err)
	return w, act
}

func TestReopenAction(t *testing.T) {
	t.Parallel()
	closing := map[string]func(w *world) (rollout.SupportAction, error){
		"done": func(w *world) (rollout.SupportAction, error) {
			return w.CompleteAction(w.Context(), w.as(member), 1, rollout.Report{Note: "fait"})
		},
		"cancelled": func(w *world) (rollout.SupportAction, error) {
			return w.CancelAction(w.Context(), w.as(pilot), 1, "doublon")
		},
	}
	for name, closes := range closing {
		t.Run("what was "+name+" is open again, is reminded of, and those who were told are told", func(t *testing.T) {
			t.Parallel()
			w, act := handedOut(t)
			reminders := w.owed(act.Subject(), rollout.ActionReminder)
			require.Len(t, reminders, 2)
			_, err := closes(w)
			require.NoError(t, err)
			require.Empty(t, w.owed(act.Subject(), rollout.ActionReminder))
			_, _, err = w.ReopenAction(t.Context(), w.as(other, copil), 1, "x")
			require.Equal(t, "forbidden.action", keyOf(err))
			w.at("2026-11-24 10:00")
			before, after, err := w.ReopenAction(t.Context(), w.as(pilot), 1, " une classe manque ")
			require.NoError(t, err)
			require.Equal(t, []any{rollout.ActionState(name), rollout.ActionOpen, true}, []any{before.State, after.State, after.ClosedAt.IsZero()})
			require.Equal(t, reminders, w.owed(act.Subject(), rollout.ActionReminder))
			require.Equal(t, []string{"2026-11-24 10:00 user/u-member"}, w.owed(act.Subject(), rollout.ActionReopened), "the pilot knows")
			lines := w.history(act.Subject())
			require.Equal(t, []any{"action.reopened", "une classe manque", person(pilot)}, []any{lines[2].Change, lines[2].Note, lines[2].By})
		})
	}
	t.Run("its author is told where somebody else reopens it", func(t *testing.T) {
		t.Parallel()
		w, act := handedOut(t)
		_, err := closing["done"](w)
		require.NoError(t, err)
		_, _, err = w.ReopenAction(t.Context(), w.as(member), 1, "cliqué trop vite")
		require.NoError(t, err)
		require.Equal(t, []string{"2026-11-23 08:00 user/u-pilot"}, w.owed(act.Subject(), rollout.ActionReopened))
		require.Empty(t, w.skipped(act.Subject(), rollout.ActionReopened), "the author, who does not hold it")
		require.Equal(t, reminder.SkipClosed, w.skipped(act.Subject(), rollout.ActionDone), "what is untrue is not told any more")
	})
	t.Run("one that is open is not, nor without a reason", func(t *testing.T) {
		t.Parallel()
		w, _ := handedOut(t)
		_, _, err := w.ReopenAction(t.Context(), w.as(pilot), 1, "x")
		require.Equal(t, "action.open", keyOf(err))
		_, _, err = w.ReopenAction(t.Context(), w.as(pilot), 1, "  ")
		require.Equal(t, "text.empty", keyOf(err))
	})
}

// skipped is why the last delivery of a kind says nothing now; "" where it does.
func (w *world) skipped(subject record.Subject, kind reminder.DeliveryKind) reminder.SkipReason {
	w.Helper()
	var found *reminder.Delivery
	for _, d := range w.claim() {
		if d.Subject == subject && d.Kind == kind {
			found = &d
		}
	}
	require.NotNil(w, found)
	content, err := w.Content(w.Context(), *found)
	require.NoError(w, err)
	return content.Skip
}

func TestEditAction(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		edit  rollout.EditAction
		parts record.Parts
		key   string
	}{
		"the title":      {edit: rollout.EditAction{Title: " Former vite "}, parts: record.Parts{record.PartTitle}},
		"the kind":       {edit: rollout.EditAction{Kind: rollout.KindTraining}, parts: record.Parts{record.PartKind}},
		"the schools":    {edit: rollout.EditAction{Schools: []record.UAI{wallonB, wallonA}}, parts: record.Parts{record.PartSchools}},
		"all":            {edit: rollout.EditAction{Title: "x", Kind: rollout.KindAnimation, Schools: []record.UAI{wallonB}}, parts: record.Parts{record.PartTitle, record.PartKind, record.PartSchools}},
		"nothing":        {key: "action.nothing"},
		"what it was":    {edit: rollout.EditAction{Title: "Former", Kind: rollout.KindSupport, Schools: []record.UAI{wallonA}}, key: "action.same"},
		"unknown school": {edit: rollout.EditAction{Schools: []record.UAI{"0999001W"}}, key: "school.unknown"},
		"no text":        {edit: rollout.EditAction{Title: "?"}, key: "text.no_letter"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, act := handedOut(t)
			tc.edit.Number = 1
			is := w.dump()
			before, after, err := w.EditAction(t.Context(), w.as(pilot), tc.edit)
			require.Equal(t, tc.key, keyOf(err))
			if tc.key != "" {
				require.Equal(t, is, w.dump())
				return
			}
			lines := w.history(act.Subject())
			require.Equal(t, tc.parts, rollout.EditedParts(lines[1]))
			require.Equal(t, []int{1, 2}, []int{before.Version, after.Version})
			require.Equal(t, act.Due, after.Due)
			require.Equal(t, []string{"2026-11-23 08:00 user/u-member"}, w.owed(act.Subject(), rollout.ActionEdited))
			require.Len(t, w.owed(act.Subject(), rollout.ActionReminder), 2, "as before")
		})
	}
	t.Run("one that is done is not edited", func(t *testing.T) {
		t.Parallel()
		w, _ := handedOut(t)
		_, err := w.CompleteAction(t.Context(), w.as(member), 1, rollout.Report{})
		require.NoError(t, err)
		_, _, err = w.EditAction(t.Context(), w.as(pilot), rollout.EditAction{Number: 1, Title: "x"})
		require.Equal(t, "action.closed", keyOf(err))
	})
}

func TestCommentAction(t *testing.T) {
	t.Parallel()
	w, _ := handedOut(t)
	for _, text := range []string{"la salle est prise", "une autre est libre"} {
		_, err := w.CommentAction(t.Context(), w.as(other), 1, text)
		require.NoError(t, err)
	}
	_, err := w.CompleteAction(t.Context(), w.as(member), 1, rollout.Report{})
	require.NoError(t, err)
	_, err = w.CommentAction(t.Context(), w.as(member), 1, "c'était bien")
	require.NoError(t, err, "also afterwards")

	said := map[record.UserID][]string{}
	for _, d := range w.claim() {
		if d.Kind == rollout.ActionCommented {
			content, err := w.Content(t.Context(), d)
			require.NoError(t, err)
			require.Empty(t, content.Skip)
			to, _ := d.Recipient.Person()
			said[to] = append(said[to], content.Change.Note)
		}
	}
	require.Equal(t, map[record.UserID][]string{
		member: {"la salle est prise", "une autre est libre"}, pilot: {"la salle est prise", "une autre est libre", "c'était bien"},
	}, said)
	view, err := w.Action(t.Context(), w.as(guest), 1)
	require.NoError(t, err)
	require.Equal(t, 2, view.Version, "a comment changes nothing: the buttons that were sent still hold")
}

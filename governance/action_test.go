package governance_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
)

func TestActionReminders(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		zone, now, due string
		to             []record.UserID
		want           []string
	}{
		"the day before and on the day, in the morning": {
			now: "2026-11-23 08:00", due: "2026-12-15", to: []record.UserID{member},
			want: []string{"2026-12-14 09:00 user/u-member", "2026-12-15 09:00 user/u-member"},
		},
		"to each who holds it": {
			now: "2026-11-23 08:00", due: "2026-11-23", to: []record.UserID{member, other},
			want: []string{"2026-11-23 09:00 user/u-member", "2026-11-23 09:00 user/u-other"},
		},
		"to the author as well, when it is theirs": {
			now: "2026-11-23 08:00", due: "2026-11-23", to: []record.UserID{pilot},
			want: []string{"2026-11-23 09:00 user/u-pilot"},
		},
		"not once the morning is over": {now: "2026-11-23 09:00", due: "2026-11-23", to: []record.UserID{member}, want: []string{}},
		"to nobody while nobody holds": {now: "2026-11-23 08:00", due: "2026-12-15", want: []string{}},
		"never without a due date":     {now: "2026-11-23 08:00", to: []record.UserID{member}, want: []string{}},
		"once before the weekend in which clocks go back": {
			now: "2026-10-01 08:00", due: "2026-10-25", to: []record.UserID{member},
			want: []string{"2026-10-23 09:00 user/u-member"},
		},
		"before the holiday of the year's end": {
			now: "2026-12-30 20:00", due: "2027-01-01", to: []record.UserID{member},
			want: []string{"2026-12-31 09:00 user/u-member"},
		},
		"before the Sunday after a holiday": {
			now: "2026-12-20 08:00", due: "2026-12-27", to: []record.UserID{member},
			want: []string{"2026-12-24 09:00 user/u-member"},
		},
		"on a Monday, once": {
			now: "2026-11-23 08:00", due: "2026-12-14", to: []record.UserID{member},
			want: []string{"2026-12-14 09:00 user/u-member"},
		},
		"about 29 February": {
			now: "2028-02-01 08:00", due: "2028-02-29", to: []record.UserID{member},
			want: []string{"2028-02-28 09:00 user/u-member", "2028-02-29 09:00 user/u-member"},
		},
		"in Mayotte's morning": {
			zone: "Indian/Mayotte", now: "2026-11-23 08:00", due: "2026-12-15", to: []record.UserID{member},
			want: []string{"2026-12-14 09:00 user/u-member", "2026-12-15 09:00 user/u-member"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorldIn(t, record.Defaults{Zone: tc.zone})
			w.at(tc.now)
			var people []record.Person
			for _, u := range tc.to {
				people = append(people, person(u))
			}
			act, err := w.CreateAction(t.Context(), w.as(pilot), rollout.NewAction{Title: "Former", Assignees: people, Due: day(tc.due)})
			require.NoError(t, err)
			require.Equal(t, tc.want, w.owed(act.Subject(), rollout.ActionReminder))
		})
	}
}

func TestActionsLive(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	reminders := func() []string { return w.owed("action/A-1", rollout.ActionReminder) }
	t.Run("those who get it are told, but not the one who gives it", func(t *testing.T) {
		act, err := w.CreateAction(t.Context(), w.as(member), rollout.NewAction{
			Title: " Former l'équipe ", Schools: []record.UAI{wallonA, wallonA}, Due: day("2026-12-15"),
			Assignees: []record.Person{person(other), person(member)},
		})
		require.NoError(t, err)
		require.Equal(t, rollout.SupportAction{
			Project: record.ProjectID(team), Number: 1, Title: "Former l'équipe", Kind: rollout.KindSupport,
			Schools: []record.UAI{wallonA}, Assignees: []record.Person{person(other), person(member)}, Due: day("2026-12-15"),
			State: rollout.ActionOpen, Author: person(member), CreatedAt: w.now(), Version: 1,
		}, act)
		require.Equal(t, []string{"2026-11-23 08:00 user/u-other"}, w.owed(act.Subject(), rollout.ActionAssigned))
	})
	t.Run("two times the same person is once", func(t *testing.T) {
		act, err := newWorld(t).withCopil().CreateAction(t.Context(), w.as(member), rollout.NewAction{Title: "x", Assignees: []record.Person{person(other), person(other)}})
		require.NoError(t, err)
		require.Equal(t, []record.Person{person(other)}, act.Assignees)
	})
	t.Run("who takes it is reminded with the others", func(t *testing.T) {
		_, err := w.TakeAction(t.Context(), w.as(pilot), 1)
		require.NoError(t, err)
		require.Len(t, reminders(), 6)
		_, err = w.TakeAction(t.Context(), w.as(pilot), 1)
		asError(t, err, record.Conflict, "action.held")
		require.Len(t, w.owed("action/A-1", rollout.ActionAssigned), 1, "nobody is told what they did themselves")
	})
	t.Run("postponed, its reminders follow", func(t *testing.T) {
		before, after, err := w.PostponeAction(t.Context(), w.as(other), 1, to(day("2027-01-15")), "")
		require.NoError(t, err)
		require.Equal(t, []string{"2026-12-15", "2027-01-15"}, []string{before.Due.String(), after.Due.String()})
		require.Len(t, reminders(), 6)
		require.Equal(t, "2027-01-14 09:00 user/u-other", reminders()[0])
		_, _, err = w.PostponeAction(t.Context(), w.as(other), 1, to(day("2027-01-15")), "")
		asError(t, err, record.Conflict, "action.same_due")
	})
	t.Run("a day that has gone by is refused", func(t *testing.T) {
		_, _, err := w.PostponeAction(t.Context(), w.as(other), 1, to(day("2026-11-22")), "")
		require.Equal(t, "due", asError(t, err, record.Invalid, "action.past").Param)
		_, err = w.CreateAction(t.Context(), w.as(pilot), rollout.NewAction{Title: "x", Due: day("2026-11-22")})
		asError(t, err, record.Invalid, "action.past")
	})
	t.Run("done, its reminders go and its author is told", func(t *testing.T) {
		act, err := w.CompleteAction(t.Context(), w.as(other), 1, rollout.Report{})
		require.NoError(t, err)
		require.Equal(t, []any{rollout.ActionDid, w.now()}, []any{act.State, act.ClosedAt})
		require.Empty(t, reminders())
		require.Equal(t, []string{"2026-11-23 08:00 user/u-member", "2026-11-23 08:00 user/u-pilot"}, w.owed("action/A-1", rollout.ActionDone), "who shares it, and its author who does as well, once")
		require.Equal(t, []string{"action.created", "action.taken", "action.postponed", "action.done"}, w.changes("action/A-1"))
	})
	t.Run("done, it changes no more", func(t *testing.T) {
		before := w.dump()
		_, err := w.TakeAction(t.Context(), w.as(other), 1)
		asError(t, err, record.Conflict, "action.closed")
		_, err = w.CompleteAction(t.Context(), w.as(other), 1, rollout.Report{})
		asError(t, err, record.Conflict, "action.closed")
		_, _, err = w.PostponeAction(t.Context(), w.as(other), 1, to(day("2027-02-15")), "")
		asError(t, err, record.Conflict, "action.closed")
		_, err = w.TakeAction(t.Context(), w.as(other), 2)
		asError(t, err, record.NotFound, "action.unknown")
		require.Equal(t, before, w.dump())
	})
	t.Run("an author who does it is not told", func(t *testing.T) {
		act, err := w.CreateAction(t.Context(), w.as(member), rollout.NewAction{Title: "x", Kind: rollout.KindTraining})
		require.NoError(t, err)
		_, err = w.CompleteAction(t.Context(), w.as(member), act.Number, rollout.Report{})
		require.NoError(t, err)
		require.Empty(t, w.owed(act.Subject(), rollout.ActionDone, rollout.ActionAssigned))
	})
}

// Whoever an action concerns hears what others do of it, once, and nobody what they
// did themselves.
func TestWhoHearsWhatBecomesOfAnAction(t *testing.T) {
	t.Parallel()
	const told = "2026-11-23 08:00 user/u-"
	for name, tc := range map[string]struct {
		does func(w *world) error
		kind reminder.DeliveryKind
		want []string
	}{
		"its new date, by one of those who hold it": {postpone(other), rollout.ActionPostponed, []string{told + "member", told + "pilot"}},
		"its new date, by its author":               {postpone(pilot), rollout.ActionPostponed, []string{told + "other", told + "member"}},
		"who has taken it":                          {take(pilot), rollout.ActionShared, []string{told + "other", told + "member"}},
		"who takes part from now on":                {reassign(member, guest), rollout.ActionShared, []string{told + "member"}},
		"who got it":                                {reassign(member, guest), rollout.ActionAssigned, []string{told + "other", told + "member", told + "guest"}},
		"who has it no more":                        {reassign(member, guest), rollout.ActionWithdrawn, []string{told + "other"}},
		"who did it":                                {func(w *world) error { return complete(w, w.as(other)) }, rollout.ActionDone, []string{told + "member", told + "pilot"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).withCopil()
			w.give("2026-12-15", other, member)
			require.NoError(t, tc.does(w))
			require.ElementsMatch(t, tc.want, w.owed("action/A-1", tc.kind))
		})
	}
	t.Run("what is told late is what is true", func(t *testing.T) {
		w := newWorld(t).withCopil()
		w.give("2026-12-15", other)
		require.NoError(t, postpone(pilot)(w))
		moved := nth(t, w.claim(), rollout.ActionPostponed, 0)
		b, err := w.Content(t.Context(), moved)
		require.NoError(t, err)
		require.Equal(t, []any{reminder.SkipReason(""), "Grève", day("2026-12-15")}, []any{b.Skip, b.Change.Note, rollout.DueBefore(b.Change)})
		_, _, err = w.PostponeAction(t.Context(), w.as(pilot), 1, to(day("2026-12-21")), "")
		require.NoError(t, err)
		b, err = w.Content(t.Context(), moved)
		require.NoError(t, err)
		require.Equal(t, reminder.SkipChanged, b.Skip, "the later change has its own")
		require.NoError(t, reassign(member)(w))
		b, err = w.Content(t.Context(), nth(t, w.claim(), rollout.ActionPostponed, 0))
		require.NoError(t, err)
		require.Equal(t, reminder.SkipGone, b.Skip, "who holds it no more")
	})
}

func postpone(by record.UserID) func(*world) error {
	return func(w *world) error {
		_, _, err := w.PostponeAction(w.Context(), w.as(by), 1, to(day("2026-12-18")), "Grève")
		return err
	}
}

func take(by record.UserID) func(*world) error {
	return func(w *world) error { _, err := w.TakeAction(w.Context(), w.as(by), 1); return err }
}

func TestActionsAreListed(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	for _, n := range []rollout.NewAction{
		{Title: "sans échéance", Schools: []record.UAI{wallonA}},
		{Title: "plus tard", Due: day("2026-12-15"), Schools: []record.UAI{wallonA}, Assignees: []record.Person{person(other)}},
		{Title: "d'abord", Due: day("2026-11-24"), Schools: []record.UAI{wallonB}},
		{Title: "faite", Due: day("2026-11-23"), Schools: []record.UAI{wallonA}},
		{Title: "aussi sans", Schools: []record.UAI{jauresMat}},
	} {
		_, err := w.CreateAction(t.Context(), w.as(pilot), n)
		require.NoError(t, err)
	}
	_, err := w.CompleteAction(t.Context(), w.as(pilot), 4, rollout.Report{})
	require.NoError(t, err)
	w.at("2026-11-25 00:00")
	for name, tc := range map[string]struct {
		filter rollout.ActionFilter
		late   bool
		want   []int
	}{
		"open, the first due first":  {rollout.ActionFilter{State: rollout.ActionOpen}, false, []int{3, 2, 1, 5}},
		"of a school":                {rollout.ActionFilter{School: wallonA, State: rollout.ActionOpen}, false, []int{2, 1}},
		"of a person":                {rollout.ActionFilter{Assignee: other}, false, []int{2}},
		"late":                       {rollout.ActionFilter{}, true, []int{3}},
		"late of a school with none": {rollout.ActionFilter{School: wallonA}, true, nil},
	} {
		t.Run(name, func(t *testing.T) {
			list, today, err := w.Actions(t.Context(), w.as(guest), tc.filter, tc.late)
			require.NoError(t, err)
			require.Equal(t, day("2026-11-25"), today)
			var numbers []int
			for _, act := range list {
				numbers = append(numbers, act.Number)
				require.Equal(t, act.Number == 3, act.Late(today))
			}
			require.Equal(t, tc.want, numbers)
		})
	}
	t.Run("of an unknown school", func(t *testing.T) {
		_, _, err := w.Actions(t.Context(), w.as(guest), rollout.ActionFilter{School: "0999001W"}, false)
		asError(t, err, record.NotFound, "school.unknown")
	})
	t.Run("a school tells its next deadline", func(t *testing.T) {
		for uai, want := range map[record.UAI][2]string{wallonA: {"A-2", "2026-12-15"}, wallonB: {"A-3", "2026-11-24"}, jauresMat: {"", ""}} {
			st, err := w.SchoolStatus(t.Context(), w.as(guest), uai)
			require.NoError(t, err)
			require.Equal(t, want, [2]string{st.NextRef, st.NextDeadline.String()})
			require.NotEmpty(t, st.Actions)
		}
	})
	t.Run("the overview counts them, and the schools by stage", func(t *testing.T) {
		o, err := w.Overview(t.Context(), w.as(guest))
		require.NoError(t, err)
		require.Equal(t, []any{4, 1, 3, 3}, []any{o.OpenActions, len(o.LateActions), o.Deployment.Now.Total(), o.Deployment.Now[perimeter.StageCandidate]})
		require.Equal(t, "ENT de test", o.Project)
	})
}

func TestDueDatesAreTheProjectsDays(t *testing.T) {
	t.Parallel()
	for zone, key := range map[string]string{"Europe/Paris": "action.past", "America/Guadeloupe": ""} {
		t.Run(zone, func(t *testing.T) {
			w := newWorldIn(t, record.Defaults{Zone: zone})
			// In Paris the new year has begun, in Guadeloupe it has not.
			now := day("2026-12-31").At(23, 30, time.UTC)
			w.clock.Store(&now)
			_, err := w.CreateAction(t.Context(), w.as(pilot), rollout.NewAction{Title: "x", Due: day("2026-12-31")})
			require.Equal(t, key, keyOf(err))
		})
	}
}

package governance_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/acceptance"
	"pilotent/governance/committee"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
)

// settle ends the first delivery about subject of that kind, to that recipient
// unless it is "", as r says; the others stay owed.
func (w *world) settle(subject record.Subject, kind reminder.DeliveryKind, to reminder.Recipient, r reminder.Settlement) reminder.Delivery {
	w.Helper()
	now, late := w.clock.Load(), time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
	w.clock.Store(&late)
	all, err := w.store.Claim(w.Context(), time.Hour, 10_000)
	w.clock.Store(now)
	require.NoError(w, err)
	var settled reminder.Delivery
	for _, d := range all {
		if settled.ID == 0 && d.Subject == subject && d.Kind == kind && (to == "" || d.Recipient == to) {
			r.Delivery = d
			_, err := w.store.Settle(w.Context(), r)
			require.NoError(w, err)
			settled = d
		}
	}
	require.NotZero(w, settled.ID, "no %s about %s to %s", kind, subject, to)
	require.NoError(w, w.store.Release(w.Context(), all))
	return settled
}

// sent is the first delivery of that kind, posted as "post".
func (w *world) sent(subject record.Subject, kind reminder.DeliveryKind, to reminder.Recipient) reminder.Delivery {
	w.Helper()
	return w.settle(subject, kind, to, reminder.Settlement{State: reminder.SettledSent, PostID: "post", At: w.now()})
}

// clicking is somebody who presses the button of a delivery, under its post.
func (w *world) clicking(u record.UserID, d reminder.Delivery, version int, command string) record.Actor {
	a := w.as(u)
	a.Click = &record.Click{Delivery: d.ID, Subject: d.Subject, Version: version, Command: command, Post: "post"}
	return a
}

// given is an action of other's, due on 15 December, whose first reminder was sent.
func given(w *world) reminder.Delivery {
	w.Helper()
	act, err := w.CreateAction(w.Context(), w.as(pilot), rollout.NewAction{
		Title: "Former", Assignees: []record.Person{person(other)}, Due: day("2026-12-15"),
	})
	require.NoError(w, err)
	return w.sent(act.Subject(), rollout.ActionReminder, "")
}

func complete(w *world, a record.Actor) error {
	_, err := w.CompleteAction(w.Context(), a, 1, rollout.Report{})
	return err
}

func TestAClickDoesWhatItsButtonSaysUnderItsOwnMessageOnly(t *testing.T) {
	t.Parallel()
	marked := func(yes bool, err error) func(context.Context) (bool, error) {
		return func(context.Context) (bool, error) { return yes, err }
	}
	postpone := func(w *world) {
		_, _, err := w.PostponeAction(w.Context(), w.as(other), 1, to(day("2026-12-18")), "")
		require.NoError(w, err)
	}
	for name, tc := range map[string]struct {
		who    record.UserID
		change func(c *record.Click)
		first  func(w *world)
		// unsent leaves the post unrecorded.
		unsent bool
		code   record.Code
		key    string
	}{
		"its own":                              {who: other},
		"a stranger who may do it by typing":   {who: pilot, code: record.Forbidden, key: "click.stranger"},
		"under another post":                   {who: other, change: func(c *record.Click) { c.Post = "another" }, code: record.Conflict, key: "click.unknown"},
		"under no post":                        {who: other, change: func(c *record.Click) { c.Post = "" }, code: record.Conflict, key: "click.unknown"},
		"under another post that is marked":    {who: other, change: func(c *record.Click) { c.Post, c.Marked = "another", marked(true, nil) }, code: record.Conflict, key: "click.unknown"},
		"of no delivery":                       {who: other, change: func(c *record.Click) { c.Delivery += 1000 }, code: record.Conflict, key: "click.unknown"},
		"of a delivery about something else":   {who: other, change: func(c *record.Click) { c.Subject = "action/A-2" }, code: record.Conflict, key: "click.unknown"},
		"of a version gone by":                 {who: other, first: postpone, code: record.Conflict, key: "click.changed"},
		"of a version to come":                 {who: other, change: func(c *record.Click) { c.Version++ }, code: record.Conflict, key: "click.changed"},
		"before its post is recorded, marked":  {who: other, unsent: true, change: func(c *record.Click) { c.Marked = marked(true, nil) }},
		"before it is recorded, not marked":    {who: other, unsent: true, change: func(c *record.Click) { c.Marked = marked(false, nil) }, code: record.Conflict, key: "click.unknown"},
		"before it is recorded, nobody says":   {who: other, unsent: true, code: record.Conflict, key: "click.unknown"},
		"before it is recorded, by a stranger": {who: pilot, unsent: true, change: func(c *record.Click) { c.Marked = marked(true, nil) }, code: record.Forbidden, key: "click.stranger"},
		"before it is recorded, no answer":     {who: other, unsent: true, change: func(c *record.Click) { c.Marked = marked(false, errors.New("down")) }, code: record.Unavailable, key: "unavailable.directory"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t).withCopil()
			d := given(w)
			if tc.unsent {
				d = w.settle("action/A-1", rollout.ActionReminder, "", reminder.Settlement{
					State: reminder.SettledRetry, RetryAt: w.now(), Unknown: true, At: w.now(),
				})
			}
			if tc.first != nil {
				tc.first(w)
			}
			a := w.clicking(tc.who, d, 1, "/action faite A-1")
			if tc.change != nil {
				tc.change(a.Click)
			}
			before := w.dump()

			err := complete(w, a)

			if tc.key == "" {
				require.NoError(t, err)
				require.Equal(t, []string{"action.created", "action.done"}, w.changes("action/A-1"))
				return
			}
			asError(t, err, tc.code, tc.key)
			require.Equal(t, before, w.dump())
		})
	}
}

func TestASecondClickChangesNothingAndSaysWhatTheFirstDid(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	a := w.clicking(other, given(w), 1, "/action faite A-1")
	require.NoError(t, complete(w, a))
	before, at := w.dump(), w.now()
	w.at("2026-11-23 10:00")
	for range 3 {
		e := asError(t, complete(w, a), record.Conflict, "click.again")
		require.Equal(t, record.Args{"ref": "A-1", "change": "action.done", "by": person(other), "at": at.UTC()}, e.Args)
	}
	require.Equal(t, before, w.dump())
}

// Whatever is done at the same time, one of the clicks does it.
func TestClicksAtTheSameTimeDoOneThing(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	a := w.clicking(other, given(w), 1, "/action faite A-1")
	const crowd = 8
	errs := make(chan error, crowd)
	for range crowd {
		go func() { errs <- complete(w, a) }()
	}
	done := 0
	for range crowd {
		if err := <-errs; err == nil {
			done++
		} else {
			require.Equal(t, "click.again", keyOf(err))
		}
	}
	require.Equal(t, 1, done)
	require.Equal(t, []string{"action.created", "action.done"}, w.changes("action/A-1"))
}

func TestAClickThatFailsIsNotUsedUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	d := given(w)
	a := w.clicking(other, d, 1, "/action reporter A-1")
	_, _, err := w.PostponeAction(t.Context(), a, 1, to(day("2026-11-01")), "")
	asError(t, err, record.Invalid, "action.past")
	_, _, err = w.PostponeAction(t.Context(), a, 1, to(day("2026-12-18")), "")
	require.NoError(t, err)
}

func TestAButtonInAChannelIsForItsMembersEachOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	m := w.schedule("COPIL", "2026-12-18 14:00")
	d := w.sent(m.Subject(), committee.MeetingReminder, "")
	see := func(u record.UserID) error {
		_, err := w.Acknowledge(t.Context(), w.clicking(u, d, 1, "/rappel vu R-1"), m.Subject())
		return err
	}
	require.NoError(t, see(member))
	require.NoError(t, see(guestIn), "a guest of the committee has seen it too")
	asError(t, see(member), record.Conflict, "click.again")
	asError(t, see(pilot), record.Forbidden, "click.not_member")
	asError(t, see(other), record.Forbidden, "forbidden.committee")
	require.Equal(t, []string{"meeting.planned", "meeting.seen", "meeting.seen"}, w.changes(m.Subject()))

	w.chat.members[copil] = nil
	w.chat.members[lobby] = []record.UserID{member}
	dec := w.propose("Former", "COPIL")
	p := w.sent(dec.Subject(), committee.DecisionProposed, "")
	_, err := w.SettleDecision(t.Context(), w.clicking(pilot, p, 1, "/decision adopter "+dec.Ref), dec.Ref, committee.DecisionAdopted, "")
	asError(t, err, record.Forbidden, "click.not_member")
}

func TestAftermath(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	d := given(w)
	sentAt := w.now()
	w.at("2026-12-20 09:00")
	a := w.clicking(other, d, 1, "/rappel vu A-1")
	_, err := w.Acknowledge(t.Context(), a, d.Subject)
	require.NoError(t, err)

	after, err := w.Aftermath(t.Context(), d.Project, d.ID)
	require.NoError(t, err)
	require.Equal(t, "post", after.Sent.Post)
	require.True(t, after.Content.Now.Equal(sentAt), "as at the moment of its sending")
	require.True(t, after.Pressed(a.Click.Command, other))
	require.False(t, after.Pressed(a.Click.Command, pilot))
	require.False(t, after.Pressed("/action faite A-1", other))
	require.Equal(t, []string{"action.seen"}, []string{after.Presses[0].Change})
	_, err = w.Aftermath(t.Context(), d.Project, d.ID+1000)
	require.ErrorIs(t, err, record.ErrNone)
}

func TestEveryButtonOfEveryKindFitsOnlyWhatItIsBoundTo(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withContract("")
	dec := w.propose("Former", "COPIL")
	m := w.schedule("COPIL", "2026-12-18 14:00")
	ver := w.open(contract.StepVA, "2026-11-23", member)
	for subject, tc := range map[record.Subject]struct {
		kind reminder.DeliveryKind
		do   func(a record.Actor) error
	}{
		dec.Subject(): {committee.DecisionProposed, func(a record.Actor) error {
			_, err := w.SettleDecision(t.Context(), a, dec.Ref, committee.DecisionAdopted, "")
			return err
		}},
		m.Subject():   {committee.MeetingReminder, func(a record.Actor) error { _, err := w.Acknowledge(t.Context(), a, m.Subject()); return err }},
		ver.Subject(): {acceptance.VerificationReminder, func(a record.Actor) error { _, err := w.Acknowledge(t.Context(), a, ver.Subject()); return err }},
	} {
		d := w.sent(subject, tc.kind, "")
		for version, key := range map[int]string{2: "click.changed", 0: "click.changed"} {
			require.Equal(t, key, keyOf(tc.do(w.clicking(member, d, version, "x"))), fmt.Sprint(subject, version))
		}
		require.NoError(t, tc.do(w.clicking(member, d, 1, "x")), subject)
		require.Equal(t, "click.again", keyOf(tc.do(w.clicking(member, d, 1, "x"))), subject)
	}
}

package governance_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/acceptance"
	"pilotent/governance/committee"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
)

// nth is the n-th delivery of a kind among all, from 0.
func nth(t *testing.T, all []reminder.Delivery, kind reminder.DeliveryKind, n int) reminder.Delivery {
	t.Helper()
	for _, d := range all {
		if d.Kind != kind {
			continue
		}
		if n == 0 {
			return d
		}
		n--
	}
	require.Fail(t, "no such delivery", "%s in %v", kind, all)
	return reminder.Delivery{}
}

func TestBriefIsMootWhenThereIsNothingToSay(t *testing.T) {
	t.Parallel()
	settle := func(to committee.DecisionState) func(w *world) error {
		return func(w *world) error {
			_, err := w.SettleDecision(w.Context(), w.as(pilot), "COPIL-2026-001", to, "")
			return err
		}
	}
	move := func(start string) func(w *world) error {
		return func(w *world) error {
			_, _, err := w.MoveMeeting(w.Context(), w.as(pilot), 1, to(w.moment(start)), "")
			return err
		}
	}
	cancel := func(w *world) error { _, err := w.CancelMeeting(w.Context(), w.as(pilot), 1, ""); return err }
	complete := func(w *world) error {
		_, err := w.CompleteAction(w.Context(), w.as(pilot), 1, rollout.Report{})
		return err
	}
	decide := func(w *world) error {
		_, err := w.DecideVerification(w.Context(), w.as(pilot), acceptance.Decide{Number: 1, Outcome: contract.OutcomeAdmission})
		return err
	}
	type do = []func(*world) error
	for name, tc := range map[string]struct {
		kind reminder.DeliveryKind
		nth  int
		// until is done before the delivery is taken, then what follows happens
		// while it waits, until now.
		until, then do
		now         string // default the present
		want        reminder.SkipReason
	}{
		"a proposal":                                 {kind: committee.DecisionProposed},
		"a proposal that was adopted":                {kind: committee.DecisionProposed, then: do{settle(committee.DecisionAdopted)}, want: reminder.SkipChanged},
		"an adoption":                                {kind: committee.DecisionSettled, until: do{settle(committee.DecisionAdopted)}},
		"a deferral, then rejected":                  {kind: committee.DecisionSettled, until: do{settle(committee.DecisionDeferred)}, then: do{settle(committee.DecisionRejected)}, want: reminder.SkipChanged},
		"a rejection after a deferral":               {kind: committee.DecisionSettled, nth: 1, until: do{settle(committee.DecisionDeferred), settle(committee.DecisionRejected)}},
		"a decision, weeks late":                     {kind: committee.DecisionProposed, now: "2027-06-01 08:00"},
		"an assignment":                              {kind: rollout.ActionAssigned},
		"an assignment of what is done":              {kind: rollout.ActionAssigned, then: do{complete}, want: reminder.SkipClosed},
		"the reminder of the day before":             {kind: rollout.ActionReminder, now: "2026-12-14 09:00"},
		"that of the day before on the day":          {kind: rollout.ActionReminder, now: "2026-12-15 09:00", want: reminder.SkipNewer},
		"that of the day, days late":                 {kind: rollout.ActionReminder, nth: 1, now: "2026-12-20 09:00"},
		"a reminder of what is done":                 {kind: rollout.ActionReminder, then: do{complete}, now: "2026-12-14 09:00", want: reminder.SkipClosed},
		"that it is done":                            {kind: rollout.ActionDone, until: do{complete}},
		"a meeting":                                  {kind: committee.MeetingPlanned},
		"a meeting that was moved":                   {kind: committee.MeetingPlanned, then: do{move("2026-12-21 14:00")}, want: reminder.SkipChanged},
		"a meeting that was cancelled":               {kind: committee.MeetingPlanned, then: do{cancel}, want: reminder.SkipChanged},
		"a meeting that has begun":                   {kind: committee.MeetingPlanned, now: "2026-12-18 14:00", want: reminder.SkipBegun},
		"a move":                                     {kind: committee.MeetingMoved, until: do{move("2026-12-21 14:00")}},
		"a move, then moved again":                   {kind: committee.MeetingMoved, until: do{move("2026-12-21 14:00")}, then: do{move("2026-12-22 14:00")}, want: reminder.SkipChanged},
		"a cancellation":                             {kind: committee.MeetingCancelled, until: do{cancel}},
		"a cancellation after the hour":              {kind: committee.MeetingCancelled, until: do{cancel}, now: "2026-12-18 15:00"},
		"a reminder 7 days before":                   {kind: committee.MeetingReminder, now: "2026-12-11 14:00"},
		"a reminder 7 days before, a day before":     {kind: committee.MeetingReminder, now: "2026-12-17 14:00", want: reminder.SkipNewer},
		"a reminder 7 days before, an instant short": {kind: committee.MeetingReminder, now: "2026-12-17 13:59"},
		"a reminder an hour before, late":            {kind: committee.MeetingReminder, nth: 2, now: "2026-12-18 13:59"},
		"a reminder when it begins":                  {kind: committee.MeetingReminder, nth: 2, now: "2026-12-18 14:00", want: reminder.SkipBegun},
		"a reminder of what is cancelled":            {kind: committee.MeetingReminder, then: do{cancel}, now: "2026-12-11 14:00", want: reminder.SkipClosed},
		"a verification":                             {kind: acceptance.VerificationOpened},
		"a verification that was decided":            {kind: acceptance.VerificationOpened, then: do{decide}, want: reminder.SkipClosed},
		"a reminder of what is decided":              {kind: acceptance.VerificationReminder, then: do{decide}, now: "2026-12-08 09:00", want: reminder.SkipClosed},
		"a deadline's reminder":                      {kind: acceptance.VerificationReminder, nth: 1, now: "2026-12-08 09:00"},
		"a deadline's first when the next is due":    {kind: acceptance.VerificationReminder, now: "2026-12-16 09:00", want: reminder.SkipNewer},
		"a deadline's last, once it has gone by":     {kind: acceptance.VerificationReminder, nth: 5, now: "2027-01-02 09:00"},
		"a verification's decision":                  {kind: acceptance.VerificationDecided, until: do{decide}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t).withCopil().withContract("")
			w.propose("Retenir", "COPIL", wallonA)
			w.schedule("COPIL", "2026-12-18 14:00")
			_, err := w.CreateAction(t.Context(), w.as(member), rollout.NewAction{
				Title: "Former", Schools: []record.UAI{wallonA}, Assignees: []record.Person{person(other)}, Due: day("2026-12-15"),
			})
			require.NoError(t, err)
			w.open(contract.StepVA, "2026-11-23", member)
			for _, step := range tc.until {
				require.NoError(t, step(w))
			}
			d := nth(t, w.claim(), tc.kind, tc.nth)
			for _, step := range tc.then {
				require.NoError(t, step(w))
			}
			if tc.now != "" {
				w.at(tc.now)
			}

			b, err := w.Content(t.Context(), d)

			require.NoError(t, err)
			require.Equal(t, tc.want, b.Skip)
			require.Equal(t, w.now(), b.Now)
			require.Equal(t, team, b.Project.Team)
			require.Equal(t, d.Subject, b.About.Subject())
		})
	}
}

func TestBrief(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withContract("")
	t.Run("who does not hold the action any more is not told", func(t *testing.T) {
		_, err := w.CreateAction(t.Context(), w.as(pilot), rollout.NewAction{Title: "x", Due: day("2026-12-15"), Assignees: []record.Person{person(other)}})
		require.NoError(t, err)
		for _, kind := range []reminder.DeliveryKind{rollout.ActionAssigned, rollout.ActionReminder} {
			d := nth(t, w.claim(), kind, 0)
			d.Recipient = reminder.ToPerson(member)
			b, err := w.Content(t.Context(), d)
			require.NoError(t, err)
			require.Equal(t, reminder.SkipGone, b.Skip)
		}
	})
	t.Run("it tells the present state", func(t *testing.T) {
		w.schedule("COPIL", "2026-12-18 14:00")
		d := nth(t, w.claim(), committee.MeetingReminder, 0)
		_, _, err := w.MoveMeeting(t.Context(), w.as(pilot), 1, to(w.moment("2027-01-11 10:00")), "")
		require.NoError(t, err)
		b, err := w.Content(t.Context(), d)
		require.NoError(t, err)
		require.Equal(t, w.moment("2027-01-11 10:00"), b.About.(committee.MeetingView).Start())
		require.Equal(t, "Comité COPIL", b.About.(committee.MeetingView).CommitteeName)

		view := w.open(contract.StepVA, "2026-11-23")
		w.at("2026-12-22 09:00")
		b, err = w.Content(t.Context(), reminder.Delivery{Project: d.Project, Subject: view.Subject(), Kind: acceptance.VerificationReminder, Due: w.now()})
		require.NoError(t, err)
		require.Equal(t, []any{1, "Éditeur ENT", "33.2.1"}, []any{b.About.(acceptance.VerificationView).DaysLeft(), b.About.(acceptance.VerificationView).Supplier, b.About.(acceptance.VerificationView).Rule.Article})
	})
	t.Run("what it cannot tell of is an error", func(t *testing.T) {
		project := record.ProjectID(team)
		_, err := w.Content(t.Context(), reminder.Delivery{Project: project, Subject: "school/0940198E"})
		require.ErrorIs(t, err, errors.ErrUnsupported)
		for _, subject := range []record.Subject{"decision/COPIL-2026-999", "action/A-99", "meeting/R-99", "verification/V-99", "meeting/"} {
			_, err := w.Content(t.Context(), reminder.Delivery{Project: project, Subject: subject})
			require.ErrorIs(t, err, record.ErrNone, subject)
		}
		_, err = w.Content(t.Context(), reminder.Delivery{Project: "p-none", Subject: "action/A-1"})
		require.ErrorIs(t, err, record.ErrNone)
	})
}

func TestRecipients(t *testing.T) {
	t.Parallel()
	c, isChannel := reminder.ToChannel("c").Channel()
	require.True(t, isChannel)
	require.Equal(t, record.ChannelID("c"), c)
	u, isPerson := reminder.ToPerson("u").Person()
	require.True(t, isPerson)
	require.Equal(t, record.UserID("u"), u)
	_, isPerson = reminder.ToChannel("c").Person()
	_, isChannel = reminder.Recipient("channel/").Channel()
	require.False(t, isPerson || isChannel)
}

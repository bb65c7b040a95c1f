package governance_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
)

// nth is the n-th delivery of a kind among all, from 0.
func nth(t *testing.T, all []governance.Delivery, kind governance.DeliveryKind, n int) governance.Delivery {
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
	return governance.Delivery{}
}

func TestBriefIsMootWhenThereIsNothingToSay(t *testing.T) {
	t.Parallel()
	settle := func(to governance.DecisionState) func(w *world) error {
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
	complete := func(w *world) error { _, err := w.CompleteAction(w.Context(), w.as(pilot), 1); return err }
	decide := func(w *world) error {
		_, err := w.DecideVerification(w.Context(), w.as(pilot), governance.Decide{Number: 1, Outcome: governance.OutcomeAdmission})
		return err
	}
	type do = []func(*world) error
	for name, tc := range map[string]struct {
		kind governance.DeliveryKind
		nth  int
		// until is done before the delivery is taken, then what follows happens
		// while it waits, until now.
		until, then do
		now         string // default the present
		want        governance.Moot
	}{
		"a proposal":                                 {kind: governance.DecisionProposed},
		"a proposal that was adopted":                {kind: governance.DecisionProposed, then: do{settle(governance.DecisionAdopted)}, want: governance.MootChanged},
		"an adoption":                                {kind: governance.DecisionSettled, until: do{settle(governance.DecisionAdopted)}},
		"a deferral, then rejected":                  {kind: governance.DecisionSettled, until: do{settle(governance.DecisionDeferred)}, then: do{settle(governance.DecisionRejected)}, want: governance.MootChanged},
		"a rejection after a deferral":               {kind: governance.DecisionSettled, nth: 1, until: do{settle(governance.DecisionDeferred), settle(governance.DecisionRejected)}},
		"a decision, weeks late":                     {kind: governance.DecisionProposed, now: "2027-06-01 08:00"},
		"an assignment":                              {kind: governance.ActionAssigned},
		"an assignment of what is done":              {kind: governance.ActionAssigned, then: do{complete}, want: governance.MootClosed},
		"the reminder of the day before":             {kind: governance.ActionReminder, now: "2026-12-14 09:00"},
		"that of the day before on the day":          {kind: governance.ActionReminder, now: "2026-12-15 09:00", want: governance.MootNewer},
		"that of the day, days late":                 {kind: governance.ActionReminder, nth: 1, now: "2026-12-20 09:00"},
		"a reminder of what is done":                 {kind: governance.ActionReminder, then: do{complete}, now: "2026-12-14 09:00", want: governance.MootClosed},
		"that it is done":                            {kind: governance.ActionDone, until: do{complete}},
		"a meeting":                                  {kind: governance.MeetingPlanned},
		"a meeting that was moved":                   {kind: governance.MeetingPlanned, then: do{move("2026-12-21 14:00")}, want: governance.MootChanged},
		"a meeting that was cancelled":               {kind: governance.MeetingPlanned, then: do{cancel}, want: governance.MootChanged},
		"a meeting that has begun":                   {kind: governance.MeetingPlanned, now: "2026-12-18 14:00", want: governance.MootBegun},
		"a move":                                     {kind: governance.MeetingMoved, until: do{move("2026-12-21 14:00")}},
		"a move, then moved again":                   {kind: governance.MeetingMoved, until: do{move("2026-12-21 14:00")}, then: do{move("2026-12-22 14:00")}, want: governance.MootChanged},
		"a cancellation":                             {kind: governance.MeetingCancelled, until: do{cancel}},
		"a cancellation after the hour":              {kind: governance.MeetingCancelled, until: do{cancel}, now: "2026-12-18 15:00"},
		"a reminder 7 days before":                   {kind: governance.MeetingReminder, now: "2026-12-11 14:00"},
		"a reminder 7 days before, a day before":     {kind: governance.MeetingReminder, now: "2026-12-17 14:00", want: governance.MootNewer},
		"a reminder 7 days before, an instant short": {kind: governance.MeetingReminder, now: "2026-12-17 13:59"},
		"a reminder an hour before, late":            {kind: governance.MeetingReminder, nth: 2, now: "2026-12-18 13:59"},
		"a reminder when it begins":                  {kind: governance.MeetingReminder, nth: 2, now: "2026-12-18 14:00", want: governance.MootBegun},
		"a reminder of what is cancelled":            {kind: governance.MeetingReminder, then: do{cancel}, now: "2026-12-11 14:00", want: governance.MootClosed},
		"a verification":                             {kind: governance.VerificationOpened},
		"a verification that was decided":            {kind: governance.VerificationOpened, then: do{decide}, want: governance.MootClosed},
		"a reminder of what is decided":              {kind: governance.VerificationReminder, then: do{decide}, now: "2026-12-08 09:00", want: governance.MootClosed},
		"a deadline's reminder":                      {kind: governance.VerificationReminder, nth: 1, now: "2026-12-08 09:00"},
		"a deadline's first when the next is due":    {kind: governance.VerificationReminder, now: "2026-12-16 09:00", want: governance.MootNewer},
		"a deadline's last, once it has gone by":     {kind: governance.VerificationReminder, nth: 5, now: "2027-01-02 09:00"},
		"a verification's decision":                  {kind: governance.VerificationDecided, until: do{decide}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t).withCopil().withContract("")
			w.propose("Retenir", "COPIL", wallonA)
			w.schedule("COPIL", "2026-12-18 14:00")
			_, err := w.CreateAction(t.Context(), w.as(member), governance.NewAction{
				Title: "Former", Schools: []governance.UAI{wallonA}, Assignees: []governance.Person{person(other)}, Due: day("2026-12-15"),
			})
			require.NoError(t, err)
			w.open(governance.StepVA, "2026-11-23", member)
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

			b, err := w.Brief(t.Context(), d)

			require.NoError(t, err)
			require.Equal(t, tc.want, b.Moot)
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
		_, err := w.CreateAction(t.Context(), w.as(pilot), governance.NewAction{Title: "x", Due: day("2026-12-15"), Assignees: []governance.Person{person(other)}})
		require.NoError(t, err)
		for _, kind := range []governance.DeliveryKind{governance.ActionAssigned, governance.ActionReminder} {
			d := nth(t, w.claim(), kind, 0)
			d.Recipient = governance.ToPerson(member)
			b, err := w.Brief(t.Context(), d)
			require.NoError(t, err)
			require.Equal(t, governance.MootGone, b.Moot)
		}
	})
	t.Run("it tells the present state", func(t *testing.T) {
		w.schedule("COPIL", "2026-12-18 14:00")
		d := nth(t, w.claim(), governance.MeetingReminder, 0)
		_, _, err := w.MoveMeeting(t.Context(), w.as(pilot), 1, to(w.moment("2027-01-11 10:00")), "")
		require.NoError(t, err)
		b, err := w.Brief(t.Context(), d)
		require.NoError(t, err)
		require.Equal(t, w.moment("2027-01-11 10:00"), b.About.(governance.MeetingView).Start())
		require.Equal(t, "Comité COPIL", b.About.(governance.MeetingView).CommitteeName)

		view := w.open(governance.StepVA, "2026-11-23")
		w.at("2026-12-22 09:00")
		b, err = w.Brief(t.Context(), governance.Delivery{Project: d.Project, Subject: view.Subject(), Kind: governance.VerificationReminder, Due: w.now()})
		require.NoError(t, err)
		require.Equal(t, []any{1, "Éditeur ENT", "33.2.1"}, []any{b.About.(governance.VerificationView).DaysLeft(), b.About.(governance.VerificationView).Supplier, b.About.(governance.VerificationView).Rule.Article})
	})
	t.Run("what it cannot tell of is an error", func(t *testing.T) {
		project := governance.ProjectID(team)
		_, err := w.Brief(t.Context(), governance.Delivery{Project: project, Subject: "school/0940198E"})
		require.ErrorIs(t, err, errors.ErrUnsupported)
		for _, subject := range []governance.Subject{"decision/COPIL-2026-999", "action/A-99", "meeting/R-99", "verification/V-99", "meeting/"} {
			_, err := w.Brief(t.Context(), governance.Delivery{Project: project, Subject: subject})
			require.ErrorIs(t, err, governance.ErrNone, subject)
		}
		_, err = w.Brief(t.Context(), governance.Delivery{Project: "p-none", Subject: "action/A-1"})
		require.ErrorIs(t, err, governance.ErrNone)
	})
}

func TestRecipients(t *testing.T) {
	t.Parallel()
	c, isChannel := governance.ToChannel("c").Channel()
	require.True(t, isChannel)
	require.Equal(t, governance.ChannelID("c"), c)
	u, isPerson := governance.ToPerson("u").Person()
	require.True(t, isPerson)
	require.Equal(t, governance.UserID("u"), u)
	_, isPerson = governance.ToChannel("c").Person()
	_, isChannel = governance.Recipient("channel/").Channel()
	require.False(t, isPerson || isChannel)
}

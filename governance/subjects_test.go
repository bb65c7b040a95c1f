package governance_test

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
)

// Each noun of the table, by an example.
func TestSubjects(t *testing.T) {
	t.Parallel()
	type users = []governance.UserID
	w := newWorld(t).withCopil().withContract("")
	w.committee("SECRET", cabinet, governance.DiffusionCommittee)
	w.propose("Retenir", "COPIL", wallonA)
	w.give("2026-12-01", other, guest)
	w.schedule("COPIL", "2026-12-01 14:00")
	ver := w.deputised(other)
	view := func(do func(tx governance.Tx) error) {
		t.Helper()
		require.NoError(t, w.store.View(t.Context(), do))
	}
	project := governance.ProjectID(team)
	examples := map[governance.Noun]struct {
		subject governance.Subject
		// typed is how people refer to what they are reminded of.
		typed, show string
		facts       governance.Facts
		// inHand are those who have one in hand, and mine is what InHand says of other.
		inHand, mine users
		// summed says that a line of a summary may stand for a delivery.
		summed bool
		// acknowledged and unchanged are answered by « Vu » and « demain » to.
		to                      governance.UserID
		acknowledged, unchanged string
		over                    func() error
		closed                  string
	}{
		governance.NounMeeting: {
			subject: "meeting/R-1", typed: "r1", show: "/reunion voir R-1", summed: true,
			facts: governance.Facts{Ref: "R-1", Author: pilot, Version: 1, Keeper: "COPIL"},
			to:    member, acknowledged: "seen.meeting",
			over:   func() error { _, err := w.CancelMeeting(t.Context(), w.as(pilot), 1, ""); return err },
			closed: "meeting.off",
		},
		governance.NounVerification: {
			subject: ver.Subject(), typed: "V 1", show: "/recette voir V-1",
			facts: governance.Facts{
				Ref: "V-1", Author: pilot, Version: 1, Named: users{member, other, pilot}, Reminded: users{member}, Concerned: users{member, other},
			},
			inHand: users{member}, to: member, acknowledged: "seen.verification", unchanged: "seen.tomorrow_deadline",
			over: func() error {
				_, err := w.DecideVerification(t.Context(), w.as(pilot), governance.Decide{Number: 1, Outcome: governance.OutcomeAdmission})
				return err
			},
			closed: "verification.decided",
		},
		governance.NounAction: {
			subject: "action/A-1", typed: "a-1", show: "/action voir A-1", summed: true,
			facts:  governance.Facts{Ref: "A-1", Author: pilot, Version: 1, Named: users{other, guest, pilot}, Concerned: users{other, guest}},
			inHand: users{other, guest}, mine: users{other, guest},
			to: other, acknowledged: "seen.action", unchanged: "seen.tomorrow_due",
			over: func() error { return complete(w, w.as(other)) }, closed: "action.closed",
		},
		governance.NounDecision: {
			subject: "decision/COPIL-2026-001", show: "/decision voir COPIL-2026-001", summed: true,
			facts: governance.Facts{Ref: "COPIL-2026-001", Author: pilot, Version: 1, Keeper: "COPIL"},
		},
		governance.NounCommittee: {
			subject: "committee/SECRET", facts: governance.Facts{Ref: "SECRET", Author: pilot, Keeper: "SECRET"},
		},
		governance.NounDigest: {
			subject: "digest/COPIL",
			facts:   governance.Facts{Ref: "COPIL", Author: pilot, Named: users{other, guest}, Keeper: "COPIL"}, // who hold what it tells of
		},
	}
	require.ElementsMatch(t, governance.Nouns(), slices.Collect(maps.Keys(examples)), "each noun has an example")
	for _, noun := range slices.Backward(governance.Nouns()) { // digests first: of what is still open
		e := examples[noun]
		t.Run(string(noun), func(t *testing.T) {
			require.Equal(t, noun, e.subject.Noun())
			require.Equal(t, e.facts.Ref, e.subject.Ref())
			if e.typed != "" {
				got, err := governance.ParseSubject("reference", e.typed)
				require.NoError(t, err)
				require.Equal(t, e.subject, got)
			}
			if e.show != "" {
				require.Equal(t, e.show, governance.ShowCommand(e.subject))
			}
			view(func(tx governance.Tx) error {
				facts, err := governance.FactsOf(tx, project, e.subject, w.now())
				require.NoError(t, err)
				require.Equal(t, e.facts, facts)
				_, err = governance.FactsOf(tx, project, governance.Subject(string(noun)+"/NONE-999"), w.now())
				require.ErrorIs(t, err, governance.ErrNone)
				all, err := governance.InHand(tx, project, noun, "")
				require.NoError(t, err)
				require.Equal(t, e.inHand, all)
				mine, err := governance.InHand(tx, project, noun, other)
				require.NoError(t, err)
				require.Equal(t, e.mine, mine)
				return nil
			})
			d := governance.Delivery{Subject: e.subject, Recipient: governance.ToPerson(other)}
			require.Equal(t, e.summed, d.Summable())
			d.Kind = governance.Undeliverable
			require.False(t, d.Summable())
			if e.to == "" {
				return
			}
			b, err := w.Acknowledge(t.Context(), w.as(e.to, copil), e.subject)
			require.NoError(t, err)
			require.Equal(t, e.acknowledged, b.Acknowledged().Key)
			require.Equal(t, e.unchanged, b.Unchanged().Key)
			require.NoError(t, e.over())
			_, err = w.Acknowledge(t.Context(), w.as(e.to, copil), e.subject)
			require.Equal(t, e.closed, keyOf(err))
		})
	}
	t.Run("what the bot owes no message about", func(t *testing.T) {
		for _, s := range []governance.Subject{"school/0940198E", "contract/M2026-04", "summary/user/u", "", "action"} {
			view(func(tx governance.Tx) error {
				_, err := governance.FactsOf(tx, project, s, w.now())
				require.Error(t, err)
				require.Equal(t, s != "action", errors.Is(err, errors.ErrUnsupported), s)
				return nil
			})
		}
	})
	t.Run("what nobody is reminded of is not acknowledged", func(t *testing.T) {
		_, err := w.Acknowledge(t.Context(), w.as(pilot), "decision/COPIL-2026-001")
		require.ErrorIs(t, err, errors.ErrUnsupported)
		_, err = w.Acknowledge(t.Context(), w.as(pilot), "school/0940198E")
		require.ErrorIs(t, err, errors.ErrUnsupported)
	})
}

// How each kind of delivery is treated.
func TestDeliveryKinds(t *testing.T) {
	t.Parallel()
	type policy struct{ reminder, waits, digest bool }
	want := map[governance.DeliveryKind]policy{
		governance.MeetingReminder: {reminder: true}, governance.VerificationReminder: {reminder: true}, governance.VerificationEscalation: {reminder: true},
		governance.VerificationLapse: {reminder: true}, governance.ExtensionReminder: {reminder: true},
		governance.ActionReminder: {reminder: true, waits: true}, governance.ActionAgain: {waits: true},
		governance.CommitteeDigest: {reminder: true, digest: true}, governance.PersonalDigest: {reminder: true, waits: true, digest: true},
	}
	kinds := governance.KindsOfSubjects()
	require.Len(t, kinds, 28)
	for kind := range kinds {
		require.Equal(t, want[kind], policy{kind.Reminder(), kind.Waits(), kind.Digest()}, kind)
	}
	for _, kind := range []governance.DeliveryKind{governance.Undeliverable, governance.Summary} {
		require.NotContains(t, kinds, kind)
		require.Equal(t, policy{}, policy{kind.Reminder(), kind.Waits(), kind.Digest()}, kind)
	}
	for kind := range want {
		require.Contains(t, kinds, kind)
	}
}

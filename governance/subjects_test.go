package governance_test

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/acceptance"
	"pilotent/governance/committee"
	"pilotent/governance/contract"
	"pilotent/governance/proceedings"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/governance/sitting"
	"pilotent/storage/storagetest"
)

// Each noun of the table, by an example.
func TestSubjects(t *testing.T) {
	t.Parallel()
	type users = []record.UserID
	w := newWorld(t).withCopil().withContract("")
	w.committee("SECRET", cabinet, record.DiffusionCommittee)
	w.charged("COPIL", "2026-12-01", other)
	w.giveIn(copil, "2026-12-01", other, guest)
	w.schedule("COPIL", "2026-12-01 14:00")
	_, err := w.Convene(t.Context(), w.as(pilot), sitting.Convene{Meeting: 1})
	require.NoError(t, err)
	w.hold(w.schedule("COPIL", "2026-11-23 09:00"))
	_, err = w.PostMinutes(t.Context(), w.as(pilot), 2)
	require.NoError(t, err)
	w.planSeries(farSeries())
	ver := w.deputised(other)
	w.agree("2028-08-31", wallonA)
	_, _, err = w.AskToJoin(t.Context(), w.as(other), wallonA, rollout.FunctionHead)
	require.NoError(t, err)
	w.close()
	w.reopen()
	view := func(do func(tx storagetest.Tx) error) {
		t.Helper()
		require.NoError(t, storagetest.Wide{Store: w.store}.View(t.Context(), do))
	}
	project := record.ProjectID(team)
	examples := map[record.Noun]struct {
		subject record.Subject
		// typed is how people refer to what they are reminded of.
		typed string
		facts facts
		// inHand are those who have one in hand, and mine is what InHand says of other.
		inHand, mine users
		// summed says that a line of a summary may stand for a delivery.
		summed bool
		// acknowledged and unchanged are answered by « Vu » and « demain » to.
		to                      record.UserID
		acknowledged, unchanged string
		over                    func() error
		closed                  string
	}{
		committee.NounMeeting: {
			subject: "meeting/R-1", typed: "r1", summed: true,
			facts: facts{Ref: "R-1", Author: pilot, Version: 1, Keeper: "COPIL"},
			to:    member, acknowledged: "seen.meeting",
			over:   func() error { _, err := w.CancelMeeting(t.Context(), w.as(pilot), 1, ""); return err },
			closed: "meeting.off",
		},
		sitting.NounConvocation: {
			subject: "convocation/R-1",
			facts:   facts{Ref: "R-1", Author: pilot, Version: 1, Named: users{guestIn, member, pilot}, Keeper: "COPIL"},
		},
		sitting.NounSitting: {
			subject: "sitting/R-1", facts: facts{Ref: "R-1", Author: pilot, Version: 1, Keeper: "COPIL"}, summed: true,
		},
		proceedings.NounProceedings: {
			subject: "proceedings/R-2", facts: facts{Ref: "R-2", Author: pilot, Version: 1, Named: users{pilot, ""}, Keeper: "COPIL"},
		},
		acceptance.NounVerification: {
			subject: ver.Subject(), typed: "V 1",
			facts: facts{
				Ref: "V-1", Author: pilot, Version: 1, Named: users{member, other, pilot}, Reminded: users{member}, Concerned: users{member, other},
			},
			inHand: users{member, pilot}, to: member, acknowledged: "seen.verification", unchanged: "seen.tomorrow_deadline",
			over: func() error {
				_, err := w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{Number: 1, Outcome: contract.OutcomeAdmission})
				return err
			},
			closed: "verification.decided",
		},
		rollout.NounAction: {
			subject: "action/A-1", typed: "a-1", summed: true,
			facts:  facts{Ref: "A-1", Author: pilot, Version: 1, Named: users{other, guest, pilot}, Concerned: users{other, guest}},
			inHand: users{other, guest, pilot}, mine: users{other, guest, pilot}, // and who gave it
			to: other, acknowledged: "seen.action", unchanged: "seen.tomorrow_due",
			over: func() error { return complete(w, w.as(other)) }, closed: "action.closed",
		},
		rollout.NounTeam: {
			subject: "school_team/0940198E", facts: facts{Ref: "0940198E", Named: users{other}},
		},
		committee.NounDecision: {
			subject: "decision/COPIL-2026-001", typed: "copil-2026-1", summed: true,
			facts:  facts{Ref: "COPIL-2026-001", Author: pilot, Version: 1, Named: users{other, pilot}, Concerned: users{other}, Keeper: "COPIL"},
			inHand: users{other}, mine: users{other},
			to: other, acknowledged: "seen.decision", unchanged: "seen.decision_due",
			over: func() error {
				_, err := w.ApplyDecision(t.Context(), w.as(other), "COPIL-2026-001", "")
				return err
			},
			closed: "decision.settled",
		},
		committee.NounAgreement: {
			subject: "agreement/C-1", typed: "c1", summed: true,
			facts: facts{Ref: "C-1", Author: pilot, Version: 1, Named: users{pilot}},
			to:    member, acknowledged: "seen.agreement",
			over: func() error {
				_, err := w.TerminateAgreement(t.Context(), w.as(pilot), 1, day("2027-06-30"), "La mairie se retire")
				return err
			},
			closed: "agreement.terminated",
		},
		sitting.NounSeries: {
			subject: "series/S-1", facts: facts{Ref: "S-1", Author: pilot, Version: 1, Keeper: "COPIL"}, summed: true,
		},
		record.NounCommittee: {
			subject: "committee/SECRET", facts: facts{Ref: "SECRET", Author: pilot, Keeper: "SECRET"},
		},
		record.NounProject: {
			subject: record.ProjectSubject, facts: facts{Author: pilot},
		},
		governance.NounBot: {subject: governance.BotSubject},
		reminder.NounDigest: {
			subject: "digest/COPIL",
			facts:   facts{Ref: "COPIL", Author: pilot, Named: users{other, guest, other}, Keeper: "COPIL"}, // who hold what it tells of
		},
	}
	require.ElementsMatch(t, governance.Subjects().Nouns(), slices.Collect(maps.Keys(examples)), "each noun has an example")
	for _, noun := range slices.Backward(governance.Subjects().Nouns()) { // digests first: of what is still open
		e := examples[noun]
		t.Run(string(noun), func(t *testing.T) {
			require.Equal(t, noun, e.subject.Noun())
			require.Equal(t, e.facts.Ref, e.subject.Ref())
			if e.typed != "" {
				got, err := governance.Subjects().ParseSubject("reference", e.typed)
				require.NoError(t, err)
				require.Equal(t, e.subject, got)
			}
			view(func(tx storagetest.Tx) error {
				facts, err := factsOf(tx, project, e.subject, w.now())
				require.NoError(t, err)
				require.Equal(t, e.facts, facts)
				_, err = factsOf(tx, project, record.Subject(string(noun)+"/NONE-999"), w.now())
				require.ErrorIs(t, err, record.ErrNone)
				all, err := inHand(tx, project, noun, "")
				require.NoError(t, err)
				require.Equal(t, e.inHand, all)
				mine, err := inHand(tx, project, noun, other)
				require.NoError(t, err)
				require.Equal(t, e.mine, mine)
				return nil
			})
			d := reminder.Delivery{Subject: e.subject, Recipient: reminder.ToPerson(other)}
			require.Equal(t, e.summed, governance.Subjects().Summable(d))
			d.Kind = reminder.Undeliverable
			require.False(t, governance.Subjects().Summable(d))
			if e.to == "" {
				return
			}
			b, err := w.Acknowledge(t.Context(), w.as(e.to, copil), e.subject)
			require.NoError(t, err)
			require.Equal(t, e.acknowledged, b.Acknowledged.Key)
			require.Equal(t, e.unchanged, b.Unchanged.Key)
			require.NoError(t, e.over())
			_, err = w.Acknowledge(t.Context(), w.as(e.to, copil), e.subject)
			require.Equal(t, e.closed, keyOf(err))
		})
	}
	t.Run("what the bot owes no message about", func(t *testing.T) {
		for _, s := range []record.Subject{"school/0940198E", "contract/M2026-04", "summary/user/u", "", "action"} {
			view(func(tx storagetest.Tx) error {
				_, err := factsOf(tx, project, s, w.now())
				require.Error(t, err)
				require.Equal(t, s != "action", errors.Is(err, errors.ErrUnsupported), s)
				return nil
			})
		}
	})
	t.Run("what nobody is reminded of is not acknowledged", func(t *testing.T) {
		_, err := w.Acknowledge(t.Context(), w.as(pilot), "school/0940198E")
		require.ErrorIs(t, err, errors.ErrUnsupported)
	})
}

// How each kind of delivery is treated.
func TestDeliveryKinds(t *testing.T) {
	t.Parallel()
	type policy struct{ reminder, waits, digest bool }
	want := map[reminder.DeliveryKind]policy{
		committee.MeetingReminder: {reminder: true}, acceptance.VerificationReminder: {reminder: true}, acceptance.VerificationEscalation: {reminder: true},
		acceptance.VerificationTacitEffect: {reminder: true}, proceedings.RemarksRead: {reminder: true}, sitting.SeriesNumbering: {reminder: true}, acceptance.ExtensionReminder: {reminder: true},
		committee.AgreementReminder: {reminder: true, waits: true}, sitting.ConvocationReminder: {reminder: true, waits: true},
		sitting.MinutesDue: {reminder: true, waits: true}, proceedings.RemarksEnd: {reminder: true}, proceedings.ApprovalDue: {reminder: true, waits: true},
		rollout.ActionReminder: {reminder: true, waits: true}, rollout.ActionAgain: {waits: true}, governance.BotAccessEnds: {waits: true}, rollout.ActionWaiting: {reminder: true},
		committee.DecisionReminder: {reminder: true, waits: true}, committee.DecisionAgain: {waits: true}, committee.DecisionReview: {reminder: true},
		reminder.CommitteeDigest: {reminder: true, digest: true}, reminder.PersonalDigest: {reminder: true, waits: true, digest: true},
	}
	kinds := kindsOfSubjects()
	require.Len(t, kinds, 81)
	for kind := range kinds {
		require.Equal(t, want[kind], policy{governance.Subjects().Policy(kind).Reminder, governance.Subjects().Policy(kind).Waits, governance.Subjects().Policy(kind).Chain}, kind)
	}
	for _, kind := range []reminder.DeliveryKind{reminder.Undeliverable, reminder.Summary} {
		require.NotContains(t, kinds, kind)
		require.Equal(t, policy{}, policy{governance.Subjects().Policy(kind).Reminder, governance.Subjects().Policy(kind).Waits, governance.Subjects().Policy(kind).Chain}, kind)
	}
	for kind := range want {
		require.Contains(t, kinds, kind)
	}
}

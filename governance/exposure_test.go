package governance_test

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/acceptance"
	"pilotent/governance/committee"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

func TestACommitteeThatKeepsToItselfWantsAPrivateChannel(t *testing.T) {
	t.Parallel()
	create := func(w *world, in record.ChannelID, d record.Diffusion) error {
		_, err := w.CreateCommittee(t.Context(), w.as(pilot, in), committee.NewCommittee{
			Code: "SUIVI", Name: "Suivi", Level: record.LevelTerritorial, Diffusion: d,
		})
		return err
	}
	for name, tc := range map[string]struct {
		in   record.ChannelID
		d    record.Diffusion
		want string
	}{
		"closed, in a public channel":  {copil, record.DiffusionCommittee, "committee.public"},
		"closed, in a private channel": {secret, record.DiffusionCommittee, ""},
		"open, in a public channel":    {copil, record.DiffusionTeam, ""},
		"open, in a private channel":   {secret, record.DiffusionTeam, ""},
		"closed, in a direct message":  {direct, record.DiffusionCommittee, "committee.channel"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			_, err := w.Committees(t.Context(), w.as(pilot)) // makes the project
			require.NoError(t, err)
			before := w.dump()
			err = create(w, tc.in, tc.d)
			if tc.want == "" {
				require.NoError(t, err)
				return
			}
			require.Equal(t, tc.want, keyOf(err))
			require.Equal(t, before, w.dump(), "nothing is written")
		})
	}
}

// become makes a channel public or private, and has it looked at.
func (w *world) become(id record.ChannelID, private bool) {
	w.Helper()
	c := w.chat.channels[id]
	c.Private = private
	w.chat.channels[id] = c
	require.NoError(w, w.WatchChannels(w.Context()))
}

func TestAChannelThatBecomesPublic(t *testing.T) {
	t.Parallel()
	const subject = record.Subject("committee/SECRET")
	exposed := func(w *world) *world {
		w.committee("SECRET", secret, record.DiffusionCommittee)
		return w
	}
	told := func(w *world) []string { return w.owed(subject, committee.CommitteeExposed) }

	t.Run("is told to the pilots, once", func(t *testing.T) {
		t.Parallel()
		w := exposed(newWorld(t))
		require.NoError(t, w.WatchChannels(t.Context()))
		require.Empty(t, told(w))
		w.become(secret, false)
		before := w.dump()
		w.at("2026-11-24 08:00")
		w.become(secret, false)
		require.Equal(t, before, w.dump(), "nothing is written while nothing changes")
		require.Equal(t, []string{"2026-11-23 08:00 pilots"}, told(w))
		require.Equal(t, []string{"committee.created", "committee.exposed"}, w.changes(subject))
	})

	t.Run("is told again when it was private meanwhile", func(t *testing.T) {
		t.Parallel()
		w := exposed(newWorld(t))
		w.become(secret, false)
		w.bring()
		w.become(secret, true)
		w.at("2026-11-24 08:00")
		w.become(secret, false)
		require.Equal(t, []string{"2026-11-24 08:00 pilots"}, told(w))
		w.bring()
		require.Empty(t, told(w))
		require.Equal(t, []string{"committee.created", "committee.exposed", "committee.enclosed", "committee.exposed"}, w.changes(subject))
	})

	t.Run("is not told any more once it is private again", func(t *testing.T) {
		t.Parallel()
		w := exposed(newWorld(t))
		w.become(secret, false)
		owed := w.claim()
		w.become(secret, true)
		i := slices.IndexFunc(owed, func(d reminder.Delivery) bool { return d.Kind == committee.CommitteeExposed })
		b, err := w.Content(t.Context(), owed[i])
		require.NoError(t, err)
		require.Equal(t, reminder.SkipChanged, b.Skip)
		w.become(secret, false)
		b, err = w.Content(t.Context(), owed[i])
		require.NoError(t, err)
		require.Equal(t, reminder.SkipChanged, b.Skip, "the second time has its own")
	})

	t.Run("is told to every pilot, however many", func(t *testing.T) {
		t.Parallel()
		w := exposed(newWorld(t))
		for range 250 {
			w.chat.pilots = append(w.chat.pilots, record.Person{ID: record.UserID("u-pilot-" + string(rune('a'+len(w.chat.pilots)))), Username: "p"})
		}
		w.become(secret, false)
		owed := w.claim()
		i := slices.IndexFunc(owed, func(d reminder.Delivery) bool { return d.Kind == committee.CommitteeExposed })
		each, err := w.PassOn(t.Context(), owed[i])
		require.NoError(t, err)
		require.Len(t, each, 250)
		b, err := w.Content(t.Context(), each[249])
		require.NoError(t, err)
		require.Empty(t, b.Skip)
		require.Equal(t, "SECRET", b.About.(committee.Exposed).Code)
		require.Equal(t, subject, b.About.Subject())
	})

	t.Run("is of no matter where the committee is open to the team", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.committee("SECRET", secret, record.DiffusionTeam)
		w.become(secret, false)
		require.Empty(t, told(w))
	})

	t.Run("is not known where the chat does not show it, and keeps no other from being noticed", func(t *testing.T) {
		t.Parallel()
		w := exposed(newWorld(t))
		w.committee("CABINET", cabinet, record.DiffusionCommittee)
		w.become(cabinet, false)
		require.Len(t, w.owed("committee/CABINET", committee.CommitteeExposed), 1)
		delete(w.chat.channels, cabinet)
		w.become(secret, false)
		require.Len(t, told(w), 1)
		require.NotContains(t, w.changes("committee/CABINET"), "committee.enclosed")
		w.chat.fail["Channel"] = errors.New("away")
		require.ErrorContains(t, w.WatchChannels(t.Context()), "away")
	})

	t.Run("is said of the committee, to those who see it", func(t *testing.T) {
		t.Parallel()
		w := exposed(newWorld(t))
		w.become(secret, false)
		for u, want := range map[record.UserID]bool{pilot: true, other: false} {
			view, err := w.Committee(t.Context(), w.as(u), "SECRET")
			require.NoError(t, err)
			require.Equal(t, want, view.Exposed, u)
		}
	})

	t.Run("is noticed by several replicas, and told once", func(t *testing.T) {
		t.Parallel()
		w := exposed(newWorld(t))
		replica := w.replica()
		ch := w.chat.channels[secret]
		ch.Private = false
		w.chat.channels[secret] = ch
		var wg sync.WaitGroup
		for _, s := range []*governance.Service{w.Service, replica, w.Service, replica} {
			wg.Go(func() {
				if err := s.WatchChannels(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		require.Len(t, told(w), 1)
		require.Equal(t, []string{"committee.created", "committee.exposed"}, w.changes(subject))
	})
}

// What a committee that keeps to itself says of itself is told in no channel that it
// is not in: not why it is over, when it has moved before that could be told.
func TestAChannelThatACommitteeHasLeft(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.committee("SECRET", secret, record.DiffusionCommittee)
	_, err := w.CloseCommittee(t.Context(), w.as(pilot, secret), "SECRET", "mésentente")
	require.NoError(t, err)
	for kind, want := range map[reminder.DeliveryKind]error{committee.CommitteeClosed: reminder.ErrLeft, committee.CommitteeEdited: nil} {
		for channel, want := range map[record.ChannelID]error{copil: want, secret: nil} {
			d := reminder.Delivery{Project: record.ProjectID(team), Subject: "committee/SECRET", Kind: kind, Recipient: reminder.ToChannel(channel), Occurrence: "1"}
			b, err := w.Content(t.Context(), d)
			require.NoError(t, err)
			_, err = w.Entitled(t.Context(), d, b)
			require.ErrorIs(t, err, want, "%s in %s", kind, channel)
		}
	}
}

// A button on a post that somebody could read once does not tell them, once they
// have left, what it was about.
func TestAButtonOfACommitteeThatOneHasLeft(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		sent  func(w *world) reminder.Delivery
		press func(w *world, a record.Actor) error
	}{
		"that adopts a decision": {func(w *world) reminder.Delivery {
			return w.sent(w.propose("Fermer", "SECRET").Subject(), committee.DecisionProposed, "")
		}, func(w *world, a record.Actor) error {
			_, err := w.SettleDecision(t.Context(), a, "SECRET-2026-001", committee.DecisionAdopted, "")
			return err
		}},
		"that has seen a meeting": {func(w *world) reminder.Delivery {
			return w.sent(w.schedule("SECRET", "2026-12-18 14:00").Subject(), committee.MeetingReminder, "")
		}, func(w *world, a record.Actor) error {
			_, err := w.Acknowledge(t.Context(), a, a.Click.Subject)
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.committee("SECRET", secret, record.DiffusionCommittee)
			w.chat.members[secret] = []record.UserID{member}
			d := tc.sent(w)
			a := w.clicking(member, d, 1, "/decision adopter SECRET-2026-001")
			w.chat.members[secret] = nil
			before := w.dump()
			err := tc.press(w, a)
			require.Equal(t, "click.left", keyOf(err))
			require.NotContains(t, asJSON(t, asError(t, err, record.Forbidden, "click.left")), "SECRET")
			require.Equal(t, before, w.dump())
			w.chat.members[secret] = []record.UserID{member}
			require.NoError(t, tc.press(w, a), "who is in it may")
		})
	}
}

// A verification is everybody's; that a committee which keeps to itself is told of it
// at the last, and by which of its decisions it was decided, is not.
func TestAVerificationOfACommitteeThatKeepsToItself(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withContract("")
	w.committee("SECRET", secret, record.DiffusionCommittee)
	dec := w.decide("Admettre", "SECRET")
	opened, err := w.OpenVerification(t.Context(), w.as(pilot), acceptance.NewVerification{
		Step: contract.StepVA, Contract: "M2026-04", Object: "x", NotifiedOn: day("2026-11-23"), Committee: "SECRET", InCharge: []record.Person{person(other)},
	})
	require.NoError(t, err)
	require.Equal(t, "SECRET", opened.Committee)
	for user, want := range map[record.UserID]string{pilot: "SECRET", other: "", guest: ""} {
		view, err := w.Verification(t.Context(), w.as(user), opened.Number)
		require.NoError(t, err)
		require.Equal(t, want, view.Committee, user)
	}
	receipt, err := w.Acknowledge(t.Context(), w.as(other), opened.Subject())
	require.NoError(t, err)
	require.NotContains(t, asJSON(t, receipt), "SECRET")
	_, err = w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{Number: opened.Number, Outcome: contract.OutcomeAdmission, Decision: dec.Ref})
	require.NoError(t, err)
	for user, want := range map[record.UserID]string{pilot: dec.Ref, other: ""} {
		view, err := w.Verification(t.Context(), w.as(user), opened.Number)
		require.NoError(t, err)
		require.Equal(t, want, view.DecisionRef, user)
	}
}

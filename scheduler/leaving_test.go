package scheduler_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/acceptance"
	"pilotent/governance/committee"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/scheduler"
)

var ien = person("ien")

// secret adds SECRET, a committee that keeps to itself, in a private channel,
// and turns its digest off.
func (w *world) secret() {
	w.Helper()
	a := w.as(pilot)
	a.Channel = "secret"
	_, err := w.CreateCommittee(w.Context(), a, committee.NewCommittee{
		Code: "SECRET", Name: "Cabinet", Level: record.LevelTerritorial, Diffusion: record.DiffusionCommittee,
	})
	require.NoError(w, err)
	_, _, err = w.SetDigest(w.Context(), w.as(pilot), "SECRET", committee.DigestChange{Off: true})
	require.NoError(w, err)
}

// archived makes the chat refuse what is for the channel of SECRET.
func (w *world) archived() {
	w.failing(reminder.ToChannel("secret"), func(reminder.Delivery) error {
		return &scheduler.SendError{Dead: true, NotSent: true, Reason: "archived", Err: errCut}
	})
}

// Somebody who has left the team is told nothing any more, of whatever kind.
func TestWhoHasLeftTheTeamIsToldNothing(t *testing.T) {
	t.Parallel()
	kinds := map[reminder.DeliveryKind]bool{}
	for _, s := range scenes() {
		w := newWorld(t)
		_, err := w.ImportSchools(t.Context(), w.as(pilot), schoolTable(t))
		require.NoError(t, err)
		require.NoError(t, s.does(w))
		if s.at != "" {
			w.at(s.at)
		}
		due, err := w.store.Claim(t.Context(), time.Minute, 100)
		require.NoError(t, err)
		for _, d := range due {
			if d.Recipient == reminder.ToPilots() {
				d.Recipient, d.Occurrence = reminder.ToPerson(pilot.ID), "pilots"+d.Occurrence // as it is passed on
			}
			u, ok := d.Recipient.Person()
			if d.Kind != s.kind || !ok {
				continue
			}
			_, skipReason, err := w.composer.Compose(t.Context(), d)
			require.NoError(t, err)
			w.chat.change(func(c *chat) { c.roles[u] = record.RoleNone })
			m, _, err := w.composer.Compose(t.Context(), d)
			if skipReason == "" {
				require.ErrorIs(t, err, reminder.ErrLeft, s.title)
				kinds[s.kind] = true
			}
			require.Empty(t, m.Markdown())
			w.chat.change(func(c *chat) { delete(c.roles, u) })
		}
	}
	require.Len(t, kinds, 45, "of every kind that is for people")
}

func TestWhatWasForWhoHasLeftTheTeamIsToldToItsAuthor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.action("2026-12-15", ien)
	w.chat.change(func(c *chat) { c.roles[ien.ID] = record.RoleNone })
	w.deliver()
	w.deliver()
	require.Subset(t, w.recorded(), []string{"action.assigned user/ien dead left", "undeliverable user/coordinatrice sent"})
	require.Len(t, w.chat.said(), 1)
	require.Contains(t, w.chat.said()[0].Text, "a quitté l'équipe")
}

// What SECRET keeps to itself reaches nobody who is not in it any more, not even
// as a reference; a pilot learns it instead.
func TestWhoHasLeftACommitteeIsToldNothingOfIt(t *testing.T) {
	t.Parallel()
	decide := func(w *world) {
		_, err := w.LogDecision(w.Context(), w.as(ien), committee.NewDecision{Text: "Fermer", Committee: "SECRET"})
		require.NoError(w, err)
	}
	leave := func(c *chat) { c.out[ien.ID] = true }
	for name, tc := range map[string]struct {
		does func(w *world)
		who  record.Person
		// leaves is how; default out of the channel.
		leaves func(c *chat)
		// later is when it is told; default at once.
		later string
	}{
		"a decision that could not be announced": {does: decide, who: ien},
		"a meeting that could not be announced": {who: ien, does: func(w *world) {
			_, _, err := w.ScheduleMeeting(w.Context(), w.as(ien), committee.NewMeeting{Committee: "SECRET", Start: w.moment("2026-12-18 14:00")})
			require.NoError(w, err)
		}},
		"a meeting that could not be reminded of": {who: ien, later: "2026-12-11 14:00", does: func(w *world) {
			w.chat.send = nil
			_, _, err := w.ScheduleMeeting(w.Context(), w.as(ien), committee.NewMeeting{Committee: "SECRET", Start: w.moment("2026-12-18 14:00")})
			require.NoError(w, err)
			w.deliver()
			w.chat.posts = nil
			w.archived()
		}},
		"many of them, after an outage": {who: ien, later: "2026-11-23 12:00", does: func(w *world) {
			for range 8 {
				decide(w)
			}
		}},
		"a digest that could not be given, to who is no pilot any more": {who: pilot, later: "2026-11-30 08:00", does: func(w *world) {
			decide(w)
			_, err := w.LogDecision(w.Context(), w.as(ien), committee.NewDecision{Text: "Fermer", Committee: "SECRET", Proposed: true})
			require.NoError(w, err)
			_, _, err = w.ScheduleMeeting(w.Context(), w.as(ien), committee.NewMeeting{Committee: "SECRET", Start: w.moment("2026-12-01 14:00")})
			require.NoError(w, err)
			_, _, err = w.SetDigest(w.Context(), w.as(ien), "SECRET", committee.DigestChange{})
			require.NoError(w, err)
			w.deliver()
			w.deliver()
			w.chat.posts = nil
		}, leaves: func(c *chat) {
			c.roles[pilot.ID], c.out[pilot.ID] = record.RoleMember, true
		}},
		"word that its channel is public, to who is no pilot any more": {who: pilot, does: func(w *world) {
			w.chat.change(func(c *chat) { c.private["secret"] = false })
			require.NoError(w, w.WatchChannels(w.Context()))
		}, leaves: func(c *chat) {
			c.roles[pilot.ID], c.out[pilot.ID] = record.RoleMember, true
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.secret()
			w.archived()
			tc.does(w)
			if tc.leaves == nil {
				tc.leaves = leave
			}
			w.chat.change(tc.leaves)
			if tc.later != "" {
				w.at(tc.later)
			}
			for range 3 {
				w.deliver()
			}
			for _, p := range w.chat.said() {
				require.NotEqual(t, reminder.ToPerson(tc.who.ID), p.To, p.Text)
			}
			require.Contains(t, strings.Join(w.recorded(), "\n"), " user/"+string(tc.who.ID)+" dead left")
			if tc.who == ien {
				require.NotEmpty(t, w.chat.said(), "the pilot is told")
				require.Equal(t, reminder.ToPerson(pilot.ID), w.chat.said()[0].To)
			}
		})
	}

	t.Run("who is in it still is told", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.secret()
		w.archived()
		decide(w)
		w.deliver()
		w.deliver()
		require.Len(t, w.chat.said(), 1)
		require.Equal(t, reminder.ToPerson(ien.ID), w.chat.said()[0].To)
		require.Contains(t, w.chat.said()[0].Text, "SECRET-2026-001")
	})
}

// A verification is for the whole team, the decision that it follows is not.
func TestAVerificationDoesNotNameADecisionThatItsReadersDoNotSee(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.secret()
	w.chat.change(func(c *chat) { c.out[ien.ID], c.out["cpc"] = true, true })
	_, err := w.LogDecision(t.Context(), w.as(pilot), committee.NewDecision{Text: "Version apte", Committee: "SECRET"})
	require.NoError(t, err)
	_, err = w.OpenVerification(t.Context(), w.as(pilot), acceptance.NewVerification{
		Step: contract.StepVA, Contract: "M2026-04", Object: "Version 2.3", NotifiedOn: record.Project{Zone: "Europe/Paris"}.Today(w.now()),
		InCharge: []record.Person{ien}, Deputies: []record.Person{person("cpc")}, Committee: "SECRET",
	})
	require.NoError(t, err)
	for _, at := range []string{"2026-12-08 09:00", "2026-12-16 09:00", "2026-12-20 09:00", "2026-12-22 09:00", "2026-12-22 14:00"} {
		w.at(at)
		w.deliver()
	}
	_, err = w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{Number: 1, Outcome: contract.OutcomeAdmission, Decision: "SECRET-2026-001"})
	require.NoError(t, err)
	w.deliver()
	var told int
	for _, p := range w.chat.said() {
		if p.To == reminder.ToPerson(ien.ID) || p.To == reminder.ToPerson("cpc") {
			told++
			require.NotContains(t, p.Text, "SECRET")
		}
	}
	require.GreaterOrEqual(t, told, 6)
}

func TestWhenTheChatDoesNotSayWhoIsWhere(t *testing.T) {
	t.Parallel()

	t.Run("what a committee keeps waits", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.secret()
		w.archived()
		_, err := w.LogDecision(t.Context(), w.as(ien), committee.NewDecision{Text: "Fermer", Committee: "SECRET"})
		require.NoError(t, err)
		w.chat.change(func(c *chat) { c.asked = func() error { return errCut } })
		w.deliver()
		require.Empty(t, w.chat.said())
		require.Contains(t, w.recorded(), "undeliverable user/ien pending directory")
		w.chat.change(func(c *chat) { c.asked = nil })
		w.at("2026-11-23 08:10")
		w.deliver()
		require.Len(t, w.chat.said(), 1)
	})

	t.Run("what is open to the team is said", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.action("2026-12-15", ien)
		w.chat.change(func(c *chat) { c.asked = func() error { return errCut } })
		w.deliver()
		require.Len(t, w.chat.said(), 1)
	})
}

// A button that somebody has pressed shows them nothing new once they have left.
func TestAMessageIsNotMadeAnewForWhoHasLeft(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	act := w.action("2026-12-15", ien)
	w.deliver()
	sent := w.chat.said()[0]
	a := w.as(ien)
	a.Click = &record.Click{Delivery: sent.Delivery, Subject: act.Subject(), Version: act.Version, Command: "/action faite A-1", Post: sent.ID}
	_, err := w.CompleteAction(t.Context(), a, 1, rollout.Report{})
	require.NoError(t, err)
	again := func() (bool, error) {
		_, _, done, err := w.composer.Recompose(context.Background(), record.ProjectID(team), sent.Delivery, "/action faite A-1", ien.ID)
		return done, err
	}
	done, err := again()
	require.NoError(t, err)
	require.True(t, done)
	w.chat.change(func(c *chat) { c.roles[ien.ID] = record.RoleNone })
	done, err = again()
	require.ErrorIs(t, err, reminder.ErrLeft)
	require.False(t, done)
}

// What a committee keeps to itself is said in no channel that it has left, neither what
// was on its way nor under what it had said there while all could read it.
func TestAChannelThatACommitteeHasLeftIsToldNothingOfIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	propose := func(text string) committee.Decision {
		dec, err := w.LogDecision(t.Context(), w.as(pilot), committee.NewDecision{Text: text, Committee: "COPIL", Proposed: true})
		require.NoError(t, err)
		return dec
	}
	dec := propose("Changer de prestataire")
	w.deliver()
	sent := w.chat.said()[0]
	propose("Fermer")
	hide := w.as(pilot)
	hide.Channel = "secret"
	_, c, err := w.EditCommittee(t.Context(), hide, committee.EditCommittee{Code: "COPIL", Move: true, Diffusion: record.DiffusionCommittee})
	require.NoError(t, err)
	require.Equal(t, record.ChannelID("secret"), c.Channel)
	w.chat.change(func(c *chat) { c.posts = nil })
	w.deliver()
	for _, p := range w.chat.said() {
		require.NotContains(t, p.Text, "Fermer", p.To)
	}
	require.Contains(t, w.chat.said()[0].Text+w.chat.said()[1].Text, "n'est plus dans ce canal", "there it is said that it has left")

	a := w.as(pilot)
	a.Click = &record.Click{Delivery: sent.Delivery, Subject: dec.Subject(), Version: dec.Version, Command: "/decision adopter " + dec.Ref, Post: sent.ID}
	_, err = w.SettleDecision(t.Context(), a, dec.Ref, committee.DecisionAdopted, "")
	require.NoError(t, err)
	_, _, done, err := w.composer.Recompose(t.Context(), record.ProjectID(team), sent.Delivery, "/decision adopter "+dec.Ref, pilot.ID)
	require.ErrorIs(t, err, reminder.ErrLeft)
	require.False(t, done)
}

// A channel that was private is looked at each minute, and not only when
// somebody types.
func TestAChannelThatBecomesPublicIsNoticed(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, w *world) {
		w.secret()
		stop := w.run(w.courier())
		defer stop()
		told := func() (n int) {
			for _, p := range w.chat.said() {
				if strings.HasPrefix(p.Text, "Le canal ~secret de **SECRET** est devenu public.") {
					n++
				}
			}
			return n
		}
		become := func(private bool, wait time.Duration) {
			w.chat.change(func(c *chat) { c.private["secret"] = private })
			w.pass(wait)
		}
		w.pass(2 * time.Hour)
		require.Zero(t, told())
		become(false, 2*time.Minute)
		require.Equal(t, 1, told())
		w.pass(2 * time.Hour)
		require.Equal(t, 1, told(), "once")
		become(true, 2*time.Minute)
		become(false, 2*time.Minute)
		require.Equal(t, 2, told(), "each time")
	})
}

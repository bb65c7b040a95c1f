package scheduler_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/scheduler"
)

// verify opens a verification of 23 November 2026 in the committee's channel, in
// ien's charge, and does things with it.
func verify(step contract.Step, does ...func(w *world) error) func(w *world) error {
	return func(w *world) error {
		_, err := w.OpenVerification(w.Context(), w.as(pilot), acceptance.NewVerification{
			Step: step, Contract: "M2026-04", Object: "Version 2.3", NotifiedOn: calendar.MustParseDate("2026-11-23"),
			InCharge: []record.Person{person("ien")},
		})
		for _, do := range does {
			if err == nil && do != nil {
				err = do(w)
			}
		}
		return err
	}
}

func decides(n acceptance.Decide) func(w *world) error {
	n.Number = 1
	return func(w *world) error {
		_, err := w.DecideVerification(w.Context(), w.as(pilot), n)
		return err
	}
}

func rejects(w *world) error {
	return decides(acceptance.Decide{Outcome: contract.OutcomeRejection, Reason: "Lenteurs", Observations: "aucune"})(w)
}

func ajourns(w *world) error {
	return decides(acceptance.Decide{Outcome: contract.OutcomeAdjourned, Reason: "Lenteurs"})(w)
}

func reduces(w *world) error {
	return decides(acceptance.Decide{Outcome: contract.OutcomeReduction, Reason: "Lenteurs", Rate: 750})(w)
}

// counts counts the delivery of V-1 as 118 of 120, or otherwise.
func counts(n acceptance.NewCount) func(w *world) error {
	return func(w *world) error {
		if n.Number == 0 {
			n.Number, n.Ordered, n.Unit = 1, 120, "postes"
		}
		_, err := w.CountDelivery(w.Context(), w.as(pilot), n)
		return err
	}
}

// inReunion makes the contract one that is carried out in La Réunion.
func inReunion(w *world) error {
	_, err := w.ChangeContract(w.Context(), w.as(pilot), contract.Change{Ref: "M2026-04", Region: calendar.RegionLaReunion})
	return err
}

func refuses(w *world) error {
	_, err := w.AnswerVerification(w.Context(), w.as(pilot), acceptance.Answer{Number: 1})
	return err
}

func presents(w *world) error {
	_, err := w.PresentVerification(w.Context(), w.as(pilot), acceptance.Presentation{Number: 1})
	return err
}

// lapses brings the effect of silence, at a moment.
func tacitEffects(at string) func(w *world) error {
	return func(w *world) error {
		w.at(at)
		_, err := w.courier().DeliverDue(w.Context())
		w.exec("UPDATE deliveries SET state = 'pending', settled_at = NULL WHERE kind IN ('verification.lapsed', 'extension.lapsed')")
		return err
	}
}

func corrects(w *world) error {
	_, err := w.CorrectVerification(w.Context(), w.as(pilot), acceptance.Correction{Decide: acceptance.Decide{
		Number: 1, Outcome: contract.OutcomeAdjourned, Reason: "notifié à temps, saisi trop tard", On: calendar.MustParseDate("2026-12-28"),
	}})
	return err
}

func TestSilenceChangesTheStateAtMidnightOnce(t *testing.T) {
	t.Parallel()
	const subject = "verification/V-1"
	state := func(w *world) acceptance.Verification {
		v, err := w.Verification(w.Context(), w.as(pilot), 1)
		require.NoError(w, err)
		return v.Verification
	}
	changes := func(w *world) (lapsed int) {
		for _, l := range w.rows("SELECT change FROM history WHERE subject = '" + subject + "' ORDER BY id") {
			if l == "verification.lapsed_accepted" {
				lapsed++
			}
		}
		return lapsed
	}
	lapsed := func(w *world, said int) {
		v := state(w)
		require.Equal(w, []any{contract.OutcomeAdmission, "2026-12-30", record.Ourselves, contract.SilenceAccepted, acceptance.PhaseEnded},
			[]any{v.Outcome, v.DecidedOn.String(), v.DecidedBy, v.Lapsed, v.Phase})
		require.Equal(w, 1, changes(w))
		told := 0
		for _, line := range firstLines(w.chat.said()) {
			if line == "**Le délai est passé** : Version 2.3 (V-1, VSR, marché M2026-04)." {
				told++
			}
		}
		require.Equal(w, said, told, "the one in charge, and the committee")
	}
	open := func(t *testing.T) *world {
		w := newWorld(t)
		require.NoError(t, verify(contract.StepVSR)(w))
		return w
	}
	t.Run("not an instant before, and then by itself", func(t *testing.T) {
		t.Parallel()
		w := open(t)
		w.at("2026-12-30 23:59")
		w.deliver()
		require.True(t, state(w).Open())
		w.at("2026-12-31 00:00")
		w.deliver()
		lapsed(w, 2)
		w.deliver()
		lapsed(w, 2)
	})
	t.Run("when the bot comes back, with the right date", func(t *testing.T) {
		t.Parallel()
		w := open(t)
		w.at("2027-01-18 10:00")
		w.deliver()
		lapsed(w, 2)
	})
	t.Run("when it dies between the change and its record", func(t *testing.T) {
		t.Parallel()
		w := open(t)
		w.at("2026-12-31 00:00")
		_, err := w.store.Claim(t.Context(), 1, 100) // whoever held it is gone
		require.NoError(t, err)
		done, err := w.CarryOutTacitEffect(t.Context(), record.ProjectID(team), subject)
		require.NoError(t, err)
		require.True(t, done)
		w.at("2026-12-31 00:02")
		w.deliver()
		lapsed(w, 2)
	})
	t.Run("when the clock goes back between the claim and the change", func(t *testing.T) {
		t.Parallel()
		w := open(t)
		w.at("2026-12-31 00:00")
		_, err := w.courierOn(backwards{w.store, w}).DeliverDue(t.Context())
		require.NoError(t, err)
		require.True(t, state(w).Open())
		w.at("2026-12-31 00:02")
		w.deliver()
		lapsed(w, 2)
	})
	t.Run("by any number of replicas", func(t *testing.T) {
		t.Parallel()
		w := open(t)
		w.at("2026-12-31 00:00")
		errs := make(chan error, 4)
		for range cap(errs) {
			go func() { _, err := w.courierOn(w.open()).DeliverDue(t.Context()); errs <- err }()
		}
		for range cap(errs) {
			require.NoError(t, <-errs)
		}
		w.deliver()
		lapsed(w, 2)
	})
	t.Run("as long as the database does not take it, it is tried again", func(t *testing.T) {
		t.Parallel()
		w := open(t)
		w.at("2026-12-31 00:00")
		w.exec("ALTER TABLE contracts RENAME TO away")
		w.exec("UPDATE deliveries SET attempt = 100 WHERE kind = 'verification.lapse'")
		w.deliver()
		require.Equal(t, []string{"pending"}, w.rows("SELECT state FROM deliveries WHERE kind = 'verification.lapse'"))
		w.exec("ALTER TABLE away RENAME TO contracts")
		w.at("2026-12-31 00:06")
		w.deliver()
		lapsed(w, 2)
	})
	t.Run("also where the program was older when it was opened", func(t *testing.T) {
		t.Parallel()
		w := open(t)
		w.exec("DELETE FROM deliveries WHERE kind = 'verification.lapse'")
		w.at("2027-01-18 10:00")
		require.NoError(t, w.PlanTacitEffects(t.Context()))
		w.deliver()
		lapsed(w, 2)
	})
	t.Run("a command that comes before the Courier finds it done", func(t *testing.T) {
		t.Parallel()
		w := open(t)
		w.at("2026-12-31 00:00")
		err := decides(acceptance.Decide{Outcome: contract.OutcomeAdmission})(w)
		var e *record.Error
		require.True(t, errors.As(err, &e), err)
		require.Equal(t, "verification.lapsed_accepted", e.Key)
		w.deliver()
		lapsed(w, 2)
	})
}

// backwards is an outbox whose clock goes back after a claim.
type backwards struct {
	scheduler.Outbox
	w *world
}

func (b backwards) Claim(ctx context.Context, lease time.Duration, limit int) ([]reminder.Delivery, error) {
	ds, err := b.Outbox.Claim(ctx, lease, limit)
	if len(ds) > 0 {
		b.w.setClock(b.w.now().Add(-time.Second))
	}
	return ds, err
}

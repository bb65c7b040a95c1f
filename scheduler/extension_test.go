package scheduler_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
)

func extends(n acceptance.Extension) func(w *world) error {
	n.Number, n.Reason = 1, "Panne chez l'hébergeur"
	return func(w *world) error {
		_, err := w.ExtendVerification(w.Context(), w.as(pilot), n)
		return err
	}
}

// asks for days today, of a cause that may be told.
func asks(days int, cause string) func(w *world) error {
	n := acceptance.Extension{Days: days, Asked: true}
	if cause != "" {
		n.CauseOn = calendar.MustParseDate(cause)
	}
	return extends(n)
}

// silently notes what silence on a request means after 10 days.
func silently(silence contract.Silence) func(w *world) error {
	return func(w *world) error {
		_, err := w.ChangeClause(w.Context(), w.as(pilot), contract.ClauseChange{
			Contract: "M2026-04", Topic: contract.TopicExtensionReply, Silence: silence, Article: "CCAP 7.5",
			Period: calendar.Period{Length: 10, Unit: calendar.UnitDays},
		})
		return err
	}
}

func later(at string) func(w *world) error {
	return func(w *world) error { w.at(at); return nil }
}

func TestSilenceAnswersARequestAtMidnightOnce(t *testing.T) {
	t.Parallel()
	for silence, want := range map[contract.Silence]struct {
		change, deadline, said string
	}{
		contract.SilenceAgreed:  {"verification.extension_granted", "2027-01-04", "**la prolongation de 10 jours est réputée accordée**"},
		contract.SilenceRefused: {"verification.extension_denied", "2026-12-23", "**la prolongation de 10 jours est réputée refusée**"},
	} {
		requested := func(t *testing.T) *world {
			w := newWorld(t)
			require.NoError(t, verify(contract.StepMOM, silently(silence), asks(10, ""))(w))
			return w
		}
		answered := func(w *world) {
			v, err := w.Verification(w.Context(), w.as(pilot), 1)
			require.NoError(w, err)
			require.Nil(w, v.Request)
			require.Equal(w, want.deadline, v.Deadline.String())
			require.Equal(w, []string{"verification.opened", "verification.extension_asked", want.change},
				w.rows("SELECT change FROM history WHERE subject = 'verification/V-1' ORDER BY id"))
			told := 0
			for _, m := range w.chat.said() {
				if strings.Contains(m.Text, want.said) {
					told++
				}
			}
			require.Equal(w, 2, told, "the one in charge, and the committee")
		}
		t.Run(want.change, func(t *testing.T) {
			t.Parallel()
			w := requested(t)
			w.at("2026-12-03 23:59")
			w.deliver()
			v, err := w.Verification(t.Context(), w.as(pilot), 1)
			require.NoError(t, err)
			require.NotNil(t, v.Request, "not an instant before")
			w.at("2026-12-04 00:00")
			w.deliver()
			w.deliver()
			answered(w)
		})
		t.Run(want.change+" by any number of replicas", func(t *testing.T) {
			t.Parallel()
			w := requested(t)
			w.at("2026-12-04 00:00")
			errs := make(chan error, 4)
			for range cap(errs) {
				go func() { _, err := w.courierOn(w.open()).DeliverDue(t.Context()); errs <- err }()
			}
			for range cap(errs) {
				require.NoError(t, <-errs)
			}
			w.deliver()
			answered(w)
		})
		t.Run(want.change+" when it dies between the change and its record", func(t *testing.T) {
			t.Parallel()
			w := requested(t)
			w.at("2026-12-04 00:00")
			_, err := w.store.Claim(t.Context(), 1, 100) // whoever held it is gone
			require.NoError(t, err)
			done, err := w.CarryOutTacitEffect(t.Context(), record.ProjectID(team), "verification/V-1")
			require.NoError(t, err)
			require.True(t, done)
			w.at("2026-12-04 00:02")
			w.deliver()
			answered(w)
		})
		t.Run(want.change+" also where nobody owed it", func(t *testing.T) {
			t.Parallel()
			w := requested(t)
			w.exec("DELETE FROM deliveries WHERE kind = 'verification.lapse'")
			w.at("2026-12-04 10:00")
			require.NoError(t, w.PlanTacitEffects(t.Context()))
			w.deliver()
			answered(w)
		})
	}
}

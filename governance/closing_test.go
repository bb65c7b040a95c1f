package governance_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/acceptance"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

func (w *world) close() {
	w.Helper()
	p, err := w.CloseProject(w.Context(), w.as(pilot), "marché fini")
	require.NoError(w, err)
	require.Equal(w, "marché fini", p.Closed.Reason)
}

func (w *world) reopen() {
	w.Helper()
	p, err := w.ReopenProject(w.Context(), w.as(pilot))
	require.NoError(w, err)
	require.Nil(w, p.Closed)
}

// Whatever changes something is refused, and a new method is tried without a line here:
// TestEveryMethodIsTried says that writes has it.
func TestAClosedProjectRefusesEveryWrite(t *testing.T) {
	t.Parallel()
	o := newApp(t, pilot)
	o.committee("COSUI", lobby, record.DiffusionTeam) // what writes made before, that others write about
	_, err := o.NoteSchool(t.Context(), o.as(pilot), wallonA, "vu")
	require.NoError(t, err)
	o.close()
	before := o.dump()
	tried := 0
	for _, w := range writes() {
		if w.method == "ReopenProject" || w.who[0] != "" { // the pilot may not
			continue
		}
		tried++
		err := w.call(o, t.Context(), o.as(pilot))
		assert.Equal(t, "project.closed", keyOf(err), w.method+" "+w.variant)
		require.Equal(t, before, o.dump(), w.method+" "+w.variant)
	}
	require.Greater(t, tried, 60)
	t.Run("who closed it, and when, is said", func(t *testing.T) {
		_, err := o.NoteSchool(t.Context(), o.as(member), wallonA, "vu")
		refusal := asError(t, err, record.Conflict, "project.closed")
		require.Equal(t, record.Args{"by": person(pilot), "date": day("2026-11-23")}, refusal.Args)
	})
	t.Run("all can be read", func(t *testing.T) {
		for name, call := range reads(o.world, t.Context(), o.as(other)) {
			require.NoError(t, call(), name)
		}
		require.Equal(t, before, o.dump())
	})
	t.Run("nothing is written by itself", func(t *testing.T) {
		for name, do := range map[string]func(context.Context) error{
			"Reconcile": o.Reconcile, "Watch": o.Watch, "PlanDigests": o.PlanDigests, "PlanTacitEffects": o.PlanTacitEffects, "FinishImports": o.FinishImports,
		} {
			require.NoError(t, do(t.Context()), name)
			require.Equal(t, before, o.dump(), name)
		}
		require.False(t, perhaps(o.CarryOut(t.Context(), reminder.Delivery{Project: record.ProjectID(team), Subject: acceptance.Verification{Number: stillRuns}.Subject()})))
		require.Equal(t, before, o.dump())
	})
	t.Run("it is written again once it is open", func(t *testing.T) {
		o.reopen()
		_, err := o.NoteSchool(t.Context(), o.as(member), wallonA, "vu")
		require.NoError(t, err)
		require.Equal(t, []string{"project.closed", "project.reopened"}, o.changes(record.ProjectSubject))
		_, err = o.ReopenProject(t.Context(), o.as(pilot))
		asError(t, err, record.Conflict, "project.open")
	})
}

func perhaps(done bool, err error) bool { return done || err != nil }

func TestClosingIsAskedBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withContract("")
	doubts := func() (keys []string, of map[string]record.Doubt) {
		a := w.as(pilot)
		a.Consent = record.Consent{}
		before := w.dump()
		_, err := w.CloseProject(t.Context(), a, "marché fini")
		question, ok := errors.AsType[*record.QuestionError](err)
		require.True(t, ok, "%v", err)
		require.Equal(t, before, w.dump())
		of = map[string]record.Doubt{}
		for _, d := range question.Doubts {
			keys, of[d.Key] = append(keys, d.Key), d
		}
		return keys, of
	}
	t.Run("also where nothing is left open", func(t *testing.T) {
		keys, _ := doubts()
		require.Equal(t, []string{"project.close"}, keys)
	})
	w.give("2026-12-15", member)
	w.charged("COPIL", "2026-12-01", other)
	v := w.open(contract.StepVA, "2026-11-20", member)
	t.Run("with all that is", func(t *testing.T) {
		keys, of := doubts()
		require.Equal(t, []string{"project.close", "project.actions", "project.decisions", "project.running"}, keys)
		require.Equal(t, record.Args{"Count": 1}, of["project.actions"].Args)
		require.Equal(t, record.Args{"Count": 1, "refs": []string{v.Ref()}, "date": v.Deadline}, of["project.running"].Args)
		require.Positive(t, of["project.close"].Args["Count"])
	})
	t.Run("and never without a reason", func(t *testing.T) {
		_, err := w.CloseProject(t.Context(), w.as(pilot), " ")
		require.Equal(t, record.Invalid, record.CodeOf(err))
	})
	t.Run("nor while schools are imported", func(t *testing.T) {
		w := newWorld(t)
		_, err := w.imports(w.Service, manyBatches("a", 940100), func(done, total int) {
			if done < total {
				_, err := w.CloseProject(t.Context(), w.as(pilot), "marché fini")
				asError(t, err, record.Conflict, "project.importing")
			}
		})
		require.NoError(t, err)
		w.close()
	})
}

// Many write while many close: it is closed once, and nothing is written after that.
func TestClosingWhileOthersWrite(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	other := w.replica()
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			of := w.Service
			if i%2 == 0 {
				of = other
			}
			var err error
			if i%3 == 0 {
				_, err = of.CloseProject(t.Context(), w.as(pilot), fmt.Sprint("raison ", i))
			} else {
				_, err = of.NoteSchool(t.Context(), w.as(member), wallonA, fmt.Sprint("vu ", i))
			}
			if err != nil && keyOf(err) != "project.closed" {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	all := w.column("SELECT change FROM history ORDER BY id")
	require.Equal(t, "project.closed", all[len(all)-1])
	require.Equal(t, []string{"project.closed"}, w.changes(record.ProjectSubject))
}

func TestNothingIsToldOfAClosedProject(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withContract("")
	w.committee("GT1", copil, record.DiffusionTeam) // in the same channel
	w.committee("SECRET", cabinet, record.DiffusionCommittee)
	act, late := w.give("2026-12-03", member), w.give("2027-03-04", member)
	w.schedule("COPIL", "2026-12-04 14:00")
	silent := w.open(contract.StepVSR, "2026-10-26", member) // until the end of November and seven days
	w.bring()
	var said []string
	w.settled = func(r reminder.Settlement) {
		if r.State == reminder.SettledSent && !r.Delivery.Recipient.Clock() {
			said = append(said, string(r.Delivery.Kind)+" "+string(r.Delivery.Recipient))
		}
	}
	w.at("2026-11-24 08:30")
	before, err := w.Overview(t.Context(), w.as(other))
	require.NoError(t, err)
	require.Nil(t, before.Closed)
	w.schedule("GT1", "2026-12-05 10:00")
	w.close()
	w.bringUntil(w.moment("2027-01-15 12:00"))
	require.ElementsMatch(t, []string{"project.closed channel/" + string(copil), "project.closed channel/" + string(cabinet)}, said,
		"also of what was to be announced; each channel once")
	require.Empty(t, w.column("SELECT kind FROM deliveries WHERE state IN ('pending', 'claimed') AND kind LIKE 'digest%'"), "no digest is planned")

	t.Run("what silence does is not followed, and is written down as of its day once the project is open again", func(t *testing.T) {
		v, err := w.Verification(t.Context(), w.as(pilot), silent.Number)
		require.NoError(t, err)
		require.False(t, v.Decided())
		said = nil
		w.reopen()
		v, err = w.Verification(t.Context(), w.as(pilot), silent.Number)
		require.NoError(t, err)
		require.Equal(t, contract.OutcomeAdmission, v.Outcome)
		require.Equal(t, v.Deadline, v.DecidedOn)
		w.bring()
		require.ElementsMatch(t, []string{
			"project.reopened channel/" + string(copil), "project.reopened channel/" + string(cabinet), "verification.lapsed user/u-member",
		}, said, "and nothing else of what has gone by")
	})
	t.Run("what is to come is told again, and digests go on", func(t *testing.T) {
		said = nil
		w.bringUntil(w.moment("2027-03-05 12:00"))
		require.Contains(t, said, "action.reminder user/u-member")
		require.Contains(t, said, "digest.personal user/u-member")
		require.NotContains(t, said, "meeting.reminder channel/"+string(copil))
		require.Equal(t, []string{"2027-03-03 09:00", "2027-03-04 09:00"}, w.sentOn(late.Subject()))
		require.Empty(t, w.sentOn(act.Subject()))
	})
}

func TestWhatWaitedWhileAProjectWasClosedIsNotTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.give("2026-12-03", member)
	w.bring()
	w.close()
	w.at("2026-12-04 10:00") // nobody has brought anything
	w.reopen()
	var said []reminder.DeliveryKind
	w.settled = func(r reminder.Settlement) {
		if r.State == reminder.SettledSent {
			said = append(said, r.Delivery.Kind)
		}
	}
	w.bring()
	require.Equal(t, []reminder.DeliveryKind{governance.ProjectReopened}, said, "not even that it was closed")
}

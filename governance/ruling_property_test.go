package governance_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
)

// hearing is V-1, a VSR, and the decisions that its minutes are to be of: each as it
// was taken and, once a silence is corrected, those that were there before it.
type hearing struct {
	*world
	rt        *rapid.T
	decisions []string
	// trail is what has changed it, but for what was put right since.
	trail []turn
}

// turn is a decision, an answer or a silence: what was awaited, and what was decided
// until then.
type turn struct {
	awaited        acceptance.VerificationView
	decisions      []string
	silent, answer bool
}

// may is written down a second time: what a VSR may be decided by, in each phase.
func (o turn) may(n acceptance.Correction, today calendar.Date) bool {
	v, silent := o.awaited, o.awaited.Rule.Silence
	acts := acceptance.Acts(silent)
	switch {
	case n.On.Before(v.Fact), (o.silent || acts) && n.On.After(v.Deadline):
		return false
	case n.Answer != nil:
		return v.Phase == acceptance.PhaseAnswer || v.Phase == acceptance.PhaseObservations
	case o.answer:
		return false
	}
	switch v.Phase {
	case acceptance.PhaseVerifying:
		return true
	case acceptance.PhaseReply:
		return n.Outcome != contract.OutcomeAdjourned
	case acceptance.PhaseChoice:
		return n.Outcome == contract.OutcomeReduction || n.Outcome == contract.OutcomeRejection
	default: // the supplier is late, and nothing comes of it by itself
		return !acts && today.After(v.Deadline) && (n.Outcome == contract.OutcomeReduction || n.Outcome == contract.OutcomeRejection)
	}
}

// TestMinutesAreOfWhatWasDecided: whatever is decided, answered, prolonged, left to
// silence and corrected, in whatever order and under whatever clauses, each decision
// has its minutes, and nothing else.
func TestMinutesAreOfWhatWasDecided(t *testing.T) {
	inParts(t, 6, func(t *testing.T, rt *rapid.T) {
		h := &hearing{world: newWorld(t).withContract(""), rt: rt}
		h.at("2028-06-08 09:00")
		h.open(contract.StepVSR, "2028-06-07", member)
		silent := rapid.SampledFrom([]string{"as the CCAG has it", "accepted", "nothing"}).Draw(rt, "silence on an ajournement")
		switch silent {
		case "accepted":
			h.clause(contract.ClauseChange{Topic: contract.TopicAcceptance, Silence: contract.SilenceAgreed, Article: "CCAP 7"})
			h.clause(contract.ClauseChange{Topic: contract.TopicRepresentation, Silence: contract.SilenceRefused, Article: "CCAP 7"})
		case "nothing":
			require.NoError(rt, saysNothing(h.world))
		}
		for i := range rapid.IntRange(2, 9).Draw(rt, "steps") {
			h.pass()
			h.do(i, rapid.SampledFrom([]string{"decide", "decide", "answer", "prolong", "correct", "correct", "nothing"}).Draw(rt, "step"))
			h.check()
		}
		require.NoError(rt, h.store.Close())
	})
}

// pass lets days go by, and what silence means then come about.
func (h *hearing) pass() {
	then := h.now().AddDate(0, 0, rapid.SampledFrom([]int{0, 1, 11, 16, 45}).Draw(h.rt, "days"))
	h.clock.Store(&then)
	awaited := h.seen()
	done, err := h.CarryOutTacitEffect(h.Context(), record.ProjectID(team), v1)
	require.NoError(h.rt, err)
	if !done {
		return
	}
	h.turns(turn{awaited: awaited, silent: true})
	if v := h.seen(); v.DecidedBy == record.Ourselves {
		h.decisions = append(h.decisions, fmt.Sprintf("%s on %s by silence", v.Outcome, v.TacitOn))
	}
}

func (h *hearing) turns(o turn) {
	o.decisions = slices.Clone(h.decisions)
	h.trail = append(h.trail, o)
}

func (h *hearing) seen() acceptance.VerificationView {
	v, err := h.Verification(h.Context(), h.as(guest), 1)
	require.NoError(h.rt, err)
	return v
}

func (h *hearing) do(i int, step string) {
	v := h.seen()
	n := acceptance.Decide{
		Number: 1, Reason: fmt.Sprint("motif ", i), Observations: "vues", On: record.Project{Zone: "Europe/Paris"}.Today(h.now()),
		Outcome: rapid.SampledFrom([]contract.Outcome{contract.OutcomeAdmission, contract.OutcomeAdjourned, contract.OutcomeReduction, contract.OutcomeRejection}).Draw(h.rt, "outcome"),
	}
	if n.Outcome == contract.OutcomeReduction {
		n.Rate = 500
	}
	accepted := rapid.Bool().Draw(h.rt, "accepted")
	var err error
	switch step {
	case "decide":
		if _, err = h.DecideVerification(h.Context(), h.as(pilot), n); err == nil {
			h.turns(turn{awaited: v})
			h.decided(n)
		}
	case "answer":
		if _, err = h.AnswerVerification(h.Context(), h.as(pilot), acceptance.Answer{Number: 1, Accepted: accepted}); err == nil {
			h.turns(turn{awaited: v, answer: true})
		}
	case "prolong":
		_, err = h.ExtendVerification(h.Context(), h.as(pilot), acceptance.Extension{Number: 1, Days: 3, Reason: "panne"})
	case "correct":
		err = h.correct(v, n, accepted)
	}
	require.NotEqual(h.rt, "internal", keyOf(err), "%v", err)
}

// correct puts something right, on one of the days on which something was decided: in
// the place of the last that it can stand for, and of all that has come after that.
func (h *hearing) correct(v acceptance.VerificationView, n acceptance.Decide, accepted bool) error {
	today := n.On
	days := []calendar.Date{v.TacitOn, today}
	for _, o := range h.trail {
		days = append(days, o.awaited.Fact, o.awaited.DecidedOn)
	}
	n.On = rapid.SampledFrom(slices.DeleteFunc(days, calendar.Date.IsZero)).Draw(h.rt, "notified on")
	c := acceptance.Correction{Decide: n}
	if rapid.Bool().Draw(h.rt, "an answer") {
		c.Answer = &accepted
	}
	_, err := h.CorrectVerification(h.Context(), h.as(pilot), c)
	var at int
	for at = len(h.trail) - 1; at >= 0 && !h.trail[at].may(c, today); at-- {
	}
	if err != nil {
		require.True(h.rt, at < 0 || keyOf(err) == "verification.same", "%v: %v", c, err)
		return err
	}
	require.GreaterOrEqual(h.rt, at, 0, "%v", c)
	o := h.trail[at]
	h.trail, h.decisions = h.trail[:at], o.decisions
	h.turns(turn{awaited: o.awaited, answer: c.Answer != nil})
	if c.Answer == nil {
		h.decided(c.Decide)
	}
	return nil
}

func (h *hearing) decided(n acceptance.Decide) {
	h.decisions = append(slices.Clone(h.decisions), fmt.Sprintf("%s on %s, %s", n.Outcome, n.On, n.Reason))
}

func (h *hearing) check() {
	r, err := h.VerificationRecord(h.Context(), h.as(guest), 1)
	require.NoError(h.rt, err)
	var got []string
	for _, ruling := range r.Rulings {
		line := fmt.Sprintf("%s on %s, %s", ruling.Outcome, ruling.DecidedOn, ruling.Reason)
		if ruling.DecidedBy == record.Ourselves {
			line = fmt.Sprintf("%s on %s by silence", ruling.Outcome, ruling.DecidedOn)
		}
		got = append(got, line)
	}
	require.Equal(h.rt, len(h.decisions), len(got), "%v is not %v, after %v", got, h.decisions, h.changes(v1))
	for i := range got {
		require.Equal(h.rt, h.decisions[i], got[i], h.changes(v1))
	}
	require.LessOrEqual(h.rt, len(got), 3)
	if v := h.seen(); len(got) > 0 {
		require.Equal(h.rt, v.Outcome, r.Rulings[len(got)-1].Outcome, "the last is what holds")
	}
}

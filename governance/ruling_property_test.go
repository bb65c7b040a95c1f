package governance_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pilotent/governance"
)

// hearing is V-1, a VSR, and the decisions that its minutes are to be of: each as it
// was taken and, once a silence is corrected, those that were there before it.
type hearing struct {
	*world
	rt                  *rapid.T
	decisions, unlapsed []string
}

// TestMinutesAreOfWhatWasDecided: whatever is decided, answered, prolonged, left to
// silence and corrected, in whatever order and under whatever clauses, each decision
// has its minutes, and nothing else.
func TestMinutesAreOfWhatWasDecided(t *testing.T) {
	inParts(t, 6, func(t *testing.T, rt *rapid.T) {
		h := &hearing{world: newWorld(t).withContract(""), rt: rt}
		h.at("2028-06-08 09:00")
		h.open(governance.StepVSR, "2028-06-07", member)
		silent := rapid.SampledFrom([]string{"as the CCAG has it", "accepted", "nothing"}).Draw(rt, "silence on an ajournement")
		switch silent {
		case "accepted":
			h.clause(governance.ClauseChange{Topic: governance.TopicAcceptance, Silence: governance.SilenceAgreed, Article: "CCAP 7"})
			h.clause(governance.ClauseChange{Topic: governance.TopicRepresentation, Silence: governance.SilenceRefused, Article: "CCAP 7"})
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
	done, err := h.Lapse(h.Context(), governance.ProjectID(team), v1)
	require.NoError(h.rt, err)
	if !done {
		return
	}
	h.unlapsed = slices.Clone(h.decisions)
	if v := h.seen(); v.DecidedBy == governance.Ourselves {
		h.decisions = append(h.decisions, fmt.Sprintf("%s on %s by silence", v.Outcome, v.LapsedOn))
	}
}

func (h *hearing) seen() governance.VerificationView {
	v, err := h.Verification(h.Context(), h.as(guest), 1)
	require.NoError(h.rt, err)
	return v
}

func (h *hearing) do(i int, step string) {
	v := h.seen()
	n := governance.Decide{
		Number: 1, Reason: fmt.Sprint("motif ", i), Observations: "vues", On: governance.Project{Zone: "Europe/Paris"}.Today(h.now()),
		Outcome: rapid.SampledFrom([]governance.Outcome{governance.OutcomeAdmission, governance.OutcomeAdjourned, governance.OutcomeReduction, governance.OutcomeRejection}).Draw(h.rt, "outcome"),
	}
	if n.Outcome == governance.OutcomeReduction {
		n.Rate = 500
	}
	accepted := rapid.Bool().Draw(h.rt, "accepted")
	var err error
	switch step {
	case "decide":
		if _, err = h.DecideVerification(h.Context(), h.as(pilot), n); err == nil {
			h.decided(n)
		}
	case "answer":
		_, err = h.AnswerVerification(h.Context(), h.as(pilot), governance.Answer{Number: 1, Accepted: accepted})
	case "prolong":
		_, err = h.ExtendVerification(h.Context(), h.as(pilot), governance.Extension{Number: 1, Days: 3, Reason: "panne"})
	case "correct":
		c := governance.Correction{Decide: n}
		c.On = v.LapsedOn
		if rapid.Bool().Draw(h.rt, "an answer") {
			c.Answer = &accepted
		}
		if _, err = h.CorrectVerification(h.Context(), h.as(pilot), c); err == nil {
			if h.decisions = h.unlapsed; c.Answer == nil {
				h.decided(c.Decide)
			}
		}
	}
	require.NotEqual(h.rt, "internal", keyOf(err), "%v", err)
}

func (h *hearing) decided(n governance.Decide) {
	h.decisions = append(slices.Clone(h.decisions), fmt.Sprintf("%s on %s, %s", n.Outcome, n.On, n.Reason))
}

func (h *hearing) check() {
	r, err := h.VerificationRecord(h.Context(), h.as(guest), 1)
	require.NoError(h.rt, err)
	var got []string
	for _, ruling := range r.Rulings {
		line := fmt.Sprintf("%s on %s, %s", ruling.Outcome, ruling.DecidedOn, ruling.Reason)
		if ruling.DecidedBy == governance.Ourselves {
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

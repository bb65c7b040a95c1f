package governance_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pilotent/governance/acceptance"
	"pilotent/governance/contract"
	"pilotent/governance/record"
)

// hearing is V-1, a VSR, and the decisions that its minutes are to be of: each as it
// was taken and, once a silence is corrected, those that were there before it.
type hearing struct {
	*world
	rt                  *rapid.T
	decisions, notTacit []string
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
	done, err := h.CarryOutTacitEffect(h.Context(), record.ProjectID(team), v1)
	require.NoError(h.rt, err)
	if !done {
		return
	}
	h.notTacit = slices.Clone(h.decisions)
	if v := h.seen(); v.DecidedBy == record.Ourselves {
		h.decisions = append(h.decisions, fmt.Sprintf("%s on %s by silence", v.Outcome, v.TacitOn))
	}
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
			h.decided(n)
		}
	case "answer":
		_, err = h.AnswerVerification(h.Context(), h.as(pilot), acceptance.Answer{Number: 1, Accepted: accepted})
	case "prolong":
		_, err = h.ExtendVerification(h.Context(), h.as(pilot), acceptance.Extension{Number: 1, Days: 3, Reason: "panne"})
	case "correct":
		c := acceptance.Correction{Decide: n}
		c.On = v.TacitOn
		if rapid.Bool().Draw(h.rt, "an answer") {
			c.Answer = &accepted
		}
		if _, err = h.CorrectVerification(h.Context(), h.as(pilot), c); err == nil {
			if h.decisions = h.notTacit; c.Answer == nil {
				h.decided(c.Decide)
			}
		}
	}
	require.NotEqual(h.rt, "internal", keyOf(err), "%v", err)
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

package perimeter

import (
	"slices"
	"strings"

	"pilotent/governance/record"
)

// Stage is how far a school is in the roll-out.
type Stage string

// The stages in order, then the two side states. No text lists them officially
// (domain.md §3.5): the order follows the field's own sources. That a school is
// selected by the strategic committee is Eduscol's fiche 3, « Organiser le
// pilotage partagé ».
const (
	StageCandidate Stage = "candidate" // pressentie
	StageSelected  Stage = "selected"  // retenue: by a decision of a committee
	StageAgreed    Stage = "agreed"    // conventionnée: under the partnership agreement
	StageFed       Stage = "fed"       // alimentée: accounts made from the directory
	StageTrained   Stage = "trained"   // formée
	StageOpen      Stage = "open"      // ouverte
	StageInUse     Stage = "in_use"    // en usage
	StageSuspended Stage = "suspended" // suspendue
	StageWithdrawn Stage = "withdrawn" // retirée
)

var stages = []Stage{
	StageCandidate, StageSelected, StageAgreed, StageFed, StageTrained, StageOpen, StageInUse,
	StageSuspended, StageWithdrawn,
}

// Stages are all stages, in order, the side states last.
func Stages() []Stage { return slices.Clone(stages) }

func (s Stage) MessageKey() string { return "stage." + string(s) }

// Aside reports whether the school is out of the roll-out for now or for good.
func (s Stage) Aside() bool { return s == StageSuspended || s == StageWithdrawn }

// InRollout reports whether the school takes part in the roll-out, which a decision
// selects it for.
func (s Stage) InRollout() bool { return s != StageCandidate && !s.Aside() }

// rank orders the stages of the roll-out.
func (s Stage) rank() int { return slices.Index(stages, s) }

// StageMove is what the rule of a move needs to know.
type StageMove struct {
	From, To Stage
	// Selected says that an adopted decision that selects has selected the school:
	// the one given with this move, or an earlier one.
	Selected bool
	Reason   string
}

// Check applies the rules of a move:
//   - a school leaves pressentie only by an adopted decision that selects it
//     (fiche 3: the strategic committee validates which schools are deployed);
//   - a step back, a suspension and a withdrawal want a reason;
//   - a stage that the school has already is no move.
func (m StageMove) Check() error {
	switch {
	case m.From == m.To:
		return record.ConflictError("stage.same", "stage", m.To)
	case m.To.InRollout() && !m.Selected:
		return record.ConflictError("stage.no_decision", "stage", m.To).About("decision")
	case strings.TrimSpace(m.Reason) == "" && m.backwards():
		return record.InvalidError("stage.no_reason", "from", m.From, "to", m.To).About("reason")
	}
	return nil
}

func (m StageMove) backwards() bool {
	return m.To.Aside() || !m.From.Aside() && m.To.rank() < m.From.rank()
}

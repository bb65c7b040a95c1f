package rollout

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"pilotent/governance/committee"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
)

// What history says of a school that changes stage.
const (
	schoolMoved   = "school.moved"
	schoolUnmoved = "school.unmoved" // with the others of a move that was undone
)

// StagesOf are those that a change of a school's stage went from and to; false
// for any other change.
func StagesOf(l record.HistoryLine) (from, to perimeter.Stage, ok bool) {
	before, after, ok := record.States[perimeter.School](l)
	if !ok || l.Change != schoolMoved && l.Change != schoolUnmoved {
		return "", "", false
	}
	return before.Stage, after.Stage, true
}

// MoveSchool asks that a school change stage.
type MoveSchool struct {
	School   record.UAI
	To       perimeter.Stage
	Decision string // reference of an adopted decision; one that selects is needed to leave pressentie
	Reason   string // needed to step back, suspend or withdraw
}

// MoveSchool moves a school along its stages. Members of a committee and
// pilots may; with a decision, those who record for its committee.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) MoveSchool(ctx context.Context, a record.Actor, m MoveSchool) (before, after perimeter.School, err error) {
	v, err := s.mayMove(ctx, a, &m)
	if err != nil {
		return before, after, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		if before, err = perimeter.FindSchool(d.Tx, d.Project.ID, m.School); err != nil {
			return err
		}
		d.Aloud(m.Reason)
		mv := mover{changeset: d, MoveSchool: m}
		if after, err = mv.moved(before); err != nil {
			return err
		}
		if err := d.PutSchools(after); err != nil {
			return err
		}
		return d.Record(after.Subject(), schoolMoved, before, after, mv.note())
	})
	return perimeter.RedactedSchool(v, before), perimeter.RedactedSchool(v, after), s.selecting(ctx, v, m, err)
}

// mayMove admits those who may move schools so, and cleans the reason.
func (s *Service) mayMove(ctx context.Context, a record.Actor, m *MoveSchool) (v record.Caller, err error) {
	if v, err = s.base.Admit(ctx, a); err != nil {
		return v, err
	}
	if err := s.base.MustRecordSomewhere(ctx, v); err != nil {
		return v, err
	}
	if m.Reason, err = record.OptionalText("reason", m.Reason); err != nil || m.Decision == "" {
		return v, err
	}
	_, err = committee.MustRecordDecision(ctx, s.base, v, m.Decision)
	return v, err
}

// selecting says of a refusal that another committee selects who may.
func (s *Service) selecting(ctx context.Context, v record.Caller, m MoveSchool, err error) error {
	if wrong, ok := errors.AsType[*record.Error](err); ok && wrong.Key == "selection.committee" {
		return committee.RefuseSelection(ctx, s.base, v, record.CommitteeOf(m.Decision)).About("decision")
	}
	return err
}

// mover moves schools, one or many, by what MoveSchool asks; it reads each decision once.
type mover struct {
	*changeset
	MoveSchool
	read map[string]committee.Decision
	// named are the schools that the decision names on which the moves rest.
	named map[record.UAI]bool
}

// names reports whether that decision names the school.
func (m *mover) names(dec committee.Decision, school record.UAI) bool {
	if m.named == nil {
		m.named = make(map[record.UAI]bool, len(dec.Schools))
		for _, uai := range dec.Schools {
			m.named[uai] = true
		}
	}
	return m.named[school]
}

// note is what history says of why.
func (m *mover) note() string { return cmp.Or(m.Reason, m.Decision) }

// decision is one that is there.
func (m *mover) decision(ref string) (committee.Decision, error) {
	if dec, ok := m.read[ref]; ok {
		return dec, nil
	}
	dec, err := m.Tx.Decision(m.Project.ID, ref)
	if err != nil {
		return dec, fmt.Errorf("read decision %s: %w", ref, err)
	}
	if m.read == nil {
		m.read = map[string]committee.Decision{}
	}
	m.read[ref] = dec
	return dec, nil
}

// moved is the school after the move, whose decision gets its full reference.
func (m *mover) moved(before perimeter.School) (perimeter.School, error) {
	after := before
	if m.Decision != "" {
		dec, err := m.restsOn(before.UAI)
		if err != nil {
			return after, err
		}
		switch why := committee.Unselecting(m.Caller, dec); {
		case why == nil:
			after.SelectedBy = dec.Ref
		case m.To.InRollout() && (before.SelectedBy == "" || dec.Selection == committee.SelectionDeclines):
			return after, why
		}
	}
	if err := m.check(before.Stage, after); err != nil {
		return after, err
	}
	after.Stage, after.StageSince, after.StageDecision, after.UpdatedAt = m.To, m.Today(), m.Decision, m.Now
	if m.To == perimeter.StageCandidate {
		after.SelectedBy = "" // to be selected again takes another decision, or the same one named again
	}
	return after, nil
}

// check applies the rules of a move of a school, which the decision of its SelectedBy, or
// what has replaced that since, still selects. Where none does, a step into the
// roll-out takes another decision.
func (m *mover) check(from perimeter.Stage, school perimeter.School) error {
	dec, selected, err := m.selected(school)
	if err != nil {
		return err
	}
	move := perimeter.StageMove{From: from, To: m.To, Selected: selected, Reason: m.Reason}
	wrong := move.Check()
	if e, ok := errors.AsType[*record.Error](wrong); ok && e.Key == "stage.no_decision" && dec.State.Gone() && m.Sees(dec.Committee) {
		return record.ConflictError("stage.decision_gone", "decision", dec.Ref, "state", dec.State, "stage", m.To).About("decision")
	}
	return wrong
}

// selected is the decision that has selected the school, and whether it does so
// still: one that was replaced does where what replaces it does.
func (m *mover) selected(school perimeter.School) (by committee.Decision, still bool, err error) {
	for ref := school.SelectedBy; ref != ""; ref = by.SupersededBy {
		if by, err = m.decision(ref); err != nil {
			return by, false, err
		}
	}
	if by.Ref == school.SelectedBy {
		return by, by.Ref != "" && !by.State.Gone(), nil
	}
	return by, by.State.Adopted() && by.SelectsSchool(school.UAI), nil
}

// restsOn is the adopted decision on which the move rests, if that of the school can.
func (m *mover) restsOn(school record.UAI) (dec committee.Decision, err error) {
	dec, known := m.read[m.Decision]
	if !known {
		if dec, err = committee.VisibleDecision(m.Caller, m.Tx, m.Decision); err != nil {
			return dec, err
		}
		m.Decision = dec.Ref
		if dec, err = m.decision(dec.Ref); err != nil {
			return dec, err
		}
	}
	if !dec.State.Adopted() {
		return dec, record.ConflictError("stage.decision_not_adopted", "decision", dec.Ref, "state", dec.State, "open", dec.State.Open()).About("decision")
	}
	if len(dec.Schools) > 0 && !m.names(dec, school) {
		return dec, record.ConflictError("stage.decision_elsewhere", "decision", dec.Ref, "uai", string(school)).About("decision")
	}
	return dec, nil
}

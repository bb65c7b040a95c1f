package committee

import (
	"cmp"
	"context"

	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// EditDecision asks that a decision say something else. What is zero stays.
type EditDecision struct {
	Ref     string
	Text    string
	Schools []record.UAI
	// Selection is only asked with SpecifyDecision.
	Selection Selection
	Details
}

// EditDecision gives another text, other schools or other details to a proposal that
// is not settled, and announces it anew. Of one that is adopted, it is SpecifyDecision:
// its text and its schools stay. Members of its committee and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) EditDecision(ctx context.Context, a record.Actor, n EditDecision) (Decision, error) {
	var err error
	if n.Text == "" && len(n.Schools) == 0 && len(n.differs(Details{})) == 0 {
		return Decision{}, record.InvalidError("decision.nothing", "decision", n.Ref).About("text")
	}
	if n.Text != "" {
		if n.Text, err = record.CleanText("text", n.Text, record.MaxTitle); err != nil {
			return Decision{}, err
		}
	}
	return s.changeDetails(ctx, a, n, func(d *changeset, dec *Decision, c record.Committee) (reminder.DeliveryKind, string, error) {
		if !dec.State.Open() {
			return d.specify(dec, n, c)
		}
		before := *dec
		if err := d.edit(dec, n, c); err != nil {
			return "", "", err
		}
		if len(dec.differs(before)) == 0 {
			return "", "", record.ConflictError("decision.same", "decision", dec.Ref).About("text")
		}
		d.doubtSelection(*dec, c)
		return DecisionEdited, "decision.edited", d.repeatedDecision(*dec)
	})
}

// SpecifyDecision adds to a decision what was not said of it, and changes what follows
// from it: who carries it out, by when, under which contract, when it is looked at
// again. It announces that. Neither its text nor how it was taken changes. What it
// decides on its schools is said as with MarkDecision. Members of its committee and
// pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) SpecifyDecision(ctx context.Context, a record.Actor, n EditDecision) (Decision, error) {
	details := len(n.differs(Details{})) > 0
	switch {
	case !details && n.Selection == SelectionNone:
		return Decision{}, record.InvalidError("decision.mark", "decision", n.Ref).About("in-charge")
	case !details:
		return s.MarkDecision(ctx, a, n.Ref, n.Selection)
	case n.Selection.Said():
		return Decision{}, record.InvalidError("decision.one_by_one", "decision", n.Ref).About("selects")
	}
	return s.changeDetails(ctx, a, n, func(d *changeset, dec *Decision, c record.Committee) (reminder.DeliveryKind, string, error) {
		return d.specify(dec, n, c)
	})
}

// changeDetails is changeDecision with details, of which is asked outside of the
// transaction whether they can be so.
func (s *Service) changeDetails(ctx context.Context, a record.Actor, n EditDecision, change decisionChange) (dec Decision, err error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return dec, err
	}
	c, err := MustRecordDecision(ctx, s.base, v, n.Ref)
	if err != nil {
		return dec, err
	}
	if n.Details, err = n.Clean(); err != nil {
		return dec, err
	}
	if err := s.mustReach(ctx, v, c, n.InCharge); err != nil {
		return dec, err
	}
	return s.changeAdmitted(ctx, v, c, n.Ref, "", func(d *changeset, dec *Decision, c record.Committee) (reminder.DeliveryKind, string, error) {
		d.AloudFor(c, n.Context, n.Alternatives)
		return change(d, dec, c)
	})
}

// edit changes what is asked of a decision that is open.
func (d *changeset) edit(dec *Decision, n EditDecision, c record.Committee) (err error) {
	dec.Text = cmp.Or(n.Text, dec.Text)
	if len(n.Schools) > 0 {
		if dec.Schools, err = perimeter.SchoolsNamed(d.Tx, d.Project.ID, n.Schools); err != nil {
			return err
		}
	}
	return d.detail(dec, n.Details, c)
}

// specify changes what may change of a decision that is adopted.
func (d *changeset) specify(dec *Decision, n EditDecision, c record.Committee) (reminder.DeliveryKind, string, error) {
	before := *dec
	switch {
	case dec.State.Gone(), dec.State == DecisionRejected:
		return "", "", dec.settledError()
	case n.Text != "" || len(n.Schools) > 0:
		return "", "", record.ConflictError("decision.not_editable", "decision", dec.Ref, "state", dec.State)
	}
	if err := d.detail(dec, n.Details, c); err != nil {
		return "", "", err
	}
	switch {
	case dec.State.Adopted() && dec.rewrites(before.Details):
		return "", "", record.ConflictError("decision.taken", "decision", dec.Ref)
	case len(dec.differs(before)) == 0:
		return "", "", record.ConflictError("decision.same", "decision", dec.Ref)
	case dec.State == DecisionIsProposed:
		return DecisionEdited, "decision.edited", nil // with its buttons: those of before are out of date
	}
	return DecisionSpecified, string(DecisionSpecified), nil
}

// differs are the parts in which the decision is not what it was.
func (d Decision) differs(was Decision) (parts record.Parts) {
	parts.Note(record.PartText, d.Text != was.Text)
	parts.Note(record.PartSchools, !record.SameSet(d.Schools, was.Schools))
	return append(parts, d.Details.differs(was.Details)...)
}

package committee

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// mayBecome reports whether the decision may come to a state. What is adopted is
// never edited: it is carried out, cancelled, or replaced by another one; what is
// rejected has no effect that could be taken back, and none is proposed a second
// time (domain.md §5: a corrected decision gets a new number).
func (d Decision) mayBecome(to DecisionState) error {
	var from []DecisionState
	switch to {
	case DecisionAdopted, DecisionRejected:
		from = []DecisionState{DecisionIsProposed, DecisionDeferred}
	case DecisionDeferred:
		from = []DecisionState{DecisionIsProposed}
	case DecisionApplied:
		from = []DecisionState{DecisionAdopted}
	case DecisionOff:
		from = []DecisionState{DecisionIsProposed, DecisionDeferred, DecisionAdopted, DecisionApplied}
	case DecisionSuperseded:
		from = []DecisionState{DecisionAdopted, DecisionApplied}
	}
	if slices.Contains(from, d.State) {
		return nil
	}
	if (to == DecisionApplied || to == DecisionSuperseded) && !d.State.Gone() && d.State != to {
		return record.ConflictError("decision.not_adopted", "decision", d.Ref, "state", d.State, "open", d.State.Open())
	}
	return d.settledError()
}

// settledError says that the decision does not change any more, and which one
// replaces it.
func (d Decision) settledError() error {
	e := record.ConflictError("decision.settled", "decision", d.Ref, "state", d.State)
	if d.SupersededBy != "" {
		e.Args["by"] = d.SupersededBy
	}
	return e
}

// resting are the schools of all that the decision has selected, or whose last
// move it is the reason of, by commune and name: also those of what it has replaced,
// where it selects them still.
func (d Decision) resting(tx DecisionStore, all []perimeter.School) ([]perimeter.School, error) {
	var before []string
	for ref := d.Supersedes; ref != ""; {
		replaced, err := tx.Decision(d.Project, ref)
		if err != nil {
			return nil, fmt.Errorf("read decision %s: %w", ref, err)
		}
		before, ref = append(before, ref), replaced.Supersedes
	}
	return slices.DeleteFunc(slices.Clone(all), func(s perimeter.School) bool {
		own := s.SelectedBy == d.Ref || s.StageDecision == d.Ref
		return !own && (!d.SelectsSchool(s.UAI) || !slices.Contains(before, s.SelectedBy))
	}), nil
}

// SelectsSchool reports whether the decision selects a school.
func (d Decision) SelectsSchool(school record.UAI) bool {
	return d.Selection == SelectionSelects && (len(d.Schools) == 0 || slices.Contains(d.Schools, school))
}

// changeDecision runs change on a decision for whose committee the actor records,
// and writes it; change answers what is announced of it, and its line of history.
func (s *Service) changeDecision(ctx context.Context, a record.Actor, ref, reason string, change func(d *changeset, dec *Decision, c record.Committee) (reminder.DeliveryKind, string, error)) (dec Decision, err error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return dec, err
	}
	c, err := MustRecordDecision(ctx, s.base, v, ref)
	if err != nil {
		return dec, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		before, err := VisibleDecision(d.Caller, d.Tx, ref)
		if err != nil {
			return err
		}
		dec = before
		kind, line, err := change(d, &dec, c)
		if err != nil {
			return err
		}
		d.AloudFor(c, reason)
		return d.saveDecision(before, &dec, c, kind, line, reason)
	})
	return dec, err
}

// saveDecision writes what has changed of a decision, and announces it in its
// committee's channel; nothing where kind is empty.
func (d *changeset) saveDecision(before Decision, dec *Decision, c record.Committee, kind reminder.DeliveryKind, line, note string) error {
	dec.Version++
	if err := d.PutDecision(*dec); err != nil {
		return err
	}
	if kind != "" {
		if err := d.Announce(dec.Subject(), kind, dec.Version, reminder.ToChannel(c.Channel)); err != nil {
			return err
		}
	}
	return d.Record(dec.Subject(), line, before, *dec, note)
}

// CancelDecision takes the effect from a decision, or withdraws a proposal, for a
// reason, and announces it. The schools that rest on it stay where they are:
// whoever asks is told of them. Members of its committee and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) CancelDecision(ctx context.Context, a record.Actor, ref, reason string) (Decision, error) {
	reason, err := record.CleanText("reason", reason, record.MaxNote)
	if err != nil {
		return Decision{}, err
	}
	return s.changeDecision(ctx, a, ref, reason, func(d *changeset, dec *Decision, _ record.Committee) (reminder.DeliveryKind, string, error) {
		err := dec.mayBecome(DecisionOff)
		dec.State, dec.Reason, dec.SettledAt = DecisionOff, reason, d.Now
		return DecisionAnnulled, "decision.cancelled", err
	})
}

// ApplyDecision says that an adopted decision is carried out, with a note that may
// be empty, and announces it. Members of its committee and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) ApplyDecision(ctx context.Context, a record.Actor, ref, note string) (Decision, error) {
	note, err := record.OptionalText("note", note)
	if err != nil {
		return Decision{}, err
	}
	return s.changeDecision(ctx, a, ref, note, func(d *changeset, dec *Decision, _ record.Committee) (reminder.DeliveryKind, string, error) {
		err := dec.mayBecome(DecisionApplied)
		dec.State, dec.SettledAt = DecisionApplied, d.Now
		return DecisionCarried, "decision.applied", err
	})
}

// EditDecision asks that a proposal say something else. What is zero stays.
type EditDecision struct {
	Ref     string
	Text    string
	Schools []record.UAI
}

// EditDecision gives another text, or other schools, to a proposal that is not
// settled, and announces it anew. Members of its committee and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) EditDecision(ctx context.Context, a record.Actor, n EditDecision) (Decision, error) {
	var err error
	if n.Text == "" && len(n.Schools) == 0 {
		return Decision{}, record.InvalidError("decision.nothing", "decision", n.Ref).About("text")
	}
	if n.Text != "" {
		if n.Text, err = record.CleanText("text", n.Text, record.MaxTitle); err != nil {
			return Decision{}, err
		}
	}
	return s.changeDecision(ctx, a, n.Ref, "", func(d *changeset, dec *Decision, c record.Committee) (reminder.DeliveryKind, string, error) {
		if err := d.edit(dec, n); err != nil {
			return "", "", err
		}
		d.doubtSelection(*dec, c)
		return DecisionEdited, "decision.edited", d.repeatedDecision(*dec)
	})
}

// edit changes what is asked of a decision; one that is settled says nothing else.
func (d *changeset) edit(dec *Decision, n EditDecision) (err error) {
	switch before := *dec; {
	case dec.State.Adopted():
		return record.ConflictError("decision.not_editable", "decision", dec.Ref, "state", dec.State)
	case !dec.State.Open():
		return dec.settledError()
	default:
		dec.Text = cmp.Or(n.Text, dec.Text)
		if len(n.Schools) > 0 {
			if dec.Schools, err = perimeter.SchoolsNamed(d.Tx, d.Project.ID, n.Schools); err != nil {
				return err
			}
		}
		if len(dec.differs(before)) == 0 {
			return record.ConflictError("decision.same", "decision", dec.Ref).About("text")
		}
		return nil
	}
}

// differs are the parts in which the decision is not what it was.
func (d Decision) differs(was Decision) (parts record.Parts) {
	parts.Note(record.PartText, d.Text != was.Text)
	parts.Note(record.PartSchools, !record.SameSet(d.Schools, was.Schools))
	return parts
}

// ReplaceDecision asks that another decision stand in the place of one that is
// adopted.
type ReplaceDecision struct {
	Ref    string
	Text   string
	Reason string
	// Schools are those of the decision that is replaced where there are none;
	// what it decides on them then stays as well, where nothing else is said.
	Schools   []record.UAI
	Selection Selection
}

// ReplaceDecision logs an adopted decision under the next number of its committee,
// which replaces another one, and announces it; each says the other's number. The
// schools that rest on the former stay where they are. Members of its committee
// and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) ReplaceDecision(ctx context.Context, a record.Actor, n ReplaceDecision) (before, after Decision, err error) {
	if n.Text, err = record.CleanText("text", n.Text, record.MaxTitle); err != nil {
		return before, after, err
	}
	if n.Reason, err = record.OptionalText("reason", n.Reason); err != nil {
		return before, after, err
	}
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return before, after, err
	}
	c, err := MustRecordDecision(ctx, s.base, v, n.Ref)
	if err != nil {
		return before, after, err
	}
	if err := s.mustSelect(ctx, v, c, n.Selection); err != nil {
		return before, after, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		if before, err = VisibleDecision(d.Caller, d.Tx, n.Ref); err != nil {
			return err
		}
		d.AloudFor(c, n.Reason)
		before, after, err = d.replace(before, n, c)
		return err
	})
	return before, after, err
}

// replace writes a decision in the place of old, and announces it.
func (d *changeset) replace(old Decision, n ReplaceDecision, c record.Committee) (before, after Decision, err error) {
	if err := old.mayBecome(DecisionSuperseded); err != nil {
		return old, after, err
	}
	after = n.inPlaceOf(old)
	if err := d.newDecision(&after, c); err != nil {
		return old, after, err
	}
	before = old
	before.State, before.SupersededBy, before.Reason, before.SettledAt = DecisionSuperseded, after.Ref, n.Reason, d.Now
	if err := d.saveDecision(old, &before, c, "", "decision.superseded", n.Reason); err != nil {
		return before, after, err
	}
	if err := d.Announce(after.Subject(), DecisionReplaces, after.Version, reminder.ToChannel(c.Channel)); err != nil {
		return before, after, err
	}
	return before, after, d.Record(after.Subject(), "decision.replaces", nil, after, n.Reason)
}

// inPlaceOf is the decision that is asked for.
func (n ReplaceDecision) inPlaceOf(old Decision) Decision {
	after := Decision{Text: n.Text, Schools: n.Schools, Selection: n.Selection, Supersedes: old.Ref}
	if len(after.Schools) > 0 {
		return after
	}
	after.Schools = old.Schools
	if after.Selection == SelectionNone && old.Selection.Said() {
		after.Selection = old.Selection
	}
	return after
}

// newDecision gives a decision of the committee its number, and writes it: adopted
// unless it says another state.
func (d *changeset) newDecision(dec *Decision, c record.Committee) (err error) {
	if err := mustSit(c); err != nil {
		return err
	}
	if dec.Selection == SelectionDeclines && len(dec.Schools) == 0 {
		return record.InvalidError("decision.declines_nobody").About("schools")
	}
	if dec.Schools, err = perimeter.SchoolsNamed(d.Tx, d.Project.ID, dec.Schools); err != nil {
		return err
	}
	year := d.Today().Year
	num, err := d.Next(d.Project.ID, fmt.Sprintf("decision/%s/%d", c.Code, year))
	if err != nil {
		return fmt.Errorf("number decision: %w", err)
	}
	dec.Project, dec.Ref, dec.Committee, dec.Author = d.Project.ID, decisionRef(c.Code, year, num), c.Code, d.User
	dec.LoggedAt, dec.Version = d.Now, 1
	if dec.State == "" {
		dec.State = DecisionAdopted
	}
	if dec.State.Adopted() {
		dec.SettledAt = d.Now
	}
	d.doubtSelection(*dec, c)
	if err := d.repeatedDecision(*dec); err != nil {
		return err
	}
	return d.PutDecision(*dec)
}

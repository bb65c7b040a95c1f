package committee

import (
	"context"
	"fmt"
	"slices"

	"pilotent/governance/calendar"
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

// decisionChange makes a change; it answers what is announced of it, and its line of
// history.
type decisionChange = func(d *changeset, dec *Decision, c record.Committee) (reminder.DeliveryKind, string, error)

// changeDecision runs change on a decision for whose committee the actor records, and
// writes it.
func (s *Service) changeDecision(ctx context.Context, a record.Actor, ref, reason string, change decisionChange) (dec Decision, err error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return dec, err
	}
	c, err := MustRecordDecision(ctx, s.base, v, ref)
	if err != nil {
		return dec, err
	}
	return s.changeAdmitted(ctx, v, c, ref, reason, change)
}

// changeAdmitted is changeDecision for a caller who may.
func (s *Service) changeAdmitted(ctx context.Context, v record.Caller, c record.Committee, ref, reason string, change decisionChange) (dec Decision, err error) {
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
// committee's channel; nothing where kind is empty. Its reminders follow, and those
// whom it concerns are told.
func (d *changeset) saveDecision(before Decision, dec *Decision, c record.Committee, kind reminder.DeliveryKind, line, note string) error {
	dec.Version++
	if err := d.putDecision(before, *dec, c); err != nil {
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
// be empty, and announces it. Those in charge of it, members of its committee and
// pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) ApplyDecision(ctx context.Context, a record.Actor, ref, note string) (Decision, error) {
	note, err := record.OptionalText("note", note)
	if err != nil {
		return Decision{}, err
	}
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return Decision{}, err
	}
	c, err := MustRecordDecision(ctx, s.base, v, ref)
	if record.CodeOf(err) == record.Forbidden && v.Role == record.RoleMember {
		err = s.mustHold(ctx, v, ref, err)
	}
	if err != nil {
		return Decision{}, err
	}
	return s.changeAdmitted(ctx, v, c, ref, note, func(d *changeset, dec *Decision, _ record.Committee) (reminder.DeliveryKind, string, error) {
		err := dec.mayBecome(DecisionApplied)
		dec.State, dec.SettledAt = DecisionApplied, d.Now
		return DecisionCarried, "decision.applied", err
	})
}

// mustHold is refusal, unless the caller is in charge of the decision.
func (s *Service) mustHold(ctx context.Context, v record.Caller, ref string, refusal error) error {
	return s.base.Read(ctx, func(tx reminder.Tx) error {
		dec, err := VisibleDecision(v, Open(tx), ref)
		if err == nil && !dec.heldBy(v.User) {
			return refusal
		}
		return err
	})
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
	Details
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
	said, err := s.prepare(ctx, v, c, &n.Details)
	if err != nil {
		return before, after, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		if before, err = VisibleDecision(d.Caller, d.Tx, n.Ref); err != nil {
			return err
		}
		d.AloudFor(c, n.Reason, n.Context, n.Alternatives)
		before, after, err = d.replace(before, n, c, said)
		return err
	})
	return before, after, err
}

// replace writes a decision in the place of old, and announces it where it is said.
func (d *changeset) replace(old Decision, n ReplaceDecision, c record.Committee, said []reminder.Recipient) (before, after Decision, err error) {
	if err := old.mayBecome(DecisionSuperseded); err != nil {
		return old, after, err
	}
	after = n.inPlaceOf(old)
	n.Details = n.follow(old, d.Today())
	if err := d.newDecision(&after, n.Details, c); err != nil {
		return old, after, err
	}
	before = old
	before.State, before.SupersededBy, before.Reason, before.SettledAt = DecisionSuperseded, after.Ref, n.Reason, d.Now
	if err := d.saveDecision(old, &before, c, "", "decision.superseded", n.Reason); err != nil {
		return before, after, err
	}
	if err := d.Announce(after.Subject(), DecisionReplaces, after.Version, said...); err != nil {
		return before, after, err
	}
	return before, after, d.Record(after.Subject(), "decision.replaces", nil, after, n.Reason)
}

// inPlaceOf is the decision that is asked for.
func (n ReplaceDecision) inPlaceOf(old Decision) Decision {
	after := Decision{State: DecisionAdopted, Text: n.Text, Schools: n.Schools, Selection: n.Selection, Supersedes: old.Ref}
	if len(after.Schools) > 0 {
		return after
	}
	after.Schools = old.Schools
	if after.Selection == SelectionNone && old.Selection.Said() {
		after.Selection = old.Selection
	}
	return after
}

// follow are the details that are asked for and, where nothing is said of it, what
// follows from the decision that is replaced: who carries it out, and by when.
func (n ReplaceDecision) follow(old Decision, today calendar.Date) Details {
	kept := Details{InCharge: old.InCharge, Contract: old.Contract}
	if !old.Due.Before(today) {
		kept.Due = old.Due
	}
	if !old.Review.Before(today) {
		kept.Review = old.Review
	}
	source := n.Source
	kept = kept.with(n.Details)
	kept.Source = source
	return kept
}

// newDecision gives a decision of the committee its number and its details, and writes
// it. The year is that in which it is logged, also of one that was taken in another:
// numbers follow each other without gaps as they are given.
func (d *changeset) newDecision(dec *Decision, n Details, c record.Committee) (err error) {
	if err := MustSit(c); err != nil {
		return err
	}
	if dec.Selection == SelectionDeclines && len(dec.Schools) == 0 {
		return record.InvalidError("decision.declines_nobody").About("schools")
	}
	if dec.Schools, err = perimeter.SchoolsNamed(d.Tx, d.Project.ID, dec.Schools); err != nil {
		return err
	}
	if dec.Ref, err = NextDecision(d.Changeset, c.Code, d.Today().Year); err != nil {
		return err
	}
	dec.Project, dec.Committee, dec.Author = d.Project.ID, c.Code, d.User
	dec.LoggedAt, dec.Version, dec.Source = d.Now, 1, n.Source
	if dec.State.Adopted() {
		dec.SettledAt = d.Now
	}
	if err := d.detail(dec, n, c); err != nil {
		return err
	}
	if err := d.joinSitting(dec); err != nil {
		return err
	}
	d.doubtSelection(*dec, c)
	if err := d.repeatedDecision(*dec); err != nil {
		return err
	}
	return d.putDecision(Decision{}, *dec, c)
}

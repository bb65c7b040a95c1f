package governance

import (
	"context"
	"time"
)

// CheckMove is the rule of a move between stages, which no school in a store
// can be brought to in all its combinations.
func CheckMove(from, to Stage, selected bool, reason string) error {
	return stageMove{From: from, To: to, Selected: selected, Reason: reason}.check()
}

// QuestionAdmission is the rule of an admission with reservations.
func QuestionAdmission(ref string, list []Reservation, n Decide) ([]Reservation, error) {
	return questionAdmission(ref, list, n)
}

// CountOutcome is what a count and the decision on it come to.
func CountOutcome(n NewCount, asked Verification, c Contract) (Outcome, error) {
	return n.outcome(asked, c)
}

// NextDigest is the first digest of a committee after t.
func NextDigest(p Project, g Digest, t time.Time) (time.Time, bool) { return g.next(p, t) }

// NextPersonalDigest is the first digest of somebody after t.
func NextPersonalDigest(p Project, f Preferences, t time.Time) (time.Time, bool) {
	return attention{f, OpenHours{Quiet: f.quietFor(p), Zone: f.Location(p), Holidays: p.Calendar()}}.nextDigest(t)
}

// ChangePreferences writes somebody's preferences and makes its digest follow.
func ChangePreferences(ctx context.Context, s *Secretariat, a Actor, f Preferences) error {
	v, err := s.admit(ctx, a)
	if err != nil {
		return err
	}
	return s.update(ctx, v, func(d *desk) error {
		if err := d.PutPreferences(f); err != nil {
			return err
		}
		return d.planPersonalDigest(f.Person)
	})
}

// SpeaksOfSelection is what is read in the text of a decision.
func SpeaksOfSelection(text string) (affirmed, negated bool) { return speaksOfSelection(text) }

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

// KindsOfSubjects are the kinds of delivery in the table of subjects, with their nouns.
func KindsOfSubjects() map[DeliveryKind]Noun {
	kinds := map[DeliveryKind]Noun{}
	for _, e := range subjects() {
		for kind := range e.kinds {
			kinds[kind] = e.noun
		}
	}
	return kinds
}

// Facts are those of a brief's subject.
type Facts struct {
	Ref                        string
	Author                     UserID
	Version                    int
	Named, Reminded, Concerned []UserID
	Keeper                     string
}

// FactsOf reads a subject, and its facts.
func FactsOf(tx Tx, p ProjectID, s Subject, now time.Time) (Facts, error) {
	b := Brief{Now: now}
	var err error
	if b.Project, err = tx.ProjectByID(p); err != nil {
		return Facts{}, err
	}
	if err := b.load(cachedTx{Tx: tx}, s); err != nil {
		return Facts{}, err
	}
	ids := func(people []Person) (ids []UserID) {
		for _, p := range people {
			ids = append(ids, p.ID)
		}
		return ids
	}
	f := b.About.facts()
	return Facts{f.ref, f.author.ID, f.version, ids(f.named), ids(f.reminded), ids(f.concerned), f.keeper.Code}, nil
}

// ShowCommand is what shows a subject.
func ShowCommand(s Subject) string { return s.showCommand() }

// InHand are those who have one of the noun in hand, u alone unless that is empty.
func InHand(tx Tx, p ProjectID, noun Noun, u UserID) (ids []UserID, err error) {
	e, err := noun.subject("").entry()
	if err != nil || e.inHand == nil {
		return nil, err
	}
	people, err := e.inHand(tx, p, u)
	for _, p := range people {
		ids = append(ids, p.ID)
	}
	return ids, err
}

// EventFamilies are the families of changes that keep a state.
func EventFamilies() []string {
	var families []string
	for family, k := range kinds {
		if k.write != nil {
			families = append(families, family)
		}
	}
	return families
}

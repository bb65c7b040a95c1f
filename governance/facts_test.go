package governance_test

import (
	"time"

	"pilotent/governance"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// facts are those of a subject that the test tells apart.
type facts struct {
	Ref                        string
	Author                     record.UserID
	Version                    int
	Named, Reminded, Concerned []record.UserID
	Keeper                     string
}

func asReminder(tx record.Tx) reminder.Tx {
	return reminder.Tx{Tx: tx, Store: tx.(reminder.Store), Table: governance.Subjects()}
}

// factsOf reads a subject, and its facts.
func factsOf(tx record.Tx, p record.ProjectID, s record.Subject, now time.Time) (facts, error) {
	b := reminder.Content{Now: now}
	var err error
	if b.Project, err = tx.ProjectByID(p); err != nil {
		return facts{}, err
	}
	e, err := governance.Subjects().Entry(s)
	if err != nil {
		return facts{}, err
	}
	about, err := e.Load(reminder.CachedTx{Tx: asReminder(tx)}, b, s)
	if err != nil {
		return facts{}, err
	}
	f := about.Facts()
	return facts{f.Ref, f.Author.ID, f.Version, ids(f.Named), ids(f.Reminded), ids(f.Concerned), f.Keeper.Code}, nil
}

func ids(people []record.Person) (ids []record.UserID) {
	for _, p := range people {
		ids = append(ids, p.ID)
	}
	return ids
}

// inHand are those who have one of the noun in hand, u alone unless that is empty.
func inHand(tx record.Tx, p record.ProjectID, noun record.Noun, u record.UserID) ([]record.UserID, error) {
	e, err := governance.Subjects().Entry(noun.Subject(""))
	if err != nil || e.InHand == nil {
		return nil, err
	}
	people, err := e.InHand(asReminder(tx), p, u)
	return ids(people), err
}

// kindsOfSubjects are the kinds of delivery in the table of subjects, with their nouns.
func kindsOfSubjects() map[reminder.DeliveryKind]record.Noun {
	kinds := map[reminder.DeliveryKind]record.Noun{}
	for _, e := range governance.Subjects() {
		for kind := range e.Kinds {
			kinds[kind] = e.Noun
		}
	}
	return kinds
}

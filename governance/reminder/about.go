package reminder

import "pilotent/governance/record"

// About is one subject as it was read for a delivery: an ActionView, a
// MeetingView and so on. Each noun's file says what messages need to know of it.
type About interface {
	// Subject names it in history and deliveries.
	Subject() record.Subject
	Facts() Facts
	// content completes the content of a delivery about it: the change that it tells
	// of, and why there is nothing to say, or not now. It replaces About where the
	// delivery tells of the subject in another state.
	Complete(tx Tx, b *Content, d Delivery) error
}

// Facts are what deliveries go by, whatever they are about.
type Facts struct {
	// Ref is how people name it; empty for what has no name.
	Ref string
	// Author is who is told when a delivery about it cannot be delivered.
	Author record.Person
	// Version is what a button is bound to; 0 where there is none.
	Version int
	// Named are all those whom it names: an account that is gone is named by it.
	Named []record.Person
	// Reminded are those who have reminders of their own, and need not be told
	// what the pilots are.
	Reminded []record.Person
	// Concerned are those whom a refusal names as the ones who may say « Vu ».
	Concerned []record.Person
	// Circle says who they are where it names nobody: a key under "forbidden.".
	Circle string
	// Source is where what is told was said; zero where nobody knows.
	Source record.Source
	// Keeper is the committee whose matter it is; zero where it is the team's.
	Keeper record.Committee
}

// Reminded is what people are reminded of, and say that they have seen.
type Reminded interface {
	About
	// Over is why there is nothing to be reminded of any more; nil while there is.
	Over() error
	// Concerns reports whether the caller may say that it has seen it.
	Concerns(v record.Caller) bool
	// Acknowledged is what is answered to who has seen it, and follow makes what is
	// owed follow from that.
	Acknowledged() Sentence
	FollowSeen(d *Changeset) error
	// RemindAgain is one more reminder, tomorrow morning, to the caller; an error where
	// there is none. Its project, subject and recipient are filled in. unchanged is
	// what stays as it is in spite of it; without a key when that is nothing.
	RemindAgain(d *Changeset) (Delivery, error)
	Unchanged() Sentence
}

// Sentence is an answer that depends on its subject. Key names it in the catalogue.
type Sentence struct {
	Key  string
	Args record.Args
}

// NewSentence makes a Sentence of a key and pairs of argument name and value.
func NewSentence(key string, pairs ...any) Sentence {
	return Sentence{Key: key, Args: record.NewError(record.Invalid, key, pairs...).Args}
}

package governance

// About is one subject as it was read for a delivery: an ActionView, a
// MeetingView and so on. Each noun's file says what messages need to know of it.
type About interface {
	// Subject names it in history and deliveries.
	Subject() Subject
	facts() facts
	// content completes the brief of a delivery about it: the change that it tells
	// of, and why there is nothing to say, or not now. It replaces About where the
	// delivery tells of the subject in another state.
	content(tx Tx, b *Brief, d Delivery) error
}

// facts are what deliveries go by, whatever they are about.
type facts struct {
	// ref is how people name it; empty for what has no name.
	ref string
	// author is who is told when a delivery about it cannot be delivered.
	author Person
	// version is what a button is bound to; 0 where there is none.
	version int
	// named are all those whom it names: an account that is gone is named by it.
	named []Person
	// reminded are those who have reminders of their own, and need not be told
	// what the pilots are.
	reminded []Person
	// concerned are those whom a refusal names as the ones who may say « Vu ».
	concerned []Person
	// keeper is the committee whose matter it is; zero where it is the team's.
	keeper Committee
}

// reminded is what people are reminded of, and say that they have seen.
type reminded interface {
	About
	// over is why there is nothing to be reminded of any more; nil while there is.
	over() error
	// concerns reports whether the visitor may say that it has seen it.
	concerns(v visitor) bool
	// acknowledged is what is answered to who has seen it, and follow makes what is
	// owed follow from that.
	acknowledged() Sentence
	followSeen(d *desk) error
	// again is one more reminder, tomorrow morning, to the visitor; an error where
	// there is none. Its project, subject and recipient are filled in. unchanged is
	// what stays as it is in spite of it; without a key when that is nothing.
	again(d *desk) (Delivery, error)
	unchanged() Sentence
}

// Sentence is an answer that depends on its subject. Key names it in the catalogue.
type Sentence struct {
	Key  string
	Args Args
}

// NewSentence makes a Sentence of a key and pairs of argument name and value.
func NewSentence(key string, pairs ...any) Sentence {
	return Sentence{Key: key, Args: newError(Invalid, key, pairs...).Args}
}

package record

import "time"

// HistoryLine is one change: who, when, from where, before and after. Lines
// are written with the change, and never edited.
type HistoryLine struct {
	Project ProjectID
	Subject Subject
	At      time.Time
	By      Person
	Where   ChannelID
	// Change is a key of the catalogue under "history.".
	Change string
	// Before and After are the subject; nil when it did not exist, and of what does
	// not change it.
	Before, After State
	// Note is what the person wrote beside the change: a reason, a reference.
	Note string
}

// States are what a line keeps of a subject of type S, before and after; false
// where it does not keep both.
func States[S any](l HistoryLine) (before, after S, ok bool) {
	before, was := l.Before.(S)
	after, is := l.After.(S)
	return before, after, was && is
}

// Version is the subject's after the change; 0 when the line tells none.
func (l HistoryLine) Version() int {
	if v, ok := l.After.(Versioned); ok {
		return v.StateVersion()
	}
	return 0
}

// KeptLine is a line of history as it is stored: also one that cannot be read.
type KeptLine struct {
	// Number rises with each line of a project.
	Number int64
	// HistoryLine is without its states, which BeforeText and AfterText are as they are
	// stored; "" where there is none.
	HistoryLine
	BeforeText, AfterText string
}

// HistoryStore keeps history, oldest first. It stores a line's Texts, and reads
// lines back with Read, whose error it answers.
type HistoryStore interface {
	AddHistory(...HistoryLine) error
	History(p ProjectID, s Subject) ([]HistoryLine, error)
	// ChangedIn are the subjects to which a change was made in a channel: also those
	// whose History cannot be read.
	ChangedIn(p ProjectID, change string, c ChannelID) ([]Subject, error)
	// KeptHistory are the lines of a whole project in the order in which they were
	// written, at most limit of those with a number above after.
	KeptHistory(p ProjectID, after int64, limit int) ([]KeptLine, error)
	// Authors are all who have changed anything, by name; each account once, by its
	// latest name.
	Authors(p ProjectID) ([]Person, error)
}

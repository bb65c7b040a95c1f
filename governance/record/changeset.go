package record

import (
	"slices"
	"time"

	"pilotent/governance/calendar"
)

// Changeset is one change while it is written: the transaction, who asks, and when.
type Changeset struct {
	Caller
	Tx  Tx
	Now time.Time
	// Change is that of the last line of history written.
	Change string
	// Note is what the person wrote beside a change of an action.
	Note string
}

// Today is the project's civil day.
func (d *Changeset) Today() calendar.Date { return d.Project.Today(d.Now) }

// Record writes a line of history.
func (d *Changeset) Record(subject Subject, change string, before, after State, note string) error {
	d.Change = change
	return d.Tx.AddHistory(d.Line(subject, change, before, after, note))
}

// Line is one that Record would write.
func (d *Changeset) Line(subject Subject, change string, before, after State, note string) HistoryLine {
	return HistoryLine{
		Project: d.Project.ID, Subject: subject, At: d.Now, By: d.User, Where: d.Channel,
		Change: change, Before: before, After: after, Note: note,
	}
}

// Aloud asks back what the actor writes for everybody to read, where it is
// typed in the channel of a committee that keeps to itself. What stands for
// that committee is not said aloud, nor what names on the line the committee
// for which it stands.
func (d *Changeset) Aloud(texts ...string) {
	if !slices.ContainsFunc(texts, func(text string) bool { return text != "" }) {
		return
	}
	if closed := CodesOf(ClosedOf(d.here())); len(closed) > 0 {
		d.Doubt("committee.aloud", "committees", closed, "Count", len(closed))
	}
}

// AloudFor is aloud for what stands for a committee that the line does not name.
func (d *Changeset) AloudFor(c Committee, texts ...string) {
	if c.Diffusion != DiffusionCommittee {
		d.Aloud(texts...)
	}
}

// Doubt notes something to ask back. The change goes on, so that whatever else
// is doubtful about it, or wrong with it, is known too; ask ends it.
func (d *Changeset) Doubt(key string, pairs ...any) {
	d.Doubts = append(d.Doubts, NewDoubt(key, pairs...))
}

// Shifted is to where that is moved which was planned for before; what is doubtful
// about it is asked back.
func Shifted[T any](d *Changeset, to Shift[T], before T) (T, error) {
	at, doubts, err := to(before)
	d.Doubts = append(d.Doubts, doubts...)
	return at, err
}

// Ask is a *QuestionError when there are doubts that the person has not said
// yes to.
func (d *Changeset) Ask() error { return d.Consent.Ask(d.Doubts...) }

package proceedings

import (
	"context"
	"fmt"
	"slices"
	"time"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// Posting is where an edition was posted.
type Posting struct {
	Edition int
	At      time.Time
	Post    string // "" until the chat has it
}

// thread is what was answered to the drafts of a meeting.
type thread struct {
	postings []Posting
	replies  []record.Reply
}

// threadOf asks the chat. What is approved must have been heard: a chat that does not
// answer is asked again later.
// Errors: Unavailable.
func (s *Service) threadOf(ctx context.Context, p record.ProjectID, meeting int) (t thread, err error) {
	err = s.read(ctx, func(tx Tx) error {
		t.postings, err = tx.Postings(p, meeting)
		return err
	})
	if err != nil {
		return t, err
	}
	for _, d := range t.postings {
		if d.Post == "" {
			continue
		}
		replies, err := s.base.Directory.Replies(ctx, d.Post)
		if err != nil {
			return t, record.UnavailableError("unavailable.directory", err)
		}
		t.replies = append(t.replies, replies...)
	}
	slices.SortStableFunc(t.replies, func(a, b record.Reply) int { return a.At.Compare(b.At) })
	return t, nil
}

// authors are who has answered.
func (t thread) authors() []record.Person {
	return record.Each(t.replies, func(r record.Reply) record.Person { return r.Author })
}

// edition is the draft that the committee had at a moment; 0 for none.
func (t thread) edition(at time.Time) (number int) {
	for _, d := range t.postings {
		if !d.At.After(at) {
			number = d.Edition
		}
	}
	return number
}

// heard are the answers that are remarks, and that are not kept yet: those in time. Each
// is on the draft that the committee had when it was written, wherever it stands.
func (v View) heard(t thread, names record.Extract) (list []Remark) {
	kept := map[string]bool{}
	for _, r := range slices.Concat(v.Earlier, v.Remarks) {
		kept[r.Post] = true
	}
	for _, reply := range t.replies {
		edition := t.edition(reply.At)
		if kept[reply.Post] || edition == 0 || v.State != StateDraft || v.In.Today(reply.At).After(v.Until) {
			continue
		}
		text, err := record.CleanText("text", record.Cut(reply.Text, record.MaxNote), record.MaxNote)
		if err != nil {
			continue // it says nothing: a sign, a picture
		}
		list = append(list, Remark{
			Project: v.Project, Meeting: v.Meeting, Edition: edition, Author: reply.Author, Name: writer{names: names}.name(reply.Author),
			Text: text, At: reply.At, Post: reply.Post,
		})
	}
	return list
}

// take adds remarks to those of the view, in the order in which they were made.
func (v *View) take(list ...Remark) {
	for _, r := range list {
		to := &v.Remarks
		if r.Edition < v.Edition {
			to = &v.Earlier
		}
		*to = append(*to, r)
		slices.SortStableFunc(*to, func(a, b Remark) int { return a.At.Compare(b.At) })
	}
}

// hear keeps what was answered to the drafts.
func (d *changeset) hear(of *View, t thread, names record.Extract) error {
	for _, r := range of.heard(t, names) {
		r.Number = of.last() + 1
		if err := d.AddRemark(r); err != nil {
			return err
		}
		if err := d.Record(of.Subject(), remarkHeard, nil, r, ""); err != nil {
			return err
		}
		of.take(r)
	}
	return nil
}

// Hear keeps what was answered to the drafts of a meeting, once the time for it is over.
// However often it is called, each answer is kept once.
// Errors: none but the store's and the chat's.
func (s *Service) Hear(ctx context.Context, p record.ProjectID, subject record.Subject) (done bool, err error) {
	meeting := subject.Number()
	t, err := s.threadOf(ctx, p, meeting)
	if err != nil {
		return false, err
	}
	names, err := s.namesOf(ctx, t.authors())
	if err != nil {
		return false, err
	}
	err = s.base.Write(ctx, p, func(tx reminder.Tx) error {
		project, err := tx.ProjectByID(p)
		if err != nil {
			return err
		}
		base := s.base.ByItself(tx, project)
		d := &changeset{base, Open(base.Tx)}
		of := View{In: project, Now: d.Now}
		if err := of.read(d.Tx, p, meeting); err != nil {
			return err
		}
		done = of.State == StateDraft && !of.OpenForRemarks()
		if !done {
			return nil
		}
		return d.hear(&of, t, names)
	})
	if err != nil {
		return false, fmt.Errorf("hear what was said of the minutes of %s: %w", subject.Ref(), err)
	}
	return done, nil
}

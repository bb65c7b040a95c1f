package reminder

import (
	"context"
	"errors"
	"fmt"
	"time"

	"pilotent/governance/record"
)

// After an outage, a recipient to whom at least SummaryAtLeast deliveries are
// each late by more than SummaryLate gets one Summary instead.
const (
	SummaryLate    = time.Hour
	SummaryAtLeast = 6
)

// lateAfter is how long after its moment a message is late, for people.
const lateAfter = time.Hour

// ReasonQuiet is the reason of a settlement that only waits for its
// recipient's open hours: such a delivery is not late before them.
const ReasonQuiet = "quiet"

// ReasonPassedOn is the reason of a settlement of what was for the pilots: each
// of them gets one in its place.
const ReasonPassedOn = "passed_on"

// Summable reports whether a line of a summary may stand for the delivery. What
// is about a contract is told in full, a digest is one message already, and
// what may have been said is looked for first. What is for the pilots is replaced
// by what each of them gets, and that may be summed up. That something could not
// be told is what each recipient may hear or not, by itself.
func (t Table) Summable(d Delivery) bool {
	if d.Kind == Summary || d.Kind == Undeliverable || d.Recipient == ToPilots() || d.Unknown {
		return false
	}
	e, _ := t.Entry(d.Subject)
	return !e.InFull
}

// SummarySubject names the summaries that a recipient gets.
func SummarySubject(r Recipient) record.Subject { return record.Subject("summary/" + string(r)) }

// Told is a delivery that a summary stands for, and what it has to say now.
type Told struct {
	Delivery Delivery
	Content  Content
}

// summary is what the deliveries that d stands for have to say, those that are
// to be skipped left out. It waits when all of them would.
func (s *Service) summary(ctx context.Context, d Delivery) (Content, error) {
	b := Content{Now: s.base.Now()}
	var replaced []Delivery
	err := s.base.Read(ctx, func(tx Tx) (err error) {
		if b.Project, err = tx.ProjectByID(d.Project); err != nil {
			return err
		}
		replaced, err = tx.Summarised(d.Project, d.ID)
		return err
	})
	if err != nil {
		return b, fmt.Errorf("read what the summary stands for: %w", err)
	}
	for _, r := range replaced {
		told, err := s.Content(ctx, r)
		switch {
		case errors.Is(err, record.ErrNone), errors.Is(err, errors.ErrUnsupported):
			continue // what nobody can tell must not keep the others back
		case err != nil:
			return b, err
		case told.Skip != "":
			continue
		}
		if len(b.Summary) == 0 || told.Wait.Before(b.Wait) {
			b.Wait = told.Wait
		}
		b.Summary = append(b.Summary, Told{r, told})
	}
	if len(b.Summary) == 0 {
		b.Skip = SkipEmpty
	}
	return b, nil
}

// late notes when a reminder that tells it should have been said, where that is
// long ago. One that waited for open hours is not late.
func (b *Content) late(tx Tx, d Delivery) error {
	if !tx.Table.Policy(d.Kind).TellsLate {
		return nil
	}
	at := d.Due
	if person, ok := d.Recipient.Person(); ok && tx.Table.Policy(d.Kind).Waits {
		f, err := tx.Preferences(d.Project, person)
		if err != nil {
			return err
		}
		who, err := AttentionOf(tx, b.Project, f)
		if err != nil {
			return err
		}
		at = who.Next(at)
	}
	if b.Now.Sub(at) > lateAfter {
		b.Late = at
	}
	return nil
}

package governance

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"pilotent/governance/calendar"
)

// Seen says that somebody has seen what was said about a subject.
type Seen struct {
	Project ProjectID
	Subject Subject
	// Version is the subject's when it was seen.
	Version int
	// Delivery is the reminder on which it was said; 0 when it was typed.
	Delivery int64
	By       Person
	At       time.Time
}

// SeenStore keeps who has seen what.
type SeenStore interface {
	// Seen are those who have seen the subject, in any version, the first first.
	Seen(p ProjectID, s Subject) ([]Seen, error)
	// AddSeen does nothing when it is there already.
	AddSeen(Seen) error
}

// Acknowledge notes that the actor has seen what was said about a subject: an
// action that it holds, a meeting of its committee, a verification that it is
// in charge of, or deputises for. Guests may as well, as far as it concerns them.
func (s *Secretariat) Acknowledge(ctx context.Context, a Actor, subject Subject) (Brief, error) {
	var b Brief
	v, err := s.mustConcern(ctx, a, subject)
	if err != nil {
		return b, err
	}
	err = s.update(ctx, v, func(d *desk) (err error) {
		about, err := d.reminded(&b, subject)
		if err != nil {
			return err
		}
		return d.acknowledge(about)
	})
	return b, err
}

// RemindTomorrow owes the actor, alone, one more reminder, tomorrow morning; it
// says by itself that it has been seen. The holders of an action may, and those
// in charge of a verification while its deadline is not that near.
func (s *Secretariat) RemindTomorrow(ctx context.Context, a Actor, subject Subject) (Brief, time.Time, error) {
	var (
		b     Brief
		again Delivery
	)
	v, err := s.mustConcern(ctx, a, subject)
	if err != nil {
		return b, again.Due, err
	}
	err = s.update(ctx, v, func(d *desk) (err error) {
		about, err := d.reminded(&b, subject)
		if err != nil {
			return err
		}
		if again, err = about.again(d); err != nil {
			return err
		}
		again.Project, again.Subject, again.Recipient = d.Project.ID, subject, ToPerson(d.User.ID)
		lines, err := d.History(d.Project.ID, subject)
		if err != nil {
			return err
		}
		line := string(again.Kind)
		if slices.ContainsFunc(lines, func(l HistoryLine) bool {
			return l.Change == line && l.By.Is(d.User) && d.Project.Today(l.At) == d.today()
		}) {
			return ConflictError("seen.again", "ref", about.facts().ref, "at", again.Due)
		}
		if err := d.markSeen(about); err != nil {
			return err
		}
		if err := d.Owe(again); err != nil {
			return err
		}
		return d.record(subject, line, nil, nil, "")
	})
	return b, again.Due, err
}

// Acknowledged is what is answered to who has seen the subject, and Unchanged what
// stays as it is although it is reminded of again; without a key when that is nothing.
func (b Brief) Acknowledged() Sentence { return b.remindedOf().acknowledged() }
func (b Brief) Unchanged() Sentence    { return b.remindedOf().unchanged() }

// remindedOf is the subject of a brief that Acknowledge or RemindTomorrow has answered.
func (b Brief) remindedOf() reminded { return b.About.(reminded) }

// morningAfter is somebody's next morning, or the first moment after it that is
// open to them.
func (d *desk) morningAfter(p Person) (time.Time, error) {
	of, err := attentions(d, d.Project, p)
	if err != nil {
		return time.Time{}, err
	}
	who := of[p.ID]
	return who.next(calendar.DateOf(d.now.In(who.open.Zone)).AddDays(1).At(morning, 0, who.open.Zone)), nil
}

// acknowledge writes that the visitor has seen it, once for each reminder.
func (d *desk) acknowledge(about reminded) error {
	if d.Click == nil {
		list, err := d.Seen(d.Project.ID, about.Subject())
		if err != nil {
			return err
		}
		for _, s := range slices.Backward(list) {
			if s.By.Is(d.User) && s.Version == about.facts().version {
				return ConflictError("seen.already", "ref", about.facts().ref, "at", s.At)
			}
		}
	}
	if err := d.markSeen(about); err != nil {
		return err
	}
	return d.record(about.Subject(), string(about.Subject().Noun())+".seen", nil, nil, "")
}

// markSeen writes it, and takes back what is owed because nobody had.
func (d *desk) markSeen(about reminded) error {
	seen := Seen{Project: d.Project.ID, Subject: about.Subject(), Version: about.facts().version, By: d.User, At: d.now}
	if d.Click != nil {
		seen.Delivery = d.Click.Delivery
	}
	if err := d.AddSeen(seen); err != nil {
		return err
	}
	return about.followSeen(d)
}

// reminded is the subject, while there is something to be reminded of.
func (d *desk) reminded(b *Brief, subject Subject) (reminded, error) {
	about, err := d.loadReminded(d.Tx, b, subject, d.now)
	if err != nil {
		return nil, err
	}
	return about, about.over()
}

// loadReminded reads the subject for the visitor; in the words of its noun, an
// error that says that there is no such thing.
func (v visitor) loadReminded(tx Tx, b *Brief, subject Subject, now time.Time) (reminded, error) {
	*b = Brief{Project: v.Project, Now: now}
	err := b.load(cachedTx{Tx: tx}, subject)
	if errors.Is(err, ErrNone) || err == nil && !v.maySee(b.About) {
		return nil, NotFoundError(string(subject.Noun())+".unknown", "ref", subject.Ref()).About("reference")
	}
	if err != nil {
		return nil, err
	}
	about, ok := b.About.(reminded)
	if !ok {
		return nil, fmt.Errorf("reminder of %q: %w", subject, errors.ErrUnsupported)
	}
	return about, nil
}

// maySee says whether the visitor sees the committee whose matter it is, if any.
func (v visitor) maySee(about About) bool {
	keeper := about.facts().keeper.Code
	return keeper == "" || v.sees(keeper)
}

// mustConcern admits the actor if what is reminded of concerns it.
func (s *Secretariat) mustConcern(ctx context.Context, a Actor, subject Subject) (visitor, error) {
	v, err := s.admit(ctx, a)
	if err != nil {
		return v, err
	}
	var about reminded
	err = s.store.View(ctx, func(tx Tx) error {
		about, err = v.loadReminded(tx, new(Brief), subject, s.now())
		return err
	})
	if err != nil || about.concerns(v) {
		return v, err
	}
	of := about.facts()
	if of.keeper.Code != "" {
		return v, s.refuse(ctx, v, "committee", &of.keeper)
	}
	e := s.refuse(ctx, v, "seen", nil)
	if refusal, ok := errors.AsType[*Error](e); ok {
		refusal.Args["ref"], refusal.Args["people"] = of.ref, of.concerned
	}
	return v, e
}

// repeated says why a reminder that somebody asked for the day before is not
// worth saying: one of the ordinary ones comes to the same person that day.
func repeated(d Delivery, p Project, planned []Delivery) Moot {
	same := func(o Delivery) bool {
		return o.Recipient == d.Recipient && p.Today(o.Due) == p.Today(d.Due)
	}
	if slices.ContainsFunc(planned, same) {
		return MootNewer
	}
	return ""
}

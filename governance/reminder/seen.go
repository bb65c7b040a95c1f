package reminder

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
)

// Seen says that somebody has seen what was said about a subject.
type Seen struct {
	Project record.ProjectID
	Subject record.Subject
	// Version is the subject's when it was seen.
	Version int
	// Delivery is the reminder on which it was said; 0 when it was typed.
	Delivery int64
	By       record.Person
	At       time.Time
}

// SeenStore keeps who has seen what.
type SeenStore interface {
	// Seen are those who have seen the subject, in any version, the first first.
	Seen(p record.ProjectID, s record.Subject) ([]Seen, error)
	// AddSeen does nothing when it is there already.
	AddSeen(Seen) error
}

// Acknowledge notes that the actor has seen what was said about a subject: an
// action that it holds, a meeting of its committee, a verification that it is
// in charge of, or deputises for. Guests may as well, as far as it concerns them.
// Errors: NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) Acknowledge(ctx context.Context, a record.Actor, subject record.Subject) (Receipt, error) {
	var r Receipt
	v, err := s.mustConcern(ctx, a, subject)
	if err != nil {
		return r, err
	}
	err = s.update(ctx, v, func(d *Changeset) (err error) {
		about, err := d.reminded(subject)
		if err != nil {
			return err
		}
		r = receiptOf(about)
		return d.acknowledge(about)
	})
	return r, err
}

// RemindTomorrow owes the actor, alone, one more reminder, tomorrow morning; it
// says by itself that it has been seen. The holders of an action may, and those
// in charge of a verification while its deadline is not that near.
// Errors: NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) RemindTomorrow(ctx context.Context, a record.Actor, subject record.Subject) (Receipt, time.Time, error) {
	var (
		r     Receipt
		again Delivery
	)
	v, err := s.mustConcern(ctx, a, subject)
	if err != nil {
		return r, again.Due, err
	}
	err = s.update(ctx, v, func(d *Changeset) (err error) {
		about, err := d.reminded(subject)
		if err != nil {
			return err
		}
		r = receiptOf(about)
		if again, err = about.RemindAgain(d); err != nil {
			return err
		}
		again.Project, again.Subject, again.Recipient = d.Project.ID, subject, ToPerson(d.User.ID)
		lines, err := d.Tx.History(d.Project.ID, subject)
		if err != nil {
			return err
		}
		line := string(again.Kind)
		if slices.ContainsFunc(lines, func(l record.HistoryLine) bool {
			return l.Change == line && l.By.Is(d.User) && d.Project.Today(l.At) == d.Today()
		}) {
			return record.ConflictError("seen.again", "ref", about.Facts().Ref, "at", again.Due)
		}
		if err := d.markSeen(about); err != nil {
			return err
		}
		if err := d.Tx.Owe(again); err != nil {
			return err
		}
		return d.Record(subject, line, nil, nil, "")
	})
	return r, again.Due, err
}

// Receipt is what is answered to who has seen a subject, and Unchanged what stays as
// it is although it is reminded of again; without a key when that is nothing. It tells
// nothing else of the subject: who is reminded of it may not see all that it names.
type Receipt struct{ Acknowledged, Unchanged Sentence }

func receiptOf(about Reminded) Receipt { return Receipt{about.Acknowledged(), about.Unchanged()} }

// MorningAfter is somebody's next morning, or the first moment after it that is
// open to them.
func (d *Changeset) MorningAfter(p record.Person) (time.Time, error) {
	of, err := Attentions(d.Tx, d.Project, p)
	if err != nil {
		return time.Time{}, err
	}
	who := of[p.ID]
	return who.Next(calendar.DateOf(d.Now.In(who.Open.Zone)).AddDays(1).At(Morning, 0, who.Open.Zone)), nil
}

// acknowledge writes that the caller has seen it, once for each reminder.
func (d *Changeset) acknowledge(about Reminded) error {
	if d.Click == nil {
		list, err := d.Tx.Seen(d.Project.ID, about.Subject())
		if err != nil {
			return err
		}
		for _, s := range slices.Backward(list) {
			if s.By.Is(d.User) && s.Version == about.Facts().Version {
				return record.ConflictError("seen.already", "ref", about.Facts().Ref, "at", s.At)
			}
		}
	}
	if err := d.markSeen(about); err != nil {
		return err
	}
	return d.Record(about.Subject(), string(about.Subject().Noun())+".seen", nil, nil, "")
}

// markSeen writes it, and takes back what is owed because nobody had.
func (d *Changeset) markSeen(about Reminded) error {
	seen := Seen{Project: d.Project.ID, Subject: about.Subject(), Version: about.Facts().Version, By: d.User, At: d.Now}
	if d.Click != nil {
		seen.Delivery = d.Click.Delivery
	}
	if err := d.Tx.AddSeen(seen); err != nil {
		return err
	}
	return about.FollowSeen(d)
}

// reminded is the subject, while there is something to be reminded of.
func (d *Changeset) reminded(subject record.Subject) (Reminded, error) {
	about, err := loadReminded(d.Caller, d.Tx, subject, d.Now)
	if err != nil {
		return nil, err
	}
	return about, about.Over()
}

// loadReminded reads the subject for the caller; in the words of its noun, an
// error that says that there is no such thing.
func loadReminded(v record.Caller, tx Tx, subject record.Subject, now time.Time) (Reminded, error) {
	b := Content{Project: v.Project, Now: now}
	err := b.load(CachedTx{Tx: tx}, subject)
	if errors.Is(err, record.ErrNone) || err == nil && !maySee(v, b.About) {
		return nil, record.NotFoundError(string(subject.Noun())+".unknown", "ref", subject.Ref()).About("reference")
	}
	if err != nil {
		return nil, err
	}
	about, ok := b.About.(Reminded)
	if !ok {
		return nil, fmt.Errorf("reminder of %q: %w", subject, errors.ErrUnsupported)
	}
	return about, nil
}

// maySee reports whether the caller sees the committee whose matter it is, if any.
func maySee(v record.Caller, about About) bool {
	keeper := about.Facts().Keeper.Code
	return keeper == "" || v.Sees(keeper)
}

// mustConcern admits the actor if what is reminded of concerns it.
func (s *Service) mustConcern(ctx context.Context, a record.Actor, subject record.Subject) (record.Caller, error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return v, err
	}
	var about Reminded
	err = s.base.Read(ctx, func(tx Tx) error {
		about, err = loadReminded(v, tx, subject, s.base.Now())
		return err
	})
	if err != nil || about.Concerns(v) {
		return v, err
	}
	of := about.Facts()
	if of.Keeper.Code != "" && len(of.Concerned) == 0 {
		return v, s.base.Refuse(ctx, v, "committee", &of.Keeper)
	}
	var e error
	if of.Circle != "" {
		e = s.base.Refuse(ctx, v, of.Circle, nil)
	} else {
		e = s.base.Refuse(ctx, v, "seen", nil)
	}
	if refusal, ok := errors.AsType[*record.Error](e); ok {
		refusal.Args["ref"], refusal.Args["people"] = of.Ref, of.Concerned
	}
	return v, e
}

// Repeated says why a reminder that somebody asked for the day before is not
// worth saying: one of the ordinary ones comes to the same person that day.
func Repeated(d Delivery, p record.Project, planned []Delivery) SkipReason {
	same := func(o Delivery) bool {
		return o.Recipient == d.Recipient && p.Today(o.Due) == p.Today(d.Due)
	}
	if slices.ContainsFunc(planned, same) {
		return SkipNewer
	}
	return ""
}

// ParseSubject reads the reference of something that is reminded of: "A-37",
// "r12", "V 5".
// Errors: Invalid.
func (s *Service) ParseSubject(param, text string) (record.Subject, error) {
	return s.base.table.ParseSubject(param, text)
}

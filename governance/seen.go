package governance

import (
	"context"
	"errors"
	"slices"
	"strings"
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

// ParseSubject reads the reference of something that is reminded of: "A-37",
// "r12", "V 5".
func ParseSubject(param, text string) (Subject, error) {
	ref := strings.ToUpper(strings.Join(strings.Fields(text), ""))
	for prefix, of := range map[string]func(n int) Subject{
		"A": func(n int) Subject { return SupportAction{Number: n}.Subject() },
		"R": func(n int) Subject { return Meeting{Number: n}.Subject() },
		"V": func(n int) Subject { return Verification{Number: n}.Subject() },
	} {
		if strings.HasPrefix(ref, prefix) {
			n, err := ParseRef(param, prefix, ref)
			if err != nil {
				break
			}
			return of(n), nil
		}
	}
	return "", InvalidError("seen.ref", "text", text).About(param)
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
		if b, err = d.reminded(subject); err != nil {
			return err
		}
		return d.acknowledge(b)
	})
	return b, err
}

// RemindTomorrow owes the actor, alone, one more reminder, tomorrow morning; it
// says by itself that it has been seen. The holders of an action may, and those
// in charge of a verification while its deadline is not that near.
func (s *Secretariat) RemindTomorrow(ctx context.Context, a Actor, subject Subject) (Brief, time.Time, error) {
	var (
		b  Brief
		at time.Time
	)
	v, err := s.mustConcern(ctx, a, subject)
	if err != nil {
		return b, at, err
	}
	err = s.update(ctx, v, func(d *desk) (err error) {
		if b, err = d.reminded(subject); err != nil {
			return err
		}
		tomorrow := d.today().AddDays(1)
		at = tomorrow.At(morning, 0, d.Project.Location())
		again := Delivery{Project: d.Project.ID, Subject: subject, Recipient: ToPerson(d.User.ID)}
		switch {
		case b.Meeting != nil:
			return ConflictError("seen.meeting", "ref", b.Meeting.Ref(), "start", b.Meeting.Start())
		case b.Action != nil:
			again.Kind, again.Occurrence = ActionAgain, b.Action.Due.String()
			if at, err = d.morningAfter(d.User); err != nil {
				return err
			}
		default:
			if again.Kind = VerificationAgain; !b.Verification.Deadline.After(tomorrow) {
				return ConflictError("seen.near", "ref", b.Verification.Ref(), "date", b.Verification.Deadline)
			}
		}
		lines, err := d.History(d.Project.ID, subject)
		if err != nil {
			return err
		}
		line := string(again.Kind)
		if slices.ContainsFunc(lines, func(l HistoryLine) bool {
			return l.Change == line && l.By.Is(d.User) && d.Project.Today(l.At) == d.today()
		}) {
			return ConflictError("seen.again", "ref", b.refOf(), "at", at)
		}
		if err := d.markSeen(b); err != nil {
			return err
		}
		again.Due = at
		if err := d.Owe(again); err != nil {
			return err
		}
		return d.record(subject, line, nil, nil, "")
	})
	return b, at, err
}

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

// refOf is how people name the subject.
func (b Brief) refOf() string { ref, _ := b.Ref(); return ref }

// acknowledge writes that the visitor has seen it, once for each reminder.
func (d *desk) acknowledge(b Brief) error {
	if d.Click == nil {
		list, err := d.Seen(d.Project.ID, b.Subject())
		if err != nil {
			return err
		}
		for _, s := range slices.Backward(list) {
			if s.By.Is(d.User) && s.Version == b.Version() {
				return ConflictError("seen.already", "ref", b.refOf(), "at", s.At)
			}
		}
	}
	if err := d.markSeen(b); err != nil {
		return err
	}
	noun, _, _ := strings.Cut(string(b.Subject()), "/")
	return d.record(b.Subject(), noun+".seen", nil, nil, "")
}

// markSeen writes it, and takes back what is owed because nobody had.
func (d *desk) markSeen(b Brief) error {
	seen := Seen{Project: d.Project.ID, Subject: b.Subject(), Version: b.Version(), By: d.User, At: d.now}
	if d.Click != nil {
		seen.Delivery = d.Click.Delivery
	}
	if err := d.AddSeen(seen); err != nil {
		return err
	}
	if b.Verification == nil {
		return nil
	}
	return d.planVerification(b.Verification.Verification)
}

// reminded is the subject, while there is something to be reminded of.
func (d *desk) reminded(subject Subject) (Brief, error) {
	b := Brief{Project: d.Project, Now: d.now}
	if err := b.read(d.Tx, Delivery{Project: d.Project.ID, Subject: subject}); err != nil {
		return b, unknownSubject(subject, err)
	}
	b.Moot = "" // of a delivery, and there is none
	switch {
	case b.Action != nil && b.Action.State != ActionOpen:
		return b, b.Action.closedError()
	case b.Meeting != nil && b.Meeting.State == MeetingOff:
		return b, ConflictError("meeting.off", "ref", b.Meeting.Ref())
	case b.Verification != nil && !b.Verification.Open():
		return b, b.Verification.decidedError()
	}
	return b, nil
}

// unknownSubject says in the words of its noun that there is no such thing.
func unknownSubject(subject Subject, err error) error {
	if !errors.Is(err, ErrNone) {
		return err
	}
	noun, ref, _ := strings.Cut(string(subject), "/")
	return NotFoundError(noun+".unknown", "ref", ref).About("reference")
}

// mustConcern admits the actor if what is reminded of concerns it.
func (s *Secretariat) mustConcern(ctx context.Context, a Actor, subject Subject) (visitor, error) {
	v, err := s.admit(ctx, a)
	if err != nil {
		return v, err
	}
	b := Brief{Project: v.Project, Now: s.now()}
	err = s.store.View(ctx, func(tx Tx) error {
		if err := b.read(tx, Delivery{Project: v.Project.ID, Subject: subject}); err != nil {
			return err
		}
		if b.Meeting != nil && !v.sees(b.Meeting.Committee) {
			return ErrNone
		}
		return nil
	})
	if err != nil {
		return v, unknownSubject(subject, err)
	}
	var people []Person
	switch {
	case b.Meeting != nil:
		if c, err := v.committee(b.Meeting.Committee); err != nil || !v.member[c.Code] && v.role != RolePilot {
			return v, s.refuse(ctx, v, "committee", &Committee{Code: b.Meeting.Committee})
		}
		return v, nil
	case b.Action != nil:
		people = b.Action.Assignees
	default:
		people = slices.Concat(b.Verification.InCharge, b.Verification.Deputies)
		if v.role == RolePilot {
			return v, nil
		}
	}
	if slices.ContainsFunc(people, v.User.Is) {
		return v, nil
	}
	e := s.refuse(ctx, v, "seen", nil)
	if refusal, ok := errors.AsType[*Error](e); ok {
		refusal.Args["ref"], refusal.Args["people"] = b.refOf(), people
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

// movedBeyond says whether an action's due date, which was asked, has been
// moved to a day after the one on which its holder is reminded again.
func movedBeyond(asked string, due, day calendar.Date) bool {
	return due.String() != asked && due.After(day)
}

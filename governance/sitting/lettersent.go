package sitting

import (
	"context"
	"slices"
	"time"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// ConvocationLetter is a letter to somebody who is in no chat, by the mail server.
const ConvocationLetter reminder.DeliveryKind = "convocation.letter"

// SentLetter is what has become of a letter that was for the mail server: it is part of
// the proof that a meeting was convened. Where it went is not kept in it.
type SentLetter struct {
	Project record.ProjectID
	Meeting int
	Round   string // which news, in which version
	Seat    int    // whose it is
	Name    string
	State   LetterState
	Code    int       // what the server said, of one that it refused
	At      time.Time // when it came into that state
}

// LetterState is where a letter is.
type LetterState string

const (
	LetterOwed    LetterState = ""
	LetterHanding LetterState = "handing" // it may be with the server, or not
	LetterSent    LetterState = "sent"    // the server has taken it
	LetterRefused LetterState = "refused" // and will again
	LetterFailed  LetterState = "failed"  // the server could not be reached, however often
	// LetterUnknown says that nobody knows whether the server has taken it: SMTP answers
	// no question about it afterwards. It is not sent again, which would be twice.
	LetterUnknown LetterState = "unknown"
)

func (s LetterState) MessageKey() string {
	if s == LetterOwed {
		return "letter.state.owed"
	}
	return "letter.state." + string(s)
}

// begun is the state in which an attempt leaves a letter that it finds in s.
func (s LetterState) begun(addressed bool) LetterState {
	switch s {
	case LetterHanding:
		return LetterUnknown
	case LetterOwed, LetterRefused, LetterFailed: // somebody has had it tried again
		if !addressed {
			return LetterOwed
		}
		return LetterHanding
	default:
		return s
	}
}

// LetterStore keeps what has become of letters.
type LetterStore interface {
	// Letters are those of a meeting, in the order of their moments.
	Letters(p record.ProjectID, meeting int) ([]SentLetter, error)
	PutLetter(SentLetter) error
}

// oweLetters owes the letter to those of whom an address is kept, but for those to whom it
// was owed before.
func (s *Service) oweLetters(d *changeset, r Roll) (Letter, error) {
	l, err := s.letter(d.Tx, r)
	if err != nil || len(l.Sent()) == 0 {
		return l, err
	}
	there, err := d.Letters(r.Project, r.Number)
	if err != nil {
		return l, err
	}
	for _, to := range l.Sent() {
		own := SentLetter{Project: r.Project, Meeting: r.Number, Round: r.round(), Seat: to.Seat.Number, Name: to.Seat.Name, At: d.Now}
		if slices.ContainsFunc(there, own.same) {
			continue
		}
		if err := d.PutLetter(own); err != nil {
			return l, err
		}
		if err := d.Owe(own.delivery(r, d.Now)); err != nil {
			return l, err
		}
	}
	return l, nil
}

// same reports whether both are the same letter.
func (l SentLetter) same(o SentLetter) bool {
	return l.Meeting == o.Meeting && l.Round == o.Round && l.Seat == o.Seat
}

// delivery is what brings it to the server.
func (l SentLetter) delivery(r Roll, due time.Time) reminder.Delivery {
	return reminder.Delivery{
		Project: l.Project, Subject: r.Convocation.Subject(), Kind: ConvocationLetter, Due: due,
		Recipient: reminder.ToLetterbox(l.Project, r.Ref(), l.Seat), Occurrence: l.Round,
	}
}

// HandLetter begins to hand over the letter that a delivery is for: what is written says
// that it may be with the server from now on. What it answers is not LetterHanding where
// there is nothing to hand over: an earlier attempt has ended, or nobody knows how; or the
// address was given up, which is LetterOwed.
// Errors: none but the store's.
func (s *Service) HandLetter(ctx context.Context, d reminder.Delivery) (l Letter, to Addressee, own SentLetter, err error) {
	seat, _ := d.Recipient.Letterbox()
	err = s.base.Write(ctx, d.Project, func(in reminder.Tx) error {
		tx := Open(in)
		view, err := readRoll(tx, d.Project, d.Subject.Number())
		if err != nil {
			return err
		}
		if l, err = s.letter(tx, view); err != nil {
			return err
		}
		all, err := tx.Letters(d.Project, l.Number)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, SentLetter{Meeting: l.Number, Round: d.Occurrence, Seat: seat}.same)
		if i < 0 {
			return record.ErrNone
		}
		own = all[i]
		if i := slices.IndexFunc(l.To, func(a Addressee) bool { return a.Seat.Number == seat }); i >= 0 {
			to = l.To[i]
		}
		was := own.State
		if own.State = own.State.begun(to.Address != ""); own.State == was || own.State == LetterOwed {
			return nil
		}
		own.At = s.base.Now()
		return tx.PutLetter(own)
	})
	l.Now = s.base.Now()
	if err == nil {
		l.named(ctx, s)
	}
	return l, to, own, err
}

// LetterEnded writes how the handing over of a letter has ended; LetterOwed for one that
// is to be tried again.
// Errors: none but the store's.
func (s *Service) LetterEnded(ctx context.Context, l SentLetter) error {
	l.At = s.base.Now()
	return s.base.Write(ctx, l.Project, func(tx reminder.Tx) error { return Open(tx).PutLetter(l) })
}

// readRoll is the roll of a meeting as it stands.
func readRoll(tx Tx, p record.ProjectID, number int) (Roll, error) {
	project, err := tx.ProjectByID(p)
	if err != nil {
		return Roll{}, err
	}
	m, err := tx.Meeting(p, number)
	if err != nil {
		return Roll{}, err
	}
	of := Agenda{Meeting: m}
	if of.Of, err = tx.Committee(p, m.Committee); err != nil {
		return Roll{}, err
	}
	if of.Points, err = onAgenda(tx, m); err != nil {
		return Roll{}, err
	}
	r, err := rollOf(tx, project, of)
	if err == nil && !r.Convened() {
		err = record.ErrNone
	}
	return r, err
}

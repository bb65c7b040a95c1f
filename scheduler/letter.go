package scheduler

import (
	"context"
	"errors"
	"fmt"

	"pilotent/governance/reminder"
	"pilotent/governance/sitting"
	"pilotent/i18n"
	"pilotent/message"
)

// Postman hands letters to a mail server, for those who are in no chat. Package main
// implements it.
type Postman interface {
	// Send hands a letter over to one of its people. An error is a *LetterError where it
	// means more than that it may be tried again.
	Send(ctx context.Context, d reminder.Delivery, l sitting.Letter, to sitting.Addressee) error
}

// LetterError is a letter that was not handed over, or perhaps was.
type LetterError struct {
	// Refused says that the server has refused it for good, with Code.
	Refused bool
	Code    int
	// Unknown says that the connection broke after the letter and before the answer.
	Unknown bool
	Err     error
}

func (e *LetterError) Error() string { return fmt.Sprintf("hand over a letter: %v", e.Err) }
func (e *LetterError) Unwrap() error { return e.Err }

// Reasons of failures of letters.
const (
	letterRefused = "refused"
	letterUnknown = "unknown"
	noPostman     = "no_server"
)

func toLetterbox(d reminder.Delivery) bool {
	_, ok := d.Recipient.Letterbox()
	return ok
}

// letter hands a letter to the mail server, at most once. Before that it is written that
// it may be there: SMTP has no question « have you got this one ? », so that what was
// begun and not ended is never sent again. Whoever convened is told instead.
func (c *Courier) letter(stop context.Context, d reminder.Delivery) (end reminder.Settlement, begun bool) {
	ctx, cancel := c.limit(stop)
	defer cancel()
	if c.Postman == nil {
		return reminder.Settlement{State: reminder.SettledDead, Reason: noPostman}, true
	}
	b, err := c.composer.service.Content(ctx, d)
	switch {
	case err != nil:
		c.Log.ErrorContext(ctx, "letter could not be read", "delivery", d.ID, "err", err)
		return c.fault(d, composeFailed, false), true
	case b.Skip != "":
		return reminder.Settlement{State: reminder.SettledSkipped, Reason: string(b.Skip)}, true
	}
	begun = c.inSlot(stop, d, func(ctx context.Context) { end = c.handOver(ctx, d) })
	return end, begun
}

// handOver makes the attempt, and writes how it has ended.
func (c *Courier) handOver(ctx context.Context, d reminder.Delivery) reminder.Settlement {
	l, to, own, err := c.composer.service.HandLetter(ctx, d)
	if err != nil {
		c.Log.ErrorContext(ctx, "letter could not be begun", "delivery", d.ID, "err", err)
		return c.fault(d, composeFailed, false)
	}
	if own.State != sitting.LetterHanding {
		return letterEnd(own.State)
	}
	end := c.handed(d, &own, c.Postman.Send(ctx, d, l, to))
	// What is known must be written, also when the attempt has used up its time.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.Lease/6)
	defer cancel()
	if err := c.composer.service.LetterEnded(ctx, own); err != nil {
		c.Log.ErrorContext(ctx, "how a letter has ended was not recorded", "delivery", d.ID, "state", own.State, "err", err)
		return c.fault(d, letterUnknown, true)
	}
	return end
}

// handed is how an attempt has ended, of the letter and of the delivery.
func (c *Courier) handed(d reminder.Delivery, own *sitting.SentLetter, err error) reminder.Settlement {
	e, known := errors.AsType[*LetterError](err)
	switch {
	case err == nil:
		own.State = sitting.LetterSent
	case known && e.Refused:
		own.State, own.Code = sitting.LetterRefused, e.Code
	case known && e.Unknown:
		own.State = sitting.LetterUnknown
	default:
		c.Log.Warn("letter not handed over", "delivery", d.ID, "err", err)
		end := c.fault(d, "mail", false)
		if own.State = sitting.LetterOwed; end.State == reminder.SettledDead {
			own.State = sitting.LetterFailed
		}
		return end
	}
	return letterEnd(own.State)
}

// letterEnd is how a delivery ends whose letter is in that state.
func letterEnd(s sitting.LetterState) reminder.Settlement {
	switch s {
	case sitting.LetterSent:
		return reminder.Settlement{State: reminder.SettledSent}
	case sitting.LetterUnknown:
		return reminder.Settlement{State: reminder.SettledDead, Reason: letterUnknown}
	case sitting.LetterOwed: // its address was given up
		return reminder.Settlement{State: reminder.SettledSkipped, Reason: string(reminder.SkipGone)}
	default:
		return reminder.Settlement{State: reminder.SettledDead, Reason: letterRefused}
	}
}

// undeliveredLetter tells whoever convened that somebody who is in no chat was not
// written to, or perhaps was.
func undeliveredLetter(p i18n.Printer, b reminder.Content, seat int) message.Text {
	v, _ := b.About.(sitting.RollView)
	state := sitting.LetterFailed
	for _, l := range v.Letters {
		if l.Seat == seat {
			state = l.State // the last, which is what there is to tell
		}
	}
	return p.Text("announce.undeliverable.letter", "ref", v.Ref(), "name", v.Seat(seat).Name,
		"unknown", state == sitting.LetterUnknown || state == sitting.LetterHanding, "refused", state == sitting.LetterRefused)
}

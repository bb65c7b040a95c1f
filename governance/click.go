package governance

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Click is a press of a button under a message that the bot has sent: what the
// button was bound to when the message was made, and where it was pressed. The
// front vouches for it; what it is worth is decided here.
type Click struct {
	Delivery int64
	Subject  Subject
	// Version is the subject's when the message was made.
	Version int
	// Command is what the button types.
	Command string
	// Post is the chat's name of the post on which it was pressed.
	Post string
	// Marked asks the chat whether that post bears the delivery's mark. It is
	// asked only while the delivery's own post is not recorded, which is between
	// its sending and its recording; nil says no.
	Marked func(context.Context) (bool, error)
}

// Sent is a delivery as it went.
type Sent struct {
	Delivery
	// Post is the chat's name of the message; "" until it is recorded.
	Post  string
	State string
	// At is when it was settled; zero before.
	At time.Time
}

// Press is what a button has done.
type Press struct {
	Project  ProjectID
	Delivery int64
	Command  string
	By       Person
	At       time.Time
	// Change is that of the history line that it has written.
	Change string
}

// ClickStore keeps what buttons have done.
type ClickStore interface {
	// Sent finds a delivery by its number; ErrNone when there is none.
	Sent(p ProjectID, delivery int64) (Sent, error)
	// Presses are those of a delivery's buttons, the first one first.
	Presses(p ProjectID, delivery int64) ([]Press, error)
	// AddPress fails when the person has pressed that button before.
	AddPress(Press) error
}

// circumstances are what a click is judged by, besides the click.
type circumstances struct {
	sent    Sent // zero when there is no such delivery
	presses []Press
	by      Person
	// member says whether by is in the delivery's channel; marked, whether the
	// post bears the delivery's mark.
	member, marked bool
	version        int
	// last is what has happened to the subject since the message.
	last HistoryLine
}

// judge says why a click does nothing; nil when it may do what it says. In
// this order, so that a second click hears what the first one did.
func (c Click) judge(k circumstances) error {
	ref := c.Subject.Ref()
	_, toChannel := k.sent.Recipient.Channel()
	person, _ := k.sent.Recipient.Person()
	mine := k.sent.Post == c.Post || k.sent.Post == "" && k.marked
	first := slices.IndexFunc(k.presses, func(p Press) bool {
		return p.Command == c.Command && (!toChannel || p.By.Is(k.by))
	})
	switch {
	case k.sent.ID == 0, k.sent.Subject != c.Subject, c.Post == "", !mine:
		return ConflictError("click.unknown", "command", c.Command)
	case toChannel && !k.member:
		return &Error{Code: Forbidden, Key: "click.not_member", Args: Args{"command": c.Command}}
	case !toChannel && person != k.by.ID:
		return &Error{Code: Forbidden, Key: "click.stranger", Args: Args{"command": c.Command}}
	case first >= 0:
		p := k.presses[first]
		return ConflictError("click.again", "ref", ref, "change", p.Change, "by", p.By, "at", p.At)
	case k.version != c.Version:
		return ConflictError("click.changed", "ref", ref, "change", k.last.Change, "by", k.last.By, "at", k.last.At, "command", c.Subject.showCommand())
	}
	return nil
}

// learnClick asks the chat, before any transaction, what a click is judged by.
func (s *Secretariat) learnClick(ctx context.Context, v *visitor) error {
	if v.Click == nil {
		return nil
	}
	var sent Sent
	err := s.store.View(ctx, func(tx Tx) (err error) {
		sent, err = tx.Sent(v.Project.ID, v.Click.Delivery)
		return err
	})
	if errors.Is(err, ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	if channel, ok := sent.Recipient.Channel(); ok {
		if v.clickMember, err = s.directory.InChannel(ctx, channel, v.User.ID); err != nil {
			return UnavailableError("unavailable.directory", err)
		}
		if !v.clickMember && v.hides(channel) { // any other refusal names what it was about
			return &Error{Code: Forbidden, Key: "click.left", Args: Args{}}
		}
	}
	if sent.Post == "" && v.Click.Marked != nil {
		if v.clickMarked, err = v.Click.Marked(ctx); err != nil {
			return UnavailableError("unavailable.directory", err)
		}
	}
	return nil
}

// admitClick refuses, in the transaction of the change, the click that may not
// make it.
func (d *desk) admitClick() error {
	if d.Click == nil {
		return nil
	}
	c, k := *d.Click, circumstances{by: d.User, member: d.clickMember, marked: d.clickMarked}
	sent, err := d.Sent(d.Project.ID, c.Delivery)
	if err != nil && !errors.Is(err, ErrNone) {
		return err
	}
	if err == nil && sent.Subject == c.Subject {
		k.sent = sent
		if k.presses, err = d.Presses(d.Project.ID, c.Delivery); err != nil {
			return err
		}
		b := Brief{Project: d.Project, Now: d.now}
		if err := b.load(cachedTx{Tx: d.Tx}, c.Subject); err != nil {
			return err
		}
		k.version = b.Version()
		if k.last, err = lastChange(d.Tx, d.Project.ID, c.Subject); err != nil {
			return err
		}
	}
	return c.judge(k)
}

// keepClick writes what the click has done.
func (d *desk) keepClick() error {
	if d.Click == nil {
		return nil
	}
	return d.AddPress(Press{
		Project: d.Project.ID, Delivery: d.Click.Delivery, Command: d.Click.Command, By: d.User, At: d.now, Change: d.change,
	})
}

// lastChange is the last line of a subject's history that has changed it:
// that somebody has seen it does not.
func lastChange(tx Tx, p ProjectID, s Subject) (HistoryLine, error) {
	lines, err := tx.History(p, s)
	for _, l := range slices.Backward(lines) {
		if l.After != nil {
			return l, err
		}
	}
	return HistoryLine{}, err
}

// Aftermath is a message whose buttons were pressed: how it went, what they
// have done, and its subject, as at the moment of its sending.
type Aftermath struct {
	Sent    Sent
	Presses []Press
	Brief   Brief
}

// Pressed says whether somebody has pressed the button that types command.
func (a Aftermath) Pressed(command string, by UserID) bool {
	return slices.ContainsFunc(a.Presses, func(p Press) bool { return p.Command == command && p.By.ID == by })
}

// Aftermath reads what has become of a message; ErrNone when there is none.
func (s *Secretariat) Aftermath(ctx context.Context, p ProjectID, delivery int64) (Aftermath, error) {
	var a Aftermath
	err := s.store.View(ctx, func(tx Tx) (err error) {
		if a.Sent, err = tx.Sent(p, delivery); err != nil {
			return err
		}
		a.Presses, err = tx.Presses(p, delivery)
		return err
	})
	if err != nil {
		return a, err
	}
	at := a.Sent.At
	if at.IsZero() {
		at = s.now()
	}
	a.Brief, err = s.briefAt(ctx, a.Sent.Delivery, at)
	return a, err
}

package reminder

import (
	"context"
	"errors"
	"slices"
	"time"

	"pilotent/governance/record"
)

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
	Project  record.ProjectID
	Delivery int64
	Command  string
	By       record.Person
	At       time.Time
	// Change is that of the history line that it has written.
	Change string
}

// ClickStore keeps what buttons have done.
type ClickStore interface {
	// Sent finds a delivery by its number; ErrNone when there is none.
	Sent(p record.ProjectID, delivery int64) (Sent, error)
	// Presses are those of a delivery's buttons, the first one first.
	Presses(p record.ProjectID, delivery int64) ([]Press, error)
	// AddPress fails when the person has pressed that button before.
	AddPress(Press) error
}

// circumstances are what a click is judged by, besides the click.
type circumstances struct {
	sent    Sent // zero when there is no such delivery
	presses []Press
	by      record.Person
	// member reports whether by is in the delivery's channel; marked, whether the
	// post bears the delivery's mark.
	member, marked bool
	version        int
	// last is what has happened to the subject since the message.
	last record.HistoryLine
}

// judge says why a click does nothing; nil when it may do what it says. In
// this order, so that a second click hears what the first one did.
func judge(c record.Click, k circumstances) error {
	ref := c.Subject.Ref()
	_, toChannel := k.sent.Recipient.Channel()
	person, _ := k.sent.Recipient.Person()
	mine := k.sent.Post == c.Post || k.sent.Post == "" && k.marked
	first := slices.IndexFunc(k.presses, func(p Press) bool {
		return p.Command == c.Command && (!toChannel || p.By.Is(k.by))
	})
	switch {
	case k.sent.ID == 0, k.sent.Subject != c.Subject, c.Post == "", !mine:
		return record.ConflictError("click.unknown", "command", c.Command)
	case toChannel && !k.member:
		return &record.Error{Code: record.Forbidden, Key: "click.not_member", Args: record.Args{"command": c.Command}}
	case !toChannel && person != k.by.ID:
		return &record.Error{Code: record.Forbidden, Key: "click.stranger", Args: record.Args{"command": c.Command}}
	case first >= 0:
		p := k.presses[first]
		return record.ConflictError("click.again", "ref", ref, "change", p.Change, "by", p.By, "at", p.At)
	case k.version != c.Version:
		return record.ConflictError("click.changed", "ref", ref, "change", k.last.Change, "by", k.last.By, "at", k.last.At, "command", c.Subject)
	}
	return nil
}

// admitClick refuses, in the transaction of the change, the click that may not
// make it.
func (d *Changeset) admitClick() error {
	if d.Click == nil {
		return nil
	}
	c, k := *d.Click, circumstances{by: d.User, member: d.ClickMember, marked: d.ClickMarked}
	sent, err := d.Tx.Sent(d.Project.ID, c.Delivery)
	if err != nil && !errors.Is(err, record.ErrNone) {
		return err
	}
	if err == nil && sent.Subject == c.Subject {
		k.sent = sent
		if k.presses, err = d.Tx.Presses(d.Project.ID, c.Delivery); err != nil {
			return err
		}
		b := Content{Project: d.Project, Now: d.Now}
		if err := b.load(CachedTx{Tx: d.Tx}, c.Subject); err != nil {
			return err
		}
		k.version = b.Version()
		if k.last, err = lastChange(d.Tx, d.Project.ID, c.Subject); err != nil {
			return err
		}
	}
	return judge(c, k)
}

// keepClick writes what the click has done.
func (d *Changeset) keepClick() error {
	if d.Click == nil {
		return nil
	}
	return d.Tx.AddPress(Press{
		Project: d.Project.ID, Delivery: d.Click.Delivery, Command: d.Click.Command, By: d.User, At: d.Now, Change: d.Change,
	})
}

// lastChange is the last line of a subject's history that has changed it:
// that somebody has seen it does not.
func lastChange(tx Tx, p record.ProjectID, s record.Subject) (record.HistoryLine, error) {
	lines, err := tx.History(p, s)
	for _, l := range slices.Backward(lines) {
		if l.After != nil {
			return l, err
		}
	}
	return record.HistoryLine{}, err
}

// Aftermath is a message whose buttons were pressed: how it went, what they
// have done, and its subject, as at the moment of its sending.
type Aftermath struct {
	Sent    Sent
	Presses []Press
	Content Content
}

// Pressed reports whether somebody has pressed the button that types command.
func (a Aftermath) Pressed(command string, by record.UserID) bool {
	return slices.ContainsFunc(a.Presses, func(p Press) bool { return p.Command == command && p.By.ID == by })
}

// Aftermath reads what has become of a message; ErrNone when there is none.
// Errors: none but the store's.
func (s *Service) Aftermath(ctx context.Context, p record.ProjectID, delivery int64) (Aftermath, error) {
	var a Aftermath
	err := s.base.Read(ctx, func(tx Tx) (err error) {
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
		at = s.base.Now()
	}
	a.Content, err = s.contentAt(ctx, a.Sent.Delivery, at)
	return a, err
}

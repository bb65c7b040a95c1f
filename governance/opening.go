package governance

import (
	"context"
	"fmt"
	"slices"

	"pilotent/governance/calendar"
)

// NewVerification asks that a verification be opened.
type NewVerification struct {
	Step       Step
	Contract   string
	Object     string
	NotifiedOn calendar.Date
	By         NoticeBy // may be left out
	// AvailableOn, and OpenedOn once it is known, stand instead of NotifiedOn for
	// what went by the profil d'acheteur.
	AvailableOn, OpenedOn calendar.Date
	InCharge              []Person // default those of the contract, else the actor
	Deputies              []Person // default those of the contract; may be none
	// Committee is the code of the one that is told at the last; default the
	// committee of the channel, if there is one.
	Committee string
}

// OpenVerification opens a verification, computes its deadline and owes the
// reminders. Members of a committee and pilots may.
func (s *Secretariat) OpenVerification(ctx context.Context, a Actor, n NewVerification) (VerificationView, error) {
	var view VerificationView
	v, err := s.admit(ctx, a)
	if err != nil {
		return view, err
	}
	if err := s.mustRecordSomewhere(ctx, v); err != nil {
		return view, err
	}
	if n.Object, err = cleanName("object", n.Object, maxTitle); err != nil {
		return view, err
	}
	if n.Committee, err = s.toldAtLast(ctx, v, n.Committee); err != nil {
		return view, err
	}
	if err := s.lapseDue(ctx, v.Project); err != nil {
		return view, err
	}
	err = s.update(ctx, v, func(d *desk) error {
		c, err := findContract(d, v.Project.ID, n.Contract)
		if err != nil {
			return err
		}
		d.aloud(n.Object)
		n := n.withDefaults(c, a.User)
		if err := c.mustKnow(n.Step); err != nil {
			return err
		}
		notified, notice, err := n.notice(c, d.Project, d.today())
		if err != nil {
			return err
		}
		ver := Verification{
			Project: v.Project.ID, Contract: c.Ref, Step: n.Step, Object: n.Object, NotifiedOn: notified, Notice: notice,
			InCharge: without(n.InCharge, nil), Deputies: without(n.Deputies, n.InCharge), Committee: n.Committee,
		}
		if err := c.mustHaveEffect(ver.begun(), n.startParam()); err != nil {
			return err
		}
		chain, err := siblings(d, ver)
		if err != nil {
			return err
		}
		if err := follows(ver, chain); err != nil {
			return err
		}
		view, err = d.openVerification(ver, c, chain)
		return err
	})
	view.Today = v.Project.Today(s.now())
	return view, err
}

// startParam is the parameter that says when the period started.
func (n NewVerification) startParam() string {
	if n.AvailableOn.IsZero() {
		return "notified"
	}
	return "available"
}

// toldAtLast is the code of the committee that is told at the last: the one
// named, which the visitor records for, or that of the channel, if it has one.
func (s *Secretariat) toldAtLast(ctx context.Context, v visitor, code string) (string, error) {
	if code != "" {
		c, err := v.committee(code)
		if err != nil {
			return "", err
		}
		return c.Code, s.mustRecord(ctx, v, c)
	}
	c, _, err := v.channelCommittee()
	return c.Code, err
}

// withDefaults names those in charge, and their deputies, where nobody did.
func (n NewVerification) withDefaults(c Contract, by Person) NewVerification {
	if len(n.InCharge) == 0 {
		n.InCharge = c.InCharge
	}
	if len(n.InCharge) == 0 {
		n.InCharge = []Person{by}
	}
	if len(n.Deputies) == 0 {
		n.Deputies = c.Deputies
	}
	return n
}

// mustKnow refuses a step of which the contract says no length: none is assumed.
func (c Contract) mustKnow(s Step) error {
	if topic, missing := c.missing(s); missing {
		return ConflictError("clause.missing", "contract", c.Ref, "terms", c.Terms, "topic", topic, "word", string(topic)).About("contract")
	}
	return nil
}

// openVerification numbers and writes a verification of a delivery of which
// chain are the others, and tells those in charge and their deputies.
func (d *desk) openVerification(ver Verification, c Contract, chain []Verification) (VerificationView, error) {
	if err := c.mustKnow(ver.Step); err != nil {
		return VerificationView{}, err
	}
	if err := d.numberVerification(&ver, chain); err != nil {
		return VerificationView{}, err
	}
	ver.begin(PhaseVerifying, ver.NotifiedOn, c, d.Project, d.now)
	if err := d.saveVerification(&ver); err != nil {
		return VerificationView{}, err
	}
	if err := d.tell(ver.Subject(), VerificationOpened, ver.Version, slices.Concat(ver.InCharge, ver.Deputies)); err != nil {
		return VerificationView{}, err
	}
	view := newVerificationView(ver, c, d.Project)
	view.Today = d.today()
	return view, d.record(ver.Subject(), "verification.opened", nil, ver, "")
}

// numberVerification gives the next number to a verification of a delivery of
// which others are known.
func (d *desk) numberVerification(ver *Verification, others []Verification) error {
	num, err := d.Next(d.Project.ID, "verification")
	if err != nil {
		return fmt.Errorf("number verification: %w", err)
	}
	ver.Number, ver.Chain, ver.Author, ver.CreatedAt = num, num, d.User, d.now
	if len(others) > 0 {
		ver.Chain = others[0].Chain
	}
	return nil
}

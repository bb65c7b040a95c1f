package acceptance

import (
	"context"
	"fmt"
	"slices"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// NewVerification asks that a verification be opened.
type NewVerification struct {
	Step       contract.Step
	Contract   string
	Object     string
	NotifiedOn calendar.Date
	By         contract.NoticeBy // may be left out
	// AvailableOn, and OpenedOn once it is known, stand instead of NotifiedOn for
	// what went by the profil d'acheteur.
	AvailableOn, OpenedOn calendar.Date
	InCharge              []record.Person // default those of the contract, else the actor
	Deputies              []record.Person // default those of the contract; may be none
	// Committee is the code of the one that is told at the last; default the
	// committee of the channel, if there is one.
	Committee string
	// Delay is the length that the order itself fixes for the step; of a VSR, for its
	// observation. Default the contract's.
	Delay calendar.Period
}

// OpenVerification opens a verification, computes its deadline and owes the
// reminders. Members of a committee and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) OpenVerification(ctx context.Context, a record.Actor, n NewVerification) (VerificationView, error) {
	var view VerificationView
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return view, err
	}
	if err := s.base.MustRecordSomewhere(ctx, v); err != nil {
		return view, err
	}
	if n.Object, err = record.CleanName("object", n.Object, record.MaxTitle); err != nil {
		return view, err
	}
	if n.Committee, err = s.toldAtLast(ctx, v, n.Committee); err != nil {
		return view, err
	}
	if err := s.CarryOutDue(ctx, v.Project); err != nil {
		return view, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		c, err := contract.FindContract(d.Tx, v.Project.ID, n.Contract)
		if err != nil {
			return err
		}
		d.Aloud(n.Object)
		n := n.withDefaults(c, a.User)
		ver, err := n.verification(c, d.Project, d.todayUnder(c))
		if err != nil {
			return err
		}
		chain, err := siblings(d.Tx, ver)
		if err != nil {
			return err
		}
		if err := follows(ver, chain); err != nil {
			return err
		}
		view, err = d.openVerification(ver, c, chain)
		return err
	})
	view.Today = v.Project.Today(s.base.Now())
	return view, err
}

// verification is the one that n asks for, without a number yet. It is refused
// where the contract does not say what its period needs, or has no effect yet.
func (n NewVerification) verification(c contract.Contract, p record.Project, today calendar.Date) (Verification, error) {
	ver := Verification{
		Project: p.ID, Contract: c.Ref, Step: n.Step, Object: n.Object,
		InCharge: reminder.Without(n.InCharge, nil), Deputies: reminder.Without(n.Deputies, n.InCharge), Committee: n.Committee,
	}
	if err := ver.fix(contract.TopicsOf(n.Step)[0], n.Delay); err != nil {
		return ver, err
	}
	if err := c.MustKnow(n.Step, ver.Delays...); err != nil {
		return ver, err
	}
	var err error
	if ver.NotifiedOn, ver.Notice, err = n.notice(c, p, today); err != nil {
		return ver, err
	}
	return ver, c.MustHaveEffect(ver.begun(), n.startParam())
}

// startParam is the parameter that says when the period started.
func (n NewVerification) startParam() string {
	if n.AvailableOn.IsZero() {
		return "notified"
	}
	return "available"
}

// toldAtLast is the code of the committee that is told at the last: the one
// named, which the caller records for, or that of the channel, if it has one.
func (s *Service) toldAtLast(ctx context.Context, v record.Caller, code string) (string, error) {
	if code != "" {
		c, err := v.CommitteeNamed(code)
		if err != nil {
			return "", err
		}
		return c.Code, committee.MustServe(ctx, s.base, v, c)
	}
	c, _, err := v.ChannelCommittee()
	return c.Code, err
}

// withDefaults names those in charge, and their deputies, where nobody did.
func (n NewVerification) withDefaults(c contract.Contract, by record.Person) NewVerification {
	if len(n.InCharge) == 0 {
		n.InCharge = c.InCharge
	}
	if len(n.InCharge) == 0 {
		n.InCharge = []record.Person{by}
	}
	if len(n.Deputies) == 0 {
		n.Deputies = c.Deputies
	}
	return n
}

// openVerification numbers and writes a verification of a delivery of which
// chain are the others, and tells those in charge and their deputies.
func (d *changeset) openVerification(ver Verification, c contract.Contract, chain []Verification) (VerificationView, error) {
	if err := c.MustKnow(ver.Step, ver.Delays...); err != nil {
		return VerificationView{}, err
	}
	if err := d.numberVerification(&ver, chain); err != nil {
		return VerificationView{}, err
	}
	ver.begin(PhaseVerifying, ver.NotifiedOn, c, d.Project, d.Now)
	if err := d.saveVerification(&ver); err != nil {
		return VerificationView{}, err
	}
	if err := d.Tell(ver.Subject(), VerificationOpened, ver.Version, slices.Concat(ver.InCharge, ver.Deputies)); err != nil {
		return VerificationView{}, err
	}
	view := NewVerificationView(ver, c, d.Project)
	view.Today = d.Today()
	return view, d.Record(ver.Subject(), "verification.opened", nil, ver, "")
}

// numberVerification gives the next number to a verification of a delivery of
// which others are known.
func (d *changeset) numberVerification(ver *Verification, others []Verification) error {
	num, err := d.Next(d.Project.ID, "verification")
	if err != nil {
		return fmt.Errorf("number verification: %w", err)
	}
	ver.Number, ver.Chain, ver.Author, ver.CreatedAt = num, num, d.User, d.Now
	if len(others) > 0 {
		ver.Chain = others[0].Chain
	}
	return nil
}

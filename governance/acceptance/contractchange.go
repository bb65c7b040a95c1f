package acceptance

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
)

// NewContract asks that a contract be followed.
type NewContract struct {
	Ref, Supplier string
	Terms         contract.Terms // default TermsTIC2021
	// What a contract.Change may set as well; all of it may be left out.
	NotifiedOn           calendar.Date
	Lots                 []string
	Region               calendar.Region
	Holidays, WorkedDays []calendar.Date
	InCharge, Deputies   []record.Person
}

// AddContract starts to follow a contract. Members of a committee and pilots may.
// Errors: Invalid, Conflict, Forbidden, Unavailable.
func (s *Service) AddContract(ctx context.Context, a record.Actor, n NewContract) (contract.Contract, error) {
	var c contract.Contract
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return c, err
	}
	if err := s.base.MustRecordSomewhere(ctx, v); err != nil {
		return c, err
	}
	c = contract.Contract{Project: v.Project.ID, Ref: strings.ToUpper(strings.TrimSpace(n.Ref)), Terms: contract.TermsTIC2021, Author: a.User, CreatedAt: s.base.Now()}
	if !contract.ContractRef.MatchString(c.Ref) {
		return c, record.InvalidError("contract.ref", "text", n.Ref).About("contract")
	}
	if n.Supplier, err = record.CleanName("supplier", n.Supplier, record.MaxName); err != nil {
		return c, err
	}
	if err = contract.Change(n).Apply(&c); err != nil {
		return c, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		if err := datable(c, nil, d.Today()); err != nil {
			return err
		}
		old, err := d.Contract(v.Project.ID, c.Ref)
		if err == nil {
			return record.ConflictError("contract.exists", "ref", old.Ref, "supplier", old.Supplier).About("contract")
		}
		if !errors.Is(err, record.ErrNone) {
			return err
		}
		d.Aloud(append([]string{c.Supplier}, c.Lots...)...)
		if err := d.PutContract(c); err != nil {
			return err
		}
		return d.Record(c.Subject(), "contract.added", nil, c, "")
	})
	return c, err
}

// datable refuses a day of notification that is to come, and one after the
// beginning of a verification.
func datable(c contract.Contract, verifications []Verification, today calendar.Date) error {
	if c.NotifiedOn.After(today) {
		return record.InvalidError("contract.future", "contract", c.Ref, "date", c.NotifiedOn).About("effective")
	}
	for _, v := range verifications {
		if v.Contract == c.Ref && v.begun().Before(c.NotifiedOn) {
			return record.ConflictError("contract.after_verification", "contract", c.Ref, "date", c.NotifiedOn,
				"ref", v.Ref(), "step", v.Step, "object", v.Object, "start", v.begun()).About("effective")
		}
	}
	return nil
}

// ContractView is a contract with what follows from it.
type ContractView struct {
	contract.Contract
	// Place is whose public holidays count: the contract's Region or the project's.
	Place calendar.Region
	// Running are its verifications that are to be decided, the first deadline
	// first.
	Running []VerificationView
	// Moved are those of which a change has moved a deadline, or changed what
	// silence means at its end.
	Moved   []MovedDeadline
	Today   calendar.Date
	History []record.HistoryLine
}

// ViewContract is a contract as the caller sees it.
func ViewContract(v record.Caller, tx Tx, c contract.Contract, now time.Time) (ContractView, error) {
	p := v.Project
	view := ContractView{Contract: c, Place: c.Calendar(p).Region, Today: p.Today(now)}
	running, err := tx.Verifications(p.ID, true)
	if err != nil {
		return view, err
	}
	for _, ver := range running {
		if ver.Contract == c.Ref {
			of := NewVerificationView(Redacted(v, ver), c, p)
			of.Today = view.Today
			view.Running = append(view.Running, of)
		}
	}
	view.History, err = tx.History(p.ID, c.Subject())
	return view, err
}

// ChangeContract changes what is known of a contract; the deadlines of its
// running verifications follow. Members of a committee and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) ChangeContract(ctx context.Context, a record.Actor, n contract.Change) (ContractView, error) {
	return s.changeContract(ctx, a, n.Ref, "contract.changed", "", n.Apply, append(slices.Clip(n.Lots), n.Supplier)...)
}

// ChangeClause changes what a contract says of one topic; the deadlines of its
// running verifications follow. Members of a committee and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) ChangeClause(ctx context.Context, a record.Actor, n contract.ClauseChange) (ContractView, error) {
	return s.changeContract(ctx, a, n.Contract, "contract.clause", n.Article, func(c *contract.Contract) error {
		for _, part := range n.Split() {
			if err := part.Apply(c); err != nil {
				return err
			}
		}
		return nil
	}, n.Start, n.Article)
}

// changeContract writes a change of a contract and makes its running
// verifications follow, in one transaction. texts are those that somebody wrote
// in it.
func (s *Service) changeContract(ctx context.Context, a record.Actor, ref, change, note string, apply func(*contract.Contract) error, texts ...string) (ContractView, error) {
	var view ContractView
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return view, err
	}
	if err := s.base.MustRecordSomewhere(ctx, v); err != nil {
		return view, err
	}
	if err := s.CarryOutDue(ctx, v.Project); err != nil {
		return view, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		before, err := contract.FindContract(d.Tx, v.Project.ID, ref)
		if err != nil {
			return err
		}
		after := before
		if err := apply(&after); err != nil {
			return err
		}
		var moved []MovedDeadline
		if !reflect.DeepEqual(before, after) {
			d.Aloud(texts...)
			if moved, err = d.rewriteContract(before, after, change, note); err != nil {
				return err
			}
		}
		view, err = ViewContract(d.Caller, d.Tx, after, d.Now)
		view.Moved = moved
		return err
	})
	return view, err
}

// rewriteContract writes a contract that has changed and makes its running
// verifications follow. A change by which a verification of it could not be dated
// is refused.
func (d *changeset) rewriteContract(before, after contract.Contract, change, note string) ([]MovedDeadline, error) {
	all, err := d.Verifications(d.Project.ID, false)
	if err != nil {
		return nil, err
	}
	if err := datable(after, all, d.Today()); err != nil {
		return nil, err
	}
	if err := d.PutContract(after); err != nil {
		return nil, err
	}
	moved, err := d.followContract(before, after)
	if err != nil {
		return nil, err
	}
	return moved, d.Record(after.Subject(), change, before, after, note)
}

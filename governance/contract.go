package governance

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"time"

	"pilotent/governance/calendar"
)

// Contract is a public contract (marché) with a supplier.
type Contract struct {
	Project   ProjectID
	Ref       string // as the buyer numbers it: "M2026-04"
	Supplier  string // titulaire
	Terms     Terms
	Author    Person
	CreatedAt time.Time

	// NotifiedOn is the day on which the contract was notified, from which it has
	// effect (code de la commande publique, art. R2182-4): nothing is delivered
	// under it before. Zero where nobody has said.
	NotifiedOn calendar.Date
	Lots       []string
	// Region chooses the public holidays of the place where it is carried out.
	// Default the project's.
	Region calendar.Region
	// Holidays and WorkedDays are days off, and holidays that are none, that the
	// contract adds to those of the place, in order.
	Holidays, WorkedDays []calendar.Date
	// InCharge and Deputies are those of its verifications, where the one who
	// opens one names nobody.
	InCharge, Deputies []Person
	// Derogations are what its own clauses say instead of the general ones, one a
	// topic, in the order of Topics.
	Derogations []Derogation
}

// Subject names the contract in history.
func (c Contract) Subject() Subject { return Subject("contract/" + c.Ref) }

// Terms are the general clauses that a contract cites. One that is running
// keeps the version that it cites.
type Terms string

const (
	TermsTIC2021 Terms = "tic-2021" // arrêté of 30 March 2021, NOR ECOM2106875A
	TermsTIC2009 Terms = "tic-2009" // arrêté of 16 September 2009, NOR ECEM0912514A
	TermsFree    Terms = "libre"    // none: the contract's own clauses
)

// AllTerms are the known ones, the current one first.
func AllTerms() []Terms { return []Terms{TermsTIC2021, TermsTIC2009, TermsFree} }

func (t Terms) MessageKey() string { return "terms." + string(t) }

// ContractStore keeps contracts.
type ContractStore interface {
	// Contract finds by reference, in any case; ErrNone when there is none.
	Contract(p ProjectID, ref string) (Contract, error)
	Contracts(p ProjectID) ([]Contract, error)
	PutContract(Contract) error
}

var contractRef = regexp.MustCompile(`^[\pL\pN][\pL\pN._/-]{0,39}$`)

// NewContract asks that a contract be followed.
type NewContract struct {
	Ref, Supplier string
	Terms         Terms // default TermsTIC2021
	// What a ContractChange may set as well; all of it may be left out.
	NotifiedOn           calendar.Date
	Lots                 []string
	Region               calendar.Region
	Holidays, WorkedDays []calendar.Date
	InCharge, Deputies   []Person
}

// AddContract starts to follow a contract. Members of a committee and pilots may.
func (s *Secretariat) AddContract(ctx context.Context, a Actor, n NewContract) (Contract, error) {
	var c Contract
	v, err := s.admit(ctx, a)
	if err != nil {
		return c, err
	}
	if err := s.mustRecordSomewhere(ctx, v); err != nil {
		return c, err
	}
	c = Contract{Project: v.Project.ID, Ref: strings.ToUpper(strings.TrimSpace(n.Ref)), Terms: TermsTIC2021, Author: a.User, CreatedAt: s.now()}
	if !contractRef.MatchString(c.Ref) {
		return c, InvalidError("contract.ref", "text", n.Ref).About("contract")
	}
	if n.Supplier, err = cleanName("supplier", n.Supplier, maxName); err != nil {
		return c, err
	}
	if err = n.change().apply(&c); err != nil {
		return c, err
	}
	err = s.update(ctx, v, func(d *desk) error {
		if err := c.datable(nil, d.today()); err != nil {
			return err
		}
		old, err := d.Contract(v.Project.ID, c.Ref)
		if err == nil {
			return ConflictError("contract.exists", "ref", old.Ref, "supplier", old.Supplier).About("contract")
		}
		if !errors.Is(err, ErrNone) {
			return err
		}
		d.aloud(append([]string{c.Supplier}, c.Lots...)...)
		if err := d.PutContract(c); err != nil {
			return err
		}
		return d.record(c.Subject(), "contract.added", nil, c, "")
	})
	return c, err
}

// datable refuses a day of notification that is to come, and one after the
// beginning of a verification.
func (c Contract) datable(verifications []Verification, today calendar.Date) error {
	if c.NotifiedOn.After(today) {
		return InvalidError("contract.future", "contract", c.Ref, "date", c.NotifiedOn).About("effective")
	}
	for _, v := range verifications {
		if v.Contract == c.Ref && v.begun().Before(c.NotifiedOn) {
			return ConflictError("contract.after_verification", "contract", c.Ref, "date", c.NotifiedOn,
				"ref", v.Ref(), "step", v.Step, "object", v.Object, "start", v.begun()).About("effective")
		}
	}
	return nil
}

// mustHaveEffect refuses what would have happened before the contract was
// notified: it has effect from that day on (code de la commande publique, art.
// R2182-4).
func (c Contract) mustHaveEffect(on calendar.Date, param string) error {
	if on.Before(c.NotifiedOn) {
		return InvalidError("verification.before_contract", "contract", c.Ref, "date", on, "notified", c.NotifiedOn).About(param)
	}
	return nil
}

// findContract is the contract, or an error that names those that are known.
func findContract(tx Tx, p ProjectID, ref string) (Contract, error) {
	c, err := tx.Contract(p, strings.ToUpper(strings.TrimSpace(ref)))
	if !errors.Is(err, ErrNone) {
		return c, err
	}
	all, err := tx.Contracts(p)
	if err != nil {
		return c, err
	}
	var known []string
	for _, k := range all {
		known = append(known, k.Ref)
	}
	return c, NotFoundError("contract.unknown", "ref", ref, "known", known).About("contract")
}

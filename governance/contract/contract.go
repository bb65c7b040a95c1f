// Package contract is the public contract and what its clauses say, by itself or by
// the general clauses (CCAG-TIC): periods, what silence means, notifications. Pure.
package contract

import (
	"errors"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// Cached is the contract of that reference, read once.
func Cached(tx reminder.CachedTx, p record.ProjectID, ref string) (Contract, error) {
	return reminder.Cached(tx, reminder.CachedKey[Contract]{Project: p, Name: ref}, func() (Contract, error) { return tx.Tx.Tx.(Store).Contract(p, ref) })
}

// Contract is a public contract (marché) with a supplier.
type Contract struct {
	Project   record.ProjectID
	Ref       string // as the buyer numbers it: "M2026-04"
	Supplier  string // titulaire
	Terms     Terms
	Author    record.Person
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
	InCharge, Deputies []record.Person
	// Derogations are what its own clauses say instead of the general ones, one a
	// topic, in the order of Topics.
	Derogations []Derogation
}

// Subject names the contract in history.
func (c Contract) Subject() record.Subject { return record.Subject("contract/" + c.Ref) }

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

// Store keeps contracts.
type Store interface {
	// Contract finds by reference, in any case; ErrNone when there is none.
	Contract(p record.ProjectID, ref string) (Contract, error)
	Contracts(p record.ProjectID) ([]Contract, error)
	PutContract(Contract) error
}

// ContractRef is what a contract's reference looks like.
var ContractRef = regexp.MustCompile(`^[\pL\pN][\pL\pN._/-]{0,39}$`)

// MustHaveEffect refuses what would have happened before the contract was
// notified: it has effect from that day on (code de la commande publique, art.
// R2182-4).
func (c Contract) MustHaveEffect(on calendar.Date, param string) error {
	if on.Before(c.NotifiedOn) {
		return record.InvalidError("verification.before_contract", "contract", c.Ref, "date", on, "notified", c.NotifiedOn).About(param)
	}
	return nil
}

// FindContract is the contract, or an error that names those that are known.
func FindContract(tx Store, p record.ProjectID, ref string) (Contract, error) {
	c, err := tx.Contract(p, strings.ToUpper(strings.TrimSpace(ref)))
	if !errors.Is(err, record.ErrNone) {
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
	return c, record.NotFoundError("contract.unknown", "ref", ref, "known", known).About("contract")
}

// ChangedTopics are those that a change of a contract's clauses is about; none for any
// other change.
func ChangedTopics(l record.HistoryLine) []Topic {
	before, after, ok := record.States[Contract](l)
	if !ok || l.Change != "contract.clause" {
		return nil
	}
	return slices.DeleteFunc(Topics(), func(t Topic) bool { return reflect.DeepEqual(before.Clause(t), after.Clause(t)) })
}

// maxPast is how far back a notification may be entered.
const maxPast = 2 * 365

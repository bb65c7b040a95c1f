package governance

import (
	"context"
	"reflect"
	"slices"
	"time"

	"pilotent/governance/calendar"
)

// ContractChange changes parts of a contract; zero parts stay as they are.
type ContractChange struct {
	Ref      string
	Supplier string
	Terms    Terms
	// NotifiedOn is when the contract was notified.
	NotifiedOn calendar.Date
	Lots       []string
	Region     calendar.Region
	// Holidays become days off, and WorkedDays worked ones; the last word holds.
	Holidays, WorkedDays []calendar.Date
	// InCharge and Deputies are for the verifications to come.
	InCharge, Deputies []Person
}

func (n NewContract) change() ContractChange {
	return ContractChange(n)
}

// maxLots and maxDays bound what a contract lists.
const (
	maxLots = 40
	maxDays = 200
)

func (n ContractChange) apply(c *Contract) (err error) {
	if n.Supplier != "" {
		if c.Supplier, err = cleanName("supplier", n.Supplier, maxName); err != nil {
			return err
		}
	}
	if n.Terms != "" {
		if !slices.Contains(AllTerms(), n.Terms) {
			return InvalidError("contract.terms", "text", string(n.Terms)).About("terms")
		}
		c.Terms = n.Terms
	}
	if !n.NotifiedOn.IsZero() {
		c.NotifiedOn = n.NotifiedOn
	}
	if n.Region != "" {
		c.Region = n.Region
	}
	if len(n.Lots) > 0 {
		if c.Lots, err = cleanLots(n.Lots); err != nil {
			return err
		}
	}
	if len(n.InCharge) > 0 {
		c.InCharge = without(n.InCharge, nil)
	}
	if len(n.Deputies) > 0 {
		c.Deputies = n.Deputies
	}
	c.Deputies = without(c.Deputies, c.InCharge)
	c.Holidays = days(c.Holidays, n.Holidays, n.WorkedDays)
	c.WorkedDays = days(c.WorkedDays, n.WorkedDays, n.Holidays)
	if len(c.Holidays) > maxDays || len(c.WorkedDays) > maxDays {
		return InvalidError("contract.many_days", "max", maxDays).About("holiday")
	}
	return nil
}

func cleanLots(lots []string) ([]string, error) {
	var clean []string
	for _, lot := range lots {
		lot, err := cleanName("lots", lot, maxName)
		if err != nil {
			return nil, err
		}
		clean = append(clean, lot)
	}
	clean = unique(clean)
	if len(clean) > maxLots {
		return nil, InvalidError("contract.many_lots", "max", maxLots).About("lots")
	}
	return clean, nil
}

// days are those of list and added, but for removed, each once, in order.
func days(list, added, removed []calendar.Date) []calendar.Date {
	var kept []calendar.Date
	for _, d := range slices.Concat(list, added) {
		if !slices.Contains(kept, d) && !slices.Contains(removed, d) {
			kept = append(kept, d)
		}
	}
	slices.SortFunc(kept, calendar.Date.Compare)
	return kept
}

// ContractView is a contract with what follows from it.
type ContractView struct {
	Contract
	// Place is whose public holidays count: the contract's Region or the project's.
	Place calendar.Region
	// Running are its verifications that are to be decided, the first deadline
	// first.
	Running []VerificationView
	// Moved are those of which a change has moved a deadline, or changed what
	// silence means at its end.
	Moved   []MovedDeadline
	Today   calendar.Date
	History []HistoryLine
}

// Contract is a contract and its clauses. Anybody of the team may ask.
func (s *Secretariat) Contract(ctx context.Context, a Actor, ref string) (ContractView, error) {
	var view ContractView
	err := s.view(ctx, a, func(v visitor, tx Tx) error {
		c, err := findContract(tx, v.Project.ID, ref)
		if err != nil {
			return err
		}
		view, err = v.viewContract(tx, c, s.now())
		return err
	})
	return view, err
}

func (v visitor) viewContract(tx Tx, c Contract, now time.Time) (ContractView, error) {
	p := v.Project
	view := ContractView{Contract: c, Place: c.Calendar(p).Region, Today: p.Today(now)}
	running, err := tx.Verifications(p.ID, true)
	if err != nil {
		return view, err
	}
	for _, ver := range running {
		if ver.Contract == c.Ref {
			of := newVerificationView(v.verification(ver), c, p)
			of.Today = view.Today
			view.Running = append(view.Running, of)
		}
	}
	view.History, err = tx.History(p.ID, c.Subject())
	return view, err
}

// ChangeContract changes what is known of a contract; the deadlines of its
// running verifications follow. Members of a committee and pilots may.
func (s *Secretariat) ChangeContract(ctx context.Context, a Actor, n ContractChange) (ContractView, error) {
	return s.changeContract(ctx, a, n.Ref, "contract.changed", "", n.apply, append(slices.Clip(n.Lots), n.Supplier)...)
}

// ChangeClause changes what a contract says of one topic; the deadlines of its
// running verifications follow. A change of nothing only looks. Members of a
// committee and pilots may.
func (s *Secretariat) ChangeClause(ctx context.Context, a Actor, n ClauseChange) (ContractView, error) {
	if n.empty() {
		return s.Contract(ctx, a, n.Contract)
	}
	return s.changeContract(ctx, a, n.Contract, "contract.clause", n.Article, func(c *Contract) error {
		for _, part := range n.split() {
			if err := part.apply(c); err != nil {
				return err
			}
		}
		return nil
	}, n.Start, n.Article)
}

// changeContract writes a change of a contract and makes its running
// verifications follow, in one transaction. texts are those that somebody wrote
// in it.
func (s *Secretariat) changeContract(ctx context.Context, a Actor, ref, change, note string, apply func(*Contract) error, texts ...string) (ContractView, error) {
	var view ContractView
	v, err := s.admit(ctx, a)
	if err != nil {
		return view, err
	}
	if err := s.mustRecordSomewhere(ctx, v); err != nil {
		return view, err
	}
	if err := s.lapseDue(ctx, v.Project); err != nil {
		return view, err
	}
	err = s.update(ctx, v, func(d *desk) error {
		before, err := findContract(d, v.Project.ID, ref)
		if err != nil {
			return err
		}
		after := before
		if err := apply(&after); err != nil {
			return err
		}
		var moved []MovedDeadline
		if !reflect.DeepEqual(before, after) {
			all, err := d.Verifications(v.Project.ID, false)
			if err != nil {
				return err
			}
			if err := after.datable(all, d.today()); err != nil {
				return err
			}
			d.aloud(texts...)
			if err := d.PutContract(after); err != nil {
				return err
			}
			if moved, err = d.followContract(before, after); err != nil {
				return err
			}
			if err := d.record(after.Subject(), change, before, after, note); err != nil {
				return err
			}
		}
		view, err = d.viewContract(d, after, d.now)
		view.Moved = moved
		return err
	})
	return view, err
}

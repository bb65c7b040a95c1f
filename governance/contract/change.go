package contract

import (
	"slices"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// Change changes parts of a contract; zero parts stay as they are.
type Change struct {
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
	InCharge, Deputies []record.Person
}

// maxLots and maxDays bound what a contract lists.
const (
	maxLots = 40
	maxDays = 200
)

// Apply changes a contract.
func (n Change) Apply(c *Contract) (err error) {
	if n.Supplier != "" {
		if c.Supplier, err = record.CleanName("supplier", n.Supplier, record.MaxName); err != nil {
			return err
		}
	}
	if n.Terms != "" {
		if !slices.Contains(AllTerms(), n.Terms) {
			return record.InvalidError("contract.terms", "text", string(n.Terms)).About("terms")
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
		c.InCharge = reminder.Without(n.InCharge, nil)
	}
	if len(n.Deputies) > 0 {
		c.Deputies = n.Deputies
	}
	c.Deputies = reminder.Without(c.Deputies, c.InCharge)
	c.Holidays = days(c.Holidays, n.Holidays, n.WorkedDays)
	c.WorkedDays = days(c.WorkedDays, n.WorkedDays, n.Holidays)
	if len(c.Holidays) > maxDays || len(c.WorkedDays) > maxDays {
		return record.InvalidError("contract.many_days", "max", maxDays).About("holiday")
	}
	return nil
}

func cleanLots(lots []string) ([]string, error) {
	var clean []string
	for _, lot := range lots {
		lot, err := record.CleanName("lots", lot, record.MaxName)
		if err != nil {
			return nil, err
		}
		clean = append(clean, lot)
	}
	clean = record.Unique(clean)
	if len(clean) > maxLots {
		return nil, record.InvalidError("contract.many_lots", "max", maxLots).About("lots")
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

package storage

import (
	"strings"

	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
)

const contractColumns = "project_id, ref, supplier, terms, author_id, author_name, created_at, " +
	"lots, region, holidays, worked_days, in_charge, deputies, derogations, notified_on"

func scanContract(r row) (c contract.Contract, err error) {
	err = r.Scan(&c.Project, &c.Ref, &c.Supplier, &c.Terms, &c.Author.ID, &c.Author.Username, (*instant)(&c.CreatedAt),
		(*list[string])(&c.Lots), &c.Region, (*list[calendar.Date])(&c.Holidays), (*list[calendar.Date])(&c.WorkedDays),
		(*list[record.Person])(&c.InCharge), (*list[record.Person])(&c.Deputies), (*list[contract.Derogation])(&c.Derogations),
		(*day)(&c.NotifiedOn))
	return c, err
}

func (t *tx) Contract(p record.ProjectID, ref string) (contract.Contract, error) {
	return one(t, "contract", scanContract,
		"SELECT "+contractColumns+" FROM contracts WHERE project_id = $1 AND ref_key = $2", p, contractKey(ref))
}

// Contracts are all contracts of the project, by reference.
func (t *tx) Contracts(p record.ProjectID) ([]contract.Contract, error) {
	return many(t, "contracts", scanContract,
		"SELECT "+contractColumns+" FROM contracts WHERE project_id = $1 ORDER BY ref_key", p)
}

func (t *tx) PutContract(c contract.Contract) error {
	return t.put("contract", upsert("contracts", "project_id, ref_key", contractColumns+", ref_key", 1),
		c.Project, c.Ref, c.Supplier, c.Terms, c.Author.ID, c.Author.Username, instant(c.CreatedAt),
		list[string](c.Lots), c.Region, list[calendar.Date](c.Holidays), list[calendar.Date](c.WorkedDays),
		list[record.Person](c.InCharge), list[record.Person](c.Deputies), list[contract.Derogation](c.Derogations),
		day(c.NotifiedOn), contractKey(c.Ref))
}

// contractKey is made here since SQLite's upper() knows ASCII only.
func contractKey(ref string) string { return strings.ToUpper(ref) }

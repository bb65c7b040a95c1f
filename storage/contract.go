package storage

import (
	"strings"

	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
)

var contractTable = newRelation("contracts", "project_id, ref_key", func(c *contract.Contract) []field {
	return []field{
		{"project_id", &c.Project},
		{"ref", &c.Ref},
		{"supplier", &c.Supplier},
		{"terms", &c.Terms},
		{"author_id", &c.Author.ID},
		{"author_name", &c.Author.Username},
		{"created_at", (*instant)(&c.CreatedAt)},
		{"lots", (*list[string])(&c.Lots)},
		{"region", &c.Region},
		{"holidays", (*list[calendar.Date])(&c.Holidays)},
		{"worked_days", (*list[calendar.Date])(&c.WorkedDays)},
		{"in_charge", (*list[record.Person])(&c.InCharge)},
		{"deputies", (*list[record.Person])(&c.Deputies)},
		{"derogations", (*list[contract.Derogation])(&c.Derogations)},
		{"notified_on", (*day)(&c.NotifiedOn)},
	}
})

func (t *tx) Contract(p record.ProjectID, ref string) (contract.Contract, error) {
	return one(t, "contract", contractTable.scan,
		contractTable.selected+" WHERE project_id = $1 AND ref_key = $2", p, contractKey(ref))
}

// Contracts are all contracts of the project, by reference.
func (t *tx) Contracts(p record.ProjectID) ([]contract.Contract, error) {
	return many(t, "contracts", contractTable.scan,
		contractTable.selected+" WHERE project_id = $1 ORDER BY ref_key", p)
}

func (t *tx) PutContract(c contract.Contract) error {
	return t.put("contract", contractTable.upsert(1, "ref_key"), append(contractTable.values(c), contractKey(c.Ref))...)
}

// contractKey is made here since SQLite's upper() knows ASCII only.
func contractKey(ref string) string { return strings.ToUpper(ref) }

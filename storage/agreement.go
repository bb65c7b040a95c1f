package storage

import (
	"pilotent/governance/committee"
	"pilotent/governance/record"
)

var agreementTable = newRelation("agreements", "project_id, number", func(a *committee.Agreement) []field {
	return []field{
		{"project_id", &a.Project},
		{"number", &a.Number},
		{"name", &a.Name},
		{"partners", (*list[committee.Institution])(&a.Partners)},
		{"signed", (*day)(&a.Signed)},
		{"until", (*day)(&a.Until)},
		{"terminated_on", (*day)(&a.TerminatedOn)},
		{"reason", &a.Reason},
		{"author_id", &a.Author.ID},
		{"author_name", &a.Author.Username},
		{"created_at", (*instant)(&a.CreatedAt)},
		{"version", &a.Version},
	}
})

// agreementSelect reads the schools along, in the order in which they were named.
var agreementSelect = "SELECT " + agreementTable.columns + `,
		(SELECT string_agg(s.uai, '` + rowBreak + `' ORDER BY s.position)
			FROM agreement_schools s WHERE s.project_id = a.project_id AND s.number = a.number)
	FROM agreements a WHERE a.project_id = ?`

func scanAgreement(r row) (a committee.Agreement, err error) {
	err = agreementTable.scanInto(r, &a, (*codes)(&a.Schools))
	return a, err
}

func (t *tx) Agreement(p record.ProjectID, number int) (committee.Agreement, error) {
	var q query
	q.add(agreementSelect, p)
	q.add(" AND a.number = ?", number)
	return one(t, "agreement", scanAgreement, q.text.String(), q.args...)
}

func (t *tx) Agreements(p record.ProjectID, school record.UAI) ([]committee.Agreement, error) {
	var q query
	q.add(agreementSelect, p)
	q.when(school != "", ` AND EXISTS (SELECT 1 FROM agreement_schools s
		WHERE s.project_id = a.project_id AND s.number = a.number AND s.uai = ?)`, school)
	q.add(" ORDER BY a.until, a.number")
	return many(t, "agreements", scanAgreement, q.text.String(), q.args...)
}

func (t *tx) PutAgreement(a committee.Agreement) error {
	err := t.put("agreement", agreementTable.upsert(1), agreementTable.values(a)...)
	if err != nil {
		return err
	}
	return t.relink("agreement's schools", "agreement_schools", "project_id, number", []any{a.Project, a.Number}, "uai", len(a.Schools),
		func(i int) []any { return []any{a.Schools[i]} })
}

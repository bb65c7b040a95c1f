package storage

import (
	"pilotent/governance/acceptance"
	"pilotent/governance/contract"
	"pilotent/governance/record"
)

var verificationTable = newRelation("verifications", "project_id, number", func(v *acceptance.Verification) []field {
	return []field{
		{"project_id", &v.Project},
		{"number", &v.Number},
		{"contract", &v.Contract},
		{"step", &v.Step},
		{"object", &v.Object},
		{"notified_on", (*day)(&v.NotifiedOn)},
		{"observation_end", (*day)(&v.ObservationEnd)},
		{"deadline", (*day)(&v.Deadline)},
		{"in_charge", (*list[record.Person])(&v.InCharge)},
		{"outcome", &v.Outcome},
		{"reason", &v.Reason},
		{"decided_on", (*day)(&v.DecidedOn)},
		{"decided_by_id", &v.DecidedBy.ID},
		{"decided_by_name", &v.DecidedBy.Username},
		{"author_id", &v.Author.ID},
		{"author_name", &v.Author.Username},
		{"created_at", (*instant)(&v.CreatedAt)},
		{"version", &v.Version},
		{"deputies", (*list[record.Person])(&v.Deputies)},
		{"notice", optional[contract.Notice]{&v.Notice}},
		{"phase", &v.Phase},
		{"since", (*day)(&v.Since)},
		{"entered_at", (*instant)(&v.EnteredAt)},
		{"extra", &v.Extra},
		{"chain", &v.Chain},
		{"committee", &v.Committee},
		{"rate", &v.Rate},
		{"observations", &v.Observations},
		{"decision_ref", &v.DecisionRef},
		{"lapsed", &v.Tacit},
		{"lapsed_on", (*day)(&v.TacitOn)},
		{"count", optional[acceptance.Count]{&v.Count}},
		{"request", optional[acceptance.ExtensionRequest]{&v.Request}},
		{"again", &v.Again},
		{"decision_notice", optional[contract.Notice]{&v.DecisionNotice}},
		{"delays", (*list[contract.Delay])(&v.Delays)},
	}
})

func (t *tx) Verification(p record.ProjectID, number int) (acceptance.Verification, error) {
	return one(t, "verification", verificationTable.scan,
		verificationTable.selected+" WHERE project_id = $1 AND number = $2", p, number)
}

func (t *tx) Verifications(p record.ProjectID, open bool) ([]acceptance.Verification, error) {
	var q query
	q.add(verificationTable.selected+" WHERE project_id = ?", p)
	q.when(open, " AND phase <> ?", acceptance.PhaseEnded)
	q.add(" ORDER BY deadline, number")
	return many(t, "verifications", verificationTable.scan, q.text.String(), q.args...)
}

func (t *tx) PutVerification(v acceptance.Verification) error {
	return t.put("verification", verificationTable.upsert(1), verificationTable.values(v)...)
}

package storage

import (
	"pilotent/governance/acceptance"
	"pilotent/governance/contract"
	"pilotent/governance/record"
)

const verificationColumns = "project_id, number, contract, step, object, notified_on, observation_end, deadline, in_charge, " +
	"outcome, reason, decided_on, decided_by_id, decided_by_name, author_id, author_name, created_at, version, deputies, notice, " +
	"phase, since, entered_at, extra, chain, committee, rate, observations, decision_ref, lapsed, lapsed_on, count, request, again, decision_notice, delays"

func scanVerification(r row) (v acceptance.Verification, err error) {
	err = r.Scan(&v.Project, &v.Number, &v.Contract, &v.Step, &v.Object, (*day)(&v.NotifiedOn), (*day)(&v.ObservationEnd),
		(*day)(&v.Deadline), (*list[record.Person])(&v.InCharge), &v.Outcome, &v.Reason, (*day)(&v.DecidedOn),
		&v.DecidedBy.ID, &v.DecidedBy.Username, &v.Author.ID, &v.Author.Username, (*instant)(&v.CreatedAt), &v.Version,
		(*list[record.Person])(&v.Deputies), optional[contract.Notice]{&v.Notice},
		&v.Phase, (*day)(&v.Since), (*instant)(&v.EnteredAt), &v.Extra, &v.Chain, &v.Committee, &v.Rate, &v.Observations,
		&v.DecisionRef, &v.Lapsed, (*day)(&v.TacitOn),
		optional[acceptance.Count]{&v.Count}, optional[acceptance.ExtensionRequest]{&v.Request}, &v.Again,
		optional[contract.Notice]{&v.DecisionNotice}, (*list[contract.Delay])(&v.Delays))
	return v, err
}

func (t *tx) Verification(p record.ProjectID, number int) (acceptance.Verification, error) {
	return one(t, "verification", scanVerification,
		"SELECT "+verificationColumns+" FROM verifications WHERE project_id = $1 AND number = $2", p, number)
}

func (t *tx) Verifications(p record.ProjectID, open bool) ([]acceptance.Verification, error) {
	var q query
	q.add("SELECT "+verificationColumns+" FROM verifications WHERE project_id = ?", p)
	q.when(open, " AND phase <> ?", acceptance.PhaseEnded)
	q.add(" ORDER BY deadline, number")
	return many(t, "verifications", scanVerification, q.text.String(), q.args...)
}

func (t *tx) PutVerification(v acceptance.Verification) error {
	return t.put("verification", upsert("verifications", "project_id, number", verificationColumns, 1),
		v.Project, v.Number, v.Contract, v.Step, v.Object, day(v.NotifiedOn), day(v.ObservationEnd),
		day(v.Deadline), list[record.Person](v.InCharge), v.Outcome, v.Reason, day(v.DecidedOn),
		v.DecidedBy.ID, v.DecidedBy.Username, v.Author.ID, v.Author.Username, instant(v.CreatedAt), v.Version,
		list[record.Person](v.Deputies), optional[contract.Notice]{&v.Notice},
		v.Phase, day(v.Since), instant(v.EnteredAt), v.Extra, v.Chain, v.Committee, v.Rate, v.Observations,
		v.DecisionRef, v.Lapsed, day(v.TacitOn),
		optional[acceptance.Count]{&v.Count}, optional[acceptance.ExtensionRequest]{&v.Request}, v.Again,
		optional[contract.Notice]{&v.DecisionNotice}, list[contract.Delay](v.Delays))
}

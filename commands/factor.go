package commands

import (
	"pilotent/commands/grammar"
	"pilotent/governance/organisation"
	"pilotent/message"
	"pilotent/reports"
)

// showFactors says how the project stands on the five factors: each met or not, since
// when, on what evidence, and what to type next.
func showFactors(c *call, _ grammar.Args) (message.Message, error) {
	v, err := c.Factors(c, c.Actor)
	if err != nil {
		return message.Message{}, err
	}
	met := 0
	var items message.List
	for _, f := range v.List {
		if f.Met {
			met++
		}
		items = append(items, c.finding(f)+c.nextStep(v, f))
	}
	m := message.Say(c.text("factor.title", "met", met, "all", len(v.List)), items)
	if v.Hidden > 0 {
		m = m.With(c.text("factor.hidden", "Count", v.Hidden))
	}
	return m, nil
}

// finding is one factor: whether it is met, since when, and on what evidence.
func (c *call) finding(f organisation.Finding) message.Text {
	evidence := reports.Evidence(c.p, f)
	switch {
	case !f.Met:
		return c.p.Text("factor.unmet", "factor", f.Factor, "evidence", evidence)
	case f.Since.IsZero():
		return c.p.Text("factor.met", "factor", f.Factor, "evidence", evidence)
	default:
		return c.p.Text("factor.met_since", "factor", f.Factor, "evidence", evidence, "since", f.Since)
	}
}

// nextStep is what to type for a factor that is not met, by who may; "" for others.
func (c *call) nextStep(v organisation.FactorsView, f organisation.Finding) message.Text {
	step := ""
	switch f.Evidence {
	case organisation.SteeringNone:
		step = "factor.next.create"
	case organisation.SteeringUnsaid, organisation.SteeringUneven:
		step = "factor.next.balance"
	case organisation.SteeringUnmet:
		step = "factor.next.meet"
	case organisation.AgreementNone:
		step = "factor.next.agree"
	case organisation.AgreementOver:
		step = "factor.next.renew"
	case organisation.PerimeterNone:
		step = "factor.next.initialise"
	case organisation.InspectorsNone, organisation.InspectorsTeam:
		step = "factor.next.inspector"
	case organisation.InspectorsAlone:
		step = "factor.next.adviser"
	case organisation.CompetencesNone, organisation.CompetencesPartial:
		step = "factor.next.competence"
	}
	code := f.Of.Committee
	if code == "" && len(v.Records) > 0 {
		code = v.Records[0]
	}
	may := v.Pilot
	switch f.Factor {
	case organisation.FactorSteering:
		may = may || step == "factor.next.balance" || step == "factor.next.meet" && len(v.Records) > 0
	case organisation.FactorInspectors:
		may = code != ""
	}
	if step == "" || !may {
		return ""
	}
	return " " + c.p.Text(step, "code", code, "ref", f.Of.Ref, "competence", reports.Lacking(f), "known", v.Partners > 0)
}

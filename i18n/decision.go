package i18n

import (
	"pilotent/governance/committee"
	"pilotent/message"
)

// Vote says how a decision was taken: « consensus », « 12 pour, 2 contre, une
// abstention ».
func (p Printer) Vote(v committee.Vote) message.Text {
	if v.Consensus {
		return p.Text("vote.consensus")
	}
	said := p.Text("vote.counted", "for", v.For, "against", v.Against)
	if v.Abstained > 0 {
		said += ", " + p.Text("vote.abstained", "Count", v.Abstained)
	}
	return said
}

// CarriedOut says who carries a decision out, and by when, while that is to be done; ""
// where nobody has said.
func (p Printer) CarriedOut(d committee.Decision) message.Text {
	switch {
	case d.State != committee.DecisionAdopted && !d.State.Open():
		return ""
	case len(d.InCharge) > 0 && !d.Due.IsZero():
		return p.Text("decision.charge_due", "people", d.InCharge, "date", d.Due)
	case len(d.InCharge) > 0:
		return p.Text("decision.charge", "people", d.InCharge)
	case !d.Due.IsZero():
		return p.Text("decision.due", "date", d.Due)
	default:
		return ""
	}
}

// Standing is where a decision stands, and which one replaces it.
func (p Printer) Standing(d committee.Decision) message.Text {
	if d.SupersededBy != "" {
		return p.Text("decision.superseded_by", "state", d.State, "decision", d.SupersededBy)
	}
	return p.Value(d.State)
}

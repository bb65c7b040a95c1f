package commands

import (
	"pilotent/commands/grammar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/message"
)

// decisionAndSchools are the decision that was named, and the schools that it is to
// name.
func (c *call) decisionAndSchools(a grammar.Args) (ref string, uais []record.UAI, err error) {
	if ref, err = c.decisionRef(a.Text("decision")); err != nil {
		return "", nil, err
	}
	uais, err = c.chosen(a)
	return ref, uais, err
}

func editDecision(c *call, a grammar.Args) (message.Message, error) {
	ref, uais, err := c.decisionAndSchools(a)
	if err != nil {
		return message.Message{}, err
	}
	details, err := c.details(a)
	if err != nil {
		return message.Message{}, err
	}
	dec, err := c.EditDecision(c, c.Actor, committee.EditDecision{Ref: ref, Text: a.Text("text"), Schools: uais, Details: details})
	if err != nil {
		return message.Message{}, err
	}
	key := "decision.edited"
	if !dec.State.Open() {
		key = "decision.marked"
	}
	return c.settled(dec, c.p.Text(key, "ref", dec.Ref, "text", dec.Text)), nil
}

func applyDecision(c *call, a grammar.Args) (message.Message, error) {
	ref, err := c.decisionRef(a.Text("decision"))
	if err != nil {
		return message.Message{}, err
	}
	dec, err := c.ApplyDecision(c, c.Actor, ref, a.Text("note"))
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(c.text("decision.settled", "ref", dec.Ref, "state", dec.State, "text", dec.Text)), nil
}

func cancelDecision(c *call, a grammar.Args) (message.Message, error) {
	ref, err := c.decisionRef(a.Text("decision"))
	if err != nil {
		return message.Message{}, err
	}
	dec, err := c.CancelDecision(c, c.Actor, ref, a.Text("reason"))
	if err != nil {
		return message.Message{}, err
	}
	return c.resting(message.Say(c.text("decision.settled", "ref", dec.Ref, "state", dec.State, "text", dec.Text)), dec.Ref)
}

func replaceDecision(c *call, a grammar.Args) (message.Message, error) {
	ref, uais, err := c.decisionAndSchools(a)
	if err != nil {
		return message.Message{}, err
	}
	selection, err := selectionOf(a)
	if err != nil {
		return message.Message{}, err
	}
	details, err := c.details(a)
	if err != nil {
		return message.Message{}, err
	}
	before, dec, err := c.ReplaceDecision(c, c.Actor, committee.ReplaceDecision{
		Ref: ref, Text: a.Text("text"), Reason: a.Text("reason"), Schools: uais, Selection: selection, Details: details,
	})
	if err != nil {
		return message.Message{}, err
	}
	return c.resting(c.settled(dec, c.p.Text("decision.replaced", "ref", dec.Ref, "before", before.Ref, "text", dec.Text)), before.Ref)
}

// resting adds what rests on a decision that has no effect any more, and does not
// change with it: the stage of schools, the outcome of verifications.
func (c *call) resting(m message.Message, ref string) (message.Message, error) {
	view, err := c.Decision(c, c.Actor, ref)
	if err != nil {
		return m, err
	}
	if n := len(view.Resting); n > 0 {
		whole := c.language.Command("decision", "voir").Line(c.p, grammar.Raw{"decision": {ref}, full.English: {"true"}})
		m = m.With(c.text("decision.card.resting", "Count", n, "ref", ref), c.capped(c.schoolLines(view.Resting), whole),
			c.text("decision.card.resting_back", "uai", string(view.Resting[0].UAI)))
	}
	following, err := c.VerificationsFollowing(c, c.Actor, view.Ref)
	var refs []string
	for _, ver := range following {
		refs = append(refs, ver.Ref())
	}
	if len(refs) > 0 {
		m = m.With(c.text("decision.card.followed", "Count", len(refs), "ref", ref, "verifications", refs))
	}
	return m, err
}

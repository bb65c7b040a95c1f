package commands

import (
	"pilotent/commands/grammar"
	"pilotent/governance"
	"pilotent/message"
)

func decisions() *grammar.Noun[*call] {
	text := grammar.Param{Name: "texte", English: "text", Kind: grammar.Text, Required: true, Positional: true}
	committee := grammar.Param{Name: "comite", English: "committee", Kind: grammar.Word}
	affected := grammar.Param{Name: "ecoles", English: "schools", Kind: grammar.Name, Many: true}
	ref := grammar.Param{Name: "decision", English: "decision", Kind: grammar.Word, Required: true, Positional: true}
	reason := grammar.Param{Name: "motif", English: "reason", Kind: grammar.Text}
	state := grammar.Param{Name: "etat", English: "state", Kind: grammar.Choice, Choices: []grammar.Option{
		{Value: string(governance.DecisionIsProposed), Words: []string{"proposée", "proposed"}, Label: governance.DecisionIsProposed},
		{Value: string(governance.DecisionAdopted), Words: []string{"adoptée", "adopted"}, Label: governance.DecisionAdopted},
		{Value: string(governance.DecisionRejected), Words: []string{"rejetée", "rejected"}, Label: governance.DecisionRejected},
		{Value: string(governance.DecisionDeferred), Words: []string{"ajournée", "deferred"}, Label: governance.DecisionDeferred},
	}}
	return sincere(&grammar.Noun[*call]{
		Name: "decision", English: "decision", Default: "liste", WithText: "ajouter", Careful: true,
		Commands: []*grammar.Command[*call]{
			{Verb: "ajouter", English: "add", Also: []string{"consigner", "log"}, Params: []grammar.Param{text, committee, affected}, Run: logDecision(false)},
			{Verb: "proposer", English: "propose", Params: []grammar.Param{text, committee, affected}, Run: logDecision(true)},
			{Verb: "adopter", English: "adopt", Params: []grammar.Param{ref}, Run: settleDecision(governance.DecisionAdopted)},
			{Verb: "rejeter", English: "reject", Params: []grammar.Param{ref, reason}, Run: settleDecision(governance.DecisionRejected)},
			{Verb: "ajourner", English: "defer", Params: []grammar.Param{ref, reason}, Run: settleDecision(governance.DecisionDeferred)},
			{Verb: "liste", English: "list", Also: []string{"lister"}, Params: []grammar.Param{committee, state}, Run: listDecisions},
			{Verb: "voir", English: "show", Params: []grammar.Param{ref}, Run: showDecision},
			{Verb: "chercher", English: "search", Also: []string{"find"}, Run: searchDecisions, Params: []grammar.Param{
				{Name: "mots", English: "words", Kind: grammar.Name, Required: true, Positional: true},
			}},
		},
	})
}

func logDecision(proposed bool) func(*call, grammar.Args) (message.Message, error) {
	return func(c *call, a grammar.Args) (message.Message, error) {
		uais, err := c.uais(a.List("schools"))
		if err != nil {
			return message.Message{}, err
		}
		dec, err := c.LogDecision(c, c.Actor, governance.NewDecision{
			Text: a.Text("text"), Committee: a.Text("committee"), Schools: uais, Proposed: proposed,
		})
		if err != nil {
			return message.Message{}, err
		}
		key := "decision.logged"
		if proposed {
			key = "decision.proposed"
		}
		m := message.Say(c.text(key, "ref", dec.Ref, "text", dec.Text))
		if len(uais) > 0 && !proposed {
			m = m.With(c.text("decision.next_stage", "uai", string(uais[0]), "ref", dec.Ref))
		}
		return m, nil
	}
}

func settleDecision(to governance.DecisionState) func(*call, grammar.Args) (message.Message, error) {
	return func(c *call, a grammar.Args) (message.Message, error) {
		dec, err := c.SettleDecision(c, c.Actor, a.Text("decision"), to, a.Text("reason"))
		if err != nil {
			return message.Message{}, err
		}
		return message.Say(c.text("decision.settled", "ref", dec.Ref, "state", dec.State, "text", dec.Text)), nil
	}
}

func listDecisions(c *call, a grammar.Args) (message.Message, error) {
	list, err := c.Decisions(c, c.Actor, governance.DecisionFilter{
		Committee: a.Text("committee"), State: governance.DecisionState(a.Text("state")),
	})
	if err != nil {
		return message.Message{}, err
	}
	if len(list) == 0 {
		key := "decision.list.none"
		if a.Has("committee") || a.Has("state") {
			key = "decision.list.none_such"
		}
		return message.Say(c.text(key)), nil
	}
	return message.Say(c.text("decision.list.title", "Count", len(list)), c.capped(c.decisionLines(list))), nil
}

func searchDecisions(c *call, a grammar.Args) (message.Message, error) {
	list, err := c.Decisions(c, c.Actor, governance.DecisionFilter{Words: a.Text("words")})
	if err != nil {
		return message.Message{}, err
	}
	if len(list) == 0 {
		return message.Say(c.text("decision.search.none", "words", a.Text("words"))), nil
	}
	return message.Say(c.text("decision.search.title", "Count", len(list), "words", a.Text("words")), c.capped(c.decisionLines(list))), nil
}

func (c *call) decisionLines(list []governance.Decision) message.List {
	var items message.List
	for _, dec := range list {
		at := dec.SettledAt
		if at.IsZero() {
			at = dec.LoggedAt
		}
		items = append(items, c.p.Text("decision.line", "ref", dec.Ref, "text", dec.Text, "state", dec.State, "date", c.p.Day(at)))
	}
	return items
}

func showDecision(c *call, a grammar.Args) (message.Message, error) {
	dec, err := c.Decision(c, c.Actor, a.Text("decision"))
	if err != nil {
		return message.Message{}, err
	}
	state := c.p.Text("decision.card.state", "state", dec.State, "moment", dec.SettledAt)
	if dec.SettledAt.IsZero() {
		state = c.p.Text("decision.card.waiting", "ref", dec.Ref)
	}
	lines := []message.Text{
		c.p.Text("decision.card.title", "ref", dec.Ref, "text", dec.Text), state,
		c.p.Text("decision.card.committee", "code", dec.Committee, "name", dec.CommitteeName),
	}
	if dec.Reason != "" {
		lines = append(lines, c.p.Text("decision.card.reason", "reason", dec.Reason))
	}
	m := message.Say(message.Lines(lines...))
	if len(dec.SchoolList) > 0 {
		m = m.With(c.text("decision.card.schools", "Count", len(dec.SchoolList)), c.capped(c.schoolLines(dec.SchoolList)))
	}
	return m.With(message.Lines(c.history(dec.History)...)), nil
}

package commands

import (
	"pilotent/commands/grammar"
	"pilotent/governance/acceptance"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/legal"
	"pilotent/message"
)

// availabilityCommands are about the minutes without service during a VSR,
// which ref names.
func availabilityCommands(ref grammar.Param) []*grammar.Command[*call] {
	return []*grammar.Command[*call]{
		{Verb: "indisponibilité", English: "downtime", Also: []string{"indispo", "coupure", "panne"}, EnglishAlso: []string{"outage"}, Run: noteOutage, Params: []grammar.Param{
			ref,
			{Name: "durée", English: "duration", Kind: grammar.Duration, Positional: true},
			{Name: "le", English: "day", Kind: grammar.PastDate, Also: []string{"date", "jour"}},
			{Name: "note", English: "note", Kind: grammar.Text},
			{Name: "taux", English: "allowed", Kind: grammar.Word},
			{Name: "clause", English: "clause", Kind: grammar.Text},
			{Name: "annuler", English: "cancel", Kind: grammar.Ref, Prefix: "I"},
		}},
	}
}

func noteOutage(c *call, a grammar.Args) (message.Message, error) {
	var head message.Text
	var av acceptance.Availability
	var err error
	number := a.Number("verification")
	ref := verificationRef(number)
	asked := 0
	for _, name := range []string{"duration", "allowed", "cancel"} {
		if a.Has(name) {
			asked++
		}
	}
	switch {
	case asked != 1:
		return message.Message{}, record.InvalidError("outage.what", "ref", ref).About("duration")
	case a.Has("cancel"):
		var o acceptance.Outage
		o, av, err = c.CancelOutage(c, c.Actor, number, a.Number("cancel"))
		head = c.p.Text("outage.cancelled", "outage", o.Ref(), "minutes", o.Minutes, "date", o.Day, "ref", ref)
	case a.Has("allowed"):
		var rate contract.Rate
		if rate, err = contract.ParseServiceRate("allowed", a.Text("allowed")); err != nil {
			return message.Message{}, err
		}
		av, err = c.SetServiceLevel(c, c.Actor, acceptance.ServiceLevel{Verification: number, Rate: rate, Clause: a.Text("clause")})
		head = c.p.Text("outage.rate", "rate", rate, "ref", ref)
	default:
		var o acceptance.Outage
		o, av, err = c.NoteOutage(c, c.Actor, acceptance.NewOutage{
			Verification: number, Length: a.Duration("duration"), Day: a.Date("day"), Note: a.Text("note"),
		})
		head = c.p.Text("outage.noted", "outage", o.Ref(), "minutes", o.Minutes, "date", o.Day, "ref", ref)
	}
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(message.Lines(head, c.used(av), legal.Reckoning(c.p, av))), nil
}

// availability is how much of the unavailability allowed is used, and by what;
// nothing where no service is observed.
func (c *call) availability(v acceptance.VerificationView) []message.Block {
	if v.Availability == nil {
		return nil
	}
	av := *v.Availability
	lines := []message.Text{c.used(av), legal.Reckoning(c.p, av)}
	if v.Open() && !av.Own {
		lines = append(lines, c.p.Text("outage.caveat", "ref", v.Ref()))
	}
	var items message.List
	for _, o := range av.Outages {
		text := c.p.Text("outage.line", "outage", o.Ref(), "minutes", o.Minutes, "date", c.p.ShortDate(o.Day), "by", o.Author, "note", o.Note)
		if o.Cancelled {
			text += c.p.Text("outage.line_cancelled")
		}
		items = append(items, text)
	}
	return []message.Block{message.Lines(lines...), items}
}

// used compares what was noted with what is allowed.
func (c *call) used(av acceptance.Availability) message.Text {
	switch {
	case av.Over() > 0:
		return c.p.Text("outage.over", "used", av.Used, "allowed", av.Allowed, "over", av.Over())
	case av.Used == 0:
		return c.p.Text("outage.none", "allowed", av.Allowed)
	default:
		return c.p.Text("outage.used", "used", av.Used, "allowed", av.Allowed, "left", av.Left())
	}
}

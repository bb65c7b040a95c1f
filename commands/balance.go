package commands

import (
	"slices"

	"pilotent/commands/grammar"
	"pilotent/governance/organisation"
	"pilotent/governance/record"
	"pilotent/message"
)

// namedInSide is how many people are named of those who represent one institution.
const namedInSide = 3

// showBalance says who represents whom in a committee, what is missing or outweighs, and
// what to type next.
func showBalance(c *call, a grammar.Args) (message.Message, error) {
	v, err := c.Balance(c, c.Actor, a.Text("committee"))
	if err != nil {
		return message.Message{}, err
	}
	b := v.Balance
	if b.Seats == 0 {
		return message.Say(c.text("balance.none", "code", v.Code, "Count", len(b.Unsaid)), message.Lines(c.nextSeat(v))), nil
	}
	var items message.List
	for _, l := range organisation.Levels() {
		if n := b.Of(l); n > 0 {
			items = append(items, c.p.Text("balance.level", "level", l, "Count", n, "sides", c.sides(b, l, false)))
		} else if organisation.Asked(v.Kind) {
			items = append(items, c.p.Text("balance.level_none", "level", l))
		}
	}
	if unplaced := c.sides(b, "", false); len(unplaced) > 0 {
		items = append(items, c.p.Text("balance.unplaced", "Count", len(b.Unplaced), "sides", unplaced))
	}
	if outside := c.sides(b, "", true); len(outside) > 0 {
		items = append(items, c.p.Text("balance.outside", "sides", outside))
	}
	if n := len(b.Unsaid); n > 0 {
		items = append(items, c.p.Text("balance.unsaid", "Count", n, "names", called(b.Unsaid[:min(n, namedInSide)]), "rest", n > namedInSide))
	}
	return message.Say(c.text("balance.title", "code", v.Code, "Count", b.Seats), items, message.Lines(append(c.verdictOf(v), c.nextSeat(v))...)), nil
}

func called(list []organisation.Sitting) []record.Called {
	var names []record.Called
	for _, s := range list {
		names = append(names, s.Called())
	}
	return names
}

// sides are those who represent somebody at a level: « Mairie de Vitry (@elue et Mme Durand) ».
func (c *call) sides(b organisation.Balance, level record.Level, outside bool) (texts []message.Text) {
	for _, side := range b.Sides {
		if side.Level != level || side.Outside != outside {
			continue
		}
		var names []message.Text
		for _, n := range side.Names[:min(len(side.Names), namedInSide)] {
			names = append(names, c.p.Value(n))
		}
		if rest := len(side.Names) - namedInSide; rest > 0 {
			names = append(names, c.p.Text("balance.others", "Count", rest))
		}
		if side.Institution == "" {
			texts = append(texts, c.p.List(names))
			continue
		}
		texts = append(texts, c.p.Text("member.known", "name", c.p.Value(side.Institution), "known", c.p.List(names)))
	}
	return texts
}

// verdictOf says what a committee lacks, or that it is balanced, as far as that is known.
func (c *call) verdictOf(v organisation.BalanceView) []message.Text {
	b := v.Balance
	if !organisation.Asked(v.Kind) {
		return []message.Text{c.p.Text("balance.not_asked", "kind", v.Kind)}
	}
	var lines []message.Text
	if len(b.Missing) > 0 {
		lines = append(lines, c.p.Text("balance.missing", "Count", len(b.Missing), "levels", wordsOf(c, b.Missing)))
	}
	if n := len(b.Absent); n > 0 {
		lines = append(lines, c.p.Text("balance.absent", "Count", n, "names", b.Absent))
	}
	switch {
	case b.Heavy != "":
		lines = append(lines, c.p.Text("balance.heavy", "level", b.Heavy, "n", b.Of(b.Heavy), "seats", b.Seats))
	case b.HeavyOne != "":
		i := slices.IndexFunc(b.Sides, func(s organisation.Represented) bool { return s.Institution == b.HeavyOne })
		lines = append(lines, c.p.Text("balance.heavy_one", "name", b.HeavyOne, "n", len(b.Sides[i].Names), "seats", b.Seats))
	}
	if b.Even() {
		lines = append(lines, c.p.Text("balance.even"))
	}
	if !b.Known() {
		lines = append(lines, c.p.Text("balance.provisional", "Count", len(b.Unsaid)+len(b.Unplaced)))
	}
	return lines
}

// nextSeat is the one line to type next; who may not type it sees where to read on.
func (c *call) nextSeat(v organisation.BalanceView) message.Text {
	b := v.Balance
	switch {
	case !v.Changeable:
		return c.p.Text("balance.next.read", "code", v.Code)
	case len(b.Unsaid) > 0:
		return c.p.Text("balance.next.say", "code", v.Code, "name", b.Unsaid[0].Called())
	case len(b.Unplaced) > 0 && b.Unplaced[0].Institution != "" && v.Pilot:
		return c.p.Text("balance.next.level", "institution", b.Unplaced[0].Institution, "known", b.Unplaced[0].Partner)
	case len(b.Absent) > 0:
		return c.p.Text("balance.next.partner", "code", v.Code, "name", b.Absent[0])
	case len(b.Missing) > 0 && b.Missing[0] == record.LevelSchool:
		return c.p.Text("balance.next.local", "code", v.Code)
	case len(b.Missing) > 0 && b.Missing[0] == record.LevelAcademic:
		return c.p.Text("balance.next.academic", "code", v.Code)
	case len(b.Missing) > 0:
		return c.p.Text("balance.next.territorial", "code", v.Code)
	case b.Heavy != "" || b.HeavyOne != "" || b.Seats == 0:
		return c.p.Text("balance.next.add", "code", v.Code)
	default:
		return c.p.Text("balance.next.read", "code", v.Code)
	}
}

package commands

import (
	"pilotent/commands/grammar"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/message"
)

// lifted is said in the place of a category, of what holds a school up no longer.
const lifted = "lifted"

func holdUpChoices(last grammar.Option) []grammar.Option {
	words := map[perimeter.HoldUpCategory][]string{
		perimeter.HoldUpConnection: {"connexion", "connection", "réseau", "internet"},
		perimeter.HoldUpEquipment:  {"équipement", "equipment", "matériel"},
		perimeter.HoldUpAccounts:   {"comptes", "accounts"},
		perimeter.HoldUpTraining:   {"formation", "training"},
		perimeter.HoldUpStaff:      {"équipe", "staff", "personnel"},
		perimeter.HoldUpWorks:      {"travaux", "works"},
		perimeter.HoldUpOther:      {"autre", "other"},
	}
	var options []grammar.Option
	for _, category := range perimeter.HoldUpCategories() {
		options = append(options, grammar.Option{Value: string(category), Words: words[category], Label: category})
	}
	return append(options, last)
}

func holdUpCommand(school grammar.Param) *grammar.Command[*call] {
	return &grammar.Command[*call]{Verb: "frein", English: "hold-up", Also: []string{"freiner", "blocage"}, EnglishAlso: []string{"holdup"}, Run: holdUp, Params: append([]grammar.Param{
		school,
		{Name: "sujet", English: "category", Kind: grammar.Choice, Required: true, Positional: true, Choices: holdUpChoices(
			grammar.Option{Value: lifted, Words: []string{"levé", "lifted", "fini", "réglé"}, Label: perimeter.HoldUpCategory(lifted)})},
		{Name: "texte", English: "text", Kind: grammar.Text, Positional: true},
		{Name: "qui", English: "sees-to-it", Kind: grammar.Person, EnglishAlso: []string{"who"}},
	}, schoolFilters()[:4]...)}
}

// holdUpFilter lists the schools that something holds up.
func holdUpFilter() grammar.Param {
	return grammar.Param{Name: "frein", English: "hold-up", Kind: grammar.Choice, Choices: holdUpChoices(
		grammar.Option{Value: string(perimeter.HoldUpAny), Words: []string{"tous", "any"}, Label: perimeter.HoldUpAny})}
}

// quietParam lists the schools of which nothing was noted for so long.
func quietParam() grammar.Param {
	return grammar.Param{Name: "sans-nouvelle", English: "silent", Kind: grammar.Duration, Also: []string{"sans-nouvelles"}}
}

func holdUp(c *call, a grammar.Args) (message.Message, error) {
	school, err := c.schoolAmong(a.Text("school"), "", schoolFilter(a))
	if err != nil {
		return message.Message{}, err
	}
	if a.Text("category") == lifted {
		return liftHoldUps(c, school.UAI, a.Text("text"))
	}
	n := perimeter.NewHoldUp{School: school.UAI, Category: perimeter.HoldUpCategory(a.Text("category")), Text: a.Text("text")}
	if a.Has("sees-to-it") {
		people, err := c.people("sees-to-it", []string{a.Text("sees-to-it")})
		if err != nil {
			return message.Message{}, err
		}
		n.Person = people[0]
	}
	school, h, err := c.HoldUp(c, c.Actor, n)
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(message.Lines(
		c.p.Text("hold_up.noted", "name", school.Name, "commune", school.Commune), c.holdUpLine(h),
		c.p.Text("hold_up.to_lift", "uai", string(school.UAI)))), nil
}

func liftHoldUps(c *call, uai record.UAI, note string) (message.Message, error) {
	school, gone, err := c.LiftHoldUps(c, c.Actor, uai, note)
	if err != nil {
		return message.Message{}, err
	}
	categories := wordsOf(c, record.Each(gone, func(h perimeter.HoldUp) perimeter.HoldUpCategory { return h.Category }))
	return message.Say(c.text("hold_up.lifted_all", "name", school.Name, "commune", school.Commune, "categories", categories, "uai", string(uai))), nil
}

// holdUps are what holds a school up, a line each.
func (c *call) holdUps(held []perimeter.HoldUp) (lines []message.Text) {
	for _, h := range held {
		lines = append(lines, c.holdUpLine(h))
	}
	return lines
}

func (c *call) holdUpLine(h perimeter.HoldUp) message.Text {
	var people []record.Person
	if h.Person != (record.Person{}) {
		people = append(people, h.Person)
	}
	return c.p.Text("hold_up.line", "category", h.Category, "since", c.p.ShortDate(h.Since), "text", h.Text, "people", people, "said", len(people) > 0)
}

// holdUpChange says what a change of a hold-up was about.
func (c *call) holdUpChange(l record.HistoryLine) (message.Text, bool) {
	h, ok := perimeter.HoldUpOf(l)
	if !ok {
		return "", false
	}
	return c.p.Text("history."+l.Change, "category", h.Category), true
}

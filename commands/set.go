package commands

import (
	"slices"

	"pilotent/commands/grammar"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/message"
)

// sets is the noun of schools that are named together.
func sets() *grammar.Noun[*call] {
	name := grammar.Param{Name: "nom", English: "name", Kind: grammar.Name, Required: true, Positional: true}
	set := setParam()
	set.Required, set.Positional = true, true
	schools := grammar.Param{Name: "écoles", English: "schools", Kind: grammar.Name, Many: true, Also: []string{"établissement"}, Of: grammar.Schools}
	at := grammar.Param{Name: "étape", English: "stage", Kind: grammar.Choice, Choices: stageChoices()}
	by := []grammar.Param{schools, communeParam(), districtParam(), schoolType(), at, privateParam(), waveParam()}
	return &grammar.Noun[*call]{
		Name: "ensemble", English: "set", Default: "liste", WithText: "voir",
		Commands: []*grammar.Command[*call]{
			{Verb: "liste", English: "list", Shows: true, Also: []string{"lister"}, Params: []grammar.Param{after}, Run: listSets},
			{Verb: "voir", English: "show", Shows: true, Params: []grammar.Param{set, after}, Run: showSet},
			{Verb: "créer", English: "create", Also: []string{"nouveau"}, EnglishAlso: []string{"new"}, Params: append([]grammar.Param{name, setParam()}, by...), Run: createSet},
			{Verb: "ajouter", English: "add", Params: append([]grammar.Param{set}, by...), Run: changeSet(false)},
			{Verb: "retirer", English: "remove", Also: []string{"enlever"}, Params: append([]grammar.Param{set}, by...), Run: changeSet(true)},
			{Verb: "renommer", English: "rename", Params: []grammar.Param{set, name}, Run: renameSet},
			{Verb: "fermer", English: "close", Also: []string{"supprimer"}, EnglishAlso: []string{"delete"}, Params: []grammar.Param{set}, Run: closeSet},
		},
	}
}

func listSets(c *call, a grammar.Args) (message.Message, error) {
	list, err := c.Sets(c, c.Actor)
	if err != nil {
		return message.Message{}, err
	}
	if len(list) == 0 {
		return message.Say(c.text("set.none")), nil
	}
	var items message.List
	for _, s := range list {
		items = append(items, c.p.Text("set.line", "name", s.Name, "Count", len(s.Schools)))
	}
	return message.Say(c.text("set.title", "Count", len(list))).With(c.page(a, items)...), nil
}

func showSet(c *call, a grammar.Args) (message.Message, error) {
	f := perimeter.SchoolFilter{Set: a.Text("set"), Limit: maxPage, Offset: a.Number(after.English)}
	list, err := c.ListSchools(c, c.Actor, f)
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(c.text("set.shown", "name", f.Set, "Count", list.Total)).With(c.pageOf(a, c.listedSchools(list), list.Total)...), nil
}

func createSet(c *call, a grammar.Args) (message.Message, error) {
	uais, err := c.someChosen(a, "créer")
	if err != nil {
		return message.Message{}, err
	}
	s, err := c.CreateSet(c, c.Actor, perimeter.NewSet{Name: a.Text("name"), Schools: uais})
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(c.text("set.created", "name", s.Name, "Count", len(s.Schools)), c.uses(s)), nil
}

// someChosen are the schools that were chosen, one at least.
func (c *call) someChosen(a grammar.Args, verb string) ([]record.UAI, error) {
	uais, err := c.chosenBeside(a)
	if err == nil && len(uais) == 0 {
		line := c.language.Command("ensemble", verb).Line(c.p, grammar.Raw{"name": c.raw["name"], "set": c.raw["set"], "commune": {"vitry"}})
		err = record.InvalidError("set.which", "line", message.Text(line)).About("schools")
	}
	return uais, err
}

// chosenBeside is chosen where the set that the command names is the one to be changed.
func (c *call) chosenBeside(a grammar.Args) ([]record.UAI, error) {
	of := grammar.Args{}
	for name, value := range a {
		if name != "set" || c.command.Verb == "créer" {
			of[name] = value
		}
	}
	return c.chosen(of)
}

// uses are what a set is good for, as lines to type.
func (c *call) uses(s perimeter.Set) message.Paragraph {
	name := []string{s.Name}
	return message.Lines(
		c.p.Text("set.to_see", "line", message.Text(c.language.Command("ensemble", "voir").Line(c.p, grammar.Raw{"set": name}))),
		c.p.Text("set.to_name", "name", s.Name))
}

func changeSet(remove bool) func(*call, grammar.Args) (message.Message, error) {
	return func(c *call, a grammar.Args) (message.Message, error) {
		verb, edit := "ajouter", perimeter.EditSet{Set: a.Text("set")}
		if remove {
			verb = "retirer"
		}
		uais, err := c.someChosen(a, verb)
		if err != nil {
			return message.Message{}, err
		}
		if edit.Add = uais; remove {
			edit.Add, edit.Remove = nil, uais
		}
		before, s, err := c.ChangeSet(c, c.Actor, edit)
		if err != nil {
			return message.Message{}, err
		}
		gone := slices.DeleteFunc(slices.Clone(before.Schools), func(uai record.UAI) bool { return slices.Contains(s.Schools, uai) })
		if remove {
			return message.Say(c.text("set.removed", "name", s.Name, "Count", len(gone), "left", len(s.Schools))), nil
		}
		return message.Say(c.text("set.added", "name", s.Name, "Count", len(s.Schools)-len(before.Schools), "all", len(s.Schools))), nil
	}
}

func renameSet(c *call, a grammar.Args) (message.Message, error) {
	before, s, err := c.ChangeSet(c, c.Actor, perimeter.EditSet{Set: a.Text("set"), Name: a.Text("name")})
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(c.text("set.renamed", "before", before.Name, "name", s.Name)), nil
}

func closeSet(c *call, a grammar.Args) (message.Message, error) {
	s, _, err := c.ChangeSet(c, c.Actor, perimeter.EditSet{Set: a.Text("set"), Close: true})
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(c.text("set.closed", "name", s.Name, "Count", len(s.Schools))), nil
}

package commands

import (
	"slices"

	"pilotent/commands/grammar"
	"pilotent/governance/committee"
	"pilotent/governance/organisation"
	"pilotent/governance/record"
	"pilotent/message"
)

func partners() *grammar.Noun[*call] {
	name := grammar.Param{Name: "partenaire", English: "partner", Kind: grammar.Name, Required: true, Positional: true}
	said := []grammar.Param{
		levelParam(),
		{Name: "compétences", English: "competences", Kind: grammar.Name, Many: true, Also: []string{"compétence"}},
		{Name: "rôle", English: "role", Kind: grammar.Name},
	}
	return &grammar.Noun[*call]{
		Name: "partenaire", English: "partner", Default: "liste",
		Commands: []*grammar.Command[*call]{
			{Verb: "liste", English: "list", Shows: true, Also: []string{"lister"}, Params: []grammar.Param{after}, Run: listPartners},
			{Verb: "ajouter", English: "add", Also: []string{"créer"}, EnglishAlso: []string{"create"}, Params: slices.Concat([]grammar.Param{name}, said), Run: addPartner},
			{Verb: "voir", English: "show", Shows: true, Params: []grammar.Param{name}, Run: showPartner},
			{Verb: "modifier", English: "change", Run: changePartner, Params: slices.Concat([]grammar.Param{name}, said, []grammar.Param{
				{Name: "nom", English: "name", Kind: grammar.Name},
			})},
			{Verb: "retirer", English: "remove", EnglishAlso: []string{"withdraw"}, Run: retirePartner, Params: []grammar.Param{
				name, {Name: "motif", English: "reason", Kind: grammar.Text, Required: true},
			}},
		},
	}
}

// levelParam is where a committee or a partner stands.
func levelParam() grammar.Param {
	return grammar.Param{Name: "niveau", English: "level", Kind: grammar.Choice, Choices: []grammar.Option{
		{Value: string(record.LevelSchool), Words: []string{"local", "local", "école"}, Label: record.LevelSchool},
		{Value: string(record.LevelAcademic), Words: []string{"académique", "education authority", "academic"}, Label: record.LevelAcademic},
		{Value: string(record.LevelTerritorial), Words: []string{"territorial", "territorial"}, Label: record.LevelTerritorial},
	}}
}

// saidOfPartner is what the arguments say of a partner: « Mairie de Vitry (territorial,
// numérique) », or each thing by its option.
func saidOfPartner(a grammar.Args) (committee.InstitutionChange, error) {
	c, err := partnerOf("partner", a.Text("partner"))
	if err != nil {
		return c, err
	}
	if level := record.Level(a.Text("level")); level != "" {
		c.Level = &level
	}
	if list := a.List("competences"); len(list) > 0 {
		var held committee.InstitutionChange
		for _, text := range list {
			if !says(&held, text) || held.Level != nil {
				return c, record.InvalidError("partner.competence", "text", text).About("competences")
			}
		}
		c.Competences = held.Competences
	}
	if role := a.Text("role"); role != "" {
		c.Role = &role
	}
	return c, nil
}

func addPartner(c *call, a grammar.Args) (message.Message, error) {
	said, err := saidOfPartner(a)
	if err != nil {
		return message.Message{}, err
	}
	v, err := c.AddPartner(c, c.Actor, said)
	if err != nil {
		return message.Message{}, err
	}
	m := message.Say(c.text("partner.added", "partner", c.partnerText(v)))
	if v.Level == "" && len(v.Competences) == 0 {
		m = m.With(c.text("partner.unsaid", "name", v.Name))
	}
	return m, nil
}

func changePartner(c *call, a grammar.Args) (message.Message, error) {
	said, err := saidOfPartner(a)
	if err != nil {
		return message.Message{}, err
	}
	v, err := c.ChangePartner(c, c.Actor, said, a.Text("name"))
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(message.Lines(append([]message.Text{c.p.Text("partner.changed", "partner", c.partnerText(v))}, c.otherwise(v)...)...)), nil
}

func retirePartner(c *call, a grammar.Args) (message.Message, error) {
	v, err := c.RetirePartner(c, c.Actor, a.Text("partner"), a.Text("reason"))
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(c.text("partner.left", "name", v.Name)), nil
}

func showPartner(c *call, a grammar.Args) (message.Message, error) {
	v, err := c.Partner(c, c.Actor, a.Text("partner"))
	if err != nil {
		return message.Message{}, err
	}
	lines := []message.Text{c.p.Text("partner.card", "partner", c.partnerText(v))}
	if len(v.Former) > 0 {
		lines = append(lines, c.p.Text("partner.former", "names", v.Former))
	}
	for _, a := range v.Agreements {
		lines = append(lines, c.p.Text("partner.stands", "ref", a.Ref(), "name", a.Name, "date", a.End()))
	}
	return message.Say(message.Lines(append(lines, c.otherwise(v)...)...), message.Lines(c.history(v.History)...)), nil
}

func listPartners(c *call, a grammar.Args) (message.Message, error) {
	list, err := c.Partners(c, c.Actor)
	if err != nil {
		return message.Message{}, err
	}
	if len(list) == 0 {
		return message.Say(c.text("partner.list.none")), nil
	}
	var items message.List
	var notes []message.Text
	for _, v := range list {
		text := c.partnerText(v)
		if n := len(v.Agreements); n > 0 {
			var refs []string
			for _, a := range v.Agreements {
				refs = append(refs, a.Ref())
			}
			text = c.p.Text("partner.line", "partner", text, "refs", refs, "Count", n)
		}
		items, notes = append(items, text), append(notes, c.otherwise(v)...)
	}
	return message.Say(c.text("partner.list.title", "Count", len(list))).With(c.page(a, items)...).With(message.Lines(notes...)), nil
}

// partnerText is a partner with what is known of it: « Mairie de Vitry (niveau
// territorial, compétence numérique) ».
func (c *call) partnerText(v organisation.PartnerView) message.Text {
	return c.partners([]committee.Institution{v.Institution})[0]
}

// otherwise says what agreements say of a partner that the project says in another way.
func (c *call) otherwise(v organisation.PartnerView) (lines []message.Text) {
	for _, o := range v.Otherwise {
		o.Role = ""
		lines = append(lines, c.p.Text("partner.otherwise", "ref", o.Ref, "partner", c.partners([]committee.Institution{o.Institution})[0]))
	}
	return lines
}

// partnerChange is what a line of history says that was changed in a partner; false
// where it is none.
func (c *call) partnerChange(l record.HistoryLine) (message.Text, bool) {
	before, after, ok := record.States[organisation.Partner](l)
	if !ok || l.Change != "partner.changed" {
		return "", false
	}
	was, is := c.partners([]committee.Institution{before.Institution}), c.partners([]committee.Institution{after.Institution})
	return c.p.Text("history.moved", "name", c.p.Text("history.partner.changed"), "from", was[0], "to", is[0]), true
}

package commands

import (
	"slices"
	"strings"

	"pilotent/commands/grammar"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
	"pilotent/message"
)

// teamDeed is what is done to the team of a school.
type teamDeed string

const (
	teamAdd    teamDeed = "add"
	teamRemove teamDeed = "remove"
	teamAsk    teamDeed = "ask"
)

func (d teamDeed) MessageKey() string { return "team_deed." + string(d) }

func ownSchoolCommand() *grammar.Command[*call] {
	return &grammar.Command[*call]{Verb: "mienne", English: "mine", Shows: true, Also: []string{"miennes"}, Run: showOwnSchool}
}

func teamCommand(school grammar.Param) *grammar.Command[*call] {
	return &grammar.Command[*call]{Verb: "équipe", English: "team", Run: changeTeam, Params: append([]grammar.Param{
		school,
		{Name: "geste", English: "deed", Kind: grammar.Choice, Positional: true, Choices: []grammar.Option{
			{Value: string(teamAdd), Words: []string{"ajouter", "add"}, Label: teamAdd},
			{Value: string(teamRemove), Words: []string{"retirer", "remove", "enlever"}, Label: teamRemove},
			{Value: string(teamAsk), Words: []string{"demander", "ask", "rejoindre", "join"}, Label: teamAsk},
		}},
		teammateParam(),
		{Name: "fonction", English: "as", Kind: grammar.Choice, Positional: true, EnglishAlso: []string{"role", "function"}, Choices: []grammar.Option{
			{Value: string(rollout.FunctionHead), Words: []string{"direction", "head", "directrice", "directeur"}, Label: rollout.FunctionHead},
			{Value: string(rollout.FunctionTeacher), Words: []string{"enseignement", "teacher", "enseignant", "enseignante", "professeur"}, Label: rollout.FunctionTeacher},
		}},
	}, schoolFilters()[:4]...)}
}

// teammateParam is who is to be of the team of a school, or not to be.
func teammateParam() grammar.Param {
	return grammar.Param{Name: "qui", English: "teammate", Kind: grammar.Person, Positional: true, Fits: looksLikePerson, Also: []string{"membre"}, EnglishAlso: []string{"who"}}
}

// looksLikePerson reports whether a word names somebody.
func looksLikePerson(word string) bool {
	return strings.HasPrefix(word, "@") || slices.Contains([]string{"moi", "me"}, record.Fold(word))
}

func needCommand() *grammar.Command[*call] {
	group := grammar.Param{Name: "groupe", English: "group", Kind: grammar.Word, Dashed: []string{"groupe", "group"}}
	kind := actionKindParam()
	kind.Dashed = []string{"type", "kind"}
	return &grammar.Command[*call]{Verb: "besoin", English: "need", Also: []string{"besoins"}, Run: askForHelp, Params: []grammar.Param{
		{Name: "texte", English: "text", Kind: grammar.Text, Required: true, Positional: true},
		{Name: "école", English: "school", Kind: grammar.Name, Also: []string{"établissement"}, Of: grammar.Schools, Dashed: []string{"école", "school", "établissement"}},
		kind, group,
	}}
}

// ownOr is a query with the caller's own school in the place of « mon école ».
func (c *call) ownOr(query string) (string, error) {
	if !slices.Contains([]string{"mon ecole", "notre ecole", "ma classe", "my school", "our school"}, record.Fold(query)) {
		return query, nil
	}
	own, err := c.OwnSchools(c, c.Actor)
	if err != nil {
		return "", err
	}
	uai, err := rollout.OnlyOwn(own)
	return string(uai), err
}

// showOwnSchool answers « /ecole »: the school of who is tied to one, else those of the
// roll-out.
func showOwnSchool(c *call, a grammar.Args) (message.Message, error) {
	own, err := c.OwnSchools(c, c.Actor)
	switch {
	case err != nil:
		return message.Message{}, err
	case len(own) == 0 || c.Aloud:
		return listSchools(c, a)
	case len(own) == 1:
		st, err := c.SchoolStatus(c, c.Actor, own[0].UAI)
		if err != nil {
			return message.Message{}, err
		}
		return c.schoolCard(st).With(c.text("team.own_ways")), nil
	}
	var items message.List
	for _, s := range own {
		items = append(items, c.p.Text("team.own_line", "name", s.ShortName(), "commune", s.Commune, "uai", string(s.UAI), "stage", s.Stage, "function", s.Function))
	}
	return message.Say(c.text("team.own_several", "Count", len(own)), items, c.text("team.own_choose", "uai", string(own[0].UAI))), nil
}

func changeTeam(c *call, a grammar.Args) (message.Message, error) {
	school, err := c.schoolAmong(a.Text("school"), "", schoolFilter(a))
	if err != nil {
		return message.Message{}, err
	}
	as := rollout.TeamFunction(a.Text("as"))
	deed := teamDeed(a.Text("deed"))
	if deed == "" && a.Has("teammate") {
		deed = teamAdd
	}
	switch deed {
	case "":
		return c.showTeam(school.UAI)
	case teamAsk:
		school, m, err := c.AskToJoin(c, c.Actor, school.UAI, as)
		if err != nil {
			return message.Message{}, err
		}
		return message.Say(c.text("team.asked", "name", school.Name, "commune", school.Commune, "function", m.Function)), nil
	}
	if !a.Has("teammate") {
		return message.Message{}, &grammar.MissingError{Params: []grammar.Param{required(teammateParam())}}
	}
	people, err := c.people("teammate", []string{a.Text("teammate")})
	if err != nil {
		return message.Message{}, err
	}
	key := "team.added"
	var m rollout.Teammate
	if deed == teamRemove {
		key = "team.removed"
		school, m, err = c.RemoveTeammate(c, c.Actor, school.UAI, people[0])
	} else {
		school, m, err = c.AddTeammate(c, c.Actor, rollout.JoinTeam{School: school.UAI, Person: people[0], Function: as})
	}
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(c.text(key, "people", []record.Person{m.Person}, "function", m.Function, "name", school.Name, "commune", school.Commune, "uai", string(school.UAI), "own", m.Person.Is(c.User))), nil
}

func (c *call) showTeam(uai record.UAI) (message.Message, error) {
	school, in, asks, err := c.SchoolTeam(c, c.Actor, uai)
	if err != nil {
		return message.Message{}, err
	}
	m := message.Say(c.text("team.title", "name", school.Name, "commune", school.Commune, "Count", len(in)), c.teamItems(in))
	if len(asks) > 0 {
		m = m.With(c.text("team.asking", "Count", len(asks)), c.teamItems(asks))
	}
	way := "team.way_ask"
	if slices.ContainsFunc(slices.Concat(in, asks), func(t rollout.Teammate) bool { return t.Person.Is(c.User) }) {
		way = "team.way_in"
	}
	return m.With(c.text(way, "uai", string(uai))), nil
}

// team are the people of a school's team, each with a function.
func (c *call) team(in []rollout.Teammate) message.Text {
	return c.p.List([]message.Text(c.teamItems(in)))
}

func (c *call) teamItems(in []rollout.Teammate) message.List {
	var items message.List
	for _, m := range in {
		items = append(items, c.p.Text("team.one", "people", []record.Person{m.Person}, "function", m.Function))
	}
	return items
}

// teamChange says whom a change of a school's team is about.
func (c *call) teamChange(l record.HistoryLine) (message.Text, bool) {
	m, ok := rollout.TeammateOf(l)
	if !ok {
		return "", false
	}
	return c.p.Text("history."+l.Change, "people", []record.Person{m.Person}, "function", m.Function), true
}

func askForHelp(c *call, a grammar.Args) (message.Message, error) {
	n := rollout.NewNeed{Text: a.Text("text"), Kind: rollout.ActionKind(a.Text("kind")), Group: a.Text("group")}
	if a.Has("school") {
		school, err := c.school(a.Text("school"), "")
		if err != nil {
			return message.Message{}, err
		}
		n.School = school.UAI
	}
	act, err := c.AskForHelp(c, c.Actor, n)
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(message.Lines(
		c.p.Text("need.noted", "ref", act.Ref(), "title", act.Title),
		c.p.Text("need.goes", "group", act.Group),
		c.p.Text("need.next", "ref", act.Ref()))), nil
}

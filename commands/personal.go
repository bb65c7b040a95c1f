package commands

import (
	"regexp"
	"strconv"

	"pilotent/commands/grammar"
	"pilotent/governance"
	"pilotent/governance/record"
	"pilotent/message"
	"pilotent/reports"
)

// personal are the verbs about what is kept of people.
func personal() []*grammar.Command[*call] {
	person := grammar.Param{Name: "personne", English: "somebody", Kind: grammar.Name, Positional: true, Fits: isMention}
	whoLeft := person
	whoLeft.Required, whoLeft.Fits = true, nil
	return []*grammar.Command[*call]{
		{
			Verb: "données", English: "data", Also: []string{"rgpd", "mes-données"}, EnglishAlso: []string{"gdpr", "my-data"}, Run: personalData,
			Params: []grammar.Param{person, {Name: "format", English: "format", Kind: grammar.Choice, Choices: formatParam().Choices[:2]}},
		},
		{
			Verb: "conservation", English: "retention", Also: []string{"durées"}, EnglishAlso: []string{"retentions"}, Run: retention,
			Params: []grammar.Param{
				{Name: "préférences", English: "preferences", Kind: grammar.Name}, {Name: "traces", English: "traces", Kind: grammar.Name},
			},
		},
		{
			Verb: "départ", English: "departure", Run: depart,
			Params: []grammar.Param{whoLeft, {Name: "fonction", English: "function", Kind: grammar.Name, Required: true, Positional: true}},
		},
	}
}

// maxKinds is how many kinds an answer counts; all of them stand in the file.
const maxKinds = 6

// personalData gives what is kept of somebody as a file, in the language of the project.
func personalData(c *call, a grammar.Args) (message.Message, error) {
	v, err := c.PersonalData(c, c.Actor, a.Text("somebody"))
	if err != nil {
		return message.Message{}, err
	}
	m := message.Message{}
	if len(v.Data) == 0 {
		m = message.Say(c.text("personal.none", "name", v.Who))
	} else {
		as := reports.Format(a.Text("format"))
		if as == "" {
			as = reports.XLSX
		}
		p := c.catalog.Printer(v.Project.Locale, v.Project.Location())
		data, err := reports.PersonalData(p, v, as)
		if err != nil {
			return m, err
		}
		m = message.Say(c.text("personal.title", "name", v.Who, "Count", len(v.Data)), c.countedKinds(v.Data))
		m.Files = []message.File{{Name: string(p.Text("extract.file.personal")) + "-" + v.Today().String() + "." + string(as), Type: typeOf(as), Data: data}}
	}
	if !v.Complete {
		m = m.With(c.text("personal.partial", "pilots", v.Pilots, "Count", len(v.Pilots)))
	}
	if v.Own {
		return m.With(c.text("personal.wrong")), nil
	}
	return m.With(c.text("personal.left", "name", v.Who)), nil
}

// countedKinds is how much there is of each kind, of those of which there is most.
func (c *call) countedKinds(data []governance.Datum) message.List {
	count := map[governance.DataKind]int{}
	for _, d := range data {
		count[d.Kind]++
	}
	var items message.List
	rest := 0
	for _, k := range governance.DataKinds() {
		switch n := count[k]; {
		case n == 0:
		case len(items) < maxKinds:
			items = append(items, c.p.Text("personal.counted", "kind", k, "number", n))
		default:
			rest += n
		}
	}
	if rest > 0 {
		items = append(items, c.p.Text("personal.others", "number", rest))
	}
	return items
}

// duration is how people write a number of months or years.
var duration = regexp.MustCompile(`^(\d{1,3}) ?(?:(ans?|years?)|mois|months?)?$`)

// months are those of « 12 mois », « 2 ans » or « 12 »; 0 where it is none of them.
func months(text string) int {
	m := duration.FindStringSubmatch(record.Fold(text))
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(m[1]) // three digits at most
	if m[2] != "" {
		n *= 12
	}
	return n
}

// retention shows for how long is kept what ends by itself, and changes it.
func retention(c *call, a grammar.Args) (message.Message, error) {
	var change []governance.Retention
	for _, k := range []governance.DataKind{governance.DataPreferences, governance.DataTraces} {
		if a.Has(string(k)) {
			change = append(change, governance.Retention{Kind: k, Months: months(a.Text(string(k)))})
		}
	}
	title := "personal.retention.title"
	var (
		list []governance.Retention
		err  error
	)
	if len(change) == 0 {
		list, err = c.Retentions(c, c.Actor)
	} else {
		title = "personal.retention.changed"
		list, err = c.ChangeRetentions(c, c.Actor, change)
	}
	if err != nil {
		return message.Message{}, err
	}
	var items message.List
	for _, r := range list {
		items = append(items, c.p.Text("personal.retention."+string(r.Kind), "months", r.Months))
	}
	return message.Say(c.text(title), items, c.text("personal.retention.rest"), c.text("personal.retention.own")), nil
}

// depart puts a function in the place of the name of somebody who has left.
func depart(c *call, a grammar.Args) (message.Message, error) {
	done, err := c.Depart(c, c.Actor, governance.Departure{Who: a.Text("somebody"), Function: a.Text("function")})
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(
		c.text("personal.replaced", "name", done.Who, "function", record.Called{Name: done.By.Username}, "Count", done.Changed),
		c.text("personal.kept")), nil
}

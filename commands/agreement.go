package commands

import (
	"slices"
	"strings"

	"pilotent/commands/grammar"
	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
	"pilotent/message"
)

func agreements() *grammar.Noun[*call] {
	ref := grammar.Param{Name: "convention", English: "agreement", Kind: grammar.Ref, Prefix: "C", Required: true, Positional: true}
	title := grammar.Param{Name: "nom", English: "title", Kind: grammar.Name}
	partners := grammar.Param{Name: "partenaires", English: "partners", Kind: grammar.Name, Many: true}
	signed := grammar.Param{Name: "signée", English: "signed", Kind: grammar.PastDate, Also: []string{"signé"}}
	end := grammar.Param{Name: "jusqu-au", English: "end", Kind: grammar.Date, EnglishAlso: []string{"until"}}
	later := end
	later.Kind = grammar.DayShift
	annex := grammar.Param{Name: "écoles", English: "schools", Kind: grammar.Name, Many: true, Of: grammar.Schools}
	return &grammar.Noun[*call]{
		Name: "convention", English: "agreement", Default: "liste",
		Commands: []*grammar.Command[*call]{
			{Verb: "créer", English: "create", Also: []string{"ajouter"}, EnglishAlso: []string{"add"}, Run: createAgreement, Params: append([]grammar.Param{
				positional(title), required(partners), required(signed), required(end), annex,
			}, chosenBy()...)},
			{Verb: "voir", English: "show", Shows: true, Params: []grammar.Param{ref, full, after}, Run: showAgreement},
			{Verb: "liste", English: "list", Shows: true, Also: []string{"lister"}, Run: listAgreements, Params: []grammar.Param{
				{Name: "passées", English: "past", Kind: grammar.Flag}, after,
			}},
			{Verb: "modifier", English: "change", Run: changeAgreement, Params: []grammar.Param{
				ref, title, partners,
				{Name: "sans", English: "without", Kind: grammar.Name, Many: true},
				annex,
				{Name: "sans-écoles", English: "without-schools", Kind: grammar.Name, Many: true, Of: grammar.Schools},
				signed, later,
			}},
			{Verb: "renouveler", English: "renew", Run: renewAgreement, Params: []grammar.Param{ref, positional(later)}},
			{Verb: "résilier", English: "terminate", Run: terminateAgreement, Params: []grammar.Param{
				ref,
				{Name: "au", English: "as-of", Kind: grammar.Day, Required: true, Positional: true},
				{Name: "motif", English: "reason", Kind: grammar.Text, Required: true},
			}},
		},
	}
}

func required(p grammar.Param) grammar.Param {
	p.Required = true
	return p
}

func positional(p grammar.Param) grammar.Param {
	p.Positional = true
	return required(p)
}

// levelWords and competenceWords are what may be said of a partner, folded; nil is
// for no competence.
var (
	levelWords = map[string]record.Level{
		"local": record.LevelSchool, "ecole": record.LevelSchool, "school": record.LevelSchool, "locale": record.LevelSchool, "academique": record.LevelAcademic, "academic": record.LevelAcademic, "education authority": record.LevelAcademic,
		"territorial": record.LevelTerritorial, "territoriale": record.LevelTerritorial,
	}
	competenceWords = map[string][]committee.Competence{
		"numerique": {committee.CompetenceDigital}, "digital": {committee.CompetenceDigital},
		"education": {committee.CompetenceEducation},
		"aucune":    nil, "none": nil, "sans": nil, "no": nil,
	}
)

// partnerWords are those of levels and competences, as they are corrected.
var partnerWords = []string{"local", "académique", "academic", "territorial", "numérique", "digital", "éducation", "education"}

// partnersOf reads partners: « Mairie de Vitry (territorial, numérique, achète le
// matériel) ».
func partnersOf(texts []string) ([]committee.InstitutionChange, error) {
	var said []committee.InstitutionChange
	for _, text := range texts {
		c, err := partnerOf("partners", text)
		if err != nil {
			return nil, err
		}
		said = append(said, c)
	}
	return said, nil
}

// partnerOf reads a name and, in brackets after it, a level, competences and a role
// in any order; errors are about param.
func partnerOf(param, text string) (committee.InstitutionChange, error) {
	name, rest, bracketed := strings.Cut(text, "(")
	c := committee.InstitutionChange{Name: strings.TrimSpace(name)}
	if !bracketed {
		return c, nil
	}
	inside, after, closed := strings.Cut(rest, ")")
	if !closed || strings.TrimSpace(after) != "" || c.Name == "" {
		return c, record.InvalidError("agreement.brackets", "text", text).About(param)
	}
	var role []string
	for part := range strings.FieldsFuncSeq(inside, func(r rune) bool { return r == ',' || r == ';' }) {
		part = strings.TrimSpace(part)
		if part == "" || says(&c, part) {
			continue
		}
		if near := nearPartnerWord(part); near != "" {
			return c, record.InvalidError("agreement.near", "text", part, "near", near).About(param)
		}
		role = append(role, part)
	}
	if len(role) > 0 {
		whole := strings.Join(role, ", ")
		c.Role = &whole
	}
	return c, nil
}

// nearPartnerWord is the level or competence that one word was perhaps meant to be,
// or "".
func nearPartnerWord(word string) string {
	if strings.Contains(word, " ") {
		return ""
	}
	return record.Nearest(word, partnerWords)
}

// says reads a level or competences into c: « niveau territorial », « compétences
// numérique et éducation ». False for anything else, which is a role.
func says(c *committee.InstitutionChange, part string) bool {
	words := strings.Fields(record.Fold(part))
	words = slices.DeleteFunc(words, func(w string) bool {
		return slices.Contains([]string{"niveau", "level", "competence", "competences", "et", "and"}, w)
	})
	if level, ok := levelWords[strings.Join(words, " ")]; ok {
		c.Level = &level
		return true
	}
	var held []committee.Competence
	if c.Competences != nil {
		held = *c.Competences
	}
	for _, w := range words {
		more, ok := competenceWords[w]
		if !ok {
			return false
		}
		held = append(held, more...)
	}
	if len(words) == 0 {
		return false
	}
	c.Competences = &held
	return true
}

func createAgreement(c *call, a grammar.Args) (message.Message, error) {
	partners, err := partnersOf(a.List("partners"))
	if err != nil {
		return message.Message{}, err
	}
	schools, err := c.chosen(a)
	if err != nil {
		return message.Message{}, err
	}
	v, err := c.CreateAgreement(c, c.Actor, committee.NewAgreement{
		Name: a.Text("title"), Partners: partners, Schools: schools, Signed: a.Date("signed"), Until: a.Date("end"),
	})
	if err != nil {
		return message.Message{}, err
	}
	m := message.Say(message.Lines(
		c.p.Text("agreement.created", "ref", v.Ref(), "name", v.Name, "date", v.Until),
		c.p.Text("agreement.partners", "Count", len(v.Partners), "partners", c.partners(v.Partners)),
		c.nextReminder(v)))
	return m.With(c.unsaid(v)), nil
}

// nextReminder says when the end of an agreement that runs is reminded of next, or
// that it is not any more; "" for any other.
func (c *call) nextReminder(v committee.AgreementView) message.Text {
	switch {
	case v.State(v.Today) != committee.AgreementRunning:
		return ""
	case v.NextReminder.IsZero():
		return c.p.Text("agreement.no_reminder")
	default:
		return c.p.Text("agreement.next_reminder", "date", v.NextReminder)
	}
}

// unsaid is how to say what partners are of whom only the name is known; nothing
// where there is none, or who reads may not say it.
func (c *call) unsaid(v committee.AgreementView) message.Paragraph {
	if !v.Changeable || !slices.ContainsFunc(v.Partners, func(i committee.Institution) bool { return i.Level == "" && i.Role == "" && len(i.Competences) == 0 }) {
		return ""
	}
	return c.text("agreement.unsaid", "ref", v.Ref())
}

// partners are institutions, each with what is known of it.
func (c *call) partners(list []committee.Institution) []message.Text {
	var texts []message.Text
	for _, i := range list {
		var known []string
		if i.Level != "" {
			known = append(known, string(c.p.Text("agreement.level", "level", i.Level)))
		}
		if n := len(i.Competences); n > 0 {
			var held []message.Text
			for _, of := range i.Competences {
				held = append(held, c.p.Value(of))
			}
			known = append(known, string(c.p.Text("agreement.competence", "Count", n, "competences", c.p.List(held))))
		}
		if i.Role != "" {
			known = append(known, string(c.p.Value(i.Role)))
		}
		text := c.p.Value(i.Name)
		if len(known) > 0 {
			text = c.p.Text("agreement.partner", "name", i.Name, "known", message.Text(strings.Join(known, ", ")))
		}
		texts = append(texts, text)
	}
	return texts
}

func showAgreement(c *call, a grammar.Args) (message.Message, error) {
	v, err := c.Agreement(c, c.Actor, a.Number("agreement"))
	if err != nil {
		return message.Message{}, err
	}
	lines := []message.Text{
		c.p.Text("agreement.card.title", "ref", v.Ref(), "name", v.Name),
		c.p.Text("agreement.card."+string(v.State(v.Today)), "signed", v.Signed, "until", v.Until, "date", v.End()),
	}
	if a.Has(after.English) {
		return message.Say(message.Lines(lines[0])).With(c.page(a, c.schoolLines(v.SchoolList))...), nil
	}
	if v.Reason != "" {
		lines = append(lines, c.p.Text("agreement.card.reason", "reason", v.Reason))
	}
	var list message.List
	for _, text := range c.partners(v.Partners) {
		list = append(list, text)
	}
	m := message.Say(message.Lines(append(lines, c.nextReminder(v))...), c.text("agreement.card.partners", "Count", len(list)), list, c.unsaid(v))
	switch n := len(v.SchoolList); {
	case n > 0:
		m = m.With(c.text("agreement.card.schools", "Count", n)).With(c.part(a, c.schoolLines(v.SchoolList))...)
	case v.Changeable:
		m = m.With(c.text("agreement.card.no_school", "ref", v.Ref()))
	default:
		m = m.With(c.text("agreement.schools", "Count", n))
	}
	return m.With(message.Lines(c.history(v.History)...)), nil
}

func listAgreements(c *call, a grammar.Args) (message.Message, error) {
	list, today, err := c.Agreements(c, c.Actor)
	if err != nil {
		return message.Message{}, err
	}
	all := len(list)
	if !a.Flag("past") {
		list = slices.DeleteFunc(list, func(a committee.Agreement) bool { return !a.InForce(today) })
	}
	switch {
	case all == 0:
		return message.Say(c.text("agreement.list.none")), nil
	case len(list) == 0:
		return message.Say(c.text("agreement.list.over", "Count", all)), nil
	}
	m := message.Say(c.text("agreement.list.title", "Count", len(list))).With(c.page(a, c.agreementLines(list, today))...)
	if rest := all - len(list); rest > 0 {
		m = m.With(c.text("agreement.list.rest", "Count", rest))
	}
	return m, nil
}

func (c *call) agreementLines(list []committee.Agreement, today calendar.Date) message.List {
	var items message.List
	for _, a := range list {
		items = append(items, c.p.Text("agreement.line."+string(a.State(today)), "ref", a.Ref(), "name", a.Name, "date", a.End()))
	}
	return items
}

func changeAgreement(c *call, a grammar.Args) (message.Message, error) {
	partners, err := partnersOf(a.List("partners"))
	if err != nil {
		return message.Message{}, err
	}
	added, err := c.chosen(a)
	if err != nil {
		return message.Message{}, err
	}
	removed, err := c.uais(a.List("without-schools"))
	if err != nil {
		return message.Message{}, err
	}
	v, err := c.ChangeAgreement(c, c.Actor, a.Number("agreement"), committee.AgreementChange{
		Name: a.Text("title"), Partners: partners, Without: a.List("without"), Schools: added, WithoutSchools: removed,
		Signed: a.Date("signed"), Until: a.DayShift("end"),
	})
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(message.Lines(
		c.p.Text("agreement.changed", "ref", v.Ref(), "name", v.Name, "signed", v.Signed, "date", v.Until),
		c.p.Text("agreement.partners", "Count", len(v.Partners), "partners", c.partners(v.Partners)),
		c.p.Text("agreement.schools", "Count", len(v.Schools)),
		c.nextReminder(v))), nil
}

// agreementChange is what a line of history says that was changed in an agreement;
// false where it is none.
func (c *call) agreementChange(l record.HistoryLine) (message.Text, bool) {
	if from, to, ok := committee.TermOf(l); ok {
		return c.p.Text("history.agreement.renewed", "from", from, "to", to), true
	}
	before, after, ok := record.States[committee.Agreement](l)
	if !ok || l.Change != "agreement.changed" {
		return "", false
	}
	var what []message.Text
	for _, part := range []struct {
		name string
		of   func(committee.Agreement) any
	}{
		{"agreement.part.name", func(a committee.Agreement) any { return a.Name }},
		{"agreement.part.signed", func(a committee.Agreement) any { return a.Signed }},
		{"agreement.part.until", func(a committee.Agreement) any { return a.Until }},
	} {
		if was, is := part.of(before), part.of(after); was != is {
			what = append(what, c.p.Text("history.moved", "name", c.p.Text(part.name), "from", was, "to", is))
		}
	}
	what = append(what, c.changedPartners(before.Partners, after.Partners)...)
	return c.p.Text("agreement.changed_what", "what", append(what, c.changedAnnex(before.Schools, after.Schools)...)), true
}

// changedPartners say which partners were specified, joined and left.
func (c *call) changedPartners(before, after []committee.Institution) (what []message.Text) {
	was, is := c.partners(before), c.partners(after)
	at := func(list []committee.Institution, name string) int {
		return slices.IndexFunc(list, func(i committee.Institution) bool { return record.Fold(i.Name) == record.Fold(name) })
	}
	var joined, left []message.Text
	for i, p := range after {
		switch j := at(before, p.Name); {
		case j < 0:
			joined = append(joined, is[i])
		case was[j] != is[i]:
			what = append(what, c.p.Text("history.moved", "name", c.p.Text("agreement.part.partner"), "from", was[j], "to", is[i]))
		}
	}
	for i, p := range before {
		if at(after, p.Name) < 0 {
			left = append(left, was[i])
		}
	}
	return append(what, c.joinedAndLeft(joined, left)...)
}

// changedAnnex says which schools joined and left an annex; how many, where they are more
// than are named.
func (c *call) changedAnnex(before, after []record.UAI) []message.Text {
	const named = 3
	without := func(list, others []record.UAI) (rest []message.Text) {
		for _, u := range list {
			if !slices.Contains(others, u) {
				rest = append(rest, c.p.Value(string(u)))
			}
		}
		switch n := len(rest); {
		case n == 0:
			return nil
		case n > named:
			return []message.Text{c.p.Text("agreement.schools_many", "Count", n)}
		default:
			return []message.Text{c.p.Text("agreement.part.schools", "Count", n, "schools", rest)}
		}
	}
	return c.joinedAndLeft(without(after, before), without(before, after))
}

func (c *call) joinedAndLeft(joined, left []message.Text) (what []message.Text) {
	if len(joined) > 0 {
		what = append(what, c.p.Text("agreement.joined", "names", joined))
	}
	if len(left) > 0 {
		what = append(what, c.p.Text("agreement.left", "names", left))
	}
	return what
}

func renewAgreement(c *call, a grammar.Args) (message.Message, error) {
	v, err := c.RenewAgreement(c, c.Actor, a.Number("agreement"), a.DayShift("end"))
	if err != nil {
		return message.Message{}, err
	}
	before := v.Until
	for _, l := range slices.Backward(v.History) {
		if from, _, ok := committee.TermOf(l); ok {
			before = from
			break
		}
	}
	return message.Say(message.Lines(
		c.p.Text("agreement.renewed", "ref", v.Ref(), "name", v.Name, "date", v.Until, "before", before), c.nextReminder(v))), nil
}

func terminateAgreement(c *call, a grammar.Args) (message.Message, error) {
	v, err := c.TerminateAgreement(c, c.Actor, a.Number("agreement"), a.Date("as-of"), a.Text("reason"))
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(c.text("agreement.terminated", "ref", v.Ref(), "name", v.Name, "date", v.TerminatedOn, "until", v.Until)), nil
}

// agreed is a school's stage, with the agreement that it rests on where it is
// conventionnée; and a line for each other agreement that has the school.
func (c *call) agreed(st rollout.SchoolStatus) (stage message.Text, lines []message.Text) {
	stage = c.p.Value(st.School.Stage)
	for i, a := range st.Agreements {
		if i == 0 && st.School.Stage == perimeter.StageAgreed {
			stage = c.p.Text("school.card.agreed", "stage", st.School.Stage, "name", a.Name, "ref", a.Ref())
			continue
		}
		lines = append(lines, c.p.Text("school.card.agreement", "name", a.Name, "ref", a.Ref(), "date", a.End()))
	}
	return stage, lines
}

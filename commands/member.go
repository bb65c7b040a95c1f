package commands

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"pilotent/commands/grammar"
	"pilotent/governance/organisation"
	"pilotent/governance/record"
	"pilotent/message"
)

func members() *grammar.Noun[*call] {
	code := grammar.Param{Name: "comité", English: "committee", Kind: grammar.Word, Positional: true, Fits: looksLikeCodeAlone, Of: grammar.Committees}
	who := grammar.Param{Name: "qui", English: "who", Kind: grammar.Name, Required: true, Positional: true, Fits: isMention}
	said := []grammar.Param{
		{Name: "siège", English: "office", Kind: grammar.Choice, Positional: true, Also: []string{"rôle"}, EnglishAlso: []string{"seat"}, Choices: offices()},
		{Name: "fonction", English: "function", Kind: grammar.Choice, Positional: true, Free: true, Choices: functions()},
		{Name: "institution", English: "institution", Kind: grammar.Name, Positional: true, Also: []string{"partenaire"}},
		{Name: "suppléance", English: "deputy-of", Kind: grammar.Name, Also: []string{"suppléance-de", "suppléant", "suppléante", "suppléant-de", "suppléante-de"}, EnglishAlso: []string{"deputy"}},
		{Name: "courriel", English: "mail", Kind: grammar.Name, Also: []string{"mél", "adresse", "e-mail"}, EnglishAlso: []string{"email", "address"}},
	}
	return &grammar.Noun[*call]{
		Name: "membre", English: "member", Default: "liste", WithText: "ajouter",
		Commands: []*grammar.Command[*call]{
			{Verb: "liste", English: "list", Shows: true, Also: []string{"voir", "lister"}, EnglishAlso: []string{"show"}, Params: []grammar.Param{code, after}, Run: listMembers},
			{Verb: "ajouter", English: "add", Params: append([]grammar.Param{code, who}, said...), Run: addMember},
			{Verb: "modifier", English: "change", Also: []string{"préciser"}, Params: append([]grammar.Param{code, who}, said...), Run: changeMember},
			{Verb: "retirer", English: "remove", Also: []string{"enlever"}, Run: removeMember, Params: []grammar.Param{
				code, who, {Name: "motif", English: "reason", Kind: grammar.Text, Positional: true},
			}},
		},
	}
}

func offices() []grammar.Option {
	return []grammar.Option{
		{Value: string(organisation.OfficeChair), Words: []string{"présidence", "chair", "président", "présidente", "préside", "chairs"}, Label: organisation.OfficeChair},
		{Value: string(organisation.OfficeSecretary), Words: []string{"secrétariat", "secretary", "secrétaire"}, Label: organisation.OfficeSecretary},
		{Value: "member", Words: []string{"membre", "member"}, Label: organisation.OfficeNone},
	}
}

// functions are the words for what people do, of those that an ENT project meets; any
// other is taken too.
func functions() []grammar.Option {
	option := func(f organisation.Function, words ...string) grammar.Option {
		return grammar.Option{Value: string(f), Words: words, Label: f}
	}
	elected := option(organisation.FunctionElected, "élue", "elected", "élu", "élus", "councillor", "maire", "mayor", "adjoint", "adjointe", "adjoint au maire", "adjointe au maire",
		"conseiller municipal", "conseillère municipale")
	elected.Named = []grammar.Typed{{French: "élu", English: "councillor"}}
	return []grammar.Option{
		option(organisation.FunctionInspector, "IEN", "IEN", "inspecteur", "inspectrice", "inspection", "inspector"),
		option(organisation.FunctionAdviser, "CPC", "CPC", "ERUN", "CPC/ERUN", "conseiller pédagogique", "conseillère pédagogique", "adviser"),
		option(organisation.FunctionRegional, "DRANE", "DRANE", "DANE", "DAN"),
		option(organisation.FunctionDepartment, "DSDEN", "DSDEN", "DASEN", "IA-DASEN"),
		elected,
		option(organisation.FunctionComputing, "DSI", "IT", "informatique"),
		option(organisation.FunctionHead, "direction", "head teacher", "directeur", "directrice", "directeur d'école", "directrice d'école", "head"),
		option(organisation.FunctionTeacher, "enseignement", "teacher", "enseignant", "enseignante", "professeur des écoles", "professeure des écoles"),
		option(organisation.FunctionSupplier, "éditeur", "supplier", "éditrice", "fournisseur", "titulaire", "publisher"),
		option(organisation.FunctionConsultant, "AMO", "consultant", "assistance à maîtrise d'ouvrage"),
	}
}

// functionOf is the function that a word says, in the singular or the plural; "" where
// none is known by it.
func functionOf(text string) organisation.Function {
	folded := record.Fold(text)
	for _, o := range functions() {
		words := slices.Clone(o.Words)
		for _, t := range o.Named {
			words = append(words, t.French, t.English)
		}
		if slices.ContainsFunc(words, func(w string) bool { w = record.Fold(w); return w == folded || w+"s" == folded }) {
			return organisation.Function(o.Value)
		}
	}
	return ""
}

var codeAlone = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]{1,11}$`)

// civilities begin a person's name, and no code is one.
var civilities = strings.Fields("m mm mme mmes mlle madame monsieur mr mrs ms dr me maitre")

// looksLikeCodeAlone reports whether a word may be a committee's code where a name may
// stand too.
func looksLikeCodeAlone(word string) bool {
	return codeAlone.MatchString(word) && !slices.Contains(civilities, record.Fold(word))
}

func isMention(word string) bool { return strings.HasPrefix(word, "@") }

// saying is what was typed of a member.
func saying(a grammar.Args) (said organisation.Saying) {
	if a.Has("office") {
		office := organisation.Office(a.Text("office"))
		if office == "member" {
			office = organisation.OfficeNone
		}
		said.Office = &office
	}
	if a.Has("function") {
		title := a.Text("function")
		function := functionOf(title)
		said.Title, said.Function = &title, &function
	}
	if a.Has("institution") {
		institution := a.Text("institution")
		said.Institution = &institution
	}
	if a.Has("deputy-of") {
		of := a.Text("deputy-of")
		if isNo(of) {
			of = ""
		}
		said.DeputyOf = &of
	}
	if a.Has("mail") {
		address := a.Text("mail")
		if isNo(address) || slices.Contains([]string{"aucun", "aucune", "none"}, record.Fold(address)) {
			address = ""
		}
		said.Address = &address
	}
	return said
}

// whom is the member that was typed; "moi" is the caller.
func (c *call) whom(a grammar.Args) string {
	switch who := a.Text("who"); record.Fold(who) {
	case "moi", "me":
		return "@" + c.User.Username
	default:
		return who
	}
}

func addMember(c *call, a grammar.Args) (message.Message, error) {
	who := c.whom(a)
	if !isMention(who) && functionOf(who) != "" { // no name: what follows « le DSI » is not known
		return message.Message{}, record.InvalidError("member.no_name", "text", who).About("who")
	}
	v, err := c.AddMember(c, c.Actor, organisation.NewMember{Committee: a.Text("committee"), Member: who, Saying: saying(a)})
	if err != nil {
		return message.Message{}, err
	}
	return c.seated("member.added", v), nil
}

func changeMember(c *call, a grammar.Args) (message.Message, error) {
	said := saying(a)
	if said == (organisation.Saying{}) {
		return message.Message{}, record.InvalidError("member.nothing", "name", a.Text("who")).About("function")
	}
	v, err := c.ChangeMember(c, c.Actor, organisation.NewMember{Committee: a.Text("committee"), Member: c.whom(a), Saying: said})
	if err != nil {
		return message.Message{}, err
	}
	return c.seated("member.changed", v), nil
}

// seated is the answer to a change of a member: what is known of it now, and what that
// leaves to do.
func (c *call) seated(key string, v organisation.MemberView) message.Message {
	lines := []message.Text{c.p.Text(key, "code", v.Of.Code, "member", c.sitting(v.Sitting))}
	switch {
	case v.Address != "":
		lines = append(lines, c.p.Text("member.address", "address", v.Address))
	case v.Dropped:
		lines = append(lines, c.p.Text("member.no_address"))
	}
	if v.Before != (record.Called{}) {
		lines = append(lines, c.p.Text("member.before", "office", v.Office, "name", v.Before))
	}
	if v.Account.ID != "" && !v.Present {
		lines = append(lines, c.p.Text("member.out", "channel", v.Of.ChannelName, "person", v.Account))
	}
	switch {
	case v.Unsaid():
		lines = append(lines, c.p.Text("member.unsaid", "code", v.Of.Code, "name", v.Called()))
	case v.Institution != "" && v.Level == "" && !v.Outside():
		lines = append(lines, c.p.Text("member.no_level", "institution", v.Institution, "known", v.Partner, "pilot", v.Pilot))
	}
	return message.Say(message.Lines(lines...))
}

// sitting is a member in one line: « @elue (élue, Mairie de Vitry), présidence ».
func (c *call) sitting(s organisation.Sitting) message.Text {
	text := c.p.Value(s.Called())
	if known := c.knownOf(s.Member); known != "" {
		text = c.p.Text("member.known", "name", text, "known", known)
	}
	if s.Office != organisation.OfficeNone {
		text = c.p.Text("member.with_office", "name", text, "office", s.Office)
	}
	if s.For != (record.Called{}) {
		text = c.p.Text("member.for", "name", text, "for", s.For)
	}
	return text
}

// knownOf is what somebody does, and for whom: « élue, Mairie de Vitry »; "" where
// nobody has said.
func (c *call) knownOf(m organisation.Member) message.Text {
	var known []string
	for _, part := range []string{m.Title, m.Institution} {
		if part != "" {
			known = append(known, string(c.p.Value(part)))
		}
	}
	return message.Text(strings.Join(known, ", "))
}

func listMembers(c *call, a grammar.Args) (message.Message, error) {
	v, err := c.Members(c, c.Actor, a.Text("committee"))
	if err != nil {
		return message.Message{}, err
	}
	if len(v.List) == 0 {
		return message.Say(c.text("member.list.none", "code", v.Code)), nil
	}
	var items message.List
	for _, s := range v.List {
		text := c.sitting(s)
		switch {
		case s.Unsaid() && s.For == (record.Called{}):
			text = c.p.Text("member.to_say", "name", text)
		case s.Account.ID != "" && !s.Present:
			text = c.p.Text("member.outside", "name", text)
		}
		if address := organisation.AddressOf(v.Addresses, s.Number); address != "" {
			text = c.p.Text("member.with_address", "member", text, "address", address)
		}
		items = append(items, text)
	}
	m := message.Say(c.text("member.list.title", "code", v.Code, "Count", len(items))).With(c.page(a, items)...)
	if !v.Changeable || a.Has(after.English) {
		return m, nil
	}
	return m.With(c.lacking(v)), nil
}

// lacking says what is to be said of a committee's members, with the line that says it.
func (c *call) lacking(v organisation.MembersView) message.Paragraph {
	switch unsaid := v.Unsaid(); {
	case len(unsaid) > 0:
		return c.text("member.list.unsaid", "Count", len(unsaid), "code", v.Code, "name", unsaid[0].Called())
	case !v.Has(organisation.OfficeChair):
		return c.text("member.list.no_chair", "code", v.Code)
	case !v.Has(organisation.OfficeSecretary):
		return c.text("member.list.no_secretary", "code", v.Code)
	default:
		return c.text("member.list.balance", "code", v.Code)
	}
}

func removeMember(c *call, a grammar.Args) (message.Message, error) {
	v, err := c.RemoveMember(c, c.Actor, a.Text("committee"), c.whom(a), a.Text("reason"))
	if err != nil {
		return message.Message{}, err
	}
	lines := []message.Text{c.p.Text("member.removed", "code", v.Of.Code, "name", v.Called())}
	if v.Present {
		lines = append(lines, c.p.Text("member.still", "channel", v.Of.ChannelName))
	}
	return message.Say(message.Lines(lines...)), nil
}

// memberChange is what a line of history says of a member; false where it says nothing.
func (c *call) memberChange(l record.HistoryLine) (message.Text, bool) {
	after, ok := l.After.(organisation.Member)
	if !ok {
		return "", false
	}
	said := func(m organisation.Member) message.Text { return c.sitting(organisation.Sitting{Member: m}) }
	before, _ := l.Before.(organisation.Member)
	if was, is := said(before), said(after); l.Before != nil && after.LeftAt.IsZero() && was != is {
		return c.p.Text("history.moved", "name", c.p.Text("history.member.changed"), "from", was, "to", is), true
	}
	if !after.LeftAt.IsZero() {
		after = before // with the office that it had
	}
	return c.p.Text("member.change", "change", c.p.Text("history."+l.Change), "member", said(after)), true
}

// who answers who does what: by a function, an institution or a name; without one, who
// presides over what, and who the pilots are.
func who(c *call, a grammar.Args) (message.Message, error) {
	v, err := c.People(c, c.Actor)
	if err != nil {
		return message.Message{}, err
	}
	wanted := strings.Join(slices.DeleteFunc(strings.Fields(record.Fold(a.Text("query"))), func(w string) bool {
		return slices.Contains(asking, w)
	}), " ")
	if wanted == "" {
		return c.leaders(v), nil
	}
	found := v.Found(functionOf(wanted), wanted)
	if len(found) == 0 {
		return message.Say(c.text("people.none", "text", strings.TrimRight(a.Text("query"), " ?"), "hidden", v.Hidden > 0)), nil
	}
	var items message.List
	for _, p := range found {
		items = append(items, c.somebody(p))
	}
	return message.Say(c.text("people.found", "Count", len(items))).With(c.page(a, items)...), nil
}

// asking are words of a question that say nothing of whom it is about, folded.
var asking = strings.Fields("qui est sont c ce l d le la les un une des de du notre nos who is are the a an our s")

// somebody is one line: « @elue (élue, Mairie de Vitry) : COPIL (présidence) ».
func (c *call) somebody(p organisation.Somebody) message.Text {
	var places []message.Text
	for _, at := range p.Places {
		switch {
		case at.Office != organisation.OfficeNone:
			places = append(places, c.p.Text("people.place", "code", at.Committee, "as", at.Office))
		case at.For != (record.Called{}):
			places = append(places, c.p.Text("people.place", "code", at.Committee, "as", c.p.Text("people.for", "for", at.For)))
		default:
			places = append(places, c.p.Value(at.Committee))
		}
	}
	name := c.p.Value(p.Called())
	if known := c.knownOf(p.Member); known != "" {
		name = c.p.Text("member.known", "name", name, "known", known)
	}
	return c.p.Text("people.line", "name", name, "places", places)
}

// leaders are who presides over each committee and keeps its minutes, and the pilots.
func (c *call) leaders(v organisation.PeopleView) message.Message {
	var items message.List
	for _, led := range v.Led {
		held := map[organisation.Office]message.Text{}
		for _, p := range v.List {
			for _, at := range p.Places {
				if at.Committee == led.Code && at.Office != organisation.OfficeNone {
					held[at.Office] = c.p.Value(p.Called())
				}
			}
		}
		nobody := c.p.Text("people.nobody")
		items = append(items, c.p.Text("people.led", "code", led.Code,
			"chair", cmp.Or(held[organisation.OfficeChair], nobody), "secretary", cmp.Or(held[organisation.OfficeSecretary], nobody)))
	}
	shown := items[:min(len(items), maxLed)]
	if rest := len(items) - len(shown); rest > 0 {
		shown = append(shown, c.p.Text("overview.rest", "Count", rest, "command", message.Text("/comite liste")))
	}
	lines := []message.Text{c.p.Text("people.pilots", "Count", len(v.Pilots), "pilots", v.Pilots)}
	if v.Hidden > 0 {
		lines = append(lines, c.p.Text("people.hidden", "Count", v.Hidden))
	}
	return message.Say(shown, message.Lines(append(lines, c.p.Text("people.ask"))...))
}

// maxLed is how many committees are told of at once: with the rest, twelve lines.
const maxLed = 7

package commands

import (
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"pilotent/commands/grammar"
	"pilotent/commands/when"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/message"
)

func committees() *grammar.Noun[*call] {
	code := grammar.Param{Name: "comité", English: "committee", Kind: grammar.Word, Positional: true, Fits: looksLikeCode, Of: grammar.Committees}
	named := code
	named.Required = true
	reason := grammar.Param{Name: "motif", English: "reason", Kind: grammar.Text, Required: true, Positional: true}
	name := grammar.Param{Name: "nom", English: "name", Kind: grammar.Name, Required: true, Positional: true}
	other := name
	other.Required, other.Positional = false, false
	level := levelParam()
	kind := grammar.Param{Name: "type", English: "body", Kind: grammar.Choice, Also: []string{"genre"}, EnglishAlso: []string{"kind"}, Choices: []grammar.Option{
		{Value: string(record.KindStrategic), Words: []string{"stratégique", "strategic", "comité stratégique", "copil", "pilotage", "comité de pilotage", "steering"}, Label: record.KindStrategic},
		{Value: string(record.KindOperational), Words: []string{"suivi", "operational", "suivi opérationnel", "comité de suivi", "opérationnel", "technique", "comité technique", "cotech", "cosui", "follow-up"}, Label: record.KindOperational},
		{Value: string(record.KindSupport), Words: []string{"accompagnement", "support", "groupe d'accompagnement", "formation", "ga"}, Label: record.KindSupport},
		{Value: string(record.KindUsers), Words: []string{"usagers", "users", "groupe d'usagers", "utilisateurs", "usages"}, Label: record.KindUsers},
		{Value: string(record.KindSchool), Words: []string{"école", "school", "équipe d'école", "équipe", "school team"}, Label: record.KindSchool},
	}}
	diffusion := grammar.Param{Name: "diffusion", English: "access", Kind: grammar.Choice, Choices: []grammar.Option{
		{Value: string(record.DiffusionTeam), Words: []string{"équipe", "team"}, Label: record.DiffusionTeam},
		{Value: string(record.DiffusionCommittee), Words: []string{"comité", "committee"}, Label: record.DiffusionCommittee},
	}}
	return &grammar.Noun[*call]{
		Name: "comite", English: "committee", Default: "liste",
		Main:  []string{"créer", "liste", "voir", "équilibre", "rythme", "résumé", "renommer", "modifier", "fermer"},
		Nouns: []*grammar.Noun[*call]{members()},
		Commands: []*grammar.Command[*call]{
			{Verb: "créer", English: "create", Run: createCommittee, Params: []grammar.Param{
				{Name: "code", English: "code", Kind: grammar.Word, Required: true, Positional: true},
				name, level, kind, diffusion,
			}},
			{Verb: "liste", English: "list", Shows: true, Also: []string{"lister"}, Params: []grammar.Param{after}, Run: listCommittees},
			{Verb: "voir", English: "show", Shows: true, Params: []grammar.Param{code, full}, Run: showCommittee},
			{Verb: "équilibre", English: "balance", Shows: true, Params: []grammar.Param{code}, Run: showBalance},
			{Verb: "rythme", English: "rhythm", Also: []string{"rappels"}, EnglishAlso: []string{"reminders"}, Run: setRhythm, Params: []grammar.Param{
				code, {Name: "rappels", English: "reminders", Kind: grammar.Name, Required: true, Positional: true, Many: true},
			}},
			{Verb: "résumé", English: "digest", Run: setDigest, Params: []grammar.Param{
				{Name: "comité", English: "committee", Kind: grammar.Word, Positional: true, Fits: looksLikeNoTime, Of: grammar.Committees},
				{Name: "quand", English: "when", Kind: grammar.Name, Required: true, Positional: true},
			}},
			rulesCommand(code),
			{Verb: "renommer", English: "rename", Params: []grammar.Param{named, name}, Run: editCommittee},
			{Verb: "déplacer", English: "move", Params: []grammar.Param{named}, Run: moveCommittee},
			{Verb: "modifier", English: "edit", Params: []grammar.Param{named, other, level, kind, diffusion}, Run: editCommittee},
			{Verb: "fermer", English: "close", Params: []grammar.Param{named, reason}, Run: closeCommittee},
			{Verb: "rouvrir", English: "reopen", Params: []grammar.Param{named, reason}, Run: reopenCommittee},
			areaCommand(named),
			{Verb: "retirer", English: "withdraw", Params: []grammar.Param{named, reason}, Run: withdrawCommittee},
		},
	}
}

func createCommittee(c *call, a grammar.Args) (message.Message, error) {
	level := record.Level(a.Text("level"))
	if level == "" {
		level = record.LevelTerritorial
	}
	committee, err := c.CreateCommittee(c, c.Actor, committee.NewCommittee{
		Code: a.Text("code"), Name: a.Text("name"), Level: level, Kind: record.CommitteeKind(a.Text("body")),
		Diffusion: record.Diffusion(a.Text("access")),
	})
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(
		message.Lines(
			c.p.Text("committee.created", "code", committee.Code, "name", committee.Name, "channel", committee.ChannelName, "level", committee.Level),
			c.kind(committee),
			c.p.Text("committee.access."+string(committee.Diffusion)),
			c.p.Text("committee.reminders", "leads", c.leads(committee.Leads)),
			c.p.Text("committee.digest_default")),
		c.text("committee.next", "code", committee.Code)), nil
}

// leads are « 7 jours, 1 jour et 1 h ».
func (c *call) leads(leads []record.Lead) message.Text {
	var texts []message.Text
	for _, l := range leads {
		texts = append(texts, c.p.Duration(time.Duration(l.Days)*24*time.Hour+time.Duration(l.Minutes)*time.Minute))
	}
	return c.p.List(texts)
}

func listCommittees(c *call, a grammar.Args) (message.Message, error) {
	views, err := c.Committees(c, c.Actor)
	if err != nil {
		return message.Message{}, err
	}
	if len(views) == 0 {
		return message.Say(c.text("committee.list.none")), nil
	}
	var items message.List
	for _, v := range views {
		text := c.p.Text("committee.line", "code", v.Code, "name", v.Name, "level", v.Level, "kind", c.otherKind(v.Committee))
		if v.ShowChannel {
			text += c.p.Text("committee.line_channel", "channel", v.ChannelName)
		}
		if v.Diffusion == record.DiffusionCommittee {
			text += c.p.Text("committee.line_closed")
		}
		if !v.Sits() {
			text += c.p.Text("committee.line_closed_down")
		}
		if v.Next != nil {
			text += c.p.Text("committee.line_next", "ref", v.Next.Ref(), "start", v.Next.Start())
		}
		items = append(items, text)
	}
	return message.Say(c.text("committee.list.title", "Count", len(views))).With(c.page(a, items)...), nil
}

func showCommittee(c *call, a grammar.Args) (message.Message, error) {
	v, err := c.Committee(c, c.Actor, a.Text("committee"))
	if err != nil {
		return message.Message{}, err
	}
	lines := []message.Text{
		c.p.Text("committee.card.title", "code", v.Code, "name", v.Name),
		c.p.Text("committee.card.level", "level", v.Level),
		c.kind(v.Committee),
		c.access(v),
	}
	if !v.Sits() {
		lines = append(lines, c.p.Text("committee.card.closed", "code", v.Code))
	}
	if v.ShutOut != "" {
		lines = append(lines, c.p.Text("committee.card.shut_out", "bot", v.ShutOut))
	}
	if v.ShowChannel {
		lines = append(lines, c.p.Text("committee.card.channel", "channel", v.ChannelName), c.p.Text("committee.reminders", "leads", c.leads(v.Leads)),
			c.digest(v.Code, v.DigestTime(), v.NextDigest))
	}
	lines = append(lines, c.foreseen(v.Committee)...)
	if v.Next != nil {
		lines = append(lines, c.p.Text("committee.card.next", "ref", v.Next.Ref(), "start", v.Next.Start()))
	}
	area, err := c.area(v)
	if err != nil {
		return message.Message{}, err
	}
	lines = append(lines, area...)
	actions, err := c.groupActions(v)
	if err != nil {
		return message.Message{}, err
	}
	lines = append(lines, actions...)
	if v.Member {
		lines = append(lines, c.p.Text("committee.card.member"))
	}
	return message.Say(message.Lines(lines...), message.Lines(c.history(v.History)...)), nil
}

// otherKind is what a committee is for, where nobody reads it in its name; "" elsewhere.
func (c *call) otherKind(of record.Committee) message.Text {
	if of.Kind == "" || record.Fold(string(c.p.Value(of.Kind))) == record.Fold(of.Name) {
		return ""
	}
	return c.p.Value(of.Kind)
}

// kind says what a committee is for; "" where nobody has said.
func (c *call) kind(of record.Committee) message.Text {
	if of.Kind == "" {
		return ""
	}
	return c.p.Text("committee.card.kind", "kind", of.Kind)
}

// access is who can read what the committee keeps.
func (c *call) access(v committee.CommitteeView) message.Text {
	if v.Exposed {
		return c.p.Text("committee.access.exposed")
	}
	return c.p.Text("committee.access." + string(v.Diffusion))
}

func setRhythm(c *call, a grammar.Args) (message.Message, error) {
	var leads []record.Lead
	for _, text := range a.List("reminders") {
		durations, err := (when.Reader{Lang: c.p.Lang}).Durations(text)
		if err != nil {
			return message.Message{}, record.InvalidError("date.duration", "text", text).About("reminders")
		}
		for _, d := range durations {
			leads = append(leads, record.LeadOf(d))
		}
	}
	committee, err := c.SetLeads(c, c.Actor, a.Text("committee"), leads)
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(c.text("committee.rhythm", "code", committee.Code, "leads", c.leads(committee.Leads))), nil
}

// setDigest changes when the channel gets its digest: « lundi 8h », « mardi » at
// the same hour, « 9h » on the same day, « non ».
func setDigest(c *call, a grammar.Args) (message.Message, error) {
	text := a.Text("when")
	digest := committee.DigestChange{Off: isNo(text)}
	if !digest.Off {
		read, err := (when.Reader{Lang: c.p.Lang}).Weekly(text)
		if err != nil {
			return message.Message{}, record.InvalidError("committee.digest", "text", text).About("when")
		}
		digest.Day, digest.At = read.Day, (*record.Hour)(read.At)
	}
	committee, next, err := c.SetDigest(c, c.Actor, a.Text("committee"), digest)
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(message.Paragraph(c.digest(committee.Code, committee.DigestTime(), next))), nil
}

// digest says when the committee's digest comes.
func (c *call) digest(code string, d record.Digest, next time.Time) message.Text {
	if d.Off {
		return c.p.Text("committee.digest_off", "code", code)
	}
	return c.p.Text("committee.digest", "code", code, "day", d.Day, "hour", c.p.Hour(d.At), "next", next)
}

// looksLikeNoTime reports whether s may be a code: it tells a committee's code from when its digest is to come:
// « lundi 8h », « tous les jeudis 7h30 », « non ».
func looksLikeNoTime(word string) bool {
	first, _, _ := strings.Cut(record.Fold(word), " ")
	_, err := (when.Reader{}).Weekly(first)
	return looksLikeCode(word) && err != nil &&
		!slices.Contains(append(noWords(), "le", "tous", "chaque", "on", "every", "each"), first)
}

// opening are words with which a day or an hour begins, and no committee's code.
var opening = strings.Fields("a au avant dans de ds du en from in j jusqu la le mar next on pour semaine the this week")

// looksLikeNoDay reports whether s may be a code: it tells a committee's code from the day that may follow it without
// one: « jeudi 14h », « le 18 décembre à 14h », « J+7 9h ».
func looksLikeNoDay(word string) bool {
	folded := record.Fold(word)
	first, _, _ := strings.Cut(folded, " ")
	day := slices.Contains(opening, first)
	if !day {
		_, err := (when.Reader{Now: time.Date(when.FirstYear+1, time.January, 1, 0, 0, 0, 0, time.UTC)}).Date(folded)
		unread, ok := errors.AsType[*when.Error](err)
		day = err == nil || ok && unread.Reason != when.Unreadable // « lundi », on a Monday
	}
	return looksLikeCode(word) && !day
}

// looksLikeCode reports whether s may be a code: it tells a committee's code from what may follow it without one:
// « 18/12 14h », « 7j,1j,1h », « +7j ».
func looksLikeCode(word string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	return unicode.IsLetter(first)
}

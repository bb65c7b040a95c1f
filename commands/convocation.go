package commands

import (
	"strconv"

	"pilotent/commands/grammar"
	"pilotent/governance/record"
	"pilotent/governance/sitting"
	"pilotent/legal"
	"pilotent/message"
)

// convening are the verbs by which a meeting is convened, and its members answer.
func convening() []*grammar.Command[*call] {
	ref := grammar.Param{Name: "réunion", English: "meeting", Kind: grammar.Ref, Prefix: "R", Required: true, Positional: true, Of: grammar.Meetings}
	return []*grammar.Command[*call]{
		{Verb: "convoquer", English: "convene", Also: []string{"convocation"}, Run: convene, Params: []grammar.Param{
			ref, {Name: "suite-de", English: "again-for", Kind: grammar.Ref, Prefix: "R", Of: grammar.Meetings, Seldom: true, Also: []string{"suite"}, EnglishAlso: []string{"again"}},
		}},
		{Verb: "présence", English: "attendance", Also: []string{"présences", "réponse", "réponses", "quorum"}, EnglishAlso: []string{"answers"}, Run: attendance, Params: []grammar.Param{
			ref,
			{Name: "réponse", English: "reply", Kind: grammar.Choice, Positional: true, Choices: answers()},
			{Name: "qui", English: "who", Kind: grammar.Name, Positional: true, Many: true, Also: []string{"pour"}, EnglishAlso: []string{"for"}},
			{Name: "par", English: "proxy", Kind: grammar.Name, Also: []string{"pouvoir"}, EnglishAlso: []string{"by"}},
			full,
		}},
		letterCommand(),
	}
}

func answers() []grammar.Option {
	return []grammar.Option{
		{Value: string(sitting.AnswerPresent), Words: []string{"présent", "present", "présente", "présents", "présentes", "oui", "yes", "viens"}, Label: sitting.AnswerPresent},
		{Value: string(sitting.AnswerExcused), Words: []string{"excusé", "excused", "excusée", "excusés", "excusées", "non", "no"}, Label: sitting.AnswerExcused},
		{Value: string(sitting.AnswerRepresented), Words: []string{"représenté", "represented", "représentée", "représentés", "représentées"}, Label: sitting.AnswerRepresented},
		{Value: string(sitting.AnswerAbsent), Words: []string{"absent", "absent", "absente", "absents", "absentes"}, Label: sitting.AnswerAbsent},
	}
}

func convene(c *call, a grammar.Args) (message.Message, error) {
	r, err := c.Convene(c, c.Actor, sitting.Convene{Meeting: a.Number("meeting"), AgainFor: a.Number("again-for")})
	if err != nil {
		return message.Message{}, err
	}
	lines := []message.Text{
		c.p.Text("convocation.sent", "ref", r.Ref(), "code", r.Committee, "start", r.Start()),
		c.p.Text("convocation.to", "channel", r.Of.ChannelName, "asks", r.Asks, "some", r.Told(c.User) > 0, "Count", r.Told(c.User)),
		c.notice(r), c.quorumNeeded(r),
	}
	m := message.Say(message.Lines(lines...))
	if len(r.Outside) > 0 {
		if m, err = c.withLetter(m, r.Number); err != nil {
			return m, err
		}
	}
	if len(r.Others) > 0 {
		m = m.With(c.text("convocation.others", "names", r.Others, "Count", len(r.Others), "code", r.Committee, "first", record.Called{Account: r.Others[0]}.String()))
	}
	return m.With(c.text("convocation.way_on", "ref", r.Ref())), nil
}

// notice says how long before the meeting it was convened, against the rule.
func (c *call) notice(r sitting.Roll) message.Text {
	days, late := r.Notice()
	return c.p.Text("convocation.notice", "some", days > 0, "Count", days, "notice", legal.Period(c.p, r.Convocation.Notice), "late", late, "last", r.Convocation.Last)
}

func (c *call) quorumNeeded(r sitting.Roll) message.Text {
	switch {
	case r.Convocation.AgainFor != 0:
		return c.p.Text("convocation.again_for", "ref", meetingRef(r.Convocation.AgainFor))
	case r.Tally.Needed == 0:
		return c.p.Text("convocation.no_quorum")
	default:
		return c.p.Text("convocation.quorum", "needed", r.Tally.Needed, "Count", r.Tally.Members)
	}
}

func attendance(c *call, a grammar.Args) (message.Message, error) {
	if !a.Has("reply") {
		r, err := c.Roll(c, c.Actor, a.Number("meeting"))
		if err != nil {
			return message.Message{}, err
		}
		return c.roll(r), nil
	}
	n := sitting.GiveAnswer{Meeting: a.Number("meeting"), Answer: sitting.Answer(a.Text("reply")), Proxy: a.Text("proxy")}
	for _, name := range a.List("who") {
		if !isMe(name) {
			n.Who = append(n.Who, name)
		} else if len(a.List("who")) > 1 { // who answers for oneself alone needs no right
			n.Who = append(n.Who, "@"+c.User.Username)
		}
	}
	if isMe(n.Proxy) {
		n.Proxy = "@" + c.User.Username
	}
	if n.Answer == sitting.AnswerRepresented && n.Proxy == "" {
		return message.Message{}, record.InvalidError("convocation.no_proxy", "ref", meetingRef(n.Meeting)).About("proxy")
	}
	r, said, err := c.GiveAnswer(c, c.Actor, n)
	if err != nil {
		return message.Message{}, err
	}
	var names []record.Called
	for _, s := range said {
		names = append(names, s.Called())
	}
	noted := c.p.Text("attendance.noted", "ref", r.Ref(), "names", names, "answer", n.Answer)
	if n.Answer == sitting.AnswerRepresented {
		noted = c.p.Text("attendance.noted_proxy", "ref", r.Ref(), "names", names, "proxy", r.Seat(said[0].Proxy).Called())
	}
	return message.Say(message.Lines(noted, c.quorum(r)), c.text("attendance.way_on", "ref", r.Ref())), nil
}

// isMe reports whether somebody means themselves.
func isMe(name string) bool {
	folded := record.Fold(name)
	return folded == "moi" || folded == "me"
}

// roll is who comes to a meeting, answer by answer.
func (c *call) roll(r sitting.Roll) message.Message {
	title := c.p.Text("attendance.title", "ref", r.Ref(), "code", r.Committee, "start", r.Start())
	if !r.Convened() {
		return message.Say(message.Lines(title, c.p.Text("attendance.not_yet", "ref", r.Ref())))
	}
	lines := []message.Text{title, c.p.Text("attendance.sent", "at", r.Convocation.SentAt) + " " + c.notice(r), c.proof(r)}
	if r.Convocation.Stale(r.Meeting) {
		lines = append(lines, c.p.Text("attendance.moved", "ref", r.Ref()))
	}
	m := message.Say(message.Lines(lines...), message.Lines(c.attending(r)...), message.Paragraph(c.quorum(r)))
	if a := c.raw[full.English]; a != nil {
		m = m.With(message.Lines(c.history(r.History)...))
	}
	return m
}

// attending are a line for each answer that somebody gave, and one for the silent.
func (c *call) attending(r sitting.Roll) (lines []message.Text) {
	for _, answer := range []sitting.Answer{sitting.AnswerPresent, sitting.AnswerRepresented, sitting.AnswerExcused, sitting.AnswerAbsent, sitting.AnswerNone} {
		var names []message.Text
		for _, s := range r.Seats {
			if s.Answer == answer {
				names = append(names, c.seat(r, s))
			}
		}
		if len(names) > 0 {
			lines = append(lines, c.p.Text("attendance.line", "label", c.p.Text("label."+answer.Word()), "Count", len(names), "names", c.p.List(names)))
		}
	}
	return lines
}

// seat is a member in the list: « Mme Durand (par @elue) ».
func (c *call) seat(r sitting.Roll, s sitting.Seat) message.Text {
	switch {
	case s.Answer == sitting.AnswerRepresented:
		return c.p.Text("attendance.by", "name", s.Called(), "proxy", r.Seat(s.Proxy).Called())
	case s.DeputyOf != 0:
		return c.p.Text("attendance.deputy", "name", s.Called(), "for", r.Seat(s.DeputyOf).Called())
	default:
		return c.p.Value(s.Called())
	}
}

// quorum says whether there are enough.
func (c *call) quorum(r sitting.Roll) message.Text {
	t := r.Tally
	if t.Needed == 0 {
		return c.quorumNeeded(r)
	}
	return c.p.Text("attendance.quorum", "needed", t.Needed, "there", t.Present+t.Represented, "met", t.Met(), "Count", t.Missing())
}

// rulesCommand is the verb that says by which rules a committee meets.
func rulesCommand(code grammar.Param) *grammar.Command[*call] {
	option := func(q sitting.Quorum, words ...string) grammar.Option {
		return grammar.Option{Value: string(q), Words: words, Label: q}
	}
	return &grammar.Command[*call]{Verb: "règles", English: "rules", Also: []string{"règlement", "délai"}, Run: rules, Params: []grammar.Param{
		code,
		{Name: "délai", English: "notice", Kind: grammar.Name},
		{Name: "quorum", English: "quorum", Kind: grammar.Choice, Choices: []grammar.Option{
			option(sitting.QuorumHalf, "moitié", "half", "la moitié"), option(sitting.QuorumMajority, "majorité", "majority"),
			option(sitting.QuorumTwoThirds, "deux tiers", "two thirds", "2/3"), option(sitting.QuorumThird, "tiers", "third", "un tiers", "1/3"),
			option(sitting.QuorumNone, "aucun", "none", "sans"),
		}},
		{Name: "pouvoirs", English: "proxies", Kind: grammar.Word},
		{Name: "remarques", English: "remarks", Kind: grammar.Word},
	}}
}

func rules(c *call, a grammar.Args) (message.Message, error) {
	n := sitting.RulesChange{Quorum: sitting.Quorum(a.Text("quorum"))}
	if a.Has("notice") {
		notice, err := readPeriod(a.Text("notice"))
		if err != nil {
			return message.Message{}, record.InvalidError("rules.unread", "text", a.Text("notice")).About("notice")
		}
		n.Notice = notice
	}
	var err error
	if n.Proxies, err = typedNumber(a, "proxies"); err != nil {
		return message.Message{}, err
	}
	if n.Remarks, err = typedNumber(a, "remarks"); err != nil {
		return message.Message{}, err
	}
	if n == (sitting.RulesChange{}) {
		r, err := c.Rules(c, c.Actor, a.Text("committee"))
		if err != nil {
			return message.Message{}, err
		}
		return message.Say(c.rules("rules.title", r), c.text("rules.way_on", "code", r.Committee)), nil
	}
	_, r, err := c.SetRules(c, c.Actor, a.Text("committee"), n)
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(c.rules("rules.changed", r)), nil
}

// typedNumber is the number that was typed of a rule; nil where none was.
func typedNumber(a grammar.Args, param string) (*int, error) {
	if !a.Has(param) {
		return nil, nil
	}
	n, err := strconv.Atoi(a.Text(param))
	if err != nil {
		return nil, record.InvalidError("rules.number", "text", a.Text(param), "remarks", param == "remarks").About(param)
	}
	return &n, nil
}

func (c *call) rules(key string, r sitting.Rules) message.Paragraph {
	return message.Lines(c.p.Text(key, "code", r.Committee), c.p.Text("rules.notice", "notice", legal.Period(c.p, r.Notice)),
		c.p.Text("rules.quorum", "quorum", r.Quorum), c.p.Text("rules.proxies", "none", r.Proxies == 0, "count", r.Proxies), c.p.Text("rules.remarks", "Count", r.Remarks))
}

// seatChange is what a line of history says of a seat; false where it says nothing.
func (c *call) seatChange(l record.HistoryLine) (message.Text, bool) {
	s, ok := l.After.(sitting.Seat)
	if !ok {
		return "", false
	}
	return c.p.Text("attendance.change", "change", c.p.Text("history."+l.Change), "name", s.Called()), true
}

package commands

import (
	"context"
	"slices"
	"strings"

	"pilotent/commands/grammar"
	"pilotent/governance/acceptance"
	"pilotent/governance/committee"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
	"pilotent/message"
)

// maxOffered is how many values a list offers at once: more are told apart by what is
// typed.
const maxOffered = 20

// Lookup are the values that a field of a command's form may be given, as far as query
// names them: those that concern the person first, then the nearest. It answers what the
// person may see, as the lists of the same things do, and nothing for what is no field
// of a list.
func (d *Dispatcher) Lookup(ctx context.Context, inv Invocation, command, field, query string) ([]message.Option, error) {
	cmd := d.command(command)
	if cmd == nil {
		return nil, nil
	}
	i := slices.IndexFunc(cmd.Params, func(p grammar.Param) bool { return p.English == field })
	if i < 0 || cmd.Params[i].Of == "" {
		return nil, nil
	}
	query, err := legible(query)
	if err != nil {
		return nil, err
	}
	ctx, zone, err := d.service.Begin(ctx, inv.Actor)
	if err != nil {
		return nil, err
	}
	c := &call{Context: ctx, Service: d.service, Actor: inv.Actor, p: d.catalog.Printer(inv.Locale, zone), catalog: d.catalog, language: d.language, command: cmd}
	options, err := c.lookup(cmd.Params[i].Of, strings.TrimSpace(query))
	for i, o := range options {
		options[i].Label = message.Unquote(o.Label)
	}
	return options[:min(maxOffered, len(options))], err
}

// of is a parameter whose form searches only some of its things.
func of(p grammar.Param, things grammar.Things) grammar.Param {
	p.Of = things
	return p
}

// lookup are the things that a query names; all of them for an empty one.
func (c *call) lookup(of grammar.Things, query string) ([]message.Option, error) {
	switch of {
	case grammar.Schools:
		return c.lookUpSchools(query)
	case grammar.Committees:
		return c.lookUpCommittees(query)
	case grammar.Decisions:
		return c.lookUpDecisions(query)
	case grammar.Proposals:
		return c.lookUpDecisions(query, committee.DecisionIsProposed, committee.DecisionDeferred)
	case grammar.Actions:
		return c.lookUpActions(query, "")
	case grammar.OpenActions:
		return c.lookUpActions(query, rollout.ActionOpen)
	case grammar.Verifications:
		return c.lookUpVerifications(query, true)
	case grammar.Running:
		return c.lookUpVerifications(query, false)
	case grammar.Meetings:
		return c.lookUpMeetings(query)
	default:
		return nil, nil
	}
}

// isMine and isOther are how near a thing is to the person.
const (
	isMine = iota
	isOther
)

// found are things in the order in which they are offered.
type found struct {
	query   string
	options [isOther + 1][]message.Option
}

// add offers a thing if its label names the query: it has all of its words, or beginnings
// of them.
func (f *found) add(mine bool, label message.Text, value string) {
	if !names(record.Fold(message.Unquote(string(label))), record.Fold(f.query)) {
		return
	}
	at := isOther
	if mine {
		at = isMine
	}
	f.options[at] = append(f.options[at], message.Option{Label: string(label), Value: value})
}

func (f *found) all() []message.Option { return slices.Concat(f.options[:]...) }

// names reports whether each word of a folded query begins a word of a folded label.
func names(label, query string) bool {
	for word := range strings.FieldsSeq(query) {
		if !strings.Contains(" "+label, " "+word) {
			return false
		}
	}
	return true
}

func (c *call) lookUpSchools(query string) ([]message.Option, error) {
	if query != "" {
		m, err := c.FindSchools(c, c.Actor, query, perimeter.SchoolFilter{Limit: maxOffered})
		if record.CodeOf(err) == record.Invalid || record.CodeOf(err) == record.NotFound { // it is not typed to its end
			return nil, nil
		}
		return c.schoolOptions(slices.Concat(m.Schools, m.Near)), err
	}
	own, err := c.ownSchools()
	if err != nil {
		return nil, err
	}
	for _, f := range []perimeter.SchoolFilter{{InRollout: true, Limit: maxOffered}, {Limit: maxOffered}} {
		list, err := c.ListSchools(c, c.Actor, f)
		if err != nil {
			return nil, err
		}
		for _, s := range list.Schools {
			if !slices.ContainsFunc(own, func(o perimeter.School) bool { return o.UAI == s.UAI }) {
				own = append(own, s)
			}
		}
	}
	return c.schoolOptions(own), nil
}

// maxOwn is how many schools of one's own actions come first.
const maxOwn = 5

// ownSchools are those of the actions that the person is to carry out.
func (c *call) ownSchools() (own []perimeter.School, err error) {
	list, _, err := c.Actions(c, c.Actor, rollout.ActionFilter{State: rollout.ActionOpen, Assignee: c.User.ID}, false)
	if err != nil {
		return nil, err
	}
	var uais []record.UAI
	for _, act := range list {
		for _, uai := range act.Schools {
			if len(uais) < maxOwn && !slices.Contains(uais, uai) {
				uais = append(uais, uai)
			}
		}
	}
	for _, uai := range uais {
		m, err := c.FindSchools(c, c.Actor, string(uai), perimeter.SchoolFilter{})
		if err != nil {
			return nil, err
		}
		own = append(own, m.Schools...)
	}
	return own, nil
}

func (c *call) lookUpCommittees(query string) ([]message.Option, error) {
	list, err := c.Committees(c, c.Actor)
	f := found{query: query}
	for _, v := range list {
		f.add(v.Member, c.p.Text("lookup.committee", "code", v.Code, "name", v.Name), v.Code)
	}
	return f.all(), err
}

// memberOf are the committees of the person.
func (c *call) memberOf() (codes []string, err error) {
	list, err := c.Committees(c, c.Actor)
	for _, v := range list {
		if v.Member {
			codes = append(codes, v.Code)
		}
	}
	return codes, err
}

// maxRecent is how many of the last decisions are looked at for what is the beginning of a
// word; of older ones, whole words are found.
const maxRecent = 200

// lookUpDecisions finds decisions in one of the states; in any where none is given.
func (c *call) lookUpDecisions(query string, states ...committee.DecisionState) ([]message.Option, error) {
	own, err := c.memberOf()
	if err != nil {
		return nil, err
	}
	if len(states) == 0 {
		states = []committee.DecisionState{""}
	}
	var f found
	seen := map[string]bool{}
	for _, state := range states {
		list, err := c.decisionsNamed(query, state)
		if err != nil {
			return nil, err
		}
		for _, dec := range list {
			if !seen[dec.Ref] {
				f.add(slices.Contains(own, dec.Committee), c.p.Text("lookup.decision", "ref", dec.Ref, "text", dec.Text), dec.Ref)
			}
			seen[dec.Ref] = true
		}
	}
	return f.all(), nil
}

// decisionsNamed are those of the last decisions of which the query is the reference or the
// words, as far as they are typed, and older ones that have its words.
func (c *call) decisionsNamed(query string, state committee.DecisionState) (list []committee.Decision, err error) {
	page, err := c.FindDecisions(c, c.Actor, committee.DecisionFilter{State: state}, 0, maxRecent)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(page.List, func(dec committee.Decision) bool {
		return !names(record.Fold(dec.Ref+" "+dec.Text), record.Fold(query))
	})
	if query == "" || len(list) >= maxOffered {
		return list, nil
	}
	page, err = c.FindDecisions(c, c.Actor, committee.DecisionFilter{State: state, Words: query}, 0, maxOffered)
	if record.CodeOf(err) == record.Invalid { // it is not typed to its end
		err = nil
	}
	return append(list, page.List...), err
}

func (c *call) lookUpActions(query string, state rollout.ActionState) ([]message.Option, error) {
	list, _, err := c.Actions(c, c.Actor, rollout.ActionFilter{State: state}, false)
	slices.SortStableFunc(list, func(a, b rollout.SupportAction) int {
		return later(a.State != rollout.ActionOpen, b.State != rollout.ActionOpen)
	})
	f := found{query: query}
	for _, act := range list {
		label := c.p.Text("lookup.action", "ref", act.Ref(), "title", act.Title)
		if len(act.Assignees) > 0 {
			label += c.p.Text("action.line_for", "people", act.Assignees)
		}
		mine := act.State == rollout.ActionOpen && slices.ContainsFunc(act.Assignees, func(p record.Person) bool { return p.Is(c.User) })
		f.add(mine, label, act.Ref())
	}
	return f.all(), err
}

// later compares two things of which one may come after the other.
func later(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	default:
		return -1
	}
}

func (c *call) lookUpVerifications(query string, all bool) ([]message.Option, error) {
	list, err := c.Verifications(c, c.Actor, all)
	f := found{query: query}
	for _, v := range list {
		f.add(c.inChargeOf(v), c.p.Text("verification.line", "ref", v.Ref(), "step", v.Step, "object", v.Object, "contract", v.Contract), v.Ref())
	}
	return f.all(), err
}

func (c *call) inChargeOf(v acceptance.VerificationView) bool {
	return v.Open() && slices.ContainsFunc(slices.Concat(v.InCharge, v.Deputies), func(p record.Person) bool { return p.Is(c.User) })
}

func (c *call) lookUpMeetings(query string) ([]message.Option, error) {
	own, err := c.memberOf()
	if err != nil {
		return nil, err
	}
	next, err := c.Meetings(c, c.Actor, "", false)
	if err != nil {
		return nil, err
	}
	all, err := c.Meetings(c, c.Actor, "", true)
	slices.Reverse(all) // the last one is meant before those of last year
	f := found{query: query}
	for i, m := range slices.Concat(next, all) {
		if i >= len(next) && slices.ContainsFunc(next, func(n committee.Meeting) bool { return n.Number == m.Number }) {
			continue
		}
		label := c.p.Text("lookup.meeting", "ref", m.Ref(), "code", m.Committee, "date", m.Day)
		f.add(i < len(next) && slices.Contains(own, m.Committee), label, m.Ref())
	}
	return f.all(), err
}

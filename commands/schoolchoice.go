package commands

import (
	"slices"

	"pilotent/commands/grammar"
	"pilotent/governance/perimeter"
	"pilotent/message"
)

// chooseError answers a query that names several things with what to choose
// from; without options, another word must tell them apart.
type chooseError struct {
	message message.Message
	param   string
	query   string
	options []message.Option
}

func (e *chooseError) Error() string { return "several match" }

// maxSchools is how many schools an answer lists: with what they are, how many more
// there are and how to say which, that is its lines.
const maxSchools = maxAnswer - 3

func (c *call) theOne(found perimeter.SchoolMatches, command string, f perimeter.SchoolFilter) (perimeter.School, error) {
	switch len(found.Schools) {
	case 1:
		return found.Schools[0], nil
	case 0:
		m := message.Say(c.text("school.find.none", "query", found.Query))
		if f != (perimeter.SchoolFilter{}) && len(found.Near) == 0 {
			return perimeter.School{}, &chooseError{message: message.Say(c.text("school.find.none_among", "query", found.Query)), param: "school"}
		}
		if len(found.Near) == 0 {
			return perimeter.School{}, &chooseError{message: m.With(c.text("school.find.advice")), param: "school"}
		}
		m = m.With(c.text("school.find.near", "Count", len(found.Near)), c.schoolLines(found.Near))
		return perimeter.School{}, &chooseError{m.With(c.choice("school.find.choose_near", command, found.Near)), "school", found.Query, c.schoolOptions(found.Near)}
	default:
		several := &chooseError{message: c.homonyms(found, command), param: "school", query: found.Query}
		if found.Total <= maxPicked {
			several.options = c.schoolOptions(found.Schools)
		}
		return perimeter.School{}, several
	}
}

// homonyms lists the schools that a query names and says how to choose.
func (c *call) homonyms(found perimeter.SchoolMatches, command string) message.Message {
	shown := found.Schools[:min(maxSchools, len(found.Schools))]
	m := message.Say(
		c.text("school.find.several", "Count", found.Total, "query", found.Query),
		c.schoolLines(shown))
	if len(shown) < found.Total {
		m = m.With(c.text("list.rest", "shown", len(shown), "total", found.Total))
	}
	// What all have in common tells none of them.
	differ := func(part func(perimeter.School) string) bool {
		return slices.ContainsFunc(shown, func(s perimeter.School) bool { return part(s) != part(shown[0]) })
	}
	key := "school.find.choose"
	switch communes := differ(func(s perimeter.School) string { return s.Commune }); {
	case differ(func(s perimeter.School) string { return string(s.Type) }):
		if !communes {
			key = "school.find.choose_type"
		}
	case communes:
		key = "school.find.choose_commune"
	case len(shown) == found.Total:
		key = "school.find.choose_uai"
	}
	return m.With(c.choice(key, command, shown))
}

// choice says how to name one of the schools that are listed, for example the first.
func (c *call) choice(key, command string, listed []perimeter.School) message.Paragraph {
	s := listed[0]
	if command == "" {
		return c.text("school.find.choose_in", "example", string(s.UAI))
	}
	line := command + " " + string(s.UAI)
	if len(c.raw[grammar.Share.English]) > 0 {
		line += " --" + grammar.Typed{French: grammar.Share.Name, English: grammar.Share.English}.In(c.p.Lang)
	}
	return c.text(key, "Count", len(listed), "type", s.Type, "commune", s.Commune, "example", message.Text(line))
}

// schoolOptions are the schools as a form offers them, each with its UAI.
func (c *call) schoolOptions(list []perimeter.School) []message.Option {
	var options []message.Option
	for _, s := range list {
		label := c.p.Text("school.option", "name", s.ShortName(), "type", s.Type, "commune", s.Commune, "uai", string(s.UAI))
		options = append(options, message.Option{Label: message.Unquote(string(label)), Value: string(s.UAI)})
	}
	return options
}

func (c *call) schoolLines(list []perimeter.School) message.List {
	var items message.List
	for _, s := range list {
		items = append(items, c.p.Text("school.line", "name", s.ShortName(), "type", s.Type, "commune", s.Commune, "uai", string(s.UAI)))
	}
	return items
}

package commands

import (
	"strings"

	"pilotent/commands/grammar"
	"pilotent/governance/committee"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
	"pilotent/message"
)

func areaCommand(code grammar.Param) *grammar.Command[*call] {
	districts := districtParam()
	districts.Many = true
	return &grammar.Command[*call]{Verb: "secteur", English: "area", Run: setArea, Params: []grammar.Param{
		code, districts, actionKindParam(), {Name: "tout", English: "everything", Kind: grammar.Flag, EnglishAlso: []string{"all"}},
	}}
}

func setArea(c *call, a grammar.Args) (message.Message, error) {
	n := rollout.Area{Group: a.Text("committee"), Kind: rollout.ActionKind(a.Text("kind"))}
	if !a.Has("district") && !a.Has("kind") && !a.Flag("everything") {
		return c.showArea(n.Group)
	}
	for _, query := range a.List("district") {
		named, err := c.districts(query)
		if err != nil {
			return message.Message{}, err
		}
		n.Districts = append(n.Districts, named...)
	}
	set, err := c.SetArea(c, c.Actor, n)
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(c.text("area.set", "code", set.Group), c.areaLines(set)), nil
}

// districts are the circonscriptions that a query names, as schools have them.
func (c *call) districts(query string) ([]string, error) {
	list, err := c.ListSchools(c, c.Actor, perimeter.SchoolFilter{District: query})
	if err == nil && list.Total == 0 {
		err = record.NotFoundError("area.no_district", "text", query).About("district")
	}
	return record.Unique(record.Each(list.Schools, func(s perimeter.School) string { return s.District })), err
}

func (c *call) showArea(code string) (message.Message, error) {
	area, err := c.AreaOf(c, c.Actor, code)
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(c.text("area.shown", "code", area.Group), c.areaLines(area), c.text("area.way", "code", area.Group)), nil
}

// area is what a support group is there for; nothing where that is everything.
func (c *call) area(v committee.CommitteeView) ([]message.Text, error) {
	if v.Kind != record.KindSupport {
		return nil, nil
	}
	area, err := c.AreaOf(c, c.Actor, v.Code)
	if err != nil || len(area.Districts) == 0 && area.Kind == "" {
		return nil, err
	}
	return c.areaOf(area), nil
}

func (c *call) areaLines(area rollout.Area) message.Paragraph {
	return message.Lines(c.areaOf(area)...)
}

func (c *call) areaOf(area rollout.Area) []message.Text {
	return []message.Text{
		c.p.Text("area.districts", "districts", strings.Join(area.Districts, ", "), "Count", len(area.Districts)),
		c.p.Text("area.kind", "kind", area.Kind, "said", area.Kind != ""),
	}
}

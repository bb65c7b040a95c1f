package organisation

import (
	"slices"

	"pilotent/governance/committee"
	"pilotent/governance/record"
)

// Plan is how a project may be organised, by the model: a pure function of what it is
// like. It answers what is the least at this stage, and how that is fitted to it.
type Plan struct {
	Profile Profile
	// Partners are how many it has.
	Partners   int
	Small      bool
	Least, Fit Reason
	// Sources are those that the model names.
	Sources   map[string]Source
	Lines     []Line
	Questions []Question
	// Unplaced are the partners of whom no level is known: they are asked for nowhere.
	Unplaced []string
}

// Line is a committee of a plan.
type Line struct {
	Body
	// Called is its name where people chose another than the model's.
	Called string
	Yearly int
	Seats  []Seat
	// Out is true for one that people do without.
	Out bool
	// Present is the committee that is it already; nil where none is.
	Present *record.Committee
}

// NameIn is its name in a language.
func (l Line) NameIn(lang string) string {
	if l.Called != "" {
		return l.Called
	}
	return l.Name.In(lang)
}

// Seat is somebody to be found for a committee: who represents a partner, who
// represents a level of which no partner is, or who has a function. One of them is set.
type Seat struct {
	Partner  string
	Level    record.Level
	Function Words
}

// Propose is the plan of a project with these partners, some of which have signed an
// agreement that is in force where signed.
func (m Model) Propose(p Profile, partners []committee.Institution, signed bool) Plan {
	plan := Plan{Profile: p, Partners: len(partners), Least: m.Stages[p.Stage], Fit: m.Large, Sources: m.Sources}
	if plan.Small = m.small(p, len(partners)); plan.Small {
		plan.Fit = m.Small.Reason
	}
	for _, b := range m.Bodies {
		if b.serves(p, plan.Small) {
			plan.Lines = append(plan.Lines, Line{Body: b, Yearly: b.Yearly[p.Stage], Seats: seats(b, partners)})
		}
	}
	for _, q := range m.Questions {
		held := q.Nobody != "" && slices.ContainsFunc(partners, func(i committee.Institution) bool { return slices.Contains(i.Competences, q.Nobody) })
		if among(q.Perimeters, p.Perimeter) && among(q.Stages, p.Stage) && !held && (!q.Unsigned || !signed) {
			plan.Questions = append(plan.Questions, q)
		}
	}
	for _, i := range partners {
		if i.Level == "" {
			plan.Unplaced = append(plan.Unplaced, i.Name)
		}
	}
	return plan
}

func (m Model) small(p Profile, partners int) bool {
	return slices.Contains(m.Small.Perimeters, p.Perimeter) && p.Schools <= m.Small.Schools && partners <= m.Small.Partners
}

// seats are those who are to be found for a body: no list of people is invented.
func seats(b Body, partners []committee.Institution) (list []Seat) {
	for _, level := range b.Represents {
		before := len(list)
		for _, i := range partners {
			if i.Level == level {
				list = append(list, Seat{Partner: i.Name})
			}
		}
		if len(list) == before {
			list = append(list, Seat{Level: level})
		}
	}
	for _, f := range b.Functions {
		list = append(list, Seat{Function: f})
	}
	return list
}

// Edit is what people changed in a line of a plan; zero parts are as the model says.
type Edit struct {
	ID     string       `json:"id"` // of the body
	Code   string       `json:"code,omitempty"`
	Name   string       `json:"name,omitempty"`
	Level  record.Level `json:"level,omitempty"`
	Yearly int          `json:"yearly,omitempty"`
	Out    bool         `json:"out,omitempty"`
}

// With is the plan with what people changed.
func (p Plan) With(edits []Edit) Plan {
	p.Lines = slices.Clone(p.Lines)
	for i := range p.Lines {
		l := &p.Lines[i]
		at := slices.IndexFunc(edits, func(e Edit) bool { return e.ID == l.ID })
		if at < 0 {
			continue
		}
		e := edits[at]
		l.Out, l.Called = e.Out, e.Name
		if e.Code != "" {
			l.Code = e.Code
		}
		if e.Level != "" {
			l.Level = e.Level
		}
		if e.Yearly > 0 {
			l.Yearly = e.Yearly
		}
	}
	return p
}

// Beside is the plan with the committees that are there already, and those that sit and
// that it does not have: by their codes, else by what they are for.
func (p Plan) Beside(committees []record.Committee) (Plan, []record.Committee) {
	p.Lines = slices.Clone(p.Lines)
	left := slices.Clone(committees)
	take := func(l *Line, fits func(record.Committee) bool) {
		i := slices.IndexFunc(left, fits)
		if l.Present != nil || i < 0 {
			return
		}
		present := left[i]
		l.Present, left = &present, slices.Delete(left, i, i+1)
	}
	for i := range p.Lines {
		take(&p.Lines[i], func(c record.Committee) bool { return c.Code == p.Lines[i].Code })
	}
	for i := range p.Lines {
		take(&p.Lines[i], func(c record.Committee) bool { return c.Sits() && c.Kind == p.Lines[i].Kind })
	}
	return p, slices.DeleteFunc(left, func(c record.Committee) bool { return !c.Sits() || c.Kind == "" })
}

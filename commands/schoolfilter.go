package commands

import (
	"slices"
	"strings"

	"pilotent/commands/grammar"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
)

func communeParam() grammar.Param {
	return grammar.Param{Name: "commune", English: "commune", Kind: grammar.Name, Also: []string{"ville"}, EnglishAlso: []string{"town"}}
}

func districtParam() grammar.Param {
	return grammar.Param{Name: "circo", English: "district", Kind: grammar.Name, Also: []string{"circonscription"}}
}

func privateParam() grammar.Param {
	return grammar.Param{Name: "privé", English: "private", Kind: grammar.Flag, Also: []string{"privée"}}
}

func setParam() grammar.Param {
	return grammar.Param{Name: "ensemble", English: "set", Kind: grammar.Name}
}

func waveParam() grammar.Param {
	return grammar.Param{Name: "vague", English: "wave", Kind: grammar.Ref}
}

// lateParam narrows to the schools that are behind the plan of their wave.
func lateParam() grammar.Param {
	return grammar.Param{Name: "en-retard", English: "late", Kind: grammar.Flag, Also: []string{"retard"}}
}

// schoolFilters narrow which schools are meant, beside their names: the answers that
// need them tell of them.
func schoolFilters() []grammar.Param {
	filters := []grammar.Param{communeParam(), districtParam(), schoolType(), privateParam(), setParam(), waveParam()}
	for i := range filters {
		filters[i].Hidden = true
	}
	return filters
}

// chosenBy are those filters where a command takes all schools that they let through:
// beside a text, they need their dashes.
func chosenBy() []grammar.Param {
	filters := slices.DeleteFunc(schoolFilters(), func(p grammar.Param) bool { return p.English == "type" || p.English == "private" })
	for i, p := range filters {
		filters[i].Dashed = slices.Concat([]string{p.Name, p.English}, p.Also, p.EnglishAlso)
	}
	return filters
}

// schoolFilter is which schools are meant.
func schoolFilter(a grammar.Args) perimeter.SchoolFilter {
	return perimeter.SchoolFilter{
		Stage: perimeter.Stage(a.Text("stage")), Commune: inCommune(a.Text("commune")), District: a.Text("district"),
		Type: perimeter.SchoolType(a.Text("type")), Private: a.Flag("private"), Set: a.Text("set"), Wave: a.Number("wave"),
	}
}

// listFilters are what the schools of a list, a count or a table are narrowed by: stage,
// type and commune need no name.
func listFilters(stage, kind, commune grammar.Param) []grammar.Param {
	return []grammar.Param{stage, kind, commune, after, districtParam(), privateParam(), setParam(), waveParam(), lateParam(), holdUpFilter(), quietParam(), unsupportedParam()}
}

// exportedBy are the filters of a list that is given whole, and its format.
func exportedBy(filters []grammar.Param) []grammar.Param {
	filters = slices.DeleteFunc(filters, func(p grammar.Param) bool { return p.English == after.English })
	return append(filters, formatParam())
}

// listFilter is which schools are meant of those; nobody notes anything on schools that
// are not in the roll-out.
func listFilter(a grammar.Args) perimeter.SchoolFilter {
	f := schoolFilter(a)
	f.Late, f.Unsupported, f.Held, f.Quiet = a.Flag("late"), a.Flag("unsupported"), perimeter.HoldUpCategory(a.Text("hold-up")), a.Duration("silent")
	f.InRollout = f.Quiet > 0
	return f
}

// schools are those that the command names, by themselves or as a set, and those that
// its filters let through.
func (c *call) chosen(a grammar.Args) ([]record.UAI, error) {
	uais, err := c.uais(a.List("schools"))
	f := schoolFilter(a)
	if err != nil || f == (perimeter.SchoolFilter{}) {
		return uais, err
	}
	list, err := c.ListSchools(c, c.Actor, f)
	if err == nil && list.Total == 0 {
		err = record.NotFoundError("set.none_chosen").About("schools")
	}
	for _, s := range list.Schools {
		uais = append(uais, s.UAI)
	}
	return uais, err
}

// uais are the schools that each query names: one school, or a set.
func (c *call) uais(queries []string) ([]record.UAI, error) {
	var uais []record.UAI
	var sets []perimeter.Set
	queries = eachUAI(queries)
	if slices.ContainsFunc(queries, func(q string) bool { return !record.IsUAI(q) }) {
		var err error
		if sets, err = c.Sets(c, c.Actor); err != nil {
			return nil, err
		}
	}
	for _, q := range queries {
		if i := slices.IndexFunc(sets, func(s perimeter.Set) bool { return s.Named(q) }); i >= 0 {
			uais = append(uais, sets[i].Schools...)
			continue
		}
		school, err := c.school(q, "")
		if err != nil {
			return nil, err
		}
		uais = append(uais, school.UAI)
	}
	return uais, nil
}

// eachUAI cuts what is a list of UAIs without commas.
func eachUAI(queries []string) []string {
	var each []string
	for _, q := range queries {
		words := slices.DeleteFunc(strings.Fields(q), func(w string) bool { return w == "et" || w == "and" })
		if len(words) > 1 && !slices.ContainsFunc(words, func(w string) bool { return !record.IsUAI(w) }) {
			each = append(each, words...)
		} else {
			each = append(each, q)
		}
	}
	return each
}

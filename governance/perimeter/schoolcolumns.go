package perimeter

import (
	"slices"
	"strings"

	"pilotent/governance/record"
)

// schoolColumns are where the fields of a school stand in a row; -1 when the
// file has none.
type schoolColumns map[string]int

// columnNames are the names of a field over the years and extracts, folded.
var columnNames = map[string][]string{
	"uai":      {"identifiant de l etablissement", "uai", "rne", "numero uai", "code uai", "code etablissement"},
	"name":     {"nom etablissement", "nom", "appellation officielle", "nom de l etablissement", "denomination principale"},
	"commune":  {"nom commune", "commune", "libelle commune"},
	"postal":   {"code postal"},
	"nature":   {"libelle nature"},
	"nursery":  {"ecole maternelle"},
	"elem":     {"ecole elementaire"},
	"district": {"nom circonscription", "circonscription"},
	"status":   {"statut public prive"},
	"state":    {"etat"},
	"multi":    {"multi uai", "etablissement multi lignes"},
}

func columnsOf(header []string) (schoolColumns, error) {
	cols, folded := schoolColumns{}, make([]string, len(header))
	for i, h := range header {
		folded[i] = record.Fold(strings.Trim(strings.TrimSpace(h), `"`))
	}
	for field, names := range columnNames {
		cols[field] = slices.IndexFunc(folded, func(h string) bool { return slices.Contains(names, h) })
	}
	if cols["uai"] < 0 {
		return nil, record.InvalidError("import.no_uai", "found", strings.Join(firstNonEmpty(header, 4), ", "))
	}
	if cols["name"] < 0 {
		return nil, record.InvalidError("import.no_name", "found", strings.Join(firstNonEmpty(header, 4), ", "))
	}
	return cols, nil
}

// has reports whether the file has a column of one of the fields.
func (c schoolColumns) has(fields ...string) bool {
	return slices.ContainsFunc(fields, func(f string) bool { return c[f] >= 0 })
}

// keep leaves what the file has no column for as it is known.
func (c schoolColumns) keep(s *School, known School) {
	if !c.has("commune") {
		s.Commune = known.Commune
	}
	if !c.has("postal") {
		s.PostalCode = known.PostalCode
	}
	if !c.has("nature", "nursery", "elem") {
		s.Type = known.Type
	}
	if !c.has("district") {
		s.District = known.District
	}
	if !c.has("status") {
		s.Private = known.Private
	}
	if !c.has("state") {
		s.Closing = known.Closing
	}
}

// school reads one row.
func (c schoolColumns) school(row []string) (School, error) {
	uai, err := record.ParseUAI(c.get(row, "uai"))
	if err != nil {
		return School{}, err
	}
	name := c.get(row, "name")
	if record.Fold(name) == "" {
		return School{}, record.InvalidError("import.problem.name", "uai", string(uai))
	}
	state := record.Fold(c.get(row, "state"))
	return School{
		UAI: uai, Name: name, Type: c.schoolType(row, name),
		Commune: c.get(row, "commune"), PostalCode: c.get(row, "postal"),
		District: districtName(c.get(row, "district")),
		Private:  record.Fold(c.get(row, "status")) == "prive",
		Closing:  state == "a fermer" || state == "ferme",
	}, nil
}

// schoolType follows the two flags of the directory, else the words of the
// nature or the name.
func (c schoolColumns) schoolType(row []string, name string) SchoolType {
	nursery, elem := c.get(row, "nursery") == "1", c.get(row, "elem") == "1"
	words := record.Fold(name + " " + c.get(row, "nature"))
	if !nursery && !elem {
		nursery, elem = strings.Contains(words, "maternelle"), strings.Contains(words, "elementaire")
	}
	switch {
	case nursery && elem, strings.Contains(words, "primaire"):
		return Primary
	case nursery:
		return Nursery
	default:
		return Elementary
	}
}

// districtName is the circonscription without what all have in common:
// « Circonscription d'inspection du 1er degré de Vitry-sur-Seine 1 » is
// "Vitry-sur-Seine 1".
func districtName(s string) string {
	for _, mark := range []string{"degré ", "degre "} {
		if _, rest, ok := strings.Cut(s, mark); ok {
			for _, article := range []string{"de ", "du ", "des ", "d'", "d’"} {
				if after, ok := strings.CutPrefix(rest, article); ok {
					return after
				}
			}
			return rest
		}
	}
	return s
}

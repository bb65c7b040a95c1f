package perimeter

import (
	"slices"
	"strings"
	"unicode"

	"pilotent/governance/record"
)

// schoolColumns are where the fields of a school stand in a row; -1 when the
// table has none.
type schoolColumns map[string]int

// columnNames are the names of a field over the years, files and départements,
// folded; those that may mean something else come last.
var columnNames = map[string][]string{
	"uai": {
		"identifiant de l etablissement", "numero uai", "code uai", "uai", "numero d uai", "n uai", "no uai", "code rne", "numero rne", "n rne", "rne",
		"uai de l ecole", "code uai de l ecole", "uai ecole", "numero uai de l ecole", "uai de l etablissement", "uai etablissement",
		"code uai etablissement", "code uai de l etablissement", "numero de l ecole", "numero ecole", "code ecole", "code de l ecole", "numero de l etablissement",
		"numero etablissement", "ref uai", "uai identifiant", "code etablissement", "code de l etablissement", "identifiant etablissement", "identifiant",
	},
	"name": {
		"nom etablissement", "nom de l etablissement", "nom de l etablissment", "nom de l ecole", "nom ecole", "appellation officielle",
		"libelle etablissement", "libelle de l etablissement", "libelle de l ecole", "libelle ecole", "denomination principale", "denomination",
		"ecole", "etablissement", "nom", "libelle",
	},
	"patronym": {"patronyme", "patronyme uai"},
	"commune": {
		"nom commune", "nom de la commune", "libelle commune", "libelle de la commune", "commune", "commune de l ecole", "ville",
		"localite d acheminement", "localite acheminement uai", "localite acheminement", "localite",
	},
	"postal":   {"code postal", "adresse code postal", "code postal uai", "code postal de l ecole", "cp"},
	"kind":     {"type etablissement", "type d etablissement", "libelle type etablissement", "type"},
	"nature":   {"libelle nature", "libelle de la nature de l uai", "nature uai libe", "libelle nature uai", "nature"},
	"nursery":  {"ecole maternelle"},
	"elem":     {"ecole elementaire"},
	"district": {"nom circonscription", "nom de la circonscription", "libelle circonscription", "circonscription", "circonscription ien", "ien"},
	"status":   {"statut public prive", "secteur public prive libe", "secteur public prive", "public prive", "secteur", "statut"},
	"state":    {"etat", "etat etablissement libe", "etat etablissement", "etat de l etablissement"},
	"multi":    {"multi uai", "etablissement multi lignes"},
}

// IsSchoolTable reports whether titles are those of a directory of schools: it has
// a UAI and a name.
func IsSchoolTable(titles []string) bool {
	_, err := columnsOf(titles)
	return err == nil
}

func columnsOf(titles []string) (schoolColumns, error) {
	cols, folded := schoolColumns{}, make([]string, len(titles))
	for i, t := range titles {
		folded[i] = record.Fold(t)
	}
	for field, names := range columnNames {
		cols[field] = -1
		for _, name := range names {
			if cols[field] = slices.Index(folded, name); cols[field] >= 0 {
				break
			}
		}
	}
	switch {
	case IsVacationTable(titles):
		return nil, record.InvalidError("import.calendar").About("file")
	case !cols.has("uai"):
		return nil, record.InvalidError("import.no_uai", "found", strings.Join(firstNonEmpty(titles, 4), ", "))
	case !cols.has("name"):
		return nil, record.InvalidError("import.no_name", "found", strings.Join(firstNonEmpty(titles, 4), ", "))
	}
	if !strings.HasPrefix(folded[cols["name"]], "denomination") {
		cols["patronym"] = -1 // the name is whole
	}
	return cols, nil
}

func firstNonEmpty(titles []string, n int) []string {
	var some []string
	for _, h := range titles {
		if h = strings.TrimSpace(h); h != "" && len(some) < n {
			some = append(some, record.Excerpt(h))
		}
	}
	return some
}

// get is a copy of a cell, of what people write, with single blanks.
func (c schoolColumns) get(row []string, field string) string {
	i := c[field]
	if i < 0 || i >= len(row) {
		return ""
	}
	words := strings.FieldsFunc(row[i], func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) })
	if len(words) == 1 {
		return strings.Clone(words[0]) // not the whole row's
	}
	return strings.Join(words, " ")
}

// has reports whether the table has a column of one of the fields.
func (c schoolColumns) has(fields ...string) bool {
	return slices.ContainsFunc(fields, func(f string) bool { return c[f] >= 0 })
}

// keep leaves what the table has no column for, and what is the project's own, as
// it is known.
func (c schoolColumns) keep(s *School, known School) {
	s.Project, s.Stage, s.StageSince = known.Project, known.Stage, known.StageSince
	s.StageDecision, s.SelectedBy, s.UpdatedAt = known.StageDecision, known.SelectedBy, known.UpdatedAt
	if s.Stage == "" {
		s.Stage = StageCandidate
	}
	if !c.has("commune") {
		s.Commune = known.Commune
	}
	if !c.has("postal") {
		s.PostalCode = known.PostalCode
	}
	if !c.has("kind", "nature", "nursery", "elem") {
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
	name := c.name(row)
	if record.Fold(name) == "" {
		return School{}, record.InvalidError("import.problem.name", "uai", string(uai))
	}
	state := record.Fold(c.get(row, "state"))
	return School{
		UAI: uai, Name: name, Type: c.schoolType(row, name),
		Commune: c.get(row, "commune"), PostalCode: postalCode(c.get(row, "postal")),
		District: districtName(c.get(row, "district")),
		Private:  strings.HasPrefix(record.Fold(c.get(row, "status")), "prive"),
		Closing:  state == "a fermer" || state == "ferme",
	}, nil
}

// name is that of a school; some files have what it is and whose name it bears
// in two columns.
func (c schoolColumns) name(row []string) string {
	name, bears := c.get(row, "name"), c.get(row, "patronym")
	if strings.HasSuffix(" "+record.Fold(name), " "+record.Fold(bears)) {
		return name
	}
	return strings.TrimSpace(name + " " + bears)
}

// postalCode is one with the zero in front that a spreadsheet has dropped, and
// without a blank within.
func postalCode(s string) string {
	digits := strings.ReplaceAll(s, " ", "")
	if strings.Trim(digits, "0123456789") != "" {
		return s
	}
	if len(digits) == 4 {
		return "0" + digits
	}
	return digits
}

// schoolType follows what the directory says that it is, the two flags of the
// directory, else the words of the nature or the name. What is not told to be
// something else is a school.
func (c schoolColumns) schoolType(row []string, name string) SchoolType {
	nature := c.get(row, "nature")
	told, ok := establishment(c.get(row, "kind"))
	if !ok {
		told, ok = establishment(nature)
	}
	if !ok {
		told, ok = establishmentNamed(name)
	}
	if ok && !told.isSchool() {
		return told
	}
	nursery, elem := c.get(row, "nursery") == "1", c.get(row, "elem") == "1"
	words := record.Fold(name + " " + nature)
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

// Establishments that are no schools of this project's kind: they are imported
// only when somebody asks for them.
const (
	College      SchoolType = "college"
	Lycee        SchoolType = "lycee"
	OtherService SchoolType = "service" // an inspection, an information centre, an EREA, a SEGPA
)

// isSchool reports whether it is what children below eleven go to.
func (t SchoolType) isSchool() bool { return t != College && t != Lycee && t != OtherService }

// establishment is what its type or its nature says that it is.
func establishment(said string) (SchoolType, bool) {
	if t, ok := establishmentNamed(said); ok {
		return t, ok
	}
	return OtherService, slices.ContainsFunc(strings.Fields(record.Fold(said)), func(w string) bool {
		return slices.Contains([]string{"service", "information", "orientation", "medico", "administratif", "adapte", "autre"}, w)
	})
}

// establishmentNamed is what the first word of a name says: others may name a
// street, or a person.
func establishmentNamed(name string) (SchoolType, bool) {
	first, _, _ := strings.Cut(record.Fold(name), " ")
	switch first {
	case "ecole", "ecoles", "maternelle", "elementaire", "primaire", "groupe":
		return Elementary, true
	case "college", "colleges", "clg":
		return College, true
	case "lycee", "lycees", "lpo", "lgt":
		return Lycee, true
	case "circonscription", "inspection", "ien", "dsden", "rectorat", "cio", "segpa", "erea", "greta", "section":
		return OtherService, true
	}
	return "", false
}

// districtName is the circonscription without what all have in common:
// « Circonscription d'inspection du 1er degré de Vitry-sur-Seine 1 » and
// « Circonscription de Vitry-sur-Seine 1 » are "Vitry-sur-Seine 1".
func districtName(s string) string {
	for _, mark := range []string{"degré ", "degre ", "Circonscription ", "CIRCONSCRIPTION "} {
		if _, rest, ok := strings.Cut(s, mark); ok {
			for _, article := range []string{"de ", "du ", "des ", "d'", "d’", "DE ", "DU ", "DES ", "D'", "D’"} {
				if after, ok := strings.CutPrefix(rest, article); ok {
					return after
				}
			}
			return rest
		}
	}
	return s
}

package committee

import (
	"slices"

	"pilotent/governance/record"
)

// Institution is who takes part in the steering: a town, an académie, a supplier.
type Institution struct {
	Name string `json:"name"`
	// Level is where it stands; empty while nobody has said.
	Level record.Level `json:"level,omitempty"`
	// Role is what it does, in people's own words; may be empty.
	Role string `json:"role,omitempty"`
	// Competences are those that it holds: none, one or both.
	Competences []Competence `json:"competences,omitempty"`
}

// Competence is what an institution is in charge of by law or by transfer: who
// holds which is to be known before a contract is let (domain.md §3.1).
type Competence string

const (
	CompetenceDigital   Competence = "digital"   // numérique
	CompetenceEducation Competence = "education" // éducation
)

func (c Competence) MessageKey() string { return "competence." + string(c) }

// InstitutionChange is what is said of an institution; nil parts stay as they are.
type InstitutionChange struct {
	Name        string
	Level       *record.Level
	Role        *string
	Competences *[]Competence
}

// of is the institution with what is said of it.
func (c InstitutionChange) of(i Institution) Institution {
	if c.Level != nil {
		i.Level = *c.Level
	}
	if c.Role != nil {
		i.Role = *c.Role
	}
	if c.Competences != nil {
		i.Competences = slices.Clone(*c.Competences)
	}
	return i
}

// Clean trims the texts of the change, which is about param; errors are record.Invalid.
func (c InstitutionChange) Clean(param string) (_ InstitutionChange, err error) {
	if c.Name, err = record.CleanName(param, c.Name, record.MaxName); err != nil || c.Role == nil {
		return c, err
	}
	role, err := record.OptionalName(param, *c.Role, record.MaxName)
	c.Role = &role
	return c, err
}

// WithInstitutions is list with what is said of its institutions, known by their
// names, folded; those that it has not are added.
func WithInstitutions(list []Institution, said []InstitutionChange) []Institution {
	list = slices.Clone(list)
	for _, c := range said {
		if i := named(list, c.Name); i >= 0 {
			list[i] = c.of(list[i])
		} else {
			list = append(list, c.of(Institution{Name: c.Name}))
		}
	}
	return list
}

// WithoutInstitutions is list without those named, and the first name that none has.
func WithoutInstitutions(list []Institution, names []string) (left []Institution, unknown string) {
	left = slices.Clone(list)
	for _, name := range names {
		i := named(left, name)
		if i < 0 {
			return list, name
		}
		left = slices.Delete(left, i, i+1)
	}
	return left, ""
}

func named(list []Institution, name string) int {
	return slices.IndexFunc(list, func(i Institution) bool { return record.Fold(i.Name) == record.Fold(name) })
}

// InstitutionNames are the names of the institutions.
func InstitutionNames(list []Institution) []string {
	var names []string
	for _, i := range list {
		names = append(names, i.Name)
	}
	return names
}

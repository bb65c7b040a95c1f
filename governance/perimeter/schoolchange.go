package perimeter

import "pilotent/governance/record"

// SchoolChange is a school as it was, and as it becomes.
type SchoolChange struct{ Was, School School }

// Fields are what of it changes.
func (c SchoolChange) Fields() []FieldChange { return fieldChanges(c.Was, c.School) }

// Renamed reports whether it has another name, and not the same in other letters.
func (c SchoolChange) Renamed() bool { return record.Fold(c.Was.Name) != record.Fold(c.School.Name) }

// NamesOf are the names of a school that an import has renamed; false for any other
// change.
func NamesOf(l record.HistoryLine) (before, after string, ok bool) {
	was, is, ok := record.States[School](l)
	return was.Name, is.Name, ok && l.Change == "school.renamed"
}

// SchoolField is one of what a directory says of a school.
type SchoolField string

const (
	FieldName     SchoolField = "name"
	FieldType     SchoolField = "type"
	FieldCommune  SchoolField = "commune"
	FieldPostal   SchoolField = "postal_code"
	FieldDistrict SchoolField = "district"
	FieldPrivate  SchoolField = "private"
	FieldClosing  SchoolField = "closing"
)

func (f SchoolField) MessageKey() string { return "school_field." + string(f) }

// FieldChange is a field of a school, and what it becomes.
type FieldChange struct {
	Field         SchoolField
	Before, After any // a string, a SchoolType or YesNo
}

// YesNo is yes or no, for people to read.
type YesNo bool

func (a YesNo) MessageKey() string {
	if a {
		return "yes_no.yes"
	}
	return "yes_no.no"
}

// fieldChanges is what a directory says in another way.
func fieldChanges(was, is School) (changes []FieldChange) {
	for _, c := range []FieldChange{
		{FieldName, was.Name, is.Name},
		{FieldType, was.Type, is.Type},
		{FieldCommune, was.Commune, is.Commune},
		{FieldPostal, was.PostalCode, is.PostalCode},
		{FieldDistrict, was.District, is.District},
		{FieldPrivate, YesNo(was.Private), YesNo(is.Private)},
		{FieldClosing, YesNo(was.Closing), YesNo(is.Closing)},
	} {
		if c.Before != c.After {
			changes = append(changes, c)
		}
	}
	return changes
}

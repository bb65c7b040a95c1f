package reports

import (
	"strings"

	"pilotent/governance"
	"pilotent/i18n"
)

// PersonalData is what is kept of somebody, a line for each thing.
func PersonalData(p i18n.Printer, v governance.DataView, as Format) ([]byte, error) {
	w := extracts{p, v.Extract, nil}
	return write(w, "personal", as, v.Data, []field[governance.Datum]{
		{"data_kind", 32, func(d governance.Datum) any { return w.value(d.Kind) }},
		{"number", 18, func(d governance.Datum) any { return d.Reference() }},
		{"committee", 12, func(d governance.Datum) any { return d.Committee }},
		{"date", 13, func(d governance.Datum) any { return w.Day(d.At) }},
		{"data_role", 24, func(d governance.Datum) any { return w.roles(d) }},
		{"data_text", 60, func(d governance.Datum) any { return d.Text }},
	})
}

func (w extracts) roles(d governance.Datum) string {
	var roles []string
	for _, r := range d.Roles {
		roles = append(roles, w.value(r))
	}
	return strings.Join(roles, ", ")
}

package perimeter

import "slices"

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

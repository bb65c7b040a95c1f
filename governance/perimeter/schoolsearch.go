package perimeter

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"pilotent/governance/lookup"
	"pilotent/governance/record"
)

// SchoolMatches is what a search found.
type SchoolMatches struct {
	Query string
	// Schools are those that answer, the first ones of Total, best first; one alone
	// when it is what was meant.
	Schools []School
	Total   int
	// Near are schools that are like the query, or answer to part of it, when none
	// answers to all of it; five at most.
	Near []School
}

// SchoolList is a list, those of Total from the filter's Offset up to its Limit.
type SchoolList struct {
	Schools []School
	Total   int
	// HoldUps are what holds up those that are listed, where the filter has a Limit.
	HoldUps map[record.UAI][]HoldUp
}

const (
	maxFound = 20 // schools that a search lists, unless the filter says another limit
	maxNear  = 5
)

// FindSchools finds schools by UAI, or by words of their name, type, commune,
// postcode and district (package lookup says how), among those that the filter lets
// through. Anybody of the team may ask. A wrong check letter of a UAI is an error
// that names the expected one.
// Errors: Invalid, NotFound, Forbidden, Unavailable.
func (s *Service) FindSchools(ctx context.Context, a record.Actor, query string, f SchoolFilter) (m SchoolMatches, err error) {
	err = s.view(ctx, a, func(v record.Caller, tx Tx) (err error) {
		m, err = s.schools.Find(ctx, v, tx, query, f)
		return err
	})
	return m, err
}

// Find is FindSchools in a transaction that only reads. A UAI names its school
// whatever the filter.
func (ds *Directories) Find(ctx context.Context, v record.Caller, tx Store, query string, f SchoolFilter) (SchoolMatches, error) {
	m := SchoolMatches{Query: strings.TrimSpace(query)}
	if err := record.CheckSearch("school", query); err != nil {
		return m, err
	}
	if code := record.CompactUAI(query); record.LooksLikeUAI(code) {
		uai, err := record.ParseUAI(query)
		if err != nil {
			return m, err
		}
		school, err := FindSchool(tx, v.Project.ID, uai)
		if err != nil {
			return m, err
		}
		m.Schools, m.Total = []School{RedactedSchool(v, school)}, 1
		return m, nil
	}
	d, err := ds.of(ctx, tx, v.Project.ID)
	if err != nil {
		return m, err
	}
	limit := f.Limit
	if limit == 0 {
		limit = maxFound
	}
	within, err := d.narrowed(tx, v.Project.ID, f)
	if err != nil {
		return m, err
	}
	found := d.index.Search(query, within, max(limit, 2)) // two tell whether one stands out
	switch {
	case len(found.Hits) == 0:
	case found.Certain():
		m.Total = 1
		m.Schools, err = d.read(v, tx, found.Hits[:1])
	case found.Hits[0].Fit > lookup.Typo:
		m.Near, err = d.read(v, tx, found.Hits[:min(maxNear, len(found.Hits))])
	default:
		m.Total = found.Total
		m.Schools, err = d.read(v, tx, found.Hits[:min(limit, len(found.Hits))])
	}
	return m, err
}

// ListSchools lists the schools that the filter lets through, by stage, commune and
// name. Anybody of the team may ask.
// Errors: Invalid, NotFound, Forbidden, Unavailable.
func (s *Service) ListSchools(ctx context.Context, a record.Actor, f SchoolFilter) (list SchoolList, err error) {
	if err := cmp.Or(record.CheckSearch("commune", f.Commune), record.CheckSearch("district", f.District)); err != nil {
		return list, err
	}
	err = s.view(ctx, a, func(v record.Caller, tx Tx) (err error) {
		if list.Schools, list.Total, err = s.schools.list(ctx, v, tx, f, s.base.Now()); err != nil || f.Limit == 0 {
			return err
		}
		list.HoldUps, err = holdUpsOf(tx, v.Project.ID, list.Schools)
		return err
	})
	return list, err
}

// list are the schools that the filter lets through at a moment, in its page, and how
// many there are in all.
func (ds *Directories) list(ctx context.Context, v record.Caller, tx Store, f SchoolFilter, now time.Time) ([]School, int, error) {
	d, err := ds.of(ctx, tx, v.Project.ID)
	if err != nil {
		return nil, 0, err
	}
	f.now, f.today = now.In(v.Project.Location()), v.Project.Today(now)
	within, err := d.narrowed(tx, v.Project.ID, f)
	if err != nil {
		return nil, 0, err
	}
	hits, total := d.byStage(f, within)
	schools, err := d.read(v, tx, hits[min(f.Offset, len(hits)):])
	return schools, total, err
}

// byStage are the schools that are let through up to the end of the filter's page, and
// how many there are.
func (d *directory) byStage(f SchoolFilter, within *lookup.Set) (hits []lookup.Hit, total int) {
	limit := len(d.uais)
	if f.Limit > 0 {
		limit = f.Offset + f.Limit
	}
	for i, at := range d.atStage {
		if f.Stage != "" && f.Stage != stages[i] || f.InRollout && stages[i] == StageCandidate {
			continue
		}
		found := d.index.Search("", at.And(within), limit-len(hits))
		total += found.Total
		hits = append(hits, found.Hits...)
	}
	return hits, total
}

// narrowed are the schools that the filter lets through, also by what the directory
// does not know of them; nil for all.
func (d *directory) narrowed(tx Store, p record.ProjectID, f SchoolFilter) (*lookup.Set, error) {
	within := d.among(f)
	if f.Held != "" {
		held, err := heldUp(tx, p, f.Held)
		if err != nil {
			return nil, err
		}
		within = within.And(d.listed(held))
	}
	if f.Quiet > 0 {
		quiet, err := tx.QuietSchools(p, f.now.Add(-f.Quiet))
		if err != nil {
			return nil, err
		}
		within = within.And(d.listed(quiet))
	}
	if f.Unsupported {
		alone, err := unsupported(tx, p, f.now.Location())
		if err != nil {
			return nil, err
		}
		within = within.And(d.listed(alone))
	}
	return d.inSets(tx, p, f, within)
}

// inSets are those of the schools that the set or the wave of the filter has.
func (d *directory) inSets(tx Store, p record.ProjectID, f SchoolFilter, within *lookup.Set) (*lookup.Set, error) {
	if f.Set == "" && f.Wave == 0 && !f.Late {
		return within, nil
	}
	sets, err := tx.Sets(p)
	if err != nil {
		return nil, err
	}
	if f.Set != "" {
		set, err := setNamed(sets, f.Set)
		if err != nil {
			return nil, err
		}
		within = within.And(d.listed(set.Schools))
	}
	if f.Wave > 0 {
		set, err := setOfWave(sets, f.Wave)
		if err != nil {
			return nil, err
		}
		within = within.And(d.listed(set.Schools))
	}
	if f.Late {
		within = within.And(d.listed(lateIn(sets, f.Wave, f.today, d.stage)))
	}
	return within, nil
}

// listed are those schools, as far as they are in the directory.
func (d *directory) listed(uais []record.UAI) *lookup.Set {
	listed := make(map[int]bool, len(uais))
	for _, uai := range uais {
		if i, ok := slices.BinarySearch(d.uais, uai); ok {
			listed[i] = true
		}
	}
	return d.index.Only(func(n int) bool { return listed[n] })
}

// among are the schools that the filter lets through; nil for all.
func (d *directory) among(f SchoolFilter) *lookup.Set {
	var within *lookup.Set
	if f.Commune != "" {
		within = d.in(f.Commune, lookup.Commune, lookup.District, lookup.Type)
	}
	if f.District != "" {
		within = within.And(d.in(f.District, lookup.District))
	}
	if i := slices.Index(stages, f.Stage); i >= 0 {
		within = within.And(d.atStage[i])
	}
	if f.InRollout || f.Type != "" || f.Private {
		within = within.And(d.index.Only(func(n int) bool { return f.lets(d.traits[n]) }))
	}
	return within
}

// in are the schools of which one of those has all words of a text, the one that has
// them best, the first where several do.
func (d *directory) in(text string, wheres ...lookup.Where) *lookup.Set {
	best := d.index.Only(func(int) bool { return false })
	nearest := lookup.Typo + 1 // like it: another one
	for _, where := range wheres {
		if in, fit := d.index.In(where, text); fit < nearest {
			best, nearest = in, fit
		}
	}
	return best
}

// read are the schools that were found, as the transaction has them.
func (d *directory) read(v record.Caller, tx Store, hits []lookup.Hit) ([]School, error) {
	uais := make([]record.UAI, len(hits))
	for i, hit := range hits {
		uais[i] = d.uais[hit.Number]
	}
	schools, err := inOrder(tx, v.Project.ID, uais)
	return Redacted(v, schools), err
}

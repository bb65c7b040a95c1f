package perimeter

import (
	"cmp"
	"context"
	"slices"

	"pilotent/governance/record"
)

// SchoolExtract is the list of schools as it leaves the chat.
type SchoolExtract struct {
	record.Extract
	Schools   []School // by stage, commune and name, as lists have them
	Nicknames map[record.UAI]string
	HoldUps   map[record.UAI][]HoldUp
	// Waves are the numbers of those that a school is in, the lowest first.
	Waves map[record.UAI][]int
}

// ExtractSchools are the schools that the filter lets through, with what stands in their
// cards for the whole team. Anybody of the team may ask.
// Errors: Invalid, NotFound, Forbidden, Unavailable.
func (s *Service) ExtractSchools(ctx context.Context, a record.Actor, f SchoolFilter) (e SchoolExtract, err error) {
	if err := cmp.Or(record.CheckSearch("commune", f.Commune), record.CheckSearch("district", f.District)); err != nil {
		return e, err
	}
	err = s.view(ctx, a, func(v record.Caller, tx Tx) error {
		e.Project, e.Now = v.Project, s.base.Now()
		if e.Schools, _, err = s.schools.list(ctx, v, tx, f, e.Now); err != nil {
			return err
		}
		return e.gather(tx)
	})
	if err != nil {
		return SchoolExtract{}, err
	}
	var people []record.Person
	for _, school := range e.Schools {
		for _, h := range e.HoldUps[school.UAI] {
			people = append(people, h.Person)
		}
	}
	e.Named(ctx, s.base.Directory, slices.DeleteFunc(people, func(p record.Person) bool { return p == record.Person{} }))
	return e, nil
}

// gather adds what is kept beside the schools.
func (e *SchoolExtract) gather(tx Store) (err error) {
	if e.Nicknames, err = tx.Nicknames(e.Project.ID); err != nil {
		return err
	}
	held, err := tx.HoldUps(e.Project.ID, nil)
	if err != nil {
		return err
	}
	e.HoldUps, e.Waves = bySchool(held), map[record.UAI][]int{}
	sets, err := tx.Sets(e.Project.ID)
	for _, set := range wavesOf(sets) {
		for _, uai := range set.Schools {
			e.Waves[uai] = append(e.Waves[uai], set.Wave)
		}
	}
	return err
}

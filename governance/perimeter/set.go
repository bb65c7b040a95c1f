package perimeter

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
)

// Set is schools that are named together: those that were chosen, whatever becomes of
// what they were chosen by.
type Set struct {
	Project record.ProjectID
	Number  int // tells it from the others, for good
	Name    string
	Schools []record.UAI // in their order
	// Wave is by which number it is a wave; 0 for a set that has no plan.
	Wave int
	// Lead is who is in charge of the wave; zero for nobody.
	Lead record.Person
	// Targets are the plan of a wave, in the order of the stages.
	Targets   []Target
	Author    record.Person
	CreatedAt time.Time
	ClosedAt  time.Time // zero while it is used
	Version   int       // rises with each change
}

// Target is the day until which the schools of a wave are to be at a stage, or further.
type Target struct {
	Stage Stage
	Due   calendar.Date
}

// NounSet is the noun of sets.
const NounSet record.Noun = "set"

// Subject names the set in history.
func (s Set) Subject() record.Subject { return NounSet.Subject(fmt.Sprintf("E-%d", s.Number)) }

// StateVersion is that of the state, for history.
func (s Set) StateVersion() int { return s.Version }

// Named reports whether people who say name mean the set.
func (s Set) Named(name string) bool { return record.Fold(s.Name) == record.Fold(name) }

// SetStore keeps the sets of schools.
type SetStore interface {
	// Sets are those that are used, with a plan or without, by name.
	Sets(record.ProjectID) ([]Set, error)
	// Set is one by its number, also a closed one; ErrNone where there is none.
	Set(p record.ProjectID, number int) (Set, error)
	PutSet(Set) error
}

// Sets are the sets of the project by name, those without a plan first, then the
// waves. Anybody of the team may ask.
// Errors: Forbidden, Unavailable.
func (s *Service) Sets(ctx context.Context, a record.Actor) (sets []Set, err error) {
	err = s.view(ctx, a, func(v record.Caller, tx Tx) error {
		sets, err = tx.Sets(v.Project.ID)
		slices.SortStableFunc(sets, func(x, y Set) int { return cmp.Compare(x.Wave, y.Wave) })
		return err
	})
	return sets, err
}

// NewSet asks for a set of schools.
type NewSet struct {
	Name    string
	Schools []record.UAI
}

// CreateSet keeps schools under a name that no other set has. Those who record for a
// committee may, and pilots.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) CreateSet(ctx context.Context, a record.Actor, n NewSet) (set Set, err error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return set, err
	}
	if err := s.base.MustRecordSomewhere(ctx, v); err != nil {
		return set, err
	}
	if n.Name, err = cleanSetName(n.Name); err != nil {
		return set, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		set, err = d.addSet(Set{Name: n.Name, Schools: n.Schools})
		return err
	})
	return set, err
}

// addSet writes a new set of schools.
func (d *changeset) addSet(set Set) (Set, error) {
	sets, err := d.Sets(d.Project.ID)
	if err != nil {
		return set, err
	}
	if err := unusedName(sets, set.Name); err != nil {
		return set, err
	}
	if set.Schools, err = d.ordered(set.Schools); err != nil {
		return set, err
	}
	if len(set.Schools) == 0 {
		return set, record.InvalidError("set.empty", "name", set.Name).About("schools")
	}
	if set.Number, err = d.Next(d.Project.ID, string(NounSet)); err != nil {
		return set, err
	}
	set.Project, set.Author, set.CreatedAt, set.Version = d.Project.ID, d.User, d.Now, 1
	d.Aloud(set.Name)
	if err := d.PutSet(set); err != nil {
		return set, err
	}
	return set, d.Record(set.Subject(), "set.created", nil, set, "")
}

// ordered are schools, each once, by commune and name.
func (d *changeset) ordered(uais []record.UAI) ([]record.UAI, error) {
	known, err := SchoolsNamed(d.Store, d.Project.ID, uais)
	if err != nil {
		return nil, err
	}
	schools, err := SchoolsOf(d.Store, d.Project.ID, known)
	return record.Each(schools, func(s School) record.UAI { return s.UAI }), err
}

// EditSet is what becomes of a set; what is empty stays.
type EditSet struct {
	Set         string // its name
	Name        string
	Add, Remove []record.UAI
	Close       bool
}

// ChangeSet gives a set another name or other schools, or closes it: its name is free
// then. Those who record for a committee may, and pilots.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) ChangeSet(ctx context.Context, a record.Actor, e EditSet) (before, after Set, err error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return before, after, err
	}
	if err := s.base.MustRecordSomewhere(ctx, v); err != nil {
		return before, after, err
	}
	if e.Name != "" {
		if e.Name, err = cleanSetName(e.Name); err != nil {
			return before, after, err
		}
	}
	err = s.update(ctx, v, func(d *changeset) error {
		sets, err := d.Sets(d.Project.ID)
		if err != nil {
			return err
		}
		if before, err = setNamed(sets, e.Set); err != nil {
			return err
		}
		var change string
		if after, change, err = d.edited(before, sets, e); err != nil {
			return err
		}
		after.Version++
		d.Aloud(e.Name)
		if err := d.PutSet(after); err != nil {
			return err
		}
		return d.Record(after.Subject(), change, before, after, "")
	})
	return before, after, err
}

// edited is the set after the change, and what history calls that.
func (d *changeset) edited(set Set, sets []Set, e EditSet) (Set, string, error) {
	switch {
	case e.Close:
		set.ClosedAt = d.Now
		return set, "set.closed", nil
	case e.Name != "":
		if e.Name == set.Name {
			return set, "", record.ConflictError("set.same_name", "name", set.Name).About("name")
		}
		others := slices.DeleteFunc(slices.Clone(sets), func(o Set) bool { return o.Number == set.Number })
		err := unusedName(others, e.Name)
		set.Name = e.Name
		return set, "set.renamed", err
	}
	schools := slices.DeleteFunc(slices.Clone(set.Schools), func(uai record.UAI) bool { return slices.Contains(e.Remove, uai) })
	schools, err := d.ordered(append(schools, e.Add...))
	switch {
	case err != nil:
		return set, "", err
	case len(schools) == 0:
		return set, "", record.ConflictError("set.emptied", "name", set.Name).About("schools")
	case slices.Equal(schools, set.Schools):
		return set, "", record.ConflictError("set.same", "name", set.Name, "Count", len(schools), "removed", len(e.Remove) > 0).About("schools")
	}
	set.Schools = schools
	return set, "set.changed", nil
}

// SchoolsMoved are how many schools a change of a set has added and removed; false for
// any other change.
func SchoolsMoved(l record.HistoryLine) (added, removed int, ok bool) {
	before, after, ok := record.States[Set](l)
	if !ok || l.Change != "set.changed" {
		return 0, 0, false
	}
	common := 0
	for _, uai := range after.Schools {
		if slices.Contains(before.Schools, uai) {
			common++
		}
	}
	return len(after.Schools) - common, len(before.Schools) - common, true
}

// setNamed is the set that people mean by a name, or an error that says which there are.
func setNamed(sets []Set, name string) (Set, error) {
	if i := slices.IndexFunc(sets, func(s Set) bool { return s.Named(name) }); i >= 0 {
		return sets[i], nil
	}
	names := record.Each(sets, func(s Set) string { return s.Name })
	return Set{}, record.NotFoundError("set.unknown", "name", name, "known", names).About("set")
}

// setOfWave is the wave of that number, or an error that says which there are.
func setOfWave(sets []Set, number int) (Set, error) {
	var known []string
	for _, s := range sets {
		switch {
		case s.Wave == number:
			return s, nil
		case s.Wave > 0:
			known = append(known, strconv.Itoa(s.Wave))
		}
	}
	return Set{}, record.NotFoundError("wave.unknown", "number", number, "known", known).About("wave")
}

func unusedName(sets []Set, name string) error {
	if i := slices.IndexFunc(sets, func(s Set) bool { return s.Named(name) }); i >= 0 {
		return record.ConflictError("set.taken", "name", sets[i].Name, "Count", len(sets[i].Schools)).About("name")
	}
	return nil
}

// cleanSetName is a name that is no school's UAI, and has no comma: sets are named
// beside schools.
func cleanSetName(name string) (string, error) {
	name, err := record.CleanText("name", name, record.MaxName)
	if err == nil && (record.LooksLikeUAI(record.CompactUAI(name)) || slices.ContainsFunc([]rune(name), func(r rune) bool { return r == ',' || r == ';' || r == '@' })) {
		err = record.InvalidError("set.sign", "name", name).About("name")
	}
	return name, err
}

var setEvents = record.Keeps("set", Set.stored, storedSet.set).Beginning("set.created")

// storedSet is a set as history stores it.
type storedSet struct {
	Project   record.ProjectID    `json:"Project"`
	Number    int                 `json:"Number"`
	Name      string              `json:"Name"`
	Schools   []record.UAI        `json:"Schools"`
	Wave      int                 `json:"Wave"`
	Lead      record.StoredPerson `json:"Lead"`
	Targets   []storedTarget      `json:"Targets"`
	Author    record.StoredPerson `json:"Author"`
	CreatedAt time.Time           `json:"CreatedAt"`
	ClosedAt  time.Time           `json:"ClosedAt"`
	Version   int                 `json:"Version"`
}

type storedTarget struct {
	Stage Stage         `json:"Stage"`
	Due   calendar.Date `json:"Due"`
}

func (s Set) stored() storedSet {
	return storedSet{
		Project: s.Project, Number: s.Number, Name: s.Name, Schools: s.Schools, Wave: s.Wave, Lead: record.StoredPerson(s.Lead),
		Targets: record.Each(s.Targets, func(t Target) storedTarget { return storedTarget(t) }),
		Author:  record.StoredPerson(s.Author), CreatedAt: s.CreatedAt, ClosedAt: s.ClosedAt, Version: s.Version,
	}
}

func (f storedSet) set() Set {
	return Set{
		Project: f.Project, Number: f.Number, Name: f.Name, Schools: f.Schools, Wave: f.Wave, Lead: record.Person(f.Lead),
		Targets: record.Each(f.Targets, func(t storedTarget) Target { return Target(t) }),
		Author:  record.Person(f.Author), CreatedAt: f.CreatedAt, ClosedAt: f.ClosedAt, Version: f.Version,
	}
}

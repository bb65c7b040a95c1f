package perimeter

import (
	"context"
	"fmt"
	"hash/maphash"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unique"

	"pilotent/governance/lookup"
	"pilotent/governance/record"
)

// Directories are the schools of projects, in memory, to be found there. One is
// built when somebody asks for it; whoever asks then brings it up to the version
// that the directory has in their own transaction, so that what any replica has
// changed is seen. Safe for concurrent use.
type Directories struct {
	mu      sync.Mutex
	shelves map[record.ProjectID]*shelf
	uses    int
	most    int // schools that are held
}

const (
	// idle is after how long a directory is dropped for which nobody has asked.
	idle = time.Hour
	// maxHeld is how many schools are held, about 60 MB for 100,000, but for the
	// directory that is asked for: the others are dropped, the last used last.
	maxHeld = 400_000
	// maxFollowed is how many schools are read by themselves; with more that have
	// changed, all are.
	maxFollowed = 10_000
)

// A shelf is where a project's directory stands.
type shelf struct {
	turn     chan struct{} // full while somebody brings it up to date
	standing atomic.Pointer[directory]
	counted  atomic.Pointer[counts]
	used     int // the last use
	drop     *time.Timer
}

// counts are how many schools were at each stage at a version.
type counts struct {
	version int
	byStage map[Stage]int
}

// NewDirectories are none yet.
func NewDirectories() *Directories {
	return &Directories{shelves: map[record.ProjectID]*shelf{}, most: maxHeld}
}

// A directory is the schools of a project at a version. It never changes.
type directory struct {
	version int
	index   *lookup.Index // its numbers are places in the lists below
	uais    []record.UAI  // in their order
	seed    maphash.Seed
	said    []uint64 // hashes of what the index has been told
	traits  []traits
	atStage []*lookup.Set // in the order of stages
}

// traits are what schools are filtered and counted by besides their words.
type traits struct {
	stage             Stage
	kind              SchoolType
	private           bool
	commune, district unique.Handle[string]
}

// of is the directory of a project, as it is in a transaction that only reads, or a
// moment later; a NotFound error when it is empty. Any other transaction is refused by
// its DirectoryVersion.
func (ds *Directories) of(ctx context.Context, tx Store, p record.ProjectID) (*directory, error) {
	version, err := tx.DirectoryVersion(p)
	if err != nil {
		return nil, err
	}
	s := ds.shelf(p)
	d := s.standing.Load()
	if d == nil || d.version < version {
		if d, err = s.follow(ctx, tx, p, version); err != nil {
			return nil, err
		}
		ds.bound(s)
	}
	if len(d.uais) == 0 {
		return nil, record.NotFoundError("school.none_yet")
	}
	return d, nil
}

// shelf is that of a project, used now.
func (ds *Directories) shelf(p record.ProjectID) *shelf {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	s, ok := ds.shelves[p]
	if !ok {
		s = &shelf{turn: make(chan struct{}, 1)}
		s.drop = time.AfterFunc(idle, func() { ds.dropIdle(p, s) })
		ds.shelves[p] = s
	}
	ds.uses++
	s.used = ds.uses
	s.drop.Reset(idle)
	return s
}

func (ds *Directories) dropIdle(p record.ProjectID, s *shelf) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	if ds.shelves[p] == s {
		delete(ds.shelves, p)
	}
}

// bound drops directories that were not used for long while there are too many
// schools, but never the one that stands on kept.
func (ds *Directories) bound(kept *shelf) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	held := 0
	for _, s := range ds.shelves {
		held += s.size()
	}
	oldest := slices.SortedFunc(maps.Keys(ds.shelves), func(p, q record.ProjectID) int { return ds.shelves[p].used - ds.shelves[q].used })
	for _, p := range oldest {
		if s := ds.shelves[p]; held > ds.most && s != kept {
			held -= s.size()
			s.drop.Stop()
			delete(ds.shelves, p)
		}
	}
}

func (s *shelf) size() int {
	if d := s.standing.Load(); d != nil {
		return len(d.uais)
	}
	return 0
}

// follow brings the directory up to a version; who comes meanwhile waits.
func (s *shelf) follow(ctx context.Context, tx Store, p record.ProjectID, version int) (*directory, error) {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for the directory: %w", ctx.Err())
	}
	d := s.standing.Load()
	if d != nil && d.version >= version {
		return d, nil
	}
	nicknames, err := tx.Nicknames(p)
	if err != nil {
		return nil, err
	}
	if d != nil {
		changed, err := tx.SchoolsSince(p, d.version, maxFollowed+1)
		if err != nil {
			return nil, err
		}
		if next, ok := d.moved(changed, nicknames, version); ok {
			s.standing.Store(next)
			return next, nil
		}
	}
	schools, err := tx.Schools(p)
	if err != nil {
		return nil, err
	}
	next := newDirectory(schools, nicknames, version)
	s.standing.Store(next)
	return next, nil
}

func newDirectory(schools []School, nicknames map[record.UAI]string, version int) *directory {
	slices.SortFunc(schools, func(x, y School) int { return strings.Compare(string(x.UAI), string(y.UAI)) })
	d := &directory{version: version, seed: maphash.MakeSeed()}
	records := make([]lookup.Record, len(schools))
	for i, s := range schools {
		records[i] = recordOf(s, nicknames[s.UAI], i)
		d.uais, d.said, d.traits = append(d.uais, s.UAI), append(d.said, maphash.Comparable(d.seed, saidOf(s, nicknames[s.UAI]))), append(d.traits, traitsOf(s))
	}
	d.index = lookup.Build(records)
	d.sortStages()
	return d
}

// Count is how many schools are at each stage: as the directory has it, where it is
// there, else as the database has counted for that version.
func (ds *Directories) Count(ctx context.Context, tx Store, p record.ProjectID) (map[Stage]int, error) {
	if s := ds.shelf(p); s.standing.Load() == nil {
		return s.count(tx, p)
	}
	d, err := ds.of(ctx, tx, p)
	if record.CodeOf(err) == record.NotFound {
		return map[Stage]int{}, nil
	}
	if err != nil {
		return nil, err
	}
	counts := map[Stage]int{}
	for i, at := range d.atStage {
		if n := at.Size(); n > 0 {
			counts[stages[i]] = n
		}
	}
	return counts, nil
}

func (s *shelf) count(tx Store, p record.ProjectID) (map[Stage]int, error) {
	version, err := tx.DirectoryVersion(p)
	if err != nil {
		return nil, err
	}
	c := s.counted.Load()
	if c == nil || c.version != version {
		c = &counts{version: version}
		if c.byStage, err = tx.SchoolsByStage(p); err != nil {
			return nil, err
		}
		s.counted.Store(c)
	}
	return maps.Clone(c.byStage), nil
}

// moved is the directory with schools changed, if the index says of them what it
// said.
func (d *directory) moved(changed []School, nicknames map[record.UAI]string, version int) (*directory, bool) {
	if len(changed) > maxFollowed {
		return nil, false
	}
	next := *d
	next.version, next.traits = version, slices.Clone(d.traits)
	for _, s := range changed {
		i, ok := slices.BinarySearch(d.uais, s.UAI)
		if !ok || d.said[i] != maphash.Comparable(d.seed, saidOf(s, nicknames[s.UAI])) {
			return nil, false
		}
		next.traits[i] = traitsOf(s)
	}
	next.sortStages()
	return &next, true
}

// recordOf is what the index is told of a school.
func recordOf(s School, nickname string, place int) lookup.Record {
	r := lookup.Record{Number: place, Code: string(s.UAI), Name: s.Name, Commune: s.Commune, PostalCode: s.PostalCode, District: s.District}
	if nickname != "" {
		r.Nicknames = []string{nickname}
	}
	switch s.Type {
	case Nursery:
		r.Type = "maternelle nursery"
	case Elementary:
		r.Type = "elementaire elementary"
	case Primary:
		r.Type = "primaire primary elementaire maternelle"
	}
	return r
}

// saidOf are the parts of a school that its record is made of.
func saidOf(s School, nickname string) [6]string {
	return [6]string{s.Name, s.Commune, s.PostalCode, s.District, string(s.Type), nickname}
}

func traitsOf(s School) traits {
	return traits{s.Stage, s.Type, s.Private, unique.Make(s.Commune), unique.Make(s.District)}
}

func (d *directory) sortStages() {
	d.atStage = make([]*lookup.Set, len(stages))
	for i, stage := range stages {
		d.atStage[i] = d.index.Only(func(n int) bool { return d.traits[n].stage == stage })
	}
}

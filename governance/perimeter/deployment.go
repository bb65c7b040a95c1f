package perimeter

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/lookup"
	"pilotent/governance/record"
)

// Deployment is how far schools are, and how far they were.
type Deployment struct {
	Project string
	Today   calendar.Date
	Now     Counts
	// Before are those of a month ago; Months those at the end of each of the months
	// before this one, the first the oldest, and of now. Schools that the directory has
	// today are counted, as of then.
	Before Counts
	Months []MonthCounts
	// Places are those of the communes, districts or waves, where those were asked for:
	// of communes and districts the one first that has the most schools in the roll-out.
	Places []PlaceCounts
	// Waves are those that have any of the schools, each of those alone.
	Waves []WaveView
	// Late are how many are behind the plan of their wave, Unsupported how many nobody
	// has done anything for since they opened.
	Late, Unsupported int
}

// Planned reports whether a wave has a plan for any of the schools.
func (d Deployment) Planned() bool {
	return slices.ContainsFunc(d.Waves, func(w WaveView) bool { return len(w.Progress) > 0 })
}

// Counts are how many schools are at each stage.
type Counts map[Stage]int

// MonthCounts are those at the end of a day.
type MonthCounts struct {
	Day calendar.Date
	Counts
}

// PlaceCounts are those of a place, or of a wave.
type PlaceCounts struct {
	Name string // "" where nobody has said
	Wave int
	Counts
}

// Total is how many schools there are.
func (c Counts) Total() (n int) {
	for _, some := range c {
		n += some
	}
	return n
}

// InRollout is how many schools take part in the roll-out.
func (c Counts) InRollout() (n int) {
	for stage, some := range c {
		if stage.InRollout() {
			n += some
		}
	}
	return n
}

// Deployed is how many schools have the ENT in their hands: it is open there.
func (c Counts) Deployed() int { return c[StageOpen] + c[StageInUse] }

// Rate is the share of schools that are deployed, in percent, rounded down so that 100
// are all of them; those that were withdrawn do not count.
func (c Counts) Rate() int {
	of := c.Total() - c[StageWithdrawn]
	if of == 0 {
		return 0
	}
	return c.Deployed() * 100 / of
}

// Deployed reports whether schools at the stage have the ENT in their hands.
func (s Stage) Deployed() bool { return s == StageOpen || s == StageInUse }

// StageChange is that a school has left a stage for another.
type StageChange struct {
	School   record.UAI
	Day      calendar.Date // the first at its new stage
	From, To Stage
}

// Opening is since when a school is deployed, and what was done for it.
type Opening struct {
	School record.UAI
	Day    calendar.Date
	// Supported is when the last action for it was done, Promised that one is open.
	Supported time.Time
	Promised  bool
}

// unsupported reports whether nothing was done for the school since it opened, and
// nothing is promised.
func (o Opening) unsupported(zone *time.Location) bool {
	return !o.Promised && o.Supported.Before(o.Day.At(0, 0, zone))
}

// DeploymentStore tells what schools went through.
type DeploymentStore interface {
	// StageChanges are the moves of schools from one stage to another that were written
	// after a day in a zone, in the order in which they were.
	StageChanges(p record.ProjectID, after calendar.Date, zone *time.Location) ([]StageChange, error)
	// Openings are those of the schools that are deployed, by UAI.
	Openings(record.ProjectID) ([]Opening, error)
}

// AskDeployment says of which schools, and how far back.
type AskDeployment struct {
	SchoolFilter
	Months int // how many whole months before this one
	By     PlaceKind
}

// PlaceKind is what schools are counted by besides their stage.
type PlaceKind string

const (
	PlaceNone     PlaceKind = ""
	PlaceCommune  PlaceKind = "commune"
	PlaceDistrict PlaceKind = "district" // the circonscription
	PlaceWave     PlaceKind = "wave"
)

func (k PlaceKind) MessageKey() string { return "place." + string(k) }

// Deployment counts schools by stage, now and before, by what history keeps of their
// moves, and by what is planned. Anybody of the team may ask.
// Errors: Invalid, NotFound, Forbidden, Unavailable.
func (s *Service) Deployment(ctx context.Context, a record.Actor, n AskDeployment) (dep Deployment, err error) {
	if err := cmp.Or(record.CheckSearch("commune", n.Commune), record.CheckSearch("district", n.District)); err != nil {
		return dep, err
	}
	err = s.view(ctx, a, func(v record.Caller, tx Tx) error {
		dep, err = s.schools.Deployment(ctx, v, tx, n, s.base.Now())
		return err
	})
	return dep, err
}

// Deployment is that of the service in a transaction that only reads, at a moment.
func (ds *Directories) Deployment(ctx context.Context, v record.Caller, tx Store, n AskDeployment, now time.Time) (dep Deployment, err error) {
	d, err := ds.of(ctx, tx, v.Project.ID)
	if err != nil {
		return dep, err
	}
	n.now, n.today = now.In(v.Project.Location()), v.Project.Today(now)
	within, err := d.narrowed(tx, v.Project.ID, n.SchoolFilter)
	if err != nil {
		return dep, err
	}
	in, byStage := d.members(within), Counts{}
	for i, is := range in {
		if is {
			byStage[d.traits[i].stage]++
		}
	}
	of := scope{tx, v.Project, func(uai record.UAI) (Stage, bool) {
		if i, there := slices.BinarySearch(d.uais, uai); there && in[i] {
			return d.traits[i].stage, true
		}
		return "", false
	}}
	if dep, err = of.deployment(byStage, n.Months, now); err == nil {
		dep.place(d, in, n.By)
	}
	return dep, err
}

// Glance is the Deployment of all schools, for which no directory is built.
func (ds *Directories) Glance(ctx context.Context, v record.Caller, tx Store, now time.Time) (Deployment, error) {
	byStage, err := ds.Count(ctx, tx, v.Project.ID)
	if err != nil {
		return Deployment{}, err
	}
	sets, err := tx.Sets(v.Project.ID)
	if err != nil {
		return Deployment{}, err
	}
	var inWaves []record.UAI
	for _, set := range wavesOf(sets) {
		inWaves = append(inWaves, set.Schools...)
	}
	schools, err := tx.SchoolsByUAI(v.Project.ID, once(inWaves))
	if err != nil {
		return Deployment{}, err
	}
	at := make(map[record.UAI]Stage, len(schools))
	for _, s := range schools {
		at[s.UAI] = s.Stage
	}
	of := scope{tx, v.Project, func(uai record.UAI) (Stage, bool) { return at[uai], true }}
	return of.deployment(byStage, 0, now)
}

// members says of each school whether it is in the set; nil has all.
func (d *directory) members(within *lookup.Set) []bool {
	in := make([]bool, len(d.uais))
	for _, at := range d.atStage {
		some := at.And(within)
		for _, hit := range d.index.Search("", some, some.Size()).Hits {
			in[hit.Number] = true
		}
	}
	return in
}

// scope are the schools that are counted.
type scope struct {
	Store
	project record.Project
	// stage is where one is that is counted; false for the others. It is asked only of
	// those that are in waves, and whether one is counted of any.
	stage func(record.UAI) (Stage, bool)
}

func (of scope) has(uai record.UAI) bool {
	_, in := of.stage(uai)
	return in
}

func (of scope) deployment(byStage Counts, months int, now time.Time) (Deployment, error) {
	dep := Deployment{Project: of.project.Name, Today: of.project.Today(now), Now: byStage}
	if err := dep.rewind(of, months); err != nil {
		return dep, err
	}
	if err := dep.compare(of); err != nil {
		return dep, err
	}
	return dep, dep.support(of)
}

// rewind counts as of earlier days: of each school the moves undone, the last first, up
// to the one that held by then.
func (dep *Deployment) rewind(of scope, months int) error {
	days, monthAgo := ends(dep.Today, months), dep.Today.AddMonths(-1)
	moves, err := of.StageChanges(of.project.ID, slices.MinFunc(append(days, monthAgo), calendar.Date.Compare), of.project.Location())
	if err != nil {
		return err
	}
	bySchool := map[record.UAI][]StageChange{}
	for _, m := range moves {
		if of.has(m.School) {
			bySchool[m.School] = append(bySchool[m.School], m)
		}
	}
	counts := func(day calendar.Date) Counts {
		c := maps.Clone(dep.Now)
		for _, moves := range bySchool {
			is := moves[len(moves)-1].To
			was := is
			for i := len(moves) - 1; i >= 0 && moves[i].Day.After(day); i-- {
				was = moves[i].From
			}
			c[is]--
			c[was]++
		}
		maps.DeleteFunc(c, func(_ Stage, n int) bool { return n == 0 })
		return c
	}
	dep.Before = counts(monthAgo)
	for _, day := range days {
		dep.Months = append(dep.Months, MonthCounts{day, counts(day)})
	}
	return nil
}

// ends are the last days of so many months before that of today, and today.
func ends(today calendar.Date, months int) (days []calendar.Date) {
	first := calendar.Date{Year: today.Year, Month: today.Month, Day: 1}
	for i := range months {
		days = append(days, first.AddMonths(i-months+1).AddDays(-1))
	}
	return append(days, today)
}

// compare says how far the waves are with their plans.
func (dep *Deployment) compare(of scope) error {
	sets, err := of.Sets(of.project.ID)
	if err != nil {
		return err
	}
	sets = wavesOf(sets)
	for i, set := range sets {
		set.Schools = slices.DeleteFunc(slices.Clone(set.Schools), func(uai record.UAI) bool { return !of.has(uai) })
		sets[i] = set
		if len(set.Schools) == 0 {
			continue
		}
		dep.Waves = append(dep.Waves, viewOf(set, dep.Today, record.Each(set.Schools, func(uai record.UAI) Stage {
			stage, _ := of.stage(uai)
			return stage
		})))
	}
	dep.Late = len(once(lateIn(sets, 0, dep.Today, of.stage)))
	return nil
}

// place counts by commune, district or wave.
func (dep *Deployment) place(d *directory, in []bool, by PlaceKind) {
	switch by {
	case PlaceNone:
		return
	case PlaceWave:
		for _, w := range dep.Waves {
			counts := Counts{}
			for _, uai := range w.Schools {
				stage, _ := d.stage(uai)
				counts[stage]++
			}
			dep.Places = append(dep.Places, PlaceCounts{w.Name, w.Wave, counts})
		}
		return
	}
	at := map[string]Counts{}
	for i, t := range d.traits {
		if !in[i] {
			continue
		}
		name := t.commune.Value()
		if by == PlaceDistrict {
			name = t.district.Value()
		}
		if at[name] == nil {
			at[name] = Counts{}
		}
		at[name][t.stage]++
	}
	for name, counts := range at {
		dep.Places = append(dep.Places, PlaceCounts{name, 0, counts})
	}
	slices.SortFunc(dep.Places, func(x, y PlaceCounts) int {
		return cmp.Or(cmp.Compare(y.InRollout(), x.InRollout()), cmp.Compare(y.Total(), x.Total()), strings.Compare(record.Fold(x.Name), record.Fold(y.Name)), strings.Compare(x.Name, y.Name))
	})
}

// stage is where a school is, and whether it is there.
func (d *directory) stage(uai record.UAI) (Stage, bool) {
	i, there := slices.BinarySearch(d.uais, uai)
	if !there {
		return "", false
	}
	return d.traits[i].stage, true
}

// support counts the schools that nobody has done anything for since they opened.
func (dep *Deployment) support(of scope) error {
	if dep.Now.Deployed() == 0 {
		return nil
	}
	alone, err := unsupported(of, of.project.ID, of.project.Location())
	for _, uai := range alone {
		if of.has(uai) {
			dep.Unsupported++
		}
	}
	return err
}

// unsupported are the deployed schools that nobody has done anything for since they
// opened.
func unsupported(tx Store, p record.ProjectID, zone *time.Location) ([]record.UAI, error) {
	openings, err := tx.Openings(p)
	openings = slices.DeleteFunc(openings, func(o Opening) bool { return !o.unsupported(zone) })
	return record.Each(openings, func(o Opening) record.UAI { return o.School }), err
}

// once are schools without doubles, by UAI.
func once(uais []record.UAI) []record.UAI {
	slices.Sort(uais)
	return slices.Compact(uais)
}

package perimeter

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
)

// Reaches reports whether a school at this stage has got as far as the other, or
// further; one that is aside has not.
func (s Stage) Reaches(other Stage) bool { return !s.Aside() && s.rank() >= other.rank() }

// WaveView is a wave and how far its schools are.
type WaveView struct {
	Set
	// Progress is that of each target, in the order of the stages.
	Progress []Progress
	// Aside are how many of its schools are out of the roll-out: nobody waits for them.
	Aside int
}

// Progress is how far a wave is with one of its targets.
type Progress struct {
	Target
	// Reached are how many schools are there or further, Missing how many are not.
	Reached, Missing int
	// Late says that its day has gone by, and that a school is missing.
	Late bool
}

// Waves are the waves that are planned, by number; number 0 asks for all of them.
// Anybody of the team may ask.
// Errors: NotFound, Forbidden, Unavailable.
func (s *Service) Waves(ctx context.Context, a record.Actor, number int) (waves []WaveView, err error) {
	err = s.view(ctx, a, func(v record.Caller, tx Tx) error {
		sets, err := tx.Sets(v.Project.ID)
		if err != nil {
			return err
		}
		if number > 0 {
			set, err := setOfWave(sets, number)
			if err != nil {
				return err
			}
			sets = []Set{set}
		}
		for _, set := range wavesOf(sets) {
			view, err := viewWave(tx, set, v.Project.Today(s.base.Now()))
			if err != nil {
				return err
			}
			waves = append(waves, view)
		}
		return nil
	})
	return waves, err
}

// wavesOf are the waves among sets, by number.
func wavesOf(sets []Set) []Set {
	waves := slices.DeleteFunc(slices.Clone(sets), func(set Set) bool { return set.Wave == 0 })
	slices.SortFunc(waves, func(x, y Set) int { return cmp.Compare(x.Wave, y.Wave) })
	return waves
}

func viewWave(tx Store, set Set, today calendar.Date) (WaveView, error) {
	schools, err := tx.SchoolsByUAI(set.Project, set.Schools)
	return viewOf(set, today, record.Each(schools, func(s School) Stage { return s.Stage })), err
}

// viewOf is a wave whose schools are at those stages.
func viewOf(set Set, today calendar.Date, at []Stage) WaveView {
	view := WaveView{Set: set}
	for _, stage := range at {
		if stage.Aside() {
			view.Aside++
		}
	}
	for _, t := range set.Targets {
		p := Progress{Target: t}
		for _, stage := range at {
			switch {
			case stage.Reaches(t.Stage):
				p.Reached++
			case !stage.Aside():
				p.Missing++
			}
		}
		p.Late = p.Missing > 0 && t.Due.Before(today)
		view.Progress = append(view.Progress, p)
	}
	return view
}

// PlanWave asks for a wave of schools, or for another plan of one; what is empty stays.
type PlanWave struct {
	Number  int
	Name    string // "Vague 1", where there is none yet
	Schools []record.UAI
	Targets []Target // those of other stages stay
	Lead    record.Person
}

// maxWave is the highest number of a wave.
const maxWave = 99

// PlanWave plans a wave: its schools, who is in charge of it, and until when they are to
// be at which stage. Those who record for a committee may, and pilots.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) PlanWave(ctx context.Context, a record.Actor, n PlanWave) (view WaveView, err error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return view, err
	}
	if err := s.base.MustRecordSomewhere(ctx, v); err != nil {
		return view, err
	}
	if n.Number < 1 || n.Number > maxWave {
		return view, record.InvalidError("wave.number", "number", n.Number, "max", maxWave).About("wave")
	}
	if n.Name, err = cleanSetName(n.Name); err != nil {
		return view, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		set, err := d.planWave(n)
		if err == nil {
			view, err = viewWave(d.Store, set, d.Today())
		}
		return err
	})
	return view, err
}

func (d *changeset) planWave(n PlanWave) (Set, error) {
	sets, err := d.Sets(d.Project.ID)
	if err != nil {
		return Set{}, err
	}
	before, err := setOfWave(sets, n.Number)
	after := before
	if err != nil {
		after = Set{Name: n.Name, Wave: n.Number}
	}
	if n.Lead != (record.Person{}) {
		after.Lead = n.Lead
	}
	if after.Targets = merged(before.Targets, n.Targets); err == nil && n.plansNothing() {
		return after, record.InvalidError("wave.nothing", "number", n.Number).About("wave")
	}
	if wrong := inOrderOfStages(after.Targets); wrong != nil {
		return after, wrong
	}
	if err != nil {
		if after.Schools = n.Schools; len(n.Schools) == 0 {
			return after, record.InvalidError("wave.empty", "number", n.Number).About("schools")
		}
		return d.addSet(after)
	}
	if after.Schools, err = d.ordered(append(slices.Clone(before.Schools), n.Schools...)); err != nil {
		return after, err
	}
	after.Version++
	return after, errors.Join(d.PutSet(after), d.Record(after.Subject(), "set.planned", before, after, ""))
}

// plansNothing reports whether nothing is asked for that a wave which is there could
// have.
func (n PlanWave) plansNothing() bool {
	return len(n.Schools) == 0 && len(n.Targets) == 0 && n.Lead == (record.Person{})
}

// merged are targets, and the new ones in the place of those of their stages.
func merged(old, fresh []Target) []Target {
	all := slices.DeleteFunc(slices.Clone(old), func(t Target) bool {
		return slices.ContainsFunc(fresh, func(f Target) bool { return f.Stage == t.Stage })
	})
	all = append(all, fresh...)
	slices.SortFunc(all, func(x, y Target) int { return cmp.Compare(x.Stage.rank(), y.Stage.rank()) })
	return all
}

// inOrderOfStages refuses a plan by which schools would be at a stage before they are at
// the one that comes first.
func inOrderOfStages(targets []Target) error {
	for i := 1; i < len(targets); i++ {
		if first, next := targets[i-1], targets[i]; next.Due.Before(first.Due) {
			return record.InvalidError("wave.order", "first", first.Stage, "date", first.Due, "next", next.Stage, "before", next.Due).About("wave")
		}
	}
	return nil
}

// due is the furthest stage whose day has gone by.
func (s Set) due(today calendar.Date) Stage {
	due := StageCandidate
	for _, t := range s.Targets {
		if t.Due.Before(today) {
			due = t.Stage
		}
	}
	return due
}

// lateIn are the schools of the waves that are behind their plan on a day: of the wave
// of that number, or of all of them; at says where a school is, and whether it counts.
func lateIn(sets []Set, number int, today calendar.Date, at func(record.UAI) (Stage, bool)) []record.UAI {
	var late []record.UAI
	for _, set := range sets {
		if set.Wave == 0 || number > 0 && set.Wave != number {
			continue
		}
		due := set.due(today)
		for _, uai := range set.Schools {
			stage, ok := at(uai)
			if ok && !stage.Aside() && !stage.Reaches(due) {
				late = append(late, uai)
			}
		}
	}
	return late
}

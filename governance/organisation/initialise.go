package organisation

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"pilotent/governance/committee"
	"pilotent/governance/record"
)

// Initialise is what is said of a project whose committees are to be planned; what is
// left out is as it is known already.
type Initialise struct {
	Perimeter Perimeter
	Schools   int
	Stage     ProjectStage // default StageFraming
	Partners  []committee.InstitutionChange
}

// PlanView is a plan that is discussed, beside what there is.
type PlanView struct {
	Plan
	// Before is the profile that holds until it is carried out; its Version is 0 where
	// there is none.
	Before Profile
	// Extra are committees that sit, and that the plan does not have.
	Extra []record.Committee
	Draft Draft
	// Done is what became of each line; empty until it is carried out.
	Done []Outcome
}

// Result is what became of a line.
type Result string

const (
	ResultMade    Result = "made"    // the committee, in a channel of its own
	ResultHere    Result = "here"    // the committee, in the channel where it was asked for
	ResultKept    Result = "kept"    // it is there already
	ResultChanged Result = "changed" // it is there already, and follows the plan
	ResultTaken   Result = "taken"   // a channel has the name: it is to be asked for there
	ResultChannel Result = "channel" // the bot may make no channel
	ResultClosed  Result = "closed"  // it is closed
	ResultFailed  Result = "failed"
)

// Outcome is what became of a line of a plan.
type Outcome struct {
	Line
	Result  Result
	Channel string
	Err     error // why it failed
}

// Made reports whether there is a committee that was not there before.
func (o Outcome) Made() bool { return o.Result == ResultMade || o.Result == ResultHere }

// left reports whether something is to be done still.
func (o Outcome) left() bool {
	return o.Result == ResultTaken || o.Result == ResultChannel || o.Result == ResultFailed || o.Result == ResultClosed
}

// planProposed begins the discussion of a plan.
const planProposed = "plan.proposed"

// Initialise plans the committees of a project by what it is like; nothing is made
// before the plan is confirmed. One that was discussed is put aside. Only pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) Initialise(ctx context.Context, a record.Actor, n Initialise) (PlanView, error) {
	return s.discuss(ctx, a, planProposed, func(d *changeset, draft *Draft, _ int) error {
		before, err := profileOf(d.Tx, d.Project.ID)
		if err != nil {
			return err
		}
		draft.Perimeter = cmp.Or(n.Perimeter, before.Perimeter)
		draft.Schools = cmp.Or(n.Schools, before.Schools)
		draft.Stage = cmp.Or(n.Stage, before.Stage, StageFraming)
		draft.Edits, draft.Partners = nil, nil
		if n.Schools < 0 || n.Schools > MaxSchools {
			return record.InvalidError("plan.schools", "max", MaxSchools).About("schools")
		}
		known, err := currentPartners(d.Tx, d.Project.ID, d.Today())
		if err != nil {
			return err
		}
		for _, c := range n.Partners {
			if err := d.takesPart(draft, c, known); err != nil {
				return err
			}
		}
		return nil
	})
}

// takesPart adds what is said of a partner to a draft.
func (d *changeset) takesPart(draft *Draft, c committee.InstitutionChange, known []PartnerView) (err error) {
	if c, err = c.Clean("partners"); err != nil {
		return err
	}
	if near := nearPartner(known, c.Name); near != "" {
		d.Doubt("partner.near", "name", c.Name, "near", near)
	}
	d.Aloud(c.Name)
	if v, ok := PartnerNamed(known, c.Name); ok {
		draft.Partners = append(draft.Partners, said(v.Institution, c))
	} else {
		draft.Partners = committee.WithInstitutions(draft.Partners, []committee.InstitutionChange{c})
	}
	return nil
}

// ChangeStage plans how the committees follow the project to another stage; nothing is
// changed before the plan is confirmed. Only pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) ChangeStage(ctx context.Context, a record.Actor, stage ProjectStage) (PlanView, error) {
	return s.discuss(ctx, a, planProposed, func(d *changeset, draft *Draft, _ int) error {
		p, err := profileOf(d.Tx, d.Project.ID)
		switch {
		case err != nil:
			return err
		case p.Version == 0:
			return record.ConflictError("plan.no_profile")
		case p.Stage == stage:
			return record.ConflictError("plan.same_stage", "stage", stage).About("stage")
		}
		draft.Perimeter, draft.Schools, draft.Stage = p.Perimeter, p.Schools, stage
		draft.Edits, draft.Partners = nil, nil
		return nil
	})
}

// Correction changes a line of a plan; zero parts stay as they are.
type Correction struct {
	Number     int // of the line, from 1
	Code, Name string
	Level      record.Level
	Yearly     int
	Out, In    bool // does without it, or has it again
}

// CorrectPlan changes a line of the plan that is discussed. Only pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) CorrectPlan(ctx context.Context, a record.Actor, c Correction) (PlanView, error) {
	return s.discuss(ctx, a, "plan.corrected", func(d *changeset, draft *Draft, schools int) error {
		if !draft.open() {
			return record.ConflictError("plan.none")
		}
		view, err := s.viewPlan(d.Tx, d.Caller, *draft, schools)
		if err != nil {
			return err
		}
		if c.Number < 1 || c.Number > len(view.Lines) {
			return record.InvalidError("plan.line", "number", c.Number, "max", len(view.Lines)).About("line")
		}
		return draft.correct(d, view.Lines, c)
	})
}

// correct changes what people changed in a line.
func (r *Draft) correct(d *changeset, lines []Line, c Correction) (err error) {
	line := lines[c.Number-1]
	if c.Name, err = record.OptionalName("name", c.Name, record.MaxName); err != nil {
		return err
	}
	if c.Code = strings.ToUpper(strings.TrimSpace(c.Code)); c.Code != "" {
		if !bodyCode.MatchString(c.Code) {
			return record.InvalidError("committee.code", "code", c.Code).About("code")
		}
		if i := slices.IndexFunc(lines, func(l Line) bool { return l.Code == c.Code && l.ID != line.ID }); i >= 0 {
			return record.ConflictError("plan.code", "code", c.Code, "number", i+1).About("code")
		}
	}
	if c.Yearly < 0 || c.Yearly > MaxYearly {
		return record.InvalidError("plan.yearly", "max", MaxYearly).About("yearly")
	}
	d.Aloud(c.Name)
	r.Edits = slices.Clone(r.Edits)
	at := slices.IndexFunc(r.Edits, func(e Edit) bool { return e.ID == line.ID })
	if at < 0 {
		at, r.Edits = len(r.Edits), append(r.Edits, Edit{ID: line.ID})
	}
	e, before := &r.Edits[at], r.Edits[at]
	e.Code, e.Name = cmp.Or(c.Code, e.Code), cmp.Or(c.Name, e.Name)
	e.Level, e.Yearly = cmp.Or(c.Level, e.Level), cmp.Or(c.Yearly, e.Yearly)
	e.Out = (e.Out || c.Out) && !c.In
	if *e == before {
		return record.ConflictError("plan.line_same", "number", c.Number)
	}
	return nil
}

// DropPlan gives up the plan that is discussed: nothing of it is made. Only pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) DropPlan(ctx context.Context, a record.Actor) (PlanView, error) {
	return s.discuss(ctx, a, "plan.dropped", func(d *changeset, draft *Draft, _ int) error {
		if !draft.open() {
			return record.ConflictError("plan.none")
		}
		draft.DoneAt = d.Now
		return nil
	})
}

// Plan is the plan that is discussed. Only pilots may ask.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) Plan(ctx context.Context, a record.Actor) (view PlanView, err error) {
	v, err := s.pilot(ctx, a)
	if err != nil {
		return view, err
	}
	err = s.read(ctx, func(tx Tx) error {
		draft, err := draftOf(tx, v.Project.ID)
		if err != nil {
			return err
		}
		if !draft.open() {
			return record.ConflictError("plan.none")
		}
		schools, err := s.countSchools(ctx, tx, v.Project.ID)
		if err != nil {
			return err
		}
		view, err = s.viewPlan(tx, v, draft, schools)
		return err
	})
	return view, err
}

// discuss runs change on the plan that is discussed, with the number of schools that
// the directory has, and writes it.
func (s *Service) discuss(ctx context.Context, a record.Actor, line string, change func(d *changeset, draft *Draft, schools int) error) (PlanView, error) {
	var view PlanView
	v, err := s.pilot(ctx, a)
	if err != nil {
		return view, err
	}
	schools, err := s.counted(ctx, v)
	if err != nil {
		return view, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		draft, err := draftOf(d.Tx, d.Project.ID)
		if err != nil {
			return err
		}
		before := draft
		if line == planProposed {
			draft.DoneAt = time.Time{}
		}
		if line == planProposed && before.open() && len(before.Edits) > 0 {
			d.Doubt("plan.replaced")
		}
		if err := change(d, &draft, schools); err != nil {
			return err
		}
		if view, err = s.viewPlan(d.Tx, d.Caller, draft, schools); err != nil {
			return err
		}
		view.Draft, err = d.saveDraft(before, draft, line)
		return err
	})
	return view, err
}

// saveDraft writes the plan that is discussed, and its line of history.
func (d *changeset) saveDraft(before, draft Draft, line string) (Draft, error) {
	draft.Project, draft.Author, draft.At = d.Project.ID, d.User, d.Now
	draft.Version++
	if err := d.PutDraft(draft); err != nil {
		return draft, err
	}
	if before.Version == 0 {
		return draft, d.Record(DraftSubject, line, nil, draft, "")
	}
	return draft, d.Record(DraftSubject, line, before, draft, "")
}

// viewPlan is the plan that follows from a draft, beside what there is, in a project
// whose directory has so many schools.
func (s *Service) viewPlan(tx Tx, v record.Caller, draft Draft, schools int) (view PlanView, err error) {
	view.Draft = draft
	if view.Before, err = profileOf(tx, v.Project.ID); err != nil {
		return view, err
	}
	p := Profile{Project: v.Project.ID, Perimeter: draft.Perimeter, Schools: draft.Schools, Stage: draft.Stage}
	if p.Schools = p.among(schools); p.Schools == 0 {
		return view, record.InvalidError("plan.no_schools").About("schools")
	}
	today := v.Project.Today(s.base.Now())
	known, err := currentPartners(tx, v.Project.ID, today)
	if err != nil {
		return view, err
	}
	agreements, err := committee.AgreementsInForce(tx, v.Project.ID, "", today)
	if err != nil {
		return view, err
	}
	committees, err := tx.Committees(v.Project.ID)
	if err != nil {
		return view, err
	}
	plan := s.model.Propose(p, draft.among(known), len(agreements) > 0).With(draft.Edits)
	view.Plan, view.Extra = plan.Beside(committees)
	return view, nil
}

// among are the partners that are known, as the draft says, and those that are new.
func (r Draft) among(known []PartnerView) []committee.Institution {
	said := slices.Clone(r.Partners)
	var list []committee.Institution
	for _, v := range known {
		i := slices.IndexFunc(said, func(i committee.Institution) bool { return v.Named(i.Name) })
		if i < 0 {
			list = append(list, v.Institution)
			continue
		}
		list, said = append(list, said[i]), slices.Delete(said, i, i+1)
	}
	return append(list, said...)
}

// counted is how many schools the directory has. It is asked before anything is
// written: no directory is read in a transaction that may be undone.
func (s *Service) counted(ctx context.Context, v record.Caller) (n int, err error) {
	err = s.read(ctx, func(tx Tx) (err error) {
		n, err = s.countSchools(ctx, tx, v.Project.ID)
		return err
	})
	return n, err
}

// countSchools is how many schools the directory has.
func (s *Service) countSchools(ctx context.Context, tx Tx, p record.ProjectID) (n int, err error) {
	counts, err := s.schools.Count(ctx, tx.Tx, p)
	for _, count := range counts {
		n += count
	}
	return n, err
}

// profileOf is what the project is like; of version 0 while nobody has said.
func profileOf(tx Tx, p record.ProjectID) (Profile, error) {
	profile, err := tx.Profile(p)
	if errors.Is(err, record.ErrNone) {
		return Profile{}, nil
	}
	return profile, err
}

// draftOf is the last plan that was discussed; of version 0 where there was none.
func draftOf(tx Tx, p record.ProjectID) (Draft, error) {
	draft, err := tx.Draft(p)
	if errors.Is(err, record.ErrNone) {
		return Draft{}, nil
	}
	return draft, err
}

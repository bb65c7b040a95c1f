package governance

import (
	"context"
	"errors"

	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/register"
)

// Papers are the registers of an archive, each opened anew whenever it is read.
type Papers struct {
	Schools, Meetings, Decisions, Actions func() (register.File, error)
	// Reading is how cells are read in a project of that language.
	Reading func(locale string) register.Reading
	// Progress is told how many of the schools have been written. May be nil.
	Progress func(done, total int)
}

// TakenOver says what was brought in of an archive. Where a register has Problems,
// those after it in TakenOver were not read.
type TakenOver struct {
	Schools                              perimeter.SchoolReport
	Meetings, Decisions, Stages, Actions register.Report
}

// Refused are the problems of the register that has some, under the name of its file.
func (t TakenOver) Refused() (name string, problems []perimeter.FileProblem, more int) {
	for _, of := range []struct {
		name     string
		problems []perimeter.FileProblem
		more     int
	}{
		{"schools", t.Schools.Problems, t.Schools.More},
		{"meetings", t.Meetings.Problems, t.Meetings.More},
		{"decisions", t.Decisions.Problems, t.Decisions.More},
		{"schools", t.Stages.Problems, t.Stages.More},
		{"actions", t.Actions.Problems, t.Actions.More},
	} {
		if len(of.problems) > 0 {
			return of.name, of.problems, of.more
		}
	}
	return "", nil, 0
}

// TakeOver brings what another team has archived into the actor's project: schools with
// their stages, meetings, decisions and actions, each with its number there. It is asked
// back first. Nobody is told. Each register is brought in whole, or not; the same archive
// again brings in what is missing. The committees that it names must be there. Only
// pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) TakeOver(ctx context.Context, a record.Actor, of Papers) (t TakenOver, err error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return t, err
	}
	if err := s.base.MustPilot(ctx, v); err != nil {
		return t, err
	}
	if err := ready(v, of); err != nil {
		return t, err
	}
	t.Schools, err = s.ImportSchools(ctx, a, perimeter.SchoolImport{Open: func() (perimeter.Table, error) {
		f, err := of.Schools()
		return f.Table, err
	}, Include: []perimeter.SchoolType{perimeter.College, perimeter.Lycee, perimeter.OtherService}, Progress: of.Progress})
	if err != nil || len(t.Schools.Problems) > 0 {
		return t, err
	}
	for _, register := range []struct {
		report *register.Report
		open   func() (register.File, error)
		bring  func(context.Context, record.Actor, register.Import) (register.Report, error)
	}{
		{&t.Meetings, of.Meetings, s.ImportMeetings},
		{&t.Decisions, of.Decisions, s.ImportDecisions}, // which name meetings
		{&t.Stages, of.Schools, s.ImportStages},         // which rest on decisions
		{&t.Actions, of.Actions, s.ImportActions},
	} {
		*register.report, err = bringIn(ctx, a, of.Reading, register.open, register.bring)
		if err != nil || len(register.report.Problems) > 0 {
			return t, err
		}
	}
	return t, nil
}

// bringIn brings a register in; one without rows is nothing.
func bringIn(ctx context.Context, a record.Actor, reading func(string) register.Reading, open func() (register.File, error),
	bring func(context.Context, record.Actor, register.Import) (register.Report, error),
) (register.Report, error) {
	rep, err := bring(ctx, a, register.Import{Open: open, Reading: reading})
	if wrong, ok := errors.AsType[*record.Error](err); ok && wrong.Key == "import.no_rows" {
		return register.Report{}, nil
	}
	return rep, err
}

// ready asks back what is about to be brought in, once the committees are there that it
// names.
func ready(v record.Caller, of Papers) error {
	var lacking []string
	count := map[string]any{}
	for _, part := range []struct {
		name string
		open func() (register.File, error)
		is   func(titles []string) bool
	}{
		{"schools", of.Schools, register.IsStageTable},
		{"meetings", of.Meetings, register.IsMeetingTable},
		{"decisions", of.Decisions, register.IsDecisionTable},
		{"actions", of.Actions, register.IsActionTable},
	} {
		if part.open == nil {
			return record.InvalidError("takeover.part", "file", part.name).About("archive")
		}
		f, err := part.open()
		if err != nil {
			return err
		}
		if !part.is(f.Titles) {
			return record.InvalidError("takeover.part", "file", f.Name).About("archive")
		}
		rows, missing := register.Foresee(v, f)
		count[part.name] = rows
		lacking = record.Unique(append(lacking, missing...))
	}
	if len(lacking) > 0 {
		return record.ConflictError("takeover.committees", "codes", lacking, "Count", len(lacking), "first", lacking[0])
	}
	return v.Consent.Ask(record.NewDoubt("takeover", "project", v.Project.Name,
		"schools", count["schools"], "meetings", count["meetings"], "decisions", count["decisions"], "actions", count["actions"]))
}

package register

import (
	"cmp"
	"context"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
)

// SchoolBrought is the change by which a school came to the stage that it had in
// another project.
const SchoolBrought = "school.brought"

// ImportStages brings schools to the stages, and gives them the nicknames, that they
// have in another project. A stage rests on the decisions on which it rested there,
// where these were brought in before. A school that has a stage or a nickname here
// already keeps it. A table with a single bad row changes nothing: the report names the
// lines. Only pilots may: no decision of this project moves these schools.
// Errors: Invalid, Conflict, Forbidden, Unavailable.
func (s *Service) ImportStages(ctx context.Context, a record.Actor, in Import) (rep Report, err error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return rep, err
	}
	if err := s.base.MustPilot(ctx, v); err != nil {
		return rep, err
	}
	cols, err := in.columns(stageTitles(), missesOfStages)
	if err != nil {
		return rep, err
	}
	blank, said := Report{Unread: cols.unread}, []standing(nil)
	r := reader{Caller: v, Reading: in.Reading(v.Project.Locale), now: s.base.Now(), days: map[string]calendar.Date{}}
	for cells, bad := range in.Rows {
		blank.Read++
		st, wrong := r.standing(cols.row(cells, bad))
		switch {
		case wrong != nil:
			blank.refuse(cells.Line, wrong, in.Whole)
		case st.Stage == perimeter.StageCandidate && st.nickname == "":
			blank.Known++ // as every school that an import of schools adds
		default:
			said = append(said, st)
		}
	}
	if in.Trial {
		err = s.base.Read(ctx, func(tx reminder.Tx) error {
			rep = blank
			_, err := standings(rollout.Open(tx), v.Project, said, &rep, in.Whole)
			return err
		})
		return rep, err
	}
	err = s.base.Update(ctx, v, func(d *reminder.Changeset) error {
		rep = blank
		fresh, err := standings(rollout.Open(d.Tx), d.Project, said, &rep, in.Whole)
		if err != nil || len(rep.Problems) > 0 {
			return err
		}
		return stand(d, fresh, in.Name)
	})
	return rep, err
}

// StageOf is the stage to which a line says that a school was brought.
func StageOf(l record.HistoryLine) (perimeter.Stage, bool) {
	_, is, ok := record.States[perimeter.School](l)
	return is.Stage, ok && l.Change == SchoolBrought
}

// IsStageTable reports whether titles are those of schools with their stages.
func IsStageTable(titles []string) bool {
	return missesOfStages(columnsOf(titles, stageTitles())) == nil
}

// standing is where a school stands in another project.
type standing struct {
	perimeter.School
	nickname string
	line     int
	was      perimeter.School
}

func stageTitles() []titled {
	return []titled{
		{fieldSchools, []string{"uai", "numero uai", "code uai"}},
		{fieldStage, []string{"etape", "stage", "etape de deploiement"}},
		{fieldSince, []string{"etape depuis le", "stage since", "depuis le"}},
		{fieldDecision, []string{"decision de l etape", "decision on the stage"}},
		{fieldSelectedBy, []string{"retenue par", "selected by"}},
		{fieldNickname, []string{"surnom", "nickname"}},
	}
}

func missesOfStages(c columns) *record.Error {
	if !c.has(fieldSchools) || !c.has(fieldStage) {
		return record.InvalidError("register.no_stage", "found", c.unread).About("file")
	}
	return nil
}

// stageWords are the words for a stage, folded.
var stageWords = map[perimeter.Stage][]string{
	perimeter.StageCandidate: {"pressentie", "candidate"},
	perimeter.StageSelected:  {"retenue", "selected"},
	perimeter.StageAgreed:    {"conventionnee", "signed"},
	perimeter.StageFed:       {"alimentee", "populated"},
	perimeter.StageTrained:   {"formee", "trained"},
	perimeter.StageOpen:      {"ouverte", "open"},
	perimeter.StageInUse:     {"en usage", "in use"},
	perimeter.StageSuspended: {"suspendue", "suspended"},
	perimeter.StageWithdrawn: {"retiree", "withdrawn"},
}

// standing is what a row says.
func (r *reader) standing(from row) (st standing, wrong *record.Error) {
	if from.wrong != nil {
		return st, from.wrong
	}
	var err error
	if st.UAI, err = record.ParseUAI(from.cells[fieldSchools]); err != nil {
		return st, about(from, fieldSchools, err)
	}
	var ok bool
	if st.Stage, ok = stateNamed(stageWords, from.cells[fieldStage]); !ok {
		known := make([]record.MessageKey, 0, len(stageWords))
		for _, stage := range perimeter.Stages() {
			known = append(known, stage)
		}
		return st, record.InvalidError("register.state_unknown", from.cell(fieldStage, "known", known)...)
	}
	if st.Stage != perimeter.StageCandidate {
		if st.StageSince, wrong = r.past(from, fieldSince); wrong != nil {
			return st, wrong
		}
	}
	st.StageDecision, st.SelectedBy = from.cells[fieldDecision], from.cells[fieldSelectedBy]
	if st.nickname, err = record.OptionalName("nickname", from.cells[fieldNickname], record.MaxName); err != nil {
		return st, about(from, fieldNickname, err)
	}
	st.line = from.line
	return st, nil
}

// standings are those that are new here, with the decisions on which they rest.
func standings(tx rollout.Tx, p record.Project, said []standing, rep *Report, whole bool) (fresh []standing, err error) {
	known, err := schoolsAt(tx, p.ID, said)
	if err != nil {
		return nil, err
	}
	nicknames, err := tx.Nicknames(p.ID)
	if err != nil {
		return nil, err
	}
	decisions, err := brought(tx, p.ID)
	if err != nil {
		return nil, err
	}
	var notes []Note
	lines := map[int]bool{}
	for _, st := range said {
		was, ok := known[st.UAI]
		switch {
		case !ok:
			rep.refuse(st.line, record.InvalidError("register.school_absent", "uai", string(st.UAI)), whole)
			continue
		case was.Stage != perimeter.StageCandidate && was.Stage != st.Stage:
			rep.Differing = append(rep.Differing, Differing{st.line, string(st.UAI), record.Parts{record.PartStage}})
		}
		if !st.adds(was, nicknames[st.UAI]) {
			rep.Known++
			continue
		}
		notes = append(notes, st.rest(decisions)...)
		lines[st.line] = true
		rep.Added++
		fresh = append(fresh, st)
	}
	rep.Notes = noted(notes, lines)
	return fresh, nil
}

// adds leaves of it what is new for a school as it is, and reports whether anything is.
func (st *standing) adds(was perimeter.School, nickname string) bool {
	if st.was = was; was.Stage != perimeter.StageCandidate {
		st.Stage = was.Stage
	}
	if nickname != "" {
		st.nickname = ""
	}
	return st.Stage != was.Stage || st.nickname != ""
}

// rest makes it rest on decisions as they are numbered here, by their numbers there; those
// that are not known are noted.
func (st *standing) rest(decisions map[string]string) (notes []Note) {
	for _, ref := range []*string{&st.StageDecision, &st.SelectedBy} {
		number := *ref
		if *ref = decisions[formerKey(number)]; *ref == "" && number != "" {
			notes = append(notes, Note{NoteDecision, number, st.line, 1})
		}
	}
	return notes
}

// schoolsAt are the schools that are said to stand somewhere, by UAI.
func schoolsAt(tx rollout.Tx, p record.ProjectID, said []standing) (map[record.UAI]perimeter.School, error) {
	uais := make([]record.UAI, len(said))
	for i, st := range said {
		uais[i] = st.UAI
	}
	schools, err := tx.SchoolsByUAI(p, uais)
	if err != nil {
		return nil, err
	}
	known := make(map[record.UAI]perimeter.School, len(schools))
	for _, s := range schools {
		known[s.UAI] = s
	}
	return known, nil
}

// brought are the references of decisions, by the numbers that they had in another
// project.
func brought(tx rollout.Tx, p record.ProjectID) (map[string]string, error) {
	decisions, err := tx.Decisions(p, committee.DecisionFilter{})
	refs := map[string]string{}
	for _, d := range decisions {
		if d.FormerRef != "" {
			refs[formerKey(d.FormerRef)] = d.Ref
		}
	}
	return refs, err
}

// stand writes where schools stand.
func stand(d *reminder.Changeset, fresh []standing, file string) error {
	tx := rollout.Open(d.Tx)
	var moved []perimeter.School
	var lines []record.HistoryLine
	for _, st := range fresh {
		if st.nickname != "" {
			if err := tx.PutNickname(d.Project.ID, st.UAI, st.nickname); err != nil {
				return err
			}
			lines = append(lines, d.Line(st.was.Subject(), "school.nicknamed", nil, nil, st.nickname))
		}
		if st.Stage == st.was.Stage {
			continue
		}
		is := st.was
		is.Stage, is.StageSince, is.StageDecision, is.SelectedBy, is.UpdatedAt = st.Stage, cmp.Or(st.StageSince, d.Today()), st.StageDecision, st.SelectedBy, d.Now
		moved = append(moved, is)
		lines = append(lines, d.Line(is.Subject(), SchoolBrought, st.was, is, file))
	}
	if len(lines) == 0 {
		return nil
	}
	d.Change = lines[0].Change
	if err := tx.PutSchools(moved...); err != nil {
		return err
	}
	return d.Tx.AddHistory(lines...)
}

package governance

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"pilotent/governance/calendar"
)

// School is a school of the project's perimeter. What the directory says of it
// is overwritten by each import; Stage is the project's own.
type School struct {
	Project    ProjectID
	UAI        UAI
	Name       string // "Ecole élémentaire Henri Wallon A"
	Type       SchoolType
	Commune    string
	PostalCode string
	District   string // the circonscription of the inspector: "Vitry-sur-Seine 1"
	Private    bool
	Closing    bool // the directory announces that it closes, or has closed
	Stage      Stage
	StageSince calendar.Date
	// StageDecision is the decision that the last move rests on, if any.
	StageDecision string
	// SelectedBy is the adopted decision that selected the school.
	SelectedBy string
	UpdatedAt  time.Time
}

// SchoolType is what children a school takes.
type SchoolType string

const (
	Nursery    SchoolType = "nursery"    // maternelle
	Elementary SchoolType = "elementary" // élémentaire
	Primary    SchoolType = "primary"    // both
)

func (t SchoolType) MessageKey() string { return "school_type." + string(t) }

// Subject names the school in history and deliveries.
func (s School) Subject() Subject { return Subject("school/" + string(s.UAI)) }

// ShortName is the name without its type: "Henri Wallon A".
func (s School) ShortName() string {
	for _, prefix := range schoolPrefixes {
		if len(s.Name) > len(prefix) && strings.EqualFold(s.Name[:len(prefix)], prefix) {
			return strings.TrimSpace(s.Name[len(prefix):])
		}
	}
	return s.Name
}

// schoolPrefixes are how names begin in the directory, the longest first.
var schoolPrefixes = []string{
	"Ecole élémentaire d'application ", "École élémentaire d'application ",
	"Ecole maternelle d'application ", "École maternelle d'application ",
	"Ecole primaire d'application ", "École primaire d'application ",
	"Ecole élémentaire publique ", "École élémentaire publique ",
	"Ecole maternelle publique ", "École maternelle publique ",
	"Ecole primaire publique ", "École primaire publique ",
	"Ecole élémentaire ", "École élémentaire ", "Ecole maternelle ", "École maternelle ",
	"Ecole primaire ", "École primaire ", "Ecole ", "École ",
}

// SchoolNote is a remark that somebody left on a school.
type SchoolNote struct {
	Project ProjectID
	UAI     UAI
	At      time.Time
	By      Person
	Text    string
}

// SchoolFilter narrows a list; zero fields do not.
type SchoolFilter struct {
	Stage   Stage
	Commune string // as people write it: without accents, in part
	// InRollout leaves out the schools that nobody has moved yet.
	InRollout bool
}

// SchoolStore keeps schools and the notes on them.
type SchoolStore interface {
	// School answers ErrNone for a UAI that is not in the project.
	School(p ProjectID, uai UAI) (School, error)
	// Schools are all schools of the project, by commune, then name.
	Schools(p ProjectID) ([]School, error)
	// PutSchools adds schools, or replaces those of the same UAI.
	PutSchools(...School) error
	AddSchoolNote(SchoolNote) error
	// LastSchoolNote answers ErrNone when there is none.
	LastSchoolNote(p ProjectID, uai UAI) (SchoolNote, error)
}

// SchoolStatus answers « où en est cette école ? ».
type SchoolStatus struct {
	School    School
	Actions   []SupportAction // open, the first due first
	Decisions []Decision      // that name the school and that the actor may see
	// NextDeadline is the first due date of the open actions; zero when none.
	NextDeadline calendar.Date
	NextRef      string
	LastNote     *SchoolNote
	History      []HistoryLine
}

// SchoolStatus is the state of one school, with what the actor may see of it.
// Anybody of the team may ask.
func (s *Secretariat) SchoolStatus(ctx context.Context, a Actor, uai UAI) (st SchoolStatus, err error) {
	err = s.view(ctx, a, func(v visitor, tx Tx) (err error) {
		st, err = v.schoolStatus(tx, uai)
		return err
	})
	return st, err
}

// SchoolNamed finds schools as FindSchools does and, when there is one, its state
// as SchoolStatus does, on one state of the record.
func (s *Secretariat) SchoolNamed(ctx context.Context, a Actor, query string) (m SchoolMatches, st SchoolStatus, err error) {
	if err := checkSearch("school", query); err != nil {
		return m, st, err
	}
	err = s.view(ctx, a, func(v visitor, tx Tx) (err error) {
		if m, err = v.findSchools(tx, query); err != nil || len(m.Schools) != 1 {
			return err
		}
		st, err = v.schoolStatus(tx, m.Schools[0].UAI)
		return err
	})
	return m, st, err
}

func (v visitor) schoolStatus(tx Tx, uai UAI) (st SchoolStatus, err error) {
	if st.School, err = findSchool(tx, v.Project.ID, uai); err != nil {
		return st, err
	}
	st.School = v.school(st.School)
	if st.Actions, err = tx.Actions(v.Project.ID, ActionFilter{School: uai, State: ActionOpen}); err != nil {
		return st, err
	}
	if len(st.Actions) > 0 && !st.Actions[0].Due.IsZero() {
		st.NextDeadline, st.NextRef = st.Actions[0].Due, st.Actions[0].Ref()
	}
	if st.Decisions, err = visibleDecisions(v, tx, DecisionFilter{School: uai}); err != nil {
		return st, err
	}
	if st.History, err = v.schoolHistory(tx, st.School); err != nil {
		return st, err
	}
	note, err := tx.LastSchoolNote(v.Project.ID, uai)
	switch {
	case err == nil:
		st.LastNote = &note
	case !errors.Is(err, ErrNone):
		return st, err
	}
	return st, nil
}

// school is without the references of decisions that the visitor may not see.
func (v visitor) school(s School) School {
	if !v.sees(committeeOf(s.StageDecision)) {
		s.StageDecision = ""
	}
	if !v.sees(committeeOf(s.SelectedBy)) {
		s.SelectedBy = ""
	}
	return s
}

// schools does the same for each of them, in place.
func (v visitor) schools(list []School) []School {
	for i, s := range list {
		list[i] = v.school(s)
	}
	return list
}

// schoolState does the same for a school that history keeps.
func (v visitor) schoolState(s State) State {
	if school, ok := s.(School); ok {
		return v.school(school)
	}
	return s
}

// schoolHistory leaves out the references of decisions that the visitor may
// not see.
func (v visitor) schoolHistory(tx Tx, school School) ([]HistoryLine, error) {
	lines, err := tx.History(v.Project.ID, school.Subject())
	for i, l := range lines {
		if l.Change == "school.moved" && l.Note != "" && !v.sees(committeeOf(l.Note)) && looksLikeDecision(l.Note) {
			lines[i].Note = ""
		}
		lines[i].Before, lines[i].After = v.schoolState(l.Before), v.schoolState(l.After)
	}
	return lines, err
}

// findSchool is the school, or an error that says that it is unknown.
func findSchool(tx Tx, p ProjectID, uai UAI) (School, error) {
	school, err := tx.School(p, uai)
	if errors.Is(err, ErrNone) {
		return school, NotFoundError("school.unknown", "uai", string(uai)).About("school")
	}
	return school, err
}

// ListSchools lists the schools that the filter lets through, by commune and
// name. Anybody of the team may ask.
func (s *Secretariat) ListSchools(ctx context.Context, a Actor, f SchoolFilter) ([]School, error) {
	var found []School
	err := s.view(ctx, a, func(v visitor, tx Tx) error {
		all, err := tx.Schools(v.Project.ID)
		if err != nil {
			return err
		}
		for _, school := range v.schools(all) {
			if f.match(school) {
				found = append(found, school)
			}
		}
		if len(all) == 0 {
			return NotFoundError("school.none_yet")
		}
		return nil
	})
	slices.SortStableFunc(found, func(x, y School) int { return cmp.Compare(x.Stage.rank(), y.Stage.rank()) })
	return found, err
}

func (f SchoolFilter) match(s School) bool {
	if f.Stage != "" && s.Stage != f.Stage {
		return false
	}
	if f.InRollout && s.Stage == StageCandidate {
		return false
	}
	for word := range strings.FieldsSeq(Fold(f.Commune)) {
		if !slices.ContainsFunc(strings.Fields(Fold(s.Commune)), func(w string) bool { return strings.HasPrefix(w, word) }) {
			return false
		}
	}
	return true
}

// MoveSchool asks that a school change stage.
type MoveSchool struct {
	School   UAI
	To       Stage
	Decision string // reference of an adopted decision; one that selects is needed to leave pressentie
	Reason   string // needed to step back, suspend or withdraw
}

// MoveSchool moves a school along its stages. Members of a committee and
// pilots may; with a decision, those who record for its committee.
func (s *Secretariat) MoveSchool(ctx context.Context, a Actor, m MoveSchool) (before, after School, err error) {
	v, err := s.admit(ctx, a)
	if err != nil {
		return before, after, err
	}
	if err := s.mustRecordSomewhere(ctx, v); err != nil {
		return before, after, err
	}
	if m.Reason, err = optionalText("reason", m.Reason); err != nil {
		return before, after, err
	}
	if m.Decision != "" {
		if _, err := s.mustRecordDecision(ctx, v, m.Decision); err != nil {
			return before, after, err
		}
	}
	err = s.update(ctx, v, func(d *desk) error {
		if before, err = findSchool(d, d.Project.ID, m.School); err != nil {
			return err
		}
		after = before
		if m.Decision != "" {
			dec, err := d.restsOn(m.Decision, m.School)
			if err != nil {
				return err
			}
			m.Decision = dec.Ref
			switch why := d.unselecting(dec); {
			case why == nil:
				after.SelectedBy = dec.Ref
			case m.To.inRollout() && (before.SelectedBy == "" || dec.Selection == SelectionDeclines):
				return why
			}
		}
		move := stageMove{From: before.Stage, To: m.To, Selected: after.SelectedBy != "", Reason: m.Reason}
		if err := move.check(); err != nil {
			return err
		}
		d.aloud(m.Reason)
		after.Stage, after.StageSince, after.StageDecision, after.UpdatedAt = m.To, d.today(), m.Decision, d.now
		if m.To == StageCandidate {
			after.SelectedBy = "" // to be selected again takes another decision, or the same one named again
		}
		if err := d.PutSchools(after); err != nil {
			return err
		}
		return d.record(after.Subject(), "school.moved", before, after, cmp.Or(m.Reason, m.Decision))
	})
	if wrong, ok := errors.AsType[*Error](err); ok && wrong.Key == "selection.committee" {
		err = s.refuseSelection(ctx, v, committeeOf(m.Decision)).About("decision")
	}
	return v.school(before), v.school(after), err
}

// restsOn is the adopted decision ref, if a move of the school can rest on it.
func (d *desk) restsOn(ref string, school UAI) (Decision, error) {
	dec, err := d.visibleDecision(d, ref)
	if err != nil {
		return dec, err
	}
	if !dec.State.Adopted() {
		return dec, ConflictError("stage.decision_not_adopted", "decision", dec.Ref, "state", dec.State).About("decision")
	}
	if len(dec.Schools) > 0 && !slices.Contains(dec.Schools, school) {
		return dec, ConflictError("stage.decision_elsewhere", "decision", dec.Ref, "uai", string(school)).About("decision")
	}
	return dec, nil
}

// NoteSchool leaves a remark on a school. Everybody but guests may.
func (s *Secretariat) NoteSchool(ctx context.Context, a Actor, uai UAI, text string) (School, error) {
	var school School
	v, err := s.admit(ctx, a)
	if err != nil {
		return school, err
	}
	if err := s.mustMember(ctx, v); err != nil {
		return school, err
	}
	if text, err = cleanText("text", text, maxNote); err != nil {
		return school, err
	}
	err = s.update(ctx, v, func(d *desk) error {
		if school, err = findSchool(d, d.Project.ID, uai); err != nil {
			return err
		}
		if err := d.repeatedNote(school, text); err != nil {
			return err
		}
		d.aloud(text)
		if err := d.AddSchoolNote(SchoolNote{Project: d.Project.ID, UAI: uai, At: d.now, By: d.User, Text: text}); err != nil {
			return err
		}
		return d.record(school.Subject(), "school.noted", nil, nil, text)
	})
	return v.school(school), err
}

// schoolsNamed checks that each UAI is a school of the project, and drops
// doubles.
func (d *desk) schoolsNamed(uais []UAI) ([]UAI, error) {
	var known []UAI
	for _, uai := range uais {
		if _, err := findSchool(d, d.Project.ID, uai); err != nil {
			return nil, fmt.Errorf("find school: %w", err)
		}
		if !slices.Contains(known, uai) {
			known = append(known, uai)
		}
	}
	return known, nil
}

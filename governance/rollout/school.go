package rollout

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
)

// StagesOf are those that a change of a school's stage went from and to; false
// for any other change.
func StagesOf(l record.HistoryLine) (from, to perimeter.Stage, ok bool) {
	before, after, ok := record.States[perimeter.School](l)
	if !ok || l.Change != "school.moved" {
		return "", "", false
	}
	return before.Stage, after.Stage, true
}

// SchoolStatus answers « où en est cette école ? ».
type SchoolStatus struct {
	School    perimeter.School
	Nickname  string               // "" for none
	Actions   []SupportAction      // open, the first due first
	Decisions []committee.Decision // that name the school and that the actor may see
	// Gone are the decisions on which its stage rests, and that have been cancelled
	// or replaced.
	Gone []committee.Decision
	// Agreements are those in force whose annex has the school.
	Agreements []committee.Agreement
	// NextDeadline is the first due date of the open actions; zero when none.
	NextDeadline calendar.Date
	NextRef      string
	LastNote     *perimeter.SchoolNote
	History      []record.HistoryLine
}

// SchoolStatus is the state of one school, with what the actor may see of it.
// Anybody of the team may ask.
// Errors: NotFound, Forbidden, Unavailable.
func (s *Service) SchoolStatus(ctx context.Context, a record.Actor, uai record.UAI) (st SchoolStatus, err error) {
	err = s.view(ctx, a, func(v record.Caller, tx Tx) (err error) {
		st, err = schoolStatus(v, tx, uai, v.Project.Today(s.base.Now()))
		return err
	})
	return st, err
}

// SchoolNamed finds schools as FindSchools does and, when there is one, its state
// as SchoolStatus does, on one state of the record.
// Errors: Invalid, NotFound, Forbidden, Unavailable.
func (s *Service) SchoolNamed(ctx context.Context, a record.Actor, query string, f perimeter.SchoolFilter) (m perimeter.SchoolMatches, st SchoolStatus, err error) {
	err = s.view(ctx, a, func(v record.Caller, tx Tx) (err error) {
		if m, err = s.schools.Find(ctx, v, tx, query, f); err != nil || len(m.Schools) != 1 {
			return err
		}
		st, err = schoolStatus(v, tx, m.Schools[0].UAI, v.Project.Today(s.base.Now()))
		return err
	})
	return m, st, err
}

func schoolStatus(v record.Caller, tx Tx, uai record.UAI, today calendar.Date) (st SchoolStatus, err error) {
	if st.School, err = perimeter.FindSchool(tx, v.Project.ID, uai); err != nil {
		return st, err
	}
	st.School = perimeter.RedactedSchool(v, st.School)
	nicknames, err := tx.Nicknames(v.Project.ID)
	if err != nil {
		return st, err
	}
	st.Nickname = nicknames[uai]
	if st.Actions, err = VisibleActions(v, tx, ActionFilter{School: uai, State: ActionOpen}); err != nil {
		return st, err
	}
	if len(st.Actions) > 0 && !st.Actions[0].Due.IsZero() {
		st.NextDeadline, st.NextRef = st.Actions[0].Due, st.Actions[0].Ref()
	}
	if st.Decisions, err = committee.VisibleDecisions(v, tx, committee.DecisionFilter{School: uai}); err != nil {
		return st, err
	}
	if st.Agreements, err = committee.AgreementsInForce(tx, v.Project.ID, uai, today); err != nil {
		return st, err
	}
	if st.Gone, err = goneOf(tx, st.School); err != nil {
		return st, err
	}
	if st.History, err = schoolHistory(v, tx, st.School); err != nil {
		return st, err
	}
	note, err := tx.LastSchoolNote(v.Project.ID, uai)
	switch {
	case err == nil:
		st.LastNote = &note
	case !errors.Is(err, record.ErrNone):
		return st, err
	}
	return st, nil
}

// goneOf are the decisions on which the stage of a school rests, as the caller may
// see it, and those that have replaced them, which have no effect any more.
func goneOf(tx Tx, school perimeter.School) (gone []committee.Decision, err error) {
	for _, ref := range record.Unique([]string{school.StageDecision, school.SelectedBy}) {
		if ref == "" {
			continue
		}
		dec, err := tx.Decision(school.Project, ref)
		if err != nil {
			return nil, fmt.Errorf("read decision %s: %w", ref, err)
		}
		for dec.State.Gone() && !slices.ContainsFunc(gone, func(g committee.Decision) bool { return g.Ref == dec.Ref }) {
			gone = append(gone, dec)
			if dec.SupersededBy == "" {
				break
			}
			if dec, err = tx.Decision(school.Project, dec.SupersededBy); err != nil {
				return nil, fmt.Errorf("read decision %s: %w", dec.SupersededBy, err)
			}
		}
	}
	return gone, nil
}

// schoolHistory leaves out the references of decisions that the caller may not see, and
// says of a nickname that was taken away which it was: programs up to 2e040a9 have kept
// only that none was left.
func schoolHistory(v record.Caller, tx Tx, school perimeter.School) ([]record.HistoryLine, error) {
	lines, err := tx.History(v.Project.ID, school.Subject())
	nickname := ""
	for i, l := range lines {
		if l.Change == "school.nicknamed" {
			if l.Note == "" {
				lines[i].Change, lines[i].Note = "school.nickname_gone", nickname
			}
			nickname = l.Note
		}
		if l.Change == "school.moved" && l.Note != "" && !v.Sees(record.CommitteeOf(l.Note)) && committee.LooksLikeDecision(l.Note) {
			lines[i].Note = ""
		}
		lines[i].Before, lines[i].After = perimeter.RedactedState(v, l.Before), perimeter.RedactedState(v, l.After)
	}
	return lines, err
}

// SchoolHistory finds schools as FindSchools does and, when there is one, all that
// concerned it, the oldest first: what became of it, of the actions for it, and of the
// decisions on it that the actor may see. Anybody of the team may ask.
// Errors: Invalid, NotFound, Forbidden, Unavailable.
func (s *Service) SchoolHistory(ctx context.Context, a record.Actor, query string, f perimeter.SchoolFilter) (m perimeter.SchoolMatches, lines []record.HistoryLine, err error) {
	err = s.view(ctx, a, func(v record.Caller, tx Tx) (err error) {
		if m, err = s.schools.Find(ctx, v, tx, query, f); err != nil || len(m.Schools) != 1 {
			return err
		}
		lines, err = wholeHistory(v, tx, m.Schools[0])
		return err
	})
	return m, lines, err
}

// wholeHistory is the history of a school and of what names it.
func wholeHistory(v record.Caller, tx Tx, school perimeter.School) ([]record.HistoryLine, error) {
	lines, err := schoolHistory(v, tx, school)
	if err != nil {
		return nil, err
	}
	actions, err := VisibleActions(v, tx, ActionFilter{School: school.UAI})
	if err != nil {
		return nil, err
	}
	decisions, err := committee.VisibleDecisions(v, tx, committee.DecisionFilter{School: school.UAI})
	if err != nil {
		return nil, err
	}
	for _, act := range actions {
		of, err := actionHistory(v, tx, act)
		if err != nil {
			return nil, err
		}
		lines = append(lines, of...)
	}
	for _, dec := range decisions {
		of, err := tx.History(v.Project.ID, dec.Subject())
		if err != nil {
			return nil, err
		}
		lines = append(lines, of...)
	}
	slices.SortStableFunc(lines, func(l, o record.HistoryLine) int { return l.At.Compare(o.At) })
	return lines, nil
}

// MoveSchool asks that a school change stage.
type MoveSchool struct {
	School   record.UAI
	To       perimeter.Stage
	Decision string // reference of an adopted decision; one that selects is needed to leave pressentie
	Reason   string // needed to step back, suspend or withdraw
}

// MoveSchool moves a school along its stages. Members of a committee and
// pilots may; with a decision, those who record for its committee.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) MoveSchool(ctx context.Context, a record.Actor, m MoveSchool) (before, after perimeter.School, err error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return before, after, err
	}
	if err := s.base.MustRecordSomewhere(ctx, v); err != nil {
		return before, after, err
	}
	if m.Reason, err = record.OptionalText("reason", m.Reason); err != nil {
		return before, after, err
	}
	if m.Decision != "" {
		if _, err := committee.MustRecordDecision(ctx, s.base, v, m.Decision); err != nil {
			return before, after, err
		}
	}
	err = s.update(ctx, v, func(d *changeset) error {
		if before, err = perimeter.FindSchool(d.Tx, d.Project.ID, m.School); err != nil {
			return err
		}
		if after, err = d.moved(before, &m); err != nil {
			return err
		}
		if err := d.PutSchools(after); err != nil {
			return err
		}
		return d.Record(after.Subject(), "school.moved", before, after, cmp.Or(m.Reason, m.Decision))
	})
	if wrong, ok := errors.AsType[*record.Error](err); ok && wrong.Key == "selection.committee" {
		err = committee.RefuseSelection(ctx, s.base, v, record.CommitteeOf(m.Decision)).About("decision")
	}
	return perimeter.RedactedSchool(v, before), perimeter.RedactedSchool(v, after), err
}

// moved is the school after the move, whose decision gets its full reference.
func (d *changeset) moved(before perimeter.School, m *MoveSchool) (perimeter.School, error) {
	after := before
	if m.Decision != "" {
		dec, err := d.restsOn(m.Decision, m.School)
		if err != nil {
			return after, err
		}
		m.Decision = dec.Ref
		switch why := committee.Unselecting(d.Caller, dec); {
		case why == nil:
			after.SelectedBy = dec.Ref
		case m.To.InRollout() && (before.SelectedBy == "" || dec.Selection == committee.SelectionDeclines):
			return after, why
		}
	}
	if err := d.checkMove(*m, before.Stage, after); err != nil {
		return after, err
	}
	d.Aloud(m.Reason)
	after.Stage, after.StageSince, after.StageDecision, after.UpdatedAt = m.To, d.Today(), m.Decision, d.Now
	if m.To == perimeter.StageCandidate {
		after.SelectedBy = "" // to be selected again takes another decision, or the same one named again
	}
	return after, nil
}

// checkMove applies the rules of a move of a school, which the decision of its SelectedBy, or
// what has replaced that since, still selects. Where none does, a step into the
// roll-out takes another decision.
func (d *changeset) checkMove(m MoveSchool, from perimeter.Stage, school perimeter.School) error {
	dec, selected, err := d.selected(school)
	if err != nil {
		return err
	}
	move := perimeter.StageMove{From: from, To: m.To, Selected: selected, Reason: m.Reason}
	wrong := move.Check()
	if e, ok := errors.AsType[*record.Error](wrong); ok && e.Key == "stage.no_decision" && dec.State.Gone() && d.Sees(dec.Committee) {
		return record.ConflictError("stage.decision_gone", "decision", dec.Ref, "state", dec.State, "stage", m.To).About("decision")
	}
	return wrong
}

// selected is the decision that has selected the school, and whether it does so
// still: one that was replaced does where what replaces it does.
func (d *changeset) selected(school perimeter.School) (by committee.Decision, still bool, err error) {
	for ref := school.SelectedBy; ref != ""; ref = by.SupersededBy {
		if by, err = d.Decision(d.Project.ID, ref); err != nil {
			return by, false, fmt.Errorf("read decision %s: %w", ref, err)
		}
	}
	if by.Ref == school.SelectedBy {
		return by, by.Ref != "" && !by.State.Gone(), nil
	}
	return by, by.State.Adopted() && by.SelectsSchool(school.UAI), nil
}

// restsOn is the adopted decision ref, if a move of the school can rest on it.
func (d *changeset) restsOn(ref string, school record.UAI) (committee.Decision, error) {
	dec, err := committee.VisibleDecision(d.Caller, d.Tx, ref)
	if err != nil {
		return dec, err
	}
	if !dec.State.Adopted() {
		return dec, record.ConflictError("stage.decision_not_adopted", "decision", dec.Ref, "state", dec.State, "open", dec.State.Open()).About("decision")
	}
	if len(dec.Schools) > 0 && !slices.Contains(dec.Schools, school) {
		return dec, record.ConflictError("stage.decision_elsewhere", "decision", dec.Ref, "uai", string(school)).About("decision")
	}
	return dec, nil
}

// NicknameSchool says what the project calls a school besides its name, instead of
// what it called it before; "" takes that away. Everybody but guests may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) NicknameSchool(ctx context.Context, a record.Actor, uai record.UAI, nickname string) (school perimeter.School, before string, err error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return school, before, err
	}
	if err := s.base.MustMember(ctx, v); err != nil {
		return school, before, err
	}
	if nickname != "" {
		if nickname, err = cleanNickname(nickname); err != nil {
			return school, before, err
		}
	}
	err = s.update(ctx, v, func(d *changeset) error {
		if school, err = perimeter.FindSchool(d.Tx, d.Project.ID, uai); err != nil {
			return err
		}
		nicknames, err := d.Nicknames(d.Project.ID)
		if err != nil {
			return err
		}
		if before = nicknames[uai]; before == nickname {
			return record.ConflictError("school.nickname_same", "nickname", nickname)
		}
		d.Aloud(nickname)
		if err := d.PutNickname(d.Project.ID, uai, nickname); err != nil {
			return err
		}
		change := "school.nicknamed"
		if nickname == "" {
			change = "school.nickname_gone"
		}
		return d.Record(school.Subject(), change, nil, nil, cmp.Or(nickname, before))
	})
	return perimeter.RedactedSchool(v, school), before, err
}

// numbered is the form of what the bot numbers by a letter: A-3.
var numbered = regexp.MustCompile(`^[A-Z]-?\d+$`)

// cleanNickname is a name that people say: no code, no reference, and nothing that
// Mattermost would take for a mention or for bold.
func cleanNickname(nickname string) (string, error) {
	nickname, err := record.CleanText("nickname", nickname, record.MaxName)
	if err != nil {
		return "", err
	}
	if plain := strings.ToUpper(record.PlainDashes(nickname)); record.IsUAI(plain) || committee.LooksLikeDecision(plain) || numbered.MatchString(plain) {
		return "", record.InvalidError("school.nickname_code", "nickname", nickname).About("nickname")
	}
	if i := strings.IndexFunc(nickname, func(r rune) bool {
		return !unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.Zs, unicode.Cf) && !strings.ContainsRune("'’.,-‐‑–&/()°+!?", r)
	}); i >= 0 {
		sign, _ := utf8.DecodeRuneInString(nickname[i:])
		return "", record.InvalidError("school.nickname_sign", "sign", string(sign)).About("nickname")
	}
	return nickname, nil
}

// NoteSchool leaves a remark on a school. Everybody but guests may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) NoteSchool(ctx context.Context, a record.Actor, uai record.UAI, text string) (perimeter.School, error) {
	var school perimeter.School
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return school, err
	}
	if err := s.base.MustMember(ctx, v); err != nil {
		return school, err
	}
	if text, err = record.CleanText("text", text, record.MaxNote); err != nil {
		return school, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		if school, err = perimeter.FindSchool(d.Tx, d.Project.ID, uai); err != nil {
			return err
		}
		if err := d.repeatedNote(school, text); err != nil {
			return err
		}
		d.Aloud(text)
		if err := d.AddSchoolNote(perimeter.SchoolNote{Project: d.Project.ID, UAI: uai, At: d.Now, By: d.User, Text: text}); err != nil {
			return err
		}
		return d.Record(school.Subject(), "school.noted", nil, nil, text)
	})
	return perimeter.RedactedSchool(v, school), err
}

// noted are a school, and the last note on it.
func noted(tx Tx, p record.ProjectID, uai record.UAI) (school perimeter.School, note perimeter.SchoolNote, err error) {
	if school, err = perimeter.FindSchool(tx, p, uai); err != nil {
		return school, note, err
	}
	if note, err = tx.LastSchoolNote(p, uai); errors.Is(err, record.ErrNone) {
		err = record.ConflictError("school.no_note", "uai", string(uai)).About("school")
	}
	return school, note, err
}

// StrikeNote strikes out, for a reason, the last note on a school: its card does not
// show it any more, its history does. Who has left it may, and those who record for
// a committee.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) StrikeNote(ctx context.Context, a record.Actor, uai record.UAI, reason string) (perimeter.School, perimeter.SchoolNote, error) {
	var school perimeter.School
	var note perimeter.SchoolNote
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return school, note, err
	}
	if err := s.base.MustMember(ctx, v); err != nil {
		return school, note, err
	}
	if reason, err = record.CleanText("reason", reason, record.MaxNote); err != nil {
		return school, note, err
	}
	err = s.read(ctx, func(tx Tx) (err error) {
		school, note, err = noted(tx, v.Project.ID, uai)
		return err
	})
	if err != nil {
		return perimeter.RedactedSchool(v, school), note, err
	}
	if !note.By.Is(v.User) {
		// Asking the chat for names must not happen inside the transaction.
		if err := s.base.MustRecordSomewhere(ctx, v); err != nil {
			return perimeter.RedactedSchool(v, school), note, err
		}
	}
	seen := note
	err = s.update(ctx, v, func(d *changeset) error {
		if school, note, err = noted(d.Tx, v.Project.ID, uai); err != nil {
			return err
		}
		if note != seen {
			return record.ConflictError("school.note_newer", "uai", string(uai), "by", note.By).About("school")
		}
		d.Aloud(reason)
		if err := d.StrikeSchoolNote(note, d.Now); err != nil {
			return err
		}
		return d.Record(school.Subject(), "school.note_struck", nil, nil, reason)
	})
	return perimeter.RedactedSchool(v, school), note, err
}

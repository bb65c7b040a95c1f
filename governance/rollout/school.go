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
	HoldUps      []perimeter.HoldUp // that hold
	Team         []Teammate         // who is tied to it
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
	if st.HoldUps, err = tx.HoldUps(v.Project.ID, []record.UAI{uai}); err != nil {
		return st, err
	}
	team, err := tx.Teammates(v.Project.ID, uai, "")
	if err != nil {
		return st, err
	}
	st.Team = inTeam(team, TeamIn)
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
	team, err := tx.History(v.Project.ID, teamOf(school.UAI))
	if err != nil {
		return nil, err
	}
	lines = append(lines, slices.DeleteFunc(team, func(l record.HistoryLine) bool { return l.Change != teamAdded && l.Change != teamRemoved })...)
	slices.SortStableFunc(lines, func(l, o record.HistoryLine) int { return l.At.Compare(o.At) })
	return lines, nil
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

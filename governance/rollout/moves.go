package rollout

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
)

// Moves is what becomes of schools that change stage together.
type Moves struct {
	To       perimeter.Stage
	Decision string // on which it rests; "" for none
	Schools  []perimeter.School
	Left     []LeftBehind // those that stay where they are
}

// LeftBehind are the schools that stay where they are for one reason.
type LeftBehind struct {
	Why     WhyLeft
	Schools []perimeter.School
}

// WhyLeft is why a school stays where it is when others move: by what the move of it
// alone is refused for, or that it has changed since what is undone.
type WhyLeft string

const (
	LeftSame      WhyLeft = "stage.same"
	LeftUnchosen  WhyLeft = "stage.no_decision"
	LeftGone      WhyLeft = "stage.decision_gone"
	LeftElsewhere WhyLeft = "stage.decision_elsewhere"
	LeftBackwards WhyLeft = "stage.no_reason"
	LeftChanged   WhyLeft = "stage.changed"
)

func (w WhyLeft) MessageKey() string { return "left." + string(w) }

// MoveSchools moves schools to a stage together, with a line of history each, in one
// transaction: those of uais, or where there are none those that the decision names. Which
// of them cannot and why is asked back with how many can. The rights
// are those of MoveSchool, whose School says nothing here.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) MoveSchools(ctx context.Context, a record.Actor, uais []record.UAI, m MoveSchool) (done Moves, err error) {
	v, err := s.mayMove(ctx, a, &m)
	if err != nil {
		return done, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		if len(uais) == 0 && m.Decision != "" {
			dec, err := committee.VisibleDecision(d.Caller, d.Tx, m.Decision)
			if err != nil {
				return err
			}
			uais = dec.Schools
		}
		schools, err := namedSchools(d.Tx, d.Project.ID, uais)
		if err != nil {
			return err
		}
		d.Aloud(m.Reason)
		done, err = d.moveAll(schools, m)
		return err
	})
	return done.redacted(v), s.selecting(ctx, v, m, err)
}

// namedSchools are schools that must be there, each once, by commune and name.
func namedSchools(tx Tx, p record.ProjectID, uais []record.UAI) ([]perimeter.School, error) {
	known, err := perimeter.SchoolsNamed(tx, p, uais)
	if err != nil {
		return nil, err
	}
	return perimeter.SchoolsOf(tx, p, known)
}

// moveAll moves the schools that can be, and keeps of them what undoing takes.
func (d *changeset) moveAll(schools []perimeter.School, m MoveSchool) (done Moves, err error) {
	mv := &mover{changeset: d, MoveSchool: m}
	kept := Move{To: m.To}
	done.To = m.To
	var lines []record.HistoryLine
	for _, before := range schools {
		after, err := mv.moved(before)
		if why, left := leftFor(err); left {
			done.leave(why, before)
			continue
		}
		if err != nil {
			return done, err
		}
		done.Schools = append(done.Schools, after)
		kept.Schools = append(kept.Schools, Moved{before.UAI, before.Stage, before.StageSince, before.StageDecision, before.SelectedBy})
		lines = append(lines, d.Line(after.Subject(), schoolMoved, before, after, mv.note()))
	}
	done.Decision, kept.Decision = mv.Decision, mv.Decision
	if len(done.Schools) == 0 {
		return done, done.none()
	}
	done.ask(d, "stage.together")
	if err := d.PutSchools(done.Schools...); err != nil {
		return done, err
	}
	if err := d.AddHistory(lines...); err != nil {
		return done, err
	}
	return done, d.Record(movesOn(d.Today()), "move.done", nil, kept, "")
}

// leftFor is why a school stays, and reports whether that is about the school alone.
func leftFor(err error) (WhyLeft, bool) {
	wrong, ok := errors.AsType[*record.Error](err)
	if !ok {
		return "", false
	}
	why := WhyLeft(wrong.Key)
	return why, slices.Contains([]WhyLeft{LeftSame, LeftUnchosen, LeftGone, LeftElsewhere, LeftBackwards}, why)
}

func (m *Moves) leave(why WhyLeft, school perimeter.School) {
	i := slices.IndexFunc(m.Left, func(l LeftBehind) bool { return l.Why == why })
	if i < 0 {
		i, m.Left = len(m.Left), append(m.Left, LeftBehind{Why: why})
	}
	m.Left[i].Schools = append(m.Left[i].Schools, school)
}

// none is why no school moves: what holds most of them.
func (m *Moves) none() error {
	if len(m.Left) == 0 {
		return record.InvalidError("stage.nobody").About("schools")
	}
	most := slices.MaxFunc(m.Left, func(x, y LeftBehind) int { return cmp.Compare(len(x.Schools), len(y.Schools)) })
	return record.ConflictError("stage.none_can", "stage", m.To, "why", most.Why, "example", string(most.Schools[0].UAI))
}

// maxExamples is how many of those that stay are named.
const maxExamples = 3

// ask notes what is to be confirmed: how many schools move, and which do not and why.
func (m *Moves) ask(d *changeset, key string) {
	d.Doubt(key, "Count", len(m.Schools), "stage", m.To, "decision", m.Decision)
	for _, left := range m.Left {
		names := record.Each(left.Schools[:min(len(left.Schools), maxExamples)], perimeter.School.ShortName)
		d.Doubt("stage.left", "Count", len(left.Schools), "why", left.Why, "names", names, "more", len(left.Schools) > maxExamples)
	}
}

func (m Moves) redacted(v record.Caller) Moves {
	m.Schools = perimeter.Redacted(v, m.Schools)
	for _, left := range m.Left {
		perimeter.Redacted(v, left.Schools)
	}
	return m
}

// UndoMoves puts back the schools that the caller has moved together last, today: all
// but those that have changed stage since, which are named. Members of a committee and
// pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) UndoMoves(ctx context.Context, a record.Actor) (undone Moves, err error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return undone, err
	}
	if err := s.base.MustRecordSomewhere(ctx, v); err != nil {
		return undone, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		move, err := d.lastMove()
		if err != nil {
			return err
		}
		undone, err = d.putBack(move)
		return err
	})
	return undone.redacted(v), err
}

// lastMove is what the caller has moved today and not put back.
func (d *changeset) lastMove() (Move, error) {
	lines, err := d.History(d.Project.ID, movesOn(d.Today()))
	if err != nil {
		return Move{}, err
	}
	undone := 0
	for _, l := range slices.Backward(lines) {
		switch move, ok := l.After.(Move); {
		case !l.By.Is(d.User):
		case l.Change == "move.undone":
			undone++
		case undone > 0:
			undone--
		case ok:
			return move, nil
		}
	}
	return Move{}, record.NotFoundError("stage.nothing_to_undo")
}

// putBack puts the schools of a move back where they were.
func (d *changeset) putBack(move Move) (undone Moves, err error) {
	undone.To, undone.Decision = move.To, move.Decision
	schools, err := d.SchoolsByUAI(d.Project.ID, record.Each(move.Schools, func(m Moved) record.UAI { return m.UAI }))
	if err != nil {
		return undone, err
	}
	now := make(map[record.UAI]perimeter.School, len(schools))
	for _, school := range schools {
		now[school.UAI] = school
	}
	var lines []record.HistoryLine
	for _, was := range move.Schools {
		before := now[was.UAI]
		if before.Stage != move.To || before.StageDecision != move.Decision || before.StageSince != d.Today() {
			undone.leave(LeftChanged, before)
			continue
		}
		after := before
		after.Stage, after.StageSince, after.StageDecision, after.SelectedBy, after.UpdatedAt = was.Stage, was.Since, was.Decision, was.SelectedBy, d.Now
		undone.Schools = append(undone.Schools, after)
		lines = append(lines, d.Line(after.Subject(), schoolUnmoved, before, after, ""))
	}
	if len(undone.Schools) == 0 {
		return undone, undone.none()
	}
	if err := d.PutSchools(undone.Schools...); err != nil {
		return undone, err
	}
	if err := d.AddHistory(lines...); err != nil {
		return undone, err
	}
	return undone, d.Record(movesOn(d.Today()), "move.undone", nil, move, "")
}

// Move is what history keeps of schools that were moved together: how they were.
type Move struct {
	To       perimeter.Stage
	Decision string
	Schools  []Moved
}

// Moved is a school as it was before.
type Moved struct {
	UAI                  record.UAI
	Stage                perimeter.Stage
	Since                calendar.Date
	Decision, SelectedBy string
}

// movesOn names what was moved together on a day: it can be undone until that ends.
func movesOn(day calendar.Date) record.Subject { return record.Subject("move/" + day.String()) }

var moveEvents = record.Keeps("move", Move.stored, storedMove.move).Beginning("move.done", "move.undone")

// storedMove is a move as history stores it.
type storedMove struct {
	To       perimeter.Stage `json:"To"`
	Decision string          `json:"Decision"`
	Schools  []storedMoved   `json:"Schools"`
}

type storedMoved struct {
	UAI        record.UAI      `json:"UAI"`
	Stage      perimeter.Stage `json:"Stage"`
	Since      calendar.Date   `json:"Since"`
	Decision   string          `json:"Decision"`
	SelectedBy string          `json:"SelectedBy"`
}

func (m Move) stored() storedMove {
	return storedMove{m.To, m.Decision, record.Each(m.Schools, func(s Moved) storedMoved { return storedMoved(s) })}
}

func (f storedMove) move() Move {
	return Move{f.To, f.Decision, record.Each(f.Schools, func(s storedMoved) Moved { return Moved(s) })}
}

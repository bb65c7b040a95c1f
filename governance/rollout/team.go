package rollout

import (
	"context"
	"errors"
	"slices"
	"time"

	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// Teammate ties somebody to a school: who asks « mon école » means that one, and may
// say what it needs. It gives no other right.
type Teammate struct {
	Project  record.ProjectID
	Number   int // tells it from the others, for good
	UAI      record.UAI
	Person   record.Person
	Function TeamFunction
	State    TeamState
	By       record.Person // who has brought it there
	At       time.Time     // and when
	Version  int           // rises with each change
}

// StateVersion is that of the state, for history.
func (m Teammate) StateVersion() int { return m.Version }

// TeamFunction is what somebody is in a school.
type TeamFunction string

const (
	FunctionHead    TeamFunction = "head"    // direction
	FunctionTeacher TeamFunction = "teacher" // enseignant
)

func (f TeamFunction) MessageKey() string { return "team_function." + string(f) }

// TeamState is how somebody stands to a school.
type TeamState string

const (
	TeamAsks TeamState = "asks" // and waits for a yes
	TeamIn   TeamState = "in"
	TeamOut  TeamState = "out" // no longer, or refused
)

// TeamStore keeps who is tied to which schools.
type TeamStore interface {
	// Teammates are those who ever were tied to the school, or the schools to which
	// somebody ever was; in the order in which they came. A zero value lets all through.
	Teammates(p record.ProjectID, uai record.UAI, of record.UserID) ([]Teammate, error)
	PutTeammate(Teammate) error
}

// What history says of who is tied to a school.
const (
	teamAdded   = "school_team.added"
	teamRemoved = "school_team.removed"
)

// OwnSchool is a school to which the caller is tied.
type OwnSchool struct {
	perimeter.School
	Function TeamFunction
}

// OwnSchools are those to which the caller is tied, by name. Anybody of the team may ask.
// Errors: Forbidden, Unavailable.
func (s *Service) OwnSchools(ctx context.Context, a record.Actor) (own []OwnSchool, err error) {
	err = s.view(ctx, a, func(v record.Caller, tx Tx) error {
		own, err = ownSchools(v, tx)
		return err
	})
	return own, err
}

func ownSchools(v record.Caller, tx Tx) ([]OwnSchool, error) {
	ties, err := tx.Teammates(v.Project.ID, "", v.User.ID)
	if err != nil {
		return nil, err
	}
	ties = inTeam(ties, TeamIn)
	schools, err := perimeter.SchoolsOf(tx, v.Project.ID, record.Each(ties, func(m Teammate) record.UAI { return m.UAI }))
	if err != nil {
		return nil, err
	}
	var own []OwnSchool
	for _, school := range schools {
		i := slices.IndexFunc(ties, func(m Teammate) bool { return m.UAI == school.UAI })
		own = append(own, OwnSchool{perimeter.RedactedSchool(v, school), ties[i].Function})
	}
	return own, nil
}

// inTeam are those who stand in one of the ways.
func inTeam(all []Teammate, states ...TeamState) []Teammate {
	return slices.DeleteFunc(slices.Clone(all), func(m Teammate) bool { return !slices.Contains(states, m.State) })
}

// SchoolTeam is who is tied to a school, and who asks to be: the latter told to those
// alone who can say yes, and to whom it is. Anybody of the team may ask.
// Errors: NotFound, Forbidden, Unavailable.
func (s *Service) SchoolTeam(ctx context.Context, a record.Actor, uai record.UAI) (school perimeter.School, in, asks []Teammate, err error) {
	err = s.view(ctx, a, func(v record.Caller, tx Tx) error {
		if school, err = perimeter.FindSchool(tx, v.Project.ID, uai); err != nil {
			return err
		}
		school = perimeter.RedactedSchool(v, school)
		all, err := tx.Teammates(v.Project.ID, uai, "")
		in = inTeam(all, TeamIn)
		asks = slices.DeleteFunc(inTeam(all, TeamAsks), func(m Teammate) bool { return !v.RecordsSomewhere() && !m.Person.Is(v.User) })
		return err
	})
	return school, in, asks, err
}

// JoinTeam asks that somebody be tied to a school.
type JoinTeam struct {
	School   record.UAI
	Person   record.Person
	Function TeamFunction // default: the one that was asked for, else FunctionTeacher
}

// AskToJoin asks that the caller be tied to a school: the support group that is there
// for it is told in its channel, the pilots where there is none. Everybody but guests may.
// Errors: NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) AskToJoin(ctx context.Context, a record.Actor, uai record.UAI, as TeamFunction) (school perimeter.School, m Teammate, err error) {
	return s.changeTeam(ctx, a, uai, s.base.MustMember, func(d *changeset, school perimeter.School) (Teammate, error) {
		m, before, err := d.teammate(uai, d.User)
		if err != nil {
			return m, err
		}
		if m.State == TeamIn || m.State == TeamAsks {
			return m, record.ConflictError("team."+string(m.State), "name", school.Name, "commune", school.Commune, "uai", string(uai))
		}
		m.State, m.Function = TeamAsks, orTeacher(as, "")
		if err := d.putTeammate(&m, before, "school_team.asked"); err != nil {
			return m, err
		}
		to, err := helpersOf(d.Tx, d.Project.ID, school.District, "")
		if err != nil || len(to) == 0 {
			return m, errors.Join(err, d.Announce(teamOf(uai), TeamAsked, m.Number, reminder.ToPilots()))
		}
		return m, d.Announce(teamOf(uai), TeamAsked, m.Number, reminder.ToChannel(to[0].Channel))
	})
}

func orTeacher(as, was TeamFunction) TeamFunction {
	switch {
	case as != "":
		return as
	case was != "":
		return was
	default:
		return FunctionTeacher
	}
}

// AddTeammate ties somebody to a school, who may have asked for it, or gives them
// another function there; they are told. Members of a committee and pilots may.
// Errors: NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) AddTeammate(ctx context.Context, a record.Actor, n JoinTeam) (school perimeter.School, m Teammate, err error) {
	return s.changeTeam(ctx, a, n.School, s.base.MustRecordSomewhere, func(d *changeset, school perimeter.School) (Teammate, error) {
		m, before, err := d.teammate(n.School, n.Person)
		if err != nil {
			return m, err
		}
		as := orTeacher(n.Function, m.Function)
		if m.State == TeamIn && m.Function == as {
			return m, record.ConflictError("team.same", "people", []record.Person{m.Person}, "name", school.Name, "function", as).About("who")
		}
		m.State, m.Function = TeamIn, as
		if err := d.putTeammate(&m, before, teamAdded); err != nil {
			return m, err
		}
		return m, d.Tell(teamOf(m.UAI), TeamAdded, m.Number, []record.Person{m.Person})
	})
}

// RemoveTeammate says that somebody is not tied to a school, or not any more; they are
// told. They may themselves, and members of a committee and pilots.
// Errors: NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) RemoveTeammate(ctx context.Context, a record.Actor, uai record.UAI, who record.Person) (school perimeter.School, m Teammate, err error) {
	may := s.base.MustRecordSomewhere
	if a.User.ID == who.ID {
		may = s.base.MustMember
	}
	return s.changeTeam(ctx, a, uai, may, func(d *changeset, school perimeter.School) (Teammate, error) {
		m, before, err := d.teammate(uai, who)
		if err != nil {
			return m, err
		}
		if m.State != TeamIn && m.State != TeamAsks {
			return m, record.ConflictError("team.not_in", "people", []record.Person{m.Person}, "name", school.Name).About("who")
		}
		line := teamRemoved
		if m.State == TeamAsks {
			line = "school_team.refused"
		}
		m.State = TeamOut
		if err := d.putTeammate(&m, before, line); err != nil {
			return m, err
		}
		return m, d.Tell(teamOf(m.UAI), TeamRefused, m.Number, []record.Person{m.Person})
	})
}

// changeTeam runs change on the team of a school, for those who may.
func (s *Service) changeTeam(ctx context.Context, a record.Actor, uai record.UAI, must func(context.Context, record.Caller) error, change func(*changeset, perimeter.School) (Teammate, error)) (school perimeter.School, m Teammate, err error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return school, m, err
	}
	if err := must(ctx, v); err != nil {
		return school, m, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		if school, err = perimeter.FindSchool(d.Tx, d.Project.ID, uai); err != nil {
			return err
		}
		m, err = change(d, school)
		return err
	})
	return perimeter.RedactedSchool(v, school), m, err
}

// teammate is somebody as they stand to a school, and what history has of that; new
// where they never were tied to it.
func (d *changeset) teammate(uai record.UAI, who record.Person) (Teammate, record.State, error) {
	all, err := d.Teammates(d.Project.ID, uai, who.ID)
	if err != nil {
		return Teammate{}, nil, err
	}
	if len(all) > 0 {
		return all[0], all[0], nil
	}
	m := Teammate{Project: d.Project.ID, UAI: uai, Person: who}
	m.Number, err = d.Next(d.Project.ID, "team")
	return m, nil, err
}

func (d *changeset) putTeammate(m *Teammate, before record.State, line string) error {
	m.By, m.At = d.User, d.Now
	m.Version++
	if err := d.PutTeammate(*m); err != nil {
		return err
	}
	return d.Record(teamOf(m.UAI), line, before, *m, "")
}

// TeammateOf is whom a change of a school's team is about; false for any other change.
func TeammateOf(l record.HistoryLine) (Teammate, bool) {
	m, ok := l.After.(Teammate)
	return m, ok
}

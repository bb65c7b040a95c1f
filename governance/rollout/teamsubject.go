package rollout

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// NounTeam is the noun of the teams of schools.
const NounTeam record.Noun = "school_team"

// What deliveries tell of the team of a school.
const (
	TeamAsked   reminder.DeliveryKind = "school_team.asked"   // somebody wants to be of it
	TeamAdded   reminder.DeliveryKind = "school_team.added"   // somebody is of it
	TeamRefused reminder.DeliveryKind = "school_team.refused" // or is not
)

// teamOf names the team of a school in history and deliveries.
func teamOf(uai record.UAI) record.Subject { return NounTeam.Subject(string(uai)) }

// TeamEntry is what can be told of the teams of schools.
func TeamEntry() reminder.Entry {
	return reminder.Entry{
		Noun: NounTeam, InFull: true, Load: loadTeam,
		Kinds: map[reminder.DeliveryKind]reminder.Policy{TeamAsked: {}, TeamAdded: {}, TeamRefused: {}},
	}
}

// TeamView is the team of a school with the one of it that a delivery is about.
type TeamView struct {
	Teammate
	School perimeter.School

	all []Teammate
}

func loadTeam(tx reminder.CachedTx, b reminder.Content, s record.Subject) (reminder.About, error) {
	own := Open(tx.Tx)
	schools, err := own.SchoolsByUAI(b.Project.ID, []record.UAI{record.UAI(s.Ref())})
	if err != nil {
		return nil, err
	}
	if len(schools) == 0 {
		return nil, record.ErrNone
	}
	view := TeamView{School: schools[0]}
	view.all, err = own.Teammates(b.Project.ID, view.School.UAI, "")
	return view, err
}

// Subject names the team.
func (v TeamView) Subject() record.Subject { return teamOf(v.School.UAI) }

// Facts bind no button to a version: one who is let in must not spend the button of the
// next one.
func (v TeamView) Facts() reminder.Facts {
	facts := reminder.Facts{Ref: string(v.School.UAI), Author: v.By}
	for _, m := range v.all {
		facts.Named = append(facts.Named, m.Person)
	}
	return facts
}

// Complete finds whom a delivery is about, by its occurrence: their number.
func (v TeamView) Complete(tx reminder.Tx, b *reminder.Content, d reminder.Delivery) error {
	number, _ := strconv.Atoi(strings.TrimPrefix(d.Occurrence, reminder.PassedOn))
	i := slices.IndexFunc(v.all, func(m Teammate) bool { return m.Number == number })
	if i < 0 { // a delivery about one that could not be delivered
		b.Skip = reminder.SkipGone
		return nil
	}
	v.Teammate = v.all[i]
	b.About = v
	if v.State != toldOf(d.Kind) {
		b.Skip = reminder.SkipChanged
	}
	lines, err := tx.History(d.Project, d.Subject)
	for _, l := range slices.Backward(lines) {
		if m, ok := TeammateOf(l); ok && m.Number == number {
			b.Change = l
			break
		}
	}
	return err
}

// toldOf is how somebody stands to a school of whom a delivery tells.
func toldOf(k reminder.DeliveryKind) TeamState {
	switch k {
	case TeamAsked:
		return TeamAsks
	case TeamAdded:
		return TeamIn
	default:
		return TeamOut
	}
}

var teamEvents = record.Keeps("school_team", Teammate.stored, storedTeammate.teammate)

// storedTeammate is somebody of a school's team as history stores it.
type storedTeammate struct {
	Project  record.ProjectID    `json:"Project"`
	Number   int                 `json:"Number"`
	UAI      record.UAI          `json:"UAI"`
	Person   record.StoredPerson `json:"Person"`
	Function TeamFunction        `json:"Function"`
	State    TeamState           `json:"State"`
	By       record.StoredPerson `json:"By"`
	At       time.Time           `json:"At"`
	Version  int                 `json:"Version"`
}

func (m Teammate) stored() storedTeammate {
	return storedTeammate{m.Project, m.Number, m.UAI, record.StoredPerson(m.Person), m.Function, m.State, record.StoredPerson(m.By), m.At, m.Version}
}

func (f storedTeammate) teammate() Teammate {
	return Teammate{f.Project, f.Number, f.UAI, record.Person(f.Person), f.Function, f.State, record.Person(f.By), f.At, f.Version}
}

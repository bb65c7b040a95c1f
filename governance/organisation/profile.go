package organisation

import (
	"time"

	"pilotent/governance/record"
)

// Perimeter is how far a project reaches (domain.md §3.1: it may be wider than a
// school).
type Perimeter string

const (
	PerimeterSchool           Perimeter = "school"
	PerimeterCommune          Perimeter = "commune"
	PerimeterIntercommunality Perimeter = "intercommunality" // a syndicat too
	PerimeterDistrict         Perimeter = "district"         // circonscription
	PerimeterNetwork          Perimeter = "network"          // réseau d'écoles
)

func (p Perimeter) MessageKey() string { return "perimeter." + string(p) }

// Perimeters are all, the smallest first.
func Perimeters() []Perimeter {
	return []Perimeter{PerimeterSchool, PerimeterNetwork, PerimeterCommune, PerimeterDistrict, PerimeterIntercommunality}
}

// ProjectStage is the stage at which a project is; schools have stages of their own.
type ProjectStage string

const (
	StageFraming        ProjectStage = "framing"        // cadrage
	StagePilot          ProjectStage = "pilot"          // pilote
	StageDeployment     ProjectStage = "deployment"     // déploiement
	StageGeneralisation ProjectStage = "generalisation" // généralisation
	StageSteady         ProjectStage = "steady"         // régime courant
)

func (p ProjectStage) MessageKey() string { return "project_stage." + string(p) }

// Stages are all, in the order in which a project goes through them.
func Stages() []ProjectStage {
	return []ProjectStage{StageFraming, StagePilot, StageDeployment, StageGeneralisation, StageSteady}
}

// Profile is what a project is like.
type Profile struct {
	Project   record.ProjectID
	Perimeter Perimeter
	// Schools is how many it is for; 0 for those of its directory.
	Schools   int
	Stage     ProjectStage
	Author    record.Person
	ChangedAt time.Time
	Version   int // rises with each change
}

// among is how many schools it is for, of a directory that has so many; a school alone
// needs none.
func (p Profile) among(directory int) int {
	switch {
	case p.Schools > 0:
		return p.Schools
	case p.Perimeter == PerimeterSchool:
		return 1
	default:
		return directory
	}
}

// ProfileSubject names the profile in history.
const ProfileSubject record.Subject = "profile"

// StateVersion is that of the state, for history.
func (p Profile) StateVersion() int { return p.Version }

// Bounds of what people say of a project.
const (
	MaxSchools = 60_000 // France has some 48,000
	MaxYearly  = 52
)

// ProfileStore keeps profiles, and plans while they are discussed.
type ProfileStore interface {
	// Profile answers ErrNone while nobody has said what the project is like.
	Profile(p record.ProjectID) (Profile, error)
	PutProfile(Profile) error
	// Draft is the last plan that was discussed; ErrNone when there was none.
	Draft(p record.ProjectID) (Draft, error)
	PutDraft(Draft) error
}

var profileEvents = record.Keeps("profile", Profile.stored, storedProfile.profile)

// storedProfile is a profile as history stores it, in versions 0 and 1.
type storedProfile struct {
	Project   record.ProjectID    `json:"project"`
	Perimeter Perimeter           `json:"perimeter"`
	Schools   int                 `json:"schools"`
	Stage     ProjectStage        `json:"stage"`
	Author    record.StoredPerson `json:"author"`
	ChangedAt time.Time           `json:"changed_at"`
	Version   int                 `json:"version"`
}

func (p Profile) stored() storedProfile {
	return storedProfile{p.Project, p.Perimeter, p.Schools, p.Stage, record.StoredPerson(p.Author), p.ChangedAt, p.Version}
}

func (f storedProfile) profile() Profile {
	return Profile{f.Project, f.Perimeter, f.Schools, f.Stage, record.Person(f.Author), f.ChangedAt, f.Version}
}

package perimeter

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
)

// SchoolsOf are the schools of those UAIs, by commune and name.
func SchoolsOf(tx Store, p record.ProjectID, uais []record.UAI) ([]School, error) {
	schools, err := inOrder(tx, p, uais)
	if err == nil && len(schools) < len(uais) {
		err = record.ErrNone
	}
	if err != nil {
		return nil, fmt.Errorf("read schools %s: %w", uais, err)
	}
	folded := make(map[record.UAI][2]string, len(schools))
	for _, s := range schools {
		folded[s.UAI] = [2]string{record.Fold(s.Commune), record.Fold(s.Name)}
	}
	slices.SortFunc(schools, func(x, y School) int {
		a, b := folded[x.UAI], folded[y.UAI]
		return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	})
	return schools, nil
}

// SchoolsKnown are all schools of a project, by UAI.
func SchoolsKnown(tx Store, p record.ProjectID) (map[record.UAI]School, error) {
	known := map[record.UAI]School{}
	err := tx.EachSchool(p, func(s School) { known[s.UAI] = School{UAI: s.UAI, Name: s.Name, Commune: s.Commune} })
	if err != nil {
		return nil, fmt.Errorf("read schools: %w", err)
	}
	return known, nil
}

// inOrder are the schools of those UAIs, but for those that are not there.
func inOrder(tx Store, p record.ProjectID, uais []record.UAI) ([]School, error) {
	read, err := tx.SchoolsByUAI(p, uais)
	if err != nil {
		return nil, err
	}
	known := make(map[record.UAI]School, len(read))
	for _, school := range read {
		known[school.UAI] = school
	}
	schools := make([]School, 0, len(uais))
	for _, uai := range uais {
		if school, ok := known[uai]; ok {
			schools = append(schools, school)
		}
	}
	return schools, nil
}

var schoolEvents = record.Keeps("school", School.stored, storedSchool.school).Without("school.noted", "school.note_struck", "school.nicknamed", "school.nickname_gone")

// storedSchool is a school as history stores it, in versions 0 and 1.
type storedSchool struct {
	Project       record.ProjectID `json:"Project"`
	UAI           record.UAI       `json:"UAI"`
	Name          string           `json:"Name"`
	Type          SchoolType       `json:"Type"`
	Commune       string           `json:"Commune"`
	PostalCode    string           `json:"PostalCode"`
	District      string           `json:"District"`
	Private       bool             `json:"Private"`
	Closing       bool             `json:"Closing"`
	Stage         Stage            `json:"Stage"`
	StageSince    calendar.Date    `json:"StageSince"`
	StageDecision string           `json:"StageDecision"`
	SelectedBy    string           `json:"SelectedBy"`
	UpdatedAt     time.Time        `json:"UpdatedAt"`
}

func (s School) stored() storedSchool { return storedSchool(s) }

func (f storedSchool) school() School { return School(f) }

var importEvents = record.Keeps("schools", ImportReport.stored, storedImport.report).Beginning("schools.imported")

// storedImport is an import as history stores it, in versions 0 and 1.
type storedImport struct {
	Read      int             `json:"Read"`
	Added     int             `json:"Added"`
	Updated   int             `json:"Updated"`
	Unchanged int             `json:"Unchanged"`
	Latin1    bool            `json:"Latin1"`
	Problems  []storedProblem `json:"Problems"`
	More      int             `json:"More"`
}

func (r ImportReport) stored() storedImport {
	return storedImport{
		Read:      r.Read,
		Added:     r.Added,
		Updated:   r.Updated,
		Unchanged: r.Unchanged,
		Latin1:    r.Latin1,
		Problems:  record.Each(r.Problems, asStoredProblem),
		More:      r.More,
	}
}

func (f storedImport) report() ImportReport {
	return ImportReport{
		Read:      f.Read,
		Added:     f.Added,
		Updated:   f.Updated,
		Unchanged: f.Unchanged,
		Latin1:    f.Latin1,
		Problems:  record.Each(f.Problems, storedProblem.problem),
		More:      f.More,
	}
}

type storedProblem struct {
	Line int         `json:"Line"`
	Key  string      `json:"Key"`
	Args record.Args `json:"Args"`
}

func asStoredProblem(p FileProblem) storedProblem { return storedProblem(p) }

func (f storedProblem) problem() FileProblem { return FileProblem(f) }

// School is a school of the project's perimeter. What the directory says of it
// is overwritten by each import; Stage is the project's own.
type School struct {
	Project    record.ProjectID
	UAI        record.UAI
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
func (s School) Subject() record.Subject { return record.Subject("school/" + string(s.UAI)) }

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
	Project record.ProjectID
	UAI     record.UAI
	At      time.Time
	By      record.Person
	Text    string
}

// SchoolFilter narrows a list, or a search; zero fields do not.
type SchoolFilter struct {
	Stage Stage
	// InRollout leaves out the schools that nobody has moved yet.
	InRollout bool
	// Commune and District are as people write them: without accents, in part,
	// with small typing mistakes. What names no commune as well as it names a
	// district, or has a postcode, is taken for that.
	Commune, District string
	Type              SchoolType
	Private           bool // private schools only
	// Set is a set of schools by its name, Wave one by its number.
	Set  string
	Wave int
	// Held lets through the schools that something of that category holds up, Quiet those
	// of the roll-out of which nothing was noted for so long.
	Held  HoldUpCategory
	Quiet time.Duration
	// Late lets through the schools that are behind the plan of their wave, Unsupported
	// those that nobody has done anything for since they opened; in lists only.
	Late, Unsupported bool

	today calendar.Date
	now   time.Time
	// Limit is how many are read, of all that are counted; a list passes over the
	// first Offset.
	Limit, Offset int
}

// lets reports whether a school of these traits is let through.
func (f SchoolFilter) lets(t traits) bool {
	return (f.Stage == "" || f.Stage == t.stage) && (!f.InRollout || t.stage != StageCandidate) &&
		(f.Type == "" || f.Type == t.kind) && (!f.Private || t.private)
}

// SchoolStore keeps schools and the notes on them.
type SchoolStore interface {
	// School answers ErrNone for a UAI that is not in the project.
	School(p record.ProjectID, uai record.UAI) (School, error)
	// Schools are all schools of the project, by commune, then name.
	Schools(p record.ProjectID) ([]School, error)
	// EachSchool gives the same to use, one after the other, which calls nothing of the
	// store.
	EachSchool(p record.ProjectID, use func(School)) error
	// SchoolsByUAI are those of the UAIs that are in the project, in any order.
	SchoolsByUAI(p record.ProjectID, uais []record.UAI) ([]School, error)
	// SchoolsSince are schools that were put after the directory had a version, at
	// most as many as limit.
	SchoolsSince(p record.ProjectID, version, limit int) ([]School, error)
	// DirectoryVersion is raised by each PutSchools and PutNickname; 0 before the first.
	// It is an error in a transaction that writes: what is undone has a version that
	// comes again, and nothing may be kept under it.
	DirectoryVersion(p record.ProjectID) (int, error)
	// Nicknames are what the project calls schools besides, by UAI.
	Nicknames(p record.ProjectID) (map[record.UAI]string, error)
	// PutNickname replaces that of a school; "" is none. PutSchools leaves it.
	PutNickname(p record.ProjectID, uai record.UAI, nickname string) error
	// SchoolsByStage are how many schools are at each stage.
	SchoolsByStage(p record.ProjectID) (map[Stage]int, error)
	// SelectedSchools is how many schools a decision has selected.
	SelectedSchools(p record.ProjectID, decision string) (int, error)
	// PutSchools adds schools, or replaces those of the same UAI.
	PutSchools(...School) error
	AddSchoolNote(SchoolNote) error
	// LastSchoolNote is the last one that is not struck out; ErrNone when there is
	// none.
	LastSchoolNote(p record.ProjectID, uai record.UAI) (SchoolNote, error)
	// StrikeSchoolNote strikes out a note that it has answered.
	StrikeSchoolNote(n SchoolNote, at time.Time) error
}

// RedactedSchool is without the references of decisions that the caller may not see.
func RedactedSchool(v record.Caller, s School) School {
	if !v.Sees(record.CommitteeOf(s.StageDecision)) {
		s.StageDecision = ""
	}
	if !v.Sees(record.CommitteeOf(s.SelectedBy)) {
		s.SelectedBy = ""
	}
	return s
}

// Redacted does the same for each of them, in place.
func Redacted(v record.Caller, list []School) []School {
	for i, s := range list {
		list[i] = RedactedSchool(v, s)
	}
	return list
}

// RedactedState does the same for a school that history keeps.
func RedactedState(v record.Caller, s record.State) record.State {
	if school, ok := s.(School); ok {
		return RedactedSchool(v, school)
	}
	return s
}

// FindSchool is the school, or an error that says that it is unknown.
func FindSchool(tx Store, p record.ProjectID, uai record.UAI) (School, error) {
	school, err := tx.School(p, uai)
	if errors.Is(err, record.ErrNone) {
		return school, record.NotFoundError("school.unknown", "uai", string(uai)).About("school")
	}
	return school, err
}

// SchoolsNamed checks that each UAI is a school of the project, and drops
// doubles.
func SchoolsNamed(tx Store, p record.ProjectID, uais []record.UAI) ([]record.UAI, error) {
	schools, err := tx.SchoolsByUAI(p, uais)
	if err != nil {
		return nil, fmt.Errorf("find schools: %w", err)
	}
	there := make(map[record.UAI]bool, len(schools))
	for _, s := range schools {
		there[s.UAI] = true
	}
	var known []record.UAI
	for _, uai := range uais {
		once, ok := there[uai]
		if !ok {
			return nil, record.NotFoundError("school.unknown", "uai", string(uai)).About("school")
		}
		if once {
			known = append(known, uai)
		}
		there[uai] = false
	}
	return known, nil
}

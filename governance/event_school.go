package governance

import (
	"time"

	"pilotent/governance/calendar"
)

var schoolEvents = keeps("school", School.stored, storedSchool.school).without("school.noted")

// storedSchool is a school as history stores it, in versions 0 and 1.
type storedSchool struct {
	Project       ProjectID     `json:"Project"`
	UAI           UAI           `json:"UAI"`
	Name          string        `json:"Name"`
	Type          SchoolType    `json:"Type"`
	Commune       string        `json:"Commune"`
	PostalCode    string        `json:"PostalCode"`
	District      string        `json:"District"`
	Private       bool          `json:"Private"`
	Closing       bool          `json:"Closing"`
	Stage         Stage         `json:"Stage"`
	StageSince    calendar.Date `json:"StageSince"`
	StageDecision string        `json:"StageDecision"`
	SelectedBy    string        `json:"SelectedBy"`
	UpdatedAt     time.Time     `json:"UpdatedAt"`
}

func (s School) stored() storedSchool { return storedSchool(s) }

func (f storedSchool) school() School { return School(f) }

var importEvents = keeps("schools", ImportReport.stored, storedImport.report).beginning("schools.imported")

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
		Problems:  each(r.Problems, asStoredProblem),
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
		Problems:  each(f.Problems, storedProblem.problem),
		More:      f.More,
	}
}

type storedProblem struct {
	Line int    `json:"Line"`
	Key  string `json:"Key"`
	Args Args   `json:"Args"`
}

func asStoredProblem(p FileProblem) storedProblem { return storedProblem(p) }

func (f storedProblem) problem() FileProblem { return FileProblem(f) }

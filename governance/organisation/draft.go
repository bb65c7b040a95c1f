package organisation

import (
	"time"

	"pilotent/governance/committee"
	"pilotent/governance/record"
)

// Draft is a plan while it is discussed: what the project is like, and what people
// changed in what the model makes of that. Any pilot may go on with it.
type Draft struct {
	Project   record.ProjectID
	Perimeter Perimeter
	Schools   int // 0 for those of the directory
	Stage     ProjectStage
	// Partners are those that are new, or said anew.
	Partners []committee.Institution
	Edits    []Edit
	Author   record.Person
	At       time.Time
	// DoneAt is when it was carried out whole, or given up; zero while it is discussed.
	DoneAt  time.Time
	Version int // rises with each change
}

// DraftSubject names the plan in history.
const DraftSubject record.Subject = "plan"

// StateVersion is that of the state, for history.
func (d Draft) StateVersion() int { return d.Version }

func (d Draft) open() bool { return d.Version > 0 && d.DoneAt.IsZero() }

var draftEvents = record.Keeps("plan", Draft.stored, storedDraft.draft)

// storedDraft is a draft as history stores it, in versions 0 and 1.
type storedDraft struct {
	Project   record.ProjectID    `json:"project"`
	Perimeter Perimeter           `json:"perimeter"`
	Schools   int                 `json:"schools"`
	Stage     ProjectStage        `json:"stage"`
	Partners  []storedInstitution `json:"partners"`
	Edits     []storedEdit        `json:"edits"`
	Author    record.StoredPerson `json:"author"`
	At        time.Time           `json:"at"`
	DoneAt    time.Time           `json:"done_at"`
	Version   int                 `json:"version"`
}

// storedInstitution is an institution as the history of plans stores it.
type storedInstitution struct {
	Name        string                 `json:"name"`
	Level       record.Level           `json:"level"`
	Role        string                 `json:"role"`
	Competences []committee.Competence `json:"competences"`
}

// storedEdit is a changed line as the history of plans stores it.
type storedEdit struct {
	ID     string       `json:"id"`
	Code   string       `json:"code"`
	Name   string       `json:"name"`
	Level  record.Level `json:"level"`
	Yearly int          `json:"yearly"`
	Out    bool         `json:"out"`
}

func (d Draft) stored() storedDraft {
	return storedDraft{
		d.Project, d.Perimeter, d.Schools, d.Stage,
		record.Each(d.Partners, func(i committee.Institution) storedInstitution { return storedInstitution(i) }),
		record.Each(d.Edits, func(e Edit) storedEdit { return storedEdit(e) }),
		record.StoredPerson(d.Author), d.At, d.DoneAt, d.Version,
	}
}

func (f storedDraft) draft() Draft {
	return Draft{
		f.Project, f.Perimeter, f.Schools, f.Stage,
		record.Each(f.Partners, func(i storedInstitution) committee.Institution { return committee.Institution(i) }),
		record.Each(f.Edits, func(e storedEdit) Edit { return Edit(e) }),
		record.Person(f.Author), f.At, f.DoneAt, f.Version,
	}
}

package proceedings

import (
	"fmt"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
)

// Proceedings are the minutes of one meeting.
type Proceedings struct {
	Project   record.ProjectID
	Meeting   int
	Committee string // its code
	// Ref is their number once they are approved, "COPIL-CR-2026-001"; "" before. Year and
	// Number are those in it: of the meeting's year, the first to be approved first.
	Ref          string
	Year, Number int
	State        State
	// Edition is the number of the last draft that the committee has read; 0 for none.
	Edition int
	// Intro is what was said beside the points.
	Intro    string
	PostedAt time.Time
	// Until is the last day for remarks.
	Until      calendar.Date
	Author     record.Person // who has posted the last draft
	ApprovedAt time.Time
	// ApprovedBy is who has approved them, or noted that they were: Chair is then the name
	// of who presides and has no account, ApprovedIn the meeting that approved them.
	ApprovedBy   record.Person
	ApprovedName string // ApprovedBy's, as it was then
	Chair        string
	ApprovedIn   int
	Version      int // rises with each change
}

// State is where minutes stand.
type State string

const (
	StateNone     State = ""         // no draft was read yet
	StateDraft    State = "draft"    // the committee has a draft
	StateApproved State = "approved" // nothing changes any more but what is added
)

// StateVersion is that of the state, for history.
func (p Proceedings) StateVersion() int { return p.Version }

// NounProceedings is the noun of minutes; they have the reference of their meeting.
const NounProceedings record.Noun = "proceedings"

// Subject names the minutes in history and deliveries.
func (p Proceedings) Subject() record.Subject { return NounProceedings.Subject(p.MeetingRef()) }

// MeetingRef is how people name their meeting.
func (p Proceedings) MeetingRef() string { return committee.Meeting{Number: p.Meeting}.Ref() }

// Approved reports whether they are frozen.
func (p Proceedings) Approved() bool { return p.State == StateApproved }

// refOf numbers minutes per committee and civil year, as decisions are.
func refOf(code string, year, n int) string { return fmt.Sprintf("%s-CR-%d-%03d", code, year, n) }

// Edition is a draft as the committee has read it, which nothing changes. Stored is its
// Content.
type Edition struct {
	Project  record.ProjectID
	Meeting  int
	Number   int // 1 for the first
	Stored   string
	Author   record.Person
	PostedAt time.Time
}

// Remark is what somebody has said of a draft or, once the minutes are approved, what was
// added to them.
type Remark struct {
	Project record.ProjectID
	Meeting int
	Number  int // of its meeting, 1 for the first
	// Edition is the draft of which it is.
	Edition int
	// Added says that it completes minutes that were approved.
	Added  bool
	Author record.Person
	Name   string // the author's, as it was then
	Text   string
	At     time.Time
	// Post is the answer to a draft by which it was made; "" where it was typed.
	Post string
}

// StateVersion is that of the state, for history: a remark never changes.
func (r Remark) StateVersion() int { return 1 }

// Store is what this room keeps.
type Store interface {
	// Proceedings are those of a meeting; ErrNone while nobody has written any.
	Proceedings(p record.ProjectID, meeting int) (Proceedings, error)
	PutProceedings(Proceedings) error
	// Edition finds by number; ErrNone when there is none.
	Edition(p record.ProjectID, meeting, number int) (Edition, error)
	AddEdition(Edition) error
	// Postings are where the editions of the minutes of a meeting were posted, by number.
	Postings(p record.ProjectID, meeting int) ([]Posting, error)
	// Remarks are those on the minutes of a meeting, and what was added, in their order.
	Remarks(p record.ProjectID, meeting int) ([]Remark, error)
	AddRemark(Remark) error
}

// What history says of minutes.
const (
	proceedingsPosted    = "proceedings.posted"
	proceedingsApproved  = "proceedings.approved"
	proceedingsRewritten = "proceedings.rewritten"
	remarkGiven          = "remark.given"
	remarkAdded          = "remark.added"
	remarkHeard          = "remark.heard"
)

var (
	proceedingsEvents = record.Keeps("proceedings", Proceedings.stored, storedProceedings.proceedings)
	remarkEvents      = record.Then(record.Keeps("remark", Remark.stored, storedRemark.remark), Remark.storedHeard, storedHeardRemark.remark)
)

// storedProceedings are minutes as history stores them; what they say is in their editions.
type storedProceedings struct {
	Project      record.ProjectID    `json:"Project"`
	Meeting      int                 `json:"Meeting"`
	Committee    string              `json:"Committee"`
	Ref          string              `json:"Ref"`
	Year         int                 `json:"Year"`
	Number       int                 `json:"Number"`
	State        State               `json:"State"`
	Edition      int                 `json:"Edition"`
	Intro        string              `json:"Intro"`
	PostedAt     time.Time           `json:"PostedAt"`
	Until        calendar.Date       `json:"Until"`
	Author       record.StoredPerson `json:"Author"`
	ApprovedAt   time.Time           `json:"ApprovedAt"`
	ApprovedBy   record.StoredPerson `json:"ApprovedBy"`
	ApprovedName string              `json:"ApprovedName"`
	Chair        string              `json:"Chair"`
	ApprovedIn   int                 `json:"ApprovedIn"`
	Version      int                 `json:"Version"`
}

func (p Proceedings) stored() storedProceedings {
	return storedProceedings{
		Project: p.Project, Meeting: p.Meeting, Committee: p.Committee, Ref: p.Ref, Year: p.Year, Number: p.Number, State: p.State,
		Edition: p.Edition, Intro: p.Intro, PostedAt: p.PostedAt, Until: p.Until, Author: record.StoredPerson(p.Author),
		ApprovedAt: p.ApprovedAt, ApprovedBy: record.StoredPerson(p.ApprovedBy), ApprovedName: p.ApprovedName,
		Chair: p.Chair, ApprovedIn: p.ApprovedIn, Version: p.Version,
	}
}

func (f storedProceedings) proceedings() Proceedings {
	return Proceedings{
		Project: f.Project, Meeting: f.Meeting, Committee: f.Committee, Ref: f.Ref, Year: f.Year, Number: f.Number, State: f.State,
		Edition: f.Edition, Intro: f.Intro, PostedAt: f.PostedAt, Until: f.Until, Author: record.Person(f.Author),
		ApprovedAt: f.ApprovedAt, ApprovedBy: record.Person(f.ApprovedBy), ApprovedName: f.ApprovedName,
		Chair: f.Chair, ApprovedIn: f.ApprovedIn, Version: f.Version,
	}
}

// storedHeardRemark is a remark as history stores it in version 2: it may be an answer to
// a draft.
type storedHeardRemark struct {
	storedRemark
	Post string `json:"Post"`
}

func (r Remark) storedHeard() storedHeardRemark { return storedHeardRemark{r.stored(), r.Post} }

func (f storedHeardRemark) remark() Remark {
	r := f.storedRemark.remark()
	r.Post = f.Post
	return r
}

// storedRemark is a remark as history stores it, in version 1.
type storedRemark struct {
	Project record.ProjectID    `json:"Project"`
	Meeting int                 `json:"Meeting"`
	Number  int                 `json:"Number"`
	Edition int                 `json:"Edition"`
	Added   bool                `json:"Added"`
	Author  record.StoredPerson `json:"Author"`
	Name    string              `json:"Name"`
	Text    string              `json:"Text"`
	At      time.Time           `json:"At"`
}

func (r Remark) stored() storedRemark {
	return storedRemark{
		Project: r.Project, Meeting: r.Meeting, Number: r.Number, Edition: r.Edition, Added: r.Added,
		Author: record.StoredPerson(r.Author), Name: r.Name, Text: r.Text, At: r.At,
	}
}

func (f storedRemark) remark() Remark {
	return Remark{
		Project: f.Project, Meeting: f.Meeting, Number: f.Number, Edition: f.Edition, Added: f.Added,
		Author: record.Person(f.Author), Name: f.Name, Text: f.Text, At: f.At,
	}
}

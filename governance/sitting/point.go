package sitting

import (
	"time"

	"pilotent/governance/record"
)

// Point is one of a meeting's agenda.
type Point struct {
	Project record.ProjectID
	Meeting int
	Number  int // tells it from the others of its meeting, for good
	// Place is how people name it: 1 for the first on the agenda; 0 for one that was
	// withdrawn.
	Place  int
	Title  string
	Length time.Duration // zero when not said
	// Presenter is who presents it, who may be in no chat; zero where nobody has said.
	Presenter record.Called
	// About is the decision, the action or the agreement that it is about; "" for none.
	About record.Subject
	// CarriedFrom is the number of the meeting at which it was left; 0 for none.
	CarriedFrom int
	State       PointState
	// TakenAt is when it was taken up last, while it is at hand, and Spent the time that
	// it took before that.
	TakenAt   time.Time
	Spent     time.Duration
	Note      string // what was said of it, for the minutes
	Author    record.Person
	CreatedAt time.Time
	Version   int // rises with each change
}

// Used is how long it has taken until now.
func (p Point) Used(now time.Time) time.Duration {
	if p.TakenAt.IsZero() {
		return p.Spent
	}
	return p.Spent + max(0, now.Sub(p.TakenAt))
}

// PointState is what has become of a point.
type PointState string

const (
	PointPlanned PointState = ""
	PointDealt   PointState = "dealt"   // it was taken up
	PointCarried PointState = "carried" // it was not: it waits for the next meeting
)

// StateVersion is that of the state, for history.
func (p Point) StateVersion() int { return p.Version }

// PointStore keeps the points of agendas.
type PointStore interface {
	// Points are those of a meeting, also the withdrawn, in the order of their places;
	// the withdrawn come first.
	Points(p record.ProjectID, meeting int) ([]Point, error)
	PutPoint(Point) error
}

// What history says of a meeting's agenda.
const (
	pointAdded     = "point.added"
	pointEdited    = "point.edited"
	pointPlaced    = "point.placed"
	pointWithdrawn = "point.withdrawn"
	pointTaken     = "point.taken"
	pointNoted     = "point.noted"
	pointCarried   = "point.carried"
)

var pointEvents = record.Then(record.Keeps("point", Point.stored, storedPoint.point), Point.storedPresented, storedPresentedPoint.point)

// storedPresentedPoint is a point as history stores it in version 2: who presents it may
// be in no chat.
type storedPresentedPoint struct {
	storedPoint
	PresenterName string `json:"PresenterName"`
}

func (p Point) storedPresented() storedPresentedPoint {
	return storedPresentedPoint{p.stored(), p.Presenter.Name}
}

func (f storedPresentedPoint) point() Point {
	p := f.storedPoint.point()
	p.Presenter.Name = f.PresenterName
	return p
}

// storedPoint is a point as history stores it, in versions 0 and 1.
type storedPoint struct {
	Project     record.ProjectID    `json:"Project"`
	Meeting     int                 `json:"Meeting"`
	Number      int                 `json:"Number"`
	Place       int                 `json:"Place"`
	Title       string              `json:"Title"`
	Length      time.Duration       `json:"Length"`
	Presenter   record.StoredPerson `json:"Presenter"`
	About       record.Subject      `json:"About"`
	CarriedFrom int                 `json:"CarriedFrom"`
	State       PointState          `json:"State"`
	TakenAt     time.Time           `json:"TakenAt"`
	Spent       time.Duration       `json:"Spent"`
	Note        string              `json:"Note"`
	Author      record.StoredPerson `json:"Author"`
	CreatedAt   time.Time           `json:"CreatedAt"`
	Version     int                 `json:"Version"`
}

func (p Point) stored() storedPoint {
	return storedPoint{
		Project:     p.Project,
		Meeting:     p.Meeting,
		Number:      p.Number,
		Place:       p.Place,
		Title:       p.Title,
		Length:      p.Length,
		Presenter:   record.StoredPerson(p.Presenter.Account),
		About:       p.About,
		CarriedFrom: p.CarriedFrom,
		State:       p.State,
		TakenAt:     p.TakenAt,
		Spent:       p.Spent,
		Note:        p.Note,
		Author:      record.StoredPerson(p.Author),
		CreatedAt:   p.CreatedAt,
		Version:     p.Version,
	}
}

func (f storedPoint) point() Point {
	return Point{
		Project:     f.Project,
		Meeting:     f.Meeting,
		Number:      f.Number,
		Place:       f.Place,
		Title:       f.Title,
		Length:      f.Length,
		Presenter:   record.Called{Account: record.Person(f.Presenter)},
		About:       f.About,
		CarriedFrom: f.CarriedFrom,
		State:       f.State,
		TakenAt:     f.TakenAt,
		Spent:       f.Spent,
		Note:        f.Note,
		Author:      record.Person(f.Author),
		CreatedAt:   f.CreatedAt,
		Version:     f.Version,
	}
}

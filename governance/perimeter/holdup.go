package perimeter

import (
	"context"
	"slices"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
)

// HoldUp is what keeps a school from going on.
type HoldUp struct {
	Project  record.ProjectID
	Number   int // tells it from the others, for good
	UAI      record.UAI
	Category HoldUpCategory
	Text     string // "" where the category says it
	Since    calendar.Date
	// Person is who sees to it; zero for nobody.
	Person record.Person
	Author record.Person
	// LiftedAt is when it was told to be over; zero while it holds.
	LiftedAt time.Time
	Version  int // rises with each change
}

// StateVersion is that of the state, for history.
func (h HoldUp) StateVersion() int { return h.Version }

// HoldUpCategory is what a hold-up is about.
type HoldUpCategory string

const (
	HoldUpConnection HoldUpCategory = "connection"
	HoldUpEquipment  HoldUpCategory = "equipment"
	HoldUpAccounts   HoldUpCategory = "accounts"
	HoldUpTraining   HoldUpCategory = "training"
	HoldUpStaff      HoldUpCategory = "staff"
	HoldUpWorks      HoldUpCategory = "works"
	HoldUpOther      HoldUpCategory = "other"
	// HoldUpAny stands in a filter for all of them.
	HoldUpAny HoldUpCategory = "any"
)

// HoldUpCategories are those that a hold-up can have.
func HoldUpCategories() []HoldUpCategory {
	return []HoldUpCategory{HoldUpConnection, HoldUpEquipment, HoldUpAccounts, HoldUpTraining, HoldUpStaff, HoldUpWorks, HoldUpOther}
}

func (c HoldUpCategory) MessageKey() string { return "hold_up." + string(c) }

// HoldUpStore keeps hold-ups.
type HoldUpStore interface {
	// HoldUps are those that hold, of the schools of the UAIs, in the order in which
	// they were noted; nil asks for those of all schools.
	HoldUps(p record.ProjectID, uais []record.UAI) ([]HoldUp, error)
	PutHoldUps(...HoldUp) error
	// QuietSchools are the schools of which, and of whose actions, history has nothing
	// since then.
	QuietSchools(p record.ProjectID, since time.Time) ([]record.UAI, error)
}

// NewHoldUp asks to note what holds a school up.
type NewHoldUp struct {
	School   record.UAI
	Category HoldUpCategory
	Text     string
	Person   record.Person
}

// HoldUp notes what holds a school up, instead of what was noted of that category
// before. Everybody but guests may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) HoldUp(ctx context.Context, a record.Actor, n NewHoldUp) (school School, h HoldUp, err error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return school, h, err
	}
	if err := s.base.MustMember(ctx, v); err != nil {
		return school, h, err
	}
	if n.Text, err = record.OptionalText("text", n.Text); err != nil {
		return school, h, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		if school, err = FindSchool(d.Store, d.Project.ID, n.School); err != nil {
			return err
		}
		h, err = d.holdUp(n)
		return err
	})
	return RedactedSchool(v, school), h, err
}

func (d *changeset) holdUp(n NewHoldUp) (h HoldUp, err error) {
	held, err := d.HoldUps(d.Project.ID, []record.UAI{n.School})
	if err != nil {
		return h, err
	}
	var before record.State
	if i := slices.IndexFunc(held, func(o HoldUp) bool { return o.Category == n.Category }); i >= 0 {
		h, before = held[i], held[i]
		if n.Text == h.Text && n.Person.ID == h.Person.ID {
			return h, record.ConflictError("hold_up.same", "category", n.Category, "since", h.Since).About("category")
		}
	} else if h.Number, err = d.Next(d.Project.ID, "hold_up"); err != nil {
		return h, err
	} else {
		h.Project, h.UAI, h.Category, h.Since, h.Author = d.Project.ID, n.School, n.Category, d.Today(), d.User
	}
	h.Text, h.Person = n.Text, n.Person
	h.Version++
	d.Aloud(n.Text)
	if err := d.PutHoldUps(h); err != nil {
		return h, err
	}
	return h, d.Record(School{UAI: n.School}.Subject(), "hold_up.noted", before, h, n.Text)
}

// LiftHoldUps says that what holds a school up is over. Everybody but guests may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) LiftHoldUps(ctx context.Context, a record.Actor, uai record.UAI, note string) (school School, lifted []HoldUp, err error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return school, nil, err
	}
	if err := s.base.MustMember(ctx, v); err != nil {
		return school, nil, err
	}
	if note, err = record.OptionalText("text", note); err != nil {
		return school, nil, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		if school, err = FindSchool(d.Store, d.Project.ID, uai); err != nil {
			return err
		}
		lifted, err = d.liftAll(uai, note)
		return err
	})
	return RedactedSchool(v, school), lifted, err
}

func (d *changeset) liftAll(uai record.UAI, note string) ([]HoldUp, error) {
	held, err := d.HoldUps(d.Project.ID, []record.UAI{uai})
	if err != nil {
		return nil, err
	}
	if len(held) == 0 {
		return nil, record.ConflictError("hold_up.none", "uai", string(uai)).About("school")
	}
	d.Aloud(note)
	var lines []record.HistoryLine
	for i, before := range held {
		held[i].LiftedAt = d.Now
		held[i].Version++
		lines = append(lines, d.Line(School{UAI: uai}.Subject(), "hold_up.lifted", before, held[i], note))
	}
	if err := d.PutHoldUps(held...); err != nil {
		return nil, err
	}
	return held, d.AddHistory(lines...)
}

// HoldUpOf is what a change of a hold-up is about; false for any other change.
func HoldUpOf(l record.HistoryLine) (HoldUp, bool) {
	h, ok := l.After.(HoldUp)
	return h, ok
}

// holdUpsOf are what holds up each of those schools.
func holdUpsOf(tx Store, p record.ProjectID, schools []School) (map[record.UAI][]HoldUp, error) {
	held, err := tx.HoldUps(p, record.Each(schools, func(s School) record.UAI { return s.UAI }))
	return bySchool(held), err
}

func bySchool(held []HoldUp) map[record.UAI][]HoldUp {
	of := map[record.UAI][]HoldUp{}
	for _, h := range held {
		of[h.UAI] = append(of[h.UAI], h)
	}
	return of
}

// heldUp are the schools that something of that category holds up.
func heldUp(tx Store, p record.ProjectID, c HoldUpCategory) ([]record.UAI, error) {
	held, err := tx.HoldUps(p, nil)
	held = slices.DeleteFunc(held, func(h HoldUp) bool { return c != HoldUpAny && h.Category != c })
	return record.Each(held, func(h HoldUp) record.UAI { return h.UAI }), err
}

var holdUpEvents = record.Keeps("hold_up", HoldUp.stored, storedHoldUp.holdUp).Beginning("hold_up.noted")

// storedHoldUp is a hold-up as history stores it.
type storedHoldUp struct {
	Project  record.ProjectID    `json:"Project"`
	Number   int                 `json:"Number"`
	UAI      record.UAI          `json:"UAI"`
	Category HoldUpCategory      `json:"Category"`
	Text     string              `json:"Text"`
	Since    calendar.Date       `json:"Since"`
	Person   record.StoredPerson `json:"Person"`
	Author   record.StoredPerson `json:"Author"`
	LiftedAt time.Time           `json:"LiftedAt"`
	Version  int                 `json:"Version"`
}

func (h HoldUp) stored() storedHoldUp {
	return storedHoldUp{h.Project, h.Number, h.UAI, h.Category, h.Text, h.Since, record.StoredPerson(h.Person), record.StoredPerson(h.Author), h.LiftedAt, h.Version}
}

func (f storedHoldUp) holdUp() HoldUp {
	return HoldUp{f.Project, f.Number, f.UAI, f.Category, f.Text, f.Since, record.Person(f.Person), record.Person(f.Author), f.LiftedAt, f.Version}
}

package organisation

import (
	"context"
	"slices"
	"strconv"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
)

// NounPartner is the noun of partners.
const NounPartner record.Noun = "partner"

// Partner is an institution that takes part in the project, by itself: whether or
// not it has signed anything.
type Partner struct {
	Project record.ProjectID
	// Number tells it from others; people name it by its name.
	Number int
	committee.Institution
	// Former are the names that it had before: what was said under them is of it.
	Former []string
	// LeftOn is the day on which it left the project, and Reason why; zero and empty
	// while it takes part.
	LeftOn    calendar.Date
	Reason    string
	Author    record.Person
	CreatedAt time.Time
	Version   int // rises with each change
}

// Subject names the partner in history.
func (p Partner) Subject() record.Subject { return NounPartner.Subject(strconv.Itoa(p.Number)) }

// StateVersion is that of the state, for history.
func (p Partner) StateVersion() int { return p.Version }

// Named reports whether it has that name, folded, or had it.
func (p Partner) Named(name string) bool {
	name = record.Fold(name)
	return record.Fold(p.Name) == name || slices.ContainsFunc(p.Former, func(f string) bool { return record.Fold(f) == name })
}

// PartnerStore keeps partners.
type PartnerStore interface {
	// Partners are all, also those that left, in the order in which they came.
	Partners(p record.ProjectID) ([]Partner, error)
	PutPartner(Partner) error
}

// Partners are those that take part, in the order in which they came. Anybody of
// the team may ask.
// Errors: Forbidden, Unavailable.
func (s *Service) Partners(ctx context.Context, a record.Actor) (list []Partner, err error) {
	err = s.view(ctx, a, func(v record.Caller, tx Tx) (err error) {
		list, err = tx.Partners(v.Project.ID)
		list = slices.DeleteFunc(list, func(p Partner) bool { return !p.LeftOn.IsZero() })
		return err
	})
	return list, err
}

var partnerEvents = record.Keeps("partner", Partner.stored, storedPartner.partner)

// storedPartner is a partner as history stores it, in versions 0 and 1.
type storedPartner struct {
	Project     record.ProjectID       `json:"project"`
	Number      int                    `json:"number"`
	Name        string                 `json:"name"`
	Level       record.Level           `json:"level"`
	Role        string                 `json:"role"`
	Competences []committee.Competence `json:"competences"`
	Former      []string               `json:"former"`
	LeftOn      calendar.Date          `json:"left_on"`
	Reason      string                 `json:"reason"`
	Author      record.StoredPerson    `json:"author"`
	CreatedAt   time.Time              `json:"created_at"`
	Version     int                    `json:"version"`
}

func (p Partner) stored() storedPartner {
	return storedPartner{
		Project: p.Project, Number: p.Number, Name: p.Name, Level: p.Level, Role: p.Role, Competences: p.Competences,
		Former: p.Former, LeftOn: p.LeftOn, Reason: p.Reason,
		Author: record.StoredPerson(p.Author), CreatedAt: p.CreatedAt, Version: p.Version,
	}
}

func (f storedPartner) partner() Partner {
	return Partner{
		Project: f.Project, Number: f.Number,
		Institution: committee.Institution{Name: f.Name, Level: f.Level, Role: f.Role, Competences: f.Competences},
		Former:      f.Former, LeftOn: f.LeftOn, Reason: f.Reason,
		Author: record.Person(f.Author), CreatedAt: f.CreatedAt, Version: f.Version,
	}
}

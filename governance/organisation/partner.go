package organisation

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
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

// AddPartner writes down who takes part in the project; one that had left is back.
// Only pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) AddPartner(ctx context.Context, a record.Actor, c committee.InstitutionChange) (PartnerView, error) {
	return s.writePartner(ctx, a, func(d *changeset, all []PartnerView) (string, error) {
		c, err := c.Clean("partner")
		if err != nil {
			return "", err
		}
		if known, ok := PartnerNamed(all, c.Name); ok && known.Number > 0 {
			return "", record.ConflictError("partner.exists", "name", known.Name).About("partner")
		}
		if near := nearPartner(all, c.Name); near != "" {
			d.Doubt("partner.near", "name", c.Name, "near", near)
		}
		d.Aloud(c.Name)
		return c.Name, d.joinPartner(c)
	})
}

// nearPartner is the partner whose name is written nearly so; "" where there is none,
// or where numbers tell them apart.
func nearPartner(all []PartnerView, name string) string {
	if _, ok := PartnerNamed(all, name); ok {
		return ""
	}
	digits := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, s)
	}
	var names []string
	for _, p := range all {
		if digits(p.Name) == digits(name) {
			names = append(names, p.Name)
		}
	}
	return record.Nearest(name, names)
}

// joinPartner writes a partner who is not there, or not any more.
func (d *changeset) joinPartner(c committee.InstitutionChange) error {
	all, err := d.Partners(d.Project.ID)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(all, func(p Partner) bool { return p.Named(c.Name) }); i >= 0 {
		p := all[i]
		p.LeftOn, p.Reason = calendar.Date{}, ""
		p.Institution = said(p.Institution, c)
		return d.savePartner(&all[i], p, "partner.returned")
	}
	num, err := d.Next(d.Project.ID, "partner")
	if err != nil {
		return fmt.Errorf("number partner: %w", err)
	}
	p := Partner{Project: d.Project.ID, Number: num, Institution: said(committee.Institution{Name: c.Name}, c), Author: d.User, CreatedAt: d.Now}
	return d.savePartner(nil, p, "partner.added")
}

// said is the institution with what is said of it; it keeps its name.
func said(i committee.Institution, c committee.InstitutionChange) committee.Institution {
	c.Name = i.Name
	return committee.WithInstitutions([]committee.Institution{i}, []committee.InstitutionChange{c})[0]
}

func (d *changeset) savePartner(before *Partner, p Partner, change string) error {
	p.Version++
	if err := d.PutPartner(p); err != nil {
		return err
	}
	if before == nil {
		return d.Record(p.Subject(), change, nil, p, "")
	}
	return d.Record(p.Subject(), change, *before, p, p.Reason)
}

// ChangePartner puts right what is said of a partner; name is its new one, "" where it
// keeps it. One that only stands on an agreement is written down by that. Only pilots
// may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) ChangePartner(ctx context.Context, a record.Actor, c committee.InstitutionChange, name string) (PartnerView, error) {
	return s.writePartner(ctx, a, func(d *changeset, all []PartnerView) (string, error) {
		c, err := c.Clean("partner")
		if err != nil {
			return "", err
		}
		known, err := findPartner(all, c.Name)
		if err != nil {
			return "", err
		}
		if name, err = record.OptionalName("name", name, record.MaxName); err != nil {
			return "", err
		}
		if other, ok := PartnerNamed(all, name); name != "" && ok && other.Name != known.Name {
			return "", record.ConflictError("partner.exists", "name", other.Name).About("name")
		}
		after := known.Partner
		after.Institution = said(after.Institution, c)
		if name != "" && name != after.Name {
			d.Aloud(name)
			after.Former, after.Name = append(slices.Clip(after.Former), after.Name), name
		}
		if reflect.DeepEqual(after, known.Partner) {
			return "", record.ConflictError("partner.same", "name", known.Name)
		}
		return after.Name, d.rewritePartner(after)
	})
}

// rewritePartner writes a partner as it is now; one that only stood on an agreement
// gets its number.
func (d *changeset) rewritePartner(after Partner) error {
	if after.Number > 0 {
		before, err := d.kept(after.Number)
		if err != nil {
			return err
		}
		return d.savePartner(&before, after, "partner.changed")
	}
	var err error
	if after.Number, err = d.Next(d.Project.ID, "partner"); err != nil {
		return fmt.Errorf("number partner: %w", err)
	}
	after.Project, after.Author, after.CreatedAt = d.Project.ID, d.User, d.Now
	return d.savePartner(nil, after, "partner.added")
}

// kept is the partner of that number as it is written.
func (d *changeset) kept(number int) (Partner, error) {
	all, err := d.Partners(d.Project.ID)
	if err != nil {
		return Partner{}, err
	}
	i := slices.IndexFunc(all, func(p Partner) bool { return p.Number == number })
	if i < 0 {
		return Partner{}, fmt.Errorf("partner %d: %w", number, record.ErrNone)
	}
	return all[i], nil
}

// RetirePartner notes that a partner takes no part in the project any more; it stays in
// history. One that stands on an agreement in force is taken off that first. Only
// pilots may; a reason is needed.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) RetirePartner(ctx context.Context, a record.Actor, name, reason string) (PartnerView, error) {
	var gone PartnerView
	_, err := s.writePartner(ctx, a, func(d *changeset, all []PartnerView) (_ string, err error) {
		if reason, err = record.CleanText("reason", reason, record.MaxNote); err != nil {
			return "", err
		}
		if gone, err = findPartner(all, name); err != nil {
			return "", err
		}
		if len(gone.Agreements) > 0 {
			return "", record.ConflictError("partner.signed", "name", gone.Name, "ref", gone.Agreements[0].Ref(), "agreement", gone.Agreements[0].Name)
		}
		before, err := d.kept(gone.Number)
		if err != nil {
			return "", err
		}
		d.Aloud(reason)
		after := before
		after.LeftOn, after.Reason = d.Today(), reason
		return "", d.savePartner(&before, after, "partner.left")
	})
	return gone, err
}

// writePartner is a change of the partners that only pilots may make, and the partner
// of the name that it answers as it is then.
func (s *Service) writePartner(ctx context.Context, a record.Actor, change func(*changeset, []PartnerView) (string, error)) (PartnerView, error) {
	var view PartnerView
	v, err := s.pilot(ctx, a)
	if err != nil {
		return view, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		all, err := currentPartners(d.Tx, d.Project.ID, d.Today())
		if err != nil {
			return err
		}
		name, err := change(d, all)
		if err != nil || name == "" {
			return err
		}
		if all, err = currentPartners(d.Tx, d.Project.ID, d.Today()); err != nil {
			return err
		}
		if view, err = findPartner(all, name); err != nil {
			return err
		}
		view.History, err = d.History(d.Project.ID, view.Subject())
		return err
	})
	return view, err
}

// Partners are those that take part, also those that only stand on an agreement in
// force, by level and then as they came. Anybody of the team may ask.
// Errors: Forbidden, Unavailable.
func (s *Service) Partners(ctx context.Context, a record.Actor) (list []PartnerView, err error) {
	err = s.view(ctx, a, func(v record.Caller, tx Tx) (err error) {
		list, err = currentPartners(tx, v.Project.ID, v.Project.Today(s.base.Now()))
		return err
	})
	return list, err
}

// Partner is one partner that takes part, and its history. Anybody of the team may ask.
// Errors: NotFound, Forbidden, Unavailable.
func (s *Service) Partner(ctx context.Context, a record.Actor, name string) (view PartnerView, err error) {
	err = s.view(ctx, a, func(v record.Caller, tx Tx) error {
		all, err := currentPartners(tx, v.Project.ID, v.Project.Today(s.base.Now()))
		if err != nil {
			return err
		}
		if view, err = findPartner(all, name); err != nil {
			return err
		}
		if view.Number > 0 {
			view.History, err = tx.History(v.Project.ID, view.Subject())
		}
		return err
	})
	return view, err
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

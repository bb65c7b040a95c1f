package organisation

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
)

// sittings are who sits in a committee, given who is in its channel, and the partners
// that they may represent.
func sittings(tx Tx, c record.Committee, channel []record.Person, today calendar.Date) ([]Sitting, []PartnerView, error) {
	partners, err := currentPartners(tx, c.Project, today)
	if err != nil {
		return nil, nil, err
	}
	members, err := MembersOf(tx, c)
	return seatings(members, channel, partners), partners, err
}

// MembersView is who sits in a committee.
type MembersView struct {
	record.Committee
	List []Sitting
	// Addresses are where letters go to those who are in no chat, for whoever may change them.
	Addresses []Address
	// Changeable says that the actor may say who they are, and Pilot that it may say
	// what their institutions are.
	Changeable, Pilot bool
}

// Unsaid are those of whom nobody has said whom they represent.
func (v MembersView) Unsaid() (list []Sitting) {
	return slices.DeleteFunc(slices.Clone(v.List), func(s Sitting) bool { return !s.Unsaid() })
}

// Has reports whether somebody has the office.
func (v MembersView) Has(o Office) bool {
	return slices.ContainsFunc(v.List, func(s Sitting) bool { return s.Office == o })
}

// Members are who sits in a committee: those of whom it was said, and those of its
// channel. Who sees what the committee keeps may ask.
// Errors: Invalid, NotFound, Forbidden, Unavailable.
func (s *Service) Members(ctx context.Context, a record.Actor, code string) (MembersView, error) {
	view, _, err := s.members(ctx, a, code)
	return view, err
}

func (s *Service) members(ctx context.Context, a record.Actor, code string) (view MembersView, partners []PartnerView, err error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return view, nil, err
	}
	if view.Committee, err = v.CommitteeNamed(code); err != nil {
		return view, nil, err
	}
	if !v.Sees(view.Code) {
		return MembersView{}, nil, s.base.Refuse(ctx, v, "committee", &view.Committee)
	}
	view.Pilot = v.Role == record.RolePilot
	view.Changeable = v.Records(view.Code) && view.Sits()
	channel, err := s.people(ctx, view.Committee)
	if err != nil {
		return view, nil, err
	}
	err = s.read(ctx, func(tx Tx) (err error) {
		view.List, partners, err = sittings(tx, view.Committee, channel, v.Project.Today(s.base.Now()))
		if err == nil && view.Changeable && !a.Aloud {
			view.Addresses, err = tx.Addresses(v.Project.ID, view.Code)
		}
		return err
	})
	return view, partners, err
}

// Place is where somebody sits.
type Place struct {
	Committee string
	Office    Office
	// For is in whose place; "" for nobody's.
	For record.Called
}

// Somebody is a member of one committee or several, and what was said of it.
type Somebody struct {
	Member
	Level  record.Level
	Places []Place
}

// PeopleView is who does what in a project, as far as the actor may see.
type PeopleView struct {
	List   []Somebody
	Pilots []record.Person
	// Led are the committees that the actor sees and that sit, by code.
	Led []record.Committee
	// Hidden is how many committees do not show the actor who sits in them.
	Hidden int
}

// maxPilots is how many pilots are named.
const maxPilots = 5

// People are those of whom it was said who they are, in the committees that the actor
// sees, and the pilots. Anybody of the team may ask.
// Errors: Forbidden, Unavailable.
func (s *Service) People(ctx context.Context, a record.Actor) (PeopleView, error) {
	var view PeopleView
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return view, err
	}
	if view.Pilots, err = s.base.Directory.Pilots(ctx, v.Team, maxPilots); err != nil {
		return view, record.UnavailableError("unavailable.directory", err)
	}
	err = s.read(ctx, func(tx Tx) error {
		for _, c := range v.AllCommittees {
			if !c.Sits() {
				continue
			}
			if !v.Sees(c.Code) {
				view.Hidden++
				continue
			}
			view.Led = append(view.Led, c)
			list, _, err := sittings(tx, c, nil, v.Project.Today(s.base.Now()))
			if err != nil {
				return err
			}
			view.add(c, list)
		}
		return nil
	})
	return view, err
}

// add notes who sits in a committee; who sits in another one too is told once.
func (v *PeopleView) add(c record.Committee, list []Sitting) {
	for _, s := range list {
		place := Place{c.Code, s.Office, s.For}
		i := slices.IndexFunc(v.List, func(p Somebody) bool { return p.is(s.Member) })
		if i < 0 {
			v.List = append(v.List, Somebody{s.Member, s.Level, []Place{place}})
			continue
		}
		p := &v.List[i]
		p.Places = append(p.Places, place)
		p.Institution, p.Title = cmp.Or(p.Institution, s.Institution), cmp.Or(p.Title, s.Title)
		p.Function, p.Level = cmp.Or(p.Function, s.Function), cmp.Or(p.Level, s.Level)
	}
}

// Found are those who have the function, or whose institution, function or name has all
// words of a text, in any form that begins like them.
func (v PeopleView) Found(f Function, text string) []Somebody {
	words := strings.Fields(record.Fold(text))
	has := func(p Somebody) bool {
		known := strings.Fields(record.Fold(p.Called().String() + " " + p.Institution + " " + p.Title))
		return len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool {
			return !slices.ContainsFunc(known, func(k string) bool { return strings.HasPrefix(k, w) })
		})
	}
	return slices.DeleteFunc(slices.Clone(v.List), func(p Somebody) bool {
		return !has(p) && (f == "" || p.Function != f)
	})
}

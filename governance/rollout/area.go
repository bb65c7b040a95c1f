package rollout

import (
	"context"
	"slices"

	"pilotent/governance/committee"
	"pilotent/governance/record"
)

// Area is what a support group is there for. A group without one is there for whatever
// no other is for.
type Area struct {
	Project   record.ProjectID
	Group     string     // by code
	Districts []string   // circonscriptions, as schools have them; none for all
	Kind      ActionKind // "" for all
	Version   int        // rises with each change
}

// StateVersion is that of the state, for history.
func (a Area) StateVersion() int { return a.Version }

// AreaStore keeps what support groups are there for.
type AreaStore interface {
	// Areas are those of all groups that have one, by code.
	Areas(p record.ProjectID) ([]Area, error)
	PutArea(Area) error
}

// fit is how much of a need the group is there for, of a circonscription and of a kind,
// "" for any; negative where it is not.
func (a Area) fit(district string, kind ActionKind) (fit int) {
	if len(a.Districts) > 0 {
		if !slices.Contains(a.Districts, district) {
			return -1
		}
		fit += 2
	}
	if a.Kind != "" && kind != "" {
		if a.Kind != kind {
			return -1
		}
		fit++
	}
	return fit
}

// helpersOf are the support groups to which something of that kind goes from a
// circonscription: those that are there for the most of it, by code. One that keeps to
// itself is none: to whom something goes is told to those who ask.
func helpersOf(tx Tx, p record.ProjectID, district string, kind ActionKind) (groups []record.Committee, err error) {
	all, err := tx.Committees(p)
	if err != nil {
		return nil, err
	}
	areas, err := tx.Areas(p)
	best := 0
	for _, c := range all {
		if c.Kind != record.KindSupport || !c.Sits() || c.Diffusion == record.DiffusionCommittee {
			continue
		}
		var of Area
		if i := slices.IndexFunc(areas, func(a Area) bool { return a.Group == c.Code }); i >= 0 {
			of = areas[i]
		}
		switch fit := of.fit(district, kind); {
		case fit < best:
		case fit > best:
			best, groups = fit, []record.Committee{c}
		default:
			groups = append(groups, c)
		}
	}
	return groups, err
}

// SetArea says what a support group is there for: an Area without anything for all.
// Pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) SetArea(ctx context.Context, a record.Actor, n Area) (after Area, err error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return after, err
	}
	c, err := v.CommitteeNamed(n.Group)
	if err != nil {
		return after, err
	}
	if err := s.base.MustPilot(ctx, v); err != nil {
		return after, err
	}
	if c.Kind != record.KindSupport {
		return after, notAGroup(v, c)
	}
	if err := committee.MustSit(c); err != nil {
		return after, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		areas, err := d.Areas(d.Project.ID)
		if err != nil {
			return err
		}
		after = Area{Project: d.Project.ID, Group: c.Code, Districts: record.Unique(n.Districts), Kind: n.Kind, Version: 1}
		var before record.State
		if i := slices.IndexFunc(areas, func(a Area) bool { return a.Group == c.Code }); i >= 0 {
			before, after.Version = areas[i], areas[i].Version+1
		}
		if err := d.PutArea(after); err != nil {
			return err
		}
		return d.Record(c.Subject(), "area.set", before, after, "")
	})
	return after, err
}

// AreaOf is what a support group is there for, by code. Anybody of the team may ask.
// Errors: Invalid, NotFound, Forbidden, Unavailable.
func (s *Service) AreaOf(ctx context.Context, a record.Actor, code string) (area Area, err error) {
	err = s.view(ctx, a, func(v record.Caller, tx Tx) error {
		c, err := v.CommitteeNamed(code)
		if err != nil {
			return err
		}
		area.Group = c.Code
		areas, err := tx.Areas(v.Project.ID)
		if i := slices.IndexFunc(areas, func(a Area) bool { return a.Group == c.Code }); i >= 0 && v.Sees(c.Code) {
			area = areas[i]
		}
		return err
	})
	return area, err
}

var areaEvents = record.Keeps("area", Area.stored, storedArea.area)

// storedArea is what a support group is there for, as history stores it.
type storedArea struct {
	Project   record.ProjectID `json:"Project"`
	Group     string           `json:"Group"`
	Districts []string         `json:"Districts"`
	Kind      ActionKind       `json:"Kind"`
	Version   int              `json:"Version"`
}

func (a Area) stored() storedArea { return storedArea(a) }
func (f storedArea) area() Area   { return Area(f) }

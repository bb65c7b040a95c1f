package rollout

import (
	"context"
	"slices"

	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// ActionOrigin is what has brought an action about.
type ActionOrigin string

// OriginNeed is what a school has said that it needs. An action of any other origin has none.
const OriginNeed ActionOrigin = "need"

// NewNeed says what a school needs.
type NewNeed struct {
	School record.UAI // default: the one to which the caller is tied
	Text   string
	Kind   ActionKind // default KindAssistance
	// Group is the support group that it goes to, by code; "" for the one that is there
	// for it.
	Group string
}

// AskForHelp makes what a school needs an action of the support group that is there for
// it, which its channel is told; where none is, the pilots are. Whoever asks is its
// author, and hears what becomes of it. Those who are tied to the school may, and
// members of a committee and pilots.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) AskForHelp(ctx context.Context, a record.Actor, n NewNeed) (act SupportAction, err error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return act, err
	}
	if err := s.base.MustMember(ctx, v); err != nil {
		return act, err
	}
	if n.School, err = s.inNeed(ctx, v, n.School); err != nil {
		return act, err
	}
	if n.Text, err = record.CleanText("text", n.Text, record.MaxTitle); err != nil {
		return act, err
	}
	if n.Kind == "" {
		n.Kind = KindAssistance
	}
	if n.Group != "" {
		if n.Group, err = s.groupNamed(ctx, v, n.Group); err != nil {
			return act, err
		}
	}
	err = s.update(ctx, v, func(d *changeset) error {
		act, err = d.askForHelp(n)
		return err
	})
	return act, err
}

// inNeed is the school that the caller speaks for.
func (s *Service) inNeed(ctx context.Context, v record.Caller, named record.UAI) (record.UAI, error) {
	var own []OwnSchool
	err := s.read(ctx, func(tx Tx) (err error) {
		own, err = ownSchools(v, tx)
		return err
	})
	uais := record.Each(own, func(o OwnSchool) record.UAI { return o.UAI })
	switch {
	case err != nil:
		return "", err
	case named != "" && (slices.Contains(uais, named) || v.RecordsSomewhere()):
		return named, nil
	case named != "":
		return "", s.base.Refuse(ctx, v, "school_team", nil)
	default:
		return OnlyOwn(own)
	}
}

// OnlyOwn is the school that somebody means by « mon école » who is tied to those.
// Errors: Invalid.
func OnlyOwn(own []OwnSchool) (record.UAI, error) {
	switch len(own) {
	case 0:
		return "", record.InvalidError("team.nowhere").About("school")
	case 1:
		return own[0].UAI, nil
	default:
		codes := record.Each(own, func(o OwnSchool) string { return string(o.UAI) })
		return "", record.InvalidError("team.which", "known", codes).Among("school", codes)
	}
}

func (d *changeset) askForHelp(n NewNeed) (act SupportAction, err error) {
	school, err := perimeter.FindSchool(d.Tx, d.Project.ID, n.School)
	if err != nil {
		return act, err
	}
	if n.Group == "" {
		if n.Group, err = d.helper(school, n.Kind); err != nil {
			return act, err
		}
	}
	act, err = d.createAction(NewAction{Title: n.Text, Kind: n.Kind, Schools: []record.UAI{n.School}, Group: n.Group, origin: OriginNeed})
	if err != nil || act.Group != "" {
		return act, err
	}
	return act, d.Announce(act.Subject(), ActionUnrouted, act.Version, reminder.ToPilots())
}

// helper is the support group to which what a school needs goes; "" where there is none.
func (d *changeset) helper(school perimeter.School, kind ActionKind) (string, error) {
	groups, err := helpersOf(d.Tx, d.Project.ID, school.District, kind)
	switch codes := record.CodesOf(groups); {
	case err != nil || len(codes) == 0:
		return "", err
	case len(codes) > 1:
		return "", record.InvalidError("need.which_group", "known", codes).Among("group", codes)
	default:
		return codes[0], nil
	}
}

// completeForPilots is Complete for a need that no group is there for.
func (v ActionView) completeForPilots(b *reminder.Content) {
	switch {
	case v.State != ActionOpen:
		b.Skip = reminder.SkipClosed
	case v.Group != "" || len(v.Assignees) > 0:
		b.Skip = reminder.SkipChanged
	}
}

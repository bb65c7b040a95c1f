package rollout

import (
	"context"
	"errors"
	"slices"
	"time"

	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// A support group (groupe d'accompagnement, domain.md §3.1) can own actions: until one
// of its members takes such an action, the group is told of it in its place. An action
// is the team's to read all the same; which group that keeps to itself owns it is not.

// NoGroup is asked for where an action is to be no group's.
const NoGroup = "-"

// untaken reports whether the action is a group's, of which nobody has taken it, with an
// account or without.
func (a SupportAction) untaken() bool {
	return a.Group != "" && len(a.Assignees) == 0 && a.Offline == ""
}

// Waits reports whether an action that is open waits for somebody of its group.
func (a SupportAction) Waits() bool { return a.State == ActionOpen && a.untaken() }

// calls remind the group's channel once of an action that nobody has taken: in the
// morning of the last working day before it is due.
func (a SupportAction) calls(p record.Project, group record.Committee) []reminder.Delivery {
	if !a.Waits() || a.Due.IsZero() || !group.Sits() {
		return nil
	}
	at := p.Calendar().AddWorkingDays(a.Due, -1).At(reminder.Morning, 0, p.Location())
	return reminder.Planned(a.Project, a.Subject(), ActionWaiting, reminder.Appointment{To: reminder.ToChannel(group.Channel), Due: []time.Time{at}})
}

// groupOwning is the group that owns the action; the zero Committee where none does.
func groupOwning(tx Tx, a SupportAction) (record.Committee, error) {
	if a.Group == "" {
		return record.Committee{}, nil
	}
	return tx.Committee(a.Project, a.Group)
}

// groupOf is the group to which a new action is given, by code; "" for none.
func (s *Service) groupOf(ctx context.Context, v record.Caller, n NewAction) (string, error) {
	switch {
	case n.Group == NoGroup:
		return "", nil
	case n.Group != "":
		return s.groupNamed(ctx, v, n.Group)
	case len(n.Assignees) > 0:
		return "", nil
	}
	if here, ok, err := v.ChannelCommittee(); err == nil && ok && here.Kind == record.KindSupport && v.Records(here.Code) {
		return here.Code, nil
	}
	return "", nil
}

// groupNamed is the code of the group to which the caller gives an action: one that
// supports schools and still sits. To one that keeps to itself, its members and pilots
// give: what the answer is would tell others what it has.
func (s *Service) groupNamed(ctx context.Context, v record.Caller, code string) (string, error) {
	c, err := v.CommitteeNamed(code)
	switch {
	case err != nil:
	case !v.Sees(c.Code):
		err = s.base.Refuse(ctx, v, "committee", &c)
	case c.Kind != record.KindSupport:
		err = notAGroup(v, c)
	default:
		err = committee.MustSit(c)
	}
	if wrong, ok := errors.AsType[*record.Error](err); ok {
		return "", wrong.About("group")
	}
	return c.Code, err
}

// notAGroup says what a committee is that is no support group, and which are.
func notAGroup(v record.Caller, c record.Committee) error {
	groups := slices.DeleteFunc(slices.Clone(v.AllCommittees), func(o record.Committee) bool { return o.Kind != record.KindSupport || !o.Sits() || !v.Sees(o.Code) })
	e := record.InvalidError("action.not_group", "code", c.Code, "name", c.Name, "known", record.CodesOf(groups))
	if c.Kind != "" {
		e.Args["kind"] = c.Kind
	}
	return e
}

// Redacted is the action as the caller may see it: without a group that keeps to itself.
func Redacted(v record.Caller, a SupportAction) SupportAction {
	if !v.Sees(a.Group) {
		a.Group = ""
	}
	return a
}

// actionHistory is that of an action, as the caller may see it.
func actionHistory(v record.Caller, tx Tx, a SupportAction) ([]record.HistoryLine, error) {
	lines, err := tx.History(a.Project, a.Subject())
	for i, l := range lines {
		lines[i].Before, lines[i].After = redactedState(v, l.Before), redactedState(v, l.After)
	}
	return lines, err
}

func redactedState(v record.Caller, s record.State) record.State {
	if act, ok := s.(SupportAction); ok {
		return Redacted(v, act)
	}
	return s
}

// VisibleActions are those that the filter lets through, as the caller may see them:
// all, but those of a group that keeps to itself only where the group is not asked for.
func VisibleActions(v record.Caller, tx ActionStore, f ActionFilter) ([]SupportAction, error) {
	if f.Group != "" && !v.Sees(f.Group) {
		return nil, nil
	}
	list, err := tx.Actions(v.Project.ID, f)
	for i, a := range list {
		list[i] = Redacted(v, a)
	}
	return list, err
}

// read is the filter with the group's code as it is written.
func (f ActionFilter) read(v record.Caller) (ActionFilter, error) {
	if f.Group == "" {
		return f, nil
	}
	c, err := v.CommitteeNamed(f.Group)
	if wrong, ok := errors.AsType[*record.Error](err); ok {
		return f, wrong.About("group")
	}
	f.Group = c.Code
	return f, err
}

// Waiting is how many actions of a group wait for somebody.
type Waiting struct {
	Group string
	Count int
}

// WaitingActions are those of the groups for whose members the actor takes actions, by
// the group's code. Anybody of the team may ask.
// Errors: Forbidden, Unavailable.
func (s *Service) WaitingActions(ctx context.Context, a record.Actor) (waiting []Waiting, err error) {
	err = s.view(ctx, a, func(v record.Caller, tx Tx) error {
		for _, c := range v.AllCommittees {
			if c.Kind != record.KindSupport || !c.Sits() || !v.Member[c.Code] || v.Role == record.RoleGuest {
				continue
			}
			open, err := tx.Actions(v.Project.ID, ActionFilter{Group: c.Code, State: ActionOpen})
			if err != nil {
				return err
			}
			if open = slices.DeleteFunc(open, func(a SupportAction) bool { return !a.Waits() }); len(open) > 0 {
				waiting = append(waiting, Waiting{c.Code, len(open)})
			}
		}
		return nil
	})
	return waiting, err
}

// tellOf tells those who hear what becomes of an action and, where nobody of its group
// has taken it, the group's channel.
func (d *changeset) tellOf(act SupportAction, kind reminder.DeliveryKind, occurrence int) error {
	if err := d.Tell(act.Subject(), kind, occurrence, act.Interested()); err != nil || !act.untaken() {
		return err
	}
	return d.announceTo(act.Group, act, kind, occurrence)
}

// tellGroup tells a group's channel that it has got an action, or lost it.
func (d *changeset) tellGroup(group string, act SupportAction, kind reminder.DeliveryKind) error {
	return d.announceTo(group, act, kind, act.Version)
}

func (d *changeset) announceTo(group string, act SupportAction, kind reminder.DeliveryKind, occurrence int) error {
	c, err := groupOwning(d.Tx, SupportAction{Project: act.Project, Group: group})
	if err != nil || c.Code == "" || !c.Sits() {
		return err
	}
	return d.Announce(act.Subject(), kind, occurrence, reminder.ToChannel(c.Channel))
}

// followGroup makes what is owed to a support group's channel follow the group. One that
// has ever owned an action is not withdrawn; that one ends which still has some is asked
// back.
func (d *changeset) followGroup(before, after record.Committee) error {
	if before.Code == "" {
		return nil
	}
	owned, err := d.Actions(d.Project.ID, ActionFilter{Group: after.Code})
	if err != nil {
		return err
	}
	if len(owned) > 0 && after.State == record.CommitteeWithdrawn {
		return record.ConflictError("committee.used", "code", after.Code)
	}
	open := slices.DeleteFunc(owned, func(a SupportAction) bool { return a.State != ActionOpen })
	ends := before.Sits() && !after.Sits() || before.Kind == record.KindSupport && after.Kind != record.KindSupport
	if ends && len(open) > 0 {
		d.Doubt("action.group_ends", "code", after.Code, "Count", len(open))
	}
	if before.Channel == after.Channel && before.State == after.State {
		return nil
	}
	for _, act := range open {
		if err := d.planAction(act); err != nil {
			return err
		}
	}
	return nil
}

// toldTo is the view as a recipient may read it: a group that keeps to itself is named
// in no message.
func (v ActionView) toldTo(to reminder.Recipient) ActionView {
	channel, there := to.Channel()
	if v.group.Diffusion == record.DiffusionCommittee && (!there || channel != v.group.Channel) {
		v.Group = ""
	}
	return v
}

// completeForGroup is Complete for what a group is told in its channel.
func (v ActionView) completeForGroup(tx Tx, b *reminder.Content, d reminder.Delivery) (err error) {
	group := v.group
	if d.Kind == ActionCommented {
		b.Change, err = v.commented(tx, d)
	} else {
		b.Change, err = reminder.ChangeTo(tx, d)
	}
	if err != nil {
		return err
	}
	if before, ok := b.Change.Before.(SupportAction); ok && d.Kind == ActionWithdrawn {
		if group, err = groupOwning(tx, before); err != nil {
			return err
		}
	}
	switch {
	case group.Code == "" || d.Recipient != reminder.ToChannel(group.Channel):
		b.Skip = reminder.SkipGone
	case d.Kind == ActionWithdrawn && group.Code == v.group.Code: // given back in the meantime
		b.Skip = reminder.SkipChanged
	case d.Kind == ActionWithdrawn, d.Kind == ActionCommented:
	default:
		b.Skip = v.skipForGroup(b, d)
	}
	return nil
}

// skipForGroup is why what goes to the channel of the action's group has nothing to say.
func (v ActionView) skipForGroup(b *reminder.Content, d reminder.Delivery) reminder.SkipReason {
	switch {
	case v.State != stateTold(d.Kind):
		return reminder.SkipClosed
	case d.Kind == ActionWaiting && v.Waits():
		return reminder.Stale(d, v.calls(b.Project, v.group), b.Now)
	case d.Kind == ActionWaiting, d.Kind == ActionReminder, d.Kind == ActionAgain:
		return reminder.SkipGone
	case v.overtaken(d.Kind, b.Change):
		return reminder.SkipChanged
	}
	return ""
}

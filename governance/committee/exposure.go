package committee

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// condition is a state of a committee's channel which the bot notices by itself, and
// which only people can mend. History says when it begins and when it ends; how often
// it has begun is the occurrence of what is told of it.
type condition struct {
	begins, ends string
	tells        reminder.DeliveryKind
}

// CommitteeExposed tells the pilots that the channel of a committee that keeps to itself
// has become public, CommitteeShutOut that the chat does not tell the bot who is in a
// committee's channel any more.
const (
	CommitteeExposed reminder.DeliveryKind = "committee.exposed"
	CommitteeShutOut reminder.DeliveryKind = "committee.shut_out"
)

var (
	exposed = condition{"committee.exposed", "committee.enclosed", CommitteeExposed}
	shutOut = condition{"committee.shut_out", "committee.let_in", CommitteeShutOut}
)

// noticed is what history says of a condition: how often it has begun, whether it holds
// as far as that was noticed, and the line that says so.
type noticed struct {
	times int
	holds bool
	last  record.HistoryLine
}

func (k condition) noticed(tx record.Tx, c record.Committee) (n noticed, err error) {
	lines, err := tx.History(c.Project, c.Subject())
	for _, l := range lines {
		switch l.Change {
		case k.begins:
			n = noticed{n.times + 1, true, l}
		case k.ends:
			n.holds = false
		}
	}
	return n, err
}

// WatchChannels notices, in every project, committees that keep to themselves
// and whose channel has become public, where anybody of the team may enter and
// read, and committees from whose channel the bot was taken out, so that it knows
// nobody as a member. The pilots are owed word of it, once each time. One whose channel
// the chat does not show stays as public, or not, as it was.
// Errors: none but the store's.
func (s *Service) WatchChannels(ctx context.Context) error {
	return s.base.InEachProject(ctx, "look at the channels", s.watchChannels)
}

func (s *Service) watchChannels(ctx context.Context, p record.Project) error {
	all, public, shut, err := s.known(ctx, p)
	if err != nil {
		return err
	}
	// Where the bot is not in the team, it is told of no pilot either.
	_, outside := s.base.Directory.TeamRole(ctx, p.Team, record.Ourselves.ID)
	if !errors.Is(outside, record.ErrOutside) {
		outside = nil
	}
	errs := []error{outside}
	for _, c := range all {
		if c.Diffusion == record.DiffusionCommittee {
			errs = append(errs, s.watchPrivacy(ctx, p, c, public[c.Code]))
		}
		if c.Sits() && outside == nil {
			errs = append(errs, s.watchSight(ctx, p, c, shut[c.Code]))
		}
	}
	return errors.Join(errs...)
}

// known are the project's committees, and what has been noticed of the channel of each.
func (s *Service) known(ctx context.Context, p record.Project) (all []record.Committee, public, shut map[string]bool, err error) {
	public, shut = map[string]bool{}, map[string]bool{}
	err = s.read(ctx, func(tx Tx) (err error) {
		if all, err = tx.Committees(p.ID); err != nil {
			return err
		}
		for _, c := range all {
			was, err := exposed.noticed(tx, c)
			if err != nil {
				return err
			}
			public[c.Code] = was.holds
			if was, err = shutOut.noticed(tx, c); err != nil {
				return err
			}
			shut[c.Code] = was.holds
		}
		return nil
	})
	return all, public, shut, err
}

// watchPrivacy looks whether a channel that should be private is; public is what was
// known.
func (s *Service) watchPrivacy(ctx context.Context, p record.Project, c record.Committee, public bool) error {
	switch ch, err := s.base.Directory.Channel(ctx, c.Channel); {
	case errors.Is(err, record.ErrNone):
		return nil
	case err != nil:
		return err
	case ch.Private == public:
		return s.note(ctx, p, c, exposed, !ch.Private, "")
	}
	return nil
}

// watchSight looks whether the bot sees who is in the channel; shut is what was known.
func (s *Service) watchSight(ctx context.Context, p record.Project, c record.Committee, shut bool) error {
	bot, err := s.base.Directory.ShutOut(ctx, c.Channel)
	if err != nil || (bot != "") == shut {
		return err
	}
	return s.note(ctx, p, c, shutOut, bot != "", bot)
}

// note writes that a condition of a committee's channel has begun, or ended, unless
// another replica has.
func (s *Service) note(ctx context.Context, p record.Project, c record.Committee, k condition, holds bool, note string) error {
	return s.update(ctx, record.Caller{Actor: record.Actor{Team: p.Team, User: record.Ourselves}, Project: p}, func(d *changeset) error {
		known, err := k.noticed(d.Tx, c)
		if err != nil || known.holds == holds {
			return err
		}
		if !holds {
			return d.Record(c.Subject(), k.ends, nil, nil, "")
		}
		if err := d.Announce(c.Subject(), k.tells, known.times+1, reminder.ToPilots()); err != nil {
			return err
		}
		return d.Record(c.Subject(), k.begins, nil, nil, note)
	})
}

// CommitteeEntry is what can be told of committees.
func CommitteeEntry() reminder.Entry {
	return reminder.Entry{
		Noun: record.NounCommittee, InFull: true, Load: loadCommittee,
		Watch: func(ctx context.Context, base *reminder.Base) error { return NewService(base).WatchChannels(ctx) },
		Kinds: map[reminder.DeliveryKind]reminder.Policy{CommitteeExposed: {}, CommitteeShutOut: {}, CommitteeEdited: {Leaving: true}, CommitteeClosed: {}, CommitteeReopened: {}},
	}
}

// Exposed is a committee whose channel is told about.
type Exposed struct{ record.Committee }

func loadCommittee(tx reminder.CachedTx, b reminder.Content, s record.Subject) (reminder.About, error) {
	c, err := tx.CommitteeOnce(b.Project.ID, s.Ref())
	if err != nil {
		return nil, err
	}
	return Exposed{c}, nil
}

func (c Exposed) Facts() reminder.Facts {
	return reminder.Facts{Ref: c.Code, Author: c.CreatedBy, Keeper: c.Committee}
}

// Complete is that of a delivery about the committee itself. What could not be told of
// it stays so.
func (c Exposed) Complete(tx reminder.Tx, b *reminder.Content, d reminder.Delivery) (err error) {
	k := exposed
	switch d.Kind {
	case CommitteeShutOut:
		k = shutOut
	case CommitteeExposed, reminder.Undeliverable:
	default:
		b.Change, err = told(tx, c.Committee, d)
		return err
	}
	known, err := k.noticed(tx, c.Committee)
	if !known.holds || strings.TrimPrefix(d.Occurrence, reminder.PassedOn) != strconv.Itoa(known.times) {
		b.Skip = reminder.SkipChanged
	}
	b.Change = known.last
	return err
}

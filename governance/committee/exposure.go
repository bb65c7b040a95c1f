package committee

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// What history says when the channel of a committee that keeps to itself has
// become public, and when it is private again. How often the former has happened
// is the occurrence of what is told of it.
const (
	committeeExposed  = "committee.exposed"
	committeeEnclosed = "committee.enclosed"
)

// exposures are how often the committee's channel has become public, and whether
// it is, as far as it was noticed.
func exposures(tx record.Tx, c record.Committee) (times int, public bool, err error) {
	lines, err := tx.History(c.Project, c.Subject())
	for _, l := range lines {
		switch l.Change {
		case committeeExposed:
			times, public = times+1, true
		case committeeEnclosed:
			public = false
		}
	}
	return times, public, err
}

// WatchChannels notices, in every project, committees that keep to themselves
// and whose channel has become public, where anybody of the team may enter and
// read. The pilots are owed word of it, once each time. One whose channel the
// chat does not show stays as it was.
// Errors: none but the store's.
func (s *Service) WatchChannels(ctx context.Context) error {
	return s.base.InEachProject(ctx, "look at the channels", s.watchChannels)
}

func (s *Service) watchChannels(ctx context.Context, p record.Project) error {
	var closed []record.Committee
	public := map[string]bool{}
	err := s.read(ctx, func(tx Tx) error {
		all, err := tx.Committees(p.ID)
		if err != nil {
			return err
		}
		closed = slices.DeleteFunc(all, func(c record.Committee) bool { return c.Diffusion != record.DiffusionCommittee })
		for _, c := range closed {
			if _, public[c.Code], err = exposures(tx, c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	var errs []error
	for _, c := range closed {
		ch, err := s.base.Directory.Channel(ctx, c.Channel)
		switch {
		case errors.Is(err, record.ErrNone):
		case err != nil:
			errs = append(errs, err)
		case ch.Private == public[c.Code]:
			errs = append(errs, s.noteChannel(ctx, p, c, !ch.Private))
		}
	}
	return errors.Join(errs...)
}

// noteChannel writes that a committee's channel has become public, or private
// again, unless another replica has.
func (s *Service) noteChannel(ctx context.Context, p record.Project, c record.Committee, public bool) error {
	return s.update(ctx, record.Caller{Actor: record.Actor{Team: p.Team, User: record.Ourselves}, Project: p}, func(d *changeset) error {
		times, known, err := exposures(d.Tx, c)
		if err != nil || known == public {
			return err
		}
		if !public {
			return d.Record(c.Subject(), committeeEnclosed, nil, nil, "")
		}
		if err := d.Announce(c.Subject(), CommitteeExposed, times+1, reminder.ToPilots()); err != nil {
			return err
		}
		return d.Record(c.Subject(), committeeExposed, nil, nil, "")
	})
}

// CommitteeExposed tells the pilots that the channel of a committee that keeps
// to itself has become public.
const CommitteeExposed reminder.DeliveryKind = "committee.exposed"

// CommitteeEntry is what can be told of committees.
func CommitteeEntry() reminder.Entry {
	return reminder.Entry{
		Noun: record.NounCommittee, InFull: true, Load: loadCommittee,
		Watch: func(ctx context.Context, base *reminder.Base) error { return NewService(base).WatchChannels(ctx) },
		Kinds: map[reminder.DeliveryKind]reminder.Policy{CommitteeExposed: {}, CommitteeEdited: {Leaving: true}, CommitteeClosed: {}, CommitteeReopened: {}},
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

// Complete is that of a delivery about the committee itself.
func (c Exposed) Complete(tx reminder.Tx, b *reminder.Content, d reminder.Delivery) error {
	if d.Kind != CommitteeExposed && d.Kind != reminder.Undeliverable {
		var err error
		b.Change, err = told(tx, c.Committee, d)
		return err
	}
	times, public, err := exposures(tx, c.Committee)
	if !public || strings.TrimPrefix(d.Occurrence, reminder.PassedOn) != strconv.Itoa(times) {
		b.Skip = reminder.SkipChanged
	}
	return err
}

package governance

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
)

// NounCommittee is the noun of committees.
const NounCommittee Noun = "committee"

// What history says when the channel of a committee that keeps to itself has
// become public, and when it is private again. How often the former has happened
// is the occurrence of what is told of it.
const (
	committeeExposed  = "committee.exposed"
	committeeEnclosed = "committee.enclosed"
)

// exposures are how often the committee's channel has become public, and whether
// it is, as far as it was noticed.
func exposures(tx Tx, c Committee) (times int, public bool, err error) {
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
func (s *Secretariat) WatchChannels(ctx context.Context) error {
	return s.inEachProject(ctx, "look at the channels", s.watchChannels)
}

func (s *Secretariat) watchChannels(ctx context.Context, p Project) error {
	var closed []Committee
	public := map[string]bool{}
	err := s.store.View(ctx, func(tx Tx) error {
		all, err := tx.Committees(p.ID)
		if err != nil {
			return err
		}
		closed = slices.DeleteFunc(all, func(c Committee) bool { return c.Diffusion != DiffusionCommittee })
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
		ch, err := s.directory.Channel(ctx, c.Channel)
		switch {
		case errors.Is(err, ErrNone):
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
func (s *Secretariat) noteChannel(ctx context.Context, p Project, c Committee, public bool) error {
	return s.update(ctx, visitor{Actor: Actor{Team: p.Team, User: Ourselves}, Project: p}, func(d *desk) error {
		times, known, err := exposures(d, c)
		if err != nil || known == public {
			return err
		}
		if !public {
			return d.record(c.Subject(), committeeEnclosed, nil, nil, "")
		}
		if err := d.announce(c.Subject(), CommitteeExposed, times+1, ToPilots()); err != nil {
			return err
		}
		return d.record(c.Subject(), committeeExposed, nil, nil, "")
	})
}

// CommitteeExposed tells the pilots that the channel of a committee that keeps
// to itself has become public.
const CommitteeExposed DeliveryKind = "committee.exposed"

var committeeKinds = map[DeliveryKind]deliveryPolicy{CommitteeExposed: {}}

func loadCommittee(tx cachedTx, b Brief, s Subject) (About, error) {
	c, err := tx.committee(b.Project.ID, s.Ref())
	if err != nil {
		return nil, err
	}
	return c, nil
}

func (c Committee) facts() facts { return facts{ref: c.Code, author: c.CreatedBy, keeper: c} }

// content is that of a delivery about the committee itself.
func (c Committee) content(tx Tx, b *Brief, d Delivery) error {
	times, public, err := exposures(tx, c)
	if !public || strings.TrimPrefix(d.Occurrence, passedOn) != strconv.Itoa(times) {
		b.Moot = MootChanged
	}
	return err
}

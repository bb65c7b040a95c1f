package governance

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// NounBot is the noun of the bot itself, as far as people are told of it: where it is
// met for the first time, and until when the chat takes it for its own.
const NounBot record.Noun = "bot"

// BotSubject names the bot in history.
const BotSubject = record.Subject(NounBot)

// What the bot says of itself.
const (
	// BotWelcome is said once in a channel into which it was let, and once to somebody who
	// has written to it.
	BotWelcome reminder.DeliveryKind = "bot.welcome"
	// BotAccessEnds tells the pilots that the chat will not take it for its own any more.
	BotAccessEnds reminder.DeliveryKind = "bot.access_ends"
)

// What history says of its access to the chat: that the pilots were told when it ends,
// which is the note, and that it has no end in sight any more.
const (
	accessEnds    = string(BotAccessEnds)
	accessRenewed = "bot.access_renewed"
)

var presenceEvents = record.Bare("bot", accessEnds, accessRenewed)

// accessLeads are how many days before its access ends the pilots are told.
var accessLeads = []int{30, 7}

// presenceEntry is what the bot says of itself.
func presenceEntry() reminder.Entry {
	return reminder.Entry{
		Noun: NounBot, InFull: true, Load: loadPresence,
		Kinds: map[reminder.DeliveryKind]reminder.Policy{BotWelcome: {}, BotAccessEnds: {Waits: true}},
		Watch: func(ctx context.Context, base *reminder.Base) error {
			return errors.Join(watchAccess(ctx, base), greet(ctx, base))
		},
	}
}

// byItself is the caller that the bot is in a project.
func byItself(p record.Project) record.Caller {
	return record.Caller{Actor: record.Actor{Team: p.Team, User: record.Ourselves}, Project: p}
}

// greet owes a welcome to each channel into which the bot was let, but where it has
// spoken already, and to each person who has written to it. Whatever happens meanwhile,
// each gets one.
func greet(ctx context.Context, base *reminder.Base) error {
	met, err := base.Directory.Contacts(ctx)
	if err != nil {
		return fmt.Errorf("whom the bot has met: %w", err)
	}
	var fresh []record.Contact
	err = base.Read(ctx, func(tx reminder.Tx) error {
		for _, c := range met {
			known, err := greeted(tx, c)
			if err != nil {
				return err
			}
			if !known {
				fresh = append(fresh, c)
			}
		}
		return nil
	})
	errs := []error{err}
	for _, c := range fresh {
		if err := welcome(ctx, base, c); err != nil && !record.IsClosed(err) {
			errs = append(errs, fmt.Errorf("welcome %s%s: %w", c.Channel, c.Person, err))
		}
	}
	return errors.Join(errs...)
}

func welcome(ctx context.Context, base *reminder.Base, c record.Contact) error {
	p, err := base.ProjectOf(ctx, c.Team)
	if err != nil {
		return err
	}
	return base.Update(ctx, byItself(p), func(d *reminder.Changeset) error {
		known, err := greeted(d.Tx, c) // by another replica
		if err != nil || known {
			return err
		}
		return d.Announce(BotSubject, BotWelcome, 1, recipientOf(c))
	})
}

func recipientOf(c record.Contact) reminder.Recipient {
	if c.Person != "" {
		return reminder.ToPerson(c.Person)
	}
	return reminder.ToChannel(c.Channel)
}

// greeted reports whether there is nothing to say: the bot has spoken in the channel, or
// welcomed the person, whom it may well have reminded before.
func greeted(tx reminder.Tx, c record.Contact) (bool, error) {
	known, err := tx.Addressed(recipientOf(c), BotWelcome)
	if err != nil || known || c.Person != "" {
		return known, err
	}
	return tx.Reached(recipientOf(c))
}

// watchAccess notices that the bot's access to the chat will end, or that it was renewed.
func watchAccess(ctx context.Context, base *reminder.Base) error {
	until, err := base.Directory.Expires(ctx)
	if err != nil {
		return fmt.Errorf("until when the chat takes the bot: %w", err)
	}
	return base.InEachProject(ctx, "watch the access to the chat", func(ctx context.Context, p record.Project) error {
		var change string
		err := base.Read(ctx, func(tx reminder.Tx) error {
			told, err := accessTold(tx, p.ID)
			change, _ = told.next(p, until, base.Now())
			return err
		})
		if err != nil || change == "" {
			return err
		}
		return base.Update(ctx, byItself(p), func(d *reminder.Changeset) error { return noteAccess(d, until) })
	})
}

// noteAccess writes what there is to say, unless another replica has.
func noteAccess(d *reminder.Changeset, until time.Time) error {
	told, err := accessTold(d.Tx, d.Project.ID)
	if err != nil {
		return err
	}
	change, note := told.next(d.Project, until, d.Now)
	if change == "" {
		return nil
	}
	if change == accessEnds {
		if err := d.Announce(BotSubject, BotAccessEnds, told.times+1, reminder.ToPilots()); err != nil {
			return err
		}
	}
	return d.Record(BotSubject, change, nil, nil, note)
}

// access is what history says of the bot's access to the chat.
type access struct {
	times int // how often its end was told
	last  record.HistoryLine
}

func accessTold(tx record.HistoryStore, p record.ProjectID) (a access, err error) {
	lines, err := tx.History(p, BotSubject)
	for _, l := range lines {
		if a.last = l; l.Change == accessEnds {
			a.times++
		}
	}
	return a, err
}

// next is what there is to say, at now, of an access that lasts until then; "" for
// nothing. Of two moments that have gone by, the later one tells.
func (a access) next(p record.Project, until, now time.Time) (change, note string) {
	end := calendar.DateOf(until.In(p.Location()))
	var since time.Time
	for _, lead := range accessLeads {
		if at := end.AddDays(-lead).At(reminder.Morning, 0, p.Location()); !until.IsZero() && !now.Before(at) {
			since = at
		}
	}
	ending := a.last.Change == accessEnds
	switch {
	case since.IsZero() && ending:
		return accessRenewed, ""
	case since.IsZero(), !now.Before(until): // then it is refused, which is told elsewhere
		return "", ""
	case ending && a.last.Note == end.String() && !a.last.At.Before(since):
		return "", ""
	default:
		return accessEnds, end.String()
	}
}

// Presence is the bot, as people meet it.
type Presence struct {
	record.Project
	// Committee is the one that sits in the channel; zero elsewhere.
	Committee record.Committee
	// Ends is when its access to the chat does.
	Ends calendar.Date

	committees []record.Committee
	told       access
}

func loadPresence(tx reminder.CachedTx, b reminder.Content, s record.Subject) (reminder.About, error) {
	if s != BotSubject {
		return nil, fmt.Errorf("%s: %w", s, record.ErrNone)
	}
	all, err := tx.Committees(b.Project.ID)
	if err != nil {
		return nil, err
	}
	told, err := accessTold(tx, b.Project.ID)
	return Presence{Project: b.Project, committees: all, told: told}, err
}

// Subject names the bot.
func (Presence) Subject() record.Subject { return BotSubject }

// Facts are none: nobody is behind it.
func (Presence) Facts() reminder.Facts { return reminder.Facts{} }

// Complete finds the committee that a welcome is said to, or the end of the access as it
// is known by now.
func (v Presence) Complete(tx reminder.Tx, b *reminder.Content, d reminder.Delivery) (err error) {
	if channel, ok := d.Recipient.Channel(); ok {
		i := slices.IndexFunc(v.committees, func(c record.Committee) bool { return c.Sits() && c.Channel == channel })
		if i >= 0 {
			v.Committee = v.committees[i]
		}
		b.About = v
		return nil
	}
	if d.Kind != BotAccessEnds {
		return nil
	}
	if v.told.last.Change != accessEnds || strings.TrimPrefix(d.Occurrence, reminder.PassedOn) != strconv.Itoa(v.told.times) {
		b.Skip = reminder.SkipChanged
		return nil
	}
	if v.Ends, err = calendar.ParseDate(v.told.last.Note); err != nil {
		return err
	}
	b.About = v
	person, ok := d.Recipient.Person()
	if !ok {
		return nil
	}
	of, err := reminder.Attentions(tx, b.Project, record.Person{ID: person})
	if at := of[person].Next(b.Now); err == nil && at.After(b.Now) {
		b.Wait = at
	}
	return err
}

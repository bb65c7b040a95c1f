package reminder

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pilotent/governance/record"
)

// Table is all that the bot can owe messages about, in the order in which digests
// tell of them. It works on what the entries say, and names none of them.
type Table []Entry

// Nouns are those of all entries.
func (t Table) Nouns() []record.Noun {
	var nouns []record.Noun
	for _, e := range t {
		nouns = append(nouns, e.Noun)
	}
	return nouns
}

// followPerson makes what is owed to somebody follow its preferences, of which
// before are those that held until now.
func (d *Changeset) followPerson(before Preferences) error {
	for _, e := range d.Tx.Table {
		if e.FollowPerson == nil {
			continue
		}
		if err := e.FollowPerson(d, before); err != nil {
			return err
		}
	}
	return nil
}

// FollowProject makes everything that is owed follow the project's settings, of
// which before are those that held until now; past reads the school holidays as
// they were known. Meetings keep the hour and the zone that people were told.
func (d *Changeset) FollowProject(before record.Project, past Tx) error {
	for _, e := range d.Tx.Table {
		if e.Follow == nil {
			continue
		}
		if err := e.Follow(d, before, past); err != nil {
			return err
		}
	}
	return nil
}

// FollowCommittee makes everything that is owed follow a committee, of which before is
// what it was until now; the zero Committee where it is new.
func (d *Changeset) FollowCommittee(before, after record.Committee) error {
	for _, e := range d.Tx.Table {
		if e.FollowCommittee == nil {
			continue
		}
		if err := e.FollowCommittee(d, before, after); err != nil {
			return err
		}
	}
	return nil
}

// Entry is all that reminders, digests, clicks, « Vu », failures and the
// Courier know of a noun before they have read one. What they ask of one that
// they have read is About and, of what people are reminded of, reminded.
type Entry struct {
	Noun record.Noun
	// Prefix begins the references by which people say what they have seen: "A" in
	// "A-37". Empty where nobody is reminded by reference.
	Prefix string
	// Reads reads references of any other form, which it answers as they are kept; nil
	// where the Prefix tells all.
	Reads func(text string) (ref string, err error)
	// InFull says that each message is told in full: no line of a Summary may
	// stand for it.
	InFull bool
	// Kinds are those of its deliveries.
	Kinds map[DeliveryKind]Policy
	// Load reads one for the content, whatever its delivery; ErrNone when there is
	// none. The content has its project and moment.
	Load func(tx CachedTx, b Content, s record.Subject) (About, error)

	// The rest is nil where the noun has none of it.

	// Follow makes what is owed follow the project's settings, of which before are
	// those that held until now; past reads the school holidays as they were known.
	Follow func(d *Changeset, before record.Project, past Tx) error
	// FollowCommittee makes what is owed follow a committee, of which before is what it
	// was until now, and those who hold an office in it; the zero Committee where it is new. It refuses that one is
	// withdrawn which the noun needs.
	FollowCommittee func(d *Changeset, before, after record.Committee) error
	// FollowPerson makes what is owed follow somebody's preferences, of which
	// before are those that held until now.
	FollowPerson func(d *Changeset, before Preferences) error
	// InHand are those who have one in hand: u alone, unless that is empty.
	InHand func(tx Tx, p record.ProjectID, u record.UserID) ([]record.Person, error)
	// Reconcile adds what is owed of the noun and missing, in every project: what is
	// older than the feature, and what an accident has lost.
	Reconcile func(ctx context.Context, base *Base) error
	// Watch notices, in every project, what may change without a command.
	Watch func(ctx context.Context, base *Base) error
	// CarryOut is what time by itself does to one, to which a delivery ToClock comes;
	// done is false where there is nothing to do, or not yet.
	CarryOut func(ctx context.Context, base *Base, p record.ProjectID, s record.Subject) (done bool, err error)
	// Digest is what a digest says of them.
	Digest func(tx Tx, s DigestScope) (Digested, error)
}

// Policy is how deliveries of a kind are treated.
type Policy struct {
	// Reminder says that deliveries of the kind follow from the state of their
	// subject, and are planned anew when it changes. The others tell of one change,
	// and are owed once it has happened. Waits says that they are personal, and wait
	// for an hour that is open to whom they go; announcements, and what is owed by
	// contract, never do. Chain says that the end of each owes the next, which
	// Service.NextDigest tells.
	Reminder, Waits, Chain bool
	// Leaving says that it tells a channel that its committee has left it: nothing
	// else of one that keeps to itself is told there.
	Leaving bool
	// Closing says that it tells that the project is closed: nothing else is told of
	// one that is.
	Closing bool
	// TellsLate says that one that comes long after its moment says so.
	TellsLate bool
}

// Entry is the subject's in the table; an errors.ErrUnsupported where the bot can
// owe no message about it.
func (t Table) Entry(s record.Subject) (Entry, error) {
	i := slices.IndexFunc(t, func(e Entry) bool { return e.Noun == s.Noun() })
	if i < 0 {
		return Entry{}, fmt.Errorf("delivery about %q: %w", s, errors.ErrUnsupported)
	}
	return t[i], nil
}

// Policy is that of the kind; none for Undeliverable and Summary, which may be
// about anything.
func (t Table) Policy(k DeliveryKind) Policy {
	for _, e := range t {
		if p, ok := e.Kinds[k]; ok {
			return p
		}
	}
	return Policy{}
}

// ParseSubject reads the reference of something that is reminded of: "A-37",
// "r12", "V 5", "copil-2026-1".
func (t Table) ParseSubject(param, text string) (record.Subject, error) {
	ref := strings.ToUpper(strings.Join(strings.Fields(text), ""))
	for _, e := range t {
		if e.Reads != nil {
			if ref, err := e.Reads(ref); err == nil {
				return e.Noun.Subject(ref), nil
			}
		}
		if e.Prefix == "" || !strings.HasPrefix(ref, e.Prefix) {
			continue
		}
		if n, err := record.ParseRef(param, e.Prefix, ref); err == nil {
			return e.Noun.Subject(e.Prefix + "-" + strconv.Itoa(n)), nil
		}
	}
	return "", record.InvalidError("seen.ref", "text", text).About(param)
}

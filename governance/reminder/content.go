package reminder

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"pilotent/governance/record"
)

// ErrLeft says that somebody may not be told any more: who has left the team,
// or a committee that keeps to itself.
var ErrLeft = errors.New("the recipient has left")

// ReasonLeft is the reason of a settlement of what was for who has left.
const ReasonLeft = "left"

// keptBy notes whose matter the content tells, where that committee keeps to itself.
func (b *Content) keptBy(c record.Committee) {
	if c.Diffusion == record.DiffusionCommittee {
		b.keeper = &c
	}
}

// Entitled is the content for the recipient of a delivery, where it may be told that at
// this moment: ErrLeft when not. The pilots may, each of whom is asked about once it is
// known who they are, and so may a channel, but what a committee keeps to itself is told
// in no channel that it has left: there is only said that it has. What a committee
// keeps to itself is told to nobody while the chat does not say who is in it;
// anything else is, since what the chat cannot say it cannot bring either.
// Errors: Unavailable.
func (s *Service) Entitled(ctx context.Context, d Delivery, b Content) (Content, error) {
	b, err := s.entitled(ctx, d, b)
	if err == nil && b.About != nil {
		b.Link = s.base.Link(ctx, b.Project.Team, b.About.Facts().Source, d.Recipient)
	}
	return b, err
}

func (s *Service) entitled(ctx context.Context, d Delivery, b Content) (Content, error) {
	channel, there := d.Recipient.Channel()
	if there && b.keeper != nil && b.keeper.Channel != channel && !s.base.table.Policy(d.Kind).Leaving {
		return b, ErrLeft
	}
	user, ok := d.Recipient.Person()
	if !ok {
		return b, nil
	}
	role, err := s.base.Directory.TeamRole(ctx, b.Project.Team, user)
	b.Guest = err == nil && role == record.RoleGuest
	switch {
	case err != nil && b.keeper != nil:
		return b, record.UnavailableError("unavailable.directory", err)
	case err == nil && role == record.RoleNone:
		return b, ErrLeft
	case b.keeper == nil || role == record.RolePilot:
		return b, nil
	}
	in, err := s.base.Directory.InChannel(ctx, b.keeper.Channel, user)
	if err != nil {
		return b, record.UnavailableError("unavailable.directory", err)
	}
	if !in {
		return b, ErrLeft
	}
	return b, nil
}

// Link is where a recipient can read what was said in a source; "" where it may not, is
// told there itself, or the chat does not say.
func (s *Base) Link(ctx context.Context, team record.TeamID, source record.Source, to Recipient) string {
	channel, there := to.Channel()
	if !source.Said() || to.Thread() == source.Post {
		return ""
	}
	reads := source.Open || there && channel == source.Channel
	if user, ok := to.Person(); ok && !reads {
		in, err := s.Directory.InChannel(ctx, source.Channel, user)
		reads = in && err == nil
	}
	if !reads {
		return ""
	}
	link, err := s.Directory.Permalink(ctx, team, source.Post)
	if err != nil {
		return "" // what cannot be linked is told all the same
	}
	return link
}

// Content is what a delivery has to say, from the present state of its subject:
// what was planned a week ago is told as it is now.
type Content struct {
	Project record.Project
	// Now is the moment of the telling.
	Now time.Time
	// Skip says why there is nothing to say any more; empty when there is.
	Skip SkipReason
	// Wait is when to say it, where that is later: the next open hour of who
	// is to be reminded. Zero when it may be said now.
	Wait time.Time
	// Late is when a reminder should have been said, where that is long ago.
	// Zero when it is in time.
	Late time.Time

	// Change is the line of history that an announcement tells of.
	Change record.HistoryLine

	// keeper is the committee whose matter it is, where that keeps to itself.
	keeper *record.Committee

	// Guest reports whether its reader is one, who looks only, and Link is where it
	// can read what was said of the subject, "" where it may not: Entitled fills them in.
	Guest bool
	Link  string
	// About is the subject; nil in a summary.
	About About
	// Summary are the deliveries that a summary stands for; none in any other.
	Summary []Told
}

// Ref and Author are how people name the subject, and who is behind it.
func (b Content) Ref() (ref string, author record.Person) {
	f := b.About.Facts()
	return f.Ref, f.Author
}

// Version is the subject's: a button is bound to it. Digests and summaries have
// no button.
func (b Content) Version() int {
	if b.About == nil {
		return 0
	}
	return b.About.Facts().Version
}

// Named is somebody whom the subject names; false when it does not.
func (b Content) Named(u record.UserID) (record.Person, bool) {
	if b.About == nil {
		return record.Person{}, false
	}
	people := b.About.Facts().Named
	i := slices.IndexFunc(people, record.Person{ID: u}.Is)
	if i < 0 {
		return record.Person{}, false
	}
	return people[i], true
}

// SkipReason is a reason to say nothing.
type SkipReason string

const (
	SkipChanged SkipReason = "changed" // a later change has its own delivery
	SkipClosed  SkipReason = "closed"  // done, decided, cancelled
	SkipBegun   SkipReason = "begun"   // the meeting has begun
	SkipNewer   SkipReason = "newer"   // a later reminder of the same subject is due as well
	SkipGone    SkipReason = "gone"    // the person does not hold the action any more
	SkipEmpty   SkipReason = "empty"   // there is nothing to tell
	SkipShared  SkipReason = "shared"  // the digest of another committee of the channel tells it
	SkipQuiet   SkipReason = "quiet"   // its moment has gone by, and the person is not to be disturbed
	SkipSeen    SkipReason = "seen"    // somebody who is in charge has said so
	SkipOver    SkipReason = "over"    // the project is closed
)

// Content reads the subject of a delivery.
// Errors: none but the store's.
func (s *Service) Content(ctx context.Context, d Delivery) (Content, error) {
	if d.Kind == Summary {
		return s.summary(ctx, d)
	}
	return s.content(ctx, d)
}

func (s *Service) content(ctx context.Context, d Delivery) (Content, error) {
	return s.contentAt(ctx, d, s.base.Now())
}

func (s *Service) contentAt(ctx context.Context, d Delivery, at time.Time) (b Content, err error) {
	err = s.base.Read(ctx, func(tx Tx) error {
		b, err = CachedTx{Tx: tx}.content(d, at)
		return err
	})
	return b, err
}

// content is the content of a delivery, at a moment.
func (tx CachedTx) content(d Delivery, at time.Time) (b Content, err error) {
	b.Now = at
	if b.Project, err = Cached(tx, d.Project, func() (record.Project, error) { return tx.ProjectByID(d.Project) }); err != nil {
		return b, err
	}
	if err := b.late(tx.Tx, d); err != nil {
		return b, err
	}
	if err := b.load(tx, d.Subject); err != nil {
		return b, err
	}
	err = b.About.Complete(tx.Tx, &b, d)
	if d.Kind == Undeliverable {
		b.Skip = "" // that it could not be told stays true
	}
	if b.Project.Closed != nil && !tx.Table.Policy(d.Kind).Closing {
		b.Skip = SkipOver
	}
	return b, err
}

// load reads the subject. An errors.ErrUnsupported where the bot can owe nothing
// about it, ErrNone where there is none.
func (b *Content) load(tx CachedTx, s record.Subject) error {
	e, err := tx.Table.Entry(s)
	if err != nil {
		return err
	}
	type key struct {
		project record.ProjectID
		subject record.Subject
	}
	b.About, err = Cached(tx, key{b.Project.ID, s}, func() (About, error) { return e.Load(tx, *b, s) })
	if err == nil {
		b.keptBy(b.About.Facts().Keeper)
	}
	return err
}

// Undelivered is what is owed when a delivery cannot be delivered: a direct
// message to the person behind its subject, or to the pilots where that person
// is the one who cannot be reached. Nothing, where it is the pilots or nobody is behind
// it, and of a digest where they know. For a summary, to those behind all that it tells.
// Errors: none but the store's.
func (s *Service) Undelivered(ctx context.Context, d Delivery) ([]Delivery, error) {
	if d.Kind == Summary {
		var owed []Delivery
		b, err := s.summary(ctx, d)
		for _, told := range b.Summary {
			more, err := s.Undelivered(ctx, told.Delivery)
			if err != nil {
				return nil, err
			}
			owed = append(owed, more...)
		}
		return owed, err
	}
	if known, err := s.knownToFail(ctx, d); err != nil || known {
		return nil, err
	}
	b, err := s.content(ctx, d)
	if err != nil {
		return nil, err
	}
	_, author := b.Ref()
	if author.ID == "" { // nobody is behind what the bot says of itself
		return nil, nil
	}
	told := Delivery{
		Project: d.Project, Subject: d.Subject, Kind: Undeliverable, Recipient: ToPerson(author.ID), Due: d.Due,
		// With the fence: a failure that is relaunched and fails again is told again.
		Occurrence: fmt.Sprintf("%d.%d/%s", d.ID, d.Fence, d.Recipient),
	}
	switch {
	case d.Kind == Undeliverable && d.Recipient != told.Recipient:
		return nil, nil
	case d.Kind == Undeliverable:
		told.Recipient, told.Occurrence = ToPilots(), d.Occurrence
	case d.Recipient == told.Recipient:
		told.Recipient = ToPilots()
	}
	return []Delivery{told}, nil
}

// Unreached is the recipient that an Undeliverable delivery tells of.
func (d Delivery) Unreached() Recipient {
	_, recipient, _ := strings.Cut(d.Occurrence, "/")
	return Recipient(recipient)
}

// Failed is the number of the delivery that an Undeliverable delivery tells of.
func (d Delivery) Failed() int64 {
	digits, _, _ := strings.Cut(d.Occurrence, ".")
	n, _ := strconv.ParseInt(digits, 10, 64)
	return n
}

// ChangeTo is the line of history of the change that an announcement tells of: of the
// subject itself, not of what its history keeps besides, which has versions of its own.
func ChangeTo(tx record.HistoryStore, d Delivery) (record.HistoryLine, error) {
	version, err := strconv.Atoi(d.Occurrence)
	if err != nil {
		return record.HistoryLine{}, nil // a reminder tells of no change
	}
	lines, err := tx.History(d.Project, d.Subject)
	for _, l := range lines {
		if family, _, _ := strings.Cut(l.Change, "."); family == string(d.Subject.Noun()) && l.Version() == version {
			return l, err
		}
	}
	return record.HistoryLine{}, err
}

// Stale says why a reminder has nothing to say although its subject is alive:
// it is planned for another moment by now, or a later one to the same recipient
// is due as well. After an outage one is enough, and it tells the present state.
func Stale(d Delivery, planned []Delivery, now time.Time) SkipReason {
	skipReason := SkipChanged
	if d.Occurrence == Overtaken {
		skipReason = "" // planned by the hours that held before
	}
	for _, p := range planned {
		if p.Recipient != d.Recipient {
			continue
		}
		if p.Due.After(d.Due) && !p.Due.After(now) {
			return SkipNewer
		}
		if p.Due.Equal(d.Due) {
			skipReason = ""
		}
	}
	return skipReason
}

// Prefetch reads the subjects of many deliveries at once, each subject once; by
// the deliveries' numbers. One that cannot be read so is left out: read by
// itself, it says why.
// Errors: none but the store's.
func (s *Service) Prefetch(ctx context.Context, ds []Delivery) (map[int64]Content, error) {
	contents := make(map[int64]Content, len(ds))
	err := s.base.Read(ctx, func(tx Tx) error {
		prefetched, now := CachedTx{tx, map[any]any{}}, s.base.Now()
		for _, d := range ds {
			if d.Kind == Summary {
				continue // it is made of contents
			}
			if b, err := prefetched.content(d, now); err == nil {
				contents[d.ID] = b
			}
		}
		return nil
	})
	return contents, err
}

// CachedTx is a transaction that reads once what many deliveries have in common.
type CachedTx struct {
	Tx
	// read is by key; nil keeps nothing.
	read map[any]any
}

// Cached is what read answers, or has answered for the key and the type. An error
// is not kept.
func Cached[K comparable, V any](tx CachedTx, key K, read func() (V, error)) (V, error) {
	if v, ok := tx.read[key].(V); ok {
		return v, nil
	}
	v, err := read()
	if err == nil && tx.read != nil {
		tx.read[key] = v
	}
	return v, err
}

// CachedKey is the key of what has a name in a project.
type CachedKey[V any] struct {
	Project record.ProjectID
	Name    string
}

// CommitteeOnce is the committee of that code, read once.
func (tx CachedTx) CommitteeOnce(p record.ProjectID, code string) (record.Committee, error) {
	return Cached(tx, CachedKey[record.Committee]{p, code}, func() (record.Committee, error) { return tx.Committee(p, code) })
}

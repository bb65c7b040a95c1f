package sitting

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"regexp"
	"slices"
	"time"

	"pilotent/governance/committee"
	"pilotent/governance/record"
)

// Feed is an address at which somebody's calendar program reads meetings: those that
// its owner may see at that moment. Whoever knows the address reads them too, so that
// it cannot be guessed, is said once and can be stopped.
type Feed struct {
	Project   record.ProjectID
	Number    int
	Owner     record.Person
	Committee string // its code; "" for all that the owner sees
	// Hash is the SHA-256 of the address's token, which is not kept.
	Hash      string `json:"-"`
	CreatedAt time.Time
	EndedAt   time.Time // zero while it is read
}

// FeedStore keeps feeds.
type FeedStore interface {
	// Feeds are those of somebody that are read, the first to be made first.
	Feeds(p record.ProjectID, owner record.UserID) ([]Feed, error)
	// FeedByHash is the one that is read at a token of that hash, in any project, and the
	// project's team; ErrNone when there is none.
	FeedByHash(hash string) (Feed, record.TeamID, error)
	PutFeed(f Feed) error
}

// What history says of feeds: which, and never where.
const (
	feedBegun   = "feed.begun"
	feedRenewed = "feed.renewed"
	feedStopped = "feed.stopped"
)

var feedEvents = record.Bare("feed", feedBegun, feedRenewed, feedStopped)

// feedsOf names somebody's feeds in history.
func feedsOf(u record.UserID) record.Subject { return record.Subject("feeds/" + string(u)) }

// Subscription is a feed as its owner is told of it.
type Subscription struct {
	Feed
	// Token is what the address ends with; "" for one that was there already. It is told
	// to its owner only: no log and no file has it.
	Token string `json:"-"`
	// Meetings is how many it has now.
	Meetings int
}

// NewFeed asks for a feed.
type NewFeed struct {
	Committee string // code; "" for all that the person sees
	Renew     bool   // the one that there is ends
}

// Subscribe makes an address for the actor's calendar program. Where there is one, it is
// told without its token, or ends and is followed by another. Whoever may look may
// subscribe.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) Subscribe(ctx context.Context, a record.Actor, n NewFeed) (Subscription, error) {
	v, code, err := s.subscriber(ctx, a, n.Committee)
	if err != nil {
		return Subscription{}, err
	}
	var there Subscription
	token := rand.Text()
	err = s.update(ctx, v, func(d *changeset) error {
		there, err = d.subscribe(code, token, n.Renew)
		if err != nil {
			return err
		}
		meetings, err := feedMeetings(d.Caller, d.Tx, code, d.Now)
		there.Meetings = len(meetings)
		return err
	})
	return there, err
}

// subscribe makes a feed that is read at the token, unless there is one and it is not to
// be renewed.
func (d *changeset) subscribe(code, token string, renew bool) (Subscription, error) {
	old, err := feedOf(d.Tx, d.Project.ID, d.User.ID, code)
	if err != nil || old.Number > 0 && !renew {
		return Subscription{Feed: old}, err
	}
	change := feedBegun
	if old.Number > 0 {
		change, old.EndedAt = feedRenewed, d.Now
		if err := d.PutFeed(old); err != nil {
			return Subscription{}, err
		}
	}
	f := Feed{Project: d.Project.ID, Owner: d.User, Committee: code, Hash: hashOf(token), CreatedAt: d.Now}
	if f.Number, err = d.Next(d.Project.ID, "feed"); err != nil {
		return Subscription{}, err
	}
	if err := d.PutFeed(f); err != nil {
		return Subscription{}, err
	}
	return Subscription{Feed: f, Token: token}, d.Record(feedsOf(d.User.ID), change, nil, nil, code)
}

// Unsubscribe ends an address of the actor's: nobody reads anything at it any more.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) Unsubscribe(ctx context.Context, a record.Actor, code string) (Feed, error) {
	var f Feed
	v, code, err := s.subscriber(ctx, a, code)
	if err != nil {
		return f, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		if f, err = feedOf(d.Tx, d.Project.ID, d.User.ID, code); err != nil {
			return err
		}
		if f.Number == 0 {
			return record.NotFoundError("feed.none", "code", code)
		}
		f.EndedAt = d.Now
		if err := d.PutFeed(f); err != nil {
			return err
		}
		return d.Record(feedsOf(d.User.ID), feedStopped, nil, nil, code)
	})
	return f, err
}

// subscriber is the actor, and the code of the committee that it means, which it sees; ""
// for none.
func (s *Service) subscriber(ctx context.Context, a record.Actor, code string) (record.Caller, string, error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil || code == "" {
		return v, "", err
	}
	c, err := v.CommitteeNamed(code)
	if err == nil && !v.Sees(c.Code) {
		err = s.base.Refuse(ctx, v, "committee", &c)
	}
	return v, c.Code, err
}

// feedOf is somebody's feed of that committee; zero when there is none.
func feedOf(tx FeedStore, p record.ProjectID, owner record.UserID, code string) (Feed, error) {
	all, err := tx.Feeds(p, owner)
	for _, f := range all {
		if f.Committee == code {
			return f, err
		}
	}
	return Feed{}, err
}

// feedYears is for how long a feed has meetings that are over.
const feedYears = 1

// feedMeetings are those of the last year and to come that the caller sees, the first to
// begin first; those of one committee when code is given. What was cancelled is
// among them: a program would keep what it is told nothing of.
func feedMeetings(v record.Caller, tx committee.MeetingStore, code string, now time.Time) ([]committee.Meeting, error) {
	all, err := tx.Meetings(v.Project.ID, committee.MeetingFilter{Committee: code, From: now.AddDate(-feedYears, 0, 0)})
	return slices.DeleteFunc(all, func(m committee.Meeting) bool { return !v.Sees(m.Committee) }), err
}

// tokenForm is what rand.Text writes: 130 bits that nobody guesses.
var tokenForm = regexp.MustCompile(`^[A-Z2-7]{26}$`)

func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// FeedContent is a feed and what is read of it.
type FeedContent struct {
	Feed
	Of       record.Project // but for its team, once it is read
	Meetings []committee.Meeting
}

// FeedAt is the feed that is read at a token, without its meetings. What is none, was
// stopped or is nobody's is the same error.
// Errors: NotFound.
func (s *Service) FeedAt(ctx context.Context, token string) (FeedContent, error) {
	var c FeedContent
	if !tokenForm.MatchString(token) {
		return c, record.NotFoundError("feed.gone")
	}
	err := s.read(ctx, func(tx Tx) (err error) {
		c.Feed, c.Of.Team, err = tx.FeedByHash(hashOf(token))
		return err
	})
	if errors.Is(err, record.ErrNone) {
		err = record.NotFoundError("feed.gone")
	}
	return c, err
}

// ReadFeed adds what the feed's owner may see of it now: who has left the team reads
// nothing, and who has left a committee that keeps to itself nothing of that.
// Errors: NotFound, Unavailable.
func (s *Service) ReadFeed(ctx context.Context, c FeedContent) (FeedContent, error) {
	err := s.view(ctx, record.Actor{Team: c.Of.Team, User: c.Owner}, func(v record.Caller, tx Tx) (err error) {
		if c.Committee != "" && !v.Sees(c.Committee) {
			return record.NotFoundError("feed.gone")
		}
		c.Of = v.Project
		c.Meetings, err = feedMeetings(v, tx, c.Committee, s.base.Now())
		return err
	})
	if e, ok := errors.AsType[*record.Error](err); ok && e.Code == record.Forbidden {
		err = record.NotFoundError("feed.gone")
	}
	if err != nil {
		return FeedContent{}, err
	}
	return c, nil
}

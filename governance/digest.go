package governance

import (
	"context"
	"fmt"
	"time"

	"pilotent/governance/calendar"
)

// Digest is when a committee's channel is told what is late and what comes.
type Digest struct {
	Off bool         `json:"off,omitempty"`
	Day time.Weekday `json:"day"`
	At  Hour         `json:"at"`
}

// valid says whether there is such a day and such an hour.
func (g Digest) valid() bool {
	return g.Day >= time.Sunday && g.Day <= time.Saturday &&
		g.At.Hour >= 0 && g.At.Hour < 24 && g.At.Minute >= 0 && g.At.Minute < 60
}

// DigestChange changes parts of when a committee's digest comes; nil parts stay
// as they are.
type DigestChange struct {
	// Off is for no digest any more; else there is one again.
	Off bool
	Day *time.Weekday
	At  *Hour
}

func (c DigestChange) apply(g Digest) Digest {
	if g.Off = c.Off; c.Day != nil {
		g.Day = *c.Day
	}
	if c.At != nil {
		g.At = *c.At
	}
	return g
}

// DefaultDigest comes on Mondays at 8 h.
func DefaultDigest() Digest { return Digest{Day: time.Monday, At: Hour{Hour: 8}} }

// DigestTime is when the committee's digest comes: DefaultDigest for one that
// chose nothing else.
func (c Committee) DigestTime() Digest {
	if c.Digest == nil {
		return DefaultDigest()
	}
	return *c.Digest
}

// next is the first digest after t, in the project's zone: on the next working
// day, at the same hour, where its day is a public holiday. False when there
// is none any more.
func (g Digest) next(p Project, t time.Time) (time.Time, bool) {
	if g.Off || !g.valid() {
		return time.Time{}, false
	}
	days := p.Calendar()
	// Last week's may have been put off past t.
	day := calendar.DateOf(t.In(p.Location())).AddDays(-7)
	for day.Weekday() != g.Day {
		day = day.AddDays(1)
	}
	for ; ; day = day.AddDays(7) {
		on := day
		if _, holiday := days.Holiday(day); holiday {
			on = days.NextWorkingDay(day)
		}
		if at := g.At.On(on, p.Location()); at.After(t) {
			return at, true
		}
	}
}

// nextDigest is the person's first digest after t: on each day that is neither
// quiet nor in a pause, at its hour, or when the quiet hours end if that is one
// of them. False when there is none any more.
func (a attention) nextDigest(t time.Time) (time.Time, bool) {
	if a.DigestOff {
		return time.Time{}, false
	}
	day := calendar.DateOf(t.In(a.open.Zone))
	if a.pausedOn(t, a.open.Zone) {
		day = a.PauseUntil.AddDays(1)
	}
	for ; ; day = day.AddDays(1) {
		if a.open.closed(day) {
			continue
		}
		at := a.DigestAt.On(day, a.open.Zone)
		if a.open.Next(at).After(at) {
			at = a.open.To.On(day, a.open.Zone)
		}
		if at.After(t) {
			return at, true
		}
	}
}

// SetDigest changes when a committee's digest comes, and answers when the next
// one will: the zero time when none will. One that is turned off keeps its day
// and hour. Its members and pilots may.
func (s *Secretariat) SetDigest(ctx context.Context, a Actor, code string, change DigestChange) (Committee, time.Time, error) {
	var c Committee
	v, err := s.admit(ctx, a)
	if err != nil {
		return c, time.Time{}, err
	}
	if c, err = v.committee(code); err != nil {
		return c, time.Time{}, err
	}
	if err := s.mustRecord(ctx, v, c); err != nil {
		return Committee{}, time.Time{}, err
	}
	if g := change.apply(DefaultDigest()); !g.valid() {
		return c, time.Time{}, InvalidError("committee.digest", "text", fmt.Sprint(g)).About("when")
	}
	var next time.Time
	err = s.update(ctx, v, func(d *desk) error {
		before, err := d.Committee(v.Project.ID, c.Code)
		if err != nil {
			return fmt.Errorf("read committee: %w", err)
		}
		c = before
		g := change.apply(before.DigestTime())
		c.Digest = &g
		if err := d.PutCommittee(c); err != nil {
			return err
		}
		next, _ = g.next(d.Project, d.now)
		if err := d.planCommitteeDigest(c); err != nil {
			return err
		}
		return d.record(c.Subject(), "committee.digest", before, c, "")
	})
	return c, next, err
}

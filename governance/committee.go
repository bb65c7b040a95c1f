package governance

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"pilotent/governance/calendar"
)

// Committee is a body that meets and decides. Its members are those of its
// channel.
type Committee struct {
	Project     ProjectID
	Code        string // "COPIL": capitals, digits; unique in the project
	Name        string
	Level       Level
	Channel     ChannelID
	ChannelName string
	Diffusion   Diffusion
	// Series tells the meeting numbers of a committee that keeps to itself from
	// those of the project: a gap in the latter would tell of its meetings. 0
	// for a committee that is open to the team.
	Series int
	// Leads are how long before a meeting the channel is reminded.
	Leads []Lead
	// Digest is when the channel gets its digest; DefaultDigest when nil.
	Digest    *Digest
	CreatedAt time.Time
	CreatedBy Person
}

// Subject names the committee in history.
func (c Committee) Subject() Subject { return NounCommittee.subject(c.Code) }

// Diffusion is who may see what a committee keeps.
type Diffusion string

const (
	DiffusionTeam      Diffusion = "team"      // everybody in the team; the default
	DiffusionCommittee Diffusion = "committee" // its members and the pilots
)

func (d Diffusion) MessageKey() string { return "diffusion." + string(d) }

// Lead is how long before a meeting a reminder is given. Days are counted on
// the calendar, at the meeting's hour of the wall clock; minutes on the clock.
type Lead struct {
	Days    int `json:"days,omitempty"`
	Minutes int `json:"minutes,omitempty"`
}

// DefaultLeads remind 7 days, 1 day and 1 hour before.
func DefaultLeads() []Lead { return []Lead{{Days: 7}, {Days: 1}, {Minutes: 60}} }

// Bounds on a committee's leads: beyond them reminders are a nuisance.
const (
	maxLeads    = 6
	maxLeadDays = 60
)

// LeadOf reads a duration as a lead: whole days stay days.
func LeadOf(d time.Duration) Lead {
	const day = 24 * time.Hour
	if d%day == 0 {
		return Lead{Days: int(d / day)}
	}
	return Lead{Minutes: int(d / time.Minute)}
}

// before is the moment of the reminder for something at start, in start's zone.
func (l Lead) before(start time.Time) time.Time {
	if l.Days == 0 {
		return start.Add(-time.Duration(l.Minutes) * time.Minute)
	}
	return calendar.DateOf(start).AddDays(-l.Days).At(start.Hour(), start.Minute(), start.Location()).
		Add(-time.Duration(l.Minutes) * time.Minute)
}

// LeadsAfter are the committee's leads whose moment, for something at start, is
// later than now.
func (c Committee) LeadsAfter(now, start time.Time) []Lead {
	return slices.DeleteFunc(slices.Clone(c.Leads), func(l Lead) bool { return !l.before(start).After(now) })
}

// CommitteeStore keeps committees.
type CommitteeStore interface {
	// Committee finds by code, in any case; ErrNone when there is none.
	Committee(p ProjectID, code string) (Committee, error)
	// Committees are all committees of the project, by code.
	Committees(p ProjectID) ([]Committee, error)
	PutCommittee(Committee) error
}

// committeeCode is what a code looks like: short, so that references are, and
// with a letter first, so that COPIL-2026-001 reads one way only.
var committeeCode = regexp.MustCompile(`^[A-Z][A-Z0-9]{1,11}$`)

// NewCommittee asks for a committee, bound to the channel in which the actor
// speaks.
type NewCommittee struct {
	Code, Name string
	Level      Level
	Diffusion  Diffusion // default DiffusionTeam
}

// CreateCommittee makes a committee and binds it to the actor's channel. Only
// pilots may.
func (s *Secretariat) CreateCommittee(ctx context.Context, a Actor, n NewCommittee) (Committee, error) {
	v, err := s.admit(ctx, a)
	if err != nil {
		return Committee{}, err
	}
	if err := s.mustPilot(ctx, v); err != nil {
		return Committee{}, err
	}
	c := Committee{
		Project: v.Project.ID, Code: strings.ToUpper(strings.TrimSpace(n.Code)), Level: n.Level,
		Diffusion: n.Diffusion, Leads: DefaultLeads(), CreatedAt: s.now(), CreatedBy: a.User,
	}
	if c.Diffusion == "" {
		c.Diffusion = DiffusionTeam
	}
	if !committeeCode.MatchString(c.Code) {
		return c, InvalidError("committee.code", "code", n.Code).About("code")
	}
	if c.Name, err = cleanName("name", n.Name, maxName); err != nil {
		return c, err
	}
	if err := s.bindChannel(ctx, &c, a.Channel); err != nil {
		return c, err
	}
	err = s.update(ctx, v, func(d *desk) error {
		all, err := d.Committees(v.Project.ID)
		if err != nil {
			return err
		}
		for _, other := range all {
			if other.Code == c.Code {
				return ConflictError("committee.exists", "code", c.Code, "name", other.Name).About("code")
			}
		}
		d.doubtChannel(c, all)
		if c.Diffusion == DiffusionCommittee {
			if c.Series, err = d.Next(v.Project.ID, "committee series"); err != nil {
				return fmt.Errorf("number committee: %w", err)
			}
		}
		if err := d.PutCommittee(c); err != nil {
			return err
		}
		if err := d.planCommitteeDigest(c); err != nil {
			return err
		}
		return d.record(c.Subject(), "committee.created", nil, c, "")
	})
	return c, err
}

// bindChannel learns the channel's name and makes sure that the bot can speak
// in it. A committee that keeps to itself cannot where anybody of the team may enter.
func (s *Secretariat) bindChannel(ctx context.Context, c *Committee, id ChannelID) error {
	ch, err := s.directory.Channel(ctx, id)
	if errors.Is(err, ErrNone) { // a private channel without the bot
		return ConflictError("committee.join")
	}
	if err != nil {
		return UnavailableError("unavailable.directory", err)
	}
	if ch.Name == "" { // a direct message has no name, and no committee
		return ConflictError("committee.channel")
	}
	if c.Diffusion == DiffusionCommittee && !ch.Private {
		return ConflictError("committee.public", "channel", ch.Name, "code", c.Code, "name", c.Name).About("access")
	}
	err = s.directory.JoinChannel(ctx, id)
	if errors.Is(err, ErrNone) {
		return ConflictError("committee.join")
	}
	if err != nil {
		return UnavailableError("unavailable.directory", err)
	}
	c.Channel, c.ChannelName = ch.ID, ch.Name
	return nil
}

// SetRhythm changes how long before a meeting a committee is reminded; the
// reminders of its coming meetings follow. Its members and pilots may.
func (s *Secretariat) SetRhythm(ctx context.Context, a Actor, code string, leads []Lead) (Committee, error) {
	var c Committee
	v, err := s.admit(ctx, a)
	if err != nil {
		return c, err
	}
	if c, err = v.committee(code); err != nil {
		return c, err
	}
	if err := s.mustRecord(ctx, v, c); err != nil {
		return Committee{}, err
	}
	if len(leads) > maxLeads {
		return c, InvalidError("committee.leads_many", "max", maxLeads).About("reminders")
	}
	for _, l := range leads {
		if l.Days < 0 || l.Minutes < 0 || l.Days+l.Minutes/(24*60) > maxLeadDays || l == (Lead{}) {
			return c, InvalidError("committee.lead", "max", maxLeadDays).About("reminders")
		}
	}
	err = s.update(ctx, v, func(d *desk) error {
		before, err := d.Committee(v.Project.ID, c.Code)
		if err != nil {
			return fmt.Errorf("read committee: %w", err)
		}
		c = before
		c.Leads = leads
		if err := d.PutCommittee(c); err != nil {
			return err
		}
		meetings, err := d.Meetings(v.Project.ID, MeetingFilter{Committee: c.Code, From: d.now, State: MeetingScheduled})
		if err != nil {
			return err
		}
		for _, m := range meetings {
			if err := d.replan(m.Subject(), m.reminders(c)); err != nil {
				return err
			}
		}
		return d.record(c.Subject(), "committee.rhythm", before, c, "")
	})
	return c, err
}

// CommitteeView is a committee as somebody may see it.
type CommitteeView struct {
	Committee
	// Member says whether the actor records for it.
	Member bool
	// Next is its next meeting, if the actor may see it.
	Next *Meeting
	// NextDigest is when its next digest comes, if the actor may see it; zero
	// when none does.
	NextDigest time.Time
	// Exposed says that the channel of a committee that keeps to itself is public,
	// if the actor may see it.
	Exposed bool
	// ShowChannel is false when naming the channel would reveal a private one.
	ShowChannel bool
	History     []HistoryLine
}

// Committees are the project's committees, by code. Anybody of the team may ask.
func (s *Secretariat) Committees(ctx context.Context, a Actor) ([]CommitteeView, error) {
	var views []CommitteeView
	err := s.view(ctx, a, func(v visitor, tx Tx) error {
		for _, c := range v.committees {
			view, err := v.viewCommittee(tx, c, s.now())
			if err != nil {
				return err
			}
			views = append(views, view)
		}
		return nil
	})
	return views, err
}

// Committee is one committee, with its history for those who may see it.
func (s *Secretariat) Committee(ctx context.Context, a Actor, code string) (CommitteeView, error) {
	var view CommitteeView
	err := s.view(ctx, a, func(v visitor, tx Tx) error {
		c, err := v.committee(code)
		if err != nil {
			return err
		}
		if view, err = v.viewCommittee(tx, c, s.now()); err != nil || !v.sees(c.Code) {
			return err
		}
		view.History, err = tx.History(v.Project.ID, c.Subject())
		return err
	})
	return view, err
}

func (v visitor) viewCommittee(tx Tx, c Committee, now time.Time) (CommitteeView, error) {
	view := CommitteeView{Committee: c, Member: v.records(c.Code), ShowChannel: v.sees(c.Code)}
	if !v.sees(c.Code) {
		view.Channel, view.ChannelName, view.Leads, view.Digest = "", "", nil, nil
		return view, nil
	}
	view.NextDigest, _ = c.DigestTime().next(v.Project, now)
	if c.Diffusion == DiffusionCommittee {
		var err error
		if _, view.Exposed, err = exposures(tx, c); err != nil {
			return view, err
		}
	}
	next, err := tx.Meetings(v.Project.ID, MeetingFilter{Committee: c.Code, From: now, State: MeetingScheduled, Limit: 1})
	if len(next) > 0 {
		view.Next = &next[0]
	}
	return view, err
}

// committee is the one of that code, in any case. Without a code it is the one
// of the channel in which the actor speaks, or where that is nobody's, the only
// one that it records for. Where several share the channel, none is guessed.
func (v visitor) committee(code string) (Committee, error) {
	code = strings.TrimSpace(code)
	if code != "" {
		i := slices.IndexFunc(v.committees, func(c Committee) bool { return strings.EqualFold(c.Code, code) })
		if i < 0 {
			return Committee{}, NotFoundError("committee.unknown", "code", code, "known", v.codes()).About("committee")
		}
		return v.committees[i], nil
	}
	if c, ok, err := v.channelCommittee(); ok || err != nil {
		return c, err
	}
	var own []Committee
	for _, c := range v.committees {
		if v.member[c.Code] {
			own = append(own, c)
		}
	}
	switch {
	case len(own) == 1:
		return own[0], nil
	case len(v.committees) == 0:
		return Committee{}, NotFoundError("committee.none_yet").About("committee")
	default:
		return Committee{}, InvalidError("committee.which", "known", v.codes()).About("committee")
	}
}

func (v visitor) codes() []string { return codesOf(v.committees) }

func codesOf(committees []Committee) []string {
	var codes []string
	for _, c := range committees {
		codes = append(codes, c.Code)
	}
	return codes
}

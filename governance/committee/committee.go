package committee

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// doubtChannel asks back whether the channel is to have one more committee.
func (d *changeset) doubtChannel(c record.Committee, all []record.Committee) {
	others := slices.DeleteFunc(slices.Clone(all), func(other record.Committee) bool { return other.Channel != c.Channel })
	if len(others) == 0 {
		return
	}
	key := "committee.occupied"
	if len(record.ClosedOf(append(others, c))) > 0 {
		key = "committee.occupied_closed"
	}
	d.Doubt(key, "known", record.CodesOf(others), "channel", c.ChannelName, "code", c.Code)
}

// committeeCode is what a code looks like: short, so that references are, and
// with a letter first, so that COPIL-2026-001 reads one way only.
var committeeCode = regexp.MustCompile(`^[A-Z][A-Z0-9]{1,11}$`)

// NewCommittee asks for a committee, bound to the channel in which the actor
// speaks.
type NewCommittee struct {
	Code, Name string
	Level      record.Level
	Kind       record.CommitteeKind // "" for unsaid
	Diffusion  record.Diffusion     // default DiffusionTeam
}

// CreateCommittee makes a committee and binds it to the actor's channel. Only
// pilots may.
// Errors: Invalid, Conflict, Forbidden, Unavailable.
func (s *Service) CreateCommittee(ctx context.Context, a record.Actor, n NewCommittee) (record.Committee, error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return record.Committee{}, err
	}
	if err := s.base.MustPilot(ctx, v); err != nil {
		return record.Committee{}, err
	}
	c := record.Committee{
		Project: v.Project.ID, Code: strings.ToUpper(strings.TrimSpace(n.Code)), Level: n.Level, Kind: n.Kind,
		Diffusion: n.Diffusion, Leads: record.DefaultLeads(), CreatedAt: s.base.Now(), CreatedBy: a.User,
	}
	if c.Diffusion == "" {
		c.Diffusion = record.DiffusionTeam
	}
	if !committeeCode.MatchString(c.Code) {
		return c, record.InvalidError("committee.code", "code", n.Code).About("code")
	}
	if c.Name, err = record.CleanName("name", n.Name, record.MaxName); err != nil {
		return c, err
	}
	if err := s.bindChannel(ctx, &c, a.Channel); err != nil {
		return c, err
	}
	err = s.update(ctx, v, func(d *changeset) error { return d.addCommittee(&c) })
	return c, err
}

// addCommittee writes a committee whose code is free; one that keeps to itself gets
// a series of numbers of its own.
func (d *changeset) addCommittee(c *record.Committee) error {
	all, err := d.Committees(d.Project.ID)
	if err != nil {
		return err
	}
	for _, other := range all {
		if other.Code == c.Code {
			return record.ConflictError("committee.exists", "code", c.Code, "name", other.Name).About("code")
		}
	}
	d.doubtChannel(*c, all)
	if c.Diffusion == record.DiffusionCommittee {
		if c.Series, err = d.Next(d.Project.ID, "committee series"); err != nil {
			return fmt.Errorf("number committee: %w", err)
		}
	}
	if err := d.saveCommittee(record.Committee{}, *c); err != nil {
		return err
	}
	return d.Record(c.Subject(), committeeCreated, nil, *c, "")
}

// bindChannel learns the channel's name and makes sure that the bot can speak
// in it. A committee that keeps to itself cannot where anybody of the team may enter.
func (s *Service) bindChannel(ctx context.Context, c *record.Committee, id record.ChannelID) error {
	ch, err := s.base.Directory.Channel(ctx, id)
	if errors.Is(err, record.ErrNone) { // a private channel without the bot
		return record.ConflictError("committee.join")
	}
	if err != nil {
		return record.UnavailableError("unavailable.directory", err)
	}
	if ch.Name == "" { // a direct message has no name, and no committee
		return record.ConflictError("committee.channel")
	}
	if c.Diffusion == record.DiffusionCommittee && !ch.Private {
		key := "committee.public"
		if c.Channel != "" { // it has one, and is not created
			key = "committee.public_move"
		}
		return record.ConflictError(key, "channel", ch.Name, "code", c.Code, "name", c.Name).About("access")
	}
	err = s.base.Directory.JoinChannel(ctx, id)
	if errors.Is(err, record.ErrNone) {
		return record.ConflictError("committee.join")
	}
	if err != nil {
		return record.UnavailableError("unavailable.directory", err)
	}
	c.Channel, c.ChannelName = ch.ID, ch.Name
	return nil
}

// SetLeads changes how long before a meeting a committee is reminded; the
// reminders of its coming meetings follow. Its members and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) SetLeads(ctx context.Context, a record.Actor, code string, leads []record.Lead) (record.Committee, error) {
	var c record.Committee
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return c, err
	}
	if c, err = v.CommitteeNamed(code); err != nil {
		return c, err
	}
	if err := MustServe(ctx, s.base, v, c); err != nil {
		return record.Committee{}, err
	}
	if err := checkLeads(leads); err != nil {
		return c, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		before, err := d.Committee(v.Project.ID, c.Code)
		if err != nil {
			return fmt.Errorf("read committee: %w", err)
		}
		c = before
		c.Leads = leads
		if err := d.saveCommittee(before, c); err != nil {
			return err
		}
		return d.Record(c.Subject(), "committee.rhythm", before, c, "")
	})
	return c, err
}

// checkLeads refuses more than record.MaxLeads, and what is no time before a meeting.
func checkLeads(leads []record.Lead) error {
	if len(leads) > record.MaxLeads {
		return record.InvalidError("committee.leads_many", "max", record.MaxLeads).About("reminders")
	}
	for _, l := range leads {
		if l.Days < 0 || l.Minutes < 0 || l.Days+l.Minutes/(24*60) > record.MaxLeadDays || l == (record.Lead{}) {
			return record.InvalidError("committee.lead", "max", record.MaxLeadDays).About("reminders")
		}
	}
	return nil
}

// CommitteeView is a committee as somebody may see it.
type CommitteeView struct {
	record.Committee
	// Member reports whether the actor records for it.
	Member bool
	// Next is its next meeting, if the actor may see it.
	Next *Meeting
	// NextDigest is when its next digest comes, if the actor may see it; zero
	// when none does.
	NextDigest time.Time
	// Exposed says that the channel of a committee that keeps to itself is public,
	// if the actor may see it.
	Exposed bool
	// ShutOut is the name of the bot's account where it was taken out of the channel, as
	// far as was noticed and if the actor may see it; "" where it was not.
	ShutOut string
	// ShowChannel is false when naming the channel would reveal a private one.
	ShowChannel bool
	History     []record.HistoryLine
}

// Committees are the project's committees, by code. Anybody of the team may ask.
// Errors: Forbidden, Unavailable.
func (s *Service) Committees(ctx context.Context, a record.Actor) ([]CommitteeView, error) {
	var views []CommitteeView
	err := s.view(ctx, a, func(v record.Caller, tx Tx) error {
		for _, c := range v.AllCommittees {
			view, err := viewCommittee(v, tx, c, s.base.Now())
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
// Errors: Invalid, NotFound, Forbidden, Unavailable.
func (s *Service) Committee(ctx context.Context, a record.Actor, code string) (CommitteeView, error) {
	var view CommitteeView
	err := s.view(ctx, a, func(v record.Caller, tx Tx) error {
		c, err := v.CommitteeNamed(code)
		if err != nil {
			return err
		}
		if view, err = viewCommittee(v, tx, c, s.base.Now()); err != nil || !v.Sees(c.Code) {
			return err
		}
		view.History, err = tx.History(v.Project.ID, c.Subject())
		if v.Role != record.RolePilot {
			view.History = sinceCreated(view.History)
		}
		return err
	})
	return view, err
}

// sinceCreated are the lines of the committee that has the code now: an earlier one,
// which was withdrawn, may have kept to itself.
func sinceCreated(lines []record.HistoryLine) []record.HistoryLine {
	for i, l := range slices.Backward(lines) {
		if l.Change == committeeCreated {
			return lines[i:]
		}
	}
	return lines
}

func viewCommittee(v record.Caller, tx Tx, c record.Committee, now time.Time) (CommitteeView, error) {
	view := CommitteeView{Committee: c, Member: v.Records(c.Code), ShowChannel: v.Sees(c.Code)}
	if !v.Sees(c.Code) {
		view.Channel, view.ChannelName, view.Leads, view.Digest = "", "", nil, nil
		view.Yearly, view.Agenda = 0, nil
		return view, nil
	}
	view.NextDigest, _ = c.DigestTime().Next(v.Project, now)
	out, err := shutOut.noticed(tx, c)
	if err != nil {
		return view, err
	}
	if out.holds && c.Sits() {
		view.ShutOut = out.last.Note
	}
	if c.Diffusion == record.DiffusionCommittee {
		public, err := exposed.noticed(tx, c)
		if err != nil {
			return view, err
		}
		view.Exposed = public.holds
	}
	next, err := tx.Meetings(v.Project.ID, MeetingFilter{Committee: c.Code, From: now, State: MeetingScheduled, Unheld: true, Limit: 1})
	if len(next) > 0 {
		view.Next = &next[0]
	}
	return view, err
}

// DigestChange changes parts of when a committee's digest comes; nil parts stay
// as they are.
type DigestChange struct {
	// Off is for no digest any more; else there is one again.
	Off bool
	Day *time.Weekday
	At  *record.Hour
}

func (c DigestChange) apply(g record.Digest) record.Digest {
	if g.Off = c.Off; c.Day != nil {
		g.Day = *c.Day
	}
	if c.At != nil {
		g.At = *c.At
	}
	return g
}

// SetDigest changes when a committee's digest comes, and answers when the next
// one will: the zero time when none will. One that is turned off keeps its day
// and hour. Its members and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) SetDigest(ctx context.Context, a record.Actor, code string, change DigestChange) (record.Committee, time.Time, error) {
	var c record.Committee
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return c, time.Time{}, err
	}
	if c, err = v.CommitteeNamed(code); err != nil {
		return c, time.Time{}, err
	}
	if err := MustServe(ctx, s.base, v, c); err != nil {
		return record.Committee{}, time.Time{}, err
	}
	if g := change.apply(record.DefaultDigest()); !g.Valid() {
		return c, time.Time{}, record.InvalidError("committee.digest", "text", fmt.Sprint(g)).About("when")
	}
	var next time.Time
	err = s.update(ctx, v, func(d *changeset) error {
		before, err := d.Committee(v.Project.ID, c.Code)
		if err != nil {
			return fmt.Errorf("read committee: %w", err)
		}
		c = before
		g := change.apply(before.DigestTime())
		c.Digest = &g
		if err := d.saveCommittee(before, c); err != nil {
			return err
		}
		next, _ = g.Next(d.Project, d.Now)
		return d.Record(c.Subject(), "committee.digest", before, c, "")
	})
	return c, next, err
}

var committeeEvents = record.Then(record.Then(record.Keeps("committee", storeCommittee, storedCommittee.committee),
	storeStatedCommittee, storedStatedCommittee.committee), storePlannedCommittee, storedPlannedCommittee.committee).Beginning(committeeCreated).Without(exposed.begins, exposed.ends, shutOut.begins, shutOut.ends)

// storedCommittee is a committee as history stores it, in versions 0 and 1.
type storedCommittee struct {
	Project     record.ProjectID    `json:"Project"`
	Code        string              `json:"Code"`
	Name        string              `json:"Name"`
	Level       record.Level        `json:"Level"`
	Channel     record.ChannelID    `json:"Channel"`
	ChannelName string              `json:"ChannelName"`
	Diffusion   record.Diffusion    `json:"Diffusion"`
	Series      int                 `json:"Series"`
	Leads       []storedLead        `json:"Leads"`
	Digest      *storedDigest       `json:"Digest"`
	CreatedAt   time.Time           `json:"CreatedAt"`
	CreatedBy   record.StoredPerson `json:"CreatedBy"`
}

func storeCommittee(c record.Committee) storedCommittee {
	return storedCommittee{
		Project:     c.Project,
		Code:        c.Code,
		Name:        c.Name,
		Level:       c.Level,
		Channel:     c.Channel,
		ChannelName: c.ChannelName,
		Diffusion:   c.Diffusion,
		Series:      c.Series,
		Leads:       record.Each(c.Leads, asStoredLead),
		Digest:      record.Optionally(c.Digest, storeDigest),
		CreatedAt:   c.CreatedAt,
		CreatedBy:   record.StoredPerson(c.CreatedBy),
	}
}

func (f storedCommittee) committee() record.Committee {
	return record.Committee{
		Project:     f.Project,
		Code:        f.Code,
		Name:        f.Name,
		Level:       f.Level,
		Channel:     f.Channel,
		ChannelName: f.ChannelName,
		Diffusion:   f.Diffusion,
		Series:      f.Series,
		Leads:       record.Each(f.Leads, storedLead.lead),
		Digest:      record.Optionally(f.Digest, storedDigest.digest),
		CreatedAt:   f.CreatedAt,
		CreatedBy:   record.Person(f.CreatedBy),
	}
}

type storedLead struct {
	Days    int `json:"days,omitempty"`
	Minutes int `json:"minutes,omitempty"`
}

func asStoredLead(l record.Lead) storedLead { return storedLead(l) }

func (f storedLead) lead() record.Lead { return record.Lead(f) }

type storedDigest struct {
	Off bool                `json:"off,omitempty"`
	Day time.Weekday        `json:"day"`
	At  reminder.StoredHour `json:"at"`
}

func storeDigest(d record.Digest) storedDigest {
	return storedDigest{
		Off: d.Off,
		Day: d.Day,
		At:  reminder.StoredHour(d.At),
	}
}

func (f storedDigest) digest() record.Digest {
	return record.Digest{
		Off: f.Off,
		Day: f.Day,
		At:  record.Hour(f.At),
	}
}

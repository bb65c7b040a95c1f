package record

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"
)

// Actor is somebody who asks for something, as the chat vouches for it: who,
// in which team, from which channel. It carries no rights: the service
// asks the Directory for those, at each request.
type Actor struct {
	Team TeamID
	// Address is the team's name in addresses; "" where the chat has not told it.
	Address string
	User    Person
	Channel ChannelID
	// Thread is the post that begins the thread in which it was typed; "" outside
	// of any.
	Thread string
	// Click is the button that was pressed; nil for what was typed.
	Click *Click
	// Aloud says that what is answered is shown to all who read Channel: it is what they
	// may see, whoever asks.
	Aloud bool
	// Doubts are what the words of the request leave open. Whatever changes
	// something asks them back, with its own.
	Doubts []Doubt
	// Consent is what the actor has said yes to.
	Consent Consent
}

// Role is what somebody is in the team.
type Role string

const (
	RoleGuest  Role = "guest"  // looks only
	RoleMember Role = "member" // looks, takes actions, reports on their own
	RolePilot  Role = "pilot"  // an administrator of the team: may do everything
	RoleNone   Role = ""       // not in the team
)

// Reply is what somebody has answered to a post.
type Reply struct {
	Post   string // its own
	Author Person
	Text   string
	At     time.Time
}

// Directory tells who people are; the chat is the truth.
type Directory interface {
	// TeamRole answers RoleNone for somebody who is not in the team, and ErrOutside
	// where the bot itself is not.
	TeamRole(ctx context.Context, team TeamID, user UserID) (Role, error)
	// TeamName is the name that people give to the team.
	TeamName(ctx context.Context, team TeamID) (string, error)
	// InChannel reports whether user is a member of the channel; false for a
	// channel that the bot cannot see.
	InChannel(ctx context.Context, channel ChannelID, user UserID) (bool, error)
	// ShutOut is the name of the bot's account where the chat does not tell it who is in
	// the channel, because somebody has taken it out of there; "" where it does.
	ShutOut(ctx context.Context, channel ChannelID) (bot string, err error)
	// ChannelMembers are the people of the channel, by name, without bots and closed
	// accounts; nobody for a channel that the bot cannot see.
	ChannelMembers(ctx context.Context, channel ChannelID) ([]Person, error)
	// Channel answers ErrNone for a channel that does not exist or that the
	// bot cannot see.
	Channel(ctx context.Context, channel ChannelID) (Channel, error)
	// PersonNamed finds a member of the team by username, without "@";
	// ErrNone when there is none.
	PersonNamed(ctx context.Context, team TeamID, username string) (Person, error)
	// Zone is the IANA zone in which somebody lives; "" when the chat does not know.
	Zone(ctx context.Context, user UserID) (string, error)
	// Person finds somebody by identifier; ErrNone when there is none.
	Person(ctx context.Context, user UserID) (Person, error)
	// FullNames are the first and last names of those of the accounts that have
	// them, in any number.
	FullNames(ctx context.Context, users []UserID) (map[UserID]string, error)
	// Pilots are the team's administrators, however many: all of them, or at
	// most limit where that is not 0.
	Pilots(ctx context.Context, team TeamID, limit int) ([]Person, error)
	// JoinChannel makes the bot a member of the channel; ErrNone when it may
	// not enter.
	JoinChannel(ctx context.Context, channel ChannelID) error
	// Permalink is the address at which people of the team read a post.
	Permalink(ctx context.Context, team TeamID, post string) (string, error)
	// Replies are what people have answered to a post, in its thread, the first first;
	// none where the post is gone or cannot be seen.
	Replies(ctx context.Context, post string) ([]Reply, error)
	// CreateChannel makes a public channel of the team, or finds the one that the bot
	// made earlier under that name, and lets user in. ErrTaken where another has the
	// name, ErrNone where the bot may make none.
	CreateChannel(ctx context.Context, team TeamID, name, title string, user UserID) (Channel, error)
	// Expires is until when the chat takes the bot for its own; zero where that has no end.
	Expires(ctx context.Context) (time.Time, error)
	// Contacts are the channels of teams that the bot has been let into, and those who
	// have written to it in the last day.
	Contacts(ctx context.Context) ([]Contact, error)
}

// Contact is where the bot meets people: a channel, or somebody by direct messages; and
// the team whose matter that is.
type Contact struct {
	Team    TeamID
	Channel ChannelID
	Person  UserID
}

// Caller is an Actor whose rights are known, for the length of one request.
type Caller struct {
	Actor
	Project       Project
	Role          Role
	AllCommittees []Committee
	Member        map[string]bool // committee code → is a member of its channel
	// ClickMember and clickMarked are what the chat says of Actor.Click.
	ClickMember, ClickMarked bool
}

// Admit learns, before any transaction, who the actor is and what it belongs to.
func (s *Base) Admit(ctx context.Context, a Actor) (Caller, error) {
	v := Caller{Actor: a, Member: map[string]bool{}}
	role, err := s.roleIn(ctx, v)
	if errors.Is(err, ErrOutside) {
		return v, NewError(Forbidden, "unseen.team", "team", a.Address)
	}
	if err != nil {
		return v, UnavailableError("unavailable.directory", err)
	}
	if role == RoleNone {
		return v, &Error{Code: Forbidden, Key: "forbidden.team", Args: Args{}}
	}
	v.Role = role
	if err := s.place(ctx, &v); err != nil {
		return v, err
	}
	if a.Aloud {
		return s.audience(ctx, v)
	}
	if member, told := v.memberships(ctx); told {
		v.Member = member
	} else if err := s.learnMemberships(ctx, &v); err != nil {
		return v, err
	}
	v.remember(ctx)
	return v, nil
}

// audience is the caller as all who read its channel: it looks only, and sees what is
// open to the team, and what the committees of the channel keep that it sees itself.
func (s *Base) audience(ctx context.Context, v Caller) (Caller, error) {
	v.Role = RoleGuest
	for _, c := range v.AllCommittees {
		if c.Channel != v.Channel {
			continue
		}
		in, err := s.Directory.InChannel(ctx, c.Channel, v.User.ID)
		if err != nil {
			return v, UnavailableError("unavailable.directory", err)
		}
		v.Member[c.Code] = in
	}
	return v, nil
}

// atOnce is how many questions the chat is asked at the same moment.
const atOnce = 8

// learnMemberships asks for several committees at once: the chat answers in
// parallel.
func (s *Base) learnMemberships(ctx context.Context, v *Caller) error {
	var (
		wg   sync.WaitGroup
		mu   sync.Mutex
		fail error
	)
	turns := make(chan struct{}, atOnce)
	for _, c := range v.AllCommittees {
		turns <- struct{}{}
		wg.Go(func() {
			defer func() { <-turns }()
			in, err := s.Directory.InChannel(ctx, c.Channel, v.User.ID)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				fail = UnavailableError("unavailable.directory", err)
			}
			v.Member[c.Code] = in
		})
	}
	wg.Wait()
	return fail
}

// Sees reports whether what committee keeps may be shown to the caller: pilots
// see everything, a committee that is open to the team is seen by all, one
// that keeps to itself only by its members.
func (v Caller) Sees(code string) bool {
	if v.Role == RolePilot || v.Member[code] {
		return true
	}
	i := slices.IndexFunc(v.AllCommittees, func(c Committee) bool { return c.Code == code })
	return i >= 0 && v.AllCommittees[i].Diffusion == DiffusionTeam
}

// Hides reports whether the channel is that of a committee that keeps to itself,
// without the caller.
func (v Caller) Hides(channel ChannelID) bool {
	return slices.ContainsFunc(v.AllCommittees, func(c Committee) bool { return c.Channel == channel && !v.Sees(c.Code) })
}

// Records reports whether the caller may write for the committee.
func (v Caller) Records(code string) bool {
	return v.Role == RolePilot || v.Role == RoleMember && v.Member[code]
}

// RecordsSomewhere reports whether the caller may write for any committee.
func (v Caller) RecordsSomewhere() bool {
	if v.Role == RolePilot {
		return true
	}
	return slices.ContainsFunc(v.AllCommittees, func(c Committee) bool { return v.Records(c.Code) })
}

// maxNamed is how many pilots a refusal names.
const maxNamed = 5

// Refuse says who can do what the caller cannot. who is a key under
// "forbidden.": the sentence gets the committee when there is one, and the
// names of the pilots, so that people know whom to ask.
func (s *Base) Refuse(ctx context.Context, v Caller, who string, committee *Committee) error {
	if v.Role == RoleGuest && who != "seen" { // whoever may, a guest may not
		who = "guests"
	}
	if err := s.unseen(ctx, v, judgedBy(v, who, committee)); err != nil {
		return err
	}
	e := &Error{Code: Forbidden, Key: "forbidden." + who, Args: Args{}}
	if committee != nil {
		e.Args["committee"] = committee.Code
	}
	// Not knowing the names is no reason to answer anything but the refusal.
	pilots, err := s.Directory.Pilots(ctx, v.Team, maxNamed)
	if err != nil {
		pilots = nil
	}
	e.Args["pilots"] = pilots
	return e
}

// MustRecord refuses those who may not write for the committee.
func (s *Base) MustRecord(ctx context.Context, v Caller, c Committee) error {
	if v.Records(c.Code) {
		return nil
	}
	return s.Refuse(ctx, v, "committee", &c)
}

// MustRecordSomewhere refuses those who are in no committee.
func (s *Base) MustRecordSomewhere(ctx context.Context, v Caller) error {
	if v.RecordsSomewhere() {
		return nil
	}
	return s.Refuse(ctx, v, "any_committee", nil)
}

// MustPilot refuses all but the pilots.
func (s *Base) MustPilot(ctx context.Context, v Caller) error {
	if v.Role == RolePilot {
		return nil
	}
	return s.Refuse(ctx, v, "pilots", nil)
}

// MustMember refuses guests, who only look.
func (s *Base) MustMember(ctx context.Context, v Caller) error {
	if v.Role != RoleGuest {
		return nil
	}
	return s.Refuse(ctx, v, "guests", nil)
}

// here are the committees of the channel in which the actor speaks, of those
// that it sees: which channel a committee has that keeps to itself is not told.
func (v Caller) here() []Committee {
	if v.Channel == "" {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(v.AllCommittees), func(c Committee) bool { return c.Channel != v.Channel || !v.Sees(c.Code) })
}

// ChannelCommittee is the committee that is meant where none was named: that of
// the channel. false when the channel is no committee's, an error when it is
// that of several.
func (v Caller) ChannelCommittee() (Committee, bool, error) {
	switch here := slices.DeleteFunc(v.here(), func(c Committee) bool { return !c.Sits() }); len(here) {
	case 0:
		return Committee{}, false, nil
	case 1:
		return here[0], true, nil
	default:
		codes, closed := CodesOf(here), CodesOf(ClosedOf(here))
		if len(closed) > 0 {
			return Committee{}, false, InvalidError("committee.shared_closed", "known", codes, "closed", closed, "Count", len(closed)).Among("committee", codes)
		}
		return Committee{}, false, InvalidError("committee.shared", "known", codes).Among("committee", codes)
	}
}

// CommitteeNamed is the one of that code, in any case. Without a code it is the one
// of the channel in which the actor speaks, or where that is nobody's, the only
// one that it records for. Where several share the channel, none is guessed;
// where none of it sits any more, it is the one that did.
func (v Caller) CommitteeNamed(code string) (Committee, error) {
	code = strings.TrimSpace(code)
	if code != "" {
		i := slices.IndexFunc(v.AllCommittees, func(c Committee) bool { return strings.EqualFold(c.Code, code) })
		if i < 0 {
			return Committee{}, NotFoundError("committee.unknown", "code", code, "known", v.codes()).About("committee")
		}
		return v.AllCommittees[i], nil
	}
	if c, ok, err := v.ChannelCommittee(); ok || err != nil {
		return c, err
	}
	if over := v.here(); len(over) > 0 { // what is typed there is meant for it, and for no other
		return over[0], nil
	}
	var own []Committee
	for _, c := range v.AllCommittees {
		if v.Member[c.Code] && c.Sits() {
			own = append(own, c)
		}
	}
	switch {
	case len(own) == 1:
		return own[0], nil
	case len(v.AllCommittees) == 0:
		return Committee{}, NotFoundError("committee.none_yet").About("committee")
	default:
		return Committee{}, InvalidError("committee.which", "known", v.codes()).About("committee")
	}
}

func (v Caller) codes() []string { return CodesOf(v.AllCommittees) }

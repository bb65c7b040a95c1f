package governance

import (
	"context"
	"slices"
	"sync"
)

// Actor is somebody who asks for something, as the chat vouches for it: who,
// in which team, from which channel. It carries no rights: the Secretariat
// asks the Directory for those, at each request.
type Actor struct {
	Team    TeamID
	User    Person
	Channel ChannelID
	// Click is the button that was pressed; nil for what was typed.
	Click *Click
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

// Directory tells who people are; the chat is the truth.
type Directory interface {
	// TeamRole answers RoleNone for somebody who is not in the team.
	TeamRole(ctx context.Context, team TeamID, user UserID) (Role, error)
	// TeamName is the name that people give to the team.
	TeamName(ctx context.Context, team TeamID) (string, error)
	// InChannel says whether user is a member of the channel; false for a
	// channel that the bot cannot see.
	InChannel(ctx context.Context, channel ChannelID, user UserID) (bool, error)
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
	// Pilots are the team's administrators, however many: all of them, or at
	// most limit where that is not 0.
	Pilots(ctx context.Context, team TeamID, limit int) ([]Person, error)
	// JoinChannel makes the bot a member of the channel; ErrNone when it may
	// not enter.
	JoinChannel(ctx context.Context, channel ChannelID) error
}

// visitor is an Actor whose rights are known, for the length of one request.
type visitor struct {
	Actor
	Project    Project
	role       Role
	committees []Committee
	member     map[string]bool // committee code → is a member of its channel
	// clickMember and clickMarked are what the chat says of Actor.Click.
	clickMember, clickMarked bool
}

// admit learns, before any transaction, who the actor is and what it belongs to.
func (s *Secretariat) admit(ctx context.Context, a Actor) (visitor, error) {
	v := visitor{Actor: a, member: map[string]bool{}}
	role, err := s.roleIn(ctx, v)
	if err != nil {
		return v, UnavailableError("unavailable.directory", err)
	}
	if role == RoleNone {
		return v, &Error{Code: Forbidden, Key: "forbidden.team", Args: Args{}}
	}
	v.role = role
	if err := s.place(ctx, &v); err != nil {
		return v, err
	}
	if member, told := v.memberships(ctx); told {
		v.member = member
	} else if err := s.learnMemberships(ctx, &v); err != nil {
		return v, err
	}
	v.remember(ctx)
	return v, s.learnClick(ctx, &v)
}

// atOnce is how many questions the chat is asked at the same moment.
const atOnce = 8

// learnMemberships asks for several committees at once: the chat answers in
// parallel.
func (s *Secretariat) learnMemberships(ctx context.Context, v *visitor) error {
	var (
		wg   sync.WaitGroup
		mu   sync.Mutex
		fail error
	)
	turns := make(chan struct{}, atOnce)
	for _, c := range v.committees {
		turns <- struct{}{}
		wg.Go(func() {
			defer func() { <-turns }()
			in, err := s.directory.InChannel(ctx, c.Channel, v.User.ID)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				fail = UnavailableError("unavailable.directory", err)
			}
			v.member[c.Code] = in
		})
	}
	wg.Wait()
	return fail
}

// sees says whether what committee keeps may be shown to the visitor: pilots
// see everything, a committee that is open to the team is seen by all, one
// that keeps to itself only by its members.
func (v visitor) sees(code string) bool {
	if v.role == RolePilot || v.member[code] {
		return true
	}
	i := slices.IndexFunc(v.committees, func(c Committee) bool { return c.Code == code })
	return i >= 0 && v.committees[i].Diffusion == DiffusionTeam
}

// hides says whether the channel is that of a committee that keeps to itself,
// without the visitor.
func (v visitor) hides(channel ChannelID) bool {
	return slices.ContainsFunc(v.committees, func(c Committee) bool { return c.Channel == channel && !v.sees(c.Code) })
}

// records says whether the visitor may write for the committee.
func (v visitor) records(code string) bool {
	return v.role == RolePilot || v.role == RoleMember && v.member[code]
}

// recordsSomewhere says whether the visitor may write for any committee.
func (v visitor) recordsSomewhere() bool {
	if v.role == RolePilot {
		return true
	}
	return slices.ContainsFunc(v.committees, func(c Committee) bool { return v.records(c.Code) })
}

// maxNamed is how many pilots a refusal names.
const maxNamed = 5

// refuse says who can do what the visitor cannot. who is a key under
// "forbidden.": the sentence gets the committee when there is one, and the
// names of the pilots, so that people know whom to ask.
func (s *Secretariat) refuse(ctx context.Context, v visitor, who string, committee *Committee) error {
	if v.role == RoleGuest && who != "seen" { // whoever may, a guest may not
		who = "guests"
	}
	e := &Error{Code: Forbidden, Key: "forbidden." + who, Args: Args{}}
	if committee != nil {
		e.Args["committee"] = committee.Code
	}
	// Not knowing the names is no reason to answer anything but the refusal.
	pilots, err := s.directory.Pilots(ctx, v.Team, maxNamed)
	if err != nil {
		pilots = nil
	}
	e.Args["pilots"] = pilots
	return e
}

// mustRecord refuses those who may not write for the committee.
func (s *Secretariat) mustRecord(ctx context.Context, v visitor, c Committee) error {
	if v.records(c.Code) {
		return nil
	}
	return s.refuse(ctx, v, "committee", &c)
}

// mustRecordSomewhere refuses those who are in no committee.
func (s *Secretariat) mustRecordSomewhere(ctx context.Context, v visitor) error {
	if v.recordsSomewhere() {
		return nil
	}
	return s.refuse(ctx, v, "any_committee", nil)
}

// mustPilot refuses all but the pilots.
func (s *Secretariat) mustPilot(ctx context.Context, v visitor) error {
	if v.role == RolePilot {
		return nil
	}
	return s.refuse(ctx, v, "pilots", nil)
}

// mustMember refuses guests, who only look.
func (s *Secretariat) mustMember(ctx context.Context, v visitor) error {
	if v.role != RoleGuest {
		return nil
	}
	return s.refuse(ctx, v, "guests", nil)
}

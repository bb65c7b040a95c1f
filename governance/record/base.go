// Package record is what every room works with: identifiers, people, projects and
// their committees as those who may see something, errors that people read, events of
// history, and the unit of work: an admitted caller, a changeset, a transaction.
package record

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"time"

	"pilotent/governance/calendar"
)

// Base is what every room's service stands on: it admits callers and refuses
// them, and knows their project. Owed is called after a change that owes
// deliveries.
type Base struct {
	Store     Store
	Directory Directory
	Now       Clock
	Owed      func()
	defaults  Defaults
}

// Defaults are given to a project when its team first speaks to the bot.
type Defaults struct {
	Zone   string          // default Europe/Paris
	Region calendar.Region // default metropole
	Locale string          // default "fr"
}

// NewBase works on store, for people known to directory, at the time
// that now tells. owed is called after a change that owes deliveries, so that
// they need not wait for the next scan; it may be nil.
func NewBase(store Store, directory Directory, now Clock, defaults Defaults, owed func()) *Base {
	if defaults.Zone == "" {
		defaults.Zone = "Europe/Paris"
	}
	if defaults.Region == "" {
		defaults.Region = calendar.RegionMetropole
	}
	if defaults.Locale == "" {
		defaults.Locale = "fr"
	}
	if owed == nil {
		owed = func() {}
	}
	return &Base{Store: store, Directory: directory, Now: now, Owed: owed, defaults: defaults}
}

// project is the team's project, made at its first request, and its committees.
func (s *Base) project(ctx context.Context, team TeamID) (p Project, committees []Committee, err error) {
	if p, committees, err = s.Store.Place(ctx, team); !errors.Is(err, ErrNone) {
		return p, committees, err
	}
	name, err := s.Directory.TeamName(ctx, team)
	if err != nil {
		return p, nil, UnavailableError("unavailable.directory", err)
	}
	fresh := Project{
		ID: ProjectID(team), Team: team, Name: name,
		Zone: s.defaults.Zone, Region: s.defaults.Region, Locale: s.defaults.Locale,
		CreatedAt: s.Now(),
	}
	if err = s.Store.Update(ctx, fresh.ID, func(tx Tx) error { return tx.AddProject(fresh) }); err == nil {
		p, committees, err = s.Store.Place(ctx, team) // another one may have made it first
	}
	if err != nil {
		return p, nil, fmt.Errorf("create the team's project: %w", err)
	}
	return p, committees, nil
}

// ProjectOf is the project of a team that has let the bot in, made where nobody has
// spoken to it yet.
func (s *Base) ProjectOf(ctx context.Context, team TeamID) (Project, error) {
	p, _, err := s.project(ctx, team)
	return p, err
}

// Service is what anybody may ask before there is anything to ask about.
type Service struct{ base *Base }

// NewService works on base.
func NewService(base *Base) *Service { return &Service{base} }

// Zone is the zone in which the actor's project says its dates.
// Errors: Unavailable.
func (s *Service) Zone(ctx context.Context, a Actor) (*time.Location, error) {
	v := Caller{Actor: a}
	if err := s.base.place(ctx, &v); err != nil {
		return nil, err
	}
	return v.Project.Location(), nil
}

// Home is the zone of most people of this server, in which those of a channel are taken
// to be: that of a project for which none was chosen. nil where there is none.
// Errors: none.
func (s *Service) Home() *time.Location { return Location(s.base.defaults.Zone, nil) }

// Audience is the actor as all who read its channel, and the project in whose language they
// are spoken to.
// Errors: Invalid, Forbidden, Unavailable.
func (s *Service) Audience(ctx context.Context, a Actor) (Actor, Project, error) {
	v := Caller{Actor: a}
	if err := s.base.place(ctx, &v); err != nil {
		return a, v.Project, err
	}
	switch channel, err := s.base.Directory.Channel(ctx, a.Channel); {
	case errors.Is(err, ErrNone):
		return a, v.Project, NewError(Forbidden, "share.unseen")
	case err != nil:
		return a, v.Project, UnavailableError("unavailable.directory", err)
	case channel.Name == "": // a conversation of two, or of some
		return a, v.Project, InvalidError("share.direct")
	}
	a.Aloud = true
	return a, v.Project, nil
}

// PersonNamed finds a member of the actor's team: "@ien" or "ien".
// Errors: NotFound, Unavailable.
func (s *Service) PersonNamed(ctx context.Context, a Actor, param, name string) (Person, error) {
	p, err := s.base.Directory.PersonNamed(ctx, a.Team, name)
	switch {
	case errors.Is(err, ErrNone):
		return p, NotFoundError("person.unknown", "name", "@"+strings.TrimPrefix(name, "@")).About(param)
	case err != nil:
		return p, UnavailableError("unavailable.directory", err)
	}
	return p, nil
}

// request is what has been learnt of who asks, for the length of one request:
// its context carries it. A change forgets it.
type request struct {
	mu      sync.Mutex
	known   bool
	project Project
	// committees are those of the project.
	committees []Committee
	// role and member are of asker; nil until the chat was asked.
	asker  UserID
	role   Role
	member map[string]bool
}

type requestKey struct{}

// Begin reads, once for all that one request asks, the actor's project and its
// committees; the chat is asked once too, when it has to be. It answers the
// context that the request goes on with, and the zone in which the project says
// its dates.
// Errors: Unavailable.
func (s *Service) Begin(ctx context.Context, a Actor) (context.Context, *time.Location, error) {
	ctx = context.WithValue(ctx, requestKey{}, &request{})
	v := Caller{Actor: a}
	if err := s.base.place(ctx, &v); err != nil {
		return ctx, nil, err
	}
	return ctx, v.Project.Location(), nil
}

func requestOf(ctx context.Context) *request {
	r, ok := ctx.Value(requestKey{}).(*request)
	if !ok {
		r = &request{} // of its own
	}
	return r
}

// place finds the caller's project and its committees.
func (s *Base) place(ctx context.Context, v *Caller) error {
	r := requestOf(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.known || r.project.Team != v.Team {
		p, committees, err := s.project(ctx, v.Team)
		if err != nil {
			return err
		}
		r.known, r.project, r.committees, r.member = true, p, committees, nil
	}
	v.Project, v.AllCommittees = r.project, r.committees
	return nil
}

// roleIn is what the chat says that the caller is in the team.
func (s *Base) roleIn(ctx context.Context, v Caller) (Role, error) {
	r := requestOf(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known && r.member != nil && r.asker == v.User.ID && r.project.Team == v.Team {
		return r.role, nil
	}
	return s.Directory.TeamRole(ctx, v.Team, v.User.ID)
}

// memberships are those that the chat has told of the caller, if it has.
func (v Caller) memberships(ctx context.Context) (map[string]bool, bool) {
	r := requestOf(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.member == nil || r.asker != v.User.ID || r.project.Team != v.Team {
		return nil, false
	}
	return maps.Clone(r.member), true
}

// learnt is the caller as far as the request has learnt it; false where it has not.
func (s *Base) learnt(ctx context.Context, a Actor) (Caller, bool) {
	v := Caller{Actor: a}
	member, told := v.memberships(ctx)
	if !told {
		return v, false
	}
	r := requestOf(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	v.Project, v.AllCommittees, v.Role, v.Member = r.project, r.committees, r.role, member
	return v, true
}

// remember keeps what the chat has told of the caller.
func (v Caller) remember(ctx context.Context) {
	r := requestOf(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known && r.project.Team == v.Team {
		r.asker, r.role, r.member = v.User.ID, v.Role, maps.Clone(v.Member)
	}
}

// Forget is for what a change may have made untrue.
func Forget(ctx context.Context) {
	r := requestOf(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.known, r.member = false, nil
}

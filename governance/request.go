package governance

import (
	"context"
	"maps"
	"sync"
	"time"
)

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
func (s *Secretariat) Begin(ctx context.Context, a Actor) (context.Context, *time.Location, error) {
	ctx = context.WithValue(ctx, requestKey{}, &request{})
	v := visitor{Actor: a}
	if err := s.place(ctx, &v); err != nil {
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

// place finds the visitor's project and its committees, in one transaction.
func (s *Secretariat) place(ctx context.Context, v *visitor) error {
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
	v.Project, v.committees = r.project, r.committees
	return nil
}

// roleIn is what the chat says that the visitor is in the team.
func (s *Secretariat) roleIn(ctx context.Context, v visitor) (Role, error) {
	r := requestOf(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known && r.member != nil && r.asker == v.User.ID && r.project.Team == v.Team {
		return r.role, nil
	}
	return s.directory.TeamRole(ctx, v.Team, v.User.ID)
}

// memberships are those that the chat has told of the visitor, if it has.
func (v visitor) memberships(ctx context.Context) (map[string]bool, bool) {
	r := requestOf(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.member == nil || r.asker != v.User.ID || r.project.Team != v.Team {
		return nil, false
	}
	return maps.Clone(r.member), true
}

// remember keeps what the chat has told of the visitor.
func (v visitor) remember(ctx context.Context) {
	r := requestOf(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known && r.project.Team == v.Team {
		r.asker, r.role, r.member = v.User.ID, v.role, maps.Clone(v.member)
	}
}

// forget is for what a change may have made untrue.
func forget(ctx context.Context) {
	r := requestOf(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.known, r.member = false, nil
}

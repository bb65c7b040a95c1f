package organisation

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"pilotent/governance/committee"
	"pilotent/governance/record"
)

// What history says of a committee's members.
const (
	memberAdded   = "member.added"
	memberChanged = "member.changed"
	memberLeft    = "member.left"
)

// Saying is what is said of a member; nil parts stay as they are.
type Saying struct {
	Institution *string
	Function    *Function
	Title       *string
	Office      *Office
	// DeputyOf names the member in whose place it sits: "@ien", "Mme Durand"; "" for
	// nobody's any more.
	DeputyOf *string
	// Address is where letters go to who is in no chat; "" for nowhere any more.
	Address *string
}

// NewMember asks for a member of a committee.
type NewMember struct {
	Committee string // code; "" for that of the channel
	// Member is "@ien", or the name of somebody who is in no chat.
	Member string
	Saying
}

// MemberView is a member after a change of it.
type MemberView struct {
	Sitting
	Of record.Committee
	// Pilot says that the actor may say what the institution is.
	Pilot bool
	// Address is where letters go to the member; "" where nobody has said. Dropped says
	// that the one before was given up.
	Address string
	Dropped bool
	// Before is who had the office that the member has now; "" for nobody.
	Before record.Called
	// Freed are those who sat in the place of a member who has left.
	Freed []record.Called
}

// AddMember writes down who sits in a committee, for whom, and as what. It gives no
// right: whoever is not in the channel has none. Members of the committee and pilots
// may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) AddMember(ctx context.Context, a record.Actor, n NewMember) (MemberView, error) {
	var named record.Person // whose account has the name that was typed
	return s.changeMembers(ctx, a, n.Committee, func(v record.Caller) (m Member, err error) {
		name, tagged := strings.CutPrefix(strings.TrimSpace(n.Member), "@")
		if !tagged {
			if m.Name, err = record.CleanText("who", n.Member, record.MaxName); err != nil || strings.ContainsAny(m.Name, " .'’") {
				return m, err
			}
		}
		named, err = s.base.Directory.PersonNamed(ctx, v.Team, name)
		switch {
		case errors.Is(err, record.ErrNone) && !tagged:
			return m, nil
		case errors.Is(err, record.ErrNone):
			return m, record.NotFoundError("member.no_account", "name", "@"+name, "code", n.Committee).About("who")
		case err != nil:
			return m, record.UnavailableError("unavailable.directory", err)
		case tagged:
			m.Account, named = named, record.Person{}
		}
		return m, nil
	}, func(d *roll, m Member) (MemberView, error) {
		if i := slices.IndexFunc(d.seated, func(o Sitting) bool { return o.is(m) && o.Number != 0 }); i >= 0 {
			d.Doubt("member.there", "name", m.Called(), "code", d.of.Code)
			return d.say(d.seated[i].Member, n.Saying)
		}
		if named.ID != "" {
			d.Doubt("member.account", "name", m.Name, "code", d.of.Code)
		}
		return d.say(m, n.Saying)
	})
}

// ChangeMember puts right what is said of a member, or says it for the first time.
// Members of the committee and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) ChangeMember(ctx context.Context, a record.Actor, n NewMember) (MemberView, error) {
	return s.changeMembers(ctx, a, n.Committee, nil, func(d *roll, _ Member) (MemberView, error) {
		m, err := d.named("who", n.Member)
		if err != nil {
			return MemberView{}, err
		}
		return d.say(m, n.Saying)
	})
}

// RemoveMember writes down that a member has left; what was said of it stays in the
// history. Who stays in the channel keeps its rights. Members of the committee and
// pilots may; reason may be empty.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) RemoveMember(ctx context.Context, a record.Actor, code, who, reason string) (MemberView, error) {
	return s.changeMembers(ctx, a, code, nil, func(d *roll, _ Member) (view MemberView, err error) {
		if reason, err = record.OptionalText("reason", reason); err != nil {
			return view, err
		}
		m, err := d.named("who", who)
		if err != nil {
			return view, err
		}
		if m.Number == 0 {
			return view, record.ConflictError("member.only_channel", "name", m.Called(), "channel", d.of.ChannelName).About("who")
		}
		before := m
		m.LeftAt, m.Office, m.DeputyOf = d.Now, OfficeNone, 0
		if view.Freed, err = d.free(m); err != nil {
			return view, err
		}
		if _, err := d.address(m, ""); err != nil {
			return view, err
		}
		view.Sitting = Sitting{Member: m, Present: d.present(m)}
		return view, d.save(before, &m, memberLeft, reason)
	})
}

// free makes those who sit in the place of m sit for themselves, which is asked back.
func (r *roll) free(m Member) (names []record.Called, err error) {
	for _, o := range r.seated {
		if o.DeputyOf != m.Number || o.Number == 0 {
			continue
		}
		after := o.Member
		after.DeputyOf = 0
		if err := r.save(o.Member, &after, memberChanged, ""); err != nil {
			return nil, err
		}
		names = append(names, o.Called())
	}
	if len(names) > 0 {
		r.Doubt("member.deputies", "name", m.Called(), "deputies", names, "Count", len(names))
	}
	return names, nil
}

// roll is a committee's members while one of them is changed.
type roll struct {
	*changeset
	of       record.Committee
	channel  []record.Person
	seated   []Sitting
	partners []PartnerView
}

// changeMembers runs change for somebody who records for the committee, on who learn
// answers for it; learn is asked before the transaction, and may be nil.
func (s *Service) changeMembers(ctx context.Context, a record.Actor, code string, learn func(record.Caller) (Member, error), change func(*roll, Member) (MemberView, error)) (MemberView, error) {
	var view MemberView
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return view, err
	}
	c, err := v.CommitteeNamed(code)
	if err != nil {
		return view, err
	}
	if err := committee.MustServe(ctx, s.base, v, c); err != nil {
		return view, err
	}
	var m Member
	if learn != nil {
		if m, err = learn(v); err != nil {
			return view, err
		}
	}
	channel, err := s.people(ctx, c)
	if err != nil {
		return view, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		r := roll{changeset: d, of: c, channel: channel}
		if err := r.read(); err != nil {
			return err
		}
		held := r.officers()
		view, err = change(&r, m)
		view.Of, view.Pilot = c, v.Role == record.RolePilot
		if err != nil {
			return err
		}
		if err := r.read(); err != nil || maps.Equal(held, r.officers()) {
			return err
		}
		return d.FollowCommittee(c, c) // what is owed to who held the office
	})
	return view, err
}

// officers are who holds each office, of those in the chat.
func (r *roll) officers() map[Office]record.UserID {
	held := map[Office]record.UserID{}
	for _, s := range r.seated {
		if s.Office != OfficeNone && s.Account.ID != "" {
			held[s.Office] = s.Account.ID
		}
	}
	return held
}

// people are those of a committee's channel.
func (s *Service) people(ctx context.Context, c record.Committee) ([]record.Person, error) {
	people, err := s.base.Directory.ChannelMembers(ctx, c.Channel)
	if err != nil {
		return nil, record.UnavailableError("unavailable.directory", err)
	}
	return people, nil
}

// read is who sits in the committee now.
func (r *roll) read() (err error) {
	r.seated, r.partners, err = sittings(r.Tx, r.of, r.channel, r.Today())
	return err
}

// named is the one member that a text names; the error is about param.
func (r *roll) named(param, text string) (Member, error) {
	called := func(list []Sitting) []string {
		var names []string
		for _, s := range list {
			names = append(names, s.Called().String())
		}
		return names
	}
	switch found := finding(r.seated, strings.TrimSpace(text)); len(found) {
	case 0:
		return Member{}, record.NotFoundError("member.unknown", "name", text, "code", r.of.Code, "known", called(r.seated)).About(param)
	case 1:
		return found[0].Member, nil
	default:
		return Member{}, record.InvalidError("member.which", "name", text, "code", r.of.Code).Among(param, called(found))
	}
}

func (r *roll) present(m Member) bool { return slices.ContainsFunc(r.channel, m.Account.Is) }

// say writes what is said of a member, who is added where nothing was said of it before.
func (r *roll) say(m Member, n Saying) (view MemberView, err error) {
	before := m
	if err := r.apply(&m, n); err != nil {
		return view, err
	}
	if err := n.mayAddress(m); err != nil {
		return view, err
	}
	if m == before && m.Number != 0 {
		return r.sayAddress(m, n.Address)
	}
	if m.Office != before.Office && m.Office != OfficeNone {
		if view.Before, err = r.vacate(m); err != nil {
			return view, err
		}
	}
	change := memberChanged
	if m.Number == 0 {
		if m, err = r.added(m); err != nil {
			return view, err
		}
		change = memberAdded
	}
	if err := r.save(before, &m, change, ""); err != nil {
		return view, err
	}
	if n.Address != nil {
		view.Dropped, err = r.address(m, *n.Address)
	}
	if err == nil {
		err = r.view(&view, m)
	}
	return view, err
}

// mayAddress refuses an address of who has an account.
func (n Saying) mayAddress(m Member) error {
	if n.Address == nil || *n.Address == "" || m.Account.ID == "" {
		return nil
	}
	return record.InvalidError("member.has_account", "name", m.Called()).About("mail")
}

// sayAddress writes where letters go to a member of whom nothing else is said anew.
func (r *roll) sayAddress(m Member, address *string) (view MemberView, err error) {
	changed := false
	if address != nil {
		if changed, err = r.address(m, *address); err != nil {
			return view, err
		}
	}
	if !changed {
		return view, record.ConflictError("member.same", "name", m.Called(), "code", r.of.Code).About("who")
	}
	view.Dropped = *address == ""
	err = r.view(&view, m)
	return view, err
}

// view is a member as it is now.
func (r *roll) view(view *MemberView, m Member) error {
	if err := r.read(); err != nil {
		return err
	}
	i := slices.IndexFunc(r.seated, func(s Sitting) bool { return s.Number == m.Number })
	view.Sitting = r.seated[i]
	list, err := r.Addresses(m.Project, m.Committee)
	view.Address = AddressOf(list, m.Number)
	view.Dropped = view.Dropped && view.Address == ""
	return err
}

// apply is what is said, on the member.
func (r *roll) apply(m *Member, n Saying) (err error) {
	if n.Function != nil {
		m.Function = *n.Function
	}
	if n.Title != nil {
		if m.Title, err = record.OptionalName("function", *n.Title, record.MaxName); err != nil {
			return err
		}
	}
	if n.Institution != nil {
		if m.Institution, err = r.institution(*n.Institution); err != nil {
			return err
		}
	}
	if n.Office != nil {
		m.Office = *n.Office
	}
	if n.DeputyOf != nil {
		return r.deputise(m, *n.DeputyOf)
	}
	return nil
}

// institution is a name as partners and other members of the committee spell it; one
// that is nearly theirs is asked back.
func (r *roll) institution(text string) (string, error) {
	name, err := record.OptionalName("institution", text, record.MaxName)
	if err != nil || name == "" {
		return name, err
	}
	if p, ok := PartnerNamed(r.partners, name); ok {
		return p.Name, nil
	}
	var known []string
	for _, p := range r.partners {
		known = append(known, p.Name)
	}
	for _, s := range r.seated {
		known = append(known, s.Institution)
	}
	if i := slices.IndexFunc(known, func(k string) bool { return record.Fold(k) == record.Fold(name) }); i >= 0 {
		return known[i], nil
	}
	if i := slices.IndexFunc(known, func(k string) bool { return slip(name, k) }); i >= 0 {
		r.Doubt("member.near", "text", name, "near", known[i])
	}
	return name, nil
}

// slip reports whether two names of institutions are told apart by two letters at most:
// numbers tell « DSDEN 94 » from « DSDEN 93 ».
func slip(name, known string) bool {
	const most, longEnough = 2, 6
	digits := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, s)
	}
	name, known = record.Fold(name), record.Fold(known)
	return len(name) >= longEnough && digits(name) == digits(known) && record.Distance(name, known) <= most
}

// deputise makes m sit in the place of who is named, or of nobody.
func (r *roll) deputise(m *Member, name string) error {
	if strings.TrimSpace(name) == "" {
		m.DeputyOf = 0
		return nil
	}
	of, err := r.named("deputy-of", name)
	switch {
	case err != nil:
		return err
	case of.is(*m):
		return record.InvalidError("member.own_deputy", "name", m.Called()).About("deputy-of")
	case of.DeputyOf != 0:
		return record.InvalidError("member.deputy_of_deputy", "name", of.Called()).About("deputy-of")
	case of.Number == 0: // only the channel knew of it
		if of, err = r.added(of); err != nil {
			return err
		}
		if err := r.save(Member{}, &of, memberAdded, ""); err != nil {
			return err
		}
	}
	m.DeputyOf = of.Number
	return nil
}

// added is the member with what tells it from others.
func (r *roll) added(m Member) (Member, error) {
	number, err := r.Next(r.Project.ID, "member/"+r.of.Code) // a number of the project would tell of closed committees
	if err != nil {
		return m, fmt.Errorf("number member: %w", err)
	}
	m.Project, m.Committee, m.Number, m.Author, m.CreatedAt = r.Project.ID, r.of.Code, number, r.User, r.Now
	return m, nil
}

// vacate takes the office that m is to have from who has it, which is asked back.
func (r *roll) vacate(m Member) (name record.Called, err error) {
	for _, o := range r.seated {
		if o.Office != m.Office || o.is(m) {
			continue
		}
		r.Doubt("member.taken", "office", m.Office, "name", o.Called(), "code", r.of.Code)
		after := o.Member
		after.Office = OfficeNone
		if err := r.save(o.Member, &after, memberChanged, ""); err != nil {
			return record.Called{}, err
		}
		name = o.Called()
	}
	return name, nil
}

// save writes the member and its line of the committee's history.
func (r *roll) save(before Member, m *Member, change, note string) error {
	m.Version++
	if err := r.PutMember(*m); err != nil {
		return err
	}
	if before.Number == 0 {
		return r.Record(r.of.Subject(), change, nil, *m, note)
	}
	return r.Record(r.of.Subject(), change, before, *m, note)
}

package governance_test

import (
	"context"
	"slices"

	"pilotent/governance"
)

// The people of every test, by what they are. "member" is in the channel of
// COPIL and "guest_in" too; "other" and "guest" are in the team only.
const (
	pilot    governance.UserID = "u-pilot"
	member   governance.UserID = "u-member"
	other    governance.UserID = "u-other"
	guest    governance.UserID = "u-guest"
	guestIn  governance.UserID = "u-guest-in"
	outsider governance.UserID = "u-outsider"
)

const (
	team    governance.TeamID    = "t-ent"
	copil   governance.ChannelID = "c-copil"
	secret  governance.ChannelID = "c-secret" // private
	cabinet governance.ChannelID = "c-cabinet"
	direct  governance.ChannelID = "c-direct" // a direct message has no name
	lobby   governance.ChannelID = "c-lobby"
)

// directory is a chat of six people. It is only read once the test runs.
type directory struct {
	roles    map[governance.UserID]governance.Role
	channels map[governance.ChannelID]governance.Channel
	members  map[governance.ChannelID][]governance.UserID
	zones    map[governance.UserID]string
	// fail makes the method of that name answer the error.
	fail map[string]error
}

var _ governance.Directory = (*directory)(nil)

func newDirectory() *directory {
	return &directory{
		roles: map[governance.UserID]governance.Role{
			pilot: governance.RolePilot, member: governance.RoleMember, other: governance.RoleMember,
			guest: governance.RoleGuest, guestIn: governance.RoleGuest,
		},
		channels: map[governance.ChannelID]governance.Channel{
			copil: {ID: copil, Name: "copil"}, secret: {ID: secret, Name: "secret", Private: true},
			cabinet: {ID: cabinet, Name: "cabinet", Private: true}, direct: {ID: direct}, lobby: {ID: lobby, Name: "lobby"},
		},
		members: map[governance.ChannelID][]governance.UserID{copil: {member, guestIn}},
		zones:   map[governance.UserID]string{},
		fail:    map[string]error{},
	}
}

func person(u governance.UserID) governance.Person {
	return governance.Person{ID: u, Username: string(u[2:])}
}

func (d *directory) TeamRole(_ context.Context, t governance.TeamID, u governance.UserID) (governance.Role, error) {
	if t != team {
		return governance.RoleNone, d.fail["TeamRole"]
	}
	return d.roles[u], d.fail["TeamRole"]
}

func (d *directory) TeamName(context.Context, governance.TeamID) (string, error) {
	return "ENT de test", d.fail["TeamName"]
}

func (d *directory) InChannel(_ context.Context, c governance.ChannelID, u governance.UserID) (bool, error) {
	return slices.Contains(d.members[c], u), d.fail["InChannel"]
}

func (d *directory) Channel(_ context.Context, id governance.ChannelID) (governance.Channel, error) {
	c, ok := d.channels[id]
	if !ok {
		return c, governance.ErrNone
	}
	return c, d.fail["Channel"]
}

func (d *directory) PersonNamed(_ context.Context, _ governance.TeamID, name string) (governance.Person, error) {
	for u := range d.roles {
		if p := person(u); p.Username == name {
			return p, d.fail["PersonNamed"]
		}
	}
	return governance.Person{}, governance.ErrNone
}

func (d *directory) Person(_ context.Context, u governance.UserID) (governance.Person, error) {
	return person(u), d.fail["Person"]
}

func (d *directory) Zone(_ context.Context, u governance.UserID) (string, error) {
	return d.zones[u], d.fail["Zone"]
}

func (d *directory) Pilots(context.Context, governance.TeamID, int) ([]governance.Person, error) {
	return []governance.Person{person(pilot)}, d.fail["Pilots"]
}

func (d *directory) JoinChannel(context.Context, governance.ChannelID) error {
	return d.fail["JoinChannel"]
}

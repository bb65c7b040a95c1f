package governance_test

import (
	"cmp"
	"context"
	"slices"
	"time"

	"pilotent/governance/record"
)

// The people of every test, by what they are. "member" is in the channel of
// COPIL and "guest_in" too; "other" and "guest" are in the team only.
const (
	pilot    record.UserID = "u-pilot"
	member   record.UserID = "u-member"
	other    record.UserID = "u-other"
	guest    record.UserID = "u-guest"
	guestIn  record.UserID = "u-guest-in"
	outsider record.UserID = "u-outsider"
)

const (
	team    record.TeamID    = "t-ent"
	copil   record.ChannelID = "c-copil"
	secret  record.ChannelID = "c-secret" // private
	cabinet record.ChannelID = "c-cabinet"
	direct  record.ChannelID = "c-direct" // a direct message has no name
	lobby   record.ChannelID = "c-lobby"
)

// directory is a chat of six people. Once the test runs it is only read, but for the
// channels that the bot makes.
type directory struct {
	roles    map[record.UserID]record.Role
	channels map[record.ChannelID]record.Channel
	members  map[record.ChannelID][]record.UserID
	zones    map[record.UserID]string
	// shutOut are the channels that the bot was taken out of.
	shutOut map[record.ChannelID]bool
	// name is the team's; "" for ENT de test.
	name string
	// made are the channels that the bot has made.
	made []record.ChannelID
	// pilots are who they are; u-pilot when nil.
	pilots []record.Person
	// until is when the chat does not take the bot any more, and met whom it has met.
	until time.Time
	met   []record.Contact
	// replies are what was answered to posts.
	replies map[string][]record.Reply
	// fail makes the method of that name answer the error.
	fail map[string]error
}

var _ record.Directory = (*directory)(nil)

func (d *directory) Replies(_ context.Context, post string) ([]record.Reply, error) {
	return d.replies[post], d.fail["Replies"]
}

func newDirectory() *directory {
	return &directory{
		roles: map[record.UserID]record.Role{
			pilot: record.RolePilot, member: record.RoleMember, other: record.RoleMember,
			guest: record.RoleGuest, guestIn: record.RoleGuest,
		},
		channels: map[record.ChannelID]record.Channel{
			copil: {ID: copil, Name: "copil"}, secret: {ID: secret, Name: "secret", Private: true},
			cabinet: {ID: cabinet, Name: "cabinet", Private: true}, direct: {ID: direct}, lobby: {ID: lobby, Name: "lobby"},
		},
		members: map[record.ChannelID][]record.UserID{copil: {member, guestIn}},
		zones:   map[record.UserID]string{},
		shutOut: map[record.ChannelID]bool{},
		fail:    map[string]error{},
		replies: map[string][]record.Reply{},
	}
}

func person(u record.UserID) record.Person {
	return record.Person{ID: u, Username: string(u[2:])}
}

func (d *directory) TeamRole(_ context.Context, t record.TeamID, u record.UserID) (record.Role, error) {
	if t != team {
		return record.RoleNone, d.fail["TeamRole"]
	}
	return d.roles[u], d.fail["TeamRole"]
}

func (d *directory) TeamName(context.Context, record.TeamID) (string, error) {
	return cmp.Or(d.name, "ENT de test"), d.fail["TeamName"]
}

func (d *directory) InChannel(_ context.Context, c record.ChannelID, u record.UserID) (bool, error) {
	return slices.Contains(d.members[c], u) && !d.shutOut[c], d.fail["InChannel"]
}

func (d *directory) Expires(context.Context) (time.Time, error) { return d.until, d.fail["Expires"] }

func (d *directory) Contacts(context.Context) ([]record.Contact, error) {
	return d.met, d.fail["Contacts"]
}

func (d *directory) ShutOut(_ context.Context, c record.ChannelID) (string, error) {
	if d.shutOut[c] {
		return "pilotent", nil
	}
	return "", d.fail["ShutOut"]
}

func (d *directory) ChannelMembers(_ context.Context, c record.ChannelID) ([]record.Person, error) {
	var people []record.Person
	for _, u := range slices.Sorted(slices.Values(d.members[c])) {
		people = append(people, person(u))
	}
	return people, d.fail["ChannelMembers"]
}

func (d *directory) Channel(_ context.Context, id record.ChannelID) (record.Channel, error) {
	c, ok := d.channels[id]
	if !ok {
		return c, record.ErrNone
	}
	return c, d.fail["Channel"]
}

func (d *directory) PersonNamed(_ context.Context, _ record.TeamID, name string) (record.Person, error) {
	for u := range d.roles {
		if p := person(u); p.Username == name {
			return p, d.fail["PersonNamed"]
		}
	}
	return record.Person{}, record.ErrNone
}

func (d *directory) Person(_ context.Context, u record.UserID) (record.Person, error) {
	return person(u), d.fail["Person"]
}

func (d *directory) Zone(_ context.Context, u record.UserID) (string, error) {
	return d.zones[u], d.fail["Zone"]
}

func (d *directory) FullNames(_ context.Context, users []record.UserID) (map[record.UserID]string, error) {
	if err := d.fail["FullNames"]; err != nil {
		return nil, err
	}
	names := map[record.UserID]string{}
	for _, u := range users {
		names[u] = "Madame " + person(u).Username
	}
	return names, nil
}

func (d *directory) Pilots(context.Context, record.TeamID, int) ([]record.Person, error) {
	if d.pilots != nil {
		return d.pilots, d.fail["Pilots"]
	}
	return []record.Person{person(pilot)}, d.fail["Pilots"]
}

func (d *directory) CreateChannel(_ context.Context, _ record.TeamID, name, _ string, user record.UserID) (record.Channel, error) {
	if err := d.fail["CreateChannel"]; err != nil {
		return record.Channel{}, err
	}
	id := record.ChannelID("c-" + name)
	if _, ok := d.channels[id]; ok && !slices.Contains(d.made, id) {
		return record.Channel{}, record.ErrTaken
	}
	d.channels[id], d.made = record.Channel{ID: id, Name: name}, append(d.made, id)
	d.members[id] = []record.UserID{user}
	return d.channels[id], nil
}

func (d *directory) JoinChannel(context.Context, record.ChannelID) error {
	return d.fail["JoinChannel"]
}

func (d *directory) Permalink(_ context.Context, _ record.TeamID, post string) (string, error) {
	return "https://chat/pl/" + post, d.fail["Permalink"]
}

package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"pilotent/governance/record"
)

// How long what Mattermost said of people is believed. Rights that are taken
// away are gone after rightsTTL; a language and a zone are looked up again after
// localeTTL.
const (
	rightsTTL = 10 * time.Second
	localeTTL = 5 * time.Minute
	directTTL = 24 * time.Hour
)

// remember is what fetch answers, or what it answered less than ttl ago. The
// cache may be gone at any moment: then fetch is asked.
func (b *Bot) remember(ctx context.Context, key string, ttl time.Duration, fetch func() (string, error)) (string, error) {
	if v, ok, err := b.KV.Get(ctx, key); err == nil && ok {
		return v, nil
	}
	v, err := fetch()
	if err == nil {
		if err := b.KV.Set(ctx, key, v, ttl); err != nil {
			b.Log.DebugContext(ctx, "cache not written", "err", err)
		}
	}
	return v, err
}

// TeamRole implements governance.Directory.
func (b *Bot) TeamRole(ctx context.Context, team record.TeamID, user record.UserID) (record.Role, error) {
	role, err := b.remember(ctx, "role:"+string(team)+":"+string(user), rightsTTL, func() (string, error) {
		m, r, err := b.client.GetTeamMember(ctx, string(team), string(user), "")
		switch {
		case status(r) == http.StatusForbidden: // wire: rest-team-member-outside
			return "", record.ErrOutside
		case status(r) == http.StatusNotFound:
			return string(record.RoleNone), nil
		case err != nil:
			return "", fmt.Errorf("read team member: %w", notSent(r, err))
		case m.DeleteAt > 0:
			return string(record.RoleNone), nil
		case m.SchemeGuest:
			return string(record.RoleGuest), nil
		case isTeamAdmin(m):
			return string(record.RolePilot), nil
		default:
			return string(record.RoleMember), nil
		}
	})
	return record.Role(role), err
}

func isTeamAdmin(m *model.TeamMember) bool {
	return m.SchemeAdmin || slices.Contains(strings.Fields(m.Roles), model.TeamAdminRoleId)
}

// TeamName implements governance.Directory.
func (b *Bot) TeamName(ctx context.Context, team record.TeamID) (string, error) {
	t, _, err := b.client.GetTeam(ctx, string(team), "")
	if err != nil {
		return "", fmt.Errorf("read team: %w", err)
	}
	return t.DisplayName, nil
}

// InChannel implements governance.Directory.
func (b *Bot) InChannel(ctx context.Context, channel record.ChannelID, user record.UserID) (bool, error) {
	in, err := b.remember(ctx, "in:"+string(channel)+":"+string(user), rightsTTL, func() (string, error) {
		_, r, err := b.client.GetChannelMember(ctx, string(channel), string(user), "")
		switch status(r) {
		case http.StatusNotFound, http.StatusForbidden: // no member, or a private channel without the bot
			return "no", nil
		}
		if err != nil {
			return "", fmt.Errorf("read channel member: %w", notSent(r, err))
		}
		return "yes", nil
	})
	return in == "yes", err
}

// ShutOut implements governance.Directory. Where the bot is not in a channel, public or
// private, it is refused even the answer whether it is (wire:
// rest-channel-member-shut-out).
func (b *Bot) ShutOut(ctx context.Context, channel record.ChannelID) (string, error) {
	return b.remember(ctx, "out:"+string(channel), rightsTTL, func() (string, error) {
		_, r, err := b.client.GetChannelMember(ctx, string(channel), b.id(), "")
		switch {
		case status(r) == http.StatusForbidden:
			return b.username(), nil
		case err != nil && status(r) != http.StatusNotFound: // not there, and told of others all the same
			return "", fmt.Errorf("read own channel member: %w", notSent(r, err))
		}
		return "", nil
	})
}

// ChannelMembers implements governance.Directory. Mattermost answers them by name
// (read in 11.6: GetProfilesInChannel).
func (b *Bot) ChannelMembers(ctx context.Context, channel record.ChannelID) ([]record.Person, error) {
	query := url.Values{"in_channel": {string(channel)}, "active": {"true"}}.Encode()
	var people []record.Person
	for u, err := range pages(func(number int, _ []*model.User) ([]*model.User, error) {
		users, r, err := b.client.GetUsersWithCustomQueryParameters(ctx, number, pageSize, query, "")
		switch status(r) {
		case http.StatusNotFound, http.StatusForbidden: // a private channel without the bot
			return nil, nil
		}
		if err != nil {
			return nil, notSent(r, err)
		}
		return users, nil
	}) {
		if err != nil {
			return nil, fmt.Errorf("list the channel's members: %w", err)
		}
		if !u.IsBot && u.DeleteAt == 0 {
			people = append(people, record.Person{ID: record.UserID(u.Id), Username: u.Username})
		}
	}
	return people, nil
}

// Channel implements governance.Directory. Direct and group messages have no
// name.
func (b *Bot) Channel(ctx context.Context, channel record.ChannelID) (record.Channel, error) {
	c, r, err := b.client.GetChannel(ctx, string(channel))
	switch {
	case status(r) == http.StatusNotFound, status(r) == http.StatusForbidden:
		return record.Channel{}, record.ErrNone
	case err != nil:
		return record.Channel{}, fmt.Errorf("read channel: %w", err)
	}
	found := record.Channel{ID: channel, Private: c.Type == model.ChannelTypePrivate}
	if c.Type == model.ChannelTypeOpen || c.Type == model.ChannelTypePrivate {
		found.Name = c.Name
	}
	return found, nil
}

// JoinChannel implements governance.Directory.
func (b *Bot) JoinChannel(ctx context.Context, channel record.ChannelID) error {
	in, err := b.InChannel(ctx, channel, record.UserID(b.id()))
	if err != nil || in {
		return err
	}
	_, r, err := b.client.AddChannelMember(ctx, string(channel), b.id())
	if status(r) == http.StatusForbidden || status(r) == http.StatusNotFound {
		return record.ErrNone
	}
	if err != nil {
		return fmt.Errorf("join channel: %w", err)
	}
	return nil
}

// siteTTL is for how long the address of the server and the names of teams are believed.
const siteTTL = time.Hour

// Permalink implements governance.Directory.
func (b *Bot) Permalink(ctx context.Context, team record.TeamID, post string) (string, error) {
	site, err := b.remember(ctx, "site", siteTTL, func() (string, error) { return b.siteURL(ctx) })
	if err != nil {
		return "", err
	}
	name, err := b.remember(ctx, "team:"+string(team), siteTTL, func() (string, error) {
		t, r, err := b.client.GetTeam(ctx, string(team), "")
		if err != nil {
			return "", fmt.Errorf("read team: %w", notSent(r, err))
		}
		return t.Name, nil
	})
	return strings.TrimSuffix(cmp.Or(site, b.URL), "/") + "/" + name + "/pl/" + post, err
}

// siteURL is the address at which people have the server in their browsers; "" where
// none is set.
func (b *Bot) siteURL(ctx context.Context) (string, error) {
	return b.clientConfig(ctx, b.client, "SiteURL")
}

// clientConfig is a key of what Mattermost tells of its configuration to those who are
// logged in; "" where it does not know the key. Older servers want the format named, newer
// ones do not mind; the model's own call leaves it out.
func (b *Bot) clientConfig(ctx context.Context, client *model.Client4, key string) (string, error) {
	var config map[string]string
	r, err := client.DoAPIGet(ctx, "/config/client?format=old", "")
	if err != nil {
		return "", err
	}
	err = errors.Join(json.NewDecoder(r.Body).Decode(&config), r.Body.Close())
	return config[key], err
}

// CreateChannel implements governance.Directory. Somebody who cannot be let in finds
// the channel, which is public.
func (b *Bot) CreateChannel(ctx context.Context, team record.TeamID, name, title string, user record.UserID) (record.Channel, error) {
	c, r, err := b.client.GetChannelByName(ctx, name, string(team), "")
	switch {
	case status(r) == http.StatusForbidden, err == nil && (c.CreatorId != b.id() || c.Type != model.ChannelTypeOpen):
		return record.Channel{}, record.ErrTaken
	case status(r) == http.StatusNotFound:
		c, r, err = b.client.CreateChannel(ctx, &model.Channel{TeamId: string(team), Name: name, DisplayName: title, Type: model.ChannelTypeOpen})
	}
	switch {
	case status(r) == http.StatusForbidden:
		return record.Channel{}, record.ErrNone
	case status(r) == http.StatusBadRequest: // an archived one has the name
		return record.Channel{}, record.ErrTaken
	case err != nil:
		return record.Channel{}, fmt.Errorf("make channel: %w", notSent(r, err))
	}
	if _, _, err := b.client.AddChannelMember(ctx, c.Id, string(user)); err != nil {
		b.Log.InfoContext(ctx, "nobody was let into the new channel", "channel", c.Id, "err", err)
	}
	return record.Channel{ID: record.ChannelID(c.Id), Name: c.Name}, nil
}

// PersonNamed implements governance.Directory.
func (b *Bot) PersonNamed(ctx context.Context, team record.TeamID, name string) (record.Person, error) {
	name = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(name), "@"))
	if !model.IsValidUsername(name) {
		return record.Person{}, record.ErrNone
	}
	u, r, err := b.client.GetUserByUsername(ctx, name, "")
	p, err := person(u, r, err)
	if err != nil {
		return p, err
	}
	role, err := b.TeamRole(ctx, team, p.ID)
	if err == nil && role == record.RoleNone {
		return record.Person{}, record.ErrNone
	}
	return p, err
}

// Person implements governance.Directory.
func (b *Bot) Person(ctx context.Context, user record.UserID) (record.Person, error) {
	u, r, err := b.client.GetUser(ctx, string(user), "")
	return person(u, r, err)
}

func person(u *model.User, r *model.Response, err error) (record.Person, error) {
	switch {
	case status(r) == http.StatusNotFound:
		return record.Person{}, record.ErrNone
	case err != nil:
		return record.Person{}, fmt.Errorf("read user: %w", err)
	case u.DeleteAt > 0:
		return record.Person{}, record.ErrNone
	}
	return record.Person{ID: record.UserID(u.Id), Username: u.Username}, nil
}

// maxIDs is how many accounts are asked for at once.
const maxIDs = 100

// FullNames implements governance.Directory. A server may keep full names from
// those who do not administer it (ShowFullName): then there are none.
func (b *Bot) FullNames(ctx context.Context, users []record.UserID) (map[record.UserID]string, error) {
	names := make(map[record.UserID]string, len(users))
	for some := range slices.Chunk(users, maxIDs) {
		ids := make([]string, len(some))
		for i, user := range some {
			ids[i] = string(user)
		}
		found, _, err := b.client.GetUsersByIds(ctx, ids)
		if err != nil {
			return names, fmt.Errorf("read names: %w", err)
		}
		for _, u := range found {
			if name := strings.TrimSpace(u.FirstName + " " + u.LastName); name != "" {
				names[record.UserID(u.Id)] = name
			}
		}
	}
	return names, nil
}

// Pilots implements governance.Directory. Mattermost is asked for those that it
// calls administrators of the team, and for system administrators besides, whom
// it leaves out of these, be they the team's or not (read in 11.6: GetProfiles).
func (b *Bot) Pilots(ctx context.Context, team record.TeamID, limit int) ([]record.Person, error) {
	query := url.Values{
		"in_team": {string(team)}, "active": {"true"},
		"team_roles": {model.TeamAdminRoleId}, "roles": {model.SystemAdminRoleId},
	}.Encode()
	var pilots []record.Person
	for u, err := range pages(func(number int, _ []*model.User) ([]*model.User, error) {
		users, r, err := b.client.GetUsersWithCustomQueryParameters(ctx, number, pageSize, query, "")
		if err != nil {
			return nil, notSent(r, err)
		}
		return users, nil
	}) {
		if err != nil {
			return nil, fmt.Errorf("list the team's administrators: %w", err)
		}
		pilot, err := b.isPilot(ctx, team, u)
		if err != nil {
			return nil, err
		}
		if !pilot {
			continue
		}
		pilots = append(pilots, record.Person{ID: record.UserID(u.Id), Username: u.Username})
		if len(pilots) == limit {
			break
		}
	}
	return pilots, nil
}

// isPilot reports whether somebody of that list is a pilot of the team.
func (b *Bot) isPilot(ctx context.Context, team record.TeamID, u *model.User) (bool, error) {
	if u.IsBot || u.DeleteAt > 0 {
		return false, nil
	}
	if !u.IsSystemAdmin() {
		return true, nil
	}
	role, err := b.TeamRole(ctx, team, record.UserID(u.Id))
	return role == record.RolePilot, err
}

// Locale is the language of a person; French when Mattermost does not know.
// It implements scheduler.Messenger.
func (b *Bot) Locale(ctx context.Context, user record.UserID) (string, error) {
	locale, _, err := b.customs(ctx, user)
	return locale, err
}

// Zone implements governance.Directory and scheduler.Messenger: the zone that the person
// has chosen, else the one that its browser or phone reports.
func (b *Bot) Zone(ctx context.Context, user record.UserID) (string, error) {
	_, zone, err := b.customs(ctx, user)
	return zone, err
}

// customs are a person's language and zone, which are asked for together.
func (b *Bot) customs(ctx context.Context, user record.UserID) (locale, zone string, err error) {
	both, err := b.remember(ctx, "customs:"+string(user), localeTTL, func() (string, error) {
		u, _, err := b.client.GetUser(ctx, string(user), "")
		if err != nil {
			return "", fmt.Errorf("read user: %w", err)
		}
		return u.Locale + " " + u.GetPreferredTimezone(), nil
	})
	locale, zone, _ = strings.Cut(both, " ")
	return locale, zone, err
}

// teamInAddress is the name of a team as Mattermost knows it, of what people have before
// their eyes: that name, in any case, or an address within the team.
func (b *Bot) teamInAddress(text string) string {
	name := strings.TrimSpace(text)
	if u, err := url.Parse(name); err == nil && u.Host != "" {
		name = u.Path
		if site, err := url.Parse(b.URL); err == nil {
			name = strings.TrimPrefix(name, site.Path)
		}
		name, _, _ = strings.Cut(strings.TrimPrefix(name, "/"), "/")
	}
	return strings.ToLower(name)
}

// TeamNamed is the team of that name, as in its address, or that of an address.
func (b *Bot) TeamNamed(ctx context.Context, name string) (record.TeamID, error) {
	name = b.teamInAddress(name)
	t, r, err := b.client.GetTeamByName(ctx, name, "")
	if err != nil {
		return "", explain(r, err, "find the team "+name)
	}
	return record.TeamID(t.Id), nil
}

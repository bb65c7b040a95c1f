package bot

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"pilotent/governance/record"
)

// heardWithin is how old a message to the bot may be that it answers by itself: longer
// than it is ever away, and short enough that nobody is answered who has stopped waiting.
const heardWithin = 24 * time.Hour

// hearing is what is known of channels, so that messages are read once.
type hearing struct {
	mu sync.Mutex
	// spoken are the channels that were looked at, and whether the bot had spoken there: with
	// another database, it may be.
	spoken map[string]bool
	// looked is how many of a channel's messages the bot had not seen when it looked.
	looked map[string]int64
	// wrote are the channels in which somebody had written.
	wrote map[string]bool
}

// Contacts implements governance.Directory. The channels that all members of a team are
// in are none: nobody has let the bot in. It asks, since a websocket would tell each
// replica, and none what has happened while it was away.
func (b *Bot) Contacts(ctx context.Context) ([]record.Contact, error) {
	teams, err := b.teams(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(teams, func(a, b *model.Team) int { return cmp.Compare(a.Id, b.Id) }) // all replicas choose the same
	var in []record.Contact
	direct := map[string]*model.Channel{}
	for _, t := range teams {
		channels, r, err := b.client.GetChannelsForTeamForUser(ctx, t.Id, model.Me, false, "")
		if err != nil {
			return nil, fmt.Errorf("list own channels: %w", notSent(r, err))
		}
		for _, c := range channels {
			switch {
			case c.Type == model.ChannelTypeDirect:
				direct[c.Id] = c
			case c.IsGroupOrDirect(), c.Name == model.DefaultChannelName, c.Name == offTopic:
			default:
				in = append(in, record.Contact{Team: record.TeamID(t.Id), Channel: record.ChannelID(c.Id)})
			}
		}
	}
	met, err := b.silent(ctx, in)
	if err != nil {
		return nil, err
	}
	people, err := b.heard(ctx, teams, direct)
	return append(met, people...), err
}

// silent are those of the channels whose latest messages are none of the bot's, when it
// first looks.
func (b *Bot) silent(ctx context.Context, in []record.Contact) (silent []record.Contact, err error) {
	b.hearing.mu.Lock()
	defer b.hearing.mu.Unlock()
	for _, c := range in {
		id := string(c.Channel)
		spoken, known := b.hearing.spoken[id]
		if !known {
			posts, err := b.postsBefore(ctx, id, nil)
			if err != nil {
				return nil, fmt.Errorf("read a channel: %w", err)
			}
			spoken = slices.ContainsFunc(posts, func(p *model.Post) bool { return p.UserId == b.id() && p.Type == model.PostTypeDefault })
			b.hearing.spoken[id] = spoken
		}
		if !spoken {
			silent = append(silent, c)
		}
	}
	return silent, nil
}

// offTopic is the other channel that Mattermost puts everybody into.
const offTopic = "off-topic"

// heard are those who have written to the bot lately, each with the first of its teams.
func (b *Bot) heard(ctx context.Context, teams []*model.Team, direct map[string]*model.Channel) ([]record.Contact, error) {
	since := b.Now().Add(-heardWithin).UnixMilli()
	maps.DeleteFunc(direct, func(_ string, c *model.Channel) bool {
		other := c.GetOtherUserIdForDM(b.id())
		return c.LastPostAt < since || other == "" || other == b.id()
	})
	if len(direct) == 0 {
		return nil, nil
	}
	// Of a direct channel all that the other one writes counts as a mention, and a bot never
	// looks (wire: rest-own-channel-members): what it has written itself is told apart so.
	members, r, err := b.client.GetChannelMembersForUser(ctx, model.Me, teams[0].Id, "")
	if err != nil {
		return nil, fmt.Errorf("list own channels' members: %w", notSent(r, err))
	}
	var people []record.Contact
	for _, m := range members {
		c := direct[m.ChannelId]
		if c == nil || m.MentionCount == 0 {
			continue
		}
		by := record.UserID(c.GetOtherUserIdForDM(b.id()))
		wrote, err := b.hears(ctx, c.Id, by, m.MentionCount, since)
		if err != nil {
			return nil, err
		}
		team, err := b.teamOf(ctx, teams, by)
		if err != nil {
			return nil, err
		}
		if wrote && team != "" {
			people = append(people, record.Contact{Team: team, Person: by})
		}
	}
	return people, nil
}

// hears reports whether somebody, and no program, has written in a direct channel since
// then; mentions tell whether that may have changed.
func (b *Bot) hears(ctx context.Context, channel string, by record.UserID, mentions, since int64) (bool, error) {
	b.hearing.mu.Lock()
	defer b.hearing.mu.Unlock()
	if b.hearing.looked[channel] == mentions {
		return b.hearing.wrote[channel], nil
	}
	posts, r, err := b.client.GetPostsSince(ctx, channel, since, false)
	if err != nil {
		return false, fmt.Errorf("read a direct channel: %w", notSent(r, err))
	}
	wrote := false
	for _, p := range posts.Posts {
		wrote = wrote || p.UserId == string(by) && p.CreateAt >= since && p.Type == model.PostTypeDefault && p.GetProp(model.PostPropsFromBot) == nil
	}
	b.hearing.looked[channel], b.hearing.wrote[channel] = mentions, wrote
	return wrote, nil
}

// teamOf is the first of the teams that somebody is in; "" for none.
func (b *Bot) teamOf(ctx context.Context, teams []*model.Team, user record.UserID) (record.TeamID, error) {
	for _, t := range teams {
		role, err := b.TeamRole(ctx, record.TeamID(t.Id), user)
		if err != nil {
			return "", err
		}
		if role != record.RoleNone {
			return record.TeamID(t.Id), nil
		}
	}
	return "", nil
}

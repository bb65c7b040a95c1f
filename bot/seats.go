package bot

import (
	"context"

	"github.com/mattermost/mattermost/server/public/model"

	"pilotent/governance/record"
)

// Seat is the channel in which a committee sits, and whose members are the committee's.
type Seat struct {
	Committee string
	Team      record.TeamID
	Channel   record.ChannelID
	// ChannelName is as it was when the committee was told its channel.
	ChannelName string
}

// seats tells, for each committee whose channel the bot does not see into, how to mend
// that; they are named, since the operator of the bot may know what a team may not.
func (e *examination) seats(seats []Seat) {
	wrong := 0
	for _, s := range seats {
		shut, err := e.bot.ShutOut(e.ctx, s.Channel)
		if err == nil && shut == "" {
			continue
		}
		wrong++
		what := "committee " + s.Committee
		if err != nil {
			e.tell(false, what, "whether the bot is in ~%s could not be asked: %v", s.ChannelName, err)
			continue
		}
		e.tell(false, what, "the bot does not see who is in ~%s, so that nobody is a member: run `pilotent provision --team %s`, or have a member type `/invite @%s` there",
			s.ChannelName, e.bot.teamName(e.ctx, s.Team), shut)
	}
	if n := len(seats); n > 0 && wrong == 0 {
		e.tell(true, "committees", "the bot sees who is in the channels of all %d", n)
	}
}

// TeamAddress is the name of a team in its address, by which --team knows it.
func (b *Bot) TeamAddress(ctx context.Context, team record.TeamID) (string, error) {
	t, r, err := b.client.GetTeam(ctx, string(team), "")
	if err != nil {
		return "", explain(r, err, "read the team")
	}
	return t.Name, nil
}

// teamName is the address of a team; NAME where the bot is not told.
func (b *Bot) teamName(ctx context.Context, team record.TeamID) string {
	name, err := b.TeamAddress(ctx, team)
	if err != nil {
		return "NAME"
	}
	return name
}

// seats puts the bot back into the channels of the team's committees: into a public one by
// itself, into a private one where the administrator's token may. Where neither may, it
// says who can.
func (p *Provisioner) seats(ctx context.Context, t *model.Team) error {
	for _, s := range p.Seats {
		if s.Team != record.TeamID(t.Id) {
			continue
		}
		shut, err := p.bot.ShutOut(ctx, s.Channel)
		if err != nil {
			return err
		}
		if shut == "" {
			continue
		}
		_, _, err = p.bot.client.AddChannelMember(ctx, string(s.Channel), p.bot.id())
		if err != nil {
			_, _, err = p.admin.AddChannelMember(ctx, string(s.Channel), p.bot.id())
		}
		if err != nil {
			p.Say("%s: the bot may not enter ~%s, where %s sits: have a member type `/invite @%s` there", t.Name, s.ChannelName, s.Committee, shut)
			continue
		}
		p.Say("%s: put the bot back into ~%s, where %s sits", t.Name, s.ChannelName, s.Committee)
	}
	return nil
}

package bot

import (
	"context"
	"slices"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
)

// Plan is what Deprovision would take back, in words, a line each; none where there is
// nothing of the bot's.
func (p *Provisioner) Plan(ctx context.Context) ([]string, error) {
	if err := p.survey(ctx); err != nil {
		return nil, err
	}
	var lines []string
	for _, t := range p.held {
		lines = append(lines, t.team.Name+": delete "+triggersOf(t.commands)+", take the bot out of the team and of its channels")
	}
	if p.wholly {
		lines = append(lines, "take back the bot's tokens, disable its account")
	}
	return lines, nil
}

// holding is what the bot has in a team.
type holding struct {
	team     *model.Team
	commands []*model.Command
}

// survey finds what the bot has: in the teams that were named, or in all of its own. Its
// account goes with the last of them, where the token may.
func (p *Provisioner) survey(ctx context.Context) error {
	me, err := p.connect(ctx)
	if err != nil {
		return err
	}
	user := me
	if !me.IsBot {
		var r *model.Response
		if user, r, err = p.admin.GetUserByUsername(ctx, Username, ""); err != nil {
			return explain(r, err, "look for the bot @"+Username)
		}
	}
	p.bot.me.Store(user)
	all, r, err := p.admin.GetTeamsForUser(ctx, user.Id, "")
	if err != nil {
		return explain(r, err, "list the bot's teams")
	}
	named, err := p.findTeams(ctx)
	if err != nil {
		return err
	}
	left := 0
	for _, t := range all {
		if len(named) > 0 && !slices.ContainsFunc(named, func(o *model.Team) bool { return o.Id == t.Id }) {
			left++
			continue
		}
		own, err := p.bot.commandsOf(ctx, p.admin, t.Id)
		if err != nil {
			return err
		}
		p.held = append(p.held, holding{t, own})
	}
	p.wholly = left == 0 && !me.IsBot && user.DeleteAt == 0
	return nil
}

func triggersOf(commands []*model.Command) string {
	if len(commands) == 0 {
		return "no command"
	}
	var names []string
	for _, c := range commands {
		names = append(names, "/"+c.Trigger)
	}
	return strings.Join(names, " ")
}

// Deprovision takes back what Plan has found. What the bot has said stays, and so does its
// account, disabled: Mattermost keeps the authors of messages.
func (p *Provisioner) Deprovision(ctx context.Context) error {
	for _, t := range p.held {
		for _, c := range t.commands {
			if r, err := p.admin.DeleteCommand(ctx, c.Id); err != nil {
				return explain(r, err, "delete /"+c.Trigger)
			}
			p.Say("%s: deleted /%s", t.team.Name, c.Trigger)
		}
		if r, err := p.admin.RemoveTeamMember(ctx, t.team.Id, p.bot.id()); err != nil {
			return explain(r, err, "take the bot out of the team "+t.team.Name)
		}
		p.Say("%s: took the bot out of the team", t.team.Name)
	}
	if !p.wholly {
		return nil
	}
	tokens, r, err := p.admin.GetUserAccessTokensForUser(ctx, p.bot.id(), 0, pageSize)
	if err != nil {
		return explain(r, err, "list the bot's tokens")
	}
	for _, t := range tokens {
		if r, err := p.admin.RevokeUserAccessToken(ctx, t.Id); err != nil {
			return explain(r, err, "take back a token of the bot's")
		}
		p.Say("took back a token of the bot's")
	}
	if _, r, err := p.admin.DisableBot(ctx, p.bot.id()); err != nil {
		return explain(r, err, "disable the bot")
	}
	p.Say("disabled the bot @%s", p.bot.username())
	return nil
}

package bot

import (
	"cmp"
	"context"
	_ "embed" // its picture
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"

	"pilotent/commands"
)

// Username is the bot's account.
const Username = "pilotent"

// Provisioner creates or repairs what the bot needs in Mattermost: its
// account, its token, its place in teams, its slash commands. It touches only
// what is the bot's own, and may be run again at any time.
type Provisioner struct {
	Options
	// AdminToken is a system administrator's, or the bot's own where an
	// administrator has made it and put it into the team as its administrator.
	AdminToken string
	// Teams are by the names in their addresses, or addresses within them. Default all
	// that the bot is in.
	Teams    []string
	Triggers []commands.Trigger
	// Seats are the channels of committees, of any team.
	Seats []Seat
	// AllowCallback has Mattermost allowed to call the bot where its address is private.
	AllowCallback bool
	// Say tells what was done, a line each.
	Say func(format string, args ...any)

	// NewToken is set when a token was made for the bot.
	NewToken string
	// former is the one that works still and that the new one replaces; nil for none.
	former *access

	admin *model.Client4
	bot   *Bot
	// held is what the bot has in teams, and wholly says that its account goes too.
	held   []holding
	wholly bool
	// picture is the address of the bot's, as people's clients reach it.
	picture string
}

// Run provisions the bot.
func (p *Provisioner) Run(ctx context.Context) error {
	me, err := p.connect(ctx)
	if err != nil {
		return err
	}
	teams, err := p.findTeams(ctx)
	if err != nil {
		return err
	}
	if me.IsBot {
		err = p.asItself(ctx, me)
	} else {
		err = p.account(ctx)
	}
	if err != nil {
		return err
	}
	if len(p.Teams) == 0 {
		if teams, err = p.ownTeams(ctx); err != nil {
			return err
		}
	}
	site, err := p.bot.siteURL(ctx)
	if err != nil {
		return fmt.Errorf("read SiteURL: %w", err)
	}
	p.picture = strings.TrimSuffix(cmp.Or(site, p.URL), "/") + "/api/v4/users/" + p.bot.id() + "/image"
	for _, t := range teams {
		if err := p.team(ctx, t); err != nil {
			return fmt.Errorf("team %s: %w", t.Name, err)
		}
	}
	return p.allowed(ctx)
}

// connect makes the clients, and answers whose the token is.
func (p *Provisioner) connect(ctx context.Context) (*model.User, error) {
	p.bot = New(p.Options)
	p.admin = newClient(p.URL, p.AdminToken, p.bot.HTTP)
	me, r, err := p.admin.GetMe(ctx, "")
	if err != nil {
		return nil, explain(r, err, "ask Mattermost whose token this is")
	}
	return me, nil
}

// findTeams are the teams that were named: a wrong one is found before anything is made.
func (p *Provisioner) findTeams(ctx context.Context) ([]*model.Team, error) {
	var teams []*model.Team
	for _, name := range p.Teams {
		name = p.bot.teamInAddress(name)
		t, r, err := p.admin.GetTeamByName(ctx, name, "")
		if err != nil {
			return nil, fmt.Errorf("team %s: %w", name, explain(r, err, "find the team (is this the name in its address?)"))
		}
		teams = append(teams, t)
	}
	return teams, nil
}

// ownTeams are those that the bot is in, where none were named.
func (p *Provisioner) ownTeams(ctx context.Context) ([]*model.Team, error) {
	teams, r, err := p.admin.GetTeamsForUser(ctx, p.bot.id(), "")
	if err != nil {
		return nil, explain(r, err, "list the bot's teams")
	}
	if len(teams) == 0 {
		return nil, errors.New("the bot is in no team yet: name one with --team, as in its address")
	}
	return teams, nil
}

// account makes sure that the bot exists, is enabled, and has a token.
func (p *Provisioner) account(ctx context.Context) error {
	user, r, err := p.admin.GetUserByUsername(ctx, Username, "")
	switch {
	case status(r) == http.StatusNotFound:
		locale, _ := p.bot.clientConfig(ctx, p.admin, "DefaultClientLocale") // else the catalogue's own
		made, r, err := p.admin.CreateBot(ctx, &model.Bot{
			Username: Username, DisplayName: "pilotent", Description: p.bot.word(locale, "bot.description"),
		})
		if err != nil {
			return explain(r, err, "create the bot (is ServiceSettings.EnableBotAccountCreation on?)")
		}
		p.Say("created the bot @%s", Username)
		if user, r, err = p.admin.GetUser(ctx, made.UserId, ""); err != nil {
			return explain(r, err, "read the bot's account")
		}
	case err != nil:
		return explain(r, err, "look for the bot")
	case !user.IsBot:
		return fmt.Errorf("@%s is a person's account, not a bot's: rename it, then run this again", Username)
	case user.DeleteAt > 0:
		if _, r, err := p.admin.EnableBot(ctx, user.Id); err != nil {
			return explain(r, err, "enable the bot")
		}
		p.Say("enabled the bot @%s again", Username)
	default:
		p.Say("the bot @%s is there", Username)
	}
	if err := p.token(ctx, user); err != nil {
		return err
	}
	p.portray(ctx, user)
	return nil
}

//go:embed picture.png
var picture []byte

// portray gives the bot a picture, unless somebody has given it one. A server that keeps
// no files takes none, and the bot works without.
func (p *Provisioner) portray(ctx context.Context, user *model.User) {
	if user.LastPictureUpdate != 0 { // negative where it was taken away
		return
	}
	if _, err := p.admin.SetProfileImage(ctx, user.Id, picture); err != nil {
		p.Say("the bot gets no picture: %v", err)
		return
	}
	p.Say("gave the bot a picture")
}

// team makes sure that the bot is in the team, may manage its own commands
// there, and that they are as they should be.
func (p *Provisioner) team(ctx context.Context, t *model.Team) error {
	name := t.Name
	m, r, err := p.admin.GetTeamMember(ctx, t.Id, p.bot.id(), "")
	if status(r) == http.StatusNotFound || err == nil && m.DeleteAt > 0 {
		if m, r, err = p.admin.AddTeamMember(ctx, t.Id, p.bot.id()); err == nil {
			p.Say("%s: added the bot to the team", name)
		}
	}
	if err != nil {
		return explain(r, err, "add the bot to the team")
	}
	if !isTeamAdmin(m) {
		// A plain bot may not create slash commands (403); a team's
		// administrator may.
		roles := &model.SchemeRoles{SchemeAdmin: true, SchemeUser: true}
		if r, err := p.admin.UpdateTeamMemberSchemeRoles(ctx, t.Id, p.bot.id(), roles); err != nil {
			return explain(r, err, "make the bot an administrator of the team")
		}
		p.Say("%s: made the bot an administrator of the team", name)
	}
	if err := p.commands(ctx, t); err != nil {
		return err
	}
	return p.seats(ctx, t)
}

// ownCommands are the team's commands that the bot has created.
func (b *Bot) ownCommands(ctx context.Context, team string) ([]*model.Command, error) {
	return b.commandsOf(ctx, b.client, team)
}

// commandsOf are the bot's own commands in a team, as a client sees them.
func (b *Bot) commandsOf(ctx context.Context, client *model.Client4, team string) ([]*model.Command, error) {
	all, r, err := client.ListCommands(ctx, team, true)
	if err != nil {
		return nil, explain(r, err, "list the team's slash commands")
	}
	var own []*model.Command
	for _, c := range all {
		if c.CreatorId == b.id() && c.DeleteAt == 0 {
			own = append(own, c)
		}
	}
	return own, nil
}

func (p *Provisioner) commands(ctx context.Context, t *model.Team) error {
	own, err := p.bot.ownCommands(ctx, t.Id)
	if err != nil {
		return err
	}
	have := map[string]*model.Command{}
	for _, c := range own {
		have[c.Trigger] = c
	}
	for _, trigger := range p.Triggers {
		want := p.command(t.Id, trigger)
		old := have[want.Trigger]
		delete(have, want.Trigger)
		if err := p.reconcile(ctx, t.Name, old, want); err != nil {
			return err
		}
	}
	for _, c := range have {
		if strings.HasPrefix(c.URL, p.bot.CallbackURL+slashPath) {
			if r, err := p.bot.client.DeleteCommand(ctx, c.Id); err != nil {
				return explain(r, err, "delete /"+c.Trigger)
			}
			p.Say("%s: deleted /%s, which is no longer ours to answer", t.Name, c.Trigger)
		}
	}
	return nil
}

// command is a slash command as it should be.
func (p *Provisioner) command(team string, t commands.Trigger) *model.Command {
	name := p.Prefix + t.Name
	return &model.Command{
		TeamId: team, Trigger: name, Method: model.CommandMethodPost, URL: p.bot.CallbackURL + slashPath + name,
		Username: p.bot.username(), IconURL: p.picture,
		AutoComplete: true, AutoCompleteHint: t.Hint, AutoCompleteDesc: t.Description, DisplayName: "pilotent", Description: t.Description,
	}
}

// reconcile creates, repairs or keeps one command.
func (p *Provisioner) reconcile(ctx context.Context, team string, old, want *model.Command) error {
	if old == nil {
		_, r, err := p.bot.client.CreateCommand(ctx, want)
		if appErrorID(err) == "api.command.duplicate_trigger.app_error" {
			return fmt.Errorf("/%s belongs to another integration or to Mattermost itself: set PILOTENT_TRIGGER_PREFIX, then run this again", want.Trigger)
		}
		if err != nil {
			return explain(r, err, "create /"+want.Trigger)
		}
		p.Say("%s: created /%s", team, want.Trigger)
		return nil
	}
	if old.URL == want.URL && old.Method == want.Method && old.AutoComplete && old.AutoCompleteHint == want.AutoCompleteHint &&
		old.AutoCompleteDesc == want.AutoCompleteDesc && old.Username == want.Username && old.IconURL == want.IconURL && old.DisplayName == want.DisplayName && old.Description == want.Description {
		p.Say("%s: /%s is as it should be", team, want.Trigger)
		return nil
	}
	want.Id, want.Token, want.CreatorId, want.CreateAt = old.Id, old.Token, old.CreatorId, old.CreateAt
	if _, r, err := p.bot.client.UpdateCommand(ctx, want); err != nil {
		return explain(r, err, "repair /"+want.Trigger)
	}
	p.Say("%s: repaired /%s", team, want.Trigger)
	return nil
}

func appErrorID(err error) string {
	if e, ok := errors.AsType[*model.AppError](err); ok {
		return e.Id
	}
	return ""
}

// explain says what was being done, and the usual reason of a refusal.
func explain(r *model.Response, err error, doing string) error {
	switch status(r) {
	case http.StatusUnauthorized:
		return fmt.Errorf("%s: Mattermost does not know this token: %w", doing, err)
	case http.StatusForbidden:
		return fmt.Errorf("%s: this token may not do that: %w", doing, err)
	default:
		return fmt.Errorf("%s: %w", doing, err)
	}
}

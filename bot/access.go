package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// access is what Mattermost says of the tokens with which the bot's account is used.
type access struct {
	// until is when the first of them ends; zero where none has an end.
	until time.Time
	// ids are theirs.
	ids []string
}

// inSight is how far away the end of a token may be: the session of one that has none
// lasts for 100 years (wire: rest-user-sessions).
const inSight = 50 * 365 * day

const day = 24 * time.Hour

// accessOf asks for it. A bot may not list its tokens, not even its own (wire:
// rest-user-tokens-forbidden), but the sessions that they began, and a session ends with
// its token (read in 11.11: createSessionForUserAccessToken). Which of them is the one in
// use is not told, hence the first that ends.
func (b *Bot) accessOf(ctx context.Context) (access, error) {
	sessions, r, err := b.client.GetSessions(ctx, model.Me, "")
	if err != nil {
		return access{}, fmt.Errorf("list own sessions: %w", notSent(r, err))
	}
	var a access
	horizon := b.Now().Add(inSight)
	for _, s := range sessions {
		if s.Props[model.SessionPropType] != model.SessionTypeUserAccessToken {
			continue
		}
		a.ids = append(a.ids, s.Props[model.SessionPropUserAccessTokenId])
		if end := time.UnixMilli(s.ExpiresAt); s.ExpiresAt > 0 && end.Before(horizon) && (a.until.IsZero() || end.Before(a.until)) {
			a.until = end
		}
	}
	return a, nil
}

// accessTTL is for how long what was said of the bot's token is believed.
const accessTTL = time.Hour

// knownAccess is what was said of a token, and when.
type knownAccess struct {
	token string
	at    time.Time
	access
}

// Expires implements governance.Directory.
func (b *Bot) Expires(ctx context.Context) (time.Time, error) {
	token, now := *b.session.token.Load(), b.Now()
	if known := b.access.Load(); known != nil && known.token == token && now.Sub(known.at) < accessTTL {
		return known.until, nil
	}
	a, err := b.accessOf(ctx)
	if err != nil {
		return time.Time{}, err
	}
	b.access.Store(&knownAccess{token, now, a})
	return a.until, nil
}

// Expiry is what Expires has answered last; zero where the token has no end, or nobody has
// asked.
func (b *Bot) Expiry() time.Time {
	if known := b.access.Load(); known != nil {
		return known.until
	}
	return time.Time{}
}

// renewWithin is how long before its end a token is replaced: from the day on which
// people are told of it.
const renewWithin = 30 * day

// soon says when a token ends, and in how many days.
func (b *Bot) soon(until time.Time) string {
	days, unit := until.Sub(b.Now())/day, "days"
	if days == 1 {
		unit = "day"
	}
	return fmt.Sprintf("%s, in %d %s", until.UTC().Format(time.DateOnly), days, unit)
}

// token keeps the token of the settings when it is the bot's and lasts, else makes one.
func (p *Provisioner) token(ctx context.Context, user *model.User) error {
	p.bot.me.Store(user)
	if p.Token != "" {
		if me, _, err := p.bot.client.GetMe(ctx, ""); err == nil && me.Id == user.Id {
			former, err := p.bot.accessOf(ctx)
			if err != nil {
				return err
			}
			if p.bot.lasts(former.until) {
				p.Say("the bot's token works%s", p.bot.untilWhen(former.until))
				return nil
			}
			p.former = &former
		}
	}
	made, err := p.newToken(ctx, user)
	if err != nil {
		return err
	}
	p.NewToken = made.Token
	p.bot.Renew(made.Token)
	var until time.Time
	if made.ExpiresAt > 0 {
		until = time.UnixMilli(made.ExpiresAt)
	}
	p.Say("created a token for the bot%s", p.bot.untilWhen(until))
	return nil
}

// asItself goes by the bot's own token, which can make no other.
func (p *Provisioner) asItself(ctx context.Context, me *model.User) error {
	p.bot.Renew(p.AdminToken)
	p.bot.me.Store(me)
	a, err := p.bot.accessOf(ctx)
	if err != nil {
		return err
	}
	renew := ""
	if !p.bot.lasts(a.until) {
		renew = "; only a system administrator's token (--admin-token) can renew it"
	}
	p.Say("token of the bot @%s: its account stays as it is%s%s", me.Username, p.bot.untilWhen(a.until), renew)
	return nil
}

// lasts reports whether a token that ends then need not be replaced yet.
func (b *Bot) lasts(until time.Time) bool {
	return until.IsZero() || until.Sub(b.Now()) > renewWithin
}

func (b *Bot) untilWhen(until time.Time) string {
	if until.IsZero() {
		return ""
	}
	return ", which ends on " + b.soon(until)
}

// Reasons for which a token is refused (read in 11.11: validateUserAccessTokenExpiry).
const (
	needsEnd = "app.user_access_token.expires_at_required.app_error"
	tooLong  = "app.user_access_token.expires_at_too_far.app_error"
)

// usualDays is for how long a token is asked for where the policy is not told.
const usualDays = 365

// margin keeps the end of a token within the policy by Mattermost's clock, too.
const margin = time.Hour

// newToken makes one without an end or, where Mattermost wants one, with the latest that
// it takes: what its configuration says, else what its refusal says.
func (p *Provisioner) newToken(ctx context.Context, user *model.User) (*model.UserAccessToken, error) {
	made, r, err := p.admin.CreateUserAccessToken(ctx, user.Id, Username, 0)
	if appErrorID(err) == needsEnd {
		days, _ := p.bot.clientConfig(ctx, p.admin, "MaximumPersonalAccessTokenLifetimeDays") // without it, the refusal tells
		longest, _ := strconv.Atoi(days)
		made, r, err = p.tokenFor(ctx, user, cmp.Or(longest, usualDays))
		if refused, ok := errors.AsType[*model.AppError](err); ok && refused.Id == tooLong {
			if longest, _ = strconv.Atoi(regexp.MustCompile(`\d+`).FindString(refused.Message)); longest > 0 {
				made, r, err = p.tokenFor(ctx, user, longest)
			}
		}
	}
	if err != nil {
		return nil, explain(r, err, "create the bot's token (is ServiceSettings.EnableUserAccessTokens on?)")
	}
	return made, nil
}

func (p *Provisioner) tokenFor(ctx context.Context, user *model.User, days int) (*model.UserAccessToken, *model.Response, error) {
	end := p.bot.Now().Add(time.Duration(days)*day - margin)
	return p.admin.CreateUserAccessToken(ctx, user.Id, Username, end.UnixMilli())
}

// Replaces reports whether the new token replaces one that works still.
func (p *Provisioner) Replaces() bool { return p.former != nil }

// TakeBack takes the token back that the new one replaces, once nobody uses it any more.
// Where the bot has several it is not known which that is: they stay until they end.
func (p *Provisioner) TakeBack(ctx context.Context) error {
	if len(p.former.ids) != 1 {
		p.Say("the bot has %d tokens in use: take back those that nobody needs (Integrations > Bot Accounts)", len(p.former.ids))
		return nil
	}
	if r, err := p.admin.RevokeUserAccessToken(ctx, p.former.ids[0]); err != nil && status(r) != http.StatusNotFound {
		return explain(r, err, "take back the former token")
	}
	p.Say("took back the former token")
	return nil
}

// KeepFormer says until when the former token works, where nobody knows who uses it.
func (p *Provisioner) KeepFormer() {
	p.Say("the former token works until %s: give the bot the new one before", p.bot.soon(p.former.until))
}

// access tells how long the bot's token lasts, and what to do in time.
func (e *examination) access() {
	until, err := e.bot.Expires(e.ctx)
	const what = "access"
	switch {
	case err != nil:
		e.tell(false, what, "how long the token lasts could not be read: %v", err)
	case until.IsZero():
	case e.bot.lasts(until):
		e.tell(true, what, "the token ends on %s", e.bot.soon(until))
	default:
		e.tell(false, what, "the token ends on %s: run `pilotent provision --admin-token TOKEN%s`, with a system administrator's token, for a new one", e.bot.soon(until), e.teamFlags())
	}
}

// teamFlags name the teams of the bot on a command line.
func (e *examination) teamFlags() string {
	teams, err := e.bot.teams(e.ctx)
	if err != nil {
		return ""
	}
	var flags strings.Builder
	for _, t := range teams {
		flags.WriteString(" --team " + t.Name)
	}
	return flags.String()
}

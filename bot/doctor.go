package bot

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// Finding is one line of a diagnosis.
type Finding struct {
	OK bool
	// What was looked at, and what was found or what to do.
	What, Told string
}

// Examine looks at everything in Mattermost that the bot depends on. It stops
// where what follows would only repeat the same fault.
func (b *Bot) Examine(ctx context.Context, triggers []string, seats []Seat) []Finding {
	e := &examination{bot: b, ctx: ctx}
	if e.reachable() && e.account() {
		e.settings()
		e.commands(triggers)
		e.seats(seats)
	}
	e.callback()
	return e.found
}

type examination struct {
	bot   *Bot
	ctx   context.Context //nolint:containedctx // lives as long as one call
	found []Finding
	// team and trigger are those of a command that is as it should be; "" for none.
	team, trigger string
}

func (e *examination) tell(ok bool, what, format string, args ...any) bool {
	e.found = append(e.found, Finding{ok, what, fmt.Sprintf(format, args...)})
	return ok
}

// maxSkew is how far apart clocks may be before deadlines are told at odd moments.
const maxSkew = 30 * time.Second

func (e *examination) reachable() bool {
	before := time.Now()
	_, r, err := e.bot.client.GetPing(e.ctx)
	if err != nil {
		return e.tell(false, "Mattermost", "not reachable at %s (%v): check PILOTENT_MATTERMOST_URL", e.bot.URL, err)
	}
	e.tell(true, "Mattermost", "%s answers at %s", serverVersion(r.Header.Get("X-Version-Id")), e.bot.URL)
	if date, err := http.ParseTime(r.Header.Get("Date")); err == nil {
		skew := date.Sub(before).Abs().Truncate(time.Second)
		e.tell(skew <= maxSkew, "clock", "%s apart from Mattermost's; set both by NTP when over %s", skew, maxSkew)
	}
	return true
}

// serverVersion is the version in an X-Version-Id, whose other parts change
// with the server: "11.2.0..75d2…", "11.6.0.11.6.0.348c…".
func serverVersion(id string) string {
	if parts := strings.Split(id, "."); len(parts) > 3 {
		return strings.Join(parts[:3], ".")
	}
	return "of unknown version"
}

func (e *examination) account() bool {
	b := e.bot
	me, r, err := b.client.GetMe(e.ctx, "")
	if err != nil {
		if status(r) == http.StatusUnauthorized {
			return e.tell(false, "token", "refused: the token was taken back, or the bot or its owner is disabled; run `pilotent provision --admin-token TOKEN`, with a system administrator's token")
		}
		return e.tell(false, "token", "could not be tried: %v", err)
	}
	b.me.Store(me)
	if !me.IsBot {
		return e.tell(false, "token", "is that of the person @%s: give the bot's own (`pilotent provision` makes one)", me.Username)
	}
	e.tell(true, "token", "is that of the bot @%s", me.Username)
	e.access()
	if account, _, err := b.client.GetBot(e.ctx, me.Id, ""); err == nil {
		e.owner(account)
	}
	return true
}

// owner: a bot is disabled with its owner, in silence.
func (e *examination) owner(account *model.Bot) {
	owner, r, err := e.bot.client.GetUser(e.ctx, account.OwnerId, "")
	switch {
	case status(r) == http.StatusNotFound:
		e.tell(true, "owner", "is a plugin")
	case err != nil:
		e.tell(false, "owner", "could not be read: %v", err)
	default:
		e.tell(owner.DeleteAt == 0, "owner", "@%s; the bot is disabled when this account is: give the bot to somebody who stays", owner.Username)
	}
}

func (e *examination) settings() {
	site, err := e.bot.siteURL(e.ctx)
	if err != nil {
		e.tell(false, "settings", "of Mattermost could not be read: %v", err)
		return
	}
	e.tell(site != "", "SiteURL", "is %q; links and forms need it: System Console > Web Server", site)
}

func (e *examination) commands(triggers []string) {
	teams, err := e.bot.teams(e.ctx)
	if err != nil {
		e.tell(false, "teams", "%v", err)
		return
	}
	if len(teams) == 0 {
		e.tell(false, "teams", "the bot is in no team: run `pilotent provision --team NAME`")
	}
	for _, t := range teams {
		what := "team " + t.Name
		m, _, err := e.bot.client.GetTeamMember(e.ctx, t.Id, e.bot.id(), "")
		if err != nil || !isTeamAdmin(m) {
			e.tell(false, what, "the bot is no administrator of the team and cannot manage its commands: run `pilotent provision --team %s`", t.Name)
			continue
		}
		own, err := e.bot.ownCommands(e.ctx, t.Id)
		if err != nil {
			e.tell(false, what, "%v", err)
			continue
		}
		if e.tellMissing(what, t.Name, own, triggers) {
			e.team, e.trigger = t.Id, triggers[0]
		}
	}
}

func (e *examination) tellMissing(what, team string, own []*model.Command, triggers []string) bool {
	urls := map[string]string{}
	for _, c := range own {
		urls[c.Trigger] = c.URL
	}
	var wrong []string
	for _, t := range triggers {
		name := e.bot.Prefix + t
		if urls[name] != e.bot.CallbackURL+slashPath+name {
			wrong = append(wrong, "/"+name)
		}
	}
	if len(wrong) > 0 {
		return e.tell(false, what, "%s missing or calling another address: run `pilotent provision --team %s`", strings.Join(wrong, " "), team)
	}
	return e.tell(true, what, "the bot is an administrator, its %d commands call %s", len(triggers), e.bot.CallbackURL)
}

// callback finds out whether anybody answers there, from here, and then whether Mattermost
// reaches whoever does.
func (e *examination) callback() {
	b := e.bot
	req, err := http.NewRequestWithContext(e.ctx, http.MethodGet, b.CallbackURL+"/healthz", nil)
	if err == nil {
		var res *http.Response
		if res, err = b.HTTP.Do(req); err == nil {
			err = res.Body.Close()
			if e.tell(res.StatusCode == http.StatusOK, "callback", "%s answers %s", b.CallbackURL, res.Status) && e.team != "" {
				e.wayBack(e.team, e.trigger)
			}
		}
	}
	if err != nil {
		e.tell(false, "callback", "nobody answers at %s (%v): start `pilotent serve`, or correct PILOTENT_CALLBACK_URL", b.CallbackURL, err)
	}
}

// privateHost reports whether a host is this machine or in a private network,
// which Mattermost refuses to call unless it is told otherwise (wire:
// slash-command-address-forbidden). A name is looked up in no DNS here.
func privateHost(host string) bool {
	name := "." + strings.ToLower(host)
	if host == "localhost" || !strings.Contains(host, ".") && net.ParseIP(host) == nil ||
		strings.HasSuffix(name, ".internal") || strings.HasSuffix(name, ".local") || strings.HasSuffix(name, ".lan") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && (ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast())
}

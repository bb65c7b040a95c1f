// Package bot is Mattermost: the callbacks of slash commands, buttons and
// forms, the bot's own posts over REST, who people are, provisioning and
// diagnosis. It is the only package that imports server/public/model. It
// imports commands, scheduler (its ports), governance, i18n, message and
// storage/kv.
package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"pilotent/commands"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/storage/kv"
)

// Options are what a Bot needs of the outside.
type Options struct {
	// URL and Token are Mattermost's address and the bot's own token.
	URL, Token string
	// CallbackURL is how Mattermost reaches the bot, without a final slash.
	CallbackURL string
	// Prefix comes before every trigger. Default none.
	Prefix string
	// Secret keys the MACs of buttons and forms.
	Secret string
	KV     kv.KV
	Now    record.Clock
	Log    *slog.Logger
	// Catalog says what the bot says without a command: a form that expired.
	Catalog *i18n.Catalog
	// Limit is how fast one person may type, click and submit. Default a burst of
	// 20, then one a second: people who work quickly are fine, floods are not.
	Limit kv.Limit
	// HTTP is the client for Mattermost; default one with a time-out of 15 s.
	HTTP *http.Client
}

// Bot is one bot account on one Mattermost server.
type Bot struct {
	Options
	client *model.Client4
	// session carries the client's token; the Token of the Options is the first.
	session session
	seal    sealer
	me      atomic.Pointer[model.User]
	tokens  *tokenBook
	// access is what was said last of how long the token lasts.
	access  atomic.Pointer[knownAccess]
	hearing hearing
	typed   *regexp.Regexp // the commands in texts, where they have a prefix
	// What slash commands, and what clicks and forms, hold while they are read.
	commandRoom, callbackRoom room
	dispatcher                *commands.Dispatcher
	// forms is nil where the memory alone says which forms have served.
	forms Forms
	// recomposer is nil when posts are left as they are.
	recomposer Recomposer
	// version is the server's X-Version-Id at the last Connect.
	version atomic.Pointer[string]
	// pending are answers that go on after their callback.
	pending sync.WaitGroup
}

// New makes a Bot; it calls nobody yet.
func New(o Options) *Bot {
	if o.HTTP == nil {
		o.HTTP = &http.Client{Timeout: 15 * time.Second, Transport: newTransport()}
	}
	if o.Limit == (kv.Limit{}) {
		o.Limit = kv.Limit{Burst: 20, Per: time.Second}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	o.CallbackURL = strings.TrimSuffix(o.CallbackURL, "/")
	b := &Bot{
		Options: o, seal: sealer{[]byte(o.Secret)},
		commandRoom: room{size: roomForCommands}, callbackRoom: room{size: roomForCallbacks},
		hearing: hearing{spoken: map[string]bool{}, looked: map[string]int64{}, wrote: map[string]bool{}},
	}
	b.Renew(o.Token)
	b.client = newClient(o.URL, o.Token, b.session.of(o.HTTP))
	b.tokens = newTokenBook(b.listTokens)
	return b
}

// newClient is a client with a time-out: Client4 has none of its own.
func newClient(address, token string, h *http.Client) *model.Client4 {
	c := model.NewAPIv4Client(strings.TrimSuffix(address, "/"))
	c.HTTPClient = h
	c.SetToken(token)
	c.HTTPHeader = map[string]string{"Accept-Language": toolLanguage}
	return c
}

// Connect learns who the bot is and which tokens its commands carry. It can be
// called again when Mattermost was away.
func (b *Bot) Connect(ctx context.Context) error {
	if err := b.introduce(ctx); err != nil {
		return err
	}
	if err := b.tokens.refresh(ctx); err != nil {
		return fmt.Errorf("read the commands' tokens: %w", err)
	}
	return nil
}

// introduce learns who the bot is, and which server it talks to.
func (b *Bot) introduce(ctx context.Context) error {
	me, r, err := b.client.GetMe(ctx, "")
	if err != nil {
		return fmt.Errorf("ask Mattermost who we are: %w", err)
	}
	b.me.Store(me)
	b.version.Store(&r.ServerVersion)
	return nil
}

// id is the bot's own account; empty before Connect.
func (b *Bot) id() string {
	if me := b.me.Load(); me != nil {
		return me.Id
	}
	return ""
}

// username is the name of the bot's own account; that of those that provision makes
// before Connect.
func (b *Bot) username() string {
	if me := b.me.Load(); me != nil {
		return me.Username
	}
	return Username
}

// takesSteps reports whether the server takes a form for the answer to a form:
// from 11.1 on (docs: "Dialogues").
func (b *Bot) takesSteps() bool { return b.since(11, 1) }

// postsSilently reports whether the server knows posts that ring no phone: from 11.11
// on (read in its model package; never seen on a running server).
func (b *Bot) postsSilently() bool { return b.since(11, 11) }

// since reports whether the server is of that version or a later one.
func (b *Bot) since(wantMajor, wantMinor int) bool {
	id := b.version.Load()
	if id == nil {
		return false
	}
	var major, minor int
	_, err := fmt.Sscanf(*id, "%d.%d.", &major, &minor)
	return err == nil && (major > wantMajor || major == wantMajor && minor >= wantMinor)
}

// Serve answers commands with dispatcher from now on.
func (b *Bot) Serve(dispatcher *commands.Dispatcher) {
	b.dispatcher, b.typed = dispatcher, typedCommands(b.Prefix, dispatcher.Triggers(toolLanguage))
}

// Wait waits for the answers that are still on their way.
func (b *Bot) Wait() { b.pending.Wait() }

// Ready says why the bot cannot answer yet; nil when it can.
func (b *Bot) Ready(ctx context.Context) error {
	if !b.tokens.loaded() {
		return errors.New("no slash command is known: run `pilotent provision`")
	}
	switch _, r, err := b.client.GetMe(ctx, ""); {
	case status(r) == http.StatusUnauthorized:
		return errors.New("it refuses the bot: have an administrator enable its account and its owner's, or run `pilotent provision` for a new token")
	case err != nil:
		return fmt.Errorf("reach Mattermost: %w", err)
	}
	return nil
}

// teams are the teams that the bot is in.
func (b *Bot) teams(ctx context.Context) ([]*model.Team, error) {
	teams, _, err := b.client.GetTeamsForUser(ctx, "me", "")
	if err != nil {
		return nil, fmt.Errorf("list the bot's teams: %w", err)
	}
	return teams, nil
}

// noun is what a trigger stands for.
func (b *Bot) noun(trigger string) string { return strings.TrimPrefix(trigger, b.Prefix) }

// status is the HTTP status of an answer; 0 when there was none.
func status(r *model.Response) int {
	if r == nil {
		return 0
	}
	return r.StatusCode
}

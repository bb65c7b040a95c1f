package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"pilotent/bot"
	"pilotent/commands"
	"pilotent/config"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/storage/kv"
)

type provisionCommand struct {
	AdminToken    string   `help:"A system administrator's token, or the bot's own where it administers the team; default: the bot's token of the settings." env:"PILOTENT_ADMIN_TOKEN" placeholder:"TOKEN"`
	Team          []string `help:"Name of the team, as in its address, or an address within it; may be repeated. Default: all that the bot is in." placeholder:"NAME"`
	AllowCallback bool     `help:"Add the host of the callback URL to the private addresses that Mattermost may call, where it is missing."`
	TokenFile     string   `type:"path" help:"Where a new token of the bot is written (mode 0600). Default: the file of the settings, else pilotent.token." placeholder:"FILE"`
}

// Run creates or repairs the bot in Mattermost.
func (r provisionCommand) Run(ctx context.Context, c *cli, env environment) error {
	cfg, err := c.settings(env)
	if err != nil {
		return err
	}
	if cfg.MattermostURL == "" || cfg.CallbackURL == "" {
		return &settingsError{fmt.Errorf("pilotent provision needs PILOTENT_MATTERMOST_URL and PILOTENT_CALLBACK_URL")}
	}
	p, err := r.provisioner(cfg, env)
	if err != nil {
		return err
	}
	read, err := filepath.Abs(cmp.Or(cfg.MattermostTokenFile, "pilotent.token"))
	if err != nil {
		return fmt.Errorf("name the file of the token: %w", err)
	}
	r.TokenFile = cmp.Or(r.TokenFile, read)
	if p.Token == "" {
		p.Token = tokenFrom(r.TokenFile)
	}
	if p.Seats, err = env.seats(ctx, cfg); err != nil { // the first time, there may be no database yet
		_, _ = fmt.Fprintf(env.out, "the committees' channels were not looked at: %v\n", err)
	}
	err = p.Run(ctx)
	if p.NewToken != "" {
		// Written even when a later step failed: the next run goes on with it.
		if err := writeToken(env.out, r.TokenFile, p.NewToken); err != nil {
			return err
		}
	}
	if err != nil || !p.Replaces() {
		return err
	}
	return env.replace(ctx, p, cfg.MattermostTokenFile != "" && r.TokenFile == read)
}

// provisioner is what the settings and the command line make of it.
func (r provisionCommand) provisioner(cfg config.Config, env environment) (*bot.Provisioner, error) {
	token := cmp.Or(r.AdminToken, cfg.MattermostToken)
	if token == "" {
		return nil, &settingsError{fmt.Errorf("pilotent provision needs --admin-token, or the bot's own token in PILOTENT_MATTERMOST_TOKEN")}
	}
	triggers, err := triggers(cfg, env.clock())
	if err != nil {
		return nil, err
	}
	catalog, err := env.loadCatalogue()
	if err != nil {
		return nil, err
	}
	return &bot.Provisioner{
		Options: bot.Options{
			URL: cfg.MattermostURL, Token: cfg.MattermostToken, CallbackURL: cfg.CallbackURL, Prefix: cfg.TriggerPrefix,
			KV: kv.Memory(), Now: env.clock(), Log: slog.New(slog.DiscardHandler), Catalog: catalog,
		},
		AdminToken: token, Teams: r.Team, Triggers: triggers, AllowCallback: r.AllowCallback,
		Say: func(format string, args ...any) { _, _ = fmt.Fprintf(env.out, format+"\n", args...) },
	}, nil
}

// replace takes back the token that a new one replaces, once a running `pilotent serve`
// has taken that from the file of the settings. Where they name no file, somebody has to
// bring the new one first.
func (e environment) replace(ctx context.Context, p *bot.Provisioner, watched bool) error {
	if !watched {
		p.KeepFormer()
		return nil
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(cmp.Or(e.settle, tokenEvery+2*time.Second)):
	}
	return p.TakeBack(ctx)
}

// writeToken keeps the bot's new token in a file, and says who reads it there.
func writeToken(out io.Writer, file, token string) error {
	if err := os.WriteFile(file, []byte(token+"\n"), 0o600); err != nil {
		return fmt.Errorf("write the bot's token: %w; give --token-file a file that can be written, and run this again", err)
	}
	_, _ = fmt.Fprintf(out, "the token is in %s: set PILOTENT_MATTERMOST_TOKEN_FILE=%s\n"+
		"a `pilotent serve` that reads that file takes it within %d seconds; restart any other\n", filepath.Base(file), file, tokenEvery/time.Second)
	return nil
}

// seats are the channels of the committees that the database knows.
func (e environment) seats(ctx context.Context, cfg config.Config) ([]bot.Seat, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	store, err := e.open(ctx, cfg.DatabaseURL, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	found, err := seats(ctx, store)
	return found, errors.Join(err, store.Close())
}

// tokenFrom is the token that an earlier run has written, if any.
func tokenFrom(file string) string {
	raw, err := os.ReadFile(file) //nolint:gosec // named by whoever runs the command
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(raw))
}

// triggers are the slash commands, in the settings' language.
func triggers(cfg config.Config, now record.Clock) ([]commands.Trigger, error) {
	catalog, err := i18n.Load()
	if err != nil {
		return nil, fmt.Errorf("load the catalogue: %w", err)
	}
	dispatcher, err := commands.New(nil, catalog, now, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	return dispatcher.Triggers(cfg.Locale), nil
}

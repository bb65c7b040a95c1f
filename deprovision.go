package main

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"pilotent/bot"
	"pilotent/storage/kv"
)

type deprovisionCommand struct {
	AdminToken string   `help:"A system administrator's token, or the bot's own, which keeps the account; default: the bot's token of the settings." env:"PILOTENT_ADMIN_TOKEN" placeholder:"TOKEN"`
	Team       []string `help:"Name of a team, as in its address, or an address within it; may be repeated. Default: all of the bot's, and its account." placeholder:"NAME"`
	Yes        bool     `help:"Do not ask."`
}

// Run takes back what provision made in Mattermost, after asking. The database stays.
func (r deprovisionCommand) Run(ctx context.Context, c *cli, env environment) error {
	cfg, err := c.settings(env)
	if err != nil {
		return err
	}
	token := cmp.Or(r.AdminToken, cfg.MattermostToken)
	if cfg.MattermostURL == "" || token == "" {
		return &settingsError{fmt.Errorf("pilotent deprovision needs PILOTENT_MATTERMOST_URL, and --admin-token or the bot's own token in PILOTENT_MATTERMOST_TOKEN")}
	}
	p := bot.Provisioner{
		Options: bot.Options{
			URL: cfg.MattermostURL, Token: cfg.MattermostToken, CallbackURL: cfg.CallbackURL, KV: kv.Memory(), Now: env.clock(), Log: slog.New(slog.DiscardHandler),
		},
		AdminToken: token, Teams: r.Team,
		Say: func(format string, args ...any) { _, _ = fmt.Fprintf(env.out, format+"\n", args...) },
	}
	plan, err := p.Plan(ctx)
	if err != nil {
		return err
	}
	if len(plan) == 0 {
		_, err := fmt.Fprintln(env.out, "nothing of the bot's is there")
		return err
	}
	_, _ = fmt.Fprintln(env.out, strings.Join(plan, "\n"))
	if !r.Yes && !agreed(env, "take all of this back? Messages and the database stay [y/N] ") {
		_, _ = fmt.Fprintln(env.out, "nothing was changed")
		return exitError(1)
	}
	return p.Deprovision(ctx)
}

// agreed asks whoever is at the terminal.
func agreed(env environment, question string) bool {
	_, _ = fmt.Fprint(env.out, question)
	answer, _ := bufio.NewReader(env.in).ReadString('\n') // nothing is a no
	return slices.Contains([]string{"y", "yes", "o", "oui"}, strings.ToLower(strings.TrimSpace(answer)))
}

package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"pilotent/bot"
	"pilotent/config"
	"pilotent/governance/record"
	"pilotent/storage"
	"pilotent/storage/kv"
)

type doctorCommand struct{}

// Run checks everything that the bot depends on: a line each, and exit status
// 1 when something is wrong.
func (doctorCommand) Run(ctx context.Context, c *cli, env environment) error {
	cfg, err := c.settings(env)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	database, seats := databaseFinding(ctx, cfg)
	found := []bot.Finding{zoneFinding(cfg), database}
	cache, redis := redisFinding(ctx, cfg)
	found = append(found, redis)
	if err := cfg.ForServe(); err != nil {
		found = append(found, bot.Finding{What: "settings", Told: err.Error()})
	} else {
		b, err := env.newBot(cfg, cache, env.clock(), slog.New(slog.DiscardHandler))
		if err != nil {
			return err
		}
		list, err := triggers(cfg, env.clock())
		if err != nil {
			return err
		}
		var names []string
		for _, t := range list {
			names = append(names, t.Name)
		}
		found = append(found, b.Examine(ctx, names, seats)...)
	}
	wrong := 0
	for _, f := range found {
		mark := "ok   "
		if !f.OK {
			mark = "WRONG"
			wrong++
		}
		_, _ = fmt.Fprintf(env.out, "%s %s: %s\n", mark, f.What, f.Told)
	}
	if wrong > 0 {
		return exitError(1)
	}
	return nil
}

func zoneFinding(cfg config.Config) bot.Finding {
	zone, err := time.LoadLocation(cfg.Timezone)
	if err != nil {
		return bot.Finding{What: "zone", Told: fmt.Sprintf("%q is unknown: set PILOTENT_TIMEZONE to a name such as Europe/Paris", cfg.Timezone)}
	}
	// Winter and summer tell whether the data knows more than an offset.
	_, winter := time.Date(2027, 1, 1, 0, 0, 0, 0, zone).Zone()
	_, summer := time.Date(2027, 7, 1, 0, 0, 0, 0, zone).Zone()
	return bot.Finding{OK: true, What: "zone", Told: fmt.Sprintf("%s, UTC%+d in winter and UTC%+d in summer", cfg.Timezone, winter/3600, summer/3600)}
}

// maxApart is how much two clocks may differ.
const maxApart = 30 * time.Second

// databaseFinding looks at the database, and reads which channels committees sit in.
func databaseFinding(ctx context.Context, cfg config.Config) (bot.Finding, []bot.Seat) {
	wrong := func(told string) (bot.Finding, []bot.Seat) { return bot.Finding{What: "database", Told: told}, nil }
	store, err := storage.Open(ctx, cfg.DatabaseURL, slog.New(slog.DiscardHandler))
	if err != nil {
		return wrong(err.Error() + ": check PILOTENT_DATABASE_URL")
	}
	defer store.Close() //nolint:errcheck // only looked at
	n, oldest, err := store.Backlog(ctx, store.Now())
	if err != nil {
		return wrong(err.Error())
	}
	seats, err := seats(ctx, store)
	if err != nil {
		return wrong(err.Error())
	}
	// Everything that is owed goes by it.
	if apart := time.Until(store.Now()).Round(time.Second); apart.Abs() > maxApart {
		return wrong(fmt.Sprintf("its clock is %s apart from this machine's, and reminders go by it: set both by NTP", apart.Abs()))
	}
	told := store.Engine() + " answers, schema up to date"
	if n > 0 {
		told += fmt.Sprintf("; %d deliveries wait since %s", n, oldest.Format(time.DateTime))
	}
	return bot.Finding{OK: true, What: "database", Told: told}, seats
}

// seats are the channels of all committees that sit.
func seats(ctx context.Context, store *storage.Store) (seats []bot.Seat, err error) {
	err = store.View(ctx, func(tx record.Tx) error {
		projects, err := tx.Projects()
		if err != nil {
			return fmt.Errorf("list projects: %w", err)
		}
		for _, p := range projects {
			committees, err := tx.Committees(p.ID)
			if err != nil {
				return fmt.Errorf("list committees: %w", err)
			}
			for _, c := range committees {
				if c.Sits() {
					seats = append(seats, bot.Seat{Committee: c.Code, Team: p.Team, Channel: c.Channel, ChannelName: c.ChannelName})
				}
			}
		}
		return nil
	})
	return seats, err
}

func redisFinding(ctx context.Context, cfg config.Config) (kv.KV, bot.Finding) {
	if cfg.RedisURL == "" {
		return kv.Memory(), bot.Finding{OK: true, What: "Redis", Told: "none: one replica only"}
	}
	cache, err := kv.Open(ctx, cfg.RedisURL)
	if err == nil {
		if err = cache.Ping(ctx); err == nil {
			return cache, bot.Finding{OK: true, What: "Redis", Told: "answers"}
		}
	}
	return kv.Memory(), bot.Finding{What: "Redis", Told: fmt.Sprintf("%v: check PILOTENT_REDIS_URL; the bot works without it, more slowly", err)}
}

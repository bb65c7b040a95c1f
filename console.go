package main

import (
	"context"
	"fmt"
	"time"

	"pilotent/commands/when"
	"pilotent/console"
	"pilotent/governance/record"
	"pilotent/scheduler"
	"pilotent/storage"
	"pilotent/storage/kv"
)

type consoleCommand struct {
	User    string `default:"coordinatrice" help:"Who speaks."`
	Channel string `default:"copil" help:"Where."`
	Now     string `help:"What time it is, as \"2026-12-01 08:00\"; default: the real time." placeholder:"TIME"`
	Locale  string `help:"Language of the answers; default: that of who speaks." placeholder:"fr|en"`
	Folder  string `default:"." help:"Where exported files are written." type:"path"`
	Sample  bool   `help:"Fill an empty database with a small project of real schools."`
}

// Run talks to the terminal, or reads a script.
func (r consoleCommand) Run(ctx context.Context, c *cli, env environment) error {
	cfg, err := c.settings(env)
	if err != nil {
		return err
	}
	zone, err := time.LoadLocation(cfg.Timezone)
	if err != nil {
		return fmt.Errorf("load the zone: %w", err)
	}
	var now time.Time
	if r.Now != "" {
		if now, err = parseNow(r.Now, zone); err != nil {
			return err
		}
	}
	world := console.NewWorld(now)
	world.Lang = r.Locale
	log := newLogger(env.err, "warn")
	env.now = world.Now
	f, err := env.app(ctx, cfg, world, scheduler.Options{Log: log, Workers: 1}, storage.Alone())
	if err != nil {
		return err
	}
	defer f.close(log)
	memory := kv.Memory()
	defer func() { _ = memory.Close() }()
	f.dispatcher.Remember(memory)
	if r.Sample {
		if err := f.arrive(ctx, world); err != nil {
			return err
		}
	}
	if err := f.service.Reconcile(ctx); err != nil {
		return err
	}
	front := &console.Console{
		World: world, Dispatcher: f.dispatcher, Catalog: f.catalog, Courier: f.courier, Agenda: f.store,
		Recompose: f.composer.Recompose,
		In:        env.in, Out: env.out, User: r.User, Channel: r.Channel, Folder: r.Folder,
		Zone: func(ctx context.Context) *time.Location {
			if own, err := f.service.Zone(ctx, record.Actor{Team: console.Team}); err == nil {
				return own
			}
			return zone
		},
	}
	return talk(ctx, front)
}

// talk runs the front; the program ends with 1 when a script was not accepted.
func talk(ctx context.Context, front *console.Console) error {
	failed, err := front.Run(ctx)
	if err == nil && failed {
		return exitError(1)
	}
	return err
}

// arrive loads the sample project and delivers what it owes, which was said before
// whoever speaks has arrived.
func (f *app) arrive(ctx context.Context, world *console.World) error {
	if err := console.LoadSample(ctx, f.service, f.dispatcher); err != nil {
		return err
	}
	if _, err := f.courier.DeliverDue(ctx); err != nil {
		return err
	}
	world.TakeHeard()
	return nil
}

// parseNow reads --now: a moment of any year, in the zone.
func parseNow(text string, zone *time.Location) (time.Time, error) {
	// Read from a day that everything is to come from.
	reader := when.Reader{Now: time.Date(2000, 1, 1, 0, 0, 0, 0, zone)}
	t, err := reader.Moment(text)
	if err != nil {
		return t.Time, fmt.Errorf("--now %q is no moment; write it as \"2026-12-01 08:00\"", text)
	}
	return t.Time, nil
}

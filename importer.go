package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"pilotent/commands"
	"pilotent/commands/grammar"
	"pilotent/config"
	"pilotent/console"
	"pilotent/governance/record"
	"pilotent/message"
	"pilotent/scheduler"
	"pilotent/storage/kv"
)

type importCommand struct {
	Ecoles   importSchools   `cmd:"" help:"Import a directory of schools."`
	Vacances importVacations `cmd:"" help:"Import the official calendar of school holidays, for all projects."`
}

type importSchools struct {
	File    string   `arg:"" help:"CSV, XLSX, JSON or GeoJSON: the open data directory, or any table with a UAI and a name." placeholder:"FILE"`
	Team    string   `help:"Name of the team whose project gets the schools; default: the only project." placeholder:"NAME"`
	Essai   bool     `aliases:"trial,dry-run" help:"Say what would change, and change nothing."`
	Inclure []string `aliases:"include" help:"What to take beside schools: collèges, lycées, services." placeholder:"KIND,…"`
	Tout    bool     `aliases:"whole" help:"With --essai: list all that would change."`
}

// Run imports schools with the rights of a pilot: who runs it has the database
// in hand anyway.
func (r importSchools) Run(ctx context.Context, c *cli, env environment) error {
	cfg, err := c.settings(env)
	if err != nil {
		return err
	}
	log := newLogger(env.err, "warn")
	op := operator{console.NewWorld(env.clock()())}
	team, err := r.team(ctx, cfg, env, &op, log)
	if err != nil {
		return err
	}
	f, err := env.app(ctx, cfg, op, scheduler.Options{Log: log})
	if err != nil {
		return err
	}
	defer f.close(log)
	progress, stop := console.Bar(env.err)
	m, _ := f.dispatcher.Complete(ctx, commands.Invocation{
		Actor: record.Actor{Team: team, User: op.person()}, Locale: cfg.Locale, Open: console.Open, Progress: progress,
	}, "ecole importer", r.raw())
	stop()
	return env.imported(m)
}

// raw are the arguments of the command, as a form would give them.
func (r importSchools) raw() grammar.Raw {
	raw := grammar.Raw{"file": {r.File}}
	if len(r.Inclure) > 0 {
		raw["include"] = r.Inclure
	}
	if r.Essai {
		raw["trial"] = []string{"true"}
	}
	if r.Tout {
		raw["whole"] = []string{"true"}
	}
	return raw
}

// imported prints the answer to an import: exit status 1, and on standard
// error, when nothing was imported.
func (e environment) imported(m message.Message) error {
	if m.Failed || m.Refused || m.Form != nil {
		_, _ = fmt.Fprintln(e.err, message.Unquote(m.Markdown()))
		return exitError(1)
	}
	_, err := fmt.Fprintln(e.out, message.Unquote(m.Markdown()))
	return err
}

type importVacations struct {
	File  string `arg:"" help:"CSV, XLSX or JSON: the open data calendar (fr-en-calendrier-scolaire)." placeholder:"FILE"`
	Essai bool   `aliases:"trial,dry-run" help:"Say what would change, and change nothing."`
}

// Run imports school holidays for all projects: only who has the database in
// hand can.
func (r importVacations) Run(ctx context.Context, c *cli, env environment) error {
	cfg, err := c.settings(env)
	if err != nil {
		return err
	}
	log := newLogger(env.err, "warn")
	op := operator{console.NewWorld(env.clock()())}
	f, err := env.app(ctx, cfg, op, scheduler.Options{Log: log})
	if err != nil {
		return err
	}
	defer f.close(log)
	return env.imported(f.dispatcher.ImportVacations(ctx, commands.Invocation{
		Actor: record.Actor{User: op.person()}, Locale: cfg.Locale, Open: console.Open,
	}, r.File, r.Essai))
}

// team is the team whose project gets the schools; op asks Mattermost about it
// when it is there.
func (r importSchools) team(ctx context.Context, cfg config.Config, env environment, op *operator, log *slog.Logger) (record.TeamID, error) {
	if r.Team != "" && cfg.MattermostURL != "" {
		b, err := env.newBot(cfg, kv.Memory(), env.clock(), log)
		if err != nil {
			return "", err
		}
		op.chat = b
		return b.TeamNamed(ctx, r.Team)
	}
	store, err := env.open(ctx, cfg.DatabaseURL, log)
	if err != nil {
		return "", err
	}
	defer store.Close() //nolint:errcheck // only read
	var projects []record.Project
	err = store.View(ctx, func(tx record.Tx) (err error) {
		projects, err = tx.Projects()
		return err
	})
	if err != nil {
		return "", fmt.Errorf("list projects: %w", err)
	}
	var names []string
	for _, p := range projects {
		if strings.EqualFold(p.Name, r.Team) || len(projects) == 1 && r.Team == "" {
			return p.Team, nil
		}
		names = append(names, fmt.Sprintf("%q", p.Name))
	}
	switch {
	case len(projects) == 0 && cfg.MattermostURL == "":
		return console.Team, nil // the console's own project
	case len(projects) == 0:
		return "", fmt.Errorf("no project yet: name its team with --team NAME")
	default:
		return "", fmt.Errorf("which project? name one with --team: %s", strings.Join(names, ", "))
	}
}

// operator is the chat as seen by somebody who is at the server's own terminal:
// a pilot everywhere.
type operator struct{ chat }

// person is who the history says has imported.
func (operator) person() record.Person {
	return record.Person{ID: "operator", Username: "operator"}
}

// TeamRole implements governance.Directory.
func (operator) TeamRole(context.Context, record.TeamID, record.UserID) (record.Role, error) {
	return record.RolePilot, nil
}

// InChannel implements governance.Directory.
func (operator) InChannel(context.Context, record.ChannelID, record.UserID) (bool, error) {
	return false, nil
}

package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"pilotent/bot"
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

	Decisions importDecisions `cmd:"" help:"Import decisions that were kept in another tool."`
	Reunions  importMeetings  `cmd:"" aliases:"meetings" help:"Import meetings that were kept in another tool."`
	Actions   importActions   `cmd:"" help:"Import actions that were kept in another tool."`
	Archive   importArchive   `cmd:"" help:"Take over the archive of another project: schools and stages, meetings, decisions, actions."`
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
	return c.importAs(ctx, env, r.Team, "ecole importer", r.raw())
}

// importAs carries a command out in the project of a team, with the rights of a pilot.
func (c *cli) importAs(ctx context.Context, env environment, team, command string, raw grammar.Raw) error {
	cfg, err := c.settings(env)
	if err != nil {
		return err
	}
	log := newLogger(env.err, "warn")
	op := operator{console.NewWorld(env.clock()())}
	id, err := teamNamed(ctx, cfg, env, team, &op, log)
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
		Actor: record.Actor{Team: id, User: op.person()}, Locale: cfg.Locale, Open: console.Open, Progress: progress,
	}, command, raw)
	stop()
	return env.imported(m)
}

// importRegister brings in what was kept in another tool.
type importRegister struct {
	File  string `arg:"" help:"CSV or XLSX, with a row of titles." placeholder:"FILE"`
	Team  string `help:"Name of the team whose project gets them; default: the only project." placeholder:"NAME"`
	Essai bool   `aliases:"trial,dry-run" help:"Say what would be added, and add nothing."`
	Tout  bool   `aliases:"whole" help:"List all lines."`
}

func (r importRegister) raw() grammar.Raw {
	raw := grammar.Raw{"file": {r.File}}
	if r.Essai {
		raw["trial"] = []string{"true"}
	}
	if r.Tout {
		raw["whole"] = []string{"true"}
	}
	return raw
}

// importActions brings in actions.
type importActions struct{ importRegister }

// Run does it with the rights of a pilot.
func (r importActions) Run(ctx context.Context, c *cli, env environment) error {
	return c.importAs(ctx, env, r.Team, "action importer", r.raw())
}

// importArchive brings in what another project has archived.
type importArchive struct {
	File      string `arg:"" help:"The ZIP that /ent archive gives." placeholder:"FILE"`
	Team      string `help:"Name of the team whose project takes it over; default: the only project." placeholder:"NAME"`
	Confirmer bool   `aliases:"confirm" help:"Do it; otherwise it is said what would be done."`
}

// Run does it with the rights of a pilot.
func (r importArchive) Run(ctx context.Context, c *cli, env environment) error {
	raw := grammar.Raw{"archive": {r.File}}
	if r.Confirmer {
		raw[grammar.Confirm.English] = []string{"true"}
	}
	return c.importAs(ctx, env, r.Team, "ent reprendre", raw)
}

// ofCommittee brings in what is of committees.
type ofCommittee struct {
	importRegister
	Comite string `aliases:"committee" help:"Code of the committee of the rows that name none." placeholder:"CODE"`
}

func (r ofCommittee) raw() grammar.Raw {
	raw := r.importRegister.raw()
	if r.Comite != "" {
		raw["committee"] = []string{r.Comite}
	}
	return raw
}

// importDecisions brings in decisions, and importMeetings meetings.
type (
	importDecisions struct{ ofCommittee }
	importMeetings  struct{ ofCommittee }
)

// Run does it with the rights of a pilot.
func (r importDecisions) Run(ctx context.Context, c *cli, env environment) error {
	return c.importAs(ctx, env, r.Team, "decision importer", r.raw())
}

// Run does it with the rights of a pilot.
func (r importMeetings) Run(ctx context.Context, c *cli, env environment) error {
	return c.importAs(ctx, env, r.Team, "reunion importer", r.raw())
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

// teamNamed is the team whose project is imported to, the only one where name is "";
// op asks Mattermost about it when it is there.
func teamNamed(ctx context.Context, cfg config.Config, env environment, name string, op *operator, log *slog.Logger) (record.TeamID, error) {
	if name != "" && cfg.MattermostURL != "" {
		b, err := env.newBot(cfg, kv.Memory(), env.clock(), log)
		if err != nil {
			return "", err
		}
		op.chat = b
		return b.TeamNamed(ctx, name)
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
	for _, p := range projects {
		if strings.EqualFold(p.Name, name) || len(projects) == 1 && name == "" {
			return p.Team, nil
		}
	}
	switch {
	case len(projects) == 0 && cfg.MattermostURL == "":
		return console.Team, nil // the console's own project
	case len(projects) == 0:
		return "", fmt.Errorf("no project yet: name its team with --team NAME")
	default:
		return "", fmt.Errorf("which project? Name one: %s", strings.Join(env.teamFlags(ctx, cfg, projects), ", or "))
	}
}

// teamFlags are what is typed to name the team of each project: by its address where
// Mattermost is there to be asked, else by the project's name.
func (e environment) teamFlags(ctx context.Context, cfg config.Config, projects []record.Project) []string {
	var chat *bot.Bot
	if cfg.MattermostURL != "" {
		chat, _ = e.newBot(cfg, kv.Memory(), e.clock(), slog.New(slog.DiscardHandler)) // nil where the catalogue cannot be read
	}
	var flags []string
	for _, p := range projects {
		name := fmt.Sprintf("%q", p.Name)
		if chat != nil {
			if address, err := chat.TeamAddress(ctx, p.Team); err == nil {
				name = address
			}
		}
		flags = append(flags, "--team "+name)
	}
	return flags
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

// ShutOut implements governance.Directory: nobody is taken for a member here.
func (operator) ShutOut(context.Context, record.ChannelID) (string, error) { return "", nil }

// InChannel implements governance.Directory.
func (operator) InChannel(context.Context, record.ChannelID, record.UserID) (bool, error) {
	return false, nil
}

// Command pilotent is a Mattermost bot for those who steer the roll-out of an
// ENT in primary schools. This package is the command line and the wiring:
// every sub-command has its file.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // slim containers have no zone data

	"github.com/alecthomas/kong"

	"pilotent/config"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/storage"
	"pilotent/storage/kv"
)

// version is set by the build.
var version = "dev"

// environment is all that the program takes from outside, so that a test can
// run the whole of it.
type environment struct {
	environ []string
	in      io.Reader
	out     io.Writer
	err     io.Writer
	// now is the time of a simulation; nil for the real one, which is the
	// database's.
	now record.Clock
	// machine is the machine's clock, which may be wrong. Default time.Now.
	machine record.Clock
	// lease is the Courier's; 0 for its default.
	lease time.Duration
	// settle is how long provision waits for a running bot to take its new token. Default
	// longer than that looks away.
	settle time.Duration
	// ready is told the address that `serve` listens on; may be nil.
	ready func(address string)
	// catalogue and cache are opened so. Default [i18n.Load] and [kv.Open].
	catalogue func() (*i18n.Catalog, error)
	cache     func(ctx context.Context, url string) (kv.KV, error)
}

func (e environment) loadCatalogue() (*i18n.Catalog, error) {
	load := e.catalogue
	if load == nil {
		load = i18n.Load
	}
	c, err := load()
	if err != nil {
		return nil, fmt.Errorf("load the catalogue: %w", err)
	}
	return c, nil
}

func (e environment) openCache(ctx context.Context, url string) (kv.KV, error) {
	open := e.cache
	if open == nil {
		open = kv.Open
	}
	c, err := open(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("open Redis: %w", err)
	}
	return c, nil
}

// clock is for what needs a time and no database.
func (e environment) clock() record.Clock {
	switch {
	case e.now != nil:
		return e.now
	case e.machine != nil:
		return e.machine
	default:
		return time.Now
	}
}

// open opens the database.
func (e environment) open(ctx context.Context, url string, log *slog.Logger, options ...storage.Option) (*storage.Store, error) {
	return storage.Open(ctx, url, log, append(options, e.storageOptions()...)...)
}

// storageOptions are the clocks that a database goes by.
func (e environment) storageOptions() []storage.Option {
	options := []storage.Option{storage.MachineClock(e.machine)}
	if e.now != nil {
		options = append(options, storage.Simulated(e.now))
	}
	return options
}

// cli is the command line.
type cli struct {
	Config   string `help:"Settings file (YAML)." type:"path" env:"PILOTENT_CONFIG" placeholder:"FILE"`
	Database string `help:"Database: sqlite:FILE or postgres://…; default: the one of the settings." placeholder:"URL"`

	ShowVersion kong.VersionFlag `name:"version" help:"Print the version."`

	Serve       serveCommand       `cmd:"" help:"Run the bot."`
	Console     consoleCommand     `cmd:"" help:"Try the bot in the terminal, with a simulated chat."`
	Provision   provisionCommand   `cmd:"" help:"Create or repair the bot account and the slash commands in Mattermost."`
	Deprovision deprovisionCommand `cmd:"" help:"Take back what provision made in Mattermost, after asking."`
	Doctor      doctorCommand      `cmd:"" help:"Check everything that the bot depends on."`
	Health      healthCommand      `cmd:"" help:"Ask the bot that runs on this machine whether it is well."`
	Import      importCommand      `cmd:"" help:"Import data from files."`
	Migrate     migrateCommand     `cmd:"" help:"Bring the database's schema up to date, or copy the database to another engine."`
	Backup      backupCommand      `cmd:"" help:"Back the database up into a file, also while the bot runs."`
	Restore     restoreCommand     `cmd:"" help:"Restore a backup into an empty database, of either engine."`
	Settings    configCommand      `cmd:"" name:"config" help:"Print the settings in force, secrets masked."`
	Reference   referenceCommand   `cmd:"" help:"Print the reference page of the commands."`
	Version     versionCommand     `cmd:"" help:"Print the version."`
	Help        helpCommand        `cmd:"" help:"Tell what a command does and takes."`
}

// exitError ends the program with a status and nothing more to say.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	env := environment{environ: os.Environ(), in: os.Stdin, out: os.Stdout, err: os.Stderr}
	status := run(ctx, os.Args[1:], env)
	stop()
	os.Exit(status)
}

// run is the program: its exit status is 0 when all went well, 1 when
// something failed, 2 when the command line or a setting is wrong.
func run(ctx context.Context, args []string, env environment) (status int) {
	var c cli
	parser, err := kong.New(&c,
		kong.Name("pilotent"), kong.Description("A Mattermost bot to steer the roll-out of an ENT."),
		kong.Writers(env.out, env.err), kong.Vars{"version": "pilotent " + version},
		kong.Exit(func(code int) { panic(exitError(code)) }),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(env))
	if err != nil {
		_, _ = fmt.Fprintln(env.err, "pilotent:", err)
		return 1
	}
	defer func() {
		// kong leaves by Exit once it has printed a help page.
		if code, ok := recover().(exitError); ok {
			status = int(code)
		}
	}()
	parsed, err := parser.Parse(args)
	if err != nil {
		_, _ = fmt.Fprintf(env.err, "pilotent: %v; try `pilotent help`\n", err)
		return 2
	}
	err = parsed.Run(&c)
	var code exitError
	var bad *settingsError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &code):
		return int(code)
	case errors.As(err, &bad):
		_, _ = fmt.Fprintln(env.err, err)
		return 2
	default:
		_, _ = fmt.Fprintln(env.err, "pilotent:", err)
		return 1
	}
}

// settingsError is a wrong setting, told as the settings' package tells it.
type settingsError struct{ err error }

func (e *settingsError) Error() string { return e.err.Error() }
func (e *settingsError) Unwrap() error { return e.err }

// databaseVariable is the setting over which --database goes.
const databaseVariable = "PILOTENT_DATABASE_URL"

// settings reads the settings in force: --database is one more, and checked as such.
func (c *cli) settings(env environment) (config.Config, error) {
	environ := env.environ
	if c.Database != "" {
		environ = slices.DeleteFunc(slices.Clone(environ), func(entry string) bool {
			return strings.HasPrefix(entry, databaseVariable+"=") || strings.HasPrefix(entry, databaseVariable+"_FILE=")
		})
		environ = append(environ, databaseVariable+"="+c.Database)
	}
	cfg, err := config.Load(c.Config, environ)
	if err != nil {
		if c.Database != "" {
			err = errors.New(strings.ReplaceAll(err.Error(), databaseVariable, "--database"))
		}
		return cfg, &settingsError{err}
	}
	return cfg, nil
}

// newLogger writes structured lines to w.
func newLogger(w io.Writer, level string) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		l = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: l}))
}

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(env environment) error {
	_, err := fmt.Fprintln(env.out, "pilotent", version)
	return err
}

type helpCommand struct {
	Command []string `arg:"" optional:"" help:"The command: \"import ecoles\"; default: all of them." placeholder:"COMMAND"`
}

// Run prints the help page of the program, or of one command.
func (r helpCommand) Run(parsed *kong.Context) error {
	// It ends the program, unless there is no such command.
	if _, err := parsed.Parse(append(slices.Clone(r.Command), "--help")); err != nil {
		return &settingsError{fmt.Errorf("pilotent help: %w", err)}
	}
	return nil
}

type configCommand struct{}

// Run prints the settings in force.
func (configCommand) Run(c *cli, env environment) error {
	cfg, err := c.settings(env)
	if err != nil {
		return err
	}
	return cfg.Write(env.out)
}

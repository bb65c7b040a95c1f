package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"pilotent/storage"
)

type backupCommand struct {
	File string `arg:"" help:"The file to write, which must not be there yet." type:"path" placeholder:"FILE"`
}

// Run backs the database up while others work with it: into a file beside the one that is
// wanted, which is read again and only then gets its name.
func (r backupCommand) Run(ctx context.Context, c *cli, env environment) error {
	cfg, err := c.settings(env)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(r.File); !errors.Is(err, os.ErrNotExist) {
		return errors.Join(fmt.Errorf("%s is there already: nothing was written", r.File), err)
	}
	part, err := os.CreateTemp(filepath.Dir(r.File), filepath.Base(r.File)+".part-*") // nobody else's to read
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	kept := false
	defer func() {
		_ = part.Close() // again, after what counts
		if !kept {
			_ = os.Remove(part.Name())
		}
	}()
	written, err := storage.Backup(ctx, cfg.DatabaseURL, part, env.storageOptions()...)
	if err != nil {
		return err
	}
	if err := errors.Join(part.Sync(), again(part, written)); err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	if err := errors.Join(part.Close(), os.Rename(part.Name(), r.File)); err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	kept = true
	return env.tellCopy("backed up", written)
}

// again reads what was written from its beginning, and compares.
func again(file io.ReadSeeker, written storage.Copy) error {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	read, err := storage.CheckBackup(bufio.NewReader(file))
	if err == nil && !slices.Equal(read.Tables, written.Tables) {
		err = storage.ErrDamaged
	}
	if err != nil {
		return fmt.Errorf("what was written cannot be read again: %w", err)
	}
	return nil
}

type restoreCommand struct {
	File  string `arg:"" help:"What pilotent backup has written, of either engine." type:"existingfile" placeholder:"FILE"`
	Check bool   `help:"Only read the file and say what it holds; no database is opened."`
}

// Run restores a backup into an empty database.
func (r restoreCommand) Run(ctx context.Context, c *cli, env environment) error {
	file, err := os.Open(r.File)
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	defer file.Close() //nolint:errcheck // only read
	if r.Check {
		read, err := storage.CheckBackup(file)
		if err != nil {
			return fmt.Errorf("%s: %w", r.File, err)
		}
		return env.tellCopy("whole", read)
	}
	cfg, err := c.settings(env)
	if err != nil {
		return err
	}
	restored, err := storage.Restore(ctx, cfg.DatabaseURL, file, newLogger(env.err, "warn"), env.storageOptions()...)
	if err != nil {
		return fmt.Errorf("%s: %w", r.File, err)
	}
	return env.tellCopy("restored", restored)
}

type migrateCommand struct {
	From string `help:"Copy the database of this address, instead; sqlite:FILE or postgres://…. Stop what serves it first." placeholder:"URL"`
	To   string `help:"Where to, an empty database; default: the one of the settings." placeholder:"URL"`
}

// Run brings the database's schema up to date, or copies one into another.
func (r migrateCommand) Run(ctx context.Context, c *cli, env environment) error {
	if r.To != "" {
		if r.From == "" {
			return &settingsError{errors.New("pilotent migrate --to wants --from as well")}
		}
		c.Database = r.To
	}
	cfg, err := c.settings(env)
	if err != nil {
		return err
	}
	if r.From == "" {
		return storage.Migrate(ctx, cfg.DatabaseURL, newLogger(env.err, cfg.LogLevel))
	}
	moved, err := storage.Move(ctx, r.From, cfg.DatabaseURL, newLogger(env.err, "warn"), env.storageOptions()...)
	if err != nil {
		return err
	}
	return env.tellCopy("copied", moved)
}

// tellCopy says what a copy holds, table by table; what has no rows is not listed.
func (e environment) tellCopy(done string, c storage.Copy) error {
	out := bufio.NewWriter(e.out)
	for _, t := range c.Tables {
		if t.Rows > 0 {
			_, _ = fmt.Fprintf(out, "%-22s %9d  sha256 %s\n", t.Name, t.Rows, t.Sum)
		}
	}
	_, _ = fmt.Fprintf(out, "%s: %d rows of %d tables, version %d, as of %s\n",
		done, c.Rows(), len(c.Tables), c.Schema, c.Taken.UTC().Format(time.RFC3339))
	return out.Flush()
}

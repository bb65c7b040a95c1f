package storage

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// file is that of a SQLite database, as it was when it was opened.
type file struct {
	path string // without symbolic links
	info os.FileInfo
	lock *os.File // held; nil while it is not
}

// openFile creates the file at path when there is none. It holds what a
// committee keeps to itself: nobody else's to read. Its journal gets the same mode.
func openFile(path string) (*file, error) {
	created, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // the operator names it
	if err != nil {
		return nil, err
	}
	defer created.Close() //nolint:errcheck // nothing was written
	f := &file{}
	if f.info, err = created.Stat(); err != nil {
		return nil, err
	}
	f.path, err = filepath.EvalSymlinks(path)
	return f, err
}

// hold keeps other processes from holding the file: a lock of the system on a
// file beside it, which ends with the process, however that ends.
func (f *file) hold() error {
	if f == nil || f.lock != nil {
		return nil
	}
	lock, err := os.OpenFile(f.path+".lock", os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // beside what the operator names
	if err != nil {
		return err
	}
	free, err := tryLock(lock)
	if err == nil && !free {
		err = fmt.Errorf("%s is in use%s, and a SQLite database serves one pilotent at a time: stop that one first, or keep the record in PostgreSQL",
			f.path, holder(lock))
	}
	if err == nil {
		// For people only: it is the lock that counts.
		if err = lock.Truncate(0); err == nil {
			_, err = lock.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
		}
	}
	if err != nil {
		return errors.Join(err, lock.Close())
	}
	f.lock = lock
	return nil
}

// release lets others hold the file.
func (f *file) release() error {
	if f == nil || f.lock == nil {
		return nil
	}
	lock := f.lock
	f.lock = nil
	return errors.Join(unlock(lock), lock.Close())
}

// holder names the process that has written its number into the lock.
func holder(lock *os.File) string {
	raw := make([]byte, 20)
	n, _ := lock.ReadAt(raw, 0)
	if pid, err := strconv.Atoi(strings.TrimSpace(string(raw[:n]))); err == nil {
		return fmt.Sprintf(" by process %d", pid)
	}
	return ""
}

// ErrMoved is what Writable answers when the file of a SQLite database is no
// longer where it was opened: what is written would be lost.
var ErrMoved = errors.New("the database's file was moved, removed or replaced")

// growth is how many bytes there must be room for, beside the database.
const growth = 256 << 10

// probe reports whether the file is where it was and may grow. A transaction does
// not tell: it goes on in a file that was removed, and may fit into the part of
// the journal that there is.
func (f *file) probe() error {
	info, err := os.Stat(f.path)
	if errors.Is(err, os.ErrNotExist) || err == nil && !os.SameFile(info, f.info) {
		return ErrMoved
	}
	if err != nil {
		return err
	}
	probe, err := os.CreateTemp(filepath.Dir(f.path), filepath.Base(f.path)+".probe-*")
	if err != nil {
		return fmt.Errorf("no file can be made beside the database: %w", err)
	}
	_, err = probe.Write(make([]byte, growth))
	if err = errors.Join(err, probe.Close(), os.Remove(probe.Name())); err != nil {
		return fmt.Errorf("the database has no room to grow: %w", err)
	}
	return nil
}

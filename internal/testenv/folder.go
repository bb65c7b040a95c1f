package testenv

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// account is whom a server runs as; the zero value is whoever we are.
type account struct{ credential *syscall.Credential }

// accountFor returns the named user, or nobody where it does not exist.
// PostgreSQL refuses to run as root, and no server needs to.
func accountFor(name string) (account, error) {
	if os.Geteuid() != 0 {
		return account{}, nil
	}
	found, err := user.Lookup(name)
	if _, unknown := errors.AsType[user.UnknownUserError](err); unknown {
		found, err = user.Lookup("nobody")
	}
	if err != nil {
		return account{}, fmt.Errorf("choose a user other than root: %w", err)
	}
	uid, err := strconv.ParseUint(found.Uid, 10, 32)
	if err != nil {
		return account{}, fmt.Errorf("choose a user other than root: %w", err)
	}
	gid, err := strconv.ParseUint(found.Gid, 10, 32)
	if err != nil {
		return account{}, fmt.Errorf("choose a user other than root: %w", err)
	}
	return account{&syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
}

func (a account) attributes() *syscall.SysProcAttr {
	// A process group of its own: Ctrl-C in a terminal reaches the tests, not their servers.
	return &syscall.SysProcAttr{Credential: a.credential, Setpgid: true}
}

const folderPrefix = "pilotent-testenv-"

// folder is where one server keeps its files. It is locked as long as this
// process lives, which tells it from what a killed process left behind.
type folder struct {
	path string
	who  account
	lock *os.File
}

// newFolder makes a folder that belongs to who, and removes those of dead processes.
func newFolder(who account) (*folder, error) {
	sweep(os.TempDir())

	made, err := os.MkdirTemp("", "pilotent-new-")
	if err != nil {
		return nil, fmt.Errorf("make a folder: %w", err)
	}
	f := &folder{path: made, who: who}
	if err := f.own(); err != nil {
		return nil, errors.Join(fmt.Errorf("make a folder: %w", err), f.remove())
	}
	return f, nil
}

func (f *folder) own() (err error) {
	if f.lock, err = os.Open(f.path); err != nil {
		return err
	}
	if err := syscall.Flock(int(f.lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return err
	}
	if f.who.credential != nil {
		if err := os.Chown(f.path, int(f.who.credential.Uid), int(f.who.credential.Gid)); err != nil {
			return err
		}
	}
	// It takes the name that sweep looks for only now that it is locked.
	final := strings.Replace(f.path, "pilotent-new-", folderPrefix, 1)
	if err := os.Rename(f.path, final); err != nil {
		return err
	}
	f.path = final
	return nil
}

func (f *folder) remove() error {
	err := os.RemoveAll(f.path)
	// What a server has begun in a process of its own, such as Exim's deliveries, may
	// write for a moment after it.
	for patience := time.Now().Add(endTimeout); errors.Is(err, syscall.ENOTEMPTY) && time.Now().Before(patience); err = os.RemoveAll(f.path) {
		time.Sleep(10 * time.Millisecond)
	}
	if f.lock != nil {
		err = errors.Join(err, f.lock.Close())
		f.lock = nil
	}
	if err != nil {
		return fmt.Errorf("remove the server's folder: %w", err)
	}
	return nil
}

// sweep removes the folders whose process is dead. It is a courtesy: what it
// may not touch, such as the folders of other people, it leaves.
func sweep(dir string) {
	left, err := filepath.Glob(filepath.Join(dir, folderPrefix+"*"))
	if err != nil {
		return
	}
	for _, path := range left {
		lock, err := os.Open(path)
		if err != nil {
			continue
		}
		if syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
			_ = os.RemoveAll(path)
		}
		_ = lock.Close()
	}
}

//go:build unix

package storage

import (
	"errors"
	"os"
	"syscall"
)

// tryLock is false when another process, or another file of this one, has it.
func tryLock(f *os.File) (bool, error) {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}

// unlock gives the lock back at once. Closing alone does when nobody else has the
// file: a process that is being started has it between its fork and its exec.
func unlock(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_UN) }

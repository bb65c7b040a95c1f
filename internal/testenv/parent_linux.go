package testenv

import (
	"fmt"
	"runtime"
	"syscall"
)

// DieWithUs has the kernel send sig to a child when the thread that starts it
// ends, at the latest with this process. Elsewhere than on Linux it does nothing.
func DieWithUs(child *syscall.SysProcAttr, sig syscall.Signal) { child.Pdeathsig = sig }

// DieWithParent has the kernel send sig to this process when the one that
// started it dies. It is for main functions: it keeps the calling goroutine on
// its thread, to which the request belongs. Elsewhere than on Linux it does nothing.
func DieWithParent(sig syscall.Signal) error {
	runtime.LockOSThread()
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, syscall.PR_SET_PDEATHSIG, uintptr(sig), 0); errno != 0 {
		return fmt.Errorf("ask to die with the parent: %w", errno)
	}
	return nil
}

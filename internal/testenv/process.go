package testenv

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// endTimeout is how long a server may take to end before it is killed.
const endTimeout = time.Minute

// process is a child that runs.
type process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed once the child has ended
}

// launch starts the command from a thread that lives as long as the child:
// Linux sends the "parent died" signal when the starting thread ends, not the
// process (https://go.dev/issue/27505).
func launch(cmd *exec.Cmd) (*process, error) {
	p := &process{cmd: cmd, done: make(chan struct{})}
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err != nil {
			return
		}
		_ = cmd.Wait() // how a server ended is told by its log
		close(p.done)
	}()
	return p, <-started
}

// end sends the signal and waits for the child to end.
func (p *process) end(quit syscall.Signal) error {
	if err := p.cmd.Process.Signal(quit); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("signal process %d: %w", p.cmd.Process.Pid, err)
	}
	patience := time.NewTimer(endTimeout)
	defer patience.Stop()
	select {
	case <-p.done:
		return nil
	case <-patience.C:
		err := p.cmd.Process.Kill()
		<-p.done
		return errors.Join(fmt.Errorf("process %d did not end within %s and was killed", p.cmd.Process.Pid, endTimeout), err)
	}
}

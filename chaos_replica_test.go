package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/internal/testenv"
)

// The variables that make this test binary be the program. They do not begin
// with PILOTENT_, all of which the settings read.
const (
	replicaVariable = "CHAOS_REPLICA" // set: be `pilotent`, with these arguments
	skewVariable    = "CHAOS_SKEW"    // how wrong the machine's clock is
	leaseVariable   = "CHAOS_LEASE"
)

func TestMain(m *testing.M) {
	if os.Getenv(replicaVariable) != "" {
		os.Exit(beReplica())
	}
	os.Exit(m.Run())
}

// beReplica is main, on a clock that is wrong.
func beReplica() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	skew, err := time.ParseDuration(os.Getenv(skewVariable))
	lease, err2 := time.ParseDuration(os.Getenv(leaseVariable))
	if err := errors.Join(err, err2); err != nil {
		panic(err)
	}
	return run(ctx, strings.Fields(os.Getenv(replicaVariable)), environment{
		environ: os.Environ(), in: strings.NewReader(""), out: os.Stdout, err: os.Stderr,
		machine: func() time.Time { return time.Now().Add(skew) }, lease: lease,
	})
}

// replica is one place in which a process of the program is kept running, as a
// service manager would.
type replica struct {
	name    string
	environ []string
	log     *os.File
	stopped chan struct{} // closed once it is not kept any more

	// fell counts the ends that nobody asked for: a database that was away at
	// the start is one of the reasons.
	fell  atomic.Int64
	pause atomic.Int64 // before the next start

	mu      sync.Mutex
	process *os.Process
	gone    chan struct{} // closed once process has ended
}

// startReplica keeps `serve` running until the test ends.
func startReplica(tb testing.TB, name string, skew, lease time.Duration, settings ...string) *replica {
	tb.Helper()
	r := &replica{name: name, stopped: make(chan struct{})}
	r.environ = append([]string{
		replicaVariable + "=serve", skewVariable + "=" + skew.String(), leaseVariable + "=" + lease.String(),
		"TZ=" + os.Getenv("TZ"), "PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"),
	}, settings...)
	var err error
	r.log, err = os.Create(filepath.Join(tb.ArtifactDir(), name+".log"))
	require.NoError(tb, err)
	ctx, cancel := context.WithCancel(context.Background())
	started := make(chan error, 1)
	go r.keep(ctx, started)
	require.NoError(tb, <-started)
	tb.Cleanup(func() {
		cancel()
		r.signal(syscall.SIGKILL)
		<-r.stopped
		require.NoError(tb, r.log.Close())
	})
	return r
}

// keep starts the process again whenever it has ended.
func (r *replica) keep(ctx context.Context, started chan<- error) {
	defer close(r.stopped)
	// Never unlocked: the thread goes with the goroutine, and Linux kills the
	// process with the thread that started it (https://go.dev/issue/27505).
	runtime.LockOSThread()
	for ctx.Err() == nil {
		cmd := exec.CommandContext(context.WithoutCancel(ctx), os.Args[0]) // it is killed by hand
		cmd.Env, cmd.Stdout, cmd.Stderr = r.environ, r.log, r.log
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		testenv.DieWithUs(cmd.SysProcAttr, syscall.SIGKILL)
		gone := make(chan struct{})
		r.mu.Lock()
		err := cmd.Start()
		if err == nil {
			r.process, r.gone = cmd.Process, gone
		}
		r.mu.Unlock()
		if started != nil {
			started <- err
			started = nil
		}
		if err != nil {
			return
		}
		err = cmd.Wait()
		close(gone)
		if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.Exited() {
			r.fell.Add(1)
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Duration(r.pause.Swap(int64(200 * time.Millisecond)))):
		}
	}
}

// signal reaches the present process, and answers its pid and when it is gone.
func (r *replica) signal(s syscall.Signal) (pid int, gone <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	_ = r.process.Signal(s) // it may have ended already
	return r.process.Pid, r.gone
}

// kill ends the process as a crash would; the next one starts after a pause.
func (r *replica) kill(pause time.Duration) {
	r.pause.Store(int64(pause))
	_, gone := r.signal(syscall.SIGKILL)
	<-gone
}

// terminate ends the process as a service manager would. It is not waited for.
func (r *replica) terminate(pause time.Duration) {
	r.pause.Store(int64(pause))
	r.signal(syscall.SIGTERM)
}

func (r *replica) freeze() { r.signal(syscall.SIGSTOP) }
func (r *replica) thaw()   { r.signal(syscall.SIGCONT) }

// said are the lines of the log that contain a text.
func (r *replica) said(text string) []string {
	raw, err := os.ReadFile(r.log.Name())
	if err != nil {
		return []string{err.Error()}
	}
	var lines []string
	for line := range strings.Lines(string(raw)) {
		if strings.Contains(line, text) {
			lines = append(lines, r.name+": "+strings.TrimSpace(line))
		}
	}
	return lines
}

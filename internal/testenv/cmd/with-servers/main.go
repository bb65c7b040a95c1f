// Command with-servers runs a command, such as go test, with a PostgreSQL and
// a Redis that live as long as it does:
//
//	go run ./internal/testenv/cmd/with-servers -- go test ./...
//
// The command finds them through PILOTENT_TEST_POSTGRES and
// PILOTENT_TEST_REDIS; a variable that is already set is passed on as it is,
// and no server is started for it. Signals go to the command and to all that
// it started. The exit status is the command's, 128+n if signal n ended it, 1
// if the servers could not be started, 2 if no command was given.
// It imports internal/testenv and the standard library.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"pilotent/internal/testenv"
)

func main() {
	// A signal sent to "go run" or to make often ends only them.
	if err := testenv.DieWithParent(syscall.SIGTERM); err != nil {
		fmt.Fprintln(os.Stderr, "with-servers:", err)
	}
	status, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "with-servers:", err)
	}
	os.Exit(status)
}

// service is a server that the command needs.
type service struct {
	variable, pkg string
	run           func(context.Context) (*testenv.Server, error)
}

func run(args []string) (status int, err error) {
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	if len(args) == 0 {
		return 2, errors.New("usage: with-servers [--] command [argument ...]")
	}

	signals := make(chan os.Signal, 16)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	defer signal.Stop(signals)
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	defer cancel()

	var wanted []service
	packages := []string{"pgbouncer"} // which tests start themselves
	for _, s := range []service{
		{testenv.PostgresVariable, "postgresql", testenv.RunPostgres},
		{testenv.RedisVariable, "redis-server", testenv.RunRedis},
	} {
		if os.Getenv(s.variable) == "" {
			wanted, packages = append(wanted, s), append(packages, s.pkg)
		}
	}
	if err := testenv.Prepare(ctx, os.Stderr, packages...); err != nil {
		return 1, err
	}
	// A test tries deploy/nginx.conf where it can; nothing else wants it.
	_ = testenv.Prepare(ctx, io.Discard, "nginx-light")
	environment := os.Environ()
	for _, s := range wanted {
		server, startErr := s.run(ctx)
		if startErr != nil {
			return 1, startErr
		}
		defer func() {
			if closeErr := server.Close(); closeErr != nil {
				status, err = max(status, 1), errors.Join(err, closeErr)
			}
		}()
		environment = append(environment, s.variable+"="+server.URL)
	}
	if ctx.Err() != nil {
		return statusOf(<-signals), nil
	}
	return command(args, environment, signals)
}

// command runs args in a process group of its own and returns its exit status.
// main has tied this goroutine to the main thread, as DieWithUs needs.
// It uses no context: the command is told of a signal, and ends as it sees fit.
func command(args, environment []string, signals <-chan os.Signal) (int, error) {
	cmd := exec.Command(args[0], args[1:]...) //nolint:noctx // see above
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = environment
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	testenv.DieWithUs(cmd.SysProcAttr, syscall.SIGTERM)
	if err := cmd.Start(); err != nil {
		return 1, fmt.Errorf("run the command: %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case sig := <-signals:
			if err := syscall.Kill(-cmd.Process.Pid, sig.(syscall.Signal)); err != nil && !errors.Is(err, syscall.ESRCH) {
				fmt.Fprintln(os.Stderr, "with-servers: pass the signal on:", err)
			}
		case err := <-ended:
			if _, failed := errors.AsType[*exec.ExitError](err); err != nil && !failed {
				return 1, fmt.Errorf("run the command: %w", err)
			}
			if state := cmd.ProcessState.Sys().(syscall.WaitStatus); state.Signaled() {
				return statusOf(state.Signal()), nil
			}
			return cmd.ProcessState.ExitCode(), nil
		}
	}
}

// statusOf is what shells answer for a command that a signal ended.
func statusOf(sig os.Signal) int { return 128 + int(sig.(syscall.Signal)) }

package main

import (
	"bufio"
	"context"
	"net"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"pilotent/internal/testenv"
)

const patience = 2 * time.Minute

// TestMain lets the test binary be the command, hence the package is main.
func TestMain(m *testing.M) {
	if os.Getenv("BE_WITH_SERVERS") != "" {
		main()
	}
	os.Exit(m.Run())
}

// withServers returns the command, with the variables that are given, and
// without those of the servers that this test runs on.
func withServers(t *testing.T, variables []string, args ...string) (*exec.Cmd, *strings.Builder) {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), self, append([]string{"--"}, args...)...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	cmd.Env = append(os.Environ(), "BE_WITH_SERVERS=1", testenv.PostgresVariable+"=", testenv.RedisVariable+"=")
	cmd.Env = append(cmd.Env, variables...)
	return cmd, &stderr
}

func given() []string {
	return []string{testenv.PostgresVariable + "=one", testenv.RedisVariable + "=two"}
}

const printBoth = "echo $PILOTENT_TEST_POSTGRES; echo $PILOTENT_TEST_REDIS; "

func TestServersLiveAsLongAsTheCommand(t *testing.T) {
	cmd, stderr := withServers(t, nil, "sh", "-c", printBoth+"read wait; exit 7")
	stdin, err := cmd.StdinPipe()
	require.NoError(t, err)
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	lines := bufio.NewScanner(stdout)
	postgres, cache := address(t, lines), address(t, lines)
	require.Equal(t, "postgres", postgres.Scheme)
	require.Equal(t, "redis", cache.Scheme)
	require.NoError(t, dial(t.Context(), postgres))
	require.NoError(t, dial(t.Context(), cache))
	dir := folderOf(t, cache)

	require.NoError(t, stdin.Close())
	require.Error(t, cmd.Wait())
	require.Equal(t, 7, cmd.ProcessState.ExitCode())
	require.Empty(t, stderr.String())
	require.Error(t, dial(t.Context(), postgres))
	require.Error(t, dial(t.Context(), cache))
	require.NoDirExists(t, dir)
}

func TestServersDieWithTheCommand(t *testing.T) {
	cmd, _ := withServers(t, nil, "sh", "-c", printBoth+"exec sleep 1000")
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	lines := bufio.NewScanner(stdout)
	postgres, cache := address(t, lines), address(t, lines)
	dir := folderOf(t, cache)

	require.NoError(t, cmd.Process.Kill())
	require.False(t, lines.Scan(), "what the command started ends too, and closes its output")
	require.Error(t, cmd.Wait())
	require.Eventually(t, func() bool {
		return dial(t.Context(), postgres) != nil && dial(t.Context(), cache) != nil
	}, patience, 10*time.Millisecond)

	require.DirExists(t, dir)
	testenv.StartRedis(t)
	require.NoDirExists(t, dir, "the next server sweeps it away")
}

func TestGivenServersAreUsed(t *testing.T) {
	cmd, _ := withServers(t, given(), "sh", "-c", printBoth)
	out, err := cmd.Output()
	require.NoError(t, err)
	require.Equal(t, "one\ntwo\n", string(out))
}

func TestSignalsReachTheCommandAndItsChildren(t *testing.T) {
	// The child says that it is ready: until a shell has left the trap of its
	// parent behind, a signal to it may be lost.
	for _, c := range []struct {
		name, script string
		status       int
	}{
		{"which may handle them", `trap 'exit 3' TERM; (echo ready; exec cat <&3) & wait`, 3},
		{"or end by them", `(echo ready; exec cat <&3) & wait`, 128 + int(syscall.SIGTERM)},
	} {
		t.Run(c.name, func(t *testing.T) {
			cmd, _ := withServers(t, given(), "sh", "-c", "exec 3<&0; "+c.script)
			_, err := cmd.StdinPipe() // which stays open: cat ends by the signal alone
			require.NoError(t, err)
			stdout, err := cmd.StdoutPipe()
			require.NoError(t, err)
			require.NoError(t, cmd.Start())
			lines := bufio.NewScanner(stdout)
			require.True(t, lines.Scan())
			require.Equal(t, "ready", lines.Text())

			require.NoError(t, cmd.Process.Signal(syscall.SIGTERM))
			require.False(t, lines.Scan(), "cat holds the output open as long as it lives")
			require.Error(t, cmd.Wait())
			require.Equal(t, c.status, cmd.ProcessState.ExitCode())
		})
	}
}

func TestMissingProgramsAreOneLine(t *testing.T) {
	cmd, stderr := withServers(t, []string{"PATH=" + t.TempDir()}, "true")
	require.Error(t, cmd.Run())
	require.Equal(t, 1, cmd.ProcessState.ExitCode())
	require.Contains(t, stderr.String(), "redis-server")
	require.Equal(t, 1, strings.Count(stderr.String(), "\n"))
}

func TestCommandThatCannotRun(t *testing.T) {
	for _, c := range []struct {
		name   string
		args   []string
		status int
	}{
		{"is not found", []string{"/nonexistent"}, 1},
		{"is not given", nil, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			cmd, stderr := withServers(t, given(), c.args...)
			require.Error(t, cmd.Run())
			require.Equal(t, c.status, cmd.ProcessState.ExitCode())
			require.Equal(t, 1, strings.Count(stderr.String(), "\n"), stderr.String())
		})
	}
}

func address(t *testing.T, lines *bufio.Scanner) *url.URL {
	t.Helper()
	require.True(t, lines.Scan())
	parsed, err := url.Parse(lines.Text())
	require.NoError(t, err)
	return parsed
}

func dial(ctx context.Context, at *url.URL) error {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", at.Host)
	if err != nil {
		return err
	}
	return conn.Close()
}

func folderOf(t *testing.T, at *url.URL) string {
	t.Helper()
	options, err := redis.ParseURL(at.String())
	require.NoError(t, err)
	client := redis.NewClient(options)
	defer func() { require.NoError(t, client.Close()) }()
	settings, err := client.ConfigGet(t.Context(), "dir").Result()
	require.NoError(t, err)
	return settings["dir"]
}

package testenv

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// pingTimeout bounds one look at whether a server is ready.
const pingTimeout = time.Second

// RunPostgres starts an empty PostgreSQL: UTF-8, trust on loopback, 200
// connections, nothing flushed to disk. The context bounds the start only;
// the caller closes the server.
func RunPostgres(ctx context.Context) (*Server, error) {
	programs, err := locate("initdb", "postgres")
	if err != nil {
		return nil, err
	}
	return run(ctx, recipe{
		name:     "PostgreSQL",
		account:  "postgres",
		programs: programs,
		quit:     syscall.SIGQUIT, // "immediate": SIGKILL would leak its shared memory
		create: func(r recipe, dir string) []string {
			return []string{
				r.programs["initdb"], "-D", filepath.Join(dir, "data"), "-U", "postgres", "-A", "trust",
				"-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
			}
		},
		serve: func(r recipe, dir string, port int) []string {
			args := []string{r.programs["postgres"], "-D", filepath.Join(dir, "data"), "-p", strconv.Itoa(port)}
			for _, setting := range []string{
				"listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200",
				"fsync=off", "full_page_writes=off", // but not synchronous_commit: Stop would lose what was just committed
			} {
				args = append(args, "-c", setting)
			}
			return args
		},
		url: func(port int) string {
			return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", port)
		},
		ready: answersSQL,
	})
}

func answersSQL(ctx context.Context, address string) (err error) {
	ctx, cancel := context.WithTimeout(ctx, pingTimeout)
	defer cancel()
	db, err := sql.Open("pgx", address)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return db.PingContext(ctx)
}

// pgBouncer is where Debian puts it, out of people's PATH.
const pgBouncer = "/usr/sbin/pgbouncer"

// RunPgBouncer starts one in transaction mode, with its own settings otherwise, before the
// PostgreSQL at address: what two transactions get may be two connections of that, and
// is at most four for each database. The context bounds the start only; the caller
// closes it.
func RunPgBouncer(ctx context.Context, address string) (*Server, error) {
	at, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("start PgBouncer: %w", err)
	}
	programs, err := locate(pgBouncer)
	if err != nil {
		return nil, err
	}
	behind := fmt.Sprintf("[databases]\n* = host=%s port=%s user=%s\n[pgbouncer]\npool_mode = transaction\n", at.Hostname(), at.Port(), at.User.Username())
	return run(ctx, recipe{
		name: "PgBouncer", account: "postgres", programs: programs,
		quit: syscall.SIGKILL, // it has no children, and nothing to save
		serve: func(r recipe, _ string, port int) []string {
			settings := behind + fmt.Sprintf("listen_addr = 127.0.0.1\nlisten_port = %d\nunix_socket_dir =\nauth_type = any\ndefault_pool_size = 4\n", port)
			return []string{"sh", "-c", `printf %s "$2" > pgbouncer.ini && exec "$1" pgbouncer.ini`, "sh", r.programs[pgBouncer], settings}
		},
		url: func(port int) string {
			own := *at
			own.Host = net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
			return own.String()
		},
		ready: answersSQL,
	})
}

// RunRedis starts an empty Redis on loopback that saves nothing: what it holds
// is lost when it stops. The context bounds the start only; the caller closes
// the server.
func RunRedis(ctx context.Context) (*Server, error) {
	programs, err := locate("redis-server")
	if err != nil {
		return nil, err
	}
	return run(ctx, recipe{
		name:     "Redis",
		account:  "redis",
		programs: programs,
		quit:     syscall.SIGKILL, // it has no children, and nothing to save
		serve: func(r recipe, dir string, port int) []string {
			return []string{
				r.programs["redis-server"], "--bind", "127.0.0.1", "--port", strconv.Itoa(port),
				"--dir", dir, "--save", "", "--appendonly", "no",
			}
		},
		url:   func(port int) string { return fmt.Sprintf("redis://127.0.0.1:%d/0", port) },
		ready: answersPing,
	})
}

// answersPing speaks to Redis by hand, for go-redis logs every refused connection.
func answersPing(ctx context.Context, address string) (err error) {
	at, err := url.Parse(address)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", at.Host)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if err := conn.SetDeadline(time.Now().Add(pingTimeout)); err != nil {
		return fmt.Errorf("ping: %w", err)
	}
	if _, err := io.WriteString(conn, "PING\r\n"); err != nil {
		return fmt.Errorf("ping: %w", err)
	}
	answer, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return fmt.Errorf("ping: %w", err)
	}
	if answer != "+PONG\r\n" {
		return fmt.Errorf("ping: it answered %q", answer)
	}
	return nil
}

package testenv

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

const (
	startTimeout = 3 * time.Minute
	// attempts is how many ports are tried: another process may take a free
	// port between the moment it is found and the moment the server binds it.
	attempts = 3
)

// Server is a database server that runs as a child process, on a port of
// 127.0.0.1, out of a temporary folder, and on Linux dies with its parent.
// Its methods are not for concurrent use.
type Server struct {
	// URL is where clients connect. It stays the same over Stop and Start.
	URL string

	recipe  recipe
	folder  *folder
	port    int
	process *process
}

// recipe is what differs between kinds of servers.
type recipe struct {
	name     string
	account  string // whom to run as when we are root
	programs map[string]string
	quit     syscall.Signal // ends the server at once, and all of its children
	create   func(r recipe, dir string) []string
	serve    func(r recipe, dir string, port int) []string
	url      func(port int) string
	ready    func(ctx context.Context, url string) error
}

// run prepares a folder and starts the server that the recipe describes.
func run(ctx context.Context, r recipe) (*Server, error) {
	who, err := accountFor(r.account)
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", r.name, err)
	}
	dir, err := newFolder(who)
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", r.name, err)
	}
	s := &Server{recipe: r, folder: dir}
	if err := s.first(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Server) first(ctx context.Context) error {
	if s.recipe.create != nil {
		args := s.recipe.create(s.recipe, s.folder.path)
		cmd := exec.CommandContext(ctx, args[0], args[1:]...)
		cmd.Dir = s.folder.path
		cmd.SysProcAttr = s.folder.who.attributes()
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("prepare %s: %w: %s", s.recipe.name, err, out)
		}
	}
	var err error
	for range attempts {
		if s.port, err = freePort(ctx); err != nil {
			return err
		}
		s.URL = s.recipe.url(s.port)
		if err = s.start(ctx); err == nil || ctx.Err() != nil {
			return err
		}
	}
	return err
}

// Start brings a stopped server back, on the same port and with the data that
// it had saved, and returns once it answers. A server that runs is left alone.
func (s *Server) Start() error { return s.start(context.Background()) }

func (s *Server) start(ctx context.Context) error {
	if s.process != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()

	logs, err := os.OpenFile(filepath.Join(s.folder.path, "server.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("start %s: %w", s.recipe.name, err)
	}
	defer func() { _ = logs.Close() }()

	args := s.recipe.serve(s.recipe, s.folder.path, s.port)
	cmd := exec.Command(args[0], args[1:]...) //nolint:noctx // it outlives ctx, which only bounds the start
	cmd.Dir, cmd.Stdout, cmd.Stderr = s.folder.path, logs, logs
	cmd.SysProcAttr = s.folder.who.attributes()
	DieWithUs(cmd.SysProcAttr, s.recipe.quit)
	if s.process, err = launch(cmd); err != nil {
		return fmt.Errorf("start %s: %w", s.recipe.name, err)
	}
	if err := s.wait(ctx); err != nil {
		said, _ := os.ReadFile(logs.Name())
		return errors.Join(fmt.Errorf("start %s: %w: %s", s.recipe.name, err, said), s.Stop())
	}
	return nil
}

// wait returns once the server answers, or with the reason why it never will.
func (s *Server) wait(ctx context.Context) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		err := s.recipe.ready(ctx, s.URL)
		select {
		case <-s.process.done:
			return errors.New("it ended at once")
		default:
		}
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-s.process.done:
		case <-tick.C:
		}
	}
}

// Stop ends the server at once, as a crash would: clients see their
// connections break. A server that is stopped is left alone.
func (s *Server) Stop() error {
	if s.process == nil {
		return nil
	}
	err := s.process.end(s.recipe.quit)
	s.process = nil
	if err != nil {
		return fmt.Errorf("stop %s: %w", s.recipe.name, err)
	}
	return nil
}

// Close stops the server and removes its folder.
func (s *Server) Close() error { return errors.Join(s.Stop(), s.folder.remove()) }

func freePort(ctx context.Context) (int, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp4", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	if err := listener.Close(); err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	return port, nil
}

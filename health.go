package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

type healthCommand struct {
	Ready bool `help:"Ask whether it can answer commands, too: the database and Mattermost are there."`
}

// healthTimeout is how long a bot that is well may take to say so: longer than
// it waits itself for the database and Mattermost.
const healthTimeout = 6 * time.Second

// Run asks the bot that runs on this machine whether it is well: exit status 1
// when it is not. It is for containers that have no other program.
func (r healthCommand) Run(ctx context.Context, c *cli, env environment) error {
	cfg, err := c.settings(env)
	if err != nil {
		return err
	}
	host, port, err := net.SplitHostPort(cfg.Listen)
	if err != nil {
		return fmt.Errorf("read the address: %w", err)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	path := "/healthz"
	if r.Ready {
		path = "/readyz"
	}
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+path, nil)
	if err != nil {
		return fmt.Errorf("ask the bot: %w", err)
	}
	res, err := (&http.Client{Transport: &http.Transport{}}).Do(req) // by no proxy
	if err != nil {
		return fmt.Errorf("nobody answers at %s: %w", cfg.Listen, err)
	}
	defer res.Body.Close() //nolint:errcheck // only read
	said, err := io.ReadAll(io.LimitReader(res.Body, 1000))
	if err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", res.Status, strings.TrimSpace(string(said)))
	}
	_, err = fmt.Fprint(env.out, string(said))
	return err
}

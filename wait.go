package main

import (
	"context"
	"log/slog"
	"regexp"
	"time"
)

// Pauses between attempts: they double, from the first to the longest.
const (
	firstPause   = 250 * time.Millisecond
	longestPause = 10 * time.Second
)

// changing are the parts of an error that differ from one attempt to the next.
var changing = regexp.MustCompile(`\d+`)

// patiently calls try until it succeeds, fails in a way that no waiting mends, or
// ctx ends; it answers the last error. It logs once that it waits for what, once
// for each other reason, and once that it need not any more.
func patiently(ctx context.Context, log *slog.Logger, what string, mends func(error) bool, try func(context.Context) error) error {
	told := ""
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		err := try(ctx)
		if err == nil && told != "" {
			log.Info("no longer waiting", "for", what)
		}
		if err == nil || !mends(err) || ctx.Err() != nil {
			return err
		}
		if reason := changing.ReplaceAllString(err.Error(), ""); reason != told {
			told = reason
			log.Warn("waiting", "for", what, "err", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

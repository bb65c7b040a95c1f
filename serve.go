package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"pilotent/bot"
	"pilotent/config"
	"pilotent/governance"
	"pilotent/i18n"
	"pilotent/scheduler"
	"pilotent/storage/kv"
)

type serveCommand struct{}

// Run serves until ctx ends, then finishes what it is answering and sending.
func (serveCommand) Run(ctx context.Context, c *cli, env environment) error {
	cfg, err := c.settings(env)
	if err != nil {
		return err
	}
	if err := cfg.ForServe(); err != nil {
		return &settingsError{err}
	}
	log := newLogger(env.err, cfg.LogLevel)
	path, created, err := config.EnsureSecret(&cfg, "")
	if err != nil {
		return &settingsError{err}
	}
	if created {
		log.Info("made a secret for buttons and forms", "file", path)
	}
	s, err := newService(ctx, cfg, env, log)
	if err != nil {
		return err
	}
	defer s.close()
	return s.run(ctx, env.ready)
}

// service is the bot at work.
type service struct {
	cfg     config.Config
	log     *slog.Logger
	kv      kv.KV
	bot     *bot.Bot
	office  *office
	metrics *metrics
}

// owedTopic wakes the couriers of all replicas.
const owedTopic = "owed"

func newService(ctx context.Context, cfg config.Config, env environment, log *slog.Logger) (*service, error) {
	cache, err := kv.Open(ctx, cfg.RedisURL)
	if err != nil {
		return nil, fmt.Errorf("open Redis: %w", err)
	}
	s := &service{cfg: cfg, log: log, kv: cache, metrics: newMetrics()}
	store, err := env.open(ctx, cfg.DatabaseURL, log)
	if err != nil {
		return nil, err
	}
	s.bot, err = newBot(cfg, cache, store.Now, log)
	if err != nil {
		return nil, err
	}
	s.office, err = openOffice(store, cfg, s.bot, s.metrics.options(scheduler.Options{Lease: env.lease, Log: log}), func() {
		// Other replicas look by themselves when this is lost.
		if err := cache.Publish(context.WithoutCancel(ctx), owedTopic); err != nil {
			log.Debug("other replicas not woken", "err", err)
		}
	})
	if err != nil {
		return nil, err
	}
	s.metrics.watch(store)
	s.bot.Serve(s.office.desk)
	s.bot.Recompose(s.office.composer)
	return s, nil
}

func newBot(cfg config.Config, cache kv.KV, now governance.Clock, log *slog.Logger) (*bot.Bot, error) {
	catalog, err := i18n.Load()
	if err != nil {
		return nil, fmt.Errorf("load the catalogue: %w", err)
	}
	burst, every := cfg.Limit()
	return bot.New(bot.Options{
		Limit: kv.Limit{Burst: burst, Per: every},
		URL: cfg.MattermostURL, Token: cfg.MattermostToken, CallbackURL: cfg.CallbackURL, Prefix: cfg.TriggerPrefix,
		Secret: cfg.Secret, KV: cache, Now: now, Log: log, Catalog: catalog,
	}), nil
}

func (s *service) close() {
	s.office.close(s.log)
	if err := s.kv.Close(); err != nil {
		s.log.Warn("Redis not closed cleanly", "err", err)
	}
}

// run listens, connects to Mattermost and delivers until ctx ends.
func (s *service) run(ctx context.Context, ready func(string)) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.cfg.Listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", s.cfg.Listen, err)
	}
	server := &http.Server{
		Handler: s.routes(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, WriteTimeout: time.Minute,
	}
	stopped := make(chan error, 1)
	go func() { stopped <- server.Serve(listener) }()
	s.log.Info("listening", "address", listener.Addr().String(), "version", version)
	courier := make(chan error, 1)
	go func() { courier <- s.deliver(ctx) }()
	if ready != nil {
		ready(listener.Addr().String())
	}
	select {
	case <-ctx.Done():
	case err = <-stopped:
		err = fmt.Errorf("serve: %w", err)
	}
	s.log.Info("stopping")
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer cancel()
	err = errors.Join(err, server.Shutdown(grace))
	s.bot.Wait()
	if ctx.Err() == nil {
		return err // the courier goes with the process
	}
	return errors.Join(err, <-courier)
}

func (s *service) routes() http.Handler {
	mux := http.NewServeMux()
	s.bot.Handle(mux)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", s.ready)
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{}))
	return s.metrics.timed(mux)
}

// ready says whether commands can be answered now.
func (s *service) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	status, text := http.StatusOK, "ready"
	if err := s.office.store.Ping(ctx); err != nil {
		status, text = http.StatusServiceUnavailable, "database: not answering"
	} else if err := s.bot.Ready(ctx); err != nil {
		status, text = http.StatusServiceUnavailable, "Mattermost: "+err.Error()
	}
	w.WriteHeader(status)
	_, _ = fmt.Fprintln(w, text)
}

// deliver connects to Mattermost, however long that takes, and then runs the
// courier.
func (s *service) deliver(ctx context.Context) error {
	for wait := time.Second; ; wait = min(2*wait, 30*time.Second) {
		err := s.bot.Connect(ctx)
		if err == nil {
			break
		}
		s.log.Warn("not connected to Mattermost yet", "err", err, "again_in", wait)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
	}
	if wakes, err := s.kv.Subscribe(ctx, owedTopic); err == nil {
		go func() {
			for range wakes {
				s.office.courier.Wake()
			}
		}()
	}
	return s.office.courier.Run(ctx)
}

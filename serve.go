package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"pilotent/bot"
	"pilotent/config"
	"pilotent/governance/record"
	"pilotent/scheduler"
	"pilotent/storage"
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
	d, err := openDoor(ctx, cfg.Listen, "database: not answering yet")
	if err != nil {
		return err
	}
	log.Info("listening", "address", d.address, "version", version)
	if env.ready != nil {
		env.ready(d.address)
	}
	s, err := newService(ctx, cfg, env, log)
	if err != nil {
		if ctx.Err() != nil {
			err = nil // told to stop while it waited
		}
		return errors.Join(err, d.close(ctx))
	}
	defer s.close()
	return s.run(ctx, d)
}

// service is the bot at work.
type service struct {
	cfg     config.Config
	log     *slog.Logger
	kv      kv.KV
	bot     *bot.Bot
	app     *app
	metrics *metrics

	readiness readiness
	unable    string // why it was not ready when it was last looked at
}

// owedTopic wakes the couriers of all replicas.
const owedTopic = "owed"

// newService waits for the database, however long that takes.
func newService(ctx context.Context, cfg config.Config, env environment, log *slog.Logger) (*service, error) {
	cache, err := env.openCache(ctx, cfg.RedisURL)
	if err != nil {
		return nil, err
	}
	s := &service{cfg: cfg, log: log, kv: cache, metrics: newMetrics()}
	s.readiness.look = s.able
	var store *storage.Store
	err = patiently(ctx, log, "the database", func(err error) bool { return errors.Is(err, storage.ErrAbsent) }, func(ctx context.Context) (err error) {
		store, err = env.open(ctx, cfg.DatabaseURL, log, storage.Alone())
		return err
	})
	if err != nil {
		return nil, errors.Join(err, cache.Close())
	}
	if s.bot, err = env.newBot(cfg, cache, store.Now, log); err != nil {
		return nil, errors.Join(err, store.Close(), cache.Close())
	}
	s.app, err = env.openApp(store, cfg, s.bot, s.metrics.options(scheduler.Options{Lease: env.lease, Log: log}), func() {
		// Other replicas look by themselves when this is lost.
		if err := cache.Publish(context.WithoutCancel(ctx), owedTopic); err != nil {
			log.Debug("other replicas not woken", "err", err)
		}
	})
	if err != nil {
		return nil, errors.Join(err, cache.Close())
	}
	s.metrics.watch(store)
	s.metrics.follow(s.bot)
	s.app.dispatcher.Remember(cache)
	s.bot.Serve(s.app.dispatcher)
	s.bot.Recompose(s.app.composer)
	s.bot.Keep(store)
	return s, nil
}

func (e environment) newBot(cfg config.Config, cache kv.KV, now record.Clock, log *slog.Logger) (*bot.Bot, error) {
	catalog, err := e.loadCatalogue()
	if err != nil {
		return nil, err
	}
	burst, every := cfg.Limit()
	return bot.New(bot.Options{
		Limit: kv.Limit{Burst: burst, Per: every},
		URL:   cfg.MattermostURL, Token: cfg.MattermostToken, CallbackURL: cfg.CallbackURL, Prefix: cfg.TriggerPrefix,
		Secret: cfg.Secret, KV: cache, Now: now, Log: log, Catalog: catalog,
	}), nil
}

func (s *service) close() {
	s.app.close(s.log)
	if err := s.kv.Close(); err != nil {
		s.log.Warn("Redis not closed cleanly", "err", err)
	}
}

// run answers at the door, connects to Mattermost and delivers until ctx ends.
func (s *service) run(ctx context.Context, d *door) error {
	d.lead(s.routes())
	go s.watchToken(ctx)
	courier := make(chan error, 1)
	go func() { courier <- s.deliver(ctx) }()
	select {
	case <-ctx.Done():
	case served := <-d.stopped:
		d.stopped <- served // which close tells of
	}
	s.log.Info("stopping")
	err := d.close(ctx)
	s.bot.Wait()
	if ctx.Err() == nil {
		return err // the courier goes with the process
	}
	return errors.Join(err, <-courier)
}

func (s *service) routes() http.Handler {
	mux := http.NewServeMux()
	s.bot.Handle(mux)
	if s.cfg.CalendarURL != "" {
		feeds{s.app.service, s.app.catalog, s.kv, s.log}.Handle(mux)
	}
	mux.HandleFunc("GET /healthz", alive)
	mux.HandleFunc("GET /readyz", s.ready)
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{}))
	return s.metrics.timed(mux)
}

// deliver connects to Mattermost, however long that takes, and then runs the
// courier.
func (s *service) deliver(ctx context.Context) error {
	always := func(error) bool { return true }
	if err := patiently(ctx, s.log, "Mattermost", always, s.bot.Connect); err != nil {
		return nil // told to stop while it waited
	}
	if wakes, err := s.kv.Subscribe(ctx, owedTopic); err == nil {
		go func() {
			for range wakes {
				s.app.courier.Wake()
			}
		}()
	}
	return s.app.courier.Run(ctx)
}

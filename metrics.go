package main

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"pilotent/bot"
	"pilotent/governance/reminder"
	"pilotent/scheduler"
	"pilotent/storage"
)

// metrics are what /metrics tells. They name no person, no channel, no text.
type metrics struct {
	registry   *prometheus.Registry
	deliveries *prometheus.CounterVec
	leases     prometheus.Counter
	unknowns   *prometheus.CounterVec
	scan       prometheus.Gauge
	requests   *prometheus.HistogramVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		deliveries: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "pilotent_delivery_attempts_total", Help: "Attempts at deliveries, by kind and outcome.",
		}, []string{"kind", "outcome"}),
		leases: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "pilotent_delivery_leases_lost_total", Help: "Attempts whose outcome came after somebody else had claimed the delivery.",
		}),
		unknowns: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "pilotent_delivery_unknowns_resolved_total", Help: "Deliveries that an earlier attempt may have brought, by whether it had.",
		}, []string{"found"}),
		scan: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "pilotent_last_scan_timestamp_seconds", Help: "When everything that was due had last been looked at.",
		}),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "pilotent_request_seconds", Help: "How long requests take to answer, by route and status.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 3, 10},
		}, []string{"route", "status"}),
	}
	m.registry.MustRegister(m.deliveries, m.leases, m.unknowns, m.scan, m.requests, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// options makes a Courier tell what it does.
func (m *metrics) options(o scheduler.Options) scheduler.Options {
	o.Settled, o.Resolved, o.Scanned = m.settled, m.resolved, m.scanned
	return o
}

func (m *metrics) resolved(found bool) {
	m.unknowns.WithLabelValues(strconv.FormatBool(found)).Inc()
}

func (m *metrics) scanned(at time.Time) { m.scan.Set(float64(at.UnixMilli()) / 1000) }

func (m *metrics) settled(kind reminder.DeliveryKind, outcome string) {
	m.deliveries.WithLabelValues(string(kind), outcome).Inc()
	if outcome == "lease_lost" {
		m.leases.Inc()
	}
}

// watch tells how many deliveries are overdue, and since when; NaN-free: an
// unreadable database shows in /readyz.
func (m *metrics) watch(store *storage.Store) {
	backlog := func() (int, time.Duration) {
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		n, oldest, err := store.Backlog(ctx, store.Now())
		if err != nil || n == 0 {
			return 0, 0
		}
		return n, store.Now().Sub(oldest)
	}
	m.registry.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "pilotent_deliveries_overdue", Help: "Deliveries that are due and not yet delivered.",
		}, func() float64 { n, _ := backlog(); return float64(n) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "pilotent_delivery_oldest_overdue_seconds", Help: "How long the oldest of them has been due.",
		}, func() float64 { _, age := backlog(); return age.Seconds() }))
}

// follow tells whether Mattermost takes the bot for its own, and until when.
func (m *metrics) follow(b *bot.Bot) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "pilotent_token_expiry_timestamp_seconds", Help: "When the bot's token ends; 0 where it does not.",
	}, func() float64 {
		if until := b.Expiry(); !until.IsZero() {
			return float64(until.Unix())
		}
		return 0
	}), prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "pilotent_bot_refused", Help: "1 when Mattermost has refused the bot's token at its last use, else 0.",
	}, func() float64 {
		if b.Refused() {
			return 1
		}
		return 0
	}))
}

// timed measures every request by its route.
func (m *metrics) timed(next *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		rec := &recorder{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(rec, r)
		m.requests.WithLabelValues(r.Pattern, strconv.Itoa(rec.status)).Observe(time.Since(start).Seconds())
	})
}

// recorder remembers the status of an answer.
type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.MaxBytesReader and flushing reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

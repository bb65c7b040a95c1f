package main

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"pilotent/governance"
	"pilotent/storage"
)

// metrics are what /metrics tells. They name no person, no channel, no text.
type metrics struct {
	registry   *prometheus.Registry
	deliveries *prometheus.CounterVec
	requests   *prometheus.HistogramVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		deliveries: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "pilotent_delivery_attempts_total", Help: "Attempts at deliveries, by kind and outcome.",
		}, []string{"kind", "outcome"}),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "pilotent_request_seconds", Help: "How long requests take to answer, by route and status.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 3, 10},
		}, []string{"route", "status"}),
	}
	m.registry.MustRegister(m.deliveries, m.requests, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) settled(kind governance.DeliveryKind, outcome string) {
	m.deliveries.WithLabelValues(string(kind), outcome).Inc()
}

// watch tells how many deliveries are overdue, and since when; NaN-free: an
// unreadable database shows in /readyz.
func (m *metrics) watch(store *storage.Store, now governance.Clock) {
	backlog := func() (int, time.Duration) {
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		n, oldest, err := store.Backlog(ctx, now())
		if err != nil || n == 0 {
			return 0, 0
		}
		return n, now().Sub(oldest)
	}
	m.registry.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "pilotent_deliveries_overdue", Help: "Deliveries that are due and not yet delivered.",
		}, func() float64 { n, _ := backlog(); return float64(n) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "pilotent_delivery_oldest_overdue_seconds", Help: "How long the oldest of them has been due.",
		}, func() float64 { _, age := backlog(); return age.Seconds() }))
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

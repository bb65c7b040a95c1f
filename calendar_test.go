package main

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/stretchr/testify/require"

	"pilotent/storage/kv"
)

// subscribers are people who have subscribed, and what calendar programs read.
type subscribers struct {
	*stage
	handler http.Handler
	log     bytes.Buffer
}

func newSubscribers(t *testing.T, script string) *subscribers {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Paris")
	require.NoError(t, err)
	s := &subscribers{stage: holdInMattermost(t, script, "fr", time.Date(2026, 11, 23, 9, 0, 0, 0, zone))}
	s.service.bot.KV = forgetful{s.service.bot.KV}
	mux := http.NewServeMux()
	s.service.bot.Handle(mux)
	feeds{s.service.app.service, s.service.app.catalog, kv.Memory(), slog.New(slog.NewTextHandler(&s.log, nil))}.Handle(mux)
	s.handler = s.service.metrics.timed(mux)
	return s
}

// forgetful is a cache that has nothing: what the chat has told seconds ago is asked anew.
type forgetful struct{ kv.KV }

func (forgetful) Get(context.Context, string) (string, bool, error) { return "", false, nil }

var feedAddress = regexp.MustCompile(`https://pilotent\.exemple\.fr(/calendar/[A-Z2-7]{26}\.ics)`)

// paths are those of the addresses that were shown, in their order.
func (s *subscribers) paths() (paths []string) {
	for _, found := range feedAddress.FindAllStringSubmatch(s.out.String(), -1) {
		paths = append(paths, found[1])
	}
	return paths
}

func (s *subscribers) get(path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(s.t.Context(), http.MethodGet, path, nil)
	if len(header) == 2 {
		r.Header.Set(header[0], header[1])
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

// summaries are what a program reads.
func summaries(t *testing.T, w *httptest.ResponseRecorder) (list []string) {
	t.Helper()
	require.Equal(t, http.StatusOK, w.Code, w.Body.String())
	require.Equal(t, "text/calendar; charset=utf-8", w.Header().Get("Content-Type"))
	c, err := ical.NewDecoder(w.Body).Decode()
	require.NoError(t, err)
	for _, e := range c.Events() {
		title, err := e.Props.Text("SUMMARY")
		require.NoError(t, err)
		list = append(list, title)
	}
	return list
}

func (s *subscribers) types(user, channel, line string) {
	s.t.Helper()
	result, err := s.fake.Slash(s.t.Context(), s.users[user], s.channels[channel], line)
	require.NoError(s.t, err)
	s.show(result.Response.Text, "")
}

const subscribing = `
/comite creer COPIL "Comité de pilotage"
/reunion planifier copil "18/12/2026 14h" --durée 2h --titre "L'Haÿ ; « IEN : Vitry »"
:channel suivi
/comite creer SUIVI "Comité de suivi" --diffusion comité
/reunion planifier suivi "1/12/2026 10h30"
:user cpc
/reunion abonnement
/reunion abonnement suivi
:user ien
:channel general
/reunion abonnement
`

func TestCalendarProgramsRead(t *testing.T) {
	t.Parallel()
	s := newSubscribers(t, subscribing)
	paths := s.paths()
	require.Len(t, paths, 3)
	everything, ours, theirs := paths[0], paths[1], paths[2]
	const open, closed = "COPIL : L'Haÿ ; « IEN : Vitry »", "Réunion SUIVI"
	require.Equal(t, []string{closed, open}, summaries(t, s.get(everything)))
	require.Equal(t, []string{closed}, summaries(t, s.get(ours)))
	require.Equal(t, []string{open}, summaries(t, s.get(theirs)))

	t.Run("what they know already is not sent again", func(t *testing.T) {
		first := s.get(everything)
		tag := first.Header().Get("ETag")
		require.Equal(t, "private, no-cache", first.Header().Get("Cache-Control"))
		for _, known := range []string{tag, "W/" + tag, `"other", ` + tag, "*"} {
			again := s.get(everything, "If-None-Match", known)
			require.Equal(t, http.StatusNotModified, again.Code, known)
			require.Empty(t, again.Body.String())
		}
		s.types("coordinatrice", "copil", "/reunion annuler R-1")
		require.Equal(t, []string{closed, "Annulée : " + open}, summaries(t, s.get(everything, "If-None-Match", tag)))
	})
	t.Run("what is none, was stopped or is not seen any more is the same", func(t *testing.T) {
		nothing := s.get("/calendar/" + strings.Repeat("A", 26) + ".ics")
		require.Equal(t, http.StatusNotFound, nothing.Code)
		same := func(path string) {
			t.Helper()
			w := s.get(path)
			require.Equal(t, nothing.Code, w.Code, path)
			require.Equal(t, nothing.Body.String(), w.Body.String())
			require.Equal(t, nothing.Header(), w.Header())
		}
		s.fake.LeaveChannel(s.users["cpc"], s.channels["suivi"])
		same(ours)
		s.types("ien", "general", "/reunion abonnement --arrêter")
		same(theirs)
		same(strings.TrimSuffix(everything, ".ics"))
		same("/calendar/x.ics")
		require.Equal(t, []string{"Annulée : " + open}, summaries(t, s.get(everything)))
	})
	t.Run("one that reads too often is told to wait", func(t *testing.T) {
		s := newSubscribers(t, "/comite creer COPIL \"Comité\"\n/reunion abonnement\n/reunion abonnement copil\n")
		for range feedLimit.Burst {
			require.Equal(t, http.StatusOK, s.get(s.paths()[0]).Code)
		}
		late := s.get(s.paths()[0])
		require.Equal(t, http.StatusTooManyRequests, late.Code)
		require.Equal(t, "60", late.Header().Get("Retry-After"))
		require.Equal(t, http.StatusOK, s.get(s.paths()[1]).Code, "another one is not")
	})
	t.Run("while Mattermost is away nothing is said to be gone", func(t *testing.T) {
		s.fake.Down()
		defer s.fake.Up()
		away := s.get(everything)
		require.Equal(t, http.StatusServiceUnavailable, away.Code)
		require.NotEmpty(t, away.Header().Get("Retry-After"))
		require.Contains(t, s.log.String(), "calendar not read")
	})
	t.Run("no address reaches the log or the figures", func(t *testing.T) {
		w := httptest.NewRecorder()
		promhttp.HandlerFor(s.service.metrics.registry, promhttp.HandlerOpts{}).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
		require.Contains(t, w.Body.String(), `GET /calendar/{file}`)
		for _, path := range s.paths() {
			token := strings.TrimSuffix(strings.TrimPrefix(path, "/calendar/"), ".ics")
			require.NotContains(t, w.Body.String()+s.log.String(), token)
		}
	})
	t.Run("nobody writes there", func(t *testing.T) {
		for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, "PROPFIND"} {
			w := httptest.NewRecorder()
			s.handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, everything, nil))
			require.Equal(t, http.StatusMethodNotAllowed, w.Code, method)
		}
	})
	t.Run("without an address for them there is nothing to read", func(t *testing.T) {
		s.service.cfg.CalendarURL = ""
		w := httptest.NewRecorder()
		s.service.routes().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, everything, nil))
		require.Equal(t, http.StatusNotFound, w.Code)
	})
}

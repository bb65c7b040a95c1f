package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"pilotent/commands"
	"pilotent/governance"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/ics"
	"pilotent/reports"
	"pilotent/storage/kv"
)

// feedLimit is how often one feed is read: programs do so once an hour, and somebody's
// several at the same moment.
var feedLimit = kv.Limit{Burst: 10, Per: time.Minute}

// feedWithin is how long a reading may take: the chat is asked for the owner's rights.
const feedWithin = 20 * time.Second

// feeds are what calendar programs read. Whatever their address says never reaches the
// log: who knows it reads the feed.
type feeds struct {
	service *governance.Service
	catalog *i18n.Catalog
	kv      kv.KV
	log     *slog.Logger
}

// Handle adds the feeds to mux.
func (f feeds) Handle(mux *http.ServeMux) {
	mux.Handle("GET "+commands.FeedPath+"{file}", http.TimeoutHandler(f, feedWithin, ""))
}

// ServeHTTP answers with the meetings that the feed's owner sees at that moment. What is
// no feed, was stopped, or is of somebody who may not see it any more is a 404.
func (f feeds) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	token, ok := strings.CutSuffix(r.PathValue("file"), ".ics")
	if !ok {
		http.NotFound(w, r)
		return
	}
	ctx := r.Context()
	feed, err := f.service.FeedAt(ctx, token)
	if err == nil && f.hurried(r, feed.Hash) {
		w.Header().Set("Retry-After", "60")
		http.Error(w, "read too often", http.StatusTooManyRequests)
		return
	}
	if err != nil {
		f.sorry(w, r, err)
		return
	}
	if feed, err = f.service.ReadFeed(ctx, feed); err != nil {
		f.sorry(w, r, err)
		return
	}
	p := f.catalog.Printer(feed.Of.Locale, feed.Of.Location())
	text := reports.Feed(p, feed.Of, feed.Committee, feed.Meetings)
	sum := sha256.Sum256(text)
	for name, value := range map[string]string{
		"Content-Type": ics.Type, "Content-Disposition": `inline; filename="reunions.ics"`, "ETag": `"` + hex.EncodeToString(sum[:16]) + `"`,
		// Kept by nobody in between, and asked for anew each time: rights may have ended.
		"Cache-Control": "private, no-cache", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex", "X-Content-Type-Options": "nosniff",
	} {
		w.Header().Set(name, value)
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(text))
}

// hurried reports whether the feed is read more often than the limit.
func (f feeds) hurried(r *http.Request, hash string) bool {
	ok, _, err := f.kv.Allow(r.Context(), "feed:"+hash, feedLimit)
	return err == nil && !ok
}

// sorry says that there is nothing, or that it cannot be told at the moment: a program
// that was told 404 may forget the feed.
func (f feeds) sorry(w http.ResponseWriter, r *http.Request, err error) {
	if e, ok := errors.AsType[*record.Error](err); ok && e.Code == record.NotFound {
		http.NotFound(w, r)
		return
	}
	f.log.WarnContext(r.Context(), "calendar not read", "err", err)
	w.Header().Set("Retry-After", "600")
	http.Error(w, "not at the moment", http.StatusServiceUnavailable)
}

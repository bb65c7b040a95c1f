package bot

import (
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// The largest callbacks that are read, in bytes; an encoded character may take twelve.
const (
	// maxTyped: what is typed is no longer than a post.
	maxTyped = 256 << 10
	// maxClick: a sealed command, identifiers, a trigger of some 200 bytes.
	maxClick = 64 << 10
	// maxSubmitted: a dozen fields of at most maxDialogLong, and the sealed state.
	maxSubmitted = 256 << 10
)

// What all callbacks that are being read hold at once, in bytes. Commands are
// known before they are read, and have a room that nobody else can fill.
const (
	roomForCommands  = 32 << 20
	roomForCallbacks = 32 << 20
)

// bodyWithin is how long a callback may take to arrive. Mattermost sends it at once.
const bodyWithin = 5 * time.Second

// leastTaken is what even the smallest callback takes of the room: what the
// server holds of it besides.
const leastTaken = 8 << 10

// room counts the bytes that are held, up to its size.
type room struct {
	size int64
	held atomic.Int64
}

// take takes room for n bytes, and reports whether there was.
func (r *room) take(n int64) bool {
	if r.held.Add(n) <= r.size {
		return true
	}
	r.held.Add(-n)
	return false
}

func (r *room) give(n int64) { r.held.Add(-n) }

// later tells a caller to come again; what it sends meanwhile is not read.
func later(w http.ResponseWriter, why string) {
	w.Header().Set("Retry-After", "1")
	away(w, why, http.StatusServiceUnavailable)
}

// away answers a caller whose body stays unread: the connection ends with it,
// lest the server reads it to reach the next request.
func away(w http.ResponseWriter, why string, status int) {
	w.Header().Set("Connection", "close")
	http.Error(w, why, status)
}

// body reads at most limit bytes, out of the room r. It answers the caller when
// there are more, when there is no room, or when reading fails; else leave must
// be called when what was read is no longer needed.
func body(w http.ResponseWriter, req *http.Request, r *room, limit int64) (raw []byte, leave func(), ok bool) {
	length := req.ContentLength
	if length > limit {
		away(w, "too large", http.StatusRequestEntityTooLarge)
		return nil, nil, false
	}
	if length < 0 { // it says so at its end only
		length = limit
	}
	taken := max(length, leastTaken)
	if !r.take(taken) {
		later(w, "too much at once")
		return nil, nil, false
	}
	defer func() {
		if !ok {
			r.give(taken)
		}
	}()
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(bodyWithin)) // what is no connection has none
	// One byte more is room to see the end in, without growing.
	raw = make([]byte, 0, length+1)
	raw, err := readInto(raw, http.MaxBytesReader(w, req.Body, limit))
	var large *http.MaxBytesError
	var slow net.Error
	switch {
	case errors.As(err, &large):
		away(w, "too large", http.StatusRequestEntityTooLarge)
	case errors.As(err, &slow) && slow.Timeout():
		away(w, "too slow", http.StatusRequestTimeout)
	case err != nil:
		away(w, "unreadable", http.StatusBadRequest)
	default:
		// The server watches the connection while the answer is made: that is not late.
		_ = control.SetReadDeadline(time.Time{})
		return raw, func() { r.give(taken) }, true
	}
	return nil, nil, false
}

// readInto appends all of r to raw, which has the room for it.
func readInto(raw []byte, r io.Reader) ([]byte, error) {
	for len(raw) < cap(raw) {
		n, err := r.Read(raw[len(raw):cap(raw)])
		raw = raw[:len(raw)+n]
		if errors.Is(err, io.EOF) {
			return raw, nil
		}
		if err != nil {
			return raw, err
		}
	}
	return raw, nil
}

// sender is the token that the header of a slash command carries (wire:
// slash-command-ephemeral), when it is one of that trigger's. It answers anybody
// else, of whose body nothing has been read.
func (b *Bot) sender(w http.ResponseWriter, r *http.Request) (token string, ok bool) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Token") || token == "" {
		away(w, "no token", http.StatusUnauthorized)
		return "", false
	}
	from, _, _ := net.SplitHostPort(r.RemoteAddr)
	switch known, err := b.tokens.known(r.Context(), from, r.PathValue("trigger"), token); {
	case err != nil:
		b.Log.DebugContext(r.Context(), "token not compared", "err", err)
		later(w, "tokens not known")
		return "", false
	case !known:
		away(w, "unknown token", http.StatusUnauthorized)
		return "", false
	}
	return token, true
}

// pressed is what is read of a click, and submitted of a form, before the seal
// has told whose they are: nothing that grows as it is decoded.
type pressed struct {
	model.PostActionIntegrationRequest
	Context struct {
		Sealed json.RawMessage `json:"sealed"`
	} `json:"context"`
}

type submitted struct {
	model.SubmitDialogRequest
	Submission json.RawMessage `json:"submission"`
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

package bot

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/mattermost/mattermost/server/public/model"

	"pilotent/governance/record"
)

// session is the transport of the bot's own requests. It gives them the token of the
// moment, which may be renewed while others are on their way, and notes whether
// Mattermost takes it: a bot that is disabled, or whose token was taken back, is
// answered 401 whatever it asks (wire: rest-user-me-disabled).
type session struct {
	next    http.RoundTripper
	token   atomic.Pointer[string]
	refused atomic.Bool
}

// of makes the client's requests those of the session.
func (s *session) of(h *http.Client) *http.Client {
	own := *h
	if s.next = h.Transport; s.next == nil {
		s.next = http.DefaultTransport
	}
	own.Transport = s
	return &own
}

// toolLanguage is the language of what Mattermost tells the program itself, which is
// repeated in the log and in the output of doctor and provision.
const toolLanguage = "en"

// RoundTrip implements http.RoundTripper.
func (s *session) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", model.HeaderBearer+" "+*s.token.Load())
	res, err := s.next.RoundTrip(r)
	switch {
	case err != nil || strings.HasSuffix(r.URL.Path, "/system/ping"): // which anybody may ask
	case res.StatusCode == http.StatusUnauthorized:
		s.refused.Store(true)
	case res.StatusCode < http.StatusInternalServerError:
		s.refused.Store(false)
	}
	return res, err
}

// Refused reports whether Mattermost has refused the bot's token when it was last used.
func (b *Bot) Refused() bool { return b.session.refused.Load() }

// Renew makes the bot use another token from now on.
func (b *Bot) Renew(token string) { b.session.token.Store(&token) }

// refusal adds to the error of an answer that it is the bot itself that is refused.
func refusal(r *model.Response, err error) error {
	if err != nil && status(r) == http.StatusUnauthorized && !errors.Is(err, record.ErrRefused) {
		return fmt.Errorf("%w: %w", record.ErrRefused, err)
	}
	return err
}

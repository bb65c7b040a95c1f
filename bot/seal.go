package bot

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// sealer signs what comes back to us through clients. Mattermost gives button
// and dialog callbacks no token and no signature (docs: "Buttons and menus"),
// so that a keyed MAC is what tells our own words from anybody's.
type sealer struct{ key []byte }

var errSeal = errors.New("the seal is broken")

// seal is v as text with its MAC; purpose keeps one kind from passing for
// another.
func (s sealer) seal(purpose string, v any) (string, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("seal %s: %w", purpose, err)
	}
	text := base64.RawURLEncoding.EncodeToString(body)
	return text + "." + s.mac(purpose, text), nil
}

// open reads what seal wrote into v; errSeal for anything else.
func (s sealer) open(purpose, sealed string, v any) error {
	text, mac, ok := strings.Cut(sealed, ".")
	if !ok || !hmac.Equal([]byte(mac), []byte(s.mac(purpose, text))) {
		return errSeal
	}
	body, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return errSeal
	}
	if err := json.Unmarshal(body, v); err != nil {
		return errSeal
	}
	return nil
}

func (s sealer) mac(purpose, text string) string {
	h := hmac.New(sha256.New, s.key)
	h.Write([]byte(purpose + "\x00" + text))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

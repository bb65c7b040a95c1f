package config

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// mask stands for a secret, whatever its length.
const mask = "••••"

// Write prints every setting as YAML, after a comment with its environment
// variable. Secrets, and the passwords in addresses, are masked; Load refuses
// what is masked.
func (c Config) Write(w io.Writer) error {
	var page bytes.Buffer
	for i, o := range options() {
		if i > 0 {
			page.WriteByte('\n')
		}
		fmt.Fprintf(&page, "# %s", variable(o.key))
		if o.secret {
			fmt.Fprintf(&page, " or %s", variable(o.key+"_file"))
		}
		value := *o.field(&c)
		if o.show != nil {
			value = o.show(value)
		}
		fmt.Fprintf(&page, "\n%s: %s\n", o.key, strconv.Quote(value))
	}
	if _, err := page.WriteTo(w); err != nil {
		return fmt.Errorf("write the settings: %w", err)
	}
	return nil
}

// String is what Write prints, so that no %v tells a secret.
func (c Config) String() string {
	var b strings.Builder
	_ = c.Write(&b)
	return b.String()
}

// LogValue is String, for the handlers that look into structs.
func (c Config) LogValue() slog.Value { return slog.StringValue(c.String()) }

// maskAll hides a secret, but not whether there is one.
func maskAll(value string) string {
	if value == "" {
		return ""
	}
	return mask
}

// maskURL hides the passwords in an address, or all of it when it is not sure
// where they are.
func maskURL(value string) string {
	if _, ok := sqliteFile(value); ok || value == "" {
		return value
	}
	authority, tail, ok := splitURL(value)
	if !ok {
		return mask
	}
	scheme, _, _ := strings.Cut(value, "://")
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		if name, _, ok := strings.Cut(authority[:at], ":"); ok {
			authority = name + ":" + mask + authority[at:]
		}
	}
	path, query, ok := strings.Cut(tail, "?")
	if !ok {
		return scheme + "://" + authority + path
	}
	parameters := strings.Split(query, "&")
	for i, parameter := range parameters {
		if isSecret(parameter) {
			name, _, _ := strings.Cut(parameter, "=")
			parameters[i] = name + "=" + mask
		}
	}
	return scheme + "://" + authority + path + "?" + strings.Join(parameters, "&")
}

// isSecret reports whether a parameter is one whose value is not printed: libpq has password,
// sslpassword, scram_client_key, oauth_client_secret. It looks at the value as
// well, since sslmode=require;password=… is one parameter.
func isSecret(parameter string) bool {
	text, err := url.QueryUnescape(parameter)
	if err != nil {
		return true
	}
	text = strings.ToLower(text)
	return slices.ContainsFunc([]string{"pass", "secret", "token", "key"}, func(word string) bool {
		return strings.Contains(text, word)
	})
}

// splitURL cuts scheme://authority and what follows. ok is false when the
// address is wrong, or when a parser could take a part of the password for
// something else: in postgres://name:1/2@host, "name" is the host.
func splitURL(value string) (authority, tail string, ok bool) {
	_, rest, found := strings.Cut(value, "://")
	if _, err := url.Parse(value); err != nil || !found {
		return "", "", false
	}
	authority = rest
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		authority, tail = rest[:end], rest[end:]
	}
	hosts := authority[strings.LastIndexByte(authority, '@')+1:]
	for host := range strings.SplitSeq(hosts, ",") {
		if !strings.HasPrefix(host, "[") && strings.Count(host, ":") > 1 {
			return "", "", false
		}
	}
	return authority, tail, !strings.ContainsAny(tail, "@#")
}

// sqliteFile is the file of a SQLite address, read as package storage does.
func sqliteFile(address string) (string, bool) {
	rest, ok := strings.CutPrefix(address, "sqlite:")
	return strings.TrimPrefix(rest, "//"), ok
}

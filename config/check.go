package config

import (
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"pilotent/governance/calendar"
)

// minSecret is the least length of the key of a MAC, in bytes: the security
// strength of 112 bits that NIST SP 800-131A asks of HMAC, and to spare.
const minSecret = 16

var (
	prefixForm = regexp.MustCompile(`^[a-z0-9-]{0,12}$`)
	tokenForm  = regexp.MustCompile(`^[!-~]+$`)
)

func checkHTTP(value string) (string, error) {
	u, err := url.Parse(value)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return "", errors.New("is no absolute http:// or https:// address; write it whole, for instance https://pilotent.example.org")
	case u.User != nil:
		return "", errors.New("holds a user name or a password, which is not used; write the address without what precedes @")
	case strings.ContainsAny(value, "?#"):
		return "", errors.New("holds a query or a fragment, and paths are added at its end; write only what precedes ? or #")
	}
	return strings.TrimRight(value, "/"), nil
}

// checkToken refuses what an HTTP header cannot carry.
func checkToken(value string) (string, error) {
	if !tokenForm.MatchString(value) {
		return "", errors.New("holds a blank or a character that no token has; write the token alone, without \"Bearer\"")
	}
	return value, nil
}

func checkSecret(value string) (string, error) {
	if len(value) < minSecret {
		return "", fmt.Errorf("has %d bytes, and a key that cannot be guessed has %d or more; write the output of: openssl rand -base64 32",
			len(value), minSecret)
	}
	return value, nil
}

func checkListen(value string) (string, error) {
	_, port, err := net.SplitHostPort(value)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return "", fmt.Errorf("%q is no HOST:PORT with a port of 0 to 65535; write for instance 127.0.0.1:8066, or [::1]:8066", value)
	}
	return value, nil
}

func checkDatabase(value string) (string, error) {
	if file, ok := sqliteFile(value); ok {
		if file == "" || strings.HasPrefix(file, ":memory:") {
			return "", errors.New("names no file, and the record must outlive the process; write for instance sqlite:pilotent.db")
		}
		return value, nil
	}
	return checkURL(value, "sqlite:FILE, or postgres://USER:PASSWORD@HOST/NAME", "postgres", "postgresql")
}

func checkRedis(value string) (string, error) {
	return checkURL(value, "redis://USER:PASSWORD@HOST:PORT/NUMBER", "redis", "rediss", "unix")
}

func checkSMTP(value string) (string, error) {
	const form = "smtp://USER:PASSWORD@HOST:587"
	value, err := checkURL(value, form, "smtp", "smtps", "smtp+plain")
	if err != nil {
		return "", err
	}
	if u, err := url.Parse(value); err != nil || u.Hostname() == "" || u.RawQuery != "" || strings.Trim(u.Path, "/") != "" {
		return "", fmt.Errorf("is more or less than a host, with a user and a port where they are needed; write %s", form)
	}
	return value, nil
}

func checkSender(value string) (string, error) {
	if _, err := mail.ParseAddress(value); err != nil {
		return "", fmt.Errorf("%q is no address of a mailbox; write for instance pilotent@example.org, or ENT Val-de-Marne <pilotent@example.org>", value)
	}
	return value, nil
}

// checkURL wants one of the schemes, and an address that is surely split into
// user, password and host as its writer meant it.
func checkURL(value, form string, schemes ...string) (string, error) {
	scheme, _, _ := strings.Cut(value, "://")
	if !slices.Contains(schemes, scheme) {
		return "", fmt.Errorf("begins with none of the addresses that are understood; write %s", form)
	}
	if _, _, ok := splitURL(value); !ok {
		return "", fmt.Errorf("cannot be read as an address; write %s, and in the name and the password %%40 for @, %%2F for /, %%3A for :, %%3F for ?, %%23 for #, %%25 for %%", form)
	}
	return value, nil
}

func checkTimezone(value string) (string, error) {
	// LoadLocation takes "Local" for the zone of the machine, which replicas may not share.
	if _, err := time.LoadLocation(value); err != nil || value == "Local" {
		return "", fmt.Errorf("%q is no time zone of the IANA database; write for instance Europe/Paris or Indian/Reunion", value)
	}
	return value, nil
}

func checkHolidays(value string) (string, error) {
	region, ok := calendar.ParseRegion(value)
	if !ok {
		return "", fmt.Errorf("%q is no holiday calendar; write one of %s", value, joinRegions("%s"))
	}
	return string(region), nil
}

func checkPrefix(value string) (string, error) {
	if !prefixForm.MatchString(value) {
		return "", fmt.Errorf("%q is no prefix of a slash command; write 12 characters at most, of a-z, 0-9 and -, for instance ent-", value)
	}
	return value, nil
}

func checkBurst(value string) (string, error) {
	if n, err := strconv.Atoi(value); err != nil || n < 1 || n > 10_000 {
		return "", fmt.Errorf("%q is no number from 1 to 10000; write for instance 20", value)
	}
	return value, nil
}

func checkEvery(value string) (string, error) {
	if d, err := time.ParseDuration(value); err != nil || d < time.Millisecond || d > time.Hour {
		return "", fmt.Errorf("%q is no time from 1ms to 1h; write for instance 1s", value)
	}
	return value, nil
}

func oneOf(words ...string) func(string) (string, error) {
	return func(value string) (string, error) {
		if !slices.Contains(words, value) {
			return "", fmt.Errorf("%q is not understood; write one of %s", value, strings.Join(words, ", "))
		}
		return value, nil
	}
}

func quoteRegions() string { return joinRegions("`%s`") }

func joinRegions(format string) string {
	var names []string
	for _, region := range calendar.Regions() {
		names = append(names, fmt.Sprintf(format, region))
	}
	return strings.Join(names, ", ")
}

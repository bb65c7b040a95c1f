package when_test

import (
	"errors"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"

	"pilotent/commands/when"
)

const (
	monday   = "2026-11-23 15:12"
	thursday = "2026-11-26 10:00"
)

// phrases maps a text to its answer, or to "reason: candidate, candidate".
type phrases map[string]string

func reader(t *testing.T, now, zone, lang string) when.Reader {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	require.NoError(t, err)
	at, err := time.ParseInLocation("2006-01-02 15:04", now, loc)
	require.NoError(t, err)
	return when.Reader{Now: at, Lang: lang}
}

func paris(t *testing.T, now string) when.Reader { return reader(t, now, "Europe/Paris", "fr") }

func (ps phrases) read(t *testing.T, read func(string) string) {
	t.Helper()
	for text, want := range ps {
		t.Run(text, func(t *testing.T) { require.Equal(t, want, read(text)) })
	}
}

func (ps phrases) moments(t *testing.T, r when.Reader) {
	t.Helper()
	ps.read(t, func(text string) string {
		at, err := r.Moment(text)
		if err != nil {
			return question(t, r, text, err)
		}
		require.Equal(t, r.Now.Location(), at.Location())
		return at.Format("2006-01-02 15:04")
	})
}

func (ps phrases) dates(t *testing.T, r when.Reader) {
	t.Helper()
	ps.read(t, func(text string) string {
		d, err := r.Date(text)
		if err != nil {
			return question(t, r, text, err)
		}
		return d.String()
	})
}

func (ps phrases) pastDates(t *testing.T, r when.Reader) {
	t.Helper()
	ps.read(t, func(text string) string {
		d, err := r.PastDate(text)
		if err != nil {
			return question(t, r, text, err)
		}
		return d.String()
	})
}

func question(t *testing.T, r when.Reader, text string, err error) string {
	t.Helper()
	var asked *when.Error
	require.True(t, errors.As(err, &asked))
	require.Equal(t, text, asked.Text)
	layout := "2006-01-02 15:04"
	if asked.DayOnly {
		layout = time.DateOnly
	}
	var candidates []string
	for _, c := range asked.Candidates {
		require.Equal(t, r.Now.Location(), c.Location())
		candidates = append(candidates, c.Format(layout))
	}
	return strings.TrimSuffix(string(asked.Reason)+": "+strings.Join(candidates, ", "), ": ")
}

func TestErrorQuotesTheTextForLogs(t *testing.T) {
	_, err := paris(t, monday).Date("31/02")
	require.EqualError(t, err, `read date "31/02": no_such_day`)
}

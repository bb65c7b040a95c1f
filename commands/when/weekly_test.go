package when_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/commands/when"
)

func TestWeeklyReadsWhatComesRoundEveryWeek(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"lundi 8h":                "Monday 8:00",
		"LUNDI à 8 heures":        "Monday 8:00",
		"jeudi 7h30":              "Thursday 7:30",
		"le jeudi à 7h30":         "Thursday 7:30",
		"tous les vendredis 14 h": "Friday 14:00",
		"chaque mardi midi":       "Tuesday 12:00",
		"8h lundi":                "Monday 8:00",
		"dim 23:59":               "Sunday 23:59",
		"monday 8am":              "Monday 8:00",
		"every Friday at 2 pm":    "Friday 14:00",
		"mondays 0h30":            "Monday 0:30",
		"lundi":                   "Monday",
		"le jeudi":                "Thursday",
		"every monday":            "Monday",
		"8h":                      "8:00",
		"à 9h30":                  "9:30",
		"midi":                    "12:00",
	} {
		read, err := (when.Reader{}).Weekly(text)
		require.NoError(t, err, text)
		var said []string
		if read.Day != nil {
			said = append(said, read.Day.String())
		}
		if read.At != nil {
			said = append(said, fmt.Sprintf("%d:%02d", read.At.Hour, read.At.Minute))
		}
		require.Equal(t, want, strings.Join(said, " "), text)
	}
	for text, want := range map[string]when.Reason{
		"": when.Unreadable, "8h le": when.Unreadable, "le 8h": when.Unreadable, "minuit": when.Unreadable, "25h": when.Unreadable, "demain 8h": when.Unreadable, "18/12 8h": when.Unreadable,
		"lundi 25h": when.Unreadable, "lundi minuit": when.Unreadable, "lundi 24h": when.Unreadable, "lundi 8h60": when.Unreadable,
		"lundi 8h ou mardi": when.Unreadable, "lundi prochain 8h": when.Unreadable, "lundi 8h 9h": when.Unreadable, "oui": when.Unreadable,
	} {
		_, err := (when.Reader{}).Weekly(text)
		var e *when.Error
		require.True(t, errors.As(err, &e), text)
		require.Equal(t, want, e.Reason, text)
		require.Equal(t, text, e.Text)
	}
}

package when_test

import (
	"errors"
	"fmt"
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
	} {
		day, hour, minute, err := (when.Reader{}).Weekly(text)
		require.NoError(t, err, text)
		require.Equal(t, want, fmt.Sprintf("%s %d:%02d", day, hour, minute), text)
	}
	for text, want := range map[string]when.Reason{
		"lundi": when.MissingTime, "le jeudi": when.MissingTime, "every monday": when.MissingTime,
		"": when.Unreadable, "8h": when.Unreadable, "demain 8h": when.Unreadable, "18/12 8h": when.Unreadable,
		"lundi 25h": when.Unreadable, "lundi minuit": when.Unreadable, "lundi 24h": when.Unreadable, "lundi 8h60": when.Unreadable,
		"lundi 8h ou mardi": when.Unreadable, "lundi prochain 8h": when.Unreadable, "lundi 8h 9h": when.Unreadable, "oui": when.Unreadable,
	} {
		_, _, _, err := (when.Reader{}).Weekly(text)
		var e *when.Error
		require.True(t, errors.As(err, &e), text)
		require.Equal(t, want, e.Reason, text)
		require.Equal(t, text, e.Text)
	}
}

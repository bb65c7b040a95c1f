package when_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/commands/when"
)

func TestPastDays(t *testing.T) {
	r := when.Reader{Now: time.Date(2026, time.November, 18, 10, 0, 0, 0, time.UTC), Lang: "fr"} // a Wednesday
	for text, want := range map[string]string{
		"novembre": "2026-11-01 2026-11-30", "en Novembre": "2026-11-01 2026-11-30", "décembre": "2025-12-01 2025-12-31", "février 2024": "2024-02-01 2024-02-29",
		"au mois d'août": "2026-08-01 2026-08-31", "11/2026": "2026-11-01 2026-11-30", "in march": "2026-03-01 2026-03-31",
		"2026": "2026-01-01 2026-12-31", "en 2025": "2025-01-01 2025-12-31", "l'année 2025": "2025-01-01 2025-12-31",
		"2025-2026": "2025-09-01 2026-08-31", "année scolaire 2026/2027": "2026-09-01 2027-08-31", "2025-26": "2025-09-01 2026-08-31",
		"cette année": "2026-01-01 2026-12-31", "l'année dernière": "2025-01-01 2025-12-31", "last year": "2025-01-01 2025-12-31",
		"cette année scolaire": "2026-09-01 2027-08-31", "l'année scolaire dernière": "2025-09-01 2026-08-31",
		"ce mois-ci": "2026-11-01 2026-11-30", "le mois dernier": "2026-10-01 2026-10-31", "last month": "2026-10-01 2026-10-31",
		"cette semaine": "2026-11-16 2026-11-22", "la semaine dernière": "2026-11-09 2026-11-15", "hier": "2026-11-17 2026-11-17", "12/11": "2026-11-12 2026-11-12",
	} {
		days, err := r.PastDays(text)
		require.NoError(t, err, text)
		require.Equal(t, want, days.First.String()+" "+days.Last.String(), text)
	}
	for text, reason := range map[string]when.Reason{
		"2027": when.Future, "décembre 2026": when.Future, "trimestre": when.Unreadable, "2025-2027": when.Unreadable, "13/2026": when.Unreadable, "": when.Unreadable,
		"mois": when.Unreadable, "novembre gris": when.Unreadable, "année scolaire 2026": when.Unreadable,
	} {
		_, err := r.PastDays(text)
		var wrong *when.Error
		require.True(t, errors.As(err, &wrong), text)
		require.Equal(t, reason, wrong.Reason, text)
	}
	in := when.Reader{Now: time.Date(2026, time.March, 2, 10, 0, 0, 0, time.UTC)}
	days, err := in.PastDays("cette année scolaire")
	require.NoError(t, err)
	require.Equal(t, "2025-09-01", days.First.String())
}

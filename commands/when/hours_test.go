package when_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/commands/when"
)

func at(hour, minute int) when.Hour { return when.Hour{Hour: hour, Minute: minute} }

func TestHour(t *testing.T) {
	for text, want := range map[string]any{
		"7h30": at(7, 30), "7 h 30": at(7, 30), "8h": at(8, 0), "8 heures": at(8, 0), "à 8h": at(8, 0),
		"08:05": at(8, 5), "7:30 pm": at(19, 30), "7am": at(7, 0), "midi": at(12, 0), "noon": at(12, 0),
		"minuit": when.Hour{}, "0h": when.Hour{}, "24h": when.Hour{}, "9 heures et demie": at(9, 30),
		"25h": when.NoSuchTime, "12h75": when.NoSuchTime, "8": when.Unreadable, "bientôt": when.Unreadable, "": when.Unreadable,
		"demain 8h": when.Unreadable, "8h 9h": when.Unreadable,
	} {
		t.Run(text, func(t *testing.T) {
			hour, err := when.Reader{}.Hour(text)
			requireRead(t, want, hour, err)
		})
	}
}

func TestHours(t *testing.T) {
	evening := [2]when.Hour{at(20, 0), at(7, 30)}
	for text, want := range map[string]any{
		"20h-7h30": evening, "20 h - 7 h 30": evening, "20h-07h30": evening, "20h – 7h30": evening, "de 20h à 7h30": evening,
		"20:00-07:30": evening, "from 8pm to 7:30am": evening, "entre 20h et 7h30": evening, "20h jusqu’à 7h30": evening,
		"between 8pm and 7:30am": evening, "DE 20H À 7H30": evening,
		"9 heures et demie à 17h": [2]when.Hour{at(9, 30), at(17, 0)}, "19h-minuit": [2]when.Hour{at(19, 0), at(0, 0)}, "19h-24h": [2]when.Hour{at(19, 0), at(0, 0)},
		"25h-8h": when.NoSuchTime, "20h-8h99": when.NoSuchTime, "20h": when.Unreadable, "20-8": when.Unreadable, "la nuit": when.Unreadable,
		"20h-": when.Unreadable, "": when.Unreadable, "20h-8h-9h": when.Unreadable,
	} {
		t.Run(text, func(t *testing.T) {
			from, to, err := when.Reader{}.Hours(text)
			requireRead(t, want, [2]when.Hour{from, to}, err)
		})
	}
	_, _, err := when.Reader{}.Hours("de 20h à 25H")
	var e *when.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, "25h", e.Text, "the time that does not exist")
}

// requireRead holds what was read, or why nothing was, to want.
func requireRead(t *testing.T, want, got any, err error) {
	t.Helper()
	if e, ok := errors.AsType[*when.Error](err); ok {
		got = e.Reason
	}
	require.Equal(t, want, got)
}

func FuzzHours(f *testing.F) {
	f.Add("de 20h à 7h30")
	f.Fuzz(func(t *testing.T, text string) {
		from, to, err := when.Reader{}.Hours(text)
		var e *when.Error
		require.True(t, err == nil || errors.As(err, &e))
		for _, h := range []when.Hour{from, to} {
			require.True(t, h.Hour >= 0 && h.Hour < 24 && h.Minute >= 0 && h.Minute < 60, "%v", h)
		}
	})
}

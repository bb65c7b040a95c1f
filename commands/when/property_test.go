package when_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"

	"pilotent/commands/when"
	"pilotent/governance/calendar"
)

func TestDateReadsItsOwnISOForm(t *testing.T) {
	r := paris(t, monday)
	for d := calendar.DateOf(r.Now); d.Year < 2032; d = d.AddDays(1) {
		read, err := r.Date(d.String())
		require.NoError(t, err)
		require.Equal(t, d, read.Date)
	}
}

func TestMomentReadsItsOwnFrenchRendering(t *testing.T) {
	r := paris(t, monday)
	end := r.Now.AddDate(5, 0, 0)
	for at := r.Now.Add(time.Minute); at.Before(end); at = at.Add(7*time.Hour + 13*time.Minute) {
		// The second of two equal wall clocks has no rendering of its own.
		at := calendar.DateOf(at).At(at.Hour(), at.Minute(), at.Location())
		read, err := r.Moment(french(at))
		require.NoError(t, err, french(at))
		require.True(t, at.Equal(read.Time), "%s is not %s", french(at), read)
	}
}

func french(at time.Time) string {
	weekdays := strings.Fields("dimanche lundi mardi mercredi jeudi vendredi samedi")
	months := strings.Fields("janvier février mars avril mai juin juillet août septembre octobre novembre décembre")
	day, hour := fmt.Sprint(at.Day()), fmt.Sprintf("%d h", at.Hour())
	if at.Day() == 1 {
		day = "1er"
	}
	if at.Minute() > 0 {
		hour += fmt.Sprintf(" %02d", at.Minute())
	}
	return fmt.Sprintf("%s %s %s %d à %s", weekdays[at.Weekday()], day, months[at.Month()-1], at.Year(), hour)
}

func FuzzReader(f *testing.F) {
	for _, seed := range []string{
		"18/12 14h", "vendredi 18 décembre 2026 à 14 h 30", "mardi en huit à 9h", "dans 2 semaines", "fin du mois",
		"next thursday 2:30 pm", "vendredi à minuit", "2026-12-18T14:00:00+01:00", "d'ici la mi-décembre", "29/02",
		"la semaine prochaine 9h", "il y a 3 jours", "1h30", "ce soir 8h", "31/02 24h", "lundi dernier",
		"28/03/2027 2h30", "le 1er", "12/11/26", "dans quinze jours à midi et demi",
		"jeudi 14h-16h", "Thursday 10-11:30am", "le 2e jeudi de janvier de 9h à midi", "J+7", "sous 48h", "mar. 8 déc. 8h du soir",
		"lundi 14 à 16h", "half past two", "a week on Friday", "Noël 2027", "vingt et un janvier", "1½h", "1,5h", "le 18 du mois prochain",
	} {
		f.Add(seed, false)
		f.Add(seed, true)
	}
	loc, err := time.LoadLocation("Europe/Paris")
	require.NoError(f, err)
	now := time.Date(2026, 11, 23, 15, 12, 30, 0, loc)
	f.Fuzz(func(t *testing.T, text string, english bool) {
		r := when.Reader{Now: now, Lang: "fr"}
		if english {
			r.Lang = "en"
		}
		today := calendar.DateOf(now)
		if d, err := r.Date(text); err == nil {
			require.False(t, d.Before(today), "%s is past", d)
		}
		if d, err := r.PastDate(text); err == nil {
			require.False(t, d.After(today), "%s is to come", d)
		}
		if at, err := r.Moment(text); err == nil {
			require.True(t, at.After(now), "%s is past", at)
			require.LessOrEqual(t, at.Year(), when.LastYear)
		}
		if d, err := r.Duration(text); err == nil {
			require.Positive(t, d)
		}
		for _, same := range []string{strings.ToUpper(text), norm.NFD.String(text), "\u200b " + text + "\u00a0"} {
			require.Equal(t, outcome(r, text), outcome(r, same), "%q reads otherwise", same)
		}
	})
}

// outcome is all that the reader makes of a text.
func outcome(r when.Reader, text string) []any {
	date, dateErr := r.Date(text)
	pastDate, pastErr := r.PastDate(text)
	moment, momentErr := r.Moment(text)
	duration, durationErr := r.Duration(text)
	all := []any{date, pastDate, moment, duration}
	for _, err := range []error{dateErr, pastErr, momentErr, durationErr} {
		asked := &when.Error{}
		if errors.As(err, &asked) {
			all = append(all, asked.Reason, asked.Candidates, asked.DayOnly)
		}
	}
	return all
}

package when_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDuration(t *testing.T) {
	r := paris(t, monday)
	phrases{
		"2h":                    "2h0m0s",
		"2 H":                   "2h0m0s",
		"1h30":                  "1h30m0s",
		"1 h 30":                "1h30m0s",
		"1h05":                  "1h5m0s",
		"1h 30 min":             "1h30m0s",
		"2h30m":                 "2h30m0s",
		"1 heure et 15 minutes": "1h15m0s",
		"une heure et demie":    "1h30m0s",
		"an hour and a half":    "1h30m0s",
		"90 min":                "1h30m0s",
		"45 minutes":            "45m0s",
		"une demi-heure":        "30m0s",
		"half an hour":          "30m0s",
		"un quart d’heure":      "15m0s",
		"trois quarts d'heure":  "45m0s",
		"7j":                    "168h0m0s",
		"1 jour":                "24h0m0s",
		"3d":                    "72h0m0s",
		"2s":                    "336h0m0s",
		"2 semaines":            "336h0m0s",
		"deux semaines":         "336h0m0s",
		"1 semaine et 2 jours":  "216h0m0s",
		"1j 12h":                "36h0m0s",
		"2 hours":               "2h0m0s",
		"9999 semaines":         "1679832h0m0s",
		"":                      "unreadable",
		"90":                    "unreadable",
		"0 min":                 "unreadable",
		"-2h":                   "unreadable",
		"1,5h":                  "1h30m0s",
		"0,25 h":                "15m0s",
		"1,33h":                 "unreadable",
		"1,5 jour":              "unreadable",
		"1½h":                   "1h30m0s",
		"dix-sept minutes":      "17m0s",
		"1h60":                  "unreadable",
		"1h5":                   "unreadable",
		"1h 1h":                 "unreadable",
		"30 min 1h":             "unreadable",
		"2 mois":                "unreadable",
		"1 an":                  "unreadable",
		"2h mairie":             "unreadable",
		"2h et":                 "unreadable",
		"10000 min":             "unreadable",
		"demain":                "unreadable",
	}.read(t, func(text string) string {
		d, err := r.Duration(text)
		if err != nil {
			return question(t, r, text, err)
		}
		return d.String()
	})
}

func TestDurationReadsNumbersInWords(t *testing.T) {
	r := paris(t, monday)
	for words, want := range map[string]time.Duration{
		"un une a an one": 1, "deux two": 2, "trois three": 3, "quatre four": 4, "cinq five": 5, "six": 6,
		"sept seven": 7, "huit eight": 8, "neuf nine": 9, "dix ten": 10, "onze eleven": 11, "douze twelve": 12,
		"quinze fifteen": 15, "vingt twenty": 20, "trente thirty": 30,
	} {
		for word := range strings.FieldsSeq(words) {
			t.Run(word, func(t *testing.T) {
				d, err := r.Duration(word + " min")
				require.NoError(t, err)
				require.Equal(t, want*time.Minute, d)
			})
		}
	}
}

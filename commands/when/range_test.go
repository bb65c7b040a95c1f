package when_test

import "testing"

// lasting reads moments with how long they last.
func (ps phrases) lasting(t *testing.T, lang string) {
	t.Helper()
	r := reader(t, "2026-12-01 08:00", "Europe/Paris", lang)
	ps.read(t, func(text string) string {
		at, err := r.Moment(text)
		if err != nil {
			return question(t, r, text, err)
		}
		read := at.Format("2006-01-02 15:04")
		if at.Lasts > 0 {
			read += " " + at.Lasts.String()
		}
		return read
	})
}

func TestMomentReadsUntilWhen(t *testing.T) {
	phrases{
		"lundi 14h30-16h":            "2026-12-07 14:30 1h30m0s",
		"14h/15h jeudi":              "2026-12-03 14:00 1h0m0s",
		"jeudi 08h00/09h30":          "2026-12-03 08:00 1h30m0s",
		"jeudi 20h-minuit":           "2026-12-03 20:00 4h0m0s",
		"jeudi 20h – 24h":            "2026-12-03 20:00 4h0m0s",
		"jeudi de 9h à 11":           "2026-12-03 09:00 2h0m0s",
		"jeudi matin 9h-11h":         "2026-12-03 09:00 2h0m0s",
		"10-12h":                     "2026-12-01 10:00 2h0m0s",
		"J+2 9h-11h":                 "2026-12-03 09:00 2h0m0s",
		"jeudi 14h pour 2h":          "2026-12-03 14:00 2h0m0s",
		"jeudi 14h durée 1h30":       "2026-12-03 14:00 1h30m0s",
		"le 10-12 à 14h":             "2026-12-10 14:00",
		"le 12 à 14h":                "2026-12-12 14:00",
		"7/12 - 9h":                  "2026-12-07 09:00",
		"jeudi 3 14h30":              "2026-12-03 14:30",
		"lundi 7 à 14h30":            "2026-12-07 14:30",
		"lundi 14 à 16h":             "ambiguous: 2026-12-14 16:00",
		"jeudi 10 à 12h":             "ambiguous: 2026-12-10 12:00",
		"jeudi 14 à 16h":             "ambiguous: 2026-12-14 16:00, 2026-12-17 16:00",
		"jeudi minuit-2h":            "ambiguous: 2026-12-03 00:00, 2026-12-04 00:00",
		"jeudi matin 14h-16h":        "ambiguous: 2026-12-03 14:00",
		"jeudi après-midi 2h-4h":     "ambiguous: 2026-12-03 14:00, 2026-12-03 02:00",
		"jeudi 22h-1h":               "ends_first",
		"jeudi 14h-14h":              "ends_first",
		"jeudi 25h-26h":              "no_such_time",
		"jeudi 9h 11h":               "unreadable",
		"jeudi 9h et 11h":            "unreadable",
		"jeudi entre 9h et 11h":      "unreadable",
		"jeudi 14h-16h pendant 1h":   "unreadable",
		"du 7 au 9/12 14h":           "unreadable",
		"10/12h":                     "unreadable",
		"7/12-9h":                    "unreadable",
		"jeudi 3 ou vendredi 4 14h":  "unreadable",
		"tous les lundis de 9h à 11": "unreadable",
	}.lasting(t, "fr")
	phrases{
		"Thursday 10am-12":        "2026-12-03 10:00 2h0m0s",
		"Thursday 10am - 2":       "2026-12-03 10:00 4h0m0s",
		"Thursday 9-5pm":          "2026-12-03 09:00 8h0m0s",
		"Thursday 8-9pm":          "2026-12-03 20:00 1h0m0s",
		"Thursday 10am till noon": "2026-12-03 10:00 2h0m0s",
		"Thursday 10 to 11":       "unreadable",
		"Thursday 2pm-1pm":        "ends_first",
	}.lasting(t, "en")
}

func TestMomentReadsHoursInWordsAndOfTheDay(t *testing.T) {
	phrases{
		"vingt et une heures jeudi":         "2026-12-03 21:00",
		"jeudi 8h30 du soir":                "2026-12-03 20:30",
		"jeudi 15h du matin":                "ambiguous: 2026-12-03 15:00",
		"jeudi soir 8h":                     "ambiguous: 2026-12-03 20:00, 2026-12-03 08:00",
		"jeudi 13h moins 10":                "2026-12-03 12:50",
		"sept décembre sept heures":         "2026-12-07 07:00",
		"le dix sept 9h":                    "2026-12-17 09:00",
		"jeudi quarter to nine am":          "2026-12-03 08:45",
		"jeudi 13 o'clock":                  "no_such_time",
		"mar 9h":                            "ambiguous: 2026-12-01 09:00, 2026-12-08 09:00",
		"mar 9 9h":                          "ambiguous: 2026-12-09 09:00, 2026-12-08 09:00, 2027-03-09 09:00",
		"9 mar 9h":                          "2027-03-09 09:00",
		"two weeks on Tuesday 9h":           "ambiguous: 2026-12-15 09:00, 2026-12-22 09:00",
		"quinze jours à partir de lundi 9h": "ambiguous: 2026-12-21 09:00, 2026-12-22 09:00",
		"un lundi de janvier 9h":            "unreadable",
		"2 lundi de janvier 9h":             "unreadable",
		"jeudi la 9h":                       "unreadable",
		"jeudi midi moins le quart":         "2026-12-03 11:45",
		"jeudi minuit moins dix":            "2026-12-03 23:50",
		"jeudi 0h moins 10":                 "no_such_time",
		"jeudi deux heures deux":            "unreadable",
		"18-déc- 9h":                        "unreadable",
		"le lundi 9h":                       "unreadable",
		"chaque lundi 9h":                   "unreadable",
		"veille de Noël 9h":                 "unreadable",
		"dans 5 jours ouvrés 9h":            "unreadable",
	}.lasting(t, "fr")
}

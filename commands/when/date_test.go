package when_test

import "testing"

func TestDateReadsADayToCome(t *testing.T) {
	phrases{
		"15 décembre":                   "2026-12-15",
		"18/12":                         "2026-12-18",
		"18/12/2026":                    "2026-12-18",
		"2026-12-18":                    "2026-12-18",
		"3/1":                           "2027-01-03",
		"23/11":                         "2026-11-23",
		"22/11":                         "2027-11-22",
		"1er mars":                      "2027-03-01",
		"December 18":                   "2026-12-18",
		"vendredi":                      "2026-11-27",
		"ce vendredi":                   "2026-11-27",
		"d'ici vendredi":                "2026-11-27",
		"d'ici à vendredi":              "2026-11-27",
		"by friday":                     "2026-11-27",
		"vendredi prochain":             "ambiguous: 2026-11-27, 2026-12-04",
		"lundi prochain":                "2026-11-30",
		"lundi de la semaine prochaine": "2026-11-30",
		"vendredi 27":                   "2026-11-27",
		"aujourd'hui":                   "2026-11-23",
		"aujourd’hui":                   "2026-11-23",
		"demain":                        "2026-11-24",
		"tomorrow":                      "2026-11-24",
		"après-demain":                  "2026-11-25",
		"the day after tomorrow":        "2026-11-25",
		"dans 2 semaines":               "2026-12-07",
		"in 2 weeks":                    "2026-12-07",
		"in a week":                     "2026-11-30",
		"dans un mois":                  "2026-12-23",
		"dans un an":                    "2027-11-23",
		"d'ici 2 semaines":              "2026-12-07",
		"dans quinze jours":             "ambiguous: 2026-12-07, 2026-12-08",
		"dans 15 jours":                 "2026-12-08",
		"fin du mois":                   "2026-11-30",
		"d'ici la fin du mois":          "2026-11-30",
		"end of month":                  "2026-11-30",
		"fin du mois prochain":          "2026-12-31",
		"fin du mois de mars":           "2027-03-31",
		"fin décembre":                  "2026-12-31",
		"fin février":                   "2027-02-28",
		"end of February 2028":          "2028-02-29",
		"fin de l'année":                "2026-12-31",
		"fin de semaine":                "2026-11-27",
		"fin de la semaine prochaine":   "2026-12-04",
		"mi-décembre":                   "2026-12-15",
		"mid-January 2028":              "2028-01-15",
		"le 15":                         "2026-12-15",
		"le 23":                         "2026-11-23",
		"le 31":                         "2026-12-31",
		"le 1er":                        "2026-12-01",
		"the 25th":                      "2026-11-25",
		"la semaine prochaine":          "ambiguous: 2026-11-30, 2026-12-01, 2026-12-02, 2026-12-03, 2026-12-04",
		"lundi":                         "ambiguous: 2026-11-23, 2026-11-30",
		"next friday":                   "ambiguous: 2026-11-27, 2026-12-04",
		"next monday":                   "2026-11-30",
		"29/02":                         "ambiguous: 2027-02-28, 2028-02-29",
		"mardi 29/02":                   "2028-02-29",
		"29/02/2028":                    "2028-02-29",
		"5e lundi de janvier":           "no_such_day",
		"5e vendredi de janvier":        "2027-01-29",
		"premier lundi de novembre":     "2027-11-01",
		"dernier lundi de novembre":     "2026-11-30",
		"mar 24":                        "ambiguous: 2026-11-24, 2027-03-24",
		"Mar 24 2027":                   "2027-03-24",
		"24 Mar":                        "2027-03-24",
		"d'ici 48h":                     "2026-11-25",
		"18/12/2100":                    "2100-12-18",
	}.dates(t, paris(t, monday))
}

func TestDateQuestionsWhatIsNoDayToCome(t *testing.T) {
	phrases{
		"31/02":            "no_such_day: 2027-02-28",
		"31/04/2027":       "no_such_day: 2027-04-30",
		"29/02/2027":       "no_such_day: 2027-02-28",
		"31 février 2020":  "no_such_day",
		"32/12":            "no_such_day",
		"0/12":             "no_such_day",
		"le 32":            "no_such_day",
		"13/13":            "no_such_day",
		"12/18":            "no_such_day: 2026-12-18",
		"22/11/2026":       "past: 2027-11-22",
		"01/12/2025":       "past: 2026-12-01",
		"hier":             "past",
		"il y a 3 jours":   "past",
		"lundi dernier":    "past: 2026-11-23",
		"last tuesday":     "past: 2026-11-24",
		"18/12 14h":        "unreadable",
		"demain matin":     "unreadable",
		"dans 1 h":         "unreadable",
		"14h":              "unreadable",
		"15":               "unreadable",
		"this next friday": "unreadable",
		"next last friday": "unreadable",
		"décembre":         "unreadable",
		"le 18h":           "unreadable",
		"1/2/3":            "unreadable",
		"118/12":           "unreadable",
		"126/12/18":        "unreadable",
		"18/12/":           "unreadable",
		"18/":              "unreadable",
		"18 décembre 1999": "unreadable",
		"December 18 2101": "unreadable",
		"fin mars 1999":    "unreadable",
		"le mois prochain": "unreadable",
		"d'ici 2 h":        "unreadable",
		"fin de partie":    "unreadable",
		"1,5 jour":         "unreadable",
	}.dates(t, paris(t, monday))
}

func TestDateAtTheEdgesOfTheCalendar(t *testing.T) {
	t.Run("a month after the 31st is the last day", func(t *testing.T) {
		phrases{"dans un mois": "2027-02-28", "le 30": "2027-03-30"}.dates(t, paris(t, "2027-01-31 09:00"))
	})
	t.Run("the last day of the year", func(t *testing.T) {
		phrases{
			"demain": "2027-01-01", "fin du mois": "2026-12-31", "1/1": "2027-01-01", "31/12": "2026-12-31",
			"fin du mois prochain": "2027-01-31",
		}.dates(t, paris(t, "2026-12-31 23:59"))
	})
	t.Run("on a Sunday", func(t *testing.T) {
		phrases{
			"fin de semaine": "past: 2026-12-04", "next monday": "2026-11-30", "next week": "ambiguous: 2026-11-30, 2026-12-01, 2026-12-02, 2026-12-03, 2026-12-04",
			"dimanche": "ambiguous: 2026-11-29, 2026-12-06",
		}.dates(t, paris(t, "2026-11-29 09:00"))
	})
}

func TestDateInEnglishAsksWhichNumberIsTheMonth(t *testing.T) {
	phrases{
		"11/12":             "ambiguous: 2026-12-11, 2027-11-12",
		"11/12/2027":        "ambiguous: 2027-12-11, 2027-11-12",
		"11/12/2026":        "ambiguous: 2026-12-11",
		"12/12":             "2026-12-12",
		"18/12":             "2026-12-18",
		"12/18":             "2026-12-18",
		"2/30":              "no_such_day: 2027-02-28",
		"0/12":              "no_such_day",
		"2026-12-11":        "2026-12-11",
		"Friday 11/12":      "ambiguous: 2026-12-11, 2027-11-12",
		"Friday 11/12/2026": "2026-12-11",
		"Sunday 11/12":      "ambiguous: 2026-12-11, 2027-11-12, 2026-12-13",
		"11 décembre":       "2026-12-11",
	}.dates(t, reader(t, monday, "Europe/Paris", "en"))
	phrases{"11/12": "2026-12-11"}.dates(t, paris(t, monday))
}

func TestPastDateReadsADayGoneBy(t *testing.T) {
	phrases{
		"23/11/2026":     "2026-11-23",
		"23/11":          "2026-11-23",
		"24/11":          "2025-11-24",
		"22 novembre":    "2026-11-22",
		"aujourd'hui":    "2026-11-23",
		"hier":           "2026-11-22",
		"avant-hier":     "2026-11-21",
		"yesterday":      "2026-11-22",
		"il y a 3 jours": "2026-11-20",
		"2 weeks ago":    "2026-11-09",
		"il y a un mois": "2026-10-23",
		"lundi dernier":  "2026-11-16",
		"mardi dernier":  "2026-11-17",
		"last friday":    "2026-11-20",
		"vendredi":       "2026-11-20",
		"lundi":          "ambiguous: 2026-11-23, 2026-11-16",
		"vendredi 20":    "2026-11-20",
		"mardi 20/11":    "ambiguous: 2026-11-20, 2026-11-17",
		"le 15":          "2026-11-15",
		"le 31":          "2026-10-31",
		"29/02":          "ambiguous: 2026-02-28, 2024-02-29",
		"fin octobre":    "2026-10-31",
		"31/02":          "no_such_day: 2026-02-28",
		"demain":         "future",
		"24/11/2026":     "future",
		"mardi prochain": "future: 2026-11-17",
		"hier 9h":        "unreadable",
		"31/12/1999":     "unreadable",
		"il y a 30 ans":  "unreadable",
	}.pastDates(t, paris(t, monday))
	// The year that one may write in January is nearer than what is said.
	phrases{"29/12/2027": "future: 2026-12-29", "5/1/2027": "future"}.pastDates(t, paris(t, "2027-01-04 09:00"))
}

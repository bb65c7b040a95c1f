package i18n_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/message"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	require.NoError(t, err)
	return loc
}

func printers(t *testing.T, loc *time.Location) (french, english i18n.Printer) {
	t.Helper()
	catalog, err := i18n.Load()
	require.NoError(t, err)
	return catalog.Printer("fr", loc), catalog.Printer("en", loc)
}

func TestDates(t *testing.T) {
	fr, en := printers(t, nil)
	for _, tc := range []struct {
		day                       string
		french, english           message.Text
		shortFrench, shortEnglish message.Text
	}{
		{"2026-12-18", "vendredi 18 décembre 2026", "Friday 18 December 2026", "18/12/2026", "18 Dec 2026"},
		{"2027-01-01", "vendredi 1er janvier 2027", "Friday 1 January 2027", "01/01/2027", "1 Jan 2027"},
		{"2026-08-02", "dimanche 2 août 2026", "Sunday 2 August 2026", "02/08/2026", "2 Aug 2026"},
		{"2028-02-29", "mardi 29 février 2028", "Tuesday 29 February 2028", "29/02/2028", "29 Feb 2028"},
		{"2026-05-21", "jeudi 21 mai 2026", "Thursday 21 May 2026", "21/05/2026", "21 May 2026"},
		{"", "", "", "", ""},
	} {
		t.Run(tc.day, func(t *testing.T) {
			day := calendar.MustParseDate(tc.day)
			require.Equal(t, tc.french, fr.Date(day))
			require.Equal(t, tc.english, en.Date(day))
			require.Equal(t, tc.shortFrench, fr.ShortDate(day))
			require.Equal(t, tc.shortEnglish, en.ShortDate(day))
		})
	}
}

func TestMoments(t *testing.T) {
	for name, tc := range map[string]struct {
		zone, utc       string
		french, english message.Text
	}{
		"a full hour":                        {"Europe/Paris", "2026-12-18T13:00:00Z", "vendredi 18 décembre 2026 à 14 h (heure de Paris)", "Friday 18 December 2026 at 14:00 (Paris time)"},
		"minutes":                            {"Europe/Paris", "2026-12-18T13:30:00Z", "vendredi 18 décembre 2026 à 14 h 30 (heure de Paris)", "Friday 18 December 2026 at 14:30 (Paris time)"},
		"few minutes":                        {"Europe/Paris", "2026-12-18T08:05:59Z", "vendredi 18 décembre 2026 à 9 h 05 (heure de Paris)", "Friday 18 December 2026 at 09:05 (Paris time)"},
		"midnight, on the next day":          {"Europe/Paris", "2026-12-31T23:00:00Z", "vendredi 1er janvier 2027 à 0 h (heure de Paris)", "Friday 1 January 2027 at 00:00 (Paris time)"},
		"summer":                             {"Europe/Paris", "2026-07-01T12:00:00Z", "mercredi 1er juillet 2026 à 14 h (heure de Paris)", "Wednesday 1 July 2026 at 14:00 (Paris time)"},
		"the last minute before summer time": {"Europe/Paris", "2027-03-28T00:59:00Z", "dimanche 28 mars 2027 à 1 h 59 (heure de Paris)", "Sunday 28 March 2027 at 01:59 (Paris time)"},
		"the first minute of summer time":    {"Europe/Paris", "2027-03-28T01:00:00Z", "dimanche 28 mars 2027 à 3 h (heure de Paris)", "Sunday 28 March 2027 at 03:00 (Paris time)"},
		"the first minute of winter time":    {"Europe/Paris", "2026-10-25T01:00:00Z", "dimanche 25 octobre 2026 à 2 h (heure de Paris)", "Sunday 25 October 2026 at 02:00 (Paris time)"},
		"Mayotte":                            {"Indian/Mayotte", "2026-12-18T13:00:00Z", "vendredi 18 décembre 2026 à 16 h (heure de Mayotte)", "Friday 18 December 2026 at 16:00 (Mayotte time)"},
		"La Réunion, which has no summer":    {"Indian/Reunion", "2026-07-01T12:00:00Z", "mercredi 1er juillet 2026 à 16 h (heure de La Réunion)", "Wednesday 1 July 2026 at 16:00 (La Réunion time)"},
		"Guyane, named as people do":         {"America/Cayenne", "2026-12-18T13:00:00Z", "vendredi 18 décembre 2026 à 10 h (heure de Guyane)", "Friday 18 December 2026 at 10:00 (French Guiana time)"},
		"Nouvelle-Calédonie, on another day": {"Pacific/Noumea", "2026-12-18T13:00:00Z", "samedi 19 décembre 2026 à 0 h (heure de Nouvelle-Calédonie)", "Saturday 19 December 2026 at 00:00 (New Caledonia time)"},
		"a city that begins with a vowel":    {"Europe/Amsterdam", "2026-12-18T13:00:00Z", "vendredi 18 décembre 2026 à 14 h (heure d'Amsterdam)", "Friday 18 December 2026 at 14:00 (Amsterdam time)"},
		"a city of two words":                {"America/New_York", "2026-12-18T13:00:00Z", "vendredi 18 décembre 2026 à 8 h (heure de New York)", "Friday 18 December 2026 at 08:00 (New York time)"},
		"UTC":                                {"UTC", "2026-12-18T13:00:00Z", "vendredi 18 décembre 2026 à 13 h (UTC)", "Friday 18 December 2026 at 13:00 (UTC)"},
	} {
		t.Run(name, func(t *testing.T) {
			at, err := time.Parse(time.RFC3339, tc.utc)
			require.NoError(t, err)
			fr, en := printers(t, zone(t, tc.zone))
			require.Equal(t, tc.french, fr.Moment(at))
			require.Equal(t, tc.english, en.Moment(at))
		})
	}
}

// Each place of the Republic that a project can be set to has the name that is said
// there.
func TestEveryZoneOfTheRepublicHasItsName(t *testing.T) {
	for place, want := range map[string][2]message.Text{
		"Paris": {"heure de Paris", "Paris time"}, "Guadeloupe": {"heure de Guadeloupe", "Guadeloupe time"},
		"Martinique": {"heure de Martinique", "Martinique time"}, "Guyane": {"heure de Guyane", "French Guiana time"},
		"La Réunion": {"heure de La Réunion", "La Réunion time"}, "Mayotte": {"heure de Mayotte", "Mayotte time"},
		"Saint-Barthélemy":         {"heure de Saint-Barthélemy", "Saint Barthélemy time"},
		"Saint-Martin":             {"heure de Saint-Martin", "Saint Martin time"},
		"Saint-Pierre-et-Miquelon": {"heure de Saint-Pierre-et-Miquelon", "Saint Pierre and Miquelon time"},
		"Nouvelle-Calédonie":       {"heure de Nouvelle-Calédonie", "New Caledonia time"},
		"Tahiti":                   {"heure de Tahiti", "Tahiti time"}, "Marquises": {"heure des Marquises", "Marquesas time"},
		"Gambier": {"heure des Gambier", "Gambier time"}, "Wallis": {"heure de Wallis-et-Futuna", "Wallis and Futuna time"},
		"Indian/Kerguelen": {"heure des Kerguelen", "Kerguelen time"}, "Antarctica/DumontDUrville": {"heure de Terre Adélie", "Adélie Land time"},
	} {
		name, err := record.ParseZone(place)
		require.NoError(t, err)
		fr, en := printers(t, zone(t, name))
		require.Equal(t, want, [2]message.Text{fr.Zone(), en.Zone()}, place)
	}
	var unknown *record.Error
	_, err := record.ParseZone("Atlantis")
	require.ErrorAs(t, err, &unknown)
	for _, place := range unknown.Args["known"].([]string) { // those that are proposed
		name, err := record.ParseZone(place)
		require.NoError(t, err)
		require.True(t, i18n.NamesZone(name), place)
	}
}

func TestShortMoments(t *testing.T) {
	fr, en := printers(t, zone(t, "Europe/Paris"))
	at := time.Date(2026, time.November, 23, 23, 12, 0, 0, time.UTC)
	require.Equal(t, message.Text("24/11/2026 0 h 12"), fr.Stamp(at))
	require.Equal(t, message.Text("24 Nov 2026 00:12"), en.Stamp(at))
	require.Equal(t, message.Text("24/11/2026"), fr.Day(at))
	require.Equal(t, message.Text("24 Nov 2026"), en.Day(at))
	require.Empty(t, fr.Moment(time.Time{}))
}

func TestAZoneWithoutANameIsUTC(t *testing.T) {
	for _, loc := range []*time.Location{nil, time.UTC, time.FixedZone("", 0)} {
		fr, en := printers(t, loc)
		require.Equal(t, message.Text("UTC"), fr.Zone())
		require.Equal(t, message.Text("UTC"), en.Zone())
	}
}

func TestDurations(t *testing.T) {
	fr, en := printers(t, nil)
	for d, want := range map[time.Duration][2]message.Text{
		2 * time.Hour:                 {"2 h", "2 h"},
		90 * time.Minute:              {"1 h 30", "1 h 30"},
		65 * time.Minute:              {"1 h 05", "1 h 05"},
		45 * time.Minute:              {"45 min", "45 min"},
		24 * time.Hour:                {"1 jour", "1 day"},
		7 * 24 * time.Hour:            {"7 jours", "7 days"},
		25*time.Hour + time.Minute*30: {"25 h 30", "25 h 30"},
		0:                             {"0 min", "0 min"},
	} {
		require.Equal(t, want[0], fr.Duration(d))
		require.Equal(t, want[1], en.Duration(d))
	}
}

func TestTheZoneIsNamedToWhoIsElsewhere(t *testing.T) {
	t.Parallel()
	paris, brussels, reunion := zone(t, "Europe/Paris"), zone(t, "Europe/Brussels"), zone(t, "Indian/Reunion")
	fr, _ := printers(t, paris)
	noon := time.Date(2026, 12, 18, 11, 0, 0, 0, time.UTC)
	day := calendar.Date{Year: 2026, Month: 12, Day: 18}
	for name, tc := range map[string]struct {
		reader   *time.Location
		expected message.Text
	}{
		"not known":     {nil, "heure de Paris"},
		"there":         {paris, ""},
		"the same hour": {brussels, ""},
		"another hour":  {reunion, "heure de Paris"},
	} {
		p := fr.For(tc.reader)
		require.Equal(t, tc.expected, p.Elsewhere(noon), name)
		require.Equal(t, tc.expected, p.ElsewhereAfter(day), name)
		said := message.Text("vendredi 18 décembre 2026 à 12 h")
		if tc.expected != "" {
			said += " (" + tc.expected + ")"
		}
		require.Equal(t, said, p.Moment(noon), name)
	}
	morocco := fr.In(zone(t, "Africa/Casablanca")).For(paris)
	require.NotEmpty(t, morocco.Elsewhere(time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)), "an hour apart in summer")
}

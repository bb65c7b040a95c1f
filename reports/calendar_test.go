package reports_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"
	"github.com/stretchr/testify/require"

	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/sitting"
	"pilotent/i18n"
	"pilotent/reports"
)

func meetingsToWrite() sitting.MeetingExtract {
	at := func(number, version int, on string) committee.Meeting {
		return committee.Meeting{
			Project: "p1", Number: number, Committee: "COPIL", Day: day(on), Hour: 14, Minute: 30, Zone: "Europe/Paris", State: committee.MeetingScheduled,
			Version: version, CreatedAt: now, Author: person("coordinatrice"),
		}
	}
	plainOne, rich, off := at(1, 1, "2027-03-29"), at(12, 3, "2027-10-31"), at(13, 2, "2027-01-05")
	rich.Title, rich.Place, rich.Duration, rich.Reason = "**Bilan** : L'Haÿ, `suite`; *fin*", "Mairie, salle « IEN : Vitry »", 2*time.Hour, "grève"
	off.State = committee.MeetingOff
	return sitting.MeetingExtract{
		Extract:  record.Extract{Project: record.Project{ID: "p1", Name: "ENT de L'Haÿ", Zone: "Europe/Paris"}, Now: now},
		Meetings: []committee.Meeting{off, plainOne, rich},
	}
}

func TestMeetingsAsACalendar(t *testing.T) {
	text := reports.Calendar(printer(t, i18n.French), meetingsToWrite())
	c, err := ical.NewDecoder(bytes.NewReader(text)).Decode()
	require.NoError(t, err)
	var read []string
	for _, e := range c.Events() {
		start, err := e.DateTimeStart(nil)
		require.NoError(t, err)
		line := []string{start.UTC().Format(time.RFC3339)}
		for _, name := range []string{"UID", "SEQUENCE", "STATUS", "SUMMARY", "LOCATION", "DESCRIPTION"} {
			if p := e.Props.Get(name); p != nil {
				value := strings.NewReplacer(`\n`, "|", `\,`, ",", `\;`, ";").Replace(p.Value)
				line = append(line, value)
			}
		}
		read = append(read, strings.Join(line, "/"))
	}
	require.Equal(t, []string{
		"2027-01-05T13:30:00Z/R-13.p1@pilotent/1/CANCELLED/Annulée : Réunion COPIL/" +
			"Réunion R-13 du comité COPIL, ENT de L'Haÿ|Sa durée n'est pas précisée.|Pour la revoir dans Mattermost : /reunion voir R-13",
		"2027-03-29T12:30:00Z/R-1.p1@pilotent/0/CONFIRMED/Réunion COPIL/" +
			"Réunion R-1 du comité COPIL, ENT de L'Haÿ|Sa durée n'est pas précisée.|Pour la revoir dans Mattermost : /reunion voir R-1",
		"2027-10-31T13:30:00Z/R-12.p1@pilotent/2/CONFIRMED/COPIL : **Bilan** : L'Haÿ, `suite`; *fin*/Mairie, salle « IEN : Vitry »/" +
			"Réunion R-12 du comité COPIL, ENT de L'Haÿ|Motif : grève|Pour la revoir dans Mattermost : /reunion voir R-12",
	}, read)
	require.Equal(t, string(text), string(reports.Calendar(printer(t, i18n.French), meetingsToWrite())))
	require.Contains(t, string(reports.Calendar(printer(t, i18n.English), meetingsToWrite())), "SUMMARY:Cancelled: COPIL meeting\r\n")
}

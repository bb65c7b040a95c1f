package ics_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/emersion/go-ical"
	"github.com/stretchr/testify/require"

	"pilotent/ics"
)

func decoded(t *testing.T, text []byte) []ical.Event {
	t.Helper()
	c, err := ical.NewDecoder(bytes.NewReader(text)).Decode()
	require.NoError(t, err)
	return c.Events()
}

func readByGo(t *testing.T, text []byte) (list []read) {
	t.Helper()
	for _, e := range decoded(t, text) {
		get := func(name string) string {
			p := e.Props.Get(name)
			if p == nil {
				return ""
			}
			text, err := p.Text()
			require.NoError(t, err)
			return text
		}
		sequence, err := e.Props.Get("SEQUENCE").Int()
		require.NoError(t, err)
		start, err := e.DateTimeStart(nil)
		require.NoError(t, err)
		r := read{
			UID: get("UID"), Sequence: sequence, Start: start.UTC().Format(time.RFC3339), Summary: get("SUMMARY"),
			Description: get("DESCRIPTION"), Location: get("LOCATION"), Status: get("STATUS"),
		}
		if e.Props.Get("DTEND") != nil {
			end, err := e.DateTimeEnd(nil)
			require.NoError(t, err)
			r.End = end.UTC().Format(time.RFC3339)
		}
		list = append(list, r)
	}
	return list
}

// expandedByGo are the occurrences as go-ical and its rrule-go have them, with what
// exceptions put in their place.
func expandedByGo(t *testing.T, text []byte) (list []string) {
	t.Helper()
	moved := map[string]string{}
	var master *ical.Event
	for _, e := range decoded(t, text) {
		start, err := e.DateTimeStart(nil)
		require.NoError(t, err)
		slot := e.Props.Get("RECURRENCE-ID")
		if slot == nil {
			master = &e
			continue
		}
		id, err := slot.DateTime(nil)
		require.NoError(t, err)
		moved[id.UTC().Format(time.RFC3339)] = start.UTC().Format(time.RFC3339) + " " + e.Props.Get("STATUS").Value
	}
	set, err := master.RecurrenceSet(nil)
	require.NoError(t, err)
	for _, occurrence := range set.All() {
		key := occurrence.UTC().Format(time.RFC3339)
		if there, ok := moved[key]; ok {
			list = append(list, there)
			continue
		}
		list = append(list, key+" CONFIRMED")
	}
	return list
}

// What programs read is what was meant: the instants first.
func TestInstantsAreReadRight(t *testing.T) {
	t.Parallel()
	for name, r := range readers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			instantsAreReadRight(t, r)
		})
	}
}

func instantsAreReadRight(t *testing.T, r reader) {
	t.Helper()
	c := ics.Calendar{Zone: "Europe/Paris"}
	for place, days := range changes {
		c.Events = append(c.Events, nights(place, days...)...)
	}
	check := func(text []byte) {
		got := r.events(t, text)
		require.Len(t, got, len(c.Events))
		for i, e := range c.Events {
			start := e.Start.Day.At(e.Start.Hour, e.Start.Minute, zone(t, e.Zone))
			require.Equal(t, start.UTC().Format(time.RFC3339), got[i].Start, "%s %v", e.Zone, e.Start)
			require.Equal(t, start.Add(e.Duration).UTC().Format(time.RFC3339), got[i].End, "%s %v", e.Zone, e.Start)
		}
	}
	check(c.Text())
	if r.rules {
		check(unknown(c.Text()))
	}
}

// rich is an event with everything that is read wrongly somewhere.
func rich() ics.Event {
	return ics.Event{
		UID: "R-12.ent@pilotent", Sequence: 3, Changed: changed, Start: at("2027-05-20", 14, 30), Zone: "Europe/Paris",
		Summary:     "COPIL : l'après-convention, bilan; suite \\ fin",
		Description: "Point 1, formation ;\r\npoint 2 : « œuvre » de Łódź\rpoint 3\n" + string(bytes.Repeat([]byte("é"), 200)),
		Location:    "Mairie de L'Haÿ-les-Roses, salle A;B", Cancelled: true,
	}
}

func TestTextsAreReadRight(t *testing.T) {
	t.Parallel()
	for name, r := range readers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			textsAreReadRight(t, r)
		})
	}
}

func textsAreReadRight(t *testing.T, r reader) {
	t.Helper()
	text := ics.Calendar{Name: "Réunions : L'Haÿ, « IEN »", Method: ics.MethodCancel, Zone: "Europe/Paris", Events: []ics.Event{rich()}}.Text()
	got := r.events(t, text)
	require.Len(t, got, 1)
	require.Equal(t, read{
		UID: "R-12.ent@pilotent", Sequence: 3, Start: "2027-05-20T12:30:00Z",
		Summary:     "COPIL : l'après-convention, bilan; suite \\ fin",
		Description: "Point 1, formation ;\npoint 2 : « œuvre » de Łódź\npoint 3\n" + string(bytes.Repeat([]byte("é"), 200)),
		Location:    "Mairie de L'Haÿ-les-Roses, salle A;B", Status: "CANCELLED",
	}, got[0])
}

// series is a series of first Tuesdays over a change of clocks, one left out, one moved,
// one cancelled.
func series() ics.Calendar {
	base := ics.Event{
		UID: "S-1.ent@pilotent", Changed: changed, Start: at("2027-01-05", 14, 0), Zone: "Europe/Paris", Duration: 2 * time.Hour, Summary: "COPIL",
	}
	master, moved, off := base, base, base
	master.Rule = "FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270706T120000Z"
	master.Excluded = []ics.Wall{at("2027-02-02", 14, 0), at("2027-04-06", 14, 0)}
	moved.Slot, moved.Start, moved.Sequence = at("2027-04-06", 14, 0), at("2027-04-08", 9, 30), 1
	off.Slot, off.Start, off.Cancelled = at("2027-06-01", 14, 0), at("2027-06-01", 14, 0), true
	return ics.Calendar{Zone: "Europe/Paris", Events: []ics.Event{master, moved, off}}
}

func TestSeriesAreReadRight(t *testing.T) {
	t.Parallel()
	for name, r := range readers() {
		if r.occurrences == nil {
			continue // it does not compute them
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seriesAreReadRight(t, r)
		})
	}
}

func seriesAreReadRight(t *testing.T, r reader) {
	t.Helper()
	require.Equal(t, []string{
		"2027-01-05T13:00:00Z CONFIRMED", "2027-03-02T13:00:00Z CONFIRMED", "2027-04-08T07:30:00Z CONFIRMED", "2027-05-04T12:00:00Z CONFIRMED",
		"2027-06-01T12:00:00Z CANCELLED", "2027-07-06T12:00:00Z CONFIRMED",
	}, r.occurrences(t, series().Text()))
}

package governance_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/committee"
	"pilotent/governance/record"
)

func TestEditMeeting(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		edit  committee.EditMeeting
		parts record.Parts
		key   string
	}{
		"the place":       {edit: committee.EditMeeting{Place: " Inspection ", Reason: "travaux"}, parts: record.Parts{record.PartPlace}},
		"the length":      {edit: committee.EditMeeting{Duration: time.Hour}, parts: record.Parts{record.PartDuration}},
		"the title":       {edit: committee.EditMeeting{Title: "Vague 2"}, parts: record.Parts{record.PartTitle}},
		"all":             {edit: committee.EditMeeting{Title: "x", Place: "y", Duration: time.Hour}, parts: record.Parts{record.PartTitle, record.PartPlace, record.PartDuration}},
		"nothing":         {key: "meeting.nothing"},
		"what it was":     {edit: committee.EditMeeting{Place: "Mairie", Duration: 2 * time.Hour}, key: "meeting.unchanged"},
		"a length of 13h": {edit: committee.EditMeeting{Duration: 13 * time.Hour}, key: "meeting.duration"},
		"no title":        {edit: committee.EditMeeting{Title: "?"}, key: "text.no_sign"},
		"another one":     {edit: committee.EditMeeting{Number: 9, Place: "x"}, key: "meeting.unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).withCopil()
			m, _, err := w.ScheduleMeeting(t.Context(), w.as(pilot), committee.NewMeeting{
				Committee: "COPIL", Start: w.moment("2026-12-18 14:00"), Duration: 2 * time.Hour, Place: "Mairie",
			})
			require.NoError(t, err)
			reminders := w.owed(m.Subject(), committee.MeetingReminder)
			if tc.edit.Number == 0 {
				tc.edit.Number = m.Number
			}
			is := w.dump()
			before, after, err := w.EditMeeting(t.Context(), w.as(member), tc.edit)
			require.Equal(t, tc.key, keyOf(err))
			if tc.key != "" {
				require.Equal(t, is, w.dump())
				return
			}
			require.Equal(t, before.Start(), after.Start())
			lines := w.history(m.Subject())
			require.Equal(t, tc.parts, committee.EditedParts(lines[1]))
			require.Equal(t, tc.edit.Reason, lines[1].Note)
			require.Equal(t, []string{"2026-11-23 08:00 channel/c-copil"}, w.owed(m.Subject(), committee.MeetingEdited))
			require.Equal(t, reminders, w.owed(m.Subject(), committee.MeetingReminder))
		})
	}
	t.Run("one that has begun, or is cancelled, is not edited", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		begun, off := w.schedule("COPIL", "2026-12-18 14:00"), w.schedule("COPIL", "2027-01-18 14:00")
		_, err := w.CancelMeeting(t.Context(), w.as(pilot), off.Number, "")
		require.NoError(t, err)
		w.at("2026-12-18 14:00")
		for key, number := range map[string]int{"meeting.begun": begun.Number, "meeting.off": off.Number} {
			_, _, err := w.EditMeeting(t.Context(), w.as(pilot), committee.EditMeeting{Number: number, Place: "x"})
			require.Equal(t, key, keyOf(err))
		}
	})
	t.Run("one that becomes longer is asked back where it runs into the next", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		m := w.schedule("COPIL", "2026-12-18 14:00")
		w.schedule("COPIL", "2026-12-18 16:00")
		doubtful := w.as(pilot)
		doubtful.Consent = record.Consent{}
		_, _, err := w.EditMeeting(t.Context(), doubtful, committee.EditMeeting{Number: m.Number, Duration: 3 * time.Hour})
		var question *record.QuestionError
		require.ErrorAs(t, err, &question)
		require.Equal(t, "meeting.overlaps", question.Doubts[0].Key)
	})
}

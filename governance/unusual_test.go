package governance_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
)

// careful is somebody who has said yes to nothing.
func (w *world) careful(u record.UserID, in ...record.ChannelID) record.Actor {
	a := w.as(u, in...)
	a.Consent = record.Consent{}
	return a
}

// asked are the keys of what is asked back, each with the argument named; nil
// when nothing is.
func asked(t testing.TB, err error, arg string) []string {
	t.Helper()
	question, ok := errors.AsType[*record.QuestionError](err)
	if !ok {
		require.NoError(t, err)
		return nil
	}
	var keys []string
	for _, d := range question.Doubts {
		key := d.Key
		if v, ok := d.Args[arg]; ok {
			key += " " + fmt.Sprint(v)
		}
		keys = append(keys, key)
	}
	return keys
}

// In Guadeloupe, whose holidays are its own, with the school holidays of an
// académie.
func unusualWorld(t *testing.T) *world {
	t.Helper()
	w := newWorld(t).withCopil()
	_, err := w.ImportVacations(t.Context(), person("u-operator"), table(t,
		vacationHeader+"Vacances d'Hiver;-;2027-02-19T23:00:00+00:00;2027-03-07T23:00:00+00:00;Créteil;Zone C;2026-2027\n"+
			"Vacances d'Hiver;-;2027-02-12T23:00:00+00:00;2027-02-28T23:00:00+00:00;Lille;Zone B;2026-2027\n"))
	require.NoError(t, err)
	creteil := "Créteil"
	_, err = w.ChangeSettings(t.Context(), w.as(pilot), governance.SettingsChange{
		Region: calendar.RegionGuadeloupe, Quiet: reminder.QuietChange{Vacations: &creteil},
	})
	require.NoError(t, err)
	return w
}

func TestAnUnusualDayIsAskedBackWithItsReason(t *testing.T) {
	t.Parallel()
	w := unusualWorld(t)
	for _, tc := range []struct {
		day  string
		want []string
	}{
		{"2026-11-24", nil},
		{"2026-11-28", nil}, // a Saturday
		{"2026-11-29", []string{"day.sunday"}},
		{"2026-12-25", []string{"day.holiday christmas"}},
		{"2027-05-27", []string{"day.holiday abolition"}}, // in Guadeloupe only
		{"2027-05-01", []string{"day.holiday labour-day"}},
		{"2027-04-27", nil}, // a holiday in Mayotte
		{"2027-08-15", []string{"day.holiday assumption", "day.sunday"}},
		{"2027-02-19", nil},
		{"2027-02-20", nil}, // they begin after class
		{"2027-02-13", nil}, // those of another académie
		{"2027-02-21", []string{"day.sunday", "day.vacation"}},
		{"2027-03-07", []string{"day.sunday", "day.vacation"}},
		{"2027-02-22", []string{"day.vacation"}},
		{"2027-03-08", nil},
		{"2028-05-22", nil}, // 17 months
		{"2028-05-23", []string{"day.far"}},
		{"2036-11-24", []string{"day.far"}},
	} {
		t.Run(tc.day, func(t *testing.T) {
			_, _, err := w.ScheduleMeeting(t.Context(), w.careful(pilot), committee.NewMeeting{Committee: "copil", Start: w.moment(tc.day + " 14:00")})
			require.Equal(t, tc.want, asked(t, err, "holiday"), "a meeting")
			_, err = w.CreateAction(t.Context(), w.careful(pilot), rollout.NewAction{Title: "Former, le " + tc.day, Due: day(tc.day)})
			require.Equal(t, tc.want, asked(t, err, "holiday"), "an action")
			act, err := w.CreateAction(t.Context(), w.as(pilot), rollout.NewAction{Title: "Équiper, le " + tc.day})
			require.NoError(t, err)
			_, _, err = w.PostponeAction(t.Context(), w.careful(pilot), act.Number, to(day(tc.day)), "")
			require.Equal(t, tc.want, asked(t, err, "holiday"), "an action that is put off")
		})
	}
}

func TestAMeetingInTheNightIsAskedBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	for hour := range 24 {
		_, _, err := w.ScheduleMeeting(t.Context(), w.careful(pilot), committee.NewMeeting{
			Committee: "copil", Start: w.moment(fmt.Sprintf("2026-12-%02d %02d:30", 1+hour%4, hour)), Duration: 10 * time.Minute,
		})
		var want []string
		if hour < 7 || hour >= 22 {
			want = []string{fmt.Sprintf("meeting.night {%d 30}", hour)}
		}
		require.Equal(t, want, asked(t, err, "hour"))
	}
}

func TestACommitteeThatSitsAlreadyIsAskedBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.committee("SUIVI", secret, record.DiffusionCommittee)
	plan := func(a record.Actor, code, start string, length time.Duration) (committee.Meeting, error) {
		m, _, err := w.ScheduleMeeting(t.Context(), a, committee.NewMeeting{Committee: code, Start: w.moment(start), Duration: length})
		return m, err
	}
	_, err := plan(w.as(pilot), "COPIL", "2026-12-01 14:00", 2*time.Hour)
	require.NoError(t, err)
	_, err = plan(w.as(pilot), "COPIL", "2026-12-02 14:00", 0)
	require.NoError(t, err)
	_, err = plan(w.as(pilot), "SUIVI", "2026-12-03 14:00", 2*time.Hour)
	require.NoError(t, err)
	off, err := plan(w.as(pilot), "COPIL", "2026-12-04 14:00", 2*time.Hour)
	require.NoError(t, err)
	_, err = w.CancelMeeting(t.Context(), w.as(pilot), off.Number, "")
	require.NoError(t, err)
	apart, err := plan(w.as(pilot), "COPIL", "2026-12-09 14:00", time.Hour)
	require.NoError(t, err)
	for _, tc := range []struct {
		start  string
		length time.Duration
		want   []string
	}{
		{"2026-12-01 14:00", 0, []string{"meeting.twice R-1"}},
		{"2026-12-01 15:59", 0, []string{"meeting.overlaps R-1"}},
		{"2026-12-01 16:00", 0, nil},
		{"2026-12-01 12:00", 2 * time.Hour, nil},
		{"2026-12-01 12:00", 121 * time.Minute, []string{"meeting.overlaps R-1"}},
		{"2026-12-01 13:30", 0, []string{"meeting.overlaps R-1"}}, // taken to last an hour
		{"2026-12-02 14:00", time.Hour, []string{"meeting.twice R-2"}},
		{"2026-12-02 14:59", time.Hour, []string{"meeting.overlaps R-2"}},
		{"2026-12-02 15:00", time.Hour, nil},
		{"2026-12-03 14:00", time.Hour, nil}, // another committee's
		{"2026-12-04 14:00", time.Hour, nil}, // cancelled
	} {
		t.Run(tc.start+" "+tc.length.String(), func(t *testing.T) {
			m, err := plan(w.careful(member), "COPIL", tc.start, tc.length)
			require.Equal(t, tc.want, asked(t, err, "ref"))
			if err == nil {
				_, err = w.CancelMeeting(t.Context(), w.as(pilot), m.Number, "")
				require.NoError(t, err)
			}
		})
	}
	t.Run("moved onto another", func(t *testing.T) {
		_, _, err := w.MoveMeeting(t.Context(), w.careful(pilot), apart.Number, to(w.moment("2026-12-01 14:00")), "")
		require.Equal(t, []string{"meeting.twice R-1"}, asked(t, err, "ref"))
		_, _, err = w.MoveMeeting(t.Context(), w.careful(pilot), apart.Number, to(w.moment("2026-12-01 15:00")), "")
		require.Equal(t, []string{"meeting.overlaps R-1"}, asked(t, err, "ref"))
		_, _, err = w.MoveMeeting(t.Context(), w.careful(pilot), apart.Number, to(w.moment("2026-12-09 14:30")), "")
		require.Empty(t, asked(t, err, "ref"), "onto itself")
	})
}

func TestWhatWasSaidYesToIsNotAskedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	m := w.schedule("COPIL", "2026-12-06 23:00") // a Sunday
	for _, tc := range []struct {
		start string
		want  []string
	}{
		{"2026-12-06 22:30", nil},
		{"2026-12-06 14:00", nil},
		{"2026-12-06 06:00", []string{"meeting.night"}},
		{"2026-12-07 14:00", nil},
		{"2026-12-13 14:00", []string{"day.sunday"}},
	} {
		_, _, err := w.MoveMeeting(t.Context(), w.careful(pilot), m.Number, to(w.moment(tc.start)), "")
		require.Equal(t, tc.want, asked(t, err, ""), tc.start)
	}
}

// Consent covers what was shown, and nothing else.
func TestAnotherSundayIsAskedBackAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	plan := func(start string, marks ...string) error {
		a := w.careful(pilot)
		a.Consent.Marks = marks
		_, _, err := w.ScheduleMeeting(t.Context(), a, committee.NewMeeting{Committee: "copil", Start: w.moment(start)})
		return err
	}
	before := w.dump()
	question, ok := errors.AsType[*record.QuestionError](plan("2026-12-06 14:00"))
	require.True(t, ok)
	require.Equal(t, before, w.dump(), "nothing was written")
	mark := question.Doubts[0].Mark()
	require.Equal(t, []string{"day.sunday"}, asked(t, plan("2026-12-13 14:00", mark), ""))
	require.Equal(t, []string{"meeting.night"}, asked(t, plan("2026-12-06 23:00", mark), ""))
	require.NoError(t, plan("2026-12-06 14:00", mark))
}

func TestWhatIsWrittenDownTwiceIsAskedBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.committee("SUIVI", secret, record.DiffusionCommittee)
	decide := func(text, code string, proposed bool, schools ...record.UAI) []string {
		_, err := w.LogDecision(t.Context(), w.careful(pilot), committee.NewDecision{Text: text, Committee: code, Proposed: proposed, Schools: schools})
		return asked(t, err, "decision")
	}
	give := func(title string, people []record.Person, schools ...record.UAI) []string {
		_, err := w.CreateAction(t.Context(), w.careful(pilot), rollout.NewAction{Title: title, Assignees: people, Schools: schools})
		return asked(t, err, "ref")
	}
	t.Run("a decision", func(t *testing.T) {
		require.Empty(t, decide("Ouvrir l'ENT", "COPIL", true))
		require.Equal(t, []string{"decision.repeated COPIL-2026-001"}, decide("Ouvrir l'ENT", "COPIL", true))
		require.Equal(t, []string{"decision.repeated COPIL-2026-001"}, decide(" OUVRIR l’ent ! ", "COPIL", false))
		require.Empty(t, decide("Ouvrir l'ENT", "SUIVI", true), "another committee's")
		require.Empty(t, decide("Ouvrir l'ENT", "COPIL", true, wallonA), "for a school")
		require.Empty(t, decide("Ouvrir l'ENT", "COPIL", true, wallonB), "for another one")
		_, err := w.SettleDecision(t.Context(), w.as(pilot), "COPIL-2026-001", committee.DecisionAdopted, "")
		require.NoError(t, err)
		require.Equal(t, []string{"decision.repeated COPIL-2026-001"}, decide("Ouvrir l'ENT", "COPIL", true), "adopted of late")
		_, err = w.SettleDecision(t.Context(), w.as(pilot), "COPIL-2026-002", committee.DecisionRejected, "Trop tôt")
		require.NoError(t, err)
		require.Empty(t, decide("Ouvrir l'ENT", "COPIL", true, wallonA), "after it was rejected")
	})
	t.Run("an action", func(t *testing.T) {
		require.Empty(t, give("Former", []record.Person{person(member)}, wallonA, wallonB))
		require.Equal(t, []string{"action.repeated A-1"}, give("former.", []record.Person{person(member)}, wallonB, wallonA))
		require.Empty(t, give("Former", []record.Person{person(other)}, wallonA, wallonB), "somebody else's")
		require.Empty(t, give("Former", []record.Person{person(member)}, wallonA), "for other schools")
		require.Empty(t, give("Former les directeurs", []record.Person{person(member)}, wallonA, wallonB), "another one")
		_, err := w.CompleteAction(t.Context(), w.as(pilot), 1, rollout.Report{})
		require.NoError(t, err)
		require.Empty(t, give("Former", []record.Person{person(member)}, wallonA, wallonB), "once it is done")
	})
	t.Run("a note", func(t *testing.T) {
		note := func(uai record.UAI, text string) []string {
			_, err := w.NoteSchool(t.Context(), w.careful(member), uai, text)
			return asked(t, err, "by")
		}
		require.Empty(t, note(wallonA, "Vidéoprojecteur en panne"))
		require.Len(t, note(wallonA, "vidéoprojecteur en panne."), 1)
		require.Empty(t, note(wallonB, "Vidéoprojecteur en panne"))
		require.Empty(t, note(wallonA, "Vidéoprojecteur réparé"))
	})
	t.Run("a month later it comes round", func(t *testing.T) {
		w.at("2026-12-24 09:00")
		require.Empty(t, decide("Ouvrir l'ENT", "COPIL", true))
		_, err := w.NoteSchool(t.Context(), w.careful(member), wallonA, "Vidéoprojecteur en panne")
		require.NoError(t, err)
	})
}

// What a committee keeps to itself is not told to who may not see it.
func TestNothingIsToldOfWhatAnotherCommitteeHas(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.committee("SECRET", secret, record.DiffusionCommittee)
	w.propose("Changer d'éditeur", "SECRET")
	w.schedule("SECRET", "2026-12-01 14:00")
	_, err := w.LogDecision(t.Context(), w.careful(member), committee.NewDecision{Text: "Changer d'éditeur", Committee: "COPIL", Proposed: true})
	require.NoError(t, err)
	_, _, err = w.ScheduleMeeting(t.Context(), w.careful(member), committee.NewMeeting{Committee: "COPIL", Start: w.moment("2026-12-01 14:00")})
	require.NoError(t, err)
	_, err = w.LogDecision(t.Context(), w.careful(member), committee.NewDecision{Text: "Changer d'éditeur", Committee: "SECRET", Proposed: true})
	require.True(t, slices.Contains([]record.Code{record.Forbidden, record.NotFound}, record.CodeOf(err)), "%v", err)
}

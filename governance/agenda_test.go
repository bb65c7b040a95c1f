package governance_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/committee"
	"pilotent/governance/organisation"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
	"pilotent/governance/sitting"
)

// puts puts points on the agenda of a meeting, one after the other.
func (w *world) puts(m committee.Meeting, titles ...string) sitting.Agenda {
	w.Helper()
	var of sitting.Agenda
	for _, title := range titles {
		var err error
		of, _, err = w.ProposePoint(w.Context(), w.as(pilot), sitting.NewPoint{Meeting: m.Number, Title: title})
		require.NoError(w, err)
	}
	return of
}

// titles are what is on an agenda, in its order.
func titles(of sitting.Agenda) (list []string) {
	for i, p := range of.Points {
		list = append(list, p.Title)
		if p.Place != i+1 {
			list = append(list, fmt.Sprint("at ", p.Place))
		}
	}
	return list
}

func TestAgendaInOrder(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change func(w *world, m int) (sitting.Agenda, sitting.Point, error)
		want   []string
		key    string
	}{
		"the last goes first": {func(w *world, m int) (sitting.Agenda, sitting.Point, error) {
			return w.PlacePoint(w.Context(), w.as(pilot), m, 3, 1)
		}, []string{"C", "A", "B"}, ""},
		"the first goes last": {func(w *world, m int) (sitting.Agenda, sitting.Point, error) {
			return w.PlacePoint(w.Context(), w.as(pilot), m, 1, 3)
		}, []string{"B", "C", "A"}, ""},
		"one is withdrawn, the others move up": {func(w *world, m int) (sitting.Agenda, sitting.Point, error) {
			return w.WithdrawPoint(w.Context(), w.as(pilot), m, 1, "")
		}, []string{"B", "C"}, ""},
		"no such place": {func(w *world, m int) (sitting.Agenda, sitting.Point, error) {
			return w.PlacePoint(w.Context(), w.as(pilot), m, 1, 4)
		}, []string{"A", "B", "C"}, "agenda.place"},
		"no such point": {func(w *world, m int) (sitting.Agenda, sitting.Point, error) {
			return w.PlacePoint(w.Context(), w.as(pilot), m, 4, 1)
		}, []string{"A", "B", "C"}, "agenda.unknown"},
		"where it is": {func(w *world, m int) (sitting.Agenda, sitting.Point, error) {
			return w.PlacePoint(w.Context(), w.as(pilot), m, 2, 2)
		}, []string{"A", "B", "C"}, "agenda.unchanged"},
		"nothing to say otherwise": {func(w *world, m int) (sitting.Agenda, sitting.Point, error) {
			return w.EditPoint(w.Context(), w.as(pilot), sitting.EditPoint{Meeting: m, Place: 2})
		}, []string{"A", "B", "C"}, "agenda.nothing"},
		"a length of 13 h": {func(w *world, m int) (sitting.Agenda, sitting.Point, error) {
			return w.EditPoint(w.Context(), w.as(pilot), sitting.EditPoint{Meeting: m, Place: 2, Length: 13 * time.Hour})
		}, []string{"A", "B", "C"}, "meeting.duration"},
		"another title": {func(w *world, m int) (sitting.Agenda, sitting.Point, error) {
			return w.EditPoint(w.Context(), w.as(pilot), sitting.EditPoint{Meeting: m, Place: 2, Title: "D"})
		}, []string{"A", "D", "C"}, ""},
		"no title": {func(w *world, m int) (sitting.Agenda, sitting.Point, error) {
			return w.ProposePoint(w.Context(), w.as(pilot), sitting.NewPoint{Meeting: m, Title: " "})
		}, []string{"A", "B", "C"}, "text.empty"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).withCopil()
			m := w.schedule("COPIL", "2026-12-18 14:00")
			w.puts(m, "A", "B", "C")
			is := w.dump()
			_, _, err := tc.change(w, m.Number)
			require.Equal(t, tc.key, keyOf(err))
			if tc.key != "" {
				require.Equal(t, is, w.dump())
			}
			of, err := w.Agenda(t.Context(), w.as(member), m.Number)
			require.NoError(t, err)
			require.Equal(t, tc.want, titles(of))
		})
	}
}

func TestWhoOrdersTheAgenda(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	m := w.schedule("COPIL", "2026-12-18 14:00")
	w.puts(m, "A")
	place := func(u record.UserID) string {
		_, _, err := w.PlacePoint(t.Context(), w.as(u), m.Number, 2, 1)
		return keyOf(err)
	}
	_, _, err := w.ProposePoint(t.Context(), w.as(member), sitting.NewPoint{Meeting: m.Number, Title: "B"})
	require.NoError(t, err)
	require.Empty(t, place(member), "nobody presides or keeps the minutes: any member does")

	office := organisation.OfficeSecretary
	secretary := func(who string) {
		_, err = w.AddMember(t.Context(), w.as(pilot), organisation.NewMember{Committee: "COPIL", Member: who, Saying: organisation.Saying{Office: &office}})
		require.NoError(t, err)
	}
	secretary("Mme Durand")
	require.Equal(t, "forbidden.agenda", place(member))
	require.Empty(t, place(pilot))
	secretary("@" + person(member).Username)
	require.Empty(t, place(member))
	secretary("Mme Durand")
	_, _, err = w.WithdrawPoint(t.Context(), w.as(member), m.Number, 2, "")
	require.Equal(t, "forbidden.agenda", keyOf(err), "what somebody else proposed")
	_, _, err = w.WithdrawPoint(t.Context(), w.as(member), m.Number, 1, "")
	require.NoError(t, err, "one's own")
}

func TestAnAgendaIsSummed(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		meeting time.Duration
		points  []time.Duration
		sum     time.Duration
		unsaid  int
		over    time.Duration
	}{
		"within the meeting":     {time.Hour, []time.Duration{20 * time.Minute, 40 * time.Minute}, time.Hour, 0, 0},
		"longer":                 {time.Hour, []time.Duration{50 * time.Minute, 30 * time.Minute}, 80 * time.Minute, 0, 20 * time.Minute},
		"some without a length":  {time.Hour, []time.Duration{0, 30 * time.Minute, 0}, 30 * time.Minute, 2, 0},
		"a meeting without one":  {0, []time.Duration{3 * time.Hour}, 3 * time.Hour, 0, 0},
		"nothing on the agenda":  {time.Hour, nil, 0, 0, 0},
		"nothing said of either": {0, []time.Duration{0}, 0, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			of := sitting.Agenda{Meeting: committee.Meeting{Duration: tc.meeting}}
			for _, l := range tc.points {
				of.Points = append(of.Points, sitting.Point{Length: l})
			}
			sum, unsaid := of.Planned()
			require.Equal(t, []any{tc.sum, tc.unsaid, tc.over}, []any{sum, unsaid, of.Over()})
		})
	}
}

func TestAnAgendaProposesWhatIsOpen(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.committee("GT1", cabinet, record.DiffusionTeam)
	m := w.schedule("COPIL", "2026-12-18 14:00")
	open := w.propose("Former", "COPIL")
	w.propose("Ailleurs", "GT1")
	w.decide("Décidée", "COPIL")
	late := w.charged("COPIL", "2026-12-01", member)
	_, err := w.CreateAction(t.Context(), w.as(pilot), rollout.NewAction{Title: "Installer", Due: day("2026-12-02"), Group: "COPIL"})
	require.Equal(t, "action.not_group", keyOf(err), "a committee that steers owns no action")
	ending := w.agree("2027-02-28", wallonA)

	why := func() (list []string) {
		of, err := w.Agenda(t.Context(), w.as(member), m.Number)
		require.NoError(t, err)
		for _, p := range of.Proposals {
			list = append(list, string(p.Why)+" "+p.About.Ref())
		}
		return list
	}
	require.Equal(t, []string{"open " + open.Ref, "agreement " + ending.Ref()}, why())
	w.at("2026-12-10 08:00")
	require.Equal(t, []string{"open " + open.Ref, "late " + late.Ref, "agreement " + ending.Ref()}, why())

	w.puts(m, open.Ref, ending.Name)
	require.Equal(t, []string{"late " + late.Ref}, why(), "what is on the agenda is not proposed, by its number or its name")
	of, err := w.Agenda(t.Context(), w.as(member), m.Number)
	require.NoError(t, err)
	require.Equal(t, []any{"Former", open.Subject()}, []any{of.Points[0].Title, of.Points[0].About})

	w.at("2026-12-19 00:01")
	require.Empty(t, why(), "nothing can be put on it any more")
	_, _, err = w.ProposePoint(t.Context(), w.as(pilot), sitting.NewPoint{Meeting: m.Number, Title: "Tard"})
	require.Equal(t, "meeting.begun", keyOf(err))
}

func TestWhatAnotherCommitteeKeepsIsOnNoAgenda(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.committee("SECRET", cabinet, record.DiffusionCommittee)
	m := w.schedule("COPIL", "2026-12-18 14:00")
	kept := w.decide("Choisir l'éditeur", "SECRET")
	_, _, err := w.ProposePoint(t.Context(), w.as(pilot), sitting.NewPoint{Meeting: m.Number, Title: kept.Ref})
	require.Equal(t, "agenda.elsewhere", keyOf(err), "who sees both puts it before all")
	_, _, err = w.ProposePoint(t.Context(), w.as(member), sitting.NewPoint{Meeting: m.Number, Title: kept.Ref})
	require.Equal(t, "decision.unknown", keyOf(err))
	of, err := w.Agenda(t.Context(), w.as(pilot), m.Number)
	require.NoError(t, err)
	require.Empty(t, of.Points)
}

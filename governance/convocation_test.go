package governance_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/governance/sitting"
)

// CRPA art. R133-10: half at least, present or by proxy. CGCT art. L2121-17: more than
// half.
func TestQuorumNeeded(t *testing.T) {
	t.Parallel()
	for members, want := range map[int][5]int{
		0: {0, 1, 0, 0, 0}, 1: {1, 1, 1, 1, 0}, 2: {1, 2, 2, 1, 0}, 3: {2, 2, 2, 1, 0},
		4: {2, 3, 3, 2, 0}, 5: {3, 3, 4, 2, 0}, 6: {3, 4, 4, 2, 0}, 12: {6, 7, 8, 4, 0},
	} {
		var got [5]int
		for i, q := range []sitting.Quorum{sitting.QuorumHalf, sitting.QuorumMajority, sitting.QuorumTwoThirds, sitting.QuorumThird, sitting.QuorumNone} {
			got[i] = q.Needed(members)
		}
		require.Equal(t, want, got, members)
	}
}

// CRPA art. R133-8: five days at least before the meeting. CGCT art. L2121-11 and 12:
// clear days, of which neither that of the sending nor that of the meeting counts.
func TestLastDayOfConvocation(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		notice  calendar.Period
		meeting string
		want    string
	}{
		"five days":                          {calendar.Period{Length: 5, Unit: calendar.UnitDays}, "2026-12-15", "2026-12-10"},
		"five clear days":                    {calendar.Period{Length: 5, Unit: calendar.UnitClearDays}, "2026-12-15", "2026-12-09"},
		"three clear days":                   {calendar.Period{Length: 3, Unit: calendar.UnitClearDays}, "2026-12-15", "2026-12-11"},
		"five working days":                  {calendar.Period{Length: 5, Unit: calendar.UnitWorkingDays}, "2026-12-15", "2026-12-08"},
		"working days before a holiday":      {calendar.Period{Length: 2, Unit: calendar.UnitWorkingDays}, "2026-12-28", "2026-12-23"},
		"over the change of the year":        {calendar.Period{Length: 5, Unit: calendar.UnitDays}, "2027-01-03", "2026-12-29"},
		"clear days, over the end of a leap": {calendar.Period{Length: 1, Unit: calendar.UnitClearDays}, "2028-03-01", "2028-02-28"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rules := sitting.Rules{Notice: tc.notice}
			require.Equal(t, day(tc.want), rules.Last(day(tc.meeting), calendar.Calendar{}))
		})
	}
}

func TestSeatsAreCounted(t *testing.T) {
	t.Parallel()
	seat := func(number int, answer sitting.Answer) sitting.Seat {
		return sitting.Seat{Number: number, Answer: answer}
	}
	by := func(number, proxy int) sitting.Seat {
		return sitting.Seat{Number: number, Answer: sitting.AnswerRepresented, Proxy: proxy}
	}
	deputy := func(number, of int, answer sitting.Answer) sitting.Seat {
		return sitting.Seat{Number: number, DeputyOf: of, Answer: answer}
	}
	for name, tc := range map[string]struct {
		seats   []sitting.Seat
		want    sitting.Tally
		missing int
	}{
		"nobody has answered": {
			[]sitting.Seat{seat(1, ""), seat(2, ""), seat(3, "")}, sitting.Tally{Members: 3, Silent: 3, Needed: 2}, 2,
		},
		"enough are there": {
			[]sitting.Seat{seat(1, sitting.AnswerPresent), seat(2, sitting.AnswerPresent), seat(3, sitting.AnswerExcused)},
			sitting.Tally{Members: 3, Present: 2, Excused: 1, Needed: 2},
			0,
		},
		"a proxy counts while its holder is there": {
			[]sitting.Seat{seat(1, sitting.AnswerPresent), by(2, 1), seat(3, "")}, sitting.Tally{Members: 3, Present: 1, Represented: 1, Silent: 1, Needed: 2}, 0,
		},
		"and does not when the holder has said nothing": {
			[]sitting.Seat{seat(1, ""), by(2, 1), seat(3, sitting.AnswerAbsent)}, sitting.Tally{Members: 3, Silent: 1, Excused: 2, Needed: 2}, 2,
		},
		"a deputy counts as the one in whose place it sits": {
			[]sitting.Seat{seat(1, sitting.AnswerExcused), deputy(2, 1, sitting.AnswerPresent), seat(3, "")}, sitting.Tally{Members: 2, Present: 1, Silent: 1, Needed: 1}, 0,
		},
		"and not besides": {
			[]sitting.Seat{seat(1, sitting.AnswerPresent), deputy(2, 1, sitting.AnswerPresent)}, sitting.Tally{Members: 1, Present: 1, Needed: 1}, 0,
		},
		"a deputy can hold a proxy": {
			[]sitting.Seat{seat(1, ""), deputy(2, 1, sitting.AnswerPresent), by(3, 2)}, sitting.Tally{Members: 2, Present: 1, Represented: 1, Needed: 1}, 0,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := sitting.Count(tc.seats, sitting.QuorumHalf)
			require.Equal(t, tc.want, got)
			require.Equal(t, tc.missing, got.Missing())
			require.Equal(t, tc.missing == 0, got.Met())
		})
	}
}

func TestAProxyHasAHolderWhoComes(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	for _, name := range []string{"Mme Roux", "M. Petit", "Mme Blanc"} {
		w.sits("COPIL", name, "", "Mairie de Vitry")
	}
	m := w.schedule("COPIL", "2026-12-18 14:00")
	give := func(answer sitting.Answer, who, proxy string) string {
		_, _, err := w.GiveAnswer(t.Context(), w.as(pilot), sitting.GiveAnswer{Meeting: m.Number, Answer: answer, Who: []string{who}, Proxy: proxy})
		return keyOf(err)
	}
	require.Equal(t, "convocation.not_yet", give(sitting.AnswerPresent, "Mme Roux", ""))
	r, err := w.Convene(t.Context(), w.as(pilot), sitting.Convene{Meeting: m.Number})
	require.NoError(t, err)
	require.Equal(t, []any{3, 2, 3}, []any{r.Tally.Members, r.Tally.Needed, len(r.Outside)})

	require.Empty(t, give(sitting.AnswerExcused, "Mme Blanc", ""))
	require.Equal(t, "convocation.holder_away", give(sitting.AnswerRepresented, "Mme Roux", "Mme Blanc"))
	require.Equal(t, "convocation.own_proxy", give(sitting.AnswerRepresented, "Mme Roux", "Mme Roux"))
	require.Equal(t, "convocation.unknown", give(sitting.AnswerRepresented, "Mme Roux", "M. Noir"))
	require.Empty(t, give(sitting.AnswerRepresented, "Mme Roux", "petit"))
	require.Equal(t, "convocation.proxies", give(sitting.AnswerRepresented, "Mme Blanc", "M. Petit"), "one each")
	require.Equal(t, "convocation.same", give(sitting.AnswerRepresented, "Mme Roux", "M. Petit"))
	none := 0
	_, _, err = w.SetRules(t.Context(), w.as(pilot), "COPIL", sitting.RulesChange{Proxies: &none})
	require.NoError(t, err)
	require.Empty(t, give(sitting.AnswerPresent, "M. Petit", ""))
	r, err = w.Roll(t.Context(), w.as(member), m.Number)
	require.NoError(t, err)
	require.Equal(t, sitting.Tally{Members: 3, Present: 1, Represented: 1, Excused: 1, Needed: 2}, r.Tally, "by the rules of the convocation")
	require.True(t, r.Tally.Met())
}

func TestWhoMayAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	m := w.schedule("COPIL", "2026-12-18 14:00")
	r, err := w.Convene(t.Context(), w.as(pilot), sitting.Convene{Meeting: m.Number})
	require.NoError(t, err)
	require.Len(t, r.Seats, 2, "of nobody anything is said: those of the channel")
	answer := func(u record.UserID, who ...string) string {
		_, _, err := w.GiveAnswer(t.Context(), w.as(u), sitting.GiveAnswer{Meeting: m.Number, Answer: sitting.AnswerPresent, Who: who})
		return keyOf(err)
	}
	require.Empty(t, answer(guestIn), "a guest who was convened, for itself")
	require.Equal(t, "forbidden.guests", answer(guestIn, "@"+person(member).Username))
	require.Equal(t, "forbidden.committee", answer(other), "somebody who was not convened")
	w.at("2026-12-19 10:00")
	require.Empty(t, answer(member), "who was there is noted the day after, too")
}

func TestAMemberIsReplacedBeforeItIsConvenedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.sits("COPIL", "Mme Roux", "", "Mairie de Vitry")
	w.sits("COPIL", "M. Petit", "", "Mairie de Choisy")
	m := w.schedule("COPIL", "2026-12-18 14:00")
	convene := func() (names []string) {
		r, err := w.Convene(t.Context(), w.as(pilot), sitting.Convene{Meeting: m.Number})
		require.NoError(t, err)
		require.Len(t, r.Others, 2, "the channel's, of whom nothing is said")
		r, err = w.Roll(t.Context(), w.as(pilot), m.Number)
		require.NoError(t, err)
		for _, s := range r.Seats {
			names = append(names, fmt.Sprint(s.Number, " ", s.Name, " ", s.Answer))
		}
		return names
	}
	convene()
	for _, name := range []string{"Mme Roux", "M. Petit"} {
		_, _, err := w.GiveAnswer(t.Context(), w.as(pilot), sitting.GiveAnswer{Meeting: m.Number, Answer: sitting.AnswerPresent, Who: []string{name}})
		require.NoError(t, err)
	}
	_, err := w.RemoveMember(t.Context(), w.as(pilot), "COPIL", "M. Petit", "")
	require.NoError(t, err)
	w.sits("COPIL", "Mme Blanc", "", "Mairie de Choisy")
	require.Equal(t, []string{"1 Mme Roux present", "3 Mme Blanc "}, convene(), "who has gone is not counted, who stays need not answer again")
	w.sits("COPIL", "M. Petit", "", "Mairie de Choisy")
	require.Equal(t, []string{"1 Mme Roux present", "3 Mme Blanc ", "4 M. Petit "}, convene())
}

func TestAMeetingIsHeldAgainWithoutAQuorum(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.sits("COPIL", "Mme Roux", "", "Mairie de Vitry")
	first, second := w.schedule("COPIL", "2026-12-18 14:00"), w.schedule("COPIL", "2027-01-18 14:00")
	w.puts(first, "A", "B")
	again := func() (sitting.Roll, string) {
		r, err := w.Convene(t.Context(), w.as(pilot), sitting.Convene{Meeting: second.Number, AgainFor: first.Number})
		return r, keyOf(err)
	}
	refused := func(key string) {
		t.Helper()
		is := w.dump()
		_, got := again()
		require.Equal(t, key, got)
		require.Equal(t, is, w.dump())
	}
	refused("convocation.not_held")
	_, err := w.Convene(t.Context(), w.as(pilot), sitting.Convene{Meeting: first.Number})
	require.NoError(t, err)
	w.at("2026-12-18 16:00")
	w.puts(second, "A", "C")
	refused("convocation.other_agenda")
	for range 2 {
		_, _, err = w.WithdrawPoint(t.Context(), w.as(pilot), second.Number, 1, "")
		require.NoError(t, err)
	}
	r, key := again()
	require.Empty(t, key)
	require.Equal(t, []string{"A", "B"}, titles(r.Agenda))
	require.Equal(t, []any{0, true}, []any{r.Tally.Needed, r.Tally.Met()})

	_, _, err = w.GiveAnswer(t.Context(), w.as(pilot), sitting.GiveAnswer{Meeting: first.Number, Answer: sitting.AnswerPresent, Who: []string{"Mme Roux"}})
	require.NoError(t, err)
	refused("convocation.had_quorum")
}

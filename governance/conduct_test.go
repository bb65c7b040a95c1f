package governance_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/committee"
	"pilotent/governance/organisation"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
	"pilotent/governance/sitting"
)

// opens plans a meeting of the COPIL for the day, with points, and opens it.
func (w *world) opens(start string, titles ...string) committee.Meeting {
	w.Helper()
	m := w.schedule("COPIL", start)
	w.puts(m, titles...)
	w.at(start)
	of, err := w.OpenMeeting(w.Context(), w.as(pilot), m.Number)
	require.NoError(w, err)
	return of.Meeting
}

// take takes up a point of a meeting.
func (w *world) take(m committee.Meeting, place int, note string) sitting.Turn {
	w.Helper()
	t, err := w.TakePoint(w.Context(), w.as(pilot), sitting.TakePoint{Meeting: m.Number, Place: place, Note: note})
	require.NoError(w, err)
	return t
}

// cameOf are the references of what came of each point, by place; 0 for none.
func cameOf(of sitting.Agenda) map[int][]string {
	refs := map[int][]string{}
	for _, o := range of.Outcomes {
		place := 0
		for _, p := range of.Points {
			if p.Number == o.Point {
				place = p.Place
			}
		}
		refs[place] = append(refs[place], o.Subject().Ref())
	}
	return refs
}

func TestPointsTakeTheirTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	m := w.opens("2026-12-18 14:00", "A", "B", "C", "D")
	spent := func() (list []time.Duration) {
		of, err := w.Agenda(t.Context(), w.as(member), m.Number)
		require.NoError(t, err)
		for _, p := range of.Points {
			list = append(list, p.Used(of.Now)/time.Minute)
		}
		return list
	}
	require.Equal(t, "A", w.take(m, 0, "").Taken.Title, "the first")
	w.at("2026-12-18 14:10")
	require.Equal(t, []time.Duration{10, 0, 0, 0}, spent())
	turn := w.take(m, 3, "")
	require.Equal(t, []any{"A", 10 * time.Minute}, []any{turn.Left.Title, turn.Left.Spent})
	w.at("2026-12-18 14:15")
	w.take(m, 1, "")
	w.at("2026-12-18 14:35")
	require.Equal(t, []time.Duration{30, 0, 5, 0}, spent(), "taken up again, it goes on")

	_, _, err := w.PlacePoint(t.Context(), w.as(pilot), m.Number, 1, 4)
	require.NoError(t, err)
	require.Equal(t, []time.Duration{0, 5, 0, 30}, spent(), "what is at hand stays so wherever it stands")
	require.Equal(t, "B", w.take(m, 0, "").Taken.Title, "no more behind it: the first that waits")
	w.at("2026-12-18 14:40")

	of, err := w.CloseMeeting(t.Context(), w.as(pilot), m.Number)
	require.NoError(t, err)
	require.Equal(t, []any{w.now().UTC(), 0}, []any{of.ClosedAt, of.Point})
	require.Equal(t, []time.Duration{5, 5, 0, 30}, spent())
	w.at("2026-12-18 16:00")
	require.Equal(t, []time.Duration{5, 5, 0, 30}, spent(), "nothing goes on")
	require.Equal(t, "D", of.Carried()[0].Title)
	require.Len(t, of.Carried(), 1)
	require.Equal(t, []string{
		"meeting.planned", "point.added", "point.added", "point.added", "point.added", "meeting.opened",
		"point.taken", "point.taken", "point.taken", "point.placed", "point.taken", "point.carried", "meeting.closed",
	}, w.changes(m.Subject()))

	next := w.schedule("COPIL", "2027-01-15 14:00")
	of, err = w.Agenda(t.Context(), w.as(member), next.Number)
	require.NoError(t, err)
	require.Equal(t, []any{sitting.ProposalLeft, "D", m.Number}, []any{of.Proposals[0].Why, of.Proposals[0].Title, of.Proposals[0].From})
}

func TestWhatIsSaidOfAPointIsKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	m := w.opens("2026-12-18 14:00", "A", "B")
	w.take(m, 1, "L'élue approuve.")
	require.True(t, w.take(m, 0, "La mairie aussi.").Noted, "of the point at hand")
	w.take(m, 2, "")
	turn := w.take(m, 1, "Relu.")
	require.Equal(t, []any{true, "B", "L'élue approuve.\nLa mairie aussi.\nRelu."}, []any{turn.Noted, turn.Points[1].Title, turn.Taken.Note})
	at, ok := turn.AtHand()
	require.True(t, ok)
	require.Equal(t, "B", at.Title, "a note takes up no point that was dealt with")
	_, err := w.TakePoint(t.Context(), w.as(pilot), sitting.TakePoint{Meeting: m.Number, Place: 1, Note: long(record.MaxNote)})
	require.Equal(t, "text.too_long", keyOf(err), "all notes together")
}

func long(n int) string {
	text := make([]byte, n)
	for i := range text {
		text[i] = 'a'
	}
	return string(text)
}

func TestWhatComesOfAMeetingJoinsIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.committee("GT1", cabinet, record.DiffusionTeam)
	before, deferred := w.propose("Avant", "COPIL"), w.propose("Ajourner", "COPIL")
	other := w.schedule("COPIL", "2027-01-15 14:00")
	m := w.opens("2026-12-18 14:00", "A", "B")
	settle := func(ref string, to committee.DecisionState) committee.Decision {
		dec, err := w.SettleDecision(t.Context(), w.as(pilot), ref, to, "")
		require.NoError(t, err)
		return dec
	}
	act := func(channel record.ChannelID, title string) {
		_, err := w.CreateAction(t.Context(), w.as(pilot, channel), rollout.NewAction{Title: title})
		require.NoError(t, err)
	}

	early := w.decide("Avant tout point", "COPIL")
	require.Equal(t, m.Number, early.Meeting)
	w.take(m, 1, "")
	taken := settle(before.Ref, committee.DecisionAdopted)
	require.Equal(t, []any{m.Number, day("2026-12-18")}, []any{taken.Meeting, taken.DecidedOn})
	require.Zero(t, settle(deferred.Ref, committee.DecisionDeferred).Meeting, "it is the meeting's that takes it")
	w.take(m, 2, "")
	act(copil, "Ici")
	act(cabinet, "Ailleurs")
	require.Zero(t, w.decide("D'un autre comité", "GT1").Meeting)
	proposed := w.propose("Plus tard", "COPIL")
	require.Zero(t, proposed.Meeting)
	require.Equal(t, other.Number, w.log(committee.NewDecision{Text: "Nommée", Committee: "COPIL", Proposed: true, Details: committee.Details{Meeting: other.Number}}).Meeting)
	require.Zero(t, w.log(committee.NewDecision{Text: "La veille", Committee: "COPIL", Details: committee.Details{DecidedOn: day("2026-12-17")}}).Meeting)
	w.take(m, 1, "")
	again := w.decide("Reprise", "COPIL")

	of, err := w.CloseMeeting(t.Context(), w.as(pilot), m.Number)
	require.NoError(t, err)
	require.Equal(t, map[int][]string{
		0: {early.Ref}, 1: {before.Ref, deferred.Ref, again.Ref}, 2: {"A-1", proposed.Ref},
	}, cameOf(of))
	require.Zero(t, w.decide("Après", "COPIL").Meeting)
	act(copil, "Après")

	late := w.log(committee.NewDecision{Text: "Oubliée", Committee: "COPIL", Details: committee.Details{Meeting: m.Number}})
	of, err = w.Agenda(t.Context(), w.as(member), m.Number)
	require.NoError(t, err)
	require.Equal(t, []string{early.Ref, late.Ref}, cameOf(of)[0], "what somebody says was taken there is, at no point")

	w.at("2027-01-15 14:00")
	_, err = w.OpenMeeting(t.Context(), w.as(pilot), other.Number)
	require.NoError(t, err)
	require.Equal(t, other.Number, settle(deferred.Ref, committee.DecisionAdopted).Meeting)
	_, err = w.SpecifyDecision(t.Context(), w.as(pilot), committee.EditDecision{Ref: again.Ref, Details: committee.Details{Meeting: other.Number}})
	require.NoError(t, err)
	of, err = w.Agenda(t.Context(), w.as(member), m.Number)
	require.NoError(t, err)
	require.Equal(t, map[int][]string{0: {early.Ref, late.Ref}, 1: {before.Ref}, 2: {"A-1", proposed.Ref}}, cameOf(of), "what another has taken since is not its own")
}

func TestWhoConductsAMeeting(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	office := organisation.OfficeSecretary
	_, err := w.AddMember(t.Context(), w.as(pilot), organisation.NewMember{Committee: "COPIL", Member: "Mme Durand", Saying: organisation.Saying{Office: &office}})
	require.NoError(t, err)
	m := w.opens("2026-12-18 14:00", "A")
	is := w.dump()
	for name, do := range map[string]func() error{
		"open":  func() error { _, err := w.OpenMeeting(t.Context(), w.as(member), m.Number); return err },
		"point": func() error { _, err := w.TakePoint(t.Context(), w.as(member, copil), sitting.TakePoint{}); return err },
		"close": func() error { _, err := w.CloseMeeting(t.Context(), w.as(member, copil), 0); return err },
	} {
		require.Equal(t, "forbidden.conduct", keyOf(do()), name)
	}
	require.Equal(t, is, w.dump())
}

func TestWhichMeetingIsHeld(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	open := func(number int, channel record.ChannelID) string {
		a := w.as(pilot, channel)
		a.Consent = record.Consent{}
		of, err := w.OpenMeeting(t.Context(), a, number)
		if asked := doubts(err); asked != nil {
			return asked[0]
		}
		if err != nil {
			return keyOf(err)
		}
		return of.Ref()
	}
	closes := func() string {
		of, err := w.CloseMeeting(t.Context(), w.as(pilot, copil), 0)
		if err != nil {
			return keyOf(err)
		}
		return of.Ref()
	}
	require.Equal(t, "conduct.none_today", open(0, copil))
	require.Equal(t, "conduct.none_sits", closes())
	w.schedule("COPIL", "2026-12-18 14:00")
	w.schedule("COPIL", "2026-12-18 17:00")
	require.Equal(t, "conduct.none_today", open(0, copil))
	require.Equal(t, "conduct.day", open(1, copil), "it is on another day")
	require.Equal(t, "meeting.unknown", open(9, copil))
	w.at("2026-12-18 13:50")
	require.Equal(t, "conduct.which", open(0, copil))
	require.Equal(t, "conduct.none_today", open(0, cabinet))
	require.Equal(t, "R-1", open(1, copil), "before its hour")
	require.Empty(t, w.owed("meeting/R-1", committee.MeetingReminder), "nobody is reminded of it any more")
	_, err := w.CancelMeeting(t.Context(), w.as(pilot), 1, "")
	require.Equal(t, "meeting.begun", keyOf(err))
	require.Equal(t, "conduct.open", open(1, copil))
	require.Len(t, w.owed("sitting/R-1", sitting.MeetingOpened), 1)
	require.Equal(t, "R-2", open(0, copil), "the only other one of the day")
	require.Equal(t, "meeting.lapsed", w.changes("meeting/R-1")[2], "opening one ends the one that nobody has closed")
	require.Equal(t, "conduct.reopen", open(1, copil), "it was closed today, by mistake perhaps")
	require.Equal(t, "R-2", closes())
	require.Len(t, w.owed("sitting/R-2", sitting.MeetingClosed), 1)
	require.Equal(t, "conduct.none_sits", closes())
	_, err = w.CloseMeeting(t.Context(), w.as(pilot), 2)
	require.Equal(t, "conduct.over", keyOf(err))
	off := w.schedule("COPIL", "2026-12-18 20:00")
	_, err = w.TakePoint(t.Context(), w.as(pilot), sitting.TakePoint{Meeting: off.Number})
	require.Equal(t, "conduct.not_open", keyOf(err))
	_, err = w.CancelMeeting(t.Context(), w.as(pilot), off.Number, "")
	require.NoError(t, err)
	require.Equal(t, "meeting.off", open(off.Number, copil))
}

func TestAMeetingThatNobodyClosesEnds(t *testing.T) {
	t.Parallel()
	for hours, sits := range map[int]bool{11: true, 12: false, 60: false} {
		t.Run(strconv.Itoa(hours), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).withCopil()
			m := w.opens("2026-12-18 08:00", "A", "B")
			w.take(m, 1, "")
			later := w.now().Add(time.Duration(hours) * time.Hour)
			w.clock.Store(&later)
			dec := w.decide("Plus tard", "COPIL")
			require.Equal(t, sits, dec.Meeting == m.Number, "whether or not it was noticed yet")
			require.NoError(t, w.Watch(t.Context()))
			require.NoError(t, w.Watch(t.Context()))
			of, err := w.Agenda(t.Context(), w.as(member), m.Number)
			require.NoError(t, err)
			require.Equal(t, sits, of.Sits())
			if sits {
				return
			}
			require.Equal(t, []any{m.OpenedAt.Add(committee.SitsFor), time.Duration(0), sitting.PointCarried}, []any{of.ClosedAt, of.Points[0].Spent, of.Points[1].State})
			require.Equal(t, "meeting.lapsed", w.changes(m.Subject())[len(w.changes(m.Subject()))-1])
			require.Len(t, w.owed("sitting/R-1", sitting.MeetingClosed), 1)
		})
	}
}

func TestAPointThatWasDealtWithStays(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	m := w.opens("2026-12-18 14:00", "A", "B")
	w.take(m, 1, "")
	_, _, err := w.WithdrawPoint(t.Context(), w.as(pilot), m.Number, 1, "")
	require.Equal(t, "conduct.dealt", keyOf(err))
	_, err = w.TakePoint(t.Context(), w.as(pilot), sitting.TakePoint{Meeting: m.Number, Place: 1})
	require.Equal(t, "conduct.at_hand", keyOf(err))
	_, err = w.TakePoint(t.Context(), w.as(pilot), sitting.TakePoint{Meeting: m.Number, Place: 3})
	require.Equal(t, "agenda.unknown", keyOf(err))
	_, _, err = w.WithdrawPoint(t.Context(), w.as(pilot), m.Number, 2, "")
	require.NoError(t, err)
	_, err = w.TakePoint(t.Context(), w.as(pilot), sitting.TakePoint{Meeting: m.Number})
	require.Equal(t, "conduct.no_more", keyOf(err))
}

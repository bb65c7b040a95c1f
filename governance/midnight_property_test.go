package governance_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pilotent/governance"
	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/internal/drawtest"
)

// midnights is a MOM, V-1, and what decision 0013 says of its silence, as plainly as
// can be: at the midnight of the place that ends a last day, or the next one after
// what is due then was written down or changed; that on a request comes first. The
// last days are those that the tables of cases are about.
type midnights struct {
	*world
	rt     *rapid.T
	place  calendar.Region
	period waiting
	// request waits unless it has no last day.
	request waiting
	open    bool
	// answered and lapsed are how often silence has done something.
	answered, lapsed int
}

// waiting is a period that runs.
type waiting struct {
	last    calendar.Date
	entered time.Time
	silence contract.Silence
}

// zoneOfPlace is written down a second time.
var zoneOfPlace = map[calendar.Region]string{
	calendar.RegionMetropole: "Europe/Paris", calendar.RegionNouvelleCaledonie: "Pacific/Noumea",
	calendar.RegionMartinique: "America/Martinique", calendar.RegionPolynesieFrancaise: "Pacific/Tahiti",
}

// TestSilenceComesAtItsMidnight: however a request for a prolongation, its answer,
// clauses, the place of the contract, outages and corrections come together, silence
// does what it means at its midnight, once, and each change is told once.
func TestSilenceComesAtItsMidnight(t *testing.T) {
	steps := []string{"ask", "ask", "grant", "refuse", "what silence means", "what it answers", "move", "outage", "pass", "pass", "pass", "correct"}
	inParts(t, 6, func(t *testing.T, rt *rapid.T) {
		m := &midnights{world: newWorld(t).withContract(""), rt: rt, place: calendar.RegionMetropole, open: true}
		m.world.open(contract.StepMOM, "2026-11-02", member)
		m.period = waiting{entered: m.now(), silence: contract.SilenceNothing}
		m.request.silence = contract.SilenceNothing
		m.see(false)
		m.set(&m.period, contract.TopicMOM, 30, contract.SilenceAccepted)
		m.set(&m.request, contract.TopicExtensionReply, 5, contract.SilenceAgreed)
		for range rapid.IntRange(4, 14).Draw(rt, "steps") {
			step := rapid.SampledFrom(steps).Draw(rt, "step")
			m.do(step)
			m.check(step)
		}
		require.NoError(rt, m.store.Close())
	})
}

func (m *midnights) midnight(w waiting) time.Time {
	zone, err := time.LoadLocation(zoneOfPlace[m.place])
	require.NoError(m.rt, err)
	day := calendar.DateOf(w.entered.In(zone))
	if day.Before(w.last) {
		day = w.last
	}
	return time.Date(day.Year, day.Month, day.Day+1, 0, 0, 0, 0, zone)
}

// next is when silence does something, and whether it answers the request by that.
func (m *midnights) next() (at time.Time, answers bool) {
	if !m.open {
		return at, false
	}
	if m.period.silence == contract.SilenceAccepted {
		at = m.midnight(m.period)
	}
	if m.request.last.IsZero() || m.request.silence == contract.SilenceNothing {
		return at, false
	}
	if reply := m.midnight(m.request); at.IsZero() || !reply.After(at) {
		return reply, true
	}
	return at, false
}

// runOut is what silence has done by now.
func (m *midnights) runOut() {
	for {
		at, answers := m.next()
		switch {
		case at.IsZero() || at.After(m.now()):
			return
		case answers:
			if m.request.silence == contract.SilenceAgreed {
				m.period.entered = m.now() // the last day is later, which is seen
			}
			m.request.last = calendar.Date{}
			m.answered++
		default:
			m.open = false
			m.lapsed++
		}
	}
}

// see takes the last days as they are. Where a change of the contract has moved one,
// it is as if that was written down now.
func (m *midnights) see(contract bool) {
	v, err := m.Verification(m.Context(), m.as(guest), 1)
	require.NoError(m.rt, err)
	require.Equal(m.rt, []any{m.open, m.open && !m.request.last.IsZero()}, []any{v.Open(), v.Request != nil})
	take := func(w *waiting, last calendar.Date) {
		if contract && w.last != last {
			w.entered = m.now()
		}
		w.last = last
	}
	if !m.open {
		return
	}
	take(&m.period, v.Deadline)
	if v.Request != nil {
		take(&m.request, v.Request.ReplyBy)
	}
}

// set changes what the contract says of one of the two silences.
func (m *midnights) set(w *waiting, topic contract.Topic, days int, silence contract.Silence) {
	m.runOut()
	m.clause(contract.ClauseChange{Topic: topic, Period: period(days, calendar.UnitDays), Silence: silence, Article: "CCAP 7"})
	if w.silence != silence {
		w.silence, w.entered = silence, m.now()
	}
	m.see(true)
}

func (m *midnights) do(step string) {
	number := func(of ...int) int { return rapid.SampledFrom(of).Draw(m.rt, "days") }
	silence := func(of ...contract.Silence) contract.Silence { return rapid.SampledFrom(of).Draw(m.rt, "silence") }
	switch step {
	case "ask", "grant", "refuse":
		m.extend(acceptance.Extension{Number: 1, Days: number(1, 4, 9), Reason: "panne", Asked: step == "ask", Refused: step == "refuse"})
	case "what silence means":
		m.set(&m.period, contract.TopicMOM, number(20, 30, 31), silence(contract.SilenceAccepted, contract.SilenceNothing))
	case "what it answers":
		m.set(&m.request, contract.TopicExtensionReply, number(2, 5, 15), silence(contract.SilenceAgreed, contract.SilenceRefused, contract.SilenceNothing))
	case "move":
		m.move(rapid.SampledFrom(slices.Sorted(maps.Keys(zoneOfPlace))).Draw(m.rt, "to"))
	case "correct":
		m.runOut()
		_, err := m.CorrectVerification(m.Context(), m.as(pilot), acceptance.Correction{Decide: acceptance.Decide{
			Number: 1, Outcome: contract.OutcomeAdmission, On: m.period.last, Reason: "notifié à temps",
		}})
		require.NotEqual(m.rt, "internal", keyOf(err))
		m.see(false)
	default:
		m.wait(step == "pass")
	}
}

func (m *midnights) extend(n acceptance.Extension) {
	m.runOut()
	waits := !m.request.last.IsZero()
	_, err := m.ExtendVerification(m.Context(), m.as(pilot), n)
	require.NotEqual(m.rt, "internal", keyOf(err))
	switch {
	case err != nil:
	case n.Asked:
		m.request.last, m.request.entered = m.period.last, m.now()
	default:
		m.request.last = calendar.Date{}
		if !n.Refused || !waits { // what silence had granted is taken back
			m.period.entered = m.now()
		}
	}
	m.see(false)
}

func (m *midnights) move(to calendar.Region) {
	m.runOut()
	m.world.place(to)
	moves := to != m.place
	m.place = to
	for _, w := range []*waiting{&m.period, &m.request} {
		if moves && w.silence != contract.SilenceNothing {
			w.entered = m.now()
		}
	}
	m.see(true)
}

// wait lets time go by, with a Courier that comes at each moment, or none.
func (m *midnights) wait(courier bool) {
	until := m.now().Add(time.Duration(drawtest.Even(1, 100).Draw(m.rt, "hours")) * time.Hour)
	if at, _ := m.next(); !at.IsZero() && rapid.Bool().Draw(m.rt, "to the midnight") {
		around := at.Add(time.Duration(rapid.SampledFrom([]int{-1, 0, 1, 36 * 60}).Draw(m.rt, "around")) * time.Minute)
		if around.After(m.now()) {
			until = around
		}
	}
	for courier {
		at, _ := m.next()
		if at.IsZero() || at.After(until) {
			break
		}
		if at.After(m.now()) {
			m.clock.Store(&at)
		}
		m.carryOut()
		m.runOut()
		m.see(false)
	}
	m.clock.Store(&until)
}

// carryOut does what is owed to the clock by now.
func (m *midnights) carryOut() {
	for _, d := range m.claim() {
		if d.Kind == acceptance.VerificationTacitEffect && !d.Due.After(m.now()) {
			done, err := m.CarryOutTacitEffect(m.Context(), d.Project, d.Subject)
			require.NoError(m.rt, err)
			require.True(m.rt, done, "%v", d)
		}
	}
}

// check compares what is owed with the model, and what was told with what was done.
func (m *midnights) check(step string) {
	want := []string{}
	if at, _ := m.next(); !at.IsZero() {
		want = append(want, at.In(m.zone).Format("2006-01-02 15:04"))
	}
	owed := func() map[reminder.DeliveryKind][]string {
		lines := map[reminder.DeliveryKind][]string{acceptance.VerificationTacitEffect: {}}
		for _, d := range m.claim() {
			if d.Subject == v1 {
				lines[d.Kind] = append(lines[d.Kind], d.Due.In(m.zone).Format("2006-01-02 15:04"))
			}
		}
		return lines
	}
	require.Equal(m.rt, want, owed()[acceptance.VerificationTacitEffect], "after %s at %s", step, m.now().In(m.zone))
	require.NoError(m.rt, m.PlanTacitEffects(m.Context()))
	now := owed()
	require.Equal(m.rt, want, now[acceptance.VerificationTacitEffect], "and nothing that an accident has lost")
	require.Len(m.rt, now[acceptance.ExtensionTacit], m.answered)
	require.Len(m.rt, now[acceptance.VerificationTacit], m.lapsed)
	for i, l := range m.history(v1) {
		require.Equal(m.rt, i+1, l.After.(acceptance.Verification).Version, "each change is one line, and what tells of it finds it: %s", l.Change)
	}
}

// Two replicas, of which each carries out, changes, answers, counts and corrects at
// the midnight: whatever comes first, each change is one line, and each silence is
// told once.
func TestAMidnightWithManyHands(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withContract("")
	w.clause(replies(5, contract.SilenceAgreed))
	w.clause(contract.ClauseChange{Topic: contract.TopicMOM, Silence: contract.SilenceAccepted, Article: "CCAP 7"})
	w.open(contract.StepMOM, "2026-11-02", member)
	w.at("2026-11-27 09:00")
	require.NoError(t, asks(1, "2026-11-27")(w)) // to be answered by 2 December, the last day of the period
	other := w.replica()
	w.at("2026-12-04 00:00")
	regions := []calendar.Region{calendar.RegionMartinique, calendar.RegionNouvelleCaledonie}
	var hands []func() error
	for i, s := range []*governance.Service{w.Service, other} {
		hands = append(hands,
			func() error { _, err := s.CarryOutTacitEffect(t.Context(), record.ProjectID(team), v1); return err },
			func() error { return s.PlanTacitEffects(t.Context()) },
			func() error {
				_, err := s.ChangeContract(t.Context(), w.as(pilot), contract.Change{Ref: "M2026-04", Region: regions[i]})
				return err
			},
			func() error {
				_, err := s.ChangeClause(t.Context(), w.as(pilot), contract.ClauseChange{Contract: "M2026-04", Topic: contract.TopicMOM, Period: period(40+i, calendar.UnitDays), Article: "CCAP 7"})
				return err
			},
			func() error {
				_, err := s.ExtendVerification(t.Context(), w.as(pilot), acceptance.Extension{Number: 1, Refused: true, Reason: "x", On: day("2026-12-01")})
				return err
			},
			func() error {
				_, err := s.CorrectVerification(t.Context(), w.as(pilot), acceptance.Correction{Decide: acceptance.Decide{Number: 1, Outcome: contract.OutcomeAdmission, On: day("2026-12-01"), Reason: "x"}})
				return err
			},
			func() error {
				_, err := s.CountDelivery(t.Context(), w.as(pilot), acceptance.NewCount{Number: 1, Ordered: 2, Delivered: 1, Delay: period(5, calendar.UnitDays)})
				return err
			},
		)
	}
	errs := make(chan error, len(hands))
	for _, do := range hands {
		go func() { errs <- do() }()
	}
	for range hands {
		require.NotEqual(t, "internal", keyOf(<-errs))
	}
	told := map[string]int{"extension": len(w.owed(v1, acceptance.ExtensionTacit)), "period": len(w.owed(v1, acceptance.VerificationTacit))}
	done := map[string]int{"extension": 0, "period": 0}
	for i, l := range w.history(v1) {
		require.Equal(t, i+1, l.After.(acceptance.Verification).Version, l.Change)
		switch l.Change {
		case "verification.extension_granted":
			done["extension"]++
		case "verification.lapsed_passed":
			done["period"]++
		}
	}
	require.Equal(t, done, told)
	require.LessOrEqual(t, done["extension"], 1)
	owed := w.owed(v1, acceptance.VerificationTacitEffect)
	require.NoError(t, w.PlanTacitEffects(t.Context()))
	require.Equal(t, owed, w.owed(v1, acceptance.VerificationTacitEffect))
	require.LessOrEqual(t, len(owed), 1)
	list, err := w.Verifications(t.Context(), w.as(guest), false)
	require.NoError(t, err)
	counts := slices.DeleteFunc(list, func(v acceptance.VerificationView) bool { return v.Step != contract.StepQuantity })
	require.LessOrEqual(t, len(counts), 1, "two counts of the same are one")
}

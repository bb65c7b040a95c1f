package governance_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
)

func (w *world) reserve(verification int, severity acceptance.Severity, schools ...record.UAI) acceptance.ReservationView {
	w.Helper()
	view, err := w.NoteReservation(w.Context(), w.as(pilot), acceptance.NewReservation{
		Verification: verification, Severity: severity, Text: "La connexion des parents échoue", Schools: schools, Evidence: "https://mm.example/ent/pl/abc",
	})
	require.NoError(w, err)
	return view
}

func TestQuestionAdmission(t *testing.T) {
	t.Parallel()
	standing := func(n int, s acceptance.Severity) acceptance.Reservation {
		return acceptance.Reservation{Number: n, Severity: s, NotedOn: day("2026-11-23")}
	}
	lifted := standing(9, acceptance.SeverityBlocking)
	lifted.LiftedOn = day("2026-11-24")
	all := []acceptance.Reservation{
		standing(1, acceptance.SeverityMinor), standing(2, acceptance.SeverityBlocking), standing(3, acceptance.SeverityMajor),
		standing(4, acceptance.SeverityBlocking), lifted,
	}
	for name, tc := range map[string]struct {
		list    []acceptance.Reservation
		outcome contract.Outcome
		despite []int
		reason  string
		key     string
		passed  []int
	}{
		"nothing stands":                        {nil, contract.OutcomeAdmission, nil, "", "", nil},
		"major and minor ones do not hold it":   {[]acceptance.Reservation{all[0], all[2], lifted}, contract.OutcomeAdmission, nil, "", "", nil},
		"a blocking one does":                   {all, contract.OutcomeAdmission, nil, "because", "reservation.blocking", nil},
		"each has to be named":                  {all, contract.OutcomeAdmission, []int{4}, "because", "reservation.blocking", nil},
		"named, it wants a reason":              {all, contract.OutcomeAdmission, []int{4, 2}, "", "reservation.no_reason", nil},
		"named and reasoned, it passes":         {all, contract.OutcomeAdmission, []int{4, 2}, "because", "", []int{2, 4}},
		"one that does not block is no despite": {all, contract.OutcomeAdmission, []int{4, 2, 3}, "because", "reservation.not_blocking", nil},
		"one that was lifted neither":           {all, contract.OutcomeAdmission, []int{4, 2, 9}, "because", "reservation.not_blocking", nil},
		"a rejection is not questioned":         {all, contract.OutcomeRejection, nil, "because", "", nil},
		"nor an adjournment":                    {all, contract.OutcomeAdjourned, nil, "because", "", nil},
		"nor a reduction":                       {all, contract.OutcomeReduction, nil, "because", "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			passed, err := acceptance.QuestionAdmission("V-1", tc.list, acceptance.Decide{Outcome: tc.outcome, Despite: tc.despite, Reason: tc.reason})
			require.Equal(t, tc.key, keyOf(err))
			var numbers []int
			for _, r := range passed {
				numbers = append(numbers, r.Number)
			}
			require.Equal(t, tc.passed, numbers)
		})
	}
}

func TestOpenOn(t *testing.T) {
	t.Parallel()
	r := acceptance.Reservation{NotedOn: day("2026-11-23")}
	require.Equal(t, []bool{false, true, true}, []bool{r.OpenOn(day("2026-11-22")), r.OpenOn(day("2026-11-23")), r.OpenOn(day("2027-11-23"))})
	r.LiftedOn = day("2026-11-25")
	require.Equal(t, []bool{true, false}, []bool{r.OpenOn(day("2026-11-24")), r.OpenOn(day("2026-11-25"))})
}

func TestReservationsLive(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withContract("")
	w.open(contract.StepVA, "2026-11-23")
	w.open(contract.StepVA, "2026-11-23", member)
	minor := w.reserve(1, acceptance.SeverityMinor)
	blocking := w.reserve(1, acceptance.SeverityBlocking, wallonB, wallonA)
	elsewhere := w.reserve(2, acceptance.SeverityMajor)
	w.at("2026-11-24 08:00")

	t.Run("they are numbered through the project", func(t *testing.T) {
		require.Equal(t, []string{"RV-1", "RV-2", "RV-3"}, []string{minor.Ref(), blocking.Ref(), elsewhere.Ref()})
		require.Equal(t, "2026-11-23", minor.NotedOn.String())
		require.Equal(t, "Ecole élémentaire Henri Wallon A", blocking.SchoolList[0].Name)
	})
	t.Run("their verification shows them, the heaviest first, with what happened to them", func(t *testing.T) {
		v, err := w.Verification(t.Context(), w.as(guest), 1)
		require.NoError(t, err)
		require.Equal(t, []string{"RV-2", "RV-1"}, []string{v.Reservations[0].Ref(), v.Reservations[1].Ref()})
		require.Len(t, v.Reservations[0].SchoolList, 2)
		require.Len(t, v.History, 3)
		require.Equal(t, "reservation.noted RV-1", v.History[1].Change+" "+v.History[1].Note)
	})
	t.Run("a wrong request changes nothing", func(t *testing.T) {
		before := w.dump()
		for key, n := range map[string]acceptance.NewReservation{
			"text.empty":           {Verification: 1, Text: " "},
			"verification.unknown": {Verification: 9, Text: "x"},
			"school.unknown":       {Verification: 1, Text: "x", Schools: []record.UAI{"0999001W"}},
		} {
			n.Severity = acceptance.SeverityMajor
			_, err := w.NoteReservation(t.Context(), w.as(pilot), n)
			require.Equal(t, key, keyOf(err))
		}
		for key, n := range map[string]acceptance.LiftReservation{
			"reservation.unknown": {Number: 9},
			"verification.future": {Number: 1, On: day("2026-11-25")},
			"reservation.before":  {Number: 1, On: day("2026-11-22")},
		} {
			_, err := w.LiftReservation(t.Context(), w.as(pilot), n)
			require.Equal(t, key, keyOf(err))
		}
		require.Equal(t, before, w.dump())
	})
	t.Run("an admission is questioned, and names what it passes over", func(t *testing.T) {
		before := w.dump()
		admit := acceptance.Decide{Number: 1, Outcome: contract.OutcomeAdmission}
		_, err := w.DecideVerification(t.Context(), w.as(pilot), admit)
		e := asError(t, err, record.Conflict, "reservation.blocking")
		require.Equal(t, []any{"despite", []string{"RV-2"}}, []any{e.Param, e.Args["reservations"]})
		require.Equal(t, before, w.dump())

		admit.Despite, admit.Reason = []int{2}, "Correctif installé demain"
		_, err = w.DecideVerification(t.Context(), w.as(pilot), admit)
		require.NoError(t, err)
		v, err := w.Verification(t.Context(), w.as(pilot), 1)
		require.NoError(t, err)
		require.Equal(t, []any{contract.OutcomeAdmission, "Correctif installé demain"}, []any{v.Outcome, v.Reservations[0].Despite})
		require.True(t, v.Reservations[0].Open(), "it stands until it is lifted")
		require.Equal(t, []string{"reservation.noted", "reservation.despite"}, w.changes(v.Reservations[0].Subject()))
	})
	t.Run("none is noted once it is decided, but those that stand are lifted", func(t *testing.T) {
		_, err := w.NoteReservation(t.Context(), w.as(pilot), acceptance.NewReservation{Verification: 1, Severity: acceptance.SeverityMajor, Text: "x"})
		asError(t, err, record.Conflict, "verification.decided")
		r, err := w.LiftReservation(t.Context(), w.as(pilot), acceptance.LiftReservation{Number: 2, On: day("2026-11-23"), Note: "Version 2.3.1"})
		require.NoError(t, err)
		require.Equal(t, []any{"2026-11-23", "Version 2.3.1", person(pilot)}, []any{r.LiftedOn.String(), r.LiftNote, r.LiftedBy})
		_, err = w.LiftReservation(t.Context(), w.as(pilot), acceptance.LiftReservation{Number: 2})
		asError(t, err, record.Conflict, "reservation.lifted")
	})
	t.Run("those in charge lift their own without being in a committee", func(t *testing.T) {
		_, err := w.LiftReservation(t.Context(), w.as(member), acceptance.LiftReservation{Number: 3})
		require.NoError(t, err)
	})
}

// What silence has decided by now is not noted on any more, though nobody has
// carried it out; and a correction is a decision like another.
func TestReservationsAfterSilence(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withContract("")
	w.clause(contract.ClauseChange{Topic: contract.TopicVSRDecision, Silence: contract.SilenceRejected, Article: "CCAP 7.4"})
	v := w.open(contract.StepVSR, "2026-10-15", member)
	r := w.reserve(v.Number, acceptance.SeverityBlocking)
	w.at("2026-11-24 09:00")
	_, err := w.NoteReservation(t.Context(), w.as(pilot), acceptance.NewReservation{Verification: v.Number, Severity: acceptance.SeverityMinor, Text: "x"})
	asError(t, err, record.Conflict, "verification.lapsed_failed")
	_, _, err = w.NoteOutage(t.Context(), w.as(pilot), acceptance.NewOutage{Verification: v.Number, Length: time.Minute, Day: day("2026-11-02")})
	asError(t, err, record.Conflict, "verification.lapsed_failed")

	n := acceptance.Correction{Decide: acceptance.Decide{
		Number: v.Number, Outcome: contract.OutcomeAdmission, Reason: "notifié à temps", On: day("2026-11-20"),
	}}
	_, err = w.CorrectVerification(t.Context(), w.as(pilot), n)
	require.Equal(t, "despite", asError(t, err, record.Conflict, "reservation.blocking").Param)
	n.Despite = []int{r.Number}
	_, err = w.CorrectVerification(t.Context(), w.as(pilot), n)
	require.NoError(t, err)
	require.Contains(t, w.changes(r.Subject()), "reservation.despite")
}

// The minutes of an admission tell what it has passed over, whatever has passed
// over it before or since, and what was known on its day.
func TestWhatAnAdmissionPassesOver(t *testing.T) {
	t.Parallel()
	blocking := func(noted, lifted, despite string) acceptance.Reservation {
		return acceptance.Reservation{Severity: acceptance.SeverityBlocking, NotedOn: day(noted), LiftedOn: dayOrNone(lifted), Despite: despite}
	}
	admitted := acceptance.Verification{Outcome: contract.OutcomeAdmission, Reason: "attendu", DecidedOn: day("2026-12-10"), DecidedBy: person(pilot)}
	ajourned, tacit := admitted, admitted
	ajourned.Outcome, tacit.DecidedBy = contract.OutcomeAdjourned, record.Ourselves
	for name, tc := range map[string]struct {
		of   acceptance.Verification
		on   acceptance.Reservation
		want bool
	}{
		"by this admission":                        {admitted, blocking("2026-12-01", "", "attendu"), true},
		"lifted on the same day":                   {admitted, blocking("2026-12-01", "2026-12-10", "attendu"), true},
		"noted after its day, when it was written": {admitted, blocking("2026-12-11", "", "attendu"), true},
		"by one since, for another reason":         {admitted, blocking("2026-12-01", "", "promis"), true},
		"by one before it, and lifted since":       {admitted, blocking("2026-12-01", "2026-12-08", "promis"), false},
		"by one before it, and lifted on that day": {admitted, blocking("2026-12-01", "2026-12-10", "promis"), false},
		"by one since, when it was noted":          {admitted, blocking("2026-12-11", "", "promis"), false},
		"by none":                                  {admitted, blocking("2026-12-01", "", ""), false},
		"a silence passes over nothing":            {tacit, blocking("2026-12-01", "", "promis"), false},
		"an ajournement admits nothing":            {ajourned, blocking("2026-12-01", "", "attendu"), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tc.want, tc.of.PassesOver(tc.on))
		})
	}
	t.Run("what another check has found since was not known", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withContract("")
		mom := w.open(contract.StepMOM, "2026-11-02", member)
		w.count(acceptance.NewCount{Number: mom.Number, Ordered: 120, Delivered: 118, Delay: period(60, calendar.UnitDays)})
		again, err := w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{Number: mom.Number, Outcome: contract.OutcomeAdmission})
		require.NoError(t, err)
		va := again.Opened.Number
		w.reserve(2, acceptance.SeverityMajor)
		require.NoError(t, second(w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{Number: va, Outcome: contract.OutcomeAdjourned, Reason: "x"})))
		w.at("2026-11-25 08:00")
		w.reserve(2, acceptance.SeverityBlocking)
		r, err := w.VerificationRecord(t.Context(), w.as(guest), va)
		require.NoError(t, err)
		require.Equal(t, []int{1, 2}, []int{len(r.Rulings[0].Carried), len(r.Carried)})
	})
}

// A defect is one of the delivery: it is questioned, shown and counted in what
// follows, until it is lifted.
func TestReservationsAreCarried(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withContract("")
	va := w.open(contract.StepVA, "2026-11-02", member)
	lifted, blocking := w.reserve(va.Number, acceptance.SeverityMajor), w.reserve(va.Number, acceptance.SeverityBlocking)
	_, err := w.LiftReservation(t.Context(), w.as(pilot), acceptance.LiftReservation{Number: lifted.Number})
	require.NoError(t, err)
	w.at("2026-11-24 08:00")
	decide := func(number int, n acceptance.Decide) (acceptance.VerificationView, error) {
		n.Number, n.Reason = number, "le service est attendu"
		return w.DecideVerification(t.Context(), w.as(pilot), n)
	}
	passed, err := decide(va.Number, acceptance.Decide{Outcome: contract.OutcomeAdmission, Despite: []int{blocking.Number}})
	require.NoError(t, err)
	vsr := passed.Opened.Number

	before := w.dump()
	_, err = decide(vsr, acceptance.Decide{Outcome: contract.OutcomeAdmission})
	require.Equal(t, []string{"RV-2"}, asError(t, err, record.Conflict, "reservation.blocking").Args["reservations"])
	require.Equal(t, before, w.dump())
	view, err := w.Verification(t.Context(), w.as(guest), vsr)
	require.NoError(t, err)
	require.Empty(t, view.Reservations)
	require.Equal(t, []string{"RV-2"}, []string{view.Carried[0].Ref()}, "what was lifted before it began is not")
	list, err := w.Verifications(t.Context(), w.as(guest), false)
	require.NoError(t, err)
	require.Len(t, list[0].Carried, 1)

	// The VSR is ajourned and presented again: it goes with the delivery.
	_, err = decide(vsr, acceptance.Decide{Outcome: contract.OutcomeAdjourned})
	require.NoError(t, err)
	again, err := w.PresentVerification(t.Context(), w.as(pilot), acceptance.Presentation{Number: vsr})
	require.NoError(t, err)
	w.at("2026-12-01 08:00")
	_, err = w.LiftReservation(t.Context(), w.as(pilot), acceptance.LiftReservation{Number: blocking.Number})
	require.NoError(t, err)
	done, err := decide(again.Opened.Number, acceptance.Decide{Outcome: contract.OutcomeAdmission})
	require.NoError(t, err)
	require.Equal(t, []string{"RV-2"}, []string{done.Carried[0].Ref()}, "lifted while it ran, it is told of")
	r, err := w.ContractRecord(t.Context(), w.as(guest), "M2026-04")
	require.NoError(t, err)
	require.Equal(t, []any{0, 2}, []any{len(r.Summary().Open), r.Summary().Lifted}, "each counts once")
}

// What is typed twice is noted once, while it stands; another defect is another one.
func TestAReservationTypedTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withContract("")
	va := w.open(contract.StepVA, "2026-11-23", member).Number
	first := w.reserve(va, acceptance.SeverityBlocking, wallonA)
	note := func(severity acceptance.Severity, text string, schools ...record.UAI) error {
		_, err := w.NoteReservation(t.Context(), w.as(pilot), acceptance.NewReservation{Verification: va, Severity: severity, Text: text, Schools: schools})
		return err
	}
	before := w.dump()
	err := note(acceptance.SeverityBlocking, "la connexion des parents ÉCHOUE", wallonA)
	require.Equal(t, first.Ref(), asError(t, err, record.Conflict, "reservation.twice").Args["ref"])
	require.Equal(t, before, w.dump())
	require.NoError(t, note(acceptance.SeverityBlocking, first.Text, wallonB), "at another school")
	require.NoError(t, note(acceptance.SeverityMajor, first.Text, wallonA), "of another weight")
	_, err = w.LiftReservation(t.Context(), w.as(pilot), acceptance.LiftReservation{Number: first.Number})
	require.NoError(t, err)
	require.NoError(t, note(acceptance.SeverityBlocking, first.Text, wallonA), "it is there again")
}

// A quantitative check is not held up by what was noted on the delivery.
func TestACountCarriesNoReservation(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withContract("")
	va := w.open(contract.StepVA, "2026-11-02", member).Number
	w.reserve(va, acceptance.SeverityBlocking)
	notice := w.count(acceptance.NewCount{Number: va, Ordered: 120, Delivered: 118, Delay: period(15, calendar.UnitDays)})
	view, err := w.Verification(t.Context(), w.as(guest), notice.Number)
	require.NoError(t, err)
	require.Empty(t, view.Carried)
}

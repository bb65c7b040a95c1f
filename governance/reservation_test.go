package governance_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/calendar"
)

func (w *world) reserve(verification int, severity governance.Severity, schools ...governance.UAI) governance.ReservationView {
	w.Helper()
	view, err := w.NoteReservation(w.Context(), w.as(pilot), governance.NewReservation{
		Verification: verification, Severity: severity, Text: "La connexion des parents échoue", Schools: schools, Evidence: "https://mm.example/ent/pl/abc",
	})
	require.NoError(w, err)
	return view
}

func TestQuestionAdmission(t *testing.T) {
	t.Parallel()
	standing := func(n int, s governance.Severity) governance.Reservation {
		return governance.Reservation{Number: n, Severity: s, NotedOn: day("2026-11-23")}
	}
	lifted := standing(9, governance.SeverityBlocking)
	lifted.LiftedOn = day("2026-11-24")
	all := []governance.Reservation{
		standing(1, governance.SeverityMinor), standing(2, governance.SeverityBlocking), standing(3, governance.SeverityMajor),
		standing(4, governance.SeverityBlocking), lifted,
	}
	for name, tc := range map[string]struct {
		list    []governance.Reservation
		outcome governance.Outcome
		despite []int
		reason  string
		key     string
		passed  []int
	}{
		"nothing stands":                        {nil, governance.OutcomeAdmission, nil, "", "", nil},
		"major and minor ones do not hold it":   {[]governance.Reservation{all[0], all[2], lifted}, governance.OutcomeAdmission, nil, "", "", nil},
		"a blocking one does":                   {all, governance.OutcomeAdmission, nil, "because", "reservation.blocking", nil},
		"each has to be named":                  {all, governance.OutcomeAdmission, []int{4}, "because", "reservation.blocking", nil},
		"named, it wants a reason":              {all, governance.OutcomeAdmission, []int{4, 2}, "", "reservation.no_reason", nil},
		"named and reasoned, it passes":         {all, governance.OutcomeAdmission, []int{4, 2}, "because", "", []int{2, 4}},
		"one that does not block is no despite": {all, governance.OutcomeAdmission, []int{4, 2, 3}, "because", "reservation.not_blocking", nil},
		"one that was lifted neither":           {all, governance.OutcomeAdmission, []int{4, 2, 9}, "because", "reservation.not_blocking", nil},
		"a rejection is not questioned":         {all, governance.OutcomeRejection, nil, "because", "", nil},
		"nor an adjournment":                    {all, governance.OutcomeAdjourned, nil, "because", "", nil},
		"nor a reduction":                       {all, governance.OutcomeReduction, nil, "because", "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			passed, err := governance.QuestionAdmission("V-1", tc.list, governance.Decide{Outcome: tc.outcome, Despite: tc.despite, Reason: tc.reason})
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
	r := governance.Reservation{NotedOn: day("2026-11-23")}
	require.Equal(t, []bool{false, true, true}, []bool{r.OpenOn(day("2026-11-22")), r.OpenOn(day("2026-11-23")), r.OpenOn(day("2027-11-23"))})
	r.LiftedOn = day("2026-11-25")
	require.Equal(t, []bool{true, false}, []bool{r.OpenOn(day("2026-11-24")), r.OpenOn(day("2026-11-25"))})
}

func TestReservationsLive(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withContract("")
	w.open(governance.StepVA, "2026-11-23")
	w.open(governance.StepVA, "2026-11-23", member)
	minor := w.reserve(1, governance.SeverityMinor)
	blocking := w.reserve(1, governance.SeverityBlocking, wallonB, wallonA)
	elsewhere := w.reserve(2, governance.SeverityMajor)
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
		for key, n := range map[string]governance.NewReservation{
			"text.empty":           {Verification: 1, Text: " "},
			"verification.unknown": {Verification: 9, Text: "x"},
			"school.unknown":       {Verification: 1, Text: "x", Schools: []governance.UAI{"0999001W"}},
		} {
			n.Severity = governance.SeverityMajor
			_, err := w.NoteReservation(t.Context(), w.as(pilot), n)
			require.Equal(t, key, keyOf(err))
		}
		for key, n := range map[string]governance.LiftReservation{
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
		admit := governance.Decide{Number: 1, Outcome: governance.OutcomeAdmission}
		_, err := w.DecideVerification(t.Context(), w.as(pilot), admit)
		e := asError(t, err, governance.Conflict, "reservation.blocking")
		require.Equal(t, []any{"despite", []string{"RV-2"}}, []any{e.Param, e.Args["reservations"]})
		require.Equal(t, before, w.dump())

		admit.Despite, admit.Reason = []int{2}, "Correctif installé demain"
		_, err = w.DecideVerification(t.Context(), w.as(pilot), admit)
		require.NoError(t, err)
		v, err := w.Verification(t.Context(), w.as(pilot), 1)
		require.NoError(t, err)
		require.Equal(t, []any{governance.OutcomeAdmission, "Correctif installé demain"}, []any{v.Outcome, v.Reservations[0].Despite})
		require.True(t, v.Reservations[0].Open(), "it stands until it is lifted")
		require.Equal(t, []string{"reservation.noted", "reservation.despite"}, w.changes(v.Reservations[0].Subject()))
	})
	t.Run("none is noted once it is decided, but those that stand are lifted", func(t *testing.T) {
		_, err := w.NoteReservation(t.Context(), w.as(pilot), governance.NewReservation{Verification: 1, Severity: governance.SeverityMajor, Text: "x"})
		asError(t, err, governance.Conflict, "verification.decided")
		r, err := w.LiftReservation(t.Context(), w.as(pilot), governance.LiftReservation{Number: 2, On: day("2026-11-23"), Note: "Version 2.3.1"})
		require.NoError(t, err)
		require.Equal(t, []any{"2026-11-23", "Version 2.3.1", person(pilot)}, []any{r.LiftedOn.String(), r.LiftNote, r.LiftedBy})
		_, err = w.LiftReservation(t.Context(), w.as(pilot), governance.LiftReservation{Number: 2})
		asError(t, err, governance.Conflict, "reservation.lifted")
	})
	t.Run("those in charge lift their own without being in a committee", func(t *testing.T) {
		_, err := w.LiftReservation(t.Context(), w.as(member), governance.LiftReservation{Number: 3})
		require.NoError(t, err)
	})
}

// What silence has decided by now is not noted on any more, though nobody has
// carried it out; and a correction is a decision like another.
func TestReservationsAfterSilence(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withContract("")
	w.clause(governance.ClauseChange{Topic: governance.TopicVSRDecision, Silence: governance.SilenceRejected, Article: "CCAP 7.4"})
	v := w.open(governance.StepVSR, "2026-10-15", member)
	r := w.reserve(v.Number, governance.SeverityBlocking)
	w.at("2026-11-24 09:00")
	_, err := w.NoteReservation(t.Context(), w.as(pilot), governance.NewReservation{Verification: v.Number, Severity: governance.SeverityMinor, Text: "x"})
	asError(t, err, governance.Conflict, "verification.lapsed_failed")
	_, _, err = w.NoteOutage(t.Context(), w.as(pilot), governance.NewOutage{Verification: v.Number, Length: time.Minute, Day: day("2026-11-02")})
	asError(t, err, governance.Conflict, "verification.lapsed_failed")

	n := governance.Correction{Decide: governance.Decide{
		Number: v.Number, Outcome: governance.OutcomeAdmission, Reason: "notifié à temps", On: day("2026-11-20"),
	}}
	_, err = w.CorrectVerification(t.Context(), w.as(pilot), n)
	require.Equal(t, "despite", asError(t, err, governance.Conflict, "reservation.blocking").Param)
	n.Despite = []int{r.Number}
	_, err = w.CorrectVerification(t.Context(), w.as(pilot), n)
	require.NoError(t, err)
	require.Contains(t, w.changes(r.Subject()), "reservation.despite")
}

// The minutes of an admission tell what it has passed over, whatever has passed
// over it before or since, and what was known on its day.
func TestWhatAnAdmissionPassesOver(t *testing.T) {
	t.Parallel()
	blocking := func(noted, lifted, despite string) governance.Reservation {
		return governance.Reservation{Severity: governance.SeverityBlocking, NotedOn: day(noted), LiftedOn: dayOrNone(lifted), Despite: despite}
	}
	admitted := governance.Verification{Outcome: governance.OutcomeAdmission, Reason: "attendu", DecidedOn: day("2026-12-10"), DecidedBy: person(pilot)}
	ajourned, tacit := admitted, admitted
	ajourned.Outcome, tacit.DecidedBy = governance.OutcomeAdjourned, governance.Ourselves
	for name, tc := range map[string]struct {
		of   governance.Verification
		on   governance.Reservation
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
		mom := w.open(governance.StepMOM, "2026-11-02", member)
		w.count(governance.NewCount{Number: mom.Number, Ordered: 120, Delivered: 118, Delay: period(60, calendar.UnitDays)})
		again, err := w.DecideVerification(t.Context(), w.as(pilot), governance.Decide{Number: mom.Number, Outcome: governance.OutcomeAdmission})
		require.NoError(t, err)
		va := again.Opened.Number
		w.reserve(2, governance.SeverityMajor)
		require.NoError(t, second(w.DecideVerification(t.Context(), w.as(pilot), governance.Decide{Number: va, Outcome: governance.OutcomeAdjourned, Reason: "x"})))
		w.at("2026-11-25 08:00")
		w.reserve(2, governance.SeverityBlocking)
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
	va := w.open(governance.StepVA, "2026-11-02", member)
	lifted, blocking := w.reserve(va.Number, governance.SeverityMajor), w.reserve(va.Number, governance.SeverityBlocking)
	_, err := w.LiftReservation(t.Context(), w.as(pilot), governance.LiftReservation{Number: lifted.Number})
	require.NoError(t, err)
	w.at("2026-11-24 08:00")
	decide := func(number int, n governance.Decide) (governance.VerificationView, error) {
		n.Number, n.Reason = number, "le service est attendu"
		return w.DecideVerification(t.Context(), w.as(pilot), n)
	}
	passed, err := decide(va.Number, governance.Decide{Outcome: governance.OutcomeAdmission, Despite: []int{blocking.Number}})
	require.NoError(t, err)
	vsr := passed.Opened.Number

	before := w.dump()
	_, err = decide(vsr, governance.Decide{Outcome: governance.OutcomeAdmission})
	require.Equal(t, []string{"RV-2"}, asError(t, err, governance.Conflict, "reservation.blocking").Args["reservations"])
	require.Equal(t, before, w.dump())
	view, err := w.Verification(t.Context(), w.as(guest), vsr)
	require.NoError(t, err)
	require.Empty(t, view.Reservations)
	require.Equal(t, []string{"RV-2"}, []string{view.Carried[0].Ref()}, "what was lifted before it began is not")
	list, err := w.Verifications(t.Context(), w.as(guest), false)
	require.NoError(t, err)
	require.Len(t, list[0].Carried, 1)

	// The VSR is ajourned and presented again: it goes with the delivery.
	_, err = decide(vsr, governance.Decide{Outcome: governance.OutcomeAdjourned})
	require.NoError(t, err)
	again, err := w.PresentVerification(t.Context(), w.as(pilot), governance.Presentation{Number: vsr})
	require.NoError(t, err)
	w.at("2026-12-01 08:00")
	_, err = w.LiftReservation(t.Context(), w.as(pilot), governance.LiftReservation{Number: blocking.Number})
	require.NoError(t, err)
	done, err := decide(again.Opened.Number, governance.Decide{Outcome: governance.OutcomeAdmission})
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
	va := w.open(governance.StepVA, "2026-11-23", member).Number
	first := w.reserve(va, governance.SeverityBlocking, wallonA)
	note := func(severity governance.Severity, text string, schools ...governance.UAI) error {
		_, err := w.NoteReservation(t.Context(), w.as(pilot), governance.NewReservation{Verification: va, Severity: severity, Text: text, Schools: schools})
		return err
	}
	before := w.dump()
	err := note(governance.SeverityBlocking, "la connexion des parents ÉCHOUE", wallonA)
	require.Equal(t, first.Ref(), asError(t, err, governance.Conflict, "reservation.twice").Args["ref"])
	require.Equal(t, before, w.dump())
	require.NoError(t, note(governance.SeverityBlocking, first.Text, wallonB), "at another school")
	require.NoError(t, note(governance.SeverityMajor, first.Text, wallonA), "of another weight")
	_, err = w.LiftReservation(t.Context(), w.as(pilot), governance.LiftReservation{Number: first.Number})
	require.NoError(t, err)
	require.NoError(t, note(governance.SeverityBlocking, first.Text, wallonA), "it is there again")
}

// A quantitative check is not held up by what was noted on the delivery.
func TestACountCarriesNoReservation(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withContract("")
	va := w.open(governance.StepVA, "2026-11-02", member).Number
	w.reserve(va, governance.SeverityBlocking)
	notice := w.count(governance.NewCount{Number: va, Ordered: 120, Delivered: 118, Delay: period(15, calendar.UnitDays)})
	view, err := w.Verification(t.Context(), w.as(guest), notice.Number)
	require.NoError(t, err)
	require.Empty(t, view.Carried)
}

package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/acceptance"
	"pilotent/governance/contract"
	"pilotent/governance/minutes"
	"pilotent/governance/record"
)

func TestContractSummary(t *testing.T) {
	t.Parallel()
	tic := contract.TermsTIC2021
	adjourned := timed(3, contract.StepVA, tic, "2026-11-20", "2026-11-21")
	adjourned.Outcome, adjourned.Phase = contract.OutcomeAdjourned, acceptance.PhaseEnded
	running := timed(4, contract.StepVA, tic, "2026-12-01", "")
	lifted := acceptance.Reservation{Number: 3, Severity: acceptance.SeverityBlocking, LiftedOn: day("2026-11-20")}
	running.Reservations = []acceptance.ReservationView{
		{Reservation: acceptance.Reservation{Number: 1, Severity: acceptance.SeverityMinor}},
		{Reservation: acceptance.Reservation{Number: 2, Severity: acceptance.SeverityMajor}},
		{Reservation: lifted},
	}
	adjourned.Reservations = []acceptance.ReservationView{{Reservation: acceptance.Reservation{Number: 4, Severity: acceptance.SeverityBlocking}}}
	void := timed(5, contract.StepVSR, tic, "2026-11-22", "2026-11-21")
	void.Outcome, void.First = contract.OutcomeVoid, acceptance.Verification{Number: 5, Outcome: contract.OutcomeAdjourned}
	r := minutes.ContractRecord{Verifications: []acceptance.VerificationView{
		timed(1, contract.StepMOM, tic, "2026-11-20", "2026-11-20"), timed(2, contract.StepVSR, tic, "2026-11-22", ""), adjourned, running, void,
	}}
	s := r.Summary()
	require.Equal(t, 4, s.Counted, "what was opened by mistake does not count")
	require.Equal(t, []minutes.StepSummary{
		{Step: contract.StepMOM, InTime: 1, Used: 19, Allowed: 19},
		{Step: contract.StepVA, Late: 1, Running: 1, Used: 42, Allowed: 49},
		{Step: contract.StepVSR, Late: 1, Used: 22, Allowed: 21},
	}, s.Steps)
	require.Equal(t, []int{2, 1, 1}, []int{s.Running, len(s.Adjourned), s.Lifted})
	var open []string
	for _, res := range s.Open {
		open = append(open, res.Ref())
	}
	require.Equal(t, []string{"RV-4", "RV-2", "RV-1"}, open)
	require.Equal(t, minutes.ContractSummary{}, minutes.ContractRecord{}.Summary())
	adjourned.Phase = acceptance.PhaseAnswer
	r = minutes.ContractRecord{Verifications: []acceptance.VerificationView{adjourned}}
	require.Equal(t, 1, r.Summary().Running, "what follows an ajournement runs, as the list says")
}

func TestRecordsOfAContract(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withContract("")
	_, err := w.AddContract(t.Context(), w.as(pilot), acceptance.NewContract{Ref: "M2", Supplier: "Autre"})
	require.NoError(t, err)
	w.open(contract.StepVSR, "2026-11-20")
	w.open(contract.StepVA, "2026-11-10")
	_, err = w.OpenVerification(t.Context(), w.as(pilot), acceptance.NewVerification{Step: contract.StepVA, Contract: "M2", Object: "x", NotifiedOn: day("2026-11-20")})
	require.NoError(t, err)
	w.reserve(2, acceptance.SeverityBlocking, wallonA)

	r, err := w.ContractRecord(t.Context(), w.as(guest), "m2026-04")
	require.NoError(t, err)
	require.Equal(t, []any{"M2026-04", 2, "V-1", "V-2"}, []any{r.Ref, len(r.Verifications), r.Verifications[0].Ref(), r.Verifications[1].Ref()})
	require.NotNil(t, r.Verifications[0].Availability)
	require.Equal(t, wallonA, r.Verifications[1].Reservations[0].SchoolList[0].UAI)
	_, err = w.ContractRecord(t.Context(), w.as(guest), "M3")
	asError(t, err, record.NotFound, "contract.unknown")
	_, err = w.VerificationRecord(t.Context(), w.as(guest), 9)
	asError(t, err, record.NotFound, "verification.unknown")

	list, err := w.Verifications(t.Context(), w.as(guest), false)
	require.NoError(t, err)
	require.Equal(t, []string{"V-2", "V-3", "V-1"}, []string{list[0].Ref(), list[1].Ref(), list[2].Ref()})
	require.Equal(t, "RV-1", list[0].Reservations[0].Ref())
}

func TestARecordKeepsTheFirstDecision(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withContract("")
	opened := w.open(contract.StepVA, "2026-10-26")
	decide := func(o contract.Outcome) acceptance.VerificationView {
		v, err := w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{
			Number: opened.Number, Outcome: o, Reason: "lenteurs", Observations: map[bool]string{true: "aucune"}[o == contract.OutcomeRejection],
		})
		require.NoError(t, err)
		return v
	}
	adjourned := decide(contract.OutcomeAdjourned)
	require.NotEqual(t, opened.Deadline, adjourned.Deadline, "the supplier has a period of its own to answer")
	check := func(decisions int) {
		t.Helper()
		r, err := w.VerificationRecord(t.Context(), w.as(pilot), opened.Number)
		require.NoError(t, err)
		require.Equal(t, []any{opened.Deadline, opened.Deadline, opened.Rule}, []any{r.Deadline, r.Computed.Day, r.Rule})
		require.Equal(t, []any{minutes.TimingInTime, adjourned.DecidedOn, contract.OutcomeAdjourned, decisions},
			[]any{minutes.TimingOf(r.VerificationView), r.First.DecidedOn, r.First.Outcome, len(r.Rulings)})
		c, err := w.ContractRecord(t.Context(), w.as(pilot), r.Contract)
		require.NoError(t, err)
		require.Equal(t, []any{1, 1, 28}, []any{len(c.Summary().Adjourned), c.Summary().Steps[0].InTime, c.Summary().Steps[0].Used})
	}
	check(1)

	// Refused at the end of its period, and rejected long after that of the buyer.
	w.at("2026-12-02 09:00")
	_, err := w.AnswerVerification(t.Context(), w.as(pilot), acceptance.Answer{Number: opened.Number})
	require.NoError(t, err)
	w.at("2026-12-24 09:00")
	_, err = w.CarryOutTacitEffect(t.Context(), opened.Project, opened.Subject())
	require.NoError(t, err)
	check(2)
}

func TestARecordForgetsASilenceThatWasCorrected(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withContract("")
	v := w.open(contract.StepVSR, "2026-10-15")
	w.at("2026-11-24 09:00")
	_, err := w.CorrectVerification(t.Context(), w.as(pilot), acceptance.Correction{Decide: acceptance.Decide{
		Number: v.Number, Outcome: contract.OutcomeAdjourned, Reason: "notifié à temps", On: day("2026-11-20"),
	}})
	require.NoError(t, err)
	r, err := w.VerificationRecord(t.Context(), w.as(pilot), v.Number)
	require.NoError(t, err)
	require.Equal(t, []any{v.Deadline, day("2026-11-20"), contract.OutcomeAdjourned, minutes.TimingInTime, 1},
		[]any{r.Deadline, r.First.DecidedOn, r.First.Outcome, minutes.TimingOf(r.VerificationView), len(r.Rulings)})
}

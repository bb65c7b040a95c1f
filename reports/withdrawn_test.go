package reports_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/minutes"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/reports"
)

// Minutes of a decision that was put right may be about: those that hold say so.
func TestMinutesSayWhatWasCorrected(t *testing.T) {
	t.Parallel()
	day := func(d int) calendar.Date { return calendar.NewDate(2026, 12, d) }
	right := acceptance.Verification{
		Number: 1, Step: contract.StepVA, Phase: acceptance.PhaseEnded, Outcome: contract.OutcomeRejection, DecidedOn: day(10),
		DecidedBy: record.Person{Username: "cpc"}, Reason: "Inutilisable", NotifiedOn: day(1), Deadline: day(31),
	}
	wrong := right
	wrong.Outcome, wrong.DecidedBy = contract.OutcomeAdmission, record.Person{Username: "elue"}
	r := recordOf(acceptance.NewVerificationView(right, contract.Contract{Terms: contract.TermsTIC2021}, record.Project{Zone: "Europe/Paris"}))
	plain := string(reports.Minutes(printer(t, i18n.French), r, 0).Markdown())
	require.NotContains(t, plain, "Corrigé depuis")
	r.Withdrawn = []minutes.Withdrawn{{Verification: wrong, By: record.Person{Username: "coordinatrice"}, On: day(12), Reason: "mal noté"}}
	require.Contains(t, string(reports.Minutes(printer(t, i18n.French), r, 0).Markdown()),
		"décision positive, le jeudi 10 décembre 2026, par elue. Corrigé le samedi 12 décembre 2026 par coordinatrice. Motif : mal noté")
}

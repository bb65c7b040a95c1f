package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/calendar"
	"pilotent/governance/contract"
)

func TestRuleOf(t *testing.T) {
	t.Parallel()
	days, month := calendar.Period{Length: 30, Unit: calendar.UnitDays}, calendar.Period{Length: 1, Unit: calendar.UnitMonths}
	week := calendar.Period{Length: 7, Unit: calendar.UnitDays}
	const mom, va, vsr = contract.StepMOM, contract.StepVA, contract.StepVSR
	for _, tc := range []struct {
		terms contract.Terms
		step  contract.Step
		want  contract.Rule
	}{
		{contract.TermsTIC2021, mom, contract.Rule{Article: "29", Period: days, Silence: contract.SilencePenalties, Confirmed: true}},
		{contract.TermsTIC2021, va, contract.Rule{Article: "33.2.1", Period: days, Silence: contract.SilenceNothing, Confirmed: true}},
		{contract.TermsTIC2021, vsr, contract.Rule{Article: "33.2.2", Observation: &days, Period: week, Silence: contract.SilenceAccepted, Confirmed: true}},
		{contract.TermsTIC2009, mom, contract.Rule{Article: "23", Period: month, Silence: contract.SilencePenalties, Confirmed: true}},
		{contract.TermsTIC2009, va, contract.Rule{Article: "27.2.1", Period: month, Silence: contract.SilenceNothing, Confirmed: true}},
		{contract.TermsTIC2009, vsr, contract.Rule{Article: "27.2.2", Observation: &month, Period: week, Silence: contract.SilenceAccepted, Confirmed: true}},
		{contract.TermsFree, mom, contract.Rule{Silence: contract.SilenceUnknown}},
		{contract.TermsFree, va, contract.Rule{Silence: contract.SilenceUnknown}},
		{contract.TermsFree, vsr, contract.Rule{Observation: new(calendar.Period), Silence: contract.SilenceUnknown}},
	} {
		t.Run(string(tc.terms)+" "+string(tc.step), func(t *testing.T) {
			got := contract.RuleOf(tc.terms, tc.step)
			got.Clauses = nil // TestClauses
			require.Equal(t, tc.want, got)
		})
	}
}

// TestDeadlines holds the rules to the vectors of domain.md §2.
func TestDeadlines(t *testing.T) {
	t.Parallel()
	const va, vsr = contract.StepVA, contract.StepVSR
	const am = calendar.RegionAlsaceMoselleGoodFriday
	for name, tc := range map[string]struct {
		terms                       contract.Terms
		step                        contract.Step
		region                      calendar.Region
		fact, observation, deadline string
	}{
		"on a working day":                  {contract.TermsTIC2021, va, "", "2026-03-02", "", "2026-04-01"},
		"on 1 May, a Friday":                {contract.TermsTIC2021, va, "", "2026-04-01", "", "2026-05-04"},
		"a month that is too short":         {contract.TermsTIC2009, va, "", "2026-01-31", "", "2026-03-02"},
		"a month in a leap year":            {contract.TermsTIC2009, va, "", "2028-01-31", "", "2028-02-29"},
		"VSR: its end is not put off":       {contract.TermsTIC2021, vsr, "", "2026-04-01", "2026-05-01", "2026-05-11"},
		"VSR of 2009":                       {contract.TermsTIC2009, vsr, "", "2026-04-01", "2026-05-01", "2026-05-11"},
		"VSR: 7 days end on Ascension":      {contract.TermsTIC2021, vsr, "", "2026-04-07", "2026-05-07", "2026-05-15"},
		"VSR: 7 days end on Good Friday":    {contract.TermsTIC2021, vsr, "", "2026-02-25", "2026-03-27", "2026-04-03"},
		"VSR: the same in Alsace-Moselle":   {contract.TermsTIC2021, vsr, am, "2026-02-25", "2026-03-27", "2026-04-07"},
		"VSR: 7 days end at Christmas":      {contract.TermsTIC2021, vsr, "", "2026-11-18", "2026-12-18", "2026-12-28"},
		"VSR: at Christmas, Alsace-Moselle": {contract.TermsTIC2021, vsr, am, "2026-11-18", "2026-12-18", "2026-12-28"},
		"VSR: 7 days end on 15 August":      {contract.TermsTIC2021, vsr, "", "2026-07-09", "2026-08-08", "2026-08-17"},
	} {
		t.Run(name, func(t *testing.T) {
			observation, d := contract.RuleOf(tc.terms, tc.step).Deadline(calendar.Calendar{Region: tc.region}, day(tc.fact))
			require.Equal(t, tc.observation, observation.String())
			require.Equal(t, tc.deadline, d.Day.String())
		})
	}
}

package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/calendar"
)

func TestRuleOf(t *testing.T) {
	t.Parallel()
	days, month := calendar.Period{Length: 30, Unit: calendar.UnitDays}, calendar.Period{Length: 1, Unit: calendar.UnitMonths}
	week := calendar.Period{Length: 7, Unit: calendar.UnitDays}
	const mom, va, vsr = governance.StepMOM, governance.StepVA, governance.StepVSR
	for _, tc := range []struct {
		terms governance.Terms
		step  governance.Step
		want  governance.Rule
	}{
		{governance.TermsTIC2021, mom, governance.Rule{Article: "29", Period: days, Silence: governance.SilencePenalties, Confirmed: true}},
		{governance.TermsTIC2021, va, governance.Rule{Article: "33.2.1", Period: days, Silence: governance.SilenceNothing, Confirmed: true}},
		{governance.TermsTIC2021, vsr, governance.Rule{Article: "33.2.2", Observation: &days, Period: week, Silence: governance.SilenceAccepted, Confirmed: true}},
		{governance.TermsTIC2009, mom, governance.Rule{Article: "23", Period: month, Silence: governance.SilencePenalties, Confirmed: true}},
		{governance.TermsTIC2009, va, governance.Rule{Article: "27.2.1", Period: month, Silence: governance.SilenceNothing, Confirmed: true}},
		{governance.TermsTIC2009, vsr, governance.Rule{Article: "27.2.2", Observation: &month, Period: week, Silence: governance.SilenceAccepted, Confirmed: true}},
		{governance.TermsFree, mom, governance.Rule{Silence: governance.SilenceUnknown}},
		{governance.TermsFree, va, governance.Rule{Silence: governance.SilenceUnknown}},
		{governance.TermsFree, vsr, governance.Rule{Observation: new(calendar.Period), Silence: governance.SilenceUnknown}},
	} {
		t.Run(string(tc.terms)+" "+string(tc.step), func(t *testing.T) {
			got := governance.RuleOf(tc.terms, tc.step)
			got.Clauses = nil // TestClauses
			require.Equal(t, tc.want, got)
		})
	}
}

// TestDeadlines holds the rules to the vectors of domain.md §2.
func TestDeadlines(t *testing.T) {
	t.Parallel()
	const va, vsr = governance.StepVA, governance.StepVSR
	const am = calendar.RegionAlsaceMoselleGoodFriday
	for name, tc := range map[string]struct {
		terms                       governance.Terms
		step                        governance.Step
		region                      calendar.Region
		fact, observation, deadline string
	}{
		"on a working day":                  {governance.TermsTIC2021, va, "", "2026-03-02", "", "2026-04-01"},
		"on 1 May, a Friday":                {governance.TermsTIC2021, va, "", "2026-04-01", "", "2026-05-04"},
		"a month that is too short":         {governance.TermsTIC2009, va, "", "2026-01-31", "", "2026-03-02"},
		"a month in a leap year":            {governance.TermsTIC2009, va, "", "2028-01-31", "", "2028-02-29"},
		"VSR: its end is not put off":       {governance.TermsTIC2021, vsr, "", "2026-04-01", "2026-05-01", "2026-05-11"},
		"VSR of 2009":                       {governance.TermsTIC2009, vsr, "", "2026-04-01", "2026-05-01", "2026-05-11"},
		"VSR: 7 days end on Ascension":      {governance.TermsTIC2021, vsr, "", "2026-04-07", "2026-05-07", "2026-05-15"},
		"VSR: 7 days end on Good Friday":    {governance.TermsTIC2021, vsr, "", "2026-02-25", "2026-03-27", "2026-04-03"},
		"VSR: the same in Alsace-Moselle":   {governance.TermsTIC2021, vsr, am, "2026-02-25", "2026-03-27", "2026-04-07"},
		"VSR: 7 days end at Christmas":      {governance.TermsTIC2021, vsr, "", "2026-11-18", "2026-12-18", "2026-12-28"},
		"VSR: at Christmas, Alsace-Moselle": {governance.TermsTIC2021, vsr, am, "2026-11-18", "2026-12-18", "2026-12-28"},
		"VSR: 7 days end on 15 August":      {governance.TermsTIC2021, vsr, "", "2026-07-09", "2026-08-08", "2026-08-17"},
	} {
		t.Run(name, func(t *testing.T) {
			observation, d := governance.RuleOf(tc.terms, tc.step).Deadline(calendar.Calendar{Region: tc.region}, day(tc.fact))
			require.Equal(t, tc.observation, observation.String())
			require.Equal(t, tc.deadline, d.Day.String())
		})
	}
}

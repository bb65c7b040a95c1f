package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/internal/drawtest"
)

func period(length int, unit calendar.Unit) calendar.Period {
	return calendar.Period{Length: length, Unit: unit}
}

// TestClauseOf holds the clauses to the tables of domain.md §1.2 to 1.4: what
// is marked [?] there is not confirmed here.
func TestClauseOf(t *testing.T) {
	t.Parallel()
	const y21, y09 = contract.TermsTIC2021, contract.TermsTIC2009
	days := func(n int) calendar.Period { return period(n, calendar.UnitDays) }
	months := func(n int) calendar.Period { return period(n, calendar.UnitMonths) }
	for _, tc := range []struct {
		terms     contract.Terms
		topic     contract.Topic
		article   string
		period    calendar.Period
		start     contract.Start
		silence   contract.Silence
		confirmed bool
	}{
		{y21, contract.TopicMOM, "29", days(30), contract.StartDelivery, contract.SilencePenalties, true},
		{y09, contract.TopicMOM, "23", months(1), contract.StartDelivery, contract.SilencePenalties, true},
		{y21, contract.TopicVA, "33.2.1", days(30), contract.StartReady, contract.SilenceNothing, true},
		{y09, contract.TopicVA, "27.2.1", months(1), contract.StartReady, contract.SilenceNothing, true},
		{y21, contract.TopicVSR, "32.4", days(30), contract.StartVADecision, "", true},
		{y09, contract.TopicVSR, "26.2.2", months(1), contract.StartVADecision, "", true},
		{y21, contract.TopicVSRDecision, "33.2.2", days(7), contract.StartObservationEnd, contract.SilenceAccepted, true},
		{y09, contract.TopicVSRDecision, "27.2.2", days(7), contract.StartObservationEnd, contract.SilenceAccepted, true},
		{y21, contract.TopicMoreObservation, "33.2.2", months(1), contract.StartPresentation, "", false},
		{y09, contract.TopicMoreObservation, "27.2.2", months(1), contract.StartPresentation, "", true},
		{y21, contract.TopicAcceptance, "34.2", days(10), contract.StartAdjournment, contract.SilenceRefused, false},
		{y09, contract.TopicAcceptance, "28.2.1", days(10), contract.StartAdjournment, contract.SilenceRefused, true},
		{y21, contract.TopicRepresentation, "34.2", days(15), contract.StartAdjournment, contract.SilenceUnknown, false},
		{y21, contract.TopicChoice, "34.2", days(15), contract.StartRefusal, contract.SilenceRejected, false},
		{y09, contract.TopicChoice, "28.2.1", days(15), contract.StartRefusal, contract.SilenceRejected, true},
		{y21, contract.TopicReductionRemarks, "34.3", days(15), contract.StartReduction, contract.SilenceAgreed, false},
		{y21, contract.TopicReductionReply, "34.3", days(15), contract.StartRemarks, contract.SilenceAgreed, false},
		{y21, contract.TopicExtensionRequest, "13.3", days(15), contract.StartCause, contract.SilenceUnknown, false},
		{y09, contract.TopicExtensionReply, "13.3.3", days(15), contract.StartRequest, contract.SilenceUnknown, true},
		{y21, contract.TopicWarranty, "36.1", months(12), contract.StartAdmission, "", true},
		{y09, contract.TopicWarranty, "30.1", months(12), contract.StartAdmission, "", true},
		{y21, contract.TopicProfile, "3.1.2", days(8), contract.StartAvailable, "", false},
	} {
		t.Run(string(tc.terms)+" "+string(tc.topic), func(t *testing.T) {
			c := contract.ClauseOf(tc.terms, tc.topic)
			require.NotEmpty(t, c.Source)
			c.Source = ""
			require.Equal(t, contract.Clause{
				Topic: tc.topic, Period: tc.period, Start: tc.start, Silence: tc.silence, Article: tc.article, Confirmed: tc.confirmed,
			}, c)
		})
	}
	t.Run("tic-2009 leaves the profil d'acheteur to the contract", func(t *testing.T) {
		require.Equal(t, contract.Clause{Topic: contract.TopicProfile, Start: contract.StartAvailable}, contract.ClauseOf(y09, contract.TopicProfile))
	})
	t.Run("libre assumes no figure and no effect of silence", func(t *testing.T) {
		for _, topic := range contract.Topics() {
			c := contract.ClauseOf(contract.TermsFree, topic)
			require.False(t, c.Known(), topic)
			require.False(t, c.Confirmed, topic)
			require.Empty(t, c.Article+c.Source, topic)
			require.Contains(t, []contract.Silence{"", contract.SilenceUnknown}, c.Silence, topic)
		}
	})
}

func TestAContractDerogates(t *testing.T) {
	t.Parallel()
	const ccap = "CCAP 7.2"
	for name, tc := range map[string]struct {
		terms                       contract.Terms
		step                        contract.Step
		derogations                 []contract.Derogation
		fact, observation, deadline string
		silence                     contract.Silence
	}{
		"the length of the VA": {
			contract.TermsTIC2021, contract.StepVA,
			[]contract.Derogation{{Topic: contract.TopicVA, Period: period(15, calendar.UnitDays), Article: ccap}},
			"2026-03-02", "", "2026-03-17", contract.SilenceNothing,
		},
		"in working days": {
			contract.TermsTIC2021, contract.StepVA,
			[]contract.Derogation{{Topic: contract.TopicVA, Period: period(5, calendar.UnitWorkingDays), Article: ccap}},
			"2026-04-30", "", "2026-05-11", contract.SilenceNothing,
		},
		"in clear days": {
			contract.TermsTIC2009, contract.StepMOM,
			[]contract.Derogation{{Topic: contract.TopicMOM, Period: period(3, calendar.UnitClearDays), Article: ccap}},
			"2026-04-02", "", "2026-04-07", contract.SilencePenalties,
		},
		"silence alone": {
			contract.TermsTIC2021, contract.StepVSR,
			[]contract.Derogation{{Topic: contract.TopicVSRDecision, Silence: contract.SilenceNothing, Article: ccap}},
			"2026-04-01", "2026-05-01", "2026-05-11", contract.SilenceNothing,
		},
		"the observation put off, as 3.2.4 does": {
			contract.TermsTIC2021, contract.StepVSR, // from Friday 1 May to Monday 4, then 7 days
			[]contract.Derogation{{Topic: contract.TopicVSR, PutOff: true, Article: ccap}},
			"2026-04-01", "2026-05-04", "2026-05-11", contract.SilenceAccepted,
		},
		"the observation from the day of the decision, as 32.4 can be read": {
			contract.TermsTIC2021, contract.StepVSR,
			[]contract.Derogation{{Topic: contract.TopicVSR, SameDay: true, Article: ccap}},
			"2026-04-02", "2026-05-01", "2026-05-11", contract.SilenceAccepted,
		},
		"two months of observation, then 15 days": {
			contract.TermsTIC2021, contract.StepVSR,
			[]contract.Derogation{
				{Topic: contract.TopicVSR, Period: period(2, calendar.UnitMonths), Article: ccap},
				{Topic: contract.TopicVSRDecision, Period: period(15, calendar.UnitDays), Article: ccap},
			},
			"2026-01-31", "2026-03-31", "2026-04-15", contract.SilenceAccepted,
		},
		"libre, which says all by itself": {
			contract.TermsFree, contract.StepVA,
			[]contract.Derogation{{Topic: contract.TopicVA, Period: period(20, calendar.UnitDays), Article: "CCAP 5"}},
			"2026-03-02", "", "2026-03-23", contract.SilenceUnknown,
		},
		"libre, of which half is known": {
			contract.TermsFree, contract.StepVSR,
			[]contract.Derogation{{Topic: contract.TopicVSRDecision, Period: period(7, calendar.UnitDays), Article: "CCAP 5"}},
			"2026-03-02", "", "", contract.SilenceUnknown,
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := contract.Contract{Terms: tc.terms, Derogations: tc.derogations}
			rule := c.Rule(tc.step)
			observation, d := rule.Deadline(calendar.Calendar{}, day(tc.fact))
			require.Equal(t, []string{tc.observation, tc.deadline}, []string{observation.String(), d.Day.String()})
			require.Equal(t, tc.silence, rule.Silence)
			require.Equal(t, tc.deadline != "", rule.Confirmed)
		})
	}
}

// What a contract does not derogate from stays as the general clauses have it.
func TestADerogationIsOfOneTopic(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		terms := rapid.SampledFrom(contract.AllTerms()).Draw(t, "terms")
		topic := rapid.SampledFrom(contract.Topics()).Draw(t, "topic")
		d := contract.Derogation{
			Topic: topic, Article: "7", Silence: rapid.SampledFrom(contract.Silences()).Draw(t, "silence"),
			Period: period(drawtest.Even(0, 90).Draw(t, "length"), rapid.SampledFrom(calendar.Units()).Draw(t, "unit")),
		}
		c := contract.Contract{Terms: terms, Derogations: []contract.Derogation{d}}
		for _, clause := range c.Clauses() {
			general := contract.ClauseOf(terms, clause.Topic)
			if clause.Topic != topic {
				require.Equal(t, general, clause)
				continue
			}
			require.Equal(t, d.Silence, clause.Silence)
			require.Equal(t, &d, clause.Derogation)
			require.Equal(t, general.Article, clause.Article, "what it derogates from is still told")
			if d.Period.Valid() {
				require.Equal(t, d.Period, clause.Period)
			} else {
				require.Equal(t, general.Period, clause.Period)
			}
		}
	})
}

// fact is a day of the twelve years from 2024 on.
var fact = rapid.Map(drawtest.Even(0, 4382), day("2024-01-01").AddDays)

// What is explained, clause by clause, is what the rule of the step computes.
func TestARuleIsItsClauses(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := contract.Contract{Terms: rapid.SampledFrom(contract.AllTerms()).Draw(t, "terms")}
		for _, topic := range []contract.Topic{contract.TopicMOM, contract.TopicVA, contract.TopicVSR, contract.TopicVSRDecision} {
			if rapid.Bool().Draw(t, "derogates") {
				c.Derogations = append(c.Derogations, contract.Derogation{
					Topic: topic, Article: "7", SameDay: rapid.Bool().Draw(t, "same day"), PutOff: topic == contract.TopicVSR && rapid.Bool().Draw(t, "put off"),
					Period: period(drawtest.Even(0, 90).Draw(t, "length"), rapid.SampledFrom(calendar.Units()).Draw(t, "unit")),
				})
			}
		}
		cal := calendar.Calendar{Region: rapid.SampledFrom(calendar.Regions()).Draw(t, "region")}
		fact := fact.Draw(t, "fact")
		for _, step := range contract.Steps() {
			rule, at, windowEnd := c.Rule(step), fact, calendar.Date{}
			for i, clause := range rule.Clauses {
				_, at = clause.End(cal, at)
				if i < len(rule.Clauses)-1 {
					windowEnd = at
				}
			}
			observed, d := rule.Deadline(cal, fact)
			require.Equal(t, []calendar.Date{windowEnd, at}, []calendar.Date{observed, d.Day})
			if !at.IsZero() {
				require.True(t, cal.WorkingDay(d.Day), "nobody has to decide on a day off")
			}
		}
	})
}

func TestTheCalendarOfAContract(t *testing.T) {
	t.Parallel()
	p := record.Project{Region: calendar.RegionMayotte}
	c := contract.Contract{Holidays: []calendar.Date{day("2026-12-24")}, WorkedDays: []calendar.Date{day("2026-05-25")}}
	require.Equal(t, calendar.Calendar{Region: calendar.RegionMayotte, Added: c.Holidays, Removed: c.WorkedDays}, c.Calendar(p))
	c.Region = calendar.RegionAlsaceMoselle
	require.Equal(t, calendar.RegionAlsaceMoselle, c.Calendar(p).Region)
}

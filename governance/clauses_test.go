package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pilotent/governance"
	"pilotent/governance/calendar"
	"pilotent/internal/drawtest"
)

func period(length int, unit calendar.Unit) calendar.Period {
	return calendar.Period{Length: length, Unit: unit}
}

// TestClauseOf holds the clauses to the tables of domain.md §1.2 to 1.4: what
// is marked [?] there is not confirmed here.
func TestClauseOf(t *testing.T) {
	t.Parallel()
	const y21, y09 = governance.TermsTIC2021, governance.TermsTIC2009
	days := func(n int) calendar.Period { return period(n, calendar.UnitDays) }
	months := func(n int) calendar.Period { return period(n, calendar.UnitMonths) }
	for _, tc := range []struct {
		terms     governance.Terms
		topic     governance.Topic
		article   string
		period    calendar.Period
		start     governance.Start
		silence   governance.Silence
		confirmed bool
	}{
		{y21, governance.TopicMOM, "29", days(30), governance.StartDelivery, governance.SilencePenalties, true},
		{y09, governance.TopicMOM, "23", months(1), governance.StartDelivery, governance.SilencePenalties, true},
		{y21, governance.TopicVA, "33.2.1", days(30), governance.StartReady, governance.SilenceNothing, true},
		{y09, governance.TopicVA, "27.2.1", months(1), governance.StartReady, governance.SilenceNothing, true},
		{y21, governance.TopicVSR, "32.4", days(30), governance.StartVADecision, "", true},
		{y09, governance.TopicVSR, "26.2.2", months(1), governance.StartVADecision, "", true},
		{y21, governance.TopicVSRDecision, "33.2.2", days(7), governance.StartObservationEnd, governance.SilenceAccepted, true},
		{y09, governance.TopicVSRDecision, "27.2.2", days(7), governance.StartObservationEnd, governance.SilenceAccepted, true},
		{y21, governance.TopicMoreObservation, "33.2.2", months(1), governance.StartPresentation, "", false},
		{y09, governance.TopicMoreObservation, "27.2.2", months(1), governance.StartPresentation, "", true},
		{y21, governance.TopicAcceptance, "34.2", days(10), governance.StartAdjournment, governance.SilenceRefused, false},
		{y09, governance.TopicAcceptance, "28.2.1", days(10), governance.StartAdjournment, governance.SilenceRefused, true},
		{y21, governance.TopicRepresentation, "34.2", days(15), governance.StartAdjournment, governance.SilenceUnknown, false},
		{y21, governance.TopicChoice, "34.2", days(15), governance.StartRefusal, governance.SilenceRejected, false},
		{y09, governance.TopicChoice, "28.2.1", days(15), governance.StartRefusal, governance.SilenceRejected, true},
		{y21, governance.TopicReductionRemarks, "34.3", days(15), governance.StartReduction, governance.SilenceAgreed, false},
		{y21, governance.TopicReductionReply, "34.3", days(15), governance.StartRemarks, governance.SilenceAgreed, false},
		{y21, governance.TopicExtensionRequest, "13.3", days(15), governance.StartCause, governance.SilenceUnknown, false},
		{y09, governance.TopicExtensionReply, "13.3.3", days(15), governance.StartRequest, governance.SilenceUnknown, true},
		{y21, governance.TopicWarranty, "36.1", months(12), governance.StartAdmission, "", true},
		{y09, governance.TopicWarranty, "30.1", months(12), governance.StartAdmission, "", true},
		{y21, governance.TopicProfile, "3.1.2", days(8), governance.StartAvailable, "", false},
	} {
		t.Run(string(tc.terms)+" "+string(tc.topic), func(t *testing.T) {
			c := governance.ClauseOf(tc.terms, tc.topic)
			require.NotEmpty(t, c.Source)
			c.Source = ""
			require.Equal(t, governance.Clause{
				Topic: tc.topic, Period: tc.period, Start: tc.start, Silence: tc.silence, Article: tc.article, Confirmed: tc.confirmed,
			}, c)
		})
	}
	t.Run("tic-2009 leaves the profil d'acheteur to the contract", func(t *testing.T) {
		require.Equal(t, governance.Clause{Topic: governance.TopicProfile, Start: governance.StartAvailable}, governance.ClauseOf(y09, governance.TopicProfile))
	})
	t.Run("libre assumes no figure and no effect of silence", func(t *testing.T) {
		for _, topic := range governance.Topics() {
			c := governance.ClauseOf(governance.TermsFree, topic)
			require.False(t, c.Known(), topic)
			require.False(t, c.Confirmed, topic)
			require.Empty(t, c.Article+c.Source, topic)
			require.Contains(t, []governance.Silence{"", governance.SilenceUnknown}, c.Silence, topic)
		}
	})
}

func TestAContractDerogates(t *testing.T) {
	t.Parallel()
	const ccap = "CCAP 7.2"
	for name, tc := range map[string]struct {
		terms                       governance.Terms
		step                        governance.Step
		derogations                 []governance.Derogation
		fact, observation, deadline string
		silence                     governance.Silence
	}{
		"the length of the VA": {
			governance.TermsTIC2021, governance.StepVA,
			[]governance.Derogation{{Topic: governance.TopicVA, Period: period(15, calendar.UnitDays), Article: ccap}},
			"2026-03-02", "", "2026-03-17", governance.SilenceNothing,
		},
		"in working days": {
			governance.TermsTIC2021, governance.StepVA,
			[]governance.Derogation{{Topic: governance.TopicVA, Period: period(5, calendar.UnitWorkingDays), Article: ccap}},
			"2026-04-30", "", "2026-05-11", governance.SilenceNothing,
		},
		"in clear days": {
			governance.TermsTIC2009, governance.StepMOM,
			[]governance.Derogation{{Topic: governance.TopicMOM, Period: period(3, calendar.UnitClearDays), Article: ccap}},
			"2026-04-02", "", "2026-04-07", governance.SilencePenalties,
		},
		"silence alone": {
			governance.TermsTIC2021, governance.StepVSR,
			[]governance.Derogation{{Topic: governance.TopicVSRDecision, Silence: governance.SilenceNothing, Article: ccap}},
			"2026-04-01", "2026-05-01", "2026-05-11", governance.SilenceNothing,
		},
		"the observation put off, as 3.2.4 does": {
			governance.TermsTIC2021, governance.StepVSR, // from Friday 1 May to Monday 4, then 7 days
			[]governance.Derogation{{Topic: governance.TopicVSR, PutOff: true, Article: ccap}},
			"2026-04-01", "2026-05-04", "2026-05-11", governance.SilenceAccepted,
		},
		"the observation from the day of the decision, as 32.4 can be read": {
			governance.TermsTIC2021, governance.StepVSR,
			[]governance.Derogation{{Topic: governance.TopicVSR, SameDay: true, Article: ccap}},
			"2026-04-02", "2026-05-01", "2026-05-11", governance.SilenceAccepted,
		},
		"two months of observation, then 15 days": {
			governance.TermsTIC2021, governance.StepVSR,
			[]governance.Derogation{
				{Topic: governance.TopicVSR, Period: period(2, calendar.UnitMonths), Article: ccap},
				{Topic: governance.TopicVSRDecision, Period: period(15, calendar.UnitDays), Article: ccap},
			},
			"2026-01-31", "2026-03-31", "2026-04-15", governance.SilenceAccepted,
		},
		"libre, which says all by itself": {
			governance.TermsFree, governance.StepVA,
			[]governance.Derogation{{Topic: governance.TopicVA, Period: period(20, calendar.UnitDays), Article: "CCAP 5"}},
			"2026-03-02", "", "2026-03-23", governance.SilenceUnknown,
		},
		"libre, of which half is known": {
			governance.TermsFree, governance.StepVSR,
			[]governance.Derogation{{Topic: governance.TopicVSRDecision, Period: period(7, calendar.UnitDays), Article: "CCAP 5"}},
			"2026-03-02", "", "", governance.SilenceUnknown,
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := governance.Contract{Terms: tc.terms, Derogations: tc.derogations}
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
		terms := rapid.SampledFrom(governance.AllTerms()).Draw(t, "terms")
		topic := rapid.SampledFrom(governance.Topics()).Draw(t, "topic")
		d := governance.Derogation{
			Topic: topic, Article: "7", Silence: rapid.SampledFrom(governance.Silences()).Draw(t, "silence"),
			Period: period(drawtest.Even(0, 90).Draw(t, "length"), rapid.SampledFrom(calendar.Units()).Draw(t, "unit")),
		}
		c := governance.Contract{Terms: terms, Derogations: []governance.Derogation{d}}
		for _, clause := range c.Clauses() {
			general := governance.ClauseOf(terms, clause.Topic)
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
		c := governance.Contract{Terms: rapid.SampledFrom(governance.AllTerms()).Draw(t, "terms")}
		for _, topic := range []governance.Topic{governance.TopicMOM, governance.TopicVA, governance.TopicVSR, governance.TopicVSRDecision} {
			if rapid.Bool().Draw(t, "derogates") {
				c.Derogations = append(c.Derogations, governance.Derogation{
					Topic: topic, Article: "7", SameDay: rapid.Bool().Draw(t, "same day"), PutOff: topic == governance.TopicVSR && rapid.Bool().Draw(t, "put off"),
					Period: period(drawtest.Even(0, 90).Draw(t, "length"), rapid.SampledFrom(calendar.Units()).Draw(t, "unit")),
				})
			}
		}
		cal := calendar.Calendar{Region: rapid.SampledFrom(calendar.Regions()).Draw(t, "region")}
		fact := fact.Draw(t, "fact")
		for _, step := range governance.Steps() {
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
	p := governance.Project{Region: calendar.RegionMayotte}
	c := governance.Contract{Holidays: []calendar.Date{day("2026-12-24")}, WorkedDays: []calendar.Date{day("2026-05-25")}}
	require.Equal(t, calendar.Calendar{Region: calendar.RegionMayotte, Added: c.Holidays, Removed: c.WorkedDays}, c.Calendar(p))
	c.Region = calendar.RegionAlsaceMoselle
	require.Equal(t, calendar.RegionAlsaceMoselle, c.Calendar(p).Region)
}

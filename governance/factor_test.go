package governance_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/organisation"
	"pilotent/governance/record"
)

func TestFactors(t *testing.T) {
	t.Parallel()
	today := day("2026-11-23")
	all := []organisation.Sitting{seat("A", "Mairie", record.LevelTerritorial), seat("B", "DSDEN", record.LevelAcademic), seat("C", "École", record.LevelSchool)}
	even := organisation.DefaultScale().Weigh(record.KindStrategic, all, nil)
	uneven := organisation.DefaultScale().Weigh(record.KindStrategic, all[:2], nil)
	unsaid := organisation.DefaultScale().Weigh(record.KindStrategic, append(all[:3:3], organisation.Sitting{Member: organisation.Member{Account: person(member)}}), nil)
	meeting := func(on string) *committee.Meeting { return &committee.Meeting{Number: 1, Day: day(on)} }
	agreement := func(signed, until string) committee.Agreement {
		return committee.Agreement{Number: 1, Name: "Convention ENT", Signed: day(signed), Until: day(until)}
	}
	inspector := func(f organisation.Function, since string) organisation.Inspector {
		return organisation.Inspector{Name: string(f), Committee: "COPIL", Function: f, Since: day(since)}
	}
	holder := func(of committee.Competence, since string) organisation.Holder {
		return organisation.Holder{Name: "Mairie", Of: of, Since: day(since)}
	}

	for name, tc := range map[string]struct {
		factor   organisation.Factor
		facts    organisation.Facts
		evidence organisation.Evidence
		since    string // "" for one that is not met
	}{
		"no committee steers": {organisation.FactorSteering, organisation.Facts{}, organisation.SteeringNone, ""},
		"who sits is not known": {organisation.FactorSteering, organisation.Facts{Steerings: []organisation.Steering{
			{Code: "COPIL", Balance: unsaid, First: meeting("2026-11-01"), Last: meeting("2026-11-01")},
		}}, organisation.SteeringUnsaid, ""},
		"a level is missing": {organisation.FactorSteering, organisation.Facts{Steerings: []organisation.Steering{
			{Code: "COPIL", Balance: uneven, First: meeting("2026-11-01"), Last: meeting("2026-11-01")},
		}}, organisation.SteeringUneven, ""},
		"it has never met": {organisation.FactorSteering, organisation.Facts{Steerings: []organisation.Steering{{Code: "COPIL", Balance: even}}}, organisation.SteeringUnmet, ""},
		"it has not met for a year": {organisation.FactorSteering, organisation.Facts{Steerings: []organisation.Steering{
			{Code: "COPIL", Balance: even, First: meeting("2025-11-23"), Last: meeting("2025-11-23")},
		}}, organisation.SteeringUnmet, ""},
		"it met less than a year ago, after its members were known": {organisation.FactorSteering, organisation.Facts{Steerings: []organisation.Steering{
			{Code: "COPIL", Balance: even, Since: day("2025-10-01"), First: meeting("2025-11-24"), Last: meeting("2026-06-01")},
		}}, organisation.SteeringGood, "2025-11-24"},
		"its members were known after it had met": {organisation.FactorSteering, organisation.Facts{Steerings: []organisation.Steering{
			{Code: "COPIL", Balance: even, Since: day("2026-07-01"), First: meeting("2025-11-24"), Last: meeting("2026-06-01")},
		}}, organisation.SteeringGood, "2026-07-01"},
		"of two that steer the best one counts": {organisation.FactorSteering, organisation.Facts{Steerings: []organisation.Steering{
			{Code: "COPIL", Balance: even, Since: day("2026-07-01"), First: meeting("2026-06-01"), Last: meeting("2026-06-01")}, {Code: "CS", Balance: uneven},
		}}, organisation.SteeringGood, "2026-07-01"},

		"no agreement":              {organisation.FactorAgreement, organisation.Facts{}, organisation.AgreementNone, ""},
		"one that is over":          {organisation.FactorAgreement, organisation.Facts{Agreements: []committee.Agreement{agreement("2023-01-01", "2026-11-22")}}, organisation.AgreementOver, ""},
		"one on its last day":       {organisation.FactorAgreement, organisation.Facts{Agreements: []committee.Agreement{agreement("2023-01-01", "2026-11-23")}}, organisation.AgreementGood, "2023-01-01"},
		"one that runs, of several": {organisation.FactorAgreement, organisation.Facts{Agreements: []committee.Agreement{agreement("2020-01-01", "2022-11-22"), agreement("2025-03-01", "2028-01-01"), agreement("2025-02-01", "2029-01-01")}}, organisation.AgreementGood, "2025-02-01"},

		"no perimeter": {organisation.FactorPerimeter, organisation.Facts{}, organisation.PerimeterNone, ""},
		"a perimeter":  {organisation.FactorPerimeter, organisation.Facts{Perimeter: record.LevelTerritorial, PerimeterSince: day("2026-09-01")}, organisation.PerimeterGood, "2026-09-01"},

		"no inspector": {organisation.FactorInspectors, organisation.Facts{}, organisation.InspectorsNone, ""},
		"a team without its inspector": {organisation.FactorInspectors, organisation.Facts{Inspectors: []organisation.Inspector{
			inspector(organisation.FunctionAdviser, "2026-09-01"),
		}}, organisation.InspectorsTeam, ""},
		"an inspector without a team": {organisation.FactorInspectors, organisation.Facts{Inspectors: []organisation.Inspector{
			inspector(organisation.FunctionInspector, "2026-09-01"),
		}}, organisation.InspectorsAlone, ""},
		"both": {organisation.FactorInspectors, organisation.Facts{Inspectors: []organisation.Inspector{
			inspector(organisation.FunctionInspector, "2026-09-01"), inspector(organisation.FunctionAdviser, "2026-10-01"), inspector(organisation.FunctionAdviser, "2026-11-01"),
		}}, organisation.InspectorsGood, "2026-10-01"},

		"no competence": {organisation.FactorCompetences, organisation.Facts{}, organisation.CompetencesNone, ""},
		"one of two":    {organisation.FactorCompetences, organisation.Facts{Holders: []organisation.Holder{holder(committee.CompetenceEducation, "2026-09-01")}}, organisation.CompetencesPartial, ""},
		"the two": {organisation.FactorCompetences, organisation.Facts{Holders: []organisation.Holder{
			holder(committee.CompetenceEducation, "2026-09-01"), holder(committee.CompetenceDigital, "2026-10-01"), holder(committee.CompetenceDigital, "2026-08-01"),
		}}, organisation.CompetencesGood, "2026-09-01"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc.facts.Today = today
			findings := tc.facts.Judge()
			require.Len(t, findings, len(organisation.Factors()))
			for i, f := range findings {
				require.Equal(t, organisation.Factors()[i], f.Factor)
				if f.Factor != tc.factor {
					require.False(t, f.Met, f.Factor)
					continue
				}
				require.Equal(t, tc.evidence, f.Evidence)
				require.Equal(t, tc.since != "", f.Met)
				var since calendar.Date
				if tc.since != "" {
					since = day(tc.since)
				}
				require.Equal(t, since, f.Since)
			}
		})
	}
}

// What the factors rest on is read from what people have done.
func TestFactorsOfAProject(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	met := func(as record.UserID) map[organisation.Factor]organisation.Finding {
		v, err := w.Factors(t.Context(), w.as(as))
		require.NoError(t, err)
		found := map[organisation.Factor]organisation.Finding{}
		for _, f := range v.List {
			found[f.Factor] = f
		}
		return found
	}
	require.Equal(t, organisation.SteeringUnsaid, met(other)[organisation.FactorSteering].Evidence, "the only committee steers")

	w.sits("COPIL", "@member", organisation.FunctionInspector, "DSDEN 94")
	w.sits("COPIL", "@guest-in", organisation.FunctionHead, "École Wallon")
	w.sits("COPIL", "Mme Durand", organisation.FunctionElected, "Mairie de Vitry")
	w.at("2026-12-01 08:00")
	w.sits("COPIL", "M. Blanc", organisation.FunctionAdviser, "DSDEN 94")
	f := met(other)
	require.Equal(t, organisation.SteeringUnmet, f[organisation.FactorSteering].Evidence)
	require.True(t, f[organisation.FactorInspectors].Met)
	require.Equal(t, day("2026-12-01"), f[organisation.FactorInspectors].Since)

	m := w.schedule("COPIL", "2026-12-18 14:00")
	require.False(t, met(other)[organisation.FactorSteering].Met, "it is to come")
	w.at("2026-12-18 16:00")
	f = met(other)
	require.True(t, f[organisation.FactorSteering].Met)
	require.Equal(t, m.Ref(), f[organisation.FactorSteering].Of.Ref)
	require.Equal(t, day("2026-12-18"), f[organisation.FactorSteering].Since)

	t.Run("a competence is held since it was said of a partner", func(t *testing.T) {
		_, err := w.AddPartner(t.Context(), w.as(pilot), committee.InstitutionChange{
			Name: "Mairie de Vitry", Level: new(record.LevelTerritorial), Competences: &[]committee.Competence{committee.CompetenceDigital},
		})
		require.NoError(t, err)
		require.Equal(t, organisation.CompetencesPartial, met(other)[organisation.FactorCompetences].Evidence)
		w.at("2026-12-20 09:00")
		_, err = w.ChangePartner(t.Context(), w.as(pilot), committee.InstitutionChange{
			Name: "Mairie de Vitry", Competences: &[]committee.Competence{committee.CompetenceDigital, committee.CompetenceEducation},
		}, "")
		require.NoError(t, err)
		require.Equal(t, day("2026-12-20"), met(other)[organisation.FactorCompetences].Since)
	})
	t.Run("a perimeter is one since it was said", func(t *testing.T) {
		v, err := w.Factors(t.Context(), w.as(pilot))
		require.NoError(t, err)
		require.Equal(t, organisation.PerimeterNone, v.List[2].Evidence)
		profile := organisation.Profile{Project: record.ProjectID(team), Perimeter: organisation.PerimeterCommune, ChangedAt: w.now(), Version: 1}
		put := func(fn func(organisation.Store, record.Tx) error) {
			require.NoError(t, w.store.Update(t.Context(), profile.Project, func(tx record.Tx) error { return fn(tx.(organisation.Store), tx) }))
		}
		said := func(before record.State, p organisation.Profile) {
			put(func(s organisation.Store, tx record.Tx) error {
				return errors.Join(s.PutProfile(p), tx.AddHistory(record.HistoryLine{
					Project: p.Project, Subject: organisation.ProfileSubject, At: p.ChangedAt, By: person(pilot), Change: "profile.changed", Before: before, After: p,
				}))
			})
		}
		said(nil, profile)
		w.at("2027-01-10 09:00")
		later := profile
		later.Stage, later.ChangedAt, later.Version = organisation.StagePilot, w.now(), 2
		said(profile, later)
		f := met(other)[organisation.FactorPerimeter]
		require.True(t, f.Met)
		require.Equal(t, organisation.PerimeterCommune, f.Of.Perimeter)
		require.Equal(t, day("2026-12-20"), f.Since, "another stage is no other perimeter")
	})
	t.Run("what a committee keeps to itself counts for those who see it", func(t *testing.T) {
		w := newWorld(t)
		w.committee("SUIVI", secret, record.DiffusionCommittee)
		w.sits("SUIVI", "Mme Blanc", organisation.FunctionInspector, "DSDEN 94")
		seen, err := w.Factors(t.Context(), w.as(pilot))
		require.NoError(t, err)
		require.Zero(t, seen.Hidden)
		require.Equal(t, []string{"Mme Blanc"}, seen.List[3].Of.Names)
		hidden, err := w.Factors(t.Context(), w.as(other))
		require.NoError(t, err)
		require.Equal(t, 1, hidden.Hidden)
		require.Equal(t, organisation.SteeringNone, hidden.List[0].Evidence)
		require.Equal(t, organisation.InspectorsNone, hidden.List[3].Evidence)
		require.Empty(t, hidden.List[3].Of)
	})
}

package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/committee"
	"pilotent/governance/organisation"
	"pilotent/governance/record"
)

// seat is somebody who sits for an institution of that level.
func seat(name, institution string, level record.Level) organisation.Sitting {
	return organisation.Sitting{Member: organisation.Member{Number: 1, Name: name, Institution: institution, Title: "x"}, Level: level}
}

// seats are n of them.
func seats(n int, institution string, level record.Level) (list []organisation.Sitting) {
	for range n {
		list = append(list, seat("Mme X", institution, level))
	}
	return list
}

func TestBalance(t *testing.T) {
	t.Parallel()
	const school, academic, territorial = record.LevelSchool, record.LevelAcademic, record.LevelTerritorial
	partner := func(name string, level record.Level) organisation.PartnerView {
		return organisation.PartnerView{Partner: organisation.Partner{Institution: committee.Institution{Name: name, Level: level}}}
	}
	join := func(lists ...[]organisation.Sitting) (all []organisation.Sitting) {
		for _, l := range lists {
			all = append(all, l...)
		}
		return all
	}
	one := func(l record.Level) []organisation.Sitting { return seats(1, string(l), l) }
	deputy := seat("M. Petit", "Mairie", territorial)
	deputy.DeputyOf = 1
	supplier := seat("M. Roux", "Éditeur", "")
	supplier.Function = organisation.FunctionSupplier
	unsaid := organisation.Sitting{Member: organisation.Member{Account: person(member)}}

	for name, tc := range map[string]struct {
		kind     record.CommitteeKind
		list     []organisation.Sitting
		partners []organisation.PartnerView
		missing  []record.Level
		absent   []string
		heavy    record.Level
		heavyOne string
		known    bool
	}{
		"one of each level":  {record.KindStrategic, join(one(school), one(academic), one(territorial)), nil, nil, nil, "", "", true},
		"nobody":             {record.KindStrategic, nil, nil, nil, nil, "", "", false},
		"a level is missing": {record.KindStrategic, join(one(academic), one(territorial)), nil, []record.Level{school}, nil, "", "", true},
		"half of the seats is not more than half":    {record.KindStrategic, join(seats(2, "Mairie", territorial), one(academic), one(school)), nil, nil, nil, "", "", true},
		"more than half is":                          {record.KindStrategic, join(seats(2, "Mairie", territorial), seats(1, "SIVU", territorial), one(academic), one(school)), nil, nil, nil, territorial, "", true},
		"an institution, where the level does not":   {record.KindStrategic, join(seats(3, "Éditeur", ""), one(academic), one(school)), nil, []record.Level{territorial}, nil, "", "Éditeur", false},
		"of two seats none outweighs":                {record.KindStrategic, seats(2, "Mairie", territorial), nil, []record.Level{academic, school}, nil, "", "", true},
		"a deputy has no seat":                       {record.KindStrategic, join(one(territorial), one(academic), one(school), []organisation.Sitting{deputy, deputy, deputy, deputy}), nil, nil, nil, "", "", true},
		"who is unsaid has none either":              {record.KindStrategic, join(one(territorial), one(academic), one(school), []organisation.Sitting{unsaid}), nil, nil, nil, "", "", false},
		"a supplier has one, at no level":            {record.KindStrategic, join(seats(2, "Mairie", territorial), one(academic), []organisation.Sitting{supplier}), nil, []record.Level{school}, nil, "", "", true},
		"a partner of a level is absent":             {record.KindStrategic, join(one(territorial), one(academic), one(school)), []organisation.PartnerView{partner("SIVU", territorial), partner("Éditeur", "")}, nil, []string{"SIVU"}, "", "", true},
		"but for an operational committee":           {record.KindOperational, join(one(territorial), one(academic), one(school)), []organisation.PartnerView{partner("SIVU", territorial)}, nil, nil, "", "", true},
		"a committee of no kind is to be balanced":   {"", seats(3, "Mairie", territorial), nil, []record.Level{academic, school}, nil, territorial, "", true},
		"a support group is not":                     {record.KindSupport, seats(3, "DSDEN", academic), nil, nil, nil, "", "", true},
		"an institution whose level nobody has said": {record.KindOperational, join(one(territorial), one(academic), one(school), seats(1, "SIVU", "")), nil, nil, nil, "", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := organisation.DefaultScale().Weigh(tc.kind, tc.list, tc.partners)
			require.Equal(t, tc.missing, b.Missing, "missing")
			require.Equal(t, tc.absent, b.Absent, "absent")
			require.Equal(t, tc.heavy, b.Heavy, "heavy")
			require.Equal(t, tc.heavyOne, b.HeavyOne, "heavy institution")
			require.Equal(t, tc.known, b.Known(), "known")
			require.Equal(t, tc.missing == nil && tc.absent == nil && tc.heavy == "" && tc.heavyOne == "", b.Even())
		})
	}

	t.Run("the scale can be another one", func(t *testing.T) {
		t.Parallel()
		list := join(seats(2, "Mairie", territorial), one(academic), one(school))
		require.Equal(t, territorial, organisation.Scale{Most: 49, Few: 2}.Weigh(record.KindStrategic, list, nil).Heavy)
		require.Empty(t, organisation.Scale{Most: 49, Few: 4}.Weigh(record.KindStrategic, list, nil).Heavy)
	})
	t.Run("sides are by level, the largest first", func(t *testing.T) {
		t.Parallel()
		b := organisation.DefaultScale().Weigh("", join([]organisation.Sitting{supplier}, one(school), one(territorial), seats(2, "Mairie", territorial)), nil)
		var sides []string
		for _, s := range b.Sides {
			sides = append(sides, s.Institution)
		}
		require.Equal(t, []string{"Mairie", "territorial", "local", "Éditeur"}, sides)
		require.Equal(t, 3, b.Of(territorial))
	})
}

package governance_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
)

func TestFindSchools(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.importing(directoryFile)
	find := func(t *testing.T, query string) perimeter.SchoolMatches {
		m, err := w.FindSchools(t.Context(), w.as(guest), query, perimeter.SchoolFilter{})
		require.NoError(t, err)
		return m
	}

	t.Run("nine homonyms are all listed, by commune", func(t *testing.T) {
		m := find(t, "jean jaures")
		require.Equal(t, []record.UAI{
			"0941401M", "0940693T", "0940680D", "0941339V", "0942423Y", "0940708J", "0940731J", "0940237X", "0940451E",
		}, uais(m.Schools))
		require.Empty(t, m.Near)
	})

	vitry := []record.UAI{"0940198E", "0940573M", "0940574N"}
	for query, want := range map[string][]record.UAI{
		"jaures elem vitry":                {"0940237X"},
		"Jaurès élém. Vitry":               {"0940237X"},
		"vitry jaures elementaire":         {"0940237X"},
		"jaures mat vitry":                 {"0940451E"},
		"école maternelle jaurès de vitry": {"0940451E"},
		"jaures nursery vitry":             {"0940451E"},
		"jaures 94400":                     {"0940237X", "0940451E"},
		"0940198e":                         {"0940198E"},
		"094 0198 E":                       {"0940198E"},
		"094-0198-e":                       {"0940198E"},
		"0940198":                          {"0940198E"},
		"940198E":                          {"0940198E"},
		"wallon vitry":                     vitry,
		"wallon vitri":                     vitry,
		"walon vitry":                      vitry,
		"wallno vitry":                     vitry,
		"wallon à vitry":                   vitry,
		"wallon a\u0300 vitry":             vitry,
		"WALLON À VITRY":                   vitry,
		"wallon a vitry":                   {"0940198E"},
		"wallon b vitry":                   {"0940573M"},
		"jeane dudragne":                   {"0940712N"},
		"dudragne primaire":                {"0940712N"},
	} {
		t.Run(query, func(t *testing.T) {
			m := find(t, query)
			require.Equal(t, want, uais(m.Schools))
			require.Empty(t, m.Near)
		})
	}
	t.Run("a town with an article and hyphens is found by its words", func(t *testing.T) {
		m := find(t, "l'haÿ-les-roses")
		require.NotEmpty(t, m.Schools)
		for _, s := range m.Schools {
			require.Equal(t, "L'Haÿ-les-Roses", s.Commune)
		}
	})
	t.Run("a typo is not assumed where the words as written are found", func(t *testing.T) {
		for _, s := range find(t, "ferry").Schools {
			require.Contains(t, record.Fold(s.Name), "ferry")
		}
	})
	t.Run("schools that answer to a part are near", func(t *testing.T) {
		m := find(t, "wallon marseille")
		require.Empty(t, m.Schools)
		require.NotEmpty(t, m.Near)
		require.LessOrEqual(t, len(m.Near), 5)
		for _, s := range m.Near {
			require.Contains(t, s.Name, "Wallon")
		}
	})
	t.Run("what says nothing finds nothing", func(t *testing.T) {
		for _, query := range []string{"", "école", "xyzzyx", "!!"} {
			m := find(t, query)
			require.Empty(t, m.Schools, query)
			require.Empty(t, m.Near, query)
		}
	})
	t.Run("a wrong letter is told, not searched", func(t *testing.T) {
		_, err := w.FindSchools(t.Context(), w.as(guest), "0940198F", perimeter.SchoolFilter{})
		require.Equal(t, "E", asError(t, err, record.Invalid, "uai.letter").Args["expected"])
	})
	t.Run("a good UAI that is not in the project is unknown", func(t *testing.T) {
		m, err := w.FindSchools(t.Context(), w.as(guest), "0999001W", perimeter.SchoolFilter{})
		require.Equal(t, "0999001W", asError(t, err, record.NotFound, "school.unknown").Args["uai"])
		require.Empty(t, m.Schools)
	})
	t.Run("the answer does not depend on the order of words", func(t *testing.T) {
		require.Equal(t, find(t, "vitry wallon").Schools, find(t, "wallon vitry").Schools)
	})
	t.Run("before any import people are told so", func(t *testing.T) {
		empty := newWorld(t)
		_, err := empty.FindSchools(t.Context(), empty.as(pilot), "wallon", perimeter.SchoolFilter{})
		asError(t, err, record.NotFound, "school.none_yet")
		_, err = empty.ListSchools(t.Context(), empty.as(pilot), perimeter.SchoolFilter{})
		asError(t, err, record.NotFound, "school.none_yet")
	})
}

func TestListSchools(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.importing(directoryFile)
	w.committee("COPIL", copil, record.DiffusionTeam)
	dec := w.decide("Retenir", "COPIL", wallonA, jauresMat)
	for _, uai := range []record.UAI{wallonA, jauresMat} {
		_, _, err := w.MoveSchool(t.Context(), w.as(pilot), rollout.MoveSchool{School: uai, To: perimeter.StageSelected, Decision: dec.Ref})
		require.NoError(t, err)
	}
	_, _, err := w.MoveSchool(t.Context(), w.as(pilot), rollout.MoveSchool{School: jauresMat, To: perimeter.StageOpen})
	require.NoError(t, err)

	for name, tc := range map[string]struct {
		filter perimeter.SchoolFilter
		want   []record.UAI
	}{
		"in the roll-out, by stage": {perimeter.SchoolFilter{InRollout: true}, []record.UAI{wallonA, jauresMat}},
		"of a stage and a town":     {perimeter.SchoolFilter{Stage: perimeter.StageSelected, Commune: "vitry"}, []record.UAI{wallonA}},
		"of a stage elsewhere":      {perimeter.SchoolFilter{Stage: perimeter.StageSelected, Commune: "fresnes"}, nil},
		"of an unknown town":        {perimeter.SchoolFilter{Commune: "marseille"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			list, err := w.ListSchools(t.Context(), w.as(guest), tc.filter)
			require.NoError(t, err)
			require.Equal(t, tc.want, uais(list.Schools))
		})
	}
	t.Run("a page is read by itself", func(t *testing.T) {
		page := func(limit, offset int) ([]record.UAI, int) {
			list, err := w.ListSchools(t.Context(), w.as(guest), perimeter.SchoolFilter{Commune: "vitry", Limit: limit, Offset: offset})
			require.NoError(t, err)
			return uais(list.Schools), list.Total
		}
		whole, total := page(0, 0)
		require.Len(t, whole, total)
		var pages []record.UAI
		for offset := 0; offset < total; offset += 5 {
			some, of := page(5, offset)
			require.Equal(t, total, of)
			require.LessOrEqual(t, len(some), 5)
			pages = append(pages, some...)
		}
		require.Equal(t, whole, pages)
		beyond, of := page(5, total)
		require.Empty(t, beyond)
		require.Equal(t, total, of)
	})
	t.Run("a town is found as people write it", func(t *testing.T) {
		list, err := w.ListSchools(t.Context(), w.as(guest), perimeter.SchoolFilter{Commune: "hay roses"})
		require.NoError(t, err)
		require.NotEmpty(t, list.Schools)
		require.False(t, slices.ContainsFunc(list.Schools, func(s perimeter.School) bool { return s.Commune != "L'Haÿ-les-Roses" }))
	})
}

func TestShortName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Ecole élémentaire Henri Wallon A":         "Henri Wallon A",
		"Ecole maternelle publique Jean Jaurès":    "Jean Jaurès",
		"École élémentaire d'application Monge":    "Monge",
		"ECOLE PRIMAIRE Jeanne Dudragne":           "Jeanne Dudragne",
		"Groupe scolaire Sud":                      "Groupe scolaire Sud",
		"Ecole ":                                   "Ecole ",
		"Ecole élémentaire publique Joliot-Curie ": "Joliot-Curie",
	} {
		require.Equal(t, want, perimeter.School{Name: name}.ShortName())
	}
}

func BenchmarkFindSchools(b *testing.B) {
	w := newWorld(b)
	w.importing(directoryFile)
	for _, query := range []string{"0940198E", "jean jaures", "walon vitri"} {
		b.Run(query, func(b *testing.B) {
			for b.Loop() {
				m, err := w.FindSchools(b.Context(), w.as(guest), query, perimeter.SchoolFilter{})
				if err != nil || len(m.Schools) == 0 {
					b.Fatal(query, err)
				}
			}
		})
	}
}

func uais(schools []perimeter.School) []record.UAI {
	var list []record.UAI
	for _, s := range schools {
		list = append(list, s.UAI)
	}
	return list
}

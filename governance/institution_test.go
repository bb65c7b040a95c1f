package governance_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/committee"
	"pilotent/governance/record"
)

func TestInstitutions(t *testing.T) {
	t.Parallel()
	level, role := record.LevelTerritorial, "achète le matériel"
	both := []committee.Competence{committee.CompetenceDigital, committee.CompetenceEducation}
	town := committee.Institution{Name: "Mairie de Vitry", Level: level, Role: role, Competences: both}
	list := []committee.Institution{town, {Name: "Éditeur"}}
	var none []committee.Competence

	t.Run("what is not said stays", func(t *testing.T) {
		got := committee.WithInstitutions(list, []committee.InstitutionChange{{Name: "mairie de VITRY"}})
		require.Equal(t, []committee.Institution{town, {Name: "Éditeur"}}, got, "the name as well")
	})
	t.Run("what is said replaces, and others are added", func(t *testing.T) {
		got := committee.WithInstitutions(list, []committee.InstitutionChange{
			{Name: "editeur", Level: &level, Role: &role, Competences: &both}, {Name: "DSDEN 94"}, {Name: "dsden 94", Competences: &both}, {Name: "dsden 94", Competences: &none},
		})
		require.Equal(t, []committee.Institution{
			list[0], {Name: "Éditeur", Level: level, Role: role, Competences: both}, {Name: "DSDEN 94"},
		}, got)
		require.Empty(t, list[1].Level, "the list itself is left alone")
	})
	t.Run("some leave, by their names", func(t *testing.T) {
		left, unknown := committee.WithoutInstitutions(list, []string{"EDITEUR"})
		require.Empty(t, unknown)
		require.Equal(t, list[:1], left)
		_, unknown = committee.WithoutInstitutions(list, []string{"Éditeur", "éditeur"})
		require.Equal(t, "éditeur", unknown)
		require.Equal(t, []string{"Mairie de Vitry", "Éditeur"}, committee.InstitutionNames(list))
	})
	t.Run("texts are trimmed, and have their bounds", func(t *testing.T) {
		long, blank := strings.Repeat("x", record.MaxName+1), " "
		c, err := committee.InstitutionChange{Name: " Éditeur ", Role: &blank}.Clean("partners")
		require.NoError(t, err)
		require.Equal(t, "Éditeur", c.Name)
		require.Empty(t, *c.Role)
		for _, c := range []committee.InstitutionChange{{Name: long}, {Name: "x", Role: &long}} {
			_, err := c.Clean("partners")
			require.Equal(t, "partners", asError(t, err, record.Invalid, "text.too_long").Param)
		}
	})
}

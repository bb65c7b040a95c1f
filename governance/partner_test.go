package governance_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/committee"
	"pilotent/governance/organisation"
	"pilotent/governance/record"
)

func TestPartners(t *testing.T) {
	t.Parallel()
	town := committee.InstitutionChange{
		Name: "Mairie de Vitry", Level: new(record.LevelTerritorial), Competences: &[]committee.Competence{committee.CompetenceDigital},
	}
	add := func(w *world, c committee.InstitutionChange) {
		_, err := w.AddPartner(t.Context(), w.as(pilot), c)
		require.NoError(t, err)
	}
	names := func(w *world) (names []string) {
		list, err := w.Partners(t.Context(), w.as(other))
		require.NoError(t, err)
		for _, p := range list {
			names = append(names, p.Name)
		}
		return names
	}

	t.Run("those of agreements in force are partners, one name one line", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		add(w, town)
		w.agree("2028-08-31") // the town, and DSDEN 94
		list, err := w.Partners(t.Context(), w.as(other))
		require.NoError(t, err)
		require.Equal(t, []string{"Mairie de Vitry", "DSDEN 94"}, names(w))
		require.Equal(t, "C-1", list[0].Agreements[0].Ref())
		require.Equal(t, record.LevelTerritorial, list[0].Level)
		w.at("2028-09-01 09:00")
		require.Equal(t, []string{"Mairie de Vitry"}, names(w), "the agreement has ended")
	})
	t.Run("one that is renamed is the same in agreements", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		add(w, town)
		w.agree("2028-08-31")
		_, err := w.ChangePartner(t.Context(), w.as(pilot), committee.InstitutionChange{Name: "mairie de vitry"}, "Ville de Vitry")
		require.NoError(t, err)
		require.Equal(t, []string{"Ville de Vitry", "DSDEN 94"}, names(w))
		v, err := w.Partner(t.Context(), w.as(other), "Mairie de Vitry")
		require.NoError(t, err)
		require.Equal(t, []string{"Mairie de Vitry"}, v.Former)
		require.Len(t, v.History, 2)
	})
	t.Run("one that only stands on an agreement is written down by a change", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.agree("2028-08-31")
		v, err := w.ChangePartner(t.Context(), w.as(pilot), committee.InstitutionChange{Name: "DSDEN 94", Role: new("forme")}, "")
		require.NoError(t, err)
		require.Equal(t, 1, v.Number)
		require.Equal(t, []string{"DSDEN 94", "Mairie de Vitry"}, names(w), "it came first")
	})
	t.Run("one that stands on an agreement in force does not leave", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.agree("2028-08-31")
		_, err := w.RetirePartner(t.Context(), w.as(pilot), "DSDEN 94", "Fusion")
		wrong, ok := errors.AsType[*record.Error](err)
		require.True(t, ok)
		require.Equal(t, "partner.signed", wrong.Key)
	})
	t.Run("one that leaves stays in history, and may come back", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		add(w, town)
		_, err := w.RetirePartner(t.Context(), w.as(pilot), "Mairie de Vitry", "Elle se retire")
		require.NoError(t, err)
		require.Empty(t, names(w))
		add(w, committee.InstitutionChange{Name: "mairie de vitry"})
		v, err := w.Partner(t.Context(), w.as(other), "Mairie de Vitry")
		require.NoError(t, err)
		require.Equal(t, record.LevelTerritorial, v.Level, "what was known is known still")
		require.Equal(t, []string{"partner.added", "partner.left", "partner.returned"}, w.changes("partner/1"))
		require.Equal(t, "Elle se retire", v.History[1].Note)
	})
	t.Run("what is nearly a partner's name is asked back, numbers tell apart", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		add(w, committee.InstitutionChange{Name: "DSDEN 94"})
		add(w, committee.InstitutionChange{Name: "DSDEN 93"})
		unsure := w.as(pilot)
		unsure.Consent = record.Consent{}
		_, err := w.AddPartner(t.Context(), unsure, committee.InstitutionChange{Name: "DSDNE 94"})
		require.Equal(t, []string{"partner.near"}, doubts(err))
	})
}

// What the project says of a partner wins, part by part; agreements fill in the rest,
// the latest first.
func TestPartnersOf(t *testing.T) {
	t.Parallel()
	agreed := func(number int, signed string, i committee.Institution) committee.Agreement {
		return committee.Agreement{Number: number, Signed: day(signed), Partners: []committee.Institution{i}}
	}
	digital, both := []committee.Competence{committee.CompetenceDigital}, []committee.Competence{committee.CompetenceDigital, committee.CompetenceEducation}
	for name, tc := range map[string]struct {
		own       *committee.Institution
		on        []committee.Agreement
		want      committee.Institution
		otherwise []string
	}{
		"the project's word alone": {own: &committee.Institution{Name: "M", Level: record.LevelTerritorial}, want: committee.Institution{Name: "M", Level: record.LevelTerritorial}},
		"an agreement fills in": {
			own:  &committee.Institution{Name: "M", Level: record.LevelTerritorial},
			on:   []committee.Agreement{agreed(1, "2026-01-01", committee.Institution{Name: "m", Role: "paie", Competences: digital})},
			want: committee.Institution{Name: "M", Level: record.LevelTerritorial, Role: "paie", Competences: digital},
		},
		"the project wins, and the difference is told": {
			own:  &committee.Institution{Name: "M", Level: record.LevelTerritorial, Competences: digital},
			on:   []committee.Agreement{agreed(1, "2026-01-01", committee.Institution{Name: "M", Level: record.LevelTerritorial, Competences: both})},
			want: committee.Institution{Name: "M", Level: record.LevelTerritorial, Competences: digital}, otherwise: []string{"C-1"},
		},
		"the latest agreement wins over one before": {
			on: []committee.Agreement{
				agreed(1, "2026-01-01", committee.Institution{Name: "M", Level: record.LevelSchool}),
				agreed(2, "2026-02-01", committee.Institution{Name: "M", Level: record.LevelTerritorial}),
			},
			want: committee.Institution{Name: "M", Level: record.LevelTerritorial}, otherwise: []string{"C-1"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var list []organisation.Partner
			if tc.own != nil {
				list = append(list, organisation.Partner{Number: 1, Institution: *tc.own})
			}
			views := organisation.PartnersOf(list, tc.on)
			require.Len(t, views, 1)
			require.Equal(t, tc.want, views[0].Institution)
			require.Len(t, views[0].Agreements, len(tc.on))
			var refs []string
			for _, o := range views[0].Otherwise {
				refs = append(refs, o.Ref)
			}
			require.Equal(t, tc.otherwise, refs)
		})
	}
}

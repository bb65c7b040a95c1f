package console_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/commands"
	"pilotent/console"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
)

func TestTheSampleIsLoadedOnce(t *testing.T) {
	t.Parallel()
	o := newApp(t)
	look := func() string {
		return o.plays("/ent bilan", "/comite", "/recette marche M2026-04", "/ecole historique 0940198E", "/decision", "/action liste --toutes")
	}
	require.NoError(t, console.LoadSample(t.Context(), o.service, o.Dispatcher))
	first := look()
	for _, want := range []string{"**613 écoles**", "2 comités", "~copil", "~suivi", "Éditeur ENT", "vidéoprojecteur en panne"} {
		require.Contains(t, first, want)
	}
	require.Equal(t, 1, strings.Count(first, "vidéoprojecteur en panne"))

	require.NoError(t, console.LoadSample(t.Context(), o.service, o.Dispatcher))
	require.Equal(t, first, look(), "nothing is there twice")
}

func TestTheSampleIsLeftOutWhereThereAreSchools(t *testing.T) {
	t.Parallel()
	o := newApp(t)
	table, err := commands.ReadTable(
		strings.NewReader("UAI;Nom;Commune\n0940198E;Ecole élémentaire Henri Wallon A;Vitry-sur-Seine\n"), perimeter.IsSchoolTable)
	require.NoError(t, err)
	_, err = o.service.ImportSchools(t.Context(), record.Actor{
		Team: console.Team, User: record.Person{ID: "coordinatrice", Username: "coordinatrice"},
	}, perimeter.SchoolImport{Table: table})
	require.NoError(t, err)
	require.NoError(t, console.LoadSample(t.Context(), o.service, o.Dispatcher))
	require.Contains(t, o.plays("/comite"), "Aucun comité")
}

func TestASampleThatCannotBeLoadedIsAnError(t *testing.T) {
	t.Parallel()
	o := newApp(t)
	require.NoError(t, o.store.Close())
	require.Error(t, console.LoadSample(t.Context(), o.service, o.Dispatcher))
}

func TestTheWorldsTime(t *testing.T) {
	t.Parallel()
	t.Run("stands still until it is moved", func(t *testing.T) {
		t.Parallel()
		start := time.Date(2026, 11, 23, 15, 12, 0, 0, time.UTC)
		w := console.NewWorld(start)
		require.Equal(t, start, w.Now())
		w.Advance(26 * time.Hour)
		require.Equal(t, start.Add(26*time.Hour), w.Now())
	})
	t.Run("is the real one, and what it was moved by, where none is given", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			w := console.NewWorld(time.Time{})
			require.Equal(t, time.Now(), w.Now())
			w.Advance(time.Hour)
			require.Equal(t, time.Now().Add(time.Hour), w.Now())
			<-time.After(time.Minute)
			require.Equal(t, time.Now().Add(time.Hour), w.Now())
		})
	})
}

func TestOneLanguageForEverybody(t *testing.T) {
	t.Parallel()
	o := newApp(t)
	o.World.Lang = "en"
	require.Contains(t, o.plays("/comite", ":licorne"), "No committee")
	require.Contains(t, o.plays(":licorne"), "drive the simulation")
}

package bot_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot/mattermosttest"
	"pilotent/governance/committee"
	"pilotent/governance/record"
)

// crowd adds members to the team until it has a thousand, 250 of them its
// administrators. Their names come after all others, those of the administrators last.
func (w *world) crowd() (pilots []*model.User) {
	w.Helper()
	for i := range 750 {
		w.fake.JoinTeam(w.fake.AddUser(fmt.Sprintf("membre-%03d", i)), w.team, false)
	}
	for i := range 250 {
		pilot := w.fake.AddUser(fmt.Sprintf("pilote-%03d", i))
		w.fake.JoinTeam(pilot, w.team, true)
		pilots = append(pilots, pilot)
	}
	return pilots
}

func (w *world) pilots(limit int) []string {
	w.Helper()
	people, err := w.Pilots(w.Context(), record.TeamID(w.team.Id), limit)
	require.NoError(w, err)
	var names []string
	for _, p := range people {
		names = append(names, p.Username)
	}
	return names
}

func TestATeamOfAThousand(t *testing.T) {
	t.Parallel()

	t.Run("all of its pilots are known, and few of its members are read for that", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.crowd()
		names := w.pilots(0)
		require.Len(t, names, 251)
		require.True(t, slices.IsSorted(names))
		require.Equal(t, "coordinatrice", names[0])
		require.Equal(t, "pilote-249", names[250])
		require.Len(t, w.wire.seen(http.MethodGet, "/api/v4/users"), 2, "two pages")
		require.Equal(t, []string{"coordinatrice", "pilote-000", "pilote-001"}, w.pilots(3))
		require.Len(t, w.wire.seen(http.MethodGet, "/api/v4/users"), 3, "those that follow are not asked for")
	})

	t.Run("a full page is not the last one", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		for i := range 199 {
			w.fake.JoinTeam(w.fake.AddUser(fmt.Sprintf("pilote-%03d", i)), w.team, true)
		}
		require.Len(t, w.pilots(0), 200)
		w.fake.JoinTeam(w.fake.AddUser("zoe"), w.team, true)
		require.Len(t, w.pilots(0), 201)
	})

	t.Run("a system administrator is a pilot of the teams that they administer", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.person("dsi", true, w.copil, mattermosttest.SystemAdmin())
		w.person("exploitant", false, w.copil, mattermosttest.SystemAdmin())
		require.Equal(t, []string{"coordinatrice", "dsi"}, w.pilots(0))
	})

	t.Run("a refusal names the last of its members, where they are the pilot", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		for _, u := range w.crowd() {
			w.fake.JoinTeam(u, w.team, false)
		}
		w.fake.JoinTeam(w.pilot, w.team, false)
		w.person("zoe", true, w.copil)
		require.Contains(t, w.slash(w.member, w.copil, `/comite creer COPIL "Comité de pilotage"`), "zoe")
	})

	t.Run("an escalation reaches each of its pilots", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		pilots := w.crowd()
		require.Contains(t, w.slash(w.pilot, w.copil, `/recette marche M2026-04 --titulaire "Éditeur ENT"`), "M2026-04")
		require.Contains(t, w.slash(w.pilot, w.copil, `/recette ouvrir VA --marche M2026-04 --objet "Version 2.3" --notifiee 23/11/2026 --responsable @ien`), "V-1")
		w.clock.Advance(time.Date(2026, 12, 22, 9, 1, 0, 0, w.clock.Now().Location()).Sub(w.clock.Now()))
		w.deliver()
		for _, u := range append(pilots, w.pilot) {
			told := w.told(u)
			require.Len(t, told, 1, u.Username)
			require.Contains(t, told[0].Message, "V-1")
		}
	})
}

func TestThreeHundredCommands(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for i := range 300 {
		_, _, err := s.client(s.fake.AdminToken).CreateCommand(t.Context(), &model.Command{
			TeamId: s.team.Id, Trigger: fmt.Sprintf("autre%03d", i), Method: model.CommandMethodPost, URL: "http://autre.example",
		})
		require.NoError(t, err)
	}
	token, _, err := s.provision(s.fake.AdminToken, "", s.team.Name)
	require.NoError(t, err)
	_, said, err := s.provision(s.fake.AdminToken, token, s.team.Name)
	require.NoError(t, err)
	require.Equal(t, 8, strings.Count(said, " is as it should be"), "those of others do not hide its own")
	require.Len(t, s.commands(s.team), 308)
}

func TestThreeHundredChannels(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var last *model.Channel
	for i := range 300 {
		last = w.fake.AddChannel(w.team, fmt.Sprintf("groupe-%03d", i), model.ChannelTypeOpen)
		w.fake.JoinChannel(w.member, last)
		_, err := w.service.CreateCommittee(t.Context(), record.Actor{
			Team: record.TeamID(w.team.Id), Channel: channel(last), User: record.Person{ID: user(w.pilot), Username: "coordinatrice"},
		}, committee.NewCommittee{Code: fmt.Sprintf("G%03d", i), Name: "Groupe", Level: record.LevelSchool})
		require.NoError(t, err)
	}
	require.Contains(t, w.slash(w.member, last, `/decision ajouter "Retenir trois écoles"`), "G299-2026-001")
	require.LessOrEqual(t, w.wire.peak(), 20, "Mattermost is not asked about all of them at the same moment")
}

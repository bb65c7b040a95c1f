package bot_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot"
)

// watch is what the courier does each minute.
func (w *world) watch() {
	w.Helper()
	require.NoError(w, w.service.Watch(w.Context()))
	w.deliver()
}

// answered is what the bot has told a person, without what that one has written.
func (w *world) answered(u *model.User) (said []string) {
	for _, p := range w.told(u) {
		if p.UserId == w.account.Id {
			said = append(said, p.Message)
		}
	}
	return said
}

func TestTheBotIsLetIntoAChannel(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	town := w.fake.AddChannel(w.team, model.DefaultChannelName, model.ChannelTypeOpen)
	w.fake.JoinChannel(w.account, town)
	w.watch()
	require.Empty(t, w.said(town), "all are there")
	require.Empty(t, w.said(w.lobby), "it is not there")
	w.fake.JoinChannel(w.account, w.lobby)
	w.fake.JoinChannel(w.account, w.copil)
	require.Contains(t, w.slash(w.pilot, w.copil, `/comite creer COPIL "Comité de pilotage"`), "est créé")
	w.watch()
	w.watch()
	said := w.said(w.lobby)
	require.Len(t, said, 1)
	require.Equal(t, "**Bonjour, je suis Pilotent.** Je garde les décisions du projet ENT Vallée, et je sais où en est chaque école.\nPour commencer\n"+
		"Pour voir où en est le projet : `/ent bilan`\nPour voir tout ce que je sais faire : `/ent aide`", said[0].Message)
	said = w.said(w.copil)
	require.Len(t, said, 1)
	require.Contains(t, said[0].Message, "**Bonjour, je tiens ici le registre de COPIL.**")

	w.fake.LeaveChannel(w.account, w.lobby)
	w.watch()
	w.fake.JoinChannel(w.account, w.lobby)
	w.watch()
	require.Len(t, w.said(w.lobby), 1, "once for ever")
}

// Where the bot has worked before this was made, it says nothing.
func TestAnUpgradeIsQuiet(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.slash(w.pilot, w.copil, `/decision ajouter "Retenir l'ENT"`)
	w.deliver()
	before := len(w.said(w.copil))
	require.NotZero(t, before)
	w.fake.Say(w.member, w.direct(w.member), "bonjour")
	w.clock.Advance(25 * time.Hour)
	w.watch()
	require.Len(t, w.said(w.copil), before)
	require.Empty(t, w.answered(w.member), "nobody waits for an answer any more")
}

// With a database that is new, what it has said is still there to be read.
func TestAnotherDatabaseIsQuiet(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fake.JoinChannel(w.account, w.lobby)
	w.fake.JoinChannel(w.account, w.copil)
	w.fake.Say(w.account, w.lobby, "Réunion COPIL : vendredi 18 décembre")
	w.watch()
	require.Len(t, w.said(w.lobby), 1, "what it has said before")
	require.Len(t, w.said(w.copil), 1)
	before := len(w.wire.seen(http.MethodGet, "/channels/"+w.copil.Id+"/posts"))
	w.watch()
	require.Len(t, w.wire.seen(http.MethodGet, "/channels/"+w.copil.Id+"/posts"), before, "read once")
}

func TestSomebodyWritesToTheBot(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.watch()
	w.slash(w.pilot, w.copil, `/action creer "Former" --pour @jane --echeance 2026-12-15 --confirmer`)
	w.deliver()
	reminded := len(w.told(w.english))
	require.NotZero(t, reminded)
	w.watch()
	require.Len(t, w.told(w.english), reminded, "she has not written")
	outsider := w.fake.AddUser("inconnue")
	robot, _ := w.fake.AddBot("robot")
	w.fake.JoinTeam(robot, w.team, false)
	for _, u := range []*model.User{w.member, w.english, outsider} {
		w.fake.Say(u, w.direct(u), "bonjour")
	}
	_, _, err := w.client(w.fake.Token(robot)).CreatePost(t.Context(), &model.Post{ChannelId: w.direct(robot).Id, Message: "bip"})
	require.NoError(t, err)
	w.watch()
	w.watch()
	own := w.answered
	require.Equal(t, []string{"**Bonjour, je suis Pilotent.** Je réponds aux commandes, comme celles-ci.\nPour commencer\n" +
		"Pour voir ce qui vous attend : `/action liste`\nPour voir tout ce que je sais faire : `/ent aide`"}, own(w.member))
	require.Contains(t, own(w.english)[reminded], "**Hello, I am Pilotent.**", "in her language, though reminded before")
	require.Empty(t, own(outsider), "who is in none of its teams")
	require.Empty(t, own(robot))

	w.fake.Say(w.member, w.direct(w.member), "merci")
	w.watch()
	require.Len(t, own(w.member), 1, "once for ever")

	t.Run("and what it has read it does not read again", func(t *testing.T) {
		asked := func() int { return len(w.wire.seen(http.MethodGet, "/channels/"+w.direct(w.member).Id+"/posts")) }
		before := asked()
		w.watch()
		require.Equal(t, before, asked())
		require.NotZero(t, before)
	})
}

func TestTwoReplicasWelcomeOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fake.JoinChannel(w.account, w.lobby)
	w.fake.Say(w.member, w.direct(w.member), "bonjour")
	other := bot.New(w.options(w.token))
	require.NoError(t, other.Connect(t.Context()))
	mine, err := w.Contacts(t.Context())
	require.NoError(t, err)
	its, err := other.Contacts(t.Context())
	require.NoError(t, err)
	require.ElementsMatch(t, mine, its)
	require.Len(t, mine, 2)
	w.watch()
	w.watch()
	require.Len(t, w.said(w.lobby), 1)
	require.Len(t, w.told(w.member), 2, "the greeting, and its answer")
}

func TestContactsOfAPersonInTwoTeams(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	second := w.fake.AddTeam("ent-mer", "ENT Mer")
	_, _, err := w.provision(w.fake.AdminToken, w.token, second.Name)
	require.NoError(t, err)
	w.fake.JoinTeam(w.member, second, false)
	w.fake.Say(w.member, w.direct(w.member), "bonjour")
	met, err := w.Contacts(t.Context())
	require.NoError(t, err)
	require.Len(t, met, 1)
	require.Equal(t, min(w.team.Id, second.Id), string(met[0].Team), "one of them, always the same")
	w.watch()
	w.watch()
	require.Len(t, w.told(w.member), 2)
}

func TestContactsWhileMattermostIsAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fake.Down()
	_, err := w.Contacts(t.Context())
	require.Error(t, err)
}

package bot_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot"
	"pilotent/bot/mattermosttest"
	"pilotent/message"
	"pilotent/storage/kv"
)

const urlencoded = "application/x-www-form-urlencoded"

// typed is what Mattermost posts for a command (wire: slash-command-ephemeral).
func (w *world) typed(u *model.User, token string) url.Values {
	return url.Values{
		"token": {token}, "team_id": {w.team.Id}, "channel_id": {w.copil.Id}, "user_id": {u.Id}, "user_name": {u.Username},
		"command": {"/ecole"}, "text": {"liste"}, "trigger_id": {"none"},
	}
}

func TestSlashAnswersItsCallers(t *testing.T) {
	t.Parallel()

	t.Run("in the language of each", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		require.Contains(t, w.slash(w.member, w.copil, "/ent"), "Voici ce que vous pouvez taper")
		require.Contains(t, w.slash(w.english, w.copil, "/ent"), "Here is what you can type")
		unset := w.person("sans-langue", false, w.copil, mattermosttest.Locale(""))
		require.Contains(t, w.slash(unset, w.copil, "/ent"), "Voici ce que vous pouvez taper")
	})

	t.Run("naming the project's zone to who lives elsewhere", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		away := w.person("en-visite", false, w.copil, mattermosttest.Zone("Indian/Reunion"))
		near := w.person("a-cote", false, w.copil, mattermosttest.Zone("Europe/Brussels"))
		w.slash(w.pilot, w.copil, "/reunion planifier copil 18/12/2026 14h")
		require.Contains(t, w.slash(away, w.copil, "/reunion voir R-1"), "à 14 h (heure de Paris)")
		require.Contains(t, w.slash(near, w.copil, "/reunion voir R-1"), "à 14 h")
		require.NotContains(t, w.slash(near, w.copil, "/reunion voir R-1"), "heure de")
		w.deliver()
		require.Contains(t, w.said(w.copil)[0].Message, "à 14 h (R-1)", "a channel is read where the server is")
	})

	t.Run("with the text as it was typed", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		require.Contains(t, w.slash(w.member, w.copil, "/decision ajouter « L'été, à \"14 h\" »"), `L'été, à "14 h"`)
	})

	t.Run("under the umbrella too", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		require.Equal(t, w.slash(w.member, w.copil, "/comite liste"), w.slash(w.member, w.copil, "/ent comite liste"))
	})

	t.Run("in a direct message, for the team that is shown", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		require.Contains(t, w.slash(w.member, w.direct(w.member), "/comite liste", mattermosttest.InTeam(w.team)), "COPIL")
		require.Contains(t, w.slash(w.pilot, w.direct(w.pilot), "/comite creer AUTRE Autre", mattermosttest.InTeam(w.team)), "pas dans un message direct")
	})

	t.Run("with homonyms in words, for a private answer has no buttons", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withSchools()
		text := w.slash(w.reader, w.lobby, "/ecole jean jaures")
		require.Contains(t, text, "9 écoles trouvées")
		require.Contains(t, text, "0940451E")
	})

	t.Run("with the spaces that French does not break, outside code", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withSchools()
		r, err := w.fake.Slash(w.Context(), w.reader, w.lobby, "/ecole jean jaures")
		require.NoError(t, err)
		require.Contains(t, r.Response.Text, "trouvées pour «\u202fjean jaures\u202f»**. Laquelle\u202f?")
		require.Contains(t, r.Response.Text, "Champigny-sur-Marne\u202f: `0941401M`")
		_, err = w.fake.Slash(w.Context(), w.pilot, w.copil, `/action creer "Former" --echeance 22/11`)
		require.NoError(t, err)
		require.Contains(t, w.fake.Dialogs(w.pilot)[0].Dialog.IntroductionText, "Texte\u202f: Former", "in a form too")
	})

	t.Run("behind a prefix", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, func(o *bot.Options) { o.Prefix = "p-" })
		require.Contains(t, w.slash(w.pilot, w.copil, "/p-comite creer COPIL Pilotage"), "est créé")
		require.Contains(t, w.slash(w.member, w.copil, "/p-ent comite liste"), "COPIL")
		refused := w.slash(w.pilot, w.copil, "/p-reunion voir R-9")
		require.Contains(t, refused, "`/p-reunion liste`", "texts show what can be typed here")
		require.NotContains(t, refused, "`/reunion")
		help := w.slash(w.pilot, w.copil, "/p-ent aide reunion")
		require.NotRegexp(t, "(?m)(^|`)/(ent|reunion|ecole)\\b", help)
		require.Contains(t, help, "/p-reunion")
	})

	t.Run("by the rights of each", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		require.Contains(t, w.slash(w.member, w.copil, `/decision ajouter "Retenir trois écoles"`), "COPIL-2026-001")
		require.Contains(t, w.slash(w.guest, w.copil, "/decision liste"), "COPIL-2026-001")
		require.Contains(t, w.slash(w.guest, w.copil, `/decision ajouter "Retenir trois écoles"`), "Les comptes invités peuvent lire ce qui leur est ouvert, mais pas écrire.")
		require.Contains(t, w.slash(w.reader, w.lobby, `/decision ajouter "Retenir trois écoles" --comite copil`), "Seuls les membres du comité COPIL")
		require.Contains(t, w.slash(w.member, w.copil, "/comite creer AUTRE Autre"), "Seuls les pilotes")
	})
}

func TestSlashTurnsAwayOthers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	second := w.fake.AddTeam("ent-mer", "ENT Mer")
	_, _, err := w.provision(w.fake.AdminToken, w.token, w.team.Name, second.Name)
	require.NoError(t, err)
	require.NoError(t, w.Connect(t.Context()))
	tokens, others := w.commands(w.team), w.commands(second)
	form := func(change func(url.Values)) string {
		values := w.typed(w.member, tokens["ecole"].Token)
		change(values)
		return values.Encode()
	}
	same := func(url.Values) {}

	for name, tc := range map[string]struct {
		method, path, body string
		status             int
	}{
		"the rightful caller is answered": {http.MethodPost, "/slash/ecole", form(same), http.StatusOK},
		"the token of another trigger":    {http.MethodPost, "/slash/ecole", form(func(v url.Values) { v.Set("token", tokens["action"].Token) }), http.StatusUnauthorized},
		"another trigger":                 {http.MethodPost, "/slash/action", form(same), http.StatusUnauthorized},
		"no trigger of ours":              {http.MethodPost, "/slash/autre", form(same), http.StatusUnauthorized},
		"the token of another team":       {http.MethodPost, "/slash/ecole", form(func(v url.Values) { v.Set("token", others["ecole"].Token) }), http.StatusUnauthorized},
		"another team":                    {http.MethodPost, "/slash/ecole", form(func(v url.Values) { v.Set("team_id", second.Id) }), http.StatusUnauthorized},
		"a token that is longer":          {http.MethodPost, "/slash/ecole", form(func(v url.Values) { v.Set("token", tokens["ecole"].Token+"x") }), http.StatusUnauthorized},
		"no token":                        {http.MethodPost, "/slash/ecole", form(func(v url.Values) { v.Del("token") }), http.StatusUnauthorized},
		"no team":                         {http.MethodPost, "/slash/ecole", form(func(v url.Values) { v.Del("team_id") }), http.StatusBadRequest},
		"no user":                         {http.MethodPost, "/slash/ecole", form(func(v url.Values) { v.Del("user_id") }), http.StatusBadRequest},
		"the token in the address only":   {http.MethodPost, "/slash/ecole?" + form(same), "", http.StatusUnauthorized},
		"nothing":                         {http.MethodPost, "/slash/ecole", "", http.StatusUnauthorized},
		"rubbish":                         {http.MethodPost, "/slash/ecole", "%zz\x00\xff{", http.StatusUnauthorized},
		"a GET":                           {http.MethodGet, "/slash/ecole?" + form(same), "", http.StatusMethodNotAllowed},
		"a PUT":                           {http.MethodPut, "/slash/ecole", form(same), http.StatusMethodNotAllowed},
		"a text as long as a post":        {http.MethodPost, "/slash/ecole", form(func(v url.Values) { v.Set("text", "liste "+strings.Repeat("€", message.MaxLength-6)) }), http.StatusOK},
		"a text that no post can be":      {http.MethodPost, "/slash/ecole", form(func(v url.Values) { v.Set("text", strings.Repeat("a", 256<<10)) }), http.StatusRequestEntityTooLarge},
		"a click of 64 KiB is still read": {http.MethodPost, "/action", strings.Repeat("a", 64<<10), http.StatusBadRequest},
		"a click that is larger":          {http.MethodPost, "/action", strings.Repeat("a", 64<<10+1), http.StatusRequestEntityTooLarge},
		"a form of 256 KiB is still read": {http.MethodPost, "/dialog", strings.Repeat("a", 256<<10), http.StatusBadRequest},
		"a form that is larger":           {http.MethodPost, "/dialog", strings.Repeat("a", 256<<10+1), http.StatusRequestEntityTooLarge},
		"a GET of a click":                {http.MethodGet, "/action", "", http.StatusMethodNotAllowed},
		"a GET of a form":                 {http.MethodGet, "/dialog", "", http.StatusMethodNotAllowed},
		"a click that is rubbish":         {http.MethodPost, "/action", "{", http.StatusBadRequest},
		"a form that is rubbish":          {http.MethodPost, "/dialog", "[]", http.StatusBadRequest},
		"a click of nobody":               {http.MethodPost, "/action", "{}", http.StatusBadRequest},
		"a form of nobody":                {http.MethodPost, "/dialog", "{}", http.StatusBadRequest},
	} {
		t.Run(name, func(t *testing.T) {
			status, body := w.call(tc.method, tc.path, urlencoded, tc.body)
			require.Equal(t, tc.status, status, body)
		})
	}
}

func TestSlashSlowsFloodsDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *bot.Options) { o.Limit = kv.Limit{Burst: 2, Per: time.Hour} })
	for range 2 {
		require.Contains(t, w.slash(w.member, w.copil, "/ent"), "Voici")
	}
	require.Contains(t, w.slash(w.member, w.copil, "/ent"), "Un instant")
	require.Contains(t, w.slash(w.english, w.copil, "/ent"), "Here is", "each has a limit of their own")
	require.Contains(t, w.slash(w.english, w.copil, "/ent"), "Here is")
	require.Contains(t, w.slash(w.english, w.copil, "/ent"), "One moment")
}

// Clicks and forms count as what is typed does; a form that was put off is still
// there to be sent again.
func TestFloodsOfClicksAndFormsAreSlowedDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	post, sealed := w.proposal(), w.sealedButton()
	form := w.formOf(w.member, "/decision ajouter")
	w.Limit = kv.Limit{Burst: 1, Per: time.Hour}
	for !strings.Contains(w.slash(w.member, w.copil, "/ent"), "Voici") {
		continue // what was typed a moment ago still counts
	}
	status, answer := w.click(clicked(w, post, sealed))
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, answer, "Un instant")
	status, reply := w.submit(submitted(form, w.member, retain()))
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, plain(reply.Error), "Un instant")

	w.Limit = kv.Limit{Burst: 10_000, Per: time.Hour}
	before := w.decisions()
	_, reply = w.submit(submitted(form, w.member, retain()))
	require.Zero(t, reply)
	require.Equal(t, before+1, w.decisions())
	_, answer = w.click(clicked(w, post, sealed))
	require.Contains(t, answer, "est adoptée")
}

func TestTwoTeamsAreTwoProjects(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	second := w.fake.AddTeam("ent-mer", "ENT Mer")
	_, _, err := w.provision(w.fake.AdminToken, w.token, w.team.Name, second.Name)
	require.NoError(t, err)
	require.NoError(t, w.Connect(t.Context()))
	bureau := w.fake.AddChannel(second, "bureau", model.ChannelTypeOpen)
	w.fake.JoinTeam(w.pilot, second, true)
	w.fake.JoinChannel(w.pilot, bureau)

	w.withSchools()
	require.Contains(t, w.slash(w.pilot, w.copil, `/decision ajouter "Retenir Wallon" --ecoles 0940198E --retient`), "COPIL-2026-001")
	require.Contains(t, w.slash(w.pilot, w.copil, `/action creer "Former" --pour @coordinatrice`), "A-1")
	require.Contains(t, w.slash(w.pilot, w.copil, `/reunion planifier "18/12 14h"`), "R-1")

	for line, none := range map[string]string{
		"/comite liste":                    "Aucun comité",
		"/decision liste":                  "Aucune décision",
		"/decision chercher wallon":        "Aucune décision",
		"/decision voir COPIL-2026-001":    "Je ne trouve pas",
		"/decision adopter COPIL-2026-001": "Je ne trouve pas",
		"/action liste --toutes":           "Aucune action",
		"/action voir A-1":                 "Je ne trouve pas",
		"/reunion":                         "Aucune réunion",
		"/reunion annuler R-1":             "Je ne trouve pas",
		"/ecole 0940198E":                  "Aucune école",
		"/ent bilan":                       "Aucune école importée",
	} {
		require.Contains(t, w.slash(w.pilot, bureau, line), none, line)
	}
	require.Contains(t, w.slash(w.pilot, bureau, "/ent bilan"), "ENT Mer")
	require.Contains(t, w.slash(w.pilot, bureau, `/comite creer COPIL "Comité de la mer"`), "est créé")
	require.Contains(t, w.slash(w.pilot, bureau, `/decision ajouter "Ouvrir en septembre prochain"`), "COPIL-2026-001", "each counts for itself")
	w.deliver()
	require.Len(t, w.said(bureau), 1)
	for _, p := range w.said(w.copil) {
		require.NotContains(t, p.Message, "septembre")
	}
	require.Contains(t, w.slash(w.member, w.direct(w.member), "/comite liste", mattermosttest.InTeam(second)), "pas membre de cette équipe")
}

func TestWaitingForProvision(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	require.NoError(t, w.Ready(t.Context()))
	w.fake.Down()
	require.ErrorContains(t, w.Ready(t.Context()), "reach Mattermost")
	w.fake.Up()
	idle := bot.New(w.options(w.token))
	require.ErrorContains(t, idle.Ready(t.Context()), "pilotent provision")
}

package bot_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/bot"
)

// names are the triggers without their hints.
func (s *site) names() []string {
	var names []string
	for _, t := range s.triggers {
		names = append(names, t.Name)
	}
	return names
}

// examined are the findings by what was looked at.
func (w *world) examined(o bot.Options) map[string]bot.Finding {
	w.Helper()
	found := map[string]bot.Finding{}
	for _, f := range bot.New(o).Examine(w.Context(), w.names(), w.seats()) {
		require.NotContains(w, found, f.What, "told twice")
		require.NotContains(w, f.Told, o.Token)
		found[f.What] = f
	}
	return found
}

// owned answers what the fake does not tell: who owns the bot.
func (w *world) owned(by string) {
	w.wire.answering(func(r *http.Request) *http.Response {
		if r.URL.Path != "/api/v4/bots/"+w.account.Id {
			return nil
		}
		return answer(http.StatusOK, nil, `{"user_id":"`+w.account.Id+`","owner_id":"`+by+`"}`)
	})
}

func TestDoctorFindsNothingWrong(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.owned(w.fake.Admin.Id)
	found := w.examined(w.options(w.token))
	for what, told := range map[string]string{
		"Mattermost":      "11.2.0 answers at " + w.fake.URL,
		"clock":           "apart from Mattermost's",
		"token":           "is that of the bot @pilotent",
		"owner":           "@admin",
		"SiteURL":         w.fake.URL,
		"team ent-vallee": "its 8 commands call " + w.callbacks,
		"callback":        "200 OK",
		"way back":        "arrived at " + w.callbacks,
	} {
		require.True(t, found[what].OK, what)
		require.Contains(t, found[what].Told, told)
	}
	require.Len(t, found, 8)
}

func TestDoctorFinds(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		spoil func(*world, *bot.Options)
		what  string
		told  string
		// silent are the findings that would only repeat it.
		silent []string
	}{
		"that Mattermost is down": {
			func(w *world, _ *bot.Options) { w.fake.Down() }, "Mattermost", "check PILOTENT_MATTERMOST_URL", []string{"token", "SiteURL", "team ent-vallee"},
		},
		"that clocks differ": {
			func(w *world, _ *bot.Options) {
				w.wire.answering(func(r *http.Request) *http.Response {
					if r.URL.Path != "/api/v4/system/ping" {
						return nil
					}
					date := time.Now().Add(-2 * time.Minute).UTC().Format(http.TimeFormat)
					return answer(http.StatusOK, http.Header{"Date": {date}}, `{"status":"OK"}`)
				})
			}, "clock", "set both by NTP", nil,
		},
		"that the token is unknown": {
			func(_ *world, o *bot.Options) { o.Token = "no-such-token" }, "token", "refused", []string{"SiteURL", "team ent-vallee"},
		},
		"that the bot is disabled, with its owner": {
			func(w *world, _ *bot.Options) { w.fake.DeactivateUser(w.fake.Admin) }, "token", "the bot or its owner is disabled", []string{"SiteURL"},
		},
		"that the token is a person's": {
			func(w *world, o *bot.Options) { o.Token = w.fake.AdminToken }, "token", "is that of the person @admin", []string{"team ent-vallee"},
		},
		"that the owner is gone": {
			func(w *world, _ *bot.Options) {
				former := w.fake.AddUser("ancienne")
				w.fake.DeactivateUser(former)
				w.owned(former.Id)
			}, "owner", "@ancienne", nil,
		},
		"that SiteURL is not set": {
			func(w *world, _ *bot.Options) { w.fake.SetConfig("SiteURL", "") }, "SiteURL", "System Console > Web Server", nil,
		},
		"that settings cannot be read": {
			func(w *world, _ *bot.Options) {
				w.wire.answering(func(r *http.Request) *http.Response {
					if r.URL.Path != "/api/v4/config/client" {
						return nil
					}
					return answer(http.StatusOK, nil, "<html>")
				})
			}, "settings", "could not be read", []string{"SiteURL"},
		},
		"that the bot is in no team": {
			func(w *world, o *bot.Options) { _, o.Token = w.fake.AddBot("perdu") }, "teams", "in no team", []string{"team ent-vallee"},
		},
		"that the bot does not administer the team": {
			func(w *world, _ *bot.Options) { w.fake.JoinTeam(w.account, w.team, false) }, "team ent-vallee", "is no administrator of the team", nil,
		},
		"that a command is missing": {
			func(w *world, _ *bot.Options) {
				_, err := w.client(w.token).DeleteCommand(w.Context(), w.commands(w.team)["ecole"].Id)
				require.NoError(w, err)
			}, "team ent-vallee", "/ecole missing or calling another address: run `pilotent provision --team ent-vallee`", nil,
		},
		"that a command calls another address": {
			func(w *world, _ *bot.Options) {
				c := w.commands(w.team)["action"]
				c.URL = "http://autre.example/slash/action"
				_, _, err := w.client(w.token).UpdateCommand(w.Context(), c)
				require.NoError(w, err)
			}, "team ent-vallee", "/action missing or calling another address", nil,
		},
		"that a prefix was set since": {
			func(_ *world, o *bot.Options) { o.Prefix = "p-" }, "team ent-vallee", "/p-ent", nil,
		},
		"that nobody answers at the callback": {
			func(_ *world, o *bot.Options) { o.CallbackURL = "http://127.0.0.1:1" }, "callback", "start `pilotent serve`", nil,
		},
		"that another program answers at the callback": {
			func(w *world, o *bot.Options) { o.CallbackURL = w.fake.URL }, "callback", "404", nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			o := w.options(w.token)
			tc.spoil(w, &o)
			found := w.examined(o)
			require.Contains(t, found, tc.what)
			require.False(t, found[tc.what].OK, found[tc.what].Told)
			require.Contains(t, found[tc.what].Told, tc.told)
			for _, what := range tc.silent {
				require.NotContains(t, found, what)
			}
			require.Contains(t, found, "callback", "which is looked at whatever else is wrong")
		})
	}
}

// What only Mattermost can tell: whether it reaches the bot.
func TestDoctorTriesTheWayBack(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		spoil func(*world)
		told  string
	}{
		"which Mattermost may not go": {
			func(w *world) { w.fake.RefuseAddress(strings.TrimPrefix(w.callbacks, "http://")) }, "by `pilotent provision --allow-callback`",
		},
		"where another program answers": {
			func(w *world) {
				other := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
					rw.Header().Set("Content-Type", "application/json")
					_, _ = io.WriteString(rw, `{"text":"bonjour"}`)
				}))
				w.Cleanup(other.Close)
				w.callbacks = other.URL
				_, _, err := w.provision(w.fake.AdminToken, w.token, w.team.Name)
				require.NoError(w, err)
			}, "answered by another program",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			tc.spoil(w)
			found := w.examined(w.options(w.token))
			require.True(t, found["callback"].OK, "from here it answers")
			require.False(t, found["way back"].OK)
			require.Contains(t, found["way back"].Told, tc.told)
		})
	}

	t.Run("and leaves nothing behind", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		require.True(t, w.examined(w.options(w.token))["way back"].OK)
		require.Empty(t, w.fake.DirectPosts(w.account.Id, w.account.Id))
	})
}

func TestDoctorOnVersions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for id, version := range map[string]string{
		"11.2.0..75d26332.false":          "11.2.0 answers",
		"11.6.0.11.6.0.348c.false":        "11.6.0 answers",
		"":                                "of unknown version answers",
		"quelque chose d'autre qui parle": "of unknown version answers",
	} {
		w.wire.answering(func(r *http.Request) *http.Response {
			if r.URL.Path != "/api/v4/system/ping" {
				return nil
			}
			return answer(http.StatusOK, http.Header{"X-Version-Id": {id}}, `{"status":"OK"}`)
		})
		require.Contains(t, w.examined(w.options(w.token))["Mattermost"].Told, version)
	}
}

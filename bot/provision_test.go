package bot_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot"
	"pilotent/bot/mattermosttest"
)

// provisioned is a site on which the bot was provisioned once, and its token.
func provisioned(t *testing.T) (*site, string) {
	t.Helper()
	s := newSite(t)
	token, _, err := s.provision(s.fake.AdminToken, "", s.team.Name)
	require.NoError(t, err)
	return s, token
}

func TestProvision(t *testing.T) {
	t.Parallel()

	t.Run("makes everything from nothing", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		token, said, err := s.provision(s.fake.AdminToken, "", s.team.Name)
		require.NoError(t, err)
		require.Contains(t, said, "created the bot @pilotent\ncreated a token for the bot\ngave the bot a picture\n")
		require.Contains(t, said, "ent-vallee: added the bot to the team\nent-vallee: made the bot an administrator of the team\n")
		require.Equal(t, 8, strings.Count(said, "ent-vallee: created /"))
		require.NotContains(t, said, token)

		me, _, err := s.client(token).GetMe(t.Context(), "")
		require.NoError(t, err)
		require.True(t, me.IsBot)
		require.Equal(t, bot.Username, me.Username)
		require.NotZero(t, me.LastPictureUpdate)
		require.Equal(t, "Décisions, écoles, actions, réunions et recettes de votre projet ENT.", me.BotDescription)
		member, _, err := s.client(token).GetTeamMember(t.Context(), s.team.Id, me.Id, "")
		require.NoError(t, err)
		require.True(t, member.SchemeAdmin)
		list := s.commands(s.team)
		require.Len(t, list, 8)
		for _, trigger := range s.triggers {
			c := list[trigger.Name]
			require.NotNil(t, c, trigger.Name)
			require.Equal(t, "http://pilotent.example/slash/"+trigger.Name, c.URL)
			require.Equal(t, model.CommandMethodPost, c.Method)
			require.Equal(t, me.Id, c.CreatorId)
			require.True(t, c.AutoComplete)
			require.Equal(t, trigger.Hint, c.AutoCompleteHint)
			require.Equal(t, trigger.Description, c.AutoCompleteDesc)
		}
	})

	t.Run("a second run changes nothing and says so", func(t *testing.T) {
		t.Parallel()
		s, token := provisioned(t)
		before := s.commands(s.team)
		again, said, err := s.provision(s.fake.AdminToken, token, s.team.Name)
		require.NoError(t, err)
		require.Empty(t, again, "no other token")
		require.Equal(t, before, s.commands(s.team))
		require.Contains(t, said, "the bot @pilotent is there\nthe bot's token works\n")
		require.Equal(t, 8, strings.Count(said, " is as it should be"))
		for _, word := range []string{"created", "repaired", "added", "made", "enabled", "deleted"} {
			require.NotContains(t, said, word)
		}
	})

	t.Run("describes itself in the language of the server", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		s.fake.SetConfig("DefaultClientLocale", "en")
		_, _, err := s.provision(s.fake.AdminToken, "", s.team.Name)
		require.NoError(t, err)
		require.Equal(t, "Decisions, schools, actions, meetings and acceptance of your ENT project.", s.user(bot.Username).BotDescription)
	})

	t.Run("keeps the picture that somebody has given it, and needs none", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		s.wire.answering(func(r *http.Request) *http.Response {
			if !strings.HasSuffix(r.URL.Path, "/image") {
				return nil
			}
			return answer(http.StatusNotImplemented, nil, `{"id":"api.user.upload_profile_user.storage.app_error","message":"no storage","status_code":501}`)
		})
		token, said, err := s.provision(s.fake.AdminToken, "", s.team.Name)
		require.NoError(t, err)
		require.Contains(t, said, "the bot gets no picture: ")
		s.wire.answering(nil)
		_, err = s.client(token).SetProfileImage(t.Context(), s.user(bot.Username).Id, []byte("x"))
		require.NoError(t, err)
		_, said, err = s.provision(s.fake.AdminToken, token, s.team.Name)
		require.NoError(t, err)
		require.NotContains(t, said, "picture")
	})

	t.Run("repairs a command that was changed, and keeps its token", func(t *testing.T) {
		t.Parallel()
		s, token := provisioned(t)
		before := s.commands(s.team)
		for trigger, change := range map[string]func(*model.Command){
			"decision": func(c *model.Command) { c.URL = "http://elsewhere.example" },
			"ecole":    func(c *model.Command) { c.AutoCompleteHint = "?" },
			"action":   func(c *model.Command) { c.AutoComplete = false },
			"recette":  func(c *model.Command) { c.Method = model.CommandMethodGet },
		} {
			changed := *before[trigger]
			change(&changed)
			_, _, err := s.client(s.fake.AdminToken).UpdateCommand(t.Context(), &changed)
			require.NoError(t, err)
		}
		_, said, err := s.provision(s.fake.AdminToken, token, s.team.Name)
		require.NoError(t, err)
		require.Equal(t, 4, strings.Count(said, "repaired /"), said)
		after := s.commands(s.team)
		for trigger, c := range before {
			require.Equal(t, c.URL, after[trigger].URL)
			require.Equal(t, c.AutoCompleteHint, after[trigger].AutoCompleteHint)
			require.Equal(t, c.Method, after[trigger].Method)
			require.True(t, after[trigger].AutoComplete)
			require.Equal(t, c.Token, after[trigger].Token)
			require.Equal(t, c.Id, after[trigger].Id)
		}
	})

	t.Run("enables a bot that was disabled", func(t *testing.T) {
		t.Parallel()
		s, token := provisioned(t)
		s.fake.DeactivateUser(s.user(bot.Username))
		again, said, err := s.provision(s.fake.AdminToken, token, s.team.Name)
		require.NoError(t, err)
		require.Contains(t, said, "enabled the bot @pilotent again\nthe bot's token works\n")
		require.Empty(t, again)
	})

	t.Run("makes another token when the one of the settings is not the bot's", func(t *testing.T) {
		t.Parallel()
		s, _ := provisioned(t)
		for _, token := range []string{"", "no such token", s.fake.AdminToken} {
			made, said, err := s.provision(s.fake.AdminToken, token, s.team.Name)
			require.NoError(t, err)
			require.NotEmpty(t, made)
			require.Contains(t, said, "created a token for the bot")
		}
	})

	t.Run("goes to several teams, and makes itself administrator where it is not", func(t *testing.T) {
		t.Parallel()
		s, token := provisioned(t)
		second := s.fake.AddTeam("ent-mer", "ENT Mer")
		third := s.fake.AddTeam("ent-lac", "ENT Lac")
		s.fake.JoinTeam(s.user(bot.Username), third, false)
		_, said, err := s.provision(s.fake.AdminToken, token, s.team.Name, second.Name, third.Name)
		require.NoError(t, err)
		require.Contains(t, said, "ent-mer: added the bot to the team\n")
		require.NotContains(t, said, "ent-lac: added the bot to the team\n")
		require.Contains(t, said, "ent-lac: made the bot an administrator of the team\n")
		for _, team := range []*model.Team{s.team, second, third} {
			require.Len(t, s.commands(team), 8)
		}
		require.NotEqual(t, s.commands(s.team)["ecole"].Token, s.commands(second)["ecole"].Token)
	})

	t.Run("puts the bot back into a team that it has left", func(t *testing.T) {
		t.Parallel()
		s, token := provisioned(t)
		id := s.user(bot.Username).Id
		s.wire.answering(func(r *http.Request) *http.Response {
			if r.Method != http.MethodGet || !strings.HasSuffix(r.URL.Path, "/members/"+id) {
				return nil
			}
			// What a server answers of somebody who has left (src: TeamMember.DeleteAt).
			return answer(http.StatusOK, nil, `{"team_id":"`+s.team.Id+`","user_id":"`+id+`","delete_at":1,"scheme_admin":true}`)
		})
		_, said, err := s.provision(s.fake.AdminToken, token, s.team.Name)
		require.NoError(t, err)
		require.Contains(t, said, "ent-vallee: added the bot to the team\n")
		require.Len(t, s.wire.seen(http.MethodPost, "/teams/"+s.team.Id+"/members"), 2, "the first time, and now")
	})

	t.Run("works with the bot's own token where the bot administers the team", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		account, token := s.fake.AddBot("greffier")
		s.fake.JoinTeam(account, s.team, true)
		made, said, err := s.provision(token, token, s.team.Name)
		require.NoError(t, err)
		require.Empty(t, made)
		require.Contains(t, said, "token of the bot @greffier: its account stays as it is\n")
		require.Len(t, s.commands(s.team), 8)
	})

	t.Run("a prefix comes before every trigger, and takes the place of the former ones", func(t *testing.T) {
		t.Parallel()
		s, token := provisioned(t)
		s.change = append(s.change, func(o *bot.Options) { o.Prefix = "p-" })
		_, said, err := s.provision(s.fake.AdminToken, token, s.team.Name)
		require.NoError(t, err)
		require.Equal(t, 8, strings.Count(said, "created /p-"))
		require.Equal(t, 8, strings.Count(said, "which is no longer ours to answer"))
		list := s.commands(s.team)
		require.Len(t, list, 8)
		require.Equal(t, "http://pilotent.example/slash/p-ecole", list["p-ecole"].URL)
	})
}

func TestProvisionLeavesWhatIsOthers(t *testing.T) {
	t.Parallel()
	foreign := func(s *site, trigger, url string) *model.Command {
		s.Helper()
		c, _, err := s.client(s.fake.AdminToken).CreateCommand(s.Context(), &model.Command{
			TeamId: s.team.Id, Trigger: trigger, Method: model.CommandMethodPost, URL: url, DisplayName: "autre",
		})
		require.NoError(s, err)
		return c
	}

	t.Run("a trigger that another integration holds is an error that says what to do", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		other := foreign(s, "decision", "http://autre.example/decision")
		_, _, err := s.provision(s.fake.AdminToken, "", s.team.Name)
		require.ErrorContains(t, err, "team ent-vallee: /decision belongs to another integration")
		require.ErrorContains(t, err, "PILOTENT_TRIGGER_PREFIX")
		require.Equal(t, other, s.commands(s.team)["decision"])
		s.change = append(s.change, func(o *bot.Options) { o.Prefix = "p-" })
		_, _, err = s.provision(s.fake.AdminToken, "", s.team.Name)
		require.NoError(t, err, "the advice helps")
	})

	t.Run("commands of other creators, whatever they call", func(t *testing.T) {
		t.Parallel()
		s, token := provisioned(t)
		elsewhere := foreign(s, "autre", "http://autre.example/")
		alike := foreign(s, "pareil", "http://pilotent.example/slash/pareil")
		_, _, err := s.provision(s.fake.AdminToken, token, s.team.Name)
		require.NoError(t, err)
		require.Equal(t, elsewhere, s.commands(s.team)["autre"])
		require.Equal(t, alike, s.commands(s.team)["pareil"])
	})

	t.Run("commands of the bot that call another program", func(t *testing.T) {
		t.Parallel()
		s, token := provisioned(t)
		own, _, err := s.client(token).CreateCommand(t.Context(), &model.Command{
			TeamId: s.team.Id, Trigger: "autre", Method: model.CommandMethodPost, URL: "http://autre.example/",
		})
		require.NoError(t, err)
		_, _, err = s.provision(s.fake.AdminToken, token, s.team.Name)
		require.NoError(t, err)
		require.Equal(t, own, s.commands(s.team)["autre"])
	})
}

func TestProvisionRefused(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		prepare func(*site) (token string)
		team    string
		want    []string
	}{
		"a wrong token": {
			func(*site) string { return "no such token" }, "ent-vallee",
			[]string{"ask Mattermost whose token this is", "does not know this token"},
		},
		"a person without rights": {
			func(s *site) string {
				ien := s.fake.AddUser("ien")
				s.fake.JoinTeam(ien, s.team, false)
				return s.fake.Token(ien)
			}, "ent-vallee",
			[]string{"create the bot", "this token may not do that"},
		},
		"a server that makes no bots": {
			func(s *site) string { s.fake.SetConfig("EnableBotAccountCreation", "false"); return s.fake.AdminToken }, "ent-vallee",
			[]string{"is ServiceSettings.EnableBotAccountCreation on?"},
		},
		"a bot that is no administrator of the team": {
			func(s *site) string {
				account, token := s.fake.AddBot("greffier")
				s.fake.JoinTeam(account, s.team, false)
				return token
			}, "ent-vallee",
			[]string{"team ent-vallee: make the bot an administrator of the team", "this token may not do that"},
		},
		"a bot that is not in the team": {
			func(s *site) string { _, token := s.fake.AddBot("greffier"); return token }, "ent-vallee",
			[]string{"team ent-vallee: find the team", "this token may not do that"},
		},
		"a team that does not exist": {
			func(s *site) string { return s.fake.AdminToken }, "nulle-part",
			[]string{"team nulle-part: find the team (is this the name in its address?)"},
		},
		"the name taken by a person": {
			func(s *site) string {
				s.fake.AddUser(bot.Username, mattermosttest.Locale(""))
				return s.fake.AdminToken
			}, "ent-vallee",
			[]string{"@pilotent is a person's account"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			token := tc.prepare(s)
			_, _, err := s.provision(token, "", tc.team)
			require.Error(t, err)
			for _, want := range tc.want {
				require.ErrorContains(t, err, want)
			}
			require.Empty(t, s.commands(s.team))
		})
	}

	t.Run("a team that does not exist, beside one that does: nothing is made", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		_, said, err := s.provision(s.fake.AdminToken, "", s.team.Name, "nulle-part")
		require.ErrorContains(t, err, "team nulle-part: find the team")
		require.Empty(t, said)
		require.Empty(t, s.commands(s.team))
		_, _, err = s.client(s.fake.AdminToken).GetUserByUsername(t.Context(), bot.Username, "")
		require.Error(t, err, "no account either")
	})

	t.Run("Mattermost does not answer", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		s.fake.Down()
		_, said, err := s.provision(s.fake.AdminToken, "", s.team.Name)
		require.ErrorContains(t, err, "ask Mattermost whose token this is")
		require.Empty(t, said)
	})
}

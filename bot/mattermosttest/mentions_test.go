package mattermosttest_test

import (
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot/mattermosttest"
)

func TestRings(t *testing.T) {
	t.Parallel()
	s := mattermosttest.New(t)
	team := s.AddTeam("ent", "ENT")
	channel := s.AddChannel(team, "copil", "O")
	bot, _ := s.AddBot("pilotent")
	ana, leo, gone := s.AddUser("ana.b-c_d"), s.AddUser("leo"), s.AddUser("parti")
	for _, user := range []*model.User{bot, ana, leo, gone} {
		s.JoinChannel(user, channel)
	}
	s.DeactivateUser(gone)
	s.AddUser("dehors")
	everyone := []string{"ana.b-c_d", "leo"}
	for name, test := range map[string]struct {
		text string
		want []string
	}{
		"a name":                           {"vu avec @leo", []string{"leo"}},
		"case is free":                     {"@LEO", []string{"leo"}},
		"final punctuation is no name":     {"merci @leo.", []string{"leo"}},
		"signs inside a name":              {"(@ana.b-c_d, @leo)", everyone},
		"a longer name is another":         {"@leonie", nil},
		"no member":                        {"@dehors", nil},
		"deactivated":                      {"@parti", nil},
		"the author":                       {"@pilotent", nil},
		"everyone by all":                  {"@all", everyone},
		"everyone by channel":              {"bonjour @channel !", everyone},
		"everyone by here":                 {"**@here**", everyone},
		"everyone after punctuation":       {"fin.@all", everyone},
		"an address is no mention":         {"a@all.fr", nil},
		"a zero-width space keeps silence": {"@\u200ball @\u200bleo", nil},
		"an emoji":                         {":@all:", nil},
		"a code span":                      {"`@all` et ``un ` @leo``", nil},
		"an open backtick is text":         {"`@leo", []string{"leo"}},
		"a span ends with its paragraph":   {"`@leo\n\n@all`", everyone},
		"a fenced block":                   {"avant\n```\n@all\n```\n@leo", []string{"leo"}},
		"a fence that never closes":        {"~~~\n@all\n```", nil},
		"three backticks inside a line":    {"```@all```", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := s.Rings(&model.Post{UserId: bot.Id, ChannelId: channel.Id, Message: test.text})
			require.ElementsMatch(t, test.want, got)
		})
	}
	t.Run("attachments ring too", func(t *testing.T) {
		t.Parallel()
		post := &model.Post{UserId: bot.Id, ChannelId: channel.Id}
		post.AddProp("attachments", []*model.MessageAttachment{{Title: "@all", Text: "@leo"}})
		require.Equal(t, []string{"leo"}, s.Rings(post))
	})
}

func FuzzRings(f *testing.F) {
	s := mattermosttest.New(f)
	channel := s.AddChannel(s.AddTeam("ent", "ENT"), "copil", "O")
	leo := s.AddUser("leo")
	s.JoinChannel(leo, channel)
	f.Add("`@all")
	f.Add("~~~\n@leo\n~~~ x\n```")
	f.Fuzz(func(t *testing.T, text string) {
		rung := s.Rings(&model.Post{UserId: s.Admin.Id, ChannelId: channel.Id, Message: text})
		if len(rung) > 0 {
			require.Equal(t, []string{"leo"}, rung)
			require.Contains(t, text, "@")
		}
	})
}

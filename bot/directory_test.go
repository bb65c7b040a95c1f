package bot_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot"
	"pilotent/bot/mattermosttest"
	"pilotent/governance/record"
)

var _ record.Directory = (*bot.Bot)(nil)

func user(u *model.User) record.UserID          { return record.UserID(u.Id) }
func channel(c *model.Channel) record.ChannelID { return record.ChannelID(c.Id) }

func (w *world) role(u *model.User) record.Role {
	w.Helper()
	role, err := w.TeamRole(w.Context(), record.TeamID(w.team.Id), user(u))
	require.NoError(w, err)
	return role
}

func (w *world) in(c *model.Channel, u *model.User) bool {
	w.Helper()
	in, err := w.InChannel(w.Context(), channel(c), user(u))
	require.NoError(w, err)
	return in
}

func TestTeamRole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, tc := range map[string]struct {
		who  *model.User
		role record.Role
	}{
		"an administrator is a pilot":         {w.pilot, record.RolePilot},
		"a member":                            {w.member, record.RoleMember},
		"a guest":                             {w.guest, record.RoleGuest},
		"somebody of another team":            {w.fake.AddUser("etrangere"), record.RoleNone},
		"a server's administrator, elsewhere": {w.fake.Admin, record.RoleNone},
		"an account that does not exist":      {&model.User{Id: model.NewId()}, record.RoleNone},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, tc.role, w.role(tc.who)) })
	}

	t.Run("somebody who has left", func(t *testing.T) {
		left := w.person("partie", true, w.copil)
		w.wire.answering(func(r *http.Request) *http.Response {
			if !strings.HasSuffix(r.URL.Path, "/members/"+left.Id) {
				return nil
			}
			return answer(http.StatusOK, nil, `{"user_id":"`+left.Id+`","delete_at":1,"scheme_admin":true,"roles":"team_user team_admin"}`)
		})
		require.Equal(t, record.RoleNone, w.role(left))
	})

	t.Run("an administrator by an own role, where the team's scheme gives none", func(t *testing.T) {
		custom := w.person("schema", false, w.copil)
		w.wire.answering(func(r *http.Request) *http.Response {
			if !strings.HasSuffix(r.URL.Path, "/members/"+custom.Id) {
				return nil
			}
			return answer(http.StatusOK, nil, `{"user_id":"`+custom.Id+`","roles":"team_user team_admin"}`)
		})
		require.Equal(t, record.RolePilot, w.role(custom))
	})

	t.Run("is not known when Mattermost fails, and nothing is remembered of that", func(t *testing.T) {
		late := w.person("tardive", false, w.copil)
		w.fake.Fail(mattermosttest.Fault{Method: http.MethodGet, Times: 1})
		_, err := w.TeamRole(t.Context(), record.TeamID(w.team.Id), user(late))
		require.ErrorContains(t, err, "read team member")
		require.Equal(t, record.RoleMember, w.role(late))
	})
}

func TestRightsTakenAwayAreGoneAfterTenSeconds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fake.JoinChannel(w.account, w.copil)
	require.Equal(t, record.RolePilot, w.role(w.pilot))
	require.Equal(t, record.RoleMember, w.role(w.member))
	require.True(t, w.in(w.copil, w.member))
	w.fake.JoinTeam(w.pilot, w.team, false)
	w.fake.SetGuest(w.member)
	w.fake.LeaveChannel(w.member, w.copil)

	w.clock.Advance(10*time.Second - time.Millisecond)
	require.Equal(t, record.RolePilot, w.role(w.pilot), "not asked at each command")
	require.Equal(t, record.RoleMember, w.role(w.member))
	require.True(t, w.in(w.copil, w.member))
	w.clock.Advance(time.Millisecond)
	require.Equal(t, record.RoleMember, w.role(w.pilot))
	require.Equal(t, record.RoleGuest, w.role(w.member))
	require.False(t, w.in(w.copil, w.member))

	t.Run("and at once where there is no memory", func(t *testing.T) {
		require.NoError(t, w.memory.Close())
		w.fake.JoinTeam(w.pilot, w.team, true)
		require.Equal(t, record.RolePilot, w.role(w.pilot))
		w.fake.JoinTeam(w.pilot, w.team, false)
		require.Equal(t, record.RoleMember, w.role(w.pilot))
	})
}

func TestChannels(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fake.JoinTeam(w.account, w.team, false) // as a plain bot, to which private channels are closed
	closed := w.fake.AddChannel(w.team, "huis-clos", model.ChannelTypePrivate)
	w.fake.JoinChannel(w.member, closed)
	find := func(c record.ChannelID) (record.Channel, error) { return w.Channel(t.Context(), c) }

	t.Run("a public one", func(t *testing.T) {
		c, err := find(channel(w.copil))
		require.NoError(t, err)
		require.Equal(t, record.Channel{ID: channel(w.copil), Name: "copil"}, c)
		require.False(t, w.in(w.copil, w.member), "who is in it is told to its members")
		require.NoError(t, w.JoinChannel(t.Context(), channel(w.copil)))
		w.clock.Advance(10 * time.Second)
		require.True(t, w.in(w.copil, w.member))
		require.True(t, w.in(w.copil, w.guest), "a guest is in the channel; what guests may do is not said here")
		require.False(t, w.in(w.copil, w.reader))
		require.True(t, w.in(w.copil, w.account))
		require.NoError(t, w.JoinChannel(t.Context(), channel(w.copil)))
		require.Len(t, w.wire.seen(http.MethodPost, "/channels/"+w.copil.Id+"/members"), 1, "who is in does not join again")
	})

	t.Run("a private one without the bot does not exist", func(t *testing.T) {
		_, err := find(channel(closed))
		require.ErrorIs(t, err, record.ErrNone)
		require.False(t, w.in(closed, w.member))
		require.ErrorIs(t, w.JoinChannel(t.Context(), channel(closed)), record.ErrNone)
	})

	t.Run("a private one with the bot", func(t *testing.T) {
		w.fake.JoinChannel(w.account, closed)
		w.clock.Advance(10 * time.Second)
		c, err := find(channel(closed))
		require.NoError(t, err)
		require.Equal(t, record.Channel{ID: channel(closed), Name: "huis-clos", Private: true}, c)
		require.True(t, w.in(closed, w.member))
		require.False(t, w.in(closed, w.reader))
	})

	t.Run("a direct one has no name", func(t *testing.T) {
		c, err := find(channel(w.direct(w.member)))
		require.NoError(t, err)
		require.Empty(t, c.Name)
	})

	t.Run("none", func(t *testing.T) {
		_, err := find(record.ChannelID(model.NewId()))
		require.ErrorIs(t, err, record.ErrNone)
	})

	t.Run("Mattermost fails", func(t *testing.T) {
		w.fake.Fail(mattermosttest.Fault{Method: http.MethodGet, Times: 2})
		_, err := find(channel(w.lobby))
		require.ErrorContains(t, err, "read channel")
		_, err = w.InChannel(t.Context(), channel(w.lobby), user(w.reader))
		require.ErrorContains(t, err, "read channel member")
	})
}

func TestReplies(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	root := w.fake.Say(w.member, w.copil, "Projet")
	first := w.fake.Reply(w.reader, root, "Un mot manque")
	w.fake.Reply(w.account, root, "Dit par le bot")
	w.fake.Reply(w.member, w.fake.Say(w.member, w.copil, "Autre"), "Dit ailleurs")
	second := w.fake.Reply(w.member, root, "Et une date")
	replies, err := w.Replies(t.Context(), root.Id)
	require.NoError(t, err)
	require.Equal(t, []record.Reply{
		{Post: first.Id, Author: record.Person{ID: user(w.reader), Username: w.reader.Username}, Text: "Un mot manque", At: time.UnixMilli(first.CreateAt)},
		{Post: second.Id, Author: record.Person{ID: user(w.member), Username: w.member.Username}, Text: "Et une date", At: time.UnixMilli(second.CreateAt)},
	}, replies)
	replies, err = w.Replies(t.Context(), model.NewId())
	require.NoError(t, err)
	require.Empty(t, replies, "the post is gone")
	w.fake.Fail(mattermosttest.Fault{Method: http.MethodGet, PathPrefix: "/api/v4/posts/"})
	_, err = w.Replies(t.Context(), root.Id)
	require.ErrorContains(t, err, "read thread")
}

func TestPeople(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	named := func(name string) (record.Person, error) {
		return w.PersonNamed(t.Context(), record.TeamID(w.team.Id), name)
	}

	t.Run("by name", func(t *testing.T) {
		for _, name := range []string{"ien", "@ien", " @IEN "} {
			p, err := named(name)
			require.NoError(t, err)
			require.Equal(t, record.Person{ID: user(w.member), Username: "ien"}, p)
		}
	})

	t.Run("nobody", func(t *testing.T) {
		w.fake.AddUser("etrangere")
		gone := w.person("partie", false, w.copil)
		w.fake.DeactivateUser(gone)
		for _, name := range []string{"", "@", "personne", "etrangere", "partie", "../../teams", "a b", "all"} {
			_, err := named(name)
			require.ErrorIs(t, err, record.ErrNone, name)
		}
		for _, id := range []record.UserID{user(gone), record.UserID(model.NewId())} {
			_, err := w.Person(t.Context(), id)
			require.ErrorIs(t, err, record.ErrNone)
		}
	})

	t.Run("are called by their first and last names, where they have some", func(t *testing.T) {
		named := func(first, last string) mattermosttest.UserOption {
			return func(u *model.User) { u.FirstName, u.LastName = first, last }
		}
		both, one := w.fake.AddUser("lukasz", named("Łukasz", "Nowak")), w.fake.AddUser("ines", named("Inès", ""))
		ids := []record.UserID{user(both), user(one), user(w.member), record.UserID(model.NewId())}
		want := map[record.UserID]string{user(both): "Łukasz Nowak", user(one): "Inès"}
		names, err := w.FullNames(t.Context(), ids)
		require.NoError(t, err)
		require.Equal(t, want, names)
		for range 250 { // more than are asked for at once
			ids = slices.Insert(ids, 0, record.UserID(model.NewId()))
		}
		names, err = w.FullNames(t.Context(), ids)
		require.NoError(t, err)
		require.Equal(t, want, names)
		names, err = w.FullNames(t.Context(), nil)
		require.NoError(t, err)
		require.Empty(t, names)
	})

	t.Run("who changes their name is found by the new one, and is the same", func(t *testing.T) {
		account, _ := w.fake.AddBot("avant") // the one account that the fake renames
		w.fake.JoinTeam(account, w.team, false)
		before, err := named("avant")
		require.NoError(t, err)
		after := "apres"
		_, _, err = w.client(w.fake.AdminToken).PatchBot(t.Context(), account.Id, &model.BotPatch{Username: &after})
		require.NoError(t, err)
		_, err = named("avant")
		require.ErrorIs(t, err, record.ErrNone)
		now, err := named("apres")
		require.NoError(t, err)
		require.True(t, before.Is(now))
		byID, err := w.Person(t.Context(), before.ID)
		require.NoError(t, err)
		require.Equal(t, now, byID)
	})

	t.Run("who is asked to decide: the pilots, among whom the bot takes no place", func(t *testing.T) {
		pilots, err := w.Pilots(t.Context(), record.TeamID(w.team.Id), 1)
		require.NoError(t, err)
		require.Equal(t, []record.Person{{ID: user(w.pilot), Username: "coordinatrice"}}, pilots)
		w.person("adjointe", true, w.copil)
		w.fake.DeactivateUser(w.person("ancienne", true, w.copil))
		pilots, err = w.Pilots(t.Context(), record.TeamID(w.team.Id), 10)
		require.NoError(t, err)
		var names []string
		for _, p := range pilots {
			names = append(names, p.Username)
		}
		require.Equal(t, []string{"adjointe", "coordinatrice"}, names)
	})

	t.Run("the language of each", func(t *testing.T) {
		for u, want := range map[*model.User]string{w.member: "fr", w.english: "en"} {
			locale, err := w.Locale(t.Context(), user(u))
			require.NoError(t, err)
			require.Equal(t, want, locale)
		}
	})

	t.Run("the zone of each", func(t *testing.T) {
		chosen := func(u *model.User) {
			u.Timezone["useAutomaticTimezone"], u.Timezone["manualTimezone"] = "false", "Indian/Mayotte"
		}
		for name, tc := range map[string]struct {
			options []mattermosttest.UserOption
			want    string
		}{
			"nobody knows":             {nil, ""},
			"reported by the browser":  {[]mattermosttest.UserOption{mattermosttest.Zone("America/Guadeloupe")}, "America/Guadeloupe"},
			"chosen, whatever it says": {[]mattermosttest.UserOption{mattermosttest.Zone("America/Guadeloupe"), chosen}, "Indian/Mayotte"},
		} {
			u := w.person("zone-"+strings.Fields(name)[0], false, w.copil, tc.options...)
			zone, err := w.Zone(t.Context(), user(u))
			require.NoError(t, err)
			require.Equal(t, tc.want, zone, name)
		}
		before := len(w.wire.seen(http.MethodGet, "/users/"+w.member.Id))
		for range 2 {
			_, err := w.Zone(t.Context(), user(w.member))
			require.NoError(t, err)
		}
		require.Len(t, w.wire.seen(http.MethodGet, "/users/"+w.member.Id), before, "asked once, with its language")
	})

	t.Run("Mattermost fails", func(t *testing.T) {
		w.fake.Fail(mattermosttest.Fault{Method: http.MethodGet, Times: 4})
		_, err := w.Zone(t.Context(), user(w.reader))
		require.ErrorContains(t, err, "read user")
		_, err = named("ien")
		require.ErrorContains(t, err, "read user")
		_, err = w.Pilots(t.Context(), record.TeamID(w.team.Id), 5)
		require.ErrorContains(t, err, "list the team's administrators")
		_, err = w.Locale(t.Context(), user(w.reader))
		require.ErrorContains(t, err, "read user")
	})
}

func TestTeams(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, err := w.TeamNamed(t.Context(), "ent-vallee")
	require.NoError(t, err)
	require.Equal(t, record.TeamID(w.team.Id), id)
	name, err := w.TeamName(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, "ENT Vallée", name)
	_, err = w.TeamNamed(t.Context(), "nulle-part")
	require.ErrorContains(t, err, "find the team nulle-part")
	_, err = w.TeamName(t.Context(), record.TeamID(model.NewId()))
	require.ErrorContains(t, err, "read team")
}

func TestChannelsAreMade(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	create := func(name string) (record.Channel, error) {
		return w.CreateChannel(t.Context(), record.TeamID(w.team.Id), name, "Comité de suivi", record.UserID(w.pilot.Id))
	}
	made, err := create("accomp")
	require.NoError(t, err)
	require.Equal(t, "accomp", made.Name)
	in, err := w.InChannel(t.Context(), made.ID, record.UserID(w.pilot.Id))
	require.NoError(t, err)
	require.True(t, in)

	again, err := create("accomp")
	require.NoError(t, err)
	require.Equal(t, made.ID, again.ID, "the one that the bot made is found again")
	_, err = create(w.copil.Name)
	require.ErrorIs(t, err, record.ErrTaken)
	w.fake.ForbidChannels()
	_, err = create("usagers")
	require.ErrorIs(t, err, record.ErrNone)
}

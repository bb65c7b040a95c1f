package bot_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot"
)

// What only servers newer than 11.6 do: read, not recorded (mattermosttest.RequireExpiry).
func TestProvisionWhereTokensMustEnd(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		prepare func(*site)
		said    string
		ends    time.Duration // 0 for never
	}{
		"asks for none where none is asked for": {func(*site) {}, "created a token for the bot\n", 0},
		"asks again with the latest end that the policy allows": {
			func(s *site) { s.fake.RequireExpiry(90) },
			"created a token for the bot, which ends on 2027-02-21, in 89 days\n", 90*24*time.Hour - time.Hour,
		},
		"takes what the refusal says, where the policy is not told": {
			func(s *site) {
				s.fake.RequireExpiry(30)
				s.fake.SetConfig("MaximumPersonalAccessTokenLifetimeDays", "")
			},
			"created a token for the bot, which ends on 2026-12-23, in 29 days\n", 30*24*time.Hour - time.Hour,
		},
		"a year, where that is within it": {
			func(s *site) {
				s.fake.RequireExpiry(400)
				s.fake.SetConfig("MaximumPersonalAccessTokenLifetimeDays", "")
			},
			"which ends on 2027-11-23, in 364 days\n", 365*24*time.Hour - time.Hour,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			tc.prepare(s)
			_, said, err := s.provision(s.fake.AdminToken, "", s.team.Name)
			require.NoError(t, err)
			require.Contains(t, said, tc.said)
			tokens := s.fake.Tokens(s.user(bot.Username))
			require.Len(t, tokens, 1)
			if tc.ends == 0 {
				require.Zero(t, tokens[0].ExpiresAt)
				return
			}
			require.Equal(t, s.clock.Now().Add(tc.ends).UnixMilli(), tokens[0].ExpiresAt)
		})
	}

	t.Run("says what refuses it for another reason", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		s.wire.answering(func(r *http.Request) *http.Response {
			if r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, "/tokens") {
				return nil
			}
			return answer(http.StatusNotImplemented, nil, `{"id":"app.user_access_token.disabled","message":"disabled","status_code":501}`)
		})
		_, _, err := s.provision(s.fake.AdminToken, "", s.team.Name)
		require.ErrorContains(t, err, "is ServiceSettings.EnableUserAccessTokens on?")
	})
}

func TestProvisionRenewsATokenThatEnds(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		after   time.Duration
		renewed bool
		said    string
	}{
		"not while it lasts":              {58 * 24 * time.Hour, false, "the bot's token works, which ends on 2027-02-21, in 31 days\n"},
		"from thirty days before its end": {60 * 24 * time.Hour, true, "created a token for the bot, which ends on 2027-04-22, in 89 days\n"},
		"on its last day":                 {89 * 24 * time.Hour, true, "created a token for the bot, which ends on 2027-05-21, in 89 days\n"},
		"and when it has ended":           {91 * 24 * time.Hour, true, "created a token for the bot, which ends on 2027-05-23, in 89 days\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.fake.RequireExpiry(90)
			token, _, err := s.provision(s.fake.AdminToken, "", s.team.Name)
			require.NoError(t, err)
			s.clock.Advance(tc.after)
			again, said, err := s.provision(s.fake.AdminToken, token, s.team.Name)
			require.NoError(t, err)
			require.Contains(t, said, tc.said)
			require.Equal(t, tc.renewed, again != "")
			require.Contains(t, said, "/ent is as it should be", "the rest goes on")
		})
	}

	t.Run("by the bot's own token it says who can", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		s.fake.RequireExpiry(20)
		token, _, err := s.provision(s.fake.AdminToken, "", s.team.Name)
		require.NoError(t, err)
		_, said, err := s.provision(token, token, s.team.Name)
		require.NoError(t, err)
		require.Contains(t, said, "stays as it is, which ends on 2026-12-13, in 19 days; only a system administrator's token (--admin-token) can renew it\n")
	})
}

func TestTheBotKnowsHowLongItsTokenLasts(t *testing.T) {
	t.Parallel()
	t.Run("for ever", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		until, err := w.Expires(t.Context())
		require.NoError(t, err)
		require.Zero(t, until)
		require.Zero(t, w.Expiry())
		require.NotContains(t, w.examined(w.options(w.token)), "access")
	})

	t.Run("until a day, and anew with another token", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		s.fake.RequireExpiry(60)
		token, _, err := s.provision(s.fake.AdminToken, "", s.team.Name)
		require.NoError(t, err)
		b := bot.New(s.options(token))
		require.Zero(t, b.Expiry(), "nobody has asked")
		until, err := b.Expires(t.Context())
		require.NoError(t, err)
		require.Equal(t, s.clock.Now().Add(60*24*time.Hour-time.Hour).UnixMilli(), until.UnixMilli())
		require.Equal(t, until, b.Expiry())
		asked := len(s.wire.seen(http.MethodGet, "/users/me/sessions"))
		_, err = b.Expires(t.Context())
		require.NoError(t, err)
		require.Len(t, s.wire.seen(http.MethodGet, "/users/me/sessions"), asked, "it is not asked each time")
		s.fake.RevokeToken(token)
		s.fake.RequireExpiry(0)
		b.Renew(s.fake.Token(s.user(bot.Username)))
		until, err = b.Expires(t.Context())
		require.NoError(t, err)
		require.Zero(t, until)
	})

	t.Run("not while Mattermost is away", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.fake.Down()
		_, err := w.Expires(t.Context())
		require.ErrorContains(t, err, "list own sessions")
	})
}

func TestDoctorWarnsOfATokenThatEnds(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		days int
		ok   bool
		told string
	}{
		"in good time": {90, true, "the token ends on 2027-02-21, in 89 days"},
		"soon": {
			30, false,
			"the token ends on 2026-12-23, in 29 days: run `pilotent provision --admin-token TOKEN --team ent-vallee --team ent-mer`, with a system administrator's token, for a new one",
		},
		"tomorrow": {2, false, "the token ends on 2026-11-25, in 1 day: run"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			second := s.fake.AddTeam("ent-mer", "ENT Mer")
			s.fake.RequireExpiry(tc.days)
			token, _, err := s.provision(s.fake.AdminToken, "", s.team.Name, second.Name)
			require.NoError(t, err)
			for _, f := range bot.New(s.options(token)).Examine(t.Context(), []string{"ent"}, nil) {
				if f.What == "access" {
					require.Equal(t, tc.ok, f.OK)
					require.Contains(t, f.Told, tc.told)
					return
				}
			}
			t.Fatal("nothing is said of it")
		})
	}
}

// Without teams it goes to those that the bot is in.
func TestProvisionOfAllTeams(t *testing.T) {
	t.Parallel()
	s, token := provisioned(t)
	second := s.fake.AddTeam("ent-mer", "ENT Mer")
	_, _, err := s.provision(s.fake.AdminToken, token, second.Name)
	require.NoError(t, err)
	for _, team := range []*model.Team{s.team, second} {
		_, err := s.client(token).DeleteCommand(t.Context(), s.commands(team)["ecole"].Id)
		require.NoError(t, err)
	}
	_, said, err := s.provision(s.fake.AdminToken, token)
	require.NoError(t, err)
	require.Contains(t, said, "ent-vallee: created /ecole\n")
	require.Contains(t, said, "ent-mer: created /ecole\n")

	t.Run("which has to be named while there is none", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		_, _, err := s.provision(s.fake.AdminToken, "")
		require.ErrorContains(t, err, "the bot is in no team yet: name one with --team")
	})
}

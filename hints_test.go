package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"
)

// run runs the program as somebody at its terminal does, without a team of its own.
func (s *premises) run(tb testing.TB, args ...string) (status int, said string) {
	tb.Helper()
	var out lockedBuffer
	status = run(tb.Context(), args, environment{environ: s.environ, in: strings.NewReader(""), out: &out, err: &out, settle: time.Nanosecond})
	return status, out.String()
}

// hinted are the lines that an output says to type.
func hinted(said string) [][]string {
	var lines [][]string
	for _, m := range regexp.MustCompile("`pilotent ([^`]+)`").FindAllStringSubmatch(said, -1) {
		lines = append(lines, strings.Fields(m[1]))
	}
	return lines
}

// What is said to be typed is typed, where the bot is in two teams.
func TestHintsWhereThereAreTwoTeams(t *testing.T) {
	t.Parallel()
	s := provisioned(t, "sqlite:"+filepath.Join(t.TempDir(), "x.db"))
	second := s.fake.AddTeam("ent-mer", "ENT Mer")
	s.provision(t, "--team", second.Name)
	account, _, err := s.client(s.fake.AdminToken).GetUserByUsername(t.Context(), "pilotent", "")
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "ecoles.csv")
	require.NoError(t, os.WriteFile(file, []byte("UAI;Nom;Commune\n0940198E;Ecole élémentaire Henri Wallon A;Vitry-sur-Seine\n"), 0o600))
	for _, team := range []string{"ent-vallee", "ent-mer"} {
		status, said := s.run(t, "import", "ecoles", file, "--team", team)
		require.Zero(t, status, said)
	}

	t.Run("an import that names none says both by their addresses", func(t *testing.T) {
		status, said := s.run(t, "import", "ecoles", file)
		require.NotZero(t, status)
		flags := regexp.MustCompile(`--team (\S+?)(?:,|\s|$)`).FindAllStringSubmatch(said, -1)
		require.Len(t, flags, 2, said)
		for _, f := range flags {
			status, said := s.run(t, "import", "ecoles", file, "--team", f[1])
			require.Zero(t, status, said)
		}
	})

	for name, tc := range map[string]struct {
		spoil func(t *testing.T)
		// mended is what doctor does not say any more once the hint was followed.
		mended string
	}{
		"a command is gone": {func(t *testing.T) {
			commands, _, err := s.client(s.fake.AdminToken).ListCommands(t.Context(), second.Id, true)
			require.NoError(t, err)
			_, err = s.client(s.fake.AdminToken).DeleteCommand(t.Context(), commands[0].Id)
			require.NoError(t, err)
		}, "missing or calling another address"},
		"the bot administers a team no more": {func(t *testing.T) {
			_, err := s.client(s.fake.AdminToken).UpdateTeamMemberSchemeRoles(t.Context(), second.Id, account.Id, &model.SchemeRoles{SchemeUser: true})
			require.NoError(t, err)
		}, "is no administrator of the team"},
		"its token was taken back": {func(*testing.T) { s.fake.RevokeToken(tokenFrom(s.token)) }, "refused: the token was taken back"},
	} {
		t.Run(name, func(t *testing.T) {
			tc.spoil(t)
			_, said := s.run(t, "doctor")
			require.Contains(t, said, tc.mended)
			lines := hinted(said)
			require.NotEmpty(t, lines, said)
			for _, line := range lines {
				if line[0] == "serve" {
					continue
				}
				if i := slices.Index(line, "TOKEN"); i >= 0 {
					line[i] = s.fake.AdminToken
				} else {
					line = append(line, "--admin-token", s.fake.AdminToken)
				}
				status, said := s.run(t, line...)
				require.Zero(t, status, "%v: %s", line, said)
			}
			_, said = s.run(t, "doctor")
			require.NotContains(t, said, tc.mended)
		})
	}
}

// A token that ends is renewed, and the former one taken back once it is replaced where
// it is read; only newer servers than 11.6 make such (mattermosttest.RequireExpiry).
func TestProvisionRenewsTheToken(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		// file is whether the settings name a file.
		file bool
		said string
		left int // how many of them work
	}{
		"in the file of the settings, and takes the former one back": {true, "took back the former token", 1},
		"which somebody has to bring elsewhere, and keeps it":        {false, "the former token works until ", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := provisioned(t, "sqlite:"+filepath.Join(t.TempDir(), "x.db"))
			account, _, err := s.client(s.fake.AdminToken).GetUserByUsername(t.Context(), "pilotent", "")
			require.NoError(t, err)
			s.fake.RequireExpiry(20)
			s.fake.RevokeToken(tokenFrom(s.token))
			s.provision(t)
			former := tokenFrom(s.token)
			if !tc.file {
				s.environ[len(s.environ)-1] = "PILOTENT_MATTERMOST_TOKEN=" + former
			}
			status, said := s.run(t, "provision", "--admin-token", s.fake.AdminToken, "--token-file", s.token)
			require.Zero(t, status, said)
			require.Contains(t, said, "created a token for the bot, which ends on ")
			require.Contains(t, said, tc.said)
			require.NotEqual(t, former, tokenFrom(s.token))
			require.Len(t, s.fake.Tokens(account), tc.left)
			_, _, err = s.client(tokenFrom(s.token)).GetMe(t.Context(), "")
			require.NoError(t, err)
			_, _, err = s.client(former).GetMe(t.Context(), "")
			require.Equal(t, tc.file, err != nil)
		})
	}
}

func (s *premises) client(token string) *model.Client4 {
	c := model.NewAPIv4Client(s.fake.URL)
	c.SetToken(token)
	return c
}

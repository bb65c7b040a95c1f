package main

import (
	"strings"
	"testing"

	"pilotent/storage/storagetest"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"
)

func TestDeprovision(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		answer string
		args   []string
		status int
		said   []string
		kept   bool // everything is as it was
		closed bool // the account is
	}{
		"asks, and takes a no":                {answer: "\n", status: 1, said: []string{"take all of this back?", "nothing was changed"}, kept: true},
		"takes no answer for a no":            {status: 1, said: []string{"nothing was changed"}, kept: true},
		"takes back all on a yes":             {answer: "oui\n", said: []string{"ent-vallee: delete /ent ", "ent-vallee: deleted /decision", "took the bot out of the team", "took back a token", "disabled the bot @pilotent"}, closed: true},
		"does not ask where told not to":      {args: []string{"--yes"}, said: []string{"disabled the bot @pilotent"}, closed: true},
		"takes a team, the last, and the bot": {args: []string{"--yes", "--team", "ent-vallee"}, said: []string{"disabled the bot"}, closed: true},
		"of a wrong team takes nothing back":  {args: []string{"--yes", "--team", "nulle-part"}, status: 1, said: []string{"team nulle-part: find the team"}, kept: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := provisioned(t, "sqlite:"+storagetest.File(t))
			admin := model.NewAPIv4Client(s.fake.URL)
			admin.SetToken(s.fake.AdminToken)
			var out lockedBuffer
			status := run(t.Context(), append([]string{"deprovision", "--admin-token", s.fake.AdminToken}, tc.args...),
				environment{environ: s.environ, in: strings.NewReader(tc.answer), out: &out, err: &out})
			require.Equal(t, tc.status, status, out.String())
			for _, said := range tc.said {
				require.Contains(t, out.String(), said)
			}
			team, _, err := admin.GetTeamByName(t.Context(), "ent-vallee", "")
			require.NoError(t, err)
			commands, _, err := admin.ListCommands(t.Context(), team.Id, true)
			require.NoError(t, err)
			require.Equal(t, tc.kept, len(commands) == 8)
			user, _, err := admin.GetUserByUsername(t.Context(), "pilotent", "")
			require.NoError(t, err)
			require.Equal(t, tc.closed, user.DeleteAt > 0)
			bot := model.NewAPIv4Client(s.fake.URL)
			bot.SetToken(tokenFrom(s.token))
			_, _, err = bot.GetMe(t.Context(), "")
			require.Equal(t, tc.closed, err != nil)
		})
	}

	t.Run("with the bot's own token keeps the account", func(t *testing.T) {
		t.Parallel()
		s := provisioned(t, "sqlite:"+storagetest.File(t))
		var out lockedBuffer
		require.Zero(t, run(t.Context(), []string{"deprovision", "--yes"}, environment{environ: s.environ, in: strings.NewReader(""), out: &out, err: &out}), out.String())
		require.Contains(t, out.String(), "took the bot out of the team")
		require.NotContains(t, out.String(), "disable")
		out = lockedBuffer{}
		require.Zero(t, run(t.Context(), []string{"deprovision"}, environment{environ: s.environ, in: strings.NewReader(""), out: &out, err: &out}), out.String())
		require.Contains(t, out.String(), "nothing of the bot's is there")
	})
}

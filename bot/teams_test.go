package bot_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/bot"
)

// A team is named as people see it: its name in the address, or the address.
func TestATeamIsNamedByItsAddress(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ below, given string }{
		"its name":                       {"", "ent-vallee"},
		"in capitals":                    {"", " ENT-Vallee"},
		"its address":                    {"", "https://chat.example.org/ent-vallee"},
		"the address of a channel":       {"", "https://chat.example.org/ent-vallee/channels/copil"},
		"of a server below a path":       {"/chat", "https://example.org/chat/ent-vallee/channels/copil"},
		"of a server below a path, bare": {"/chat", "ent-vallee"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			o := s.options(s.fake.AdminToken)
			o.URL = "https://chat.example.org" + tc.below
			o.HTTP = &http.Client{Transport: elsewhere(s.fake.URL)}
			id, err := bot.New(o).TeamNamed(t.Context(), tc.given)
			require.NoError(t, err)
			require.Equal(t, s.team.Id, string(id))
		})
	}
}

// elsewhere brings requests to a server, whatever address and path they were for.
type elsewhere string

func (to elsewhere) RoundTrip(r *http.Request) (*http.Response, error) {
	_, path, _ := strings.Cut(r.URL.Path, "/api/")
	req, err := http.NewRequestWithContext(r.Context(), r.Method, string(to)+"/api/"+path, r.Body)
	if err != nil {
		return nil, err
	}
	req.Header = r.Header
	return http.DefaultTransport.RoundTrip(req)
}

// What a command answers carries the bot's name and picture, where the server lets
// integrations choose theirs.
func TestCommandsCarryTheBotsNameAndPicture(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.fake.SetConfig("SiteURL", "https://chat.example.org")
	token, _, err := s.provision(s.fake.AdminToken, "", s.team.Name)
	require.NoError(t, err)
	c := s.commands(s.team)["decision"]
	require.Equal(t, bot.Username, c.Username)
	require.Equal(t, "https://chat.example.org/api/v4/users/"+s.user(bot.Username).Id+"/image", c.IconURL)
	_, said, err := s.provision(s.fake.AdminToken, token, s.team.Name)
	require.NoError(t, err)
	require.Contains(t, said, "/decision is as it should be")
	s.fake.SetConfig("SiteURL", "https://nouveau.example.org")
	_, said, err = s.provision(s.fake.AdminToken, token, s.team.Name)
	require.NoError(t, err)
	require.Contains(t, said, "repaired /decision")
}

// What Mattermost says to the program is told in the language of the program.
func TestOneLanguageInOneOutput(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	asked := map[string]bool{}
	s.wire.answering(func(r *http.Request) *http.Response {
		asked[r.Header.Get("Accept-Language")] = true
		return nil
	})
	_, _, err := s.provision(s.fake.AdminToken, "", s.team.Name)
	require.NoError(t, err)
	require.Equal(t, map[string]bool{"en": true}, asked)
}

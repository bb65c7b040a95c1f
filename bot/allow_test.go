package bot_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestProvisionOnWhatMattermostMayCall(t *testing.T) {
	t.Parallel()
	const host = "127.0.0.1"
	for name, tc := range map[string]struct {
		list  string
		fixed bool
		allow bool
		want  string // what is said
		after string // what the list is then
		err   string
	}{
		"named":               {list: "10.0.0.1 127.0.0.1", want: "Mattermost may call 127.0.0.1", after: "10.0.0.1 127.0.0.1"},
		"in a range":          {list: "10.0.0.1,127.0.0.0/8", want: "Mattermost may call 127.0.0.1", after: "10.0.0.1,127.0.0.0/8"},
		"not named":           {list: "10.0.0.0/8 localhost", want: `Mattermost may not call 127.0.0.1, so that every command will fail: set ServiceSettings.AllowedUntrustedInternalConnections to "10.0.0.0/8 localhost 127.0.0.1"`, after: "10.0.0.0/8 localhost"},
		"nothing is":          {want: `to "127.0.0.1" (System Console > Developer), or run this again with --allow-callback`},
		"nothing is, allowed": {allow: true, want: `allowed Mattermost to call 127.0.0.1: ServiceSettings.AllowedUntrustedInternalConnections is now "127.0.0.1"`, after: host},
		"added to others":     {list: "10.0.0.0/8", allow: true, want: "allowed Mattermost", after: "10.0.0.0/8 127.0.0.1"},
		"set from outside":    {list: "10.0.0.0/8", fixed: true, allow: true, after: "10.0.0.0/8", err: `stays "10.0.0.0/8": it is set outside of Mattermost's own configuration; add 127.0.0.1 there`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.callbacks, s.allow = "http://"+host+":8066", tc.allow
			s.fake.SetAllowed(tc.list, tc.fixed)
			_, said, err := s.provision(s.fake.AdminToken, "", s.team.Name)
			if tc.err != "" {
				require.ErrorContains(t, err, tc.err)
			} else {
				require.NoError(t, err)
			}
			require.Contains(t, said, tc.want)
			require.Equal(t, tc.after, s.fake.Allowed())
		})
	}

	t.Run("with a token that may not read it", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		_, said, err := w.provision(w.token, "", w.team.Name)
		require.NoError(t, err)
		require.Contains(t, said, "which this token may not read: look there")
	})
}

// Which addresses are private, so that Mattermost has to be told.
func TestProvisionOnAddresses(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	token, _, err := s.provision(s.fake.AdminToken, "", s.team.Name)
	require.NoError(t, err)
	for address, private := range map[string]bool{
		"http://localhost:8066":         true,
		"http://pilotent:8066":          true, // a name without a dot is one of a private network
		"http://pilotent.internal:8066": true,
		"http://127.0.0.1:8066":         true,
		"http://10.1.2.3":               true,
		"http://192.168.1.4:80":         true,
		"http://169.254.0.1":            true,
		"http://[::1]:8066":             true,
		"http://[fd00::1]":              true,
		"https://pilotent.example.fr":   false,
		"https://203.0.113.7":           false,
		"https://[2001:db8::1]":         false,
	} {
		s.callbacks = address
		_, said, err := s.provision(s.fake.AdminToken, token)
		require.NoError(t, err)
		want := require.NotContains
		if private {
			want = require.Contains
		}
		want(t, said, "Mattermost may not call", address)
	}
}

package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Known vulnerabilities break the build; a network that is not there does not.
func TestVulnerabilitiesAreToldFromANetworkThatIsAway(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		scan   string
		status int
		says   string
	}{
		"none":                   {"echo 'No vulnerabilities found.'", 0, "vulnerabilities: No vulnerabilities found."},
		"one":                    {"echo 'Vulnerability #1: GO-2026-0001'; echo 'exit status 3' >&2; exit 1", 1, "GO-2026-0001"},
		"no name server":         {"echo 'govulncheck: fetching vulnerabilities: dial tcp: lookup: no such host'; exit 1", 0, "cannot be reached"},
		"a scanner that is away": {"echo 'go: golang.org/x/vuln: dial tcp 192.0.2.1:443: i/o timeout'; exit 1", 0, "cannot be reached"},
		"no answer":              {"exec sleep 60", 0, "not answered in time"},
		"what does not build":    {"echo './a.go:1: syntax error'; exit 1", 1, "syntax error"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			scan := filepath.Join(t.TempDir(), "scan")
			require.NoError(t, os.WriteFile(scan, []byte("#!/bin/sh\n"+tc.scan+"\n"), 0o700))
			c := exec.CommandContext(t.Context(), ".ci/vulnerabilities")
			c.Env = append(os.Environ(), "SCAN="+scan)
			if strings.Contains(tc.scan, "sleep") {
				c.Env = append(c.Env, "LIMIT=0.2")
			}
			out, err := c.CombinedOutput()
			var exit *exec.ExitError
			if err != nil {
				require.True(t, errors.As(err, &exit), "%v", err)
			}
			require.Equal(t, tc.status, c.ProcessState.ExitCode(), "%s", out)
			require.Contains(t, string(out), tc.says)
		})
	}
}

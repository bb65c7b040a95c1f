package ics_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// With the zones that Go brings, which the program has where the machine has none, the
// same is written: ZoneBounds cuts winters there. They are chosen once for a process.
func TestGosOwnZones(t *testing.T) {
	t.Parallel()
	root, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	require.NoError(t, err)
	again := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^(TestCalendarIsAsExpected|TestAFeedWithoutEventsHasItsZone|TestZonesWithoutChanges|TestUnusualZones)$", "-test.timeout", "2m")
	again.Env = append(os.Environ(), "ZONEINFO="+filepath.Join(strings.TrimSpace(string(root)), "lib", "time", "zoneinfo.zip"))
	out, err := again.CombinedOutput()
	require.NoError(t, err, string(out))
	require.Contains(t, string(out), "PASS")
}

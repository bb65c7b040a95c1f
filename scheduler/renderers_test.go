package scheduler_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/scheduler"
)

func TestEverythingThatIsOwedHasItsText(t *testing.T) {
	t.Parallel()
	for _, noun := range governance.Nouns() {
		require.True(t, scheduler.Renders(noun), noun)
	}
	for _, noun := range []governance.Noun{governance.NounMeeting, governance.NounVerification, governance.NounAction, governance.NounDecision} {
		require.True(t, scheduler.RendersInDigest(noun), noun)
	}
	require.False(t, scheduler.Renders("school"), "about which nothing is owed")
}

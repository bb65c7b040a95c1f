package scheduler_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/acceptance"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
	"pilotent/scheduler"
)

func TestEverythingThatIsOwedHasItsText(t *testing.T) {
	t.Parallel()
	for _, noun := range governance.Subjects().Nouns() {
		require.True(t, scheduler.Renders(noun), noun)
	}
	for _, noun := range []record.Noun{committee.NounMeeting, acceptance.NounVerification, rollout.NounAction, committee.NounDecision} {
		require.True(t, scheduler.RendersInDigest(noun), noun)
	}
	require.False(t, scheduler.Renders("school"), "about which nothing is owed")
}

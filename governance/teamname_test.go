package governance_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/record"
)

// A project is called as its team is, and says when that changed.
func TestATeamThatIsRenamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	called := func() string {
		o, err := w.Overview(t.Context(), w.as(member))
		require.NoError(t, err)
		return o.Project
	}
	before := w.dump()
	require.NoError(t, w.Watch(t.Context()))
	require.Equal(t, before, w.dump(), "nothing is written while nothing changes")
	w.chat.name = "ENT Plaine"
	require.NoError(t, w.Watch(t.Context()))
	require.NoError(t, w.Watch(t.Context()))
	require.Equal(t, "ENT Plaine", called())
	view, err := w.Settings(t.Context(), w.as(pilot))
	require.NoError(t, err)
	require.Len(t, view.History, 1)
	require.Equal(t, record.TeamRenamed, view.History[0].Change)
	require.Equal(t, "ENT Plaine", view.History[0].Note)
	require.Equal(t, record.Ourselves, view.History[0].By)

	w.chat.name, w.chat.fail["TeamName"] = "ENT Coteaux", errors.New("away")
	require.ErrorContains(t, w.Watch(t.Context()), "away")
	require.Equal(t, "ENT Plaine", called())
}

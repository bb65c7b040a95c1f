package secrecy_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestBoards pins up the registers of both projects: those in the channels of others
// tell nothing of what SECRET does.
func TestBoards(t *testing.T) {
	t.Parallel()
	p, acts := newPair(t)
	p = p.copied(t)
	busy, quiet := p.busy.boards(), p.quiet.boards()
	require.Contains(t, busy["secret"], "SECRET-2026-", "in its own channel all of it")
	require.Greater(t, len(busy), 2)
	var leaks []leak
	for _, who := range outsiders() {
		for _, channel := range residents()[who].channels {
			leaks = append(leaks, compare(who, "the register in "+string(channel), busy[string(channel)], quiet[string(channel)], acts.kept())...)
		}
	}
	none(t, leaks)
	require.NotEmpty(t, busy["copil"])
}

// boards are the registers as they are pinned up, by channel.
func (w *world) boards() map[string]string {
	w.Helper()
	all, err := w.service.Boards(w.Context())
	require.NoError(w, err)
	said := map[string]string{}
	for _, b := range all {
		said[string(b.Committee.Channel)] += b.Committee.Code + readable(w.composer.Board(b))
	}
	return said
}

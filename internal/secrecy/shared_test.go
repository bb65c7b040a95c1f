package secrecy_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/commands/grammar"
	"pilotent/i18n"
)

// TestShared types every command with --partager, as a pilot, who sees all of what SECRET
// does, in the channel of another committee: what is said there tells nothing of it.
func TestShared(t *testing.T) {
	t.Parallel()
	p, acts := newPair(t)
	p = p.copied(t)
	const who, share = "coordinatrice", " --partager"
	var leaks []leak
	said := map[string]bool{}
	for _, c := range allTyped(p.busy, p.busy.dispatcher.Nouns(), i18n.French) {
		for _, line := range c.lines {
			line = strings.ReplaceAll(line, " --"+grammar.Confirm.Name, "") + share
			got, want := p.busy.types(who, "copil", line), p.quiet.types(who, "copil", line)
			require.False(t, p.wrote(), "%s changes nothing", line)
			if said[c.path] = said[c.path] || got.Aloud != nil; got.Aloud != nil || want.Aloud != nil {
				leaks = append(leaks, compare("the channel", line, p.busy.shown(got), p.quiet.shown(want), acts.kept())...)
			}
		}
	}
	none(t, leaks)
	for _, path := range []string{"decision liste", "decision voir", "decision chercher", "action liste", "reunion prochaine", "recette voir", "ecole voir", "comite voir", "ent bilan"} {
		require.True(t, said[path], "%s was shared", path)
	}

	t.Run("and in its own channel all of it", func(t *testing.T) {
		m := p.busy.types("zoeducomite", "secret", "/decision liste"+share)
		require.NotNil(t, m.Aloud)
		require.Contains(t, m.Aloud.Message.Markdown(), "SECRET-2026-")
	})
}

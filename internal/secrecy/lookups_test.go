package secrecy_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/commands"
	"pilotent/governance/record"
)

// offers is what the list of a field offers somebody.
func (w *world) offers(name, command, field, query string) string {
	w.Helper()
	options, err := w.dispatcher.Lookup(w.Context(), commands.Invocation{
		Actor: record.Actor{Team: team, User: person(name), Channel: outsideOf(name)}, Locale: w.people[name].locale,
	}, command, field, query)
	return fmt.Sprint(options, err)
}

// queries are what is typed in a list: nothing, a letter, and what is secret.
func queries() []string {
	return []string{"", "e", "secret", "SECRET-2026-001", "zibeline", "10001"}
}

// walkLookups asks every list of every form for everything.
func (p pair) walkLookups(who string, kept []string) (leaks []leak) {
	for _, n := range p.busy.dispatcher.Nouns() {
		for _, c := range n.Commands {
			for _, param := range c.Params {
				if param.Of == "" {
					continue
				}
				for _, query := range queries() {
					asked := fmt.Sprintf("the list of %s %s for %q", c.Path(), param.English, query)
					got, want := p.busy.offers(who, c.Path(), param.English, query), p.quiet.offers(who, c.Path(), param.English, query)
					leaks = append(leaks, compare(who, asked, got, want, kept)...)
				}
			}
		}
	}
	return leaks
}

// TestLookups asks all that the lists of forms offer.
func TestLookups(t *testing.T) {
	t.Parallel()
	p, acts := newPair(t)
	for _, who := range outsiders() {
		t.Run(who, func(t *testing.T) {
			t.Parallel()
			none(t, p.copied(t).walkLookups(who, acts.kept()))
		})
	}
	t.Run("insiders are offered what SECRET has", func(t *testing.T) {
		t.Parallel()
		w := p.busy.copied(t)
		require.Contains(t, w.offers("zoeducomite", "decision voir", "decision", ""), "SECRET-2026-001")
	})
}

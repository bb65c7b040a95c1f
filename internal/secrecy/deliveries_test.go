package secrecy_test

import (
	"database/sql"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// pass lets days go by in the project, and the bot say what it has to.
func (w *world) pass(days int) {
	w.Helper()
	for range days {
		require.NoError(w, w.service.Reconcile(w.Context()))
		require.NoError(w, w.service.Watch(w.Context()))
		require.NoError(w, w.service.PlanDigests(w.Context()))
		require.NoError(w, w.service.PlanTacitEffects(w.Context()))
		w.deliver()
		for end := w.clock.AddDate(0, 0, 1); ; {
			next, ok, err := w.store.NextDue(w.Context(), w.clock)
			require.NoError(w, err)
			if !ok || !next.Before(end) {
				w.clock = end
				break
			}
			w.clock = next.In(w.clock.Location())
			w.deliver()
		}
	}
}

// TestDeliveries lets six weeks go by.
func TestDeliveries(t *testing.T) {
	t.Parallel()
	p, acts := newPair(t)
	none(t, compare("the bot", "when it happens", p.busy.announced, p.quiet.announced, acts.kept()))
	for _, w := range []*world{p.busy, p.quiet} {
		w.pass(42)
	}
	none(t, compare("the bot", "in six weeks", p.busy.overheard(), p.quiet.overheard(), acts.kept()))
	require.NotEmpty(t, p.busy.announced)
	require.NotEmpty(t, p.busy.overheard())
	t.Run("insiders are told", func(t *testing.T) {
		var told strings.Builder
		for _, s := range p.busy.said {
			if p.busy.inside(s) {
				told.WriteString(s.text)
			}
		}
		require.Contains(t, told.String(), "SECRET-2026-")
		require.Contains(t, told.String(), "zibeline")
	})
	t.Run("neither the log nor the metrics name anything of it", func(t *testing.T) {
		require.NotEmpty(t, p.busy.log.String())
		require.Empty(t, among(p.busy.log.String(), "", acts.kept()))
	})
}

// TestDeliveriesOfEveryKind composes what the bot could owe to anybody: each kind,
// about each subject, whether it happens in a project or not.
func TestDeliveriesOfEveryKind(t *testing.T) {
	t.Parallel()
	p, acts := newPair(t)
	subjects := p.busy.subjects()
	var outside []reminder.Recipient
	for _, who := range outsiders() {
		outside = append(outside, reminder.ToPerson(person(who).ID))
	}
	outside = append(outside, reminder.ToChannel("copil"), reminder.ToChannel("voisin"), reminder.ToChannel("general"))
	for _, e := range governance.Subjects() {
		t.Run(string(e.Noun), func(t *testing.T) {
			about := slices.DeleteFunc(slices.Clone(subjects), func(s record.Subject) bool { return s.Noun() != e.Noun })
			require.NotEmpty(t, about, "nothing of this noun is owed in both projects: add some to common")
			for _, to := range outside {
				want := p.quiet.composed(e, about, to)
				for of, got := range p.busy.composed(e, about, to) {
					none(t, compare(string(to), of, got, want[of], acts.kept()))
				}
			}
			insiders := map[string]string{}
			for _, to := range []reminder.Recipient{reminder.ToPerson("id-zoeducomite"), reminder.ToPerson("id-coordinatrice"), reminder.ToChannel("secret")} {
				maps.Copy(insiders, p.busy.composed(e, about, to))
			}
			if slices.ContainsFunc(about, owned) {
				told := slices.ContainsFunc(about, func(s record.Subject) bool {
					return owned(s) && strings.Contains(strings.Join(slices.Collect(maps.Keys(insiders)), "\n"), string(s))
				})
				require.True(t, told, "who is in SECRET is told of its own")
			}
		})
	}
}

// owned reports whether the subject is SECRET's own: a decision, a meeting or a series.
func owned(s record.Subject) bool {
	return strings.HasPrefix(string(s), "decision/SECRET-") || strings.HasPrefix(string(s), "meeting/R-1000") || strings.HasPrefix(string(s), "series/S-1000")
}

// composed are the messages that a recipient would get, by kind and subject; what it
// would not get is left out.
func (w *world) composed(e reminder.Entry, subjects []record.Subject, to reminder.Recipient) map[string]string {
	w.Helper()
	all := map[string]string{}
	for kind := range e.Kinds {
		for _, s := range subjects {
			for _, occurrence := range []string{"", "1", "2", "3"} {
				if text, told := w.compose(reminder.Delivery{
					Project: record.ProjectID(team), Subject: s, Kind: kind, Recipient: to, Due: w.clock, Occurrence: occurrence,
				}); told {
					all[strings.Join([]string{string(kind), string(s), occurrence}, " ")] = text
				}
			}
		}
	}
	return all
}

// compose is the message of a delivery, if one would be sent. One of a kind that is
// never owed about such a subject has no text, whatever happens while it is made.
func (w *world) compose(d reminder.Delivery) (text string, told bool) {
	w.Helper()
	defer func() {
		if recover() != nil {
			text, told = "", false
		}
	}()
	m, skip, err := w.composer.Compose(w.Context(), d)
	return readable(m), skip == "" && err == nil
}

// subjects are all that history or what is owed tells of.
func (w *world) subjects() (all []record.Subject) {
	w.Helper()
	db, err := sql.Open("sqlite", "file:"+w.file)
	require.NoError(w, err)
	defer func() { require.NoError(w, db.Close()) }()
	rows, err := db.QueryContext(w.Context(), "SELECT subject FROM history UNION SELECT subject FROM deliveries ORDER BY 1")
	require.NoError(w, err)
	defer func() { require.NoError(w, rows.Close()) }()
	for rows.Next() {
		var s record.Subject
		require.NoError(w, rows.Scan(&s))
		all = append(all, s)
	}
	require.NoError(w, rows.Err())
	return all
}

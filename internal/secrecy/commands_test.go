package secrecy_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/commands"
	"pilotent/commands/grammar"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/message"
)

// typed is a command with all the lines that are typed of it.
type typed struct {
	path  string
	lines []string
}

// words are what parameters are given whose name says more than their kind, by
// their English name; anything else has what its kind has. Of what is required, the
// first is given where another one is looked at.
func words() map[string][]string {
	codes := []string{"SECRET", "COPIL", "GT1", "CABINET"}
	decisions := []string{"SECRET-2026-001", "SECRET-2026-002", "COPIL-2026-002", "COPIL-2026-001"}
	schools := []string{"0940198E", "0940451E", "wallon"}
	return map[string][]string{
		"committee": codes, "code": append([]string{"GT9"}, codes...), "decision": decisions, "contract": {"M2026-04"},
		"what": {"V-1", "V-2", "M2026-04"}, "school": schools, "schools": schools, "reference": {"R-10001", "R-1", "A-1", "V-2", "C-1"},
		"message": {"E-1", "E-2", "E-3", "E-99"}, "words": {"former", "zibeline", "SECRET", "retenir"}, "topic": {"decision", "ecole etape"},
		"selectors": codes, "partners": {`"Mairie de Vitry"`}, "zone": {"Mayotte"}, "reminders": {"7j,1j"}, "when": {"off", `"lundi 9h"`},
		"count": {"10/10", "10/8"}, "rate": {"1,5"}, "allowed": {"1,5"}, "length": {"15j"}, "delay": {"5j"}, "after": {"1", "SECRET-2026-001"}, "frequency": {`"2e mardi du mois à 10h"`},
	}
}

// given is what a parameter is given, in a language. A new kind is a line here.
func given(t testing.TB, p grammar.Param, lang string) []string {
	t.Helper()
	if all, ok := words()[p.English]; ok && p.Kind != grammar.Choice && p.Kind != grammar.Flag && p.Kind != grammar.Ref {
		return all
	}
	switch p.Kind {
	case grammar.Text, grammar.Name:
		return []string{`"Former encore"`, "SECRET", `"zibeline"`}
	case grammar.Word:
		return []string{"SECRET", "SECRET-2026-001", "COPIL", "COPIL-2026-002", "0940198E"}
	case grammar.Choice:
		var all []string
		for _, o := range p.Choices {
			word := o.Words[0]
			if lang == i18n.English && len(o.Words) > 1 {
				word = o.Words[1]
			}
			all = append(all, word)
		}
		return all
	case grammar.Person:
		return []string{"@ien", "@zoeducomite"}
	case grammar.Date, grammar.DayShift:
		return []string{"2026-12-20", "2030-08-31"}
	case grammar.PastDays, grammar.LastDays:
		return []string{"2026", "20/11/2026", "23/11/2026"}
	case grammar.PastDate, grammar.Day:
		return []string{"2026-11-20", "2026-11-23"}
	case grammar.Moment, grammar.Shift:
		return []string{`"21/12/2026 10:00"`, `"22/12/2026 9:00"`}
	case grammar.Duration:
		return []string{"2h"}
	case grammar.Flag:
		return []string{""}
	case grammar.Ref:
		var all []string
		for _, n := range []int{1, 2, 3, 10001, 10002, 10004, 99} {
			all = append(all, p.Prefix+"-"+strconv.Itoa(n))
		}
		return all
	default:
		require.Fail(t, "a kind of parameter has no value", "--%s is of kind %d: add a line for it to given, in internal/secrecy/commands_test.go", p.Name, p.Kind)
		return nil
	}
}

// allTyped are all commands of the language, with every verb, every parameter, and
// every kind of value of each.
func allTyped[C any](t testing.TB, nouns []*grammar.Noun[C], lang string) []typed {
	t.Helper()
	var all []typed
	for _, n := range nouns {
		for _, c := range n.Commands {
			all = append(all, typed{c.Path(), linesOf(t, n, c, lang)})
		}
	}
	return all
}

func linesOf[C any](t testing.TB, n *grammar.Noun[C], c *grammar.Command[C], lang string) (lines []string) {
	t.Helper()
	noun := "/" + n.Typed().In(lang)
	verbs, others, sure := append([]string{c.Verb}, c.Also...), append([]string{c.English}, c.EnglishAlso...), " --"+grammar.Confirm.Name
	if lang == i18n.English {
		verbs, others, sure = others, verbs, " --"+grammar.Confirm.English
	}
	option := func(p grammar.Param, value string) string {
		return strings.TrimRight(" --"+grammar.Typed{French: p.Name, English: p.English}.In(lang)+" "+value, " ")
	}
	base := func(but string) (line string) {
		for _, p := range c.Params {
			if p.Required && p.English != but {
				line += option(p, given(t, p, lang)[0])
			}
		}
		return line
	}
	for _, verb := range append(slices.Clone(verbs), others...) {
		lines = append(lines, noun+" "+verb, noun+" "+verb+base(""))
	}
	if n.Trigger() && n.Name != "ent" {
		lines = append(lines, "/ent "+n.Name+" "+verbs[0]+base(""))
	}
	for _, p := range c.Params {
		for _, value := range given(t, p, lang) {
			lines = append(lines, noun+" "+verbs[0]+base(p.English)+option(p, value)+sure)
		}
		for _, also := range slices.Concat(p.Also, p.EnglishAlso) {
			p.Name, p.English = also, also
			lines = append(lines, noun+" "+verbs[0]+base(p.English)+option(p, given(t, p, lang)[0]))
		}
	}
	return append(lines, noun, noun+" SECRET-2026-001", noun+` "Former"`, noun+" zibeline", "/ent aide "+n.Name+" "+verbs[0])
}

// filled are ways to fill in a form: with each of the choices that it offers, and what
// its other fields may be given.
func filled(f *message.Form) (all []grammar.Raw) {
	if f == nil {
		return nil
	}
	ways := 2
	for _, field := range f.Fields {
		ways = max(ways, min(4, len(field.Options)))
	}
	for way := range ways {
		raw := grammar.Raw{}
		maps.Copy(raw, f.Kept)
		for _, field := range f.Fields {
			given := append(slices.Clone(words()[field.Name]), "SECRET", "zibeline")
			if len(field.Options) > 0 {
				given = nil
				for _, o := range field.Options {
					given = append(given, o.Value)
				}
			}
			raw[field.Name] = []string{strings.Trim(given[way%len(given)], `"`)}
		}
		all = append(all, raw)
	}
	if f.Further != nil {
		raw := maps.Clone(all[0])
		raw[f.Further.Name] = []string{"true"}
		all = append(all, raw)
	}
	return all
}

// completes is a form that somebody fills in.
func (w *world) completes(name string, in record.ChannelID, command string, raw grammar.Raw) message.Message {
	w.Helper()
	m, _ := w.dispatcher.Complete(w.Context(), commands.Invocation{
		Actor: record.Actor{Team: team, User: person(name), Channel: in}, Locale: w.people[name].locale,
	}, command, raw)
	return m
}

// walkCommands types every command to both projects; the forms that open are filled in.
func (p pair) walkCommands(who string, kept []string) (leaks []leak) {
	lang := p.busy.people[who].locale
	for _, c := range allTyped(p.busy, p.busy.dispatcher.Nouns(), lang) {
		written := ""
		for _, line := range c.lines {
			got, want := p.busy.types(who, outsideOf(who), line), p.quiet.types(who, outsideOf(who), line)
			if p.wrote() {
				written += line
			}
			leaks = append(leaks, compare(who, line, p.busy.shown(got), p.quiet.shown(want), unless(kept, written))...)
			for _, raw := range filled(got.Form) {
				form := fmt.Sprint(line, " ▶ ", raw)
				got, want := p.busy.completes(who, outsideOf(who), got.Form.Command, raw), p.quiet.completes(who, outsideOf(who), got.Form.Command, raw)
				if p.wrote() {
					written += form
				}
				leaks = append(leaks, compare(who, form, p.busy.shown(got), p.quiet.shown(want), unless(kept, written))...)
			}
		}
		if written != "" {
			leaks = append(leaks, p.said(who+", after "+c.path, unless(kept, written))...)
			p.back()
		}
	}
	return leaks
}

// shown is what somebody gets of an answer; one that has failed inside tells
// nothing, and is no answer.
func (w *world) shown(m message.Message) string {
	w.Helper()
	require.False(w, m.Failed, "%s\n%s", m.Markdown(), &w.log)
	return readable(m)
}

// TestCommands types every command that there is.
func TestCommands(t *testing.T) {
	t.Parallel()
	p, acts := newPair(t)
	for _, who := range outsiders() {
		t.Run(who, func(t *testing.T) {
			t.Parallel()
			none(t, p.copied(t).walkCommands(who, acts.kept()))
		})
	}
	t.Run("insiders are shown all of it, when it happens or when they ask", func(t *testing.T) {
		t.Parallel()
		w := p.busy.copied(t)
		told := w.commandsTold("zoeducomite", "secret") + p.busy.confided
		for word, of := range acts.canaries {
			require.True(t, strings.Contains(told, word), "no command shows a member of SECRET what %s was, and nothing in its channel has told it", of)
		}
	})
	t.Run("what becomes of an unfinished line knows nothing of the project", func(t *testing.T) {
		t.Parallel()
		w := p.busy.copied(t)
		for _, lang := range i18n.Languages() {
			for _, c := range allTyped(t, w.dispatcher.Nouns(), lang) {
				for _, line := range c.lines {
					require.Empty(t, among(strings.Join(w.dispatcher.Suggest(lang, line), " "), line, acts.kept()))
				}
			}
		}
	})
}

// commandsTold is all that the commands show to somebody.
func (w *world) commandsTold(who string, in record.ChannelID) string {
	var all strings.Builder
	for _, c := range allTyped(w, w.dispatcher.Nouns(), w.people[who].locale) {
		for _, line := range c.lines {
			all.WriteString(w.shown(w.types(who, in, line)))
		}
		if w.store.wrote {
			w.store.wrote = false
			w.back()
		}
	}
	for n := range 30 { // what the values above do not reach
		all.WriteString(w.shown(w.types(who, in, fmt.Sprintf("/decision voir SECRET-2026-%03d --tout", n+1))))
	}
	return all.String()
}

package secrecy_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/record"
)

// inquiry is a method of the service that somebody may ask, with all the arguments
// that it is asked with.
type inquiry struct {
	name  string
	asked [][]reflect.Value
	// told are the arguments, as a failure shows them.
	told []string
}

// inquiries are all methods of a service that are asked by an actor. What is left
// is asked by no person: what comes of it is told by a command, or by a delivery.
func inquiries(v *values, service any) []inquiry {
	t := reflect.TypeOf(service)
	var all []inquiry
	for m := range t.Methods() {
		if m.Type.NumIn() < 3 || m.Type.In(2) != reflect.TypeFor[record.Actor]() {
			continue
		}
		require.Equal(v, reflect.TypeFor[context.Context](), m.Type.In(1), m.Name)
		require.False(v, m.Type.IsVariadic(), "%s takes any number of arguments, which requests does not make", m.Name)
		v.taker = m.Name
		var params []reflect.Type
		for j := 3; j < m.Type.NumIn(); j++ {
			params = append(params, m.Type.In(j))
		}
		q := inquiry{name: m.Name, asked: v.requests(params)}
		for _, args := range q.asked {
			q.told = append(q.told, described(args))
		}
		all = append(all, q)
	}
	return all
}

// answer is all that a request gives back, as somebody could read it.
type answer struct {
	Values []any
	Error  *record.Error
	Other  string // an error that is told to nobody, or a question
}

// ask is what a method of the service answers, and whether it did what was asked.
func (w *world) ask(service reflect.Value, who string, in record.ChannelID, method string, args []reflect.Value) (string, bool) {
	w.Helper()
	given := append([]reflect.Value{reflect.ValueOf(w.Context()), reflect.ValueOf(w.as(who, in))}, args...)
	var a answer
	for _, out := range service.MethodByName(method).Call(given) {
		switch value := out.Interface().(type) {
		case context.Context:
		case *time.Location:
			a.Values = append(a.Values, value.String())
		case error:
			if !errors.As(value, &a.Error) {
				a.Other = value.Error()
			}
		default:
			a.Values = append(a.Values, value)
		}
	}
	text, err := json.Marshal(a)
	require.NoError(w, err, "what %s answers is not compared: %s", method, described(args))
	return string(text), a.Error == nil && a.Other == ""
}

// leak is something that an outsider is told of the one project and not of the other.
type leak struct{ who, asked, got, want string }

func (l leak) String() string {
	at := 0
	for at < len(l.got) && at < len(l.want) && l.got[at] == l.want[at] {
		at++
	}
	from := max(0, at-120)
	cut := func(s string) string { return s[min(from, len(s)):min(at+160, len(s))] }
	return fmt.Sprintf("%s asks %s\n  and is told …%s\n  instead of …%s", l.who, l.asked, cut(l.got), cut(l.want))
}

// compare is the leak between two answers to the same request, and to what an
// answer may never hold, but where it was asked with.
func compare(who, asked, got, want string, kept []string) []leak {
	if got != want {
		return []leak{{who, asked, got, want}}
	}
	if word := among(got, asked, kept); word != "" {
		return []leak{{who, asked, got, "anything without " + word}}
	}
	return nil
}

// among is one of the words that text has and asked has not; "" for none.
func among(text, asked string, kept []string) string {
	for _, word := range kept {
		if strings.Contains(text, word) && !strings.Contains(asked, word) {
			return word
		}
	}
	return ""
}

// outsideOf is where each outsider asks: those of COPIL in its channel.
func outsideOf(name string) record.ChannelID {
	if slices.Contains(residents()[name].channels, "copil") {
		return "copil"
	}
	return "general"
}

// walkMethods asks every method of the service everything, of both projects, and
// after each that has written something, what it makes the bot say.
func (p pair) walkMethods(who string, kept []string, of func(*world) any) (leaks []leak) {
	v := newValues(p.busy)
	services := func() (reflect.Value, reflect.Value) {
		return reflect.ValueOf(of(p.busy)), reflect.ValueOf(of(p.quiet))
	}
	busy, quiet := services()
	for _, q := range inquiries(v, busy.Interface()) {
		written := "" // by the outsider, who may read it
		for i, args := range q.asked {
			asked := q.name + "(" + q.told[i] + ")"
			got, _ := p.busy.ask(busy, who, outsideOf(who), q.name, args)
			want, _ := p.quiet.ask(quiet, who, outsideOf(who), q.name, args)
			if p.wrote() {
				written += asked
			}
			leaks = append(leaks, compare(who, asked, got, want, unless(kept, written))...)
		}
		if written != "" {
			leaks = append(leaks, p.said(who+", after "+q.name, unless(kept, written))...)
			p.back()
			busy, quiet = services()
		}
	}
	return leaks
}

// unless are the words that were not written by the outsider itself.
func unless(kept []string, written string) []string {
	return slices.DeleteFunc(slices.Clone(kept), func(word string) bool { return strings.Contains(written, word) })
}

func (p pair) wrote() bool {
	wrote := p.busy.store.wrote || p.quiet.store.wrote
	p.busy.store.wrote, p.quiet.store.wrote = false, false
	return wrote
}

func (p pair) back() { p.busy.back(); p.quiet.back() }

// said is what the bot says to outsiders in one of the projects only, of what is due.
func (p pair) said(after string, kept []string) []leak {
	p.busy.deliver()
	p.quiet.deliver()
	return compare("the bot", after, p.busy.overheard(), p.quiet.overheard(), kept)
}

// overheard is what outsiders have been told, in order.
func (w *world) overheard() string {
	var lines []string
	for _, s := range w.said {
		if !w.inside(s) {
			lines = append(lines, fmt.Sprintf("%s %s %s\n%s", s.at.Format(time.RFC3339), s.to, s.kind, s.text))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// inside reports whether a message went to insiders only.
func (w *world) inside(s sent) bool {
	if in, ok := s.to.Channel(); ok {
		return in == "secret" || in == "cabinet"
	}
	if u, ok := s.to.Person(); ok {
		_, r := w.of(u)
		return r.inside
	}
	return true // the pilots, each of whom gets its own
}

// TestMethods asks every method that people can ask.
func TestMethods(t *testing.T) {
	t.Parallel()
	p, acts := newPair(t)
	for _, who := range outsiders() {
		t.Run(who, func(t *testing.T) {
			t.Parallel()
			none(t, p.copied(t).walkMethods(who, acts.kept(), serviceOf))
		})
	}
	t.Run("insiders are told all of it, when it happens or when they ask", func(t *testing.T) {
		t.Parallel()
		w := p.busy.copied(t)
		told := w.methodsTold("zoeducomite")
		require.Contains(t, told, "zibeline")
		for word, of := range acts.canaries {
			require.True(t, strings.Contains(told+p.busy.confided, word), "no method tells a member of SECRET what %s was: give the method that does a value that finds it, in newValues", of)
		}
	})
	t.Run("every method does what it is asked, and every one that writes about a committee is a deed", func(t *testing.T) {
		t.Parallel()
		w := p.busy.copied(t)
		never, undone := w.unasked(acts.done)
		require.Empty(t, never, "these are never granted to a pilot: add an example of what they take to examples, or something to work on to common")
		require.Empty(t, undone, "these write about SECRET: call them in actInSecret, with words of its own")
	})
}

func serviceOf(w *world) any { return w.service }

func none(t testing.TB, leaks []leak) {
	t.Helper()
	var lines []string
	for _, l := range leaks[:min(10, len(leaks))] {
		lines = append(lines, l.String())
	}
	require.Empty(t, lines, "%d leaks:\n%s", len(leaks), strings.Join(lines, "\n"))
}

// methodsTold is all that the methods answer to somebody.
func (w *world) methodsTold(who string) string {
	var all strings.Builder
	service := reflect.ValueOf(w.service)
	for _, q := range inquiries(newValues(w), w.service) {
		for _, args := range q.asked {
			told, _ := w.ask(service, who, "secret", q.name, args)
			all.WriteString(told)
		}
		if w.store.wrote {
			w.store.wrote = false
			w.back()
			service = reflect.ValueOf(w.service)
		}
	}
	return all.String()
}

// unasked are the methods that are never granted to the pilot, and those that
// write about SECRET and are none of its deeds.
func (w *world) unasked(done map[string]bool) (never, undone []string) {
	service, before := reflect.ValueOf(w.service), w.aboutSecret()
	for _, q := range inquiries(newValues(w), w.service) {
		granted, about := false, false
		if q.name == "ReopenProject" { // which wants one that is closed
			_, err := w.service.CloseProject(w.Context(), w.as("coordinatrice", "secret"), "fini")
			require.NoError(w, err)
		}
		for _, args := range q.asked {
			_, ok := w.ask(service, "coordinatrice", "secret", q.name, args)
			granted = granted || ok
			if w.store.wrote {
				w.store.wrote = false
				about = about || w.aboutSecret() > before
			}
			if granted && (about || done[q.name]) {
				break
			}
		}
		w.store.wrote = false
		w.back()
		service = reflect.ValueOf(w.service)
		if !granted {
			never = append(never, q.name)
		}
		if about && !done[q.name] {
			undone = append(undone, q.name)
		}
	}
	return never, undone
}

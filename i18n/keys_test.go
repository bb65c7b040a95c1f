package i18n_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/i18n"
)

func TestEveryKeyThatTheProgramSaysIsInTheCatalogue(t *testing.T) {
	all, src := catalogue(t, i18n.French), readSources(t)
	require.Greater(t, len(src.says), 200, "the scan has lost the calls")
	for _, said := range src.says {
		_, known := all[said.key]
		if !said.whole {
			known = slices.ContainsFunc(slices.Collect(maps.Keys(all)), func(key string) bool { return strings.HasPrefix(key, said.key) })
		}
		if !known {
			t.Errorf("%s: %s is not in the catalogue", said.at, said.key)
		}
	}
}

// optional variables stand in a condition, or come from Printer.Error.
var condition = regexp.MustCompile(`{{if \.([A-Za-z]+)}}`)

func TestEverySentenceIsGivenItsVariables(t *testing.T) {
	all, src := catalogue(t, i18n.French), readSources(t)
	checked := 0
	for _, said := range src.says {
		s, ok := all[said.key]
		if !ok || !said.given {
			continue
		}
		checked++
		needed := s.variables()
		if len(s) > 1 {
			needed = append(needed, "Count") // it chooses the plural
		}
		for _, m := range condition.FindAllStringSubmatch(s["other"], -1) {
			needed = slices.DeleteFunc(needed, func(name string) bool { return name == m[1] })
		}
		for _, name := range needed {
			if !slices.Contains(said.names, name) {
				t.Errorf("%s: %s is said without %s", said.at, said.key, name)
			}
		}
	}
	require.Greater(t, checked, 200)
}

func TestEveryWordOfTheDomainIsInTheCatalogue(t *testing.T) {
	all, src := catalogue(t, i18n.French), readSources(t)
	require.Greater(t, len(src.named), 8)
	for typ, prefix := range src.named {
		require.NotEmpty(t, src.constants[typ], "no constant of %s", typ)
		for _, value := range src.constants[typ] {
			if value != "" { // an outcome that there is not yet has no word
				requireKey(t, all, prefix+value)
			}
		}
	}
	require.NotEmpty(t, src.constants["calendar"])
	for _, value := range src.constants["calendar"] {
		requireKey(t, all, "holiday."+value)
	}
	for _, value := range src.constants["Silence"] {
		if value == "agreed" { // a word of clauses: each period has its own for what it means
			continue
		}
		requireKey(t, all, "silence_sentence."+value)
		requireKey(t, all, "silence_late."+value)
	}
	for param := range src.params {
		requireKey(t, all, "param."+param+".label")
	}
}

func requireKey(t *testing.T, all map[string]sentence, key string) {
	t.Helper()
	if _, ok := all[key]; !ok {
		t.Errorf("%s is not in the catalogue", key)
	}
}

func TestEverySentenceIsSaid(t *testing.T) {
	src := readSources(t)
	for key := range catalogue(t, i18n.French) {
		if !src.use(key) {
			t.Errorf("nobody says %s", key)
		}
	}
}

// use says whether the program may say the key.
func (s sources) use(key string) bool {
	family, rest, _ := strings.Cut(key, ".")
	switch family {
	case "command":
		noun, verb, _ := strings.Cut(rest, ".")
		verb, _, _ = strings.Cut(verb, ".")
		return s.verbs[verb] && (s.nouns[noun] || s.literals[noun])
	case "param":
		param, _, _ := strings.Cut(rest, ".")
		return s.params[param]
	case "noun":
		noun, _, _ := strings.Cut(rest, ".")
		return s.nouns[noun] || s.literals[noun]
	case "error", "doubt", "history", "announce": // what follows is a value of its own
		return s.written(key) || s.written(rest) || s.begun(rest)
	case "holiday":
		return slices.Contains(s.constants["calendar"], rest)
	}
	for typ, prefix := range s.named {
		if value, ok := strings.CutPrefix(key, prefix); ok {
			return slices.Contains(s.constants[typ], value)
		}
	}
	return s.written(key) || slices.ContainsFunc(s.says, func(said saying) bool { return !said.whole && strings.HasPrefix(key, said.key) })
}

// written keys are a literal, or one with a suffix.
func (s sources) written(key string) bool {
	if s.literals[key] {
		return true
	}
	for suffix := range s.suffixes {
		if stem, ok := strings.CutSuffix(key, suffix); ok && suffix != "" && s.literals[stem] {
			return true
		}
	}
	return false
}

// begun keys have a beginning that the program adds to, as "decision.".
func (s sources) begun(key string) bool {
	for prefix := range s.prefixes {
		if strings.HasSuffix(prefix, ".") && strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

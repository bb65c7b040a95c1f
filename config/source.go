package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"

	"pilotent/governance/record"
)

// prefix begins every variable of ours.
const prefix = "PILOTENT_"

// injected are the variables that Kubernetes sets in every pod for a service
// called pilotent or pilotent-something; "PORT" only with the value that it
// gives, since people write PILOTENT_PORT=8080
// (https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables).
var injected = regexp.MustCompile(`^PILOTENT_(\w+_)?(SERVICE_HOST=|SERVICE_PORT(_\w+)?=|PORT_\d+_(TCP|UDP|SCTP)(_\w+)?=|PORT=(tcp|udp|sctp)://)`)

// source is what one place gives, before anything is checked.
type source struct {
	spell  func(key string) string // how this place writes a key
	others []string                // names that are known here, but are no settings
	given  []given
}

// given is one value; where is what the operator is told about its place.
type given struct {
	name, where, value string
	file               string // which the value was read from; "" when it was given itself
}

// readEnvironment takes what is ours from environ, the later value of a
// variable that comes twice, as os/exec does.
func readEnvironment(environ []string) source {
	s := source{spell: variable, others: []string{prefix + "CONFIG"}}
	values := map[string]string{}
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(name, prefix) || strings.HasPrefix(name, prefix+"TEST_") || injected.MatchString(entry) {
			continue
		}
		if name == prefix+"ADMIN_TOKEN" {
			continue // an argument of `pilotent provision`, not of the bot
		}
		values[name] = value
	}
	for name, value := range values {
		s.given = append(s.given, given{name: name, where: name, value: strings.TrimSpace(value)})
	}
	slices.SortFunc(s.given, func(a, b given) int { return strings.Compare(a.name, b.name) })
	return s
}

// find is the value that s has for a key; ok is false when it is empty.
func (s source) find(key string) (g given, ok bool) {
	g, ok = s.named(s.spell(key))
	return g, ok && g.value != ""
}

func (s source) named(name string) (given, bool) {
	i := slices.IndexFunc(s.given, func(g given) bool { return g.name == name })
	if i < 0 {
		return given{}, false
	}
	return s.given[i], true
}

// set sets one option, where s gives it.
func (c *Config) set(s source, o option) (given, error) {
	g, ok, err := s.take(o)
	if err != nil || !ok {
		return g, err
	}
	if g.value != "" {
		*o.field(c), err = o.read(g.value)
	}
	if o.file != nil {
		*o.file(c) = g.file
	}
	return g, err
}

// apply sets what s gives, and returns what is wrong with it.
func (c *Config) apply(s source) []error {
	var problems []error
	known := slices.Clone(s.others)
	for _, o := range options() {
		known = append(known, s.spell(o.key))
		if o.secret {
			known = append(known, s.spell(o.key+"_file"))
		}
		g, err := c.set(s, o)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", g.where, err))
		}
	}
	for _, g := range s.given {
		if !slices.Contains(known, g.name) {
			problems = append(problems, fmt.Errorf("%s: no such setting; %s", g.where, s.advise(g.name, known)))
		}
	}
	return problems
}

// take finds the value of an option, or reads it from the file that its twin names.
func (s source) take(o option) (g given, ok bool, err error) {
	g, ok = s.find(o.key)
	if !o.secret {
		return g, ok, nil
	}
	file, fromFile := s.find(o.key + "_file")
	if !fromFile {
		return g, ok, nil
	}
	if ok {
		return g, false, fmt.Errorf("is set, and so is %s; keep one of them", file.name)
	}
	content, err := os.ReadFile(file.value)
	if o.file != nil && errors.Is(err, fs.ErrNotExist) { // `pilotent provision` writes it
		file.file, file.value = file.value, ""
		return file, true, nil
	}
	if err != nil {
		// Its path is not repeated: some write the secret itself there.
		if failed, ok := errors.AsType[*fs.PathError](err); ok {
			err = failed.Err
		}
		return file, false, fmt.Errorf("read the file: %w; write the path of a file that the bot may read", err)
	}
	file.file, file.value = file.value, strings.TrimSpace(string(content))
	if file.value == "" {
		return file, false, fmt.Errorf("the file holds nothing; write the %s in it", o.key)
	}
	return file, true, nil
}

// advise is what to write instead of a name that nobody knows.
func (s source) advise(name string, known []string) string {
	word := strings.TrimPrefix(strings.ToUpper(name), prefix)
	best, found := 0, ""
	for _, candidate := range known {
		other := strings.TrimPrefix(strings.ToUpper(candidate), prefix)
		d := record.Distance(word, other)
		near := d <= max(len(word), 3)/3 || len(word) >= 3 && (strings.Contains(other, word) || strings.Contains(word, other))
		if near && (found == "" || d < best) {
			best, found = d, candidate
		}
	}
	if found == "" {
		return "remove it, or see docs/reference/configuration.md"
	}
	return "did you mean " + found + "?"
}

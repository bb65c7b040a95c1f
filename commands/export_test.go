package commands

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"pilotent/commands/grammar"
	"pilotent/governance/calendar"
	"pilotent/governance/record"
)

// ParseVote reads how a decision was taken.
var ParseVote = parseVote

// Examples are the examples of all commands, by the command's path.
func (d *Dispatcher) Examples(locale string) map[string]string {
	p := d.catalog.Printer(locale, time.UTC)
	examples := map[string]string{}
	for _, n := range d.language.Nouns() {
		for _, c := range n.Commands {
			examples[c.Path()] = c.Example(p)
		}
	}
	return examples
}

// Understand is the path of the command that a line names, or what is wrong
// with its arguments, besides that they are placeholders.
func (d *Dispatcher) Understand(line, lang string) (string, error) {
	said, err := d.language.Parse(line)
	if err != nil {
		return "", err
	}
	cmd, raw := said.Command, said.Raw
	for _, p := range cmd.Params {
		if p.Required && len(raw[p.English]) == 0 {
			return "", fmt.Errorf("%s is missing", p.Name)
		}
	}
	args, _, err := cmd.Bind(d.catalog.Printer(lang, time.UTC), raw, d.now())
	for _, arg := range args {
		if shift, ok := arg.(record.Shift[time.Time]); ok && err == nil {
			_, _, err = shift(d.now().AddDate(0, 0, 1))
		}
		if shift, ok := arg.(record.Shift[calendar.Date]); ok && err == nil {
			_, _, err = shift(calendar.DateOf(d.now()).AddDays(1))
		}
	}
	if e, ok := errors.AsType[*record.Error](err); ok {
		given := strings.Join(raw[e.Param], " ")
		if d.catalog.Placeholder(given) || strings.HasSuffix(given, "-…") {
			err = nil
		}
	}
	return cmd.Path(), err
}

// Has reports whether the noun has the verb, under any of its names.
func (d *Dispatcher) Has(noun, verb string) bool { return d.language.Command(noun, verb) != nil }

// Verbs are the verbs of a noun, as they are shown to people of a language; nil
// for no noun.
func (d *Dispatcher) Verbs(lang, noun string) []string {
	n := d.language.Noun(noun)
	if n == nil {
		return nil
	}
	var verbs []string
	for _, c := range n.Commands {
		verbs = append(verbs, grammar.Typed{French: c.Verb, English: c.English}.In(lang))
	}
	return verbs
}

// Options are the options of all commands, as they are shown to people of a language.
func (d *Dispatcher) Options(lang string) map[string]bool {
	options := map[string]bool{
		"--" + grammar.Typed{French: grammar.Confirm.Name, English: grammar.Confirm.English}.In(lang): true,
		"--" + grammar.Typed{French: grammar.Share.Name, English: grammar.Share.English}.In(lang):     true,
	}
	for _, n := range d.language.Nouns() {
		for _, c := range n.Commands {
			for _, p := range c.Params {
				options["--"+grammar.Typed{French: p.Name, English: p.English}.In(lang)] = true
			}
		}
	}
	return options
}

// Texts are the parameters of each command that take a text, as they are typed,
// by its path.
func (d *Dispatcher) Texts() map[string][]string {
	texts := map[string][]string{}
	for _, n := range d.language.Nouns() {
		for _, c := range n.Commands {
			for _, p := range c.Params {
				switch {
				case p.Kind != grammar.Text:
				case p.Positional:
					texts[c.Path()] = append(texts[c.Path()], p.Name)
				default:
					texts[c.Path()] = append(texts[c.Path()], "--"+p.Name)
				}
			}
		}
	}
	return texts
}

// Raw are the arguments of a line as text.
func (d *Dispatcher) Raw(line string) (grammar.Raw, error) {
	said, err := d.language.Parse(line)
	return said.Raw, err
}

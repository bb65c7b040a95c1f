// Package grammar is the language of commands. A command is declared once;
// parsing, help, forms, hints and the reference page all follow from the
// declaration, and its words from the catalogue. It imports governance (for
// errors), i18n, message and commands/when.
package grammar

import (
	"fmt"
	"slices"

	"pilotent/governance/record"
	"pilotent/message"
)

// Kind is what a parameter's value is.
type Kind int

const (
	Text     Kind = iota // words, up to the next option
	Word                 // one word: a code, a reference
	Name                 // words that people also give without quotes, like Text; on one line in forms
	Choice               // one of Choices
	Person               // "@ien"
	Date                 // a day to come
	PastDate             // a day gone by, or today
	Day                  // a day, gone by or to come
	Moment               // a day and an hour to come
	Shift                // a day, an hour or both, to which something is moved
	Duration             // "2h", "7j"
	Flag                 // present or not
	Ref                  // a number with a Prefix: "A-37", "a37", "37"
)

// Param is one argument of a command.
type Param struct {
	Name    string // as typed in French: "comite"
	English string // as typed in English, and the name of its value: "committee"
	Kind    Kind
	// Also are other names under which the option is typed, folded.
	Also []string
	// Required arguments that are missing open a form.
	Required bool
	// Positional arguments need no option; the last takes all words left.
	Positional bool
	// Many takes several values, by commas or by repeating the option.
	Many    bool
	Choices []Option
	Prefix  string // of a Ref: "A"
	// Fits says what a positional argument looks like. One that takes several
	// words takes a word that fits alone (a school's UAI); one that may be left
	// out leaves a word that does not fit to the next (a committee's code). nil
	// says nothing.
	Fits func(word string) bool
}

// Option is one value of a choice.
type Option struct {
	Value string
	Words []string // what people type, the first in French, the second in English
	Label record.MessageKey
}

// Command is one verb of a noun. C is what its handler needs besides the
// arguments.
type Command[C any] struct {
	Verb    string // in French: "ajouter"
	English string // "add"
	Also    []string
	Params  []Param
	Run     func(C, Args) (message.Message, error)
	noun    *Noun[C]
}

// Noun is a trigger and its commands.
type Noun[C any] struct {
	Name    string // the trigger, ASCII: "decision"
	English string
	// Default is the verb of the noun alone.
	Default string
	// WithText is the verb of the noun followed by something that is no verb;
	// none when empty.
	WithText string
	// FormWith is the verb whose form a text between quotes opens when no verb
	// stands before it; none when empty.
	FormWith string
	// Careful says that WithText records something: it takes no word that is
	// nearly a verb, and nothing that begins like an order or a question.
	Careful  bool
	Commands []*Command[C]
}

// Language is all nouns.
type Language[C any] struct {
	umbrella string
	nouns    []*Noun[C]
}

// New makes a language of nouns. The umbrella is the noun under which all
// others can be typed too: "/ent ecole …". It answers an error for a
// declaration that cannot be typed: two verbs or two arguments of one name.
func New[C any](umbrella string, nouns ...*Noun[C]) (*Language[C], error) {
	l := &Language[C]{umbrella: umbrella, nouns: nouns}
	for _, n := range nouns {
		if err := n.check(); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// check refuses two verbs of one name, and a verb that stands for others and is none.
// The commands learn of which noun they are.
func (n *Noun[C]) check() error {
	seen := map[string]bool{}
	for _, c := range n.Commands {
		c.noun = n
		for _, word := range c.words() {
			if word != "" && seen[word] {
				return fmt.Errorf("noun %s: two verbs are called %q", n.Name, word)
			}
			seen[word] = true
		}
		if err := c.check(); err != nil {
			return fmt.Errorf("command %s: %w", c.Path(), err)
		}
	}
	for _, verb := range []string{n.Default, n.WithText, n.FormWith} {
		if verb != "" && n.command(verb) == nil {
			return fmt.Errorf("noun %s: no verb %q", n.Name, verb)
		}
	}
	return nil
}

func (c *Command[C]) check() error {
	seen := map[string]bool{Confirm.Name: true, Confirm.English: true}
	for _, p := range c.Params {
		if seen[p.Name] || seen[p.English] {
			return fmt.Errorf("two parameters are called %q or %q", p.Name, p.English)
		}
		seen[p.Name], seen[p.English] = true, true
	}
	for _, p := range c.Params {
		for _, also := range p.Also {
			if seen[also] {
				return fmt.Errorf("two parameters are called %q", also)
			}
			seen[also] = true
		}
	}
	return nil
}

// greedy reports whether the parameter takes all words up to the next option.
func (p Param) greedy() bool {
	switch p.Kind {
	case Text, Name, Date, PastDate, Day, Moment, Shift, Duration:
		return true
	default:
		return false
	}
}

func (c *Command[C]) words() []string {
	words := []string{c.Verb}
	if c.English != c.Verb {
		words = append(words, c.English)
	}
	return append(words, c.Also...)
}

// Path is how the command is named in the code: "decision ajouter".
func (c *Command[C]) Path() string { return c.noun.Name + " " + c.Verb }

// Key is the command's place in the catalogue: "command.decision.ajouter".
func (c *Command[C]) Key() string { return "command." + c.noun.Name + "." + c.Verb }

// Nouns are all nouns, in the order of their declaration.
func (l *Language[C]) Nouns() []*Noun[C] { return l.nouns }

// Noun finds a noun by its French or English name, folded; nil when there is none.
func (l *Language[C]) Noun(name string) *Noun[C] {
	name = record.Fold(name)
	for _, n := range l.nouns {
		if n.Name == name || n.English == name || n.Name+"s" == name || n.English+"s" == name {
			return n
		}
	}
	return nil
}

// Command finds a command by its path; nil when there is none.
func (l *Language[C]) Command(noun, verb string) *Command[C] {
	if n := l.Noun(noun); n != nil {
		return n.command(verb)
	}
	return nil
}

func (n *Noun[C]) command(verb string) *Command[C] {
	verb = record.Fold(verb)
	i := slices.IndexFunc(n.Commands, func(c *Command[C]) bool {
		return slices.ContainsFunc(c.words(), func(w string) bool { return w != "" && record.Fold(w) == verb })
	})
	if i < 0 {
		return nil
	}
	return n.Commands[i]
}

// nearest is the verb that word was perhaps meant to be, or "".
func (n *Noun[C]) nearest(word string) string {
	var words []string
	for _, c := range n.Commands {
		words = append(words, c.words()...)
	}
	return nearest(word, words)
}

// nearest is the candidate that is one letter in three off, at most.
func nearest(word string, candidates []string) string {
	word = record.Fold(word)
	best, found := len([]rune(word))/3, ""
	for _, c := range candidates {
		if c == "" {
			continue
		}
		if d := record.Distance(word, record.Fold(c)); d <= best && (found == "" || d < best) {
			best, found = d, c
		}
	}
	return found
}

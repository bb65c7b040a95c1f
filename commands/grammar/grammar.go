// Package grammar is the language of commands. A command is declared once;
// parsing, help, forms, hints and the reference page all follow from the
// declaration, and its words from the catalogue. It imports governance (for
// errors), i18n, message and commands/when.
package grammar

import (
	"cmp"
	"fmt"
	"slices"

	"pilotent/governance/record"
	"pilotent/i18n"
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
	PastDays             // days gone by: a month, a year, a day
	LastDays             // PastDays, or a day to come: those with which a period ends
	Day                  // a day, gone by or to come
	Moment               // a day and an hour to come
	Shift                // a day, an hour or both, to which something is moved
	DayShift             // a day to come, to which something is moved
	Duration             // "2h", "7j"
	Flag                 // present or not
	Ref                  // a number with a Prefix: "A-37", "a37", "37"
)

// Param is one argument of a command.
type Param struct {
	Name    string // as typed in French: "comite"
	English string // as typed in English, and the name of its value: "committee"
	Kind    Kind
	// Also and EnglishAlso are other names under which the option is typed. Those
	// of one or two letters need their dashes: « à » is a word of any text.
	Also, EnglishAlso []string
	// Within are those of them that begin the value as well where they stand
	// without dashes: « salle 3 » is the place « salle 3 ».
	Within []string
	// Dashed are those of its names that are words of any text: they need their dashes.
	Dashed []string
	// Required arguments that are missing open a form.
	Required bool
	// Instead are other parameters, by their English names: where one of them is given,
	// this one is not asked for, and takes no word by its place.
	Instead []string
	// Positional arguments need no option; the last takes all words left.
	Positional bool
	// Span says that a Date may be given as how far it is: « 2 semaines ».
	Span bool
	// Hidden options stand in no help and no form: an answer names them. Seldom given
	// ones stand in the help alone: a form is filled in on a phone.
	Hidden, Seldom bool
	// Many takes several values, by commas or by repeating the option.
	Many    bool
	Choices []Option
	// Free says that a Choice takes any other text too, where it is named: its value
	// is what was typed.
	Free   bool
	Prefix string // of a Ref: "A"
	// Refers says that a Text may be the number of something, in its place.
	Refers bool
	// Of says of what the value names one, or several: a form finds those as one types.
	Of Things
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
	// Named are other words for it that are named wherever the choices are: what
	// it is called where that is another word.
	Named []Typed
	Label record.MessageKey
}

// word is what people of a language type.
func (o Option) word(lang string) string { return o.named(lang)[0] }

// named are the words for it that are shown to people of a language.
func (o Option) named(lang string) []string {
	words := []string{o.Words[0]}
	if lang == i18n.English && len(o.Words) > 1 {
		words[0] = o.Words[1]
	}
	for _, t := range o.Named {
		words = append(words, t.In(lang))
	}
	return words
}

// typed are all words that are taken for it.
func (o Option) typed() []string {
	words := append([]string{o.Value}, o.Words...)
	for _, t := range o.Named {
		words = append(words, t.French, t.In(i18n.English))
	}
	return words
}

// Command is one verb of a noun. C is what its handler needs besides the
// arguments.
type Command[C any] struct {
	Verb    string // in French: "ajouter"
	English string // "add"
	// Also and EnglishAlso are other words for the verb, of one word or two. One
	// that is the name of a flag gives it too: « retard » lists what is late.
	Also, EnglishAlso []string
	// Anywhere says that the umbrella's verb, alone, means the same after any noun
	// that has no such verb: « /ecole suite ».
	Anywhere bool
	// Shows says that the command changes nothing and is about more than who types it:
	// a channel may read what it answers.
	Shows  bool
	Params []Param
	Run    func(C, Args) (message.Message, error)
	// Offer are the choices that are left of parameters, by English name, once others
	// are known: a form offers those. nil where nothing narrows them.
	Offer func(C, Args) map[string][]Option
	noun  *Noun[C]
	// called are the places of Params by their folded names, and nearly those by the
	// singular of them: every word of a line is looked up.
	called, nearly map[string]int
}

// Noun is a trigger and its commands.
type Noun[C any] struct {
	Name    string // the trigger, ASCII: "decision"
	English string
	// Also are other names of a noun that is typed behind another, in any language.
	Also []string
	// Default is the verb of the noun alone, unless that is Alone.
	Default, Alone string
	// WithText is the verb of the noun followed by something that is no verb;
	// none when empty.
	WithText string
	// FormWith is the verb whose form a text between quotes opens when no verb
	// stands before it; none when empty.
	FormWith string
	// Quoted are words that mean WithText's verb where a text between quotes
	// follows; elsewhere they are the beginning of the text.
	Quoted []string
	// Main are the verbs that most people need, where there are many: the hint and
	// the noun's help begin with them. All of them when empty.
	Main []string
	// Careful says that WithText records something: it takes no word that is
	// nearly a verb, and nothing that begins like an order or a question.
	Careful bool
	// ThingFirst says that the number of the thing may stand before the verb:
	// « /reunion ordre R-12 ajouter … » is « /reunion ordre ajouter R-12 … ».
	ThingFirst bool
	Commands   []*Command[C]
	// Nouns are typed behind this one, and have no trigger of their own:
	// "/ent convention voir C-1", "/comite membre copil". They have no nouns
	// themselves.
	Nouns  []*Noun[C]
	parent *Noun[C]
}

// Language is all nouns.
type Language[C any] struct {
	umbrella string
	nouns    []*Noun[C]
}

// New makes a language of nouns. The umbrella is the noun under which all
// others can be typed too: "/ent ecole …". It answers an error for a
// declaration that cannot be typed: two verbs or two arguments of one name, a
// noun behind another that is called like one of its verbs.
func New[C any](umbrella string, nouns ...*Noun[C]) (*Language[C], error) {
	l := &Language[C]{umbrella: umbrella}
	for _, n := range nouns {
		l.nouns = append(l.nouns, n)
		for _, inner := range n.Nouns {
			inner.parent = n
			l.nouns = append(l.nouns, inner)
		}
	}
	for _, n := range l.nouns {
		if err := n.check(); err != nil {
			return nil, err
		}
		for _, inner := range n.Nouns {
			if n.command(inner.Name) != nil || n.command(inner.English) != nil {
				return nil, fmt.Errorf("noun %s: %q is a verb too", n.Name, inner.Name)
			}
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
		c.learnNames()
		for _, word := range c.words() {
			folded := cmp.Or(record.Fold(word), word)
			if word != "" && seen[folded] {
				return fmt.Errorf("noun %s: two verbs are called %q", n.Name, word)
			}
			seen[folded] = true
		}
		if err := c.check(); err != nil {
			return fmt.Errorf("command %s: %w", c.Path(), err)
		}
	}
	for _, verb := range append([]string{n.Default, n.Alone, n.WithText, n.FormWith}, n.Main...) {
		if verb != "" && n.command(verb) == nil {
			return fmt.Errorf("noun %s: no verb %q", n.Name, verb)
		}
	}
	return nil
}

// inner is the noun of that name that is typed behind this one; nil when there is none.
func (n *Noun[C]) inner(name string) *Noun[C] {
	name = record.Fold(name)
	i := slices.IndexFunc(n.Nouns, func(in *Noun[C]) bool { return in.called(name) })
	if i < 0 {
		return nil
	}
	return n.Nouns[i]
}

// called reports whether a folded word is the noun's name, or its plural.
func (n *Noun[C]) called(name string) bool {
	is := func(own string) bool { return own == name || record.Fold(own) == name }
	return is(n.Name) || is(n.English) || n.Name+"s" == name || n.English+"s" == name || slices.ContainsFunc(n.Also, is)
}

// Trigger reports whether the noun is a slash command of its own.
func (n *Noun[C]) Trigger() bool { return n.parent == nil }

// Typed is the noun as it is typed behind the slash: "decision", "ent convention".
// Triggers are the same in every language, what follows them is not.
func (n *Noun[C]) Typed() Typed {
	if n.parent == nil {
		return Typed{French: n.Name}
	}
	return Typed{n.parent.Name + " " + n.Name, n.parent.Name + " " + n.English}
}

// topic is the noun as it is typed behind the umbrella.
func (n *Noun[C]) topic() Typed {
	if n.Trigger() {
		return Typed{French: n.Name}
	}
	return Typed{n.Name, n.English}
}

func (c *Command[C]) check() error {
	seen := map[string]bool{Further.Name: true, Further.English: true}
	for _, p := range everywhere() {
		seen[p.Name], seen[p.English] = true, true
	}
	for _, p := range c.Params {
		french, english := record.Fold(p.Name), record.Fold(p.English)
		if seen[french] || seen[english] {
			return fmt.Errorf("two parameters are called %q or %q", p.Name, p.English)
		}
		seen[french], seen[english] = true, true
	}
	for _, p := range c.Params {
		for _, also := range slices.Concat(p.Also, p.EnglishAlso) {
			if seen[record.Fold(also)] {
				return fmt.Errorf("two parameters are called %q", also)
			}
			seen[record.Fold(also)] = true
		}
	}
	return nil
}

// day reports whether the kind is a day without a time.
func (k Kind) day() bool { return k == Date || k == PastDate || k == Day || k == DayShift }

// greedy reports whether the parameter takes all words up to the next option.
func (p Param) greedy() bool {
	switch p.Kind {
	case Text, Name, Date, PastDate, PastDays, LastDays, Day, Moment, Shift, DayShift, Duration:
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
	return slices.Concat(words, c.Also, c.EnglishAlso)
}

// Path is how the command is named in the code, without accents: "action creer".
func (c *Command[C]) Path() string { return c.noun.Name + " " + record.Fold(c.Verb) }

// Typed is the command as it is typed behind the slash: "decision add".
func (c *Command[C]) Typed() Typed {
	noun := c.noun.Typed()
	return Typed{noun.French + " " + c.Verb, noun.In(i18n.English) + " " + c.English}
}

// Key is the command's place in the catalogue: "command.action.creer".
func (c *Command[C]) Key() string { return "command." + c.noun.Name + "." + record.Fold(c.Verb) }

// Nouns are all nouns, in the order of their declaration, each before those that
// are typed behind it.
func (l *Language[C]) Nouns() []*Noun[C] { return l.nouns }

// Noun finds a noun by its French or English name, folded; nil when there is none.
func (l *Language[C]) Noun(name string) *Noun[C] {
	name = record.Fold(name)
	for _, n := range l.nouns {
		if n.called(name) {
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

// Package message is what the bot says, as data: paragraphs, lists, tables,
// buttons, forms. Commands and the scheduler write messages, the fronts
// (Mattermost, the console) show them. It imports the standard library only.
package message

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Text is Markdown that is safe to show: what people typed is in it only after
// Quote, so that it rings nobody.
type Text string

// Message is one thing said to somebody.
type Message struct {
	Blocks []Block
	// Facts stand below the blocks, and below them Ways: what to type, a command a line.
	Facts   []Fact
	Ways    Text
	Buttons []Button
	// Tone and Title are those of what the bot says by itself, which is shown as a
	// card (package bot, [0040]). The first line of the blocks stands alone: it is
	// what a notification shows. Title says in words what the Tone's colour does.
	Tone  Tone
	Title Text
	// Quiet says that nobody has to act on it: it rings no phone where the chat
	// can do so.
	Quiet bool
	// Version is that of what the message tells of; its buttons are bound to it.
	Version int
	// Files go with the message; each front brings them in its own way.
	Files []File
	// Form asks for what is missing; fronts that cannot show one have Blocks.
	Form *Form
	// Aloud is said to a channel by who shows the message; nil for nothing.
	Aloud *Aloud
	// Refused says that nothing was done: something is wrong with what was
	// asked, or the person may not.
	Refused bool
	// Failed says that we failed inside: not for a user's mistake.
	Failed bool
}

// Tone is how much a message asks of its reader.
type Tone string

const (
	ToneQuiet   Tone = "quiet"   // it tells
	ToneAct     Tone = "act"     // somebody is to do something
	ToneSerious Tone = "serious" // it is late, or something is wrong
)

// Fact is something that is said of what a message is about: a label, with the colon
// that its language ends it with, and a value, which may be a list.
type Fact struct{ Label, Value Text }

// Aloud is a message for all who read a channel.
type Aloud struct {
	// Channel is the chat's name for it.
	Channel string
	Message Message
	// Otherwise is what who has asked for it is told where it cannot be said there.
	Otherwise Text
}

// File is something to keep.
type File struct {
	// Name is a plain name, without a folder: letters, digits, "-", "." and "_".
	Name string
	// Type is its MIME type.
	Type string
	Data []byte
}

// Block is a part of a message: Paragraph, List or Table.
type Block interface{ markdown() string }

// Paragraph is a text; its line breaks are kept.
type Paragraph Text

// List is a bullet list.
type List []Text

// Table has a head and rows of the same length.
type Table struct {
	Head []Text
	Rows [][]Text
}

// Button is a command that a click types.
type Button struct {
	Label Text
	// Command is what the click is worth: "/action faite A-1".
	Command string
	// Typed is the line that shows what to type instead, in the reader's language.
	Typed Text
	Style Style
	// Replaces is the command of a button that was pressed, and in whose place this
	// one stands: a second click on that one comes here. Default none.
	Replaces string
}

// Style is how a button is drawn.
type Style string

const (
	StylePlain   Style = ""
	StylePrimary Style = "primary" // what most people will press
	StyleDanger  Style = "danger"  // what refuses
)

// Form asks for the arguments of a command.
type Form struct {
	Title, Submit string
	// Command is the command that the form completes: "decision ajouter".
	Command string
	Fields  []Field
	// Intro stands above the fields, as Markdown.
	Intro string
	// Kept are arguments that the form does not show, by the parameter's name,
	// and Consent the doubts that sending it says yes to.
	Kept    map[string][]string
	Consent []string
	// Back says that the form asks something back: the message says as much in words.
	Back bool
	// Further is a flag that asks for the fields that stand in a second form, where the
	// front shows a form after a form; InWords says how else they are given. A form that
	// asks for all has neither.
	Further *Field
	InWords string
}

// FieldKind is how a field is filled.
type FieldKind string

const (
	FieldText   FieldKind = "text"
	FieldLong   FieldKind = "long"   // several lines
	FieldChoice FieldKind = "choice" // one of Options
	FieldPerson FieldKind = "person" // a member of the team
	FieldFlag   FieldKind = "flag"
	FieldSearch FieldKind = "search" // what the front finds as it is typed, or else a text
)

// Field is one argument in a form.
type Field struct {
	Name, Label, Hint, Default string
	// Example stands in an empty field.
	Example  string
	Kind     FieldKind
	Optional bool
	// Many says that several people, or several of what is searched, may be chosen.
	Many    bool
	Options []Option
}

// Option is one value of a choice.
type Option struct{ Label, Value string }

// Say is a message of blocks; empty ones are left out.
func Say(blocks ...Block) Message {
	var m Message
	return m.With(blocks...)
}

// With adds blocks; empty ones are left out.
func (m Message) With(blocks ...Block) Message {
	for _, b := range blocks {
		if b != nil && b.markdown() != "" {
			m.Blocks = append(slices.Clip(m.Blocks), b) // m may be built upon twice
		}
	}
	return m
}

// Lead is the first line of a message, and the message without it.
func (m Message) Lead() (Text, Message) {
	if len(m.Blocks) == 0 {
		return "", m
	}
	first, ok := m.Blocks[0].(Paragraph)
	if !ok {
		return "", m
	}
	line, rest, _ := strings.Cut(string(first), "\n")
	blocks := m.Blocks[1:]
	m.Blocks = nil
	return Text(line), m.With(Paragraph(rest)).With(blocks...)
}

// Head is the message with its first lines only, blank ones not counted, and
// whether that leaves any out. A table is shown whole.
func (m Message) Head(lines int) (Message, bool) {
	var blocks []Block
	for i, b := range m.Blocks {
		all := strings.Split(b.markdown(), "\n")
		if len(all) <= lines {
			blocks, lines = append(blocks, b), lines-len(all)
			continue
		}
		switch b := b.(type) {
		case Paragraph:
			blocks = append(blocks, Paragraph(strings.Join(all[:lines], "\n")))
		case List:
			blocks = append(blocks, b[:min(lines, len(b))])
		case Table:
			blocks = append(blocks, b)
			if i == len(m.Blocks)-1 {
				return m, false
			}
		}
		m.Blocks = nil
		return m.With(blocks...), true
	}
	return m, false
}

// Markdown is the message as Markdown, without its title and form, and with what to
// type instead of pressing its buttons.
func (m Message) Markdown() string {
	parts := make([]string, len(m.Blocks))
	for i, b := range m.Blocks {
		parts[i] = b.markdown()
	}
	var facts []Text
	flush := func() {
		if line := Lines(facts...); line != "" {
			parts = append(parts, string(line))
		}
		facts = nil
	}
	for _, f := range m.Facts {
		if f.isList() {
			flush()
			parts = append(parts, string(f.Label+"\n"+f.Value))
			continue
		}
		facts = append(facts, f.Label+" "+f.Value)
	}
	flush()
	if way := m.ToType(); way != "" {
		parts = append(parts, string(way))
	}
	return strings.Join(parts, "\n\n")
}

// ToType is what to type next, and instead of pressing the buttons.
func (m Message) ToType() Text {
	lines := []Text{m.Ways}
	for _, b := range m.Buttons {
		lines = append(lines, b.Typed)
	}
	return Text(Lines(lines...))
}

func (f Fact) isList() bool { return strings.HasPrefix(string(f.Value), "- ") }

func (p Paragraph) markdown() string { return string(p) }

func (l List) markdown() string {
	var b strings.Builder
	for i, item := range l {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString("- " + string(item))
	}
	return b.String()
}

func (t Table) markdown() string {
	if len(t.Rows) == 0 {
		return ""
	}
	var b strings.Builder
	row := func(cells []Text) {
		for _, c := range cells {
			b.WriteString("| " + cell(c) + " ")
		}
		b.WriteString("|\n")
	}
	row(t.Head)
	b.WriteString(strings.Repeat("|:--", len(t.Head)) + "|\n")
	for _, r := range t.Rows {
		row(r)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// cell is a text whose bars are no borders; those of Quote are escaped already.
func cell(t Text) string {
	var b strings.Builder
	escaped := false
	for _, r := range string(t) {
		if r == '|' && !escaped {
			b.WriteByte('\\')
		}
		escaped = r == '\\' && !escaped
		b.WriteRune(r)
	}
	return b.String()
}

// Lines joins texts as the lines of one paragraph; empty ones are left out.
func Lines(lines ...Text) Paragraph {
	var kept []string
	for _, l := range lines {
		if l != "" {
			kept = append(kept, string(l))
		}
	}
	return Paragraph(strings.Join(kept, "\n"))
}

// MaxLength is the longest post that Mattermost takes, in characters (wire:
// rest-post-too-long).
const MaxLength = 16383

// Shorten cuts Markdown that is longer than a post at the end of a line, and
// ends it with note.
func Shorten(markdown string, note Text) string {
	if utf8.RuneCountInString(markdown) <= MaxLength {
		return markdown
	}
	room := MaxLength - utf8.RuneCountInString(string(note)) - 2
	cut := string([]rune(markdown)[:room])
	if i := strings.LastIndexByte(cut, '\n'); i > 0 {
		cut = cut[:i]
	}
	return cut + "\n\n" + string(note)
}

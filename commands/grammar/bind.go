package grammar

import (
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"pilotent/commands/when"
	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/i18n"
)

// Args are the arguments of a command, read: by the parameter's English name.
type Args map[string]any

// Has reports whether the argument was given.
func (a Args) Has(name string) bool { return a[name] != nil }

// Text is a Text, Word, Name or Choice; "" when it was not given.
func (a Args) Text(name string) string { s, _ := a[name].(string); return s }

// List is an argument that takes several values.
func (a Args) List(name string) []string { s, _ := a[name].([]string); return s }

// Date is a Date or PastDate; zero when it was not given.
func (a Args) Date(name string) calendar.Date { d, _ := a[name].(calendar.Date); return d }

// Dates is a Day that takes several values.
func (a Args) Dates(name string) []calendar.Date { d, _ := a[name].([]calendar.Date); return d }

// Days are PastDays; zero when they were not given.
func (a Args) Days(name string) when.Days { d, _ := a[name].(when.Days); return d }

// Moment is a Moment; zero when it was not given.
func (a Args) Moment(name string) time.Time { t, _ := a[name].(time.Time); return t }

// Shift is a Shift; nil when it was not given.
func (a Args) Shift(name string) record.Shift[time.Time] {
	s, _ := a[name].(record.Shift[time.Time])
	return s
}

// DayShift is a DayShift; nil when it was not given.
func (a Args) DayShift(name string) record.Shift[calendar.Date] {
	s, _ := a[name].(record.Shift[calendar.Date])
	return s
}

// Duration is a Duration; 0 when it was not given.
func (a Args) Duration(name string) time.Duration { d, _ := a[name].(time.Duration); return d }

// Number is a Ref; 0 when it was not given.
func (a Args) Number(name string) int { n, _ := a[name].(int); return n }

// Flag reports whether the flag was given.
func (a Args) Flag(name string) bool { b, _ := a[name].(bool); return b }

// MissingError says which required arguments a command was given without.
type MissingError struct{ Params []Param }

func (e *MissingError) Error() string { return "arguments are missing" }

// Bind reads the arguments of a command at now, in its zone and the printer's
// language, and says what about them must be asked back. A wrong one is a
// governance.Error about its parameter; missing ones are a *MissingError. In raw,
// days and moments are replaced by what they were read as, in full: what is asked
// about can be seen, and means the same when it is confirmed on the next day.
func (c *Command[C]) Bind(p i18n.Printer, raw Raw, now time.Time) (Args, []record.Doubt, error) {
	args := Args{}
	b := binder{Reader: when.Reader{Now: now, Lang: p.Lang}, printer: p.In(now.Location()), raw: raw}
	var missing []Param
	for _, p := range append(slices.Clip(c.Params), Confirm, Share) {
		values := slices.DeleteFunc(slices.Clone(raw[p.English]), func(v string) bool { return strings.TrimSpace(v) == "" })
		if p.Many {
			values = Items(values)
		}
		if len(values) == 0 {
			delete(raw, p.English) // a field of a form that was left empty
			if p.Required && !p.replaced(raw) {
				missing = append(missing, p)
			}
			continue
		}
		value, err := b.read(p, values)
		if err != nil {
			return nil, nil, c.follows(b.printer, raw, p, err)
		}
		args[p.English] = value
	}
	if err := b.last(c.Params, args); err != nil {
		return nil, nil, err
	}
	if len(missing) > 0 {
		return args, b.doubts, &MissingError{Params: missing}
	}
	return args, b.doubts, nil
}

// replaced reports whether something is given that stands for the parameter.
func (p Param) replaced(raw Raw) bool {
	return slices.ContainsFunc(p.Instead, func(name string) bool { return len(raw[name]) > 0 })
}

// Items cuts values at commas and semicolons, but for those in brackets: what
// stands there is about the item before it.
func Items(values []string) []string {
	var list []string
	for _, v := range values {
		inside := 0
		for part := range strings.FieldsFuncSeq(v, func(r rune) bool {
			switch {
			case r == '(':
				inside++
			case r == ')' && inside > 0:
				inside--
			}
			return (r == ',' || r == ';') && inside == 0
		}) {
			if part = strings.TrimSpace(part); part != "" {
				list = append(list, part)
			}
		}
	}
	return list
}

// maxWord is how long a word may be, in characters: the path of a file is one.
const maxWord = 300

// binder reads the arguments of one command.
type binder struct {
	when.Reader
	printer i18n.Printer
	raw     Raw
	doubts  []record.Doubt
	// lasts is how long a moment that was read says that it lasts; 0 for unsaid.
	lasts time.Duration
}

func (b *binder) read(p Param, values []string) (any, error) {
	if p.Many && p.Kind == Day {
		return b.days(p, values)
	}
	if p.Many {
		return values, nil
	}
	if len(values) > 1 {
		return nil, record.InvalidError("grammar.twice", "option", Typed{p.Name, p.English}, "values", values).About(p.English)
	}
	text := strings.TrimSpace(values[0])
	switch p.Kind {
	case Word:
		if n := utf8.RuneCountInString(text); n > maxWord {
			return nil, record.InvalidError("text.too_long", "param", p.English, "length", n, "max", maxWord).About(p.English)
		}
		return text, nil
	case Choice:
		return p.chosen(text, b.Lang)
	case Flag:
		return text == "true", nil
	case Ref:
		return record.ParseRef(p.English, p.Prefix, text)
	case Date, PastDate, Day:
		if d, err := b.Duration(text); p.Span && err == nil && d >= 24*time.Hour {
			values = []string{Typed{"dans ", "in "}.In(b.Lang) + text}
		}
		days, err := b.days(p, values)
		if err != nil {
			return nil, err
		}
		return days[0], nil
	case PastDays, LastDays:
		return b.pastDays(p, text)
	case Moment:
		at, doubts, err := b.shift(p, text)(time.Time{})
		b.doubts = append(b.doubts, doubts...)
		return at, err
	case Shift:
		return b.shift(p, text), nil
	case DayShift:
		return b.dayShift(p, text), nil
	case Duration:
		d, err := b.Duration(text)
		return d, b.dateError(p, err, text)
	default:
		return text, nil
	}
}

// chosen is the value of a choice; the text itself where the choice is free.
func (p Param) chosen(text, lang string) (any, error) {
	if p.Free {
		return text, nil
	}
	if value, ok := p.choice(text); ok {
		return value, nil
	}
	return nil, p.noChoice(text, lang)
}

// choice is the value that text names, in full or by a beginning that only one
// of them has.
func (p Param) choice(text string) (string, bool) {
	text = record.Fold(text)
	var begins []string
	for _, o := range p.Choices {
		for _, w := range o.typed() {
			w = record.Fold(w)
			if same(w, text) {
				return o.Value, true
			}
			if len(text) >= 3 && strings.HasPrefix(w, text) && !slices.Contains(begins, o.Value) {
				begins = append(begins, o.Value)
			}
		}
	}
	if len(begins) == 1 {
		return begins[0], true
	}
	return "", false
}

// named reports whether text names that value in full, and not by a beginning.
func (p Param) named(value, text string) bool {
	return slices.ContainsFunc(p.Choices, func(o Option) bool {
		return o.Value == value && slices.ContainsFunc(append([]string{o.Value}, o.Words...), func(w string) bool {
			return same(record.Fold(w), record.Fold(text))
		})
	})
}

// same reports whether two folded words of a choice are one: « retenues » is « retenue ».
func same(word, text string) bool { return word == text || word+"s" == text }

func (p Param) noChoice(text, lang string) error {
	words := p.words(lang)
	if near := nearest(text, words); near != "" {
		return record.InvalidError("grammar.choice_near", "text", text, "near", near, "known", words).About(p.English)
	}
	return record.InvalidError("grammar.choice", "text", text, "known", words, "param", p.English).About(p.English)
}

// dateKey is the sentence that says what is wrong with a date.
func (p Param) dateKey(e *when.Error) string {
	key := "date." + string(e.Reason)
	switch {
	case p.Kind == Duration:
		return "date.duration"
	case e.Reason == when.MissingTime && !e.DayOnly:
		return "date.which_hour"
	case len(e.Candidates) > 0:
		return key + "_propose"
	case e.Reason == when.Unreadable && p.Kind.day():
		return key + "_day" // « 18/12 14h » is no day
	}
	return key
}

// dateError turns what a when.Reader says into a sentence that proposes what
// to type instead, and the values of which each makes a whole line.
func (b *binder) dateError(p Param, err error, text string) error {
	if err == nil {
		return nil
	}
	var e *when.Error
	if !errors.As(err, &e) {
		return err
	}
	if e.Reason == when.Unreadable && p.Kind != Duration {
		if err := b.unread(p, text); err != nil {
			return err
		}
	}
	var propose []any
	var choices []string
	for _, c := range e.Candidates {
		if e.DayOnly {
			propose, choices = append(propose, calendar.DateOf(c)), append(choices, string(b.printer.Date(calendar.DateOf(c))))
		} else {
			propose, choices = append(propose, c), append(choices, b.full(c))
		}
	}
	wrong := record.InvalidError(p.dateKey(e), "text", text, "propose", propose).About(p.English)
	if e.Reason == when.NoSuchTime && len(choices) == 0 {
		choices = []string{strings.Trim(p.placeholder(b.printer), `"`)}
	} else if e.DayOnly != p.Kind.day() || p.Many {
		choices = nil
	}
	wrong.Choices = choices
	return wrong
}

package grammar

import (
	"errors"
	"slices"
	"strings"
	"time"

	"pilotent/commands/when"
	"pilotent/governance/record"
)

// What follows a quoted text may be an option that nobody would name: a person
// to whom something is given, the day for which it is due.

// links are words between a text and such an option, folded.
var links = strings.Fields("pour a par le la d ici au plus tard jusqu for to by before on until due the")

// maxImplied is how many words such a value has at most: a long line is not read
// over and over.
const maxImplied = 12

// maxDay is how many words a day has at most: « au plus tard le premier lundi du
// mois prochain ».
const maxDay = 9

// isAnd reports whether a token joins two people: « @ien et @cpc ».
func isAnd(t token) bool {
	return !t.quoted && slices.Contains([]string{"et", "and"}, record.Fold(t.text))
}

// implied is the option that the first tokens are the value of, after at most
// three linking words, with its value and how many tokens they are; nil for none.
func (c *Command[C]) implied(tokens []token, raw Raw) (p *Param, value string, used int) {
	start := 0
	for start < min(3, len(tokens)) && isLink(tokens[start]) {
		start++
	}
	rest := tokens[start:min(len(tokens), start+maxImplied)]
	whole := tokens[:start+len(rest)] // « 18 décembre dernier délai » holds the name of an option
	if i := slices.IndexFunc(rest, c.beginsOption); i > 0 {
		rest = rest[:i]
	}
	if len(rest) == 0 || rest[0].quoted || rest[0].option != "" {
		return nil, "", 0
	}
	if isPerson(rest[0]) {
		if p = c.only(Person, raw); p == nil {
			return nil, "", 0
		}
		value, used = optionValue(*p, token{}, rest, token.isOption)
		return p, value, start + used
	}
	if p = c.only(Date, raw); p == nil {
		return nil, "", 0
	}
	for skip := range start + 1 { // of « a week from today », « a » is no link
		for n := min(maxDay, len(whole)-skip); n > 0; n-- {
			if value = join(whole[skip : skip+n]); isDay(value) {
				return p, value, skip + n
			}
		}
	}
	return nil, "", 0
}

func isLink(t token) bool {
	for word := range strings.FieldsSeq(strings.ReplaceAll(record.Fold(t.text), "'", " ")) {
		if !slices.Contains(links, word) {
			return false
		}
	}
	return !t.quoted && t.option == ""
}

// begins reports whether the first of the words belongs to a date: « premier lundi de
// janvier à 14h », « ce jeudi 14h », but not « CE jeudi 14h », which names a committee.
func (p Param) begins(words []token) bool {
	code := words[0].text == strings.ToUpper(words[0].text) && p.readsWithout(words)
	return p.reads(words) && !code
}

// readsWithout reports whether words after the first are a day and an hour alone.
func (p Param) readsWithout(words []token) bool {
	rest := join(words[1:])
	_, hour := when.Reader{}.Hour(rest)
	_, _, hours := when.Reader{}.Hours(rest)
	_, day := when.Reader{Now: someDay()}.Date(rest)
	return p.reads(words[1:]) && hour != nil && hours != nil && !isRead(day)
}

// reads reports whether words are a day or a moment of the parameter, there being
// such a one or not.
func (p Param) reads(words []token) bool {
	text := join(words)
	switch {
	case p.Kind.day():
		return isDay(text)
	case p.Kind == Moment, p.Kind == Shift:
		_, err := when.Reader{Now: someDay()}.Moment(text)
		return isRead(err)
	default:
		return false
	}
}

// isDay reports whether a text names a day, there being one or not.
func isDay(text string) bool {
	_, err := when.Reader{Now: someDay()}.Date(text)
	return isRead(err)
}

// someDay is one at which to read what only matters by its words.
func someDay() time.Time { return time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC) }

// isRead reports whether a reader made something of a text, right or wrong.
func isRead(err error) bool {
	var unread *when.Error
	return err == nil || errors.As(err, &unread) && unread.Reason != when.Unreadable
}

// only is the one option of a kind that the command takes and was not given; those that
// are seldom given are always named.
func (c *Command[C]) only(kind Kind, raw Raw) *Param {
	var found *Param
	for i, p := range c.Params {
		switch {
		case p.Kind != kind || p.Positional || p.Seldom:
		case found != nil || raw[p.English] != nil:
			return nil
		default:
			found = &c.Params[i]
		}
	}
	return found
}

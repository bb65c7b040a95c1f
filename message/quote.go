package message

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// invisible separates a mark from what follows, so that neither the chat nor a
// reader of Markdown sees anything there; a zero-width space, which no screen
// shows and no reader speaks.
const invisible = "\u200b"

var (
	// Mattermost takes "@" and a word for a mention, also in the middle of a
	// line; a bot's @all really notifies (wire: rest-post-mention-all). It
	// lowers the word as Unicode does, so that an odd letter may ring too: the
	// Kelvin sign is a k.
	mention = regexp.MustCompile(`[@＠]([^\s\x{200b}@＠])`)
	// What begins a tag, an address in <…>, Slack's form of a broadcast, which the
	// server also knows, or the name of a character.
	opening = regexp.MustCompile(`<([A-Za-z/?!@#])|&(#?\w+;)`)
	// What a chat makes a link of by itself; it is shown as it was typed, and is
	// left so. A full stop or the like at its end is none of its own.
	address = regexp.MustCompile(`(?:https?|ftp)://[A-Za-z0-9.-]+\.[a-z]+(?:[/#?][\w@:%+.~#$!?&/=(),;'-]*[\w/])?`)
	// What is a heading, a quotation, a line or an item of a list where it begins a line.
	beginning = regexp.MustCompile(`^(?:\d{1,9})?([#>+.)=:-])`)
	block     = regexp.MustCompile(`^(?:#+(?: |$)|>|[+-](?: |$)|\d{1,9}[.)](?: |$)|-[- ]*$|=+$|[:-][:-]*$)`)
)

// dollar is « $ » where two of them would frame a formula: Mattermost takes no
// backslash before it, but shows the character of this name (seen on 11.6).
const dollar = "&#36;"

// box, after its bracket, is one to tick on paper, which is no link.
var box = regexp.MustCompile(`^ {2,}\](?:[^(\[:]|$)`)

// Quote makes what somebody typed safe to say again: on one line, mentions
// that ring nobody, and no markup: it is read as it was typed, and hides no
// address behind another text. What turns the direction of writing is left out.
func Quote(s string) Text {
	return Text(Escape(mention.ReplaceAllString(oneLine(s), "@"+invisible+"$1")))
}

// Mention names somebody as a link to their profile. It also rings who reads the channel
// of a post; in what one person alone is shown it rings nobody (measured with 11.6: an
// answer to a command, a click or a form). A name of which Markdown would take a
// character is quoted, for it would be a link to another.
func Mention(name string) Text {
	if Escape(name) != name {
		return Quote("@" + name)
	}
	return Text("@" + name)
}

// oneLine is s without line breaks, and upright.
func oneLine(s string) string {
	return strings.Join(strings.Fields(Upright(s)), " ")
}

// Upright is s without control characters, blanks apart, and without those that
// reorder what is shown around them: U+202E makes « gpj.exe » of « exe.jpg ».
func Upright(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return r
		case unicode.IsControl(r), r == '\u061c', r == '\u200e', r == '\u200f', '\u202a' <= r && r <= '\u202e', '\u2066' <= r && r <= '\u2069':
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// Escape takes the meaning that Markdown gives them from the characters of a line.
func Escape(s string) string {
	s = opening.ReplaceAllStringFunc(s, func(mark string) string { return mark[:1] + invisible + mark[1:] })
	var b strings.Builder
	if at := beginning.FindStringSubmatchIndex(s); at != nil && block.MatchString(s) {
		b.WriteString(s[:at[2]] + `\` + s[at[2]:at[3]])
		b.WriteString(inline(s[at[3]:], s[at[2]:at[3]]))
		return b.String()
	}
	return inline(s, " ")
}

// inline escapes what means something anywhere in a line; before is what precedes s.
func inline(s, before string) string {
	addresses := address.FindAllStringIndex(s, -1)
	dollars := strings.Count(s, "$") > 1
	last, _ := utf8.DecodeLastRuneInString(before)
	var b strings.Builder
	for i, r := range s {
		for len(addresses) > 0 && i >= addresses[0][1] {
			addresses = addresses[1:]
		}
		at := spot{
			first: i == 0, last: last, rest: s[i+utf8.RuneLen(r):],
			inAddress: len(addresses) > 0 && i >= addresses[0][0] && isApart(before+s[:addresses[0][0]]),
		}
		if r == '$' && dollars && !at.inAddress {
			b.WriteString(dollar)
			last = r
			continue
		}
		if at.escapes(r) {
			if endsInLink(s[:i]) { // which must not take the backslash along
				b.WriteString(invisible)
			}
			b.WriteByte('\\')
		}
		b.WriteRune(r)
		if r != '_' {
			last = r
		}
	}
	return b.String()
}

// spot is where a character stands in a line.
type spot struct {
	first bool // nothing of what is escaped precedes it
	// last is the character before it, rest what follows it. A run of underscores
	// has the last character before it.
	last      rune
	rest      string
	inAddress bool
}

// escapes reports whether r means something to Markdown there.
func (s spot) escapes(r rune) bool {
	next, _ := utf8.DecodeRuneInString(s.rest)
	switch r {
	case '`', '|':
		return true
	case '[':
		return !box.MatchString(s.rest)
	case '\\':
		// Elsewhere it is a character like any other.
		return s.rest == "" || isPunctuation(next)
	case '*':
		return s.last != ' ' || s.rest != "" && s.rest[0] != ' ' || s.first
	case '_':
		next, _ := utf8.DecodeRuneInString(strings.TrimLeft(s.rest, "_"))
		return !s.inAddress && (!isWord(s.last) || !isWord(next))
	case '~':
		// Before a word it names a channel, or begins a stroke that nothing ends.
		return !s.inAddress && (s.last != ' ' || !isWord(next))
	default:
		return false
	}
}

// endsInLink reports whether the last word of s is what a chat makes a link of, up
// to the next blank.
func endsInLink(s string) bool {
	word := s[strings.LastIndexByte(s, ' ')+1:]
	return strings.Contains(word, "://") || strings.Contains(word, "www.")
}

// isApart reports whether an address may follow s.
func isApart(s string) bool { return strings.HasSuffix(s, " ") || strings.HasSuffix(s, "(") }

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// isPunctuation reports whether a backslash takes its meaning from r
// (CommonMark, "Backslash escapes").
func isPunctuation(r rune) bool {
	return r < utf8.RuneSelf && (unicode.IsPunct(r) || unicode.IsSymbol(r))
}

var backslash = regexp.MustCompile("\\\\([!-/:-@\\[-`{-~])")

// Unquote is what was typed, from what Quote has made of it: for those who do
// not read Markdown.
func Unquote(s string) string {
	return Unmark(strings.ReplaceAll(backslash.ReplaceAllString(s, "$1"), dollar, "$"))
}

// Unmark takes out of s the invisible marks that Quote and phones put in. The
// joiners stay: they hold together what people type, as the parts of « 👩‍🏫 ».
func Unmark(s string) string {
	return strings.NewReplacer(invisible, "", "\u2060", "", "\ufeff", "").Replace(s)
}

// Code makes what Quote has made fit between backticks, where a backslash is
// shown: in the text of a template, in which only typed backticks are escaped.
func Code(s string) string {
	var b strings.Builder
	for inside := false; s != ""; {
		i := strings.IndexAny(s, "\\`&")
		if i < 0 {
			break
		}
		b.WriteString(s[:i])
		switch {
		case s[i] == '&':
			name, char := "&", "&"
			if inside && strings.HasPrefix(s[i:], dollar) {
				name, char = dollar, "$"
			}
			b.WriteString(char)
			s = s[i+len(name):]
		case s[i] == '`':
			inside = !inside
			b.WriteByte('`')
			s = s[i+1:]
		case len(s) > i+1 && isPunctuation(rune(s[i+1])):
			switch {
			case !inside:
				b.WriteString(s[i : i+2])
			case s[i+1] == '`':
				b.WriteByte('\'') // it would end there
			case s[i+1] == '\\':
				b.WriteString(`\` + invisible) // what follows is not escaped
			default:
				b.WriteByte(s[i+1])
			}
			s = s[i+2:]
		default:
			b.WriteByte('\\')
			s = s[i+1:]
		}
	}
	return b.String() + s
}

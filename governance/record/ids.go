package record

import (
	"context"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Click is a press of a button under a message that the bot has sent: what the
// button was bound to when the message was made, and where it was pressed. The
// front vouches for it; what it is worth is decided here.
type Click struct {
	Delivery int64
	Subject  Subject
	// Version is the subject's when the message was made.
	Version int
	// Command is what the button types.
	Command string
	// Post is the chat's name of the post on which it was pressed.
	Post string
	// Marked asks the chat whether that post bears the delivery's mark. It is
	// asked only while the delivery's own post is not recorded, which is between
	// its sending and its recording; nil says no.
	Marked func(context.Context) (bool, error)
}

type (
	// TeamID identifies a team of the chat; opaque, as all identifiers are.
	TeamID string
	// ChannelID identifies a channel of the chat.
	ChannelID string
	// UserID identifies an account of the chat.
	UserID string
	// ProjectID identifies a project; it is that of its team.
	ProjectID string
)

// Person is somebody of the chat, as named when something was written down.
type Person struct {
	ID       UserID `json:"id"`
	Username string `json:"username"`
}

// Is reports whether both are the same account, whatever its name has become.
func (p Person) Is(q Person) bool { return p.ID == q.ID && p.ID != "" }

// Departed reports whether what is there is the function of somebody who has left, in the
// place of the name: it begins with a capital, as no account does.
func (p Person) Departed() bool {
	first, _ := utf8.DecodeRuneInString(p.Username)
	return unicode.IsUpper(first)
}

// String is how that is typed: "@ien"; "CPC de Vitry" of somebody who has left.
func (p Person) String() string {
	if p.Departed() {
		return p.Username
	}
	return "@" + p.Username
}

// Called is how people name somebody: by the account, or by the name of who has none.
// Its zero value is nobody.
type Called struct {
	Account Person
	Name    string
}

// String is how that is typed: "@ien", "Mme Durand".
func (c Called) String() string {
	if c.Account.ID != "" {
		return c.Account.String()
	}
	return c.Name
}

// Channel is a channel of the chat.
type Channel struct {
	ID   ChannelID
	Name string
	// Private channels are entered by invitation, and not named to those who are
	// not in them. Anybody of the team may enter any other, and read it.
	Private bool
}

// Clock tells the present moment; time.Now outside of tests and simulations.
type Clock func() time.Time

// Ourselves is who does what nobody has done: the bot, in history.
var Ourselves = Person{Username: "pilotent"}

// UAI identifies a school: seven digits, the first three of which are its
// département's, and a check letter. It was called RNE before.
type UAI string

// uaiLetters are the check letters, by the number modulo 23: no I, O or Q.
// Source: domain.md §4.2, checked against eight real codes.
const uaiLetters = "ABCDEFGHJKLMNPRSTUVWXYZ"

// ParseUAI reads a UAI in any case and with any blanks: "094 0198 e". A wrong
// check letter is an error that names the expected one.
func ParseUAI(s string) (UAI, error) {
	code := CompactUAI(s)
	if !LooksLikeUAI(code) {
		return "", InvalidError("uai.malformed", "text", strings.TrimSpace(s))
	}
	if want := uaiLetter(code[:7]); code[7] != want {
		return "", InvalidError("uai.letter", "text", code, "number", code[:7], "found", string(code[7]), "expected", string(want))
	}
	return UAI(code), nil
}

// IsUAI reports whether a word has the form of a UAI, whatever its check letter.
func IsUAI(word string) bool { return LooksLikeUAI(CompactUAI(word)) }

// CompactUAI is s in capitals without blanks, dots or dashes, and with the zero in
// front that a spreadsheet has dropped.
func CompactUAI(s string) string {
	code := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || r == '.' || r == '-' {
			return -1
		}
		return unicode.ToUpper(r)
	}, s)
	if LooksLikeUAI("0" + code) {
		code = "0" + code
	}
	return code
}

// LooksLikeUAI reports whether code is seven digits and a letter.
func LooksLikeUAI(code string) bool {
	if len(code) != 8 || code[7] < 'A' || code[7] > 'Z' {
		return false
	}
	return strings.Trim(code[:7], "0123456789") == ""
}

func uaiLetter(number string) byte {
	n := 0
	for _, c := range []byte(number) {
		n = n*10 + int(c-'0')
	}
	return uaiLetters[n%23]
}

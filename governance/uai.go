package governance

import (
	"strings"
	"unicode"
)

// UAI identifies a school: seven digits, the first three of which are its
// département's, and a check letter. It was called RNE before.
type UAI string

// uaiLetters are the check letters, by the number modulo 23: no I, O or Q.
// Source: domain.md §4.2, checked against eight real codes.
const uaiLetters = "ABCDEFGHJKLMNPRSTUVWXYZ"

// ParseUAI reads a UAI in any case and with any blanks: "094 0198 e". A wrong
// check letter is an error that names the expected one.
func ParseUAI(s string) (UAI, error) {
	code := compactUAI(s)
	if !looksLikeUAI(code) {
		return "", InvalidError("uai.malformed", "text", strings.TrimSpace(s))
	}
	if want := uaiLetter(code[:7]); code[7] != want {
		return "", InvalidError("uai.letter", "text", code, "number", code[:7], "found", string(code[7]), "expected", string(want))
	}
	return UAI(code), nil
}

// IsUAI says whether a word has the form of a UAI, whatever its check letter.
func IsUAI(word string) bool { return looksLikeUAI(compactUAI(word)) }

// compactUAI is s in capitals without blanks, dots or dashes.
func compactUAI(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || r == '.' || r == '-' {
			return -1
		}
		return unicode.ToUpper(r)
	}, s)
}

// looksLikeUAI says whether code is seven digits and a letter.
func looksLikeUAI(code string) bool {
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

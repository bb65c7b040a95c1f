package record

import (
	"strconv"
	"strings"
)

// ParseRef reads "A-37", "a37" or "37" for the prefix "A", and "37" alone for none.
func ParseRef(param, prefix, s string) (int, error) {
	text := strings.ToUpper(strings.TrimRight(strings.TrimSpace(PlainDashes(s)), ".!")) // a sentence may end with it
	digits, example := text, "12"
	if prefix != "" {
		digits, example = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(text, prefix), "-")), prefix+"-12"
	}
	n, err := strconv.Atoi(digits)
	if err == nil && n == 0 && prefix != "" {
		return 0, InvalidError("ref_none", "text", s, "first", prefix+"-1").About(param)
	}
	if err != nil || n < 1 || strings.HasPrefix(digits, "+") {
		return 0, InvalidError("ref", "text", s, "example", example).About(param)
	}
	return n, nil
}

// NounProject is the noun of the project itself, which has no reference.
const NounProject Noun = "project"

// NounCommittee is the noun of committees.
const NounCommittee Noun = "committee"

// Subject names what a history line or a delivery is about: "meeting/R-12".
type Subject string

// MessageKey names an entry of the catalogue, for the words of the domain that
// people read: stages, levels, outcomes.
type MessageKey interface{ MessageKey() string }

// ProjectSubject names the project itself in its history.
const ProjectSubject = Subject(NounProject)

// Noun is what a subject is one of. It begins the subject's name.
type Noun string

// Subject names one of the noun by its reference.
func (n Noun) Subject(ref string) Subject { return Subject(string(n) + "/" + ref) }

// Noun is what the subject is one of.
func (s Subject) Noun() Noun {
	noun, _, _ := strings.Cut(string(s), "/")
	return Noun(noun)
}

// Ref is how people name the subject: "R-12".
func (s Subject) Ref() string {
	_, ref, _ := strings.Cut(string(s), "/")
	return ref
}

// Number is the number in "meeting/R-12"; 0 where there is none.
func (s Subject) Number() int {
	_, digits, _ := strings.Cut(s.Ref(), "-")
	n, _ := strconv.Atoi(digits)
	return n
}

package commands

import (
	"regexp"
	"strconv"
	"strings"

	"pilotent/governance/committee"
	"pilotent/governance/record"
)

// voices is a number and whose it is, folded: « 12 pour », « 2 contre », "1 abstention".
var voices = regexp.MustCompile(`^(\d{1,9}) (?:voix |votes? )?(pour|for|in favour|contre|against|abstentions?|abst|blancs?)$`)

// counted are numbers alone, in the order of a minute book: for, against, abstentions.
var counted = regexp.MustCompile(`^(\d{1,9})\s*[-/]\s*(\d{1,9})(?:\s*[-/]\s*(\d{1,9}))?$`)

// parseVote reads how a decision was taken: « consensus », « unanimité », « 12 pour,
// 2 contre, 1 abstention » in any order, « 12/2/1 ». The zero Vote for no text.
func parseVote(param, text string) (v committee.Vote, err error) {
	unread := record.InvalidError("vote.unread", "text", record.Excerpt(text)).About(param)
	switch folded := record.Fold(text); {
	case folded == "":
		if text != "" {
			return v, unread
		}
		return v, nil
	case isConsensus(folded):
		return committee.Vote{Consensus: true}, nil
	}
	if m := counted.FindStringSubmatch(record.PlainDashes(strings.TrimSpace(text))); m != nil {
		if v = (committee.Vote{For: number(m[1]), Against: number(m[2]), Abstained: number(m[3])}); v == (committee.Vote{}) {
			return v, unread // nobody has voted
		}
		return v, nil
	}
	said := map[*int]bool{}
	for _, part := range parts(text) {
		m := voices.FindStringSubmatch(part)
		if m == nil {
			return committee.Vote{}, unread
		}
		of := &v.Abstained
		switch m[2] {
		case "pour", "for", "in favour":
			of = &v.For
		case "contre", "against":
			of = &v.Against
		}
		if said[of] {
			return committee.Vote{}, unread
		}
		*of, said[of] = number(m[1]), true
	}
	if v == (committee.Vote{}) {
		return v, unread
	}
	return v, nil
}

// isConsensus reports whether folded words say that nobody was against.
func isConsensus(folded string) bool {
	switch strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(folded, "par "), "a l "), "by ") {
	case "consensus", "unanimite", "unanimity", "unanimous", "unanime":
		return true
	default:
		return false
	}
}

// beforeNumber is where another number begins: « 12 pour 2 contre ».
var beforeNumber = regexp.MustCompile(`(?:^|\s)(\d)`)

// parts are the folded parts of a vote in words, each of which begins with a number;
// « et » and "and" join them.
func parts(text string) (found []string) {
	text = beforeNumber.ReplaceAllString(record.Fold(text), ";$1")
	for part := range strings.SplitSeq(text, ";") {
		part = strings.TrimSpace(part)
		part = strings.TrimSuffix(strings.TrimSuffix(part, " et"), " and")
		if part != "" {
			found = append(found, part)
		}
	}
	return found
}

// number is the number that digits are; one that is too large is refused as such by
// the decision.
func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

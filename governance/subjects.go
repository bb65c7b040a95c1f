package governance

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Noun is what a subject is one of. It begins the subject's name.
type Noun string

// subject names one of the noun by its reference.
func (n Noun) subject(ref string) Subject { return Subject(string(n) + "/" + ref) }

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

// number is the number in "meeting/R-12"; 0 where there is none.
func (s Subject) number() int {
	_, digits, _ := strings.Cut(s.Ref(), "-")
	n, _ := strconv.Atoi(digits)
	return n
}

// subjectEntry is all that reminders, digests, clicks, « Vu », failures and the
// Courier know of a noun before they have read one. What they ask of one that
// they have read is About and, of what people are reminded of, reminded.
type subjectEntry struct {
	noun Noun
	// prefix begins the references by which people say what they have seen: "A" in
	// "A-37". Empty where nobody is reminded by reference.
	prefix string
	// show is the command that shows one; empty where a message has no button.
	show string
	// inFull says that each message is told in full: no line of a Summary may
	// stand for it.
	inFull bool
	// kinds are those of its deliveries.
	kinds map[DeliveryKind]deliveryPolicy
	// load reads one for the brief, whatever its delivery; ErrNone when there is
	// none. The brief has its project and moment.
	load func(tx cachedTx, b Brief, s Subject) (About, error)

	// The rest is nil where the noun has none of it.

	// follow makes what is owed follow the project's settings, of which before are
	// those that held until now; past reads the school holidays as they were known.
	follow func(d *desk, before Project, past Tx) error
	// followPerson makes what is owed follow somebody's preferences, of which
	// before are those that held until now.
	followPerson func(d *desk, before Preferences) error
	// inHand are those who have one in hand: u alone, unless that is empty.
	inHand func(tx Tx, p ProjectID, u UserID) ([]Person, error)
	// digest is what a digest says of them.
	digest func(tx Tx, s digestScope) (digested, error)
}

// deliveryPolicy is how deliveries of a kind are treated.
type deliveryPolicy struct {
	// reminder, waits and chain answer DeliveryKind.Reminder, Waits and Digest.
	reminder, waits, chain bool
	// tellsLate says that one that comes long after its moment says so.
	tellsLate bool
}

// subjects are all that the bot can owe messages about, in the order in which
// digests tell of them. A new noun is an entry here; the functions stand in the
// noun's own file. It is a function since those functions look into it.
func subjects() []subjectEntry {
	return []subjectEntry{{
		noun: NounMeeting, prefix: "R", show: "/reunion voir", kinds: meetingKinds, load: loadMeeting,
		digest: digestMeetings,
	}, {
		noun: NounVerification, prefix: "V", show: "/recette voir", inFull: true, kinds: verificationKinds, load: loadVerification,
		follow: (*desk).followVerifications, inHand: verificationsInHand, digest: digestVerifications,
	}, {
		noun: NounAction, prefix: "A", show: "/action voir", kinds: actionKinds, load: loadAction,
		follow: (*desk).followActions, followPerson: (*desk).followActionsOf, inHand: actionsInHand, digest: digestActions,
	}, {
		noun: NounDecision, show: "/decision voir", kinds: decisionKinds, load: loadDecision,
		digest: digestDecisions,
	}, {
		noun: NounCommittee, inFull: true, kinds: committeeKinds, load: loadCommittee,
	}, {
		noun: NounDigest, inFull: true, kinds: digestKinds, load: loadDigest,
		follow: (*desk).followDigests, followPerson: (*desk).followDigestOf,
	}}
}

// Nouns are those of all subjects that the bot can owe messages about.
func Nouns() []Noun {
	var nouns []Noun
	for _, e := range subjects() {
		nouns = append(nouns, e.noun)
	}
	return nouns
}

// entry is the subject's in the table; an errors.ErrUnsupported where the bot can
// owe no message about it.
func (s Subject) entry() (subjectEntry, error) {
	all := subjects()
	i := slices.IndexFunc(all, func(e subjectEntry) bool { return e.noun == s.Noun() })
	if i < 0 {
		return subjectEntry{}, fmt.Errorf("delivery about %q: %w", s, errors.ErrUnsupported)
	}
	return all[i], nil
}

// policy is that of the kind; none for Undeliverable and Summary, which may be
// about anything.
func (k DeliveryKind) policy() deliveryPolicy {
	for _, e := range subjects() {
		if p, ok := e.kinds[k]; ok {
			return p
		}
	}
	return deliveryPolicy{}
}

// showCommand is what shows a subject.
func (s Subject) showCommand() string {
	e, _ := s.entry()
	return e.show + " " + s.Ref()
}

// ParseSubject reads the reference of something that is reminded of: "A-37",
// "r12", "V 5".
func ParseSubject(param, text string) (Subject, error) {
	ref := strings.ToUpper(strings.Join(strings.Fields(text), ""))
	for _, e := range subjects() {
		if e.prefix == "" || !strings.HasPrefix(ref, e.prefix) {
			continue
		}
		if n, err := ParseRef(param, e.prefix, ref); err == nil {
			return e.noun.subject(e.prefix + "-" + strconv.Itoa(n)), nil
		}
	}
	return "", InvalidError("seen.ref", "text", text).About(param)
}

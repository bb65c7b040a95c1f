package organisation

import (
	"net/mail"
	"slices"
	"strings"
	"time"

	"pilotent/governance/record"
)

// Address is where letters go to a member who is in no chat. Whoever records for the
// committee sees it, and nobody else; no history has it, so that one that is given up is
// nowhere any more.
type Address struct {
	Project   record.ProjectID
	Committee string // its code
	Member    int    // the number of a member
	Address   string `json:"-"` // "" for one that was given up
	Author    record.Person
	CreatedAt time.Time
	Version   int // rises with each change
}

// maxAddress is as long as an address can be (RFC 5321 §4.5.3.1.3, without its angles).
const maxAddress = 254

// What history says of addresses: that there is one, and never which.
const (
	addressKept    = "address.kept"
	addressDropped = "address.dropped"
)

var addressEvents = record.Bare("address", addressKept, addressDropped)

// checkAddress is the address that was typed.
func checkAddress(text string) (string, error) {
	text = strings.TrimSpace(text)
	a, err := mail.ParseAddress(text)
	_, host, _ := strings.Cut(text, "@")
	if err != nil || a.Name != "" || a.Address != text || len(text) > maxAddress || !strings.Contains(host, ".") || strings.ContainsFunc(text, func(r rune) bool { return r > '~' }) {
		return "", record.InvalidError("member.address", "text", text).About("mail")
	}
	return text, nil
}

// AddressOf is where letters go to a member; "" where nobody has said.
func AddressOf(list []Address, member int) string {
	if i := slices.IndexFunc(list, func(a Address) bool { return a.Member == member }); i >= 0 {
		return list[i].Address
	}
	return ""
}

// address keeps where letters go to a member, or gives that up where text is ""; changed
// is false where it was so already.
func (r *roll) address(m Member, text string) (changed bool, err error) {
	if text != "" {
		if text, err = checkAddress(text); err != nil {
			return false, err
		}
	}
	list, err := r.Addresses(m.Project, m.Committee)
	if err != nil || AddressOf(list, m.Number) == text {
		return false, err
	}
	a := Address{Project: m.Project, Committee: m.Committee, Member: m.Number}
	if i := slices.IndexFunc(list, func(o Address) bool { return o.Member == m.Number }); i >= 0 {
		a = list[i]
	}
	a.Address, a.Author, a.CreatedAt = text, r.User, r.Now
	a.Version++
	if err := r.PutAddress(a); err != nil {
		return false, err
	}
	change := addressKept
	if text == "" {
		change = addressDropped
	}
	return true, r.Record(r.of.Subject(), change, nil, nil, m.Name)
}

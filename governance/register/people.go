package register

import (
	"context"
	"errors"
	"slices"
	"strings"

	"pilotent/governance/record"
)

// people are those whom the rows may mean: who is in a channel for which the importer
// records, the pilots, and who is called by the name of an account.
type people struct {
	accounts map[string]record.Person   // by the name of the account, in small letters
	names    map[string][]record.Person // by first and last name, folded, in any order
	in       map[string][]record.Person // by the committee's code
	pilots   []record.Person
}

// maxAsked is how many accounts the chat is asked for by their names.
const maxAsked = 200

// people asks the chat, before any transaction, for those whom cells may mean.
func (s *Service) people(ctx context.Context, v record.Caller, own []record.Committee, cells []string) (*people, error) {
	of := &people{accounts: map[string]record.Person{}, names: map[string][]record.Person{}, in: map[string][]record.Person{}}
	if len(cells) == 0 {
		return of, nil
	}
	var all []record.Person
	for _, c := range own {
		members, err := s.base.Directory.ChannelMembers(ctx, c.Channel)
		if err != nil {
			return nil, record.UnavailableError("unavailable.directory", err)
		}
		of.in[c.Code] = members
		all = append(all, members...)
	}
	var err error
	if of.pilots, err = s.base.Directory.Pilots(ctx, v.Team, 0); err != nil {
		return nil, record.UnavailableError("unavailable.directory", err)
	}
	for _, p := range append(all, of.pilots...) {
		of.accounts[strings.ToLower(p.Username)] = p
	}
	if err := of.called(ctx, s.base.Directory, v.Team, cells); err != nil {
		return nil, err
	}
	var known []record.Person
	for _, p := range of.accounts {
		known = append(known, p)
	}
	full, err := s.base.Directory.FullNames(ctx, record.Identifiers(known))
	if err != nil {
		return nil, record.UnavailableError("unavailable.directory", err)
	}
	for _, p := range known {
		if name := anyOrder(full[p.ID]); name != "" {
			of.names[name] = append(of.names[name], p)
		}
	}
	return of, nil
}

// called asks the chat for the accounts that cells name by « @name ».
func (of *people) called(ctx context.Context, d record.Directory, team record.TeamID, cells []string) error {
	asked := 0
	for _, cell := range cells {
		for _, word := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(" ;,/\n\t", r) }) {
			name, ok := strings.CutPrefix(strings.ToLower(word), "@")
			if _, known := of.accounts[name]; !ok || known || name == "" || asked == maxAsked {
				continue
			}
			asked++
			p, err := d.PersonNamed(ctx, team, name)
			switch {
			case errors.Is(err, record.ErrNone):
			case err != nil:
				return record.UnavailableError("unavailable.directory", err)
			default:
				of.accounts[name] = p
			}
		}
	}
	return nil
}

// anyOrder is a name whose words are in one order: lists have the last name first.
func anyOrder(name string) string {
	var words []string
	for word := range strings.FieldsSeq(record.Fold(name)) {
		if !slices.Contains([]string{"m", "mme", "mr", "mrs", "ms", "mlle", "monsieur", "madame"}, word) {
			words = append(words, word)
		}
	}
	slices.Sort(words)
	return strings.Join(words, " ")
}

// named is the only one that a text may mean.
func (of *people) named(text string) (record.Person, bool) {
	text = strings.TrimSpace(text)
	if p, ok := of.accounts[strings.ToLower(strings.TrimPrefix(text, "@"))]; ok {
		return p, true
	}
	if same := of.names[anyOrder(text)]; len(same) == 1 {
		return same[0], true
	}
	return record.Person{}, false
}

// reached reports whether what a committee keeps to itself reaches somebody.
func (of *people) reached(c record.Committee, p record.Person) bool {
	return c.Diffusion != record.DiffusionCommittee || slices.ContainsFunc(of.in[c.Code], p.Is) || slices.ContainsFunc(of.pilots, p.Is)
}

// list are those whom a cell names, and the rest of it as it stands: names are
// separated by semicolons and line ends or, where all of them are known, by whatever
// else people write.
func (of *people) list(text string, c record.Committee) (found []record.Person, offline []string) {
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ';' || r == '\n' }) {
		if part = strings.Join(strings.Fields(part), " "); part == "" {
			continue
		}
		some, ok := of.all([]string{part}, c)
		if !ok {
			joined := strings.NewReplacer(" et ", ",", " and ", ",", "/", ",", "&", ",").Replace(part)
			some, ok = of.all(strings.Split(joined, ","), c)
		}
		if !ok {
			offline = append(offline, part)
			continue
		}
		for _, p := range some {
			if !slices.ContainsFunc(found, p.Is) {
				found = append(found, p)
			}
		}
	}
	return found, offline
}

// all are those named, if each is known, and reached.
func (of *people) all(names []string, c record.Committee) (found []record.Person, ok bool) {
	for _, name := range names {
		p, known := of.named(name)
		if !known || !of.reached(c, p) {
			return nil, false
		}
		found = append(found, p)
	}
	return found, true
}

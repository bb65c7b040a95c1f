package perimeter

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"pilotent/governance/record"
)

// SchoolMatches is what a search found.
type SchoolMatches struct {
	Query   string
	Schools []School // best first
	// Near are schools that answer to part of the query, when none answers to
	// all of it.
	Near []School
}

// FindSchools finds schools by UAI, or by words of their name, type and
// commune, with abbreviations ("elem", "mat") and small typing mistakes.
// Anybody of the team may ask. A wrong check letter of a UAI is an error that
// names the expected one.
// Errors: Invalid, NotFound, Forbidden, Unavailable.
func (s *Service) FindSchools(ctx context.Context, a record.Actor, query string) (m SchoolMatches, err error) {
	if err := record.CheckSearch("school", query); err != nil {
		return SchoolMatches{Query: strings.TrimSpace(query)}, err
	}
	err = s.view(ctx, a, func(v record.Caller, tx Tx) (err error) {
		m, err = FindSchools(v, tx, query)
		return err
	})
	return m, err
}

// FindSchools are the schools that the query may name, the nearest first.
func FindSchools(v record.Caller, tx Store, query string) (SchoolMatches, error) {
	m := SchoolMatches{Query: strings.TrimSpace(query)}
	if code := record.CompactUAI(query); record.LooksLikeUAI(code) {
		uai, err := record.ParseUAI(query)
		if err != nil {
			return m, err
		}
		school, err := FindSchool(tx, v.Project.ID, uai)
		if err != nil {
			return m, err
		}
		m.Schools = []School{RedactedSchool(v, school)}
		return m, nil
	}
	all, err := tx.Schools(v.Project.ID)
	if err != nil {
		return m, err
	}
	if len(all) == 0 {
		return m, record.NotFoundError("school.none_yet")
	}
	m.Schools, m.Near = searchSchools(Redacted(v, all), query)
	return m, nil
}

// fit is how well a word of the query answers to a school, best first.
type fit int

const (
	fitExact  fit = iota // the word itself
	fitPrefix            // its beginning
	fitTypo              // one or two letters off
	fitNone
)

// ranked is a school and how well it answers to the words of a query.
type ranked struct {
	School
	worst fit // of all words
	total int
	hits  int // words that it answers to
}

func rank(school School, words []string) ranked {
	terms := searchTerms(school)
	r := ranked{School: school}
	for _, w := range words {
		f := bestFit(w, terms)
		if f < fitNone {
			r.hits++
		}
		r.worst = max(r.worst, f)
		r.total += int(f)
	}
	return r
}

// compare puts the best first, equals by commune and name.
func (r ranked) compare(other ranked) int {
	return cmp.Or(
		cmp.Compare(other.hits, r.hits), cmp.Compare(r.total, other.total),
		cmp.Compare(record.Fold(r.Commune), record.Fold(other.Commune)), cmp.Compare(record.Fold(r.Name), record.Fold(other.Name)))
}

// searchSchools ranks the schools that answer to every word of the query; near
// holds a few that answer to some, when none answers to all.
func searchSchools(all []School, query string) (found, near []School) {
	words := searchWords(query)
	if len(words) == 0 {
		return nil, nil
	}
	var full, part []ranked
	for _, school := range all {
		switch r := rank(school, words); {
		case r.hits == len(words):
			full = append(full, r)
		case r.hits > 0:
			part = append(part, r)
		}
	}
	slices.SortFunc(full, ranked.compare)
	slices.SortFunc(part, ranked.compare)
	for _, r := range full {
		// A typo is only assumed when nobody answers to the words as written.
		if r.worst == fitTypo && full[0].worst < fitTypo {
			continue
		}
		found = append(found, r.School)
	}
	if len(found) == 0 {
		for _, r := range part[:min(5, len(part))] {
			if r.hits == part[0].hits {
				near = append(near, r.School)
			}
		}
	}
	return found, near
}

// searchWords are the words of a query that tell schools apart.
func searchWords(query string) []string {
	var words []string
	for w := range strings.FieldsSeq(query) {
		// « wallon à vitry » names a place, « wallon a vitry » a building.
		if strings.EqualFold(w, "à") || strings.EqualFold(w, "a\u0300") {
			continue
		}
		for part := range strings.FieldsSeq(record.Fold(w)) {
			if !slices.Contains(searchIgnored, part) {
				words = append(words, part)
			}
		}
	}
	return words
}

// searchIgnored tell nothing about a school.
var searchIgnored = []string{"ecole", "ecoles", "l", "d", "de", "du", "des", "la", "le", "les", "au", "aux", "en", "school", "at", "in"}

// searchTerms are the words that a school answers to.
func searchTerms(s School) []string {
	terms := strings.Fields(record.Fold(s.Name + " " + s.Commune + " " + s.PostalCode))
	switch s.Type {
	case Nursery:
		terms = append(terms, "maternelle", "nursery")
	case Elementary:
		terms = append(terms, "elementaire", "elementary")
	case Primary:
		terms = append(terms, "primaire", "primary", "elementaire", "maternelle")
	}
	return append(terms, strings.ToLower(string(s.UAI)))
}

func bestFit(word string, terms []string) fit {
	best := fitNone
	for _, t := range terms {
		switch {
		case t == word:
			return fitExact
		case len(word) >= 3 && strings.HasPrefix(t, word):
			best = min(best, fitPrefix)
		case best > fitTypo && closeEnough(word, t):
			best = fitTypo
		}
	}
	return best
}

// closeEnough reports whether a is b with a typing mistake: one letter from four
// letters on, two from eight on.
func closeEnough(a, b string) bool {
	allowed := min(len(a), len(b)) / 4
	return allowed > 0 && record.Distance(a, b) <= min(allowed, 2)
}

package lookup

import "strings"

// A field is where in a record a word stands.
type field uint8

const (
	inName field = 1 << iota // or in a nickname
	inCommune
	inRest // the type, the postcode, the code
	inDistrict
	fieldBits = 4

	own   = inName | inCommune | inRest
	every = own | inDistrict
)

// A token is a word that a text answers to.
type token struct {
	text string
	// made says that no text has it: initials, and words run together. It is not
	// misspelled, and not what a word begins that is in a text itself.
	made bool
}

// said is what is known of a text.
type said struct {
	folded string // the order of texts is that of these
	tokens []token
	// length is how many words have to be said to say it all; at most maxLength.
	length uint8
}

// maxLength is the length of a text of which more words tell than that.
const maxLength = 7

// say takes a text apart. Of a name, the initials count too.
func say(text string, name bool) said {
	all := terms(text)
	kept := meaning(all)
	var s said
	var folded strings.Builder
	folded.Grow(len(text) + 2)
	for _, t := range all {
		folded.WriteString(t.text)
		folded.WriteByte(' ')
	}
	s.folded = folded.String()
	for i, t := range kept {
		if initials := name && t.dotted && len(t.text) == 1 && i+1 < len(kept); !initials {
			s.add(t.text, false)
		}
	}
	s.length = length(kept)
	s.equivalents(kept)
	s.joined(all)
	if name {
		s.initials(kept)
	}
	return s
}

func (s *said) add(text string, made bool) {
	for i := range s.tokens {
		if s.tokens[i].text == text {
			s.tokens[i].made = s.tokens[i].made && made
			return
		}
	}
	s.tokens = append(s.tokens, token{text, made})
}

// length counts the words that tell which school it is, each once; a form of
// several words that has a shorter one counts as one. A name in which no word
// tells is never said whole.
func length(kept []term) uint8 {
	seen := wordSet{}
	for i := 0; i < len(kept); i++ {
		text := kept[i].text
		if kept[i].at {
			continue
		}
		if i+1 < len(kept) && forms[text+" "+kept[i+1].text] != nil {
			text += " " + kept[i+1].text
			i++
		}
		if !common[text] && text != "groupe scolaire" {
			seen[text] = true
		}
	}
	if len(seen) == 0 {
		return maxLength
	}
	return uint8(min(len(seen), maxLength))
}

// equivalents adds the other forms of what is written in one of them.
func (s *said) equivalents(kept []term) {
	for i := range kept {
		form := kept[i].text
		for n := 1; ; n++ {
			for _, other := range forms[form] {
				s.add(other, false)
			}
			if n == longest || i+n == len(kept) {
				break
			}
			form += " " + kept[i+n].text
		}
	}
}

// joined adds what hyphens and articles hold together, as one word:
// "joliotcurie", "lahaye"; "saintmaur", and "stmaur" with it.
func (s *said) joined(all []term) {
	for i := 0; i < len(all); {
		n := held(all[i:])
		if n > 1 {
			var b strings.Builder
			for _, t := range all[i+1 : i+n] {
				b.WriteString(t.text)
			}
			s.add(all[i].text+b.String(), true)
			if all[i].text == "saint" || all[i].text == "sainte" {
				s.add(forms[all[i].text][0]+b.String(), true)
			}
		}
		i += n
	}
	for i := 1; i < len(all); i++ {
		if articles[all[i-1].text] {
			s.add(all[i-1].text+all[i].text, true)
		}
	}
}

// held is how many terms hyphens and apostrophes hold together, from the first on.
func held(list []term) int {
	n := 1
	for n < len(list) && list[n].bound {
		n++
	}
	return n
}

// initials adds those of first names, and for « J. Jaurès » that a longer first
// name may be meant. The last word of a name is no first name: « Henri Wallon A ».
func (s *said) initials(kept []term) {
	for i := 0; i+1 < len(kept); i++ {
		switch t := kept[i].text; {
		case kept[i].at || common[t] || !spelled(t):
		case len(t) == 1:
			s.add(shortened(t, kept[i+1].text), true)
			s.add(initial(t), true)
		default:
			s.add(initial(t[:1]), true)
		}
	}
}

package when

// count is a number of at most two digits, or one in words.
func (p *parser) count() (int, bool) {
	if n, ok := p.number(2); ok {
		return n.number, true
	}
	return p.words()
}

// words is a number below 70 in words: « vingt et un », "twenty-one". "a" and "an"
// count things, and are no numbers here.
func (p *parser) words() (int, bool) {
	if !p.done() && (p.tokens[p.pos].text == "a" || p.tokens[p.pos].text == "an") {
		return 0, false
	}
	n, ok := named(p, numberNamed)
	if !ok {
		return 0, false
	}
	if n == 10 || n >= 20 {
		if unit, ok := maybe(p, func() (int, bool) {
			p.eat("et")
			unit, ok := named(p, numberNamed)
			return unit, ok && unit < 10 && (n >= 20 || unit >= 7) // « dix-sept »
		}); ok {
			return n + unit, true
		}
	}
	return n, true
}

// numbers are the words of one number, folded; they are never written to.
var numbers = map[string]int{
	"un": 1, "une": 1, "a": 1, "an": 1, "one": 1, "deux": 2, "two": 2, "trois": 3, "three": 3, "quatre": 4, "four": 4,
	"cinq": 5, "five": 5, "six": 6, "sept": 7, "seven": 7, "huit": 8, "eight": 8, "neuf": 9, "nine": 9,
	"dix": 10, "ten": 10, "onze": 11, "eleven": 11, "douze": 12, "twelve": 12, "treize": 13, "thirteen": 13,
	"quatorze": 14, "fourteen": 14, "quinze": 15, "fifteen": 15, "seize": 16, "sixteen": 16, "seventeen": 17,
	"eighteen": 18, "nineteen": 19, "vingt": 20, "twenty": 20, "trente": 30, "thirty": 30, "quarante": 40, "forty": 40,
	"cinquante": 50, "fifty": 50, "soixante": 60, "sixty": 60,
}

func numberNamed(word string) (int, bool) {
	n, ok := numbers[word]
	return n, ok
}

// ranks are the words of one rank, from the first to the thirtieth, folded; they
// are never written to. "second" is one, « dernier » is not.
var ranks = map[string]int{
	"premier": 1, "premiere": 1, "first": 1, "deuxieme": 2, "second": 2, "seconde": 2, "troisieme": 3, "third": 3,
	"quatrieme": 4, "fourth": 4, "cinquieme": 5, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
	"tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
	"seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}

func rankNamed(word string) (int, bool) {
	n, ok := ranks[word]
	return n, ok
}

// rank is 1er, 2e, 3rd, "premier", "twenty-first".
func (p *parser) rank() (int, bool) {
	if n, ok := p.number(2); ok {
		return n.number, p.eat("er", "ere", "re", "eme", "e", "st", "nd", "rd", "th")
	}
	return either(p,
		func() (int, bool) {
			tens, ok := named(p, numberNamed)
			unit, ranked := named(p, rankNamed)
			return tens + unit, ok && ranked && tens >= 20 && unit < 10
		},
		func() (int, bool) { return named(p, rankNamed) })
}

// dayNumber is a rank, or the number of a day of the month: 18, « vingt ».
func (p *parser) dayNumber() (int, bool) { return either(p, p.rank, p.count) }

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

func numberNamed(word string) (int, bool) {
	switch word {
	case "un", "une", "a", "an", "one":
		return 1, true
	case "deux", "two":
		return 2, true
	case "trois", "three":
		return 3, true
	case "quatre", "four":
		return 4, true
	case "cinq", "five":
		return 5, true
	case "six":
		return 6, true
	case "sept", "seven":
		return 7, true
	case "huit", "eight":
		return 8, true
	case "neuf", "nine":
		return 9, true
	case "dix", "ten":
		return 10, true
	case "onze", "eleven":
		return 11, true
	case "douze", "twelve":
		return 12, true
	case "treize", "thirteen":
		return 13, true
	case "quatorze", "fourteen":
		return 14, true
	case "quinze", "fifteen":
		return 15, true
	case "seize", "sixteen":
		return 16, true
	case "seventeen":
		return 17, true
	case "eighteen":
		return 18, true
	case "nineteen":
		return 19, true
	case "vingt", "twenty":
		return 20, true
	case "trente", "thirty":
		return 30, true
	case "quarante", "forty":
		return 40, true
	case "cinquante", "fifty":
		return 50, true
	case "soixante", "sixty":
		return 60, true
	}
	return 0, false
}

// rankNamed is a rank in words, from the first to the thirtieth. "second" is one,
// « dernier » is not.
func rankNamed(word string) (int, bool) {
	switch word {
	case "premier", "premiere", "first":
		return 1, true
	case "deuxieme", "second", "seconde":
		return 2, true
	case "troisieme", "third":
		return 3, true
	case "quatrieme", "fourth":
		return 4, true
	case "cinquieme", "fifth":
		return 5, true
	case "sixth":
		return 6, true
	case "seventh":
		return 7, true
	case "eighth":
		return 8, true
	case "ninth":
		return 9, true
	case "tenth":
		return 10, true
	case "eleventh":
		return 11, true
	case "twelfth":
		return 12, true
	case "thirteenth":
		return 13, true
	case "fourteenth":
		return 14, true
	case "fifteenth":
		return 15, true
	case "sixteenth":
		return 16, true
	case "seventeenth":
		return 17, true
	case "eighteenth":
		return 18, true
	case "nineteenth":
		return 19, true
	case "twentieth":
		return 20, true
	case "thirtieth":
		return 30, true
	}
	return 0, false
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

package lookup

// A Token is a word that a text answers to, made up or not.
type Token struct {
	Text string
	Made bool
}

// Tokens and the number of words, by text: what the oracle shares with the index.
func Say(text string, name bool) (tokens []Token, length int) {
	s := say(text, name)
	for _, t := range s.tokens {
		tokens = append(tokens, Token{t.text, t.made})
	}
	return tokens, int(s.length)
}

// Folded is the text by which schools are put in order.
func Folded(text string) string { return say(text, false).folded }

// A Word of a query, as read.
type Word struct {
	Text    string
	Itself  []string
	Initial string
	Kind    bool
}

func Read(query string) (words []Word) {
	for _, w := range read(query) {
		words = append(words, Word{w.text, w.itself, w.initial, w.tellsKind()})
	}
	return words
}

func Sound(word string) string { return sound(word) }

func Distance(a, b string, max int) int { return distance(a, b, max) }

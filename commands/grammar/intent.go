package grammar

import (
	"regexp"
	"slices"
	"strings"

	"pilotent/governance/record"
	"pilotent/i18n"
)

// What follows a noun without a verb may be the text of something to record,
// or something that is asked of the bot: « montre moi les décisions ». The
// latter must never be recorded.

// asks are the first words of a question, folded.
var asks = strings.Fields(`
	qui que quoi qu quel quelle quels quelles lequel laquelle lesquels lesquelles quand ou comment pourquoi combien est y
	what which who whom whose when where why how is are do does did can could will would should`)

// greets begin what is said to somebody rather than recorded.
var greets = strings.Fields(`
	aide aidez aider help bonjour bonsoir salut coucou hello hi merci thanks stp svp please peux pouvez
	je j tu i you`)

// wishes are words for what a verb of the bot does, by that verb: they are
// never carried out, but they tell what was wanted.
var wishes = map[string][]string{
	"voir":     {"montrer", "afficher", "consulter", "lire", "relire", "show", "display", "view"},
	"liste":    {"montrer", "afficher", "lister", "show", "display"},
	"chercher": {"trouver", "rechercher", "look", "find"},
	"annuler":  {"annulation", "supprimer", "effacer", "enlever", "delete", "remove", "undo"},
	"rejeter":  {"refuser", "refuse"},
	"modifier": {"corriger", "rectifier", "renommer", "edit", "correct", "rename", "update"},
}

// leanings are words for what a verb of the bot may do, by that verb, which are
// proposed as wishes are; but a decision may begin with them.
var leanings = map[string][]string{
	"adopter": {"valider", "approuver", "accepter", "voter", "approve", "accept"},
	"rejeter": {"refuser", "refuse"},
	"decider": {
		"valider", "accepter", "admettre", "refuser", "rejeter", "ajourner", "rejet", "ajournement", "admission", "refaction",
		"accept", "admit", "refuse", "reject", "defer",
	},
	"resilier": {
		"annuler", "supprimer", "effacer", "enlever", "retirer", "rompre", "denoncer", "terminer", "arreter",
		"cancel", "delete", "remove", "end", "stop",
	},
}

// orders are infinitives with which a decision begins as well as an order does
// (« Valider le calendrier »): only their imperatives ask for something.
var orders = strings.Fields(`valider approuver accepter voter modifier changer remplacer retirer donner envoyer dire expliquer rappeler arreter fermer
	ajouter enregistrer noter creer mettre faire`)

// decides are verbs of the bot with which a decision begins as well.
var decides = strings.Fields("modifier remplacer appliquer")

// irregular are imperatives that no ending gives.
var irregular = map[string][]string{
	"voir": {"vois", "voyez", "voyons"}, "faire": {"fais", "faites"}, "prendre": {"prends", "prenez"}, "ouvrir": {"ouvre", "ouvrez"},
	"mettre": {"mets", "mettez"}, "dire": {"dis", "dites"}, "lire": {"lis", "lisez"}, "relire": {"relis", "relisez"},
	"envoyer": {"envoie", "envoyez"}, "rappeler": {"rappelle", "rappelez"},
}

// imperatives are what one says to have done what a folded French infinitive
// says.
func imperatives(infinitive string) []string {
	if forms, ok := irregular[infinitive]; ok {
		return forms
	}
	stem, ok := strings.CutSuffix(infinitive, "er")
	if !ok {
		return nil
	}
	return []string{stem + "e", stem + "es", stem + "ez", stem + "ons"}
}

// reference is the form of what the bot numbers, dashes of all kinds: A-37,
// COPIL-2026-014.
var reference = regexp.MustCompile(`(?i)^[a-z][a-z0-9]{0,11}([-\x{2010}-\x{2015}]\d{1,4}){1,2}$`)

// meant refuses text that begins like something asked of the bot; nil for a
// text that may be one to record. Where the verb was stated, a text may begin
// with an infinitive that is none of the bot's own, and greet.
func (l *Language[C]) meant(n *Noun[C], tokens []token, stated bool) error {
	word := shorten(tokens[0].text)
	said := append(strings.Fields(record.Fold(join(tokens))), "", "", "") // « c'est quoi » is three words
	head := said[0]
	switch {
	case reference.MatchString(tokens[0].text):
		return record.InvalidError("grammar.begins_reference", "word", word, "noun", n.Typed(), "topic", n.topic(), "verb", Typed{"voir", "show"})
	case slices.Contains(asks, head), said[1] == "est" && slices.Contains(asks, said[2]), isInverted(tokens[0].text),
		strings.HasSuffix(tokens[len(tokens)-1].text, "?"):
		return record.InvalidError("grammar.begins_question", "noun", n.Typed(), "topic", n.topic(), "text", shorten(join(tokens)))
	}
	near := l.wanted(n, head)
	if !l.isVerb(head, stated) && (stated || !slices.Contains(greets, head)) && !isOrder(head) && !slices.Contains(toMe, said[1]) &&
		(len(tokens) == 1 || !reference.MatchString(tokens[1].text)) {
		return nil
	}
	return record.InvalidError("grammar.begins_order", "word", word, "noun", n.Typed(), "topic", n.topic(), "near", near)
}

// toMe are for whom an order is: « donne-moi », « tell me ».
var toMe = []string{"moi", "me", "us"}

// inverted is a verb before its subject: « peux-tu », « a-t-on ».
var inverted = regexp.MustCompile(`(?i)^\pL+[-\x{2010}\x{2011}](t[-\x{2010}\x{2011}])?(je|tu|ils?|elles?|on|nous|vous|ce)$`)

func isInverted(word string) bool {
	return inverted.MatchString(word) && record.Fold(word) != "rendez vous"
}

func isOrder(head string) bool {
	return slices.ContainsFunc(orders, func(infinitive string) bool { return slices.Contains(imperatives(infinitive), head) })
}

// wanted are the commands that a word asks for: those of the noun, or else the
// only one of another.
func (l *Language[C]) wanted(n *Noun[C], word string) []i18n.Typed {
	for _, nouns := range [][]*Noun[C]{{n}, l.nouns} {
		var near []i18n.Typed
		for _, other := range nouns {
			if other.Trigger() || other == n {
				near = append(near, other.askedBy(word)...)
			}
		}
		if len(near) == 1 || len(nouns) == 1 && near != nil {
			return near
		}
	}
	return nil
}

// askedBy are the noun's commands that a word asks for or leans towards, as typed.
func (n *Noun[C]) askedBy(word string) (lines []i18n.Typed) {
	for _, c := range n.Commands {
		if c.wantedBy(word) || c.leans(word) {
			lines = append(lines, Typed{"`/" + c.Typed().French + "`", "`/" + c.Typed().English + "`"})
		}
	}
	return lines
}

// isVerb reports whether a word asks for any command at all, but for those of nouns
// behind another, whose verbs nobody types alone: « Renouveler la convention » is a
// decision. own leaves out the infinitives that are no verbs of the bot.
func (l *Language[C]) isVerb(word string, own bool) bool {
	return slices.ContainsFunc(l.nouns, func(n *Noun[C]) bool {
		return n.Trigger() && slices.ContainsFunc(n.Commands, func(c *Command[C]) bool {
			return c.asks(word) && !slices.Contains(decides, word) && (!own || !slices.Contains(wishes[record.Fold(c.Verb)], word))
		})
	})
}

// leans reports whether a folded word, or the infinitive of which it is the
// imperative, leans towards the command.
func (c *Command[C]) leans(word string) bool {
	return isOneOf(word, leanings[record.Fold(c.Verb)])
}

// wantedBy reports whether a folded word is the command's verb, an imperative
// of it, or a wish for it.
func (c *Command[C]) wantedBy(word string) bool {
	return c.asks(word) || isOneOf(word, slices.Concat(c.Also, c.EnglishAlso))
}

// asks is wantedBy for words that mean nothing else: « organiser » may begin a
// decision as well as it plans a meeting.
func (c *Command[C]) asks(word string) bool {
	return isOneOf(word, append([]string{c.Verb, c.English}, wishes[record.Fold(c.Verb)]...))
}

// isOneOf reports whether a folded word is one of the verbs, or an imperative of it.
func isOneOf(word string, verbs []string) bool {
	return slices.ContainsFunc(verbs, func(w string) bool {
		w = record.Fold(w) // of « ? », nothing is left
		return w != "" && (w == word || slices.Contains(imperatives(w), word))
	})
}

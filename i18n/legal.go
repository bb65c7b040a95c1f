package i18n

import (
	"pilotent/governance"
	"pilotent/message"
)

// Legal is the article that a clause rests on: the contract's own, and that
// which it derogates from.
func (p Printer) Legal(clause governance.Clause, terms governance.Terms) message.Text {
	switch d := clause.Derogation; {
	case d != nil && terms == governance.TermsFree:
		return p.Text("clause.own", "own", d.Article)
	case d != nil:
		return p.Text("clause.derogates", "own", d.Article, "article", clause.Article, "terms", terms)
	case clause.Article == "":
		return p.Text("clause.none")
	case !clause.Confirmed:
		return p.Text("clause.unconfirmed", "article", clause.Article, "terms", terms)
	default:
		return p.Text("clause.general", "article", clause.Article, "terms", terms)
	}
}

// Silent says what a silence has done to a verification, and by which clause.
func (p Printer) Silent(v governance.VerificationView) message.Text {
	last := v.LapsedRule.Clauses[len(v.LapsedRule.Clauses)-1]
	return p.Text("lapsed."+string(v.Lapsed), "date", v.LapsedOn, "source", p.Legal(last, v.Terms))
}

// Guarantee says until when a service is under guarantee, and by which clause.
func (p Printer) Guarantee(g governance.Guarantee, terms governance.Terms) message.Text {
	text := p.Text("guarantee.until", "date", g.Until, "source", p.Legal(g.Clause, terms))
	if g.Usual {
		text = p.Text("guarantee.free", "date", g.Until)
	}
	if g.Tacit {
		text += " " + p.Text("guarantee.tacit")
	}
	return text
}

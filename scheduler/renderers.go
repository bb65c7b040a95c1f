package scheduler

import (
	"pilotent/governance"
	"pilotent/i18n"
	"pilotent/message"
)

// renderer makes the texts of one noun. Its functions stand in the noun's own file.
type renderer struct {
	// message is what a delivery has to say, when it has.
	message func(p i18n.Printer, d governance.Delivery, b governance.Brief) message.Message
	// undelivered says that a delivery could not be delivered; nil where the
	// reference and whom it was for tell that.
	undelivered func(p i18n.Printer, b governance.Brief) message.Text
	// digest is how a digest shows things of the noun; nil where none does.
	digest func(p i18n.Printer, v governance.DigestView, items []governance.DigestItem) group
}

// renderers are those of all that the bot can owe messages about.
func renderers() map[governance.Noun]renderer {
	return map[governance.Noun]renderer{
		governance.NounMeeting:      {message: of(meeting), digest: each(meetingsInDigest)},
		governance.NounVerification: {message: of(verification), digest: each(verificationsInDigest)},
		governance.NounAction:       {message: of(action), digest: each(actionsInDigest)},
		governance.NounDecision:     {message: of(decision), digest: each(decisionsInDigest)},
		governance.NounCommittee:    {message: of(committee)},
		governance.NounDigest:       {message: of(digest), undelivered: undeliveredDigest},
	}
}

// of renders a delivery about a V.
func of[V governance.About](say func(i18n.Printer, governance.Delivery, governance.Brief, V) message.Message) func(i18n.Printer, governance.Delivery, governance.Brief) message.Message {
	return func(p i18n.Printer, d governance.Delivery, b governance.Brief) message.Message {
		v, _ := b.About.(V)
		return say(p, d, b, v)
	}
}

// each renders a digest's Vs.
func each[V governance.DigestItem](show func(i18n.Printer, governance.DigestView, []V) group) func(i18n.Printer, governance.DigestView, []governance.DigestItem) group {
	return func(p i18n.Printer, d governance.DigestView, items []governance.DigestItem) group {
		var all []V
		for _, item := range items {
			if v, ok := item.(V); ok {
				all = append(all, v)
			}
		}
		return show(p, d, all)
	}
}

// render is what a delivery has to say, when it has.
func render(p i18n.Printer, d governance.Delivery, b governance.Brief) message.Message {
	switch d.Kind {
	case governance.Undeliverable:
		return undeliverable(p, d, b)
	case governance.Summary:
		return summary(p, b)
	default:
		return renderers()[d.Subject.Noun()].message(p, d, b)
	}
}

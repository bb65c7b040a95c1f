package scheduler

import (
	"pilotent/governance"
	"pilotent/governance/acceptance"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/i18n"
	"pilotent/message"
)

// renderer makes the texts of one noun. Its functions stand in the noun's own file.
type renderer struct {
	// message is what a delivery has to say, when it has.
	message func(p i18n.Printer, d reminder.Delivery, b reminder.Content) message.Message
	// undelivered says that a delivery could not be delivered; nil where the
	// reference and whom it was for tell that.
	undelivered func(p i18n.Printer, b reminder.Content) message.Text
	// digest is how a digest shows things of the noun; nil where none does.
	digest func(p i18n.Printer, v reminder.DigestView, items []reminder.DigestItem) group
}

// renderers are those of all that the bot can owe messages about.
func renderers() map[record.Noun]renderer {
	return map[record.Noun]renderer{
		committee.NounMeeting:       {message: of(meeting), digest: each(meetingsInDigest)},
		acceptance.NounVerification: {message: of(verification), digest: each(verificationsInDigest)},
		rollout.NounAction:          {message: of(action), digest: each(actionsInDigest)},
		committee.NounDecision:      {message: of(decision), digest: each(decisionsInDigest)},
		committee.NounAgreement:     {message: of(agreement)},
		record.NounCommittee:        {message: of(committeeMessage)},
		record.NounProject:          {message: of(projectMessage), undelivered: undeliveredProject},
		governance.NounBot:          {message: of(presence)},
		reminder.NounDigest:         {message: of(digest), undelivered: undeliveredDigest},
	}
}

// of renders a delivery about a V.
func of[V reminder.About](say func(i18n.Printer, reminder.Delivery, reminder.Content, V) message.Message) func(i18n.Printer, reminder.Delivery, reminder.Content) message.Message {
	return func(p i18n.Printer, d reminder.Delivery, b reminder.Content) message.Message {
		v, _ := b.About.(V)
		return say(p, d, b, v)
	}
}

// each renders a digest's Vs.
func each[V reminder.DigestItem](show func(i18n.Printer, reminder.DigestView, []V) group) func(i18n.Printer, reminder.DigestView, []reminder.DigestItem) group {
	return func(p i18n.Printer, d reminder.DigestView, items []reminder.DigestItem) group {
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
func render(p i18n.Printer, d reminder.Delivery, b reminder.Content) message.Message {
	switch d.Kind {
	case reminder.Undeliverable:
		return undeliverable(p, d, b)
	case reminder.Summary:
		return summary(p, b)
	default:
		return renderers()[d.Subject.Noun()].message(p, d, b)
	}
}

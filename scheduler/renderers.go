package scheduler

import (
	"slices"

	"pilotent/governance"
	"pilotent/governance/acceptance"
	"pilotent/governance/committee"
	"pilotent/governance/proceedings"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/governance/sitting"
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
	// acts are the kinds that ask something of their readers though they have no button,
	// serious those that tell of what is wrong; any other tells.
	acts, serious []reminder.DeliveryKind
}

// renderers are those of all that the bot can owe messages about.
func renderers() map[record.Noun]renderer {
	return map[record.Noun]renderer{
		committee.NounMeeting: {
			message: of(meeting), digest: each(meetingsInDigest),
			acts: []reminder.DeliveryKind{committee.MeetingPlanned, committee.MeetingMoved, committee.MeetingCancelled, committee.MeetingEdited},
		},
		sitting.NounConvocation: {message: of(convocation)},
		sitting.NounSeries: {
			message: of(seriesMessage), acts: []reminder.DeliveryKind{sitting.SeriesPlanned, sitting.SeriesChanged, sitting.SeriesStopped},
		},
		acceptance.NounVerification: {
			message: of(verification), digest: each(verificationsInDigest),
			acts: []reminder.DeliveryKind{
				acceptance.VerificationOpened, acceptance.VerificationMoved, acceptance.VerificationReminder, acceptance.VerificationAgain, acceptance.ExtensionReminder,
			},
			serious: []reminder.DeliveryKind{acceptance.VerificationEscalation, acceptance.VerificationTacit, acceptance.ExtensionTacit},
		},
		rollout.NounAction: {
			message: of(action), digest: each(actionsInDigest),
			acts: []reminder.DeliveryKind{
				rollout.ActionAssigned, rollout.ActionOffered, rollout.ActionReopened, rollout.ActionReminder, rollout.ActionAgain, rollout.ActionUnrouted,
			},
			serious: []reminder.DeliveryKind{rollout.ActionWaiting},
		},
		rollout.NounTeam: {message: of(teamMessage), acts: []reminder.DeliveryKind{rollout.TeamAsked}},
		committee.NounDecision: {
			message: of(decision), digest: each(decisionsInDigest),
			acts: []reminder.DeliveryKind{committee.DecisionAssigned, committee.DecisionReminder, committee.DecisionAgain, committee.DecisionReview},
		},
		committee.NounAgreement: {message: of(agreement), acts: []reminder.DeliveryKind{committee.AgreementReminder}},
		record.NounCommittee: {
			message: of(committeeMessage), serious: []reminder.DeliveryKind{committee.CommitteeExposed, committee.CommitteeShutOut},
		},
		record.NounProject:  {message: of(projectMessage), undelivered: undeliveredProject},
		governance.NounBot:  {message: of(presence), serious: []reminder.DeliveryKind{governance.BotAccessEnds}},
		sitting.NounSitting: {message: of(heldMeeting), acts: []reminder.DeliveryKind{sitting.MeetingOpened, sitting.MinutesDue}},
		proceedings.NounProceedings: {
			message: of(minutesMessage), acts: []reminder.DeliveryKind{proceedings.DraftPosted, proceedings.RemarksEnd, proceedings.ApprovalDue},
		},
		reminder.NounDigest: {message: of(digest), undelivered: undeliveredDigest, acts: []reminder.DeliveryKind{reminder.CommitteeDigest, reminder.PersonalDigest}},
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
		m := undeliverable(p, d, b)
		m.Tone = message.ToneSerious
		return m
	case reminder.Summary:
		m := summary(p, b)
		m.Tone = message.ToneAct
		return m
	default:
		r := renderers()[d.Subject.Noun()]
		m := r.message(p, d, b)
		if m.Tone == "" {
			m.Tone = r.tone(d.Kind, m)
		}
		return m
	}
}

// tone is how much a message of a kind asks of its reader.
func (r renderer) tone(kind reminder.DeliveryKind, m message.Message) message.Tone {
	switch {
	case slices.Contains(r.serious, kind):
		return message.ToneSerious
	case slices.Contains(r.acts, kind), len(m.Buttons) > 0:
		return message.ToneAct
	default:
		return message.ToneQuiet
	}
}

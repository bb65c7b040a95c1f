package scheduler

import (
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/i18n"
	"pilotent/message"
)

// lastWeeks is how many days before its end an agreement's are counted in days.
const lastWeeks = 27

func agreement(p i18n.Printer, d reminder.Delivery, _ reminder.Content, a committee.AgreementView) message.Message {
	args := []any{"ref", a.Ref(), "name", a.Name, "date", a.Until}
	days := a.Today.DaysUntil(a.Until)
	key, count := "announce.agreement.months", record.MonthsUntil(a.Today, a.Until.AddDays(lastWeeks))
	if days <= lastWeeks {
		key, count = "announce.agreement.days", days
	}
	lines := []message.Text{p.Text(key, append(args, "Count", count)...)}
	var partners []message.Text
	for _, i := range a.Partners[:min(maxNamed, len(a.Partners))] {
		partners = append(partners, p.Value(i.Name))
	}
	if rest := len(a.Partners) - len(partners); rest > 0 {
		partners = append(partners, p.Text("announce.agreement.others", "Count", rest))
	}
	lines = append(lines, p.Text("announce.agreement.partners", "Count", len(a.Partners), "partners", p.List(partners)))
	if n := len(a.Schools); n > 0 {
		lines = append(lines, p.Text("announce.agreement.schools", "Count", n))
	}
	way := "announce.agreement.renew" // pilots may
	if _, toChannel := d.Recipient.Channel(); toChannel {
		way = "announce.agreement.show"
	}
	m := message.Say(message.Lines(lines...))
	m.Ways = p.Text(way, "ref", a.Ref())
	m.Buttons = []message.Button{seenButton(p, a.Ref())}
	return m
}

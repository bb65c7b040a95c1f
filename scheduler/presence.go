package scheduler

import (
	"pilotent/governance"
	"pilotent/governance/reminder"
	"pilotent/i18n"
	"pilotent/message"
)

// presence is what the bot says of itself, in three lines.
func presence(p i18n.Printer, d reminder.Delivery, _ reminder.Content, v governance.Presence) message.Message {
	if d.Kind == governance.BotAccessEnds {
		return message.Say(message.Lines(
			p.Text("announce.bot.access_ends", "date", v.Ends),
			p.Text("announce.bot.access_means"), p.Text("announce.bot.access_renew")))
	}
	m := welcome(p, d, v)
	m.Title = p.Text("announce.bot.welcome.title")
	return m
}

// welcome says what can be typed here.
func welcome(p i18n.Printer, d reminder.Delivery, v governance.Presence) message.Message {
	help := p.Text("announce.bot.welcome.help")
	if v.Committee.Code != "" {
		return message.Say(message.Lines(
			p.Text("announce.bot.welcome.committee", "code", v.Committee.Code), p.Text("announce.bot.welcome.committee_next"), help))
	}
	if _, ok := d.Recipient.Channel(); ok {
		return message.Say(message.Lines(
			p.Text("announce.bot.welcome.channel", "project", v.Name), p.Text("announce.bot.welcome.channel_next"), help))
	}
	return message.Say(message.Lines(p.Text("announce.bot.welcome.person"), p.Text("announce.bot.welcome.person_next"), help))
}

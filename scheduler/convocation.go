package scheduler

import (
	"pilotent/governance/committee"
	"pilotent/governance/reminder"
	"pilotent/governance/sitting"
	"pilotent/i18n"
	"pilotent/message"
)

func convocation(p i18n.Printer, d reminder.Delivery, _ reminder.Content, v sitting.RollView) message.Message {
	key := "announce.convocation.sent"
	if d.Kind == sitting.ConvocationReminder {
		key = "announce.convocation.reminder"
	}
	lines := []message.Text{p.Text(key, "ref", v.Ref(), "code", v.Committee, "start", v.Start())}
	if v.Title != "" {
		lines = append(lines, p.Text("meeting.title", "title", v.Title))
	}
	if again := v.Convocation.AgainFor; again != 0 {
		lines = append(lines, p.Text("announce.convocation.again", "ref", committee.Meeting{Number: again}.Ref()))
	}
	said := message.Say(message.Lines(lines...))
	if len(v.Points) > 0 && d.Kind != sitting.ConvocationReminder {
		said = said.With(p.Points(v.Agenda))
		said.Title = p.Text("card.agenda")
	}
	if v.Duration > 0 {
		said.Facts = append(said.Facts, message.Fact{Label: p.Text("fact.duration"), Value: p.Duration(v.Duration)})
	}
	if v.Place != "" {
		said.Facts = append(said.Facts, message.Fact{Label: p.Text("fact.place"), Value: p.Value(v.Place)})
	}
	said.Ways = p.Text("announce.convocation.ways", "ref", v.Ref())
	said.Buttons = []message.Button{
		{Label: p.Text("button.present"), Command: "/reunion présence " + v.Ref() + " présent", Typed: p.Text("typed.present", "ref", v.Ref()), Style: message.StylePrimary},
		{Label: p.Text("button.excused"), Command: "/reunion présence " + v.Ref() + " excusé", Typed: p.Text("typed.excused", "ref", v.Ref())},
	}
	return said
}

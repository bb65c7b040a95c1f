package scheduler

import (
	"pilotent/governance/reminder"
	"pilotent/governance/sitting"
	"pilotent/i18n"
	"pilotent/message"
)

// heldMeeting tells a committee that its meeting is open, with its agenda, or closed,
// with what came of it and what waits for the next one.
func heldMeeting(p i18n.Printer, d reminder.Delivery, _ reminder.Content, v sitting.View) message.Message {
	said := message.Say(message.Paragraph(p.Text("announce."+string(d.Kind), "ref", v.Ref(), "code", v.Committee, "at", p.Clock(v.OpenedAt))))
	if d.Kind == sitting.MinutesDue {
		said.Ways = p.Text("minutes.way.draft", "ref", v.Ref())
		return said
	}
	said.Ways = p.Text("announce.sitting.way_back", "ref", v.Ref())
	if d.Kind == sitting.MeetingOpened {
		said.Title = p.Text("card.meeting")
		if len(v.Points) > 0 {
			said = said.With(heldPoints(p, v.Agenda, v.Points))
			said.Title = p.Text("card.agenda")
		}
		return said
	}
	said = said.With(p.Outcomes(v.Agenda)...)
	if carried := v.Carried(); len(carried) > 0 {
		lines := []message.Text{p.Text("announce.sitting.carried")}
		for _, o := range carried {
			lines = append(lines, "- "+p.Value(o.Title))
		}
		said = said.With(message.Lines(lines...))
	}
	return said
}

// maxPoints is how many points a card shows.
const maxPoints = 8

func heldPoints(p i18n.Printer, of sitting.Agenda, points []sitting.Point) message.Paragraph {
	var lines []message.Text
	for i, o := range points {
		if i == maxPoints {
			lines = append(lines, p.Text("conduct.more_points", "Count", len(points)-i, "ref", of.Ref()))
			break
		}
		lines = append(lines, p.Text("agenda.point", "place", o.Place, "title", o.Title))
	}
	return message.Lines(lines...)
}

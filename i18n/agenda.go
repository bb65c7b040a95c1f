package i18n

import (
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/sitting"
	"pilotent/message"
)

// Points are those of an agenda, each in a line.
func (p Printer) Points(of sitting.Agenda) message.Paragraph {
	var lines []message.Text
	for _, o := range of.Points {
		lines = append(lines, p.Point(o))
	}
	return message.Lines(lines...)
}

// Point is one of an agenda: « 2. Bilan des formations, 15 min, par @formatrice ».
func (p Printer) Point(o sitting.Point) message.Text {
	text := p.Text("agenda.point", "place", o.Place, "title", o.Title)
	if o.About != "" {
		text += p.Text("agenda.point_about", "ref", o.About.Ref())
	}
	if o.Length > 0 {
		text += p.Text("agenda.point_length", "duration", o.Length)
	}
	if o.Presenter != (record.Called{}) {
		text += p.Text("agenda.point_by", "person", o.Presenter)
	}
	if o.CarriedFrom != 0 {
		text += p.Text("agenda.point_carried", "ref", committee.Meeting{Number: o.CarriedFrom}.Ref())
	}
	return text
}

package i18n

import (
	"pilotent/governance/calendar"
	"pilotent/governance/sitting"
	"pilotent/message"
)

// Recurring is « le premier mardi du mois à 14 h ».
func (p Printer) Recurring(s sitting.Series) message.Text {
	return p.Text("recurrence.at", "rule", s.Rule, "hour", s.At())
}

// Foreseen is the day of an occurrence of a series, and why it is another one than its
// rule says.
func (p Printer) Foreseen(f sitting.Foreseen) message.Text {
	text := p.Moment(f.Start())
	switch {
	case f.Day.IsZero():
		return p.Text("series.date.left_out", "date", f.Slot, "off", p.off(f.Off))
	case f.Day != f.Slot:
		text = p.Text("series.date.moved", "start", text, "slot", p.ShortDate(f.Slot), "off", p.off(f.Off))
	case f.Off != (calendar.Off{}):
		text = p.Text("series.date.kept", "start", text, "off", p.off(f.Off))
	}
	if f.Unknown {
		text = p.Text("series.date.unknown", "start", text)
	}
	return text
}

// off is why schools are closed: « Vacances d'Hiver », « fête nationale ».
func (p Printer) off(o calendar.Off) message.Text {
	if o.Vacation != "" {
		return p.Value(o.Vacation)
	}
	return p.Text("holiday." + o.Holiday)
}

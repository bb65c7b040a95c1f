package i18n

import (
	"fmt"
	"strings"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/message"
)

var weekdays = map[string][7]string{
	French:  {"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
	English: {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
}

var months = map[string][12]string{
	French:  {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
	English: {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
}

// Date is "vendredi 18 décembre 2026".
func (p Printer) Date(d calendar.Date) message.Text {
	if d.IsZero() {
		return ""
	}
	day := fmt.Sprint(d.Day)
	if d.Day == 1 && p.Lang == French {
		day = "1er"
	}
	return message.Text(fmt.Sprintf("%s %s %s %d", weekdays[p.Lang][d.Weekday()], day, months[p.Lang][d.Month-1], d.Year))
}

// ShortDate is "18/12/2026", in English "18 Dec 2026".
func (p Printer) ShortDate(d calendar.Date) message.Text {
	if d.IsZero() {
		return ""
	}
	if p.Lang == English {
		return message.Text(fmt.Sprintf("%d %s %d", d.Day, months[English][d.Month-1][:3], d.Year))
	}
	return message.Text(fmt.Sprintf("%02d/%02d/%d", d.Day, d.Month, d.Year))
}

var shortMonths = [12]string{"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."}

// ShortMonth is "nov.", in English "Nov".
func (p Printer) ShortMonth(d calendar.Date) message.Text {
	if p.Lang == English {
		return message.Text(months[English][d.Month-1][:3])
	}
	return message.Text(shortMonths[d.Month-1])
}

// DayOfMonth is "18/12", in English "18 Dec".
func (p Printer) DayOfMonth(d calendar.Date) message.Text {
	if p.Lang == English {
		return message.Text(fmt.Sprintf("%d %s", d.Day, months[English][d.Month-1][:3]))
	}
	return message.Text(fmt.Sprintf("%02d/%02d", d.Day, d.Month))
}

// Moment is "vendredi 18 décembre 2026 à 14 h (heure de Paris)", in the
// printer's zone, which is left out where it is no other than the reader's.
func (p Printer) Moment(t time.Time) message.Text {
	if t.IsZero() {
		return ""
	}
	t = t.In(p.zone)
	at := " à "
	if p.Lang == English {
		at = " at "
	}
	said := p.Date(calendar.DateOf(t)) + message.Text(at) + p.Clock(t)
	if zone := p.Elsewhere(t); zone != "" {
		said += " (" + zone + ")"
	}
	return said
}

// Elsewhere is the printer's zone where the reader's clock shows another hour at that
// moment, or the reader is not known; else "".
func (p Printer) Elsewhere(t time.Time) message.Text {
	if p.reader != nil {
		_, there := t.In(p.zone).Zone()
		_, here := t.In(p.reader).Zone()
		if there == here {
			return ""
		}
	}
	return p.Zone()
}

// ElsewhereAfter is Elsewhere at the midnight that ends a day.
func (p Printer) ElsewhereAfter(d calendar.Date) message.Text {
	return p.Elsewhere(d.AddDays(1).At(0, 0, p.zone))
}

// Stamp is a moment in short, for histories: "23/11/2026 15 h 12".
func (p Printer) Stamp(t time.Time) message.Text {
	t = t.In(p.zone)
	return p.ShortDate(calendar.DateOf(t)) + " " + p.Clock(t)
}

// Clock is the hour in the printer's zone: "14 h", "14 h 30".
func (p Printer) Clock(t time.Time) message.Text {
	t = t.In(p.zone)
	return p.Hour(record.Hour{Hour: t.Hour(), Minute: t.Minute()})
}

// Hour is "14 h", "14 h 30", in English "14:00", whatever the zone.
func (p Printer) Hour(h record.Hour) message.Text {
	switch {
	case p.Lang == English:
		return message.Text(fmt.Sprintf("%02d:%02d", h.Hour, h.Minute))
	case h.Minute == 0:
		return message.Text(fmt.Sprintf("%d h", h.Hour))
	default:
		return message.Text(fmt.Sprintf("%d h %02d", h.Hour, h.Minute))
	}
}

// zoneNames are the names of the zones of the Republic: what follows « heure » in
// French, and what precedes "time" in English. Those of other countries have the
// city of their own name.
var zoneNames = map[string]struct{ french, english string }{
	"Europe/Paris":              {"de Paris", "Paris"},
	"America/Cayenne":           {"de Guyane", "French Guiana"},
	"America/Guadeloupe":        {"de Guadeloupe", "Guadeloupe"},
	"America/Marigot":           {"de Saint-Martin", "Saint Martin"},
	"America/Martinique":        {"de Martinique", "Martinique"},
	"America/Miquelon":          {"de Saint-Pierre-et-Miquelon", "Saint Pierre and Miquelon"},
	"America/St_Barthelemy":     {"de Saint-Barthélemy", "Saint Barthélemy"},
	"Antarctica/DumontDUrville": {"de Terre Adélie", "Adélie Land"},
	"Indian/Kerguelen":          {"des Kerguelen", "Kerguelen"},
	"Indian/Mayotte":            {"de Mayotte", "Mayotte"},
	"Indian/Reunion":            {"de La Réunion", "La Réunion"},
	"Pacific/Gambier":           {"des Gambier", "Gambier"},
	"Pacific/Marquesas":         {"des Marquises", "Marquesas"},
	"Pacific/Noumea":            {"de Nouvelle-Calédonie", "New Caledonia"},
	"Pacific/Tahiti":            {"de Tahiti", "Tahiti"},
	"Pacific/Wallis":            {"de Wallis-et-Futuna", "Wallis and Futuna"},
}

// Zone is "heure de Paris", « heure des Marquises », "Paris time".
func (p Printer) Zone() message.Text {
	name := p.zone.String()
	if name == "UTC" || name == "Local" || name == "" {
		return "UTC"
	}
	city := strings.ReplaceAll(name[strings.LastIndexByte(name, '/')+1:], "_", " ")
	named, ours := zoneNames[name]
	switch {
	case ours && p.Lang == English:
		return message.Text(named.english + " time")
	case ours:
		return message.Text("heure " + named.french)
	case p.Lang == English:
		return message.Text(city + " time")
	case strings.ContainsAny(city[:1], "AEIOUYH"):
		return message.Text("heure d'" + city)
	default:
		return message.Text("heure de " + city)
	}
}

// Duration is "2 h", "1 h 30", "45 min", "7 jours".
func (p Printer) Duration(d time.Duration) message.Text {
	const day = 24 * time.Hour
	switch {
	case d >= day && d%day == 0:
		return p.Text("unit.days_count", "Count", int(d/day))
	case d >= time.Hour && d%time.Hour == 0:
		return message.Text(fmt.Sprintf("%d h", d/time.Hour))
	case d >= time.Hour:
		return message.Text(fmt.Sprintf("%d h %02d", d/time.Hour, d%time.Hour/time.Minute))
	default:
		return message.Text(fmt.Sprintf("%d min", d/time.Minute))
	}
}

// Day is the short date of a moment: "23/11/2026".
func (p Printer) Day(t time.Time) message.Text {
	if t.IsZero() {
		return ""
	}
	return p.ShortDate(calendar.DateOf(t.In(p.zone)))
}

// Rate is "7,5 %", in English "7.5%".
func (p Printer) Rate(r contract.Rate) message.Text {
	text := strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%d.%02d", r/100, r%100), "0"), ".")
	if p.Lang == English {
		return message.Text(text + "%")
	}
	return message.Text(strings.Replace(text, ".", ",", 1) + " %")
}

package scheduler

import (
	"strings"

	"pilotent/governance/calendar"
	"pilotent/governance/reminder"
	"pilotent/i18n"
	"pilotent/message"
)

// summary is the first line of each thing that is late.
func summary(p i18n.Printer, b reminder.Content) message.Message {
	const around = 5 // lines: the introduction, a blank one, two ways to the rest, and what is left out
	zone := b.Project.Location()
	first, last := b.Summary[0].Delivery.Due, b.Summary[len(b.Summary)-1].Delivery.Due
	from, to := calendar.DateOf(first.In(zone)), calendar.DateOf(last.In(zone))
	intro := p.Text("summary.intro", "from", from, "to", to)
	if from == to {
		intro = p.Text("summary.intro_day", "date", from)
	}
	lines := []message.Text{intro}
	shown := b.Summary[:min(len(b.Summary), maxLines-around)]
	for _, told := range shown {
		line, _, _ := strings.Cut(render(p, told.Delivery, told.Content).Markdown(), "\n")
		lines = append(lines, message.Text("- "+line))
	}
	if rest := len(b.Summary) - len(shown); rest > 0 {
		lines = append(lines, "- "+p.Text("summary.rest", "Count", rest))
	}
	return message.Say(message.Lines(lines...), message.Paragraph(p.Text("summary.way_back")))
}

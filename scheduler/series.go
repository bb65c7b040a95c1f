package scheduler

import (
	"pilotent/governance/committee"
	"pilotent/governance/reminder"
	"pilotent/governance/sitting"
	"pilotent/i18n"
	"pilotent/message"
)

// toldAhead is how many days of a series are told in its committee's channel.
const toldAhead = 5

func seriesMessage(p i18n.Printer, d reminder.Delivery, _ reminder.Content, s sitting.SeriesView) message.Message {
	lines := []message.Text{p.Text("announce."+string(d.Kind), "ref", s.Ref(), "code", s.Committee, "rule", p.Recurring(s.Series), "until", s.Until)}
	if s.Title != "" {
		lines = append(lines, p.Text("meeting.title", "title", s.Title))
	}
	var days message.List
	for _, m := range s.Numbered {
		if key := "series.date.numbered"; m.Start().After(d.Due) {
			if m.State != committee.MeetingScheduled {
				key = "series.date.cancelled"
			}
			days = append(days, p.Text(key, "ref", m.Ref(), "start", m.Start()))
		}
	}
	for _, f := range s.Ahead {
		days = append(days, p.Foreseen(f))
	}
	m := message.Say(message.Lines(lines...))
	if len(days) > 0 {
		m = m.With(days[:min(len(days), toldAhead)])
	}
	m.Title = p.Text("card.meeting")
	m.Ways = p.Text("announce.series.way_back", "ref", s.Ref())
	if d.Kind == sitting.SeriesStopped {
		return m
	}
	if s.Duration > 0 {
		m.Facts = append(m.Facts, message.Fact{Label: p.Text("fact.duration"), Value: p.Duration(s.Duration)})
	}
	if s.Place != "" {
		m.Facts = append(m.Facts, message.Fact{Label: p.Text("fact.place"), Value: p.Value(s.Place)})
	}
	return m
}

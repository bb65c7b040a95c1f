package scheduler

import (
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/reminder"
	"pilotent/i18n"
	"pilotent/message"
)

func meeting(p i18n.Printer, d reminder.Delivery, b reminder.Content, m committee.MeetingView) message.Message {
	kind, start := d.Kind, m.Start()
	args := []any{"ref", m.Ref(), "code", m.Committee, "start", start}
	key := "announce." + string(kind)
	if kind == committee.MeetingReminder {
		left := start.Sub(b.Now)
		days := calendar.DateOf(b.Now.In(start.Location())).DaysUntil(m.Day)
		switch {
		case left <= 3*time.Hour:
			key, args = key+"_soon", append(args, "left", roundUp(left))
		case days == 0:
			key += "_today"
		default:
			key, args = key+"_days", append(args, "Count", days)
		}
	}
	lines := []message.Text{p.Text(key, args...)}
	if m.Title != "" {
		lines = append(lines, p.Text("meeting.title", "title", m.Title))
	}
	if m.Reason != "" && kind != committee.MeetingReminder {
		lines = append(lines, p.Text("announce.meeting.reason", "reason", m.Reason))
	}
	if kind == committee.MeetingEdited {
		lines = append(lines, p.Text("announce.meeting.edited_by", "by", b.Change.By))
	}
	said := message.Say(message.Lines(lines...))
	said.Title = p.Text("card.meeting")
	if kind == committee.MeetingCancelled {
		said.Title = p.Text("card.quiet") // nobody has to come
		return said
	}
	if m.Duration > 0 {
		said.Facts = append(said.Facts, message.Fact{Label: p.Text("fact.duration"), Value: p.Duration(m.Duration)})
	}
	if m.Place != "" {
		said.Facts = append(said.Facts, message.Fact{Label: p.Text("fact.place"), Value: p.Value(m.Place)})
	}
	said.Ways = p.Text("announce.meeting.way_back", "ref", m.Ref())
	if kind == committee.MeetingReminder {
		said.Buttons = []message.Button{seenButton(p, m.Ref())}
	}
	return said
}

// roundUp is a duration as people say it: a message that left a few seconds
// after it was due still says "1 h".
func roundUp(d time.Duration) time.Duration { return (d + time.Minute - 1).Truncate(time.Minute) }

func meetingsInDigest(p i18n.Printer, d reminder.DigestView, meetings []committee.Meeting) group {
	g := group{all: p.Text("digest.all.meetings", "code", d.Committee.Code)}
	for _, m := range meetings {
		g.lines = append(g.lines, p.Text("meeting.line", "ref", m.Ref(), "code", m.Committee, "start", m.Start()))
	}
	return g
}

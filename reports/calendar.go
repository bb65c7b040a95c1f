package reports

import (
	"strings"
	"time"

	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/ics"
)

// ICS is what meetings alone are written as: a file that calendar programs read.
const ICS Format = "ics"

// feedRefresh is how often a program that subscribes is asked to read again: a meeting
// that is moved in the morning is right by noon, and programs go by their own mind.
const feedRefresh = 2 * time.Hour

// meetingCalendar is the meetings as a calendar of that name, in the language of p.
func meetingCalendar(p i18n.Printer, project record.Project, name string, meetings []committee.Meeting) []byte {
	c := ics.Calendar{Name: name, Zone: project.Location().String(), Refresh: feedRefresh}
	for _, m := range meetings {
		c.Events = append(c.Events, MeetingEvent(p, project, m))
	}
	return c.Text()
}

// MeetingEvent is a meeting as a calendar has it. It is known by the number of the
// meeting for ever, and what is changed of it makes its sequence grow.
func MeetingEvent(p i18n.Printer, project record.Project, m committee.Meeting) ics.Event {
	text := func(key string, pairs ...any) string { return plain(p.Text(key, pairs...)) }
	e := ics.Event{
		UID: m.Ref() + "." + string(project.ID) + "@pilotent", Sequence: max(m.Version-1, 0), Changed: m.CreatedAt,
		Start: ics.Wall{Day: m.Day, Hour: m.Hour, Minute: m.Minute}, Zone: m.Zone, Duration: m.Duration,
		Summary: text("calendar.meeting", "code", m.Committee), Location: m.Place, Cancelled: m.State == committee.MeetingOff,
	}
	if m.Title != "" {
		e.Summary = text("calendar.meeting_title", "code", m.Committee, "title", m.Title)
	}
	if e.Cancelled { // some programs show it as if it were not
		e.Summary = text("calendar.off", "meeting", e.Summary)
	}
	about := []string{text("calendar.about", "ref", m.Ref(), "code", m.Committee, "project", project.Name)}
	if m.Duration == 0 {
		about = append(about, text("calendar.no_duration"))
	}
	if m.Reason != "" {
		about = append(about, text("calendar.reason", "reason", m.Reason))
	}
	e.Description = strings.Join(append(about, text("calendar.way_back", "ref", m.Ref())), "\n")
	return e
}

// Calendar is the list of meetings as a file for calendar programs.
func Calendar(p i18n.Printer, e committee.MeetingExtract) []byte {
	return Feed(p, e.Project, "", e.Meetings)
}

// Feed is what programs that subscribe read: the meetings of that committee or, without
// one, all that somebody sees.
func Feed(p i18n.Printer, project record.Project, code string, meetings []committee.Meeting) []byte {
	name := p.Text("calendar.name", "project", project.Name)
	if code != "" {
		name = p.Text("calendar.name_committee", "code", code, "project", project.Name)
	}
	return meetingCalendar(p, project, plain(name), meetings)
}

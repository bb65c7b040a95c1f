package reports

import (
	"strings"
	"time"

	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/sitting"
	"pilotent/i18n"
	"pilotent/ics"
	"pilotent/message"
)

// ICS is what meetings alone are written as: a file that calendar programs read.
const ICS Format = "ics"

// feedRefresh is how often a program that subscribes is asked to read again: a meeting
// that is moved in the morning is right by noon, and programs go by their own mind.
const feedRefresh = 2 * time.Hour

// meetingCalendar is the meetings as a calendar of that name, in the language of p.
func meetingCalendar(p i18n.Printer, project record.Project, name string, meetings []committee.Meeting) []byte {
	c := ics.Calendar{Name: name, Zone: project.Location().String(), Refresh: feedRefresh, Events: make([]ics.Event, len(meetings))}
	w := newEvents(p, project)
	for i, m := range meetings {
		c.Events[i] = w.event(m)
	}
	return c.Text()
}

// MeetingEvent is a meeting as a calendar has it. It is known by the number of the
// meeting for ever, and what is changed of it makes its sequence grow.
func MeetingEvent(p i18n.Printer, project record.Project, m committee.Meeting) ics.Event {
	return newEvents(p, project).event(m)
}

// events writes meetings as events. The sentences of the catalogue are made once, for
// however many: a feed is read by many programs, every hour.
type events struct {
	project                                               record.Project
	bare, titled, off, about, noDuration, reason, wayBack string
}

// What stands in the sentences of events where something of the meeting goes.
const (
	inRef     = "\x00ref\x00"
	inCode    = "\x00code\x00"
	inTitle   = "\x00title\x00"
	inMeeting = "\x00meeting\x00"
	inReason  = "\x00reason\x00"
)

func newEvents(p i18n.Printer, project record.Project) events {
	ref, code, title := message.Text(inRef), message.Text(inCode), message.Text(inTitle)
	return events{
		project:    project,
		bare:       plain(p.Text("calendar.meeting", "code", code)),
		titled:     plain(p.Text("calendar.meeting_title", "code", code, "title", title)),
		off:        plain(p.Text("calendar.off", "meeting", message.Text(inMeeting))),
		about:      plain(p.Text("calendar.about", "ref", ref, "code", code, "project", project.Name)),
		noDuration: "\n" + plain(p.Text("calendar.no_duration")),
		reason:     "\n" + plain(p.Text("calendar.reason", "reason", message.Text(inReason))),
		wayBack:    "\n" + plain(p.Text("calendar.way_back", "ref", ref)),
	}
}

func (w events) event(m committee.Meeting) ics.Event {
	ref := m.Ref()
	fill := func(sentence string) string {
		sentence = strings.ReplaceAll(strings.ReplaceAll(sentence, inRef, ref), inCode, m.Committee)
		return strings.ReplaceAll(sentence, inTitle, m.Title)
	}
	e := ics.Event{
		UID: ref + "." + string(w.project.ID) + "@pilotent", Sequence: max(m.Version-1, 0), Changed: m.CreatedAt,
		Start: ics.Wall{Day: m.Day, Hour: m.Hour, Minute: m.Minute}, Zone: m.Zone, Duration: m.Duration,
		Location: m.Place, Cancelled: m.State == committee.MeetingOff,
	}
	if e.Summary = fill(w.bare); m.Title != "" {
		e.Summary = fill(w.titled)
	}
	if e.Cancelled { // some programs show it as if it were not
		e.Summary = strings.ReplaceAll(w.off, inMeeting, e.Summary)
	}
	about := w.about
	if m.Duration == 0 {
		about += w.noDuration
	}
	if m.Reason != "" {
		about += w.reason
	}
	e.Description = strings.ReplaceAll(fill(about+w.wayBack), inReason, m.Reason)
	return e
}

// Calendar is the list of meetings as a file for calendar programs.
func Calendar(p i18n.Printer, e sitting.MeetingExtract) []byte {
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

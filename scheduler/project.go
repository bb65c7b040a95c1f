package scheduler

import (
	"pilotent/governance"
	"pilotent/governance/reminder"
	"pilotent/i18n"
	"pilotent/message"
)

// undeliveredProject says that a channel was not told what has become of the project.
func undeliveredProject(p i18n.Printer, b reminder.Content) message.Text {
	return p.Text("announce.project.undelivered", "project", b.Project.Name)
}

// projectMessage tells the channels of a project that it is closed, or goes on.
func projectMessage(p i18n.Printer, d reminder.Delivery, b reminder.Content, project governance.Turned) message.Message {
	by := p.Text("announce.project.by", "by", b.Change.By)
	if d.Kind == governance.ProjectReopened {
		return message.Say(message.Lines(p.Text("announce.project.reopened", "project", project.Name), by))
	}
	return message.Say(message.Lines(
		p.Text("announce.project.closed", "project", project.Name), p.Text("announce.committee.reason", "reason", b.Change.Note), by))
}

package scheduler

import (
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/i18n"
	"pilotent/message"
)

// teamMessage asks who can whether somebody is of a school, or tells them.
func teamMessage(p i18n.Printer, d reminder.Delivery, b reminder.Content, v rollout.TeamView) message.Message {
	people := []record.Person{v.Person}
	args := []any{"people", people, "name", v.School.Name, "commune", v.School.Commune, "function", v.Function, "by", b.Change.By, "uai", string(v.School.UAI), "who", message.Text("@" + v.Person.Username)}
	m := message.Say(message.Lines(p.Text("announce."+string(d.Kind), args...)))
	switch d.Kind {
	case rollout.TeamAsked:
		add := "/ecole équipe " + string(v.School.UAI) + " ajouter @" + v.Person.Username
		remove := "/ecole équipe " + string(v.School.UAI) + " retirer @" + v.Person.Username
		m.Ways = p.Text("announce.school_team.way", args...)
		m.Buttons = []message.Button{
			{Label: p.Text("button.team_yes"), Command: add, Typed: p.Text("typed.team_yes", args...), Style: message.StylePrimary},
			{Label: p.Text("button.team_no"), Command: remove, Typed: p.Text("typed.team_no", args...)},
		}
	case rollout.TeamAdded:
		m.Ways = p.Text("announce.school_team.added_way", args...)
		if b.Guest {
			m.Ways = p.Text("announce.school_team.added_guest", args...)
		}
	}
	return m
}

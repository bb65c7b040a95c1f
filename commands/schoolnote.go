package commands

import (
	"pilotent/commands/grammar"
	"pilotent/message"
)

func noteSchool(c *call, a grammar.Args) (message.Message, error) {
	school, err := c.schoolAmong(a.Text("school"), "", schoolFilter(a))
	if err != nil {
		return message.Message{}, err
	}
	school, err = c.NoteSchool(c, c.Actor, school.UAI, a.Text("text"))
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(c.text("school.noted", "name", school.Name, "commune", school.Commune, "uai", string(school.UAI))), nil
}

func strikeNote(c *call, a grammar.Args) (message.Message, error) {
	school, err := c.schoolAmong(a.Text("school"), "", schoolFilter(a))
	if err != nil {
		return message.Message{}, err
	}
	school, note, err := c.StrikeNote(c, c.Actor, school.UAI, a.Text("reason"))
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(c.text("school.struck", "name", school.Name, "commune", school.Commune, "text", note.Text, "by", note.By)), nil
}

package commands

import (
	"slices"

	"pilotent/commands/grammar"
)

func reminders() *grammar.Noun[*call] {
	return &grammar.Noun[*call]{
		Name: "rappel", English: "reminder", Default: "echecs",
		Commands: slices.Concat(seenCommands(), failureCommands()),
	}
}

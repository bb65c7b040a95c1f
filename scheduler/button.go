package scheduler

import (
	"slices"
	"strings"

	"pilotent/governance/reminder"
	"pilotent/i18n"
	"pilotent/message"
)

// What the buttons of reminders type.
const (
	typesSeen     = "/rappel vu "
	typesTomorrow = "/rappel demain "
)

func seenButton(p i18n.Printer, ref string) message.Button {
	return message.Button{Label: p.Text("button.seen"), Command: typesSeen + ref, Typed: p.Text("typed.seen", "ref", ref)}
}

func tomorrowButton(p i18n.Printer, ref string) message.Button {
	return message.Button{Label: p.Text("button.tomorrow"), Command: typesTomorrow + ref, Typed: p.Text("typed.tomorrow", "ref", ref)}
}

func doneButton(p i18n.Printer, command string, typed message.Text) message.Button {
	return message.Button{Label: p.Text("button.done"), Command: command, Typed: typed, Style: message.StylePrimary}
}

// seeButton stands in the place of one that was pressed and is spent: a second click
// on that one shows where the subject stands. What to type for that is said once.
func seeButton(p i18n.Printer, d reminder.Delivery, b reminder.Content, m message.Message, spent string) message.Button {
	ref, _ := b.Ref()
	command := p.Value(d.Subject) // what shows it
	see := message.Button{Label: p.Text("button.see", "ref", ref), Command: string(command), Replaces: spent}
	if !strings.Contains(m.Markdown(), "`"+see.Command+"`") {
		see.Typed = p.Text("typed.see", "command", command)
	}
	return see
}

// unpressed are the buttons that nobody has used yet. Who wants to be reminded
// tomorrow has seen it.
func unpressed(buttons []message.Button, presses []reminder.Press) []message.Button {
	return slices.DeleteFunc(buttons, func(b message.Button) bool {
		return slices.ContainsFunc(presses, func(p reminder.Press) bool {
			ref, tomorrow := strings.CutPrefix(p.Command, typesTomorrow)
			return p.Command == b.Command || tomorrow && b.Command == typesSeen+ref
		})
	})
}

// maxPressed is how many people are named under a message; beyond, they are counted.
const maxPressed = 10

// takenBack reports whether somebody has answered otherwise since: of answers, the last
// one counts.
func takenBack(press reminder.Press, later []reminder.Press) bool {
	const answer = "seat."
	return strings.HasPrefix(press.Change, answer) && slices.ContainsFunc(later, func(p reminder.Press) bool {
		return p.By.Is(press.By) && strings.HasPrefix(p.Change, answer)
	})
}

// pressed says who has done what with the buttons of a message: « Vu par @ien
// le 15/12/2026 à 9 h 05 »; without the moments where there are several.
func pressed(p i18n.Printer, presses []reminder.Press) message.Paragraph {
	var (
		done []string
		who  = map[string][]reminder.Press{}
	)
	for i, press := range presses {
		if takenBack(press, presses[i+1:]) {
			continue
		}
		what := press.Change[strings.LastIndexByte(press.Change, '.')+1:]
		if who[what] == nil {
			done = append(done, what)
		}
		who[what] = append(who[what], press)
	}
	var lines []message.Text
	for _, what := range done {
		all := who[what]
		var people []message.Text
		for _, press := range all[:min(maxPressed, len(all))] {
			people = append(people, p.Value(press.By))
		}
		switch rest := len(all) - maxPressed; {
		case len(all) == 1:
			lines = append(lines, p.Text("pressed."+what, "by", p.Text("pressed.one", "by", all[0].By, "day", p.Day(all[0].At), "time", p.Clock(all[0].At))))
		case rest > 0:
			lines = append(lines, p.Text("pressed."+what, "by", p.Text("pressed.many", "people", p.List(people), "Count", rest)))
		default:
			lines = append(lines, p.Text("pressed."+what, "by", p.List(people)))
		}
	}
	return message.Lines(lines...)
}

package commands

import (
	"maps"
	"slices"
	"strconv"

	"pilotent/commands/grammar"
	"pilotent/governance/record"
	"pilotent/message"
)

// maxPage is how many lines a list shows at once; a command shows what follows.
const maxPage = 12

// after is how many lines of a list have been shown. The line that goes on with a list
// gives it: each page is read anew, with the rights of who types it.
var after = grammar.Param{Name: "après", English: "after", Kind: grammar.Ref, Hidden: true}

// page is what a list shows from where the command says, and the line that goes on
// with it: the same command with the same filters.
func (c *call) page(a grammar.Args, items message.List) []message.Block {
	return c.pageOf(a, items[min(a.Number(after.English), len(items)):], len(items))
}

// pageOf is page for a list of total lines, of which those were read that begin the page.
func (c *call) pageOf(a grammar.Args, items message.List, total int) []message.Block {
	if len(items) == 0 {
		return []message.Block{c.text("list.over", "total", total)}
	}
	from := a.Number(after.English)
	shown := slices.Clip(items[:min(len(items), maxPage)])
	to := from + len(shown)
	raw := maps.Clone(c.raw)
	raw[after.English] = []string{strconv.Itoa(to)}
	delete(raw, grammar.Confirm.English)
	c.next = c.command.Line(c.p, raw)
	if to == total {
		return []message.Block{shown}
	}
	more := "list.more"
	if c.Aloud { // who reads it has another list to go on with
		more = "list.more_line"
	}
	return []message.Block{shown, c.text(more, "from", from+1, "to", to, "total", total, "line", message.Text(c.next))}
}

// part is a list in a card, with the line that goes on with it where it is long.
func (c *call) part(a grammar.Args, items message.List) []message.Block {
	if len(items) <= maxPage {
		return []message.Block{items}
	}
	return c.page(a, items)
}

// capped is a list in a card, with the line that shows the whole where it is long, and
// is not what was typed.
func (c *call) capped(items message.List, line string) message.List {
	if len(items) <= maxPage || c.raw[full.English] != nil {
		return items
	}
	return append(items[:maxPage:maxPage], c.p.Text("overview.rest", "Count", len(items)-maxPage, "command", message.Text(line)))
}

// goesOn reports whether the command shows a list that may go on, and no card.
func goesOn(cmd *grammar.Command[*call]) bool {
	return cmd.Verb != "voir" && slices.ContainsFunc(cmd.Params, func(p grammar.Param) bool { return p.English == after.English })
}

// latest are the lines of a subject's history and of what concerned it, the last first,
// as a list; those of anything else begin with its reference.
func (c *call) latest(own record.Subject, lines []record.HistoryLine) message.List {
	var items message.List
	for _, l := range slices.Backward(lines) {
		item := c.whatChanged(l)
		if l.Subject.Ref() != own.Ref() { // the team of a school is called like it
			item = c.p.Text("history.of", "ref", l.Subject.Ref(), "change", item)
		}
		items = append(items, c.changeLine(l, item))
	}
	return items
}

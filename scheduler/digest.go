package scheduler

import (
	"slices"
	"strings"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/i18n"
	"pilotent/message"
)

const (
	// maxLines is how long a digest or a summary may be, blank lines included:
	// a phone shows about as many.
	maxLines = 19
	// maxShown is how many things of one sort a digest shows.
	maxShown = 5
	// maxTitle is how many characters of a title a digest shows.
	maxTitle = 80
)

// group is the things of one noun in a digest, and the command that shows them all.
type group struct {
	lines []message.Text
	all   message.Text
	// In somebody's own digest, count is how many they are, in words, and ways are the
	// lines that say how to see all that is like them.
	count message.Text
	ways  []message.Text
}

func digest(p i18n.Printer, _ reminder.Delivery, _ reminder.Content, d reminder.DigestView) message.Message {
	parts := [][]group{groups(p, d, d.Late), groups(p, d, d.Coming)}
	title := p.Text("digest.personal", "late", inWords(p, parts[0]), "coming", inWords(p, parts[1]))
	rest := waysOn(p, parts)
	late, coming := p.Text("digest.late"), p.Text("digest.coming")
	if d.Committee != nil {
		title = p.Text("digest.committee", "codes", record.CodesOf(d.Committees), "date", d.Today)
		rest = p.Text("digest.rest.committee")
		coming = p.Text("digest.until", "date", d.Until)
		if len(d.Late) == 0 {
			coming = p.Text("digest.until_only", "date", d.Until)
		}
	}
	// Besides the title, each part has a heading and, before it, a blank line, as
	// has the way to the rest.
	room := maxLines - 3 - strings.Count(string(rest), "\n")
	for _, part := range parts {
		if len(part) > 0 {
			room -= 2
		}
	}
	shown := fit(room, append(sizes(parts[0]), sizes(parts[1])...))
	m := message.Say(message.Paragraph(title))
	for i, heading := range []message.Text{late, coming} {
		if len(parts[i]) == 0 {
			continue
		}
		var lines []message.Text
		for j, g := range parts[i] {
			lines = append(lines, g.show(p, shown[j])...)
		}
		m.Facts = append(m.Facts, message.Fact{Label: heading, Value: message.Text(message.Lines(lines...))})
		shown = shown[len(parts[i]):]
	}
	m.Ways = rest
	return m
}

// groups are the things of a part, noun by noun.
func groups(p i18n.Printer, d reminder.DigestView, part reminder.DigestPart) []group {
	var found []group
	for _, of := range part {
		found = append(found, renderers()[of.Noun].digest(p, d, of.Items))
	}
	return found
}

// inWords is what the groups are, in words; "" for none.
func inWords(p i18n.Printer, groups []group) message.Text {
	var counts []message.Text
	for _, g := range groups {
		counts = append(counts, g.count)
	}
	return p.List(counts)
}

// waysOn are the ways of all groups, each once, and that to the digest's settings.
func waysOn(p i18n.Printer, parts [][]group) message.Text {
	var lines []message.Text
	for _, g := range slices.Concat(parts...) {
		for _, way := range g.ways {
			if !slices.Contains(lines, way) {
				lines = append(lines, way)
			}
		}
	}
	return message.Text(message.Lines(append(lines, p.Text("digest.rest.settings"))...))
}

func sizes(groups []group) []int {
	var sizes []int
	for _, g := range groups {
		sizes = append(sizes, len(g.lines))
	}
	return sizes
}

// show is the first n things of the group, and how to see the rest.
func (g group) show(p i18n.Printer, n int) []message.Text {
	var lines []message.Text
	for _, line := range g.lines[:n] {
		lines = append(lines, "- "+line)
	}
	if rest := len(g.lines) - n; rest > 0 {
		lines = append(lines, "- "+p.Text("overview.rest", "Count", rest, "command", g.all))
	}
	return lines
}

// fit is how many of each group are shown when there is room for so many
// lines: one at least, then one more of each in turn, as long as there is room.
// What is not shown costs a line that says so.
func fit(room int, groups []int) []int {
	shown := make([]int, len(groups))
	for i, n := range groups {
		shown[i] = 1
		room -= min(n, 2)
	}
	for grown := true; grown; {
		grown = false
		for i, n := range groups {
			cost := 1
			if shown[i]+1 == n {
				cost = 0 // instead of the line of the rest
			}
			if shown[i] < min(n, maxShown) && cost <= room {
				shown[i], room, grown = shown[i]+1, room-cost, true
			}
		}
	}
	return shown
}

// short is a title that fits a line, cut between two words.
func short(title string) string {
	runes := []rune(title)
	if len(runes) <= maxTitle {
		return title
	}
	cut := string(runes[:maxTitle])
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:") + "…"
}

// undeliveredDigest says whose digest could not be delivered.
func undeliveredDigest(p i18n.Printer, b reminder.Content) message.Text {
	v, _ := b.About.(reminder.DigestView)
	if v.Committee != nil {
		return p.Text("announce.undeliverable.digest", "ref", v.Committee.Code)
	}
	if who, ok := b.Named(v.Person); ok {
		return p.Text("announce.undeliverable.personal_to", "person", who)
	}
	return p.Text("announce.undeliverable.personal")
}

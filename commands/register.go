package commands

import (
	"context"
	"errors"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"pilotent/commands/grammar"
	"pilotent/commands/when"
	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/register"
	"pilotent/message"
)

// registerParams are those of every import of a register; more are its own.
func registerParams(more ...grammar.Param) []grammar.Param {
	return append(append([]grammar.Param{
		{Name: "fichier", English: "file", Kind: grammar.Name, Positional: true},
		{Name: "essai", English: "trial", Kind: grammar.Flag, Also: []string{"dry run"}},
	}, more...), grammar.Param{Name: "tout", English: "whole", Kind: grammar.Flag})
}

// importedRegister is one that can be imported.
type importedRegister struct {
	isTable func(titles []string) bool
	bring   func(c *call, ctx context.Context, a record.Actor, in register.Import) (register.Report, error)
	// noun is the one whose list shows what was imported, with the flag whole where it
	// has one, and unsaid the sentence on those that say nothing of their state.
	noun, whole, unsaid string
}

// Registers that can be imported.
var (
	decisionRegister = importedRegister{register.IsDecisionTable, (*call).ImportDecisions, "decision", "", "register.unsaid.decisions"}
	actionRegister   = importedRegister{register.IsActionTable, (*call).ImportActions, "action", "all", "register.unsaid.actions"}
	meetingRegister  = importedRegister{register.IsMeetingTable, (*call).ImportMeetings, "reunion", "past", ""}
)

// importRegister brings in a register of another tool.
func importRegister(of importedRegister) func(*call, grammar.Args) (message.Message, error) {
	return func(c *call, a grammar.Args) (message.Message, error) {
		if c.open == nil {
			return message.Message{}, record.InvalidError("import.post", "line", c.importing(""), "terminal", c.terminal())
		}
		in := register.Import{
			Reading:   Reading,
			Committee: a.Text("committee"), Trial: a.Flag("trial"), Whole: a.Flag("whole"),
		}
		var told []message.Block
		in.Open = func() (f register.File, err error) {
			f.Table, f.Name, told, err = c.table(a.Text("file"), of.isTable)
			return f, err
		}
		rep, err := of.bring(c, c, c.Actor, in)
		if err != nil {
			return message.Message{}, err
		}
		if len(rep.Problems) > 0 {
			return c.importProblems(rep.Problems, rep.More, c.text("register.refused", "Count", len(rep.Problems)+rep.More, "read", rep.Read)), nil
		}
		return c.registered(of, rep, in).With(told...), nil
	}
}

// maxShown is how many lines of each sort an import shows, but for the whole.
const maxShown = 5

// registered says what an import did, or would do.
func (c *call) registered(of importedRegister, rep register.Report, in register.Import) message.Message {
	key := "register.done"
	if in.Trial {
		key = "register.trial"
	}
	m := message.Say(c.text(key, "read", rep.Read, "added", rep.Added, "known", rep.Known))
	said, cut := c.remarks(rep, in.Whole)
	m = m.With(said...)
	if cut {
		m = m.With(c.text("import.trial.whole"))
	}
	if rep.Unsaid > 0 {
		m = m.With(c.text(of.unsaid, "Count", rep.Unsaid))
	}
	switch {
	case in.Trial:
		return m.With(c.goOn(rep.Added))
	case rep.Added > 0:
		raw := grammar.Raw{}
		if of.whole != "" {
			raw[of.whole] = []string{"true"}
		}
		return m.With(c.text("register.see", "line", message.Text(c.language.Command(of.noun, "liste").Line(c.p, raw))))
	}
	return m
}

// remarks are what there is to say of the rows of an import, in short or whole; cut
// reports whether something was left out.
func (c *call) remarks(rep register.Report, whole bool) (said []message.Block, cut bool) {
	some := func(key string, n int, item func(i int) message.Text) {
		most := n
		if !whole && n > maxShown {
			most, cut = maxShown, true
		}
		said = append(said, c.some(key, n, most, item)...)
	}
	some("register.new", len(rep.New), func(i int) message.Text { return c.registerEntry(rep.New[i]) })
	some("register.differing", len(rep.Differing), func(i int) message.Text {
		d := rep.Differing[i]
		return c.p.Text("register.differs", "ref", d.Ref, "line", d.Line, "parts", wordsOf(c, d.Parts))
	})
	for _, about := range []register.NoteKind{register.NoteOffline, register.NoteAuthor, register.NoteMeeting, register.NoteDecision, register.NoteGroup, register.NoteKindOf} {
		var notes []register.Note
		for _, n := range rep.Notes {
			if n.About == about {
				notes = append(notes, n)
			}
		}
		some(about.MessageKey(), len(notes), func(i int) message.Text {
			return c.p.Text("register.noted", "text", notes[i].Text, "line", notes[i].Line, "Count", notes[i].Count)
		})
	}
	if len(rep.Unread) > 0 {
		said = append(said, c.text("register.unread_columns", "Count", len(rep.Unread), "columns", rep.Unread))
	}
	return said, cut
}

// registerEntry is what would be recorded, in a line.
func (c *call) registerEntry(e register.Entry) message.Text {
	return c.p.Text("register.entry", "line", e.Line, "committee", e.Committee, "date", c.p.ShortDate(e.Day), "former", e.FormerRef, "text", e.Text)
}

// broughtChange is what a line says that was brought in; false for any other change.
func (c *call) broughtChange(l record.HistoryLine) (message.Text, bool) {
	file, ok := register.FileOf(l)
	stage, _ := register.StageOf(l)
	return c.p.Text("history."+l.Change, "file", file, "to", stage), ok
}

// formerly is a line of a list, with the number that its subject had in another
// register, where it has another one here.
func (c *call) formerly(line message.Text, former, ref string) message.Text {
	if another(former, ref) == "" {
		return line
	}
	return c.p.Text("register.line_former", "line", line, "former", former)
}

// another is the number that something had in another register; "" where it is the same
// here.
func another(former, ref string) string {
	if former == ref {
		return ""
	}
	return former
}

// brought are the lines of a card on what was kept of another register: a number, and
// the names of those in charge who have no account.
func (c *call) brought(former, offline string) message.Text {
	switch {
	case former != "":
		return c.p.Text("register.card.former", "former", former)
	case offline != "":
		return c.p.Text("register.card.offline", "names", offline)
	default:
		return ""
	}
}

// Reading is how cells are read by who writes in a language. Whoever has a cell at hand
// says which column it is in.
func Reading(lang string) register.Reading {
	return register.Reading{
		Day:  func(text string) (calendar.Date, error) { return dayOfCell(lang, text) },
		Hour: func(text string) (record.Hour, error) { return hourOfCell(lang, text) },
		Vote: func(text string) (committee.Vote, error) { return parseVote("vote", text) },
	}
}

// midnight is the end of a day that is written as a moment.
var midnight = regexp.MustCompile(`[ T]0{1,2}:00(:00(\.0+)?)?(Z|\+00:00)?$`)

// dayOfCell is a day as tables have it: one that says its year, in any form that people
// write, or the number of a day of a workbook, counted since 1900.
func dayOfCell(lang, text string) (calendar.Date, error) {
	text = midnight.ReplaceAllString(strings.TrimSpace(text), "")
	if d, ok := numberedDay(text); ok {
		return d, nil
	}
	// Where the year is said, a day is the same for who reads long before and long after.
	first := when.Reader{Now: time.Date(when.FirstYear, 1, 1, 0, 0, 0, 0, time.UTC), Lang: lang}
	last := when.Reader{Now: time.Date(when.LastYear, 12, 31, 23, 0, 0, 0, time.UTC), Lang: lang}
	early, err := first.Date(text)
	late, lateErr := last.PastDate(text)
	if err = errors.Join(err, lateErr); err == nil && early.Date == late.Date {
		return early.Date, nil
	}
	if wrong, ok := errors.AsType[*when.Error](err); ok && wrong.Reason == when.Ambiguous && len(wrong.Candidates) > 1 {
		return calendar.Date{}, record.InvalidError("register.date_ambiguous", "column", "", "text", text,
			"one", calendar.DateOf(wrong.Candidates[0]), "other", calendar.DateOf(wrong.Candidates[1]))
	}
	if err == nil {
		return calendar.Date{}, record.InvalidError("register.date_year", "column", "", "text", text)
	}
	return calendar.Date{}, record.InvalidError("register.date_unread", "column", "", "text", text)
}

// numberedDay is a day as a workbook counts it: 45363 is 12 March 2024.
func numberedDay(text string) (calendar.Date, bool) {
	n, err := strconv.ParseFloat(text, 64)
	whole := math.Floor(n)
	first, last := calendar.NewDate(when.FirstYear, 1, 1), calendar.NewDate(when.LastYear, 12, 31)
	zero := calendar.NewDate(1899, 12, 30)
	if err != nil || len(text) < 5 || whole < float64(zero.DaysUntil(first)) || whole > float64(zero.DaysUntil(last)) {
		return calendar.Date{}, false
	}
	return zero.AddDays(int(whole)), true
}

// hourOfCell is a time of day as tables have it: as people write it, or a part of a day.
func hourOfCell(lang, text string) (record.Hour, error) {
	text = strings.TrimSpace(text)
	if n, err := strconv.ParseFloat(text, 64); err == nil && n > 0 && n < 1 {
		minutes := int(math.Round(n * 24 * 60))
		return record.Hour{Hour: minutes / 60 % 24, Minute: minutes % 60}, nil
	}
	if parts := strings.Split(text, ":"); len(parts) == 3 && parts[2] == "00" {
		text = parts[0] + ":" + parts[1]
	}
	h, err := when.Reader{Now: time.Time{}, Lang: lang}.Hour(text)
	if err != nil {
		return record.Hour{}, record.InvalidError("register.hour_unread", "column", "", "text", text)
	}
	return record.Hour{Hour: h.Hour, Minute: h.Minute}, nil
}

package commands

import (
	"pilotent/commands/grammar"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
	"pilotent/i18n"
	"pilotent/ics"
	"pilotent/message"
	"pilotent/reports"
)

const typeCSV = "text/csv; charset=utf-8"

// extractParams are those of every register that leaves the chat, after the
// filters of its list. XLSX is the default: it opens with a touch on a phone, and
// sorts and filters at a desk.
func extractParams(filters ...grammar.Param) []grammar.Param {
	return append(append(filters, periodParams()...), formatParam())
}

// meetingExtractParams are those of meetings, which programs other than tables read.
func meetingExtractParams(filters ...grammar.Param) []grammar.Param {
	calendar := grammar.Option{Value: string(reports.ICS), Words: []string{"ics", "ics", "agenda", "calendrier", "calendar", "ical"}, Label: fileFormat(reports.ICS)}
	return append(append(filters, periodParams()...), formatParam(calendar))
}

// periodParams are the days of which a list or a register is.
func periodParams() []grammar.Param {
	return []grammar.Param{
		{Name: "période", English: "period", Kind: grammar.PastDays, Also: []string{"en", "pendant"}, EnglishAlso: []string{"in", "during"}},
		{Name: "depuis", English: "since", Kind: grammar.PastDays, Also: []string{"du"}, EnglishAlso: []string{"from"}},
		{Name: "jusqu'au", English: "through", Kind: grammar.LastDays, Also: []string{"jusqu'à", "jusque", "au"}, EnglishAlso: []string{"until", "to"}},
	}
}

func formatParam(more ...grammar.Option) grammar.Param {
	return grammar.Param{Name: "format", English: "format", Kind: grammar.Choice, Choices: append([]grammar.Option{
		{Value: string(reports.XLSX), Words: []string{"xlsx", "xlsx", "excel", "tableur", "spreadsheet"}, Label: fileFormat(reports.XLSX)},
		{Value: string(reports.CSV), Words: []string{"csv", "csv"}, Label: fileFormat(reports.CSV)},
		{Value: string(reports.PDF), Words: []string{"pdf", "pdf"}, Label: fileFormat(reports.PDF)},
		{Value: string(reports.Markdown), Words: []string{"md", "md", "markdown", "texte", "text"}, Label: fileFormat(reports.Markdown)},
	}, more...)}
}

// fileFormat is a format as forms name it.
type fileFormat reports.Format

func (f fileFormat) MessageKey() string { return "extract.format." + string(f) }

// period is what was typed of periodParams.
func period(a grammar.Args) (record.Period, error) {
	within := record.Period{Since: a.Days("since").First, Until: a.Days("through").Last}
	if a.Has("period") {
		if within != (record.Period{}) {
			return within, record.InvalidError("period.twice").About("period")
		}
		within.Since, within.Until = a.Days("period").First, a.Days("period").Last
	}
	return within, within.Check()
}

// extracted is an answer with the register of that many entries as a file, in the
// language of the project: others will read it. Its name says what it is and when
// it was made, and nothing of what is in it.
func (c *call) extracted(a grammar.Args, noun string, e record.Extract, count int, write func(i18n.Printer, reports.Format) ([]byte, error)) (message.Message, error) {
	if count == 0 {
		return message.Say(c.text("extract.none." + noun)), nil
	}
	as := reports.Format(a.Text("format"))
	if as == "" {
		as = reports.XLSX
	}
	if as == reports.PDF && count > reports.MaxPages {
		return message.Message{}, record.InvalidError("extract.pages", "found", count, "max", reports.MaxPages).About("format")
	}
	p := c.catalog.Printer(e.Project.Locale, e.Project.Location())
	data, err := write(p, as)
	if err != nil {
		return message.Message{}, err
	}
	m := message.Say(c.text("extract.done."+noun, "Count", count))
	name := plainName(string(p.Text("extract.file."+noun))) + "-" + e.Today().String()
	m.Files = []message.File{{Name: name + "." + string(as), Type: typeOf(as), Data: data}}
	return m, nil
}

func typeOf(as reports.Format) string {
	switch as {
	case reports.CSV:
		return typeCSV
	case reports.PDF:
		return typePDF
	case reports.Markdown:
		return typeMarkdown
	case reports.DOCX:
		return typeDOCX
	case reports.ICS:
		return ics.Type
	default:
		return typeXLSX
	}
}

func exportDecisions(c *call, a grammar.Args) (message.Message, error) {
	f, err := c.decisionFilter(a, "/decision exporter")
	if err != nil {
		return message.Message{}, err
	}
	e, err := c.ExtractDecisions(c, c.Actor, f)
	if err != nil {
		return message.Message{}, err
	}
	return c.extracted(a, "decisions", e.Extract, len(e.Decisions), func(p i18n.Printer, as reports.Format) ([]byte, error) {
		return reports.Decisions(p, e, as)
	})
}

func exportActions(c *call, a grammar.Args) (message.Message, error) {
	var f rollout.ActionFilter
	if a.Has("school") {
		school, err := c.school(a.Text("school"), "/action exporter --école")
		if err != nil {
			return message.Message{}, err
		}
		f.School = school.UAI
	}
	if a.Has("group") {
		f.Group = group(a)
	}
	if a.Flag("given") {
		f.GivenBy = c.User.ID
	}
	if a.Flag("done") {
		f.State = rollout.ActionDid
	}
	within, err := period(a)
	if err != nil {
		return message.Message{}, err
	}
	e, err := c.ExtractActions(c, c.Actor, f, a.Flag("late"), within)
	if err != nil {
		return message.Message{}, err
	}
	return c.extracted(a, "actions", e.Extract, len(e.Actions), func(p i18n.Printer, as reports.Format) ([]byte, error) {
		return reports.Actions(p, e, as)
	})
}

func exportSchools(c *call, a grammar.Args) (message.Message, error) {
	e, err := c.ExtractSchools(c, c.Actor, listFilter(a))
	if err != nil {
		return message.Message{}, err
	}
	return c.extracted(a, "schools", e.Extract, len(e.Schools), func(p i18n.Printer, as reports.Format) ([]byte, error) {
		return reports.Schools(p, e, as)
	})
}

func exportMeetings(c *call, a grammar.Args) (message.Message, error) {
	within, err := period(a)
	if err != nil {
		return message.Message{}, err
	}
	e, err := c.ExtractMeetings(c, c.Actor, a.Text("committee"), within)
	if err != nil {
		return message.Message{}, err
	}
	return c.extracted(a, "meetings", e.Extract, len(e.Meetings), func(p i18n.Printer, as reports.Format) ([]byte, error) {
		if as == reports.ICS {
			return reports.Calendar(p, e), nil
		}
		return reports.Meetings(p, e, as)
	})
}

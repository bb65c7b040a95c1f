package commands

import (
	"regexp"
	"strings"

	"pilotent/commands/grammar"
	"pilotent/governance"
	"pilotent/message"
	"pilotent/reports"
)

// reportCommands are about what is read, signed or kept outside of the chat.
func reportCommands() []*grammar.Command[*call] {
	return []*grammar.Command[*call]{
		{Verb: "exporter", English: "export", Run: exportAcceptance, Params: []grammar.Param{
			{Name: "quoi", English: "what", Kind: grammar.Word, Required: true, Positional: true},
		}},
	}
}

// verificationForm tells a verification from a contract.
var verificationForm = regexp.MustCompile(`(?i)^v-?\d+$`)

// The kinds of files.
const (
	typePDF      = "application/pdf"
	typeMarkdown = "text/markdown; charset=utf-8"
	typeXLSX     = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

func exportAcceptance(c *call, a grammar.Args) (message.Message, error) {
	if what := a.Text("what"); !verificationForm.MatchString(what) {
		return c.exportRegister(what)
	}
	n, err := governance.ParseRef("what", "V", a.Text("what"))
	if err != nil {
		return message.Message{}, err
	}
	return c.exportMinutes(n)
}

// exportMinutes answers the minutes of a verification, in the language of the
// project: others will sign them.
func (c *call) exportMinutes(number int) (message.Message, error) {
	r, err := c.VerificationRecord(c, c.Actor, number)
	if err != nil {
		return message.Message{}, err
	}
	doc := reports.Minutes(c.catalog.Printer(r.Project.Locale, r.Project.Location()), r)
	pdf, err := doc.PDF(r.Now)
	if err != nil {
		return message.Message{}, err
	}
	key, name := "export.minutes", r.Ref()+"-"+string(r.Step)+"-proces-verbal"
	if r.Open() {
		key, name = "export.draft", r.Ref()+"-"+string(r.Step)+"-projet"
	}
	m := message.Say(c.text(key, "ref", r.Ref(), "step", r.Step, "object", r.Object))
	m.Files = []message.File{{Name: name + ".pdf", Type: typePDF, Data: pdf}, {Name: name + ".md", Type: typeMarkdown, Data: doc.Markdown()}}
	return m, nil
}

func (c *call) exportRegister(ref string) (message.Message, error) {
	r, err := c.ContractRecord(c, c.Actor, ref)
	if err != nil {
		return message.Message{}, err
	}
	data, err := reports.Register(c.catalog.Printer(r.Project.Locale, r.Project.Location()), r)
	if err != nil {
		return message.Message{}, err
	}
	m := message.Say(c.text("export.register", "contract", r.Ref, "Count", len(r.Verifications)))
	m.Files = []message.File{{Name: fileName(r.Ref) + "-recettes.xlsx", Type: typeXLSX, Data: data}}
	return m, nil
}

// fileName is a contract's reference as a plain name: it may have a "/".
func fileName(ref string) string {
	parts := strings.FieldsFunc(governance.Fold(ref), func(r rune) bool { return r == ' ' })
	return strings.ToUpper(strings.Join(parts, "-"))
}

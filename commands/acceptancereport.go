package commands

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"pilotent/commands/grammar"
	"pilotent/governance/acceptance"
	"pilotent/governance/contract"
	"pilotent/governance/minutes"
	"pilotent/governance/record"
	"pilotent/message"
	"pilotent/reports"
)

// reportCommands are about what is read, signed or kept outside of the chat.
func reportCommands() []*grammar.Command[*call] {
	return []*grammar.Command[*call]{
		{Verb: "bilan", English: "report", Shows: true, Also: []string{"rapport"}, Run: summariseContract, Params: []grammar.Param{
			{Name: "marché", English: "contract", Kind: grammar.Word, Required: true, Positional: true},
		}},
		{Verb: "exporter", English: "export", Also: []string{"pv", "registre"}, EnglishAlso: []string{"minutes", "register"}, Run: exportAcceptance, Params: []grammar.Param{
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
	typeDOCX     = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	typeXLSX     = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

func exportAcceptance(c *call, a grammar.Args) (message.Message, error) {
	if what := a.Text("what"); !verificationForm.MatchString(what) {
		return c.exportRegister(what)
	}
	n, err := record.ParseRef("what", "V", a.Text("what"))
	if err != nil {
		return message.Message{}, err
	}
	return c.exportMinutes(n)
}

// exportMinutes answers the minutes of each decision on a verification, or the
// draft of the first, in the language of the project: others will sign them. At
// most three decisions, of two files each, are within the ten that a post of
// Mattermost takes.
func (c *call) exportMinutes(number int) (message.Message, error) {
	r, err := c.VerificationRecord(c, c.Actor, number)
	if err != nil {
		return message.Message{}, err
	}
	if r.Outcome == contract.OutcomeVoid {
		return message.Message{}, record.ConflictError("export.void", "ref", r.Ref()).About("what")
	}
	p := c.catalog.Printer(r.Project.Locale, r.Project.Location())
	prefix := r.Ref() + "-" + string(r.Step)
	if r.Step == contract.StepQuantity {
		prefix = r.Ref() + "-quantite"
	}
	if len(r.Rulings) == 0 {
		m := message.Say(c.text("export.draft", "ref", r.Ref(), "step", r.Step, "object", r.Object))
		m.Files, err = inBothForms(reports.Draft(p, r), prefix+"-projet", r.Now)
		return m, err
	}
	m := message.Say(c.text("export.minutes", "ref", r.Ref(), "step", r.Step, "object", r.Object, "Count", len(r.Rulings)))
	for i, ruling := range r.Rulings {
		name := prefix + "-proces-verbal"
		if len(r.Rulings) > 1 {
			name += "-" + strconv.Itoa(i+1) + "-" + plainName(string(p.Value(ruling.Verdict())))
		}
		files, err := inBothForms(reports.Minutes(p, r, i), name, r.Now)
		if err != nil {
			return message.Message{}, err
		}
		m.Files = append(m.Files, files...)
	}
	return m, nil
}

// inBothForms is a document as PDF, to sign, and as Markdown.
func inBothForms(doc reports.Document, name string, now time.Time) ([]message.File, error) {
	pdf, err := doc.PDF(now)
	if err != nil {
		return nil, err
	}
	return []message.File{{Name: name + ".pdf", Type: typePDF, Data: pdf}, {Name: name + ".md", Type: typeMarkdown, Data: doc.Markdown()}}, nil
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
func fileName(ref string) string { return strings.ToUpper(plainName(ref)) }

// plainName is a text as a part of a file's name.
func plainName(text string) string {
	parts := strings.FieldsFunc(record.Fold(text), func(r rune) bool { return r == ' ' })
	return strings.Join(parts, "-")
}

// bites is what makes a line of the list urgent: what silence means, and the
// reservations that hold the admission.
func (c *call) bites(v acceptance.VerificationView) message.Text {
	var text message.Text
	if v.Rule.Silence.Bites() {
		key := "verification.line_silence"
		if v.Awaits() == acceptance.AwaitDecision {
			key = "verification.line_undecided"
		}
		text = c.p.Text(key, "silence", v.Rule.Silence)
	}
	var blocking []string
	for _, r := range slices.Concat(v.Reservations, v.Carried) {
		if r.Open() && r.Severity == acceptance.SeverityBlocking {
			blocking = append(blocking, r.Ref())
		}
	}
	if len(blocking) > 0 {
		text += c.p.Text("verification.line_blocking", "Count", len(blocking), "reservations", blocking)
	}
	return text
}

// summariseContract answers how a contract's acceptance goes.
func summariseContract(c *call, a grammar.Args) (message.Message, error) {
	r, err := c.ContractRecord(c, c.Actor, a.Text("contract"))
	if err != nil {
		return message.Message{}, err
	}
	s := r.Summary()
	if s.Counted == 0 {
		return message.Say(c.text("contract.report_none", "contract", r.Ref)), nil
	}
	var steps message.List
	for _, step := range s.Steps {
		text := c.p.Text("contract.report_step", "step", step.Step, "side", step.Step.Side(),
			"counts", c.counted("contract.report_in_time", step.InTime, "contract.report_late", step.Late, "contract.report_running", step.Running))
		if step.Allowed > 0 { // a delivery that is accepted as it is has no delay
			text += c.p.Text("contract.report_days", "Count", step.Used, "allowed", step.Allowed)
		}
		steps = append(steps, text)
	}
	adjourned := c.p.Text("contract.report_not_adjourned")
	if len(s.Adjourned) > 0 {
		var refs []string
		for _, v := range s.Adjourned {
			refs = append(refs, v.Ref())
		}
		adjourned = c.p.Text("contract.report_adjourned", "Count", len(refs), "verifications", refs)
	}
	return message.Say(
		c.text("contract.report", "contract", r.Ref, "supplier", r.Supplier, "terms", r.Terms, "Count", s.Counted, "running", s.Running),
		steps, message.Lines(adjourned, c.standing(s)), c.text("contract.report_next", "contract", r.Ref)), nil
}

// counted are the numbers that are not zero, each in the words of its key.
func (c *call) counted(pairs ...any) []message.Text {
	var texts []message.Text
	for i := 0; i+1 < len(pairs); i += 2 {
		if n := pairs[i+1].(int); n > 0 {
			texts = append(texts, c.p.Text(pairs[i].(string), "Count", n))
		}
	}
	return texts
}

// standing tells the reservations that stand, by severity.
func (c *call) standing(s minutes.ContractSummary) message.Text {
	var groups []message.Text
	for _, severity := range acceptance.Severities() {
		var refs []string
		for _, r := range s.Open {
			if r.Severity == severity {
				refs = append(refs, r.Ref())
			}
		}
		if len(refs) > 0 {
			groups = append(groups, c.p.Text("contract.report_severity."+string(severity), "Count", len(refs), "reservations", refs))
		}
	}
	if len(groups) == 0 {
		return c.p.Text("contract.report_no_reservation", "lifted", s.Lifted)
	}
	return c.p.Text("contract.report_reservations", "groups", groups, "lifted", s.Lifted)
}

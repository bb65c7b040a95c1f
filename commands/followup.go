package commands

import (
	"slices"

	"pilotent/commands/grammar"
	"pilotent/governance/acceptance"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/legal"
	"pilotent/message"
)

// followUps are what is done at the end of a verification, and after.
func followUps(ref grammar.Param) []*grammar.Command[*call] {
	outcomes := []grammar.Option{
		// One word for a positive end; the step says what it is called.
		{Value: string(contract.OutcomeAdmission), Words: []string{"admission", "admission", "favorable", "pv"}, Named: []grammar.Typed{{French: "positive"}, {French: "faite", English: "done"}}, Label: contract.OutcomeAdmission},
		{Value: string(contract.OutcomeAdjourned), Words: []string{"ajournement", "deferral", "adjournment"}, Label: contract.OutcomeAdjourned},
		{Value: string(contract.OutcomeReduction), Words: []string{"réfaction", "reduction"}, Label: contract.OutcomeReduction},
		{Value: string(contract.OutcomeRejection), Words: []string{"rejet", "rejection"}, Label: contract.OutcomeRejection},
	}
	answers := []grammar.Option{
		{Value: string(acceptance.AnswerAccepted), Words: []string{"acceptée", "accepted", "accepte"}, Label: acceptance.AnswerAccepted},
		{Value: string(acceptance.AnswerRefused), Words: []string{"refusée", "refused", "refuse"}, Named: []grammar.Typed{{French: "observations"}}, Label: acceptance.AnswerRefused},
	}
	reason := grammar.Param{Name: "motif", English: "reason", Kind: grammar.Text}
	wanted := reason
	wanted.Required = true
	on := grammar.Param{Name: "le", English: "on", Kind: grammar.PastDate, Also: []string{"date", "jour"}}
	weighs := []grammar.Param{
		{Name: "malgré", English: "despite", Kind: grammar.Ref, Prefix: "RV", Many: true},
		{Name: "taux", English: "rate", Kind: grammar.Word},
		{Name: "observations", English: "observations", Kind: grammar.Text},
		{Name: "décision", English: "decision", Kind: grammar.Word, Of: grammar.Decisions},
	}
	running := of(ref, grammar.Running)
	return []*grammar.Command[*call]{
		{Verb: "décider", English: "decide", Run: decideVerification, Offer: outcomesOf(outcomes), Params: slices.Concat([]grammar.Param{
			running,
			{Name: "issue", English: "outcome", Kind: grammar.Choice, Required: true, Positional: true, Choices: outcomes},
			on, reason,
		}, weighs, []grammar.Param{delayParam()}, profileParams())},
		{Verb: "réponse", English: "answer", Also: []string{"répondre"}, Run: answerVerification, Params: []grammar.Param{
			running, {Name: "réponse", English: "answer", Kind: grammar.Choice, Required: true, Positional: true, Choices: answers}, on, reason,
		}},
		{Verb: "présenter", English: "present", Run: presentVerification, Params: []grammar.Param{
			running,
			{Name: "présentée", English: "presented", Kind: grammar.PastDate, Positional: true},
			{Name: "mom", English: "installed", Kind: grammar.Flag},
		}},
		extensionCommand(running, wanted, on),
		{Verb: "corriger", English: "correct", Run: correctVerification, Params: append([]grammar.Param{
			ref,
			{Name: "issue", English: "outcome", Kind: grammar.Choice, Required: true, Positional: true, Choices: append(outcomes, answers...)},
			{Name: "notifiée", English: "notified", Kind: grammar.PastDate, Required: true},
			wanted,
			{Name: "note", English: "note", Kind: grammar.Text},
			delayParam(),
		}, weighs...)},
	}
}

// outcomesOf are those of the outcomes that a verification may end with now, in the words
// of its step.
func outcomesOf(outcomes []grammar.Option) func(*call, grammar.Args) map[string][]grammar.Option {
	// What ends well is typed so where it is no admission.
	words := map[contract.Verdict][]string{contract.VerdictFit: {"positive", "positive"}, contract.VerdictInstalled: {"faite", "done"}}
	return func(c *call, a grammar.Args) map[string][]grammar.Option {
		if !a.Has("verification") {
			return nil
		}
		v, err := c.Verification(c, c.Actor, a.Number("verification"))
		if err != nil || !v.Open() || v.Step == contract.StepQuantity {
			return nil // which sending it tells
		}
		left := []grammar.Option{}
		for _, o := range outcomes {
			outcome := contract.Outcome(o.Value)
			if !v.Allows(outcome) {
				continue
			}
			verdict := v.VerdictOf(outcome)
			if word, ok := words[verdict]; ok {
				o.Words = word
			}
			o.Label, o.Named = verdict, nil
			left = append(left, o)
		}
		return map[string][]grammar.Option{"outcome": left}
	}
}

// decisionOf is what was typed of a decision.
func decisionOf(a grammar.Args) (acceptance.Decide, error) {
	n := acceptance.Decide{
		Number: a.Number("verification"), Outcome: contract.Outcome(a.Text("outcome")), On: a.Date("on"), Reason: a.Text("reason"),
		AvailableOn: a.Date("available"), OpenedOn: a.Date("opened"), Observations: a.Text("observations"), Decision: a.Text("decision"),
	}
	var err error
	if n.Despite, err = numbers("despite", "RV", a.List("despite")); err != nil {
		return n, err
	}
	if n.Delay, err = delay(a); err != nil {
		return n, err
	}
	if text := a.Text("rate"); text != "" {
		n.Rate, err = contract.ParseReductionRate("rate", text)
	}
	return n, err
}

func decideVerification(c *call, a grammar.Args) (message.Message, error) {
	n, err := decisionOf(a)
	if err != nil {
		return message.Message{}, err
	}
	v, err := c.DecideVerification(c, c.Actor, n)
	if err != nil {
		return message.Message{}, err
	}
	lines := []message.Text{c.verdict(v)}
	if v.DecisionRef != "" {
		lines = append(lines, c.p.Text("verification.by_decision", "decision", v.DecisionRef))
	}
	if v.Phase == acceptance.PhaseEnded && v.DecidedOn.After(v.Deadline) {
		lines = append(lines, c.p.Text("verification.decided_late", "deadline", v.Deadline))
	}
	return c.whatFollows(v, lines...).With(c.stillOpen(v)), nil
}

func answerVerification(c *call, a grammar.Args) (message.Message, error) {
	v, err := c.AnswerVerification(c, c.Actor, acceptance.Answer{
		Number: a.Number("verification"), Accepted: acceptance.SupplierAnswer(a.Text("answer")) == acceptance.AnswerAccepted, On: a.Date("on"), Reason: a.Text("reason"),
	})
	if err != nil {
		return message.Message{}, err
	}
	return c.whatFollows(v, c.answered(v)), nil
}

// answered says what the supplier has answered.
func (c *call) answered(v acceptance.VerificationView) message.Text {
	said := map[acceptance.Phase]string{
		acceptance.PhasePresentation: "answer_accepted", acceptance.PhaseChoice: "answer_refused",
		acceptance.PhaseReply: "observations", acceptance.PhaseEnded: "reduction_accepted",
	}[v.Phase]
	return c.p.Text("verification.answered", "ref", v.Ref(), "change", c.p.Text("history.verification."+said))
}

func presentVerification(c *call, a grammar.Args) (message.Message, error) {
	v, err := c.PresentVerification(c, c.Actor, acceptance.Presentation{
		Number: a.Number("verification"), On: a.Date("presented"), Installed: a.Flag("installed"),
	})
	if err != nil {
		return message.Message{}, err
	}
	if a.Flag("installed") {
		return c.whatFollows(v, c.p.Text("verification.installs", "ref", v.Ref(), "date", v.Since)), nil
	}
	return c.whatFollows(v, c.p.Text("verification.presented", "ref", v.Ref(), "date", v.Since)), nil
}

func correctVerification(c *call, a grammar.Args) (message.Message, error) {
	n, err := decisionOf(a)
	if err != nil {
		return message.Message{}, err
	}
	n.On = a.Date("notified")
	correction := acceptance.Correction{Decide: n, Note: a.Text("note")}
	switch answer := acceptance.SupplierAnswer(a.Text("outcome")); answer {
	case acceptance.AnswerAccepted, acceptance.AnswerRefused:
		accepted := answer == acceptance.AnswerAccepted
		correction.Answer = &accepted
	}
	v, err := c.CorrectVerification(c, c.Actor, correction)
	if err != nil {
		return message.Message{}, err
	}
	what := c.verdict(v)
	if correction.Answer != nil {
		what = c.answered(v)
	}
	return c.whatFollows(v, c.p.Text("verification.corrected"+v.Wrong(), "ref", v.Ref(), "was", v.Was.Verdict(), "on", v.Was.DecidedOn), what), nil
}

// verdict says what was decided.
func (c *call) verdict(v acceptance.VerificationView) message.Text {
	text := c.p.Text("verification.decided", "ref", v.Ref(), "step", v.Step, "object", v.Object, "outcome", v.Verdict(), "date", v.DecidedOn)
	if v.Rate > 0 {
		text += " " + c.p.Text("verification.rate", "rate", v.Rate)
	}
	if v.Phase == acceptance.PhaseEnded {
		text += " " + c.p.Text("verification.reminders_stop")
	}
	return text
}

// whatFollows says, after what was done, what is awaited now, until when and by
// which article; or what has begun by itself, or the guarantee.
func (c *call) whatFollows(v acceptance.VerificationView, lines ...message.Text) message.Message {
	if v.Open() {
		lines = append(lines, c.p.Text("verification.now", "await", v.Awaits()), c.deadline(v), c.basis(v), c.silence(v), c.toType(v))
	}
	if v.Guarantee != nil {
		lines = append(lines, legal.Guarantee(c.p, *v.Guarantee, v.Terms))
	}
	if v.Missing != "" {
		lines = append(lines, c.p.Text("verification.next_missing", "contract", v.Contract, "topic", v.Missing, "word", string(v.Missing)))
	}
	for _, void := range v.Void {
		lines = append(lines, c.p.Text("verification.voided", "ref", void.Ref(), "step", void.Step))
	}
	m := message.Say(message.Lines(lines...))
	if v.Moved != nil {
		o := *v.Moved
		m = m.With(message.Lines(c.p.Text("verification.next_starts", "ref", o.Ref(), "step", o.Step, "date", o.NotifiedOn), c.lastDay(o), c.basis(o)))
	}
	if v.Opened != nil {
		o := *v.Opened
		more := []message.Text{
			c.p.Text("verification.opened_itself", "ref", o.Ref(), "step", o.Step, "object", o.Object), c.deadline(o), c.basis(o), c.silence(o),
		}
		if o.Step == contract.StepVSR && v.Step == contract.StepVA && !o.Rule.Clauses[0].SameDay() {
			more = append(more, c.p.Text("verification.vsr_reading"))
		}
		m = m.With(message.Lines(more...))
	}
	return m
}

// toType is what to type when what is awaited has come.
func (c *call) toType(v acceptance.VerificationView) message.Text {
	return c.p.Text("to_type."+v.ActsBy(), "ref", v.Ref(), "ordered", v.Ordered())
}

// chain tells all verifications of the delivery, and which of them is shown.
func (c *call) chain(v acceptance.VerificationView) []message.Text {
	var lines []message.Text
	for _, s := range v.Siblings {
		what := c.p.Text("chain.runs", "await", s.Awaits(), "date", c.p.ShortDate(s.Deadline))
		switch {
		case !s.Open() && s.DecidedBy.Is(record.Ourselves):
			what = c.p.Text("chain.lapsed", "outcome", s.Verdict(), "date", c.p.ShortDate(s.DecidedOn))
		case !s.Open():
			what = c.p.Text("chain.decided", "outcome", s.Verdict(), "date", c.p.ShortDate(s.DecidedOn))
		}
		line := c.p.Text("chain.line", "ref", s.Ref(), "step", s.Step, "what", what)
		if s.Number == v.Number {
			line += " " + c.p.Text("chain.here")
		}
		lines = append(lines, "- "+line)
	}
	if len(lines) < 2 {
		return nil
	}
	return append([]message.Text{c.p.Text("chain.title", "object", v.Object)}, lines...)
}

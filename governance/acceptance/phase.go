package acceptance

import (
	"slices"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
)

// Phase is what a verification waits for. After the buyer's decision others may
// follow, each with a period of its own (domain.md §1.3: the text read is
// CCAG-TIC 2009 art. 28; that of 2021, art. 34, is said to have kept it).
type Phase string

const (
	PhaseVerifying    Phase = ""             // the buyer verifies and decides
	PhaseAnswer       Phase = "answer"       // ajourned: does the supplier accept to present again?
	PhasePresentation Phase = "presentation" // accepted: the supplier presents again
	PhaseChoice       Phase = "choice"       // refused: the buyer chooses réfaction or rejet
	PhaseObservations Phase = "observations" // réfaction: what has the supplier to say?
	PhaseReply        Phase = "reply"        // the supplier has said it: the buyer decides anew
	PhaseCompletion   Phase = "completion"   // the supplier completes the delivery, or takes back what is too much
	PhaseEnded        Phase = "ended"
)

// OfSupplier reports whether the supplier has to act.
func (p Phase) OfSupplier() bool {
	return p == PhaseAnswer || p == PhasePresentation || p == PhaseObservations || p == PhaseCompletion
}

// AwaitsAnswer reports whether the supplier is asked what it says of a decision.
func (p Phase) AwaitsAnswer() bool { return p == PhaseAnswer || p == PhaseObservations }

// Await is what is awaited of whom, in the words of the step and the phase.
type Await string

const (
	AwaitDecision     Await = "decision"
	AwaitInstallation Await = "installation" // the supplier's, in a MOM
	AwaitAnswer       Await = "answer"
	AwaitPresentation Await = "presentation"
	AwaitChoice       Await = "choice"
	AwaitObservations Await = "observations"
	AwaitReply        Await = "reply"
	AwaitCompletion   Await = "completion"
	AwaitTakeBack     Await = "take_back"
)

func (a Await) MessageKey() string { return "await." + string(a) }

// Awaits is what the verification waits for.
func (v Verification) Awaits() Await {
	switch {
	case v.Phase == PhaseCompletion && v.Count.Short() < 0:
		return AwaitTakeBack
	case v.Phase != PhaseVerifying:
		return Await(v.Phase)
	case v.Step == contract.StepMOM:
		return AwaitInstallation
	default:
		return AwaitDecision
	}
}

// ActsBy is how what is awaited is written down, for the sentence that says so:
// as Awaits, but that the VSR has more to choose from than the VA.
func (v Verification) ActsBy() string {
	if v.Awaits() == AwaitDecision && v.Step == contract.StepVSR {
		return string(AwaitDecision) + "_vsr"
	}
	return string(v.Awaits())
}

// effects are the silences that change the state by themselves, by the phase in
// which they do. Overdue as it may be, nothing else is acquired by silence.
var effects = map[contract.Silence]Phase{
	contract.SilenceAccepted: PhaseVerifying,
	contract.SilencePassed:   PhaseVerifying,
	contract.SilenceFailed:   PhaseVerifying,
	contract.SilenceRefused:  PhaseAnswer,
	contract.SilenceTaken:    PhaseAnswer,
	contract.SilenceDropped:  PhasePresentation,
	contract.SilenceRejected: PhaseChoice,
	contract.SilenceReduced:  PhaseObservations,
	contract.SilenceObserved: PhaseReply,
}

// Acts reports whether the state changes by itself when the period runs out.
func Acts(s contract.Silence) bool { _, ok := effects[s]; return ok }

// PhaseTopics are the clauses of the phases that follow a decision.
var PhaseTopics = map[Phase]contract.Topic{
	PhaseAnswer: contract.TopicAcceptance, PhasePresentation: contract.TopicRepresentation, PhaseChoice: contract.TopicChoice,
	PhaseObservations: contract.TopicReductionRemarks, PhaseReply: contract.TopicReductionReply, PhaseCompletion: contract.TopicCompletion,
}

// topics are what the dates of a verification's phase come from, the
// period to act last. A VSR that is presented again is observed whole again
// (CCAG-TIC 2009 art. 28.2.2), a month at most (27.2.2): for as long as the first
// time, unless the contract's own clause says how long.
func (v Verification) topics(c contract.Contract) []contract.Topic {
	if topic, ok := PhaseTopics[v.Phase]; ok {
		return []contract.Topic{topic}
	}
	topics := contract.TopicsOf(v.Step)
	if v.Again != 0 && v.Step == contract.StepVSR && c.Clause(contract.TopicMoreObservation).Derogation != nil {
		topics[0] = contract.TopicMoreObservation
	}
	return topics
}

// ruleOf is the rule of a verification's phase under its contract. It is the
// one place where a verification's rule comes from. After a decision, a contract
// without general clauses and without one of its own has the usual length, to be
// checked, and no effect of silence: what was decided is not kept from being
// written down.
func ruleOf(c contract.Contract, v Verification) contract.Rule {
	if v.Step == contract.StepQuantity {
		return v.completionRule(c)
	}
	topics := v.topics(c)
	topic := topics[len(topics)-1]
	r := c.StepRule(topics)
	if _, follows := PhaseTopics[v.Phase]; follows {
		r = c.Usual(topic)
	}
	if meaning, ok := contract.Meanings[topic][r.Silence]; ok {
		r.Silence = meaning
	} else if r.Silence = contract.SilenceUnknown; topic == contract.TopicRepresentation && c.Terms != contract.TermsFree {
		r.Silence = contract.SilenceAbsent
	}
	return r.Fixed(v.Delays)
}

// fix keeps the length that an order says of a topic, in the place of an earlier one.
func (v *Verification) fix(topic contract.Topic, length calendar.Period) error {
	if length == (calendar.Period{}) {
		return nil
	}
	if !length.Valid() || length.Length > maxOrdered {
		return record.InvalidError("verification.delay", "Count", length.Length, "max", maxOrdered).About("delay")
	}
	v.Delays = append(slices.DeleteFunc(slices.Clone(v.Delays), func(d contract.Delay) bool { return d.Topic == topic }), contract.Delay{Topic: topic, Period: length})
	return nil
}

// maxOrdered bounds a length that an order fixes, in days or months.
const maxOrdered = 365

// begin makes the verification wait for something else, from the day after
// since, until its rule's deadline. Whatever prolongation was asked for was of the
// period before.
func (v *Verification) begin(phase Phase, since calendar.Date, c contract.Contract, p record.Project, now time.Time) {
	v.Phase, v.Since, v.EnteredAt, v.Extra, v.Request = phase, since, now, 0, nil
	if phase == PhaseEnded {
		return
	}
	observation, deadline := ruleOf(c, *v).Deadline(c.Calendar(p), since)
	v.Deadline = deadline.Day
	if phase == PhaseVerifying {
		v.ObservationEnd = observation
	}
}

// Guarantee is how long an admitted service is under guarantee: art. 36.1 of the
// CCAG-TIC 2021, art. 30 of that of 2009, or the contract's own clause. It is no
// period in which anybody acts, so that its end is not put off to a working day.
type Guarantee struct {
	contract.Clause
	// Usual says that the contract says no length: one year is then the usual one.
	Usual bool
	From  calendar.Date
	Until calendar.Date
	// Tacit says that there was no notification to count from: the day of effect
	// stands for it, to be confirmed (domain.md §1.5).
	Tacit bool
}

// guarantee is that of an admission at the end of the VSR, with réfaction or
// without; nil where there is none.
func (v Verification) guarantee(c contract.Contract, cal calendar.Calendar) *Guarantee {
	if !v.admitted() {
		return nil
	}
	g := &Guarantee{Clause: c.Clause(contract.TopicWarranty), From: v.DecidedOn, Tacit: v.Tacit == contract.SilenceAccepted}
	if g.Usual = !g.Known(); g.Usual {
		g.Period = contract.ClauseOf(contract.TermsTIC2021, contract.TopicWarranty).Period
	}
	end, _ := g.End(cal, v.DecidedOn)
	g.Until = end.RawEnd
	return g
}

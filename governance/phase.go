package governance

import (
	"time"

	"pilotent/governance/calendar"
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

// ofSupplier says whether the supplier has to act.
func (p Phase) ofSupplier() bool {
	return p == PhaseAnswer || p == PhasePresentation || p == PhaseObservations || p == PhaseCompletion
}

// awaitsAnswer says whether the supplier is asked what it says of a decision.
func (p Phase) awaitsAnswer() bool { return p == PhaseAnswer || p == PhaseObservations }

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
	case v.Step == StepMOM:
		return AwaitInstallation
	default:
		return AwaitDecision
	}
}

// ActsBy is how what is awaited is written down, for the sentence that says so:
// as Awaits, but that the VSR has more to choose from than the VA.
func (v Verification) ActsBy() string {
	if v.Awaits() == AwaitDecision && v.Step == StepVSR {
		return string(AwaitDecision) + "_vsr"
	}
	return string(v.Awaits())
}

// What silence means in one phase, where the word of the clause has to be made
// precise; those of the clauses stand beside Silence.
const (
	SilencePassed   Silence = "passed"   // the MOM or the VA counts as positive
	SilenceFailed   Silence = "failed"   // the buyer has not decided: the services count as rejected
	SilenceTaken    Silence = "taken"    // the supplier accepts to present again
	SilenceDropped  Silence = "dropped"  // not presented again: as if refused
	SilenceReduced  Silence = "reduced"  // the supplier accepts the réfaction
	SilenceObserved Silence = "observed" // the buyer accepts the supplier's observations
	SilenceAbsent   Silence = "absent"   // the supplier is late: nothing by itself
	SilenceGranted  Silence = "granted"  // the prolongation that is asked for counts as granted
	SilenceDenied   Silence = "denied"   // it counts as refused
)

// effects are the silences that change the state by themselves, by the phase in
// which they do. Overdue as it may be, nothing else is acquired by silence.
var effects = map[Silence]Phase{
	SilenceAccepted: PhaseVerifying,
	SilencePassed:   PhaseVerifying,
	SilenceFailed:   PhaseVerifying,
	SilenceRefused:  PhaseAnswer,
	SilenceTaken:    PhaseAnswer,
	SilenceDropped:  PhasePresentation,
	SilenceRejected: PhaseChoice,
	SilenceReduced:  PhaseObservations,
	SilenceObserved: PhaseReply,
}

// Acts says whether the state changes by itself when the period runs out.
func (s Silence) Acts() bool { _, ok := effects[s]; return ok }

// meanings are what the word of a clause means at the end of the period that it
// is about. A word that stands in none means nothing there, and is not taken.
var meanings = map[Topic]map[Silence]Silence{
	TopicMOM:              {SilenceNothing: SilenceNothing, SilencePenalties: SilencePenalties, SilenceAccepted: SilencePassed, SilenceAgreed: SilencePassed, SilenceRejected: SilenceFailed},
	TopicVA:               {SilenceNothing: SilenceNothing, SilencePenalties: SilencePenalties, SilenceAccepted: SilencePassed, SilenceAgreed: SilencePassed, SilenceRejected: SilenceFailed},
	TopicVSRDecision:      {SilenceNothing: SilenceNothing, SilencePenalties: SilencePenalties, SilenceAccepted: SilenceAccepted, SilenceAgreed: SilenceAccepted, SilenceRejected: SilenceFailed},
	TopicAcceptance:       {SilenceNothing: SilenceAbsent, SilencePenalties: SilencePenalties, SilenceRefused: SilenceRefused, SilenceAgreed: SilenceTaken},
	TopicRepresentation:   {SilenceNothing: SilenceAbsent, SilencePenalties: SilencePenalties, SilenceRefused: SilenceDropped},
	TopicChoice:           {SilenceNothing: SilenceNothing, SilenceRejected: SilenceRejected},
	TopicReductionRemarks: {SilenceNothing: SilenceAbsent, SilenceAgreed: SilenceReduced},
	TopicReductionReply:   {SilenceNothing: SilenceNothing, SilenceAgreed: SilenceObserved},
	TopicCompletion:       {SilencePenalties: SilencePenalties},
	TopicExtensionReply:   {SilenceNothing: SilenceNothing, SilenceAgreed: SilenceGranted, SilenceRefused: SilenceDenied},
}

// Means is what silence means at the end of the clause's period: the word of the
// contract's own, made precise.
func (c Clause) Means() Silence {
	if meaning, ok := meanings[c.Topic][c.Silence]; ok && c.Derogation != nil {
		return meaning
	}
	return c.Silence
}

// phaseTopics are the clauses of the phases that follow a decision.
var phaseTopics = map[Phase]Topic{
	PhaseAnswer: TopicAcceptance, PhasePresentation: TopicRepresentation, PhaseChoice: TopicChoice,
	PhaseObservations: TopicReductionRemarks, PhaseReply: TopicReductionReply, PhaseCompletion: TopicCompletion,
}

// topics are what the dates of a verification's phase come from, the
// period to act last. A VSR that is presented again is observed whole again
// (CCAG-TIC 2009 art. 28.2.2), a month at most (27.2.2): for as long as the first
// time, unless the contract's own clause says how long.
func (v Verification) topics(c Contract) []Topic {
	if topic, ok := phaseTopics[v.Phase]; ok {
		return []Topic{topic}
	}
	topics := topicsOf(v.Step)
	if v.Again != 0 && v.Step == StepVSR && c.Clause(TopicMoreObservation).Derogation != nil {
		topics[0] = TopicMoreObservation
	}
	return topics
}

// usual is the rule of a clause of the contract: one without general clauses and
// without one of its own has the usual length, to be checked.
func (c Contract) usual(topic Topic) Rule {
	clause := c.Clause(topic)
	r := Rule{Usual: !clause.Known()}
	if r.Usual {
		clause.Period = ClauseOf(TermsTIC2021, topic).Period
	}
	r.Article, r.Period, r.Silence, r.Clauses = clause.Article, clause.Period, clause.Silence, []Clause{clause}
	r.Confirmed = clause.Confirmed
	return r
}

// ruleOf is the rule of a verification's phase under its contract. It is the
// one place where a verification's rule comes from. After a decision, a contract
// without general clauses and without one of its own has the usual length, to be
// checked, and no effect of silence: what was decided is not kept from being
// written down.
func ruleOf(c Contract, v Verification) Rule {
	if v.Step == StepQuantity {
		return v.completionRule(c)
	}
	topics := v.topics(c)
	topic := topics[len(topics)-1]
	r := c.rule(topics)
	if _, follows := phaseTopics[v.Phase]; follows {
		r = c.usual(topic)
	}
	if meaning, ok := meanings[topic][r.Silence]; ok {
		r.Silence = meaning
	} else if r.Silence = SilenceUnknown; topic == TopicRepresentation && c.Terms != TermsFree {
		r.Silence = SilenceAbsent
	}
	return r
}

// begin makes the verification wait for something else, from the day after
// since, until its rule's deadline. Whatever prolongation was asked for was of the
// period before.
func (v *Verification) begin(phase Phase, since calendar.Date, c Contract, p Project, now time.Time) {
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
	Clause
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
func (v Verification) guarantee(c Contract, cal calendar.Calendar) *Guarantee {
	if !v.admitted() {
		return nil
	}
	g := &Guarantee{Clause: c.Clause(TopicWarranty), From: v.DecidedOn, Tacit: v.Lapsed == SilenceAccepted}
	if g.Usual = !g.Known(); g.Usual {
		g.Period = ClauseOf(TermsTIC2021, TopicWarranty).Period
	}
	end, _ := g.End(cal, v.DecidedOn)
	g.Until = end.RawEnd
	return g
}

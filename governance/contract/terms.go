package contract

import (
	"slices"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
)

// Step is a step of the acceptance of a delivery.
type Step string

const (
	StepMOM Step = "mom" // mise en ordre de marche
	StepVA  Step = "va"  // vérification d'aptitude
	StepVSR Step = "vsr" // vérification de service régulier
	// StepQuantity is the vérification quantitative, beside the others: it is in
	// no order with them.
	StepQuantity Step = "quantity"
)

// Steps are the steps of the chain, in their order: each opens the next.
func Steps() []Step { return []Step{StepMOM, StepVA, StepVSR} }

func (s Step) MessageKey() string { return "step." + string(s) }

// Silence is what it means when a period runs out without a word.
type Silence string

const (
	SilenceNothing   Silence = "nothing"   // overdue; nothing is acquired by it
	SilencePenalties Silence = "penalties" // the supplier is late
	SilenceAccepted  Silence = "accepted"  // the service counts as accepted
	SilenceRejected  Silence = "rejected"  // the service counts as rejected
	SilenceRefused   Silence = "refused"   // the supplier counts as having refused: the buyer has to choose
	SilenceAgreed    Silence = "agreed"    // who is silent counts as having agreed
	SilenceUnknown   Silence = "unknown"   // the contract says
)

// Silences are those that a contract's clause may name.
func Silences() []Silence {
	return []Silence{SilenceNothing, SilencePenalties, SilenceAccepted, SilenceRejected, SilenceRefused, SilenceAgreed}
}

func (s Silence) MessageKey() string { return "silence." + string(s) }

// Rule is what the general clauses say of a step: how long, from what, and
// what silence means.
type Rule struct {
	Article string // "33.2.1"
	// Observation, when there is one, runs before the period to decide: its
	// end is a window's, not a deadline, and is not put off to a working day
	// (domain.md §1.5: not settled by the texts; said so to people).
	Observation *calendar.Period
	// Period is zero where no figure is known: no date can then be computed.
	Period  calendar.Period
	Silence Silence
	// Confirmed is false where there is no figure, or one that must be checked in
	// the contract.
	Confirmed bool
	// Usual says that the length is none of the contract's, which cites no general
	// clauses: it is theirs, to be checked.
	Usual bool
	// Clauses are where it comes from: that of the observation, when there is
	// one, then that of the period to decide.
	Clauses []Clause
}

// RuleOf is the rule of a step under the terms. Sources, read by domain.md
// §1.2 and §1.4: CCAG-TIC 2021 art. 29 (MOM, 30 days from the contractual date
// of delivery), 33.2.1 (VA, 30 days to verify and notify), 32.4 and 33.2.2 (VSR:
// 30 days of service, then 7 days to notify; silence is admission); CCAG-TIC
// 2009 art. 23, 26 and 27, where 30 days are one month.
// TermsFree has no figures. A contract may derogate: Contract.Rule.
func RuleOf(t Terms, s Step) Rule { return Contract{Terms: t}.Rule(s) }

// Deadline applies the rule from the day on which its period was triggered.
// There is none where a figure is missing.
func (r Rule) Deadline(c calendar.Calendar, fact calendar.Date) (observationEnd calendar.Date, d calendar.Deadline) {
	if r.Observation != nil {
		observed := r.Clause(0)
		observed.Topic, observed.Period = TopicVSR, *r.Observation
		_, observationEnd = observed.End(c, fact)
		fact = observationEnd
	}
	decided := r.Clause(len(r.Clauses) - 1)
	decided.Period = r.Period
	d, _ = decided.End(c, fact)
	return observationEnd, d
}

// Fixed is the rule with the lengths that the order itself fixes.
func (r Rule) Fixed(by []Delay) Rule {
	if len(by) == 0 {
		return r
	}
	r.Clauses = slices.Clone(r.Clauses)
	last := len(r.Clauses) - 1
	for i, clause := range r.Clauses {
		at := slices.IndexFunc(by, func(d Delay) bool { return d.Topic == clause.Topic })
		if at < 0 {
			continue
		}
		clause.Period, clause.Confirmed, clause.Ordered = by[at].Period, true, true
		r.Clauses[i] = clause
		if i == last {
			r.Period, r.Usual = clause.Period, false
		} else {
			r.Observation = &clause.Period
		}
	}
	r.Confirmed = !slices.ContainsFunc(r.Clauses, func(c Clause) bool { return !c.Confirmed || !c.Known() })
	return r
}

// Clause is one of its clauses; a rule that was put together without them has
// no derogation.
func (r Rule) Clause(i int) Clause {
	if i < 0 || i >= len(r.Clauses) {
		return Clause{}
	}
	return r.Clauses[i]
}

// Outcome is what is decided at the end of a verification.
type Outcome string

const (
	OutcomeAdmission Outcome = "admission"
	OutcomeAdjourned Outcome = "adjournment" // ajournement
	OutcomeReduction Outcome = "reduction"   // réfaction
	OutcomeRejection Outcome = "rejection"   // rejet
	// OutcomeVoid is of one that was opened by mistake, or after what was put right since.
	OutcomeVoid      Outcome = "void"
	OutcomeUndecided Outcome = ""
)

func (o Outcome) MessageKey() string { return "outcome." + string(o) }

// NeedsReason reports whether a decision must be motivated: ajournement, réfaction and rejet are motivated (CCAG-TIC 2009
// art. 28; 2021 art. 34.2 to 34.4).
func (o Outcome) NeedsReason() bool { return o != OutcomeAdmission }

// Answers reports whether silence grants or refuses a prolongation by itself.
func (s Silence) Answers() bool {
	return s == SilenceGranted || s == SilenceDenied
}

// MustKnow refuses a step of which neither the contract nor the order says a length:
// none is assumed.
func (c Contract) MustKnow(s Step, fixed ...Delay) error {
	if topic, missing := c.Missing(s, fixed...); missing {
		return record.ConflictError("clause.missing", "contract", c.Ref, "terms", c.Terms, "topic", topic, "word", string(topic)).About("contract")
	}
	return nil
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

// Meanings are what the word of a clause means at the end of the period that it
// is about. A word that stands in none means nothing there, and is not taken.
var Meanings = map[Topic]map[Silence]Silence{
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
	if meaning, ok := Meanings[c.Topic][c.Silence]; ok && c.Derogation != nil {
		return meaning
	}
	return c.Silence
}

// Usual is the rule of a clause of the contract: one without general clauses and
// without one of its own has the usual length, to be checked.
func (c Contract) Usual(topic Topic) Rule {
	clause := c.Clause(topic)
	r := Rule{Usual: !clause.Known()}
	if r.Usual {
		clause.Period = ClauseOf(TermsTIC2021, topic).Period
	}
	r.Article, r.Period, r.Silence, r.Clauses = clause.Article, clause.Period, clause.Silence, []Clause{clause}
	r.Confirmed = clause.Confirmed
	return r
}

// Rank orders the steps.
func (s Step) Rank() int { return slices.Index(Steps(), s) }

// Side is who has to do something.
type Side string

const (
	SideBuyer    Side = "buyer"
	SideSupplier Side = "supplier"
)

func (s Side) MessageKey() string { return "side." + string(s) }

// Side is who has to keep the step's deadline: the supplier puts the service
// in working order (CCAG-TIC 2021, art. 29) and completes a delivery (33.1), the
// buyer decides the rest.
func (s Step) Side() Side {
	if s == StepMOM || s == StepQuantity {
		return SideSupplier
	}
	return SideBuyer
}

// Bites reports whether silence has an effect, or may have one.
func (s Silence) Bites() bool { return s != SilenceNothing }

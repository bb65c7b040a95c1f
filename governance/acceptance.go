package governance

import "pilotent/governance/calendar"

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
		observed := r.clause(0)
		observed.Topic, observed.Period = TopicVSR, *r.Observation
		_, observationEnd = observed.End(c, fact)
		fact = observationEnd
	}
	decided := r.clause(len(r.Clauses) - 1)
	decided.Period = r.Period
	d, _ = decided.End(c, fact)
	return observationEnd, d
}

// clause is one of its clauses; a rule that was put together without them has
// no derogation.
func (r Rule) clause(i int) Clause {
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
	// OutcomeVoid is of one that a silence had opened which was corrected since.
	OutcomeVoid      Outcome = "void"
	OutcomeUndecided Outcome = ""
)

func (o Outcome) MessageKey() string { return "outcome." + string(o) }

// needsReason: ajournement, réfaction and rejet are motivated (CCAG-TIC 2009
// art. 28; 2021 art. 34.2 to 34.4).
func (o Outcome) needsReason() bool { return o != OutcomeAdmission }

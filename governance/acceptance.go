package governance

import "pilotent/governance/calendar"

// Step is a step of the acceptance of a delivery.
type Step string

const (
	StepMOM Step = "mom" // mise en ordre de marche
	StepVA  Step = "va"  // vérification d'aptitude
	StepVSR Step = "vsr" // vérification de service régulier
)

// Steps are all steps, in their order.
func Steps() []Step { return []Step{StepMOM, StepVA, StepVSR} }

func (s Step) MessageKey() string { return "step." + string(s) }

// Silence is what it means when a period runs out without a word.
type Silence string

const (
	SilenceNothing   Silence = "nothing"   // overdue; nothing is acquired by it
	SilencePenalties Silence = "penalties" // the supplier is late
	SilenceAccepted  Silence = "accepted"  // the service counts as accepted
	SilenceUnknown   Silence = "unknown"   // the contract says
)

func (s Silence) MessageKey() string { return "silence." + string(s) }

// Rule is what the general clauses say of a step: how long, from what, and
// what silence means.
type Rule struct {
	Article string // "33.2.1"
	// Observation, when there is one, runs before the period to decide: its
	// end is a window's, not a deadline, and is not put off to a working day
	// (domain.md §1.5: not settled by the texts; said so to people).
	Observation *calendar.Period
	Period      calendar.Period
	Silence     Silence
	// Confirmed is false where the figure comes from practice and must be
	// checked in the contract.
	Confirmed bool
}

// RuleOf is the rule of a step under the terms. Sources, read by domain.md
// §1.2 and §1.4: CCAG-TIC 2021 art. 29 (MOM, 30 days from the contractual date
// of delivery), 33.2.1 (VA, 30 days to verify and notify), 32.4 and 33.2.2 (VSR:
// 30 days of service, then 7 days to notify; silence is admission); CCAG-TIC
// 2009 art. 23, 26 and 27, where 30 days are one month.
func RuleOf(t Terms, s Step) Rule {
	length := calendar.Period{Length: 30, Unit: calendar.UnitDays}
	articles := map[Step]string{StepMOM: "29", StepVA: "33.2.1", StepVSR: "33.2.2"}
	if t == TermsTIC2009 {
		length = calendar.Period{Length: 1, Unit: calendar.UnitMonths}
		articles = map[Step]string{StepMOM: "23", StepVA: "27", StepVSR: "27.2.2"}
	}
	r := Rule{Article: articles[s], Period: length, Silence: SilenceNothing, Confirmed: true}
	switch s {
	case StepMOM:
		r.Silence = SilencePenalties
	case StepVSR:
		r.Observation = &length
		r.Period = calendar.Period{Length: 7, Unit: calendar.UnitDays}
		r.Silence = SilenceAccepted
	}
	if t == TermsFree {
		r.Article, r.Silence, r.Confirmed = "", SilenceUnknown, false
	}
	return r
}

// Deadline applies the rule from the day on which its period was triggered.
func (r Rule) Deadline(c calendar.Calendar, fact calendar.Date) (observationEnd calendar.Date, d calendar.Deadline) {
	if r.Observation != nil {
		observationEnd = c.End(fact, *r.Observation).RawEnd
		fact = observationEnd
	}
	return observationEnd, c.End(fact, r.Period)
}

// Outcome is what is decided at the end of a verification.
type Outcome string

const (
	OutcomeAdmission Outcome = "admission"
	OutcomeAdjourned Outcome = "adjournment" // ajournement
	OutcomeReduction Outcome = "reduction"   // réfaction
	OutcomeRejection Outcome = "rejection"   // rejet
	OutcomeUndecided Outcome = ""
)

// Outcomes are all decisions that can be taken.
func Outcomes() []Outcome {
	return []Outcome{OutcomeAdmission, OutcomeAdjourned, OutcomeReduction, OutcomeRejection}
}

func (o Outcome) MessageKey() string { return "outcome." + string(o) }

// needsReason: ajournement, réfaction and rejet are motivated (CCAG-TIC 2009
// art. 28; 2021 art. 34.2 to 34.4).
func (o Outcome) needsReason() bool { return o != OutcomeAdmission }

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
	PhaseEnded        Phase = "ended"
)

// ofSupplier says whether the supplier has to act.
func (p Phase) ofSupplier() bool {
	return p == PhaseAnswer || p == PhasePresentation || p == PhaseObservations
}

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
)

func (a Await) MessageKey() string { return "await." + string(a) }

// Awaits is what the verification waits for.
func (v Verification) Awaits() Await {
	switch {
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

// What the silence of a period that follows a decision means; those of the
// steps stand beside Silence.
const (
	SilenceRefused  Silence = "refused"  // the supplier refuses to present again; the buyer has to choose
	SilenceRejected Silence = "rejected" // the buyer has not chosen: the services count as rejected
	SilenceReduced  Silence = "reduced"  // the supplier accepts the réfaction
	SilenceObserved Silence = "observed" // the buyer accepts the supplier's observations
	SilenceAbsent   Silence = "absent"   // not presented again: nothing by itself
)

// effects are the silences that change the state by themselves, by the phase in
// which they do. Overdue as it may be, nothing else is acquired by silence.
var effects = map[Silence]Phase{
	SilenceAccepted: PhaseVerifying,
	SilenceRefused:  PhaseAnswer,
	SilenceRejected: PhaseChoice,
	SilenceReduced:  PhaseObservations,
	SilenceObserved: PhaseReply,
}

// Acts says whether the state changes by itself when the period runs out.
func (s Silence) Acts() bool { _, ok := effects[s]; return ok }

// ruleOf is the rule of a verification's phase under its contract. It is the
// one place where a verification's rule comes from.
func ruleOf(c Contract, v Verification) Rule {
	if v.Phase == PhaseVerifying || v.Phase == PhaseEnded {
		return RuleOf(c.Terms, v.Step)
	}
	return followUpRule(c.Terms, v.Phase)
}

// followUpRule is the rule of a phase that follows a decision: 10 days to accept
// to present again, 15 days for everything else, all from the day after the
// fact. The figures are those of CCAG-TIC 2009 art. 28; for 2021 (art. 34) they
// are said to be the same, and are shown as to be checked (domain.md §6.1).
func followUpRule(t Terms, p Phase) Rule {
	r := Rule{Article: "34", Period: calendar.Period{Length: 15, Unit: calendar.UnitDays}}
	if p == PhaseAnswer {
		r.Period.Length = 10
	}
	r.Silence = SilenceAbsent
	for silence, phase := range effects {
		if phase == p {
			r.Silence = silence
		}
	}
	switch t {
	case TermsTIC2009:
		r.Article, r.Confirmed = "28", true
	case TermsFree:
		r.Article, r.Silence = "", SilenceUnknown
	}
	return r
}

// begin makes the verification wait for something else, from the day after
// since, until its rule's deadline.
func (v *Verification) begin(phase Phase, since calendar.Date, c Contract, p Project, now time.Time) {
	v.Phase, v.Since, v.EnteredAt, v.Extra = phase, since, now, 0
	if phase == PhaseEnded {
		return
	}
	observation, deadline := ruleOf(c, *v).Deadline(p.Calendar(), since)
	v.Deadline = deadline.Day
	if phase == PhaseVerifying {
		v.ObservationEnd = observation
	}
}

// guaranteeRule is art. 36.1 of the CCAG-TIC 2021, art. 30 of that of 2009: one
// year at least from the notification of the admission. It is no period in which
// anybody acts, so that its end is not put off to a working day.
func guaranteeRule(t Terms) (article string, length calendar.Period) {
	article = map[Terms]string{TermsTIC2021: "36.1", TermsTIC2009: "30"}[t]
	return article, calendar.Period{Length: 12, Unit: calendar.UnitMonths}
}

// Guarantee is how long an admitted service is under guarantee.
type Guarantee struct {
	Article string // empty without general clauses
	From    calendar.Date
	Until   calendar.Date
	// Tacit says that there was no notification to count from: the day of effect
	// stands for it, to be confirmed (domain.md §1.5).
	Tacit bool
}

// guarantee is that of an admission at the end of the VSR, with réfaction or
// without; nil where there is none.
func (v Verification) guarantee(t Terms, c calendar.Calendar) *Guarantee {
	admitted := v.Step == StepVSR && v.Outcome == OutcomeAdmission || v.Outcome == OutcomeReduction
	if v.Phase != PhaseEnded || !admitted {
		return nil
	}
	article, length := guaranteeRule(t)
	return &Guarantee{
		Article: article, From: v.DecidedOn, Until: c.End(v.DecidedOn, length).RawEnd, Tacit: v.Lapsed == SilenceAccepted,
	}
}

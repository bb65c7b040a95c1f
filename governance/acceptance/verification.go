package acceptance

import (
	"errors"
	"slices"
	"strconv"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
)

// Verification is one acceptance operation on one delivery of one contract:
// verifications and decisions are separate for distinct services (CCAG-TIC
// 2021 art. 33).
type Verification struct {
	Project  record.ProjectID
	Number   int // V-5
	Contract string
	Step     contract.Step
	Object   string // what is delivered: "Version 2.3"
	// Chain is the number of the first verification of the same delivery.
	Chain int
	// NotifiedOn is the day of the fact that starts the period.
	NotifiedOn calendar.Date
	// Notice is how that day was established; nil when it was given as it is.
	Notice *contract.Notice
	// ObservationEnd is the last day of the service under observation; zero
	// but for the VSR.
	ObservationEnd calendar.Date
	// Phase is what it waits for, since the day of the fact that started that
	// phase's period; EnteredAt is when that was written down.
	Phase     Phase
	Since     calendar.Date
	EnteredAt time.Time
	// Extra is by how many days the phase's period was prolonged.
	Extra int
	// Deadline is the last day of the phase, until midnight where the contract is
	// carried out.
	Deadline calendar.Date
	InCharge []record.Person
	// Deputies are told when those in charge do not say that they have seen it.
	Deputies []record.Person
	// Committee is the code of the one whose channel is told at the last; may be "".
	Committee string
	Outcome   contract.Outcome // OutcomeUndecided while nothing is decided
	Reason    string
	// Rate is by how much the price is cut, of an OutcomeReduction.
	Rate contract.Rate
	// Observations are what the supplier has said before a rejection.
	Observations string
	// DecisionRef is the committee's decision that it follows; may be "".
	DecisionRef string
	DecidedOn   calendar.Date
	// DecisionNotice is how the day of the decision's notification was
	// established; nil when it was given as it is.
	DecisionNotice *contract.Notice
	DecidedBy      record.Person // Ourselves when by silence
	// Tacit is the last tacit effect, of a silence, on its state, and TacitOn
	// the last day of the period that ran out; "" when somebody has acted since.
	Tacit   contract.Silence
	TacitOn calendar.Date
	// Count is what a quantitative check has counted; nil in any other step.
	Count *Count
	// Request is the prolongation that the supplier has asked for and the buyer
	// has not answered; nil when there is none.
	Request *ExtensionRequest
	// Again is the number of the verification that was ajourned and that this one
	// presents again; 0 for none.
	Again int
	// Delays are the lengths that its order fixes.
	Delays    []contract.Delay
	Author    record.Person
	CreatedAt time.Time
	Version   int
}

// Ref is how people name the verification.
func (v Verification) Ref() string { return "V-" + strconv.Itoa(v.Number) }

// begun is the day of the first thing that is known of it.
func (v Verification) begun() calendar.Date {
	if v.Notice != nil && !v.Notice.AvailableOn.IsZero() {
		return v.Notice.AvailableOn
	}
	return v.NotifiedOn
}

// Subject names the verification in history and deliveries.
func (v Verification) Subject() record.Subject { return NounVerification.Subject(v.Ref()) }

// Open reports whether it still waits for something.
func (v Verification) Open() bool { return v.Phase != PhaseEnded }

// Decided reports whether something was decided, whatever it waits for since.
func (v Verification) Decided() bool { return v.Outcome != contract.OutcomeUndecided }

// Verdict is what was decided, in the words of the step.
func (v Verification) Verdict() contract.Verdict {
	switch {
	case v.Outcome == OutcomeNotice && v.Count.Short() < 0:
		return contract.VerdictTakeBack
	case v.Outcome != contract.OutcomeAdmission:
		return contract.Verdict(v.Outcome)
	}
	return map[contract.Step]contract.Verdict{contract.StepMOM: contract.VerdictInstalled, contract.StepVA: contract.VerdictFit}[v.Step].Or(contract.VerdictAdmitted)
}

// VerdictOf is an outcome in the words of the verification's step.
func (v Verification) VerdictOf(o contract.Outcome) contract.Verdict {
	v.Outcome = o
	return v.Verdict()
}

// VerificationStore keeps verifications.
type VerificationStore interface {
	// Verification finds by number; ErrNone when there is none.
	Verification(p record.ProjectID, number int) (Verification, error)
	// Verifications are all, the first deadline first; only open ones when
	// open is set.
	Verifications(p record.ProjectID, open bool) ([]Verification, error)
	PutVerification(Verification) error
}

func findVerification(tx Tx, p record.ProjectID, number int) (Verification, error) {
	v, err := tx.Verification(p, number)
	if errors.Is(err, record.ErrNone) {
		return v, record.NotFoundError("verification.unknown", "ref", "V-"+strconv.Itoa(number)).About("verification")
	}
	return v, err
}

// FindUnderContract is a verification, and the contract that it is under.
func FindUnderContract(tx Tx, p record.ProjectID, number int) (Verification, contract.Contract, error) {
	v, err := findVerification(tx, p, number)
	if err != nil {
		return v, contract.Contract{}, err
	}
	c, err := contract.FindContract(tx, p, v.Contract)
	return v, c, err
}

// VerificationView is a verification with what explains it.
type VerificationView struct {
	Verification
	Supplier string
	Terms    contract.Terms
	// Zone is that at whose midnight its periods end; Away says that it is not the
	// project's.
	Zone *time.Location
	Away bool
	// Incomplete is the place of which not all days off are known; "" for none.
	Incomplete calendar.Region
	// Rule is that of the phase it is in, and Computed how its deadline is found.
	Rule     contract.Rule
	Computed calendar.Deadline
	// Fact is the day of the fact that starts the phase's period.
	Fact calendar.Date
	// observation is the last day under observation, as computed.
	observation calendar.Date
	// TacitRule is that of the period whose silence has changed its state.
	TacitRule contract.Rule
	// Requested is the prolongation that waits for an answer or, where silence's
	// answer is told, had waited for it; nil when there is none. Answered is the one
	// that what was done has answered.
	Requested *RequestedExtension
	Answered  *ExtensionRequest
	Guarantee *Guarantee
	Today     calendar.Date
	History   []record.HistoryLine
	// Siblings are all verifications of the same delivery, the first first, with
	// the quantitative checks.
	Siblings []Verification
	// First, in a record, is what the first decision, or the silence instead of
	// it, made of the verification, with the deadline that it had; what follows an
	// ajournement or a réfaction may end it otherwise. Zero while it is verified.
	First Verification
	// Opened is the verification that has followed from what was done, Void those that
	// it has made void, the last first, Moved the one that begins on another day, Back
	// the one that waits again, and Was what a correction has taken the place of, by
	// going back to what was Awaited.
	Opened  *VerificationView
	Moved   *VerificationView
	Void    []Verification
	Back    *VerificationView
	Was     Verification
	Awaited Verification
	// Reservations are those noted, the ones that stand first, then the heaviest.
	Reservations []ReservationView
	// Carried are those noted on earlier verifications of the same delivery that
	// stood when this one began, in the same order.
	Carried []ReservationView
	// Availability is nil where no service is observed.
	Availability *Availability
	// Missing is the topic of which the contract says no length, so that what
	// follows could not be opened; "" when it could.
	Missing contract.Topic
	// contract is its own, and channel its committee's, as read for a delivery.
	contract contract.Contract
	channel  record.ChannelID
}

// NewVerificationView is the verification with what its contract says of it.
func NewVerificationView(v Verification, c contract.Contract, p record.Project) VerificationView {
	rule, fact := ruleOf(c, v), v.Fact()
	cal := c.Calendar(p)
	observation, deadline := rule.Deadline(cal, fact)
	if v.Extra > 0 && v.Open() && !deadline.Day.IsZero() {
		fact, period := deadline.Fact, deadline.Period
		deadline = cal.End(deadline.RawEnd, calendar.Period{Length: v.Extra, Unit: calendar.UnitDays})
		deadline.Fact, deadline.Period = fact, period
	}
	view := VerificationView{
		Zone: c.Location(p), Away: c.Location(p).String() != p.Location().String(), Verification: v, Supplier: c.Supplier, Terms: c.Terms, Rule: rule,
		Computed: deadline, Fact: fact, observation: observation, Requested: v.Request.under(c, cal), Guarantee: v.guarantee(c, cal),
	}
	if cal.Incomplete() {
		view.Incomplete = cal.Region
	}
	if v.Tacit != "" {
		before := v
		before.Phase = effects[v.Tacit]
		view.TacitRule = ruleOf(c, before)
	}
	return view
}

// Fact is the day of the fact that starts the phase's period; of one that has
// ended, the first phase's; of a quantitative check, the last notice's.
func (v Verification) Fact() calendar.Date {
	if v.Since.IsZero() || v.Phase == PhaseEnded && v.Step != contract.StepQuantity {
		return v.NotifiedOn
	}
	return v.Since
}

// Redacted is the verification as the caller may see it: a decision that a
// committee keeps to itself is not named, and neither is such a committee itself, nor
// one that is told of it no more.
func Redacted(v record.Caller, ver Verification) Verification {
	if ver.DecisionRef != "" && !v.Sees(record.CommitteeOf(ver.DecisionRef)) {
		ver.DecisionRef = ""
	}
	if !slices.ContainsFunc(v.AllCommittees, func(c record.Committee) bool { return c.Code == ver.Committee && c.Sits() && v.Sees(c.Code) }) {
		ver.Committee = ""
	}
	return ver
}

// DaysLeft is the number of days until the deadline, negative once it is past.
func (v VerificationView) DaysLeft() int { return v.Today.DaysUntil(v.Deadline) }

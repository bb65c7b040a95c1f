package governance

import (
	"context"
	"errors"
	"strconv"
	"time"

	"pilotent/governance/calendar"
)

// Verification is one acceptance operation on one delivery of one contract:
// verifications and decisions are separate for distinct services (CCAG-TIC
// 2021 art. 33).
type Verification struct {
	Project  ProjectID
	Number   int // V-5
	Contract string
	Step     Step
	Object   string // what is delivered: "Version 2.3"
	// Chain is the number of the first verification of the same delivery.
	Chain int
	// NotifiedOn is the day of the fact that starts the period.
	NotifiedOn calendar.Date
	// Notice is how that day was established; nil when it was given as it is.
	Notice *Notice
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
	InCharge []Person
	// Deputies are told when those in charge do not say that they have seen it.
	Deputies []Person
	// Committee is the code of the one whose channel is told at the last; may be "".
	Committee string
	Outcome   Outcome // OutcomeUndecided while nothing is decided
	Reason    string
	// Rate is by how much the price is cut, of an OutcomeReduction.
	Rate Rate
	// Observations are what the supplier has said before a rejection.
	Observations string
	// DecisionRef is the committee's decision that it follows; may be "".
	DecisionRef string
	DecidedOn   calendar.Date
	// DecisionNotice is how the day of the decision's notification was
	// established; nil when it was given as it is.
	DecisionNotice *Notice
	DecidedBy      Person // Ourselves when by silence
	// Lapsed is the last change of its state that silence has made, and LapsedOn
	// the last day of the period that ran out; "" when somebody has acted since.
	Lapsed   Silence
	LapsedOn calendar.Date
	// Count is what a quantitative check has counted; nil in any other step.
	Count *Count
	// Request is the prolongation that the supplier has asked for and the buyer
	// has not answered; nil when there is none.
	Request *ExtensionRequest
	// Again is the number of the verification that was ajourned and that this one
	// presents again; 0 for none.
	Again     int
	Author    Person
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
func (v Verification) Subject() Subject { return NounVerification.subject(v.Ref()) }

// Open says whether it still waits for something.
func (v Verification) Open() bool { return v.Phase != PhaseEnded }

// Verdict is what was decided, in the words of the step.
func (v Verification) Verdict() Verdict {
	switch {
	case v.Outcome == OutcomeNotice && v.Count.Short() < 0:
		return VerdictTakeBack
	case v.Outcome != OutcomeAdmission:
		return Verdict(v.Outcome)
	}
	return map[Step]Verdict{StepMOM: VerdictInstalled, StepVA: VerdictFit}[v.Step].or(VerdictAdmitted)
}

// VerificationStore keeps verifications.
type VerificationStore interface {
	// Verification finds by number; ErrNone when there is none.
	Verification(p ProjectID, number int) (Verification, error)
	// Verifications are all, the first deadline first; only open ones when
	// open is set.
	Verifications(p ProjectID, open bool) ([]Verification, error)
	PutVerification(Verification) error
}

// maxPast is how far back a notification may be entered.
const maxPast = 2 * 365

func findVerification(tx Tx, p ProjectID, number int) (Verification, error) {
	v, err := tx.Verification(p, number)
	if errors.Is(err, ErrNone) {
		return v, NotFoundError("verification.unknown", "ref", "V-"+strconv.Itoa(number)).About("verification")
	}
	return v, err
}

// findUnderContract is a verification, and the contract that it is under.
func findUnderContract(tx Tx, p ProjectID, number int) (Verification, Contract, error) {
	v, err := findVerification(tx, p, number)
	if err != nil {
		return v, Contract{}, err
	}
	c, err := findContract(tx, p, v.Contract)
	return v, c, err
}

// VerificationView is a verification with what explains it.
type VerificationView struct {
	Verification
	Supplier string
	Terms    Terms
	// Zone is that at whose midnight its periods end; Away says that it is not the
	// project's.
	Zone *time.Location
	Away bool
	// Rule is that of the phase it is in, and Computed how its deadline is found.
	Rule     Rule
	Computed calendar.Deadline
	// Fact is the day of the fact that starts the phase's period.
	Fact calendar.Date
	// observation is the last day under observation, as computed.
	observation calendar.Date
	// LapsedRule is that of the period whose silence has changed its state.
	LapsedRule Rule
	// Requested is the prolongation that waits for an answer or, where silence's
	// answer is told, had waited for it; nil when there is none. Answered is the one
	// that what was done has answered.
	Requested *RequestedExtension
	Answered  *ExtensionRequest
	Guarantee *Guarantee
	Today     calendar.Date
	History   []HistoryLine
	// Siblings are all verifications of the same delivery, the first first, with
	// the quantitative checks.
	Siblings []Verification
	// First, in a record, is what the first decision, or the silence instead of
	// it, made of the verification, with the deadline that it had; what follows an
	// ajournement or a réfaction may end it otherwise. Zero while it is verified.
	First Verification
	// Opened is the verification that has followed from what was done, and Void
	// the one that it has made void.
	Opened *VerificationView
	Void   *Verification
	// Reservations are those noted, the ones that stand first, then the heaviest.
	Reservations []ReservationView
	// Carried are those noted on earlier verifications of the same delivery that
	// stood when this one began, in the same order.
	Carried []ReservationView
	// Availability is nil where no service is observed.
	Availability *Availability
	// Missing is the topic of which the contract says no length, so that what
	// follows could not be opened; "" when it could.
	Missing Topic
	// contract is its own, and channel its committee's, as read for a delivery.
	contract Contract
	channel  ChannelID
}

func newVerificationView(v Verification, c Contract, p Project) VerificationView {
	rule, fact := ruleOf(c, v), v.fact()
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
	if v.Lapsed != "" {
		before := v
		before.Phase = effects[v.Lapsed]
		view.LapsedRule = ruleOf(c, before)
	}
	return view
}

// fact is the day of the fact that starts the phase's period; of one that has
// ended, the first phase's; of a quantitative check, the last notice's.
func (v Verification) fact() calendar.Date {
	if v.Since.IsZero() || v.Phase == PhaseEnded && v.Step != StepQuantity {
		return v.NotifiedOn
	}
	return v.Since
}

// verification is the verification as the visitor may see it: a decision that a
// committee keeps to itself is not named.
func (v visitor) verification(ver Verification) Verification {
	if ver.DecisionRef != "" && !v.sees(committeeOf(ver.DecisionRef)) {
		ver.DecisionRef = ""
	}
	return ver
}

// verificationState is the same of one in history.
func (v visitor) verificationState(s State) State {
	if ver, ok := s.(Verification); ok {
		return v.verification(ver)
	}
	return s
}

// DaysLeft is the number of days until the deadline, negative once it is past.
func (v VerificationView) DaysLeft() int { return v.Today.DaysUntil(v.Deadline) }

// Verification is one verification, how its deadline comes about, and its
// history. Anybody of the team may ask.
func (s *Secretariat) Verification(ctx context.Context, a Actor, number int) (VerificationView, error) {
	var view VerificationView
	err := s.view(ctx, a, func(v visitor, tx Tx) error {
		ver, c, err := findUnderContract(tx, v.Project.ID, number)
		if err != nil {
			return err
		}
		view = newVerificationView(v.verification(ver), c, v.Project)
		view.Today = v.Project.Today(s.now())
		if view.Siblings, err = stepsOf(tx, ver); err != nil {
			return err
		}
		for i, s := range view.Siblings {
			view.Siblings[i] = v.verification(s)
		}
		if err := v.noted(tx, c, &view); err != nil {
			return err
		}
		if view.History, err = tx.History(v.Project.ID, ver.Subject()); err != nil {
			return err
		}
		for i, l := range view.History {
			view.History[i].Before, view.History[i].After = v.verificationState(l.Before), v.verificationState(l.After)
		}
		view.History, err = withReservations(tx, v.Project.ID, view.History, view.Reservations)
		return err
	})
	return view, err
}

// Verifications lists the running ones, what bites first before; with all, the
// decided ones after them.
func (s *Secretariat) Verifications(ctx context.Context, a Actor, all bool) ([]VerificationView, error) {
	var views []VerificationView
	err := s.view(ctx, a, func(v visitor, tx Tx) error {
		list, err := tx.Verifications(v.Project.ID, !all)
		if err != nil {
			return err
		}
		for _, ver := range list {
			c, err := findContract(tx, v.Project.ID, ver.Contract)
			if err != nil {
				return err
			}
			view := newVerificationView(v.verification(ver), c, v.Project)
			view.Today = v.Project.Today(s.now())
			if view.Reservations, err = v.reservationsOf(tx, ver.Number); err != nil {
				return err
			}
			if view.Carried, err = v.carriedTo(tx, ver); err != nil {
				return err
			}
			views = append(views, view)
		}
		return nil
	})
	SortVerifications(views)
	return views, err
}

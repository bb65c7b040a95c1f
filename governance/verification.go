package governance

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
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
	// NotifiedOn is the day of the fact that starts the period.
	NotifiedOn calendar.Date
	// Notice is how that day was established; nil when it was given as it is.
	Notice *Notice
	// ObservationEnd is the last day of the service under observation; zero
	// but for the VSR.
	ObservationEnd calendar.Date
	// Deadline is the last day to decide, until midnight in the project's zone.
	Deadline calendar.Date
	InCharge []Person
	// Deputies are told when those in charge do not say that they have seen it.
	Deputies  []Person
	Outcome   Outcome // OutcomeUndecided while it runs
	Reason    string
	DecidedOn calendar.Date
	DecidedBy Person
	Author    Person
	CreatedAt time.Time
	Version   int
}

// Ref is how people name the verification.
func (v Verification) Ref() string { return "V-" + strconv.Itoa(v.Number) }

// Subject names the verification in history and deliveries.
func (v Verification) Subject() Subject { return Subject("verification/" + v.Ref()) }

// Open says whether it is still to be decided.
func (v Verification) Open() bool { return v.Outcome == OutcomeUndecided }

// VerificationStore keeps verifications.
type VerificationStore interface {
	// Verification finds by number; ErrNone when there is none.
	Verification(p ProjectID, number int) (Verification, error)
	// Verifications are all, the first deadline first; only open ones when
	// open is set.
	Verifications(p ProjectID, open bool) ([]Verification, error)
	PutVerification(Verification) error
}

// verificationLeads are how many days before a deadline the people in charge
// are reminded; 0 is the day itself.
var verificationLeads = []int{15, 7, 3, 1, 0}

// appointments are with each person in charge, in the project's morning,
// whatever hours are quiet: a contract does not wait.
func (v Verification) appointments(p Project) []appointment {
	if !v.Open() {
		return nil
	}
	var due []time.Time
	for _, days := range verificationLeads {
		due = append(due, v.Deadline.AddDays(-days).At(morning, 0, p.Location()))
	}
	var with []appointment
	for _, to := range recipients(v.InCharge) {
		with = append(with, appointment{to, due})
	}
	return with
}

// reminders are owed at each appointment that is still to come.
func (v Verification) reminders(p Project, now time.Time) []Delivery {
	return reminders(v.Project, v.Subject(), VerificationReminder, now, v.appointments(p)...)
}

// maxPast is how far back a notification may be entered.
const maxPast = 2 * 365

// NewVerification asks that a verification be opened.
type NewVerification struct {
	Step       Step
	Contract   string
	Object     string
	NotifiedOn calendar.Date
	By         NoticeBy // may be left out
	// AvailableOn, and OpenedOn once it is known, stand instead of NotifiedOn for
	// what went by the profil d'acheteur.
	AvailableOn, OpenedOn calendar.Date
	InCharge              []Person // default those of the contract, else the actor
	Deputies              []Person // default those of the contract; may be none
}

// OpenVerification opens a verification, computes its deadline and owes the
// reminders. Members of a committee and pilots may.
func (s *Secretariat) OpenVerification(ctx context.Context, a Actor, n NewVerification) (VerificationView, error) {
	var view VerificationView
	v, err := s.admit(ctx, a)
	if err != nil {
		return view, err
	}
	if err := s.mustRecordSomewhere(ctx, v); err != nil {
		return view, err
	}
	if n.Object, err = cleanText("object", n.Object, maxTitle); err != nil {
		return view, err
	}
	err = s.update(ctx, v, func(d *desk) error {
		c, err := findContract(d, v.Project.ID, n.Contract)
		if err != nil {
			return err
		}
		n := n.withDefaults(c, a.User)
		if topic, missing := c.missing(n.Step); missing {
			return ConflictError("clause.missing", "contract", c.Ref, "topic", topic, "word", string(topic)).About("contract")
		}
		notified, notice, err := n.notice(c, d.Project, d.today())
		if err != nil {
			return err
		}
		num, err := d.Next(v.Project.ID, "verification")
		if err != nil {
			return fmt.Errorf("number verification: %w", err)
		}
		ver := Verification{
			Project: v.Project.ID, Number: num, Contract: c.Ref, Step: n.Step, Object: n.Object,
			NotifiedOn: notified, Notice: notice, InCharge: without(n.InCharge, nil), Deputies: without(n.Deputies, n.InCharge), Author: d.User, CreatedAt: d.now,
		}
		view = newVerificationView(ver, c, v.Project)
		view.ObservationEnd, view.Deadline = view.observation, view.Computed.Day
		if err := d.saveVerification(&view.Verification); err != nil {
			return err
		}
		if err := d.tell(view.Subject(), VerificationOpened, view.Version, slices.Concat(view.InCharge, view.Deputies)); err != nil {
			return err
		}
		return d.record(view.Subject(), "verification.opened", nil, view.Verification, "")
	})
	view.Today = v.Project.Today(s.now())
	return view, err
}

// withDefaults names those in charge, and their deputies, where nobody did.
func (n NewVerification) withDefaults(c Contract, by Person) NewVerification {
	if len(n.InCharge) == 0 {
		n.InCharge = c.InCharge
	}
	if len(n.InCharge) == 0 {
		n.InCharge = []Person{by}
	}
	if len(n.Deputies) == 0 {
		n.Deputies = c.Deputies
	}
	return n
}

// saveVerification writes the verification and makes its reminders follow.
func (d *desk) saveVerification(v *Verification) error {
	v.Version++
	if err := d.PutVerification(*v); err != nil {
		return err
	}
	if err := d.planVerification(*v); err != nil {
		return err
	}
	return d.planPersonalDigests(v.InCharge)
}

// planVerification makes the verification's reminders follow from its state,
// and from who has seen them; others may go with them.
func (d *desk) planVerification(v Verification, others ...Delivery) error {
	seen, err := d.Seen(v.Project, v.Subject())
	if err != nil {
		return err
	}
	owed := slices.Concat(v.reminders(d.Project, d.now), v.escalations(d.Project, d.now, seen), others)
	return d.Replan(v.Project, v.Subject(), owed)
}

// Decide asks that a verification be decided.
type Decide struct {
	Number  int
	Outcome Outcome
	On      calendar.Date // the day the decision was notified; default today
	Reason  string        // needed but for admission
}

// DecideVerification records what was decided; the reminders go. Those in
// charge, their deputies and pilots may.
func (s *Secretariat) DecideVerification(ctx context.Context, a Actor, n Decide) (VerificationView, error) {
	var view VerificationView
	v, err := s.admit(ctx, a)
	if err != nil {
		return view, err
	}
	if n.Reason, err = optionalText("reason", n.Reason, maxNote); err != nil {
		return view, err
	}
	err = s.store.View(ctx, func(tx Tx) error {
		view.Verification, err = findVerification(tx, v.Project.ID, n.Number)
		return err
	})
	if err != nil {
		return view, err
	}
	if v.role != RolePilot && (v.role == RoleGuest || !slices.ContainsFunc(slices.Concat(view.InCharge, view.Deputies), v.User.Is)) {
		e := s.refuse(ctx, v, "in_charge", nil)
		if refusal, ok := errors.AsType[*Error](e); ok {
			refusal.Args["ref"], refusal.Args["people"] = view.Ref(), view.InCharge
		}
		return view, e
	}
	err = s.update(ctx, v, func(d *desk) error {
		before, err := findVerification(d, v.Project.ID, n.Number)
		if err != nil {
			return err
		}
		c, err := findContract(d, v.Project.ID, before.Contract)
		if err != nil {
			return err
		}
		if n.On.IsZero() {
			n.On = d.today()
		}
		if err := before.decidable(n, d.today()); err != nil {
			return err
		}
		ver := before
		ver.Outcome, ver.Reason, ver.DecidedOn, ver.DecidedBy = n.Outcome, n.Reason, n.On, d.User
		if err := d.saveVerification(&ver); err != nil {
			return err
		}
		if err := d.tell(ver.Subject(), VerificationDecided, ver.Version, ver.InCharge); err != nil {
			return err
		}
		view = newVerificationView(ver, c, v.Project)
		return d.record(ver.Subject(), "verification."+string(n.Outcome), before, ver, n.Reason)
	})
	view.Today = v.Project.Today(s.now())
	return view, err
}

// decidable applies the rules of a decision.
func (v Verification) decidable(n Decide, today calendar.Date) error {
	switch {
	case !v.Open():
		return v.decidedError()
	case n.On.After(today):
		return InvalidError("verification.future", "date", n.On).About("on")
	case n.On.Before(v.NotifiedOn):
		return InvalidError("verification.before_start", "date", n.On, "start", v.NotifiedOn).About("on")
	case n.Outcome.needsReason() && n.Reason == "":
		return InvalidError("verification.no_reason", "ref", v.Ref(), "outcome", n.Outcome).About("reason")
	}
	return nil
}

func (v Verification) decidedError() error {
	return ConflictError("verification.decided", "ref", v.Ref(), "outcome", v.Outcome, "date", v.DecidedOn)
}

func findVerification(tx Tx, p ProjectID, number int) (Verification, error) {
	v, err := tx.Verification(p, number)
	if errors.Is(err, ErrNone) {
		return v, NotFoundError("verification.unknown", "ref", "V-"+strconv.Itoa(number)).About("verification")
	}
	return v, err
}

// VerificationView is a verification with what explains it.
type VerificationView struct {
	Verification
	Supplier string
	Terms    Terms
	Rule     Rule
	Computed calendar.Deadline
	Today    calendar.Date
	History  []HistoryLine

	observation calendar.Date
}

func newVerificationView(v Verification, c Contract, p Project) VerificationView {
	rule := c.Rule(v.Step)
	observation, deadline := rule.Deadline(c.Calendar(p), v.NotifiedOn)
	return VerificationView{
		Verification: v, Supplier: c.Supplier, Terms: c.Terms, Rule: rule,
		Computed: deadline, observation: observation,
	}
}

// DaysLeft is the number of days until the deadline, negative once it is past.
func (v VerificationView) DaysLeft() int { return v.Today.DaysUntil(v.Deadline) }

// Verification is one verification, how its deadline comes about, and its
// history. Anybody of the team may ask.
func (s *Secretariat) Verification(ctx context.Context, a Actor, number int) (VerificationView, error) {
	var view VerificationView
	err := s.view(ctx, a, func(v visitor, tx Tx) error {
		ver, err := findVerification(tx, v.Project.ID, number)
		if err != nil {
			return err
		}
		c, err := findContract(tx, v.Project.ID, ver.Contract)
		if err != nil {
			return err
		}
		view = newVerificationView(ver, c, v.Project)
		view.Today = v.Project.Today(s.now())
		view.History, err = tx.History(v.Project.ID, ver.Subject())
		return err
	})
	return view, err
}

// Verifications lists the running ones, the first deadline first; with all,
// the decided ones after them.
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
			view := newVerificationView(ver, c, v.Project)
			view.Today = v.Project.Today(s.now())
			views = append(views, view)
		}
		return nil
	})
	slices.SortStableFunc(views, func(x, y VerificationView) int {
		open := func(v VerificationView) int {
			if v.Open() {
				return 0
			}
			return 1
		}
		return cmp.Compare(open(x), open(y))
	})
	return views, err
}

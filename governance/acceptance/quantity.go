package acceptance

import (
	"cmp"
	"context"
	"slices"

	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
)

// Count is what a quantitative check has found of a delivery, beside its chain
// of verifications (CCAG-TIC 2021 art. 33.1; 2009 art. 25 and 27.1).
type Count struct {
	Ordered   int    `json:"Ordered"`
	Delivered int    `json:"Delivered"`
	Unit      string `json:"Unit"` // what was counted: "postes"; may be ""
	// Delay is what the buyer last gave the supplier to complete the delivery or
	// to take back what is too much; zero where it has given none.
	Delay calendar.Period `json:"Delay"`
}

// Short is how many are missing, negative when there are too many.
func (c *Count) Short() int {
	if c == nil {
		return 0
	}
	return c.Ordered - c.Delivered
}

// Ordered is how many were ordered of what a quantitative check counts, 0 in any
// other step.
func (v Verification) Ordered() int {
	if v.Count == nil {
		return 0
	}
	return v.Count.Ordered
}

// counts reports whether the unit may be the one that is counted: what has no name
// may be anything.
func (c *Count) counts(unit string) bool {
	return c.Unit == "" || unit == "" || record.Fold(c.Unit) == record.Fold(unit)
}

// The outcomes of a quantitative check. Of what does not conform the buyer either
// accepts it as it is or gives the supplier notice, with a delay that it
// prescribes (CCAG-TIC 2021 art. 33.1; 2009 art. 27.1).
const (
	OutcomeConforming  contract.Outcome = "conforming"   // as many as were ordered
	OutcomeAsDelivered contract.Outcome = "as_delivered" // accepted as it is
	OutcomeNotice      contract.Outcome = "notice"       // mise en demeure
)

// maxCount bounds what is counted: more is a slip of the keyboard.
const maxCount = 9_999_999

// NewCount is what was counted of a delivery, and what the buyer makes of it.
type NewCount struct {
	// Number is that of any verification of the delivery; or of a quantitative
	// check that runs, which is then counted anew.
	Number             int
	Ordered, Delivered int
	Unit               string // default, in a new count, that of the last one
	// Accept takes the delivery as it is; a Reason is needed. Delay puts the
	// supplier on notice instead. One of them is needed where the two numbers
	// differ, and none where they are the same.
	Accept bool
	Delay  calendar.Period
	// On is the day of the count, or on which the decision on it was notified;
	// default today.
	On     calendar.Date
	Reason string
	// Decision is the reference of the committee's decision that it follows; may
	// be "".
	Decision string
}

// CountDelivery records a quantitative check: whether what was delivered is what
// was ordered. It stands beside the chain of verifications, and neither holds the
// other up (CCAG-TIC 2021 art. 33.1). Those in charge of the verification named,
// their deputies and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) CountDelivery(ctx context.Context, a record.Actor, n NewCount) (VerificationView, error) {
	if err := n.clean(); err != nil {
		return VerificationView{}, err
	}
	v, asked, err := s.admitTo(ctx, a, n.Number)
	if err != nil {
		return VerificationView{}, err
	}
	if err := s.mustAnswerFor(ctx, v, asked); err != nil {
		return VerificationView{}, err
	}
	var view VerificationView
	err = s.update(ctx, v, func(d *changeset) error {
		asked, c, err := FindUnderContract(d.Tx, v.Project.ID, n.Number)
		if err != nil {
			return err
		}
		d.Aloud(n.Unit, n.Reason)
		ver, err := d.count(n, asked, c)
		view = NewVerificationView(Redacted(v, ver), c, v.Project)
		return err
	})
	view.Today = v.Project.Today(s.base.Now())
	return view, err
}

func (n *NewCount) clean() (err error) {
	if n.Unit, err = record.OptionalName("unit", n.Unit, record.MaxName); err != nil {
		return err
	}
	n.Reason, err = record.OptionalText("reason", n.Reason)
	return err
}

// count writes what was counted, as a check of its own or anew in the one that
// was asked for, and tells of it.
func (d *changeset) count(n NewCount, asked Verification, c contract.Contract) (Verification, error) {
	if n.On.IsZero() {
		n.On = d.Today()
	}
	others, err := StepsOf(d.Tx, asked)
	if err != nil {
		return asked, err
	}
	if err := n.possible(asked); err != nil {
		return asked, err
	}
	ver, err := n.check(asked, others)
	if err != nil {
		return asked, err
	}
	before := ver
	if err := n.dated(before, others, d.Today()); err != nil {
		return asked, err
	}
	if ver.Outcome, err = n.Outcome(asked, c); err != nil {
		return asked, err
	}
	if ver.DecisionRef, err = d.decisionFollowed(n.Decision); err != nil {
		return asked, err
	}
	ver.counted(n, c, d)
	if before.Number == 0 {
		if err := d.numberVerification(&ver, others); err != nil {
			return asked, err
		}
	}
	err = d.saveCount(before, &ver, n.Reason)
	return ver, err
}

// possible says why the numbers are none of a count.
func (n NewCount) possible(asked Verification) error {
	switch {
	case n.Ordered < 0 || n.Delivered < 0:
		return record.InvalidError("quantity.negative", "ref", asked.Ref()).About("count")
	case n.Ordered == 0:
		return record.InvalidError("quantity.nothing_ordered", "ref", asked.Ref()).About("count")
	case max(n.Ordered, n.Delivered) > maxCount:
		return record.InvalidError("quantity.many", "max", maxCount).About("count")
	}
	return nil
}

// check is the quantitative check that a count is about: the one named, which
// runs, or a new one of the same delivery. Of the same unit there is one that
// runs, and it is counted again.
func (n NewCount) check(asked Verification, others []Verification) (Verification, error) {
	if asked.Step == contract.StepQuantity {
		return asked, n.again(asked, others)
	}
	for _, o := range others {
		if o.Step == contract.StepQuantity && !o.Open() && n.same(o) {
			return asked, record.ConflictError("quantity.twice", "ref", o.Ref(), "outcome", o.Verdict(), "date", o.DecidedOn)
		}
		if o.Step == contract.StepQuantity && o.Open() && o.Count.counts(n.Unit) {
			return asked, record.ConflictError("quantity.running", "ref", o.Ref(), "object", o.Object, "unit", o.Count.Unit,
				"await", o.Awaits(), "date", o.Deadline, "delivered", n.Delivered, "now", n.Ordered)
		}
	}
	return Verification{
		Project: asked.Project, Contract: asked.Contract, Step: contract.StepQuantity, Object: asked.Object, NotifiedOn: n.On,
		InCharge: asked.InCharge, Deputies: asked.Deputies, Committee: asked.Committee,
	}, nil
}

// same reports whether it is what an ended check has counted on that day: typed twice.
func (n NewCount) same(o Verification) bool {
	c := o.Count
	return o.DecidedOn == n.On && c.Ordered == n.Ordered && c.Delivered == n.Delivered && record.Fold(c.Unit) == record.Fold(n.Unit)
}

// again says why a quantitative check cannot be counted anew: it has ended, or
// the count is about something else.
func (n NewCount) again(asked Verification, others []Verification) error {
	first := others[slices.IndexFunc(others, func(o Verification) bool { return o.Step != contract.StepQuantity })].Ref()
	args := []any{"ref", asked.Ref(), "first", first, "delivered", n.Delivered, "ordered", asked.Ordered(), "now", n.Ordered}
	switch {
	case !asked.Open():
		return record.ConflictError("quantity.ended", append(args, "unit", cmp.Or(n.Unit, asked.Count.Unit), "outcome", asked.Verdict(), "date", asked.DecidedOn)...)
	case !asked.Count.counts(n.Unit):
		return record.InvalidError("quantity.other_unit", append(args, "unit", asked.Count.Unit, "text", n.Unit)...).About("unit")
	case n.Ordered != asked.Ordered() && n.Reason == "":
		return record.InvalidError("quantity.other_order", append(args, "unit", asked.Count.Unit)...).About("count")
	}
	return nil
}

// dated says why a count cannot be of its day: it comes neither before what it
// verifies nor before the notice that it answers.
func (n NewCount) dated(before Verification, others []Verification, today calendar.Date) error {
	start := slices.MinFunc(others, func(x, y Verification) int { return x.NotifiedOn.Compare(y.NotifiedOn) })
	switch {
	case n.On.After(today):
		return record.InvalidError("verification.future", "date", n.On).About("on")
	case before.Number != 0 && n.On.Before(before.Since):
		return record.InvalidError("quantity.before_notice", "date", n.On, "start", before.Since, "ref", before.Ref()).About("on")
	case n.On.Before(start.NotifiedOn):
		return record.InvalidError("quantity.before_delivery", "date", n.On,
			"start", start.NotifiedOn, "ref", start.Ref(), "step", start.Step).About("on")
	}
	return nil
}

// Outcome is what the numbers and the buyer's decision on them come to; where
// they differ and nothing was decided, an error asks.
func (n NewCount) Outcome(asked Verification, c contract.Contract) (contract.Outcome, error) {
	short := n.Ordered - n.Delivered
	notice := n.Delay != calendar.Period{}
	unit := n.Unit
	if asked.Count != nil {
		unit = cmp.Or(unit, asked.Count.Unit)
	}
	args := []any{"ref", asked.Ref(), "object", asked.Object, "delivered", n.Delivered, "ordered", n.Ordered, "unit", unit}
	switch {
	case short == 0 && (n.Accept || notice):
		return "", record.InvalidError("quantity.nothing_to_settle", args...).About("count")
	case short == 0:
		return OutcomeConforming, nil
	case n.Accept && notice:
		return "", record.InvalidError("quantity.both", args...).About("delay")
	case n.Accept && n.Reason == "":
		return "", record.InvalidError("quantity.no_reason", args...).About("reason")
	case n.Accept:
		return OutcomeAsDelivered, nil
	case notice && !n.Delay.Valid():
		return "", record.InvalidError("clause.period", "max", calendar.MaxPeriod).About("delay")
	case notice:
		return OutcomeNotice, nil
	}
	args = append(args, "usual", c.Clause(contract.TopicCompletion))
	if short > 0 {
		return "", record.InvalidError("quantity.missing", append(args, "short", short)...).About("delay")
	}
	return "", record.InvalidError("quantity.excess", append(args, "short", -short)...).About("delay")
}

// counted makes the verification what the count and the decision on it make of
// it. What has ended keeps the last notice, and the period that it gave.
func (v *Verification) counted(n NewCount, c contract.Contract, d *changeset) {
	count := Count{Ordered: n.Ordered, Delivered: n.Delivered, Unit: n.Unit, Delay: n.Delay}
	if v.Count != nil {
		count.Unit = cmp.Or(n.Unit, v.Count.Unit)
	}
	v.Reason, v.DecidedOn, v.DecidedBy = n.Reason, n.On, d.User
	if v.Outcome == OutcomeNotice {
		v.Count = &count
		v.begin(PhaseCompletion, n.On, c, d.Project, d.Now)
		return
	}
	if v.Count != nil {
		count.Delay = v.Count.Delay
	}
	v.Count, v.Phase, v.EnteredAt, v.Request = &count, PhaseEnded, d.Now, nil
}

// saveCount writes a check that was counted; those in charge are told of it and,
// when something is awaited, their deputies.
func (d *changeset) saveCount(before Verification, ver *Verification, reason string) error {
	if err := d.saveVerification(ver); err != nil {
		return err
	}
	people := ver.InCharge
	if ver.Open() {
		people = slices.Concat(people, ver.Deputies)
	}
	if err := d.Tell(ver.Subject(), VerificationDecided, ver.Version, people); err != nil {
		return err
	}
	d.Change = "verification." + string(ver.Verdict())
	if before.Number == 0 {
		return d.Record(ver.Subject(), d.Change, nil, *ver, reason)
	}
	return d.Record(ver.Subject(), d.Change, before, *ver, reason)
}

// countAgain says what is to be done of a quantitative check that runs.
func (v Verification) countAgain() error {
	return record.ConflictError("quantity.count_again", "ref", v.Ref(), "await", v.Awaits(), "date", v.Deadline, "ordered", v.Ordered())
}

// completionRule is the rule of a quantitative check: the delay that the buyer
// has prescribed, and nothing where it has prescribed none. Nothing is acquired
// by silence at its end; the supplier is late.
func (v Verification) completionRule(c contract.Contract) contract.Rule {
	clause := c.Clause(contract.TopicCompletion)
	period := calendar.Period{}
	if v.Count != nil {
		period = v.Count.Delay
	}
	if d := clause.Derogation; d != nil && d.Period.Valid() && d.Period != period && !d.SameDay {
		clause.Derogation = nil // the buyer has prescribed another delay than the contract's
	}
	clause.Period = period
	r := contract.Rule{Article: clause.Article, Period: period, Silence: contract.SilenceNothing, Confirmed: true, Clauses: []contract.Clause{clause}}
	if period.Valid() {
		r.Silence = cmp.Or(contract.Meanings[contract.TopicCompletion][clause.Silence], contract.SilenceUnknown)
	}
	return r
}

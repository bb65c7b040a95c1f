package acceptance

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// NewContract asks that a contract be followed.
type NewContract struct {
	Ref, Supplier string
	Terms         contract.Terms // default TermsTIC2021
	// What a contract.Change may set as well; all of it may be left out.
	NotifiedOn           calendar.Date
	Lots                 []string
	Region               calendar.Region
	Holidays, WorkedDays []calendar.Date
	InCharge, Deputies   []record.Person
}

// AddContract starts to follow a contract. Members of a committee and pilots may.
func (s *Service) AddContract(ctx context.Context, a record.Actor, n NewContract) (contract.Contract, error) {
	var c contract.Contract
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return c, err
	}
	if err := s.base.MustRecordSomewhere(ctx, v); err != nil {
		return c, err
	}
	c = contract.Contract{Project: v.Project.ID, Ref: strings.ToUpper(strings.TrimSpace(n.Ref)), Terms: contract.TermsTIC2021, Author: a.User, CreatedAt: s.base.Now()}
	if !contract.ContractRef.MatchString(c.Ref) {
		return c, record.InvalidError("contract.ref", "text", n.Ref).About("contract")
	}
	if n.Supplier, err = record.CleanName("supplier", n.Supplier, record.MaxName); err != nil {
		return c, err
	}
	if err = n.change().Apply(&c); err != nil {
		return c, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		if err := datable(c, nil, d.Today()); err != nil {
			return err
		}
		old, err := d.Contract(v.Project.ID, c.Ref)
		if err == nil {
			return record.ConflictError("contract.exists", "ref", old.Ref, "supplier", old.Supplier).About("contract")
		}
		if !errors.Is(err, record.ErrNone) {
			return err
		}
		d.Aloud(append([]string{c.Supplier}, c.Lots...)...)
		if err := d.PutContract(c); err != nil {
			return err
		}
		return d.Record(c.Subject(), "contract.added", nil, c, "")
	})
	return c, err
}

// datable refuses a day of notification that is to come, and one after the
// beginning of a verification.
func datable(c contract.Contract, verifications []Verification, today calendar.Date) error {
	if c.NotifiedOn.After(today) {
		return record.InvalidError("contract.future", "contract", c.Ref, "date", c.NotifiedOn).About("effective")
	}
	for _, v := range verifications {
		if v.Contract == c.Ref && v.begun().Before(c.NotifiedOn) {
			return record.ConflictError("contract.after_verification", "contract", c.Ref, "date", c.NotifiedOn,
				"ref", v.Ref(), "step", v.Step, "object", v.Object, "start", v.begun()).About("effective")
		}
	}
	return nil
}

func (n NewContract) change() contract.Change {
	return contract.Change(n)
}

// ContractView is a contract with what follows from it.
type ContractView struct {
	contract.Contract
	// Place is whose public holidays count: the contract's Region or the project's.
	Place calendar.Region
	// Running are its verifications that are to be decided, the first deadline
	// first.
	Running []VerificationView
	// Moved are those of which a change has moved a deadline, or changed what
	// silence means at its end.
	Moved   []MovedDeadline
	Today   calendar.Date
	History []record.HistoryLine
}

// Contract is a contract and its clauses. Anybody of the team may ask.
func (s *Service) Contract(ctx context.Context, a record.Actor, ref string) (ContractView, error) {
	var view ContractView
	err := s.view(ctx, a, func(v record.Caller, tx Tx) error {
		c, err := contract.FindContract(tx, v.Project.ID, ref)
		if err != nil {
			return err
		}
		view, err = viewContract(v, tx, c, s.base.Now())
		return err
	})
	return view, err
}

func viewContract(v record.Caller, tx Tx, c contract.Contract, now time.Time) (ContractView, error) {
	p := v.Project
	view := ContractView{Contract: c, Place: c.Calendar(p).Region, Today: p.Today(now)}
	running, err := tx.Verifications(p.ID, true)
	if err != nil {
		return view, err
	}
	for _, ver := range running {
		if ver.Contract == c.Ref {
			of := NewVerificationView(Redacted(v, ver), c, p)
			of.Today = view.Today
			view.Running = append(view.Running, of)
		}
	}
	view.History, err = tx.History(p.ID, c.Subject())
	return view, err
}

// ChangeContract changes what is known of a contract; the deadlines of its
// running verifications follow. Members of a committee and pilots may.
func (s *Service) ChangeContract(ctx context.Context, a record.Actor, n contract.Change) (ContractView, error) {
	return s.changeContract(ctx, a, n.Ref, "contract.changed", "", n.Apply, append(slices.Clip(n.Lots), n.Supplier)...)
}

// ChangeClause changes what a contract says of one topic; the deadlines of its
// running verifications follow. A change of nothing only looks. Members of a
// committee and pilots may.
func (s *Service) ChangeClause(ctx context.Context, a record.Actor, n contract.ClauseChange) (ContractView, error) {
	if n.Empty() {
		return s.Contract(ctx, a, n.Contract)
	}
	return s.changeContract(ctx, a, n.Contract, "contract.clause", n.Article, func(c *contract.Contract) error {
		for _, part := range n.Split() {
			if err := part.Apply(c); err != nil {
				return err
			}
		}
		return nil
	}, n.Start, n.Article)
}

// changeContract writes a change of a contract and makes its running
// verifications follow, in one transaction. texts are those that somebody wrote
// in it.
func (s *Service) changeContract(ctx context.Context, a record.Actor, ref, change, note string, apply func(*contract.Contract) error, texts ...string) (ContractView, error) {
	var view ContractView
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return view, err
	}
	if err := s.base.MustRecordSomewhere(ctx, v); err != nil {
		return view, err
	}
	if err := s.CarryOutDue(ctx, v.Project); err != nil {
		return view, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		before, err := contract.FindContract(d.Tx, v.Project.ID, ref)
		if err != nil {
			return err
		}
		after := before
		if err := apply(&after); err != nil {
			return err
		}
		var moved []MovedDeadline
		if !reflect.DeepEqual(before, after) {
			all, err := d.Verifications(v.Project.ID, false)
			if err != nil {
				return err
			}
			if err := datable(after, all, d.Today()); err != nil {
				return err
			}
			d.Aloud(texts...)
			if err := d.PutContract(after); err != nil {
				return err
			}
			if moved, err = d.followContract(before, after); err != nil {
				return err
			}
			if err := d.Record(after.Subject(), change, before, after, note); err != nil {
				return err
			}
		}
		view, err = viewContract(d.Caller, d.Tx, after, d.Now)
		view.Moved = moved
		return err
	})
	return view, err
}

// MovedDeadline is a verification that a change of its contract has reached, and
// where its deadline was.
type MovedDeadline struct {
	VerificationView
	Before calendar.Date
	// ReplyBefore is where the last day to answer a prolongation was; zero where it
	// has not moved.
	ReplyBefore calendar.Date
	// Silenced says that what silence means at its end has changed; the deadline may
	// then be where it was.
	Silenced bool
}

// FollowHolidays is followContract for all contracts of the project.
func FollowHolidays(of *reminder.Changeset) ([]MovedDeadline, error) {
	d := within(of)
	contracts, err := d.Contracts(d.Project.ID)
	if err != nil {
		return nil, err
	}
	var moved []MovedDeadline
	for _, c := range contracts {
		of, err := d.followContract(c, c)
		if err != nil {
			return nil, err
		}
		moved = append(moved, of...)
	}
	return moved, nil
}

// followContract makes the deadlines of a contract's running verifications
// those that its clauses and the calendar now give, and tells those in charge.
// One that cannot be computed any more stays where it was. What silence will do
// follows as well; what would have been done by now may be put right until the
// next midnight.
func (d *changeset) followContract(old, c contract.Contract) ([]MovedDeadline, error) {
	running, err := d.Verifications(d.Project.ID, true)
	if err != nil {
		return nil, err
	}
	var moved []MovedDeadline
	for _, v := range running {
		if v.Contract != c.Ref {
			continue
		}
		m, moves, err := d.follow(v, old, c)
		if err != nil {
			return nil, err
		}
		if moves {
			moved = append(moved, m)
		}
	}
	return moved, nil
}

// follow is followContract for one of them; false where neither its deadline, nor
// what silence means at its end, nor the last day to answer a prolongation is another.
func (d *changeset) follow(before Verification, old, c contract.Contract) (m MovedDeadline, moved bool, err error) {
	view := NewVerificationView(before, c, d.Project)
	if before.Phase != PhaseVerifying {
		view.observation = before.ObservationEnd
	}
	moves := !view.Computed.Day.IsZero() && (view.Computed.Day != before.Deadline || view.observation != before.ObservationEnd)
	silence := ruleOf(old, before).Silence
	changes := moves || !sameSilence(old, c, silence, view.Rule.Silence, d.Project)
	m.Silenced = silence != view.Rule.Silence
	was := before
	if view.followRequest(old, c, d.Project, d.Now) {
		if m.ReplyBefore, err = d.saveReply(before, &view.Verification); err != nil {
			return m, false, err
		}
		was = view.Verification
	}
	if changes {
		if view.EnteredAt = d.Now; moves {
			view.ObservationEnd, view.Deadline = view.observation, view.Computed.Day
		}
		if err := d.saveVerification(&view.Verification); err != nil {
			return m, false, err
		}
		if err := d.tellMoved(was, view.Verification, moves, m.Silenced); err != nil {
			return m, false, err
		}
	}
	view.Verification, view.Today = Redacted(d.Caller, view.Verification), d.Today()
	m.VerificationView, m.Before = view, before.Deadline
	return m, moves || m.Silenced || !m.ReplyBefore.IsZero(), nil
}

// sameSilence reports whether silence means the same under a contract as before its
// change and, where it does something, does so at the same midnight.
func sameSilence(old, c contract.Contract, was, is contract.Silence, p record.Project) bool {
	acts := Acts(is) || is.Answers()
	return was == is && (!acts || old.Location(p).String() == c.Location(p).String())
}

// tellMoved tells that the deadline has moved or, where it has not, that only what
// silence means at its end has changed, or at which midnight.
func (d *changeset) tellMoved(before, v Verification, moves, silenced bool) error {
	kind, change := VerificationMoved, "verification.moved"
	if !moves {
		kind, change = VerificationFollowed, "verification.midnight"
	}
	if !moves && silenced {
		change = "verification.silence"
	}
	if err := d.Tell(v.Subject(), kind, v.Version, slices.Concat(v.InCharge, v.Deputies)); err != nil {
		return err
	}
	return d.Record(v.Subject(), change, before, v, "")
}

package committee

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
)

// Agreement is a convention de partenariat: who does what in the project, for how
// long, in which schools. The founding text names it a key factor of success
// (domain.md §3.1).
type Agreement struct {
	Project  record.ProjectID
	Number   int // C-1
	Name     string
	Partners []Institution
	// Schools are those of its annex.
	Schools []record.UAI
	Signed  calendar.Date
	// Until is the last day of its term.
	Until calendar.Date
	// TerminatedOn is the last day of one that was ended before its term, and
	// Reason why it was; zero and empty for any other.
	TerminatedOn calendar.Date
	Reason       string
	Author       record.Person
	CreatedAt    time.Time
	Version      int // rises with each change
}

// AgreementState is where an agreement stands on some day.
type AgreementState string

const (
	AgreementRunning    AgreementState = "running"
	AgreementEnded      AgreementState = "ended"      // its term is over
	AgreementTerminated AgreementState = "terminated" // also while its last day is to come
)

func (s AgreementState) MessageKey() string { return "agreement_state." + string(s) }

// Ref is how people name the agreement.
func (a Agreement) Ref() string { return agreementRef(a.Number) }

func agreementRef(number int) string { return "C-" + strconv.Itoa(number) }

// Subject names the agreement in history and deliveries.
func (a Agreement) Subject() record.Subject { return NounAgreement.Subject(a.Ref()) }

// StateVersion is that of the state, for history.
func (a Agreement) StateVersion() int { return a.Version }

// End is the last day on which it holds.
func (a Agreement) End() calendar.Date {
	if !a.TerminatedOn.IsZero() {
		return a.TerminatedOn
	}
	return a.Until
}

// InForce reports whether it holds on that day, its last one included.
func (a Agreement) InForce(today calendar.Date) bool { return !a.End().Before(today) }

// State is where it stands on that day.
func (a Agreement) State(today calendar.Date) AgreementState {
	switch {
	case !a.TerminatedOn.IsZero():
		return AgreementTerminated
	case a.InForce(today):
		return AgreementRunning
	default:
		return AgreementEnded
	}
}

// AgreementStore keeps agreements.
type AgreementStore interface {
	// Agreement finds by number; ErrNone when there is none.
	Agreement(p record.ProjectID, number int) (Agreement, error)
	// Agreements are all, or those whose annex has the school where one is named,
	// the first term to end first.
	Agreements(p record.ProjectID, school record.UAI) ([]Agreement, error)
	PutAgreement(Agreement) error
}

// AgreementsInForce are those of Agreements that hold on that day.
func AgreementsInForce(tx AgreementStore, p record.ProjectID, school record.UAI, today calendar.Date) ([]Agreement, error) {
	list, err := tx.Agreements(p, school)
	return slices.DeleteFunc(list, func(a Agreement) bool { return !a.InForce(today) }), err
}

// longAgreement is from how many years on the length of a term is asked back:
// conventions run for three to five years, and a slip of the year goes farther.
const longAgreement = 10

// checkTerm refuses an end that comes before its beginning, or has gone by, and asks
// back a term that is longer than any.
func (d *changeset) checkTerm(from, until calendar.Date) error {
	switch {
	case from.After(d.Today()):
		return record.InvalidError("agreement.unsigned", "date", from).About("signed")
	case !until.After(from):
		return record.InvalidError("agreement.order", "signed", from, "date", until).About("end")
	case until.Before(d.Today()):
		return record.InvalidError("agreement.past", "date", until).About("end")
	}
	if years := record.MonthsUntil(from, until) / 12; years >= longAgreement {
		d.Doubt("agreement.long", "from", from, "date", until, "Count", years)
	}
	return nil
}

// repeatedAgreement asks back another one of that name that is in force.
func (d *changeset) repeatedAgreement(a Agreement) error {
	list, err := AgreementsInForce(d.Tx, a.Project, "", d.Today())
	for _, o := range list {
		if o.Number != a.Number && record.Fold(o.Name) == record.Fold(a.Name) {
			d.Doubt("agreement.repeated", "ref", o.Ref(), "name", o.Name, "date", o.End())
		}
	}
	return err
}

// saveAgreement writes the agreement and its line of history, and makes its
// reminders follow.
func (d *changeset) saveAgreement(before *Agreement, a *Agreement, change string) error {
	a.Version++
	if err := d.PutAgreement(*a); err != nil {
		return err
	}
	planned, _, err := d.agreementPlan(*a)
	if err != nil {
		return err
	}
	if before == nil || before.Until != a.Until {
		err = d.ReplanFrom(a.nextMorning(d.Project, d.Today()), a.Subject(), planned)
	} else {
		err = d.Replan(a.Subject(), planned)
	}
	if err != nil {
		return err
	}
	if before == nil {
		return d.Record(a.Subject(), change, nil, *a, "")
	}
	return d.Record(a.Subject(), change, *before, *a, a.Reason)
}

// NewAgreement asks for an agreement. Partners are one at least.
type NewAgreement struct {
	Name          string
	Partners      []InstitutionChange
	Schools       []record.UAI
	Signed, Until calendar.Date
}

// CreateAgreement writes down an agreement that was signed, and owes its reminders.
// Only pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) CreateAgreement(ctx context.Context, actor record.Actor, n NewAgreement) (AgreementView, error) {
	return s.writeAgreement(ctx, actor, func(d *changeset) (a Agreement, err error) {
		if n.Name, err = record.CleanName("title", n.Name, record.MaxName); err != nil {
			return a, err
		}
		schools, err := perimeter.SchoolsNamed(d.Tx, d.Project.ID, n.Schools)
		if err != nil {
			return a, err
		}
		num, err := d.Next(d.Project.ID, "agreement")
		if err != nil {
			return a, fmt.Errorf("number agreement: %w", err)
		}
		a = Agreement{
			Project: d.Project.ID, Number: num, Name: n.Name, Schools: schools,
			Signed: n.Signed, Until: n.Until, Author: d.User, CreatedAt: d.Now,
		}
		if a.Partners, err = partners(nil, n.Partners, nil); err != nil {
			return a, err
		}
		if err := d.checkTerm(a.Signed, a.Until); err != nil {
			return a, err
		}
		if err := d.repeatedAgreement(a); err != nil {
			return a, err
		}
		d.Aloud(a.Name)
		return a, d.saveAgreement(nil, &a, "agreement.created")
	})
}

// partners are those of list with what is said of them, and without those named.
func partners(list []Institution, said []InstitutionChange, without []string) ([]Institution, error) {
	list, unknown := WithoutInstitutions(list, without)
	if unknown != "" {
		return nil, record.NotFoundError("agreement.no_partner", "name", unknown, "known", InstitutionNames(list)).About("without")
	}
	for i, c := range said {
		var err error
		if said[i], err = c.Clean("partners"); err != nil {
			return nil, err
		}
	}
	if list = WithInstitutions(list, said); len(list) == 0 {
		return nil, record.InvalidError("agreement.alone").About("partners")
	}
	return list, nil
}

// AgreementChange changes parts of an agreement; empty parts stay as they are.
type AgreementChange struct {
	Name string
	// Partners are added or, where the agreement has them, specified.
	Partners []InstitutionChange
	Without  []string // names of partners that leave it
	// Schools are added to its annex, and WithoutSchools leave it.
	Schools, WithoutSchools []record.UAI
	Signed                  calendar.Date
	Until                   record.Shift[calendar.Date] // nil where it stays
}

// ChangeAgreement puts an agreement right, or follows what was agreed since. Only
// pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) ChangeAgreement(ctx context.Context, actor record.Actor, number int, c AgreementChange) (AgreementView, error) {
	return s.changeAgreement(ctx, actor, number, "agreement.changed", func(d *changeset, a *Agreement) (err error) {
		before := *a
		if err := c.apply(d, a); err != nil {
			return err
		}
		if a.Signed != before.Signed || a.Until != before.Until {
			if err := d.checkTerm(a.Signed, a.Until); err != nil {
				return err
			}
		}
		if same(before, *a) {
			return record.ConflictError("agreement.same", "ref", a.Ref())
		}
		if a.Name != before.Name {
			return d.repeatedAgreement(*a)
		}
		return nil
	})
}

// apply changes the parts of a that are given.
func (c AgreementChange) apply(d *changeset, a *Agreement) (err error) {
	if c.Name != "" {
		if a.Name, err = record.CleanName("title", c.Name, record.MaxName); err != nil {
			return err
		}
		d.Aloud(a.Name)
	}
	if a.Partners, err = partners(a.Partners, c.Partners, c.Without); err != nil {
		return err
	}
	added, err := perimeter.SchoolsNamed(d.Tx, d.Project.ID, c.Schools)
	if err != nil {
		return err
	}
	a.Schools = slices.DeleteFunc(slices.Clone(a.Schools), func(u record.UAI) bool {
		return slices.Contains(c.WithoutSchools, u) || slices.Contains(added, u)
	})
	a.Schools = append(a.Schools, added...)
	a.Signed = cmp.Or(c.Signed, a.Signed)
	if c.Until != nil {
		a.Until, err = record.Shifted(d.Changeset.Changeset, c.Until, a.Until)
	}
	return err
}

// same reports whether both say the same, their annexes in whatever order.
func same(a, b Agreement) bool {
	equal := func(p, q Institution) bool {
		return p.Name == q.Name && p.Level == q.Level && p.Role == q.Role && record.SameSet(p.Competences, q.Competences)
	}
	return a.Name == b.Name && a.Signed == b.Signed && a.Until == b.Until &&
		slices.EqualFunc(a.Partners, b.Partners, equal) && record.SameSet(a.Schools, b.Schools)
}

// RenewAgreement gives an agreement a later end; the one that it had stays in its
// history. Only pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) RenewAgreement(ctx context.Context, actor record.Actor, number int, to record.Shift[calendar.Date]) (AgreementView, error) {
	return s.changeAgreement(ctx, actor, number, "agreement.renewed", func(d *changeset, a *Agreement) error {
		until, err := record.Shifted(d.Changeset.Changeset, to, a.Until)
		if err != nil {
			return err
		}
		if until == a.Until {
			return record.InvalidError("agreement.renew_same", "ref", a.Ref(), "date", until).About("end")
		}
		if until.Before(a.Until) {
			return record.InvalidError("agreement.renew_later", "ref", a.Ref(), "until", a.Until, "date", until).About("end")
		}
		if !a.InForce(d.Today()) {
			d.Doubt("agreement.renew_ended", "ref", a.Ref(), "date", a.Until)
		}
		from := a.Until
		a.Until = until
		if from.After(d.Today()) {
			from = d.Today()
		}
		return d.checkTerm(from, until)
	})
}

// TerminateAgreement ends an agreement before its term, after that day. Only pilots
// may; a reason is needed.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) TerminateAgreement(ctx context.Context, actor record.Actor, number int, on calendar.Date, reason string) (AgreementView, error) {
	return s.changeAgreement(ctx, actor, number, "agreement.terminated", func(d *changeset, a *Agreement) (err error) {
		if reason, err = record.CleanText("reason", reason, record.MaxNote); err != nil {
			return err
		}
		switch {
		case !a.InForce(d.Today()):
			return a.endedError()
		case on.Before(a.Signed) || !on.Before(a.Until):
			return record.InvalidError("agreement.terminate_outside", "ref", a.Ref(), "date", on, "signed", a.Signed, "until", a.Until).About("as-of")
		}
		d.Aloud(reason)
		a.TerminatedOn, a.Reason = on, reason
		return nil
	})
}

// changeAgreement runs change on an agreement that was not terminated, and writes it.
func (s *Service) changeAgreement(ctx context.Context, actor record.Actor, number int, line string, change func(d *changeset, a *Agreement) error) (AgreementView, error) {
	return s.writeAgreement(ctx, actor, func(d *changeset) (Agreement, error) {
		before, err := FindAgreement(d.Tx, d.Project.ID, number)
		if err != nil {
			return before, err
		}
		if !before.TerminatedOn.IsZero() {
			return before, before.overError()
		}
		a := before
		if err := change(d, &a); err != nil {
			return a, err
		}
		return a, d.saveAgreement(&before, &a, line)
	})
}

func (a Agreement) overError() error {
	return record.ConflictError("agreement.terminated", "ref", a.Ref(), "date", a.TerminatedOn)
}

func (a Agreement) endedError() error {
	return record.ConflictError("agreement.ended", "ref", a.Ref(), "date", a.Until)
}

// writeAgreement is a change that only pilots may make, and what became of it.
func (s *Service) writeAgreement(ctx context.Context, actor record.Actor, change func(*changeset) (Agreement, error)) (AgreementView, error) {
	var view AgreementView
	v, err := s.base.Admit(ctx, actor)
	if err != nil {
		return view, err
	}
	if err := s.base.MustPilot(ctx, v); err != nil {
		return view, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		a, err := change(d)
		if err != nil {
			return err
		}
		view, err = viewAgreement(d.Caller, d.Tx, a, d.Today())
		return err
	})
	return view, err
}

// FindAgreement is the agreement of that number. Errors: NotFound.
func FindAgreement(tx AgreementStore, p record.ProjectID, number int) (Agreement, error) {
	a, err := tx.Agreement(p, number)
	if errors.Is(err, record.ErrNone) {
		return a, record.NotFoundError("agreement.unknown", "ref", agreementRef(number)).About("agreement")
	}
	return a, err
}

// Agreement is one agreement and its history. Anybody of the team may ask.
// Errors: NotFound, Forbidden, Unavailable.
func (s *Service) Agreement(ctx context.Context, actor record.Actor, number int) (AgreementView, error) {
	var view AgreementView
	err := s.view(ctx, actor, func(v record.Caller, tx Tx) error {
		a, err := FindAgreement(tx, v.Project.ID, number)
		if err != nil {
			return err
		}
		view, err = viewAgreement(v, tx, a, v.Project.Today(s.base.Now()))
		return err
	})
	return view, err
}

// Agreements are all agreements, the first term to end first, and the project's
// day. Anybody of the team may ask.
// Errors: Forbidden, Unavailable.
func (s *Service) Agreements(ctx context.Context, actor record.Actor) (list []Agreement, today calendar.Date, err error) {
	err = s.view(ctx, actor, func(v record.Caller, tx Tx) (err error) {
		today = v.Project.Today(s.base.Now())
		list, err = tx.Agreements(v.Project.ID, "")
		return err
	})
	return list, today, err
}

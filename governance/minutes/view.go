package minutes

import (
	"cmp"
	"context"
	"slices"

	"pilotent/governance/acceptance"
	"pilotent/governance/committee"
	"pilotent/governance/contract"
	"pilotent/governance/record"
)

// Verification is one verification, how its deadline comes about, and its
// history. Anybody of the team may ask.
// Errors: NotFound, Forbidden, Unavailable.
func (s *Service) Verification(ctx context.Context, a record.Actor, number int) (acceptance.VerificationView, error) {
	var view acceptance.VerificationView
	err := s.view(ctx, a, func(v record.Caller, tx Tx) error {
		ver, c, err := acceptance.FindUnderContract(tx, v.Project.ID, number)
		if err != nil {
			return err
		}
		view = acceptance.NewVerificationView(acceptance.Redacted(v, ver), c, v.Project)
		view.Today = v.Project.Today(s.base.Now())
		if view.Siblings, err = acceptance.StepsOf(tx, ver); err != nil {
			return err
		}
		for i, s := range view.Siblings {
			view.Siblings[i] = acceptance.Redacted(v, s)
		}
		if err := noted(v, tx, c, &view); err != nil {
			return err
		}
		if view.History, err = tx.History(v.Project.ID, ver.Subject()); err != nil {
			return err
		}
		for i, l := range view.History {
			view.History[i].Before, view.History[i].After = redactedState(v, l.Before), redactedState(v, l.After)
		}
		view.History, err = withReservations(tx, v.Project.ID, view.History, view.Reservations)
		return err
	})
	return view, err
}

// Verifications lists the running ones, what bites first before; with all, the
// decided ones after them.
// Errors: NotFound, Forbidden, Unavailable.
func (s *Service) Verifications(ctx context.Context, a record.Actor, all bool) ([]acceptance.VerificationView, error) {
	var views []acceptance.VerificationView
	err := s.view(ctx, a, func(v record.Caller, tx Tx) error {
		list, err := tx.Verifications(v.Project.ID, !all)
		if err != nil {
			return err
		}
		for _, ver := range list {
			c, err := contract.FindContract(tx, v.Project.ID, ver.Contract)
			if err != nil {
				return err
			}
			view := acceptance.NewVerificationView(acceptance.Redacted(v, ver), c, v.Project)
			view.Today = v.Project.Today(s.base.Now())
			if view.Reservations, err = acceptance.ReservationsOf(v, tx, ver.Number); err != nil {
				return err
			}
			if view.Carried, err = acceptance.CarriedTo(v, tx, ver); err != nil {
				return err
			}
			views = append(views, view)
		}
		return nil
	})
	SortVerifications(views)
	return views, err
}

// VerificationsFollowing are those that follow the decision of a committee, where the
// actor may see it.
// Errors: Invalid, NotFound, Forbidden, Unavailable.
func (s *Service) VerificationsFollowing(ctx context.Context, a record.Actor, decision string) ([]acceptance.Verification, error) {
	var list []acceptance.Verification
	err := s.view(ctx, a, func(v record.Caller, tx Tx) error {
		if _, err := committee.VisibleDecision(v, tx, decision); err != nil {
			return err
		}
		all, err := tx.Verifications(v.Project.ID, false)
		for _, ver := range all {
			if ver.DecisionRef == decision {
				list = append(list, ver)
			}
		}
		return err
	})
	return list, err
}

// Contract is a contract and its clauses. Anybody of the team may ask.
// Errors: NotFound, Forbidden, Unavailable.
func (s *Service) Contract(ctx context.Context, a record.Actor, ref string) (acceptance.ContractView, error) {
	var view acceptance.ContractView
	err := s.view(ctx, a, func(v record.Caller, tx Tx) error {
		c, err := contract.FindContract(tx, v.Project.ID, ref)
		if err != nil {
			return err
		}
		view, err = acceptance.ViewContract(v, tx, c, s.base.Now())
		return err
	})
	return view, err
}

// noted adds the reservations and the outages to the view.
func noted(v record.Caller, tx Tx, c contract.Contract, view *acceptance.VerificationView) (err error) {
	if view.Reservations, err = acceptance.ReservationsOf(v, tx, view.Number); err != nil {
		return err
	}
	if view.Carried, err = acceptance.CarriedTo(v, tx, view.Verification); err != nil {
		return err
	}
	view.Availability, err = acceptance.AvailabilityOf(tx, v.Project, c, view.Verification)
	return err
}

// redactedState is the same of one in history.
func redactedState(v record.Caller, s record.State) record.State {
	if ver, ok := s.(acceptance.Verification); ok {
		return acceptance.Redacted(v, ver)
	}
	return s
}

// withReservations adds what happened to the reservations to the history of
// their verification, by time.
func withReservations(tx Tx, p record.ProjectID, lines []record.HistoryLine, list []acceptance.ReservationView) ([]record.HistoryLine, error) {
	byNumber := slices.SortedFunc(slices.Values(list), func(x, y acceptance.ReservationView) int { return cmp.Compare(x.Number, y.Number) })
	for _, r := range byNumber {
		own, err := tx.History(p, r.Subject())
		if err != nil {
			return nil, err
		}
		lines = append(lines, own...)
	}
	slices.SortStableFunc(lines, func(x, y record.HistoryLine) int { return x.At.Compare(y.At) })
	return lines, nil
}

// SortVerifications puts first what bites first: what runs before what is
// decided; of what runs, what is late and whose silence has an effect, then the
// nearest deadline, an effect of silence before none.
func SortVerifications(list []acceptance.VerificationView) {
	first := func(yes bool) int {
		if yes {
			return 0
		}
		return 1
	}
	bitten := func(v acceptance.VerificationView) bool {
		return v.Open() && !v.Deadline.IsZero() && v.Today.After(v.Deadline) && v.Rule.Silence.Bites()
	}
	slices.SortStableFunc(list, func(x, y acceptance.VerificationView) int {
		return cmp.Or(
			cmp.Compare(first(x.Open()), first(y.Open())),
			cmp.Compare(first(bitten(x)), first(bitten(y))),
			cmp.Compare(first(!x.Deadline.IsZero()), first(!y.Deadline.IsZero())),
			x.Deadline.Compare(y.Deadline),
			cmp.Compare(first(x.Rule.Silence.Bites()), first(y.Rule.Silence.Bites())),
			cmp.Compare(x.Number, y.Number))
	})
}

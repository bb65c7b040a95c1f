package reminder

import (
	"context"
	"errors"
	"fmt"

	"pilotent/governance/record"
)

// Reconcile adds, in every project, what is owed and missing; one noun's failure is
// not the others'.
// Errors: none but the store's.
func (s *Service) Reconcile(ctx context.Context) error {
	return s.each(ctx, func(e Entry) func(context.Context, *Base) error { return e.Reconcile })
}

// Watch notices, in every project, what may change without a command: the name of its
// team, and what its nouns watch; one noun's
// failure is not the others'.
// Errors: none but the store's.
func (s *Service) Watch(ctx context.Context) error {
	return errors.Join(s.base.FollowTeams(ctx), s.each(ctx, func(e Entry) func(context.Context, *Base) error { return e.Watch }))
}

func (s *Service) each(ctx context.Context, of func(Entry) func(context.Context, *Base) error) error {
	var errs []error
	for _, e := range s.base.table {
		if do := of(e); do != nil {
			errs = append(errs, do(ctx, s.base))
		}
	}
	return errors.Join(errs...)
}

// CarryOut carries out what time by itself does to a subject, to which a delivery
// ToClock has come. However often and by how many it is called, it happens once; done
// is false where there is nothing to do, or not yet.
// Errors: none but the store's.
func (s *Service) CarryOut(ctx context.Context, d Delivery) (done bool, err error) {
	e, err := s.base.table.Entry(d.Subject)
	if err != nil {
		return false, err
	}
	if e.CarryOut == nil {
		return false, fmt.Errorf("what time does to %q: %w", d.Subject, errors.ErrUnsupported)
	}
	done, err = e.CarryOut(ctx, s.base, d.Project, d.Subject)
	if record.IsClosed(err) {
		return false, nil
	}
	return done, err
}

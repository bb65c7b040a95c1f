package governance

import (
	"context"
	"errors"
	"fmt"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// Retention is for how many months a kind is kept of what serves to speak to people: of a
// calendar since it has ended, of a trace since it was left. Addresses go with who has
// them.
type Retention struct {
	Kind   DataKind
	Months int
}

// defaultRetentions are what holds until a project sets something else.
func defaultRetentions() []Retention {
	return []Retention{{DataPreferences, 12}, {DataTraces, 24}}
}

// maxRetention is how many months can be set: ten years.
const maxRetention = 120

// Retentions are how long the project keeps what it drops by itself. Anybody of the team
// may ask.
// Errors: Forbidden, Unavailable.
func (s *Service) Retentions(ctx context.Context, a record.Actor) (list []Retention, err error) {
	err = s.base.View(ctx, a, func(v record.Caller, tx reminder.Tx) (err error) {
		list, err = retentions(personalStore(tx.Tx), v.Project.ID)
		return err
	})
	return list, err
}

func retentions(tx PersonalStore, p record.ProjectID) ([]Retention, error) {
	set, err := tx.Retentions(p)
	list := defaultRetentions()
	for i, r := range list {
		if months, ok := set[r.Kind]; ok {
			list[i].Months = months
		}
	}
	return list, err
}

// ChangeRetentions sets for how long the kinds are kept that are given. What is older is
// dropped within the hour, for good: a shorter one is asked back. Only pilots may.
// Errors: Invalid, Conflict, Forbidden, Unavailable.
func (s *Service) ChangeRetentions(ctx context.Context, a record.Actor, change []Retention) (list []Retention, err error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return nil, err
	}
	if err := s.base.MustPilot(ctx, v); err != nil {
		return nil, err
	}
	err = s.base.Update(ctx, v, func(d *reminder.Changeset) (err error) {
		tx := personalStore(d.Tx.Tx)
		before, err := retentions(tx, d.Project.ID)
		if err != nil {
			return err
		}
		for _, r := range change {
			if r.Months < 1 || r.Months > maxRetention {
				return record.InvalidError("personal.months").About(string(r.Kind))
			}
			if err := changeRetention(d, tx, before, r); err != nil {
				return err
			}
		}
		list, err = retentions(tx, d.Project.ID)
		return err
	})
	return list, err
}

func changeRetention(d *reminder.Changeset, tx PersonalStore, before []Retention, r Retention) error {
	for _, was := range before {
		if was.Kind != r.Kind || was.Months == r.Months {
			continue
		}
		if r.Months < was.Months {
			d.Doubt("personal.shorter", "kind", r.Kind, "months", r.Months)
		}
		if err := tx.PutRetention(d.Project.ID, r.Kind, r.Months); err != nil {
			return err
		}
		if err := d.Record(record.ProjectSubject, retentionChange, nil, nil, fmt.Sprintf("%s: %d → %d", r.Kind, was.Months, r.Months)); err != nil {
			return err
		}
	}
	return nil
}

// expire drops, in every project, what is kept for longer than it was set to be; of one
// that is closed too.
func (s *Service) expire(ctx context.Context) error {
	var projects []record.Project
	err := s.base.Read(ctx, func(tx reminder.Tx) (err error) {
		projects, err = tx.Projects()
		return err
	})
	if err != nil {
		return err
	}
	var failed []error
	for _, p := range projects {
		failed = append(failed, s.base.Store.Update(ctx, p.ID, func(tx record.Tx) error {
			personal := personalStore(tx)
			list, err := retentions(personal, p.ID)
			if err != nil {
				return err
			}
			for _, r := range list {
				if err := personal.Expire(p.ID, r.Kind, s.base.Now().AddDate(0, -r.Months, 0)); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	return errors.Join(failed...)
}

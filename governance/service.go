// Package governance is the domain: what an ENT project, its committees, its
// schools, its support actions and its acceptance operations are, the rules
// that bind them, and the Service, which is all that people can do.
//
// Each room below it has a part of that, and imports those that stand before it:
// calendar, record, reminder, perimeter, committee, organisation, rollout, sitting, proceedings, register, contract,
// acceptance, minutes.
// What all of them tell together is here: the overview, the settings, the table of
// subjects. They import the standard library only. Storage, chat and clock are
// ports declared in record and in each room, and implemented elsewhere.
package governance

import (
	"context"
	"errors"

	"pilotent/governance/acceptance"
	"pilotent/governance/committee"
	"pilotent/governance/minutes"
	"pilotent/governance/organisation"
	"pilotent/governance/perimeter"
	"pilotent/governance/proceedings"
	"pilotent/governance/record"
	"pilotent/governance/register"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/governance/sitting"
)

type (
	requests      = record.Service
	reminders     = reminder.Service
	perimeters    = perimeter.Service
	committees    = committee.Service
	organisations = organisation.Service
	rollouts      = rollout.Service
	sittings      = sitting.Service
	minutesHeld   = proceedings.Service
	registers     = register.Service
	acceptances   = acceptance.Service
	minutesOf     = minutes.Service
)

// Service is all that people can do. Every method checks the actor's rights
// first, and writes its change, its line of history and the deliveries that follow
// from it in one transaction.
type Service struct {
	*requests
	*reminders
	*perimeters
	*committees
	*organisations
	*rollouts
	*sittings
	*minutesHeld
	*registers
	*acceptances
	*minutesOf
	base    *reminder.Base
	schools *perimeter.Directories
}

// NewService works on store, for people known to directory, at the time
// that now tells. owed is called after a change that owes deliveries, so that
// they need not wait for the next scan; it may be nil.
func NewService(store record.Store, directory record.Directory, now record.Clock, defaults record.Defaults, owed func()) *Service {
	of := record.NewBase(store, directory, now, defaults, owed)
	base, schools := reminder.NewBase(of, Subjects()), perimeter.NewDirectories()
	return &Service{
		record.NewService(of), reminder.NewService(base), perimeter.NewService(base, schools), committee.NewService(base),
		organisation.NewService(base, schools, organisation.DefaultModel()),
		rollout.NewService(base, schools), sitting.NewService(base), proceedings.NewService(base), register.NewService(base), acceptance.NewService(base), minutes.NewService(base), base, schools,
	}
}

// By is the service that plans committees by another model.
func (s *Service) By(m organisation.Model) *Service {
	with := *s
	with.organisations = organisation.NewService(s.base, s.schools, m)
	return &with
}

// Writes is the service of a project that has a mail server.
func (s *Service) Writes() *Service {
	with := *s
	with.sittings = s.sittings.Writes()
	return &with
}

// Reconcile adds, in every project, what is owed and missing, finishes imports, and drops
// what is kept for longer than it was set to be.
// Errors: none but the store's.
func (s *Service) Reconcile(ctx context.Context) error {
	return errors.Join(s.FinishImports(ctx), s.reminders.Reconcile(ctx), s.expire(ctx))
}

// Watch notices, in every project, what may change without a command, and finishes
// imports.
// Errors: none but the store's.
func (s *Service) Watch(ctx context.Context) error {
	return errors.Join(s.FinishImports(ctx), s.reminders.Watch(ctx))
}

package governance

import (
	"context"
	"slices"

	"pilotent/governance/acceptance"
	"pilotent/governance/committee"
	"pilotent/governance/minutes"
	"pilotent/governance/organisation"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
)

// Archive is all that is kept of a project, at one moment but for what the chat tells:
// who is in the committees' channels, and what people are called. It can be read while
// the function runs that it is given to.
type Archive struct {
	record.Extract
	By         record.Person
	Decisions  []committee.Decision // in the order of their days
	Meetings   []committee.Meeting
	Actions    []rollout.SupportAction
	Agreements []committee.Agreement
	// Partners are those of today, then those that left.
	Partners   []organisation.PartnerView
	Committees []organisation.MembersView // by code
	Contracts  []minutes.ContractRecord
	Factors    []organisation.Finding
	// Schools are the names of all schools.
	Schools map[record.UAI]perimeter.School
	tx      acceptance.Tx
}

// EachSchool gives every school to use, by commune and name, with what the project
// calls it besides.
func (a Archive) EachSchool(use func(s perimeter.School, nickname string) error) error {
	nicknames, err := a.tx.Nicknames(a.Project.ID)
	if err != nil {
		return err
	}
	var failed error
	err = a.tx.EachSchool(a.Project.ID, func(s perimeter.School) {
		if failed == nil {
			failed = use(s, nicknames[s.UAI])
		}
	})
	if err != nil {
		return err
	}
	return failed
}

// historyPage is how many lines of history are in memory at once.
const historyPage = 500

// EachLine gives every line of history to use, in the order in which they were written.
func (a Archive) EachLine(use func(record.KeptLine) error) error {
	for after := int64(0); ; {
		page, err := a.tx.KeptHistory(a.Project.ID, after, historyPage)
		if err != nil {
			return err
		}
		for _, l := range page {
			if err := use(l); err != nil {
				return err
			}
			after = l.Number
		}
		if len(page) < historyPage {
			return nil
		}
	}
}

// Archive gives all that is kept of the project to write, what committees keep to
// themselves too. Only pilots may, who see all of it.
// Errors: Invalid, NotFound, Forbidden, Unavailable.
func (s *Service) Archive(ctx context.Context, a record.Actor, write func(Archive) error) error {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return err
	}
	if err := s.base.MustPilot(ctx, v); err != nil {
		return err
	}
	kept := Archive{By: v.User}
	for _, c := range v.AllCommittees {
		members, err := s.Members(ctx, a, c.Code)
		if err != nil {
			return err
		}
		kept.Committees = append(kept.Committees, members)
	}
	factors, err := s.Factors(ctx, a)
	if err != nil {
		return err
	}
	kept.Factors = factors.List
	var people []record.Person
	err = s.base.Read(ctx, func(own reminder.Tx) (err error) {
		people, err = peopleOf(acceptance.Open(own), v)
		return err
	})
	if err != nil {
		return err
	}
	kept.Named(ctx, s.base.Directory, append(people, v.User)) // before the transaction: the chat may be slow
	return s.base.Read(ctx, func(own reminder.Tx) error {
		if kept.Project, err = own.ProjectByID(v.Project.ID); err != nil {
			return err
		}
		kept.Now = s.base.Now()
		if err := kept.read(acceptance.Open(own), organisation.Open(own), v); err != nil {
			return err
		}
		return write(kept)
	})
}

// peopleOf are those whom the registers name, and who have changed anything.
func peopleOf(tx acceptance.Tx, v record.Caller) ([]record.Person, error) {
	people, err := tx.Authors(v.Project.ID)
	if err != nil {
		return nil, err
	}
	decisions, err := committee.VisibleDecisions(v, tx, committee.DecisionFilter{})
	if err != nil {
		return nil, err
	}
	for _, d := range decisions {
		people = append(append(people, d.Author), d.InCharge...)
	}
	actions, err := tx.Actions(v.Project.ID, rollout.ActionFilter{})
	for _, act := range actions {
		people = append(append(people, act.Author), act.Assignees...)
	}
	return people, err
}

// read reads the registers; schools and history are read when they are written.
func (a *Archive) read(tx acceptance.Tx, of organisation.Tx, v record.Caller) (err error) {
	a.tx = tx
	if a.Decisions, err = committee.VisibleDecisions(v, tx, committee.DecisionFilter{}); err != nil {
		return err
	}
	slices.Reverse(a.Decisions)
	if a.Meetings, err = tx.Meetings(v.Project.ID, committee.MeetingFilter{}); err != nil {
		return err
	}
	if a.Actions, err = tx.Actions(v.Project.ID, rollout.ActionFilter{}); err != nil {
		return err
	}
	if a.Agreements, err = tx.Agreements(v.Project.ID, ""); err != nil {
		return err
	}
	if a.Schools, err = perimeter.SchoolsKnown(tx, v.Project.ID); err != nil {
		return err
	}
	if a.Partners, err = organisation.AllPartners(of, v.Project.ID, a.Today()); err != nil {
		return err
	}
	contracts, err := tx.Contracts(v.Project.ID)
	if err != nil {
		return err
	}
	for _, c := range contracts {
		r, err := minutes.RecordOf(v, tx, c, a.Now)
		if err != nil {
			return err
		}
		a.Contracts = append(a.Contracts, r)
	}
	return nil
}

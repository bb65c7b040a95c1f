package governance

import (
	"context"
	"slices"
	"strings"
	"time"

	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/sitting"
)

// DataKind is what is kept of people, as a data protection officer sorts it.
type DataKind string

const (
	DataDecisions    DataKind = "decisions"
	DataMeetings     DataKind = "meetings"
	DataAcceptance   DataKind = "acceptance"
	DataAgreements   DataKind = "agreements"
	DataActions      DataKind = "actions"
	DataSchools      DataKind = "schools"
	DataCommittees   DataKind = "committees"
	DataOrganisation DataKind = "organisation"
	DataHistory      DataKind = "history"
	DataContacts     DataKind = "contacts"
	DataPreferences  DataKind = "preferences"
	DataTraces       DataKind = "traces"
)

// DataKinds are all of them: the formal records, the work, what serves to speak to people.
func DataKinds() []DataKind {
	return []DataKind{
		DataDecisions, DataMeetings, DataAcceptance, DataAgreements,
		DataActions, DataSchools, DataCommittees, DataOrganisation, DataHistory,
		DataContacts, DataPreferences, DataTraces,
	}
}

// MessageKey names the kind in the catalogue.
func (k DataKind) MessageKey() string { return "personal.kind." + string(k) }

// Formal reports whether it is a record in which names stay for as long as it is kept:
// who decided, sat, verified, signed (docs/decisions/0058).
func (k DataKind) Formal() bool {
	return slices.Contains([]DataKind{DataDecisions, DataMeetings, DataAcceptance, DataAgreements}, k)
}

// DataRole is in what way somebody is in something that is kept.
type DataRole string

const (
	RoleAuthor    DataRole = "author"
	RoleInCharge  DataRole = "in_charge"
	RoleDeputy    DataRole = "deputy"
	RolePresenter DataRole = "presenter"
	RoleMember    DataRole = "member"
	RoleApprover  DataRole = "approver"
	RoleDecider   DataRole = "decider"
	RoleRecipient DataRole = "recipient"
	RoleReader    DataRole = "reader"
	RoleNamed     DataRole = "named"
)

// MessageKey names the role in the catalogue.
func (r DataRole) MessageKey() string { return "personal.role." + string(r) }

// Individual is somebody of whom something is kept: accounts, of which a name may have
// had several, or the name of who has none.
type Individual struct {
	Accounts []record.Person
	Name     string
}

// Called is how people name the individual.
func (i Individual) Called() record.Called {
	if len(i.Accounts) > 0 {
		return record.Called{Account: i.Accounts[len(i.Accounts)-1]}
	}
	return record.Called{Name: i.Name}
}

// Datum is one thing that is kept of somebody.
type Datum struct {
	Kind DataKind
	// Ref is its reference; Subject is set instead for what is told of another thing.
	Ref     string
	Subject record.Subject
	// Committee is the code of whose matter it is; "" where it is the team's.
	Committee string
	At        time.Time // zero where nobody has noted it
	Roles     []DataRole
	Text      string
}

// Reference is what people know it by: "A-37", a school's UAI; "" for none.
func (d Datum) Reference() string {
	if d.Subject == "" {
		return d.Ref
	}
	return referenceOf(d.Subject)
}

// PersonalStore is what storage knows of where people are in it.
type PersonalStore interface {
	// AccountsCalled are the accounts that have had a name, in any case, the last one last.
	AccountsCalled(p record.ProjectID, username string) ([]record.Person, error)
	// NameKept reports whether somebody without an account is called so.
	NameKept(p record.ProjectID, name string) (bool, error)
	// PersonalData gives all that is kept of somebody to use, by kind.
	PersonalData(p record.ProjectID, who Individual, use func(Datum)) error
	// PutInPlace puts by, which has no account, in the place of somebody in all that is no
	// formal record, drops what served to reach them, and tells how many rows it changed.
	PutInPlace(p record.ProjectID, who Individual, by record.Person, now time.Time) (int, error)
	// Retentions are those that somebody has set, in months.
	Retentions(p record.ProjectID) (map[DataKind]int, error)
	PutRetention(p record.ProjectID, k DataKind, months int) error
	// Expire drops what is older of a kind that has a retention.
	Expire(p record.ProjectID, k DataKind, before time.Time) error
}

func personalStore(tx record.Tx) PersonalStore { return tx.(PersonalStore) }

// DataView is all that is kept of somebody, as far as the reader may see it.
type DataView struct {
	record.Extract
	Who record.Called
	// Own says that the reader is who it is about. Complete, that nothing was left out:
	// to others than pilots what closed committees keep without them is not shown, nor
	// whether there is any.
	Own, Complete bool
	Pilots        []record.Person
	Data          []Datum
}

// PersonalData gathers what is kept of the actor, or, for pilots, of somebody: "@ien",
// also of an account that is closed, or the name of who has none. Guests may ask for
// their own.
// Errors: NotFound, Forbidden, Unavailable.
func (s *Service) PersonalData(ctx context.Context, a record.Actor, name string) (DataView, error) {
	var view DataView
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return view, err
	}
	own := name == "" || strings.EqualFold(strings.TrimPrefix(name, "@"), v.User.Username)
	if !own {
		if err := s.base.MustPilot(ctx, v); err != nil {
			return view, err
		}
	}
	who := Individual{Accounts: []record.Person{v.User}}
	err = s.base.Read(ctx, func(open reminder.Tx) (err error) {
		if !own {
			if who, err = individual(personalStore(open.Tx), v.Project.ID, name); err != nil {
				return err
			}
		}
		view.Project, view.Now = v.Project, s.base.Now()
		view.Data, err = seenData(personalStore(open.Tx), sitting.Open(open), v, who)
		return err
	})
	if err != nil {
		return view, err
	}
	view.Who, view.Own, view.Complete = who.Called(), own, v.Role == record.RolePilot
	if view.Pilots, err = s.base.Directory.Pilots(ctx, v.Team, maxPilotsNamed); err != nil {
		return view, record.UnavailableError("unavailable.directory", err)
	}
	return view, nil
}

// maxPilotsNamed is how many pilots an answer names.
const maxPilotsNamed = 5

// individual is who is kept under a name.
func individual(tx PersonalStore, p record.ProjectID, name string) (Individual, error) {
	username, tagged := strings.CutPrefix(strings.TrimSpace(name), "@")
	accounts, err := tx.AccountsCalled(p, username)
	if err != nil {
		return Individual{}, err
	}
	if len(accounts) > 0 {
		return Individual{Accounts: accounts}, nil
	}
	if !tagged {
		kept, err := tx.NameKept(p, username)
		if err != nil || kept {
			return Individual{Name: username}, err
		}
	}
	return Individual{}, record.NotFoundError("personal.unknown", "name", name).About("somebody")
}

// seenData is what is kept of somebody, without what the reader may not see.
func seenData(kept PersonalStore, tx sitting.Tx, v record.Caller, who Individual) (seen []Datum, err error) {
	var all []Datum
	if err := kept.PersonalData(v.Project.ID, who, func(d Datum) { all = append(all, d) }); err != nil {
		return nil, err
	}
	sees := sight{tx, v, map[record.Subject]bool{}}
	for _, d := range all {
		visible, err := sees.of(d)
		if err != nil {
			return nil, err
		}
		if !visible {
			continue
		}
		// As that of a school, which says by which decision it was moved.
		if committee.LooksLikeDecision(d.Text) && !v.Sees(record.CommitteeOf(d.Text)) {
			d.Text = ""
		}
		seen = append(seen, d)
	}
	return seen, nil
}

// sight is what a reader may see; subjects are asked about once.
type sight struct {
	tx    sitting.Tx
	v     record.Caller
	known map[record.Subject]bool
}

func (s sight) of(d Datum) (visible bool, err error) {
	if d.Subject == "" {
		return d.Committee == "" || s.v.Sees(d.Committee), nil
	}
	visible, ok := s.known[d.Subject]
	if !ok {
		visible, err = seesSubject(s.tx, s.v, d.Subject)
		s.known[d.Subject] = visible
	}
	return visible, err
}

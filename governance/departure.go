package governance

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"pilotent/governance/acceptance"
	"pilotent/governance/committee"
	"pilotent/governance/organisation"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
)

// What history says of what is kept of people; never of whom.
const (
	personReplaced  = "personal.replaced"
	retentionChange = "personal.retention"
)

var personalEvents = record.Bare("personal", personReplaced, retentionChange)

// Departure is somebody who has left, and what stands in the place of the name.
type Departure struct {
	Who      string // "@ien", or the name of who had no account
	Function string // "CPC de Vitry"
}

// Departed is what a departure has changed: By stands in so many places.
type Departed struct {
	Who     record.Called
	By      record.Person
	Changed int
}

// maxFunction is how long a function is at most, in characters.
const maxFunction = 80

// Depart puts the function of somebody who has left the team in the place of their name
// in all that is no formal record, which cannot be undone, and drops what served to reach
// them (docs/decisions/0058). It is asked back. What they still have in hand is somebody
// else's first. Only pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) Depart(ctx context.Context, a record.Actor, n Departure) (Departed, error) {
	var done Departed
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return done, err
	}
	if err := s.base.MustPilot(ctx, v); err != nil {
		return done, err
	}
	function, err := cleanFunction(n.Function)
	if err != nil {
		return done, err
	}
	who, err := s.gone(ctx, v, n.Who)
	if err != nil {
		return done, err
	}
	// Of the form that the chat gives its accounts, of which it is none.
	done = Departed{Who: who.Called(), By: record.Person{ID: record.UserID(strings.ToLower(rand.Text()[:26])), Username: function}}
	err = s.base.Update(ctx, v, func(d *reminder.Changeset) (err error) {
		if err := idle(d, who); err != nil {
			return err
		}
		d.Doubt("personal.replace", "name", done.Who, "function", function)
		if done.Changed, err = personalStore(d.Tx.Tx).PutInPlace(d.Project.ID, who, done.By, d.Now); err != nil {
			return err
		}
		return d.Record(record.ProjectSubject, personReplaced, nil, nil, function)
	})
	return done, err
}

// cleanFunction is a function that no account can be called by: it begins with a capital.
func cleanFunction(text string) (string, error) {
	text, err := record.CleanName("function", text, maxFunction)
	if err != nil {
		return "", err
	}
	first, size := utf8.DecodeRuneInString(text)
	if first = unicode.ToUpper(first); !unicode.IsUpper(first) {
		return "", record.InvalidError("personal.function", "text", text).About("function")
	}
	return string(first) + text[size:], nil
}

// gone is somebody of whom something is kept and who is not in the team any more.
func (s *Service) gone(ctx context.Context, v record.Caller, name string) (who Individual, err error) {
	err = s.base.Read(ctx, func(tx reminder.Tx) (err error) {
		who, err = individual(personalStore(tx.Tx), v.Project.ID, name)
		return err
	})
	if err != nil {
		return who, err
	}
	for _, account := range who.Accounts {
		role, err := s.base.Directory.TeamRole(ctx, v.Team, account.ID)
		if err != nil {
			return who, record.UnavailableError("unavailable.directory", err)
		}
		if role != record.RoleNone {
			return who, record.ConflictError("personal.in_team", "person", account).About("somebody")
		}
	}
	return who, nil
}

// is reports whether it is the individual's account, or name.
func (i Individual) is(account record.Person, name string) bool {
	return slices.ContainsFunc(i.Accounts, account.Is) || i.Name != "" && name == i.Name
}

// idle refuses somebody who still has something in hand, or a seat.
func idle(d *reminder.Changeset, who Individual) error {
	refs, err := inHandOf(d, who)
	if err != nil {
		return err
	}
	if len(refs) > 0 {
		return record.ConflictError("personal.in_hand", "name", who.Called(), "refs", refs, "Count", len(refs)).About("somebody")
	}
	members, err := organisation.Open(d.Tx).Members(d.Project.ID)
	if err != nil {
		return err
	}
	for _, m := range members {
		sits := slices.ContainsFunc(d.AllCommittees, func(c record.Committee) bool { return c.Code == m.Committee && c.Sits() })
		if sits && m.LeftAt.IsZero() && who.is(m.Account, m.Name) {
			return record.ConflictError("personal.sits", "name", who.Called(), "code", m.Committee).About("somebody")
		}
	}
	return nil
}

// inHandOf are the references of what somebody has in hand.
func inHandOf(d *reminder.Changeset, who Individual) (refs []string, err error) {
	tx := acceptance.Open(d.Tx)
	h := Handover{}
	if h.Verifications, err = tx.Verifications(d.Project.ID, true); err != nil {
		return nil, err
	}
	if h.Open, err = rollout.VisibleActions(d.Caller, tx, rollout.ActionFilter{State: rollout.ActionOpen}); err != nil {
		return nil, err
	}
	adopted, err := committee.VisibleDecisions(d.Caller, tx, committee.DecisionFilter{State: committee.DecisionAdopted})
	if err != nil {
		return nil, err
	}
	h.Adopted = committee.ToCarryOut(adopted)
	for _, of := range h.inHand() {
		if who.is(of.Person, "") {
			refs = append(refs, of.Refs...)
		}
	}
	for _, act := range h.Open {
		if who.is(record.Person{}, act.Offline) {
			refs = append(refs, act.Ref())
		}
	}
	return refs, nil
}

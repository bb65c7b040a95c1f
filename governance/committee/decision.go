package committee

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// Decision is what a committee has decided, or is asked to. Its text is never
// edited once adopted.
type Decision struct {
	Project   record.ProjectID
	Ref       string // "COPIL-2026-014"; see decisionRef
	Committee string
	Text      string
	State     DecisionState
	Reason    string // why it was rejected, deferred, cancelled or replaced
	Schools   []record.UAI
	Selection Selection // what it decides on its schools
	Author    record.Person
	LoggedAt  time.Time
	SettledAt time.Time // when it came to its state; zero while proposed
	Version   int       // rises with each change
	// Supersedes is the decision that it replaces, and SupersededBy the one that
	// replaces it; "" for none.
	Supersedes, SupersededBy string
	Details
	// FormerRef is its number in the register from which it was brought in; "" where
	// it had none, or was decided here. Of a committee, no two have the same.
	FormerRef string
	// Offline are those in charge who have no account, as that register names them.
	Offline string
}

// DecisionState is where a decision stands.
type DecisionState string

const (
	DecisionIsProposed DecisionState = "proposed"
	DecisionAdopted    DecisionState = "adopted"
	DecisionRejected   DecisionState = "rejected"
	DecisionDeferred   DecisionState = "deferred"
	DecisionApplied    DecisionState = "applied"    // adopted, and carried out
	DecisionOff        DecisionState = "cancelled"  // without effect, and none in its place
	DecisionSuperseded DecisionState = "superseded" // without effect: another one replaces it
)

func (s DecisionState) MessageKey() string { return "decision_state." + string(s) }

// Adopted reports whether the decision binds.
func (s DecisionState) Adopted() bool { return s == DecisionAdopted || s == DecisionApplied }

// Open reports whether it is still to be decided.
func (s DecisionState) Open() bool { return s == DecisionIsProposed || s == DecisionDeferred }

// Gone reports whether it is as if it had never been decided.
func (s DecisionState) Gone() bool { return s == DecisionOff || s == DecisionSuperseded }

// Subject names the decision in history and deliveries.
func (d Decision) Subject() record.Subject { return NounDecision.Subject(d.Ref) }

// decisionRef numbers decisions per committee and civil year, without gaps: no
// norm fixes it (domain.md §5), and the form COPIL-2026-03-D01 is ambiguous.
func decisionRef(committee string, year, n int) string {
	return fmt.Sprintf("%s-%d-%03d", committee, year, n)
}

var decisionForm = regexp.MustCompile(`^([A-Z][A-Z0-9]{1,11})-(\d{4})-(\d{1,})$`)

// ParseDecisionRef reads a reference in any case, with or without the leading
// zeros of its number: "copil-2026-1" is COPIL-2026-001.
func ParseDecisionRef(s string) (string, error) {
	m := decisionForm.FindStringSubmatch(strings.ToUpper(strings.TrimSpace(record.PlainDashes(s))))
	if m == nil {
		return "", record.InvalidError("decision.ref", "text", s).About("decision")
	}
	n := strings.TrimLeft(m[3], "0")
	return m[1] + "-" + m[2] + "-" + strings.Repeat("0", max(0, 3-len(n))) + n, nil
}

// LooksLikeDecision reports whether s has the form of a decision's reference.
func LooksLikeDecision(s string) bool { return decisionForm.MatchString(s) }

// Texts are what is looked through for words.
func (d Decision) Texts() []string {
	return []string{d.Ref, d.Text, d.Context, d.Alternatives, d.FormerRef}
}

// DecisionFilter narrows a list; zero fields do not.
type DecisionFilter struct {
	Committee string
	State     DecisionState
	School    record.UAI
	Words     string        // all of them, in any form, in what Texts are; those that say nothing do not narrow
	Text      string        // the same as its text, folded
	Person    record.UserID // who logged it, brought it to a state, or is in charge of it
	// InCharge keeps those that somebody is in charge of.
	InCharge record.UserID
	// Followed keeps those that somebody, whoever it is, is in charge of, or that are
	// due or looked at again on a day.
	Followed bool
	Meeting  int // at which it was taken
	// First and Last are the days, of the Zone, between which it was decided, logged, or
	// came to its state; both are included. The Service's zone is the project's.
	First, Last calendar.Date
	Zone        *time.Location
}

// Between are the moments from and before which that was; zero where there is none.
func (f DecisionFilter) Between() (from, before time.Time) {
	zone := cmp.Or(f.Zone, time.UTC)
	if !f.First.IsZero() {
		from = f.First.At(0, 0, zone)
	}
	if !f.Last.IsZero() {
		before = f.Last.AddDays(1).At(0, 0, zone)
	}
	return from, before
}

// DecisionSpan is which part of a list is read: at most Limit decisions, after the
// first From, of the committees; of all where these are nil.
type DecisionSpan struct {
	From, Limit int
	Committees  []string
}

// DecisionPage is a part of a list, and how many decisions the whole has.
type DecisionPage struct {
	List  []Decision
	Total int
}

// DecisionStore keeps decisions.
type DecisionStore interface {
	// Decision finds by reference; ErrNone when there is none.
	Decision(p record.ProjectID, ref string) (Decision, error)
	// Decisions are those that the filter lets through, the latest first.
	Decisions(p record.ProjectID, f DecisionFilter) ([]Decision, error)
	// DecisionPage is a part of Decisions.
	DecisionPage(p record.ProjectID, f DecisionFilter, s DecisionSpan) (DecisionPage, error)
	PutDecision(Decision) error
}

// NewDecision asks that a decision be logged.
type NewDecision struct {
	Text      string
	Committee string // code; default the committee of the channel
	Schools   []record.UAI
	Selection Selection
	// Proposed logs it as still to be decided; otherwise it is adopted as logged.
	Proposed bool
	Details
}

// LogDecision logs a decision and announces it in the committee's channel, and in the
// thread in which it was said. Those in charge of one that is adopted are told. Its
// members and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) LogDecision(ctx context.Context, a record.Actor, n NewDecision) (Decision, error) {
	var dec Decision
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return dec, err
	}
	if err := s.base.MustMember(ctx, v); err != nil {
		return dec, err
	}
	c, err := v.CommitteeNamed(n.Committee)
	if err != nil {
		return dec, err
	}
	if err := s.base.MustRecord(ctx, v, c); err != nil {
		return dec, err
	}
	if n.Text, err = record.CleanText("text", n.Text, record.MaxTitle); err != nil {
		return dec, err
	}
	if err := s.mustSelect(ctx, v, c, n.Selection); err != nil {
		return dec, err
	}
	said, err := s.prepare(ctx, v, c, &n.Details)
	if err != nil {
		return dec, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		dec = Decision{State: DecisionAdopted, Text: n.Text, Schools: n.Schools, Selection: n.Selection}
		kind, change := DecisionSettled, "decision.logged"
		if n.Proposed {
			dec.State, kind, change = DecisionIsProposed, DecisionProposed, "decision.proposed"
		}
		if err := d.newDecision(&dec, n.Details, c); err != nil {
			return err
		}
		if err := d.Announce(dec.Subject(), kind, dec.Version, said...); err != nil {
			return err
		}
		return d.Record(dec.Subject(), change, nil, dec, "")
	})
	return dec, err
}

// SettleDecision adopts, rejects or defers a proposed or deferred decision,
// and announces it. Members of its committee and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) SettleDecision(ctx context.Context, a record.Actor, ref string, to DecisionState, reason string) (Decision, error) {
	reason, err := record.OptionalText("reason", reason)
	if err != nil {
		return Decision{}, err
	}
	return s.changeDecision(ctx, a, ref, reason, func(d *changeset, dec *Decision, _ record.Committee) (reminder.DeliveryKind, string, error) {
		if err := dec.mayBecome(to); err != nil {
			return "", "", err
		}
		dec.State, dec.Reason, dec.SettledAt = to, reason, d.Now
		d.doubtVote(*dec, dec.Vote)
		return DecisionSettled, "decision." + string(to), d.joinSitting(dec)
	})
}

// MustRecordDecision refuses those who may not write for the committee of the
// decision, which it answers. Who may not see the decision learns nothing of
// it, not even a refusal.
func MustRecordDecision(ctx context.Context, base *reminder.Base, v record.Caller, ref string) (record.Committee, error) {
	var dec Decision
	err := base.Read(ctx, func(tx reminder.Tx) (err error) {
		dec, err = VisibleDecision(v, Open(tx), ref)
		return err
	})
	if err != nil {
		return record.Committee{}, err
	}
	c, err := v.CommitteeNamed(dec.Committee)
	if err != nil {
		return record.Committee{}, err
	}
	return c, base.MustRecord(ctx, v, c)
}

// DecisionView is a decision with what surrounds it.
type DecisionView struct {
	Decision
	CommitteeName string
	SchoolList    []perimeter.School
	// Resting are the schools whose stage rests on it, by commune and name.
	Resting []perimeter.School
	History []record.HistoryLine
	// Today is the project's day, or that of whom a delivery goes to.
	Today calendar.Date
	// Sitting is the meeting at which it was taken; nil where nobody has said.
	Sitting *Meeting
	// Link is where the reader can read what was said; "" where it may not.
	Link string
	// keeper is its committee, as read for a delivery.
	keeper record.Committee
}

// Decision is one decision and its history. Anybody who may see it may ask;
// for others it does not exist.
// Errors: Invalid, NotFound, Forbidden, Unavailable.
func (s *Service) Decision(ctx context.Context, a record.Actor, ref string) (DecisionView, error) {
	var view DecisionView
	err := s.view(ctx, a, func(v record.Caller, tx Tx) (err error) {
		if view.Decision, err = VisibleDecision(v, tx, ref); err != nil {
			return err
		}
		c, err := tx.Committee(v.Project.ID, view.Committee)
		if err != nil {
			return err
		}
		view.CommitteeName = c.Name
		if view.SchoolList, err = perimeter.SchoolsOf(tx, v.Project.ID, view.Schools); err != nil {
			return err
		}
		perimeter.Redacted(v, view.SchoolList)
		all, err := tx.Schools(v.Project.ID)
		if err != nil {
			return err
		}
		if view.Resting, err = view.resting(tx, all); err != nil {
			return err
		}
		view.Resting = perimeter.Redacted(v, view.Resting)
		view.Today = v.Project.Today(s.base.Now())
		if err := view.sit(tx); err != nil {
			return err
		}
		view.History, err = tx.History(v.Project.ID, view.Subject())
		return err
	})
	if err == nil {
		view.Link = s.base.Link(ctx, a.Team, view.Source, reminder.ToPerson(a.User.ID))
	}
	return view, err
}

// sit reads the meeting at which it was taken.
func (v *DecisionView) sit(tx MeetingStore) error {
	if v.Meeting == 0 {
		return nil
	}
	m, err := tx.Meeting(v.Project, v.Meeting)
	v.Sitting = &m
	return err
}

// Decisions lists what the filter lets through and the actor may see, the
// latest first.
// Errors: Invalid, NotFound, Forbidden, Unavailable.
func (s *Service) Decisions(ctx context.Context, a record.Actor, f DecisionFilter) ([]Decision, error) {
	var list []Decision
	err := s.view(ctx, a, func(v record.Caller, tx Tx) (err error) {
		if f, err = f.read(v); err != nil {
			return err
		}
		list, err = VisibleDecisions(v, tx, f)
		return err
	})
	return list, err
}

// DecisionsToCarryOut are those that are adopted and not applied, of a committee where f
// names one, that the actor may see: those that are due on a day first, by that day,
// then the latest. today is the project's day.
// Errors: Invalid, NotFound, Forbidden, Unavailable.
func (s *Service) DecisionsToCarryOut(ctx context.Context, a record.Actor, f DecisionFilter) (list []Decision, today calendar.Date, err error) {
	f.State = DecisionAdopted
	if list, err = s.Decisions(ctx, a, f); err != nil {
		return nil, today, err
	}
	list = ToCarryOut(list)
	err = s.view(ctx, a, func(v record.Caller, _ Tx) error {
		today = v.Project.Today(s.base.Now())
		return nil
	})
	return list, today, err
}

// FindDecisions is a part of what Decisions lists: at most limit, after the first
// from.
// Errors: Invalid, NotFound, Forbidden, Unavailable.
func (s *Service) FindDecisions(ctx context.Context, a record.Actor, f DecisionFilter, from, limit int) (page DecisionPage, err error) {
	err = s.view(ctx, a, func(v record.Caller, tx Tx) (err error) {
		if f, err = f.read(v); err != nil {
			return err
		}
		page, err = tx.DecisionPage(v.Project.ID, f, DecisionSpan{From: from, Limit: limit, Committees: seen(v)})
		return err
	})
	return page, err
}

// read is the filter as it was meant, or why it is none.
func (f DecisionFilter) read(v record.Caller) (DecisionFilter, error) {
	f.Zone = v.Project.Location()
	if f.Words != "" && record.Fold(f.Words) == "" {
		return f, record.InvalidError("text.empty", "param", "words").About("words")
	}
	if err := record.CheckSearch("words", f.Words); err != nil || f.Committee == "" {
		return f, err
	}
	c, err := v.CommitteeNamed(f.Committee)
	f.Committee = c.Code
	return f, err
}

// seen are the committees of which the caller sees what they decide; nil for all.
func seen(v record.Caller) []string {
	if v.Role == record.RolePilot {
		return nil
	}
	codes := []string{}
	for _, c := range v.AllCommittees {
		if v.Sees(c.Code) {
			codes = append(codes, c.Code)
		}
	}
	return codes
}

// VisibleDecision is the decision ref if the caller may see it; otherwise it
// is unknown, in the same words as one that does not exist.
func VisibleDecision(v record.Caller, tx Store, ref string) (Decision, error) {
	canonical, err := ParseDecisionRef(ref)
	if err != nil {
		return Decision{}, err
	}
	dec, err := tx.Decision(v.Project.ID, canonical)
	if errors.Is(err, record.ErrNone) || err == nil && !v.Sees(dec.Committee) {
		return Decision{}, record.NotFoundError("decision.unknown", "decision", canonical).About("decision")
	}
	return dec, err
}

// VisibleDecisions are those that the filter lets through and the caller may see.
func VisibleDecisions(v record.Caller, tx Store, f DecisionFilter) ([]Decision, error) {
	all, err := tx.Decisions(v.Project.ID, f)
	var list []Decision // nil also when all of them are hidden: a difference would tell
	for _, d := range all {
		if v.Sees(d.Committee) {
			list = append(list, d)
		}
	}
	return list, err
}

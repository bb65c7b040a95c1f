package sitting

import (
	"context"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
)

// Rules are those by which a committee meets. The founding text gives none; the defaults
// are those of advisory commissions (CRPA art. R133-8 to R133-10): five days' notice, half
// of the members, one proxy each.
type Rules struct {
	Project   record.ProjectID
	Committee string // its code
	// Notice is how long before a meeting the convocation goes at the latest: in days,
	// working days, or clear days as councils count them (CGCT art. L2121-11 and L2121-12).
	Notice calendar.Period
	Quorum Quorum
	// Proxies is how many others one member may stand for.
	Proxies int
	// Remarks is for how many working days remarks on the minutes are taken.
	Remarks int
	Version int // 0 while nobody has said anything
}

// StateVersion is that of the state, for history.
func (r Rules) StateVersion() int { return r.Version }

// DefaultRules are those of a committee of which nobody has said others.
func DefaultRules(p record.ProjectID, code string) Rules {
	return Rules{Project: p, Committee: code, Notice: calendar.Period{Length: 5, Unit: calendar.UnitDays}, Quorum: QuorumHalf, Proxies: 1, Remarks: 5}
}

// bounds on what rules say.
const (
	maxNotice  = 60
	maxProxies = 5
	maxRemarks = 30
)

// Last is the last day on which the convocation to a meeting of that day goes in time.
func (r Rules) Last(meeting calendar.Date, c calendar.Calendar) calendar.Date {
	switch r.Notice.Unit {
	case calendar.UnitClearDays: // neither the day of the sending nor that of the meeting counts
		return meeting.AddDays(-r.Notice.Length - 1)
	case calendar.UnitWorkingDays:
		d := meeting
		for left := r.Notice.Length; left > 0; {
			if d = d.AddDays(-1); c.WorkingDay(d) {
				left--
			}
		}
		return d
	default:
		return meeting.AddDays(-r.Notice.Length)
	}
}

// Quorum is how many of its members a committee needs to decide.
type Quorum string

const (
	QuorumHalf      Quorum = "half"       // half at least (CRPA art. R133-10)
	QuorumMajority  Quorum = "majority"   // more than half (CGCT art. L2121-17)
	QuorumTwoThirds Quorum = "two-thirds" // two thirds at least
	QuorumThird     Quorum = "third"      // a third at least
	QuorumNone      Quorum = "none"
)

func (q Quorum) MessageKey() string { return "quorum." + string(q) }

// Needed is how many of so many members are needed; 0 where no quorum is.
func (q Quorum) Needed(members int) int {
	switch q {
	case QuorumNone:
		return 0
	case QuorumMajority:
		return members/2 + 1
	case QuorumTwoThirds:
		return (2*members + 2) / 3
	case QuorumThird:
		return (members + 2) / 3
	default:
		return (members + 1) / 2
	}
}

// RulesStore keeps the rules of committees.
type RulesStore interface {
	// Rules are those of a committee; ErrNone while nobody has said any.
	Rules(p record.ProjectID, code string) (Rules, error)
	PutRules(Rules) error
}

// rulesOf are those of the committee, or the default ones.
func rulesOf(tx RulesStore, c record.Committee) (Rules, error) {
	r, err := tx.Rules(c.Project, c.Code)
	if isNone(err) {
		return DefaultRules(c.Project, c.Code), nil
	}
	return r, err
}

// RulesOf are those of the committee, or the default ones.
// Errors: none but the store's.
func RulesOf(tx Tx, c record.Committee) (Rules, error) { return rulesOf(tx, c) }

// RulesChange is what is said of a committee's rules; what is zero stays.
type RulesChange struct {
	Notice  calendar.Period
	Quorum  Quorum
	Proxies *int
	Remarks *int
}

// Rules are those by which a committee meets. Who sees what it keeps may ask.
// Errors: Invalid, NotFound, Forbidden, Unavailable.
func (s *Service) Rules(ctx context.Context, a record.Actor, code string) (r Rules, err error) {
	err = s.view(ctx, a, func(v record.Caller, tx Tx) error {
		c, err := v.CommitteeNamed(code)
		if err != nil {
			return err
		}
		if !v.Sees(c.Code) {
			return s.base.Refuse(ctx, v, "committee", &c)
		}
		r, err = rulesOf(tx, c)
		return err
	})
	return r, err
}

// SetRules changes the rules by which a committee meets, for the convocations to come.
// Members of the committee and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) SetRules(ctx context.Context, a record.Actor, code string, n RulesChange) (before, after Rules, err error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return before, after, err
	}
	c, err := v.CommitteeNamed(code)
	if err != nil {
		return before, after, err
	}
	if err := committee.MustServe(ctx, s.base, v, c); err != nil {
		return before, after, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		if before, err = rulesOf(d, c); err != nil {
			return err
		}
		if after, err = before.with(n); err != nil {
			return err
		}
		after.Version++
		if err := d.PutRules(after); err != nil {
			return err
		}
		if before.Version == 0 {
			return d.Record(c.Subject(), rulesChanged, nil, after, "")
		}
		return d.Record(c.Subject(), rulesChanged, before, after, "")
	})
	return before, after, err
}

// with are the rules with what is said of them.
func (r Rules) with(n RulesChange) (Rules, error) {
	is := r
	if n.Notice.Length > 0 {
		r.Notice = n.Notice
	}
	if n.Quorum != "" {
		r.Quorum = n.Quorum
	}
	if n.Proxies != nil {
		r.Proxies = *n.Proxies
	}
	if n.Remarks != nil {
		r.Remarks = *n.Remarks
	}
	switch {
	case r.Notice.Length > maxNotice || r.Notice.Unit == calendar.UnitMonths:
		return r, record.InvalidError("rules.notice", "max", maxNotice, "months", r.Notice.Unit == calendar.UnitMonths).About("notice")
	case r.Proxies < 0 || r.Proxies > maxProxies:
		return r, record.InvalidError("rules.proxies", "max", maxProxies).About("proxies")
	case r.Remarks < 1 || r.Remarks > maxRemarks:
		return r, record.InvalidError("rules.remarks", "max", maxRemarks).About("remarks")
	case r == is:
		return r, record.ConflictError("rules.same", "code", r.Committee)
	}
	return r, nil
}

// rulesChanged is the change of a committee's rules.
const rulesChanged = "rules.changed"

var rulesEvents = record.Then(record.Keeps("rules", Rules.storedBefore, storedRules.rules), Rules.stored, storedMinutedRules.rules)

// storedRules are rules as history stores them, in versions 0 and 1: remarks on minutes
// were unknown.
type storedRules struct {
	Project   record.ProjectID `json:"Project"`
	Committee string           `json:"Committee"`
	Length    int              `json:"Length"`
	Unit      calendar.Unit    `json:"Unit"`
	Quorum    Quorum           `json:"Quorum"`
	Proxies   int              `json:"Proxies"`
	Version   int              `json:"Version"`
}

func (r Rules) storedBefore() storedRules {
	return storedRules{r.Project, r.Committee, r.Notice.Length, r.Notice.Unit, r.Quorum, r.Proxies, r.Version}
}

func (f storedRules) rules() Rules {
	return Rules{f.Project, f.Committee, calendar.Period{Length: f.Length, Unit: f.Unit}, f.Quorum, f.Proxies, 0, f.Version}
}

// storedMinutedRules are rules as history stores them, in version 2.
type storedMinutedRules struct {
	storedRules
	Remarks int `json:"Remarks"`
}

func (r Rules) stored() storedMinutedRules { return storedMinutedRules{r.storedBefore(), r.Remarks} }

func (f storedMinutedRules) rules() Rules {
	r := f.storedRules.rules()
	r.Remarks = f.Remarks
	return r
}

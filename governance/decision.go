package governance

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Decision is what a committee has decided, or is asked to. Its text is never
// edited once adopted.
type Decision struct {
	Project   ProjectID
	Ref       string // "COPIL-2026-014"; see decisionRef
	Committee string
	Text      string
	State     DecisionState
	Reason    string // why it was rejected or deferred
	Schools   []UAI
	Selection Selection // what it decides on its schools
	Author    Person
	LoggedAt  time.Time
	SettledAt time.Time // zero while proposed
	Version   int       // rises with each change
}

// DecisionState is where a decision stands.
type DecisionState string

const (
	DecisionIsProposed DecisionState = "proposed"
	DecisionAdopted    DecisionState = "adopted"
	DecisionRejected   DecisionState = "rejected"
	DecisionDeferred   DecisionState = "deferred"
)

// DecisionStates are all states.
func DecisionStates() []DecisionState {
	return []DecisionState{DecisionIsProposed, DecisionAdopted, DecisionRejected, DecisionDeferred}
}

func (s DecisionState) MessageKey() string { return "decision_state." + string(s) }

// Adopted says whether the decision binds.
func (s DecisionState) Adopted() bool { return s == DecisionAdopted }

// Subject names the decision in history and deliveries.
func (d Decision) Subject() Subject { return NounDecision.subject(d.Ref) }

// decisionRef numbers decisions per committee and civil year, without gaps: no
// norm fixes it (domain.md §5), and the form COPIL-2026-03-D01 is ambiguous.
func decisionRef(committee string, year, n int) string {
	return fmt.Sprintf("%s-%d-%03d", committee, year, n)
}

var decisionForm = regexp.MustCompile(`^([A-Z][A-Z0-9]{1,11})-(\d{4})-(\d{1,})$`)

// ParseDecisionRef reads a reference in any case, with or without the leading
// zeros of its number: "copil-2026-1" is COPIL-2026-001.
func ParseDecisionRef(s string) (string, error) {
	m := decisionForm.FindStringSubmatch(strings.ToUpper(strings.TrimSpace(s)))
	if m == nil {
		return "", InvalidError("decision.ref", "text", s).About("decision")
	}
	n := strings.TrimLeft(m[3], "0")
	return m[1] + "-" + m[2] + "-" + strings.Repeat("0", max(0, 3-len(n))) + n, nil
}

func looksLikeDecision(s string) bool { return decisionForm.MatchString(s) }

// committeeOf is the committee's code in a decision's reference.
func committeeOf(ref string) string {
	code, _, _ := strings.Cut(ref, "-")
	return code
}

// DecisionFilter narrows a list; zero fields do not.
type DecisionFilter struct {
	Committee string
	State     DecisionState
	School    UAI
	Words     string // all of them, in the text or the reference, folded
}

// DecisionStore keeps decisions.
type DecisionStore interface {
	// Decision finds by reference; ErrNone when there is none.
	Decision(p ProjectID, ref string) (Decision, error)
	// Decisions are those that the filter lets through, the latest first.
	Decisions(p ProjectID, f DecisionFilter) ([]Decision, error)
	PutDecision(Decision) error
}

// NewDecision asks that a decision be logged.
type NewDecision struct {
	Text      string
	Committee string // code; default the committee of the channel
	Schools   []UAI
	Selection Selection
	// Proposed logs it as still to be decided; otherwise it is adopted as logged.
	Proposed bool
}

// LogDecision logs a decision and announces it in the committee's channel. Its
// members and pilots may.
func (s *Secretariat) LogDecision(ctx context.Context, a Actor, n NewDecision) (Decision, error) {
	var dec Decision
	v, err := s.admit(ctx, a)
	if err != nil {
		return dec, err
	}
	if err := s.mustMember(ctx, v); err != nil {
		return dec, err
	}
	c, err := v.committee(n.Committee)
	if err != nil {
		return dec, err
	}
	if err := s.mustRecord(ctx, v, c); err != nil {
		return dec, err
	}
	if n.Text, err = cleanText("text", n.Text, maxTitle); err != nil {
		return dec, err
	}
	if n.Selection == SelectionDeclines && len(n.Schools) == 0 {
		return dec, InvalidError("decision.declines_nobody").About("schools")
	}
	if err := s.mustSelect(ctx, v, c, n.Selection); err != nil {
		return dec, err
	}
	err = s.update(ctx, v, func(d *desk) error {
		schools, err := d.schoolsNamed(n.Schools)
		if err != nil {
			return err
		}
		year := d.today().Year
		num, err := d.Next(v.Project.ID, fmt.Sprintf("decision/%s/%d", c.Code, year))
		if err != nil {
			return fmt.Errorf("number decision: %w", err)
		}
		dec = Decision{
			Project: v.Project.ID, Ref: decisionRef(c.Code, year, num), Committee: c.Code, Text: n.Text,
			State: DecisionAdopted, Schools: schools, Selection: n.Selection, Author: d.User, LoggedAt: d.now, SettledAt: d.now, Version: 1,
		}
		d.doubtSelection(dec, c)
		kind, change := DecisionSettled, "decision.logged"
		if n.Proposed {
			dec.State, dec.SettledAt = DecisionIsProposed, time.Time{}
			kind, change = DecisionProposed, "decision.proposed"
		}
		if err := d.repeatedDecision(dec); err != nil {
			return err
		}
		if err := d.PutDecision(dec); err != nil {
			return err
		}
		if err := d.announce(dec.Subject(), kind, dec.Version, ToChannel(c.Channel)); err != nil {
			return err
		}
		return d.record(dec.Subject(), change, nil, dec, "")
	})
	return dec, err
}

// SettleDecision adopts, rejects or defers a proposed or deferred decision,
// and announces it. Members of its committee and pilots may.
func (s *Secretariat) SettleDecision(ctx context.Context, a Actor, ref string, to DecisionState, reason string) (Decision, error) {
	var dec Decision
	v, err := s.admit(ctx, a)
	if err != nil {
		return dec, err
	}
	if reason, err = optionalText("reason", reason); err != nil {
		return dec, err
	}
	c, err := s.mustRecordDecision(ctx, v, ref)
	if err != nil {
		return dec, err
	}
	err = s.update(ctx, v, func(d *desk) error {
		before, err := d.visibleDecision(d, ref)
		if err != nil {
			return err
		}
		if err := before.State.settle(before.Ref, to); err != nil {
			return err
		}
		d.aloudFor(c, reason)
		dec = before
		dec.State, dec.Reason, dec.SettledAt = to, reason, d.now
		dec.Version++
		if err := d.PutDecision(dec); err != nil {
			return err
		}
		if err := d.announce(dec.Subject(), DecisionSettled, dec.Version, ToChannel(c.Channel)); err != nil {
			return err
		}
		return d.record(dec.Subject(), "decision."+string(to), before, dec, reason)
	})
	return dec, err
}

// mustRecordDecision refuses those who may not write for the committee of the
// decision, which it answers. Who may not see the decision learns nothing of
// it, not even a refusal.
func (s *Secretariat) mustRecordDecision(ctx context.Context, v visitor, ref string) (Committee, error) {
	var dec Decision
	err := s.store.View(ctx, func(tx Tx) (err error) {
		dec, err = v.visibleDecision(tx, ref)
		return err
	})
	if err != nil {
		return Committee{}, err
	}
	c, err := v.committee(dec.Committee)
	if err != nil {
		return Committee{}, err
	}
	return c, s.mustRecord(ctx, v, c)
}

// settle says whether a decision in state s may become to: what is adopted or
// rejected is settled for good, and only superseded by another decision; none
// is proposed a second time.
func (s DecisionState) settle(ref string, to DecisionState) error {
	if s == DecisionAdopted || s == DecisionRejected || s == to || to == DecisionIsProposed {
		return ConflictError("decision.settled", "decision", ref, "state", s)
	}
	return nil
}

// DecisionView is a decision with what surrounds it.
type DecisionView struct {
	Decision
	CommitteeName string
	SchoolList    []School
	History       []HistoryLine
	// keeper is its committee, as read for a delivery.
	keeper Committee
}

// Decision is one decision and its history. Anybody who may see it may ask;
// for others it does not exist.
func (s *Secretariat) Decision(ctx context.Context, a Actor, ref string) (DecisionView, error) {
	var view DecisionView
	err := s.view(ctx, a, func(v visitor, tx Tx) (err error) {
		if view.Decision, err = v.visibleDecision(tx, ref); err != nil {
			return err
		}
		c, err := tx.Committee(v.Project.ID, view.Committee)
		if err != nil {
			return err
		}
		view.CommitteeName = c.Name
		if view.SchoolList, err = schoolsOf(tx, v.Project.ID, view.Schools); err != nil {
			return err
		}
		v.schools(view.SchoolList)
		view.History, err = tx.History(v.Project.ID, view.Subject())
		return err
	})
	return view, err
}

// Decisions lists what the filter lets through and the actor may see, the
// latest first.
func (s *Secretariat) Decisions(ctx context.Context, a Actor, f DecisionFilter) ([]Decision, error) {
	var list []Decision
	if f.Words != "" && Fold(f.Words) == "" {
		return nil, InvalidError("text.empty", "param", "words").About("words")
	}
	if err := checkSearch("words", f.Words); err != nil {
		return nil, err
	}
	err := s.view(ctx, a, func(v visitor, tx Tx) error {
		if f.Committee != "" {
			c, err := v.committee(f.Committee)
			if err != nil {
				return err
			}
			f.Committee = c.Code
		}
		var err error
		list, err = visibleDecisions(v, tx, f)
		return err
	})
	return list, err
}

// visibleDecision is the decision ref if the visitor may see it; otherwise it
// is unknown, in the same words as one that does not exist.
func (v visitor) visibleDecision(tx Tx, ref string) (Decision, error) {
	canonical, err := ParseDecisionRef(ref)
	if err != nil {
		return Decision{}, err
	}
	dec, err := tx.Decision(v.Project.ID, canonical)
	if errors.Is(err, ErrNone) || err == nil && !v.sees(dec.Committee) {
		return Decision{}, NotFoundError("decision.unknown", "decision", canonical).About("decision")
	}
	return dec, err
}

func visibleDecisions(v visitor, tx Tx, f DecisionFilter) ([]Decision, error) {
	all, err := tx.Decisions(v.Project.ID, f)
	var list []Decision // nil also when all of them are hidden: a difference would tell
	for _, d := range all {
		if v.sees(d.Committee) {
			list = append(list, d)
		}
	}
	return list, err
}

// schoolsOf are the schools of those UAIs, by commune and name.
func schoolsOf(tx Tx, p ProjectID, uais []UAI) ([]School, error) {
	schools := make([]School, 0, len(uais))
	for _, uai := range uais {
		school, err := tx.School(p, uai)
		if err != nil {
			return nil, fmt.Errorf("read school %s: %w", uai, err)
		}
		schools = append(schools, school)
	}
	slices.SortFunc(schools, func(x, y School) int {
		return cmp.Or(cmp.Compare(Fold(x.Commune), Fold(y.Commune)), cmp.Compare(Fold(x.Name), Fold(y.Name)))
	})
	return schools, nil
}

package committee

import (
	"slices"
	"strconv"
	"time"

	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// NounDecision is the noun of decisions.
const NounDecision record.Noun = "decision"

// What deliveries tell of a decision.
const (
	DecisionProposed reminder.DeliveryKind = "decision.proposed"
	DecisionSettled  reminder.DeliveryKind = "decision.settled" // adopted, rejected or deferred
	DecisionMarked   reminder.DeliveryKind = "decision.marked"  // what it decides on its schools is said
	DecisionEdited   reminder.DeliveryKind = "decision.edited"  // a proposal has another text, or other schools
	DecisionReplaces reminder.DeliveryKind = "decision.replaces"
	DecisionAnnulled reminder.DeliveryKind = "decision.cancelled"
	DecisionCarried  reminder.DeliveryKind = "decision.applied"
)

// DecisionEntry is what can be told of decisions.
func DecisionEntry() reminder.Entry {
	return reminder.Entry{
		Noun: NounDecision, Load: loadDecision, Digest: digestDecisions,
		Kinds: map[reminder.DeliveryKind]reminder.Policy{
			DecisionProposed: {}, DecisionSettled: {}, DecisionMarked: {}, DecisionEdited: {}, DecisionReplaces: {}, DecisionAnnulled: {}, DecisionCarried: {},
		},
	}
}

func loadDecision(tx reminder.CachedTx, b reminder.Content, s record.Subject) (reminder.About, error) {
	own := Open(tx.Tx)
	dec, err := own.Decision(b.Project.ID, s.Ref())
	if err != nil {
		return nil, err
	}
	c, err := tx.CommitteeOnce(b.Project.ID, dec.Committee)
	if err != nil {
		return nil, err
	}
	view := DecisionView{Decision: dec, CommitteeName: c.Name, keeper: c}
	if view.SchoolList, err = perimeter.SchoolsOf(own, b.Project.ID, dec.Schools); err != nil {
		return nil, err
	}
	return view, nil
}

func (v DecisionView) Facts() reminder.Facts {
	return reminder.Facts{Ref: v.Ref, Author: v.Author, Version: v.Version, Keeper: v.keeper}
}

func (v DecisionView) Complete(tx reminder.Tx, b *reminder.Content, d reminder.Delivery) (err error) {
	if d.Occurrence != strconv.Itoa(v.Version) {
		b.Skip = reminder.SkipChanged
	}
	if ref := v.replaced(d.Kind); ref != "" {
		own := Open(tx)
		gone, err := own.Decision(b.Project.ID, ref)
		if err != nil {
			return err
		}
		schools, err := own.Schools(b.Project.ID)
		if err != nil {
			return err
		}
		if v.Resting, err = gone.resting(own, schools); err != nil {
			return err
		}
		b.About = v
	}
	b.Change, err = reminder.ChangeTo(tx, d)
	return err
}

// replaced is the decision that has no effect any more, of what a delivery tells;
// "" where all have.
func (d Decision) replaced(kind reminder.DeliveryKind) string {
	switch kind {
	case DecisionReplaces:
		return d.Supersedes
	case DecisionAnnulled:
		return d.Ref
	default:
		return ""
	}
}

func (d Decision) Holders() []record.Person { return nil }

// proposedFor is after how many days an open proposal is late.
const proposedFor = 14

// digestDecisions are the committee's that were proposed long ago, and not settled.
func digestDecisions(tx reminder.Tx, s reminder.DigestScope) (of reminder.Digested, err error) {
	for _, c := range s.Committees {
		proposed, err := Open(tx).Decisions(s.Project.ID, DecisionFilter{Committee: c.Code, State: DecisionIsProposed})
		if err != nil {
			return of, err
		}
		for _, dec := range slices.Backward(proposed) {
			if s.Project.Today(dec.LoggedAt).DaysUntil(s.Today) > proposedFor {
				of.Late = append(of.Late, dec)
			}
		}
	}
	return of, nil
}

var decisionEvents = record.Then(record.Keeps("decision", Decision.stored, storedDecision.decision),
	Decision.storedLinked, storedLinkedDecision.decision)

// storedDecision is a decision as history stores it, in versions 0 and 1.
type storedDecision struct {
	Project   record.ProjectID    `json:"Project"`
	Ref       string              `json:"Ref"`
	Committee string              `json:"Committee"`
	Text      string              `json:"Text"`
	State     DecisionState       `json:"State"`
	Reason    string              `json:"Reason"`
	Schools   []record.UAI        `json:"Schools"`
	Selection Selection           `json:"Selection"`
	Author    record.StoredPerson `json:"Author"`
	LoggedAt  time.Time           `json:"LoggedAt"`
	SettledAt time.Time           `json:"SettledAt"`
	Version   int                 `json:"Version"`
}

func (dec Decision) stored() storedDecision {
	return storedDecision{
		Project:   dec.Project,
		Ref:       dec.Ref,
		Committee: dec.Committee,
		Text:      dec.Text,
		State:     dec.State,
		Reason:    dec.Reason,
		Schools:   dec.Schools,
		Selection: dec.Selection,
		Author:    record.StoredPerson(dec.Author),
		LoggedAt:  dec.LoggedAt,
		SettledAt: dec.SettledAt,
		Version:   dec.Version,
	}
}

func (f storedDecision) decision() Decision {
	return Decision{
		Project:   f.Project,
		Ref:       f.Ref,
		Committee: f.Committee,
		Text:      f.Text,
		State:     f.State,
		Reason:    f.Reason,
		Schools:   f.Schools,
		Selection: f.Selection,
		Author:    record.Person(f.Author),
		LoggedAt:  f.LoggedAt,
		SettledAt: f.SettledAt,
		Version:   f.Version,
	}
}

// storedLinkedDecision is a decision as history stores it, in version 2.
type storedLinkedDecision struct {
	storedDecision
	Supersedes   string `json:"Supersedes"`
	SupersededBy string `json:"SupersededBy"`
}

func (dec Decision) storedLinked() storedLinkedDecision {
	return storedLinkedDecision{dec.stored(), dec.Supersedes, dec.SupersededBy}
}

func (f storedLinkedDecision) decision() Decision {
	dec := f.storedDecision.decision()
	dec.Supersedes, dec.SupersededBy = f.Supersedes, f.SupersededBy
	return dec
}

// SelectionOf is what a line says that a decision decides on its schools; "" for
// any other change.
func SelectionOf(l record.HistoryLine) Selection {
	after, ok := l.After.(Decision)
	if !ok || l.Change != "decision.marked" {
		return SelectionNone
	}
	return after.Selection
}

// LinkOf is the other decision of a line that says that one replaces another; false
// for any other change.
func LinkOf(l record.HistoryLine) (ref string, ok bool) {
	after, _ := l.After.(Decision)
	switch l.Change {
	case "decision.superseded":
		return after.SupersededBy, true
	case "decision.replaces":
		return after.Supersedes, true
	default:
		return "", false
	}
}

// Settles reports whether a line brings the decision to a state in which it is not
// proposed any more, or is deferred.
func Settles(l record.HistoryLine) bool { return slices.Contains(SettlingChanges(), l.Change) }

// SettlingChanges are the changes of lines that do.
func SettlingChanges() []string {
	var changes []string
	for _, to := range []DecisionState{DecisionAdopted, DecisionApplied, DecisionRejected, DecisionDeferred, DecisionOff, DecisionSuperseded} {
		changes = append(changes, "decision."+string(to))
	}
	return changes
}

// SettledBy is who brought the decision to its state: its author, of one that was
// logged as adopted.
func (v DecisionView) SettledBy() record.Person {
	for _, l := range slices.Backward(v.History) {
		if Settles(l) {
			return l.By
		}
	}
	return v.Author
}

// StateVersion is that of the state, for history.
func (d Decision) StateVersion() int { return d.Version }

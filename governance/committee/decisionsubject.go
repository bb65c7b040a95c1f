package committee

import (
	"slices"
	"strconv"

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

	DecisionSpecified reminder.DeliveryKind = "decision.specified" // what follows from it is said
	DecisionAssigned  reminder.DeliveryKind = "decision.assigned"  // somebody is in charge of it
	DecisionWithdrawn reminder.DeliveryKind = "decision.withdrawn" // somebody is not any more
	DecisionReminder  reminder.DeliveryKind = "decision.reminder"
	DecisionAgain     reminder.DeliveryKind = "decision.again"  // who is in charge asked to be reminded again
	DecisionReview    reminder.DeliveryKind = "decision.review" // its committee looks at it again
)

// DecisionEntry is what can be told of decisions.
func DecisionEntry() reminder.Entry {
	return reminder.Entry{
		Noun: NounDecision, Reads: ParseDecisionRef, Load: loadDecision, Digest: digestDecisions, InHand: decisionsInHand,
		Follow: func(d *reminder.Changeset, before record.Project, past reminder.Tx) error {
			return within(d).followDecisions(before, past)
		},
		FollowCommittee: func(d *reminder.Changeset, before, after record.Committee) error {
			return within(d).followCommitteesDecisions(before, after)
		},
		FollowPerson: func(d *reminder.Changeset, before reminder.Preferences) error {
			return within(d).followDecisionsOf(before)
		},
		Kinds: map[reminder.DeliveryKind]reminder.Policy{
			DecisionProposed: {}, DecisionSettled: {}, DecisionMarked: {}, DecisionEdited: {}, DecisionReplaces: {}, DecisionAnnulled: {}, DecisionCarried: {},
			DecisionSpecified: {}, DecisionAssigned: {}, DecisionWithdrawn: {},
			DecisionReminder: {Reminder: true, Waits: true, TellsLate: true},
			DecisionAgain:    {Waits: true},
			DecisionReview:   {Reminder: true, TellsLate: true},
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
	view := DecisionView{Decision: dec, CommitteeName: c.Name, keeper: c, Today: b.Project.Today(b.Now)}
	if err := view.sit(own); err != nil {
		return nil, err
	}
	if view.SchoolList, err = perimeter.SchoolsOf(own, b.Project.ID, dec.Schools); err != nil {
		return nil, err
	}
	return view, nil
}

func (v DecisionView) Facts() reminder.Facts {
	return reminder.Facts{
		Ref: v.Ref, Author: v.Author, Version: v.Version, Keeper: v.keeper, Source: v.Source,
		Named: append(slices.Clone(v.InCharge), v.Author), Concerned: v.InCharge,
	}
}

func (v DecisionView) Complete(tx reminder.Tx, b *reminder.Content, d reminder.Delivery) (err error) {
	switch {
	case personal(d.Kind):
		return v.completePersonal(tx, b, d)
	case d.Kind == DecisionReview && !v.State.Adopted():
		b.Skip = reminder.SkipClosed
		return nil
	case d.Kind == DecisionReview:
		b.Skip = reminder.Stale(d, v.review(b.Project, v.keeper), b.Now)
		return nil
	case d.Occurrence != strconv.Itoa(v.Version):
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

var _ reminder.Reminded = DecisionView{}

func (v DecisionView) Over() error {
	if v.State != DecisionAdopted {
		return v.settledError()
	}
	return nil
}

// Concerns reports whether the caller is in charge of it.
func (v DecisionView) Concerns(who record.Caller) bool { return v.heldBy(who.User) }

func (v DecisionView) Acknowledged() reminder.Sentence {
	return reminder.NewSentence("seen.decision", "ref", v.Ref, "text", v.Text)
}

func (v DecisionView) FollowSeen(*reminder.Changeset) error { return nil }

func (v DecisionView) RemindAgain(d *reminder.Changeset) (reminder.Delivery, error) {
	at, err := d.MorningAfter(d.User)
	return reminder.Delivery{Kind: DecisionAgain, Occurrence: v.Due.String(), Due: at}, err
}

func (v DecisionView) Unchanged() reminder.Sentence {
	if v.Due.IsZero() {
		return reminder.Sentence{}
	}
	return reminder.NewSentence("seen.decision_due", "date", v.Due)
}

// Holders are those in charge.
func (d Decision) Holders() []record.Person { return d.InCharge }

func decisionsInHand(tx reminder.Tx, p record.ProjectID, u record.UserID) (people []record.Person, err error) {
	list, err := Open(tx).Decisions(p, DecisionFilter{State: DecisionAdopted, InCharge: u, Followed: true})
	for _, dec := range list {
		people = append(people, dec.InCharge...)
	}
	return people, err
}

// proposedFor is after how many days an open proposal is late; decisionsAhead is how
// far ahead the digest of somebody in charge looks, in days.
const proposedFor, decisionsAhead = 14, 3

// digestDecisions are those that are to be carried out, and are late or due soon: of
// the committee, or of somebody in charge; then the committee's that were proposed long
// ago, and not settled.
func digestDecisions(tx reminder.Tx, s reminder.DigestScope) (of reminder.Digested, err error) {
	if s.Committee == nil {
		err = digestDue(tx, s, DecisionFilter{InCharge: s.Person.Person}, &of)
		return of, err
	}
	for _, c := range s.Committees {
		if err := digestDue(tx, s, DecisionFilter{Committee: c.Code}, &of); err != nil {
			return of, err
		}
	}
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

// digestDue adds those of a filter that are to be carried out by a day, the first due
// first. Those of somebody that are due today or tomorrow have reminders of their own:
// they deserve a digest where the person has turned those off.
func digestDue(tx reminder.Tx, s reminder.DigestScope, f DecisionFilter, of *reminder.Digested) error {
	f.State, f.Followed = DecisionAdopted, true
	list, err := Open(tx).Decisions(s.Project.ID, f)
	if err != nil {
		return err
	}
	dueFirst(list)
	until, tomorrow := s.Until(decisionsAhead), s.Today.AddDays(1)
	for _, dec := range list {
		switch {
		case dec.Due.IsZero() || dec.Due.After(until):
		case !dec.Late(s.Today):
			of.Coming = append(of.Coming, dec)
			of.Worth = of.Worth || s.Person.ActionsOff && !dec.Due.After(tomorrow)
		case s.Insists(dec.Due):
			of.Late, of.Worth = append(of.Late, dec), true
		}
	}
	return nil
}

// dueFirst orders decisions: those that are due on a day first, by that day, then the
// others as they are.
func dueFirst(list []Decision) {
	slices.SortStableFunc(list, func(a, b Decision) int {
		switch {
		case a.Due == b.Due:
			return 0
		case a.Due.IsZero():
			return 1
		case b.Due.IsZero() || a.Due.Before(b.Due):
			return -1
		default:
			return 1
		}
	})
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

package minutes

import (
	"cmp"
	"slices"
	"strings"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
)

// Ruling is one decision on a verification: the buyer's, or a silence that
// counts as an admission or a rejection. The silence that accepts a réfaction,
// or the observations on one, is none: it takes what was said as accepted
// (CCAG-TIC 2009 art. 28; 2021 art. 34.3). There are three at most: an
// ajournement, the réfaction that the buyer chooses when it is refused, and a new
// decision after observations.
type Ruling struct {
	// VerificationView is the verification as the decision left it, with the rule,
	// the period and the deadline of the phase in which it was taken, and the
	// reservations and outages noted by that day.
	acceptance.VerificationView
	// Taken is that phase.
	Taken acceptance.Phase
	// Events are what has led to it, since the decision before it.
	Events []Event
}

// InSupplierPeriod reports whether it was taken because the supplier has let its own
// period go by.
func (r Ruling) InSupplierPeriod() bool { return r.Taken.OfSupplier() }

// Late reports whether it came after the end of the period to take it; there is none
// in the supplier's.
func (r Ruling) Late() bool {
	return !r.InSupplierPeriod() && TimingOf(r.VerificationView) == TimingLate
}

// Event is what has happened to a verification beside the decisions: what the
// supplier has answered, a silence, a prolongation.
type Event struct {
	On calendar.Date
	// Noted says that On is the day on which it was written down: its own was not
	// kept.
	Noted bool
	// Change is a key of the catalogue under "history.".
	Change string
	Note   string
	// Days are those of a prolongation; 0 of anything else.
	Days int
	// Clause is the one that it rests on.
	Clause contract.Clause
}

// Withdrawn is a decision, or a silence that counted as one, that was put right: it
// does not hold, and is kept beside what was put in its place.
type Withdrawn struct {
	acceptance.Verification
	// By has put it right On that day, for Reason.
	By     record.Person
	On     calendar.Date
	Reason string
}

// course is what a verification's history comes to.
type course struct {
	decisions []taken
	// since is what has happened since the last of them.
	since []Event
	// withdrawn are those that were put right.
	withdrawn []Withdrawn
}

// taken is one decision: the verification as it waited for it, and after it.
type taken struct {
	before, after acceptance.Verification
	events        []Event
}

// courseOf reads a verification's history. What was put right has decided nothing,
// and what was put in its place has happened instead of it.
func courseOf(lines []record.HistoryLine, c contract.Contract, p record.Project) course {
	var now course
	at := map[int]course{} // by version
	for _, l := range acceptance.PutRight(lines) {
		before, after, ok := record.States[acceptance.Verification](l)
		if !ok || after.Outcome == contract.OutcomeVoid { // nobody has decided that
			continue
		}
		if acceptance.WentBack(before, after) {
			now = now.backTo(at[before.Version], l, p).startedAs(after, c, p)
			l.Change, l.Note = "verification."+cmp.Or(answered[after.Phase], "corrected"), "" // it tells why it came late
		}
		switch {
		case after.NotifiedOn != before.NotifiedOn:
			now = now.startedAs(after, c, p)
		case after.Phase == before.Phase && after.Extra < before.Extra: // what silence had granted was refused, and nothing came between
			now.since = now.since[:max(0, len(now.since)-1)]
		case after.DecidesAfter(before):
			now.decisions, now.since = append(slices.Clip(now.decisions), taken{before, after, now.since}), nil
		case after.Phase != before.Phase || after.Extra != before.Extra:
			now.since = append(slices.Clip(now.since), eventOf(l, before, after, c, p))
		}
		at[after.Version] = now
	}
	return now
}

// backTo is the course as it was earlier, with what was decided since as put right.
func (now course) backTo(earlier course, l record.HistoryLine, p record.Project) course {
	earlier.withdrawn = now.withdrawn
	for _, d := range now.decisions[min(len(earlier.decisions), len(now.decisions)):] {
		earlier.withdrawn = append(slices.Clip(earlier.withdrawn), Withdrawn{d.after, l.By, p.Today(l.At), l.Note})
	}
	return earlier
}

// startedAs is the course of a verification that has begun on another day than was
// thought.
func (now course) startedAs(v acceptance.Verification, c contract.Contract, p record.Project) course {
	now.decisions = slices.Clone(now.decisions)
	for i, d := range now.decisions {
		if d.after.NotifiedOn == v.NotifiedOn {
			continue
		}
		now.decisions[i].before, now.decisions[i].after = d.before.From(v, c, p), d.after.From(v, c, p)
	}
	return now
}

// answered is how the supplier's answer is called that leaves a verification in
// a phase.
var answered = map[acceptance.Phase]string{
	acceptance.PhasePresentation: "answer_accepted", acceptance.PhaseChoice: "answer_refused", acceptance.PhaseReply: "observations", acceptance.PhaseEnded: "reduction_accepted",
}

// eventOf is a change that decides nothing. The day of an acceptance is not
// kept: what runs then has begun with the ajournement.
func eventOf(l record.HistoryLine, before, after acceptance.Verification, c contract.Contract, p record.Project) Event {
	e := Event{On: p.Today(l.At), Noted: true, Change: l.Change, Note: l.Note, Clause: c.Clause(acceptance.PhaseTopics[before.Phase])}
	switch {
	case after.Phase == before.Phase:
		e.Days, e.Clause = after.Extra-before.Extra, c.Clause(contract.TopicExtensionReply)
		if l.Change == "verification.extension_granted" {
			e.On, e.Noted = before.Request.ReplyBy, false
		}
	case strings.HasPrefix(l.Change, acceptance.TacitChange):
		e.On, e.Noted = after.TacitOn, false
	case after.Phase != acceptance.PhasePresentation:
		e.On, e.Noted = after.Since, false
	}
	return e
}

// counts are those of a quantitative check, each with what was decided of it, as
// the caller may see them; now is the check with its last one.
func counts(v record.Caller, lines []record.HistoryLine, now acceptance.VerificationView, c contract.Contract) []Ruling {
	var all []Ruling
	for _, l := range lines {
		after, ok := l.After.(acceptance.Verification)
		if !ok || CountOf(l) == nil {
			continue
		}
		view := acceptance.NewVerificationView(acceptance.Redacted(v, after), c, v.Project)
		view.Today = now.Today
		all = append(all, Ruling{VerificationView: view, Taken: after.Phase})
	}
	return all
}

// rulings are the decisions as the caller may see them; now is the verification
// with all that was noted on it.
func rulings(v record.Caller, decisions []taken, now acceptance.VerificationView, c contract.Contract) []Ruling {
	var all []Ruling
	for _, d := range decisions {
		view, awaited := acceptance.NewVerificationView(acceptance.Redacted(v, d.after), c, v.Project), acceptance.NewVerificationView(d.before, c, v.Project)
		view.Rule, view.Computed, view.Fact, view.Deadline = awaited.Rule, awaited.Computed, awaited.Fact, awaited.Deadline
		view.Today, view.Availability = now.Today, usedUntil(view.DecidedOn, now.Availability)
		unknown := func(r acceptance.ReservationView) bool {
			return r.NotedOn.After(view.DecidedOn) && !view.PassesOver(r.Reservation)
		}
		view.Carried, view.Reservations = slices.DeleteFunc(slices.Clone(now.Carried), unknown), slices.DeleteFunc(slices.Clone(now.Reservations), unknown)
		all = append(all, Ruling{VerificationView: view, Taken: d.before.Phase, Events: d.events})
	}
	return all
}

// usedUntil is what was used until that day, of what is allowed over all of them; nil
// for nil.
func usedUntil(day calendar.Date, a *acceptance.Availability) *acceptance.Availability {
	if a == nil {
		return nil
	}
	then := *a
	then.Used, then.Outages = 0, nil
	for _, o := range a.Outages {
		if o.Day.After(day) {
			continue
		}
		then.Outages = append(then.Outages, o)
		if !o.Cancelled {
			then.Used += o.Minutes
		}
	}
	return &then
}

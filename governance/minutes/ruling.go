package minutes

import (
	"reflect"
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
func (r Ruling) Late() bool { return !r.InSupplierPeriod() && r.Timing() == acceptance.TimingLate }

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

// course is what a verification's history comes to.
type course struct {
	decisions []taken
	// since is what has happened since the last of them.
	since []Event
}

// taken is one decision: the verification as it waited for it, and after it.
type taken struct {
	before, after acceptance.Verification
	events        []Event
}

// courseOf reads a verification's history. A silence that was corrected has
// decided nothing, and what was put in its place has happened instead of it.
func courseOf(lines []record.HistoryLine, c contract.Contract, p record.Project) course {
	var now course
	var silences []silence // one after the other, the last last
	for _, l := range lines {
		before, after, ok := record.States[acceptance.Verification](l)
		if !ok || after.Outcome == contract.OutcomeVoid { // nobody has decided that
			continue
		}
		switch {
		case strings.HasPrefix(l.Change, acceptance.TacitChange):
			if before.Tacit == "" {
				silences = nil
			}
			silences = append(silences, silence{before, now})
		case l.Change == "verification.corrected" && len(silences) > 0:
			put := putRight(silences, after)
			before, now = put.awaited, put.before
			l.Change, l.Note = "verification."+answered[after.Phase], "" // it tells why it came late
		}
		switch {
		case after.Phase == before.Phase && after.Extra < before.Extra: // what silence had granted was refused, and nothing came between
			now.since = now.since[:max(0, len(now.since)-1)]
		case decidedAfter(after, before):
			now = course{decisions: append(now.decisions, taken{before, after, now.since})}
		case after.Phase != before.Phase || after.Extra != before.Extra:
			now.since = append(now.since, eventOf(l, before, after, c, p))
		}
	}
	return now
}

// silence is one that has changed a verification: what was awaited, and the course
// up to then.
type silence struct {
	awaited acceptance.Verification
	before  course
}

// putRight is the silence in whose place a correction has put what the
// verification is after it: the supplier's answer in that of its own, though others
// have followed, and all else in that of the last.
func putRight(silences []silence, after acceptance.Verification) silence {
	last := silences[len(silences)-1]
	if after.Phase != acceptance.PhasePresentation && after.Phase != acceptance.PhaseChoice {
		return last
	}
	for _, s := range slices.Backward(silences) {
		if s.awaited.Phase.AwaitsAnswer() {
			return s
		}
	}
	return last
}

// answered is how the supplier's answer is called that leaves a verification in
// a phase.
var answered = map[acceptance.Phase]string{
	acceptance.PhasePresentation: "answer_accepted", acceptance.PhaseChoice: "answer_refused", acceptance.PhaseReply: "observations", acceptance.PhaseEnded: "reduction_accepted",
}

// decidedAfter reports whether a decision made the verification what it is from
// what it was: it says something else, or what the buyer had to do is done, and
// no silence has done it. A réfaction may be decided again word for word.
func decidedAfter(v acceptance.Verification, before acceptance.Verification) bool {
	said := func(v acceptance.Verification) acceptance.Verification {
		return acceptance.Verification{
			Outcome: v.Outcome, Reason: v.Reason, Rate: v.Rate, Observations: v.Observations, DecisionRef: v.DecisionRef,
			DecidedOn: v.DecidedOn, DecidedBy: v.DecidedBy,
		}
	}
	acted := before.Open() && !before.Phase.OfSupplier() && v.Phase != before.Phase && v.Tacit == ""
	return acted || !reflect.DeepEqual(said(v), said(before))
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
		if !ok || acceptance.CountOf(l) == nil {
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
		view.Today, view.Availability = now.Today, now.Availability.Until(view.DecidedOn)
		unknown := func(r acceptance.ReservationView) bool {
			return r.NotedOn.After(view.DecidedOn) && !view.PassesOver(r.Reservation)
		}
		view.Carried, view.Reservations = slices.DeleteFunc(slices.Clone(now.Carried), unknown), slices.DeleteFunc(slices.Clone(now.Reservations), unknown)
		all = append(all, Ruling{VerificationView: view, Taken: d.before.Phase, Events: d.events})
	}
	return all
}

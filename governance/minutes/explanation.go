package minutes

import (
	"context"
	"slices"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
)

// Reading is a choice between two readings of the texts, or what they could not
// be read for: people are told of each that a date rests on (domain.md §1.5, 2
// and 6).
type Reading string

const (
	// ReadingFirstDay: the VSR starts on the day after the decision (3.2.1), and
	// not on its day, as 32.4 can be read.
	ReadingFirstDay Reading = "first-day"
	// ReadingWindow: the end of an observation is not put off (3.2.4 is about
	// periods to do something).
	ReadingWindow Reading = "window"
	// ReadingAgain: a VSR that is presented again is observed as long as the first
	// time (2009 art. 28.2.2), where the contract says nothing of it.
	ReadingAgain Reading = "again"
	// ReadingAfterWindow: the days to notify run from the end of the observation.
	ReadingAfterWindow Reading = "after-window"
	// ReadingWorkingDay: the « jour ouvrable » of 3.2.4 is no Saturday.
	ReadingWorkingDay Reading = "working-day"
	// ReadingProfile: 3.1.2 was read in other CCAGs of 2021.
	ReadingProfile Reading = "profile"
	// ReadingCounting: 3.2 was read in the text of 2009.
	ReadingCounting Reading = "counting"
	// ReadingFree: the contract cites no CCAG; days are counted as 3.2 does.
	ReadingFree Reading = "free"
	// ReadingKept: the clauses now give another date than the one that is kept.
	ReadingKept Reading = "kept"
)

func (r Reading) MessageKey() string { return "reading." + string(r) }

// ExplainedPeriod is one period on the way to a deadline.
type ExplainedPeriod struct {
	contract.Clause
	Computed calendar.Deadline
	// Extra is by how many days it was prolonged, and Extended the steps of that.
	Extra    int
	Extended []calendar.Step
	// Ends is the last day of the period, put off or not.
	Ends calendar.Date
}

// Steps are those of the computation that hold: the end of a window is not put
// off.
func (p ExplainedPeriod) Steps() []calendar.Step {
	if !p.Window() && p.Extra == 0 {
		return p.Computed.Steps
	}
	return slices.DeleteFunc(slices.Clone(p.Computed.Steps), func(s calendar.Step) bool { return s.Article == "3.2.4" })
}

// Explanation is how the dates of a verification come about.
type Explanation struct {
	acceptance.VerificationView
	// Place is whose public holidays count.
	Place calendar.Region
	// StartedOn is the day of the event that starts the first period, and Start how
	// it was established; nil when it was given as it is.
	Start     *contract.Notice
	StartedOn calendar.Date
	// Presumed is the period after which what nobody opened counts as notified;
	// nil when it was not needed.
	Presumed *ExplainedPeriod
	Periods  []ExplainedPeriod
	// Reply is the period to answer a prolongation that is asked for; nil when none is.
	Reply *ExplainedPeriod
	// followed says that it has ended, in another phase than the one explained or
	// after a prolongation.
	followed bool
	Readings []Reading
}

// Source is where an article was read.
type Source struct{ Article, URL string }

// Sources are where the articles were read, that which counts the days last.
func (e Explanation) Sources() []Source {
	var list []Source
	if e.Presumed != nil {
		list = append(list, Source{e.Presumed.Article, e.Presumed.Source})
	}
	for _, p := range e.Periods {
		list = append(list, Source{p.Article, p.Source})
	}
	if e.Reply != nil {
		list = append(list, Source{e.Reply.Article, e.Reply.Source})
	}
	list = append(list, Source{"3.2", contract.Source2009})
	return slices.DeleteFunc(list, func(s Source) bool { return s.URL == "" })
}

// explain computes the dates of a verification again, and keeps how.
func explain(v acceptance.VerificationView, c contract.Contract, p record.Project, history []record.HistoryLine) Explanation {
	cal := c.Calendar(p)
	e := Explanation{VerificationView: v, Place: cal.Region}
	e.Start, e.StartedOn = start(v.Verification)
	if n := e.Start; n != nil && !n.AvailableOn.IsZero() && n.OpenedOn != e.StartedOn {
		presumed := explained(c.Clause(contract.TopicProfile), cal, n.AvailableOn)
		e.Presumed = &presumed
	}
	fact := v.Fact
	for _, clause := range v.Rule.Clauses {
		period := explained(clause, cal, fact)
		e.Periods = append(e.Periods, period)
		fact = period.Ends
	}
	if last := &e.Periods[len(e.Periods)-1]; v.Extra > 0 && v.Open() && !v.Computed.Day.IsZero() {
		last.Extra, last.Ends = v.Extra, v.Computed.Day
		last.Extended = slices.DeleteFunc(slices.Clone(v.Computed.Steps), func(s calendar.Step) bool { return s.Article != "3.2.4" })
	}
	if r := v.Requested; r != nil {
		reply := explained(r.Rule.Clauses[0], cal, r.AskedOn)
		e.Reply = &reply
	}
	e.followed = !v.Open() && slices.ContainsFunc(history, func(l record.HistoryLine) bool {
		before, was := l.Before.(acceptance.Verification)
		_, later := acceptance.PhaseTopics[before.Phase]
		return was && (later || before.Extra > 0)
	})
	e.Readings = e.readings()
	return e
}

// start is the day of the event that starts the phase's period, and how it was
// established.
func start(v acceptance.Verification) (*contract.Notice, calendar.Date) {
	switch v.Phase {
	case acceptance.PhaseAnswer, acceptance.PhasePresentation, acceptance.PhaseObservations: // from the notice of the decision
		return v.DecisionNotice, v.Fact()
	case acceptance.PhaseVerifying, acceptance.PhaseEnded:
		return v.Notice, v.NotifiedOn
	default:
		return nil, v.Fact()
	}
}

// FollowUp reports whether the period is one that follows a decision, and has not
// started with what was notified at first.
func (e Explanation) FollowUp() bool {
	_, ok := acceptance.PhaseTopics[e.Phase]
	return ok || e.Step == contract.StepQuantity
}

func explained(c contract.Clause, cal calendar.Calendar, fact calendar.Date) ExplainedPeriod {
	computed, ends := c.End(cal, fact)
	return ExplainedPeriod{Clause: c, Computed: computed, Ends: ends}
}

func (e Explanation) readings() []Reading {
	var list []Reading
	putOff := false
	for _, p := range e.Periods {
		if p.Topic == contract.TopicVSR {
			list = append(list, e.observationReadings(p)...)
		}
		putOff = putOff || !p.Window() && p.Computed.Postponed
	}
	if putOff || e.Reply != nil && e.Reply.Computed.Postponed {
		list = append(list, ReadingWorkingDay)
	}
	if e.Presumed != nil {
		list = append(list, ReadingProfile)
	}
	switch e.Terms {
	case contract.TermsTIC2021:
		list = append(list, ReadingCounting)
	case contract.TermsFree:
		list = append(list, ReadingFree)
	}
	if last := e.Periods[len(e.Periods)-1]; last.Ends != e.Deadline && !e.followed {
		list = append(list, ReadingKept)
	}
	return list
}

// observationReadings are those of the observation of a VSR.
func (e Explanation) observationReadings(p ExplainedPeriod) []Reading {
	var list []Reading
	if !p.SameDay() {
		list = append(list, ReadingFirstDay)
	}
	if p.Window() {
		list = append(list, ReadingWindow)
	}
	list = append(list, ReadingAfterWindow)
	if e.Again != 0 {
		list = append(list, ReadingAgain)
	}
	return list
}

// Explain tells how the dates of a verification come about. Anybody of the team
// may ask.
// Errors: NotFound, Forbidden, Unavailable.
func (s *Service) Explain(ctx context.Context, a record.Actor, number int) (Explanation, error) {
	var e Explanation
	err := s.view(ctx, a, func(v record.Caller, tx Tx) error {
		ver, c, err := acceptance.FindUnderContract(tx, v.Project.ID, number)
		if err != nil {
			return err
		}
		view := acceptance.NewVerificationView(acceptance.Redacted(v, ver), c, v.Project)
		view.Today = v.Project.Today(s.base.Now())
		history, err := tx.History(v.Project.ID, ver.Subject())
		if err != nil {
			return err
		}
		e = explain(view, c, v.Project, history)
		return nil
	})
	return e, err
}

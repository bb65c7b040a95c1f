package calendar

import (
	"slices"
	"time"
)

// Unit is what the length of a period is counted in.
type Unit string

const (
	// UnitDays are calendar days (CCAG-TIC, art. 3.2.2).
	UnitDays Unit = "days"
	// UnitMonths run from a day of the month to the same day of another one:
	// "de quantième en quantième" (art. 3.2.3).
	UnitMonths Unit = "months"
	// UnitWorkingDays are jours ouvrés (art. 3.2.5).
	UnitWorkingDays Unit = "working-days"
	// UnitClearDays are jours francs, of which neither the day of the fact nor
	// the last day counts. The CCAG has none; convocations do (code général des
	// collectivités territoriales, art. L2121-11 and L2121-12).
	UnitClearDays Unit = "clear-days"
)

// Units are all units.
func Units() []Unit { return []Unit{UnitDays, UnitMonths, UnitWorkingDays, UnitClearDays} }

// MaxPeriod is the longest Length of a Period. No contract comes near it: it
// keeps a slip of the keyboard from counting for hours.
const MaxPeriod = 9999

// Period is a contractual period.
type Period struct {
	// Length is from 1 to MaxPeriod.
	Length int  `json:"Length"`
	Unit   Unit `json:"Unit"`
}

// Valid reports whether the unit is known and the length within its bounds.
func (p Period) Valid() bool {
	return slices.Contains(Units(), p.Unit) && p.Length >= 1 && p.Length <= MaxPeriod
}

// Deadline is the end of a period and how it was found.
type Deadline struct {
	// Fact is the day of the triggering fact, which is not counted.
	Fact Date
	// FirstDay is the day that the period starts on, at 0 h.
	FirstDay Date
	// RawEnd is the last day before any postponement.
	RawEnd Date
	// Day is the last day; the period expires at its midnight (24 h) where the
	// contract is carried out. Zero when there is no deadline.
	Day    Date
	Period Period
	// Postponed reports whether Day is later than RawEnd.
	Postponed bool
	// Steps tell the computation in its order, so that it can be checked.
	Steps []Step
}

// Step is one rule applied on the way to a deadline.
type Step struct {
	// Rule is one of the Rule… keys.
	Rule string
	// Article is that of the CCAG-TIC, as "3.2.1"; empty when it has none.
	Article string
	// Day is the day that the rule leads to or, for RuleEndsWeekend and
	// RuleEndsHoliday, the day that it puts aside.
	Day Date
	// Holiday is the name of the holiday, for RuleEndsHoliday only.
	Holiday string
}

// The rules that a Step applies: stable keys, for the catalogue.
const (
	RuleStartsDayAfter    = "starts-day-after"
	RuleStartsSameDay     = "starts-same-day"
	RuleCountsDays        = "counts-days"
	RuleQuantieme         = "quantieme"
	RuleLastDayOfMonth    = "last-day-of-month"
	RuleDayBefore         = "day-before"
	RuleCountsWorkingDays = "counts-working-days"
	RuleCountsClearDays   = "counts-clear-days"
	RuleEndsWeekend       = "ends-weekend"
	RuleEndsHoliday       = "ends-holiday"
	RuleNextWorkingDay    = "next-working-day"
)

// End computes the deadline of a period whose triggering fact happened on the
// day fact, by art. 3.2 of the CCAG-TIC. The text read is that of 2009; 2021
// has the same 3.2.1, and the rest of its 3.2 is said to agree.
//
// Without a fact or with a period that is not Valid there is no deadline: Day
// is zero.
func (c Calendar) End(fact Date, p Period) Deadline {
	if fact.IsZero() || !p.Valid() {
		return Deadline{Fact: fact, Period: p}
	}
	first := fact.AddDays(1)
	counted := c.count(fact, p)
	return c.putOff(Deadline{
		Fact: fact, FirstDay: first, RawEnd: counted.Day, Period: p,
		Steps: []Step{{Rule: RuleStartsDayAfter, Article: "3.2.1", Day: first}, counted},
	})
}

// putOff applies art. 3.2.4 to the raw end.
func (c Calendar) putOff(end Deadline) Deadline {
	// One step for each day put aside: a holiday may follow a week-end.
	end.Day = c.NextWorkingDay(end.RawEnd)
	for day := end.RawEnd; day != end.Day; day = day.AddDays(1) {
		step := Step{Rule: RuleEndsWeekend, Article: "3.2.4", Day: day}
		if name, ok := c.Holiday(day); ok {
			step.Rule, step.Holiday = RuleEndsHoliday, name
		}
		end.Steps = append(end.Steps, step)
	}
	if end.Postponed = end.Day != end.RawEnd; end.Postponed {
		end.Steps = append(end.Steps, Step{Rule: RuleNextWorkingDay, Article: "3.2.4", Day: end.Day})
	}
	return end
}

// EndFrom is End for a period whose clause lets it start on the day first itself,
// and not on the day after, as art. 3.2.1 has it: that day counts as one. Months
// then end on the eve of the same day: from 1 March to 31 March.
func (c Calendar) EndFrom(first Date, p Period) Deadline {
	if first.IsZero() || !p.Valid() {
		return Deadline{Fact: first, Period: p}
	}
	counted := c.count(first.AddDays(-1), p)
	if p.Unit == UnitMonths {
		if counted = c.count(first, p); counted.Rule == RuleQuantieme {
			counted.Rule, counted.Day = RuleDayBefore, counted.Day.AddDays(-1)
		}
	}
	return c.putOff(Deadline{
		Fact: first, FirstDay: first, RawEnd: counted.Day, Period: p,
		Steps: []Step{{Rule: RuleStartsSameDay, Day: first}, counted},
	})
}

// count is the step from the fact to the last day, before any postponement.
func (c Calendar) count(fact Date, p Period) Step {
	switch p.Unit {
	case UnitMonths:
		month := fact.Month + time.Month(p.Length)
		day := NewDate(fact.Year, month, fact.Day)
		if day.Day == fact.Day {
			return Step{Rule: RuleQuantieme, Article: "3.2.3", Day: day}
		}
		return Step{Rule: RuleLastDayOfMonth, Article: "3.2.3", Day: NewDate(fact.Year, month+1, 0)}
	case UnitWorkingDays:
		return Step{Rule: RuleCountsWorkingDays, Article: "3.2.5", Day: c.AddWorkingDays(fact, p.Length)}
	case UnitClearDays:
		return Step{Rule: RuleCountsClearDays, Day: fact.AddDays(p.Length + 1)}
	default:
		return Step{Rule: RuleCountsDays, Article: "3.2.2", Day: fact.AddDays(p.Length)}
	}
}

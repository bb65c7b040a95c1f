package calendar

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Rule says which days come back: weekdays of every n-th week, weekdays of a rank
// in months, or the first such weekday after each school holiday. Its hour, its
// zone and its first and last day stand beside it.
type Rule struct {
	Cycle Cycle
	// Every is how many weeks or months lie between two: 1 is each of them. It is
	// 1 after school holidays, and where months are named.
	Every int
	// Days are in order, each once: by rank, then from Monday to Sunday.
	Days []RankedDay
	// Months are those that have one, in order; none means all. Of CycleMonths only.
	Months []time.Month
}

// Cycle is what a rule counts in.
type Cycle string

const (
	CycleWeeks  Cycle = "WEEKLY"
	CycleMonths Cycle = "MONTHLY"
	// CycleVacations comes once after each school holiday, on a day of school.
	CycleVacations Cycle = "SCHOOL-HOLIDAYS"
)

// RankedDay is a weekday and, in a month, which of them.
type RankedDay struct {
	Rank    int // from 1 to MaxRank, or RankLast; 0 out of months
	Weekday time.Weekday
}

// RankLast is the last such weekday of a month; MaxRank is the highest that every
// month has.
const (
	RankLast = -1
	MaxRank  = 4
)

// MaxEvery is the most weeks or months that may lie between two.
const MaxEvery = 52

// weekdayCodes are those of RFC 5545.
var weekdayCodes = [...]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}

func (d RankedDay) String() string {
	code := "??" // no weekday, which no rule may have
	if d.Weekday >= time.Sunday && d.Weekday <= time.Saturday {
		code = weekdayCodes[d.Weekday]
	}
	if d.Rank == 0 {
		return code
	}
	return strconv.Itoa(d.Rank) + code
}

// Compare orders by rank, the last one at the end, then from Monday to Sunday.
func (d RankedDay) Compare(e RankedDay) int {
	rank := func(d RankedDay) int { return (d.Rank + 100) % 100 }
	return cmp.Or(rank(d)-rank(e), fromMonday(d.Weekday)-fromMonday(e.Weekday))
}

// fromMonday is how many days after a Monday the weekday comes: weeks begin on
// Monday (ISO 8601), as they do in a rule without WKST.
func fromMonday(w time.Weekday) int { return (int(w) + 6) % 7 }

// Tidy is the rule with its days and months in order, each once.
func (r Rule) Tidy() Rule {
	r.Every = max(r.Every, 1)
	r.Days = slices.Clone(r.Days)
	slices.SortFunc(r.Days, RankedDay.Compare)
	r.Days = slices.Compact(r.Days)
	r.Months = slices.Clone(r.Months)
	slices.Sort(r.Months)
	if r.Months = slices.Compact(r.Months); len(r.Months) == 12 {
		r.Months = nil
	}
	return r
}

// Equal reports whether both say the same.
func (r Rule) Equal(o Rule) bool { return r.String() == o.String() }

// String is the rule as an RRULE of RFC 5545, which every calendar reads:
//
//	FREQ=WEEKLY;INTERVAL=2;BYDAY=TH
//	FREQ=MONTHLY;BYMONTH=2,5,11;BYDAY=-1FR
//
// RRULE has no words for school holidays, which no calendar program knows. Such a
// rule has no FREQ, without which nothing is an RRULE: a program that is given it
// by mistake refuses it, rather than to show wrong days.
//
//	AFTER=SCHOOL-HOLIDAYS;BYDAY=TH
func (r Rule) String() string {
	var b strings.Builder
	if r.Cycle == CycleVacations {
		b.WriteString("AFTER=" + string(r.Cycle))
	} else {
		b.WriteString("FREQ=" + string(r.Cycle))
	}
	if r.Every > 1 {
		fmt.Fprintf(&b, ";INTERVAL=%d", r.Every)
	}
	for i, m := range r.Months {
		b.WriteString(separator(i, ";BYMONTH=") + strconv.Itoa(int(m)))
	}
	for i, d := range r.Days {
		b.WriteString(separator(i, ";BYDAY=") + d.String())
	}
	return b.String()
}

func separator(i int, name string) string {
	if i == 0 {
		return name
	}
	return ","
}

// ParseRule reads what String writes, and nothing else: a rule of another program
// may mean what this one would not do.
func ParseRule(text string) (Rule, error) {
	r, err := parseRule(text)
	if err != nil {
		return Rule{}, fmt.Errorf("read rule %q: %w", text, err)
	}
	return r, nil
}

// MustParseRule is ParseRule for constants; it panics on a malformed text.
func MustParseRule(text string) Rule {
	r, err := ParseRule(text)
	if err != nil {
		panic(err)
	}
	return r
}

func parseRule(text string) (Rule, error) {
	r := Rule{Every: 1}
	for part := range strings.SplitSeq(text, ";") {
		name, value, _ := strings.Cut(part, "=")
		read, ok := map[string]func(string) error{
			"FREQ": r.readFreq, "AFTER": r.readAfter, "INTERVAL": r.readEvery, "BYMONTH": r.readMonths, "BYDAY": r.readDays,
		}[name]
		if !ok {
			return r, fmt.Errorf("%q is none of FREQ, AFTER, INTERVAL, BYMONTH, BYDAY", name)
		}
		if err := read(value); err != nil {
			return r, err
		}
	}
	if err := r.check(); err != nil {
		return r, err
	}
	if own := r.Tidy().String(); own != text {
		return r, fmt.Errorf("it is written %q", own)
	}
	return r, nil
}

func (r *Rule) readFreq(value string) error {
	r.Cycle = Cycle(value)
	if r.Cycle != CycleWeeks && r.Cycle != CycleMonths {
		return fmt.Errorf("FREQ is WEEKLY or MONTHLY, not %q", value)
	}
	return nil
}

func (r *Rule) readAfter(value string) error {
	r.Cycle = Cycle(value)
	if r.Cycle != CycleVacations {
		return fmt.Errorf("AFTER is %s, not %q", CycleVacations, value)
	}
	return nil
}

func (r *Rule) readEvery(value string) (err error) {
	if r.Every, err = strconv.Atoi(value); err != nil {
		return fmt.Errorf("INTERVAL is a number, not %q", value)
	}
	return nil
}

func (r *Rule) readMonths(value string) error {
	for month := range strings.SplitSeq(value, ",") {
		n, err := strconv.Atoi(month)
		if err != nil {
			return fmt.Errorf("BYMONTH has numbers, not %q", month)
		}
		r.Months = append(r.Months, time.Month(n))
	}
	return nil
}

func (r *Rule) readDays(value string) error {
	for day := range strings.SplitSeq(value, ",") {
		code := day[max(0, len(day)-2):]
		d := RankedDay{Weekday: time.Weekday(slices.Index(weekdayCodes[:], code))}
		if d.Weekday < 0 {
			return fmt.Errorf("BYDAY has weekdays such as TU, 1TU or -1TU, not %q", day)
		}
		if rank := strings.TrimSuffix(day, code); rank != "" {
			var err error
			if d.Rank, err = strconv.Atoi(rank); err != nil || d.Rank == 0 {
				return fmt.Errorf("BYDAY has weekdays such as TU, 1TU or -1TU, not %q", day)
			}
		}
		r.Days = append(r.Days, d)
	}
	return nil
}

// Check says what is wrong with the rule, if anything is.
func (r Rule) Check() error {
	if _, err := ParseRule(r.String()); err != nil {
		return err
	}
	return nil
}

func (r Rule) check() error {
	ranked := func(d RankedDay) bool { return d.Rank == RankLast || 1 <= d.Rank && d.Rank <= MaxRank }
	plain := func(d RankedDay) bool { return d.Rank == 0 }
	switch {
	case r.Cycle == "":
		return fmt.Errorf("FREQ is missing")
	case len(r.Days) == 0:
		return fmt.Errorf("BYDAY is missing")
	case r.Every < 1 || r.Every > MaxEvery:
		return fmt.Errorf("INTERVAL is from 1 to %d, not %d", MaxEvery, r.Every)
	case slices.ContainsFunc(r.Months, func(m time.Month) bool { return m < time.January || m > time.December }):
		return fmt.Errorf("BYMONTH is from 1 to 12")
	case r.Cycle == CycleMonths && !every(r.Days, ranked):
		return fmt.Errorf("a weekday of a month is from 1 to %d, or %d for the last", MaxRank, RankLast)
	case r.Cycle != CycleMonths && (!every(r.Days, plain) || len(r.Months) > 0):
		return fmt.Errorf("only MONTHLY has ranks and BYMONTH")
	case r.Cycle == CycleVacations && (r.Every > 1 || len(r.Days) > 1):
		return fmt.Errorf("after school holidays comes one weekday, each time")
	case r.Every > 1 && len(r.Months) > 0:
		return fmt.Errorf("BYMONTH and INTERVAL exclude each other")
	}
	return nil
}

func every(days []RankedDay, fits func(RankedDay) bool) bool {
	return !slices.ContainsFunc(days, func(d RankedDay) bool { return !fits(d) })
}

package grammar

import (
	"errors"
	"slices"
	"time"

	"pilotent/commands/when"
	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/message"
)

// days reads Date, PastDate or Day.
func (b *binder) days(p Param, texts []string) ([]calendar.Date, error) {
	var (
		days []calendar.Date
		full []string
	)
	for _, text := range texts {
		d, err := b.day(p.Kind, text)
		if err != nil {
			return nil, b.dateError(p, err, text)
		}
		if !d.Nearer.IsZero() {
			b.doubts = append(b.doubts, b.misread(p.Kind, text, d.Date, d.Nearer))
		}
		days, full = append(days, d.Date), append(full, string(b.printer.Date(d.Date)))
	}
	b.raw[p.English] = full
	return days, nil
}

// day reads one; a Day on either side of today, when it is written without its
// year, is the next.
func (b *binder) day(kind Kind, text string) (when.Day, error) {
	if kind == PastDate {
		return b.PastDate(text)
	}
	d, err := b.Date(text)
	if gone, ok := errors.AsType[*when.Error](err); kind == Day && err != nil {
		// What can only be gone by is asked about as that.
		if past, other := b.PastDate(text); other == nil || ok && gone.Reason == when.Past {
			return past, other
		}
	}
	return d, err
}

// pastDays reads PastDays and LastDays.
func (b *binder) pastDays(p Param, text string) (when.Days, error) {
	days, err := b.PastDays(text)
	if e, ok := errors.AsType[*when.Error](err); ok && e.Reason == when.Future && p.Kind == LastDays {
		var d when.Day
		if d, err = b.Date(text); err == nil {
			return when.Days{First: d.Date, Last: d.Date}, nil
		}
	}
	if e, ok := errors.AsType[*when.Error](err); ok && e.Reason == when.Unreadable {
		return days, record.InvalidError("date.days", "text", text).About(p.English)
	}
	return days, b.dateError(p, err, text)
}

// shift reads a Shift, or a Moment when nothing was planned before. An error is
// one of Bind's.
func (b *binder) shift(p Param, text string) record.Shift[time.Time] {
	return func(before time.Time) (time.Time, []record.Doubt, error) {
		at, err := b.Shift(text, before)
		if err != nil {
			return time.Time{}, nil, b.dateError(p, err, text)
		}
		b.raw[p.English] = []string{b.full(at.Time)}
		var doubts []record.Doubt
		if !at.Nearer.IsZero() {
			doubts = append(doubts, b.misread(p.Kind, text, at.Time, at.Nearer))
		}
		if at.Twice {
			doubts = append(doubts, record.NewDoubt("date.twice", "text", text, "start", at.Time, "second", at.Add(time.Hour).Format(time.RFC3339)))
		}
		if p.Kind == Moment {
			b.lasts = at.Lasts
		} else if at.Lasts > 0 {
			doubts = append(doubts, record.NewDoubt("date.until", "text", text, "start", at.Time))
		}
		return at.Time, doubts, nil
	}
}

// dayShift reads a DayShift. An error is one of Bind's.
func (b *binder) dayShift(p Param, text string) record.Shift[calendar.Date] {
	return func(before calendar.Date) (calendar.Date, []record.Doubt, error) {
		d, err := b.ShiftDay(text, before)
		if err != nil {
			return d.Date, nil, b.dateError(p, err, text)
		}
		b.raw[p.English] = []string{string(b.printer.Date(d.Date))}
		if d.Nearer.IsZero() {
			return d.Date, nil, nil
		}
		return d.Date, []record.Doubt{b.misread(p.Kind, text, d.Date, d.Nearer)}, nil
	}
}

// last gives the length of what a moment says until when it lasts (« 14h-16h ») to
// the parameter that takes one.
func (b *binder) last(c []Param, args Args) error {
	i := slices.IndexFunc(c, func(p Param) bool { return p.Kind == Duration })
	if b.lasts == 0 || i < 0 {
		return nil
	}
	p := c[i]
	if given := args.Duration(p.English); given != 0 && given != b.lasts {
		return record.InvalidError("date.two_lengths", "first", b.lasts, "second", given).About(p.English)
	}
	args[p.English], b.raw[p.English] = b.lasts, []string{string(b.printer.Duration(b.lasts))}
	return nil
}

// full is a moment as it can be read again at any time.
func (b *binder) full(at time.Time) string {
	text := string(b.printer.Date(calendar.DateOf(at)) + message.Text(" ") + b.printer.Clock(at))
	if again, err := b.Moment(text); err != nil || again.Twice || !again.Equal(at.Truncate(time.Minute)) {
		return at.Format(time.RFC3339) // one of two hours that a clock shows
	}
	return text
}

// misread asks whether a day was meant that is nearer, on the other side of
// today. Only a Day can be on that side: of another, writing the year in would
// only be refused.
func (b *binder) misread(kind Kind, text string, read any, nearer calendar.Date) record.Doubt {
	key := "date.gone"
	if nearer.After(calendar.DateOf(b.Now)) {
		key = "date.ahead"
	}
	if kind == Day {
		key += "_either"
	}
	return record.NewDoubt(key, "text", text, "date", read, "nearer", nearer)
}

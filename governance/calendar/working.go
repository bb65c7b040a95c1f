package calendar

import "time"

// WorkingDay reports whether d is a jour ouvré: neither a Saturday, nor a Sunday,
// nor a public holiday (CCAG-TIC, art. 3.2.5).
func (c Calendar) WorkingDay(d Date) bool {
	if weekend(d) {
		return false
	}
	_, holiday := c.Holiday(d)
	return !holiday
}

// NextWorkingDay is d itself when it is a working day, else the first that
// follows. Art. 3.2.4 of the CCAG-TIC says "premier jour ouvrable", which
// usually includes Saturday; but the same article does not let a period end on
// a Saturday, so jours ouvrés are counted here.
func (c Calendar) NextWorkingDay(d Date) Date {
	for !c.WorkingDay(d) {
		d = d.AddDays(1)
	}
	return d
}

// AddWorkingDays is the n-th working day after d, before d when n is negative,
// and d itself, worked or not, when n is 0. d is never counted.
func (c Calendar) AddWorkingDays(d Date, n int) Date {
	step := 1
	if n < 0 {
		step = -1
	}
	for n != 0 {
		d = d.AddDays(step)
		if c.WorkingDay(d) {
			n -= step
		}
	}
	return d
}

func weekend(d Date) bool {
	day := d.Weekday()
	return day == time.Saturday || day == time.Sunday
}

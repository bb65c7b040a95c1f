package when_test

import (
	"errors"
	"fmt"
	"time"

	"pilotent/commands/when"
)

// eight is 23 November 2026, at 8 h in Paris.
func eight() time.Time {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err)
	}
	return time.Date(2026, 11, 23, 8, 0, 0, 0, paris)
}

// What people write, in French or in English, is read from the moment at which they
// write it.
func ExampleReader_Moment() {
	r := when.Reader{Now: eight(), Lang: "fr"}
	for _, text := range []string{"demain 14h", "18/12 à 9h30", "vendredi midi", "18 December 2pm"} {
		m, err := r.Moment(text)
		fmt.Println(m.Format("Mon 2 Jan 2006 15:04"), err)
	}
	// Output:
	// Tue 24 Nov 2026 14:00 <nil>
	// Fri 18 Dec 2026 09:30 <nil>
	// Fri 27 Nov 2026 12:00 <nil>
	// Fri 18 Dec 2026 14:00 <nil>
}

// A date that can be read in two ways is not guessed: the error has both.
func ExampleReader_Date() {
	french, english := when.Reader{Now: eight(), Lang: "fr"}, when.Reader{Now: eight(), Lang: "en"}
	d, err := french.Date("11/12")
	fmt.Println(d.Date, err)
	_, err = english.Date("11/12")
	if e, ok := errors.AsType[*when.Error](err); ok {
		fmt.Println(e.Reason, len(e.Candidates))
	}
	// A day that has just passed is that of next year; the nearer one is told, for
	// whoever wants to ask.
	d, err = french.Date("20/11")
	fmt.Println(d.Date, d.Nearer, err)
	// Output:
	// 2026-12-11 <nil>
	// ambiguous 2
	// 2027-11-20 2026-11-20 <nil>
}

package record

import (
	"context"
	"time"

	"pilotent/governance/calendar"
)

// Period is from one day to another, both within; a zero day is no bound.
type Period struct{ Since, Until calendar.Date }

// Check refuses a period that ends before it begins.
func (p Period) Check() error {
	if !p.Since.IsZero() && !p.Until.IsZero() && p.Until.Before(p.Since) {
		return InvalidError("period.backwards", "since", p.Since, "until", p.Until).About("through")
	}
	return nil
}

// Has reports whether a day is within.
func (p Period) Has(d calendar.Date) bool {
	return (p.Since.IsZero() || !d.Before(p.Since)) && (p.Until.IsZero() || !p.Until.Before(d))
}

// Extract is what every register that leaves the chat says of itself.
type Extract struct {
	Project Project
	Now     time.Time
	// Names are the first and last names of the people in it, as far as the chat
	// knows them.
	Names map[UserID]string
}

// Today is the day of the extract, in the project's zone.
func (e Extract) Today() calendar.Date { return e.Project.Today(e.Now) }

// Day is the day of a moment in the project's zone; zero for none.
func (e Extract) Day(at time.Time) calendar.Date {
	if at.IsZero() {
		return calendar.Date{}
	}
	return e.Project.Today(at)
}

// Name is how a person is called outside of the chat: by first and last name,
// else by the name of the account.
func (e Extract) Name(p Person) string {
	if name := e.Names[p.ID]; name != "" || p.Username == "" {
		return name
	}
	return p.String()
}

// Named gives the extract the names of the people in it. A chat that does not
// answer is no reason to give nothing.
func (e *Extract) Named(ctx context.Context, d Directory, people []Person) {
	var users []UserID
	asked := map[UserID]bool{}
	for _, p := range people {
		if p.ID != "" && !asked[p.ID] {
			asked[p.ID], users = true, append(users, p.ID)
		}
	}
	e.Names, _ = d.FullNames(ctx, users)
}

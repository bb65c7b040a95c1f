package governance

import (
	"time"

	"pilotent/governance/calendar"
)

// ExtensionRequest is a prolongation of its period that the supplier has asked
// for (CCAG-TIC 2009 art. 13.3.2; 2021 art. 13.3, of which the figures are not
// confirmed).
type ExtensionRequest struct {
	Days   int
	Reason string
	// CauseOn is the day on which the cause appeared; zero where nobody said.
	CauseOn calendar.Date
	AskedOn calendar.Date
	// ReplyBy is the last day for the buyer to answer (13.3.3).
	ReplyBy   calendar.Date
	EnteredAt time.Time
}

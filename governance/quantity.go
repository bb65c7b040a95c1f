package governance

import "pilotent/governance/calendar"

// Count is what a quantitative check has found of a delivery, beside its chain
// of verifications (CCAG-TIC 2021 art. 33.1; 2009 art. 25 and 27.1).
type Count struct {
	Ordered, Delivered int
	Unit               string // what was counted: "postes"; may be ""
	// Delay is what the buyer gives the supplier to complete the delivery or to
	// take back what is too much; zero where it has accepted it as it is.
	Delay calendar.Period
}

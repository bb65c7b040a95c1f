package governance

import (
	"pilotent/governance/acceptance"
	"pilotent/governance/committee"
	"pilotent/governance/proceedings"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/governance/sitting"
)

// Subjects are all that the bot can owe messages about, in the order in which
// digests tell of them. A new noun is a line here; its entry, and what the entry
// calls, stand in the noun's own file.
func Subjects() reminder.Table {
	return reminder.Table{
		committee.MeetingEntry(),
		sitting.ConvocationEntry(),
		sitting.SeriesEntry(),
		acceptance.VerificationEntry(),
		rollout.ActionEntry(),
		rollout.TeamEntry(),
		committee.DecisionEntry(),
		committee.AgreementEntry(),
		committee.CommitteeEntry(),
		sitting.Entry(),
		proceedings.Entry(),
		reminder.DigestEntry(),
		projectEntry(),
		presenceEntry(),
	}
}

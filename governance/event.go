package governance

import (
	"slices"

	"pilotent/governance/committee"
	"pilotent/governance/contract"
	"pilotent/governance/minutes"
	"pilotent/governance/organisation"
	"pilotent/governance/perimeter"
	"pilotent/governance/proceedings"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/governance/sitting"
)

// Events are all that history keeps: those of each room, and the project's settings.
func Events() record.Events {
	return record.NewEvents(slices.Concat(reminder.Events(), perimeter.Events(), committee.Events(), organisation.Events(), rollout.Events(), sitting.Events(), proceedings.Events(),
		contract.Events(), minutes.Events(), []record.Kind{settingsEvents, projectEvents, record.Bare("team", record.TeamRenamed), presenceEvents, personalEvents})...)
}

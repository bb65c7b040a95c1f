package committee

import "pilotent/governance/record"

// EditedParts are those that a line says were edited, of a decision, a meeting or a committee;
// none for any other change.
func EditedParts(l record.HistoryLine) record.Parts {
	if before, after, ok := record.States[Decision](l); ok && (l.Change == string(DecisionEdited) || l.Change == string(DecisionSpecified)) {
		return after.differs(before)
	}
	if before, after, ok := record.States[Meeting](l); ok && l.Change == string(MeetingEdited) {
		return after.differs(before)
	}
	if before, after, ok := record.States[record.Committee](l); ok && l.Change == committeeEdited {
		return committeeParts(before, after)
	}
	return nil
}

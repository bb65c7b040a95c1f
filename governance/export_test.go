package governance

// CheckMove is the rule of a move between stages, which no school in a store
// can be brought to in all its combinations.
func CheckMove(from, to Stage, selected bool, reason string) error {
	return stageMove{From: from, To: to, Selected: selected, Reason: reason}.check()
}

package record

// Vote is how a decision was taken: the zero Vote where nobody has said.
type Vote struct {
	// Consensus says that nobody was against it, and nobody counted.
	Consensus               bool
	For, Against, Abstained int
}

// maxVoices is more than any committee has members.
const maxVoices = 999

// Said reports whether somebody has said how it was taken.
func (v Vote) Said() bool { return v != Vote{} }

// Lost reports whether more were against than for.
func (v Vote) Lost() bool { return v.Against > v.For }

// Check refuses a vote that no committee has held.
func (v Vote) Check() error {
	for _, n := range []int{v.For, v.Against, v.Abstained} {
		if n < 0 || n > maxVoices {
			return InvalidError("vote.number", "number", n, "max", maxVoices).About("vote")
		}
	}
	if v.Consensus && v != (Vote{Consensus: true}) {
		return InvalidError("vote.both").About("vote")
	}
	return nil
}

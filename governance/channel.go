package governance

import "slices"

// here are the committees of the channel in which the actor speaks, of those
// that it sees: which channel a committee has that keeps to itself is not told.
func (v visitor) here() []Committee {
	if v.Channel == "" {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(v.committees), func(c Committee) bool { return c.Channel != v.Channel || !v.sees(c.Code) })
}

// channelCommittee is the committee that is meant where none was named: that of
// the channel. false when the channel is no committee's, an error when it is
// that of several.
func (v visitor) channelCommittee() (Committee, bool, error) {
	switch here := v.here(); len(here) {
	case 0:
		return Committee{}, false, nil
	case 1:
		return here[0], true, nil
	default:
		codes, closed := codesOf(here), codesOf(closedOf(here))
		if len(closed) > 0 {
			return Committee{}, false, InvalidError("committee.shared_closed", "known", codes, "closed", closed, "Count", len(closed)).Among("committee", codes)
		}
		return Committee{}, false, InvalidError("committee.shared", "known", codes).Among("committee", codes)
	}
}

// closedOf are those that keep what they decide to themselves.
func closedOf(committees []Committee) []Committee {
	return slices.DeleteFunc(slices.Clone(committees), func(c Committee) bool { return c.Diffusion != DiffusionCommittee })
}

// aloud asks back what the actor writes for everybody to read, where it is
// typed in the channel of a committee that keeps to itself. What stands for
// that committee is not said aloud, nor what names on the line the committee
// for which it stands.
func (d *desk) aloud(texts ...string) {
	if !slices.ContainsFunc(texts, func(text string) bool { return text != "" }) {
		return
	}
	if closed := codesOf(closedOf(d.here())); len(closed) > 0 {
		d.doubt("committee.aloud", "committees", closed, "Count", len(closed))
	}
}

// aloudFor is aloud for what stands for a committee that the line does not name.
func (d *desk) aloudFor(c Committee, texts ...string) {
	if c.Diffusion != DiffusionCommittee {
		d.aloud(texts...)
	}
}

// doubtChannel asks back whether the channel is to have one more committee.
func (d *desk) doubtChannel(c Committee, all []Committee) {
	others := slices.DeleteFunc(slices.Clone(all), func(other Committee) bool { return other.Channel != c.Channel })
	if len(others) == 0 {
		return
	}
	key := "committee.occupied"
	if len(closedOf(append(others, c))) > 0 {
		key = "committee.occupied_closed"
	}
	d.doubt(key, "known", codesOf(others), "channel", c.ChannelName, "code", c.Code)
}

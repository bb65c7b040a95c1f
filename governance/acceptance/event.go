package acceptance

// StateVersion is that of the state, for history.
func (r Reservation) StateVersion() int { return r.Version }

// StateVersion is that of the state, for history.
func (v Verification) StateVersion() int { return v.Version }

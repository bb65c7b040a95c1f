package governance

import "pilotent/governance/calendar"

// NoticeBy is what was notified, and thereby started a period.
type NoticeBy string

const (
	NoticeLetter NoticeBy = "letter" // the supplier's written notice that it is ready
	NoticeReport NoticeBy = "report" // the PV de MOM
)

func (n NoticeBy) MessageKey() string { return "notice." + string(n) }

// Notice is how the day of a notification was established, where more is known
// than the day.
type Notice struct {
	By NoticeBy // "" when nobody said
	// AvailableOn is the day on which it was put on the profil d'acheteur, and
	// OpenedOn that of its first consultation; zero when it went another way, and
	// while nobody has opened it.
	AvailableOn, OpenedOn calendar.Date
}

// notice reads how the verification's period starts: the day, and how it was
// established.
//
// By the profil d'acheteur, the day is that of the first consultation, or, when
// nobody has opened it, the last of the eight days after it was put there (art.
// 3.1.2: a presumption, which is not put off to a working day). Opening it later
// does not undo that.
func (n NewVerification) notice(c Contract, p Project, today calendar.Date) (calendar.Date, *Notice, error) {
	var how *Notice
	if n.By != "" || !n.AvailableOn.IsZero() {
		how = &Notice{By: n.By, AvailableOn: n.AvailableOn, OpenedOn: n.OpenedOn}
	}
	switch {
	case n.AvailableOn.IsZero() && !n.OpenedOn.IsZero():
		return calendar.Date{}, nil, InvalidError("notice.opened_alone", "date", n.OpenedOn).About("available")
	case n.AvailableOn.IsZero() && n.NotifiedOn.IsZero():
		return calendar.Date{}, nil, InvalidError("notice.no_start").About("notified")
	case n.AvailableOn.IsZero():
		return n.NotifiedOn, how, past("notified", n.NotifiedOn, today)
	case !n.NotifiedOn.IsZero():
		return calendar.Date{}, nil, InvalidError("notice.two_starts", "notified", n.NotifiedOn, "available", n.AvailableOn).About("notified")
	}
	if err := past("available", n.AvailableOn, today); err != nil {
		return calendar.Date{}, nil, err
	}
	if n.OpenedOn.After(today) {
		return calendar.Date{}, nil, InvalidError("verification.future", "date", n.OpenedOn).About("opened")
	}
	if !n.OpenedOn.IsZero() && n.OpenedOn.Before(n.AvailableOn) {
		return calendar.Date{}, nil, InvalidError("notice.opened_before", "opened", n.OpenedOn, "available", n.AvailableOn).About("opened")
	}
	clause := c.Clause(TopicProfile)
	_, presumed := clause.End(c.Calendar(p), n.AvailableOn)
	switch {
	case !n.OpenedOn.IsZero() && (presumed.IsZero() || !n.OpenedOn.After(presumed)):
		return n.OpenedOn, how, nil
	case presumed.IsZero():
		return calendar.Date{}, nil, c.noPeriod(TopicProfile, "opened")
	case presumed.After(today):
		return calendar.Date{}, nil, ConflictError("notice.not_yet", "available", n.AvailableOn, "date", presumed).About("opened")
	}
	return presumed, how, nil
}

// past refuses a day to come, or one that is so far back that its year is
// probably a slip.
func past(param string, d, today calendar.Date) error {
	switch {
	case d.After(today):
		return InvalidError("verification.future", "date", d).About(param)
	case d.Before(today.AddDays(-maxPast)):
		return InvalidError("verification.long_past", "date", d).About(param)
	}
	return nil
}

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
	By NoticeBy `json:"By"` // "" when nobody said
	// AvailableOn is the day on which it was put on the profil d'acheteur, and
	// OpenedOn that of its first consultation; zero when it went another way, and
	// while nobody has opened it.
	AvailableOn calendar.Date `json:"AvailableOn"`
	OpenedOn    calendar.Date `json:"OpenedOn"`
}

// notice reads how the verification's period starts: the day, and how it was
// established.
func (n NewVerification) notice(c Contract, p Project, today calendar.Date) (calendar.Date, *Notice, error) {
	if n.AvailableOn.IsZero() && n.NotifiedOn.IsZero() && n.OpenedOn.IsZero() {
		return calendar.Date{}, nil, InvalidError("notice.no_start").About("notified")
	}
	on, err := notified{n.NotifiedOn, n.AvailableOn, n.OpenedOn, "notified"}.day(c, p, today)
	if err != nil || n.By == "" && n.AvailableOn.IsZero() {
		return on, nil, err
	}
	return on, &Notice{By: n.By, AvailableOn: n.AvailableOn, OpenedOn: n.OpenedOn}, nil
}

// notified is what is known of a notification: its day, or how it went by the
// profil d'acheteur. Param names the first of them to people.
type notified struct {
	on, available, opened calendar.Date
	param                 string
}

// day is the day of the notification.
//
// By the profil d'acheteur, it is that of the first consultation, or, when nobody
// has opened it, the last of the eight days after it was put there (art. 3.1.2: a
// presumption, which is not put off to a working day). Opening it later does not
// undo that.
func (n notified) day(c Contract, p Project, today calendar.Date) (calendar.Date, error) {
	switch {
	case n.available.IsZero() && !n.opened.IsZero():
		return calendar.Date{}, InvalidError("notice.opened_alone", "date", n.opened).About("available")
	case n.available.IsZero():
		return n.on, past(n.param, n.on, today)
	case !n.on.IsZero():
		return calendar.Date{}, InvalidError("notice.two_starts", "notified", n.on, "available", n.available).About(n.param)
	}
	if err := past("available", n.available, today); err != nil {
		return calendar.Date{}, err
	}
	if n.opened.After(today) {
		return calendar.Date{}, InvalidError("verification.future", "date", n.opened).About("opened")
	}
	if !n.opened.IsZero() && n.opened.Before(n.available) {
		return calendar.Date{}, InvalidError("notice.opened_before", "opened", n.opened, "available", n.available).About("opened")
	}
	_, presumed := c.Clause(TopicProfile).End(c.Calendar(p), n.available)
	switch {
	case !n.opened.IsZero() && (presumed.IsZero() || !n.opened.After(presumed)):
		return n.opened, nil
	case presumed.IsZero():
		return calendar.Date{}, ConflictError("notice.never_opened", "contract", c.Ref, "terms", c.Terms).About("opened")
	case presumed.After(today):
		return calendar.Date{}, ConflictError("notice.not_yet", "available", n.available, "date", presumed).About("opened")
	}
	return presumed, nil
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

package contract

import (
	"pilotent/governance/calendar"
	"pilotent/governance/record"
)

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

// Notified is what is known of a notification: its day, or how it went by the
// profil d'acheteur.
type Notified struct {
	On, Available, Opened calendar.Date
	// Param is what people call On.
	Param string
}

// Day is the day of the notification.
//
// By the profil d'acheteur, it is that of the first consultation, or, when nobody
// has opened it, the last of the eight days after it was put there (art. 3.1.2: a
// presumption, which is not put off to a working day). Opening it later does not
// undo that.
func (n Notified) Day(c Contract, p record.Project, today calendar.Date) (calendar.Date, error) {
	switch {
	case n.Available.IsZero() && !n.Opened.IsZero():
		return calendar.Date{}, record.InvalidError("notice.opened_alone", "date", n.Opened).About("available")
	case n.Available.IsZero():
		return n.On, past(n.Param, n.On, today)
	case !n.On.IsZero():
		return calendar.Date{}, record.InvalidError("notice.two_starts", "notified", n.On, "available", n.Available).About(n.Param)
	}
	if err := past("available", n.Available, today); err != nil {
		return calendar.Date{}, err
	}
	if n.Opened.After(today) {
		return calendar.Date{}, record.InvalidError("verification.future", "date", n.Opened).About("opened")
	}
	if !n.Opened.IsZero() && n.Opened.Before(n.Available) {
		return calendar.Date{}, record.InvalidError("notice.opened_before", "opened", n.Opened, "available", n.Available).About("opened")
	}
	_, presumed := c.Clause(TopicProfile).End(c.Calendar(p), n.Available)
	switch {
	case !n.Opened.IsZero() && (presumed.IsZero() || !n.Opened.After(presumed)):
		return n.Opened, nil
	case presumed.IsZero():
		return calendar.Date{}, record.ConflictError("notice.never_opened", "contract", c.Ref, "terms", c.Terms).About("opened")
	case presumed.After(today):
		return calendar.Date{}, record.ConflictError("notice.not_yet", "available", n.Available, "date", presumed).About("opened")
	}
	return presumed, nil
}

// past refuses a day to come, or one that is so far back that its year is
// probably a slip.
func past(param string, d, today calendar.Date) error {
	switch {
	case d.After(today):
		return record.InvalidError("verification.future", "date", d).About(param)
	case d.Before(today.AddDays(-maxPast)):
		return record.InvalidError("verification.long_past", "date", d).About(param)
	}
	return nil
}

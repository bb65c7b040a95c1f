package governance

import (
	"context"
	"reflect"
	"time"

	"pilotent/governance/calendar"
)

// QuietChange changes parts of what is quiet; nil parts stay as they are.
type QuietChange struct {
	// Inherit begins with what is quiet in the project: for people only.
	Inherit bool
	// Hours are From and To; equal for no quiet hours.
	Hours              *[2]Hour
	Weekends, Holidays *bool
	// Vacations is how somebody names an académie or a zone; empty for nobody's.
	Vacations *string
}

// empty says whether nothing is changed.
func (c QuietChange) empty() bool { return c == QuietChange{} }

// apply is q after the change.
func (c QuietChange) apply(tx Tx, q Quiet) (Quiet, error) {
	if c.Hours != nil {
		q.From, q.To = c.Hours[0], c.Hours[1]
	}
	if c.Weekends != nil {
		q.Weekends = *c.Weekends
	}
	if c.Holidays != nil {
		q.Holidays = *c.Holidays
	}
	if c.Vacations == nil {
		return q, nil
	}
	q.Vacations = ""
	if *c.Vacations == "" {
		return q, nil
	}
	var err error
	q.Vacations, err = vacationsNamed(tx, *c.Vacations)
	return q, err
}

// PreferencesChange changes parts of somebody's preferences; nil parts stay as
// they are.
type PreferencesChange struct {
	DigestAt        *Hour
	Digest, Actions *bool
	Quiet           QuietChange
}

func (c PreferencesChange) apply(d *desk, f *Preferences) error {
	if c.DigestAt != nil {
		f.DigestAt, f.DigestOff = *c.DigestAt, false
	}
	if c.Digest != nil {
		f.DigestOff = !*c.Digest
	}
	if c.Actions != nil {
		f.ActionsOff = !*c.Actions
	}
	if c.Quiet.Inherit {
		f.Quiet = nil
	}
	part := c.Quiet
	if part.Inherit = false; part.empty() {
		return nil
	}
	quiet, err := part.apply(d, f.quietFor(d.Project))
	f.Quiet = &quiet
	return err
}

// ReminderView is how somebody is reminded.
type ReminderView struct {
	Preferences
	// Open are the hours that follow, in the person's zone.
	Open OpenHours
	// DigestHour and ActionHour are when, of a plain day, the digest and the
	// reminders of actions come: as asked, or when the quiet hours end.
	DigestHour, ActionHour Hour
	// Until is the last day of which the school holidays are known.
	Until calendar.Date
	// Paused says whether a pause runs.
	Paused bool
	// Next is the first moment at which a reminder may come: now, or when what
	// is quiet and the pause are over.
	Next time.Time
}

// Reminders are how the actor is reminded. Everybody in the team may ask for
// their own; nobody sees those of others.
func (s *Secretariat) Reminders(ctx context.Context, a Actor) (ReminderView, error) {
	v, zone, err := s.admitWithZone(ctx, a)
	if err != nil {
		return ReminderView{}, err
	}
	var view ReminderView
	moved := false
	err = s.store.View(ctx, func(tx Tx) error {
		f, err := tx.Preferences(v.Project.ID, v.User.ID)
		if moved = f.Zone != zone; err != nil || moved {
			return err
		}
		view, err = (&desk{Tx: tx, visitor: v, now: s.now()}).viewReminders(f)
		return err
	})
	if err != nil || !moved {
		return view, err
	}
	return s.writePreferences(ctx, v, zone, func(*desk, *Preferences) (string, error) { return "preferences.zone", nil })
}

// SetReminders changes how the actor is reminded; what is owed follows.
// Everybody in the team may, guests included. Contractual deadlines cannot be
// turned off.
func (s *Secretariat) SetReminders(ctx context.Context, a Actor, c PreferencesChange) (ReminderView, error) {
	if (c == PreferencesChange{}) {
		return ReminderView{}, InvalidError("reminder.nothing")
	}
	return s.changePreferences(ctx, a, func(d *desk, f *Preferences) (string, error) {
		return "preferences.changed", c.apply(d, f)
	})
}

// maxPause bounds a pause, in days: who wants no reminders turns them off.
const maxPause = 366

// PauseReminders holds the actor's personal reminders back until a day has
// passed. Everybody in the team may.
func (s *Secretariat) PauseReminders(ctx context.Context, a Actor, until calendar.Date) (ReminderView, error) {
	return s.changePreferences(ctx, a, func(d *desk, f *Preferences) (string, error) {
		today := calendar.DateOf(d.now.In(f.Location(d.Project)))
		if until.Before(today) {
			return "", InvalidError("reminder.past", "date", until).About("until")
		}
		if today.DaysUntil(until) > maxPause {
			return "", InvalidError("reminder.long_pause", "date", until).About("until")
		}
		f.PauseUntil = until
		return "preferences.paused", nil
	})
}

// ResumeReminders ends the actor's pause; what it held back comes at the next
// open hour. Everybody in the team may.
func (s *Secretariat) ResumeReminders(ctx context.Context, a Actor) (ReminderView, error) {
	return s.changePreferences(ctx, a, func(d *desk, f *Preferences) (string, error) {
		if !f.pausedOn(d.now, f.Location(d.Project)) {
			return "", ConflictError("reminder.not_paused")
		}
		f.PauseUntil = calendar.Date{}
		return "preferences.resumed", nil
	})
}

// pausedOn says whether t falls in the person's pause.
func (f Preferences) pausedOn(t time.Time, zone *time.Location) bool {
	return !f.PauseUntil.IsZero() && !calendar.DateOf(t.In(zone)).After(f.PauseUntil)
}

// changePreferences runs change on the actor's preferences, in the zone where
// the chat says that they live, and writes them if they differ.
func (s *Secretariat) changePreferences(ctx context.Context, a Actor, change func(*desk, *Preferences) (line string, err error)) (ReminderView, error) {
	v, zone, err := s.admitWithZone(ctx, a)
	if err != nil {
		return ReminderView{}, err
	}
	return s.writePreferences(ctx, v, zone, change)
}

// admitWithZone admits the actor, and asks the chat where they live.
func (s *Secretariat) admitWithZone(ctx context.Context, a Actor) (v visitor, zone string, err error) {
	if v, err = s.admit(ctx, a); err != nil {
		return v, "", err
	}
	if zone, err = s.directory.Zone(ctx, a.User.ID); err != nil {
		return v, "", UnavailableError("unavailable.directory", err)
	}
	if _, err := time.LoadLocation(zone); err != nil {
		zone = "" // a zone that this machine does not know says nothing
	}
	return v, zone, nil
}

func (s *Secretariat) writePreferences(ctx context.Context, v visitor, zone string, change func(*desk, *Preferences) (line string, err error)) (view ReminderView, err error) {
	err = s.update(ctx, v, func(d *desk) error {
		before, err := d.Preferences(d.Project.ID, d.User.ID)
		if err != nil {
			return err
		}
		after := before
		after.Zone = zone
		line, err := change(d, &after)
		if err != nil {
			return err
		}
		if view, err = d.viewReminders(after); err != nil || reflect.DeepEqual(before, after) {
			return err
		}
		if err := d.PutPreferences(after); err != nil {
			return err
		}
		if err := d.followPerson(before); err != nil {
			return err
		}
		return d.record(Subject("preferences/"+string(d.User.ID)), line, before, after, "")
	})
	return view, err
}

func (d *desk) viewReminders(f Preferences) (ReminderView, error) {
	a, err := attentionOf(d, d.Project, f)
	return ReminderView{
		Preferences: f, Open: a.open,
		DigestHour: a.open.after(f.DigestAt), ActionHour: a.open.after(Hour{Hour: morning}),
		Until: KnownUntil(a.open.Vacations), Next: a.next(d.now),
		Paused: f.pausedOn(d.now, a.open.Zone),
	}, err
}

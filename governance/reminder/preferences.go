package reminder

import (
	"context"
	"reflect"
	"slices"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
)

var preferencesEvents = record.Keeps("preferences", Preferences.stored, storedPreferences.preferences)

// storedPreferences is somebody's preferences as history stores it, in versions 0 and 1.
type storedPreferences struct {
	Project    record.ProjectID `json:"Project"`
	Person     record.UserID    `json:"Person"`
	Zone       string           `json:"Zone"`
	DigestAt   StoredHour       `json:"DigestAt"`
	DigestOff  bool             `json:"DigestOff"`
	ActionsOff bool             `json:"ActionsOff"`
	Quiet      *StoredQuiet     `json:"Quiet"`
	PauseUntil calendar.Date    `json:"PauseUntil"`
}

func (f Preferences) stored() storedPreferences {
	return storedPreferences{
		Project:    f.Project,
		Person:     f.Person,
		Zone:       f.Zone,
		DigestAt:   StoredHour(f.DigestAt),
		DigestOff:  f.DigestOff,
		ActionsOff: f.ActionsOff,
		Quiet:      record.Optionally(f.Quiet, StoreQuiet),
		PauseUntil: f.PauseUntil,
	}
}

func (f storedPreferences) preferences() Preferences {
	return Preferences{
		Project:    f.Project,
		Person:     f.Person,
		Zone:       f.Zone,
		DigestAt:   record.Hour(f.DigestAt),
		DigestOff:  f.DigestOff,
		ActionsOff: f.ActionsOff,
		Quiet:      record.Optionally(f.Quiet, StoredQuiet.Quiet),
		PauseUntil: f.PauseUntil,
	}
}

// StoredQuiet is what is quiet as history stores it.
type StoredQuiet struct {
	From      StoredHour `json:"from"`
	To        StoredHour `json:"to"`
	Weekends  bool       `json:"weekends"`
	Holidays  bool       `json:"holidays"`
	Vacations string     `json:"vacations,omitempty"`
}

// StoreQuiet is what is quiet, for history.
func StoreQuiet(q record.Quiet) StoredQuiet {
	return StoredQuiet{
		From:      StoredHour(q.From),
		To:        StoredHour(q.To),
		Weekends:  q.Weekends,
		Holidays:  q.Holidays,
		Vacations: q.Vacations,
	}
}

func (f StoredQuiet) Quiet() record.Quiet {
	return record.Quiet{
		From:      record.Hour(f.From),
		To:        record.Hour(f.To),
		Weekends:  f.Weekends,
		Holidays:  f.Holidays,
		Vacations: f.Vacations,
	}
}

// StoredHour is an hour as history stores it.
type StoredHour struct {
	Hour   int `json:"h"`
	Minute int `json:"m,omitempty"`
}

// Preferences are how somebody wants to be reminded in a project. Those of
// somebody who never changed any are DefaultPreferences.
type Preferences struct {
	Project record.ProjectID
	Person  record.UserID
	// Zone is the IANA zone in which the hours are meant: that of the person's
	// account in the chat, when last seen; the project's when empty.
	Zone string
	// DigestAt is the hour of the personal digest. Default 8 h.
	DigestAt record.Hour
	// DigestOff and ActionsOff turn off the personal digest, and the reminders
	// of support actions. Contractual deadlines cannot be turned off.
	DigestOff, ActionsOff bool
	// Quiet are the person's own quiet hours; the project's when nil.
	Quiet *record.Quiet
	// PauseUntil is the last day of a pause; zero when there is none.
	PauseUntil calendar.Date
}

// DefaultPreferences are those of somebody who never changed any.
func DefaultPreferences(p record.ProjectID, u record.UserID) Preferences {
	return Preferences{Project: p, Person: u, DigestAt: record.Hour{Hour: 8}}
}

// Location is the zone of the person's hours.
func (f Preferences) Location(p record.Project) *time.Location {
	return record.Location(f.Zone, p.Location())
}

// PreferencesStore keeps how people want to be reminded.
type PreferencesStore interface {
	// Preferences answers DefaultPreferences for somebody who changed none.
	Preferences(p record.ProjectID, u record.UserID) (Preferences, error)
	// AllPreferences are those of everybody who changed any, by person.
	AllPreferences(p record.ProjectID) ([]Preferences, error)
	PutPreferences(Preferences) error
}

// QuietChange changes parts of what is quiet; nil parts stay as they are.
type QuietChange struct {
	// Inherit begins with what is quiet in the project: for people only.
	Inherit bool
	// Hours are From and To; equal for no quiet hours.
	Hours              *[2]record.Hour
	Weekends, Holidays *bool
	// Vacations is how somebody names an académie or a zone; empty for nobody's.
	Vacations *string
}

// Empty reports whether nothing is changed.
func (c QuietChange) Empty() bool { return c == QuietChange{} }

// Apply is q after the change.
func (c QuietChange) Apply(tx Tx, q record.Quiet) (record.Quiet, error) {
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
	DigestAt        *record.Hour
	Digest, Actions *bool
	Quiet           QuietChange
}

func (c PreferencesChange) apply(d *Changeset, f *Preferences) error {
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
	if part.Inherit = false; part.Empty() {
		return nil
	}
	quiet, err := part.Apply(d.Tx, f.quietFor(d.Project))
	f.Quiet = &quiet
	return err
}

// ReminderView is how somebody is reminded.
type ReminderView struct {
	Preferences
	// Open are the hours that follow, in the person's zone.
	Open record.OpenHours
	// DigestHour and ActionHour are when, of a plain day, the digest and the
	// reminders of actions come: as asked, or when the quiet hours end.
	DigestHour, ActionHour record.Hour
	// Until is the last day of which the school holidays are known.
	Until calendar.Date
	// Paused reports whether a pause runs, and Missed are the things in the person's hands
	// that are due before the first day on which it reads again: a pause begins at once,
	// and no reminder can come before it.
	Paused bool
	Missed []DigestItem
	// Next is the first moment at which a reminder may come: now, or when what
	// is quiet and the pause are over.
	Next time.Time
}

// Reminders are how the actor is reminded. Everybody in the team may ask for
// their own; nobody sees those of others.
// Errors: Conflict, Forbidden, Unavailable.
func (s *Service) Reminders(ctx context.Context, a record.Actor) (ReminderView, error) {
	v, zone, err := s.admitWithZone(ctx, a)
	if err != nil {
		return ReminderView{}, err
	}
	var view ReminderView
	moved := false
	err = s.base.Read(ctx, func(tx Tx) error {
		f, err := tx.Preferences(v.Project.ID, v.User.ID)
		if moved = f.Zone != zone; err != nil || moved {
			return err
		}
		view, err = (&Changeset{&record.Changeset{Caller: v, Now: s.base.Now()}, tx}).viewReminders(f)
		return err
	})
	if err != nil || !moved {
		return view, err
	}
	return s.writePreferences(ctx, v, zone, func(*Changeset, *Preferences) (string, error) { return "preferences.zone", nil })
}

// SetReminders changes how the actor is reminded; what is owed follows.
// Everybody in the team may, guests included. Contractual deadlines cannot be
// turned off.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) SetReminders(ctx context.Context, a record.Actor, c PreferencesChange) (ReminderView, error) {
	if (c == PreferencesChange{}) {
		return ReminderView{}, record.InvalidError("reminder.nothing")
	}
	return s.changePreferences(ctx, a, func(d *Changeset, f *Preferences) (string, error) {
		return "preferences.changed", c.apply(d, f)
	})
}

// maxPause bounds a pause, in days: who wants no reminders turns them off.
const maxPause = 366

// PauseReminders holds the actor's personal reminders back until a day has
// passed. Everybody in the team may.
// Errors: Invalid, Conflict, Forbidden, Unavailable.
func (s *Service) PauseReminders(ctx context.Context, a record.Actor, until calendar.Date) (ReminderView, error) {
	return s.changePreferences(ctx, a, func(d *Changeset, f *Preferences) (string, error) {
		today := calendar.DateOf(d.Now.In(f.Location(d.Project)))
		if until.Before(today) {
			return "", record.InvalidError("reminder.past", "date", until).About("until")
		}
		if today.DaysUntil(until) > maxPause {
			return "", record.InvalidError("reminder.long_pause", "date", until).About("until")
		}
		f.PauseUntil = until
		return "preferences.paused", nil
	})
}

// ResumeReminders ends the actor's pause; what it held back comes at the next
// open hour. Everybody in the team may.
// Errors: Conflict, Forbidden, Unavailable.
func (s *Service) ResumeReminders(ctx context.Context, a record.Actor) (ReminderView, error) {
	return s.changePreferences(ctx, a, func(d *Changeset, f *Preferences) (string, error) {
		if !f.pausedOn(d.Now, f.Location(d.Project)) {
			return "", record.ConflictError("reminder.not_paused")
		}
		f.PauseUntil = calendar.Date{}
		return "preferences.resumed", nil
	})
}

// pausedOn reports whether t falls in the person's pause.
func (f Preferences) pausedOn(t time.Time, zone *time.Location) bool {
	return !f.PauseUntil.IsZero() && !calendar.DateOf(t.In(zone)).After(f.PauseUntil)
}

// changePreferences runs change on the actor's preferences, in the zone where
// the chat says that they live, and writes them if they differ.
func (s *Service) changePreferences(ctx context.Context, a record.Actor, change func(*Changeset, *Preferences) (line string, err error)) (ReminderView, error) {
	v, zone, err := s.admitWithZone(ctx, a)
	if err != nil {
		return ReminderView{}, err
	}
	return s.writePreferences(ctx, v, zone, change)
}

// admitWithZone admits the actor, and asks the chat where they live.
func (s *Service) admitWithZone(ctx context.Context, a record.Actor) (v record.Caller, zone string, err error) {
	if v, err = s.base.Admit(ctx, a); err != nil {
		return v, "", err
	}
	if zone, err = s.base.Directory.Zone(ctx, a.User.ID); err != nil {
		return v, "", record.UnavailableError("unavailable.directory", err)
	}
	if _, err := time.LoadLocation(zone); err != nil {
		zone = "" // a zone that this machine does not know says nothing
	}
	return v, zone, nil
}

func (s *Service) writePreferences(ctx context.Context, v record.Caller, zone string, change func(*Changeset, *Preferences) (line string, err error)) (view ReminderView, err error) {
	err = s.update(ctx, v, func(d *Changeset) error {
		before, err := d.Tx.Preferences(d.Project.ID, d.User.ID)
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
		if err := d.Tx.PutPreferences(after); err != nil {
			return err
		}
		if err := d.followPerson(before); err != nil {
			return err
		}
		return d.Record(record.Subject("preferences/"+string(d.User.ID)), line, before, after, "")
	})
	return view, err
}

func (d *Changeset) viewReminders(f Preferences) (ReminderView, error) {
	a, err := AttentionOf(d.Tx, d.Project, f)
	view := ReminderView{
		Preferences: f, Open: a.Open,
		DigestHour: a.Open.After(f.DigestAt), ActionHour: a.Open.After(record.Hour{Hour: Morning}),
		Until: calendar.KnownUntil(a.Open.Vacations), Next: a.Next(d.Now),
		Paused: f.pausedOn(d.Now, a.Open.Zone),
	}
	if err == nil && view.Paused && !f.ActionsOff {
		view.Missed, err = d.missed(f, calendar.DateOf(d.Now.In(a.Open.Zone)), calendar.DateOf(view.Next).AddDays(-1))
	}
	return view, err
}

// missed is what is in somebody's hands and due by the last day, of what follows its
// preferences.
func (d *Changeset) missed(f Preferences, today, last calendar.Date) (items []DigestItem, err error) {
	scope := DigestScope{Project: d.Project, Now: d.Now, Today: today, Person: f, Through: last}
	for _, e := range d.Tx.Table {
		if e.Digest == nil || e.FollowPerson == nil {
			continue
		}
		of, err := e.Digest(d.Tx, scope)
		if err != nil {
			return nil, err
		}
		for _, item := range of.Coming {
			if slices.ContainsFunc(item.Holders(), record.Person{ID: f.Person}.Is) {
				items = append(items, item)
			}
		}
	}
	return items, nil
}

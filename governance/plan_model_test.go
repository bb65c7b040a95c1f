package governance_test

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
)

// This is what docs/guide/rappels.md, recettes.md and decision 0010 say of
// reminders, written down a second time and as plainly as can be: wall clocks are
// looked for minute by minute, open hours by the half hour, and nothing of
// governance's own planning is called.

// wall is the first instant at which a clock in zone shows that hour of that day,
// or a later one where the hour is skipped.
func wall(d calendar.Date, hour, minute int, zone string) time.Time {
	loc := mustZone(zone)
	asked := time.Date(d.Year, d.Month, d.Day, hour, minute, 0, 0, time.UTC).Format(time.DateTime)
	t := time.Date(d.Year, d.Month, d.Day, hour, minute, 0, 0, time.UTC).Add(-16 * time.Hour)
	for _, step := range []time.Duration{time.Hour, time.Minute} {
		for t.Add(step).In(loc).Format(time.DateTime) < asked {
			t = t.Add(step)
		}
	}
	return t.Add(time.Minute)
}

// zones are read once: a clock is looked at thousands of times.
var zones = sync.OnceValue(func() map[string]*time.Location {
	of := map[string]*time.Location{}
	for _, name := range []string{"Europe/Paris", "Indian/Mayotte", "America/Guadeloupe", "Pacific/Noumea"} {
		loc, err := time.LoadLocation(name)
		if err != nil {
			panic(err)
		}
		of[name] = loc
	}
	return of
})

func mustZone(name string) *time.Location { return zones()[name] }

// wall is as wall, remembered.
func (m *model) wall(d calendar.Date, hour, minute int, zone string) time.Time {
	key := fmt.Sprint(d, hour, minute, zone)
	if at, ok := m.walls.Load(key); ok {
		return at.(time.Time)
	}
	at := wall(d, hour, minute, zone)
	m.walls.Store(key, at)
	return at
}

// holidays are the public holidays of the days that the property goes through.
var holidays = map[calendar.Region][]string{
	calendar.RegionMetropole: {
		"2026-11-01", "2026-11-11", "2026-12-25", "2027-01-01", "2027-03-29", "2027-05-01", "2027-05-06", "2027-05-08", "2027-05-17", "2028-04-17", "2028-05-01",
	},
	calendar.RegionMayotte: {"2027-04-27", "2028-04-27"}, // and those of all
}

// settings are how somebody is reminded.
type settings struct {
	zone   string // "" for the project's
	quiet  *record.Quiet
	off    bool
	paused calendar.Date
}

// open reports whether somebody whose clock is in zone may be disturbed.
func (m *model) open(t time.Time, q record.Quiet, zone string) bool {
	day := calendar.DateOf(t.In(mustZone(zone)))
	if w := day.Weekday(); q.Weekends && (w == time.Saturday || w == time.Sunday) {
		return false
	}
	if q.Holidays && (slices.Contains(holidays[calendar.RegionMetropole], day.String()) || slices.Contains(holidays[m.region], day.String())) {
		return false
	}
	from, to := m.wall(day, q.From.Hour, q.From.Minute, zone), m.wall(day, q.To.Hour, q.To.Minute, zone)
	switch {
	case q.From == q.To:
		return true
	case from.Before(to):
		return t.Before(from) || !t.Before(to)
	default:
		return t.Before(from) && !t.Before(to)
	}
}

// whenOpen is when a reminder for somebody that would come at t does.
func (m *model) whenOpen(u record.UserID, t time.Time) time.Time {
	s, zone, quiet := m.people[u], m.zoneOf(u), m.quiet
	if s.quiet != nil {
		quiet = *s.quiet
	}
	if !s.paused.IsZero() && !calendar.DateOf(t.In(mustZone(zone))).After(s.paused) {
		t = m.wall(s.paused.AddDays(1), 9, 0, zone)
	}
	for !m.open(t, quiet, zone) {
		t = t.Truncate(30 * time.Minute).Add(30 * time.Minute)
	}
	return t
}

// lastRead is the last day of somebody on which an action is reminded of: the day when
// it is due, or the one before the weekend or the holiday in which it is.
func (m *model) lastRead(u record.UserID, due calendar.Date) calendar.Date {
	quiet := m.quiet
	if own := m.people[u].quiet; own != nil {
		quiet = *own
	}
	quiet.From, quiet.To = record.Hour{}, record.Hour{} // whatever the hours
	day := due
	for !m.open(m.wall(day, 12, 0, m.zoneOf(u)), quiet, m.zoneOf(u)) {
		day = day.AddDays(-1)
	}
	if paused := m.people[u].paused; !paused.IsZero() && !day.After(paused) {
		return due
	}
	return day
}

func (m *model) zoneOf(u record.UserID) string {
	if z := m.people[u].zone; z != "" {
		return z
	}
	return m.zone
}

// lead is one thing to be told to somebody: about a day, at a moment, which may be
// later.
type lead struct {
	kind reminder.DeliveryKind
	to   reminder.Recipient
	day  calendar.Date
	at   time.Time
	zone string // in which its days are counted
	// of is the day that it is about: it may be told of before.
	of calendar.Date
}

// row is a reminder that is owed.
type row struct {
	kind       reminder.DeliveryKind
	to         reminder.Recipient
	at         int64 // in milliseconds
	occurrence string
}

func (r row) due() time.Time { return time.UnixMilli(r.at) }

func (l lead) row() row { return row{kind: l.kind, to: l.to, at: l.at.UnixMilli()} }

// leads are all that is to be told about a subject, at whatever moment.
func (m *model) leads(s record.Subject) []lead {
	var all []lead
	add := func(kind reminder.DeliveryKind, to reminder.Recipient, day calendar.Date, at time.Time, zone string) {
		all = append(all, lead{kind, to, day, at, zone, day})
	}
	if v, ok := m.meetings[s]; ok && !v.off {
		start := v.start.In(mustZone(v.zone))
		for _, l := range m.rhythm {
			at := m.wall(calendar.DateOf(start).AddDays(-l.Days), start.Hour(), start.Minute(), v.zone).Add(-time.Duration(l.Minutes) * time.Minute)
			if at.Before(start) {
				add(committee.MeetingReminder, reminder.ToChannel(copil), calendar.Date{}, at, v.zone)
			}
		}
	}
	if a, ok := m.actions[s]; ok && a.open {
		for _, u := range a.holders {
			if m.people[u].off {
				continue
			}
			zone := m.zoneOf(u)
			last := m.lastRead(u, a.due)
			for _, of := range []calendar.Date{a.due.AddDays(-1), a.due} {
				day := of
				if last.Before(day) {
					day = last
				}
				add(rollout.ActionReminder, reminder.ToPerson(u), day, m.whenOpen(u, m.wall(day, 9, 0, zone)), zone)
				all[len(all)-1].of = of
			}
		}
	}
	v, ok := m.verifications[s]
	if !ok || !v.open {
		return all
	}
	for _, u := range v.inCharge {
		for _, days := range []int{15, 7, 3, 1, 0} {
			day := v.deadline.AddDays(-days)
			add(acceptance.VerificationReminder, reminder.ToPerson(u), day, m.wall(day, 9, 0, m.zone), m.zone)
		}
	}
	for _, u := range v.inCharge {
		for _, days := range []int{7, 3, 1, 0} {
			if day := v.replyBy.AddDays(-days); !v.replyBy.IsZero() {
				add(acceptance.ExtensionReminder, reminder.ToPerson(u), day, m.wall(day, 9, 0, m.zone), m.zone)
			}
		}
	}
	eve := v.deadline.AddDays(-1)
	morning, afternoon := m.wall(eve, 9, 0, m.zone), m.wall(eve, 14, 0, m.zone)
	seenBy := func(people []record.UserID) bool {
		return slices.ContainsFunc(v.seen, func(u record.UserID) bool { return slices.Contains(people, u) })
	}
	inCharge, anybody := seenBy(v.inCharge), seenBy(v.inCharge) || seenBy(v.deputies)
	switch {
	case len(v.deputies) == 0 && !inCharge:
		add(acceptance.VerificationEscalation, reminder.ToPilots(), eve, morning, m.zone)
	case len(v.deputies) > 0 && !inCharge:
		for _, u := range v.deputies {
			add(acceptance.VerificationEscalation, reminder.ToPerson(u), eve, morning, m.zone)
		}
	}
	if len(v.deputies) > 0 && !anybody {
		add(acceptance.VerificationEscalation, reminder.ToPilots(), eve, afternoon, m.zone)
	}
	return all
}

// told reports whether a lead was told, on its day or after it.
func (m *model) told(s record.Subject, l lead) bool {
	return !l.day.IsZero() && slices.ContainsFunc(m.sent[s], func(r row) bool {
		return r.kind == l.kind && r.to == l.to && !calendar.DateOf(r.due().In(mustZone(l.zone))).Before(l.day)
	})
}

// planned are the leads that were not told; of those to one person about one action
// that come on one day, the last.
func (m *model) planned(s record.Subject) []lead {
	left := slices.DeleteFunc(m.leads(s), func(l lead) bool { return m.told(s, l) })
	var kept []lead
	for i, l := range left {
		later := func(o lead) bool { return o.kind == l.kind && o.to == l.to && sameDay(o.at, l.at, l.zone) }
		if l.kind != rollout.ActionReminder || !slices.ContainsFunc(left[i+1:], later) {
			kept = append(kept, l)
		}
	}
	return kept
}

func sameDay(a, b time.Time, zone string) bool {
	return calendar.DateOf(a.In(mustZone(zone))) == calendar.DateOf(b.In(mustZone(zone)))
}

// changed is what is owed about a subject after a change of it: what is planned
// for later, and what of the plan has come due and could not be said yet.
func (m *model) changed(s record.Subject) {
	plan := m.planned(s)
	owed := m.stays(s, plan)
	for _, r := range m.owed[s] {
		gone := func(l lead) bool { return l.kind == r.kind && l.to == r.to && !l.at.After(m.now()) }
		if r.occurrence == reminder.Overtaken && slices.ContainsFunc(plan, gone) {
			owed = m.unlessThatDay(owed, plan, r)
		}
	}
	m.owed[s] = owed
}

func (m *model) stays(s record.Subject, plan []lead) []row {
	var owed []row
	for _, l := range plan {
		if (l.at.After(m.now()) || slices.Contains(m.owed[s], l.row())) && !slices.Contains(owed, l.row()) {
			owed = append(owed, l.row())
		}
	}
	return owed
}

// unlessThatDay: two reminders of one day are one.
func (m *model) unlessThatDay(owed []row, plan []lead, late row) []row {
	for _, l := range plan {
		if l.kind == late.kind && l.to == late.to && slices.Contains(owed, l.row()) && sameDay(l.at, late.due(), l.zone) {
			return owed
		}
	}
	return append(owed, late)
}

// hoursChanged is what is owed about a subject after a change of somebody's hours,
// or the project's. before are the leads until then. Who waited for a moment that
// is over by now gets one reminder as soon as may be.
func (m *model) hoursChanged(s record.Subject, before []lead) {
	plan, after := m.planned(s), m.leads(s)
	owed := m.stays(s, plan)
	waited := m.owed[s]
	var done []lead
	for _, l := range after {
		if slices.ContainsFunc(done, func(o lead) bool { return o.kind == l.kind && o.to == l.to }) {
			continue
		}
		done = append(done, l)
		if !slices.ContainsFunc(waited, func(r row) bool {
			return r.kind == l.kind && r.to == l.to && !slices.Contains(owed, r) && m.over(s, r, before, after)
		}) {
			continue
		}
		at := m.now()
		if u, ok := l.to.Person(); ok && l.kind == rollout.ActionReminder {
			at = m.whenOpen(u, at)
		}
		owed = m.unlessThatDay(owed, plan, row{l.kind, l.to, at.UnixMilli(), reminder.Overtaken})
	}
	m.owed[s] = owed
}

// over reports whether what r waited for has gone by: its own moment, or the one that
// one of its leads has now.
func (m *model) over(s record.Subject, r row, before, after []lead) bool {
	if !r.due().After(m.now()) || r.occurrence == reminder.Overtaken {
		return true
	}
	for _, b := range before {
		for _, a := range after {
			if b.row() == r && a.kind == b.kind && a.to == b.to && a.of == b.of && !a.at.After(m.now()) && !m.told(s, a) {
				return true
			}
		}
	}
	return false
}

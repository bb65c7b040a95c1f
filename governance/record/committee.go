package record

import (
	"slices"
	"strings"
	"time"

	"pilotent/governance/calendar"
)

// ClosedOf are those that keep what they decide to themselves.
func ClosedOf(committees []Committee) []Committee {
	return slices.DeleteFunc(slices.Clone(committees), func(c Committee) bool { return c.Diffusion != DiffusionCommittee })
}

// Committee is a body that meets and decides. Its members are those of its
// channel.
type Committee struct {
	Project ProjectID
	Code    string // "COPIL": capitals, digits; unique in the project
	Name    string
	Level   Level
	// Kind is what it is for; "" where nobody has said.
	Kind        CommitteeKind
	Channel     ChannelID
	ChannelName string
	Diffusion   Diffusion
	// Series tells the meeting numbers of a committee that keeps to itself from
	// those of the project: a gap in the latter would tell of its meetings. 0
	// for a committee that is open to the team.
	Series int
	// Leads are how long before a meeting the channel is reminded.
	Leads []Lead
	// Digest is when the channel gets its digest; DefaultDigest when nil.
	Digest *Digest
	// Yearly is how many times a year it is to meet; 0 where nobody has said.
	Yearly int
	// Agenda is what is on its agenda each time.
	Agenda    []string
	CreatedAt time.Time
	CreatedBy Person
	State     CommitteeState // "" for one that sits
}

// CommitteeKind is what a committee is for: the bodies that the founding text names
// (domain.md §3.1).
type CommitteeKind string

const (
	KindStrategic   CommitteeKind = "strategic"   // orientations, which schools are deployed
	KindOperational CommitteeKind = "operational" // follow-up, coordination
	KindSupport     CommitteeKind = "support"     // accompanies and trains
	KindUsers       CommitteeKind = "users"       // shares practice
	KindSchool      CommitteeKind = "school"      // the team of one school, or of a few
)

func (k CommitteeKind) MessageKey() string { return "committee_kind." + string(k) }

// CommitteeState is whether a committee still works.
type CommitteeState string

const (
	CommitteeClosed    CommitteeState = "closed"    // it has ended its work
	CommitteeWithdrawn CommitteeState = "withdrawn" // it was made by mistake, and never used
)

// Sits reports whether the committee still decides and meets.
func (c Committee) Sits() bool { return c.State == "" }

// Subject names the committee in history.
func (c Committee) Subject() Subject { return NounCommittee.Subject(c.Code) }

// Diffusion is who may see what a committee keeps.
type Diffusion string

const (
	DiffusionTeam      Diffusion = "team"      // everybody in the team; the default
	DiffusionCommittee Diffusion = "committee" // its members and the pilots
)

func (d Diffusion) MessageKey() string { return "diffusion." + string(d) }

// Lead is how long before a meeting a reminder is given. Days are counted on
// the calendar, at the meeting's hour of the wall clock; minutes on the clock.
type Lead struct {
	Days    int `json:"days,omitempty"`
	Minutes int `json:"minutes,omitempty"`
}

// DefaultLeads remind 7 days, 1 day and 1 hour before.
func DefaultLeads() []Lead { return []Lead{{Days: 7}, {Days: 1}, {Minutes: 60}} }

// Bounds on a committee's leads: beyond them reminders are a nuisance.
const (
	MaxLeads    = 6
	MaxLeadDays = 60
)

// LeadOf reads a duration as a lead: whole days stay days.
func LeadOf(d time.Duration) Lead {
	const day = 24 * time.Hour
	if d%day == 0 {
		return Lead{Days: int(d / day)}
	}
	return Lead{Minutes: int(d / time.Minute)}
}

// Before is the moment of the reminder for something at start, in start's zone.
func (l Lead) Before(start time.Time) time.Time {
	if l.Days == 0 {
		return start.Add(-time.Duration(l.Minutes) * time.Minute)
	}
	return calendar.DateOf(start).AddDays(-l.Days).At(start.Hour(), start.Minute(), start.Location()).
		Add(-time.Duration(l.Minutes) * time.Minute)
}

// LeadsAfter are the committee's leads whose moment, for something at start, is
// later than now.
func (c Committee) LeadsAfter(now, start time.Time) []Lead {
	return slices.DeleteFunc(slices.Clone(c.Leads), func(l Lead) bool { return !l.Before(start).After(now) })
}

// CommitteeStore keeps committees.
type CommitteeStore interface {
	// Committee finds by code, in any case; ErrNone when there is none.
	Committee(p ProjectID, code string) (Committee, error)
	// Committees are all committees of the project but the withdrawn, by code.
	Committees(p ProjectID) ([]Committee, error)
	PutCommittee(Committee) error
}

// CodesOf are the committees' codes, in their order.
func CodesOf(committees []Committee) []string {
	var codes []string
	for _, c := range committees {
		codes = append(codes, c.Code)
	}
	return codes
}

// CommitteeOf is the committee's code in a decision's reference.
func CommitteeOf(ref string) string {
	code, _, _ := strings.Cut(ref, "-")
	return code
}

// Digest is when a committee's channel is told what is late and what comes.
type Digest struct {
	Off bool         `json:"off,omitempty"`
	Day time.Weekday `json:"day"`
	At  Hour         `json:"at"`
}

// Valid reports whether there is such a day and such an hour.
func (g Digest) Valid() bool {
	return g.Day >= time.Sunday && g.Day <= time.Saturday &&
		g.At.Hour >= 0 && g.At.Hour < 24 && g.At.Minute >= 0 && g.At.Minute < 60
}

// DefaultDigest comes on Mondays at 8 h.
func DefaultDigest() Digest { return Digest{Day: time.Monday, At: Hour{Hour: 8}} }

// DigestTime is when the committee's digest comes: DefaultDigest for one that
// chose nothing else, and off for one that does not sit any more.
func (c Committee) DigestTime() Digest {
	g := DefaultDigest()
	if c.Digest != nil {
		g = *c.Digest
	}
	g.Off = g.Off || !c.Sits()
	return g
}

// Next is the first digest after t, in the project's zone: on the next working
// day, at the same hour, where its day is a public holiday. False when there
// is none any more.
func (g Digest) Next(p Project, t time.Time) (time.Time, bool) {
	if g.Off || !g.Valid() {
		return time.Time{}, false
	}
	days := p.Calendar()
	// Last week's may have been put off past t.
	day := calendar.DateOf(t.In(p.Location())).AddDays(-7)
	for day.Weekday() != g.Day {
		day = day.AddDays(1)
	}
	for ; ; day = day.AddDays(7) {
		on := day
		if _, holiday := days.Holiday(day); holiday {
			on = days.NextWorkingDay(day)
		}
		if at := g.At.On(on, p.Location()); at.After(t) {
			return at, true
		}
	}
}

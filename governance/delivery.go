package governance

import (
	"fmt"
	"slices"
	"time"

	"pilotent/governance/calendar"
)

// Recipient is to whom a delivery goes: a channel, a person, or the pilots.
type Recipient string

// ToChannel is the recipient that a channel is.
func ToChannel(c ChannelID) Recipient { return Recipient("channel/" + string(c)) }

// ToPerson is the recipient that a person is.
func ToPerson(u UserID) Recipient { return Recipient("user/" + string(u)) }

// ToPilots is the recipient that the project's pilots are, whoever they will be
// when it is due: PassOn says.
func ToPilots() Recipient { return "pilots" }

// Channel is the channel that the recipient is, if it is one.
func (r Recipient) Channel() (ChannelID, bool) {
	id, ok := cutPrefix(string(r), "channel/")
	return ChannelID(id), ok
}

// Person is the person that the recipient is, if it is one.
func (r Recipient) Person() (UserID, bool) {
	id, ok := cutPrefix(string(r), "user/")
	return UserID(id), ok
}

func cutPrefix(s, prefix string) (string, bool) {
	if len(s) > len(prefix) && s[:len(prefix)] == prefix {
		return s[len(prefix):], true
	}
	return "", false
}

// DeliveryKind says what a delivery tells of its subject. Those of a noun stand in
// its own file, and in its entry of the table of subjects.
type DeliveryKind string

// What may be told of any subject.
const (
	// Undeliverable tells who is behind a subject that somebody or some channel
	// cannot be told of it. Its occurrence is the delivery that failed.
	Undeliverable DeliveryKind = "undeliverable"
	// Summary stands for the deliveries that an outage has held back.
	Summary DeliveryKind = "summary"
)

// Reminder says whether deliveries of this kind follow from the state of their
// subject, and are planned anew when it changes. The others tell of one
// change, and are owed once it has happened.
func (k DeliveryKind) Reminder() bool { return k.policy().reminder }

// Waits says whether deliveries of this kind are personal reminders, which wait
// for an hour that is open to whom they go. Announcements, and what is owed by
// contract, never do.
func (k DeliveryKind) Waits() bool { return k.policy().waits }

// Digest says whether deliveries of this kind form a chain: the end of each
// owes the next, which Secretariat.NextDigest tells.
func (k DeliveryKind) Digest() bool { return k.policy().chain }

// Delivery is one message that the bot owes to somebody at a moment. There is
// at most one per project, subject, kind, occurrence, due time and recipient.
type Delivery struct {
	ID        int64
	Project   ProjectID
	Subject   Subject
	Kind      DeliveryKind
	Recipient Recipient
	Due       time.Time
	// Occurrence tells two announcements of one kind apart; empty for
	// reminders, whose due time does, but for those Overtaken.
	Occurrence string

	// What the Courier needs of a claimed one.
	Attempt int
	Fence   int64
	// Unknown says that an earlier attempt may have reached the channel.
	Unknown bool
	// TriedAt is when it was first claimed: no earlier post can be it.
	TriedAt time.Time
	// SendBefore is the moment, by the monotonic clock of this process, after
	// which nothing of it may leave: another Courier may have it then. Zero for
	// one that was not claimed.
	SendBefore time.Time
}

// Expired says whether it is too late at now to send it. It goes by both clocks
// of the process: the monotonic one stops while a machine is suspended, and the
// other one can be set back.
func (d Delivery) Expired(now time.Time) bool {
	return !d.SendBefore.IsZero() && (!now.Before(d.SendBefore) || !now.Round(0).Before(d.SendBefore.Round(0)))
}

// DeliveryStore keeps what is owed.
type DeliveryStore interface {
	// Owe adds deliveries; one that is there already is left as it is, but for
	// one that was cancelled, which is owed again.
	Owe(...Delivery) error
	// Replan makes the unsent reminders of a subject the given ones: others
	// are cancelled, missing ones added, and those already sent stay sent.
	Replan(p ProjectID, s Subject, reminders []Delivery) error
	// Unsent are the reminders of a subject that no Courier holds, the first due
	// first.
	Unsent(p ProjectID, s Subject) ([]Delivery, error)
	// Told are the reminders of a subject that have been sent, or that what
	// stands for them tells: a summary, or the same to each pilot. The first due
	// first.
	Told(p ProjectID, s Subject) ([]Delivery, error)
	// Unsettled are all deliveries of a subject that have not ended, those that a
	// Courier holds among them, the first due first.
	Unsettled(p ProjectID, s Subject) ([]Delivery, error)
	// Summarised are the deliveries that the summary of that identifier stands
	// for, the first due first.
	Summarised(p ProjectID, summary int64) ([]Delivery, error)
}

// announce owes a message about a change that happens now.
func (d *desk) announce(subject Subject, kind DeliveryKind, version int, to ...Recipient) error {
	owed := make([]Delivery, 0, len(to))
	for _, r := range to {
		owed = append(owed, Delivery{
			Project: d.Project.ID, Subject: subject, Kind: kind, Recipient: r,
			Due: d.now, Occurrence: fmt.Sprint(version),
		})
	}
	return d.Owe(owed...)
}

// appointment is when something is to be told to somebody: at one moment for
// each of its leads, the first first.
type appointment struct {
	to  Recipient
	due []time.Time
	// days are those of the leads, from which a moment may be put off. None
	// where no change of hours moves it.
	days []calendar.Date
}

// add is the appointment with one more lead.
func (a *appointment) add(day calendar.Date, at time.Time) {
	a.days, a.due = append(a.days, day), append(a.due, at)
}

// wasTold says whether it was told of a lead, on its day or after it.
func (a appointment) wasTold(lead int, kind DeliveryKind, told []Delivery) bool {
	return slices.ContainsFunc(told, func(d Delivery) bool {
		return d.Kind == kind && d.Recipient == a.to && !calendar.DateOf(d.Due.In(a.due[lead].Location())).Before(a.days[lead])
	})
}

// untold are the leads that were not told: what came at nine does not come again
// because nine is later from now on.
func (a appointment) untold(kind DeliveryKind, told []Delivery) appointment {
	left := appointment{to: a.to}
	for i, at := range a.due {
		if !a.wasTold(i, kind, told) {
			left.add(a.days[i], at)
		}
	}
	return left
}

// reminders are deliveries of one kind at each of the moments.
func reminders(p ProjectID, s Subject, kind DeliveryKind, with ...appointment) []Delivery {
	var planned []Delivery
	for _, a := range with {
		for _, at := range a.due {
			planned = append(planned, Delivery{Project: p, Subject: s, Kind: kind, Recipient: a.to, Due: at})
		}
	}
	return planned
}

// Overtaken is the occurrence of a reminder that waited for a moment which a
// change of hours has put into the past: it comes as soon as it may.
const Overtaken = "overtaken"

// morning is the hour at which reminders about a day are given: in the zone of
// who is reminded, those of a contract in the project's.
const morning = 9

// Settlement is how an attempt at a delivery ended.
type Settlement struct {
	Delivery Delivery
	State    SettledState
	// PostID is the chat's name of the message, for one that was sent.
	PostID string
	// RetryAt is when to try again, for SettledRetry.
	RetryAt time.Time
	// Unknown says that the attempt may have reached the channel.
	Unknown bool
	// Reason says why, for the log and for those who look after the bot: a
	// key, never a person's words.
	Reason string
	At     time.Time
	// Untried says that it was no attempt: it does not count.
	Untried bool
	// Aside lets later deliveries to the same recipient go before this one.
	Aside bool
	// Owed are deliveries that follow from this end, written with it.
	Owed []Delivery
}

// SettledState is what becomes of a claimed delivery.
type SettledState string

const (
	SettledSent    SettledState = "sent"
	SettledSkipped SettledState = "skipped" // no longer worth saying
	SettledDead    SettledState = "dead"    // cannot be delivered; nobody will try again
	SettledRetry   SettledState = "pending"
)

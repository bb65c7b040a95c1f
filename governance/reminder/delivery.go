package reminder

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
)

// Tell owes a direct message to each person but the one who acts, who knows.
func (d *Changeset) Tell(subject record.Subject, kind DeliveryKind, version int, people []record.Person) error {
	return d.Announce(subject, kind, version, Recipients(Without(people, []record.Person{d.User}))...)
}

// Recipient is to whom a delivery goes: a channel, a person, or the pilots.
type Recipient string

// ToChannel is the recipient that a channel is.
func ToChannel(c record.ChannelID) Recipient { return Recipient("channel/" + string(c)) }

// ToThread is the recipient that a thread of a channel is: the post that begins it.
func ToThread(c record.ChannelID, post string) Recipient { return ToChannel(c) + Recipient("/"+post) }

// ToPerson is the recipient that a person is.
func ToPerson(u record.UserID) Recipient { return Recipient("user/" + string(u)) }

// ToPilots is the recipient that the project's pilots are, whoever they will be
// when it is due: PassOn says.
func ToPilots() Recipient { return "pilots" }

// Channel is the channel that the recipient is, or in which it is a thread, if it is
// one.
func (r Recipient) Channel() (record.ChannelID, bool) {
	id, ok := cutPrefix(string(r), "channel/")
	id, _, _ = strings.Cut(id, "/")
	return record.ChannelID(id), ok
}

// Thread is the post that begins the thread that the recipient is; "" where it is none.
func (r Recipient) Thread() string {
	id, _ := cutPrefix(string(r), "channel/")
	_, post, _ := strings.Cut(id, "/")
	return post
}

// Person is the person that the recipient is, if it is one.
func (r Recipient) Person() (record.UserID, bool) {
	id, ok := cutPrefix(string(r), "user/")
	return record.UserID(id), ok
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

// Delivery is one message that the bot owes to somebody at a moment. There is
// at most one per project, subject, kind, occurrence, due time and recipient.
type Delivery struct {
	ID        int64
	Project   record.ProjectID
	Subject   record.Subject
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

// Expired reports whether it is too late at now to send it. It goes by both clocks
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
	Replan(p record.ProjectID, s record.Subject, reminders []Delivery) error
	// Unsent are the reminders of a subject that no Courier holds, the first due
	// first.
	Unsent(p record.ProjectID, s record.Subject) ([]Delivery, error)
	// Told are the reminders of a subject that have been sent, or that what
	// stands for them tells: a summary, or the same to each pilot. The first due
	// first.
	Told(p record.ProjectID, s record.Subject) ([]Delivery, error)
	// Unsettled are all deliveries of a subject that have not ended, those that a
	// Courier holds among them, the first due first.
	Unsettled(p record.ProjectID, s record.Subject) ([]Delivery, error)
	// Summarised are the deliveries that the summary of that identifier stands
	// for, the first due first.
	Summarised(p record.ProjectID, summary int64) ([]Delivery, error)
	// Addressed reports whether anything of a kind was ever owed to a recipient, and Reached
	// whether anything at all was sent to it, in any project.
	Addressed(to Recipient, kind DeliveryKind) (bool, error)
	Reached(to Recipient) (bool, error)
	// Upcoming is how many deliveries are owed to people after a moment.
	Upcoming(p record.ProjectID, after time.Time) (int, error)
	// PassOver ends those that are due by now and have not begun, as skipped for a
	// reason.
	PassOver(p record.ProjectID, now time.Time, reason SkipReason) error
}

// Announce owes a message about a change that happens now.
func (d *Changeset) Announce(subject record.Subject, kind DeliveryKind, version int, to ...Recipient) error {
	owed := make([]Delivery, 0, len(to))
	for _, r := range to {
		owed = append(owed, Delivery{
			Project: d.Project.ID, Subject: subject, Kind: kind, Recipient: r,
			Due: d.Now, Occurrence: fmt.Sprint(version),
		})
	}
	return d.Tx.Owe(owed...)
}

// Appointment is when something is to be told to somebody: at one moment for
// each of its leads, the first first.
type Appointment struct {
	To  Recipient
	Due []time.Time
	// days are those of the leads, from which a moment may be put off. None
	// where no change of hours moves it.
	days []calendar.Date
}

// Add is the appointment with one more lead.
func (a *Appointment) Add(day calendar.Date, at time.Time) {
	a.days, a.Due = append(a.days, day), append(a.Due, at)
}

// wasTold reports whether it was told of a lead, on its day or after it.
func (a Appointment) wasTold(lead int, kind DeliveryKind, told []Delivery) bool {
	return slices.ContainsFunc(told, func(d Delivery) bool {
		return d.Kind == kind && d.Recipient == a.To && !calendar.DateOf(d.Due.In(a.Due[lead].Location())).Before(a.days[lead])
	})
}

// Untold are the leads that were not told: what came at nine does not come again
// because nine is later from now on.
func (a Appointment) Untold(kind DeliveryKind, told []Delivery) Appointment {
	left := Appointment{To: a.To}
	for i, at := range a.Due {
		if !a.wasTold(i, kind, told) {
			left.Add(a.days[i], at)
		}
	}
	return left
}

// Planned are deliveries of one kind at each of the moments.
func Planned(p record.ProjectID, s record.Subject, kind DeliveryKind, with ...Appointment) []Delivery {
	var planned []Delivery
	for _, a := range with {
		for _, at := range a.Due {
			planned = append(planned, Delivery{Project: p, Subject: s, Kind: kind, Recipient: a.To, Due: at})
		}
	}
	return planned
}

// Overtaken is the occurrence of a reminder that waited for a moment which a
// change of hours has put into the past: it comes as soon as it may.
const Overtaken = "overtaken"

// Morning is the hour at which reminders about a day are given: in the zone of
// who is reminded, those of a contract in the project's.
const Morning = 9

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

// Recipients are the people, each as a recipient.
func Recipients(people []record.Person) []Recipient {
	var to []Recipient
	for _, p := range people {
		to = append(to, ToPerson(p.ID))
	}
	return to
}

// Without are the people that are not among others, each once.
func Without(people, others []record.Person) []record.Person {
	var kept []record.Person
	for _, p := range people {
		if !slices.ContainsFunc(others, p.Is) && !slices.ContainsFunc(kept, p.Is) {
			kept = append(kept, p)
		}
	}
	return kept
}

// PassedOn begins the occurrence of the deliveries that those to the pilots were
// replaced by; what these were, if anything, follows.
const PassedOn = "pilots"

// PassOn is what replaces a delivery ToPilots when it comes due: the same to
// each of those who are pilots at that moment, but for those who know already, or
// read it in a channel.
// Where the team has no pilot, it is what Undelivered says. There is nothing for
// a delivery to anybody else.
// Errors: none but the store's.
func (s *Service) PassOn(ctx context.Context, d Delivery) ([]Delivery, error) {
	if d.Recipient != ToPilots() {
		return nil, nil
	}
	b, err := s.content(ctx, d)
	if err != nil {
		return nil, err
	}
	pilots, err := s.base.Directory.Pilots(ctx, b.Project.Team, 0)
	if err != nil {
		return nil, fmt.Errorf("name the pilots: %w", err)
	}
	if len(pilots) == 0 {
		return s.Undelivered(ctx, d)
	}
	about := b.About.Facts()
	know := Recipients(about.Reminded) // they have their own reminders
	if d.Kind == Undeliverable {
		know = []Recipient{d.Unreached(), ToPerson(about.Author.ID)} // neither could be reached
	}
	said, err := s.saidIn(ctx, d)
	if err != nil {
		return nil, err
	}
	if d.Kind != Undeliverable {
		d.Occurrence = PassedOn + d.Occurrence
	}
	var owed []Delivery
	for _, p := range pilots {
		to := ToPerson(p.ID)
		if slices.Contains(know, to) || slices.ContainsFunc(said, func(c record.ChannelID) bool { return s.reads(ctx, c, p) }) {
			continue
		}
		owed = append(owed, Delivery{Project: d.Project, Subject: d.Subject, Kind: d.Kind, Recipient: to, Due: d.Due, Occurrence: d.Occurrence})
	}
	return owed, nil
}

// saidIn are the channels that are told the same as the delivery says.
func (s *Service) saidIn(ctx context.Context, d Delivery) (channels []record.ChannelID, err error) {
	err = s.base.Read(ctx, func(tx Tx) error {
		unsettled, err := tx.Unsettled(d.Project, d.Subject)
		if err != nil {
			return err
		}
		told, err := tx.Told(d.Project, d.Subject)
		for _, o := range append(unsettled, told...) {
			if channel, ok := o.Recipient.Channel(); ok && o.Kind == d.Kind && o.Occurrence == d.Occurrence && o.Due.Equal(d.Due) {
				channels = append(channels, channel)
			}
		}
		return err
	})
	return channels, err
}

// reads reports whether somebody is in a channel, as far as the chat says.
func (s *Service) reads(ctx context.Context, c record.ChannelID, p record.Person) bool {
	in, err := s.base.Directory.InChannel(ctx, c, p.ID)
	return in && err == nil
}

// ToLetterbox is the recipient that somebody is who is in no chat: the number is that
// of a seat at the meeting of that reference. Where it is, no delivery says.
func ToLetterbox(p record.ProjectID, ref string, number int) Recipient {
	return Recipient(fmt.Sprintf("letter/%s/%s/%d", p, ref, number))
}

// Letterbox is the number of the recipient that is ToLetterbox, if it is one.
func (r Recipient) Letterbox() (number int, ok bool) {
	if !strings.HasPrefix(string(r), "letter/") {
		return 0, false
	}
	number, err := strconv.Atoi(string(r[strings.LastIndexByte(string(r), '/')+1:]))
	return number, err == nil
}

// ToClock is the recipient of what time by itself does to a subject, in a version:
// nobody is told, its state changes. It is of its own for each version of each
// subject, so that none waits for another.
func ToClock(p record.ProjectID, ref string, version int) Recipient {
	return Recipient(fmt.Sprintf("clock/%s/%s/%d", p, ref, version))
}

// Clock reports whether the recipient is ToClock.
func (r Recipient) Clock() bool { return strings.HasPrefix(string(r), "clock/") }

// Package console is the terminal's front: the same commands, service,
// storage and courier as in Mattermost, with a simulated chat around them. It
// imports commands, scheduler's ports, governance, i18n and message.
package console

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/message"
)

// Team is the simulated team.
const Team record.TeamID = "console"

// Resident is somebody of the simulated team.
type Resident struct {
	Name   string
	Role   record.Role
	Locale string
	// Channels are those that the person is a member of.
	Channels []string
	// FullName is what documents call the person.
	FullName string
}

// Residents are the people of the simulated team.
func Residents() []Resident {
	return []Resident{
		{"coordinatrice", record.RolePilot, "fr", []string{"copil", "suivi", "general"}, "Camille Moreau"},
		{"ien", record.RoleMember, "fr", []string{"copil", "general"}, "Łukasz Nowak"},
		{"elue", record.RoleMember, "fr", []string{"copil", "general"}, "Aïcha Benali"},
		{"mary", record.RoleMember, "en", []string{"copil", "general"}, "Mary Smith"},
		{"cpc", record.RoleMember, "fr", []string{"suivi", "general"}, "Noémie Lefèvre"},
		{"directrice", record.RoleMember, "fr", []string{"general"}, "Hélène Dupré"},
		{"invitee", record.RoleGuest, "fr", []string{"general"}, "Inès Œuvrard"},
	}
}

// channels are those of the simulated team; suivi is private.
func channels() []string { return []string{"copil", "suivi", "general"} }

// Channels are those of the simulated team, and those that the bot has made.
func (w *World) Channels() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	names := channels()
	for id := range w.made {
		names = append(names, string(id))
	}
	slices.Sort(names[len(channels()):])
	return names
}

// World is the simulated chat: who is there, and what time it is. It
// implements governance.Directory and scheduler.Messenger.
type World struct {
	// Lang overrides the language of everybody.
	Lang string

	mu     sync.Mutex
	now    time.Time // zero: the real time, plus ahead
	ahead  time.Duration
	posted int
	heard  []Heard
	// threads are the texts of the posts that begin one.
	threads map[string]string
	// made are the channels that the bot has made, and their members.
	made map[record.ChannelID][]record.UserID
}

// Heard is a message that the bot has sent by itself.
type Heard struct {
	At      time.Time
	To      string // "~copil", "@ien"
	Thread  string // the text that begins the thread; "" outside of one
	Message message.Message
	// Delivery is what was sent, and Post the name that it got.
	Delivery reminder.Delivery
	Post     string
}

// Click is the press of a button of the message.
func (h Heard) Click(b message.Button) *record.Click {
	return &record.Click{
		Delivery: h.Delivery.ID, Subject: h.Delivery.Subject, Version: h.Message.Version, Command: b.Command, Post: h.Post,
	}
}

// NewWorld is a world in which it is now; the real time when zero.
func NewWorld(now time.Time) *World {
	return &World{now: now, threads: map[string]string{}, made: map[record.ChannelID][]record.UserID{}}
}

// Say posts what somebody says, and answers the post's name: a thread begins with it.
func (w *World) Say(text string) (post string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.posted++
	post = strconv.Itoa(w.posted)
	w.threads[post] = text
	return post
}

// Now is the time in the world.
func (w *World) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.now.IsZero() {
		return time.Now().Add(w.ahead)
	}
	return w.now
}

// Advance moves the time.
func (w *World) Advance(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.now.IsZero() {
		w.ahead += d
	} else {
		w.now = w.now.Add(d)
	}
}

// TakeHeard is what the bot has said since the last call.
func (w *World) TakeHeard() []Heard {
	w.mu.Lock()
	defer w.mu.Unlock()
	heard := w.heard
	w.heard = nil
	return heard
}

func resident(name string) (Resident, bool) {
	all := Residents()
	i := slices.IndexFunc(all, func(r Resident) bool { return strings.EqualFold(r.Name, name) })
	if i < 0 {
		return Resident{}, false
	}
	return all[i], true
}

func (r Resident) person() record.Person {
	return record.Person{ID: record.UserID(r.Name), Username: r.Name}
}

// TeamRole implements governance.Directory.
func (w *World) TeamRole(_ context.Context, _ record.TeamID, user record.UserID) (record.Role, error) {
	r, _ := resident(string(user))
	return r.Role, nil
}

// TeamName implements governance.Directory.
func (w *World) TeamName(context.Context, record.TeamID) (string, error) {
	return "ENT Val-de-Marne", nil
}

// InChannel implements governance.Directory.
func (w *World) InChannel(_ context.Context, channel record.ChannelID, user record.UserID) (bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	r, _ := resident(string(user))
	return slices.Contains(r.Channels, string(channel)) || slices.Contains(w.made[channel], user), nil
}

// Expires implements governance.Directory.
func (w *World) Expires(context.Context) (time.Time, error) { return time.Time{}, nil }

// Contacts implements governance.Directory.
func (w *World) Contacts(context.Context) ([]record.Contact, error) { return nil, nil }

// ShutOut implements governance.Directory.
func (w *World) ShutOut(context.Context, record.ChannelID) (string, error) { return "", nil }

// ChannelMembers implements governance.Directory.
func (w *World) ChannelMembers(_ context.Context, channel record.ChannelID) ([]record.Person, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var people []record.Person
	for _, r := range Residents() {
		if slices.Contains(r.Channels, string(channel)) || slices.Contains(w.made[channel], record.UserID(r.Name)) {
			people = append(people, r.person())
		}
	}
	slices.SortFunc(people, func(a, b record.Person) int { return strings.Compare(a.Username, b.Username) })
	return people, nil
}

// Channel implements governance.Directory.
func (w *World) Channel(_ context.Context, channel record.ChannelID) (record.Channel, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.made[channel] == nil && !slices.Contains(channels(), string(channel)) {
		return record.Channel{}, record.ErrNone
	}
	return record.Channel{ID: channel, Name: string(channel), Private: channel == "suivi"}, nil
}

// JoinChannel implements governance.Directory.
func (w *World) JoinChannel(context.Context, record.ChannelID) error { return nil }

// Permalink implements governance.Directory.
func (w *World) Permalink(_ context.Context, team record.TeamID, post string) (string, error) {
	return "http://" + string(team) + "/pl/" + post, nil
}

// Replies implements governance.Directory: there are no threads.
func (w *World) Replies(context.Context, string) ([]record.Reply, error) { return nil, nil }

// CreateChannel implements governance.Directory: the simulated team lets the bot make
// channels, which are there for as long as the console runs.
func (w *World) CreateChannel(_ context.Context, _ record.TeamID, name, _ string, user record.UserID) (record.Channel, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if slices.Contains(channels(), name) {
		return record.Channel{}, record.ErrTaken
	}
	w.made[record.ChannelID(name)] = append(w.made[record.ChannelID(name)], user)
	return record.Channel{ID: record.ChannelID(name), Name: name}, nil
}

// PersonNamed implements governance.Directory.
func (w *World) PersonNamed(ctx context.Context, _ record.TeamID, name string) (record.Person, error) {
	return w.Person(ctx, record.UserID(name))
}

// Person implements governance.Directory.
func (w *World) Person(_ context.Context, user record.UserID) (record.Person, error) {
	r, ok := resident(string(user))
	if !ok {
		return record.Person{}, record.ErrNone
	}
	return r.person(), nil
}

// Zone implements governance.Directory: the people of the simulated team live
// where their project does.
func (w *World) Zone(context.Context, record.UserID) (string, error) { return "", nil }

// FullNames implements governance.Directory.
func (w *World) FullNames(_ context.Context, users []record.UserID) (map[record.UserID]string, error) {
	names := map[record.UserID]string{}
	for _, user := range users {
		if r, ok := resident(string(user)); ok {
			names[user] = r.FullName
		}
	}
	return names, nil
}

// Pilots implements governance.Directory.
func (w *World) Pilots(_ context.Context, _ record.TeamID, limit int) ([]record.Person, error) {
	var pilots []record.Person
	for _, r := range Residents() {
		if r.Role == record.RolePilot && (limit == 0 || len(pilots) < limit) {
			pilots = append(pilots, r.person())
		}
	}
	return pilots, nil
}

// Send implements scheduler.Messenger.
func (w *World) Send(_ context.Context, d reminder.Delivery, m message.Message) (string, error) {
	to := fmt.Sprint(d.Recipient)
	if ch, ok := d.Recipient.Channel(); ok {
		to = "~" + string(ch)
	} else if user, ok := d.Recipient.Person(); ok {
		to = "@" + string(user)
	}
	at := w.Now()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.posted++
	post := strconv.Itoa(w.posted)
	w.heard = append(w.heard, Heard{At: at, To: to, Thread: w.threads[d.Recipient.Thread()], Message: m, Delivery: d, Post: post})
	return post, nil
}

// Find implements scheduler.Messenger: what the console has not shown in this
// run was not sent.
func (w *World) Find(context.Context, reminder.Delivery) (string, error) { return "", nil }

// Answers reports whether the chat is well, as a simulated one always is: it
// implements scheduler.Messenger.
func (w *World) Answers(context.Context) bool { return true }

// Locale implements scheduler.Messenger.
func (w *World) Locale(_ context.Context, user record.UserID) (string, error) {
	if w.Lang != "" {
		return w.Lang, nil
	}
	r, _ := resident(string(user))
	return r.Locale, nil
}

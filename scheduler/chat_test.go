package scheduler_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/message"
	"pilotent/scheduler"
)

// post is a message that has reached the chat.
type post struct {
	ID       string
	Delivery int64
	To       reminder.Recipient
	Text     string
}

// chat keeps what is posted, and fails as it is told. The channel secret is private. The pilot coordinates,
// ien and mary are in every channel; mary reads English.
type chat struct {
	mu    sync.Mutex
	posts []post
	finds int
	// send stands for the posting of a message, unless nil; post does it.
	send func(ctx context.Context, d reminder.Delivery, post func() string) (string, error)
	// unwell makes the chat say that it is, or not answer.
	unwell bool
	// find stands for the search of one, unless nil.
	find func(d reminder.Delivery) (string, error)
	// pilots fails when they are asked for, unless nil.
	pilots func() error
	// private are the channels that are.
	private map[record.ChannelID]bool
	// shutOut is the channel that the bot was taken out of; "" for none.
	shutOut record.ChannelID
	// until is when the chat does not take the bot any more, and met whom it has met.
	until time.Time
	met   []record.Contact
	// roles are those of people who are not what they were, out who has left the
	// channels.
	roles map[record.UserID]record.Role
	out   map[record.UserID]bool
	// asked fails when the chat is asked who is where, unless nil.
	asked func() error
	// locale is that of a person, unless nil.
	locale func(u record.UserID) (string, error)
}

var (
	_ scheduler.Messenger = (*chat)(nil)
	_ record.Directory    = (*chat)(nil)
)

// Replies implements governance.Directory.
func (c *chat) Replies(context.Context, string) ([]record.Reply, error) { return nil, nil }

func newChat() *chat {
	return &chat{
		private: map[record.ChannelID]bool{"secret": true},
		roles:   map[record.UserID]record.Role{}, out: map[record.UserID]bool{},
	}
}

func (c *chat) Send(ctx context.Context, d reminder.Delivery, m message.Message) (string, error) {
	post := func() string { return c.post(d, m) }
	if c.send != nil {
		return c.send(ctx, d, post)
	}
	return post(), nil
}

func (c *chat) post(d reminder.Delivery, m message.Message) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	id := fmt.Sprintf("post-%d", len(c.posts)+1)
	c.posts = append(c.posts, post{ID: id, Delivery: d.ID, To: d.Recipient, Text: m.Markdown()})
	return id
}

func (c *chat) Find(_ context.Context, d reminder.Delivery) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.finds++
	if c.find != nil {
		return c.find(d)
	}
	i := slices.IndexFunc(c.posts, func(p post) bool { return p.Delivery == d.ID })
	if i < 0 {
		return "", nil
	}
	return c.posts[i].ID, nil
}

func (c *chat) Answers(context.Context) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.unwell
}

func (c *chat) Locale(_ context.Context, u record.UserID) (string, error) {
	if c.locale != nil {
		return c.locale(u)
	}
	if u == "mary" {
		return "en", nil
	}
	return "fr", nil
}

// said is everything that was posted so far.
func (c *chat) said() []post {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.posts)
}

// searches is how often a post was looked for.
func (c *chat) searches() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.finds
}

func (c *chat) TeamRole(_ context.Context, _ record.TeamID, u record.UserID) (record.Role, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var err error
	if c.asked != nil {
		err = c.asked()
	}
	role, changed := c.roles[u]
	switch {
	case changed:
		return role, err
	case u == pilot.ID:
		return record.RolePilot, err
	default:
		return record.RoleMember, err
	}
}

// change changes who is where, or which channels are private.
func (c *chat) change(fn func(c *chat)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	fn(c)
}

func (c *chat) Zone(context.Context, record.UserID) (string, error) { return "", nil }

func (c *chat) TeamName(context.Context, record.TeamID) (string, error) { return "ENT", nil }

func (c *chat) InChannel(_ context.Context, _ record.ChannelID, u record.UserID) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.out[u], nil
}

func (c *chat) Expires(context.Context) (time.Time, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.until, nil
}

func (c *chat) Contacts(context.Context) ([]record.Contact, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.met, nil
}

func (c *chat) ShutOut(_ context.Context, channel record.ChannelID) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.shutOut != "" && channel == c.shutOut {
		return "pilotent", nil
	}
	return "", nil
}

func (c *chat) ChannelMembers(context.Context, record.ChannelID) ([]record.Person, error) {
	return []record.Person{pilot}, nil
}

func (c *chat) Channel(_ context.Context, id record.ChannelID) (record.Channel, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return record.Channel{ID: id, Name: string(id), Private: c.private[id]}, nil
}

func (c *chat) PersonNamed(ctx context.Context, _ record.TeamID, name string) (record.Person, error) {
	return c.Person(ctx, record.UserID(name))
}

func (c *chat) Person(_ context.Context, u record.UserID) (record.Person, error) {
	return person(u), nil
}

func (c *chat) FullNames(context.Context, []record.UserID) (map[record.UserID]string, error) {
	return nil, nil
}

func (c *chat) Pilots(context.Context, record.TeamID, int) ([]record.Person, error) {
	if c.pilots != nil {
		return []record.Person{pilot}, c.pilots()
	}
	return []record.Person{pilot}, nil
}

func (c *chat) CreateChannel(context.Context, record.TeamID, string, string, record.UserID) (record.Channel, error) {
	return record.Channel{}, record.ErrNone
}

func (c *chat) JoinChannel(context.Context, record.ChannelID) error { return nil }

func (c *chat) Permalink(_ context.Context, _ record.TeamID, post string) (string, error) {
	return "https://chat/pl/" + post, nil
}

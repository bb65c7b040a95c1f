package scheduler_test

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"pilotent/governance"
	"pilotent/message"
	"pilotent/scheduler"
)

// post is a message that has reached the chat.
type post struct {
	ID       string
	Delivery int64
	To       governance.Recipient
	Text     string
}

// chat keeps what is posted, and fails as it is told. The channel secret is private. The pilot coordinates,
// ien and mary are in every channel; mary reads English.
type chat struct {
	mu    sync.Mutex
	posts []post
	finds int
	// send stands for the posting of a message, unless nil; post does it.
	send func(ctx context.Context, d governance.Delivery, post func() string) (string, error)
	// unwell makes the chat say that it is, or not answer.
	unwell bool
	// find stands for the search of one, unless nil.
	find func(d governance.Delivery) (string, error)
	// pilots fails when they are asked for, unless nil.
	pilots func() error
	// private are the channels that are.
	private map[governance.ChannelID]bool
	// roles are those of people who are not what they were, out who has left the
	// channels.
	roles map[governance.UserID]governance.Role
	out   map[governance.UserID]bool
	// asked fails when the chat is asked who is where, unless nil.
	asked func() error
	// locale is that of a person, unless nil.
	locale func(u governance.UserID) (string, error)
}

var (
	_ scheduler.Messenger  = (*chat)(nil)
	_ governance.Directory = (*chat)(nil)
)

func newChat() *chat {
	return &chat{
		private: map[governance.ChannelID]bool{"secret": true},
		roles:   map[governance.UserID]governance.Role{}, out: map[governance.UserID]bool{},
	}
}

func (c *chat) Send(ctx context.Context, d governance.Delivery, m message.Message) (string, error) {
	post := func() string { return c.post(d, m) }
	if c.send != nil {
		return c.send(ctx, d, post)
	}
	return post(), nil
}

func (c *chat) post(d governance.Delivery, m message.Message) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	id := fmt.Sprintf("post-%d", len(c.posts)+1)
	c.posts = append(c.posts, post{ID: id, Delivery: d.ID, To: d.Recipient, Text: m.Markdown()})
	return id
}

func (c *chat) Find(_ context.Context, d governance.Delivery) (string, error) {
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

func (c *chat) Locale(_ context.Context, u governance.UserID) (string, error) {
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

func (c *chat) TeamRole(_ context.Context, _ governance.TeamID, u governance.UserID) (governance.Role, error) {
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
		return governance.RolePilot, err
	default:
		return governance.RoleMember, err
	}
}

// change changes who is where, or which channels are private.
func (c *chat) change(fn func(c *chat)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	fn(c)
}

func (c *chat) Zone(context.Context, governance.UserID) (string, error) { return "", nil }

func (c *chat) TeamName(context.Context, governance.TeamID) (string, error) { return "ENT", nil }

func (c *chat) InChannel(_ context.Context, _ governance.ChannelID, u governance.UserID) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.out[u], nil
}

func (c *chat) Channel(_ context.Context, id governance.ChannelID) (governance.Channel, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return governance.Channel{ID: id, Name: string(id), Private: c.private[id]}, nil
}

func (c *chat) PersonNamed(ctx context.Context, _ governance.TeamID, name string) (governance.Person, error) {
	return c.Person(ctx, governance.UserID(name))
}

func (c *chat) Person(_ context.Context, u governance.UserID) (governance.Person, error) {
	return person(u), nil
}

func (c *chat) Pilots(context.Context, governance.TeamID, int) ([]governance.Person, error) {
	if c.pilots != nil {
		return []governance.Person{pilot}, c.pilots()
	}
	return []governance.Person{pilot}, nil
}

func (c *chat) JoinChannel(context.Context, governance.ChannelID) error { return nil }

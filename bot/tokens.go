package bot

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// tokenBook knows the token of each slash command, by team and trigger: a
// token of /action is none of /decision, and one of another team none of ours.
// Mattermost itself keeps them, for the commands that the bot has created.
//
// A token that is not in the book is one of a command made since, or rubbish:
// Mattermost is asked, and until it has answered nobody is told that a token is
// wrong. See docs/decisions/0018.
type tokenBook struct {
	list func(context.Context) (map[tokenKey]string, error)

	// asking holds one word while Mattermost is asked; began is when it was last.
	asking chan struct{}
	began  time.Time

	mu     sync.Mutex
	tokens map[tokenKey]string
	// next is the question that has not been put yet; nil when nobody wants one.
	next *question
	// waiting are those who wait for an answer, by their address.
	waiting map[string]int
	crowd   int // all of them
}

// question is asked once for all who came before it was put.
type question struct {
	answered chan struct{}
	err      error
}

type tokenKey struct{ team, trigger string }

func newTokenBook(list func(context.Context) (map[tokenKey]string, error)) *tokenBook {
	return &tokenBook{list: list, asking: make(chan struct{}, 1), waiting: map[string]int{}}
}

// Bounds of what unknown tokens may cost.
const (
	askEvery  = time.Second      // Mattermost is asked no more often
	askWithin = 10 * time.Second // and may take so long
	// maxWaiting are the callers who may wait at once: in all, and from one
	// address, so that one that sends rubbish keeps out no other.
	maxWaiting, maxWaitingThere = 1024, 256
)

var errCrowd = errors.New("too many unknown tokens at once")

// known reports whether token is one of that trigger's, in any team. For one that
// is not in the book, from waits for what Mattermost says; an error says that it
// cannot be told.
func (b *tokenBook) known(ctx context.Context, from, trigger, token string) (bool, error) {
	if b.holds(trigger, token) {
		return true, nil
	}
	q, first, ok := b.join(from)
	if !ok {
		return false, errCrowd
	}
	defer b.leave(from)
	if first {
		b.put(ctx, q)
	}
	select {
	case <-q.answered:
	case <-ctx.Done():
		return false, ctx.Err()
	}
	if b.holds(trigger, token) {
		return true, nil
	}
	return false, q.err
}

// join is the question that somebody waits for; the first must put it.
func (b *tokenBook) join(from string) (q *question, first, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.crowd >= maxWaiting || b.waiting[from] >= maxWaitingThere {
		return nil, false, false
	}
	b.crowd++
	b.waiting[from]++
	if first = b.next == nil; first {
		b.next = &question{answered: make(chan struct{})}
	}
	return b.next, first, true
}

func (b *tokenBook) leave(from string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.crowd--
	if b.waiting[from]--; b.waiting[from] == 0 {
		delete(b.waiting, from)
	}
}

// put asks Mattermost, after whoever does already and not too soon. It goes on
// when its caller leaves, for the others wait too.
func (b *tokenBook) put(ctx context.Context, q *question) {
	defer close(q.answered)
	b.asking <- struct{}{}
	defer func() { <-b.asking }()
	if !b.began.IsZero() {
		<-time.After(askEvery - time.Since(b.began))
	}
	b.mu.Lock()
	b.next = nil // whoever comes now may have a token that was made while we ask
	b.mu.Unlock()
	q.err = b.read(context.WithoutCancel(ctx))
}

// refresh asks Mattermost now.
func (b *tokenBook) refresh(ctx context.Context) error {
	b.asking <- struct{}{}
	defer func() { <-b.asking }()
	return b.read(ctx)
}

// read replaces the book by what Mattermost says; the caller holds asking.
func (b *tokenBook) read(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	b.began = time.Now()
	tokens, err := b.list(ctx)
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tokens = tokens
	return nil
}

func (b *tokenBook) holds(trigger, token string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	found := false
	for key, want := range b.tokens {
		// All are compared, so that the time taken tells nothing.
		if key.trigger == trigger && want != "" && same(want, token) {
			found = true
		}
	}
	return found
}

// match reports whether token is the one of that team's trigger.
func (b *tokenBook) match(team, trigger, token string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	want := b.tokens[tokenKey{team, trigger}]
	return want != "" && same(want, token)
}

// loaded reports whether any command is known.
func (b *tokenBook) loaded() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.tokens) > 0
}

// listTokens reads the tokens of the commands that the bot has created, in all
// its teams. One in which it may not read them, because somebody has invited it
// there without provisioning it, keeps nobody waiting in the others.
func (b *Bot) listTokens(ctx context.Context) (map[tokenKey]string, error) {
	if b.id() == "" { // a command may come before Connect has been through
		if err := b.introduce(ctx); err != nil {
			return nil, err
		}
	}
	teams, err := b.teams(ctx)
	if err != nil {
		return nil, err
	}
	tokens := map[tokenKey]string{}
	for _, t := range teams {
		own, err := b.ownCommands(ctx, t.Id)
		var refused *model.AppError
		if errors.As(err, &refused) && refused.StatusCode == http.StatusForbidden {
			b.Log.WarnContext(ctx, "commands not read: run `pilotent provision` for this team", "team", t.Name)
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, c := range own {
			tokens[tokenKey{t.Id, c.Trigger}] = c.Token
		}
	}
	return tokens, nil
}

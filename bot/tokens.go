package bot

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"pilotent/governance"
)

// tokenBook knows the token of each slash command, by team and trigger: a
// token of /action is none of /decision, and one of another team none of ours.
// Mattermost itself keeps them, for the commands that the bot has created.
type tokenBook struct {
	list func(context.Context) (map[tokenKey]string, error)
	now  governance.Clock

	// rereading is held while an unknown token makes us ask again, so that the
	// others wait for the same answer.
	rereading sync.Mutex

	mu     sync.Mutex
	tokens map[tokenKey]string
	read   time.Time
}

type tokenKey struct{ team, trigger string }

func newTokenBook(list func(context.Context) (map[tokenKey]string, error), now governance.Clock) *tokenBook {
	return &tokenBook{list: list, now: now}
}

// reread is how often at most an unknown token makes us ask again: a command
// may have been provisioned since, and anybody may send rubbish.
const reread = 10 * time.Second

// known says whether token is the one of that team's trigger.
func (b *tokenBook) known(ctx context.Context, team, trigger, token string) bool {
	if b.match(team, trigger, token) {
		return true
	}
	b.rereading.Lock()
	defer b.rereading.Unlock()
	b.mu.Lock()
	late := b.now().Sub(b.read) >= reread
	b.mu.Unlock()
	if late && b.refresh(ctx) != nil {
		return false
	}
	return b.match(team, trigger, token)
}

func (b *tokenBook) match(team, trigger, token string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	want, ok := b.tokens[tokenKey{team, trigger}]
	// Compared also when there is none, so that the time taken tells nothing.
	same := subtle.ConstantTimeCompare([]byte(want), []byte(token)) == 1
	return ok && want != "" && same
}

func (b *tokenBook) refresh(ctx context.Context) error {
	b.mu.Lock()
	b.read = b.now()
	b.mu.Unlock()
	tokens, err := b.list(ctx)
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tokens = tokens
	return nil
}

// loaded says whether any command is known.
func (b *tokenBook) loaded() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.tokens) > 0
}

// listTokens reads the tokens of the commands that the bot has created, in all
// its teams. One in which it may not read them, because somebody has invited it
// there without provisioning it, keeps nobody waiting in the others.
func (b *Bot) listTokens(ctx context.Context) (map[tokenKey]string, error) {
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

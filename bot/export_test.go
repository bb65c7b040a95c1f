package bot

import (
	"context"
	"time"

	"pilotent/governance/record"
)

// Following is how the answer to a command says how far it is.
func (b *Bot) Following(ctx context.Context, pause time.Duration, user record.UserID, locale string) (tell func(done, total int), end func(answer string)) {
	return b.following(ctx, pause, user, locale)
}

// Asked is asked.
func Asked(address string) bool { return asked(address) }

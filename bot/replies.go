package bot

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"pilotent/governance/record"
)

// Replies implements governance.Directory: what bots and webhooks say there is no answer.
func (b *Bot) Replies(ctx context.Context, post string) ([]record.Reply, error) {
	thread, r, err := b.client.GetPostThread(ctx, post, "", false)
	switch {
	case status(r) == http.StatusNotFound, status(r) == http.StatusForbidden:
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("read thread: %w", notSent(r, err))
	}
	var replies []record.Reply
	for _, id := range thread.Order {
		p := thread.Posts[id]
		if p.Id == post || p.DeleteAt > 0 || p.Message == "" || p.Type != model.PostTypeDefault ||
			p.GetProp(model.PostPropsFromBot) != nil || p.GetProp(model.PostPropsFromWebhook) != nil {
			continue
		}
		who, err := b.Person(ctx, record.UserID(p.UserId))
		if errors.Is(err, record.ErrNone) {
			continue // the account is closed
		}
		if err != nil {
			return nil, err
		}
		replies = append(replies, record.Reply{Post: p.Id, Author: who, Text: p.Message, At: time.UnixMilli(p.CreateAt)})
	}
	slices.SortStableFunc(replies, func(a, b record.Reply) int { return a.At.Compare(b.At) })
	return replies, nil
}

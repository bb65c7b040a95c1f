package bot

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"pilotent/governance"
	"pilotent/message"
	"pilotent/scheduler"
)

// deliveryProp marks a post with the delivery that it is: unknown props are
// kept by the server (wire: rest-post-create), so that a post whose answer was
// lost can be found again.
const deliveryProp = "pilotent_delivery"

// deliveryName names a delivery across restarts and replicas.
func deliveryName(d governance.Delivery) string {
	return string(d.Project) + "-" + strconv.FormatInt(d.ID, 10)
}

// Send implements scheduler.Messenger.
func (b *Bot) Send(ctx context.Context, d governance.Delivery, m message.Message) (string, error) {
	channel, err := b.channelOf(ctx, d.Recipient)
	if err != nil {
		return "", err
	}
	post := &model.Post{
		ChannelId: channel, Message: b.text(m, ""),
		// Within 30 s the server answers the same id with the first post
		// (wire: rest-post-create-same-pending-id).
		PendingPostId: b.id() + ":" + deliveryName(d),
	}
	post.AddProp(deliveryProp, deliveryName(d))
	if err := b.attach(post, m, d, channel); err != nil {
		return "", err
	}
	sent, r, err := b.client.CreatePost(ctx, post)
	if err != nil {
		return "", sendError(r, err)
	}
	return sent.Id, nil
}

// channelOf is the channel in which a recipient reads.
func (b *Bot) channelOf(ctx context.Context, to governance.Recipient) (string, error) {
	if channel, ok := to.Channel(); ok {
		return string(channel), nil
	}
	user, _ := to.Person()
	return b.remember(ctx, "direct:"+string(user), directTTL, func() (string, error) {
		c, r, err := b.client.CreateDirectChannel(ctx, b.id(), string(user))
		if err != nil {
			e := sendError(r, err)
			if known, ok := errors.AsType[*scheduler.SendError](e); ok {
				known.NotSent = true // opening a channel says nothing
				return "", known
			}
			return "", &scheduler.SendError{NotSent: true, Reason: "direct_channel", Err: err}
		}
		return c.Id, nil
	})
}

// sendError says what an answer means for the next attempt. A failure of which
// nothing is known stays as it is: the post may be there.
func sendError(r *model.Response, err error) error {
	var refused *net.OpError
	switch code := status(r); {
	case code == http.StatusTooManyRequests:
		return &scheduler.SendError{NotSent: true, After: retryAfter(r), Reason: "rate_limited", Err: err}
	case code == http.StatusUnauthorized:
		// The token was taken back, or the bot's owner is gone: no reason to
		// give up what is owed, an administrator can mend it.
		return &scheduler.SendError{NotSent: true, After: time.Minute, Reason: "unauthorized", Err: err}
	case code == http.StatusRequestTimeout || code >= 500:
		return err // it may have been created before the failure
	case code >= 400:
		return &scheduler.SendError{Dead: true, NotSent: true, Reason: "refused_" + strconv.Itoa(code), Err: err}
	case errors.As(err, &refused) && refused.Op == "dial":
		return &scheduler.SendError{NotSent: true, Reason: "unreachable", Err: err}
	default:
		return err
	}
}

func retryAfter(r *model.Response) time.Duration {
	if s, err := strconv.Atoi(r.Header.Get("Retry-After")); err == nil && s > 0 {
		return time.Duration(s) * time.Second
	}
	return time.Second
}

// Find implements scheduler.Messenger: it looks for the delivery's mark among
// the channel's posts since it was due.
func (b *Bot) Find(ctx context.Context, d governance.Delivery) (string, error) {
	channel, err := b.channelOf(ctx, d.Recipient)
	if err != nil {
		return "", err
	}
	// A margin for clocks that differ between Mattermost and us.
	since := d.Due.Add(-10 * time.Minute).UnixMilli()
	list, _, err := b.client.GetPostsSince(ctx, channel, since, false)
	if err != nil {
		return "", fmt.Errorf("look for an earlier post: %w", err)
	}
	for id, p := range list.Posts {
		if p.UserId == b.id() && p.GetProp(deliveryProp) == deliveryName(d) {
			return id, nil
		}
	}
	return "", nil
}

// say posts a private message outside of deliveries: the answer to a form,
// which has nowhere else to go.
func (b *Bot) say(ctx context.Context, user governance.UserID, text string) error {
	channel, err := b.channelOf(ctx, governance.ToPerson(user))
	if err != nil {
		return err
	}
	if _, _, err := b.client.CreatePost(ctx, &model.Post{ChannelId: channel, Message: text}); err != nil {
		return fmt.Errorf("post direct message: %w", err)
	}
	return nil
}

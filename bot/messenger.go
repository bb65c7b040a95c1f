package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/message"
	"pilotent/scheduler"
)

// deliveryProp marks a post with the delivery that it is: unknown props are
// kept by the server (wire: rest-post-create), so that a post whose answer was
// lost can be found again.
const deliveryProp = "pilotent_delivery"

// owedProp marks it with what is owed, which is the same in a database that was restored,
// where numbers are given again.
const owedProp = "pilotent_owed"

// deliveryName names a delivery across restarts and replicas.
func deliveryName(d reminder.Delivery) string {
	return string(d.Project) + "-" + strconv.FormatInt(d.ID, 10)
}

// owedName names what a delivery brings, to whom and when.
func owedName(d reminder.Delivery) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %q %d %q", d.Project, d.Subject, d.Kind, d.Recipient, d.Due.UnixMilli(), d.Occurrence))
	return hex.EncodeToString(sum[:12])
}

// mark makes a post one by which its delivery is found.
func mark(post *model.Post, d reminder.Delivery) {
	post.AddProp(deliveryProp, deliveryName(d))
	post.AddProp(owedProp, owedName(d))
}

// marked reports whether a post is marked as the delivery. Those of earlier programs
// have its number alone.
func marked(post *model.Post, d reminder.Delivery) bool {
	if owed := post.GetProp(owedProp); owed != nil {
		return owed == owedName(d)
	}
	return post.GetProp(deliveryProp) == deliveryName(d)
}

// Send implements scheduler.Messenger.
func (b *Bot) Send(ctx context.Context, d reminder.Delivery, m message.Message) (string, error) {
	ctx = forDelivery(ctx, d)
	channel, err := b.channelOf(ctx, d.Recipient)
	if err != nil {
		return "", err
	}
	post := &model.Post{
		ChannelId: channel, RootId: d.Recipient.Thread(),
		// Within 30 s the server answers the same id with the first post
		// (wire: rest-post-create-same-pending-id).
		PendingPostId: b.id() + ":" + deliveryName(d) + ":" + owedName(d),
	}
	mark(post, d)
	if err := b.card(post, m, d, channel); err != nil {
		return "", err
	}
	create := b.client.CreatePost
	if m.Quiet && b.postsSilently() {
		create = b.createSilently
	}
	sent, r, err := create(ctx, post)
	if err != nil {
		return "", sendError(r, err)
	}
	return sent.Id, nil
}

// createSilently posts what rings no phone and marks no channel as unread.
func (b *Bot) createSilently(ctx context.Context, post *model.Post) (*model.Post, *model.Response, error) {
	res, err := b.client.DoAPIPostJSON(ctx, "/posts?silent=true", post)
	if err != nil {
		return nil, model.BuildResponse(res), err
	}
	defer res.Body.Close() //nolint:errcheck // it was read
	return model.DecodeJSONFromResponse[*model.Post](res)
}

// channelOf is the channel in which a recipient reads.
func (b *Bot) channelOf(ctx context.Context, to reminder.Recipient) (string, error) {
	if channel, ok := to.Channel(); ok {
		return string(channel), nil
	}
	user, _ := to.Person()
	if err := b.mustBeActive(ctx, user); err != nil {
		return "", err
	}
	return b.remember(ctx, "direct:"+string(user), directTTL, func() (string, error) {
		c, r, err := b.client.CreateDirectChannel(ctx, b.id(), string(user))
		if err != nil {
			return "", notSent(r, err)
		}
		return c.Id, nil
	})
}

// mustBeActive refuses somebody whose account was deactivated: Mattermost takes
// messages to it as to any other (measured: 201), and nobody reads them.
func (b *Bot) mustBeActive(ctx context.Context, user record.UserID) error {
	active, err := b.remember(ctx, "active:"+string(user), localeTTL, func() (string, error) {
		u, r, err := b.client.GetUser(ctx, string(user), "")
		switch {
		case status(r) == http.StatusNotFound, err == nil && u.DeleteAt > 0:
			return "no", nil
		case err != nil:
			return "", notSent(r, err)
		default:
			return "yes", nil
		}
	})
	if err == nil && active == "no" {
		return &scheduler.SendError{Dead: true, NotSent: true, Reason: "inactive", Err: errInactive}
	}
	return err
}

var errInactive = errors.New("the account is deactivated")

// sendError says what an answer means for the next attempt. A failure of which
// nothing is known stays as it is: the post may be there.
func sendError(r *model.Response, err error) error {
	var network *net.OpError
	switch code := status(r); {
	case code == http.StatusTooManyRequests:
		return &scheduler.SendError{NotSent: true, Everywhere: true, After: retryAfter(r), Reason: "rate_limited", Err: err}
	case code == http.StatusUnauthorized:
		// The token was taken back, or the bot's owner is gone: no reason to
		// give up what is owed, an administrator can mend it.
		return &scheduler.SendError{NotSent: true, Everywhere: true, After: time.Minute, Reason: "unauthorized", Err: err}
	case code == http.StatusBadGateway, code == http.StatusServiceUnavailable, code == http.StatusGatewayTimeout:
		// What stands before a Mattermost that is away; a gateway may have
		// given up on one that went on, or on this message.
		return &scheduler.SendError{Everywhere: true, Vague: true, Reason: "away", Err: err}
	case code == http.StatusRequestTimeout || code >= 500:
		return err // it may have been created before the failure
	case code >= 400:
		return &scheduler.SendError{Dead: true, NotSent: true, Reason: "refused_" + strconv.Itoa(code), Err: err}
	case errors.As(err, &network) && network.Op == "dial":
		return &scheduler.SendError{NotSent: true, Everywhere: true, Reason: "unreachable", Err: err}
	default:
		return err
	}
}

// notSent is what an answer means that was asked for before anything is posted.
func notSent(r *model.Response, err error) error {
	e, known := errors.AsType[*scheduler.SendError](sendError(r, err))
	if !known {
		e = &scheduler.SendError{Vague: true, Reason: "unclear", Err: err}
	}
	e.NotSent, e.Err = true, refusal(r, e.Err)
	return e
}

// longestRest is how long the bot keeps quiet at the most when it is asked to: a
// proxy may ask for a day.
const longestRest = 5 * time.Minute

func retryAfter(r *model.Response) time.Duration {
	if s, err := strconv.Atoi(r.Header.Get("Retry-After")); err == nil && s > 0 {
		return time.Duration(min(s, int(longestRest/time.Second))) * time.Second
	}
	return time.Second
}

// Find implements scheduler.Messenger: it looks for the delivery's mark among
// the channel's posts, from the latest back to the first attempt. It goes by
// pages, since of the posts since a moment Mattermost answers 1,000 and does not
// say that there were more (measured: 11.6 leaves out the newest).
func (b *Bot) Find(ctx context.Context, d reminder.Delivery) (string, error) {
	channel, err := b.channelOf(ctx, d.Recipient)
	if err != nil {
		return "", err
	}
	// A margin for clocks that differ between Mattermost and the database.
	since := d.TriedAt.Add(-10 * time.Minute).UnixMilli()
	for p, err := range pages(func(_ int, last []*model.Post) ([]*model.Post, error) { return b.postsBefore(ctx, channel, last) }) {
		switch {
		case err != nil:
			return "", fmt.Errorf("look for an earlier post: %w", err)
		case p.UserId == b.id() && marked(p, d):
			return p.Id, nil
		case p.CreateAt < since:
			return "", nil
		}
	}
	return "", nil
}

// postsBefore are the channel's latest posts, or those that come before a page
// of them, the latest first.
func (b *Bot) postsBefore(ctx context.Context, channel string, page []*model.Post) ([]*model.Post, error) {
	var list *model.PostList
	var r *model.Response
	var err error
	if len(page) == 0 {
		list, r, err = b.client.GetPostsForChannel(ctx, channel, 0, pageSize, "", false, false)
	} else {
		list, r, err = b.client.GetPostsBefore(ctx, channel, cursor(page), 0, pageSize, "", false, false)
	}
	if err != nil {
		return nil, sendError(r, err)
	}
	before := make([]*model.Post, 0, len(list.Order))
	for _, id := range list.Order {
		before = append(before, list.Posts[id])
	}
	return before, nil
}

// cursor is the post before which the next page begins: the last one that is
// newer than the page's oldest. Mattermost leaves out all that were made in the
// cursor's own millisecond (measured), and the page may have cut such a group.
func cursor(page []*model.Post) string {
	oldest := page[len(page)-1]
	for _, p := range slices.Backward(page) {
		if p.CreateAt > oldest.CreateAt {
			return p.Id
		}
	}
	return oldest.Id
}

// Answers reports whether Mattermost says that it is well: it implements
// scheduler.Messenger. Mattermost looks at its database too.
func (b *Bot) Answers(ctx context.Context) bool {
	health, _, err := b.client.GetPingWithOptions(ctx, model.SystemPingOptions{FullStatus: true})
	return err == nil && health["status"] == model.StatusOk
}

// say posts a private message outside of deliveries: the answer to a form,
// which has nowhere else to go, or how far a command is.
func (b *Bot) say(ctx context.Context, user record.UserID, text string) (*model.Post, error) {
	channel, err := b.channelOf(ctx, reminder.ToPerson(user))
	if err != nil {
		return nil, err
	}
	post, _, err := b.client.CreatePost(ctx, &model.Post{ChannelId: channel, Message: text})
	if err != nil {
		return nil, fmt.Errorf("post direct message: %w", err)
	}
	return post, nil
}

package bot

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"github.com/mattermost/mattermost/server/public/model"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/message"
)

// boardProp names a register that is pinned up, stateProp is what it says, so that one
// that has not changed is not edited.
const (
	boardProp = "pilotent_board"
	stateProp = "pilotent_state"
)

// Pin implements scheduler.Noticeboard. The channel's pinned posts are all that is kept
// of it: a post is made pinned, in one request (seen on 11.6), so that one that was made
// is found, whoever was killed before knowing.
func (b *Bot) Pin(ctx context.Context, channel record.ChannelID, name string, m message.Message) error {
	posts, err := b.pinned(ctx, channel, name)
	if err != nil {
		return err
	}
	post := &model.Post{ChannelId: string(channel), IsPinned: true, PendingPostId: b.id() + ":" + name}
	if err := b.card(post, m, reminder.Delivery{}, string(channel)); err != nil { // it has no button
		return err
	}
	state, err := stateOf(post)
	if err != nil {
		return err
	}
	post.AddProp(boardProp, name)
	post.AddProp(stateProp, state)
	if len(posts) == 0 {
		return b.pinAnew(ctx, post)
	}
	if err := b.unpinAll(ctx, posts[1:]); err != nil { // of two replicas at the same moment
		return err
	}
	if posts[0].GetProp(stateProp) == state {
		return nil
	}
	props := post.GetProps()
	_, r, err := b.client.PatchPost(ctx, posts[0].Id, &model.PostPatch{Message: &post.Message, Props: &props})
	return notPinned("edit what is pinned", r, err)
}

// notPinned is an error of pinning: ErrNone where the chat will not have it, as in a
// channel that is archived.
func notPinned(doing string, r *model.Response, err error) error {
	switch code := status(r); {
	case err == nil:
		return nil
	case code == http.StatusBadRequest, code == http.StatusForbidden, code == http.StatusNotFound:
		return fmt.Errorf("%s: %w", doing, record.ErrNone)
	default:
		return fmt.Errorf("%s: %w", doing, err)
	}
}

func (b *Bot) pinAnew(ctx context.Context, post *model.Post) error {
	create := b.client.CreatePost
	if b.postsSilently() {
		create = b.createSilently
	}
	_, r, err := create(ctx, post)
	return notPinned("post and pin", r, err)
}

// Unpin implements scheduler.Noticeboard.
func (b *Bot) Unpin(ctx context.Context, channel record.ChannelID, name string) error {
	posts, err := b.pinned(ctx, channel, name)
	if err != nil {
		return err
	}
	return b.unpinAll(ctx, posts)
}

func (b *Bot) unpinAll(ctx context.Context, posts []*model.Post) error {
	for _, p := range posts {
		if r, err := b.client.UnpinPost(ctx, p.Id); err != nil {
			return notPinned("unpin", r, err)
		}
	}
	return nil
}

// pinned are the bot's own posts of that name that are pinned in the channel, the oldest
// first.
func (b *Bot) pinned(ctx context.Context, channel record.ChannelID, name string) ([]*model.Post, error) {
	list, r, err := b.client.GetPinnedPosts(ctx, string(channel), "")
	if err != nil {
		return nil, notPinned("read what is pinned", r, err)
	}
	var posts []*model.Post
	for _, id := range list.Order {
		if p := list.Posts[id]; p != nil && p.UserId == b.id() && p.GetProp(boardProp) == name {
			posts = append(posts, p)
		}
	}
	slices.SortFunc(posts, func(x, y *model.Post) int {
		return cmp.Or(cmp.Compare(x.CreateAt, y.CreateAt), cmp.Compare(x.Id, y.Id))
	})
	return posts, nil
}

// stateOf tells two contents apart.
func stateOf(post *model.Post) (string, error) {
	text, err := json.Marshal([]any{post.Message, post.GetProp(model.PostPropsAttachments)})
	if err != nil {
		return "", fmt.Errorf("encode a register: %w", err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8]), nil
}

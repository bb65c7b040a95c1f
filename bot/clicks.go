package bot

import (
	"context"
	"fmt"

	"github.com/mattermost/mattermost/server/public/model"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/message"
)

// Recomposer makes a message anew after a click; the scheduler's Composer.
type Recomposer interface {
	// Recompose answers false when that button has done nothing.
	Recompose(ctx context.Context, p record.ProjectID, delivery int64, command string, by record.UserID) (reminder.Sent, message.Message, bool, error)
}

// Recompose makes the Bot show under its posts what their buttons have done.
// Without it, who has clicked is told, and the post stays as it is.
func (b *Bot) Recompose(r Recomposer) { b.recomposer = r }

// clicked is what the sealed context of a button, pressed on a post, says.
func (b *Bot) clicked(c click, post string) *record.Click {
	return &record.Click{
		Delivery: c.Delivery, Subject: c.Subject, Version: c.Version, Command: c.Command, Post: post,
		Marked: func(ctx context.Context) (bool, error) {
			p, _, err := b.client.GetPost(ctx, post, "")
			if err != nil {
				return false, fmt.Errorf("read the post that was clicked: %w", err)
			}
			d := reminder.Delivery{ID: c.Delivery, Project: record.ProjectID(c.Team)}
			return p.UserId == b.id() && p.GetProp(deliveryProp) == deliveryName(d), nil
		},
	}
}

// afterClick is the post with what its buttons have done; nil leaves it as it
// is. The new props replace the old ones (wire: post-action-button), so that the
// mark by which the post is found goes along.
func (b *Bot) afterClick(ctx context.Context, a record.Actor) *model.Post {
	if b.recomposer == nil {
		return nil
	}
	c := a.Click
	sent, m, done, err := b.recomposer.Recompose(ctx, record.ProjectID(a.Team), c.Delivery, c.Command, a.User.ID)
	if err != nil {
		b.Log.DebugContext(ctx, "post not recomposed", "delivery", c.Delivery, "err", err)
	}
	// A context that was copied under another post must not overwrite that one.
	if err != nil || !done || sent.Post != "" && sent.Post != c.Post {
		return nil
	}
	if sent.Post == "" {
		if marked, err := c.Marked(ctx); err != nil || !marked {
			return nil
		}
	}
	post := &model.Post{}
	mark(post, sent.Delivery)
	if err := b.card(post, m, sent.Delivery, string(a.Channel)); err != nil {
		b.Log.ErrorContext(ctx, "buttons not sealed", "err", err)
		return nil
	}
	return post
}

// showClick edits the post whose button has opened a form, now that the form
// was sent: an answer to a click can do that itself, one to a form cannot.
func (b *Bot) showClick(ctx context.Context, a record.Actor) {
	if a.Click == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	post := b.afterClick(ctx, a)
	if post == nil {
		return
	}
	props := post.GetProps()
	if _, _, err := b.client.PatchPost(ctx, a.Click.Post, &model.PostPatch{Message: &post.Message, Props: &props}); err != nil {
		b.Log.WarnContext(ctx, "clicked post not edited", "delivery", a.Click.Delivery, "err", err)
	}
}

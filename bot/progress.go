package bot

import (
	"context"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"pilotent/commands"
	"pilotent/governance/record"
)

// progress is the private message that says how far a long command is, for who has
// typed it: one message, edited, that becomes the answer.
type progress struct {
	*Bot
	user   record.UserID
	locale string
	post   *model.Post // nil while there was nothing to say
}

const (
	// editEvery is how often that message is edited at most.
	editEvery = time.Second
	// lastEdit is how long the answer to a command may wait for that message.
	lastEdit = 3 * time.Second
)

// following shows how far a command is, once every pause at most; end is told the
// answer.
func (b *Bot) following(ctx context.Context, pause time.Duration, user record.UserID, locale string) (tell func(done, total int), end func(answer string)) {
	p := progress{Bot: b, user: user, locale: locale}
	tell, stop := commands.Following(pause, func(done, total int) { p.show(ctx, done, total) })
	return tell, func(answer string) {
		stop()
		if p.post == nil {
			return
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastEdit)
		defer cancel()
		p.say(ctx, answer)
	}
}

func (p *progress) show(ctx context.Context, done, total int) {
	text := p.Catalog.Printer(p.locale, nil).Text("import.progress", "done", done, "total", total)
	p.say(ctx, p.shown(string(text)))
}

// say makes the message say something. What it cannot say is no reason to fail.
func (p *progress) say(ctx context.Context, text string) {
	var err error
	if p.post == nil {
		p.post, err = p.Bot.say(ctx, p.user, text)
	} else {
		_, _, err = p.client.PatchPost(ctx, p.post.Id, &model.PostPatch{Message: &text})
	}
	if err != nil {
		p.Log.WarnContext(ctx, "progress not shown", "err", err)
	}
}

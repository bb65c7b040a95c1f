package bot

import (
	"context"

	"github.com/mattermost/mattermost/server/public/model"

	"pilotent/governance/reminder"
	"pilotent/message"
)

// sayAloud posts what somebody shares with a channel, as the bot's own word, and gives
// the text of the answer to them.
func (b *Bot) sayAloud(ctx context.Context, m message.Message, locale string) string {
	post := &model.Post{ChannelId: m.Aloud.Channel}
	err := b.card(post, m.Aloud.Message, reminder.Delivery{}, m.Aloud.Channel) // it has no button
	if err == nil {
		_, err = b.postWith(ctx, post, m.Aloud.Message.Files)
	}
	if err != nil {
		b.Log.WarnContext(ctx, "not shared", "err", err)
		m = message.Say(message.Paragraph(m.Aloud.Otherwise))
	}
	return b.text(m, locale)
}

package bot

import (
	"context"
	"fmt"
	"net/http"

	"github.com/mattermost/mattermost/server/public/model"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/message"
)

// said is the text of an answer. No answer to a command, a click or a form can
// carry files: they go to the caller by direct message, and the text says so.
func (b *Bot) said(ctx context.Context, user record.UserID, m message.Message, locale string) string {
	if m.Aloud != nil {
		return b.sayAloud(ctx, m, locale)
	}
	if len(m.Files) == 0 {
		return b.text(m, locale)
	}
	key := "files.sent"
	if code, err := b.sendFiles(ctx, user, m, locale); err != nil {
		b.Log.WarnContext(ctx, "files not sent", "files", len(m.Files), "status", code, "err", err)
		switch key = "files.failed"; code {
		case http.StatusForbidden, http.StatusNotImplemented:
			key = "files.refused"
		case http.StatusRequestEntityTooLarge:
			key = "files.too_large"
		}
	}
	var names []message.Text
	for _, f := range m.Files {
		names = append(names, message.Text("`"+f.Name+"`"))
	}
	p := b.Catalog.Printer(locale, nil)
	return b.text(m.With(message.Paragraph(p.Text(key, "Count", len(names), "files", names))), locale)
}

// sendFiles uploads the files into the direct channel with user, and posts them
// there. code is the status of the answer that was an error; 0 when there was none.
func (b *Bot) sendFiles(ctx context.Context, user record.UserID, m message.Message, locale string) (code int, err error) {
	channel, err := b.channelOf(ctx, reminder.ToPerson(user))
	if err != nil {
		return 0, err
	}
	return b.postWith(ctx, &model.Post{ChannelId: channel, Message: b.text(m, locale)}, m.Files)
}

// postWith uploads the files into the post's channel, and posts it with them. code is as
// that of sendFiles.
func (b *Bot) postWith(ctx context.Context, post *model.Post, files []message.File) (code int, err error) {
	for _, f := range files {
		up, r, err := b.client.UploadFile(ctx, f.Data, post.ChannelId, f.Name)
		if err != nil {
			return status(r), fmt.Errorf("upload a file: %w", err)
		}
		if len(up.FileInfos) != 1 {
			return 0, fmt.Errorf("upload a file: %d were taken", len(up.FileInfos))
		}
		post.FileIds = append(post.FileIds, up.FileInfos[0].Id)
	}
	sent, r, err := b.client.CreatePost(ctx, post)
	if err != nil {
		return status(r), fmt.Errorf("post files: %w", err)
	}
	// A file that cannot be attached is left out without a word (measured with
	// 11.6), and those that are come in the order of their identifiers.
	if len(sent.FileIds) != len(post.FileIds) {
		return 0, fmt.Errorf("post files: %d of %d are attached", len(sent.FileIds), len(post.FileIds))
	}
	return 0, nil
}

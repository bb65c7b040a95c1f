package bot

import (
	"fmt"
	"unicode/utf8"

	"github.com/mattermost/mattermost/server/public/model"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/message"
)

// text is the message as a post's text; where the server would refuse its
// length it is cut, which is said in the language of locale.
func (b *Bot) text(m message.Message, locale string) string {
	return message.Shorten(message.Spaced(m.Markdown()), b.Catalog.Printer(locale, nil).Text("message.shortened"))
}

// click is what a button's context holds: the command that it types, and what
// it is bound to. The server strips it before anybody sees the post (wire:
// post-action-button), and it comes back with a MAC.
type click struct {
	Team     record.TeamID  `json:"t"`
	Channel  string         `json:"c"`
	Delivery int64          `json:"n"`
	Subject  record.Subject `json:"s"`
	Version  int            `json:"v"`
	Command  string         `json:"x"`
}

// attach puts the message's buttons under the post.
func (b *Bot) attach(post *model.Post, m message.Message, d reminder.Delivery, channel string) error {
	if len(m.Buttons) == 0 {
		return nil
	}
	attachment := &model.MessageAttachment{}
	for i, button := range m.Buttons {
		sealed, err := b.seal.seal("click", click{record.TeamID(d.Project), channel, d.ID, d.Subject, m.Version, button.Command})
		if err != nil {
			return err
		}
		attachment.Actions = append(attachment.Actions, &model.PostAction{
			Id:   fmt.Sprintf("b%d", i+1),                                                 // letters and digits only
			Type: model.PostActionTypeButton, Name: message.Unquote(string(button.Label)), // no Markdown
			Integration: &model.PostActionIntegration{URL: b.CallbackURL + actionPath, Context: map[string]any{"sealed": sealed}},
		})
	}
	post.AddProp(model.PostPropsAttachments, []*model.MessageAttachment{attachment})
	return nil
}

// Limits of dialogues, in bytes (docs: "Dialogues").
const (
	maxDialogTitle = 24
	maxDialogLabel = 24
	maxDialogHelp  = 150
	maxDialogText  = 150
	maxDialogLong  = 3000
)

// dialog is the form as Mattermost shows it.
func dialog(f *message.Form, state string) model.Dialog {
	d := model.Dialog{
		CallbackId: f.Command, Title: label(f.Title, maxDialogTitle), SubmitLabel: label(f.Submit, maxDialogLabel), State: state, IntroductionText: message.Spaced(f.Intro),
	}
	for _, field := range f.Fields {
		e := model.DialogElement{
			DisplayName: label(field.Label, maxDialogLabel), Name: field.Name, HelpText: label(field.Hint, maxDialogHelp),
			Default: field.Default, Optional: field.Optional,
		}
		switch field.Kind {
		case message.FieldLong:
			e.Type, e.MaxLength = "textarea", maxDialogLong
		case message.FieldChoice:
			e.Type = "select"
			for _, o := range field.Options {
				e.Options = append(e.Options, &model.PostActionOptions{Text: o.Label, Value: o.Value})
			}
		case message.FieldPerson:
			e.Type, e.DataSource, e.Default = "select", "users", ""
		case message.FieldFlag:
			e.Type = "bool"
		default:
			e.Type, e.MaxLength = "text", maxDialogText
		}
		// What was typed already and is too long for a line gets the room of a
		// text; what is too long for that is not shown cut, but asked again.
		if e.Type == "text" && len(e.Default) > maxDialogText {
			e.Type, e.MaxLength = "textarea", maxDialogLong
		}
		if len(e.Default) > maxDialogLong {
			e.Default = ""
		}
		d.Elements = append(d.Elements, e)
	}
	return d
}

// label is a text of a form, whose spaces hold and count.
func label(s string, max int) string { return cut(message.Spaced(s), max) }

// cut shortens s to at most max bytes, between characters.
func cut(s string, max int) string {
	if len(s) <= max {
		return s
	}
	for max > 0 && !utf8.RuneStart(s[max]) {
		max--
	}
	return s[:max]
}

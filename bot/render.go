package bot

import (
	"unicode/utf8"

	"github.com/mattermost/mattermost/server/public/model"

	"pilotent/message"
)

// text is the message as a post's text; where the server would refuse its
// length it is cut, which is said in the language of locale.
func (b *Bot) text(m message.Message, locale string) string {
	return message.Shorten(message.Spaced(m.Markdown()), b.Catalog.Printer(locale, nil).Text("message.shortened"))
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

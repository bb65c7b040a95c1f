package bot

import (
	"maps"
	"strings"
	"unicode/utf8"

	"github.com/mattermost/mattermost/server/public/model"

	"pilotent/commands/grammar"
	"pilotent/message"
)

// Limits of dialogues, in bytes (docs: "Dialogues").
const (
	maxDialogTitle = 24
	maxDialogLabel = 24
	maxDialogHelp  = 150
	maxDialogText  = 150
	maxDialogLong  = 3000
)

// fitted is the form as the server and its clients can show it: where they know no steps
// its second part is given in words, and people who were named already stay so, for no
// client shows them as chosen.
func (b *Bot) fitted(f *message.Form, locale string) *message.Form {
	own := *f
	own.Fields = nil
	p := b.Catalog.Printer(locale, nil)
	intro := message.Say(message.Paragraph(f.Intro))
	var named message.List
	for _, field := range f.Fields {
		if field.Kind != message.FieldPerson || field.Default == "" {
			own.Fields = append(own.Fields, field)
			continue
		}
		people := strings.ReplaceAll(strings.ReplaceAll(field.Default, " ", ""), ",", ", ")
		named = append(named, p.Text("question.argument", "label", field.Label, "value", people))
		kept := grammar.Raw{field.Name: {field.Default}}
		maps.Copy(kept, own.Kept)
		own.Kept = kept
	}
	intro = intro.With(named)
	switch {
	case f.Further == nil:
	case b.takesSteps():
		own.Fields = append(own.Fields, *f.Further)
	default:
		intro = intro.With(message.Paragraph(f.InWords))
	}
	own.Intro = intro.Markdown()
	return &own
}

// screen is the form as Mattermost shows it.
func (b *Bot) screen(f *message.Form, state formState, sealed string) model.Dialog {
	d := model.Dialog{
		CallbackId: f.Command, Title: b.label(f.Title, maxDialogTitle), SubmitLabel: b.label(f.Submit, maxDialogLabel), State: sealed, IntroductionText: b.shown(f.Intro),
	}
	for _, field := range f.Fields {
		e := b.element(field)
		e.Name = state.named(e.Name)
		d.Elements = append(d.Elements, e)
	}
	return d
}

func (b *Bot) element(field message.Field) model.DialogElement {
	e := model.DialogElement{
		DisplayName: b.label(field.Label, maxDialogLabel), Name: field.Name, HelpText: b.label(field.Hint, maxDialogHelp),
		Default: field.Default, Optional: field.Optional, Placeholder: b.label(field.Example, maxDialogText),
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
		e.Type, e.DataSource, e.MultiSelect = "select", "users", field.Many && b.takesSteps()
		if field.Many && !e.MultiSelect {
			e.HelpText = "" // which says that several may be chosen
		}
	case message.FieldFlag:
		e.Type, e.Placeholder, e.HelpText = "bool", e.HelpText, "" // beside the box
	case message.FieldSearch:
		return b.list(e, field)
	default:
		e.Type, e.MaxLength = "text", maxDialogText
	}
	return roomy(e)
}

// list is a field that is searched as one types, or a text where that cannot be.
func (b *Bot) list(e model.DialogElement, field message.Field) model.DialogElement {
	if !b.searches() || len(e.Default) > maxDialogLong {
		e.Type, e.MaxLength, e.Placeholder = "text", maxDialogText, ""
		return roomy(e)
	}
	e.Type, e.DataSource, e.DataSourceURL, e.MultiSelect = "select", "dynamic", b.CallbackURL+dialogPath, field.Many
	if field.Many {
		e.Default = strings.ReplaceAll(e.Default, ", ", ",") // the client cuts there, and shows the spaces
		e.HelpText = ""                                      // which says how several are typed
	}
	return e
}

// roomy is the element with the room that what was typed already needs: what is too long
// for a line gets that of a text; what is too long for that is not shown cut, but asked
// again.
func roomy(e model.DialogElement) model.DialogElement {
	if e.Type == "text" && len(e.Default) > maxDialogText {
		e.Type, e.MaxLength = "textarea", maxDialogLong
	}
	if len(e.Default) > maxDialogLong {
		e.Default = ""
	}
	return e
}

// label is a text of a form, whose spaces hold and count.
func (b *Bot) label(s string, max int) string { return cut(b.shown(s), max) }

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

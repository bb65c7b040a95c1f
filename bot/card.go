package bot

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mattermost/mattermost/server/public/model"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/message"
)

// colour is that of a card's edge. Who confuses red and green tells these three apart,
// on a light theme and on a dark one, and the title says the same in words.
func colour(t message.Tone) string {
	switch t {
	case message.ToneSerious:
		return "#D55E00" // vermilion
	case message.ToneAct:
		return "#0072B2" // blue
	default:
		return "#767676" // grey
	}
}

// maxFooter is how many characters of a footer Mattermost shows (11.6:
// MAX_ATTACHMENT_FOOTER_LENGTH of the web client).
const maxFooter = 300

// maxFact is how many characters a fact has that stands beside another on a phone.
const maxFact = 30

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

// card gives the post what the bot says by itself. Its first line is the post's text:
// a notification, a screen reader, a list of threads and the search read no more
// (11.6: app/notification_push.go, post_utils.ts). The rest stands in one frame with
// the buttons, and is not said twice (0040).
func (b *Bot) card(post *model.Post, m message.Message, d reminder.Delivery, channel string) error {
	lead, rest := m.Lead()
	title := m.Title
	if lead == "" { // a list, which does not stand alone
		lead, title = m.Title, ""
	}
	post.Message = b.text(message.Say(message.Paragraph(lead)), "")
	frame := &model.MessageAttachment{Color: colour(m.Tone), Title: b.shown(string(title))}
	rest.Facts = nil
	for _, f := range m.Facts {
		frame.Fields = append(frame.Fields, &model.MessageAttachmentField{
			Title: b.shown(string(f.Label)), Value: b.shown(string(f.Value)),
			Short: model.SlackCompatibleBool(utf8.RuneCountInString(string(f.Value)) <= maxFact),
		})
	}
	if ways := string(m.ToType()); utf8.RuneCountInString(ways) <= maxFooter {
		frame.Footer = b.shown(ways)
		rest.Ways, rest.Buttons = "", nil
	}
	frame.Text = b.text(rest, "")
	var err error
	if frame.Actions, err = b.actions(m, d, channel); err != nil {
		return err
	}
	post.AddProp(model.PostPropsAttachments, []*model.MessageAttachment{frame})
	return nil
}

// actions are the message's buttons, bound to where it is said.
func (b *Bot) actions(m message.Message, d reminder.Delivery, channel string) ([]*model.PostAction, error) {
	var actions []*model.PostAction
	for _, button := range m.Buttons {
		sealed, err := b.seal.seal("click", click{record.TeamID(d.Project), channel, d.ID, d.Subject, m.Version, button.Command})
		if err != nil {
			return nil, err
		}
		named := button.Command
		if button.Replaces != "" {
			named = button.Replaces
		}
		actions = append(actions, &model.PostAction{
			Id: actionID(named), Type: model.PostActionTypeButton, Style: string(button.Style),
			Name:        message.Unquote(string(button.Label)), // no Markdown
			Integration: &model.PostActionIntegration{URL: b.CallbackURL + actionPath, Context: map[string]any{"sealed": sealed}},
		})
	}
	return actions, nil
}

// actionID names a button by what it types, so that it keeps its name when others go:
// a second click, on what is no more, must not become one on another. Letters and
// digits only.
func actionID(command string) string {
	return strings.Map(func(r rune) rune {
		if r >= utf8.RuneSelf || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return r
	}, command)
}

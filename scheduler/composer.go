package scheduler

import (
	"context"
	"fmt"
	"slices"

	"pilotent/governance"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/i18n"
	"pilotent/message"
)

// Composer makes the text of deliveries.
type Composer struct {
	service   *governance.Service
	catalog   *i18n.Catalog
	messenger Messenger
}

// NewComposer makes a Composer.
func NewComposer(s *governance.Service, catalog *i18n.Catalog, messenger Messenger) *Composer {
	return &Composer{service: s, catalog: catalog, messenger: messenger}
}

// Compose is what the delivery has to say now, in its recipient's language; or
// why there is nothing to say; a *LaterError when there is a better moment, and
// reminder.ErrLeft when the recipient may not be told any more.
func (c *Composer) Compose(ctx context.Context, d reminder.Delivery) (message.Message, reminder.SkipReason, error) {
	b, err := c.service.Content(ctx, d)
	if err != nil {
		return message.Message{}, "", fmt.Errorf("read the delivery's subject: %w", err)
	}
	return c.from(ctx, d, b)
}

// from is what Compose answers, from a content that was just read.
func (c *Composer) from(ctx context.Context, d reminder.Delivery, b reminder.Content) (message.Message, reminder.SkipReason, error) {
	if b.Skip != "" {
		return message.Message{}, b.Skip, nil
	}
	if !b.Wait.IsZero() {
		return message.Message{}, "", &LaterError{b.Wait}
	}
	b, err := c.service.Entitled(ctx, d, b)
	if err != nil {
		return message.Message{}, "", fmt.Errorf("who is told: %w", err)
	}
	return c.say(ctx, d, b), "", nil
}

// Recompose is a message anew, after somebody has pressed its button that types
// command: as at the moment of its sending, with who has done what, and the
// buttons that still make sense. False when that button has done nothing.
func (c *Composer) Recompose(ctx context.Context, project record.ProjectID, delivery int64, command string, by record.UserID) (reminder.Sent, message.Message, bool, error) {
	a, err := c.service.Aftermath(ctx, project, delivery)
	if err != nil {
		return a.Sent, message.Message{}, false, fmt.Errorf("read what buttons have done: %w", err)
	}
	if !a.Pressed(command, by) {
		return a.Sent, message.Message{}, false, nil
	}
	d := a.Sent.Delivery
	if a.Content, err = c.service.Entitled(ctx, d, a.Content); err != nil {
		return a.Sent, message.Message{}, false, fmt.Errorf("who is told: %w", err)
	}
	p := c.printer(ctx, d, a.Content)
	m := c.say(ctx, d, a.Content).With(pressed(p, a.Presses))
	if _, toChannel := d.Recipient.Channel(); a.Content.Skip != "" {
		m.Buttons = nil
	} else if !toChannel {
		m.Buttons = unpressed(m.Buttons, a.Presses)
	}
	if len(m.Buttons) == 0 { // nothing is asked any more
		m.Tone, m.Title = message.ToneQuiet, p.Text("card.quiet")
	}
	if !slices.ContainsFunc(m.Buttons, func(b message.Button) bool { return b.Command == command }) {
		m.Buttons = append(m.Buttons, seeButton(p, d, a.Content, m, command))
	}
	return a.Sent, m, true, nil
}

// printer speaks the language of the delivery's recipient, and names the project's zone
// where their clock shows another hour.
func (c *Composer) printer(ctx context.Context, d reminder.Delivery, b reminder.Content) i18n.Printer {
	locale, zone, reader := b.Project.Locale, b.Project.Location(), c.service.Home()
	if user, ok := d.Recipient.Person(); ok {
		// A message in the project's language, with its hours, is better than none.
		if own, err := c.messenger.Locale(ctx, user); err == nil && own != "" {
			locale = own
		}
		own, _ := c.messenger.Zone(ctx, user)
		reader = record.Location(own, zone)
	}
	return c.catalog.Printer(locale, zone).For(reader)
}

// say is what the delivery has to say, bound to its subject as it is.
func (c *Composer) say(ctx context.Context, d reminder.Delivery, b reminder.Content) message.Message {
	p := c.printer(ctx, d, b)
	m := render(p, d, b)
	if !b.Late.IsZero() {
		// Below what rings a phone: the first letters are for what it is about.
		m.Blocks = slices.Insert(m.Blocks, min(1, len(m.Blocks)), message.Block(message.Paragraph(p.Text("announce.late", "moment", b.Late))))
	}
	if m.Title == "" {
		m.Title = p.Text("card." + string(m.Tone))
	}
	_, toChannel := d.Recipient.Channel()
	m.Quiet = toChannel && m.Tone == message.ToneQuiet
	m.Version = b.Version()
	return m
}

// undeliverable tells who is behind a subject that it could not be told.
func undeliverable(p i18n.Printer, d reminder.Delivery, b reminder.Content) message.Message {
	ref, author := b.Ref()
	var text message.Text
	if seat, ok := d.Unreached().Letterbox(); ok {
		text = undeliveredLetter(p, b, seat)
	} else if undelivered := renderers()[d.Subject.Noun()].undelivered; undelivered != nil {
		text = undelivered(p, b)
	} else if _, ok := d.Unreached().Channel(); ok {
		text = p.Text("announce.undeliverable.channel", "ref", ref)
	} else if d.Unreached() == reminder.ToPilots() {
		text = p.Text("announce.undeliverable.pilots", "ref", ref)
	} else {
		text = p.Text("announce.undeliverable.person", "ref", ref)
	}
	m := message.Say(message.Paragraph(text))
	if d.Recipient != reminder.ToPerson(author.ID) { // a pilot, who may relaunch it
		failure := reminder.Failure{Delivery: reminder.Delivery{ID: d.Failed()}}
		m = m.With(message.Paragraph(p.Text("announce.undeliverable.relaunch", "failure", failure.Ref())))
	}
	return m
}

// schoolNames are the names of a few schools, for one line.
func schoolNames(schools []perimeter.School) []string {
	var names []string
	for _, s := range schools {
		names = append(names, s.Name+" ("+s.Commune+")")
	}
	return names
}

package scheduler

import (
	"context"
	"fmt"

	"pilotent/governance"
	"pilotent/i18n"
	"pilotent/message"
)

// Composer makes the text of deliveries.
type Composer struct {
	secretariat *governance.Secretariat
	catalog     *i18n.Catalog
	messenger   Messenger
}

// NewComposer makes a Composer.
func NewComposer(s *governance.Secretariat, catalog *i18n.Catalog, messenger Messenger) *Composer {
	return &Composer{secretariat: s, catalog: catalog, messenger: messenger}
}

// Compose is what the delivery has to say now, in its recipient's language; or
// why there is nothing to say; a *LaterError when there is a better moment.
func (c *Composer) Compose(ctx context.Context, d governance.Delivery) (message.Message, governance.Moot, error) {
	b, err := c.secretariat.Brief(ctx, d)
	if err != nil {
		return message.Message{}, "", fmt.Errorf("read the delivery's subject: %w", err)
	}
	if b.Moot != "" {
		return message.Message{}, b.Moot, nil
	}
	if !b.Wait.IsZero() {
		return message.Message{}, "", &LaterError{b.Wait}
	}
	locale := b.Project.Locale
	if user, ok := d.Recipient.Person(); ok {
		// A message in the project's language is better than none.
		if own, err := c.messenger.Locale(ctx, user); err == nil && own != "" {
			locale = own
		}
	}
	p := c.catalog.Printer(locale, b.Project.Location())
	m := render(p, d, b)
	if !b.Late.IsZero() {
		m.Blocks = append([]message.Block{message.Paragraph(p.Text("announce.late", "moment", b.Late))}, m.Blocks...)
	}
	return m, "", nil
}

// render is what a delivery has to say, when it has.
func render(p i18n.Printer, d governance.Delivery, b governance.Brief) message.Message {
	switch {
	case d.Kind == governance.Undeliverable:
		return undeliverable(p, d, b)
	case d.Kind == governance.Summary:
		return summary(p, b)
	case b.Digest != nil:
		return digest(p, b)
	case b.Decision != nil:
		return decision(p, d.Kind, b)
	case b.Action != nil:
		return action(p, d.Kind, b)
	case b.Meeting != nil:
		return meeting(p, d.Kind, b)
	default:
		return verification(p, d.Kind, b)
	}
}

// undeliverable tells who is behind a subject that it could not be told.
func undeliverable(p i18n.Printer, d governance.Delivery, b governance.Brief) message.Message {
	ref, _ := b.Ref()
	key := "announce.undeliverable.person"
	if b.Digest != nil {
		key = "announce.undeliverable.digest"
	} else if _, ok := d.Unreached().Channel(); ok {
		key = "announce.undeliverable.channel"
	}
	return message.Say(message.Paragraph(p.Text(key, "ref", ref)))
}

// schoolNames are the names of a few schools, for one line.
func schoolNames(schools []governance.School) []string {
	var names []string
	for _, s := range schools {
		names = append(names, s.Name+" ("+s.Commune+")")
	}
	return names
}

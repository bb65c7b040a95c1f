package main

import (
	"context"
	"errors"
	"fmt"
	"net/textproto"

	"pilotent/config"
	"pilotent/governance/reminder"
	"pilotent/governance/sitting"
	"pilotent/i18n"
	"pilotent/mail"
	"pilotent/reports"
	"pilotent/scheduler"
)

// postman hands letters to the project's mail server.
type postman struct {
	server  mail.Server
	from    mail.Address
	catalog *i18n.Catalog
}

// newPostman is that of the settings; false where they name no mail server.
func newPostman(cfg config.Config, catalog *i18n.Catalog) (p postman, ok bool, err error) {
	if cfg.SMTPURL == "" {
		return p, false, nil
	}
	p.catalog = catalog
	if p.server, err = mail.ParseServer(cfg.SMTPURL); err != nil {
		return p, false, fmt.Errorf("smtp_url: %w", err)
	}
	if p.from, err = mail.ParseAddress(cfg.SMTPFrom); err != nil {
		return p, false, fmt.Errorf("smtp_from: %w", err)
	}
	return p, true, nil
}

// Send implements scheduler.Postman. No log has the address, nor what a server says, which
// repeats it.
func (p postman) Send(ctx context.Context, d reminder.Delivery, l sitting.Letter, to sitting.Addressee) error {
	m, err := reports.SentLetter(p.catalog.Printer(l.In.Locale, l.In.Location()), l, to, p.from, d.ID)
	if err != nil {
		return fmt.Errorf("write a letter: %w", err)
	}
	err = p.server.Send(ctx, m)
	said, answered := errors.AsType[*textproto.Error](err)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, mail.ErrUnknown):
		return &scheduler.LetterError{Unknown: true, Err: mail.ErrUnknown}
	case errors.Is(err, mail.ErrAddress):
		return &scheduler.LetterError{Refused: true, Err: mail.ErrAddress}
	case answered && mail.Refused(err):
		return &scheduler.LetterError{Refused: true, Code: said.Code, Err: fmt.Errorf("the mail server answers %d", said.Code)}
	case answered:
		return fmt.Errorf("the mail server answers %d", said.Code)
	default:
		return err
	}
}

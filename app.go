package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"pilotent/commands"
	"pilotent/config"
	"pilotent/governance"
	"pilotent/governance/calendar"
	"pilotent/governance/organisation"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/scheduler"
	"pilotent/storage"
)

// app is what every front is built on: the store, the service that
// works on it, the dispatcher that answers commands, and the courier.
type app struct {
	store      *storage.Store
	catalog    *i18n.Catalog
	service    *governance.Service
	dispatcher *commands.Dispatcher
	composer   *scheduler.Composer
	courier    *scheduler.Courier
}

// chat is what a front brings: who people are, and how to reach them.
type chat interface {
	record.Directory
	scheduler.Messenger
}

// openApp wires everything to a chat. owed is called after each change that
// owes deliveries, besides waking the courier; it may be nil. All of it goes by
// the store's clock, and the store is closed when it cannot be opened.
func (e environment) openApp(store *storage.Store, cfg config.Config, c chat, o scheduler.Options, owed func()) (*app, error) {
	var err error
	f := &app{store: store}
	o.Now = store.Now
	if f.catalog, err = e.loadCatalogue(); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	region, _ := calendar.ParseRegion(cfg.Holidays)
	f.service = governance.NewService(store, c, o.Now,
		record.Defaults{Zone: cfg.Timezone, Region: region, Locale: cfg.Locale},
		func() {
			f.courier.Wake()
			if owed != nil {
				owed()
			}
		})
	if cfg.OrganisationModel != "" {
		model, err := readModel(cfg.OrganisationModel)
		if err != nil {
			return nil, errors.Join(err, store.Close())
		}
		f.service = f.service.By(model)
	}
	switch p, writes, err := newPostman(cfg, f.catalog); {
	case err != nil:
		return nil, errors.Join(err, store.Close())
	case writes:
		f.service, o.Postman = f.service.Writes(), p
	}
	f.composer = scheduler.NewComposer(f.service, f.catalog, c)
	f.courier = scheduler.NewCourier(store, f.composer, c, o)
	if f.dispatcher, err = commands.New(f.service, f.catalog, o.Now, o.Log); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	f.dispatcher.Publish(cfg.CalendarURL)
	return f, nil
}

// readModel is the model of organisation that a file has.
func readModel(path string) (organisation.Model, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return organisation.Model{}, fmt.Errorf("organisation_model: %w", err)
	}
	model, err := organisation.ParseModel(string(text))
	if err != nil {
		return model, fmt.Errorf("organisation_model %s: %w", path, err)
	}
	return model, nil
}

// app opens the database and wires everything to a chat.
func (e environment) app(ctx context.Context, cfg config.Config, c chat, o scheduler.Options, options ...storage.Option) (*app, error) {
	store, err := e.open(ctx, cfg.DatabaseURL, o.Log, options...)
	if err != nil {
		return nil, err
	}
	return e.openApp(store, cfg, c, o, nil)
}

// close closes the store; there is nothing to do about a failure but to say so.
func (f *app) close(log *slog.Logger) {
	if err := f.store.Close(); err != nil {
		log.Warn("database not closed cleanly", "err", err)
	}
}

type referenceCommand struct {
	Locale string `default:"fr" enum:"fr,en" help:"Language of the page."`
}

// Run prints the reference page of the commands.
func (r referenceCommand) Run(env environment) error {
	catalog, err := i18n.Load()
	if err != nil {
		return fmt.Errorf("load the catalogue: %w", err)
	}
	dispatcher, err := commands.New(nil, catalog, env.now, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(env.out, dispatcher.Reference(r.Locale))
	return err
}

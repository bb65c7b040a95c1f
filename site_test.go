package main

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot/mattermosttest"
	"pilotent/config"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/scheduler"
	"pilotent/storage"
	"pilotent/storage/kv"
	"pilotent/storage/storagetest"
)

// site is a project in a fake Mattermost, with one adopted decision whose
// announcement can be owed to any of its channels and people, at any moment.
// It works on the machine's clock: real processes may share its database.
type site struct {
	fake       *mattermosttest.Server
	cfg        config.Config
	account    *model.User // the bot's
	recipients []reminder.Recipient
	people     map[reminder.Recipient]*model.User
	app        *app
	actor      record.Actor // the coordinator, in the first channel
	decision   committee.Decision
}

// newSite opens the database at an address and fills the fake.
func newSite(tb testing.TB, fake *mattermosttest.Server, database string, channels, people int) *site {
	tb.Helper()
	s := &site{fake: fake, people: map[reminder.Recipient]*model.User{}}
	team := fake.AddTeam("ent-vallee", "ENT Vallée")
	account, token := fake.AddBot("pilotent")
	s.account = account
	coordinator := fake.AddUser("coordinatrice")
	fake.JoinTeam(account, team, false)
	fake.JoinTeam(coordinator, team, true)
	for i := range channels {
		c := fake.AddChannel(team, fmt.Sprintf("comite-%d", i), model.ChannelTypeOpen)
		fake.JoinChannel(account, c)
		fake.JoinChannel(coordinator, c)
		s.recipients = append(s.recipients, reminder.ToChannel(record.ChannelID(c.Id)))
	}
	for i := range people {
		u := fake.AddUser(fmt.Sprintf("membre-%d", i))
		fake.JoinTeam(u, team, false)
		to := reminder.ToPerson(record.UserID(u.Id))
		s.people[to] = u
		s.recipients = append(s.recipients, to)
	}
	s.cfg = config.Config{
		MattermostURL: fake.URL, MattermostToken: token, CallbackURL: "http://pilotent.example", DatabaseURL: database,
		Secret: "un secret pour les tests", Locale: "fr", Timezone: "Europe/Paris", Holidays: "metropole",
	}
	s.open(tb)

	first, _ := s.recipients[0].Channel()
	s.actor = record.Actor{
		Team: record.TeamID(team.Id), Channel: first,
		User: record.Person{ID: record.UserID(coordinator.Id), Username: coordinator.Username}, Consent: record.Consent{All: true},
	}
	_, err := s.app.service.CreateCommittee(tb.Context(), s.actor, committee.NewCommittee{Code: "COPIL", Name: "Comité de pilotage", Level: record.LevelTerritorial})
	require.NoError(tb, err)
	s.decision, err = s.app.service.LogDecision(tb.Context(), s.actor, committee.NewDecision{Text: "Retenir 3 écoles", Committee: "copil"})
	require.NoError(tb, err)
	return s
}

// open wires the program to the fake as serve does. Its courier does not run.
func (s *site) open(tb testing.TB) {
	tb.Helper()
	s.app = s.wire(tb)
}

// wire is one more wiring of the program, to the same database and fake.
func (s *site) wire(tb testing.TB, options ...storage.Option) *app {
	tb.Helper()
	cache := kv.Memory()
	log := slog.New(slog.DiscardHandler)
	b, err := environment{}.newBot(s.cfg, cache, time.Now, log)
	require.NoError(tb, err)
	require.NoError(tb, b.Connect(tb.Context()))
	a, err := environment{}.app(tb.Context(), s.cfg, b, scheduler.Options{Log: log}, options...)
	require.NoError(tb, err)
	tb.Cleanup(func() {
		a.close(log)
		require.NoError(tb, cache.Close())
	})
	return a
}

// posts are what a recipient reads, oldest first.
func (s *site) posts(to reminder.Recipient) []*model.Post {
	if id, ok := to.Channel(); ok {
		return s.fake.Posts(string(id))
	}
	return s.fake.DirectPosts(s.account.Id, s.people[to].Id)
}

// owe owes the announcement, all of it in one transaction.
func (s *site) owe(ctx context.Context, debts ...debt) error {
	owed := make([]reminder.Delivery, len(debts))
	for i, d := range debts {
		owed[i] = reminder.Delivery{
			Project: s.decision.Project, Subject: s.decision.Subject(), Kind: committee.DecisionSettled,
			Recipient: d.to, Due: d.due, Occurrence: fmt.Sprint(s.decision.Version),
		}
	}
	return storagetest.Wide{Store: s.app.store}.Update(ctx, s.decision.Project, func(tx storagetest.Tx) error { return tx.Owe(owed...) })
}

// debt is one announcement of the decision.
type debt struct {
	to  reminder.Recipient
	due time.Time
}

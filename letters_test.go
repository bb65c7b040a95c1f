package main

import (
	"bytes"
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/config"
	"pilotent/console"
	"pilotent/governance/reminder"
	"pilotent/governance/sitting"
	"pilotent/internal/testenv"
	"pilotent/scheduler"
	"pilotent/storage"
)

// convened is what is typed until four members who are in no chat are written to: one who
// has a mailbox, one of whom the server knows nothing, one whom it puts off, and one of
// whom no address is kept.
const convened = `/comite creer COPIL "Comité de pilotage" --niveau territorial
/comite membre ajouter copil "Mme Durand" élue "Mairie de Choisy" --courriel durand@exemple.test
/comite membre ajouter copil "M. Petit" élu "Mairie de Choisy" --courriel nobody@exemple.test
/comite membre ajouter copil "Mme Lent" élue "Mairie de Choisy" --courriel later@exemple.test
/comite membre ajouter copil "M. Seul" élu "Mairie de Choisy"
/reunion planifier copil "15/12 14h" --durée 1h30
/reunion ordre R-1 ajouter "Bilan des formations" --durée 15min
/reunion convoquer R-1
`

// stamps is a program in the terminal with the project's mail server.
type stamps struct {
	*app
	t     *testing.T
	world *console.World
}

func withMail(t *testing.T, exim *testenv.Mail) stamps {
	t.Helper()
	world := console.NewWorld(time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC))
	cfg, err := config.Load("", []string{
		"PILOTENT_DATABASE_URL=sqlite:" + filepath.Join(t.TempDir(), "a.db"), "PILOTENT_SMTP_FROM=ENT L'Haÿ <ent@exemple.test>",
		"PILOTENT_SMTP_URL=smtp://" + testenv.MailUser + ":" + strings.ReplaceAll(testenv.MailPassword, " ", "%20") + "@" + exim.Address,
	})
	require.NoError(t, err)
	log := slog.New(slog.DiscardHandler)
	f, err := environment{now: world.Now}.app(t.Context(), cfg, world, scheduler.Options{Log: log, Workers: 1}, storage.Alone())
	require.NoError(t, err)
	t.Cleanup(func() { f.close(log) })
	p, ok := f.courier.Postman.(postman)
	require.True(t, ok)
	p.server.Roots = exim.Roots
	f.courier.Postman = p
	return stamps{f, t, world}
}

// types is what is answered to lines.
func (s stamps) types(lines string) string {
	s.t.Helper()
	var out bytes.Buffer
	front := &console.Console{
		World: s.world, Dispatcher: s.dispatcher, Catalog: s.catalog, Courier: s.courier, Agenda: s.store, Recompose: s.composer.Recompose,
		In: strings.NewReader(lines), Out: &out, User: "coordinatrice", Channel: "copil", Folder: s.t.TempDir(),
		Zone: func(context.Context) *time.Location { return time.UTC },
	}
	failed, err := front.Run(s.t.Context())
	require.NoError(s.t, err)
	require.False(s.t, failed, out.String())
	return out.String()
}

// A real server, Debian's Exim, takes the letter to one, refuses another and puts a third
// off; the proof of the convocation tells it.
func TestLettersGoByTheMailServer(t *testing.T) {
	t.Parallel()
	exim := testenv.StartMail(t)
	s := withMail(t, exim)
	said := s.types(convened)
	require.Contains(t, said, "Par courriel, j'écris à Mme Durand, M. Petit et Mme Lent.")
	require.Contains(t, said, "M. Seul n'a pas de compte. Voici sa lettre")
	require.Contains(t, said, "**Lettre non remise** (R-1) : le serveur de courrier a refusé la lettre pour M. Petit.")

	arrived := string(exim.Letters(t, 1)[0])
	for _, want := range []string{
		"To: \"Mme Durand\" <durand@exemple.test>\n", "Message-ID: <R-1.console.", "Auto-Submitted: auto-generated", "filename=convocation-R-1.ics", "filename=convocation-R-1.pdf",
		"method=PUBLISH", "From: =?utf-8?b?RU5UIEwnSGHDvw==?= <ent@exemple.test>\n",
	} {
		require.Contains(t, arrived, want)
	}
	require.NotContains(t, arrived, "X-Unsent")
	require.NotContains(t, arrived, "nobody@exemple.test", "none is told of another")

	proof := s.types("/reunion présence R-1\n")
	require.Contains(t, proof, "Mme Durand (remis au serveur de courrier, le lundi 23 novembre 2026 à 10 h)")
	require.Contains(t, proof, "M. Petit (refusé par le serveur de courrier (code 550)")
	require.Contains(t, proof, "Mme Lent (en route")
	require.NotContains(t, s.types("/reunion courrier R-1\n/reunion convoquer R-1 --confirmer\n"), "Par courriel, j'écris à M. Petit.")
	exim.Letters(t, 2) // convened again, it is another letter
}

// crashing hands the letter over and is killed before anybody is told.
type crashing struct {
	postman
	killed *bool
}

func (c crashing) Send(ctx context.Context, d reminder.Delivery, l sitting.Letter, to sitting.Addressee) error {
	if err := c.postman.Send(ctx, d, l, to); err != nil {
		return err
	}
	if !*c.killed {
		*c.killed = true
		panic("killed")
	}
	return nil
}

func TestALetterIsNotSentTwiceAfterACrash(t *testing.T) {
	t.Parallel()
	exim := testenv.StartMail(t)
	s := withMail(t, exim)
	p, _ := s.courier.Postman.(postman)
	killed := false
	s.courier.Postman = crashing{p, &killed}
	s.types(convened)
	require.True(t, killed)
	said := s.types(":avancer 1h\n/reunion présence R-1\n")
	require.Contains(t, said, "je ne sais pas si le serveur de courrier a pris la lettre pour Mme Durand. Je ne l'envoie pas deux fois.")
	require.Contains(t, said, "Mme Durand (remis peut-être, sans certitude")
	require.Contains(t, said, "Mme Lent (serveur de courrier injoignable", "it was tried until it was given up")
	require.Len(t, exim.Letters(t, 1), 1)
}

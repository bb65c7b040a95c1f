package bot_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"
)

// What a person reads of a failure, and what the log has of it.
var (
	reference = regexp.MustCompile(`Référence[ \x{202f}]: ([A-Z2-7]{6})$`)
	goError   = regexp.MustCompile(`(?i)sql|database|panic|goroutine|EOF|http|dial|context|nil|error`)
)

// Whatever fails behind it, a rightful command is answered by 200 and JSON: for
// anything else Mattermost shows an error of its own.
func TestAnAnswerInAnyOutage(t *testing.T) {
	t.Parallel()
	const personal = "Madame Durand est souffrante"
	for name, tc := range map[string]struct {
		fail func(*world)
		want string
		// logged is a part of the reason, as the log has it.
		logged string
	}{
		"the database is closed": {
			func(w *world) { w.close() }, "je n'arrive pas à répondre pour l'instant", "database is closed",
		},
		"a handler panics": {
			func(w *world) { w.panics.Store(true) }, "je n'arrive pas à répondre pour l'instant", "panic: string",
		},
		"Mattermost does not tell the rights": {
			func(w *world) { w.fake.Down() }, "je n'arrive pas à demander à Mattermost qui vous êtes", "read team member",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).withCopil()
			values := w.typed(w.reader, w.commands(w.team)["decision"].Token)
			if name == "a handler panics" { // in the midst of a change, which only the pilot may ask for
				values = w.typed(w.pilot, w.commands(w.team)["decision"].Token)
			}
			values.Set("text", `ajouter "`+personal+`" --comite copil`)
			tc.fail(w)
			status, body := w.call(http.MethodPost, "/slash/decision", urlencoded, values.Encode())
			require.Equal(t, http.StatusOK, status)
			var r model.CommandResponse
			require.NoError(t, json.Unmarshal([]byte(body), &r))
			require.Equal(t, model.CommandResponseTypeEphemeral, r.ResponseType)
			require.Contains(t, r.Text, tc.want)
			require.Contains(t, r.Text, "Rien n'a été changé")
			ref := reference.FindStringSubmatch(r.Text)
			require.NotNil(t, ref, r.Text)
			require.NotRegexp(t, goError, r.Text)
			require.Contains(t, w.journal.String(), `"ref":"`+ref[1]+`"`)
			require.Contains(t, w.journal.String(), tc.logged)
			require.NotContains(t, w.journal.String(), "Durand")
			require.NotContains(t, w.journal.String(), w.token)
			require.NotContains(t, w.journal.String(), values.Get("token"))
		})
	}
}

func TestAfterAnOutage(t *testing.T) {
	t.Parallel()

	t.Run("a change that panicked left nothing, and the next one is made", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.panics.Store(true)
		require.Regexp(t, reference, w.slash(w.member, w.copil, `/decision ajouter "Retenir trois écoles"`))
		w.panics.Store(false)
		require.Contains(t, w.slash(w.member, w.copil, "/decision liste"), "Aucune décision")
		require.Contains(t, w.slash(w.member, w.copil, `/decision ajouter "Retenir trois écoles"`), "COPIL-2026-001")
	})

	t.Run("a form that Mattermost does not open is said in words", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		require.Contains(t, w.slash(w.member, w.copil, "/decision ajouter"), "Je vous ai ouvert un formulaire")
		w.fake.Down()
		text := w.slash(w.member, w.copil, "/decision ajouter")
		require.Contains(t, text, "Il manque une information")
		require.Contains(t, text, `/decision ajouter "votre texte"`)
	})

	t.Run("without its memory the bot answers all the same", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		require.NoError(t, w.memory.Close())
		require.Contains(t, w.slash(w.member, w.copil, `/decision ajouter "Retenir trois écoles"`), "COPIL-2026-001")
		w.deliver()
		require.Len(t, w.said(w.copil), 1)
	})

	t.Run("a click and a form are answered too", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.slash(w.member, w.copil, `/decision proposer "Retenir trois écoles"`)
		w.deliver()
		w.slash(w.member, w.copil, "/decision ajouter")
		w.close()
		r, err := w.fake.Click(t.Context(), w.member, w.said(w.copil)[0].Id, "Adopter")
		require.NoError(t, err)
		require.Regexp(t, reference, plain(r.EphemeralText))
		answer, err := w.fake.SubmitDialog(t.Context(), w.member, w.fake.Dialogs(w.member)[0], map[string]any{"text": "Retenir"})
		require.NoError(t, err)
		require.Regexp(t, reference, plain(answer.Error))
		require.Len(t, w.fake.Dialogs(w.member), 2, "what the click was told, and the form, which can be sent again")
	})
}

package bot_test

import (
	"bytes"
	"net/http"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot/mattermosttest"
)

// withVerification opens V-1 on the contract M2026-04.
func (w *world) withVerification() *world {
	w.Helper()
	require.Contains(w, w.slash(w.pilot, w.copil, `/recette marche M2026-04 --titulaire "Éditeur ENT"`), "enregistré")
	require.Contains(w, w.slash(w.pilot, w.copil, `/recette ouvrir VA --marche M2026-04 --objet "Version 2.3" --notifiee 23/11/2026`), "V-1")
	return w
}

func TestFilesGoByDirectMessage(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withVerification()

	t.Run("the minutes to who has asked, in a private channel of theirs", func(t *testing.T) {
		answer := w.slash(w.guest, w.copil, "/recette exporter V-1")
		require.Contains(t, answer, "Projet de procès-verbal de **V-1**")
		require.Contains(t, answer, "Fichiers envoyés par message direct : `V-1-va-projet.pdf` et `V-1-va-projet.md`")
		posts := w.told(w.guest)
		require.Len(t, posts, 1)
		require.Contains(t, posts[0].Message, "Projet de procès-verbal")
		files := w.fake.Files(posts[0])
		require.Len(t, files, 2)
		require.Equal(t, "V-1-va-projet.pdf", files[1].Name)
		require.True(t, bytes.HasPrefix(files[1].Data, []byte("%PDF-")))
		require.Contains(t, string(files[0].Data), "# Projet de procès-verbal de vérification d'aptitude")
	})
	t.Run("those of three decisions, the most that there are, in one post", func(t *testing.T) {
		for _, line := range []string{
			`ouvrir VSR --marche M2026-04 --objet "Autre" --notifiee 20/11/2026`,
			`decider V-2 ajournement --motif "Lenteurs"`, `reponse V-2 refusee`,
			`decider V-2 refaction --taux 5 --motif "Utilisable"`, `reponse V-2 observations`,
			`decider V-2 refaction --taux 3 --motif "Part du réseau"`,
		} {
			w.slash(w.pilot, w.copil, "/recette "+line)
		}
		before := len(w.told(w.pilot))
		require.Contains(t, w.slash(w.pilot, w.copil, "/recette exporter V-2"), "3 procès-verbaux pour **V-2**")
		posts := w.told(w.pilot)
		require.Len(t, posts, before+1)
		require.Len(t, w.fake.Files(posts[len(posts)-1]), 6)
	})
	t.Run("the register, in the language of who has asked", func(t *testing.T) {
		require.Contains(t, w.slash(w.english, w.copil, "/recette export m2026-04"), "File sent by direct message: `M2026-04-recettes.xlsx`")
		files := w.fake.Files(w.told(w.english)[0])
		require.Len(t, files, 1)
		require.True(t, bytes.HasPrefix(files[0].Data, []byte("PK")))
	})
	t.Run("from a form too", func(t *testing.T) {
		form := w.formOf(w.member, "/recette exporter")
		r, err := w.fake.SubmitDialog(t.Context(), w.member, *form, map[string]any{"what": "V-1"})
		require.NoError(t, err)
		require.Empty(t, r.Error)
		w.Wait()
		require.Contains(t, w.lastSeen(w.member), "Fichiers envoyés")
		require.Len(t, w.told(w.member), 1)
	})
	t.Run("nothing is sent for what does not exist", func(t *testing.T) {
		require.Contains(t, w.slash(w.reader, w.lobby, "/recette exporter V-9"), "Je ne trouve pas de vérification V-9")
		require.Contains(t, w.slash(w.reader, w.lobby, "/recette exporter M1"), "Marchés enregistrés : M2026-04")
		require.Empty(t, w.told(w.reader))
	})
}

func TestFilesThatCannotBeSent(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withVerification()
	for name, tc := range map[string]struct {
		fault mattermosttest.Fault
		says  string
	}{
		"files are not allowed":    {mattermosttest.Fault{PathPrefix: "/api/v4/files", Status: http.StatusNotImplemented}, "ne me laisse pas envoyer de fichiers"},
		"the file is too large":    {mattermosttest.Fault{PathPrefix: "/api/v4/files", Status: http.StatusRequestEntityTooLarge}, "trop gros"},
		"the upload fails":         {mattermosttest.Fault{PathPrefix: "/api/v4/files"}, "Réessayez dans un instant"},
		"the post fails":           {mattermosttest.Fault{Method: http.MethodPost, PathPrefix: "/api/v4/posts"}, "Réessayez dans un instant"},
		"the answer to it is lost": {mattermosttest.Fault{PathPrefix: "/api/v4/files", Mode: mattermosttest.HangUpAfterDoing}, "Réessayez dans un instant"},
	} {
		t.Run(name, func(t *testing.T) {
			w.fake.Fail(tc.fault)
			defer w.fake.ClearFaults()
			answer := w.slash(w.member, w.copil, "/recette exporter V-1")
			require.Contains(t, answer, tc.says)
			require.Contains(t, answer, "`V-1-va-projet.pdf`")
			require.Empty(t, w.told(w.member))
		})
	}
}

func (w *world) filesOf(u *model.User) int {
	n := 0
	for _, p := range w.told(u) {
		n += len(w.fake.Files(p))
	}
	return n
}

func TestEachExportIsSentOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withVerification()
	w.slash(w.member, w.copil, "/recette exporter V-1")
	w.slash(w.member, w.copil, "/recette exporter V-1")
	require.Equal(t, 4, w.filesOf(w.member))
}

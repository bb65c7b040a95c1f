package bot_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot/mattermosttest"
)

// posts is a message of somebody's with files, by name and content.
func (w *world) posts(u *model.User, c *model.Channel, files ...string) *model.Post {
	w.Helper()
	client := model.NewAPIv4Client(w.fake.URL)
	client.SetToken(w.fake.Token(u))
	post := &model.Post{ChannelId: c.Id, Message: "Voici la liste"}
	for i := 0; i < len(files); i += 2 {
		up, _, err := client.UploadFile(w.Context(), []byte(files[i+1]), c.Id, files[i])
		require.NoError(w, err)
		post.FileIds = append(post.FileIds, up.FileInfos[0].Id)
	}
	sent, _, err := client.CreatePost(w.Context(), post)
	require.NoError(w, err)
	return sent
}

func TestAPostedFileIsImportedInItsThread(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	const file = "UAI;Nom;Commune\n0940198E;Wallon A;Vitry\n"
	post := w.posts(w.member, w.copil, "écoles.csv", file)
	under := mattermosttest.InThread(post.Id)

	t.Run("it is tried, then done, by a pilot", func(t *testing.T) {
		require.Contains(t, w.slash(w.pilot, w.copil, "/ecole importer --essai", under), "Ajouts : 1")
		require.Contains(t, w.slash(w.pilot, w.copil, "/ecole importer", under), "Écoles lues : **1**")
		require.Contains(t, w.slash(w.member, w.copil, "/ecole 0940198E"), "Wallon A")
		require.Contains(t, w.slash(w.pilot, w.copil, "/ecole importer écoles.csv", under), "inchangées : 1")
	})
	t.Run("nobody else has it read", func(t *testing.T) {
		w.fake.Fail(mattermosttest.Fault{PathPrefix: "/api/v4/files"})
		defer w.fake.ClearFaults()
		require.Contains(t, w.slash(w.member, w.copil, "/ecole importer", under), "pilotes")
	})
	t.Run("one of several is named", func(t *testing.T) {
		two := mattermosttest.InThread(w.posts(w.member, w.copil, "a.csv", file, "b c.csv", strings.Replace(file, "Wallon", "Jaurès", 1)).Id)
		answer := w.slash(w.pilot, w.copil, "/ecole importer", two)
		require.Contains(t, answer, "Il y a plusieurs fichiers")
		require.Contains(t, answer, "b c.csv")
		require.Contains(t, w.slash(w.pilot, w.copil, `/ecole importer "b c.csv" --essai`, two), "« Wallon A » devient « Jaurès A »")
		require.Contains(t, w.slash(w.pilot, w.copil, "/ecole importer c.csv", two), "Le fichier c.csv n'existe pas")
	})
	t.Run("two of one name are told apart by their place", func(t *testing.T) {
		same := mattermosttest.InThread(w.posts(w.member, w.copil, "A.csv", file, "a.csv", strings.Replace(file, "Wallon", "Jaurès", 1), "b.csv", file).Id)
		for line, want := range map[string]string{"/ecole importer": "A.csv (1), a.csv (2) et b.csv", "/ecole importer a.csv": "A.csv (1) et a.csv (2)"} {
			require.Contains(t, w.slash(w.pilot, w.copil, line, same), want)
		}
		require.Contains(t, w.slash(w.pilot, w.copil, `/ecole importer "a.csv (2)" --essai`, same), "« Wallon A » devient « Jaurès A »")
		require.Contains(t, w.slash(w.pilot, w.copil, `/ecole importer "a.csv (1)" --essai`, same), "inchangées : 1")
		require.Contains(t, w.slash(w.pilot, w.copil, `/ecole importer b.csv --essai`, same), "inchangées : 1")
	})
	t.Run("where the server does not tell the thread, it is one's own latest", func(t *testing.T) {
		w := newWorld(t)
		w.posts(w.member, w.copil, "écoles.csv", file)
		w.posts(w.pilot, w.lobby, "écoles.csv", file)
		untold := mattermosttest.Untold()
		require.Contains(t, w.slash(w.pilot, w.copil, "/ecole importer", untold), "Je n'ai pas trouvé de fichier")
		mine := w.posts(w.pilot, w.copil, "a.csv", file)
		require.Contains(t, w.slash(w.pilot, w.copil, "/ecole importer", untold, mattermosttest.InThread(mine.Id)), "Écoles lues : **1**")
		w.posts(w.pilot, w.copil, "b.csv", file)
		require.Contains(t, w.slash(w.pilot, w.copil, "/ecole importer", untold), "Il y a plusieurs fichiers : a.csv et b.csv")
		require.Contains(t, w.slash(w.pilot, w.copil, "/ecole importer b.csv", untold), "inchangées : 1")
	})
	t.Run("the name is that of a Mac, or typed without accents", func(t *testing.T) {
		mac := mattermosttest.InThread(w.posts(w.member, w.copil, "e\u0301coles 2026.csv", file).Id)
		for _, name := range []string{"écoles 2026.csv", "ecoles 2026.csv", "e\u0301coles 2026.csv"} {
			require.Contains(t, w.slash(w.pilot, w.copil, `/ecole importer "`+name+`" --essai`, mac), "inchangées : 1")
		}
	})
	t.Run("a file of this machine is never opened", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "secret.csv")
		require.NoError(t, os.WriteFile(path, []byte("UAI;Nom\n0940451E;Secret\n"), 0o600))
		for _, thread := range []mattermosttest.SlashOption{under, mattermosttest.InThread("")} {
			for _, name := range []string{path, "file://" + path, "posted_test.go", "./posted_test.go"} {
				require.Contains(t, w.slash(w.pilot, w.copil, `/ecole importer "`+name+`" --essai`, thread),
					"Le fichier "+filepath.Base(name)+" n'existe pas")
			}
		}
		named := mattermosttest.InThread(w.posts(w.member, w.copil, path, file).Id)
		require.Contains(t, w.slash(w.pilot, w.copil, "/ecole importer", named), "inchangées : 1", "of that name, posted")
	})
	t.Run("what is no list gets its sentence", func(t *testing.T) {
		pdf := mattermosttest.InThread(w.posts(w.member, w.copil, "liste.pdf", "%PDF-1.7").Id)
		require.Contains(t, w.slash(w.pilot, w.copil, "/ecole importer", pdf), "est un PDF")
	})
	t.Run("where there is no file", func(t *testing.T) {
		const how = "Publiez-le dans un canal où je suis"
		require.Contains(t, w.slash(w.pilot, w.copil, "/ecole importer"), how, "no thread")
		require.Contains(t, w.slash(w.pilot, w.copil, "/ecole importer", mattermosttest.InThread(w.posts(w.member, w.copil).Id)), how, "no file")
		require.Contains(t, w.slash(w.pilot, w.copil, "/ecole importer", mattermosttest.InThread(model.NewId())), how, "no message")
		require.Contains(t, w.slash(w.pilot, w.lobby, "/ecole importer", under), how, "another channel's")
	})
	t.Run("where the bot may not look, or the server is away", func(t *testing.T) {
		for fault, want := range map[mattermosttest.Fault]string{
			{PathPrefix: "/api/v4/posts/", Status: http.StatusForbidden}:           "Invitez-moi dans le canal",
			{PathPrefix: "/api/v4/files/", Status: http.StatusForbidden}:           "Invitez-moi dans le canal",
			{PathPrefix: "/api/v4/files/", Status: http.StatusInternalServerError}: "Je n'arrive pas à lire ce message",
		} {
			w.fake.Fail(fault)
			require.Contains(t, w.slash(w.pilot, w.copil, "/ecole importer", under), want)
			w.fake.ClearFaults()
		}
	})
}

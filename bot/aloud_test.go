package bot_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/bot/mattermosttest"
)

func TestSharing(t *testing.T) {
	t.Parallel()

	t.Run("is the bot's word, with who has shared it, and rings nobody", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.slash(w.pilot, w.copil, `/decision ajouter "Retenir trois écoles"`)
		w.deliver()
		require.Equal(t, "Shared in this channel, with what this channel may see.", w.slash(w.english, w.copil, "/decision list --share"))
		said := w.said(w.copil)
		require.Len(t, said, 2)
		require.Equal(t, "**Une décision**\nPartagé par @\u200bjane\n- **COPIL-2026-001** Retenir trois écoles (adoptée, 23/11/2026)\n\nPour le revoir : `/decision liste`",
			said[1].Message, "in the project's language")
		require.Empty(t, w.fake.Rings(said[1]))
		require.Empty(t, labels(said[1]))
	})

	t.Run("of what the channel may see", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		suivi := w.withSuivi()
		w.slash(w.pilot, suivi, `/decision ajouter "Fermer le portail"`)
		require.Contains(t, w.slash(w.pilot, w.copil, "/decision liste"), "SUIVI-2026-001")
		require.Contains(t, w.slash(w.pilot, w.copil, "/decision liste --partager"), "C'est partagé")
		require.NotContains(t, w.said(w.copil)[0].Message, "SUIVI")
		require.Contains(t, w.slash(w.pilot, w.copil, "/decision voir SUIVI-2026-001 --partager"), "je montre seulement ce que ce canal peut voir")
		require.Len(t, w.said(w.copil), 1)
		require.Contains(t, w.slash(w.pilot, suivi, "/decision liste --partager"), "C'est partagé")
		require.Contains(t, w.said(suivi)[0].Message, "SUIVI-2026-001")
	})

	t.Run("with its pictures", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.importing("UAI;Nom;Commune\n0940198E;Wallon A;Vitry\n0940573M;Wallon B;Thiais\n")
		require.Contains(t, w.slash(w.pilot, w.copil, "/ecole bilan --image --partager"), "C'est partagé")
		require.Empty(t, w.told(w.pilot), "they are for the channel")
		said := w.said(w.copil)
		require.Len(t, said, 1)
		require.Contains(t, said[0].Message, "Image mois par mois", "for who cannot see them")
		files := w.fake.Files(said[0])
		require.NotEmpty(t, files)
		require.Equal(t, "image/png", files[0].Type)
	})

	t.Run("not with pictures that cannot be sent", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.importing("UAI;Nom;Commune\n0940198E;Wallon A;Vitry\n0940573M;Wallon B;Thiais\n")
		w.fake.Fail(mattermosttest.Fault{Method: http.MethodPost, PathPrefix: "/api/v4/files", Mode: mattermosttest.Refuse, Status: http.StatusNotImplemented})
		require.Contains(t, w.slash(w.pilot, w.copil, "/ecole bilan --image --partager"), "Je ne peux pas écrire dans ce canal")
		require.Empty(t, w.said(w.copil))
	})

	t.Run("not where nobody else reads", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		direct := w.direct(w.pilot)
		require.Contains(t, w.slash(w.pilot, direct, "/decision liste --partager"), "ici personne d'autre ne lit")
		require.Empty(t, w.told(w.pilot))
	})

	t.Run("not where the bot may not look", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.fake.Fail(mattermosttest.Fault{Method: http.MethodGet, PathPrefix: "/api/v4/channels/" + w.copil.Id, Mode: mattermosttest.Refuse, Status: http.StatusForbidden})
		require.Contains(t, w.slash(w.pilot, w.copil, "/decision liste --partager"), "je ne suis pas dans ce canal")
	})

	t.Run("not where the bot may not write", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.fake.Fail(mattermosttest.Fault{Method: http.MethodPost, PathPrefix: postsPath, Mode: mattermosttest.Refuse, Status: http.StatusForbidden})
		require.Contains(t, w.slash(w.pilot, w.copil, "/decision liste --partager"), "Je ne peux pas écrire dans ce canal")
	})
}

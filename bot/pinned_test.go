package bot_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/scheduler"
)

// pinned are the registers that are pinned in a channel, as people read them.
func (w *world) pinned(c *model.Channel) []string {
	var texts []string
	for _, p := range w.fake.Posts(c.Id) {
		if p.IsPinned {
			texts = append(texts, read(p))
		}
	}
	return texts
}

// edits is how often a post was edited.
func (w *world) edits() int { return len(w.wire.seen(http.MethodPut, "/patch")) }

func TestRegisterIsPinnedUp(t *testing.T) {
	t.Parallel()

	t.Run("once, and edited when something has changed", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.courier.PinBoards(t.Context())
		require.Equal(t, []string{"**COPIL**, Comité de pilotage : le registre\nTenu à jour par Pilotent\nDernières décisions :\n- Aucune pour l'instant.\n\nPour tout voir : `/ent bilan`"}, w.pinned(w.copil))
		posts := len(w.fake.Posts(w.copil.Id))

		w.clock.Advance(2 * time.Hour)
		w.courier.PinBoards(t.Context())
		require.Zero(t, w.edits(), "nothing has changed")

		w.slash(w.pilot, w.copil, `/decision ajouter "Retenir @all trois écoles" --responsable @ien --échéance 24/11`)
		w.slash(w.pilot, w.copil, `/reunion planifier copil "18/12 14h"`)
		w.clock.Advance(72 * time.Hour)
		w.courier.PinBoards(t.Context())
		w.courier.PinBoards(t.Context())
		require.Equal(t, 1, w.edits())
		require.Len(t, w.fake.Posts(w.copil.Id), posts)
		now := w.pinned(w.copil)
		require.Len(t, now, 1)
		require.Contains(t, now[0], "Prochaine réunion : vendredi 18 décembre 2026 à 14 h (R-1)")
		require.Contains(t, now[0], "- **COPIL-2026-001** Retenir @\u200ball trois écoles")
		require.Contains(t, now[0], "En retard :\n- **COPIL-2026-001**")
		require.LessOrEqual(t, len(strings.Split(now[0], "\n")), 12)
		for _, p := range w.fake.Posts(w.copil.Id) {
			require.Empty(t, w.fake.Rings(p))
		}
	})

	t.Run("again, when somebody has taken it down", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.courier.PinBoards(t.Context())
		for _, p := range w.fake.Posts(w.copil.Id) {
			if p.IsPinned {
				_, err := w.client(w.fake.AdminToken).UnpinPost(t.Context(), p.Id)
				require.NoError(t, err)
			}
		}
		w.courier.PinBoards(t.Context())
		require.Empty(t, w.pinned(w.copil), "it is looked at once an hour")
		w.clock.Advance(time.Hour)
		w.courier.PinBoards(t.Context())
		require.Len(t, w.pinned(w.copil), 1)
	})

	t.Run("once by several processes, of which one may have been killed", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		for range 3 { // each knows nothing of what others have done
			scheduler.NewCourier(w.store, scheduler.NewComposer(w.service, w.catalog, w.Bot), w.Bot, scheduler.Options{Now: w.clock.Now}).PinBoards(t.Context())
			w.clock.Advance(time.Minute)
		}
		require.Len(t, w.pinned(w.copil), 1)
		require.Zero(t, w.edits())
	})

	t.Run("with what its channel may see", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		suivi := w.withSuivi()
		w.slash(w.pilot, suivi, `/decision ajouter "Fermer le portail"`)
		w.courier.PinBoards(t.Context())
		require.Contains(t, w.pinned(suivi)[0], "SUIVI-2026-001")
		require.Len(t, w.pinned(w.copil), 1)
		require.NotContains(t, w.pinned(w.copil)[0], "SUIVI")
	})

	for name, end := range map[string]string{"the committee ends": `/comite fermer COPIL --motif "Fini"`, "the project ends": `/ent clore --motif "Fini" --confirmer`} {
		t.Run("no more, when "+name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).withCopil()
			w.courier.PinBoards(t.Context())
			require.Len(t, w.pinned(w.copil), 1)
			w.slash(w.pilot, w.copil, end)
			w.courier.PinBoards(t.Context())
			require.Empty(t, w.pinned(w.copil))
		})
	}

	t.Run("nowhere the bot is shut out of", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.fake.LeaveChannel(w.account, w.copil)
		w.clock.Advance(time.Minute)
		w.courier.PinBoards(t.Context())
		require.Empty(t, w.pinned(w.copil))
		require.NotContains(t, w.journal.String(), "not pinned up")
	})
}

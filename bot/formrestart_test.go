package bot_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/bot/mattermosttest"
)

// A form that was open when the bot was started again, whose memory is its own.
func TestAFormSurvivesARestart(t *testing.T) {
	t.Parallel()
	opened := func(t *testing.T) (*world, *mattermosttest.OpenDialog) {
		w := newWorld(t).withCopil()
		w.slash(w.member, w.copil, "/decision ajouter")
		form := w.fake.Dialogs(w.member)[0]
		return w, &form
	}
	restart := func(w *world) { w.memory.(interface{ Forget() }).Forget() }

	t.Run("is sent, and its answer comes as a direct message", func(t *testing.T) {
		t.Parallel()
		w, form := opened(t)
		restart(w)
		status, reply := w.submit(submitted(form, w.member, retain()))
		require.Equal(t, http.StatusOK, status)
		require.Empty(t, reply.Error)
		w.Wait()
		require.Equal(t, 1, w.decisions())
		require.Len(t, w.told(w.member), 1)
		require.Contains(t, w.told(w.member)[0].Message, "COPIL-2026-001")
	})

	t.Run("serves once all the same", func(t *testing.T) {
		t.Parallel()
		w, form := opened(t)
		_, reply := w.submit(submitted(form, w.member, retain()))
		require.Empty(t, reply.Error)
		restart(w)
		_, reply = w.submit(submitted(form, w.member, retain()))
		require.Contains(t, plain(reply.Error), "expiré")
		w.Wait()
		require.Equal(t, 1, w.decisions())
	})

	t.Run("stays open when something was wrong", func(t *testing.T) {
		t.Parallel()
		w, form := opened(t)
		restart(w)
		_, reply := w.submit(submitted(form, w.member, map[string]any{"text": "", "committee": ""}))
		require.NotEmpty(t, plain(reply.Error)+plain(reply.Errors["text"]))
		restart(w)
		_, reply = w.submit(submitted(form, w.member, retain()))
		require.Empty(t, reply.Error)
		w.Wait()
		require.Equal(t, 1, w.decisions())
	})

	t.Run("is no longer taken after an hour", func(t *testing.T) {
		t.Parallel()
		w, form := opened(t)
		restart(w)
		w.clock.Advance(time.Hour + time.Second)
		_, reply := w.submit(submitted(form, w.member, retain()))
		require.Contains(t, plain(reply.Error), "expiré")
		require.Zero(t, w.decisions())
	})
}

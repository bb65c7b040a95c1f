package mattermosttest_test

import (
	"net/http"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"
)

// What a server of 11.6 answers was looked at by hand.
func TestFiles(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	c := f.client()
	direct, _, err := c.CreateDirectChannel(t.Context(), f.bot.Id, f.member.Id)
	require.NoError(t, err)
	upload := func(name string) string {
		up, r, err := c.UploadFile(t.Context(), []byte("%PDF-1.3"), direct.Id, name)
		require.NoError(t, err)
		require.Equal(t, http.StatusCreated, r.StatusCode)
		require.Len(t, up.FileInfos, 1)
		require.Equal(t, []any{name, "pdf", int64(8), "application/pdf", f.bot.Id}, []any{
			up.FileInfos[0].Name, up.FileInfos[0].Extension, up.FileInfos[0].Size, up.FileInfos[0].MimeType, up.FileInfos[0].CreatorId,
		})
		return up.FileInfos[0].Id
	}
	post := func(ids ...string) *model.Post {
		p, _, err := c.CreatePost(t.Context(), &model.Post{ChannelId: direct.Id, Message: "Voici", FileIds: ids})
		require.NoError(t, err)
		return p
	}
	first, second := upload("V-3-procès.pdf"), upload("V-4.pdf")

	t.Run("a post carries them", func(t *testing.T) {
		p := post(first, second)
		require.ElementsMatch(t, []string{first, second}, p.FileIds)
		require.Len(t, p.Metadata.Files, 2)
		require.Equal(t, p.Id, p.Metadata.Files[0].PostId)
		files := f.Files(p)
		require.ElementsMatch(t, []string{"V-3-procès.pdf", "V-4.pdf"}, []string{files[0].Name, files[1].Name})
		require.Equal(t, "%PDF-1.3", string(files[0].Data))
	})
	t.Run("those of another post, or of nobody, are left out without a word", func(t *testing.T) {
		require.Empty(t, post(first).FileIds)
		require.Empty(t, post(model.NewId()).FileIds)
	})
	t.Run("a channel of others takes none", func(t *testing.T) {
		f.JoinTeam(f.bot, f.team, false)
		_, _, err := c.UploadFile(t.Context(), []byte("x"), f.AddChannel(f.team, "autre", "P").Id, "x.md")
		requireStatus(t, http.StatusForbidden, "api.context.permissions.app_error", err)
		_, _, err = c.UploadFile(t.Context(), []byte("x"), "", "x.md")
		require.Error(t, err)
	})
}

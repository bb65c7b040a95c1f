package storage_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/storage"
	"pilotent/storage/storagetest"
)

// A column in which people stand, and that no holding knows, would be forgotten by who
// asks for their data, and by who takes a name out.
func TestEveryTextIsKnownToHoldSomebodyOrNobody(t *testing.T) {
	texts, err := open(t, "sqlite:"+storagetest.File(t)).Texts(t.Context())
	require.NoError(t, err)
	require.Greater(t, len(texts), 150)
	texts = slices.Clip(texts)
	require.Empty(t, storage.Unsorted(texts))

	for _, tc := range []struct{ texts, found []string }{
		{append(texts, "actions.watcher_id"), []string{"actions.watcher_id is in no holding, nor impersonal"}},
		{append(texts, "watchers.account"), []string{"watchers.account is in no holding, nor impersonal"}},
		{slices.DeleteFunc(slices.Clone(texts), func(c string) bool { return c == "actions.title" }), []string{"actions.title is gone"}},
	} {
		require.Equal(t, tc.found, storage.Unsorted(tc.texts))
	}
}

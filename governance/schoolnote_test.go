package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/record"
)

func TestStrikeNote(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	last := func() string {
		st, err := w.SchoolStatus(t.Context(), w.as(guest), wallonA)
		require.NoError(t, err)
		if st.LastNote == nil {
			return ""
		}
		return st.LastNote.Text
	}
	strike := func(u record.UserID, reason string) error {
		_, _, err := w.StrikeNote(t.Context(), w.as(u), wallonA, reason)
		return err
	}
	require.Equal(t, "school.no_note", keyOf(strike(pilot, "erreur")))
	for _, text := range []string{"directrice jointe", "pas la bonne école"} {
		_, err := w.NoteSchool(t.Context(), w.as(other), wallonA, text)
		require.NoError(t, err)
	}
	require.Equal(t, "text.empty", keyOf(strike(other, " ")))
	require.NoError(t, strike(other, "mauvaise école"), "its author, who is in no committee")
	require.Equal(t, "directrice jointe", last(), "the one before it stands")
	require.NoError(t, strike(member, "elle a changé"))
	require.Empty(t, last())
	require.Equal(t, "school.no_note", keyOf(strike(pilot, "erreur")))

	lines := w.history("school/0940198E")
	require.Equal(t, []string{"school.noted", "school.noted", "school.note_struck", "school.note_struck"}, w.changes("school/0940198E"))
	require.Equal(t, []any{"pas la bonne école", "mauvaise école", person(member)}, []any{lines[1].Note, lines[2].Note, lines[3].By}, "nothing is deleted")
}

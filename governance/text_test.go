package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/committee"
	"pilotent/governance/record"
)

func TestFold(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"L'Haÿ-les-Roses":       "l hay les roses",
		"  Jean  JAURÈS ":       "jean jaures",
		"Jaure\u0300s":          "jaures",
		"Cœur — Sacré":          "coeur sacre",
		"Joliot\u00adCurie":     "joliotcurie",
		"École n° 2 (bâtiment)": "ecole n 2 batiment",
		"Straße":                "strasse",
		"ÀÂÄÁÃÅ ÉÈÊË ÎÏÍÌ":      "aaaaaa eeee iiii",
		"ÔÖÓÒÕ ÙÛÜÚ ÇÑŸ Æ Œ":    "ooooo uuuu cny ae oe",
		"Čapek \xff Ж٣":         "čapek ж٣",
		"\u2019\u00a0!":         "",
		"":                      "",
	} {
		require.Equal(t, want, record.Fold(text), text)
		require.Equal(t, want, record.Fold(want), "folding again changes nothing")
	}
}

func TestDistance(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"abc", "", 3},
		{"vitry", "vitry", 0},
		{"vitry", "vitri", 1},
		{"vitry", "vitrry", 1},
		{"vitry", "vtry", 1},
		{"vitry", "virty", 1},
		{"jaurès", "jaures", 1},
		{"wallon", "valon", 2},
		{"ca", "abc", 3},
	} {
		require.Equal(t, tc.want, record.Distance(tc.a, tc.b), "%s %s", tc.a, tc.b)
		require.Equal(t, tc.want, record.Distance(tc.b, tc.a), "%s %s", tc.b, tc.a)
	}
}

func TestReferences(t *testing.T) {
	t.Parallel()
	t.Run("decisions are read in any case, with or without zeros", func(t *testing.T) {
		for text, want := range map[string]string{
			"COPIL-2026-001": "COPIL-2026-001", " copil-2026-1 ": "COPIL-2026-001", "c2-2026-0012": "C2-2026-012",
			"copil-2026-1234": "COPIL-2026-1234",
		} {
			got, err := committee.ParseDecisionRef(text)
			require.NoError(t, err, text)
			require.Equal(t, want, got)
		}
		for _, text := range []string{"", "COPIL", "COPIL-2026", "COPIL-26-1", "COPIL-2026-03-D01", "2026-001", "A-37", "COPIL-2026-x"} {
			_, err := committee.ParseDecisionRef(text)
			require.Equal(t, "decision", asError(t, err, record.Invalid, "decision.ref").Param)
		}
	})
	t.Run("numbers are read with or without their letter", func(t *testing.T) {
		for _, text := range []string{"A-37", "a37", "37", " a-37 "} {
			n, err := record.ParseRef("action", "A", text)
			require.NoError(t, err, text)
			require.Equal(t, 37, n)
		}
		for _, text := range []string{"", "A", "A-", "R-3", "A--3", "A-+3", "+3", "A-1.5", "A-99999999999999999999"} {
			_, err := record.ParseRef("action", "A", text)
			e := asError(t, err, record.Invalid, "ref")
			require.Equal(t, "A-12", e.Args["example"], text)
			require.Equal(t, "action", e.Param)
		}
		_, err := record.ParseRef("action", "A", "a-0")
		require.Equal(t, record.Args{"text": "a-0", "first": "A-1"}, asError(t, err, record.Invalid, "ref_none").Args)
		for _, text := range []string{"abc", "-1", "0", "- 3"} {
			_, err := record.ParseRef("after", "", text)
			require.Equal(t, "12", asError(t, err, record.Invalid, "ref").Args["example"], text)
		}
	})
}

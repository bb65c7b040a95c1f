package governance_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/record"
)

func TestParseUAI(t *testing.T) {
	t.Parallel()
	t.Run("real and invented codes are read", func(t *testing.T) {
		for _, code := range []record.UAI{
			"0750654D", "0752524L", "0920131T", "0490867B", "0491700G", "6200001G", "7200009X", "0999001W", "0999002X",
		} {
			got, err := record.ParseUAI(string(code))
			require.NoError(t, err)
			require.Equal(t, code, got)
		}
	})
	t.Run("case, blanks, dots and dashes do not matter", func(t *testing.T) {
		for _, s := range []string{"0940198e", "094 0198 E", " 0940198E\t", "094-0198-e", "094.0198.E", "094\u00a00198\u202fE", "940198E", "94 0198 e", "\u200b0940198E"} {
			got, err := record.ParseUAI(s)
			require.NoError(t, err, "%q", s)
			require.Equal(t, wallonA, got, "%q", s)
		}
	})
	t.Run("a wrong letter names the expected one", func(t *testing.T) {
		_, err := record.ParseUAI("0910001a")
		e := asError(t, err, record.Invalid, "uai.letter")
		require.Equal(t, record.Args{"text": "0910001A", "number": "0910001", "found": "A", "expected": "G"}, e.Args)
	})
	t.Run("what is no code is malformed", func(t *testing.T) {
		for _, s := range []string{
			"", "0940198", "40198E", "00940198E", "0940198EE", "O940198E", "094O198E", "0940198É", "E0940198", "0940198 5", "wallon",
		} {
			_, err := record.ParseUAI(s)
			asError(t, err, record.Invalid, "uai.malformed")
		}
	})
	t.Run("each number has exactly one of 23 letters, never I, O or Q", func(t *testing.T) {
		const letters = "ABCDEFGHJKLMNPRSTUVWXYZ"
		for n := 940000; n < 940000+2*len(letters); n++ {
			var accepted string
			for c := 'A'; c <= 'Z'; c++ {
				if _, err := record.ParseUAI(fmt.Sprintf("%07d%c", n, c)); err == nil {
					accepted += string(c)
				}
			}
			require.Equal(t, string(letters[n%23]), accepted, n)
		}
	})
}

func FuzzParseUAI(f *testing.F) {
	for _, s := range []string{"0940198E", "094 0198 e", "0910001A", "", "ſ", "0940198\u017f", "\xff", "12345678"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		uai, err := record.ParseUAI(s)
		if err != nil {
			require.Empty(t, uai)
			require.Equal(t, record.Invalid, record.CodeOf(err))
			return
		}
		require.Len(t, string(uai), 8)
		require.Equal(t, strings.ToUpper(string(uai)), string(uai))
		again, err := record.ParseUAI(string(uai))
		require.NoError(t, err)
		require.Equal(t, uai, again)
	})
}

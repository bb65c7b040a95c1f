package codec_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/codec"
)

type inner struct {
	Days int `json:"days,omitempty"`
}

type form struct {
	Version int     `json:"Version"`
	Name    string  `json:"Name"`
	Inner   *inner  `json:"Inner"`
	List    []inner `json:"List"`
	At      moment  `json:"At,omitzero"`
}

// moment is read out of a text, or not.
type moment struct{ time.Time }

func TestWrite(t *testing.T) {
	t.Parallel()
	text, err := codec.Write(3, form{Version: 7, Name: "é<", List: []inner{{2}}})
	require.NoError(t, err)
	require.Equal(t, `{"form":3,"Version":7,"Name":"é\u003c","Inner":null,"List":[{"days":2}]}`, text)
	_, err = codec.Write(1, struct{ F func() }{})
	require.Error(t, err)
}

func TestReadIsWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	want := form{Version: 7, Name: "x", Inner: &inner{Days: 4}, List: []inner{{2}}}
	for _, tc := range []struct {
		name, text string
		version    int
		problem    codec.Problem
		field      string
	}{
		{name: "a version", text: `{"form":3,"Version":7,"Name":"x","Inner":{"days":4},"List":[{"days":2}]}`, version: 3},
		{name: "none, where a field has its name", text: `{"Version":7,"Name":"x","Inner":{"days":4},"List":[{"days":2}]}`},
		{name: "in another order, with spaces", text: ` {"Name":"x", "List":[{"days":2}], "Inner":{"days":4}, "Version":7, "form":1 } `, version: 1},
		{name: "a field too much", text: `{"form":1,"Version":7,"Name":"x","Inner":null,"List":null,"More":1}`, version: 1, problem: codec.Unknown, field: "More"},
		{name: "too much of a list's item", text: `{"Version":7,"Name":"x","List":[{"days":2},{"weeks":2}]}`, problem: codec.Unknown, field: "List[1].weeks"},
		{name: "in other letters", text: `{"form":1,"version":7,"Name":"x","Inner":null,"List":null}`, version: 1, problem: codec.Unknown, field: "version"},
		{name: "twice, in other letters", text: `{"Version":7,"version":8,"Name":"x"}`, problem: codec.Malformed, field: "Version"},
		{name: "too little", text: `{"form":1,"Version":7,"Inner":null,"List":null}`, version: 1, problem: codec.Missing, field: "Name"},
		{name: "null where something must be", text: `{"form":1,"Version":null,"Name":"x","Inner":null,"List":null}`, version: 1, problem: codec.Malformed, field: "Version"},
		{name: "a number that is a text", text: `{"form":1,"Version":"7","Name":"x","Inner":null,"List":null}`, version: 1, problem: codec.Malformed, field: "Version"},
		{name: "two versions", text: `{"form":1,"form":2,"Version":7,"Name":"x","Inner":null,"List":null}`, version: 1, problem: codec.Malformed, field: "form"},
		{name: "a text of another kind", text: `{"form":1,"Version":7,"Name":"x","Inner":null,"List":null,"At":"Coupures"}`, version: 1, problem: codec.Malformed},
		{name: "a list that is none", text: `{"Version":7,"List":{}}`, problem: codec.Malformed, field: "List"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			text, wrong := codec.Open(tc.text)
			require.Nil(t, wrong)
			require.Equal(t, tc.version, text.Version)
			got, wrong := codec.Read[form](text)
			if tc.problem == "" {
				require.Nil(t, wrong)
				require.Equal(t, want, got)
				return
			}
			require.NotNil(t, wrong)
			require.Equal(t, []any{tc.problem, tc.field}, []any{wrong.Problem, wrong.Field})
			require.Contains(t, wrong.Error(), tc.field)
			require.NotContains(t, wrong.Error(), "Coupures", "what people wrote is not repeated")
		})
	}
	t.Run("what an earlier program has not written is zero, in version 0 only", func(t *testing.T) {
		t.Parallel()
		text, wrong := codec.Open(`{"Version":7}`)
		require.Nil(t, wrong)
		got, wrong := codec.Read[form](text)
		require.Nil(t, wrong)
		require.Equal(t, form{Version: 7}, got)
	})
	for _, text := range []string{"", "null", "[]", "x", `{"a":1`, `{"a":1}{}`, `{"form":1.5}`, `{"form":-1}`, `{"form":"1"}`, `{"form":0}`, `{"form":null}`} {
		t.Run("no text: "+text, func(t *testing.T) {
			t.Parallel()
			_, wrong := codec.Open(text)
			require.NotNil(t, wrong)
			require.Equal(t, codec.Malformed, wrong.Problem)
		})
	}
}

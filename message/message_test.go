package message_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"pilotent/message"
)

func TestMarkdown(t *testing.T) {
	for name, tc := range map[string]struct {
		blocks   []message.Block
		markdown string
	}{
		"nothing":                {nil, ""},
		"a paragraph":            {[]message.Block{message.Paragraph("a\nb")}, "a\nb"},
		"a list":                 {[]message.Block{message.List{"a", "b"}}, "- a\n- b"},
		"a table":                {[]message.Block{message.Table{Head: []message.Text{"A", "B"}, Rows: [][]message.Text{{"1", "x|y"}, {"2", ""}}}}, "| A | B |\n|:--|:--|\n| 1 | x\\|y |\n| 2 |  |"},
		"blocks apart":           {[]message.Block{message.Paragraph("a"), message.List{"b"}, message.Paragraph("c")}, "a\n\n- b\n\nc"},
		"without empty blocks":   {[]message.Block{message.Paragraph(""), nil, message.List{}, message.Table{Head: []message.Text{"A"}}, message.Paragraph("a")}, "a"},
		"lines of a paragraph":   {[]message.Block{message.Lines("a", "", "b")}, "a\nb"},
		"no line of a paragraph": {[]message.Block{message.Lines("", "")}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, tc.markdown, message.Say(tc.blocks...).Markdown())
		})
	}
}

func TestAMessageCanBeBuiltUponTwice(t *testing.T) {
	base := message.Say(message.Paragraph("a"), message.Paragraph("b"), message.Paragraph("c"))
	first := base.With(message.Paragraph("first"))
	second := base.With(message.Paragraph("second"))
	require.Equal(t, "a\n\nb\n\nc", base.Markdown())
	require.Equal(t, "a\n\nb\n\nc\n\nfirst", first.Markdown())
	require.Equal(t, "a\n\nb\n\nc\n\nsecond", second.Markdown())
}

func TestWithKeepsButtonsAndForm(t *testing.T) {
	m := message.Message{Buttons: []message.Button{{Label: "Oui", Command: "/ent"}}, Form: &message.Form{}, Failed: true}
	m = m.With(message.Paragraph("a"))
	require.Len(t, m.Buttons, 1)
	require.NotNil(t, m.Form)
	require.True(t, m.Failed)
}

func TestTheLeadOfAMessageStandsAlone(t *testing.T) {
	m := message.Say(message.Paragraph("1\n2"), message.List{"3"})
	m.Title = "Titre"
	for name, tc := range map[string]struct {
		m          message.Message
		lead, rest string
	}{
		"of several lines":      {m, "1", "2\n\n- 3"},
		"of one":                {message.Say(message.Paragraph("1"), message.List{"2"}), "1", "- 2"},
		"a list has none":       {message.Say(message.List{"1"}), "", "- 1"},
		"nor has what is empty": {message.Message{}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			lead, rest := tc.m.Lead()
			require.Equal(t, tc.lead, string(lead))
			require.Equal(t, tc.rest, rest.Markdown())
			require.Equal(t, tc.m.Title, rest.Title)
		})
	}
	require.Equal(t, "1\n2\n\n- 3", m.Markdown(), "it is left as it was")
}

func TestFactsAndWhatToTypeComeLast(t *testing.T) {
	m := message.Say(message.Paragraph("1"))
	m.Facts = []message.Fact{{"Durée :", "2 h"}, {"Lieu :", "Vitry"}, {"En retard :", "- A"}, {"Note :", "b"}}
	m.Ways = "Pour voir : `/action`"
	m.Buttons = []message.Button{{Label: "Vu", Typed: "Vu : `/rappel vu A-1`"}, {Label: "Autre"}}
	require.Equal(t, "1\n\nDurée : 2 h\nLieu : Vitry\n\nEn retard :\n- A\n\nNote : b\n\nPour voir : `/action`\nVu : `/rappel vu A-1`", m.Markdown())
}

func TestShorten(t *testing.T) {
	const note = "… trop long"
	line := strings.Repeat("é", 99) + "\n"
	for name, tc := range map[string]struct{ text, want string }{
		"what fits to the last character stays": {strings.Repeat("é", message.MaxLength), strings.Repeat("é", message.MaxLength)},
		"one more is cut":                       {strings.Repeat("é", message.MaxLength+1), strings.Repeat("é", message.MaxLength-2-11) + "\n\n" + note},
		"lines are not cut":                     {strings.Repeat(line, 200), strings.TrimSuffix(strings.Repeat(line, 163), "\n") + "\n\n" + note},
		"nothing":                               {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := message.Shorten(tc.text, note)
			require.Equal(t, tc.want, got)
			require.LessOrEqual(t, utf8.RuneCountInString(got), 16383, "wire: rest-post-too-long")
		})
	}
}

func TestTheHeadOfAMessage(t *testing.T) {
	table := message.Table{Head: []message.Text{"a"}, Rows: [][]message.Text{{"b"}, {"c"}}}
	m := message.Say(message.Paragraph("1\n2"), message.List{"3", "4", "5"}, message.Paragraph("6\n7"))
	for lines, want := range map[int]string{
		1: "1", 2: "1\n2", 3: "1\n2\n\n- 3", 4: "1\n2\n\n- 3\n- 4", 5: "1\n2\n\n- 3\n- 4\n- 5", 6: "1\n2\n\n- 3\n- 4\n- 5\n\n6",
	} {
		head, longer := m.Head(lines)
		require.True(t, longer, lines)
		require.Equal(t, want, head.Markdown(), lines)
	}
	head, longer := m.Head(7)
	require.False(t, longer)
	require.Equal(t, m, head)
	require.Equal(t, 3, len(m.Blocks), "it is left as it was")

	head, longer = message.Say(message.Paragraph("1"), table, message.Paragraph("2")).Head(2)
	require.True(t, longer)
	require.Equal(t, message.Say(message.Paragraph("1"), table), head, "a table is shown whole")
	_, longer = message.Say(message.Paragraph("1"), table).Head(2)
	require.False(t, longer)
}

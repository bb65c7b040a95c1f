package message_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"pgregory.net/rapid"

	"pilotent/message"
)

func TestQuoteRingsNobody(t *testing.T) {
	const mark = "\u200b"
	for name, tc := range map[string]struct{ typed, quoted string }{
		"everybody":                            {"@all, venez", "@" + mark + "all, venez"},
		"the channel, in capitals":             {"voir @CHANNEL", "voir @" + mark + "CHANNEL"},
		"who is here":                          {"(@here)", "(@" + mark + "here)"},
		"somebody":                             {"@marie.dupont et @j_l", "@" + mark + "marie.dupont et @" + mark + "j_l"},
		"in the middle of a word":              {"a@all.fr", "a@" + mark + "all.fr"},
		"twice":                                {"@@all", "@@" + mark + "all"},
		"the wide sign":                        {"＠all", "@" + mark + "all"},
		"a letter that lowers to an ASCII one": {"@\u212aevin", "@" + mark + "\u212aevin"},
		"Slack's everybody":                    {"<!all> <!channel|x> <!here>", "<" + mark + "!all> <" + mark + "!channel\\|x> <" + mark + "!here>"},
		"Slack's user":                         {"<@U123> <#C1>", "<" + mark + "@" + mark + "U123> <" + mark + "#C1>"},
		"an image":                             {"![x](https://e.fr/x.png)", "!\\[x](https://e.fr/x.png)"},
		"a line break":                         {"un\n# deux\r\n\ttrois", "un # deux trois"},
		"broken UTF-8":                         {"a\xffb", "a\uFFFDb"},
		"an @ alone":                           {"12 @ 3 €", "12 @ 3 €"},
		"stars, and a link that hides another": {"**gras** [lien](https://e.fr)", "\\*\\*gras\\*\\* \\[lien](https://e.fr)"},
		"a table's border":                     {`a\|b`, `a\\\|b`},
		"a tag and an entity":                  {"<b>x</b> &lt; &#42;", "<" + mark + "b>x<" + mark + "/b> &" + mark + "lt; &" + mark + "#42;"},
		"what turns the writing round":         {"a\u202egpj.exe\u2066 b\u200f", "agpj.exe b"},
		"a heading":                            {"# 1", "\\# 1"},
		"an item":                              {"1. un", "1\\. un"},
		"a dash":                               {"- un", "\\- un"},
		"a fence":                              {"```go", "\\`\\`\\`go"},
		"a stroke":                             {"~~non~~", "\\~\\~non\\~\\~"},
		"a formula":                            {"$a$", "&#36;a&#36;"},
		"a room and its floor":                 {"Salle n° 3 *(1er étage)*", "Salle n° 3 \\*(1er étage)\\*"},
		// Nothing of what people write every day is touched.
		"names":        {"R_1, fichier_de_la_classe.pdf, B-2", "R_1, fichier_de_la_classe.pdf, B-2"},
		"prices":       {"12,50 € (soit 3 * 4 + 0,50), 5 $, -5 %", "12,50 € (soit 3 * 4 + 0,50), 5 $, -5 %"},
		"an address":   {"voir https://e.fr/_a_/b_~c?d=1&e=2.", "voir https://e.fr/_a_/b_~c?d=1&e=2."},
		"a folder":     {`C:\Users\ien`, `C:\Users\ien`},
		"a channel":    {"~copil #urgent", "~copil #urgent"},
		"a comparison": {"1 < 2 & 3 > 2", "1 < 2 & 3 > 2"},
		"the rest":     {"L'été « à 14 h », d'accord ? 1) oui ; n° 2 : non !", "L'été « à 14 h », d'accord ? 1) oui ; n° 2 : non !"},
		"nothing":      {" \n\u00a0", ""},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, message.Text(tc.quoted), message.Quote(tc.typed))
		})
	}
}

func TestUnquoteTakesOutTheMarksOnly(t *testing.T) {
	require.Equal(t, "Voir @all et ![x]", message.Unquote(string(message.Quote("Voir @all et ![x]"))))
	require.Equal(t, "0940198E", message.Unmark("\ufeff0940\u200b198\u2060E"))
	require.Equal(t, "👩\u200d🏫 \u00a0x", message.Unquote("👩\u200d🏫 \u00a0x"))
}

// rings is what the server takes for a mention or a broadcast.
var rings = regexp.MustCompile(`[@＠][\pL\pN_]|<[!@#]`)

// shows is what remains of a text for who reads it.
func shows(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", r) || unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.ReplaceAll(message.Unmark(strings.Join(strings.Fields(s), " ")), "＠", "@")
}

// page is what a reader of GitHub's Markdown makes of a message: its texts, one
// a block or cell, and all that is no plain text in it.
type page struct{ texts, markup []string }

func read(markdown string) page {
	source := []byte(markdown)
	var p page
	document := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(source))
	_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Document, *ast.List, *ast.ListItem, *east.Table, *east.TableHeader, *east.TableRow:
		case *ast.Paragraph, *ast.TextBlock, *east.TableCell:
			p.texts = append(p.texts, "")
		case *ast.Text:
			value := n.Segment.Value(source)
			if !n.IsRaw() {
				value = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(value)))
			}
			last := &p.texts[len(p.texts)-1]
			if *last += string(value); n.SoftLineBreak() {
				p.texts = append(p.texts, "")
			}
		case *ast.AutoLink: // shows where it leads to
			p.texts[len(p.texts)-1] += string(n.Label(source))
			if to := string(n.URL(source)); !strings.HasSuffix(to, string(n.Label(source))) {
				p.markup = append(p.markup, "link to "+to)
			}
		default:
			p.markup = append(p.markup, n.Kind().String())
		}
		return ast.WalkContinue, nil
	})
	return p
}

// nasty are the pieces that texts are made of.
var nasty = strings.Split("a b é 1 _ _ * ** ` ``` ~ ~~ [ ] ( ) ![ ]( ]: < > </ <b> <!-- <! <@ & &lt; &#42; | \\| \\ # ## - + = == --- :-- 1. 2) $ ! @ @all ＠ http://e.fr https://e.fr/_a_ www.e.fr/*a a@b.fr . , ; : ' \" \u202e \u2066 \u200b \u200f \t \n {{ }} ^ % / [\u00a0\u00a0] [x]", " ")

func typed() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(append(nasty, " ", " ")), 1, 12).Draw(t, "pieces"), "")
	})
}

func TestWhatIsTypedBecomesNoMarkup(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one, other := typed().Draw(t, "one"), typed().Draw(t, "other")
		if shows(one) == "" || shows(other) == "" {
			return
		}
		a, b := message.Quote(one), message.Quote(other)
		for name, tc := range map[string]struct {
			block message.Block
			texts []string
		}{
			"paragraph": {message.Paragraph(a), []string{shows(one)}},
			"lines":     {message.Lines(a, b), []string{shows(one), shows(other)}},
			"within":    {message.Paragraph("Noté : " + a + ", par " + b), []string{shows("Noté : "+one) + ", par " + shows(other)}},
			"list":      {message.List{a, b}, []string{shows(one), shows(other)}},
			"table":     {message.Table{Head: []message.Text{"A", "B"}, Rows: [][]message.Text{{a, b}}}, []string{"A", "B", shows(one), shows(other)}},
		} {
			markdown := message.Say(tc.block).Markdown()
			p := read(markdown)
			if len(p.markup) > 0 {
				t.Fatalf("%s: %q has %v", name, markdown, p.markup)
			}
			for i := range p.texts {
				p.texts[i] = shows(p.texts[i])
			}
			if !slices.Equal(tc.texts, p.texts) {
				t.Fatalf("%s: %q shows %q, not %q", name, markdown, p.texts, tc.texts)
			}
		}
	})
}

func FuzzQuote(f *testing.F) {
	for _, seed := range []string{"@all", "<!all>", "![x](y)", "@\u200b@all", "!\u200b[", "<\u2060!here>", "\xff@a", "@\ufeffa", "a\u00a0b", `a\|b\`, "1. *_`~[$<b>&lt;"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		quoted := message.Quote(s)
		require.True(t, utf8.ValidString(string(quoted)))
		require.NotRegexp(t, rings, quoted)
		require.NotContains(t, quoted, "\n")
		require.Equal(t, strings.TrimSpace(string(quoted)), string(quoted))
		require.Equal(t, shows(s), shows(message.Unquote(string(quoted))), "nothing is lost")
		if message.Unmark(s) == s {
			require.Equal(t, quoted, message.Quote(message.Unquote(string(quoted))), "what is copied from the chat is quoted as before")
		}
	})
}

func TestEscapeKeepsABoxToTick(t *testing.T) {
	require.Equal(t, "[   ]  oui", message.Escape("[   ]  oui"))
	require.Equal(t, `\[  ](https://e.fr)`, message.Escape("[  ](https://e.fr)"))
}

func TestCodeShowsNoBackslash(t *testing.T) {
	for typed, want := range map[string]string{
		"*a*":   "tapez `/x *a*`, et non \\*a\\*",
		"a|b":   "tapez `/x a|b`, et non a\\|b",
		"a`b`c": "tapez `/x a'b'c`, et non a\\`b\\`c",
		`\`:     "tapez `/x \\\u200b`, et non \\\\",
		"5$ $":  "tapez `/x 5$ $`, et non 5&#36; &#36;",
	} {
		quoted := string(message.Quote(typed))
		require.Equal(t, want, message.Code("tapez `/x "+quoted+"`, et non "+quoted))
		require.Equal(t, want, message.Code(message.Code(want)))
	}
}

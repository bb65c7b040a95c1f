package message_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

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
		"Slack's everybody":                    {"<!all> <!channel|x> <!here>", "<" + mark + "!all> <" + mark + "!channel|x> <" + mark + "!here>"},
		"Slack's user":                         {"<@U123> <#C1>", "<" + mark + "@" + mark + "U123> <" + mark + "#C1>"},
		"an image":                             {"![x](https://e.fr/x.png)", "!" + mark + "[x](https://e.fr/x.png)"},
		"a line break":                         {"un\n# deux\r\n\ttrois", "un # deux trois"},
		"broken UTF-8":                         {"a\xffb", "a\uFFFDb"},
		"an @ alone":                           {"12 @ 3 €", "12 @ 3 €"},
		"the rest":                             {"L'été « à 14 h », **gras** [lien](https://e.fr)", "L'été « à 14 h », **gras** [lien](https://e.fr)"},
		"nothing":                              {" \n\u00a0", ""},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, message.Text(tc.quoted), message.Quote(tc.typed))
		})
	}
}

func TestUnquoteTakesOutTheMarksOnly(t *testing.T) {
	require.Equal(t, "Voir @all et ![x]", message.Unquote(string(message.Quote("Voir @all et ![x]"))))
	require.Equal(t, "0940198E", message.Unquote("\ufeff0940\u200b198\u2060E"))
	require.Equal(t, "👩\u200d🏫 \u00a0x", message.Unquote("👩\u200d🏫 \u00a0x"))
}

func TestMentionRings(t *testing.T) {
	require.Equal(t, message.Text("@marie"), message.Mention("marie"))
}

// rings is what the server takes for a mention, a broadcast or an image.
var rings = regexp.MustCompile(`[@＠][\pL\pN_]|<[!@#]|!\[`)

func FuzzQuote(f *testing.F) {
	for _, seed := range []string{"@all", "<!all>", "![x](y)", "@\u200b@all", "!\u200b[", "<\u2060!here>", "\xff@a", "@\ufeffa", "a\u00a0b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		quoted := message.Quote(s)
		require.True(t, utf8.ValidString(string(quoted)))
		require.NotRegexp(t, rings, quoted)
		require.NotContains(t, quoted, "\n")
		require.Equal(t, strings.TrimSpace(string(quoted)), string(quoted))
		require.Equal(t, quoted, message.Quote(string(quoted)), "what is quoted twice is quoted once")
		if message.Unquote(s) == s {
			require.Equal(t, quoted, message.Quote(message.Unquote(string(quoted))), "what is copied from the chat is quoted as before")
		}
	})
}

package grammar_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pilotent/commands/grammar"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/message"
)

// valueOf draws what people may give for a parameter.
func valueOf(t *rapid.T, p param) string {
	switch p.Kind {
	case grammar.Choice:
		o := rapid.SampledFrom(p.Choices).Draw(t, "choice")
		return rapid.SampledFrom(append([]string{o.Value}, o.Words...)).Draw(t, "word")
	case grammar.Flag:
		return "true"
	case grammar.Date:
		return rapid.SampledFrom([]string{"15/12", "vendredi", "15 décembre", "dans 2 semaines"}).Draw(t, "date")
	case grammar.PastDate:
		return rapid.SampledFrom([]string{"hier", "lundi dernier", "20/11/2026"}).Draw(t, "past date")
	case grammar.Moment:
		return rapid.SampledFrom([]string{"18/12 14h", "jeudi à 14:30"}).Draw(t, "moment")
	case grammar.Duration:
		return rapid.SampledFrom([]string{"2h", "1 h 30", "45 min"}).Draw(t, "duration")
	case grammar.Person:
		return rapid.StringMatching(`@[a-z]{2,8}(, @[a-z]{2,8})?`).Draw(t, "person")
	default:
		return rapid.StringMatching(`[A-Za-zéÀ0-9]([A-Za-zéÀ0-9 ,;:=«»'’/@—-]{0,20}[a-z0-9])?`).Draw(t, "text")
	}
}

// Forms, buttons and typed commands end in the same handler with the same
// arguments (DESIGN §4).
func TestAFormAndALineComeToTheSameArguments(t *testing.T) {
	l := language(t)
	reader, p := monday(t), printer(t, i18n.French)
	var commands []*command
	for _, n := range l.Nouns() {
		commands = append(commands, n.Commands...)
	}
	rapid.Check(t, func(t *rapid.T) {
		cmd := rapid.SampledFrom(commands).Draw(t, "command")
		submitted := grammar.Raw{}
		options := []string{"/" + cmd.Path()}
		for _, param := range cmd.Params {
			if !param.Required && rapid.Bool().Draw(t, "left out") {
				continue
			}
			value := valueOf(t, param)
			submitted[param.English] = []string{value}
			option := "--" + rapid.SampledFrom([]string{param.Name, param.English}).Draw(t, "name")
			if param.Kind != grammar.Flag {
				option += rapid.SampledFrom([]string{" ", "=", ":"}).Draw(t, "sign") + `"` + value + `"`
			}
			options = append(options, option)
		}
		line := strings.Join(append(options[:1:1], rapid.Permutation(options[1:]).Draw(t, "order")...), " ")

		parsed, raw, err := parse(l, line)
		require.NoError(t, err, line)
		require.Equal(t, cmd.Path(), parsed.Path())
		typed, err := bound(parsed, raw, reader)
		require.NoError(t, err, line)

		again, shown, err := parse(l, cmd.Line(p, raw))
		require.NoError(t, err, cmd.Line(p, raw))
		require.Equal(t, cmd.Path(), again.Path())
		require.Equal(t, raw, shown, "the line that is shown says the same: %s", cmd.Line(p, raw))

		filled, err := bound(cmd, submitted, reader)
		require.NoError(t, err)
		require.Equal(t, filled, typed, line)

		asShown := grammar.Raw{}
		for _, f := range cmd.Form(p, raw, reader.Now).Fields {
			asShown[f.Name] = []string{f.Default}
		}
		confirmed, err := bound(cmd, asShown, reader)
		require.NoError(t, err)
		require.Equal(t, typed, confirmed, "a form that is sent as it was shown changes nothing")
	})
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`/ecole etape wallon a vitry en usage --motif "Budget"`, `/ecole note wallon a vitry "texte"`,
		`/reunion planifier copil "18/12 14h" --duree 2h --lieu "Mairie de Vitry"`, `/decision « Retenir »`,
		`/decision ajouter x --ecoles 0940198E, "a b", c —comite=copil`, `comite:"a b"`, "/ent ?", "/", "—", `"`, "“x\"", "--",
		"/action creer\u00a0Former --pour @a @b --echeance 15 décembre", "/decision \xff\xfe --\xff", "/comite rythme , ;", "/ecole a:\"b", "a: =«",
	} {
		f.Add(seed)
	}
	l, p, reader := language(f), printer(f, i18n.French), monday(f)
	f.Fuzz(func(t *testing.T, line string) {
		var domain *record.Error
		cmd, raw, err := parse(l, line)
		if err != nil {
			require.True(t, errors.As(err, &domain), "%v", err)
			text, _ := p.Error(err)
			require.NotContains(t, text, "⟦error.")
		} else {
			for name := range raw {
				require.True(t, len(raw[name]) > 0)
			}
			require.Len(t, cmd.Form(p, raw, reader.Now).Fields, len(cmd.Params))
			var missing *grammar.MissingError
			_, err = bound(cmd, raw, reader)
			require.True(t, err == nil || errors.As(err, &missing) || errors.As(err, &domain), "%v", err)
		}

		// What stands between quotes comes back as it is.
		if strings.Contains(line, `"`) || message.Unmark(line) != line || !utf8.ValidString(line) {
			return
		}
		cmd, raw, err = parse(l, `/decision ajouter "`+line+`"`)
		require.NoError(t, err)
		require.Equal(t, "decision ajouter", cmd.Path())
		require.Equal(t, grammar.Raw{"text": {strings.TrimSpace(line)}}, raw)
	})
}

package when_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/commands/when"
)

// typed is a phrase of testdata/phrases.txt.
type typed struct{ now, kind, lang, text, want string }

func typedPhrases(t *testing.T) []typed {
	t.Helper()
	file, err := os.ReadFile("testdata/phrases.txt")
	require.NoError(t, err)
	var all []typed
	now := ""
	for line := range strings.Lines(string(file)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if today, ok := strings.CutPrefix(line, "now "); ok {
			now = today
			continue
		}
		column := strings.Split(line, " | ")
		require.Len(t, column, 4, line)
		all = append(all, typed{now, column[0], column[1], column[2], column[3]})
	}
	return all
}

// read is what a phrase was read as, "asked" for what must be asked back.
func (p typed) read(t *testing.T) (read string, candidates []string) {
	t.Helper()
	r := reader(t, p.now, "Europe/Paris", p.lang)
	var err error
	switch p.kind {
	case "moment":
		var at when.Moment
		if at, err = r.Moment(p.text); err == nil && !at.Twice {
			read = at.Format("2006-01-02 15:04")
		}
		if at.Lasts > 0 {
			read += " for " + at.Lasts.String()
		}
	case "day", "past":
		var d when.Day
		if p.kind == "day" {
			d, err = r.Date(p.text)
		} else {
			d, err = r.PastDate(p.text)
		}
		read = d.String()
	case "length":
		var d time.Duration
		d, err = r.Duration(p.text)
		read = d.String()
	default:
		t.Fatal(p.kind)
	}
	if err == nil && read != "" {
		return read, nil
	}
	if asked, ok := errors.AsType[*when.Error](err); ok {
		_, proposed, _ := strings.Cut(question(t, r, p.text, asked), ": ")
		if proposed != "" {
			candidates = strings.Split(proposed, ", ")
		}
	}
	return "asked", candidates
}

// 95 in a hundred of what people type is read as they mean it, or asked where
// they would have to be asked; of the rest, nothing is read as something else.
func TestWhatPeopleTypeIsReadOrAsked(t *testing.T) {
	all := typedPhrases(t)
	require.GreaterOrEqual(t, len(all), 100)
	var right int
	var left []string
	for _, p := range all {
		want, proposed, _ := strings.Cut(p.want, "asked ")
		if proposed != "" {
			want = "asked"
		}
		read, candidates := p.read(t)
		require.Contains(t, []string{want, "asked"}, read, "%s %q is read wrong in silence", p.kind, p.text)
		if read == want && (proposed == "" || proposed == strings.Join(candidates, ", ")) {
			right++
		} else {
			left = append(left, p.kind+" "+p.text+": "+read+" "+strings.Join(candidates, ", "))
		}
	}
	t.Logf("%d of %d; left: %s", right, len(all), strings.Join(left, "\n"))
	require.GreaterOrEqual(t, right*100, len(all)*95)
}

// One word that is not understood, wherever it stands, makes a question of all.
func TestNoWordOfWhatPeopleTypeIsDropped(t *testing.T) {
	for _, p := range typedPhrases(t) {
		words := strings.Fields(p.text)
		for i := range len(words) + 1 {
			more := p
			more.text = strings.Join(slices.Concat(words[:i], []string{"mairie"}, words[i:]), " ")
			read, candidates := more.read(t)
			require.Equal(t, "asked", read, more.text)
			require.Empty(t, candidates, more.text)
		}
	}
}

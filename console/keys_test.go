package console_test

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"pilotent/console"
)

// What terminals send for a key, and what golang.org/x/term reads.
func TestKeysOfEveryTerminal(t *testing.T) {
	t.Parallel()
	const home, end, up, deletes, wordBack, wordOn = "\x1b[H", "\x1b[F", "\x1b[A", "\x1b[3~", "\x1b[1;3D", "\x1b[1;3C"
	for name, c := range map[string]struct{ sent, read string }{
		"Home of xterm":                      {"\x1b[H", home},
		"Home of xterm, application keys":    {"\x1bOH", home},
		"Home of the Linux console and tmux": {"\x1b[1~", home},
		"Home of rxvt":                       {"\x1b[7~", home},
		"End of xterm":                       {"\x1b[F", end},
		"End of xterm, application keys":     {"\x1bOF", end},
		"End of the Linux console and tmux":  {"\x1b[4~", end},
		"End of rxvt":                        {"\x1b[8~", end},
		"an arrow, application keys":         {"\x1bOA", up},
		"Delete":                             {"\x1b[3~", deletes},
		"Ctrl and an arrow of xterm":         {"\x1b[1;5D\x1b[1;5C", wordBack + wordOn},
		"Alt and b, Alt and f":               {"\x1bb\x1bf", wordBack + wordOn},
		"F1 of xterm":                        {"a\x1bOPb", "ab"},
		"F1 of the Linux console":            {"\x1b[[A", "\x1b[[A"},
		"Page up, which x/term passes over":  {"\x1b[5~", "\x1b[5~"},
		"characters":                         {"/école \t\r\x04\x01", "/école \t\r\x04\x01"},
		"keys in a text":                     {"a\x1b[1~b\x1b[4~c", "a" + home + "b" + end + "c"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for how, in := range map[string]io.Reader{
				"at once":      strings.NewReader(c.sent),
				"byte by byte": iotest.OneByteReader(strings.NewReader(c.sent)),
				"with its end": iotest.DataErrReader(strings.NewReader(c.sent)),
			} {
				var read bytes.Buffer
				_, err := io.CopyBuffer(struct{ io.Writer }{&read}, console.Keys(in), make([]byte, 2))
				require.NoError(t, err)
				require.Equal(t, c.read, read.String(), how)
			}
		})
	}
}

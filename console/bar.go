package console

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"pilotent/commands"
)

// Bar draws how far something is on a line of a terminal, ten times a second at most,
// for [commands.Invocation.Progress]; stop clears the line. On anything that is no
// terminal it draws nothing, and progress is nil.
func Bar(out io.Writer) (progress func(done, total int), stop func()) {
	f, ok := out.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil, func() {}
	}
	return bar(f)
}

func bar(out io.Writer) (progress func(done, total int), stop func()) {
	const cells = 30
	drawn := false
	progress, end := commands.Following(100*time.Millisecond, func(done, total int) {
		full := cells * done / total
		_, _ = fmt.Fprintf(out, "\r%3d %% %s%s", 100*done/total, strings.Repeat("#", full), strings.Repeat(".", cells-full))
		drawn = true
	})
	return progress, func() {
		if end(); drawn {
			_, _ = fmt.Fprint(out, "\r\x1b[K")
		}
	}
}

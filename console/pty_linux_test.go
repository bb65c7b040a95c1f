package console_test

import (
	"bytes"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// openTerminal is a pseudo-terminal: what is typed into master is read from
// slave, and what is written to slave is seen on master.
func openTerminal(t *testing.T) (master, slave *os.File) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	require.NoError(t, err)
	t.Cleanup(func() { _ = master.Close() })
	raw, err := master.SyscallConn()
	require.NoError(t, err)
	var number int
	require.NoError(t, raw.Control(func(fd uintptr) {
		if err = unix.IoctlSetPointerInt(int(fd), unix.TIOCSPTLCK, 0); err == nil {
			number, err = unix.IoctlGetInt(int(fd), unix.TIOCGPTN)
		}
	}))
	require.NoError(t, err)
	slave, err = os.OpenFile("/dev/pts/"+strconv.Itoa(number), os.O_RDWR|unix.O_NOCTTY, 0)
	require.NoError(t, err)
	return master, slave
}

func TestTheTerminal(t *testing.T) {
	t.Parallel()
	for name, typed := range map[string]string{
		"Tab":                        "/comi\tcre\tCOPIL \"Comité de pilotage\"\r",
		"Home and End of tmux":       "comite creer COPIL \"Comité de pilotag\x1b[1~/\x1b[4~e\"\r",
		"Home and End of xterm":      "comite creer COPIL \"Comité de pilotag\x1b[H/\x1b[Fe\"\r",
		"Home and End, application":  "comite creer COPIL \"Comité de pilotag\x1bOH/\x1bOFe\"\r",
		"Home, Delete, and a letter": "x/comite creer COPIL \"Comité de pilotage\"\x1b[7~\x1b[3~\r",
		"a word back, F1":            "/comite COPIL \"Comité de pilotage\"\x1b[7~\x1b[1;5C\x1bOPcreer \r",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newApp(t)
			master, slave := openTerminal(t)
			o.In, o.Out = slave, slave
			ended := make(chan error, 1)
			go func() {
				_, err := o.Run(t.Context())
				_ = slave.Close() // so that the screen ends
				ended <- err
			}()
			var screen bytes.Buffer
			for b := make([]byte, 1); !strings.HasSuffix(screen.String(), "coordinatrice~copil> "); {
				_, err := master.Read(b)
				require.NoError(t, err)
				screen.Write(b)
			}
			_, err := io.WriteString(master, typed+":quitter\r")
			require.NoError(t, err)
			_, _ = io.Copy(&screen, master) // until nobody has the terminal open any more
			require.NoError(t, <-ended)
			require.Contains(t, screen.String(), "est créé", screen.String())
			require.NotContains(t, screen.String(), "⟦")
		})
	}
}

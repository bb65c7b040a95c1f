package console

import (
	"bytes"
	"io"
)

// keys is a terminal whose keys are all told as golang.org/x/term knows them.
// That is not so everywhere: Home is ESC [ 1 ~ on the Linux console, in tmux
// and in screen, ESC [ 7 ~ in rxvt, and ESC O H where a program before us has
// left the keypad in application mode; x/term takes none of them, and types
// the H. What stands for no key of ours is swallowed whole.
type keys struct {
	in io.Reader
	// raw is the beginning of a key whose end is not there yet, told what can
	// be read.
	raw, told []byte
}

// Read implements io.Reader.
func (k *keys) Read(p []byte) (int, error) {
	for len(k.told) == 0 {
		chunk := make([]byte, 256)
		n, err := k.in.Read(chunk)
		k.told, k.raw = translate(append(k.raw, chunk[:n]...))
		if err != nil && len(k.told) == 0 {
			return 0, err
		}
	}
	n := copy(p, k.told)
	k.told = k.told[n:]
	return n, nil
}

// escape begins every key that is no character.
const escape = '\x1b'

// translate tells the keys of b as x/term knows them; rest is the beginning of
// one that is not complete.
func translate(b []byte) (told, rest []byte) {
	for len(b) > 0 {
		i := bytes.IndexByte(b, escape)
		if i < 0 {
			return append(told, b...), nil
		}
		told, b = append(told, b[:i]...), b[i:]
		n := keyLength(b)
		if n == 0 {
			return told, b
		}
		told, b = append(told, known(string(b[:n]))...), b[n:]
	}
	return told, nil
}

// keyLength is how many bytes the key at the beginning of b takes; 0 when it
// is not complete.
func keyLength(b []byte) int {
	switch {
	case len(b) < 2:
		return 0
	case b[1] == 'O': // and a letter
		return complete(b, 3)
	case b[1] != '[': // Alt and a character
		return 2
	case len(b) > 2 && b[2] == '[': // the Linux console's F1 to F5
		return complete(b, 4)
	}
	for i, c := range b[2:] { // ECMA-48, 5.4: parameters, then a final byte
		if c >= 0x40 && c <= 0x7e {
			return i + 3
		}
	}
	return 0
}

func complete(b []byte, n int) int {
	if len(b) < n {
		return 0
	}
	return n
}

// known is the key as x/term knows it; "" for one that it would take for
// characters.
func known(key string) string {
	switch key {
	case "\x1b[1~", "\x1b[7~", "\x1bOH":
		return "\x1b[H" // Home
	case "\x1b[4~", "\x1b[8~", "\x1bOF":
		return "\x1b[F" // End
	case "\x1bOA", "\x1bOB", "\x1bOC", "\x1bOD": // arrows
		return "\x1b[" + key[2:]
	case "\x1b[1;5C", "\x1bOc", "\x1bf": // Ctrl and an arrow; Alt and f
		return "\x1b[1;3C" // a word on
	case "\x1b[1;5D", "\x1bOd", "\x1bb":
		return "\x1b[1;3D"
	}
	if key[1] == 'O' {
		return ""
	}
	return key
}

package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// Encoding is how a text was written.
type Encoding string

const (
	UTF8        Encoding = "utf-8"
	Windows1252 Encoding = "windows-1252" // of which ISO-8859-1 is a part
	UTF16LE     Encoding = "utf-16le"     // Excel's « Texte Unicode »
	UTF16BE     Encoding = "utf-16be"
)

const utf8BOM = "\xef\xbb\xbf"

// text is a file of lines.
type text struct {
	raw           []byte // without a byte order mark
	encoding      Encoding
	strays, stray int
	end           byte // of a line: '\n', or '\r' where there is none
}

// asText finds out how raw was written.
func asText(raw []byte) (text, *RefusedError) {
	t := text{raw: raw, encoding: UTF8, end: '\n'}
	switch {
	case bytes.HasPrefix(raw, []byte("\xff\xfe")):
		t.encoding, t.raw = UTF16LE, raw[2:]
	case bytes.HasPrefix(raw, []byte("\xfe\xff")):
		t.encoding, t.raw = UTF16BE, raw[2:]
	case halves(raw, 1):
		t.encoding = UTF16LE
	case halves(raw, 0):
		t.encoding = UTF16BE
	default:
		if before, _, found := bytes.Cut(raw, []byte{0}); found {
			return t, &RefusedError{Kind: Binary, Line: 1 + bytes.Count(before, []byte("\n"))}
		}
		t.raw = bytes.TrimPrefix(raw, []byte(utf8BOM))
		t.guess(len(t.raw) < len(raw))
	}
	if bytes.IndexByte(t.raw, '\n') < 0 {
		t.end = '\r' // a Macintosh's; in UTF-16, every line end has its byte as well
	}
	return t, nil
}

// halves reports whether raw is UTF-16 without a byte order mark: at its beginning
// most bytes at one of two places are zeros, and none at the other.
func halves(raw []byte, at int) bool {
	n, zeros := min(len(raw), 64)&^1, 0
	for i := range n {
		switch {
		case raw[i] != 0:
		case i%2 != at:
			return false
		default:
			zeros++
		}
	}
	return n >= 8 && zeros >= n/2*3/4
}

// guess tells UTF-8, in which a byte or two may have strayed, from Windows-1252:
// there, what looks like a letter of UTF-8 is an accident, and rarer than the
// bytes that are none.
func (t *text) guess(marked bool) {
	if utf8.Valid(t.raw) {
		return
	}
	letters, strays, line := accents(t.raw)
	if marked || letters >= strays {
		t.strays, t.stray = strays, line
		return
	}
	t.encoding = Windows1252
}

// accents counts the letters of UTF-8 beyond ASCII, and the bytes that are part
// of none; line is that of the first of these.
func accents(raw []byte) (letters, strays, line int) {
	at := 1
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRune(raw[i:])
		switch {
		case r == '\n':
			at++
		case r < utf8.RuneSelf:
		case r != utf8.RuneError || size > 1:
			letters++
		default:
			if strays++; strays == 1 {
				line = at
			}
		}
		i += size
	}
	return letters, strays, line
}

// lines gives the lines of a text, one by one.
type lines struct {
	text   text
	in     *bufio.Reader
	number int // of the line that was read last
	done   bool
}

func (t text) lines() *lines {
	var in io.Reader = bytes.NewReader(t.raw)
	switch t.encoding {
	case UTF16LE:
		in = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder().Reader(in)
	case UTF16BE:
		in = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder().Reader(in)
	}
	return &lines{text: t, in: bufio.NewReaderSize(in, MaxLine)}
}

// next adds the next line, without its end, to dst; io.EOF after the last one.
func (l *lines) next(dst []byte) ([]byte, error) {
	if l.done {
		return dst, io.EOF
	}
	line, err := l.in.ReadSlice(l.text.end)
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		l.done = true
		return dst, &RefusedError{Kind: LineTooLong, Line: l.number + 1, Allowed: MaxLine >> 10}
	case err != nil: // the reader of what is in memory has no other error
		l.done = true
		if len(line) == 0 {
			return dst, io.EOF
		}
	}
	l.number++
	line = bytes.TrimSuffix(line, []byte{l.text.end})
	line = bytes.TrimSuffix(line, []byte("\r"))
	switch l.text.encoding {
	case Windows1252:
		for _, b := range line {
			dst = utf8.AppendRune(dst, charmap.Windows1252.DecodeByte(b))
		}
		return dst, nil
	case UTF8:
		if l.text.strays > 0 {
			return mended(dst, line), nil
		}
	default:
		if bytes.IndexByte(line, 0) >= 0 {
			l.done = true
			return dst, &RefusedError{Kind: Binary, Line: l.number}
		}
	}
	return append(dst, line...), nil
}

// mended adds a line of UTF-8 to dst; each byte that is none is a letter of
// Windows-1252.
func mended(dst, line []byte) []byte {
	for len(line) > 0 {
		r, size := utf8.DecodeRune(line)
		if r == utf8.RuneError && size == 1 {
			r = charmap.Windows1252.DecodeByte(line[0])
		}
		dst, line = utf8.AppendRune(dst, r), line[size:]
	}
	return dst
}

// decoded is the whole text.
func (t text) decoded() []byte {
	if t.encoding == UTF8 {
		return mended(make([]byte, 0, len(t.raw)+2*t.strays), t.raw)
	}
	whole := make([]byte, 0, len(t.raw)+len(t.raw)/4)
	for _, b := range t.raw {
		whole = utf8.AppendRune(whole, charmap.Windows1252.DecodeByte(b))
	}
	return whole
}

// Package mail writes letters as mail programs read them (RFC 5322, RFC 2045), with
// files, and hands them to a mail server.
//
// What it writes depends on its arguments only: it reads no clock and draws no
// number. It imports the standard library only.
package mail

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"
	"time"
)

// Address is somebody's name, which may be empty, and address.
type Address struct{ Name, Address string }

// Message is a letter.
type Message struct {
	// ID is the same whenever the letter is written again, in the form of
	// "R-12.3@ent.exemple.fr".
	ID      string
	Date    time.Time
	From    Address // may be empty in a draft
	ReplyTo Address // "" for From
	To      []Address
	// Hidden are those whom a draft is for without the others knowing; no letter that is
	// sent has any.
	Hidden  []Address
	Subject string
	Text    string
	// Files go with it; a calendar is one of them, since a program that opens a draft drops
	// what is another form of its text.
	Files []File
	// Draft is for a file that somebody opens, looks at and sends by their own program: who
	// sends it, and under which name, that knows.
	Draft bool
	// Lang is the language of the text, as "fr".
	Lang string
}

// File goes with a letter.
type File struct {
	Name, Type string // its type as application/pdf
	Data       []byte
}

// ErrAddress is that an address is none.
var ErrAddress = errors.New("no address")

// mail is the address as the standard library writes it.
func (a Address) mail() (*mail.Address, error) {
	parsed, err := mail.ParseAddress(a.Address)
	if err != nil || parsed.Name != "" || parsed.Address != a.Address {
		return nil, fmt.Errorf("%w: %q", ErrAddress, a.Address)
	}
	return &mail.Address{Name: oneLine(a.Name), Address: a.Address}, nil
}

// Bytes is the letter as a file that mail programs open (.eml), and as it is sent.
// It fails with [ErrAddress] only.
func (m Message) Bytes() ([]byte, error) {
	var out bytes.Buffer
	if err := m.head(&out); err != nil {
		return nil, err
	}
	// Whatever fails to be written is a fault of ours: a buffer takes everything.
	mixed := part{multipart.NewWriter(&out)}
	mixed.bound(m.ID)
	fmt.Fprintf(&out, "MIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n boundary=%q\r\n\r\n", mixed.Boundary())

	text := textproto.MIMEHeader{"Content-Type": {"text/plain; charset=utf-8"}, "Content-Transfer-Encoding": {"quoted-printable"}}
	if m.Lang != "" {
		text.Set("Content-Language", m.Lang)
	}
	mixed.add(text, quoted(m.Text))
	for _, f := range m.Files {
		mixed.add(textproto.MIMEHeader{
			"Content-Type":              {f.Type + ";\r\n " + named("name", f.Name)},
			"Content-Disposition":       {"attachment;\r\n " + named("filename", f.Name)},
			"Content-Transfer-Encoding": {"base64"},
		}, encoded(f.Data))
	}
	_ = mixed.Close()
	return out.Bytes(), nil
}

func (m Message) head(out io.Writer) error {
	header := func(name, value string) { _, _ = io.WriteString(out, folded(name+": "+value)) }
	people := func(name string, list ...Address) error {
		all, err := listed(list)
		if all != "" {
			header(name, all)
		}
		return err
	}
	from, reply, hidden := []Address{m.From}, []Address{m.ReplyTo}, []Address(nil)
	if m.Draft {
		if hidden = m.Hidden; m.From.Address == "" {
			from = nil
		}
	}
	if m.ReplyTo.Address == "" {
		reply = nil
	}
	if err := errors.Join(people("From", from...), people("Reply-To", reply...), people("To", m.To...), people("Bcc", hidden...)); err != nil {
		return err
	}
	header("Subject", mime.QEncoding.Encode("utf-8", oneLine(m.Subject)))
	header("Date", m.Date.Format("Mon, 02 Jan 2006 15:04:05 -0700"))
	if m.ID != "" && !m.Draft { // who sends it two times sends two letters
		header("Message-ID", "<"+oneLine(m.ID)+">")
	}
	if m.Draft {
		header("X-Unsent", "1") // Outlook opens it to be sent
	} else {
		header("Auto-Submitted", "auto-generated") // nobody's absence is to answer (RFC 3834)
	}
	return nil
}

// listed are addresses as a line of the head has them.
func listed(list []Address) (string, error) {
	var all []string
	for _, a := range list {
		parsed, err := a.mail()
		if err != nil {
			return "", err
		}
		all = append(all, parsed.String())
	}
	return strings.Join(all, ", "), nil
}

// part is several parts in one.
type part struct{ *multipart.Writer }

// bound gives it a boundary that is the same for the same letter.
func (p part) bound(id string) {
	sum := sha256.Sum256([]byte("mixed " + id))
	_ = p.SetBoundary("=_" + hex.EncodeToString(sum[:16])) // no line of base64 or quoted-printable begins so
}

func (p part) add(header textproto.MIMEHeader, data []byte) {
	w, err := p.CreatePart(header)
	if err == nil {
		_, _ = w.Write(data)
	}
}

// quoted is a text with lines that servers let through.
func quoted(text string) []byte {
	var out bytes.Buffer
	w := quotedprintable.NewWriter(&out)
	_, _ = io.WriteString(w, strings.NewReplacer("\r\n", "\r\n", "\r", "\r\n", "\n", "\r\n").Replace(text))
	_ = w.Close()
	return out.Bytes()
}

// encoded is base64 in lines of 76.
func encoded(data []byte) []byte {
	text := base64.StdEncoding.EncodeToString(data)
	var out bytes.Buffer
	for len(text) > 76 {
		out.WriteString(text[:76] + "\r\n")
		text = text[76:]
	}
	out.WriteString(text + "\r\n")
	return out.Bytes()
}

// named is the name of a file as a parameter (RFC 2231).
func named(parameter, name string) string {
	_, value, _ := strings.Cut(mime.FormatMediaType("x/y", map[string]string{parameter: oneLine(name)}), "; ")
	return value
}

// oneLine is a text that ends no line of the head.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7F || r == '\u2028' || r == '\u2029' }), " ")
}

// folded is a line of the head, which goes on with a blank after some 76 octets. It is
// broken at blanks only.
func folded(line string) string {
	var out strings.Builder
	for len(line) > 76 {
		cut := strings.LastIndexByte(line[:77], ' ')
		if before := strings.IndexByte(line, ' '); cut <= before { // after the name comes something
			next := strings.IndexByte(line[before+1:], ' ')
			if next < 0 {
				break
			}
			cut = before + 1 + next
		}
		out.WriteString(line[:cut] + "\r\n")
		line = line[cut:]
	}
	return out.String() + line + "\r\n"
}

package mail_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	stdmail "net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/internal/testenv"
	"pilotent/mail"
)

const invitation = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:PUBLISH\r\nEND:VCALENDAR\r\n"

// letter is one with everything.
func letter() mail.Message {
	return mail.Message{
		ID: "R-12.3@ent.exemple.test", Date: time.Date(2026, 12, 1, 8, 30, 0, 0, time.FixedZone("CET", 3600)),
		From: mail.Address{Name: "Secrétariat « IEN : Vitry », bureau 2", Address: "secretariat@exemple.test"},
		To: []mail.Address{
			{Name: "Directrice de L'Haÿ", Address: "directrice@exemple.test"},
			{Address: "maire@exemple.test"},
			{Name: "Łukasz \"Lulu\" Œuvre, DSDEN", Address: "lo@exemple.test"},
		},
		Subject: "Convocation : comité de pilotage de l'ENT, jeudi 18 décembre 2026 à 14 h, mairie de L'Haÿ-les-Roses, salle des œuvres",
		Text:    "Bonjour,\n\nVous êtes convoqué·e :\n.\nFrom ici " + strings.Repeat("très ", 60) + "loin =20\n",
		Lang:    "fr",
		Files: []mail.File{
			{Name: "réunion R-12.ics", Type: "text/calendar; charset=utf-8; method=PUBLISH", Data: []byte(invitation)},
			{Name: "convocation.pdf", Type: "application/pdf", Data: bytes.Repeat([]byte{0, 255, '\r', '.', '\n'}, 1000)},
		},
	}
}

// part is one of a letter's, as a program has read it.
type part struct {
	Type, Method, Name string
	Data               string // in hexadecimal, when it is no text
}

func newPart(kind, method, name string, data []byte) part {
	p := part{kind, method, name, string(data)}
	if !strings.HasPrefix(kind, "text/") {
		p.Data = hex.EncodeToString(data[:min(len(data), 40)]) + fmt.Sprintf(" (%d)", len(data))
	}
	return p
}

// content is a letter as a program has read it.
type content struct {
	From, Subject, Date, ID string
	To                      []string
	Parts                   []part
}

// wanted is what every program reads in the letter.
func wanted() content {
	m := letter()
	return content{
		From: "Secrétariat « IEN : Vitry », bureau 2 <secretariat@exemple.test>", Subject: m.Subject, Date: "2026-12-01T07:30:00Z", ID: "<" + m.ID + ">",
		To: []string{"Directrice de L'Haÿ <directrice@exemple.test>", " <maire@exemple.test>", m.To[2].Name + " <lo@exemple.test>"},
		Parts: []part{
			newPart("text/plain", "", "", []byte(strings.ReplaceAll(m.Text, "\n", "\r\n"))),
			newPart("text/calendar", "PUBLISH", "réunion R-12.ics", []byte(invitation)),
			newPart("application/pdf", "", "convocation.pdf", m.Files[1].Data),
		},
	}
}

// readByGo reads with the standard library.
func readByGo(t *testing.T, data []byte) content {
	t.Helper()
	m, err := stdmail.ReadMessage(bytes.NewReader(data))
	require.NoError(t, err)
	var c content
	decoder := &mime.WordDecoder{}
	c.Subject, err = decoder.DecodeHeader(m.Header.Get("Subject"))
	require.NoError(t, err)
	from, err := m.Header.AddressList("From")
	require.NoError(t, err)
	c.From = from[0].Name + " <" + from[0].Address + ">"
	to, err := m.Header.AddressList("To")
	require.NoError(t, err)
	for _, a := range to {
		c.To = append(c.To, a.Name+" <"+a.Address+">")
	}
	date, err := m.Header.Date()
	require.NoError(t, err)
	c.Date, c.ID = date.UTC().Format(time.RFC3339), m.Header.Get("Message-ID")
	c.Parts = parts(t, m.Header.Get("Content-Type"), m.Body)
	return c
}

func parts(t *testing.T, kind string, body io.Reader) (list []part) {
	t.Helper()
	_, params, err := mime.ParseMediaType(kind)
	require.NoError(t, err)
	for r := multipart.NewReader(body, params["boundary"]); ; {
		p, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			return list
		}
		require.NoError(t, err)
		own, params, err := mime.ParseMediaType(p.Header.Get("Content-Type"))
		require.NoError(t, err)
		if strings.HasPrefix(own, "multipart/") {
			list = append(list, parts(t, p.Header.Get("Content-Type"), p)...)
			continue
		}
		plain := base64.NewDecoder(base64.StdEncoding, p)
		if p.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
			plain = quotedprintable.NewReader(p)
		}
		data, err := io.ReadAll(plain)
		require.NoError(t, err)
		list = append(list, newPart(own, params["method"], p.FileName(), data))
	}
}

const pythonScript = `
import sys, json, email, email.policy, datetime
m = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
def named(a): return a.display_name + " <" + a.addr_spec + ">"
def part(p):
    data = p.get_payload(decode=True)
    if p.get_content_type() == "text/plain": data = data.replace(b"\n", b"\r\n") # it reads letters with the lines of Unix
    return dict(Type=p.get_content_type(), Method=p["Content-Type"].params.get("method", ""), Name=p.get_filename() or "",
        Data=data.decode() if p.get_content_maintype() == "text" else data[:40].hex() + " (%d)" % len(data))
assert not any(p.defects for p in m.walk()), [p.defects for p in m.walk()]
assert not m["To"].defects and not m["Subject"].defects and not m["From"].defects
print(json.dumps(dict(From=named(m["From"].addresses[0]), Subject=m["Subject"], ID=m["Message-ID"],
    Date=m["Date"].datetime.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
    To=[named(a) for a in m["To"].addresses], Parts=[part(p) for p in m.walk() if not p.is_multipart()])))
`

// readByPython reads with Python's email package, the strictest of its policies.
func readByPython(t *testing.T, data []byte) (c content) {
	t.Helper()
	var said bytes.Buffer
	require.NoError(t, testenv.Prepare(t.Context(), &said, "python3"), said.String())
	path := filepath.Join(t.TempDir(), "a.eml")
	require.NoError(t, os.WriteFile(path, data, 0o600))
	out, err := exec.CommandContext(t.Context(), "/usr/bin/python3", "-c", pythonScript, path).CombinedOutput()
	require.NoError(t, err, string(out))
	require.NoError(t, json.Unmarshal(out, &c), string(out))
	return c
}

func TestLettersAreReadRight(t *testing.T) {
	t.Parallel()
	data, err := letter().Bytes()
	require.NoError(t, err)
	require.Equal(t, wanted(), readByGo(t, data))
	require.Equal(t, wanted(), readByPython(t, data))
}

// Servers take lines of 998 octets of ASCII that end with CRLF.
func TestLettersPassThroughServers(t *testing.T) {
	t.Parallel()
	data, err := letter().Bytes()
	require.NoError(t, err)
	for line := range strings.SplitSeq(strings.TrimSuffix(string(data), "\r\n"), "\r\n") {
		require.LessOrEqual(t, len(line), 84, line)
		require.NotContains(t, line, "\n")
		require.NotContains(t, line, "\r")
		for _, c := range []byte(line) {
			require.True(t, c == '\t' || c >= ' ' && c < 0x7F, line)
		}
	}
	again, err := letter().Bytes()
	require.NoError(t, err)
	require.Equal(t, string(data), string(again), "the same letter is written in the same way")
}

func TestNothingThatPeopleWriteIsAHeader(t *testing.T) {
	t.Parallel()
	const evil = "x\r\nBcc: all@exemple.test\r\n\r\nx"
	m := letter()
	m.ID, m.Subject, m.From.Name, m.To[0].Name, m.Files[0].Name = evil, evil, evil, evil, evil
	data, err := m.Bytes()
	require.NoError(t, err)
	read, err := stdmail.ReadMessage(bytes.NewReader(data))
	require.NoError(t, err)
	require.Empty(t, read.Header.Get("Bcc"))
	require.NotContains(t, string(data), "\nBcc:")
	m = letter()
	for _, address := range []string{"", "x", "a@b.fr\r\nBcc: all@exemple.test", "Nom <a@b.fr>", "a@b.fr, c@d.fr", "<a@b.fr>"} {
		m.To = []mail.Address{{Address: address}}
		_, err := m.Bytes()
		require.ErrorIs(t, err, mail.ErrAddress, address)
		m.To, m.From = nil, mail.Address{Address: address}
		_, err = m.Bytes()
		require.ErrorIs(t, err, mail.ErrAddress, address)
		m = letter()
	}
}

// A draft is opened, looked at and sent by a person; what goes by itself is answered by
// no absence.
func TestDrafts(t *testing.T) {
	t.Parallel()
	m := letter()
	sent, err := m.Bytes()
	require.NoError(t, err)
	m.Hidden = m.To
	open, err := m.Bytes()
	require.NoError(t, err)
	require.Equal(t, string(sent), string(open), "what is sent has nobody in secret")
	m.Draft, m.To, m.From, m.Files = true, nil, mail.Address{}, nil
	draft, err := m.Bytes()
	require.NoError(t, err)
	read, err := stdmail.ReadMessage(bytes.NewReader(draft))
	require.NoError(t, err)
	hidden, err := read.Header.AddressList("Bcc")
	require.NoError(t, err)
	require.Len(t, hidden, 3)
	require.Empty(t, read.Header.Get("From"))
	require.Empty(t, read.Header.Get("Message-ID"), "sent two times, it is two letters")
	require.Contains(t, string(sent), "\r\nAuto-Submitted: auto-generated\r\n")
	require.NotContains(t, string(sent), "X-Unsent")
	require.Contains(t, string(draft), "\r\nX-Unsent: 1\r\n")
	require.NotContains(t, string(draft), "\r\nTo:")
	require.Len(t, partsByGo(t, draft), 1)
}

// partsByGo are the parts of a letter that is to nobody yet.
func partsByGo(t *testing.T, data []byte) []part {
	t.Helper()
	m, err := stdmail.ReadMessage(bytes.NewReader(data))
	require.NoError(t, err)
	return parts(t, m.Header.Get("Content-Type"), m.Body)
}

package mail_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"net"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/internal/testenv"
	"pilotent/mail"
)

// A real server, Debian's Exim, takes letters, refuses some and puts others off.
func TestARealServer(t *testing.T) {
	t.Parallel()
	exim := testenv.StartMail(t)
	s := mail.Server{
		Address: exim.Address, Security: mail.StartTLS, User: testenv.MailUser, Password: testenv.MailPassword, Timeout: time.Minute, Roots: exim.Roots,
	}
	require.NoError(t, s.Send(t.Context(), letter()))
	var people []string
	for _, arrived := range exim.Letters(t, 3) {
		arrived = bytes.ReplaceAll(arrived, []byte("\n"), []byte("\r\n")) // its files have the lines of Unix
		require.Equal(t, wanted(), readByGo(t, arrived))
		require.Equal(t, wanted(), readByPython(t, arrived))
		require.NotContains(t, string(arrived), "helo=", "it says where it is")
		to, _, _ := strings.Cut(strings.TrimPrefix(string(arrived), "Envelope-to: "), "\r\n")
		people = append(people, to)
	}
	require.ElementsMatch(t, []string{"directrice@exemple.test", "lo@exemple.test", "maire@exemple.test"}, people)

	to := func(address string) mail.Message {
		m := letter()
		m.To = append(m.To, mail.Address{Address: address})
		return m
	}
	for name, c := range map[string]struct {
		server  func(*mail.Server)
		letter  mail.Message
		code    int
		refused bool
	}{
		"who is not there":       {letter: to("nobody@exemple.test"), code: 550, refused: true},
		"who is elsewhere":       {letter: to("directrice@ailleurs.test"), code: 550, refused: true},
		"who may be tried again": {letter: to("later@exemple.test"), code: 451},
		"a wrong password":       {server: func(s *mail.Server) { s.Password = "faux" }, letter: letter(), code: 535, refused: true},
		"who has not logged in":  {server: func(s *mail.Server) { s.User = "" }, letter: letter(), code: 550, refused: true},
		"a password in the open": {server: func(s *mail.Server) { s.Security = mail.Plain }, letter: letter(), code: 503, refused: true},
		"an unknown certificate": {server: func(s *mail.Server) { s.Roots = x509.NewCertPool() }, letter: letter()},
		"another security":       {server: func(s *mail.Server) { s.Security = mail.TLS }, letter: letter()},
		"no server":              {server: func(s *mail.Server) { s.Address = "127.0.0.1:1" }, letter: letter()},
		"no port":                {server: func(s *mail.Server) { s.Address = "127.0.0.1" }, letter: letter()},
	} {
		t.Run(name, func(t *testing.T) {
			s := s
			if c.server != nil {
				c.server(&s)
			}
			err := s.Send(t.Context(), c.letter)
			require.Error(t, err)
			said, _ := errors.AsType[*textproto.Error](err)
			if c.code > 0 {
				require.NotNil(t, said, "%v", err)
				require.Equal(t, c.code, said.Code, "%v", err)
			}
			require.Equal(t, c.refused, mail.Refused(err), "%v", err)
			require.NotErrorIs(t, err, mail.ErrUnknown)
			require.NotContains(t, err.Error(), testenv.MailPassword)
		})
	}
	require.Len(t, exim.Letters(t, 3), 3, "nobody has got what was refused to another")

	t.Run("one that comes back takes letters again", func(t *testing.T) {
		require.NoError(t, exim.Stop())
		require.Error(t, s.Send(t.Context(), letter()))
		require.NoError(t, exim.Start())
		require.NoError(t, s.Send(t.Context(), letter()))
		exim.Letters(t, 6)
	})
}

// speak is a server that says what it is told to: after the greeting, an answer to each
// line, and after the last nothing more.
func speak(t *testing.T, answers ...string) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer func() { _ = conn.Close() }()
		text := textproto.NewConn(conn)
		for _, answer := range answers {
			_ = text.PrintfLine("%s", answer)
			if answer[0] == '3' { // what follows is the letter
				_, _ = text.ReadDotBytes()
				continue
			}
			_, _ = text.ReadLine()
		}
	}()
	return listener.Addr().String()
}

func TestAConnectionThatBreaks(t *testing.T) {
	t.Parallel()
	one := letter()
	one.To = one.To[:1]
	send := func(answers ...string) error {
		return mail.Server{Address: speak(t, answers...), Security: mail.Plain, Timeout: time.Minute}.Send(t.Context(), one)
	}
	begun := []string{"220 x", "250 x", "250 x", "250 x"} // EHLO, MAIL, RCPT
	require.NoError(t, send(append(begun, "354 x", "250 taken")...))
	require.ErrorIs(t, send(append(begun, "354 x")...), mail.ErrUnknown, "it has the letter, and says nothing of it")
	err := send(append(begun, "354 x", "554 no")...)
	require.True(t, mail.Refused(err))
	require.NotErrorIs(t, err, mail.ErrUnknown)
	for said := range begun {
		err := send(begun[:said]...)
		require.Error(t, err)
		require.NotErrorIs(t, err, mail.ErrUnknown)
		require.False(t, mail.Refused(err))
	}
	require.NotErrorIs(t, send("220 x", "250 x"), mail.ErrUnknown)
	secure := mail.Server{Address: speak(t, "220 x", "250 x"), Security: mail.StartTLS, Timeout: time.Minute}
	require.Error(t, secure.Send(t.Context(), one), "it has no STARTTLS")
	require.False(t, bytes.Contains([]byte(err.Error()), []byte("convoqué")))
}

// One that says nothing is left when the time is over.
func TestASilentServer(t *testing.T) {
	t.Parallel()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = listener.Close() }()
	s := mail.Server{Address: listener.Addr().String(), Security: mail.Plain, Timeout: time.Minute}
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		conn, err := listener.Accept()
		if err == nil {
			defer func() { _ = conn.Close() }()
		}
		cancel()
		<-t.Context().Done()
	}()
	require.Error(t, s.Send(ctx, letter()))
	s.Timeout = time.Nanosecond
	require.ErrorIs(t, s.Send(t.Context(), letter()), context.DeadlineExceeded)
}

func TestServersHaveAddresses(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]mail.Server{
		"smtp://mail.exemple.fr":          {Address: "mail.exemple.fr:587", Security: mail.StartTLS},
		"smtps://u:p%40ss@mail":           {Address: "mail:465", Security: mail.TLS, User: "u", Password: "p@ss"},
		"smtp+plain://[::1]":              {Address: "[::1]:25", Security: mail.Plain},
		"smtp://pilotent:mot%20de@m:2525": {Address: "m:2525", Security: mail.StartTLS, User: "pilotent", Password: "mot de"},
	} {
		got, err := mail.ParseServer(address)
		require.NoError(t, err, address)
		require.Positive(t, got.Timeout)
		got.Timeout = 0
		require.Equal(t, want, got)
	}
	for _, address := range []string{"", "mail:25", "http://mail", "smtp://", "smtp://u:K3YK3Y@%zz"} {
		_, err := mail.ParseServer(address)
		require.Error(t, err, address)
		require.NotContains(t, err.Error(), "K3YK3Y")
	}
	from, err := mail.ParseAddress("Comité de L'Haÿ <a@b.fr>")
	require.NoError(t, err)
	require.Equal(t, mail.Address{Name: "Comité de L'Haÿ", Address: "a@b.fr"}, from)
	_, err = mail.ParseAddress("a")
	require.ErrorIs(t, err, mail.ErrAddress)
}

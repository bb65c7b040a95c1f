package mail

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/smtp"
	"net/textproto"
	"net/url"
	"time"
)

// Security is how what is said to a mail server is hidden from others.
type Security string

const (
	// StartTLS asks for it once connected, as on port 587; nothing is sent when the
	// server has none.
	StartTLS Security = "starttls"
	// TLS has it from the first octet, as on port 465.
	TLS Security = "tls"
	// Plain has none, and no password is sent but to this machine: for a relay of one's own.
	Plain Security = "none"
)

// Server is a mail server that takes letters for everybody.
type Server struct {
	Address        string // host and port
	Security       Security
	User, Password string         // "" where it asks for none
	Timeout        time.Duration  // for one letter, from the connection to the answer
	Roots          *x509.CertPool // whose certificates are believed; nil for the system's
}

// ErrUnknown is that the connection broke when the letter had been sent and not yet
// been taken: it may arrive, and may not.
var ErrUnknown = errors.New("it is unknown whether the letter was taken")

// Refused reports whether the server has said no for good, of a person or the letter:
// it would say so again.
func Refused(err error) bool {
	said, ok := errors.AsType[*textproto.Error](err)
	return ok && said.Code >= 500
}

// Send hands the letter over for all of its people, or for none: one that is refused
// leaves the others without. It fails with [ErrAddress] when one is no address, with
// [ErrUnknown], as [Refused] tells, and otherwise may be tried again.
func (s Server) Send(ctx context.Context, m Message) (err error) {
	data, err := m.Bytes()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, s.Timeout)
	defer cancel()
	client, err := s.dial(ctx)
	if err != nil {
		return fmt.Errorf("reach the mail server: %w", err)
	}
	defer func() { _ = client.Close() }() // what follows the answer to the letter changes nothing
	if err := s.enter(client); err != nil {
		return fmt.Errorf("log in to the mail server: %w", err)
	}
	if err := client.Mail(m.From.Address); err != nil {
		return fmt.Errorf("send as %s: %w", m.From.Address, err)
	}
	for _, a := range m.To {
		if err := client.Rcpt(a.Address); err != nil {
			return fmt.Errorf("send to %s: %w", a.Address, err)
		}
	}
	body, err := client.Data()
	if err != nil {
		return fmt.Errorf("send a letter: %w", err)
	}
	if _, err := body.Write(data); err != nil {
		return fmt.Errorf("send a letter: %w", err) // its end was not sent: it is dropped
	}
	if err := body.Close(); err != nil {
		if _, said := errors.AsType[*textproto.Error](err); !said {
			err = errors.Join(ErrUnknown, err)
		}
		return fmt.Errorf("send a letter: %w", err)
	}
	_ = client.Quit()
	return nil
}

// dial connects; what is done with the connection ends with the context.
func (s Server) dial(ctx context.Context) (*smtp.Client, error) {
	host, _, err := net.SplitHostPort(s.Address)
	if err != nil {
		return nil, err
	}
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", s.Address)
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { _ = conn.Close() })
	if s.Security == TLS {
		conn = tls.Client(conn, s.tls(host))
	}
	client, err := smtp.NewClient(conn, host)
	if err == nil {
		err = client.Hello(literal(conn.LocalAddr()))
	}
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return client, nil
}

// literal is how a machine says its name that may have none (RFC 5321 §4.1.3).
func literal(own net.Addr) string {
	at, err := netip.ParseAddrPort(own.String())
	if err != nil {
		return "localhost"
	}
	if ip := at.Addr().Unmap(); ip.Is4() {
		return "[" + ip.String() + "]"
	}
	return "[IPv6:" + at.Addr().WithZone("").String() + "]"
}

func (s Server) tls(host string) *tls.Config {
	return &tls.Config{ServerName: host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12}
}

// enter makes the connection one that letters are taken from.
func (s Server) enter(client *smtp.Client) error {
	host, _, _ := net.SplitHostPort(s.Address)
	if s.Security == StartTLS {
		if err := client.StartTLS(s.tls(host)); err != nil {
			return err
		}
	}
	if s.User == "" {
		return nil
	}
	return client.Auth(smtp.PlainAuth("", s.User, s.Password, host))
}

// timeout is how long one letter may take, from the connection to the answer: a server
// that looks into files takes its time (RFC 5321 §4.5.3.2 allows ten minutes).
const timeout = 2 * time.Minute

// ParseServer is the server at smtp://USER:PASSWORD@HOST:587, which has STARTTLS, at
// smtps://…:465, or at smtp+plain://…:25. The error does not repeat the password.
func ParseServer(address string) (Server, error) {
	u, err := url.Parse(address)
	if err != nil {
		return Server{}, errors.New("no address of a mail server")
	}
	kind, ok := map[string]struct {
		Security
		port string
	}{"smtp": {StartTLS, "587"}, "smtps": {TLS, "465"}, "smtp+plain": {Plain, "25"}}[u.Scheme]
	if !ok || u.Hostname() == "" {
		return Server{}, errors.New("no address of a mail server")
	}
	s := Server{Address: net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), kind.port)), Security: kind.Security, Timeout: timeout}
	s.User = u.User.Username()
	s.Password, _ = u.User.Password()
	return s, nil
}

// ParseAddress is an address after a name, where it has one: ENT <ent@exemple.fr>.
func ParseAddress(text string) (Address, error) {
	a, err := mail.ParseAddress(text)
	if err != nil {
		return Address{}, fmt.Errorf("%w: %q", ErrAddress, text)
	}
	return Address{Name: a.Name, Address: a.Address}, nil
}

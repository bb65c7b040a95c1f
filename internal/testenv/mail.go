package testenv

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Mail is an Exim for one test, on a port of 127.0.0.1: it takes letters for people of
// exemple.test, but for nobody@exemple.test, from who has logged in as MailUser once
// STARTTLS was said, and puts them into files.
type Mail struct {
	*Server
	Address string         // host and port
	Roots   *x509.CertPool // that its certificate is under
}

// exim is in no PATH but root's.
const exim = "/usr/sbin/exim4"

// Who may send letters.
const (
	MailUser     = "pilotent"
	MailPassword = "mot de passe"
)

// StartMail starts Debian's Exim, which is installed where it is missing and may be.
// It is stopped at the end, and what it was sent removed.
func StartMail(tb testing.TB) *Mail {
	tb.Helper()
	var said bytes.Buffer
	require.NoError(tb, Prepare(tb.Context(), &said, "exim4-daemon-light"), said.String())
	programs, err := locate(exim)
	require.NoError(tb, err)
	certificate, key := certificate(tb)
	m := &Mail{Roots: x509.NewCertPool()}
	require.True(tb, m.Roots.AppendCertsFromPEM(certificate))
	m.Server = start(tb, func(ctx context.Context) (*Server, error) {
		return run(ctx, recipe{
			name:     "Exim",
			account:  "Debian-exim", // others may not listen with it
			programs: programs,
			quit:     syscall.SIGTERM,
			create: func(r recipe, dir string) []string {
				for name, data := range map[string][]byte{
					"cert.pem": certificate, "key.pem": key, "exim.conf": []byte(strings.NewReplacer("FOLDER", dir, "GROUP", strconv.Itoa(os.Getgid())).Replace(eximConfig)),
				} {
					if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
						return []string{"false"}
					}
				}
				return []string{r.programs[exim], "-C", filepath.Join(dir, "exim.conf"), "-bV"}
			},
			serve: func(r recipe, dir string, port int) []string {
				return []string{r.programs[exim], "-C", filepath.Join(dir, "exim.conf"), "-bdf", "-oX", strconv.Itoa(port)}
			},
			url:   func(port int) string { return fmt.Sprintf("smtp://127.0.0.1:%d", port) },
			ready: greets,
		})
	})
	m.Address = strings.TrimPrefix(m.URL, "smtp://")
	return m
}

// Letters waits for that many to have arrived, and returns them in no order.
func (m *Mail) Letters(tb testing.TB, count int) (letters [][]byte) {
	tb.Helper()
	var paths []string
	require.Eventually(tb, func() bool {
		paths, _ = filepath.Glob(filepath.Join(m.folder.path, "box", "new", "*"))
		return len(paths) >= count
	}, time.Minute, 10*time.Millisecond, "letters that arrive")
	require.Len(tb, paths, count)
	for _, path := range paths {
		data, err := os.ReadFile(path)
		require.NoError(tb, err)
		letters = append(letters, data)
	}
	return letters
}

const eximConfig = `
keep_environment =
admin_groups = GROUP
primary_hostname = mail.exemple.test
local_interfaces = 127.0.0.1
spool_directory = FOLDER/spool
log_file_path = FOLDER/%slog
deliver_drop_privilege = true
tls_advertise_hosts = *
tls_certificate = FOLDER/cert.pem
tls_privatekey = FOLDER/key.pem
acl_smtp_rcpt = recipient
begin acl
recipient:
  deny  message = No such person here
        local_parts = nobody
  defer message = Try again later
        local_parts = later
  accept authenticated = *
         domains = exemple.test
  deny  message = Relaying is not permitted
begin routers
all:
  driver = accept
  transport = box
begin transports
box:
  driver = appendfile
  directory = FOLDER/box
  create_directory
  maildir_format
  envelope_to_add
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_condition = ${if and{{eq{$auth2}{` + MailUser + `}}{eq{$auth3}{` + MailPassword + `}}}}
  server_set_id = $auth2
  server_advertise_condition = ${if def:tls_in_cipher}
`

// certificate is one for 127.0.0.1 that is under itself.
func certificate(tb testing.TB) (certificate, key []byte) {
	tb.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(tb, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	require.NoError(tb, err)
	kept, err := x509.MarshalPKCS8PrivateKey(private)
	require.NoError(tb, err)
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: kept})
}

// greets waits for a mail server to say that it is there.
func greets(ctx context.Context, address string) (err error) {
	at, err := url.Parse(address)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", at.Host)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if err := conn.SetDeadline(time.Now().Add(10 * pingTimeout)); err != nil {
		return fmt.Errorf("greet: %w", err)
	}
	answer, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return fmt.Errorf("greet: %w", err)
	}
	if !strings.HasPrefix(answer, "220 ") {
		return fmt.Errorf("greet: it answered %q", answer)
	}
	_, err = io.WriteString(conn, "QUIT\r\n")
	return err
}

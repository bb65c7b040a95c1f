package config

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const (
	secretFile  = "pilotent.secret"
	secretBytes = 32
)

// EnsureSecret gives c a Secret when it has none and the database is SQLite:
// the one in the file pilotent.secret in dir, or beside the database when dir
// is "". It creates the file, mode 0600, when there is none; processes that do
// so at once end with the same secret. It returns the file and whether it has
// created it, and does nothing when c has a Secret.
//
// With another database it is an error that says what to set, since replicas
// share no folder.
func EnsureSecret(c *Config, dir string) (path string, created bool, err error) {
	if c.Secret != "" {
		return "", false, nil
	}
	database, ok := sqliteFile(c.DatabaseURL)
	if !ok {
		return "", false, fmt.Errorf("secret is missing, and all replicas on this database must share it: set %s, or %s, to the output of: openssl rand -base64 32",
			variable("secret"), variable("secret_file"))
	}
	if dir == "" {
		dir = filepath.Dir(database)
	}
	path = filepath.Join(dir, secretFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if created, err = createSecret(path); err != nil {
			return path, false, fmt.Errorf("create the secret: %w; let the bot write in that folder, or set %s", err, variable("secret"))
		}
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return path, created, fmt.Errorf("read the secret: %w; let the bot read it, or set %s", err, variable("secret"))
	}
	secret, err := checkSecret(strings.TrimSpace(string(content)))
	if err != nil {
		return path, created, fmt.Errorf("%s: %w; or remove the file, and the bot makes another", path, err)
	}
	c.Secret = secret
	return path, created, nil
}

// createSecret puts a new secret at path, whole, unless another process has
// been faster: a link appears at once and never replaces a file.
func createSecret(path string) (created bool, err error) {
	draft, err := os.CreateTemp(filepath.Dir(path), secretFile+".*") // mode 0600
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, os.Remove(draft.Name())) }()
	key := make([]byte, secretBytes)
	_, _ = rand.Read(key) // never fails
	_, err = draft.WriteString(base64.StdEncoding.EncodeToString(key) + "\n")
	if err = errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return false, err
	}
	if err := os.Link(draft.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return false, err
	} else if err != nil {
		return false, nil
	}
	return true, nil
}

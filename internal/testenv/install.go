package testenv

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// debianServers is where Debian puts the programs of PostgreSQL that are not
// meant for everybody's PATH, one folder per version.
const debianServers = "/usr/lib/postgresql/*/bin"

// policyFile is asked by Debian's packages whether they may start a service;
// 101 means no. https://www.debian.org/doc/debian-policy/ch-opersys.html#s-sysvinit
const policyFile = "/usr/sbin/policy-rc.d"

// programsOf are those that the tests run, by Debian's package, or a file of its own
// with its path.
var programsOf = map[string][]string{
	"postgresql": {"initdb", "postgres"}, "redis-server": {"redis-server"}, "nginx-light": {"nginx"},
	"poppler-utils": {"pdftotext", "pdffonts"}, "python3-openpyxl": {"/usr/lib/python3/dist-packages/openpyxl/__init__.py"},
	"libreoffice-calc": {"soffice"}, "libreoffice-writer": {"/usr/lib/libreoffice/program/libswlo.so"}, "python3-icalendar": {"/usr/lib/python3/dist-packages/icalendar/__init__.py"}, "npm": {"npm"}, "python3": {"/usr/bin/python3"},
	"exim4-daemon-light": {"/usr/sbin/exim4"}, "pgbouncer": {pgBouncer},
	"python3-dateutil": {"/usr/lib/python3/dist-packages/dateutil/__init__.py"},
}

// MissingError says which programs the tests need and this machine lacks.
type MissingError struct{ Programs []string }

// Error tells in one line what to install.
func (e *MissingError) Error() string {
	var packages []string
	for name, programs := range programsOf {
		if slices.ContainsFunc(programs, func(p string) bool { return slices.Contains(e.Programs, p) }) {
			packages = append(packages, name)
		}
	}
	slices.Sort(packages)
	return fmt.Sprintf("missing %s: install them (Debian: %s)", strings.Join(e.Programs, ", "), strings.Join(packages, " "))
}

// Prepare makes sure that the programs that the tests run are there: Debian's
// packages among those of programsOf. As
// root on Debian it installs what is missing, without starting any service, and
// writes to out what apt-get says if that fails; elsewhere it returns a
// [*MissingError].
func Prepare(ctx context.Context, out io.Writer, packages ...string) error {
	var programs, wanted []string
	for _, name := range packages {
		if _, err := locate(programsOf[name]...); err != nil {
			wanted = append(wanted, name)
		}
		programs = append(programs, programsOf[name]...)
	}
	if len(wanted) == 0 {
		return nil
	}
	if apt, err := exec.LookPath("apt-get"); err == nil && os.Geteuid() == 0 {
		if err := install(ctx, out, apt, wanted); err != nil {
			return err
		}
	}
	_, err := locate(programs...)
	return err
}

func install(ctx context.Context, out io.Writer, apt string, packages []string) (err error) {
	if _, err := fmt.Fprintf(out, "installing %s\n", strings.Join(packages, " ")); err != nil {
		return fmt.Errorf("install servers: %w", err)
	}
	policy, err := os.OpenFile(policyFile, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o755)
	switch {
	case err == nil:
		defer func() { err = errors.Join(err, os.Remove(policyFile)) }()
		_, err = policy.WriteString("#!/bin/sh\nexit 101\n")
		if err := errors.Join(err, policy.Close()); err != nil {
			return fmt.Errorf("install servers: %w", err)
		}
	case errors.Is(err, os.ErrExist): // the machine has a policy already, and it stays
	default:
		return fmt.Errorf("install servers: %w", err)
	}

	wait := []string{"-o", "DPkg::Lock::Timeout=300", "-qq"}
	for _, args := range [][]string{
		append(wait, "update"),
		append(append(wait, "install", "-y", "--no-install-recommends"), packages...),
	} {
		cmd := exec.CommandContext(ctx, apt, args...)
		cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if said, err := cmd.CombinedOutput(); err != nil {
			_, _ = out.Write(said)
			return fmt.Errorf("install %s: %w", strings.Join(packages, " "), err)
		}
	}
	return nil
}

// locate finds programs in PATH, else in Debian's folder of the newest PostgreSQL.
func locate(names ...string) (map[string]string, error) {
	found := make(map[string]string, len(names))
	missing := &MissingError{}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			found[name] = path
		} else if _, err := os.Stat(name); filepath.IsAbs(name) && err == nil {
			found[name] = name
		} else if path := newest(debianServers, name); path != "" {
			found[name] = path
		} else {
			missing.Programs = append(missing.Programs, name)
		}
	}
	if len(missing.Programs) > 0 {
		return nil, missing
	}
	return found, nil
}

// newest returns the program in the last of the folders by version, or "".
func newest(folders, program string) string {
	paths, err := filepath.Glob(filepath.Join(folders, program))
	if err != nil || len(paths) == 0 {
		return ""
	}
	return slices.MaxFunc(paths, func(a, b string) int {
		if len(a) != len(b) { // 9 is before 15
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
}

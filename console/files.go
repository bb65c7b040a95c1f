package console

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"pilotent/message"
)

// Open opens a file that is to be read; commands.Invocation.Open.
func Open(path string) (fs.File, error) {
	f, err := os.Open(path) //nolint:gosec // who types it has the machine in hand
	if err != nil {
		return nil, err // and no file that is not nil
	}
	return f, nil
}

// save writes the files of an answer into the folder, and says where.
func (c *Console) save(files []message.File) {
	var names []message.Text
	for _, f := range files {
		name, err := save(c.Folder, f)
		if err != nil {
			c.print("\n%s\n", c.printer().Text("console.not_written", "file", f.Name, "folder", c.Folder))
			return
		}
		names = append(names, message.Text(name))
	}
	if len(names) > 0 {
		c.print("\n%s\n", c.printer().Text("console.written", "Count", len(names), "files", names))
	}
}

// save writes a file under its name or, where there is one of that name, with a
// number: what was kept is not overwritten.
func save(folder string, f message.File) (name string, err error) {
	base := filepath.Base(f.Name)
	ext := filepath.Ext(base)
	for n := 1; n < 1000; n++ {
		name = filepath.Join(folder, base)
		if n > 1 {
			name = filepath.Join(folder, fmt.Sprintf("%s-%d%s", strings.TrimSuffix(base, ext), n, ext))
		}
		out, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		_, err = out.Write(f.Data)
		return name, errors.Join(err, out.Close())
	}
	return "", fs.ErrExist
}

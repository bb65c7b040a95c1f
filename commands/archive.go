package commands

import (
	"bytes"
	"strings"
	"unicode"

	"pilotent/commands/grammar"
	"pilotent/governance"
	"pilotent/message"
	"pilotent/reports"
)

const typeZIP = "application/zip"

// archive gives everything that is kept of the project as a file, in the project's
// language.
func archive(c *call, _ grammar.Args) (message.Message, error) {
	file, said, err := c.archived()
	if err != nil {
		return message.Message{}, err
	}
	m := message.Say(said...)
	m.Files = []message.File{file}
	return m, nil
}

// archived is the archive as a file, and what is said of it.
func (c *call) archived() (file message.File, said []message.Block, err error) {
	var b bytes.Buffer
	err = c.Archive(c, c.Actor, func(a governance.Archive) error {
		p := c.catalog.Printer(a.Project.Locale, a.Project.Location())
		parts, err := reports.Archive(p, a, &b)
		if err != nil {
			return err
		}
		file = message.File{Name: archiveName(a), Type: typeZIP, Data: b.Bytes()}
		said = []message.Block{
			c.text("archive.done", "project", a.Project.Name, "date", a.Today(), "Count", len(parts)), c.contents(parts), c.text("archive.secret"),
		}
		return nil
	})
	return file, said, err
}

// contents are the files of an archive, and how much is in them.
func (c *call) contents(parts []reports.Part) message.Paragraph {
	var names []string
	for _, part := range parts {
		name := part.Name
		if part.Counted() {
			name = string(c.p.Text("archive.part", "name", part.Name, "lines", part.Count))
		}
		names = append(names, name)
	}
	return message.Paragraph(strings.Join(names, ", "))
}

// archiveName is that of the file, in letters that every ZIP, mail and system takes.
func archiveName(a governance.Archive) string {
	project := strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII {
			return -1
		}
		return r
	}, plainName(a.Project.Name))
	return strings.ReplaceAll("archive-"+project+"-"+a.Today().String()+".zip", "--", "-")
}

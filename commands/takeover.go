package commands

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"

	"pilotent/commands/grammar"
	"pilotent/governance"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/register"
	"pilotent/message"
	"pilotent/sheet"
)

func takingOver() *grammar.Command[*call] {
	return &grammar.Command[*call]{
		Verb: "reprendre", English: "take-over", Run: takeOver,
		Params: []grammar.Param{{Name: "archive", English: "archive", Kind: grammar.Name, Positional: true}},
	}
}

// takeOver brings the archive of another project in.
func takeOver(c *call, a grammar.Args) (message.Message, error) {
	if c.open == nil {
		return message.Message{}, record.InvalidError("import.post", "line", c.importing(""), "terminal", c.terminal())
	}
	p := papers{call: c, file: a.Text("archive")}
	t, err := c.TakeOver(c, c.Actor, governance.Papers{
		Schools: p.part("ecoles.csv", perimeter.IsSchoolTable), Meetings: p.part("reunions.csv", register.IsMeetingTable),
		Decisions: p.part("decisions.csv", register.IsDecisionTable), Actions: p.part("actions.csv", register.IsActionTable),
		Reading: Reading, Progress: c.progress,
	})
	if err != nil {
		return message.Message{}, err
	}
	if name, problems, more := t.Refused(); name != "" {
		return c.wrongLines(problems, more, c.text("takeover.refused."+name, "Count", len(problems)+more)).With(c.text("takeover.again")), nil
	}
	return c.takenOver(t), nil
}

// takenOver says what was brought in, register by register.
func (c *call) takenOver(t governance.TakenOver) message.Message {
	added := func(key string, n, known int) message.Text {
		return c.p.Text("takeover.part", "part", c.p.Text("takeover.part."+key), "added", n, "known", known)
	}
	m := message.Say(c.text("takeover.done"), message.List{
		added("schools", t.Schools.Added, t.Schools.Read-t.Schools.Added), added("stages", t.Stages.Added, t.Stages.Known),
		added("meetings", t.Meetings.Added, t.Meetings.Known), added("decisions", t.Decisions.Added, t.Decisions.Known),
		added("actions", t.Actions.Added, t.Actions.Known),
	})
	for _, rep := range []register.Report{t.Meetings, t.Decisions, t.Stages, t.Actions} {
		rep.Unread = nil                 // they are what an archive tells besides
		said, _ := c.remarks(rep, false) // the files tell the rest
		m = m.With(said...)
	}
	return m.With(c.text("takeover.next"))
}

// papers are the files of an archive that somebody gives.
type papers struct {
	*call
	file string
	zip  *zip.Reader // once it is open
}

// part opens a file of the archive.
func (p *papers) part(name string, known func([]string) bool) func() (register.File, error) {
	return func() (register.File, error) {
		f := register.File{Name: name}
		if p.zip == nil {
			if _, err := p.reading(p.file, p.unpack); err != nil {
				return f, err
			}
		}
		in, err := p.zip.Open(name)
		if err != nil {
			return f, record.InvalidError("takeover.part", "file", name).About("archive")
		}
		defer in.Close() //nolint:errcheck // only read
		t, err := openTable(in, known)
		if _, ok := errors.AsType[*record.Error](err); ok {
			return f, record.InvalidError("takeover.part", "file", name).About("archive")
		}
		if err != nil {
			return f, fmt.Errorf("open %s: %w", name, err)
		}
		f.Table = tableOf(t)
		return f, nil
	}
}

// unpack reads the archive.
func (p *papers) unpack(r io.Reader) error {
	data, err := io.ReadAll(io.LimitReader(r, sheet.MaxFile+1))
	if err != nil {
		return fmt.Errorf("read an archive: %w", err)
	}
	if len(data) > sheet.MaxFile {
		return record.InvalidError("import.too_large", "max", sheet.MaxFile>>20).About("archive")
	}
	p.zip, err = zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return record.InvalidError("takeover.archive").About("archive")
	}
	return nil
}

package commands

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"path/filepath"

	"pilotent/commands/grammar"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/message"
	"pilotent/sheet"
)

// ReadTable reads a file of rows, whatever it is; known recognises the titles
// that are looked for. A file that is no table is a governance.Error.
func ReadTable(r io.Reader, known func(titles []string) bool) (perimeter.Table, error) {
	t, err := openTable(r, known)
	if err != nil {
		return perimeter.Table{}, err
	}
	return tableOf(t), nil
}

func openTable(r io.Reader, known func([]string) bool) (*sheet.Table, error) {
	t, err := sheet.Open(r, known)
	if bad, ok := errors.AsType[*sheet.RefusedError](err); ok {
		return nil, refusedFile(bad)
	}
	return t, err
}

func tableOf(t *sheet.Table) perimeter.Table {
	return perimeter.Table{
		Titles: t.Titles, Converted: t.Encoding == sheet.Windows1252 || t.Strays > 0,
		Rows: func(yield func(perimeter.TableRow, *record.Error) bool) {
			for row, bad := range t.Rows() {
				var wrong *record.Error
				if bad != nil {
					wrong = refusedRow(bad)
				}
				if !yield(perimeter.TableRow{Line: row.Line, Cells: row.Cells}, wrong) {
					return
				}
			}
		},
	}
}

// refusedFile says why a file is no table, and how to make one of it.
func refusedFile(bad *sheet.RefusedError) *record.Error {
	key := "import.unreadable_header" // a row's: that of the titles
	switch bad.Kind {
	case sheet.Empty:
		key = "import.empty"
	case sheet.TooLarge:
		key = "import.too_large"
	case sheet.PDF:
		key = "import.pdf"
	case sheet.OldWorkbook:
		key = "import.old_workbook"
	case sheet.OpenDocument:
		key = "import.open_document"
	case sheet.Document:
		key = "import.document"
	case sheet.Archive:
		key = "import.archive"
	case sheet.WebPage:
		key = "import.web_page"
	case sheet.Binary, sheet.Picture:
		key = "import.binary"
	case sheet.BadWorkbook:
		key = "import.bad_workbook"
	case sheet.BigWorkbook:
		key = "import.big_workbook"
	case sheet.BadJSON, sheet.DeepJSON:
		key = "import.bad_json"
	case sheet.NoRecords:
		key = "import.no_records"
	case sheet.LineTooLong:
		key = "import.line_too_long"
	}
	return record.InvalidError(key, "line", bad.Line, "max", bad.Allowed, "text", bad.Seen).About("file")
}

// refusedRow says why a row is not read.
func refusedRow(bad *sheet.RefusedError) *record.Error {
	key := "import.problem.damaged"
	switch bad.Kind {
	case sheet.Columns:
		key = "import.problem.columns"
	case sheet.Quotes:
		key = "import.problem.quotes"
	case sheet.Field:
		key = "import.problem.field"
	}
	return record.InvalidError(key, "found", bad.Found, "expected", bad.Allowed, "max", bad.Allowed, "text", bad.Seen)
}

// table opens a file of the caller's, which is called name; told are what there is to
// say of it.
func (c *call) table(file string, known func([]string) bool) (table perimeter.Table, name string, told []message.Block, err error) {
	name, err = c.reading(file, func(r io.Reader) error {
		t, err := openTable(r, known)
		if err != nil {
			return err
		}
		table = tableOf(t)
		switch {
		case t.Strays > 0:
			told = append(told, c.text("import.strays", "Count", t.Strays, "line", t.Stray))
		case table.Converted:
			told = append(told, c.text("import.latin1"))
		}
		if t.Total > 0 {
			told = append(told, c.text("import.partial", "total", t.Total))
		}
		return nil
	})
	return table, name, told, err
}

// ManyFilesError says that there are several files of which one is to be named.
type ManyFilesError struct{ Names []string }

func (e *ManyFilesError) Error() string { return "several files" }

// reading gives a file of the caller's to what reads it; it answers what the file is
// called.
func (c *call) reading(file string, read func(io.Reader) error) (name string, err error) {
	name = filepath.Base(file)
	f, err := c.open(file)
	if many, ok := errors.AsType[*ManyFilesError](err); ok {
		return name, record.InvalidError("import.which", "names", many.Names, "line", c.importing(many.Names[0])).About("file")
	}
	if err != nil {
		key := "import.open"
		switch {
		case file == "" && errors.Is(err, fs.ErrPermission):
			key = "import.invite"
		case file == "" && errors.Is(err, fs.ErrNotExist):
			key = "import.post"
		case file == "":
			key = "import.away"
		case errors.Is(err, fs.ErrNotExist):
			key = "import.missing"
		case errors.Is(err, fs.ErrPermission):
			key = "import.forbidden"
		}
		return name, record.NotFoundError(key, "file", name, "line", c.importing(""), "terminal", c.terminal()).About("file")
	}
	defer f.Close() //nolint:errcheck // only read
	if info, err := f.Stat(); err == nil {
		if info.IsDir() {
			return name, record.InvalidError("import.folder", "file", name).About("file")
		}
		name = info.Name()
	}
	return name, read(f)
}

// importing is the line that imports a file, or the only one that there is.
func (c *call) importing(file string) message.Text {
	command := cmp.Or(c.command, c.language.Command("ecole", "importer"))
	raw := grammar.Raw{}
	if file != "" {
		raw[command.Params[0].English] = []string{file}
	}
	return message.Text(command.Line(c.p, raw))
}

// terminal is how whoever administers the program imports the same.
func (c *call) terminal() message.Text {
	if c.command == nil { // the holidays, which are imported there only
		return "pilotent import vacances calendrier.csv"
	}
	return map[string]message.Text{
		"ecole importer": "pilotent import ecoles annuaire.csv", "decision importer": "pilotent import decisions registre.csv",
		"action importer": "pilotent import actions actions.csv", "reunion importer": "pilotent import reunions reunions.csv",
		"ent reprendre": "pilotent import archive archive.zip",
	}[c.command.Path()]
}

func importSchools(c *call, a grammar.Args) (message.Message, error) {
	if c.open == nil {
		return message.Message{}, record.InvalidError("import.post", "line", c.importing(""), "terminal", c.terminal())
	}
	in := perimeter.SchoolImport{Trial: a.Flag("trial"), Progress: c.progress}
	var err error
	if in.Include, err = included(a.List("include")); err != nil {
		return message.Message{}, err
	}
	var told []message.Block
	in.Open = func() (t perimeter.Table, err error) {
		t, _, told, err = c.table(a.Text("file"), perimeter.IsSchoolTable)
		return t, err
	}
	rep, err := c.ImportSchools(c, c.Actor, in)
	switch {
	case err != nil:
		return message.Message{}, err
	case len(rep.Problems) > 0:
		return c.importProblems(rep.Problems, rep.More, c.text("import.refused", "Count", len(rep.Problems)+rep.More, "read", rep.Read)), nil
	case in.Trial:
		return c.trial(rep, a.Flag("whole")).With(told...), nil
	}
	return c.importReport("import.done", rep).With(c.renamed(rep)...).With(told...), nil
}

// included are the kinds of establishment that somebody names, in any number.
func included(words []string) ([]perimeter.SchoolType, error) {
	names := []struct {
		kind perimeter.SchoolType
		many grammar.Typed
		one  string
	}{
		{perimeter.College, grammar.Typed{French: "collèges", English: "colleges"}, "college"},
		{perimeter.Lycee, grammar.Typed{French: "lycées", English: "lycees"}, "lycee"},
		{perimeter.OtherService, grammar.Typed{French: "services", English: "services"}, "service"},
	}
	var kinds []perimeter.SchoolType
	for _, w := range words {
		var known []i18n.Typed
		found := false
		for _, n := range names {
			known = append(known, n.many)
			if f := record.Fold(w); f == n.one || f == record.Fold(n.many.French) {
				kinds, found = append(kinds, n.kind), true
			}
		}
		if !found {
			return nil, record.InvalidError("grammar.choice", "text", w, "known", known, "param", "include").About("include")
		}
	}
	return kinds, nil
}

// importReport says what was read, and what changed.
func (c *call) importReport(key string, rep perimeter.SchoolReport) message.Message {
	read := rep.Added + rep.Updated + rep.Unchanged
	m := message.Say(c.text(key, "Count", read, "read", read, "added", rep.Added, "updated", rep.Updated, "unchanged", rep.Unchanged))
	if len(rep.LeftOut) == 0 {
		return m
	}
	var items message.List
	for _, l := range rep.LeftOut {
		var some []message.Text
		for i, name := range l.Names {
			some = append(some, c.p.Text("import.left.row", "name", name, "line", l.Lines[i]))
		}
		if l.Count > len(l.Names) {
			some = append(some, "…")
		}
		items = append(items, c.p.Text("import.left."+string(l.Why), "Count", l.Count, "some", some))
	}
	m = m.With(c.text("import.left", "Count", rep.Read-read, "read", rep.Read), items)
	for _, l := range rep.LeftOut {
		if l.Why != perimeter.LeftOutSite && l.Why != perimeter.LeftOutRepeated {
			return m.With(c.text("import.include"))
		}
	}
	return m
}

// maxTrial is how many schools of each sort a trial shows, but for the whole, and
// maxRenamed how many an import does.
const maxTrial, maxRenamed = 10, 5

// trial says what an import would change.
func (c *call) trial(rep perimeter.SchoolReport, whole bool) message.Message {
	m := c.importReport("import.trial", rep)
	cut := false
	list := func(key string, n int, item func(i int) message.Text) {
		most := n
		if !whole && n > maxTrial {
			most, cut = maxTrial, true
		}
		m = m.With(c.some(key, n, most, item)...)
	}
	list("import.trial.new", len(rep.New), func(i int) message.Text { return c.imported(rep.New[i]) })
	list("import.trial.changed", len(rep.Changes), func(i int) message.Text {
		var fields []message.Text
		for _, f := range rep.Changes[i].Fields() {
			fields = append(fields, c.change(f))
		}
		return c.p.Text("import.trial.change", "school", c.imported(rep.Changes[i].School), "fields", fields)
	})
	list("import.trial.gone", len(rep.Gone), func(i int) message.Text { return c.imported(rep.Gone[i]) })
	if cut {
		m = m.With(c.text("import.trial.whole"))
	}
	return m.With(c.goOn(rep.Added + rep.Updated))
}

// goOn says how to do what was tried, when it would change anything.
func (c *call) goOn(changes int) message.Paragraph {
	if changes == 0 {
		return c.text("import.trial.same")
	}
	return c.text("import.trial.apply")
}

// renamed are the schools that got another name.
func (c *call) renamed(rep perimeter.SchoolReport) []message.Block {
	return c.some("import.renamed", rep.Renamed, maxRenamed, func(i int) message.Text {
		return c.p.Text("import.renamed.row", "school", c.imported(rep.Changes[i].School), "before", rep.Changes[i].Was.Name)
	})
}

// some are the first of n items under a title, and how many more there are; nothing
// for none.
func (c *call) some(key string, n, most int, item func(i int) message.Text) []message.Block {
	if n == 0 {
		return nil
	}
	var items message.List
	for i := range min(n, most) {
		items = append(items, item(i))
	}
	if n > most {
		items = append(items, c.p.Text("import.trial.more", "Count", n-most))
	}
	return []message.Block{c.text(key, "Count", n), items}
}

// change is a field with what it was and becomes.
func (c *call) change(f perimeter.FieldChange) message.Text {
	switch {
	case f.Before == "":
		return c.p.Text("import.trial.filled", "field", f.Field, "after", f.After)
	case f.After == "":
		return c.p.Text("import.trial.emptied", "field", f.Field, "before", f.Before)
	}
	return c.p.Text("import.trial.field", "field", f.Field, "before", f.Before, "after", f.After)
}

// imported is a school in a line.
func (c *call) imported(s perimeter.School) message.Text {
	return c.p.Text("import.school", "uai", string(s.UAI), "name", s.Name, "type", s.Type, "commune", s.Commune)
}

// importProblems are the lines that kept a file from being imported.
func (c *call) importProblems(problems []perimeter.FileProblem, more int, title message.Paragraph) message.Message {
	return c.wrongLines(problems, more, title).With(c.text("import.nothing"))
}

// wrongLines are the lines of a file that are to be corrected.
func (c *call) wrongLines(problems []perimeter.FileProblem, more int, title message.Paragraph) message.Message {
	var items message.List
	for _, pb := range problems {
		text, _ := c.p.Error(&record.Error{Key: pb.Key, Args: pb.Args})
		items = append(items, c.p.Text("import.line", "line", pb.Line, "problem", text))
	}
	m := message.Say(title, items)
	m.Refused = true
	if more > 0 {
		m = m.With(c.text("import.more", "Count", more))
	}
	return m
}

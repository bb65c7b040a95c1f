package perimeter

import (
	"context"
	"errors"
	"iter"
	"slices"

	"pilotent/governance/record"
)

// Table is a table that somebody brings, whatever its file was: package sheet
// reads those.
type Table struct {
	// Titles are the names of its columns.
	Titles []string
	// Rows are those below, each as wide as the titles, or an Error that says why
	// it could not be read. Their cells are not kept.
	Rows iter.Seq2[TableRow, *record.Error]
	// Converted says that the text was not in Unicode.
	Converted bool
}

// TableRow is a row of a Table, with the number that its reader sees beside it.
type TableRow struct {
	Line  int
	Cells []string
}

// FileProblem is a line of a file that cannot be imported.
type FileProblem struct {
	Line int
	Key  string // under "import.problem."
	Args record.Args
}

// ImportReport says what an import read, and what it changed; history keeps it.
// With Problems nothing was changed.
type ImportReport struct {
	Read      int // rows read
	Added     int
	Updated   int
	Unchanged int
	Latin1    bool // the file was in ISO-8859-1 or Windows-1252 and was converted
	Problems  []FileProblem
	// More is the number of problems beyond those listed.
	More int
}

// maxProblems are listed; people mend a file a few lines at a time.
const maxProblems = 10

// each calls read with the rows of a table. What is wrong with a row, an Error,
// is put among the report's problems.
func (rep *ImportReport) each(t Table, read func(line int, row []string) error) error {
	rep.Latin1 = t.Converted
	for row, wrong := range t.Rows {
		rep.Read++
		if wrong == nil {
			err := read(row.Line, row.Cells)
			var ok bool
			if wrong, ok = errors.AsType[*record.Error](err); !ok && err != nil {
				return err
			}
		}
		switch {
		case wrong == nil:
		case len(rep.Problems) < maxProblems:
			rep.Problems = append(rep.Problems, FileProblem{row.Line, wrong.Key, wrong.Args})
		default:
			rep.More++
		}
	}
	return nil
}

// SchoolImport is a directory of schools, and what to make of it.
type SchoolImport struct {
	Table
	// Open reads the Table once it is known that the person may import; nil when
	// it has been read.
	Open func() (Table, error)
	// Include are kinds of establishment to take beside schools: College, Lycee,
	// Service.
	Include []SchoolType
	// Trial says what would change, and changes nothing.
	Trial bool
	// Progress is told now and then how many of the schools have been written, while
	// everybody else who writes waits: it must not wait itself. May be nil.
	Progress func(done, total int)
}

// SchoolReport says what an import of schools did, or would do. Rows read are
// added, updated, unchanged or left out.
type SchoolReport struct {
	ImportReport
	LeftOut []LeftOut
	// Of a trial, whole: schools that are new, those that change, and those of the
	// project that are not among the schools of the file, which stay.
	New     []School
	Changes []SchoolChange
	Gone    []School
	// Renamed is how many schools an import has renamed; the first ten are in Changes.
	Renamed int
}

// LeftOut are rows that are no school, or not another one.
type LeftOut struct {
	Why   LeftOutReason
	Count int
	// Names are the first three, with their lines.
	Names []string
	Lines []int
}

// LeftOutReason is a SchoolType that is no school's, or one of two more.
type LeftOutReason string

const (
	LeftOutSite     LeftOutReason = "site"     // of a school that has a row for each of its sites (multi_uai)
	LeftOutRepeated LeftOutReason = "repeated" // says the same as a row before
)

// ImportSchools adds or updates the schools of a directory (the open data file
// fr-en-annuaire-education, or any table with at least a UAI and a name), all or
// none. Stages are left as they are, and so is what the table has no column for.
// A table with a single bad row changes nothing: the report names the lines. One
// that says nothing new writes nothing. Only pilots may.
// Errors: Invalid, Conflict, Forbidden, Unavailable.
func (s *Service) ImportSchools(ctx context.Context, a record.Actor, in SchoolImport) (SchoolReport, error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return SchoolReport{}, err
	}
	if err := s.base.MustPilot(ctx, v); err != nil {
		return SchoolReport{}, err
	}
	if in.Open != nil {
		if in.Table, err = in.Open(); err != nil {
			return SchoolReport{}, err
		}
	}
	file, err := readSchools(in)
	in.Table = Table{} // the text of the file is not kept any longer
	if err != nil || len(file.report.Problems) > 0 {
		return file.report, err
	}
	rep := file.report
	if in.Trial {
		err = s.read(ctx, func(tx Tx) error {
			rep = file.report
			known, err := file.compared(tx, v.Project.ID, func(s School) { rep.Gone = append(rep.Gone, s) })
			if err == nil {
				file.trial(known, &rep)
			}
			return err
		})
		return rep, err
	}
	err = s.update(ctx, v, func(d *changeset) (err error) {
		rep, err = d.importSchools(file, in.Progress)
		return err
	})
	return rep, err
}

// importBatch is how many schools are written before Progress is told.
const importBatch = 1000

// importSchools writes what a directory says that is not known.
func (d *changeset) importSchools(file schoolFile, progress func(done, total int)) (SchoolReport, error) {
	rep := file.report
	known, err := file.compared(d.Tx, d.Project.ID, func(School) {})
	if err != nil {
		return rep, err
	}
	w := batch{d: d, written: func() {
		if progress != nil {
			progress(rep.Added+rep.Updated+rep.Unchanged, len(file.schools))
		}
	}}
	for was, is := range file.against(known, &rep.ImportReport) {
		if was == nil {
			is.StageSince = d.Today()
		}
		is.Project, is.UpdatedAt = d.Project.ID, d.Now
		if err := d.rename(was, is, &rep); err != nil {
			return rep, err
		}
		if err := w.put(is); err != nil {
			return rep, err
		}
	}
	if err := w.flush(); err != nil || rep.Added+rep.Updated == 0 {
		return rep, err
	}
	return rep, d.Record("schools", "schools.imported", nil, rep.ImportReport, "")
}

// batch writes schools many at a time.
type batch struct {
	d       *changeset
	schools []School
	written func() // called after each time
}

func (b *batch) put(s School) error {
	if b.schools = append(b.schools, s); len(b.schools) < importBatch {
		return nil
	}
	return b.flush()
}

func (b *batch) flush() error {
	if len(b.schools) == 0 {
		return nil
	}
	if err := b.d.PutSchools(b.schools...); err != nil {
		return err
	}
	b.schools = b.schools[:0]
	b.written()
	return nil
}

// rename keeps that an import has renamed a school, where it has.
func (d *changeset) rename(was *School, is School, rep *SchoolReport) error {
	if was == nil {
		return nil
	}
	change := SchoolChange{*was, is}
	if !change.Renamed() {
		return nil
	}
	if rep.Renamed++; rep.Renamed <= maxProblems {
		rep.Changes = append(rep.Changes, change)
	}
	return d.Record(is.Subject(), "school.renamed", *was, is, "")
}

// schoolFile is what a directory says.
type schoolFile struct {
	schools []School
	columns schoolColumns
	report  SchoolReport
	include []SchoolType
	first   map[record.UAI]firstRow
}

// firstRow is where a school stands in the file first.
type firstRow struct {
	line, index int
	multi       bool
}

// comparison is what is known of a school of a directory: nothing, the same, or what
// it was.
type comparison struct {
	was  *School
	same bool
}

// compared is what is known of each school of a directory; gone is given those that it
// does not have. Of those that are the same nothing is kept.
func (f schoolFile) compared(tx Tx, p record.ProjectID, gone func(School)) ([]comparison, error) {
	known := make([]comparison, len(f.schools))
	err := tx.EachSchool(p, func(was School) {
		row, ok := f.first[was.UAI]
		if !ok {
			gone(was)
			return
		}
		is := f.schools[row.index]
		if f.columns.keep(&is, was); is == was {
			known[row.index].same = true
		} else {
			known[row.index].was = &was
		}
	})
	return known, err
}

// against counts the schools of a directory, and gives those that change as they
// become, with what they were, nil for what is new.
func (f schoolFile) against(known []comparison, rep *ImportReport) iter.Seq2[*School, School] {
	return func(yield func(*School, School) bool) {
		for i, school := range f.schools {
			was := known[i].was
			switch {
			case known[i].same:
				rep.Unchanged++
				continue
			case was == nil:
				school.Stage = StageCandidate
				rep.Added++
			default:
				f.columns.keep(&school, *was)
				rep.Updated++
			}
			if !yield(was, school) {
				return
			}
		}
	}
}

// trial tells what would change.
func (f schoolFile) trial(known []comparison, rep *SchoolReport) {
	for was, is := range f.against(known, &rep.ImportReport) {
		if was == nil {
			rep.New = append(rep.New, is)
		} else {
			rep.Changes = append(rep.Changes, SchoolChange{*was, is})
		}
	}
}

// ReadSchools reads a directory. An error says that the table is not one at all;
// rows that are wrong are in the report's problems.
func ReadSchools(in SchoolImport) ([]School, SchoolReport, error) {
	f, err := readSchools(in)
	return f.schools, f.report, err
}

func readSchools(in SchoolImport) (schoolFile, error) {
	f := schoolFile{include: in.Include, first: map[record.UAI]firstRow{}}
	var err error
	if f.columns, err = columnsOf(in.Titles); err != nil {
		return f, err
	}
	if err = f.report.each(in.Table, f.row); err == nil && f.report.Read == 0 {
		err = record.InvalidError("import.no_rows")
	}
	if err != nil || len(f.report.Problems) > 0 {
		f.schools = nil
	}
	return f, err
}

// row reads a school, or leaves the row out.
func (f *schoolFile) row(line int, row []string) error {
	school, err := f.columns.school(row)
	if err != nil {
		return err
	}
	if !school.Type.isSchool() && !slices.Contains(f.include, school.Type) {
		f.leaveOut(LeftOutReason(school.Type), school.Name, line)
		return nil
	}
	multi := f.columns.get(row, "multi") == "1"
	first, again := f.first[school.UAI]
	if !again {
		f.first[school.UAI] = firstRow{line, len(f.schools), multi}
		f.schools = append(f.schools, school)
		return nil
	}
	differ := fieldChanges(f.schools[first.index], school)
	switch {
	case multi || first.multi:
		f.leaveOut(LeftOutSite, string(school.UAI), line)
	case len(differ) == 0:
		f.leaveOut(LeftOutRepeated, string(school.UAI), line)
	default:
		return record.InvalidError("import.problem.contradiction", "uai", string(school.UAI), "first", first.line,
			"field", differ[0].Field, "before", differ[0].Before, "after", differ[0].After)
	}
	return nil
}

func (f *schoolFile) leaveOut(why LeftOutReason, name string, line int) {
	list := f.report.LeftOut
	i := slices.IndexFunc(list, func(l LeftOut) bool { return l.Why == why })
	if i < 0 {
		i, list = len(list), append(list, LeftOut{Why: why})
	}
	if list[i].Count++; list[i].Count <= 3 {
		list[i].Names, list[i].Lines = append(list[i].Names, record.Excerpt(name)), append(list[i].Lines, line)
	}
	f.report.LeftOut = list
}

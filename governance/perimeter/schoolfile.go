package perimeter

import (
	"cmp"
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
	// Progress is told now and then how many of the schools have been written, also of
	// an import that comes first. May be nil.
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
	if in.Trial {
		rep := file.report
		err = s.read(ctx, func(tx Tx) (err error) {
			rep, err = file.trial(tx, v.Project.ID)
			return err
		})
		return rep, err
	}
	return s.carryIn(ctx, v, file, in.Progress)
}

// errOvertaken says that the directory is no longer as it was read, or is being
// written.
var errOvertaken = errors.New("another import has come first")

// carryIn decides an import, after those that are decided already, and writes it.
func (s *Service) carryIn(ctx context.Context, v record.Caller, file schoolFile, progress func(done, total int)) (SchoolReport, error) {
	for {
		p, err := s.decide(ctx, v, file)
		switch {
		case err == nil && len(p.batches) > 0:
			return p.report, s.finish(context.WithoutCancel(ctx), v.Project.ID, progress)
		case !errors.Is(err, errOvertaken):
			return p.report, err
		}
		if err := s.finish(ctx, v.Project.ID, progress); err != nil {
			return p.report, err
		}
	}
}

// decide plans an import and keeps its batches: from then on it is carried out.
func (s *Service) decide(ctx context.Context, v record.Caller, file schoolFile) (p plan, err error) {
	err = s.read(ctx, func(tx Tx) (err error) {
		p, err = file.plan(tx, v.Project.ID)
		return err
	})
	if err == nil {
		err = s.update(ctx, v, p.keep)
	}
	return p, err
}

// plan is what an import changes.
type plan struct {
	imports int // decided before it
	report  SchoolReport
	batches []Batch
}

// plan compares a file with the directory; errOvertaken while that is being written.
func (f schoolFile) plan(tx Tx, project record.ProjectID) (p plan, err error) {
	if _, err := tx.NextBatch(project); !errors.Is(err, record.ErrNone) {
		return p, cmp.Or(err, errOvertaken)
	}
	if p.imports, err = tx.Imports(project); err != nil {
		return p, err
	}
	p.report = f.report
	var changed []int
	var renamed []difference
	err = f.compare(tx, project, &p.report.ImportReport, func(d difference) {
		l := listingOf(d.School, d.known && d.Renamed())
		if changed, f.schools[d.index] = append(changed, d.index), l; l.Renamed {
			p.report.Renamed++
			renamed = firsts(renamed, d)
		}
	}, func(School) {})
	if err != nil {
		return p, err
	}
	p.report.Changes = changesOf(renamed)
	// In the order of their key neighbours are written together.
	slices.SortFunc(changed, func(i, j int) int { return cmp.Compare(f.schools[i].UAI, f.schools[j].UAI) })
	var c cutter
	for _, i := range changed {
		c.add(f.schools[i])
	}
	p.batches, err = c.batches(p.report.ImportReport, len(f.schools))
	return p, err
}

// keep keeps the batches of an import, unless another was decided since it was planned.
func (p plan) keep(d *changeset) error {
	imports, err := d.Imports(d.Project.ID)
	if err != nil || len(p.batches) == 0 {
		return err
	}
	if imports != p.imports {
		return errOvertaken
	}
	for i := range p.batches {
		b := &p.batches[i]
		b.Project, b.By, b.Where = d.Project.ID, d.User, d.Channel
	}
	d.Change = "schools.imported"
	return d.AddBatches(p.batches...)
}

// firsts adds one of the differences to those that stand first in the file.
func firsts(list []difference, d difference) []difference {
	i, _ := slices.BinarySearchFunc(list, d, inFile)
	list = slices.Insert(list, i, d)
	return list[:min(len(list), maxProblems)]
}

func changesOf(list []difference) (changes []SchoolChange) {
	for _, d := range list {
		changes = append(changes, d.SchoolChange)
	}
	return changes
}

// schoolFile is what a directory says.
type schoolFile struct {
	schools []listing
	columns schoolColumns
	report  SchoolReport
	include []SchoolType
	first   map[record.UAI]firstRow
	shared  map[string]string
}

// firstRow is where a school stands in the file first.
type firstRow struct {
	line, index int
	multi       bool
}

// difference is a school that an import adds, or changes where it is known.
type difference struct {
	SchoolChange
	known bool
	index int // in the file
}

func inFile(x, y difference) int { return x.index - y.index }

// compare counts the schools of a directory, and gives those that change, then, as they
// stand in the file, those that are new; gone is given those that it does not have.
func (f schoolFile) compare(tx Tx, p record.ProjectID, rep *ImportReport, differs func(difference), gone func(School)) error {
	known := make([]bool, len(f.schools))
	err := tx.EachSchool(p, func(was School) {
		row, ok := f.first[was.UAI]
		if !ok {
			gone(was)
			return
		}
		known[row.index] = true
		is := f.schools[row.index].on(School{})
		if f.columns.keep(&is, was); is == was {
			rep.Unchanged++
			return
		}
		rep.Updated++
		differs(difference{SchoolChange{was, is}, true, row.index})
	})
	if err != nil {
		return err
	}
	for i, l := range f.schools {
		if !known[i] {
			rep.Added++
			differs(difference{SchoolChange{School: l.on(School{Stage: StageCandidate})}, false, i})
		}
	}
	return nil
}

// trial tells what would change.
func (f schoolFile) trial(tx Tx, p record.ProjectID) (SchoolReport, error) {
	rep := f.report
	var changes []difference
	err := f.compare(tx, p, &rep.ImportReport, func(d difference) {
		if d.known {
			changes = append(changes, d)
		} else {
			rep.New = append(rep.New, d.School)
		}
	}, func(s School) { rep.Gone = append(rep.Gone, s) })
	slices.SortFunc(changes, inFile)
	rep.Changes = changesOf(changes)
	return rep, err
}

// ReadSchools reads a directory. An error says that the table is not one at all;
// rows that are wrong are in the report's problems.
func ReadSchools(in SchoolImport) ([]School, SchoolReport, error) {
	f, err := readSchools(in)
	var schools []School
	for _, l := range f.schools {
		schools = append(schools, l.on(School{}))
	}
	return schools, f.report, err
}

func readSchools(in SchoolImport) (schoolFile, error) {
	f := schoolFile{include: in.Include, first: map[record.UAI]firstRow{}, shared: map[string]string{}}
	var err error
	if f.columns, err = columnsOf(in.Titles); err != nil {
		return f, err
	}
	err = f.report.each(in.Table, f.row)
	f.shared = nil
	if err == nil && f.report.Read == 0 {
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
		for _, said := range []*string{&school.Commune, &school.PostalCode, &school.District} {
			*said = f.once(*said)
		}
		f.schools = append(f.schools, listingOf(school, false))
		return nil
	}
	differ := fieldChanges(f.schools[first.index].on(School{}), school)
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

// once is a text that many schools share.
func (f *schoolFile) once(text string) string {
	if _, ok := f.shared[text]; !ok {
		f.shared[text] = text
	}
	return f.shared[text]
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

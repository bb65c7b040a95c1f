package perimeter

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"pilotent/governance/record"
)

// MaxSchoolFile is the largest file that is read, in bytes: the whole of
// France's directory of schools fits in it.
const MaxSchoolFile = 64 << 20

// FileProblem is a line of a file that cannot be imported.
type FileProblem struct {
	Line int
	Key  string // under "import.problem."
	Args record.Args
}

// ImportReport says what an import read, and what it changed. With Problems
// nothing was changed.
type ImportReport struct {
	Read      int // schools read
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

// ImportSchools reads a directory of schools (the open data file
// fr-en-annuaire-education, or any CSV with at least a UAI and a name) and
// adds or updates its schools, all or none. Stages are left as they are. A
// file with a single bad line changes nothing: the report names the lines.
// Only pilots may.
// Errors: Invalid, Conflict, Forbidden, Unavailable.
func (s *Service) ImportSchools(ctx context.Context, a record.Actor, r io.Reader) (ImportReport, error) {
	var rep ImportReport
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return rep, err
	}
	if err := s.base.MustPilot(ctx, v); err != nil {
		return rep, err
	}
	schools, cols, rep, err := readSchoolFile(r)
	if err != nil || len(rep.Problems) > 0 {
		return rep, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		all, err := d.Schools(d.Project.ID)
		if err != nil {
			return err
		}
		if err := d.PutSchools(rep.merge(cols, all, schools, d.Project, d.Now)...); err != nil {
			return err
		}
		return d.Record("schools", "schools.imported", nil, rep, "")
	})
	return rep, err
}

// merge counts which of the schools read from a file with the columns cols are new
// to the project, differ from those that it has, and do not, and answers the first
// two as they are to be kept from now on: with the stage that they have reached.
func (rep *ImportReport) merge(cols schoolColumns, all, read []School, of record.Project, now time.Time) []School {
	rep.Added, rep.Updated, rep.Unchanged = 0, 0, 0
	known := make(map[record.UAI]School, len(all))
	for _, school := range all {
		known[school.UAI] = school
	}
	var changed []School
	for _, school := range read {
		old, ok := known[school.UAI]
		school.Project = of.ID
		school.Stage, school.StageSince = cmp.Or(old.Stage, StageCandidate), old.StageSince
		school.StageDecision, school.SelectedBy, school.UpdatedAt = old.StageDecision, old.SelectedBy, old.UpdatedAt
		if ok {
			cols.keep(&school, old)
		}
		switch {
		case !ok:
			rep.Added++
			school.StageSince = of.Today(now)
		case school == old:
			rep.Unchanged++
			continue
		default:
			rep.Updated++
		}
		school.UpdatedAt = now
		changed = append(changed, school)
	}
	return changed
}

// ReadSchoolFile reads a directory of schools. An error says that the file is
// not one at all; lines that are wrong are in the report's problems.
func ReadSchoolFile(r io.Reader) ([]School, ImportReport, error) {
	schools, _, rep, err := readSchoolFile(r)
	return schools, rep, err
}

func readSchoolFile(r io.Reader) ([]School, schoolColumns, ImportReport, error) {
	var rep ImportReport
	text, err := rep.text(r)
	if err != nil {
		return nil, nil, rep, err
	}
	header, _, _ := strings.Cut(text, "\n")
	comma, err := separator(header)
	if err != nil {
		return nil, nil, rep, err
	}
	in := csv.NewReader(strings.NewReader(text))
	in.Comma, in.FieldsPerRecord, in.LazyQuotes = comma, -1, false
	names, err := in.Read()
	if err != nil {
		return nil, nil, rep, record.InvalidError("import.unreadable_header")
	}
	cols, err := columnsOf(names)
	if err != nil {
		return nil, nil, rep, err
	}
	schools, rep, err := rep.rows(in, cols, len(names))
	return schools, cols, rep, err
}

// maxLine is the longest line that is read, in bytes: those of the directory of
// schools, of some seventy columns, are below 4 KiB.
const maxLine = 64 << 10

// text is the file as text, of lines that can be looked at one by one.
func (rep *ImportReport) text(r io.Reader) (string, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxSchoolFile+1))
	if err != nil {
		return "", fmt.Errorf("read the file: %w", err)
	}
	text, err := rep.decode(raw)
	if err != nil {
		return "", err
	}
	number := 0
	for line := range strings.Lines(text) {
		if number++; len(line) > maxLine {
			return "", record.InvalidError("import.line_too_long", "line", number, "max", maxLine>>10)
		}
	}
	return text, nil
}

// decode is the file as text, or an error that says what the file is instead.
func (rep *ImportReport) decode(raw []byte) (string, error) {
	switch {
	case len(raw) > MaxSchoolFile:
		return "", record.InvalidError("import.too_large", "max", MaxSchoolFile>>20)
	case bytes.HasPrefix(raw, []byte("%PDF")):
		return "", record.InvalidError("import.pdf")
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")):
		return "", record.InvalidError("import.workbook")
	case bytes.IndexByte(raw, 0) >= 0:
		return "", record.InvalidError("import.binary")
	}
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	text := string(raw)
	if !utf8.Valid(raw) {
		// Copies saved by an office suite are in Windows-1252, of which
		// ISO-8859-1 is a part (domain.md §4.1).
		rep.Latin1 = true
		text = windows1252(raw)
	}
	if strings.TrimSpace(text) == "" {
		return "", record.InvalidError("import.empty")
	}
	return text, nil
}

// windows1252 decodes the superset of ISO-8859-1 that office suites write.
func windows1252(raw []byte) string {
	const high = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ"
	table := []rune(high)
	var b strings.Builder
	for _, c := range raw {
		if c >= 0x80 && c < 0xa0 {
			b.WriteRune(table[c-0x80])
		} else {
			b.WriteRune(rune(c))
		}
	}
	return b.String()
}

// separator is the one between the header's columns: semicolons in the
// original, commas or tabs in copies.
func separator(header string) (rune, error) {
	for _, sep := range ";,\t" {
		if _, err := columnsOf(strings.Split(header, string(sep))); err == nil {
			return sep, nil
		}
	}
	best := ';'
	for _, sep := range ";,\t|" {
		if strings.Count(header, string(sep)) > strings.Count(header, string(best)) {
			best = sep
		}
	}
	if best == '|' {
		return 0, record.InvalidError("import.separator", "found", "|")
	}
	_, err := columnsOf(strings.Split(header, string(best)))
	return best, err
}

func firstNonEmpty(header []string, n int) []string {
	var some []string
	for _, h := range header {
		if h = strings.TrimSpace(h); h != "" && len(some) < n {
			some = append(some, record.Excerpt(h))
		}
	}
	return some
}

func (c schoolColumns) get(row []string, field string) string {
	if i := c[field]; i >= 0 && i < len(row) {
		return strings.Join(strings.Fields(row[i]), " ")
	}
	return ""
}

// rows reads the schools below the header.
func (rep *ImportReport) rows(in *csv.Reader, cols schoolColumns, width int) ([]School, ImportReport, error) {
	var schools []School
	firstLine := map[record.UAI]int{}
	err := rep.each(in, width, func(line int, row []string) error {
		school, err := cols.school(row)
		if err != nil {
			return err
		}
		if first, ok := firstLine[school.UAI]; ok {
			// The directory has one line a site for schools on several sites.
			if record.Fold(cols.get(row, "multi")) != "1" {
				rep.problem(line, "duplicate", "uai", string(school.UAI), "first", first)
			}
			return nil
		}
		firstLine[school.UAI] = line
		schools = append(schools, school)
		return nil
	})
	if err == nil && rep.Read == 0 && len(rep.Problems) == 0 {
		err = record.InvalidError("import.no_rows")
	}
	if err != nil {
		return nil, *rep, err
	}
	return schools, *rep, nil
}

// each calls read with the rows below the header, which are width columns
// wide. What is wrong with a row, an Error, is put among the report's problems.
func (rep *ImportReport) each(in *csv.Reader, width int, read func(line int, row []string) error) error {
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if bad, ok := errors.AsType[*csv.ParseError](err); ok {
			rep.problem(bad.StartLine, "quotes")
			break // what follows an open quote is one field: nothing in it can be trusted
		}
		if err != nil {
			return fmt.Errorf("read file: %w", err)
		}
		if isBlank(row) {
			continue
		}
		line, _ := in.FieldPos(0)
		rep.Read++
		if err = checkRow(row, width); err == nil {
			err = read(line, row)
		}
		if wrong, ok := errors.AsType[*record.Error](err); ok {
			rep.Problems = append(rep.Problems, FileProblem{line, wrong.Key, wrong.Args})
		} else if err != nil {
			return err
		}
	}
	if n := len(rep.Problems); n > maxProblems {
		rep.Problems, rep.More = rep.Problems[:maxProblems], n-maxProblems
	}
	return nil
}

// isBlank reports whether a line has nothing in it.
func isBlank(row []string) bool { return len(row) == 1 && strings.TrimSpace(row[0]) == "" }

// checkRow refuses a row that is not of the file's form.
func checkRow(row []string, width int) error {
	if slices.ContainsFunc(row, func(field string) bool { return len(field) > maxLine }) {
		return record.InvalidError("import.problem.field", "max", maxLine>>10) // of many lines, between quotes
	}
	if len(row) != width {
		return record.InvalidError("import.problem.columns", "found", len(row), "expected", width)
	}
	return nil
}

func (rep *ImportReport) problem(line int, key string, pairs ...any) {
	e := record.NewError(record.Invalid, "import.problem."+key, pairs...)
	rep.Problems = append(rep.Problems, FileProblem{line, e.Key, e.Args})
}

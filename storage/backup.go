package storage

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A backup is lines of JSON, compressed by gzip, the same whichever the engine:
//
//	{"pilotent_backup":1,"schema":36,"taken_at":1764576000000}
//	{"table":"actions","columns":["author_id",…]}     one for each table, by name
//	["u1",…]                                          its rows, in the order of its key
//	{"rows":12,"sha256":"…"}                          of its rows' lines
//	{"tables":38,"rows":4711}                         the last line
//
// Whole numbers are numbers, truths 0 and 1, bytes base64.

// backupFormat is the version of the lines, not of the schema.
const backupFormat = 1

type backupHead struct {
	Format int   `json:"pilotent_backup"`
	Schema int64 `json:"schema"`
	Taken  int64 `json:"taken_at"` // milliseconds since 1970, by the database's clock
}

type tableHead struct {
	Table   string   `json:"table"`
	Columns []string `json:"columns"`
}

type tableFoot struct {
	Rows int64  `json:"rows"`
	Sum  string `json:"sha256"`
}

type backupFoot struct {
	Tables int   `json:"tables"`
	Rows   int64 `json:"rows"`
}

// Copy is what a backup holds.
type Copy struct {
	Schema int64
	Taken  time.Time // the state is that of this moment, or of one just after it
	Tables []CopiedTable
}

// CopiedTable is how many rows a table has, and the SHA-256 of them in hexadecimal.
type CopiedTable struct {
	Name string
	Rows int64
	Sum  string
}

// Rows counts those of all tables.
func (c Copy) Rows() (n int64) {
	for _, t := range c.Tables {
		n += t.Rows
	}
	return n
}

// Backup writes all that the database at url holds, as one moment has it, while others
// go on working with it. The database must be as new as the program.
func Backup(ctx context.Context, url string, to io.Writer, options ...Option) (c Copy, err error) {
	s, err := connectExisting(ctx, url)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	for _, option := range options {
		option(s)
	}
	return s.backup(ctx, to)
}

// connectExisting opens a database that is there; one of SQLite is not made.
func connectExisting(ctx context.Context, url string) (*Store, error) {
	if file, ok := strings.CutPrefix(url, "sqlite:"); ok {
		if _, err := os.Stat(strings.TrimPrefix(file, "//")); err != nil {
			return nil, fmt.Errorf("open the database: %w", err)
		}
	}
	s, err := connect(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	return s, nil
}

func (s *Store) backup(ctx context.Context, to io.Writer) (c Copy, err error) {
	zipped := gzip.NewWriter(to)
	out := bufio.NewWriterSize(zipped, 64<<10)
	err = transact(ctx, s.reader, s.dialect.view, func(t *tx) error {
		if c.Taken, err = s.moment(t); err != nil {
			return err
		}
		if c.Schema, err = t.current(); err != nil {
			return err
		}
		return t.backup(&c, s.dialect, out)
	})
	if err != nil {
		return c, fmt.Errorf("back the database up: %w", err)
	}
	if err := errors.Join(out.Flush(), zipped.Close()); err != nil {
		return c, fmt.Errorf("back the database up: %w", err)
	}
	return c, nil
}

// backup writes the lines of all tables.
func (t *tx) backup(c *Copy, d dialect, out io.Writer) error {
	tables, err := t.catalogue(d)
	if err != nil {
		return err
	}
	if err := writeLine(out, backupHead{backupFormat, c.Schema, c.Taken.UnixMilli()}); err != nil {
		return err
	}
	for _, table := range tables {
		if err := writeLine(out, tableHead{table.name, table.columns}); err != nil {
			return err
		}
		sum, err := t.sum(table, d, out)
		if err != nil {
			return err
		}
		if err := writeLine(out, tableFoot{sum.Rows, sum.Sum}); err != nil {
			return err
		}
		c.Tables = append(c.Tables, sum)
	}
	return writeLine(out, backupFoot{len(c.Tables), c.Rows()})
}

// current is the version of the schema, which must be the program's: what it does not
// know of, it cannot promise to keep.
func (t *tx) current() (int64, error) {
	version, err := one(t, "the database's version", scalar[int64], "SELECT max(version_id) FROM goose_db_version")
	if err != nil {
		return 0, err
	}
	newest, err := newestVersion()
	switch {
	case err != nil:
		return 0, err
	case version > newest:
		return 0, newerError("the database", version, newest)
	case version < newest:
		return 0, fmt.Errorf("the database is of version %d, the program of %d: run `pilotent migrate` first, or use the program that it is of", version, newest)
	}
	return version, nil
}

// sum tells a table's rows, and writes them to out, one a line.
func (t *tx) sum(table copied, d dialect, out io.Writer) (CopiedTable, error) {
	told := tally{hash: sha256.New()}
	var line []byte
	err := t.eachRow(table, d, func(values []any) (err error) {
		if line, err = appendRow(line[:0], table, values); err != nil {
			return fmt.Errorf("row %d of %s: %w", told.rows+1, table.name, err)
		}
		told.add(line)
		_, err = out.Write(line)
		return err
	})
	return told.of(table.name), err
}

// tally counts the rows of a table.
type tally struct {
	rows int64
	hash hash.Hash
}

func (t *tally) add(line []byte) {
	t.rows++
	_, _ = t.hash.Write(line) // never fails
}

func (t *tally) of(table string) CopiedTable {
	return CopiedTable{table, t.rows, hex.EncodeToString(t.hash.Sum(nil))}
}

// appendRow appends a row as a line.
func appendRow(line []byte, table copied, values []any) ([]byte, error) {
	line = append(line, '[')
	for i, v := range values {
		if i > 0 {
			line = append(line, ',')
		}
		var err error
		if line, err = appendValue(line, table.kinds[i], v); err != nil {
			return nil, fmt.Errorf("%s: %w", table.columns[i], err)
		}
	}
	return append(line, ']', '\n'), nil
}

func appendValue(line []byte, k kind, value any) ([]byte, error) {
	switch v := value.(type) {
	case nil:
		return append(line, "null"...), nil
	case int64:
		if k == wholeNumber || k == truth {
			return strconv.AppendInt(line, v, 10), nil
		}
	case bool:
		if k == truth && v {
			return append(line, '1'), nil
		} else if k == truth {
			return append(line, '0'), nil
		}
	case string:
		if k == characters {
			return appendText(line, v)
		}
	case []byte:
		if k == octets {
			line = base64.StdEncoding.AppendEncode(append(line, '"'), v)
			return append(line, '"'), nil
		}
	}
	return nil, fmt.Errorf("a %T in a column of %s", value, k)
}

func appendText(line []byte, text string) ([]byte, error) {
	if !utf8.ValidString(text) { // which JSON would replace
		return nil, errors.New("the text is not valid UTF-8")
	}
	quoted, err := json.Marshal(text)
	return append(line, quoted...), err
}

func writeLine(out io.Writer, v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = out.Write(append(line, '\n'))
	return err
}

// ErrDamaged is what is answered for a file that is no backup, or not a whole one.
var ErrDamaged = errors.New("the file is damaged, or no backup of pilotent")

// CheckBackup reads a whole backup and checks what it says of itself.
func CheckBackup(from io.Reader) (Copy, error) {
	r, err := readBackup(from)
	if err != nil {
		return Copy{}, err
	}
	for {
		head, err := r.table()
		if err != nil || head == nil {
			return r.copy, err
		}
		if err := r.rows(func([]any) error { return nil }); err != nil {
			return r.copy, err
		}
	}
}

// backupReader reads a backup from its beginning to its end, once.
type backupReader struct {
	lines *bufio.Reader
	copy  Copy
}

// readBackup begins a backup. One of a newer program is refused.
func readBackup(from io.Reader) (*backupReader, error) {
	unzipped, err := gzip.NewReader(from)
	if err != nil {
		return nil, damaged(err)
	}
	r := &backupReader{lines: bufio.NewReaderSize(unzipped, 64<<10)}
	line, err := r.next()
	if err != nil {
		return nil, err
	}
	var head backupHead
	if err := json.Unmarshal(line, &head); err != nil || head.Format == 0 {
		return nil, damaged(err)
	}
	newest, err := newestVersion()
	if err != nil {
		return nil, err
	}
	if head.Format > backupFormat || head.Schema > newest {
		return nil, newerError("the backup", head.Schema, newest)
	}
	r.copy.Schema, r.copy.Taken = head.Schema, time.UnixMilli(head.Taken)
	return r, nil
}

func newerError(what string, version, newest int64) error {
	return fmt.Errorf("%s is newer than this program: its version is %d, the program knows %d", what, version, newest)
}

func damaged(err error) error {
	if err == nil {
		return ErrDamaged
	}
	return fmt.Errorf("%w: %w", ErrDamaged, err)
}

// next is the next line.
func (r *backupReader) next() ([]byte, error) {
	line, err := r.lines.ReadBytes('\n')
	if errors.Is(err, io.EOF) {
		return nil, damaged(io.ErrUnexpectedEOF) // the last line is known, and not gone beyond
	}
	if err != nil {
		return nil, damaged(err)
	}
	return line, nil
}

// table begins the next table; nil when there is none left.
func (r *backupReader) table() (*tableHead, error) {
	line, err := r.next()
	if err != nil {
		return nil, err
	}
	var head struct {
		tableHead
		Tables *int  `json:"tables"`
		Rows   int64 `json:"rows"`
	}
	if err := json.Unmarshal(line, &head); err != nil {
		return nil, damaged(err)
	}
	switch {
	case head.Tables == nil && head.Table != "":
		r.copy.Tables = append(r.copy.Tables, CopiedTable{Name: head.Table})
		return &head.tableHead, nil
	case head.Tables == nil || *head.Tables != len(r.copy.Tables) || head.Rows != r.copy.Rows():
		return nil, damaged(nil)
	}
	if _, err := r.lines.ReadByte(); !errors.Is(err, io.EOF) { // which also checks what gzip says of itself
		return nil, damaged(err)
	}
	return nil, nil //nolint:nilnil // the end
}

// rows gives those of the table that was begun to use, and checks them.
func (r *backupReader) rows(use func(values []any) error) error {
	of := &r.copy.Tables[len(r.copy.Tables)-1]
	told := tally{hash: sha256.New()}
	for {
		line, err := r.next()
		if err != nil {
			return err
		}
		if line[0] != '[' {
			return r.end(of, line, told.of(of.Name))
		}
		told.add(line)
		var values []any
		d := json.NewDecoder(strings.NewReader(string(line)))
		d.UseNumber() // as a float, a large number would not be what it was
		if err := d.Decode(&values); err != nil {
			return fmt.Errorf("row %d of %s: %w", told.rows, of.Name, damaged(err))
		}
		if err := use(values); err != nil {
			return fmt.Errorf("row %d of %s: %w", told.rows, of.Name, err)
		}
	}
}

// end compares what was read of a table with what the backup says of it.
func (r *backupReader) end(of *CopiedTable, line []byte, read CopiedTable) error {
	var foot tableFoot
	if err := json.Unmarshal(line, &foot); err != nil {
		return damaged(err)
	}
	*of = read
	if foot.Rows != read.Rows || foot.Sum != read.Sum {
		return fmt.Errorf("the rows of %s are not those that were written: %w", read.Name, ErrDamaged)
	}
	return nil
}

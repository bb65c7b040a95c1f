package perimeter

import (
	"bytes"
	"compress/flate"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"pilotent/governance/codec"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// Batch is a part of an import that is decided and not written yet.
type Batch struct {
	Project record.ProjectID
	Number  int // from 1, in the order in which they are written
	// Remaining is how many schools are in those after it, Total how many in the file.
	Remaining, Total int
	By               record.Person
	Where            record.ChannelID
	Body             []byte // a storedBatch
}

// ImportStore keeps imports that are decided, until they are written.
type ImportStore interface {
	// AddBatches keeps those of one import, one at least; with them it is decided.
	AddBatches(...Batch) error
	// NextBatch is the first that is kept; ErrNone where nothing is being imported.
	NextBatch(record.ProjectID) (Batch, error)
	// RemoveBatch forgets one that is written; the last of an import raises
	// DirectoryVersion.
	RemoveBatch(Batch) error
	// Importing are the projects of which batches are kept.
	Importing() ([]record.ProjectID, error)
	// Imports is how many imports of the project were decided.
	Imports(record.ProjectID) (int, error)
	// PutListed adds schools, each once, or replaces what a directory says of those that
	// are there: their stage, and what it rests on, stay. DirectoryVersion stays as well,
	// until RemoveBatch or another change raises it.
	PutListed(record.ProjectID, ...School) error
}

// batchSize is how many schools are written while others wait: they take a few ms.
const batchSize = 100

// storedBatch is the body of a Batch, in version 1.
type storedBatch struct {
	Schools []listing `json:"Schools"`
	// Report is of the whole import; with the last batch only.
	Report *storedImport `json:"Report"`
}

// listing is what a directory says of a school, also in a storedBatch.
type listing struct {
	UAI        record.UAI `json:"UAI"`
	Name       string     `json:"Name"`
	Type       SchoolType `json:"Type"`
	Commune    string     `json:"Commune"`
	PostalCode string     `json:"PostalCode"`
	District   string     `json:"District"`
	Private    bool       `json:"Private"`
	Closing    bool       `json:"Closing"`
	Renamed    bool       `json:"Renamed"` // it was there, and bore another name
}

func listingOf(s School, renamed bool) listing {
	return listing{s.UAI, s.Name, s.Type, s.Commune, s.PostalCode, s.District, s.Private, s.Closing, renamed}
}

// on is a school of which the directory says this.
func (l listing) on(s School) School {
	s.UAI, s.Name, s.Type, s.Commune = l.UAI, l.Name, l.Type, l.Commune
	s.PostalCode, s.District, s.Private, s.Closing = l.PostalCode, l.District, l.Private, l.Closing
	return s
}

// cutter cuts what an import changes into batches.
type cutter struct {
	part   []listing
	sizes  []int
	bodies [][]byte
	press  *flate.Writer
	err    error // the first
}

func (c *cutter) add(l listing) {
	if len(c.part) == batchSize {
		c.cut(nil)
	}
	c.part = append(c.part, l)
}

func (c *cutter) cut(report *storedImport) {
	text, err := codec.Write(1, storedBatch{c.part, report})
	var body bytes.Buffer
	if c.press == nil {
		c.press, _ = flate.NewWriter(nil, flate.BestSpeed) // a level that there is
	}
	c.press.Reset(&body)
	_, wrong := io.WriteString(c.press, text)
	c.err = errors.Join(c.err, err, wrong, c.press.Close())
	c.bodies, c.sizes = append(c.bodies, bytes.Clone(body.Bytes())), append(c.sizes, len(c.part))
	c.part = c.part[:0]
}

// batches are those of an import that has nothing more to add; none where nothing was
// added.
func (c *cutter) batches(rep ImportReport, total int) ([]Batch, error) {
	if len(c.part) == 0 {
		return nil, c.err
	}
	report := rep.stored()
	c.cut(&report)
	batches := make([]Batch, len(c.bodies))
	remaining := 0
	for i, body := range slices.Backward(c.bodies) {
		batches[i] = Batch{Number: i + 1, Remaining: remaining, Total: total, Body: body}
		remaining += c.sizes[i]
	}
	return batches, c.err
}

// read is the body of a batch.
func (b Batch) read() (storedBatch, error) {
	text, err := io.ReadAll(flate.NewReader(bytes.NewReader(b.Body)))
	if err != nil {
		return storedBatch{}, fmt.Errorf("read batch %d of an import: %w", b.Number, err)
	}
	opened, wrong := codec.Open(string(text))
	if wrong == nil && opened.Version != 1 {
		wrong = &codec.Error{Problem: codec.Newer}
	}
	if wrong != nil {
		return storedBatch{}, fmt.Errorf("read batch %d of an import: %w", b.Number, wrong)
	}
	body, wrong := codec.Read[storedBatch](opened)
	if wrong != nil {
		return body, fmt.Errorf("read batch %d of an import: %w", b.Number, wrong)
	}
	return body, nil
}

// writeBatch writes the next batch of a project that is kept, and answers it.
func (s *Service) writeBatch(ctx context.Context, p record.ProjectID) (b Batch, err error) {
	err = s.write(ctx, p, func(tx Tx) (err error) {
		if b, err = tx.NextBatch(p); err != nil {
			return err
		}
		body, err := b.read()
		if err != nil {
			return err
		}
		project, err := tx.ProjectByID(p)
		if err != nil {
			return err
		}
		d := within(s.base.ByItself(tx.Tx, project))
		d.User, d.Channel = b.By, b.Where
		if err := d.list(body.Schools); err != nil {
			return err
		}
		if body.Report != nil {
			if err := d.Record("schools", "schools.imported", nil, body.Report.report(), ""); err != nil {
				return err
			}
		}
		return tx.RemoveBatch(b)
	})
	return b, err
}

// list writes what a directory says of schools, and keeps which it has renamed.
func (d *changeset) list(listings []listing) error {
	var renamed []record.UAI
	for _, l := range listings {
		if l.Renamed {
			renamed = append(renamed, l.UAI)
		}
	}
	were, err := d.SchoolsByUAI(d.Project.ID, renamed)
	if err != nil {
		return err
	}
	before := make(map[record.UAI]School, len(were))
	for _, was := range were {
		before[was.UAI] = was
	}
	fresh := School{Project: d.Project.ID, Stage: StageCandidate, StageSince: d.Today(), UpdatedAt: d.Now}
	var schools []School
	var lines []record.HistoryLine
	for _, l := range listings {
		schools = append(schools, l.on(fresh))
		if was, ok := before[l.UAI]; ok {
			is := l.on(was)
			is.UpdatedAt = d.Now
			lines = append(lines, d.Line(is.Subject(), "school.renamed", was, is, ""))
		}
	}
	if err := d.PutListed(d.Project.ID, schools...); err != nil {
		return err
	}
	return d.AddHistory(lines...)
}

// finish writes what is kept of imports of a project, and tells how far it is. As many
// may do so at once as like to: each takes the next batch.
func (s *Service) finish(ctx context.Context, p record.ProjectID, progress func(done, total int)) error {
	for {
		b, err := s.writeBatch(ctx, p)
		if errors.Is(err, record.ErrNone) {
			return nil
		}
		if err != nil {
			return err
		}
		if progress != nil {
			progress(b.Total-b.Remaining, b.Total)
		}
	}
}

// FinishImports writes, in every project, what is kept of imports: they were decided,
// and whoever wrote them is gone, or still at it.
// Errors: none but the store's.
func (s *Service) FinishImports(ctx context.Context) error {
	var importing []record.ProjectID
	err := s.base.Read(ctx, func(tx reminder.Tx) (err error) {
		importing, err = Open(tx).Importing()
		return err
	})
	errs := []error{err}
	for _, p := range importing {
		errs = append(errs, s.finish(ctx, p, nil))
	}
	return errors.Join(errs...)
}

package storage

import (
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
)

// instant keeps a time as milliseconds since 1970, the zero time as NULL, and
// reads it in UTC: neither engine's own type keeps a moment the same way.
type instant time.Time

func (i instant) Value() (driver.Value, error) {
	t := time.Time(i)
	if t.IsZero() {
		return nil, nil
	}
	return t.UnixMilli(), nil
}

func (i *instant) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*i = instant{}
	case int64:
		*i = instant(time.UnixMilli(v).UTC())
	default:
		return fmt.Errorf("read a time from %T", src)
	}
	return nil
}

// day keeps a date as ISO text, which sorts as dates do; the zero date is empty text.
type day calendar.Date

func (d day) Value() (driver.Value, error) { return calendar.Date(d).String(), nil }

func (d *day) Scan(src any) error {
	text, ok := src.(string)
	if !ok {
		return fmt.Errorf("read a day from %T", src)
	}
	date, err := calendar.ParseDate(text)
	*d = day(date)
	return err
}

// milliseconds keeps a duration as a number of them.
type milliseconds time.Duration

func (m milliseconds) Value() (driver.Value, error) { return time.Duration(m).Milliseconds(), nil }

func (m *milliseconds) Scan(src any) error {
	n, ok := src.(int64)
	if !ok {
		return fmt.Errorf("read a duration from %T", src)
	}
	*m = milliseconds(time.Duration(n) * time.Millisecond)
	return nil
}

// list keeps a list as JSON, an empty one as empty text.
type list[T any] []T

func (l list[T]) Value() (driver.Value, error) {
	if len(l) == 0 {
		return "", nil
	}
	b, err := json.Marshal([]T(l))
	return string(b), err
}

func (l *list[T]) Scan(src any) error {
	*l = nil
	text, ok := src.(string)
	if !ok {
		return fmt.Errorf("read a list from %T", src)
	}
	if text == "" {
		return nil
	}
	return whole(text, (*[]T)(l))
}

// optional keeps something as JSON, nothing as empty text.
type optional[T any] struct{ at **T }

func (o optional[T]) Value() (driver.Value, error) {
	if *o.at == nil {
		return "", nil
	}
	b, err := json.Marshal(*o.at)
	return string(b), err
}

func (o optional[T]) Scan(src any) error {
	*o.at = nil
	text, ok := src.(string)
	if !ok {
		return fmt.Errorf("read an object from %T", src)
	}
	if text == "" {
		return nil
	}
	return whole(text, o.at)
}

// whole reads JSON whose fields are all known: what a newer program has written is
// not read in part.
func whole(text string, into any) error {
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the JSON")
	}
	return nil
}

// What joins the rows of a link table that are read as one text, and the
// columns of each: no name, code or identifier contains them.
const (
	rowBreak    = "\x1e"
	columnBreak = "\x1f"
)

// codes reads joined UAIs. There is none where there is NULL.
type codes []record.UAI

func (c *codes) Scan(src any) error {
	*c = nil
	return eachRow(src, func(row string) { *c = append(*c, record.UAI(row)) })
}

// people reads joined identifiers and names. There is none where there is NULL.
type people []record.Person

func (p *people) Scan(src any) error {
	*p = nil
	return eachRow(src, func(row string) {
		id, name, _ := strings.Cut(row, columnBreak)
		*p = append(*p, record.Person{ID: record.UserID(id), Username: name})
	})
}

func eachRow(src any, read func(row string)) error {
	switch text := src.(type) {
	case nil:
	case string:
		for row := range strings.SplitSeq(text, rowBreak) {
			read(row)
		}
	default:
		return fmt.Errorf("read joined rows from %T", src)
	}
	return nil
}

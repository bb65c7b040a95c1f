// Package codec is how what history keeps is written, and read back whole or
// not at all: the texts that this and earlier programs have stored.
//
// It imports the standard library only, and knows no noun.
package codec

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// versionKey has the version of a text's form. The programs before it wrote
// none: that is version 0. They look for no field of that name, in any case, and
// read what stands beside it.
const versionKey = "form"

// Problem is why a text cannot be read.
type Problem string

const (
	// Newer is a version that this program does not know.
	Newer Problem = "newer"
	// Unknown is a field that this program does not know.
	Unknown Problem = "unknown"
	// Missing is a field, or a whole text, that is not there.
	Missing Problem = "missing"
	// Malformed is what is no JSON, or a value of another kind than its field's.
	Malformed Problem = "malformed"
)

// Error says what of a text cannot be read, and repeats nothing of what people wrote.
type Error struct {
	Problem Problem
	// Field is where, "Request.Days"; "" where it is all of it.
	Field string
	Err   error
}

func (e *Error) Error() string {
	text := string(e.Problem)
	if e.Field != "" {
		text += " " + e.Field
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

func (e *Error) Unwrap() error { return e.Err }

// Write is the text of a form, a struct whose fields have explicit names, in a
// version of 1 or more.
func Write(version int, form any) (string, error) {
	body, err := json.Marshal(form)
	if err != nil {
		return "", err
	}
	return text(version, body), nil
}

// head is how a text with a version begins.
const head = `{"` + versionKey + `":`

func text(version int, body []byte) string {
	return head + strconv.Itoa(version) + "," + string(body[1:])
}

// Text is one that is read, with its version.
type Text struct {
	Version int
	text    []byte
	// fields are those but the version; nil where the text begins as Write has it, and
	// they were not needed yet.
	fields map[string]any
}

// Open finds the version of a text.
func Open(text string) (Text, *Error) {
	if number, rest, ok := strings.Cut(strings.TrimPrefix(text, head), ","); ok && strings.HasPrefix(text, head) && rest != "" {
		if version, err := strconv.Atoi(number); err == nil && version > 0 {
			return Text{Version: version, text: []byte(text)}, nil
		}
	}
	fields, err := tree([]byte(text))
	if err != nil {
		return Text{}, &Error{Problem: Malformed, Err: err}
	}
	t := Text{text: []byte(text), fields: fields}
	written, ok := fields[versionKey]
	if !ok {
		return t, nil
	}
	delete(fields, versionKey)
	number, _ := written.(json.Number)
	if t.Version, err = strconv.Atoi(number.String()); err != nil || t.Version < 1 {
		return t, &Error{Problem: Malformed, Field: versionKey}
	}
	return t, nil
}

// Read is the text as form F. A field that F does not have, or has in another
// spelling, is an error; so is one that the text does not have, but in version 0,
// whose programs did not write the fields that came later: those are zero, as
// they were.
func Read[F any](t Text) (form F, wrong *Error) {
	if err := json.Unmarshal(t.text, &form); err != nil {
		return form, malformed[F](err)
	}
	// What is read is what would be written: encoding/json passes over fields
	// that it does not know, and takes "version" for "Version".
	body, err := json.Marshal(form)
	if err != nil {
		return form, &Error{Problem: Malformed, Err: err}
	}
	if t.Version > 0 && string(t.text) == text(t.Version, body) || t.Version == 0 && bytes.Equal(t.text, body) {
		return form, nil
	}
	if t.fields == nil {
		if t.fields, err = tree(t.text); err != nil {
			return form, &Error{Problem: Malformed, Err: err}
		}
		if t.fields[versionKey] != json.Number(strconv.Itoa(t.Version)) { // twice
			return form, &Error{Problem: Malformed, Field: versionKey}
		}
		delete(t.fields, versionKey)
	}
	known, err := tree(body)
	if err != nil {
		return form, &Error{Problem: Malformed, Err: err}
	}
	return form, compare("", t.fields, known, t.Version == 0)
}

// malformed is the error of a text that is no form F; only what is wrong with a type
// is told, as any other error might repeat what people wrote.
func malformed[F any](err error) *Error {
	typed, ok := errors.AsType[*json.UnmarshalTypeError](err)
	if !ok {
		return &Error{Problem: Malformed}
	}
	wrong := &Error{Problem: Malformed, Field: typed.Field, Err: typed}
	if _, named, within := strings.Cut(typed.Field, "."); within && embeds[F](typed.Field) {
		wrong.Field = named // in the text, the form of an earlier version has no name
	}
	return wrong
}

// embeds reports whether a path in a form begins with another form that it embeds.
func embeds[F any](path string) bool {
	name, _, _ := strings.Cut(path, ".")
	field, ok := reflect.TypeFor[F]().FieldByName(name)
	return ok && field.Anonymous
}

// tree is a JSON object, its numbers as they are written.
func tree(text []byte) (fields map[string]any, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&fields); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the object")
	}
	if fields == nil {
		return nil, errors.New("no object")
	}
	return fields, nil
}

// compare finds the first difference between what is written and what was read of
// it; nil when there is none. With gaps, fields may be missing in what is written.
func compare(path string, written, read any, gaps bool) *Error {
	switch w := written.(type) {
	case map[string]any:
		r, ok := read.(map[string]any)
		if !ok {
			return &Error{Problem: Malformed, Field: path}
		}
		return compareObjects(path, w, r, gaps)
	case []any:
		r, ok := read.([]any)
		if !ok || len(r) != len(w) {
			return &Error{Problem: Malformed, Field: path}
		}
		for i := range w {
			if wrong := compare(path+"["+strconv.Itoa(i)+"]", w[i], r[i], gaps); wrong != nil {
				return wrong
			}
		}
	default:
		if w != read {
			return &Error{Problem: Malformed, Field: path}
		}
	}
	return nil
}

func compareObjects(path string, written, read map[string]any, gaps bool) *Error {
	for _, name := range slices.Sorted(maps.Keys(written)) {
		at := join(path, name)
		value, ok := read[name]
		if !ok {
			return &Error{Problem: Unknown, Field: at}
		}
		if wrong := compare(at, written[name], value, gaps); wrong != nil {
			return wrong
		}
	}
	for _, name := range slices.Sorted(maps.Keys(read)) {
		if _, ok := written[name]; !ok && !gaps {
			return &Error{Problem: Missing, Field: join(path, name)}
		}
	}
	return nil
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

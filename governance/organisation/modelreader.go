package organisation

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"pilotent/governance/committee"
)

// ModelError is something that is wrong with a model, and where.
type ModelError struct {
	Line int
	Text string
}

func (e *ModelError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Text) }

// modelReader reads a model part by part, and notes all that is wrong.
type modelReader struct {
	text  string
	dec   *json.Decoder
	model Model
	// lines are those of the bodies and of the questions.
	bodies, questions []int
	wrong             []*ModelError
}

func joinLines(wrong []*ModelError) error {
	slices.SortStableFunc(wrong, func(a, b *ModelError) int { return a.Line - b.Line })
	var errs []error
	for _, e := range wrong {
		errs = append(errs, e)
	}
	return errors.Join(errs...)
}

func (r *modelReader) lineAt(offset int) int {
	return 1 + strings.Count(r.text[:min(offset, len(r.text))], "\n")
}

func (r *modelReader) note(offset int, format string, args ...any) {
	r.wrong = append(r.wrong, &ModelError{r.lineAt(offset), fmt.Sprintf(format, args...)})
}

// here is where the next value begins.
func (r *modelReader) here() int {
	at := int(r.dec.InputOffset())
	return at + len(r.text[at:]) - len(strings.TrimLeft(r.text[at:], " \t\r\n,:"))
}

// read reads the whole; what cannot be read ends it.
func (r *modelReader) read() {
	parts := map[string]any{
		"about": new([]string), "sources": &r.model.Sources, "small": &r.model.Small, "large": &r.model.Large, "stages": &r.model.Stages,
	}
	if !r.opens('{') {
		return
	}
	for r.dec.More() {
		at := r.here()
		key, err := r.dec.Token()
		if err != nil {
			r.note(at, "%v", err)
			return
		}
		switch part := parts[fmt.Sprint(key)]; {
		case part != nil:
			r.value(part)
		case key == "bodies":
			r.bodies = list(r, &r.model.Bodies)
		case key == "questions":
			r.questions = list(r, &r.model.Questions)
		default:
			r.note(at, "%q is unknown", key)
			r.value(new(any))
		}
		if r.dec.InputOffset() == int64(at) || r.broken() {
			return
		}
	}
	r.end()
}

// end refuses a text that is cut off, and what follows the object.
func (r *modelReader) end() {
	if _, err := r.dec.Token(); err != nil {
		r.note(len(r.text), "the file ends too early")
		return
	}
	if at := r.here(); at < len(r.text) {
		r.note(at, "something follows the model")
	}
}

// broken reports whether the text is no JSON from here on.
func (r *modelReader) broken() bool {
	return slices.ContainsFunc(r.wrong, func(e *ModelError) bool { return strings.HasPrefix(e.Text, "no JSON") })
}

func (r *modelReader) opens(d json.Delim) bool {
	at := r.here()
	if t, err := r.dec.Token(); err != nil || t != d {
		r.note(at, "no JSON that begins with %v", d)
		return false
	}
	return true
}

// value reads the next value strictly into v.
func (r *modelReader) value(v any) {
	at := r.here()
	var raw json.RawMessage
	if err := r.dec.Decode(&raw); err != nil {
		if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
			at = int(syntax.Offset)
		} else if errors.Is(err, io.ErrUnexpectedEOF) {
			at = len(r.text)
		}
		r.note(at, "no JSON: %v", err)
		return
	}
	strict := json.NewDecoder(strings.NewReader(string(raw)))
	strict.DisallowUnknownFields()
	if err := strict.Decode(v); err != nil {
		text := strings.TrimPrefix(err.Error(), "json: ")
		if typed, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			at, text = at+int(typed.Offset), fmt.Sprintf("%s is no %s", typed.Value, typed.Type)
		} else if m := unknownField.FindStringSubmatch(text); m != nil {
			at += max(0, strings.Index(string(raw), `"`+m[1]+`"`))
		}
		r.note(at, "%s", text)
	}
}

var unknownField = regexp.MustCompile(`^unknown field "(.*)"$`)

// list reads a list, and answers the lines of its items.
func list[T any](r *modelReader, into *[]T) (lines []int) {
	if !r.opens('[') {
		return nil
	}
	for r.dec.More() && !r.broken() {
		lines = append(lines, r.lineAt(r.here()))
		var item T
		r.value(&item)
		*into = append(*into, item)
	}
	if !r.broken() {
		_, _ = r.dec.Token() // its end: More has seen it
	}
	return lines
}

// check finds what is well written and means nothing.
func (r *modelReader) check() {
	m := r.model
	at := func(line int, text string) {
		if text != "" {
			r.wrong = append(r.wrong, &ModelError{line, text})
		}
	}
	of := func(key string) int { return r.lineAt(max(0, strings.Index(r.text, `"`+key+`"`))) }
	ids := map[string]bool{}
	for i, b := range m.Bodies {
		at(r.bodies[i], m.wrong(b))
		if ids[b.ID] {
			at(r.bodies[i], fmt.Sprintf("two bodies have the id %q", b.ID))
		}
		ids[b.ID] = true
	}
	for i, q := range m.Questions {
		at(r.questions[i], unknownOf(q.Perimeters, q.Stages))
		at(r.questions[i], m.unsourced(q.Reason))
		if q.Nobody != "" && q.Nobody != committee.CompetenceDigital && q.Nobody != committee.CompetenceEducation {
			at(r.questions[i], fmt.Sprintf("nobody %q: write digital or education", q.Nobody))
		}
	}
	at(of("small"), unknownOf(m.Small.Perimeters, nil))
	at(of("small"), m.unsourced(m.Small.Reason))
	at(of("large"), m.unsourced(m.Large))
	for _, s := range Stages() {
		at(of("stages"), m.unsourced(m.Stages[s]))
	}
	if len(r.wrong) == 0 {
		at(of("bodies"), m.uncovered())
	}
}

func (m Model) unsourced(r Reason) string {
	if !r.whole() {
		return "fr and en are needed"
	}
	if m.Sources[r.Source].Mark == "" {
		return fmt.Sprintf("source %q is not among the sources", r.Source)
	}
	return ""
}

// uncovered says which project would have no committee, "" where each has one.
func (m Model) uncovered() string {
	for _, p := range Perimeters() {
		for _, s := range Stages() {
			for _, small := range []bool{false, true} {
				served := slices.ContainsFunc(m.Bodies, func(b Body) bool { return b.serves(Profile{Perimeter: p, Stage: s}, small) })
				if !served && (!small || slices.Contains(m.Small.Perimeters, p)) {
					return fmt.Sprintf("a project of perimeter %s at stage %s has no committee (small: %v)", p, s, small)
				}
			}
		}
	}
	return ""
}

package record

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pilotent/governance/codec"
)

// State is a subject as a line of history keeps it, before or after a change: one
// of the types that some [Kind] keeps, by value; nil where there is none.
type State any

// Versioned is a state that has a version, which is 1 before its first change.
type Versioned interface{ StateVersion() int }

// HistoryError says which line of history cannot be read, and why: a newer program
// has written it, or it is damaged. Whoever asks for what rests on it is told, since
// an answer without it would be wrong.
type HistoryError struct {
	Subject Subject
	At      time.Time
	Change  string
	// Side is "before" or "after".
	Side string
	Err  *codec.Error
}

func (e *HistoryError) Error() string {
	return fmt.Sprintf("history of %s, %s of %s, %s: %v", e.Subject, e.Change, e.At.Format(time.RFC3339), e.Side, e.Err)
}

func (e *HistoryError) Unwrap() error { return e.Err }

// unreadable is the error that people are told of it.
func (l HistoryLine) unreadable(side string, err *codec.Error) *Error {
	_, ref, _ := strings.Cut(string(l.Subject), "/")
	wrong := &HistoryError{l.Subject, l.At, l.Change, side, err}
	if err.Problem == codec.Newer || err.Problem == codec.Unknown {
		return UnreadableError("history.newer", wrong, "ref", ref, "at", l.At)
	}
	return UnreadableError("history.damaged", wrong, "ref", ref, "at", l.At)
}

// Kind is what the changes of one family keep.
type Kind struct {
	family string
	// write is the text of a state, in the last version.
	write func(State) (string, error)
	// read is how each version is read, the first the one that has no number.
	read []func(codec.Text) (State, *codec.Error)
	// begin are the changes before which there was nothing, where states have no
	// version, and bare those that keep no state.
	begin, bare []string
}

// Keeps is the kind of what is S in this program and F where it is stored, in
// versions 0 and 1: their fields have the same names.
func Keeps[S, F any](family string, to func(S) F, from func(F) S) Kind {
	read := func(t codec.Text) (State, *codec.Error) {
		form, err := codec.Read[F](t)
		if err != nil {
			return nil, err
		}
		return from(form), nil
	}
	k := Kind{family: family, read: []func(codec.Text) (State, *codec.Error){read, read}}
	k.write = func(s State) (string, error) {
		own, ok := s.(S)
		if !ok {
			return "", fmt.Errorf("%T is kept, and not %T", own, s)
		}
		return codec.Write(len(k.read)-1, to(own))
	}
	return k
}

// Later is a kind with one more version, F, in which it is written from then on; the
// ones before are read as they were.
func Later[S, F any](k Kind, to func(S) F, from func(F) S) Kind {
	version := len(k.read)
	next := Keeps(k.family, to, from)
	k.read = append(slices.Clip(k.read), next.read[0])
	k.write = func(s State) (string, error) {
		own, ok := s.(S)
		if !ok {
			return "", fmt.Errorf("%T is kept, and not %T", own, s)
		}
		return codec.Write(version, to(own))
	}
	return k
}

// Beginning names the changes before which there was nothing, where states have no
// version.
func (k Kind) Beginning(changes ...string) Kind {
	k.begin = changes
	return k
}

// Without names the changes that keep no state.
func (k Kind) Without(changes ...string) Kind {
	k.bare = changes
	return k
}

// Events are all kinds, by the family that each names: what stands before the dot
// of its changes, or a whole change, which goes first.
type Events map[string]Kind

// NewEvents are the kinds that are given, each of which names another family.
func NewEvents(all ...Kind) Events {
	of := Events{}
	for _, k := range all {
		of[k.family] = k
	}
	return of
}

// Families are those that keep a state.
func (e Events) Families() []string {
	var families []string
	for family, k := range e {
		if k.write != nil {
			families = append(families, family)
		}
	}
	return families
}

// Bare is the kind of changes that keep no state.
func Bare(family string, changes ...string) Kind { return Kind{family: family, bare: changes} }

// kindOf is what a change keeps.
func (e Events) kindOf(change string) (Kind, *codec.Error) {
	k, ok := e[change]
	if family, _, _ := strings.Cut(change, "."); !ok {
		k, ok = e[family]
	}
	if !ok {
		return k, &codec.Error{Problem: codec.Unknown, Field: change}
	}
	return k, nil
}

// Texts are what is stored of the states; "" where there is none.
func (e Events) Texts(l HistoryLine) (before, after string, err error) {
	k, unknown := e.kindOf(l.Change)
	if unknown != nil {
		return "", "", unknown
	}
	if before, err = k.text(l.Before); err != nil {
		return "", "", fmt.Errorf("write what was before %s: %w", l.Change, err)
	}
	if after, err = k.text(l.After); err != nil {
		return "", "", fmt.Errorf("write what is after %s: %w", l.Change, err)
	}
	return before, after, nil
}

func (k Kind) text(s State) (string, error) {
	if s == nil {
		return "", nil
	}
	if k.write == nil {
		return "", fmt.Errorf("%T is not kept", s)
	}
	return k.write(s)
}

// Read takes the states out of what is stored. Errors have the code [Unreadable],
// and wrap a [HistoryError].
func (e Events) Read(l *HistoryLine, before, after string) error {
	k, err := e.kindOf(l.Change)
	if err != nil {
		return l.unreadable("after", err)
	}
	if l.Before, err = k.state(before); err != nil {
		return l.unreadable("before", err)
	}
	if l.After, err = k.state(after); err != nil {
		return l.unreadable("after", err)
	}
	switch {
	case l.After == nil && (l.Before != nil || !slices.Contains(k.bare, l.Change)):
		return l.unreadable("after", &codec.Error{Problem: codec.Missing})
	case l.Before == nil && l.After != nil && k.changed(l):
		return l.unreadable("before", &codec.Error{Problem: codec.Missing})
	}
	return nil
}

// state is the one that a text keeps; nil where it is empty.
func (k Kind) state(text string) (State, *codec.Error) {
	if text == "" {
		return nil, nil
	}
	t, err := codec.Open(text)
	switch {
	case err != nil:
		return nil, err
	case t.Version >= len(k.read):
		return nil, &codec.Error{Problem: codec.Newer, Err: fmt.Errorf("version %d of at most %d", t.Version, len(k.read)-1)}
	}
	return k.read[t.Version](t)
}

// changed reports whether there was something before the change.
func (k Kind) changed(l *HistoryLine) bool {
	if v, ok := l.After.(Versioned); ok {
		return v.StateVersion() > 1
	}
	return !slices.Contains(k.begin, l.Change)
}

// StoredPerson is somebody, as history stores people.
type StoredPerson struct {
	ID       UserID `json:"id"`
	Username string `json:"username"`
}

// AsStoredPerson is somebody as history stores people.
func AsStoredPerson(p Person) StoredPerson { return StoredPerson(p) }

func (f StoredPerson) Person() Person { return Person(f) }

// Each converts the items of a list, which stays nil where it is.
func Each[T, U any](list []T, convert func(T) U) []U {
	if list == nil {
		return nil
	}
	converted := make([]U, 0, len(list))
	for _, item := range list {
		converted = append(converted, convert(item))
	}
	return converted
}

// Optionally converts what is there; nil where it is not.
func Optionally[T, U any](there *T, convert func(T) U) *U {
	if there == nil {
		return nil
	}
	converted := convert(*there)
	return &converted
}

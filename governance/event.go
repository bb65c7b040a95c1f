package governance

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pilotent/governance/codec"
)

// State is a subject as a line of history keeps it, before or after a change: one
// of the types in [kinds], by value; nil where there is none.
type State any

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

// kind is what the changes of one family keep.
type kind struct {
	family string
	// write is the text of a state, in the last version.
	write func(State) (string, error)
	// read is how each version is read, the first the one that has no number.
	read []func(codec.Text) (State, *codec.Error)
	// version is a state's own, which is 1 before its first change; nil where states
	// have none.
	version func(State) int
	// begin are the changes before which there was nothing, where states have no
	// version, and bare those that keep no state.
	begin, bare []string
}

// kinds are all of them, by the family that each names: what stands before the dot
// of its changes, or a whole change, which goes first.
var kinds = byFamily(
	actionEvents, committeeEvents, contractEvents, decisionEvents, meetingEvents, outageEvents, serviceLevelEvents,
	preferencesEvents, reservationEvents, schoolEvents, importEvents, projectEvents, vacationEvents, verificationEvents,
	kind{family: "failure", bare: []string{"failure.relaunched"}},
)

func byFamily(all ...kind) map[string]kind {
	of := map[string]kind{}
	for _, k := range all {
		of[k.family] = k
	}
	return of
}

// keeps is the kind of what is S in this program and F where it is stored, in
// versions 0 and 1: their fields have the same names.
func keeps[S, F any](family string, to func(S) F, from func(F) S) kind {
	read := func(t codec.Text) (State, *codec.Error) {
		form, err := codec.Read[F](t)
		if err != nil {
			return nil, err
		}
		return from(form), nil
	}
	k := kind{family: family, read: []func(codec.Text) (State, *codec.Error){read, read}}
	k.write = func(s State) (string, error) {
		own, ok := s.(S)
		if !ok {
			return "", fmt.Errorf("%T is kept, and not %T", own, s)
		}
		return codec.Write(len(k.read)-1, to(own))
	}
	return k
}

// versioned says what the version of a state is.
func versioned[S any](k kind, of func(S) int) kind {
	k.version = func(s State) int {
		own, _ := s.(S)
		return of(own)
	}
	return k
}

func (k kind) beginning(changes ...string) kind {
	k.begin = changes
	return k
}

func (k kind) without(changes ...string) kind {
	k.bare = changes
	return k
}

// kindOf is what a change keeps.
func kindOf(change string) (kind, *codec.Error) {
	k, ok := kinds[change]
	if family, _, _ := strings.Cut(change, "."); !ok {
		k, ok = kinds[family]
	}
	if !ok {
		return k, &codec.Error{Problem: codec.Unknown, Field: change}
	}
	return k, nil
}

// Texts are what is stored of the states; "" where there is none.
func (l HistoryLine) Texts() (before, after string, err error) {
	k, unknown := kindOf(l.Change)
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

func (k kind) text(s State) (string, error) {
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
func (l *HistoryLine) Read(before, after string) error {
	k, err := kindOf(l.Change)
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
func (k kind) state(text string) (State, *codec.Error) {
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

// changed says whether there was something before the change.
func (k kind) changed(l *HistoryLine) bool {
	if k.version != nil {
		return k.version(l.After) > 1
	}
	return !slices.Contains(k.begin, l.Change)
}

// storedPerson is somebody, as history stores people.
type storedPerson struct {
	ID       UserID `json:"id"`
	Username string `json:"username"`
}

func asStoredPerson(p Person) storedPerson { return storedPerson(p) }

func (f storedPerson) person() Person { return Person(f) }

// each converts the items of a list, which stays nil where it is.
func each[T, U any](list []T, convert func(T) U) []U {
	if list == nil {
		return nil
	}
	converted := make([]U, 0, len(list))
	for _, item := range list {
		converted = append(converted, convert(item))
	}
	return converted
}

// optionally converts what is there; nil where it is not.
func optionally[T, U any](there *T, convert func(T) U) *U {
	if there == nil {
		return nil
	}
	converted := convert(*there)
	return &converted
}

package record

import (
	"errors"
	"fmt"
)

// Code is the family of an error: what the caller can do about it.
type Code string

const (
	Invalid     Code = "invalid"     // what was asked cannot be understood or breaks a rule
	NotFound    Code = "not_found"   // no such thing, or none that this person may see
	Conflict    Code = "conflict"    // not in the state that it is in
	Forbidden   Code = "forbidden"   // this person may not; the sentence says who can
	Unreadable  Code = "unreadable"  // what is stored cannot be read; whoever runs the program can do something
	Unavailable Code = "unavailable" // something we need does not answer; worth trying again
)

// Args are the values of a message, by the name that the catalogue uses.
type Args map[string]any

// Error is an error that a person reads: Key names its sentence in the
// catalogue, under "error.". Any other error is internal, and its text is
// never shown.
type Error struct {
	Code Code
	Key  string
	Args Args
	// Param is the command's parameter that is wrong, when it is one.
	Param string
	// Choices are the values of Param of which one is to be given; none when it
	// is not a matter of choosing.
	Choices []string
	Err     error
}

func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %s: %v", e.Code, e.Key, e.Err)
	}
	return fmt.Sprintf("%s: %s %v", e.Code, e.Key, e.Args)
}

func (e *Error) Unwrap() error { return e.Err }

// NewError makes an Error of a code, a key and pairs of
// argument name and value.
func NewError(code Code, key string, pairs ...any) *Error {
	e := &Error{Code: code, Key: key, Args: Args{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		e.Args[pairs[i].(string)] = pairs[i+1]
	}
	return e
}

// InvalidError says that what was asked breaks a rule or cannot be understood.
func InvalidError(key string, pairs ...any) *Error { return NewError(Invalid, key, pairs...) }

// NotFoundError says that there is no such thing, or none that the actor sees:
// the two are told with the same words.
func NotFoundError(key string, pairs ...any) *Error { return NewError(NotFound, key, pairs...) }

// ConflictError says that the thing is not in a state that allows it.
func ConflictError(key string, pairs ...any) *Error { return NewError(Conflict, key, pairs...) }

// UnavailableError wraps the failure of something that we depend on. Where the chat
// refuses the bot itself, that is what it says.
func UnavailableError(key string, err error) *Error {
	if errors.Is(err, ErrRefused) {
		key = keyRefused
	}
	e := NewError(Unavailable, key)
	e.Err = err
	return e
}

// UnreadableError wraps why something that is stored cannot be read.
func UnreadableError(key string, err error, pairs ...any) *Error {
	e := NewError(Unreadable, key, pairs...)
	e.Err = err
	return e
}

// About names the parameter that is wrong, so that a form can show the
// sentence beside its field.
func (e *Error) About(param string) *Error {
	e.Param = param
	return e
}

// Among is About for a parameter that is missing, with the values that it may
// have, so that the lines that give them can be shown.
func (e *Error) Among(param string, choices []string) *Error {
	e.Choices = choices
	return e.About(param)
}

// ErrNone is what a Store answers when there is no such row.
var ErrNone = errors.New("no such row")

// CodeOf is the code of err, or "" for an internal error.
func CodeOf(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return ""
}

// ErrRefused is what a Directory answers where the chat does not take the bot for its
// own any more: its account is closed, or its token was taken back.
var ErrRefused = errors.New("the chat refuses the bot")

// keyRefused is the key of the error that says so.
const keyRefused = "unavailable.refused"

// Lasting reports whether err stays until somebody mends what it is about: it is not
// worth trying again.
func Lasting(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && (e.Code == Unreadable || e.Key == keyRefused)
}

// ErrOutside is what a Directory answers about a team that the bot is not in.
var ErrOutside = errors.New("the bot is not in the team")

// ErrTaken is what a Directory answers when another has that name already.
var ErrTaken = errors.New("the name is taken")

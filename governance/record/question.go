package record

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
)

// Doubt is something that must be asked back before it is recorded: words that
// can be meant in another way, or a rule that allows what people seldom mean.
// Key names its sentence in the catalogue, under "doubt.".
type Doubt struct {
	Key  string
	Args Args
}

// Shift is the day or the moment to which something is moved that was planned for
// before, whatever was left out being kept; with what must be asked back about that.
type Shift[T any] func(before T) (at T, doubts []Doubt, err error)

// NewDoubt makes a Doubt of a key and pairs of argument name and value.
func NewDoubt(key string, pairs ...any) Doubt {
	return Doubt{Key: key, Args: NewError(Invalid, key, pairs...).Args}
}

// Mark tells the doubt from any other, also from the same one about something
// else: who has said yes to a Sunday has not said yes to the next one.
func (d Doubt) Mark() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %v", d.Key, d.Args))
	return hex.EncodeToString(sum[:8])
}

// Consent is what a person has said yes to.
type Consent struct {
	// All is the consent of who typed it: whatever is doubtful.
	All bool
	// Marks are those of the doubts that were shown to the person.
	Marks []string
}

func (c Consent) covers(d Doubt) bool { return c.All || slices.Contains(c.Marks, d.Mark()) }

// Ask is a *QuestionError when there are doubts that the person has not said yes to.
func (c Consent) Ask(doubts ...Doubt) error {
	open := slices.DeleteFunc(slices.Clone(doubts), c.covers)
	if len(open) == 0 {
		return nil
	}
	return &QuestionError{Doubts: open}
}

// QuestionError says that nothing was recorded, and what is asked back. The
// same request with a Consent that covers the doubts goes on.
type QuestionError struct{ Doubts []Doubt }

func (e *QuestionError) Error() string {
	keys := make([]string, len(e.Doubts))
	for i, d := range e.Doubts {
		keys[i] = d.Key
	}
	return fmt.Sprintf("to be confirmed: %v", keys)
}

package commands

import (
	"context"
	"errors"
	"time"

	"pilotent/commands/grammar"
	"pilotent/governance/record"
	"pilotent/message"
)

// Memory keeps what may be forgotten, under a key for a while. Get answers whether
// there is something.
type Memory interface {
	Get(ctx context.Context, key string) (value string, ok bool, err error)
	Set(ctx context.Context, key, value string, ttl time.Duration) error
}

// Remember gives the Dispatcher what keeps how each person's last list in each channel
// goes on. Without, or when it forgets, lists go on by the line that they show.
func (d *Dispatcher) Remember(m Memory) { d.memory = m }

// remembered is how long a list may be gone on with by « suite » alone.
const remembered = time.Hour

// resumeKey is where the line is kept with which the actor's last list goes on.
func resumeKey(a record.Actor) string {
	return "suite/" + string(a.Team) + "/" + string(a.Channel) + "/" + string(a.User.ID)
}

// leave keeps the line with which the list that was shown goes on, and forgets that of
// the one before. What cannot be kept is shown.
func (c *call) leave() {
	if c.memory != nil {
		_ = c.memory.Set(c, resumeKey(c.Actor), c.next, remembered)
	}
}

// lineError asks for another line to be answered instead, as if it had been typed.
type lineError struct{ line string }

func (e *lineError) Error() string { return "another line is meant" }

// resume goes on with the actor's last list in the channel.
func resume(c *call, _ grammar.Args) (message.Message, error) {
	if c.memory != nil {
		if line, ok, err := c.memory.Get(c, resumeKey(c.Actor)); err == nil && ok && line != "" {
			return message.Message{}, &lineError{line}
		}
	}
	return message.Say(c.text("list.none_left")), nil
}

// instead is the line that an error asks to answer instead; "" for any other error.
func instead(err error) string {
	if e, ok := errors.AsType[*lineError](err); ok {
		return e.line
	}
	return ""
}

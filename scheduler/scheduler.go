// Package scheduler is when the bot speaks by itself. The Composer makes the
// text of a delivery from the present state of its subject; the Courier brings
// each delivery to its recipient once. It imports governance, i18n and message;
// the database and the chat are ports.
package scheduler

import (
	"context"
	"fmt"
	"time"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/message"
)

// Outbox keeps what is owed, and who is delivering it. Package storage
// implements it.
type Outbox interface {
	// Claim leases at most limit due deliveries to the caller, the first due
	// first, and none before an earlier one to the same recipient. One whose
	// lease ran out comes back as Unknown.
	Claim(ctx context.Context, lease time.Duration, limit int) ([]reminder.Delivery, error)
	// Settle writes how attempts ended, and answers those that another caller
	// has claimed since: its word counts, this one's does not.
	Settle(ctx context.Context, ends ...reminder.Settlement) (lost []reminder.Delivery, err error)
	// Release gives leases back untried.
	Release(ctx context.Context, ds []reminder.Delivery) error
	// Coalesce puts one summary in the place of what each recipient should have
	// got more than late before now, where that is at least atLeast deliveries.
	Coalesce(ctx context.Context, now time.Time, late time.Duration, atLeast int) (replaced int, err error)
	// NextDue is when, later than after, something can be claimed; false when
	// nothing is owed.
	NextDue(ctx context.Context, after time.Time) (time.Time, bool, error)
}

// Messenger brings messages to people. Package bot implements it on
// Mattermost, package console in a terminal.
type Messenger interface {
	// Send posts the message to the recipient, marked with the delivery's
	// identifier, and answers the post's. Nothing of it may leave this process
	// after the delivery's SendBefore. An error is a *SendError where the
	// messenger knows what it means; any other may or may not have been posted.
	Send(ctx context.Context, d reminder.Delivery, m message.Message) (postID string, err error)
	// Find looks for the post of an earlier attempt; "" when there is none. Its
	// errors are as those of Send.
	Find(ctx context.Context, d reminder.Delivery) (postID string, err error)
	// Answers reports whether the chat is well, as far as it knows itself.
	Answers(ctx context.Context) bool
	// Locale is the language of a person.
	Locale(ctx context.Context, user record.UserID) (string, error)
	// Zone is where a person's clock is, an IANA name; "" where that is not known.
	Zone(ctx context.Context, user record.UserID) (string, error)
}

// SendError is a failed attempt whose meaning is known.
type SendError struct {
	// Dead says that no other attempt will do better: the channel is archived,
	// the account is gone, the bot may not post there.
	Dead bool
	// NotSent says that nothing was posted, for certain.
	NotSent bool
	// Vague says that the chat gave no clear answer. After some of those it is
	// asked whether it is well.
	Vague bool
	// Everywhere says that the chat takes nothing at all now: no fault of this
	// delivery, and no use to try another. With Vague it says so by what stands
	// before the chat, which may mean this delivery only: others tell.
	Everywhere bool
	// After is how long the chat asked us to wait; 0 when it did not.
	After time.Duration
	// Reason is a short key for logs and metrics: "rate_limited", "forbidden".
	Reason string
	Err    error
}

func (e *SendError) Error() string { return fmt.Sprintf("send: %s: %v", e.Reason, e.Err) }
func (e *SendError) Unwrap() error { return e.Err }

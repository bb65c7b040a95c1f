// Package governance is the domain: what an ENT project, its committees, its
// schools, its support actions and its acceptance operations are, the rules
// that bind them, and the Secretariat, which is all that people can do.
//
// It imports the standard library and governance/calendar only. Storage, chat
// and clock are ports declared here and implemented elsewhere.
package governance

import "time"

type (
	// TeamID identifies a team of the chat; opaque, as all identifiers are.
	TeamID string
	// ChannelID identifies a channel of the chat.
	ChannelID string
	// UserID identifies an account of the chat.
	UserID string
	// ProjectID identifies a project; it is that of its team.
	ProjectID string
)

// Person is somebody of the chat, as named when something was written down.
type Person struct {
	ID       UserID `json:"id"`
	Username string `json:"username"`
}

// Is says whether both are the same account, whatever its name has become.
func (p Person) Is(q Person) bool { return p.ID == q.ID && p.ID != "" }

// Channel is a channel of the chat.
type Channel struct {
	ID   ChannelID
	Name string
	// Private channels are entered by invitation, and not named to those who are
	// not in them. Anybody of the team may enter any other, and read it.
	Private bool
}

// Clock tells the present moment; time.Now outside of tests and simulations.
type Clock func() time.Time

// Subject names what a history line or a delivery is about: "meeting/R-12".
type Subject string

// MessageKey names an entry of the catalogue, for the words of the domain that
// people read: stages, levels, outcomes.
type MessageKey interface{ MessageKey() string }

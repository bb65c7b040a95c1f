package record

// Source is where something was said: a thread of the chat.
type Source struct {
	Channel ChannelID
	// Post begins the thread; "" where nobody has said it in one.
	Post string
	// Open says that anybody of the team could read the channel then.
	Open bool
}

// Said reports whether it is known.
func (s Source) Said() bool { return s.Post != "" }

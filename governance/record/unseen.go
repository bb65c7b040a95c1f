package record

import "context"

// judgedBy are the committees by whose channels a refusal judged the caller.
func judgedBy(v Caller, who string, committee *Committee) []Committee {
	if committee != nil {
		return []Committee{*committee}
	}
	if who == "any_committee" {
		return v.AllCommittees
	}
	return nil
}

// unseen says that the chat does not tell who is in the channel of one of the
// committees, so that nobody can be said to be no member of it; nil where it tells, or
// does not answer.
func (s *Base) unseen(ctx context.Context, v Caller, committees []Committee) error {
	for _, c := range committees {
		if bot, err := s.Directory.ShutOut(ctx, c.Channel); err == nil && bot != "" {
			e := NewError(Forbidden, KeyUnseen, "committee", c.Code, "bot", bot, "channel", "")
			if v.Sees(c.Code) || v.Channel == c.Channel { // which channel it has is not told to others
				e.Args["channel"] = c.ChannelName
			}
			return e
		}
	}
	return nil
}

// KeyUnseen is the key of the error that says that the bot does not see who is in a
// channel.
const KeyUnseen = "unseen.channel"

// Unseen says that the bot does not see who is in the channel in which the actor
// speaks, where a committee that keeps to itself has it: nothing of that is shown to
// the actor, who may well be a member. It goes by what the request has learnt, and
// answers nil where that is nothing.
// Errors: Forbidden.
func (s *Service) Unseen(ctx context.Context, a Actor) error {
	v, known := s.base.learnt(ctx, a)
	if !known {
		return nil
	}
	var hidden []Committee
	for _, c := range v.AllCommittees {
		if c.Channel == a.Channel && c.Sits() && !v.Sees(c.Code) {
			hidden = append(hidden, c)
		}
	}
	return s.base.unseen(ctx, v, hidden)
}

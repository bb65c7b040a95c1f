package governance

import (
	"context"
	"errors"
)

// ErrLeft says that somebody may not be told any more: who has left the team,
// or a committee that keeps to itself.
var ErrLeft = errors.New("the recipient has left")

// ReasonLeft is the reason of a settlement of what was for who has left.
const ReasonLeft = "left"

// keptBy notes whose matter the brief tells, where that committee keeps to itself.
func (b *Brief) keptBy(c Committee) {
	if c.Diffusion == DiffusionCommittee {
		b.keeper = &c
	}
}

// Entitled says whether the recipient of a delivery may be told what it has to
// say, at this moment: ErrLeft when not. A channel may, and so may the pilots,
// each of whom is asked about once it is known who they are. What a committee
// keeps to itself is told to nobody while the chat does not say who is in it;
// anything else is, since what the chat cannot say it cannot bring either.
func (s *Secretariat) Entitled(ctx context.Context, d Delivery, b Brief) error {
	user, ok := d.Recipient.Person()
	if !ok {
		return nil
	}
	role, err := s.directory.TeamRole(ctx, b.Project.Team, user)
	switch {
	case err != nil && b.keeper != nil:
		return UnavailableError("unavailable.directory", err)
	case err == nil && role == RoleNone:
		return ErrLeft
	case b.keeper == nil || role == RolePilot:
		return nil
	}
	in, err := s.directory.InChannel(ctx, b.keeper.Channel, user)
	if err != nil {
		return UnavailableError("unavailable.directory", err)
	}
	if !in {
		return ErrLeft
	}
	return nil
}

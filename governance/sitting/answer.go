package sitting

import (
	"context"
	"slices"
	"strings"

	"pilotent/governance/committee"
	"pilotent/governance/record"
)

// GiveAnswer says who comes to a meeting, or who is there.
type GiveAnswer struct {
	Meeting int
	Answer  Answer
	// Who are those of whom it is said: "@ien", "Mme Durand"; the actor when empty.
	Who []string
	// Proxy is the member who stands for them, of one who is represented.
	Proxy string
}

// Roll is who is convened to a meeting and what they have answered, for those who see its
// committee.
// Errors: Invalid, NotFound, Forbidden, Unavailable.
func (s *Service) Roll(ctx context.Context, a record.Actor, meeting int) (r Roll, err error) {
	err = s.view(ctx, a, func(v record.Caller, tx Tx) error {
		if r, err = s.roll(v, tx, meeting); err != nil {
			return err
		}
		r.History, err = tx.History(v.Project.ID, NounConvocation.Subject(r.Ref()))
		return err
	})
	return r, err
}

// GiveAnswer keeps what members say of a meeting to which they were convened, or who was
// seen there, also once it is over. One answers for oneself; for others, members of the
// committee and pilots.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) GiveAnswer(ctx context.Context, a record.Actor, n GiveAnswer) (Roll, []Seat, error) {
	var (
		r    Roll
		said []Seat
	)
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return r, nil, err
	}
	err = s.read(ctx, func(tx Tx) error {
		r, err = s.roll(v, tx, n.Meeting)
		return err
	})
	if err != nil {
		return r, nil, err
	}
	if len(n.Who) > 0 || !r.convenes(v.User) { // who was convened may say whether they come
		if err := s.base.MustRecord(ctx, v, r.Of); err != nil {
			return r, nil, err
		}
	}
	err = s.update(ctx, v, func(d *changeset) error {
		if r, err = s.roll(d.Caller, d.Tx, n.Meeting); err != nil {
			return err
		}
		if r.State == committee.MeetingOff {
			return record.ConflictError("meeting.off", "ref", r.Ref())
		}
		said, err = d.takeAnswers(&r, n)
		return err
	})
	return r, said, err
}

// roll is that of a meeting that the caller sees.
func (s *Service) roll(v record.Caller, tx Tx, meeting int) (Roll, error) {
	of, err := s.agenda(v, tx, meeting)
	if err != nil {
		return Roll{}, err
	}
	return rollOf(tx, v.Project, of)
}

// convenes reports whether somebody was convened.
func (r Roll) convenes(p record.Person) bool { return slices.ContainsFunc(r.accounts(), p.Is) }

// takeAnswers writes what is said of each seat that is meant, and who is still to be
// asked.
func (d *changeset) takeAnswers(r *Roll, n GiveAnswer) (said []Seat, err error) {
	if !r.Convened() {
		return nil, record.ConflictError("convocation.not_yet", "ref", r.Ref())
	}
	who := n.Who
	if len(who) == 0 {
		who = []string{"@" + d.User.Username}
	}
	for _, name := range who {
		i, err := r.find("who", name)
		if err != nil {
			return nil, err
		}
		if err := d.answer(r, i, n); err != nil {
			return nil, err
		}
		said = append(said, r.Seats[i])
	}
	r.count()
	r.Asks, err = d.remindSilent(*r)
	return said, err
}

// find is the place among the seats of the one that a text names.
func (r Roll) find(param, text string) (int, error) {
	is := func(s Seat) bool { return strings.EqualFold(s.Called().String(), text) }
	if i := slices.IndexFunc(r.Seats, is); i >= 0 {
		return i, nil
	}
	wanted := " " + record.Fold(text) + " "
	near := func(s Seat) bool { return strings.Contains(" "+record.Fold(s.Called().String())+" ", wanted) }
	if i := slices.IndexFunc(r.Seats, near); i >= 0 && wanted != "  " && !slices.ContainsFunc(r.Seats[i+1:], near) {
		return i, nil
	}
	var known []record.Called
	for _, s := range r.Seats {
		known = append(known, s.Called())
	}
	return 0, record.NotFoundError("convocation.unknown", "name", text, "ref", r.Ref(), "known", known).About(param)
}

// answer writes what is said of one seat.
func (d *changeset) answer(r *Roll, i int, n GiveAnswer) error {
	before, after := r.Seats[i], r.Seats[i]
	after.Answer, after.Proxy, after.AnsweredAt = n.Answer, 0, d.Now
	if n.Answer == AnswerRepresented {
		holder, err := r.find("proxy", n.Proxy)
		if err != nil {
			return err
		}
		if err := r.mayHold(r.Seats[holder], before); err != nil {
			return err
		}
		after.Proxy = r.Seats[holder].Number
	}
	if after.Answer == before.Answer && after.Proxy == before.Proxy {
		return record.ConflictError("convocation.same", "ref", r.Ref(), "name", before.Called(), "answer", before.Answer)
	}
	if n.Answer != AnswerPresent {
		if held := r.heldBy(before.Number); len(held) > 0 {
			d.Doubt("convocation.holds", "name", before.Called(), "for", held, "Count", len(held))
		}
	}
	after.Version++
	r.Seats[i] = after
	if err := d.PutSeat(after); err != nil {
		return err
	}
	return d.Record(r.Convocation.Subject(), "seat."+string(n.Answer), before, after, "")
}

// heldBy are those for whom the member of that seat stands.
func (r Roll) heldBy(number int) (names []record.Called) {
	for _, s := range r.Seats {
		if s.Answer == AnswerRepresented && s.Proxy == number {
			names = append(names, s.Called())
		}
	}
	return names
}

// mayHold refuses a proxy to who cannot stand for the giver: one who is not there, or
// who stands for as many as the rules allow.
func (r Roll) mayHold(holder, giver Seat) error {
	switch {
	case holder.Number == giver.Number:
		return record.InvalidError("convocation.own_proxy", "name", giver.Called()).About("proxy")
	case holder.Answer == AnswerExcused || holder.Answer == AnswerRepresented || holder.Answer == AnswerAbsent:
		return record.ConflictError("convocation.holder_away", "name", holder.Called(), "answer", holder.Answer).About("proxy")
	}
	held := 0
	for _, s := range r.Seats {
		if s.Answer == AnswerRepresented && s.Proxy == holder.Number && s.Number != giver.Number {
			held++
		}
	}
	if held >= r.Convocation.Proxies {
		return record.ConflictError("convocation.proxies", "some", r.Convocation.Proxies > 0, "name", holder.Called(), "Count", r.Convocation.Proxies).About("proxy")
	}
	return nil
}

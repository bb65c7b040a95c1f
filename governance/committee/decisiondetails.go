package committee

import (
	"cmp"
	"context"
	"slices"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// Vote is how a decision was taken.
type Vote = record.Vote

// Details are what is recorded of a decision beside its words. Where they are asked
// for, what is zero is not said, and stays as it is.
type Details struct {
	Opinion      bool          // it is an opinion: it advises, and binds nobody
	Context      string        // why it was taken
	Alternatives string        // what else was considered
	Meeting      int           // R-12, at which it was taken; 0 where nobody has said
	DecidedOn    calendar.Date // zero: the day on which it came to its state
	Vote         Vote
	// InCharge are those who carry it out.
	InCharge []record.Person
	Due      calendar.Date // by when it is to be carried out
	Review   calendar.Date // when the committee looks at it again
	Contract string        // as the buyer numbers it; it may be none that is recorded yet
	// Source is where it was said. It is never asked for: the chat tells.
	Source record.Source
}

// maxContract is how long the number of a contract is, in characters.
const maxContract = 40

// Clean are the details as they are kept.
// Errors: Invalid.
func (n Details) Clean() (Details, error) {
	var err error
	if n.Context, err = record.OptionalText("context", n.Context); err != nil {
		return n, err
	}
	if n.Alternatives, err = record.OptionalText("alternatives", n.Alternatives); err != nil {
		return n, err
	}
	if n.Contract, err = record.OptionalName("contract", n.Contract, maxContract); err != nil {
		return n, err
	}
	return n, n.Vote.Check()
}

// with are the details with what others say.
func (d Details) with(n Details) Details {
	d.Opinion = d.Opinion || n.Opinion
	d.Context, d.Alternatives = cmp.Or(n.Context, d.Context), cmp.Or(n.Alternatives, d.Alternatives)
	d.Meeting, d.DecidedOn, d.Vote = cmp.Or(n.Meeting, d.Meeting), cmp.Or(n.DecidedOn, d.DecidedOn), cmp.Or(n.Vote, d.Vote)
	d.Due, d.Review, d.Contract = cmp.Or(n.Due, d.Due), cmp.Or(n.Review, d.Review), cmp.Or(n.Contract, d.Contract)
	if len(n.InCharge) > 0 {
		d.InCharge = n.InCharge
	}
	return d
}

// differs are the parts in which the details are not what they were.
func (d Details) differs(was Details) (parts record.Parts) {
	parts.Note(record.PartOpinion, d.Opinion != was.Opinion)
	parts.Note(record.PartContext, d.Context != was.Context)
	parts.Note(record.PartAlternatives, d.Alternatives != was.Alternatives)
	parts.Note(record.PartMeeting, d.Meeting != was.Meeting)
	parts.Note(record.PartDecidedOn, d.DecidedOn != was.DecidedOn)
	parts.Note(record.PartVote, d.Vote != was.Vote)
	parts.Note(record.PartInCharge, !record.SameSet(d.InCharge, was.InCharge))
	parts.Note(record.PartDue, d.Due != was.Due)
	parts.Note(record.PartReview, d.Review != was.Review)
	parts.Note(record.PartContract, d.Contract != was.Contract)
	return parts
}

// taken are the parts that say how a decision was taken; never written to.
var taken = record.Parts{record.PartOpinion, record.PartAlternatives, record.PartDecidedOn, record.PartVote}

// rewrites reports whether details of an adopted decision say something else than it
// did of how it was taken: what was forgotten may be added, and what follows from it
// may change.
func (d Details) rewrites(was Details) bool {
	before := was.differs(Details{})
	return slices.ContainsFunc(d.differs(was), func(p record.Part) bool {
		return p == record.PartOpinion || slices.Contains(taken, p) && slices.Contains(before, p)
	})
}

// heldBy reports whether somebody is in charge of it.
func (d Details) heldBy(p record.Person) bool { return slices.ContainsFunc(d.InCharge, p.Is) }

// Late reports whether the decision should have been carried out before today.
func (d Decision) Late(today calendar.Date) bool {
	return d.State == DecisionAdopted && !d.Due.IsZero() && d.Due.Before(today)
}

// ToCarryOut reports whether it is adopted, and not applied yet. An opinion binds
// nobody: it is only where somebody is in charge of it, or it is due on a day.
func (d Decision) ToCarryOut() bool {
	return d.State == DecisionAdopted && (!d.Opinion || len(d.InCharge) > 0 || !d.Due.IsZero())
}

// ToCarryOut are those of the decisions that are to be carried out: those that are due on
// a day first, by that day, then the others in their order.
func ToCarryOut(list []Decision) []Decision {
	list = slices.DeleteFunc(slices.Clone(list), func(d Decision) bool { return !d.ToCarryOut() })
	dueFirst(list)
	return list
}

// mustReach refuses somebody in charge whom nothing of what a committee keeps to
// itself would reach.
func (s *Service) mustReach(ctx context.Context, v record.Caller, c record.Committee, people []record.Person) error {
	if c.Diffusion != record.DiffusionCommittee {
		return nil
	}
	for _, p := range people {
		in, err := s.base.Directory.InChannel(ctx, c.Channel, p.ID)
		if err != nil {
			return record.UnavailableError("unavailable.directory", err)
		}
		role, err := s.base.Directory.TeamRole(ctx, v.Team, p.ID)
		if err != nil {
			return record.UnavailableError("unavailable.directory", err)
		}
		if !in && role != record.RolePilot {
			return record.ConflictError("decision.charge_outside", "person", p, "committee", c.Code).About("in-charge")
		}
	}
	return nil
}

// detail gives details to a decision of the committee.
func (d *changeset) detail(dec *Decision, n Details, c record.Committee) error {
	was := dec.Details
	dec.Details = was.with(n)
	if err := d.sitting(dec, n.Meeting, c); err != nil {
		return err
	}
	today := d.Today()
	switch {
	case n.DecidedOn.After(today):
		return record.InvalidError("decision.future", "date", n.DecidedOn).About("taken-on")
	case !n.DecidedOn.IsZero() && dec.State.Open():
		return record.ConflictError("decision.not_taken", "decision", dec.Ref).About("taken-on")
	case n.Due != was.Due && !n.Due.IsZero() && n.Due.Before(today):
		return record.InvalidError("decision.past", "date", n.Due).About("due")
	case n.Review != was.Review && !n.Review.IsZero() && n.Review.Before(today):
		return record.InvalidError("decision.past", "date", n.Review).About("review")
	case dec.Opinion && dec.Selection == SelectionSelects:
		return record.ConflictError("decision.opinion_selects").About("selects")
	}
	if !n.Due.IsZero() && n.Due != was.Due {
		days, err := d.PlannedDays()
		if err != nil {
			return err
		}
		d.Doubts = append(d.Doubts, days.Unusual(n.Due)...)
	}
	d.doubtVote(*dec, n.Vote)
	return nil
}

// doubtVote asks back whether a decision is adopted that more were against than for.
func (d *changeset) doubtVote(dec Decision, said Vote) {
	if dec.State.Adopted() && said.Lost() {
		d.Doubt("decision.vote_lost", "for", said.For, "against", said.Against)
	}
}

// sitting reads the meeting at which a decision was taken, which is the committee's
// own; the day is that of the meeting, where nobody says another and it was logged as
// adopted since.
func (d *changeset) sitting(dec *Decision, number int, c record.Committee) error {
	if number == 0 {
		return nil
	}
	m, err := VisibleMeeting(d.Caller, d.Tx, number)
	switch {
	case err != nil:
		return err
	case m.Committee != c.Code:
		return record.ConflictError("decision.meeting_other", "ref", m.Ref(), "committee", c.Code).About("meeting")
	case m.State == MeetingOff:
		return record.ConflictError("meeting.off", "ref", m.Ref()).About("meeting")
	case !dec.State.Adopted():
	case m.OpenedAt.IsZero() && m.Start().After(d.Now):
		d.Doubt("decision.meeting_to_come", "ref", m.Ref(), "start", m.Start())
	case dec.DecidedOn.IsZero() && !m.Day.After(d.Project.Today(dec.SettledAt)):
		dec.DecidedOn = m.Day
	}
	return nil
}

// prepare cleans the details of a decision that is new, and answers where it is
// announced: in the committee's channel and, unless that would tell others what the
// committee keeps to itself, in the thread in which it was typed.
func (s *Service) prepare(ctx context.Context, v record.Caller, c record.Committee, n *Details) ([]reminder.Recipient, error) {
	cleaned, err := n.Clean()
	if err != nil {
		return nil, err
	}
	if err := s.mustReach(ctx, v, c, cleaned.InCharge); err != nil {
		return nil, err
	}
	*n = cleaned
	to := []reminder.Recipient{reminder.ToChannel(c.Channel)}
	if n.Source = (record.Source{Channel: v.Channel, Post: v.Thread}); v.Thread == "" {
		n.Source = record.Source{}
		return to, nil
	}
	// A decision is logged all the same where the bot cannot read, or enter.
	if channel, err := s.base.Directory.Channel(ctx, v.Channel); err == nil {
		n.Source.Open = !channel.Private && channel.Name != ""
		tells := c.Diffusion == record.DiffusionCommittee && c.Channel != v.Channel
		if !tells && s.base.Directory.JoinChannel(ctx, v.Channel) == nil {
			to = append(to, reminder.ToThread(v.Channel, v.Thread))
		}
	}
	return to, nil
}

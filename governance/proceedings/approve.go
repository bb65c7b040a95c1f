package proceedings

import (
	"context"
	"fmt"

	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/sitting"
)

// ApproveMinutes approves the draft that the committee has read last, gives it its number
// and freezes it. Who presides may; where nobody in the chat presides, whoever orders the
// agenda notes it; and so it does of what a later meeting has approved, whose number is in.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) ApproveMinutes(ctx context.Context, a record.Actor, meeting, in int) (View, error) {
	may := func(v record.Caller, r sitting.Roll, of View) error {
		if err := s.base.MustRecord(ctx, v, r.Of); err != nil || of.Approves || in != 0 && of.Writes {
			return err
		}
		if of.Presides != (record.Called{}) {
			return record.NewError(record.Forbidden, "proceedings.chair", "ref", r.Ref(), "committee", r.Committee, "chair", of.Presides)
		}
		return s.base.Refuse(ctx, v, "proceedings", &r.Of)
	}
	return s.change(ctx, a, meeting, may, func(d *changeset, r sitting.Roll, of *View, names record.Extract) error {
		switch {
		case of.Approved():
			return of.frozen()
		case of.State != StateDraft:
			return record.ConflictError("proceedings.no_draft", "ref", of.MeetingRef())
		}
		if err := d.mustApprove(r, in); err != nil {
			return err
		}
		d.doubtApproval(*of, in)
		return d.approve(of, in, writer{names: names}.name(d.User))
	})
}

// approve freezes minutes, in the name of who approves or notes it.
func (d *changeset) approve(of *View, in int, name string) error {
	before := of.Proceedings
	chair, err := chairOf(d.Tx, of.Of)
	if err != nil {
		return err
	}
	of.State, of.ApprovedAt, of.ApprovedBy, of.ApprovedName, of.ApprovedIn = StateApproved, d.Now, d.User, name, in
	if in == 0 && !chair.Account.Is(d.User) {
		of.Chair = chair.Name
	}
	if err := d.number(of); err != nil {
		return err
	}
	return d.save(before, of, proceedingsApproved, MinutesApproved)
}

// mustApprove refuses that a meeting has approved the minutes which could not.
func (d *changeset) mustApprove(r sitting.Roll, in int) error {
	if in == 0 {
		return nil
	}
	m, err := committee.VisibleMeeting(d.Caller, d.Tx, in)
	switch {
	case err != nil:
		return err
	case m.Committee != r.Committee || !m.Start().After(r.Start()):
		return record.InvalidError("proceedings.not_after", "ref", m.Ref(), "first", r.Ref()).About("in")
	case m.State == committee.MeetingOff:
		return record.ConflictError("meeting.off", "ref", m.Ref()).About("in")
	case m.OpenedAt.IsZero():
		return record.ConflictError("proceedings.not_open", "ref", m.Ref()).About("in")
	}
	return nil
}

// doubtApproval asks back what is seldom meant.
func (d *changeset) doubtApproval(of View, in int) {
	switch {
	case of.OpenForRemarks() && in == 0:
		d.Doubt("proceedings.open", "ref", of.MeetingRef(), "until", of.Until, "Count", len(of.Remarks), "none", len(of.Remarks) == 0)
	case len(of.Remarks) > 0:
		d.Doubt("proceedings.remarks", "ref", of.MeetingRef(), "Count", len(of.Remarks))
	}
	if of.Differs {
		d.Doubt("proceedings.differs", "ref", of.MeetingRef(), "at", of.PostedAt)
	}
}

// number gives approved minutes the next number of their meeting's year.
func (d *changeset) number(of *View) error {
	of.Year = of.Held.Day.Year
	n, err := d.Next(of.Project, fmt.Sprintf("minutes/%s-%d", of.Committee, of.Year))
	of.Number, of.Ref = n, refOf(of.Committee, of.Year, n)
	return err
}

package proceedings

import (
	"context"
	"errors"
	"slices"
	"time"

	"pilotent/governance/committee"
	"pilotent/governance/organisation"
	"pilotent/governance/record"
	"pilotent/governance/sitting"
)

// View is the minutes of a meeting with what surrounds them.
type View struct {
	Proceedings
	Held committee.Meeting
	Of   record.Committee
	In   record.Project
	Now  time.Time
	// Content is what the committee has read or, before the first draft, what it would.
	Content Content
	// Differs says that a draft made now would not be the one that the committee has.
	Differs bool
	// Remarks are those on the last draft, Earlier those on the drafts before it, and
	// Added what was added to approved minutes.
	Remarks, Earlier, Added []Remark
	// Writes says that the reader may post a draft, and Approves that it may approve one;
	// Presides is whose matter that is, where somebody in the chat presides.
	Writes, Approves bool
	Presides         record.Called
}

// OpenForRemarks reports whether somebody may say something of the draft.
func (v View) OpenForRemarks() bool {
	return v.State == StateDraft && !v.In.Today(v.Now).After(v.Until)
}

// Minutes are those of a meeting, for those who see its committee; at 0, of the last one
// that was closed in the actor's channel.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) Minutes(ctx context.Context, a record.Actor, meeting int) (View, error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return View{}, err
	}
	var r sitting.Roll
	err = s.read(ctx, func(tx Tx) error {
		r, err = s.roll(v, tx, meeting)
		return err
	})
	if err != nil {
		return View{}, err
	}
	// What the chat does not tell now is read all the same.
	said, _ := s.threadOf(ctx, v.Project.ID, r.Number)
	names, away := s.namesOf(ctx, append(people(r), said.authors()...))
	var of View
	err = s.read(ctx, func(tx Tx) error {
		of, err = s.view(v, tx, r, names)
		return err
	})
	of.take(of.heard(said, names)...)
	of.Differs = of.Differs && away == nil
	return of, err
}

// roll reads a meeting that was held and that the caller sees.
func (s *Service) roll(v record.Caller, tx Tx, meeting int) (sitting.Roll, error) {
	if meeting == 0 {
		number, err := s.lastHere(v, tx)
		if err != nil {
			return sitting.Roll{}, err
		}
		meeting = number
	}
	r, err := sitting.ReadRoll(v, tx.Tx, meeting, s.base.Now())
	switch {
	case err != nil:
		return r, err
	case r.State == committee.MeetingOff:
		return r, record.ConflictError("meeting.off", "ref", r.Ref())
	case r.OpenedAt.IsZero():
		return r, record.ConflictError("proceedings.not_held", "ref", r.Ref())
	case r.ClosedAt.IsZero():
		return r, record.ConflictError("proceedings.sits", "ref", r.Ref())
	}
	return r, nil
}

// lastHere is the number of the meeting that was closed last in the caller's channel.
func (s *Service) lastHere(v record.Caller, tx Tx) (int, error) {
	var last committee.Meeting
	for _, c := range v.AllCommittees {
		if c.Channel != v.Channel || !v.Sees(c.Code) {
			continue
		}
		list, err := tx.Meetings(v.Project.ID, committee.MeetingFilter{Committee: c.Code})
		if err != nil {
			return 0, err
		}
		for _, m := range list {
			if m.ClosedAt.After(last.ClosedAt) {
				last = m
			}
		}
	}
	if last.Number == 0 {
		return 0, record.NotFoundError("proceedings.none_here").About("meeting")
	}
	return last.Number, nil
}

// view is the minutes of a meeting that was read, as the caller sees them.
func (s *Service) view(v record.Caller, tx Tx, r sitting.Roll, names record.Extract) (of View, err error) {
	of.Held, of.Of, of.In, of.Now, of.Writes = r.Meeting, r.Of, v.Project, s.base.Now(), r.Orders && v.Records(r.Committee)
	chair, err := chairOf(tx, r.Of)
	if err != nil {
		return of, err
	}
	if of.Approves = of.Writes; chair.Account.ID != "" {
		of.Approves, of.Presides = chair.Account.Is(v.User), chair.Called()
	}
	if err := of.read(tx, v.Project.ID, r.Number); err != nil {
		return of, err
	}
	if of.Committee = r.Committee; of.Approved() {
		return of, nil
	}
	now, err := content(tx, r, of.Proceedings, names)
	if err != nil || of.Edition == 0 {
		of.Content = now
		return of, err
	}
	was, err := of.Content.store()
	if err != nil {
		return of, err
	}
	is, err := now.store()
	of.Differs = is != was
	return of, err
}

// read reads what is kept of the minutes of a meeting.
func (v *View) read(tx Tx, p record.ProjectID, meeting int) (err error) {
	v.Proceedings, err = tx.Proceedings(p, meeting)
	if errors.Is(err, record.ErrNone) {
		v.Proceedings, err = Proceedings{Project: p, Meeting: meeting}, nil
	}
	if err != nil || v.Edition == 0 {
		return err
	}
	e, err := tx.Edition(p, meeting, v.Edition)
	if err != nil {
		return err
	}
	if v.Content, err = e.Read(); err != nil {
		return err
	}
	all, err := tx.Remarks(p, meeting)
	for _, r := range all {
		switch {
		case r.Added:
			v.Added = append(v.Added, r)
		case r.Edition < v.Edition:
			v.Earlier = append(v.Earlier, r)
		default:
			v.Remarks = append(v.Remarks, r)
		}
	}
	return err
}

// last is the number of the last remark that is kept; 0 for none.
func (v View) last() int { return len(v.Remarks) + len(v.Earlier) + len(v.Added) }

// chairOf is who presides a committee; the zero Member where nobody does.
func chairOf(tx Tx, c record.Committee) (organisation.Member, error) {
	members, err := organisation.MembersOf(tx.MemberStore, c)
	i := slices.IndexFunc(members, func(m organisation.Member) bool { return m.Office == organisation.OfficeChair })
	if err != nil || i < 0 {
		return organisation.Member{}, err
	}
	return members[i], nil
}

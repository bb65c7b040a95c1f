package proceedings

import (
	"context"
	"slices"

	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/sitting"
)

// change runs do on the minutes of a meeting, for those whom may lets through, and answers
// what they are afterwards. names are those of the meeting and of the actor.
func (s *Service) change(ctx context.Context, a record.Actor, meeting int, may func(record.Caller, sitting.Roll, View) error, do func(*changeset, sitting.Roll, *View, record.Extract) error) (View, error) {
	var of View
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return of, err
	}
	var r sitting.Roll
	err = s.read(ctx, func(tx Tx) error {
		if r, err = s.roll(v, tx, meeting); err != nil {
			return err
		}
		of, err = s.view(v, tx, r, record.Extract{})
		return err
	})
	if err != nil {
		return of, err
	}
	if err := may(v, r, of); err != nil {
		return of, err
	}
	if err := committee.MustSit(r.Of); err != nil {
		return of, err
	}
	said, err := s.threadOf(ctx, v.Project.ID, r.Number)
	if err != nil {
		return of, err
	}
	names, err := s.namesOf(ctx, slices.Concat(people(r), said.authors(), []record.Person{v.User}))
	if err != nil {
		return of, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		if r, err = s.roll(d.Caller, d.Tx, r.Number); err != nil {
			return err
		}
		if of, err = s.view(d.Caller, d.Tx, r, names); err != nil {
			return err
		}
		if err := d.hear(&of, said, names); err != nil {
			return err
		}
		return do(d, r, &of, names)
	})
	return of, err
}

// mayWrite refuses those who do not order the agenda.
func (s *Service) mayWrite(ctx context.Context) func(record.Caller, sitting.Roll, View) error {
	return func(v record.Caller, r sitting.Roll, of View) error {
		if err := s.base.MustRecord(ctx, v, r.Of); err != nil || of.Writes {
			return err
		}
		return s.base.Refuse(ctx, v, "proceedings", &r.Of)
	}
}

// PostMinutes lets the committee read a draft of the minutes, in its channel, and takes
// remarks for as long as its rules say; a draft that follows remarks replaces it. Whoever
// orders the agenda may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) PostMinutes(ctx context.Context, a record.Actor, meeting int) (View, error) {
	return s.change(ctx, a, meeting, s.mayWrite(ctx), func(d *changeset, r sitting.Roll, of *View, names record.Extract) error {
		switch {
		case of.Approved():
			return of.frozen()
		case of.State == StateDraft && !of.Differs:
			return record.ConflictError("proceedings.same", "ref", of.MeetingRef(), "until", of.Until)
		}
		now, err := content(d.Tx, r, of.Proceedings, names)
		if err != nil {
			return err
		}
		stored, err := now.store()
		if err != nil {
			return err
		}
		rules, err := sitting.RulesOf(d.Tx.Tx, r.Of)
		if err != nil {
			return err
		}
		before := of.Proceedings
		of.State, of.PostedAt, of.Author, of.Content = StateDraft, d.Now, d.User, now
		of.Until = d.Project.Calendar().AddWorkingDays(d.Today(), rules.Remarks)
		of.Edition++
		edition := Edition{Project: of.Project, Meeting: of.Meeting, Number: of.Edition, Stored: stored, Author: d.User, PostedAt: d.Now}
		if err := d.AddEdition(edition); err != nil {
			return err
		}
		of.Earlier, of.Remarks, of.Differs = append(of.Earlier, of.Remarks...), nil, false
		return d.save(before, of, proceedingsPosted, DraftPosted)
	})
}

// save writes minutes, tells their history and the committee's channel, and owes what
// follows.
func (d *changeset) save(before Proceedings, of *View, change string, tell reminder.DeliveryKind) error {
	of.Version++
	if err := d.PutProceedings(of.Proceedings); err != nil {
		return err
	}
	var was record.State
	if before.Version > 0 {
		was = before
	}
	if err := d.Record(of.Subject(), change, was, of.Proceedings, ""); err != nil {
		return err
	}
	if tell == "" {
		return nil
	}
	if err := d.Announce(of.Subject(), tell, of.Version, reminder.ToChannel(of.Of.Channel)); err != nil {
		return err
	}
	if err := d.Replan(sitting.NounSitting.Subject(of.MeetingRef()), nil); err != nil {
		return err // the draft is not owed any more
	}
	planned, err := of.reminders(d.Tx)
	if err != nil {
		return err
	}
	return d.Replan(of.Subject(), planned)
}

// RewriteMinutes replaces what a point says in the minutes or, at place 0, what they say
// beside the points. The committee reads it with the next draft. Whoever orders the agenda
// may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) RewriteMinutes(ctx context.Context, a record.Actor, meeting, place int, text string) (View, error) {
	text, err := record.CleanText("text", text, record.MaxNote)
	if err != nil {
		return View{}, err
	}
	return s.change(ctx, a, meeting, s.mayWrite(ctx), func(d *changeset, r sitting.Roll, of *View, _ record.Extract) error {
		if of.Approved() {
			return of.frozen()
		}
		d.AloudFor(of.Of, text)
		if place != 0 {
			_, err := sitting.Rewrite(d.Changeset, r.Agenda, place, text)
			return err
		}
		before := of.Proceedings
		of.Intro = text
		return d.save(before, of, proceedingsRewritten, "")
	})
}

// RemarkOnMinutes keeps what somebody says of the draft. Members of the committee, pilots
// and who was convened may, for as long as remarks are taken.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) RemarkOnMinutes(ctx context.Context, a record.Actor, meeting int, text string) (View, error) {
	text, err := record.CleanText("text", text, record.MaxNote)
	if err != nil {
		return View{}, err
	}
	may := func(v record.Caller, r sitting.Roll, _ View) error {
		if slices.ContainsFunc(r.Seats, func(seat sitting.Seat) bool { return seat.Account.Is(v.User) }) {
			return nil
		}
		return s.base.MustRecord(ctx, v, r.Of)
	}
	return s.change(ctx, a, meeting, may, func(d *changeset, _ sitting.Roll, of *View, names record.Extract) error {
		switch {
		case of.Approved():
			return of.frozen()
		case of.State != StateDraft:
			return record.ConflictError("proceedings.no_draft", "ref", of.MeetingRef())
		case !of.OpenForRemarks():
			return record.ConflictError("proceedings.over", "ref", of.MeetingRef(), "until", of.Until)
		}
		r, err := d.remark(of, text, names, false)
		of.take(r)
		return err
	})
}

// AddToMinutes adds something to minutes that were approved, and tells the committee's
// channel. Whoever orders the agenda may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) AddToMinutes(ctx context.Context, a record.Actor, meeting int, text string) (View, error) {
	text, err := record.CleanText("text", text, record.MaxNote)
	if err != nil {
		return View{}, err
	}
	return s.change(ctx, a, meeting, s.mayWrite(ctx), func(d *changeset, _ sitting.Roll, of *View, names record.Extract) error {
		if !of.Approved() {
			return record.ConflictError("proceedings.not_approved", "ref", of.MeetingRef(), "draft", of.State == StateDraft)
		}
		r, err := d.remark(of, text, names, true)
		if err != nil {
			return err
		}
		of.Added = append(of.Added, r)
		return d.Announce(of.Subject(), MinutesCompleted, r.Number, reminder.ToChannel(of.Of.Channel))
	})
}

// remark keeps what was said of minutes.
func (d *changeset) remark(of *View, text string, names record.Extract, added bool) (Remark, error) {
	d.AloudFor(of.Of, text)
	r := Remark{
		Project: of.Project, Meeting: of.Meeting, Number: of.last() + 1, Edition: of.Edition, Added: added,
		Author: d.User, Name: writer{names: names}.name(d.User), Text: text, At: d.Now,
	}
	change := remarkGiven
	if added {
		change = remarkAdded
	}
	if err := d.AddRemark(r); err != nil {
		return r, err
	}
	return r, d.Record(of.Subject(), change, nil, r, "")
}

// frozen refuses what would change minutes that were approved.
func (v View) frozen() error {
	return record.ConflictError("proceedings.frozen", "ref", v.MeetingRef(), "number", v.Ref, "at", v.ApprovedAt)
}

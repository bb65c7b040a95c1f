package organisation

import (
	"context"
	"errors"
	"slices"
	"strings"

	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// ConfirmPlan carries out the plan that is discussed: it writes what the project is
// like and who its partners are, then each line by itself, with a channel of its own.
// A line that cannot be carried out leaves nothing behind and is told; the plan stays
// open then, and what is done is kept when it is confirmed again. Only pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) ConfirmPlan(ctx context.Context, a record.Actor) (PlanView, error) {
	var view PlanView
	v, err := s.pilot(ctx, a)
	if err != nil {
		return view, err
	}
	here, err := s.base.Directory.Channel(ctx, a.Channel)
	if err != nil && !errors.Is(err, record.ErrNone) {
		return view, record.UnavailableError("unavailable.directory", err)
	}
	schools, err := s.counted(ctx, v)
	if err != nil {
		return view, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		draft, err := draftOf(d.Tx, d.Project.ID)
		if err != nil {
			return err
		}
		if !draft.open() {
			return record.ConflictError("plan.none")
		}
		if view, err = s.viewPlan(d.Tx, d.Caller, draft, schools); err != nil {
			return err
		}
		return d.settle(draft)
	})
	if err != nil {
		return view, err
	}
	v.Click, v.Doubts = nil, nil // used up, and asked
	for _, l := range view.Lines {
		if !l.Out {
			view.Done = append(view.Done, s.carryOut(ctx, v, l, here))
		}
	}
	if slices.ContainsFunc(view.Done, Outcome.left) {
		return view, nil
	}
	err = s.update(ctx, v, func(d *changeset) (err error) {
		view.Draft, err = d.carriedOut(view.Draft)
		return err
	})
	return view, err
}

// carriedOut notes that nothing is left to do of a draft, unless it is discussed anew.
func (d *changeset) carriedOut(draft Draft) (Draft, error) {
	before, err := draftOf(d.Tx, d.Project.ID)
	if err != nil || before.Version != draft.Version {
		return draft, err
	}
	after := before
	after.DoneAt = d.Now
	return d.saveDraft(before, after, "plan.done")
}

// settle writes what a draft says of the project and its partners.
func (d *changeset) settle(draft Draft) error {
	before, err := profileOf(d.Tx, d.Project.ID)
	if err != nil {
		return err
	}
	after := before
	after.Project, after.Perimeter, after.Schools, after.Stage = d.Project.ID, draft.Perimeter, draft.Schools, draft.Stage
	if after != before {
		after.Author, after.ChangedAt = d.User, d.Now
		after.Version++
		if err := d.PutProfile(after); err != nil {
			return err
		}
		if before.Version == 0 {
			err = d.Record(ProfileSubject, "profile.changed", nil, after, "")
		} else {
			err = d.Record(ProfileSubject, "profile.changed", before, after, "")
		}
		if err != nil {
			return err
		}
	}
	for _, i := range draft.Partners {
		if err := d.settlePartner(i); err != nil {
			return err
		}
	}
	return nil
}

// settlePartner writes a partner of a plan, where that says something new.
func (d *changeset) settlePartner(i committee.Institution) error {
	c := committee.InstitutionChange{Name: i.Name, Level: &i.Level, Role: &i.Role, Competences: &i.Competences}
	all, err := d.Partners(d.Project.ID)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(p Partner) bool { return p.Named(i.Name) && p.LeftOn.IsZero() })
	if at < 0 {
		return d.joinPartner(c)
	}
	after := all[at]
	after.Institution = said(after.Institution, c)
	if after.Level == all[at].Level && after.Role == all[at].Role && record.SameSet(after.Competences, all[at].Competences) {
		return nil
	}
	return d.savePartner(&all[at], after, "partner.changed")
}

// carryOut makes the committee of a line, or lets the one that is there follow it.
func (s *Service) carryOut(ctx context.Context, v record.Caller, l Line, here record.Channel) Outcome {
	o := Outcome{Line: l, Channel: strings.ToLower(l.Code)}
	switch {
	case l.Present != nil && !l.Present.Sits():
		o.Result = ResultClosed
		return o
	case l.Present != nil:
		o.Channel = l.Present.ChannelName
		return s.follow(ctx, v, o)
	}
	c := record.Committee{
		Project: v.Project.ID, Code: l.Code, Name: l.NameIn(v.Project.Locale), Level: l.Level, Kind: l.Kind, Diffusion: record.DiffusionTeam,
		Leads: record.DefaultLeads(), Yearly: l.Yearly, Agenda: l.AgendaIn(v.Project.Locale), CreatedAt: s.base.Now(), CreatedBy: v.User,
	}
	o.Result = ResultHere
	id := here.ID
	if here.Name != o.Channel {
		made, err := s.base.Directory.CreateChannel(ctx, v.Team, o.Channel, c.Name, v.User.ID)
		switch {
		case errors.Is(err, record.ErrTaken):
			o.Result = ResultTaken
			return o
		case errors.Is(err, record.ErrNone):
			o.Result = ResultChannel
			return o
		case err != nil:
			return o.failed(record.UnavailableError("unavailable.directory", err))
		}
		o.Result, id = ResultMade, made.ID
	}
	if err := committee.BindPlanned(ctx, s.base, &c, id); err != nil {
		return o.failed(err)
	}
	if err := s.base.Update(ctx, v, func(d *reminder.Changeset) error { return committee.AddPlanned(d, &c) }); err != nil {
		return o.failed(err)
	}
	return o
}

func (o Outcome) failed(err error) Outcome {
	o.Result, o.Err = ResultFailed, err
	return o
}

// follow gives the committee that is there what the plan says of it: how often it
// meets; and what it is for and its agenda, where nobody has said.
func (s *Service) follow(ctx context.Context, v record.Caller, o Outcome) Outcome {
	o.Result = ResultKept
	err := s.update(ctx, v, func(d *changeset) error {
		before, err := d.Committee(d.Project.ID, o.Present.Code)
		if err != nil {
			return err
		}
		after := before
		after.Yearly = o.Yearly
		if after.Kind == "" {
			after.Kind = o.Kind
		}
		if len(after.Agenda) == 0 {
			after.Agenda = o.AgendaIn(d.Project.Locale)
		}
		if after.Yearly == before.Yearly && after.Kind == before.Kind && len(after.Agenda) == len(before.Agenda) {
			return nil
		}
		o.Result = ResultChanged
		return committee.FollowPlan(d.Changeset, before, after)
	})
	if err != nil {
		return o.failed(err)
	}
	return o
}

// ProfileView is what a project is like.
type ProfileView struct {
	Profile // of version 0 while nobody has said; its schools are those of the directory where nobody has said how many
	History []record.HistoryLine
	// Discussed reports whether a plan is discussed; pilots learn it.
	Discussed bool
}

// Profile is what the project is like, and its history. Anybody of the team may ask.
// Errors: NotFound, Forbidden, Unavailable.
func (s *Service) Profile(ctx context.Context, a record.Actor) (view ProfileView, err error) {
	err = s.view(ctx, a, func(v record.Caller, tx Tx) error {
		if view.Profile, err = profileOf(tx, v.Project.ID); err != nil {
			return err
		}
		counted, err := s.countSchools(ctx, tx, v.Project.ID)
		if err != nil {
			return err
		}
		view.Schools = view.among(counted)
		if v.Role == record.RolePilot {
			draft, err := draftOf(tx, v.Project.ID)
			if err != nil {
				return err
			}
			view.Discussed = draft.open()
		}
		view.History, err = tx.History(v.Project.ID, ProfileSubject)
		return err
	})
	return view, err
}

package acceptance

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// TacitChange begins the change that a silence has made.
const TacitChange = "verification.lapsed_"

// midnightAfter is when the effect of silence comes: the midnight of the place that
// ends the last day. What is written down when that has gone by already may be put
// right until the next midnight.
func midnightAfter(last calendar.Date, entered time.Time, place *time.Location) time.Time {
	if day := calendar.DateOf(entered.In(place)); !entered.IsZero() && day.After(last) {
		last = day
	}
	return last.AddDays(1).At(0, 0, place)
}

// nextTacitEffect is when silence changes something for the next time, and by what: that
// of the phase's period, or that on a prolongation which is asked for. At the same
// midnight the prolongation is answered first: it was asked for in time. Zero when
// silence changes nothing.
func (v Verification) nextTacitEffect(p record.Project, c contract.Contract) (at time.Time, silence contract.Silence) {
	if !v.Open() {
		return at, ""
	}
	if s := ruleOf(c, v).Silence; Acts(s) {
		at, silence = midnightAfter(v.Deadline, v.EnteredAt, c.Location(p)), s
	}
	if v.Request == nil {
		return at, silence
	}
	if s := replyRule(c).Silence; s.Answers() {
		if first := midnightAfter(v.Request.ReplyBy, v.Request.EnteredAt, c.Location(p)); at.IsZero() || !first.After(at) {
			at, silence = first, s
		}
	}
	return at, silence
}

// tacitEffects are the change that is owed when silence means something: the next one,
// since each owes the one after it. It is owed also when its moment has gone by.
func (v Verification) tacitEffects(p record.Project, c contract.Contract) []reminder.Delivery {
	at, _ := v.nextTacitEffect(p, c)
	if at.IsZero() {
		return nil
	}
	return []reminder.Delivery{{Project: v.Project, Subject: v.Subject(), Kind: VerificationTacitEffect, Recipient: reminder.ToClock(v.Project, v.Ref(), v.Version), Due: at}}
}

// tacitEffect is the verification after its silence:
//   - VSR: the services count as admitted, from the end of the period to notify
//     (CCAG-TIC 2021 art. 33.2.2 and 34.1; 2009 art. 27.2.2);
//   - the supplier has not accepted an ajournement: it has refused, and the buyer
//     has to choose, from that day on;
//   - the buyer has not chosen: rejection;
//   - the supplier had nothing to say of a réfaction: it has accepted it;
//   - the buyer has not decided anew: it has accepted the observations
//     (CCAG-TIC 2009 art. 28, for these four);
//   - what else a contract's own clause says: a MOM or VA that is positive, or a
//     rejection, without a decision; an ajournement accepted without an answer; a
//     presentation that has not come, which is a refusal.
func (v Verification) tacitEffect(silence contract.Silence, c contract.Contract, p record.Project, now time.Time) Verification {
	v.Tacit, v.TacitOn = silence, v.Deadline
	switch silence {
	case contract.SilenceAccepted, contract.SilencePassed:
		v.Outcome, v.DecidedOn, v.DecidedBy = contract.OutcomeAdmission, v.Deadline, record.Ourselves
	case contract.SilenceRejected, contract.SilenceFailed:
		v.Outcome, v.DecidedOn, v.DecidedBy = contract.OutcomeRejection, v.Deadline, record.Ourselves
		v.Reason, v.Rate, v.Observations, v.DecisionRef, v.DecisionNotice = "", 0, "", "", nil // those of the ajournement
	case contract.SilenceRefused, contract.SilenceDropped:
		v.begin(PhaseChoice, v.Deadline, c, p, now)
		return v
	case contract.SilenceTaken:
		v.begin(PhasePresentation, v.DecidedOn, c, p, now)
		return v
	}
	v.begin(PhaseEnded, v.Deadline, c, p, now)
	return v
}

// CarryOutTacitEffect carries out what the silence of a verification means, if its time has
// come and nothing else has happened: the state changes, the history says that
// nobody did it, and those in charge, their deputies and the committee are told,
// in one transaction; of a silence on a prolongation, then on the period, both.
// However often and by how many it is called, it happens once.
// Errors: none but the store's.
func (s *Service) CarryOutTacitEffect(ctx context.Context, p record.ProjectID, subject record.Subject) (done bool, err error) {
	err = s.base.Write(ctx, p, func(tx reminder.Tx) error {
		project, err := tx.ProjectByID(p)
		if err != nil {
			return err
		}
		done, err = within(s.base.ByItself(tx, project)).carryOutAll(subject.Number())
		return err
	})
	if err != nil {
		return false, fmt.Errorf("carry out what the silence of %s means: %w", subject.Ref(), err)
	}
	if done {
		s.base.Owed()
	}
	return done, nil
}

// carryOutAll carries out one silence of a verification after the other, as long as
// there is one whose time has come, and reports whether there was any.
func (d *changeset) carryOutAll(number int) (done bool, err error) {
	for {
		before, err := d.Verification(d.Project.ID, number)
		if errors.Is(err, record.ErrNone) {
			return done, nil
		}
		if err != nil {
			return done, err
		}
		if more, err := d.carryOut(before); err != nil || !more {
			return done, err
		}
		done = true
	}
}

// CarryOutDue carries out what the silence of the project's verifications means by
// now, before anything changes by which it would be judged: an outage may have
// kept it from happening at its midnight.
// Errors: none but the store's.
func (s *Service) CarryOutDue(ctx context.Context, p record.Project) error {
	var due []record.Subject
	err := s.read(ctx, func(tx Tx) error {
		due = nil
		return eachRunning(tx, p.ID, func(v Verification, c contract.Contract) error {
			if at, _ := v.nextTacitEffect(p, c); !at.IsZero() && !at.After(s.base.Now()) {
				due = append(due, v.Subject())
			}
			return nil
		})
	})
	if err != nil {
		return fmt.Errorf("read what has run out: %w", err)
	}
	for _, subject := range due {
		if _, err := s.CarryOutTacitEffect(ctx, p.ID, subject); err != nil {
			return err
		}
	}
	return nil
}

// eachRunning does something with each verification of the project that waits for
// something, and its contract.
func eachRunning(tx Tx, p record.ProjectID, do func(Verification, contract.Contract) error) error {
	running, err := tx.Verifications(p, true)
	if err != nil {
		return err
	}
	for _, v := range running {
		c, err := tx.Contract(p, v.Contract)
		if err != nil {
			return err
		}
		if err := do(v, c); err != nil {
			return err
		}
	}
	return nil
}

func (d *changeset) carryOut(before Verification) (bool, error) {
	c, err := d.Contract(d.Project.ID, before.Contract)
	if err != nil {
		return false, err
	}
	at, silence := before.nextTacitEffect(d.Project, c)
	switch {
	case at.IsZero(), at.After(d.Now):
		return false, nil
	case silence.Answers():
		return true, d.answerTacitly(before, silence, c)
	}
	after := before.tacitEffect(silence, c, d.Project, d.Now)
	if err := d.saveVerification(&after); err != nil {
		return false, err
	}
	if err := d.tellAll(after, VerificationTacit); err != nil {
		return false, err
	}
	if err := d.Record(after.Subject(), "verification.lapsed_"+string(silence), before, after, ""); err != nil {
		return false, err
	}
	_, err = d.openNext(after, c)
	return true, err
}

// tellAll tells those in charge, their deputies and the committee's channel.
func (d *changeset) tellAll(v Verification, kind reminder.DeliveryKind) error {
	return d.tellThose(v, kind, true)
}

// tellThose is tellAll, without the channel where nothing of it was told there.
func (d *changeset) tellThose(v Verification, kind reminder.DeliveryKind, aloud bool) error {
	to := reminder.Recipients(reminder.Without(slices.Concat(v.InCharge, v.Deputies), []record.Person{d.User}))
	channel, err := v.committeeChannel(d.Committee)
	if err != nil {
		return err
	}
	told, err := d.Told(v.Project, v.Subject())
	if err != nil {
		return err
	}
	there := reminder.ToChannel(channel)
	aloud = aloud || slices.ContainsFunc(told, func(t reminder.Delivery) bool { return t.Recipient == there })
	if channel != "" && aloud {
		to = append(to, there)
	}
	return d.Announce(v.Subject(), kind, v.Version, to...)
}

// PlanTacitEffects owes the effects of silence that are missing: those of
// verifications that are older than this, and what an accident has lost.
// Errors: none but the store's.
func (s *Service) PlanTacitEffects(ctx context.Context) error {
	defer s.base.Owed()
	return s.base.InEachProject(ctx, "plan the effects of silence", func(ctx context.Context, p record.Project) error {
		return s.write(ctx, p.ID, func(tx Tx) error {
			return eachRunning(tx, p.ID, func(v Verification, c contract.Contract) error { return tx.Owe(v.tacitEffects(p, c)...) })
		})
	})
}

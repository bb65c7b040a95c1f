package governance

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"pilotent/governance/calendar"
)

// Ourselves is who does what nobody has done: the bot, in history.
var Ourselves = Person{Username: "pilotent"}

// ToClock is the recipient of the effect of a verification's silence: nobody is
// told, the Secretariat changes the state. It is of its own for each state of
// each verification, so that none waits for another.
func ToClock(v Verification) Recipient {
	return Recipient(fmt.Sprintf("clock/%s/%s/%d", v.Project, v.Ref(), v.Version))
}

// Clock says whether the recipient is ToClock.
func (r Recipient) Clock() bool { return strings.HasPrefix(string(r), "clock/") }

// midnightAfter is when the effect of silence comes: the midnight of the place that
// ends the last day. What is written down when that has gone by already may be put
// right until the next midnight.
func midnightAfter(last calendar.Date, entered time.Time, place *time.Location) time.Time {
	if day := calendar.DateOf(entered.In(place)); !entered.IsZero() && day.After(last) {
		last = day
	}
	return last.AddDays(1).At(0, 0, place)
}

// nextLapse is when silence changes something for the next time, and by what: that
// of the phase's period, or that on a prolongation which is asked for. At the same
// midnight the prolongation is answered first: it was asked for in time. Zero when
// silence changes nothing.
func (v Verification) nextLapse(p Project, c Contract) (at time.Time, silence Silence) {
	if !v.Open() {
		return at, ""
	}
	if s := ruleOf(c, v).Silence; s.Acts() {
		at, silence = midnightAfter(v.Deadline, v.EnteredAt, c.Location(p)), s
	}
	if v.Request == nil {
		return at, silence
	}
	if s := c.replyRule().Silence; s.answers() {
		if first := midnightAfter(v.Request.ReplyBy, v.Request.EnteredAt, c.Location(p)); at.IsZero() || !first.After(at) {
			at, silence = first, s
		}
	}
	return at, silence
}

// lapses are the change that is owed when silence means something: the next one,
// since each owes the one after it. It is owed also when its moment has gone by.
func (v Verification) lapses(p Project, c Contract) []Delivery {
	at, _ := v.nextLapse(p, c)
	if at.IsZero() {
		return nil
	}
	return []Delivery{{Project: v.Project, Subject: v.Subject(), Kind: VerificationLapse, Recipient: ToClock(v), Due: at}}
}

// lapse is the verification after its silence:
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
func (v Verification) lapse(silence Silence, c Contract, p Project, now time.Time) Verification {
	v.Lapsed, v.LapsedOn = silence, v.Deadline
	switch silence {
	case SilenceAccepted, SilencePassed:
		v.Outcome, v.DecidedOn, v.DecidedBy = OutcomeAdmission, v.Deadline, Ourselves
	case SilenceRejected, SilenceFailed:
		v.Outcome, v.DecidedOn, v.DecidedBy = OutcomeRejection, v.Deadline, Ourselves
		v.Reason, v.Rate, v.Observations, v.DecisionRef, v.DecisionNotice = "", 0, "", "", nil // those of the ajournement
	case SilenceRefused, SilenceDropped:
		v.begin(PhaseChoice, v.Deadline, c, p, now)
		return v
	case SilenceTaken:
		v.begin(PhasePresentation, v.DecidedOn, c, p, now)
		return v
	}
	v.begin(PhaseEnded, v.Deadline, c, p, now)
	return v
}

// Lapse carries out what the silence of a verification means, if its time has
// come and nothing else has happened: the state changes, the history says that
// nobody did it, and those in charge, their deputies and the committee are told,
// in one transaction; of a silence on a prolongation, then on the period, both.
// However often and by how many it is called, it happens once.
func (s *Secretariat) Lapse(ctx context.Context, p ProjectID, subject Subject) (done bool, err error) {
	err = s.store.Update(ctx, p, func(tx Tx) error {
		done = false
		project, err := tx.ProjectByID(p)
		if err != nil {
			return err
		}
		d := &desk{Tx: tx, visitor: visitor{Actor: Actor{Team: project.Team, User: Ourselves}, Project: project}, now: s.now()}
		for {
			before, err := tx.Verification(p, subject.number())
			if errors.Is(err, ErrNone) {
				return nil
			}
			if err != nil {
				return err
			}
			if more, err := d.lapse(before); err != nil || !more {
				return err
			}
			done = true
		}
	})
	if err != nil {
		return false, fmt.Errorf("carry out what the silence of %s means: %w", subject.Ref(), err)
	}
	if done {
		s.owed()
	}
	return done, nil
}

// lapseDue carries out what the silence of the project's verifications means by
// now, before anything changes by which it would be judged: an outage may have
// kept it from happening at its midnight.
func (s *Secretariat) lapseDue(ctx context.Context, p Project) error {
	var due []Subject
	err := s.store.View(ctx, func(tx Tx) error {
		due = nil
		return eachRunning(tx, p.ID, func(v Verification, c Contract) error {
			if at, _ := v.nextLapse(p, c); !at.IsZero() && !at.After(s.now()) {
				due = append(due, v.Subject())
			}
			return nil
		})
	})
	if err != nil {
		return fmt.Errorf("read what has run out: %w", err)
	}
	for _, subject := range due {
		if _, err := s.Lapse(ctx, p.ID, subject); err != nil {
			return err
		}
	}
	return nil
}

// eachRunning does something with each verification of the project that waits for
// something, and its contract.
func eachRunning(tx Tx, p ProjectID, do func(Verification, Contract) error) error {
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

func (d *desk) lapse(before Verification) (bool, error) {
	c, err := d.Contract(d.Project.ID, before.Contract)
	if err != nil {
		return false, err
	}
	at, silence := before.nextLapse(d.Project, c)
	switch {
	case at.IsZero(), at.After(d.now):
		return false, nil
	case silence.answers():
		return true, d.lapseRequest(before, silence, c)
	}
	after := before.lapse(silence, c, d.Project, d.now)
	if err := d.saveVerification(&after); err != nil {
		return false, err
	}
	if err := d.tellAll(after, VerificationLapsed); err != nil {
		return false, err
	}
	if err := d.record(after.Subject(), "verification.lapsed_"+string(silence), before, after, ""); err != nil {
		return false, err
	}
	_, err = d.openNext(after, c)
	return true, err
}

// tellAll tells those in charge, their deputies and the committee's channel.
func (d *desk) tellAll(v Verification, kind DeliveryKind) error {
	to := recipients(without(slices.Concat(v.InCharge, v.Deputies), []Person{d.User}))
	channel, err := channelOf(d, v)
	if err != nil {
		return err
	}
	if channel != "" {
		to = append(to, ToChannel(channel))
	}
	return d.announce(v.Subject(), kind, v.Version, to...)
}

// PlanLapses owes the effects of silence that are missing: those of
// verifications that are older than this, and what an accident has lost.
func (s *Secretariat) PlanLapses(ctx context.Context) error {
	defer s.owed()
	return s.inEachProject(ctx, "plan the effects of silence", func(ctx context.Context, p Project) error {
		return s.store.Update(ctx, p.ID, func(tx Tx) error {
			return eachRunning(tx, p.ID, func(v Verification, c Contract) error { return tx.Owe(v.lapses(p, c)...) })
		})
	})
}

// lapsed is the verification as it was before the silence that is to be put right,
// when it is as that has left it still: its last one or, of the supplier's answer,
// the one that took its place, where only silences have followed.
func (d *desk) lapsed(v Verification, answer bool) (before Verification, ok bool, err error) {
	if v.Lapsed == "" {
		return before, false, nil
	}
	lines, err := d.History(v.Project, v.Subject())
	if err != nil {
		return before, false, err
	}
	for _, l := range slices.Backward(lines) {
		earlier, was := l.Before.(Verification)
		if !was || !strings.HasPrefix(l.Change, lapsedChange) {
			continue
		}
		if !ok || earlier.Phase.awaitsAnswer() {
			before, ok = earlier, true
		}
		if !answer || earlier.Phase.awaitsAnswer() || earlier.Lapsed == "" {
			break
		}
	}
	return before, ok, nil
}

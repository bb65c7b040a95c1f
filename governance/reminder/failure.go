package reminder

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"pilotent/governance/record"
)

// Failure is a delivery that could not be delivered.
type Failure struct {
	Delivery
	// Reason is a key: "refused_403", "archived", "gave_up".
	Reason string
	// At is when it was given up.
	At time.Time
}

// Ref is how people name the failure.
func (f Failure) Ref() string { return "E-" + strconv.FormatInt(f.ID, 10) }

// FailureStore keeps what could not be delivered.
type FailureStore interface {
	// Failures are those given up since then and not relaunched, the last first.
	Failures(p record.ProjectID, since time.Time) ([]Failure, error)
	// Revive makes one that was given up owed again, at now; its due moment stays,
	// so that its lateness is told as ever. False when it is none of them.
	Revive(p record.ProjectID, delivery int64, now time.Time) (bool, error)
	// KnownToFail reports whether somebody has been told, or is about to be, that
	// what is owed to the delivery's recipient about its subject does not arrive,
	// and nothing of its kind has ended in another way since.
	KnownToFail(Delivery) (bool, error)
}

// failureDays is for how many days a failure is listed.
const failureDays = 30

// FailureView is a failure with the names that people know.
type FailureView struct {
	Failure
	// SubjectRef is how people name what it is about: "R-12".
	SubjectRef string
	// Person or Channel is whom it was for; neither where nobody knows the name
	// any more.
	Person  record.Person
	Channel string
	// Skip is why it will not be said any more; empty when it will.
	Skip SkipReason
}

// Failures are what could not be delivered in the last 30 days and is still
// worth saying, the last first. Pilots may ask.
// Errors: Forbidden, Unavailable.
func (s *Service) Failures(ctx context.Context, a record.Actor) ([]FailureView, error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return nil, err
	}
	if err := s.base.MustPilot(ctx, v); err != nil {
		return nil, err
	}
	var list []Failure
	err = s.base.Read(ctx, func(tx Tx) error {
		list, err = tx.Failures(v.Project.ID, s.base.Now().AddDate(0, 0, -failureDays))
		return err
	})
	if err != nil {
		return nil, err
	}
	var views []FailureView
	for _, f := range list {
		// That somebody could not be told that somebody could not be told: the
		// first of them is listed.
		if f.Kind == Undeliverable {
			continue
		}
		if view := s.failure(ctx, v, f); view.Skip == "" {
			views = append(views, view)
		}
	}
	return views, nil
}

// failure finds the names. What cannot be read is shown without: a list of
// failures must not fail for one of them.
func (s *Service) failure(ctx context.Context, v record.Caller, f Failure) FailureView {
	view := FailureView{Failure: f, SubjectRef: f.Subject.Ref()}
	b, err := s.content(ctx, f.Delivery)
	if err == nil {
		view.Skip = b.Skip
	}
	if channel, ok := f.Recipient.Channel(); ok {
		i := slices.IndexFunc(v.AllCommittees, func(c record.Committee) bool { return c.Channel == channel })
		if i >= 0 {
			view.Channel = v.AllCommittees[i].ChannelName
		} else if c, err := s.base.Directory.Channel(ctx, channel); err == nil {
			view.Channel = c.Name
		}
		return view
	}
	id, ok := f.Recipient.Person()
	if !ok {
		return view
	}
	if p, err := s.base.Directory.Person(ctx, id); err == nil {
		view.Person = p
		return view
	}
	view.Person, _ = b.Named(id) // the account is gone, its name is in the record
	return view
}

// ParseFailure reads "E-12", "e12" or "12".
func ParseFailure(param, text string) (int64, error) {
	n, err := record.ParseRef(param, "E", text)
	return int64(n), err
}

// Relaunch makes failures owed again, at once: one by its number, or with 0 all
// that are listed. What is too late to be said is not; the views tell. Pilots may.
// Errors: NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) Relaunch(ctx context.Context, a record.Actor, delivery int64) ([]FailureView, error) {
	listed, err := s.Failures(ctx, a)
	if err != nil {
		return nil, err
	}
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return nil, err
	}
	if delivery != 0 {
		one, err := s.relaunchable(ctx, v, delivery)
		if err != nil {
			return nil, err
		}
		listed = []FailureView{one}
	}
	var done []FailureView
	err = s.update(ctx, v, func(d *Changeset) error {
		if done, err = d.relaunch(listed); err != nil {
			return err
		}
		if delivery != 0 && len(done) == 0 {
			return record.ConflictError("failure.under_way", "ref", listed[0].Ref()).About("message")
		}
		return nil
	})
	return done, err
}

// relaunch makes deliveries owed again, and answers those that nobody else has
// relaunched meanwhile.
func (d *Changeset) relaunch(listed []FailureView) (done []FailureView, err error) {
	for _, f := range listed {
		revived, err := d.Tx.Revive(d.Project.ID, f.ID, d.Now)
		if err != nil {
			return done, err
		}
		if !revived {
			continue
		}
		done = append(done, f)
		if err := d.Record(f.Subject, "failure.relaunched", nil, nil, f.Ref()); err != nil {
			return done, err
		}
	}
	return done, nil
}

// relaunchable is a delivery that was given up, listed or not.
func (s *Service) relaunchable(ctx context.Context, v record.Caller, delivery int64) (FailureView, error) {
	var one Sent
	err := s.base.Read(ctx, func(tx Tx) (err error) {
		one, err = tx.Sent(v.Project.ID, delivery)
		return err
	})
	ref := Failure{Delivery: Delivery{ID: delivery}}.Ref()
	switch {
	case errors.Is(err, record.ErrNone):
		return FailureView{}, record.NotFoundError("failure.unknown", "ref", ref).About("message")
	case err != nil:
		return FailureView{}, err
	case one.State != string(SettledDead):
		return FailureView{}, record.ConflictError("failure."+one.fate(), "ref", ref).About("message")
	}
	return s.failure(ctx, v, Failure{Delivery: one.Delivery, At: one.At}), nil
}

// knownToFail reports whether another digest of the chain has failed and that was told,
// and it has failed ever since: an account that is deactivated is told of once. One
// that a pilot has relaunched is told of again.
func (s *Service) knownToFail(ctx context.Context, d Delivery) (known bool, err error) {
	if !s.base.table.Policy(d.Kind).Chain {
		return false, nil
	}
	err = s.base.Read(ctx, func(tx Tx) error {
		known, err = tx.KnownToFail(d)
		if err != nil || !known {
			return err
		}
		lines, err := tx.History(d.Project, d.Subject)
		known = !slices.ContainsFunc(lines, func(l record.HistoryLine) bool {
			return l.Change == "failure.relaunched" && l.Note == Failure{Delivery: d}.Ref()
		})
		return err
	})
	return known, err
}

// fate is what has become of a delivery that is no failure.
func (s Sent) fate() string {
	switch SettledState(s.State) {
	case SettledSent:
		return "sent"
	case SettledSkipped:
		return "skipped"
	case SettledRetry, "claimed":
		return "under_way"
	default:
		return "skipped"
	}
}

package acceptance

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
)

// Reservation is a defect that was noted during a verification (réserve).
type Reservation struct {
	Project      record.ProjectID
	Number       int // RV-4, numbered through the project
	Verification int
	Severity     Severity
	Text         string
	Schools      []record.UAI // where it was met; may be none
	// Evidence is where it can be seen: the address of a post, the name of a file.
	Evidence  string
	Author    record.Person
	NotedOn   calendar.Date
	CreatedAt time.Time
	LiftedOn  calendar.Date // zero while it stands
	LiftedBy  record.Person
	LiftNote  string
	// Despite is why the service was admitted although the reservation, a
	// blocking one, stood; empty otherwise.
	Despite string
	Version int // rises with each change
}

// Severity is how much a defect weighs.
type Severity string

const (
	SeverityBlocking Severity = "blocking" // bloquante: admission is questioned
	SeverityMajor    Severity = "major"    // majeure
	SeverityMinor    Severity = "minor"    // mineure
)

// Severities are all severities, the heaviest first.
func Severities() []Severity { return []Severity{SeverityBlocking, SeverityMajor, SeverityMinor} }

func (s Severity) MessageKey() string { return "severity." + string(s) }

func (s Severity) rank() int { return slices.Index(Severities(), s) }

// Ref is how people name the reservation.
func (r Reservation) Ref() string { return "RV-" + strconv.Itoa(r.Number) }

// Subject names the reservation in history.
func (r Reservation) Subject() record.Subject { return record.Subject("reservation/" + r.Ref()) }

// Open reports whether it still stands.
func (r Reservation) Open() bool { return r.LiftedOn.IsZero() }

// OpenOn reports whether it stood at the end of that day.
func (r Reservation) OpenOn(day calendar.Date) bool {
	return !r.NotedOn.After(day) && (r.Open() || r.LiftedOn.After(day))
}

// ReservationFilter narrows a list; zero fields do not.
type ReservationFilter struct {
	Verification int
	// Chain lets through those of the verifications of one delivery, and Before
	// those of the verifications with a lower number.
	Chain, Before int
}

// ReservationStore keeps reservations.
type ReservationStore interface {
	// Reservation finds by number; ErrNone when there is none.
	Reservation(p record.ProjectID, number int) (Reservation, error)
	// Reservations are those that the filter lets through, by number.
	Reservations(p record.ProjectID, f ReservationFilter) ([]Reservation, error)
	PutReservation(Reservation) error
}

// NewReservation asks that a reservation be noted.
type NewReservation struct {
	Verification int
	Severity     Severity
	Text         string
	Schools      []record.UAI
	Evidence     string // may be empty
}

// same reports whether a reservation that stands is this one already: typed twice.
func (n NewReservation) same(r Reservation, schools []record.UAI) bool {
	return r.Open() && r.Severity == n.Severity && record.Fold(r.Text) == record.Fold(n.Text) && slices.Equal(r.Schools, schools)
}

// NoteReservation notes a defect while the verification runs. Members of a
// committee, those in charge, their deputies and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) NoteReservation(ctx context.Context, a record.Actor, n NewReservation) (ReservationView, error) {
	var view ReservationView
	v, ver, err := s.admitTo(ctx, a, n.Verification)
	if err != nil {
		return view, err
	}
	if !v.RecordsSomewhere() && !answersFor(v, ver) {
		return view, s.base.Refuse(ctx, v, "any_committee", nil)
	}
	if n.Text, err = record.CleanText("text", n.Text, record.MaxNote); err != nil {
		return view, err
	}
	if n.Evidence, err = record.OptionalName("evidence", n.Evidence, record.MaxTitle); err != nil {
		return view, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		ver, err := findVerification(d.Tx, v.Project.ID, n.Verification)
		if err != nil {
			return err
		}
		if !ver.Open() {
			return ver.decidedError()
		}
		view, err = d.noteReservation(ver.Number, n)
		return err
	})
	return view, err
}

// noteReservation numbers and writes a reservation, unless one that stands is the same.
func (d *changeset) noteReservation(verification int, n NewReservation) (view ReservationView, err error) {
	schools, err := perimeter.SchoolsNamed(d.Tx, d.Project.ID, n.Schools)
	if err != nil {
		return view, err
	}
	noted, err := d.Reservations(d.Project.ID, ReservationFilter{Verification: verification})
	if err != nil {
		return view, err
	}
	if i := slices.IndexFunc(noted, func(r Reservation) bool { return n.same(r, schools) }); i >= 0 {
		return view, record.ConflictError("reservation.twice", "ref", noted[i].Ref(), "date", noted[i].NotedOn, "by", noted[i].Author)
	}
	d.Aloud(n.Text, n.Evidence)
	num, err := d.Next(d.Project.ID, "reservation")
	if err != nil {
		return view, fmt.Errorf("number reservation: %w", err)
	}
	view.Reservation = Reservation{
		Project: d.Project.ID, Number: num, Verification: verification, Severity: n.Severity, Text: n.Text, Schools: schools,
		Evidence: n.Evidence, Author: d.User, NotedOn: d.Today(), CreatedAt: d.Now, Version: 1,
	}
	if err := d.PutReservation(view.Reservation); err != nil {
		return view, err
	}
	if view.SchoolList, err = perimeter.SchoolsOf(d.Tx, d.Project.ID, schools); err != nil {
		return view, err
	}
	perimeter.Redacted(d.Caller, view.SchoolList)
	return view, d.Record(view.Subject(), "reservation.noted", nil, view.Reservation, view.Ref())
}

// LiftReservation asks that a reservation be lifted.
type LiftReservation struct {
	Number int
	On     calendar.Date // default today
	Note   string        // what shows that it is mended; may be empty
}

// LiftReservation notes that a defect is mended, also after the decision.
// Those in charge of its verification, their deputies and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) LiftReservation(ctx context.Context, a record.Actor, n LiftReservation) (Reservation, error) {
	var after Reservation
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return after, err
	}
	if n.Note, err = record.OptionalText("note", n.Note); err != nil {
		return after, err
	}
	var ver Verification
	err = s.read(ctx, func(tx Tx) error {
		r, err := findReservation(tx, v.Project.ID, n.Number)
		if err != nil {
			return err
		}
		ver, err = findVerification(tx, v.Project.ID, r.Verification)
		return err
	})
	if err != nil {
		return after, err
	}
	if err := s.mustAnswerFor(ctx, v, ver); err != nil {
		return after, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		before, err := findReservation(d.Tx, v.Project.ID, n.Number)
		if err != nil {
			return err
		}
		if n.On.IsZero() {
			n.On = d.Today()
		}
		switch {
		case !before.Open():
			return record.ConflictError("reservation.lifted", "ref", before.Ref(), "date", before.LiftedOn, "by", before.LiftedBy)
		case n.On.After(d.Today()):
			return record.InvalidError("verification.future", "date", n.On).About("lifted")
		case n.On.Before(before.NotedOn):
			return record.InvalidError("reservation.before", "ref", before.Ref(), "date", n.On, "noted", before.NotedOn).About("lifted")
		}
		d.Aloud(n.Note)
		after = before
		after.LiftedOn, after.LiftedBy, after.LiftNote = n.On, d.User, n.Note
		after.Version++
		if err := d.PutReservation(after); err != nil {
			return err
		}
		return d.Record(after.Subject(), "reservation.lifted", before, after, withRef(after.Ref(), n.Note))
	})
	return after, err
}

// withRef is a note of history that names a reservation: the line is shown
// among those of its verification.
func withRef(ref, note string) string {
	if note == "" {
		return ref
	}
	return ref + ", " + note
}

// admitTo is admit for what concerns a verification, which it answers. What
// silence has come to mean by now is carried out before.
func (s *Service) admitTo(ctx context.Context, a record.Actor, verification int) (record.Caller, Verification, error) {
	var ver Verification
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return v, ver, err
	}
	if _, err := s.CarryOutTacitEffect(ctx, v.Project.ID, Verification{Number: verification}.Subject()); err != nil {
		return v, ver, err
	}
	err = s.read(ctx, func(tx Tx) error {
		ver, err = findVerification(tx, v.Project.ID, verification)
		return err
	})
	return v, ver, err
}

// answersFor reports whether the caller decides of the verification.
func answersFor(v record.Caller, ver Verification) bool {
	return v.Role == record.RolePilot || v.Role == record.RoleMember && slices.ContainsFunc(slices.Concat(ver.InCharge, ver.Deputies), v.User.Is)
}

// mustAnswerFor refuses all but those in charge, their deputies and pilots.
func (s *Service) mustAnswerFor(ctx context.Context, v record.Caller, ver Verification) error {
	if answersFor(v, ver) {
		return nil
	}
	err := s.base.Refuse(ctx, v, "in_charge", nil)
	if refusal, ok := errors.AsType[*record.Error](err); ok {
		refusal.Args["ref"], refusal.Args["people"] = ver.Ref(), ver.InCharge
	}
	return err
}

func findReservation(tx Tx, p record.ProjectID, number int) (Reservation, error) {
	r, err := tx.Reservation(p, number)
	if errors.Is(err, record.ErrNone) {
		return r, record.NotFoundError("reservation.unknown", "ref", "RV-"+strconv.Itoa(number)).About("reservation")
	}
	return r, err
}

// blocking are the blocking reservations that stand.
func blocking(list []Reservation) []Reservation {
	return slices.DeleteFunc(slices.Clone(list), func(r Reservation) bool { return !r.Open() || r.Severity != SeverityBlocking })
}

// QuestionAdmission refuses to admit while blocking reservations of the delivery
// stand, unless
// the decision names each of them and says why. Contracts commonly let a VA or
// a VSR pass only without « anomalie bloquante » (domain.md §1.1); no article
// forbids it, hence a question and no refusal for good.
func QuestionAdmission(ref string, list []Reservation, n Decide) (despite []Reservation, err error) {
	if n.Outcome != contract.OutcomeAdmission {
		return nil, nil
	}
	var refs, unnamed []string
	despite = blocking(list)
	for _, r := range despite {
		refs = append(refs, r.Ref())
		if !slices.Contains(n.Despite, r.Number) {
			unnamed = append(unnamed, r.Ref())
		}
	}
	for _, number := range n.Despite {
		if !slices.ContainsFunc(despite, func(r Reservation) bool { return r.Number == number }) {
			return nil, record.InvalidError("reservation.not_blocking", "ref", ref, "reservation", "RV-"+strconv.Itoa(number), "known", refs).About("despite")
		}
	}
	switch {
	case len(unnamed) > 0:
		return nil, record.ConflictError("reservation.blocking", "ref", ref, "Count", len(unnamed), "reservations", unnamed,
			"first", unnamed[0], "all", strings.Join(refs, ",")).About("despite")
	case len(despite) > 0 && n.Reason == "":
		return nil, record.InvalidError("reservation.no_reason", "ref", ref, "Count", len(despite), "reservations", refs).About("reason")
	}
	return despite, nil
}

// PassesOver reports whether the verification was admitted despite a reservation. Of
// several admissions that pass over one, it keeps the reason of the last.
func (v Verification) PassesOver(r Reservation) bool {
	return v.Outcome == contract.OutcomeAdmission && v.DecidedBy != record.Ourselves && r.Despite != "" && (r.Despite == v.Reason || r.OpenOn(v.DecidedOn))
}

// passOver questions an admission, and notes on each blocking reservation that
// stands why the service is admitted all the same.
func (d *changeset) passOver(ver Verification, n Decide) error {
	list, err := d.Reservations(ver.Project, ReservationFilter{Verification: ver.Number})
	if err != nil {
		return err
	}
	earlier, err := carried(d.Tx, ver)
	if err != nil {
		return err
	}
	list = append(earlier, list...)
	despite, err := QuestionAdmission(ver.Ref(), list, n)
	if err != nil {
		return err
	}
	for _, before := range despite {
		after := before
		after.Despite = n.Reason
		after.Version++
		if err := d.PutReservation(after); err != nil {
			return err
		}
		if err := d.Record(after.Subject(), "reservation.despite", before, after, after.Ref()); err != nil {
			return err
		}
	}
	return nil
}

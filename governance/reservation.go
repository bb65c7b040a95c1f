package governance

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"pilotent/governance/calendar"
)

// Reservation is a defect that was noted during a verification (réserve).
type Reservation struct {
	Project      ProjectID
	Number       int // RV-4, numbered through the project
	Verification int
	Severity     Severity
	Text         string
	Schools      []UAI // where it was met; may be none
	// Evidence is where it can be seen: the address of a post, the name of a file.
	Evidence  string
	Author    Person
	NotedOn   calendar.Date
	CreatedAt time.Time
	LiftedOn  calendar.Date // zero while it stands
	LiftedBy  Person
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
func (r Reservation) Subject() Subject { return Subject("reservation/" + r.Ref()) }

// Open says whether it still stands.
func (r Reservation) Open() bool { return r.LiftedOn.IsZero() }

// OpenOn says whether it stood at the end of that day.
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
	Reservation(p ProjectID, number int) (Reservation, error)
	// Reservations are those that the filter lets through, by number.
	Reservations(p ProjectID, f ReservationFilter) ([]Reservation, error)
	PutReservation(Reservation) error
}

// NewReservation asks that a reservation be noted.
type NewReservation struct {
	Verification int
	Severity     Severity
	Text         string
	Schools      []UAI
	Evidence     string // may be empty
}

// same says whether a reservation that stands is this one already: typed twice.
func (n NewReservation) same(r Reservation, schools []UAI) bool {
	return r.Open() && r.Severity == n.Severity && Fold(r.Text) == Fold(n.Text) && slices.Equal(r.Schools, schools)
}

// NoteReservation notes a defect while the verification runs. Members of a
// committee, those in charge, their deputies and pilots may.
func (s *Secretariat) NoteReservation(ctx context.Context, a Actor, n NewReservation) (ReservationView, error) {
	var view ReservationView
	v, ver, err := s.admitTo(ctx, a, n.Verification)
	if err != nil {
		return view, err
	}
	if !v.recordsSomewhere() && !v.answersFor(ver) {
		return view, s.refuse(ctx, v, "any_committee", nil)
	}
	if n.Text, err = cleanText("text", n.Text, maxNote); err != nil {
		return view, err
	}
	if n.Evidence, err = optionalName("evidence", n.Evidence, maxTitle); err != nil {
		return view, err
	}
	err = s.update(ctx, v, func(d *desk) error {
		ver, err := findVerification(d, v.Project.ID, n.Verification)
		if err != nil {
			return err
		}
		if !ver.Open() {
			return ver.decidedError()
		}
		schools, err := d.schoolsNamed(n.Schools)
		if err != nil {
			return err
		}
		noted, err := d.Reservations(v.Project.ID, ReservationFilter{Verification: ver.Number})
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(noted, func(r Reservation) bool { return n.same(r, schools) }); i >= 0 {
			return ConflictError("reservation.twice", "ref", noted[i].Ref(), "date", noted[i].NotedOn, "by", noted[i].Author)
		}
		d.aloud(n.Text, n.Evidence)
		num, err := d.Next(v.Project.ID, "reservation")
		if err != nil {
			return fmt.Errorf("number reservation: %w", err)
		}
		view.Reservation = Reservation{
			Project: v.Project.ID, Number: num, Verification: ver.Number, Severity: n.Severity, Text: n.Text, Schools: schools,
			Evidence: n.Evidence, Author: d.User, NotedOn: d.today(), CreatedAt: d.now, Version: 1,
		}
		if err := d.PutReservation(view.Reservation); err != nil {
			return err
		}
		if view.SchoolList, err = schoolsOf(d, v.Project.ID, schools); err != nil {
			return err
		}
		v.schools(view.SchoolList)
		return d.record(view.Subject(), "reservation.noted", nil, view.Reservation, view.Ref())
	})
	return view, err
}

// LiftReservation asks that a reservation be lifted.
type LiftReservation struct {
	Number int
	On     calendar.Date // default today
	Note   string        // what shows that it is mended; may be empty
}

// LiftReservation notes that a defect is mended, also after the decision.
// Those in charge of its verification, their deputies and pilots may.
func (s *Secretariat) LiftReservation(ctx context.Context, a Actor, n LiftReservation) (Reservation, error) {
	var after Reservation
	v, err := s.admit(ctx, a)
	if err != nil {
		return after, err
	}
	if n.Note, err = optionalText("note", n.Note); err != nil {
		return after, err
	}
	var ver Verification
	err = s.store.View(ctx, func(tx Tx) error {
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
	err = s.update(ctx, v, func(d *desk) error {
		before, err := findReservation(d, v.Project.ID, n.Number)
		if err != nil {
			return err
		}
		if n.On.IsZero() {
			n.On = d.today()
		}
		switch {
		case !before.Open():
			return ConflictError("reservation.lifted", "ref", before.Ref(), "date", before.LiftedOn, "by", before.LiftedBy)
		case n.On.After(d.today()):
			return InvalidError("verification.future", "date", n.On).About("lifted")
		case n.On.Before(before.NotedOn):
			return InvalidError("reservation.before", "ref", before.Ref(), "date", n.On, "noted", before.NotedOn).About("lifted")
		}
		d.aloud(n.Note)
		after = before
		after.LiftedOn, after.LiftedBy, after.LiftNote = n.On, d.User, n.Note
		after.Version++
		if err := d.PutReservation(after); err != nil {
			return err
		}
		return d.record(after.Subject(), "reservation.lifted", before, after, withRef(after.Ref(), n.Note))
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
func (s *Secretariat) admitTo(ctx context.Context, a Actor, verification int) (visitor, Verification, error) {
	var ver Verification
	v, err := s.admit(ctx, a)
	if err != nil {
		return v, ver, err
	}
	if _, err := s.Lapse(ctx, v.Project.ID, Verification{Number: verification}.Subject()); err != nil {
		return v, ver, err
	}
	err = s.store.View(ctx, func(tx Tx) error {
		ver, err = findVerification(tx, v.Project.ID, verification)
		return err
	})
	return v, ver, err
}

// answersFor says whether the visitor decides of the verification.
func (v visitor) answersFor(ver Verification) bool {
	return v.role == RolePilot || v.role == RoleMember && slices.ContainsFunc(slices.Concat(ver.InCharge, ver.Deputies), v.User.Is)
}

// mustAnswerFor refuses all but those in charge, their deputies and pilots.
func (s *Secretariat) mustAnswerFor(ctx context.Context, v visitor, ver Verification) error {
	if v.answersFor(ver) {
		return nil
	}
	err := s.refuse(ctx, v, "in_charge", nil)
	if refusal, ok := errors.AsType[*Error](err); ok {
		refusal.Args["ref"], refusal.Args["people"] = ver.Ref(), ver.InCharge
	}
	return err
}

func findReservation(tx Tx, p ProjectID, number int) (Reservation, error) {
	r, err := tx.Reservation(p, number)
	if errors.Is(err, ErrNone) {
		return r, NotFoundError("reservation.unknown", "ref", "RV-"+strconv.Itoa(number)).About("reservation")
	}
	return r, err
}

// blocking are the blocking reservations that stand.
func blocking(list []Reservation) []Reservation {
	return slices.DeleteFunc(slices.Clone(list), func(r Reservation) bool { return !r.Open() || r.Severity != SeverityBlocking })
}

// questionAdmission refuses to admit while blocking reservations of the delivery
// stand, unless
// the decision names each of them and says why. Contracts commonly let a VA or
// a VSR pass only without « anomalie bloquante » (domain.md §1.1); no article
// forbids it, hence a question and no refusal for good.
func questionAdmission(ref string, list []Reservation, n Decide) (despite []Reservation, err error) {
	if n.Outcome != OutcomeAdmission {
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
			return nil, InvalidError("reservation.not_blocking", "ref", ref, "reservation", "RV-"+strconv.Itoa(number), "known", refs).About("despite")
		}
	}
	switch {
	case len(unnamed) > 0:
		return nil, ConflictError("reservation.blocking", "ref", ref, "Count", len(unnamed), "reservations", unnamed,
			"first", unnamed[0], "all", strings.Join(refs, ",")).About("despite")
	case len(despite) > 0 && n.Reason == "":
		return nil, InvalidError("reservation.no_reason", "ref", ref, "Count", len(despite), "reservations", refs).About("reason")
	}
	return despite, nil
}

// PassesOver says whether the verification was admitted despite a reservation. Of
// several admissions that pass over one, it keeps the reason of the last.
func (v Verification) PassesOver(r Reservation) bool {
	return v.Outcome == OutcomeAdmission && v.DecidedBy != Ourselves && r.Despite != "" && (r.Despite == v.Reason || r.OpenOn(v.DecidedOn))
}

// passOver questions an admission, and notes on each blocking reservation that
// stands why the service is admitted all the same.
func (d *desk) passOver(ver Verification, n Decide) error {
	list, err := d.Reservations(ver.Project, ReservationFilter{Verification: ver.Number})
	if err != nil {
		return err
	}
	earlier, err := carried(d, ver)
	if err != nil {
		return err
	}
	list = append(earlier, list...)
	despite, err := questionAdmission(ver.Ref(), list, n)
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
		if err := d.record(after.Subject(), "reservation.despite", before, after, after.Ref()); err != nil {
			return err
		}
	}
	return nil
}

package acceptance

import (
	"cmp"
	"slices"

	"pilotent/governance/contract"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
)

// ReservationView is a reservation with the schools that it names.
type ReservationView struct {
	Reservation
	SchoolList []perimeter.School
}

// CompareReservations puts those that stand first, then by severity and number.
func CompareReservations(x, y ReservationView) int {
	lifted := func(r ReservationView) int {
		if r.Open() {
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(lifted(x), lifted(y)), cmp.Compare(x.Severity.rank(), y.Severity.rank()), cmp.Compare(x.Number, y.Number))
}

// carried are the reservations that were noted on an earlier verification of the
// same delivery and that stood when this one began: a defect stays one of the
// delivery until it is lifted. They are none of a quantitative check's, which they
// do not hold up.
func carried(tx Tx, ver Verification) ([]Reservation, error) {
	if ver.Step == contract.StepQuantity {
		return nil, nil
	}
	list, err := tx.Reservations(ver.Project, ReservationFilter{Chain: ver.Chain, Before: ver.Number})
	return slices.DeleteFunc(list, func(r Reservation) bool { return !r.Open() && !r.LiftedOn.After(ver.NotifiedOn) }), err
}

// ReservationsOf are the reservations of a verification as the caller sees
// them, those that stand first, then the heaviest.
func ReservationsOf(v record.Caller, tx Tx, number int) ([]ReservationView, error) {
	list, err := tx.Reservations(v.Project.ID, ReservationFilter{Verification: number})
	if err != nil {
		return nil, err
	}
	return viewReservations(v, tx, list)
}

// CarriedTo are those that the verification has from earlier ones, in the same
// order.
func CarriedTo(v record.Caller, tx Tx, ver Verification) ([]ReservationView, error) {
	list, err := carried(tx, ver)
	if err != nil {
		return nil, err
	}
	return viewReservations(v, tx, list)
}

func viewReservations(v record.Caller, tx Tx, list []Reservation) ([]ReservationView, error) {
	var views []ReservationView
	for _, r := range list {
		schools, err := perimeter.SchoolsOf(tx, v.Project.ID, r.Schools)
		if err != nil {
			return nil, err
		}
		views = append(views, ReservationView{r, perimeter.Redacted(v, schools)})
	}
	slices.SortStableFunc(views, CompareReservations)
	return views, nil
}

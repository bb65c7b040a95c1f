package sitting

import (
	"errors"
	"time"

	"pilotent/governance/organisation"
	"pilotent/governance/record"
)

// Seat is a member's place at one meeting, as it was when it was convened: who leaves the
// committee later was convened all the same.
type Seat struct {
	Project record.ProjectID
	Meeting int
	Number  int // tells it from the others of its meeting
	// Account is that of somebody who has one; zero for anybody else, who has a Name.
	Account            record.Person
	Name               string
	Institution, Title string
	Office             organisation.Office
	// DeputyOf is the number of the seat in whose place this one may sit; 0 for none. It
	// does not count besides that one.
	DeputyOf int
	Answer   Answer
	// Proxy is the number of the seat that stands for this one, which is represented.
	Proxy      int
	AnsweredAt time.Time
	Version    int // rises with each answer
}

// StateVersion is that of the state, for history.
func (s Seat) StateVersion() int { return s.Version }

// Called is how people name who sits there.
func (s Seat) Called() record.Called {
	return organisation.Member{Account: s.Account, Name: s.Name}.Called()
}

// Answer is what somebody has said of a meeting, or what was seen there.
type Answer string

const (
	AnswerNone        Answer = ""
	AnswerPresent     Answer = "present"
	AnswerExcused     Answer = "excused"
	AnswerRepresented Answer = "represented" // another member stands for it
	AnswerAbsent      Answer = "absent"      // neither there nor excused
)

// answerGone stands in the place of an answer: the member was not convened again, and has
// no seat any more.
const answerGone = "gone"

func (a Answer) MessageKey() string { return "answer." + a.Word() }

// Word is the answer's in keys of the catalogue.
func (a Answer) Word() string {
	if a == AnswerNone {
		return "silent"
	}
	return string(a)
}

// SeatStore keeps the seats of meetings.
type SeatStore interface {
	// Seats are those of a meeting, in the order of their numbers.
	Seats(p record.ProjectID, meeting int) ([]Seat, error)
	PutSeat(Seat) error
}

// Tally is how many of a committee's members a meeting has.
type Tally struct {
	Members int // that count: deputies do not besides those in whose place they sit
	// Present are those who are there, or whose deputy is; Represented those for whom a
	// member stands who is there. Silent have not answered.
	Present, Represented, Excused, Silent int
	Needed                                int // 0 where no quorum is
}

// Met reports whether there is a quorum: who has given a proxy counts (CRPA art. R133-10).
func (t Tally) Met() bool { return t.Present+t.Represented >= t.Needed }

// Missing is how many more the quorum needs; 0 where there is one.
func (t Tally) Missing() int { return max(t.Needed-t.Present-t.Represented, 0) }

// Count counts seats against a quorum. A proxy counts while who holds it is there.
func Count(seats []Seat, q Quorum) (t Tally) {
	there := map[int]bool{}
	for _, s := range seats {
		if s.Answer == AnswerPresent {
			there[s.Number] = true
		}
	}
	for _, s := range seats {
		if s.DeputyOf == 0 {
			t.add(s, there[s.Number] || deputised(seats, s), there[s.Proxy])
		}
	}
	t.Needed = q.Needed(t.Members)
	return t
}

func (t *Tally) add(s Seat, present, represented bool) {
	t.Members++
	switch {
	case present:
		t.Present++
	case s.Answer == AnswerRepresented && represented:
		t.Represented++
	case s.Answer == AnswerNone:
		t.Silent++
	default:
		t.Excused++
	}
}

// deputised reports whether a deputy of the seat is there.
func deputised(seats []Seat, s Seat) bool {
	for _, o := range seats {
		if o.DeputyOf == s.Number && o.Answer == AnswerPresent {
			return true
		}
	}
	return false
}

func isNone(err error) bool { return errors.Is(err, record.ErrNone) }

var seatEvents = record.Keeps("seat", Seat.stored, storedSeat.seat)

// storedSeat is a seat as history stores it.
type storedSeat struct {
	Project     record.ProjectID    `json:"Project"`
	Meeting     int                 `json:"Meeting"`
	Number      int                 `json:"Number"`
	Account     record.StoredPerson `json:"Account"`
	Name        string              `json:"Name"`
	Institution string              `json:"Institution"`
	Title       string              `json:"Title"`
	Office      organisation.Office `json:"Office"`
	DeputyOf    int                 `json:"DeputyOf"`
	Answer      Answer              `json:"Answer"`
	Proxy       int                 `json:"Proxy"`
	AnsweredAt  time.Time           `json:"AnsweredAt"`
	Version     int                 `json:"Version"`
}

func (s Seat) stored() storedSeat {
	return storedSeat{
		Project: s.Project, Meeting: s.Meeting, Number: s.Number, Account: record.StoredPerson(s.Account), Name: s.Name,
		Institution: s.Institution, Title: s.Title, Office: s.Office, DeputyOf: s.DeputyOf,
		Answer: s.Answer, Proxy: s.Proxy, AnsweredAt: s.AnsweredAt, Version: s.Version,
	}
}

func (f storedSeat) seat() Seat {
	return Seat{
		Project: f.Project, Meeting: f.Meeting, Number: f.Number, Account: record.Person(f.Account), Name: f.Name,
		Institution: f.Institution, Title: f.Title, Office: f.Office, DeputyOf: f.DeputyOf,
		Answer: f.Answer, Proxy: f.Proxy, AnsweredAt: f.AnsweredAt, Version: f.Version,
	}
}

package organisation

import (
	"cmp"
	"context"
	"slices"

	"pilotent/governance/record"
)

// Scale says when a committee is out of balance.
type Scale struct {
	// Most is the part of the seats, in percent, above which one level, or one
	// institution, outweighs the others.
	Most int
	// Few is up to how many seats none does: of one or two, somebody always has half.
	Few int
}

// DefaultScale is by half of the seats: where votes are counted, decisions are made by
// a majority of them (domain.md §5), so that whoever has more than half needs nobody
// else, and nothing is steered together any more. The founding text asks for balanced
// partners and gives no number (domain.md §3.1): this one is ours, and to be changed
// here.
func DefaultScale() Scale { return Scale{Most: 50, Few: 2} }

// Levels are the three on which a project is steered (domain.md §3.1).
func Levels() []record.Level { return levels() }

// Represented are those who sit for one institution, or for none that was named.
type Represented struct {
	Institution string // "" for none
	Level       record.Level
	Outside     bool
	// Names are of those who have a seat.
	Names []record.Called
}

// Balance is who represents whom in a committee, and what that lacks.
type Balance struct {
	// Sides are those who represent somebody: by level, and the largest first.
	Sides []Represented
	// Seats is how many have a seat, but for those of whom nobody has said whom they
	// represent: they are Unsaid. Deputies have none of their own.
	Seats  int
	Unsaid []Sitting
	// Unplaced are those who represent somebody of whom the level is not known.
	Unplaced []Sitting
	// Missing are the levels that nobody represents, of those that are to be there.
	Missing []record.Level
	// Absent are the partners, of a level, that nobody represents where all are to be.
	Absent []string
	// Heavy is the level that outweighs the others, or HeavyOne the institution.
	Heavy    record.Level
	HeavyOne string
}

// Asked reports whether a committee of that kind is to be balanced at all: one that
// decides or coordinates is, and one of which the kind was not said. Groups that
// accompany, share practice or are a school's team are not.
func Asked(k record.CommitteeKind) bool {
	return k == "" || k == record.KindStrategic || k == record.KindOperational
}

// Even reports whether nothing is known to be missing or to outweigh.
func (b Balance) Even() bool {
	return len(b.Missing) == 0 && len(b.Absent) == 0 && b.Heavy == "" && b.HeavyOne == ""
}

// Known reports whether it was said of everybody whom they represent, and where that is.
func (b Balance) Known() bool { return b.Seats > 0 && len(b.Unsaid) == 0 && len(b.Unplaced) == 0 }

// Of is how many seats a level has.
func (b Balance) Of(l record.Level) (n int) {
	for _, s := range b.Sides {
		if s.Level == l && l != "" {
			n += len(s.Names)
		}
	}
	return n
}

// Weigh is the balance of a committee of that kind in which those sit, among those
// partners. Three levels are to be there, and none may outweigh; where the committee is
// strategic, each partner that has a level is to be there too.
func (s Scale) Weigh(kind record.CommitteeKind, list []Sitting, partners []PartnerView) Balance {
	var b Balance
	for _, m := range list {
		switch {
		case m.DeputyOf != 0:
		case m.Unsaid():
			b.Unsaid = append(b.Unsaid, m)
		default:
			b.seat(m)
		}
	}
	slices.SortStableFunc(b.Sides, func(p, q Represented) int {
		return cmp.Or(rankOf(p)-rankOf(q), len(q.Names)-len(p.Names))
	})
	if !Asked(kind) || b.Seats == 0 {
		return b
	}
	s.judge(&b)
	if kind == record.KindStrategic {
		b.Absent = absent(list, partners)
	}
	return b
}

// judge notes which levels are missing, and which one or which institution outweighs.
func (s Scale) judge(b *Balance) {
	for _, l := range Levels() {
		if b.Of(l) == 0 {
			b.Missing = append(b.Missing, l)
		}
		if s.outweighs(b.Of(l), b.Seats) {
			b.Heavy = l
		}
	}
	for _, side := range b.Sides {
		if b.Heavy == "" && side.Institution != "" && s.outweighs(len(side.Names), b.Seats) {
			b.HeavyOne = side.Institution
		}
	}
}

func (s Scale) outweighs(n, seats int) bool { return seats > s.Few && n*100 > s.Most*seats }

// seat gives a seat to who represents somebody.
func (b *Balance) seat(m Sitting) {
	b.Seats++
	if m.Level == "" && !m.Outside() {
		b.Unplaced = append(b.Unplaced, m)
	}
	i := slices.IndexFunc(b.Sides, func(r Represented) bool {
		return record.Fold(r.Institution) == record.Fold(m.Institution) && r.Level == m.Level && r.Outside == m.Outside()
	})
	if i < 0 {
		b.Sides = append(b.Sides, Represented{Institution: m.Institution, Level: m.Level, Outside: m.Outside()})
		i = len(b.Sides) - 1
	}
	b.Sides[i].Names = append(b.Sides[i].Names, m.Called())
}

// rankOf is where a side stands in the list: by level, then those of which the level is
// not known, then those outside.
func rankOf(r Represented) int {
	if r.Outside {
		return rank(r.Level) + 1
	}
	return rank(r.Level)
}

// absent are the partners that take part and have a level, whom nobody represents.
func absent(list []Sitting, partners []PartnerView) (names []string) {
	for _, p := range partners {
		if p.Level != "" && !slices.ContainsFunc(list, func(s Sitting) bool { return s.Institution != "" && p.Named(s.Institution) }) {
			names = append(names, p.Name)
		}
	}
	return names
}

// BalanceView is the balance of a committee, as the actor may see it.
type BalanceView struct {
	MembersView
	Balance
}

// Balance tells who represents whom in a committee, what is missing and what
// outweighs. Who sees what the committee keeps may ask.
// Errors: Invalid, NotFound, Forbidden, Unavailable.
func (s *Service) Balance(ctx context.Context, a record.Actor, code string) (BalanceView, error) {
	view, partners, err := s.members(ctx, a, code)
	return BalanceView{view, DefaultScale().Weigh(view.Kind, view.List, partners)}, err
}

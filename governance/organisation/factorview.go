package organisation

import (
	"context"
	"errors"
	"slices"
	"strings"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
)

// FactorsView is how a project stands on the five factors, as the actor may see.
type FactorsView struct {
	List []Finding
	// Hidden is how many committees do not show the actor what they keep: what only
	// they know is not counted.
	Hidden int
	Today  calendar.Date
	// Partners is how many take part.
	Partners int
	// Pilot says that the actor may put the project itself right, and Records of which
	// committees it may say who sits in them.
	Pilot   bool
	Records []string
}

// Factors judges the five factors by what the actor may see: what a committee keeps to
// itself counts for its members and pilots only (docs/decisions/0035). Anybody of the
// team may ask.
// Errors: Forbidden, Unavailable.
func (s *Service) Factors(ctx context.Context, a record.Actor) (FactorsView, error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return FactorsView{}, err
	}
	view := FactorsView{Today: v.Project.Today(s.base.Now()), Pilot: v.Role == record.RolePilot}
	seen := view.seen(v)
	channels := map[string][]record.Person{}
	for _, c := range seen {
		if !steers(c, v.AllCommittees) {
			continue
		}
		if channels[c.Code], err = s.people(ctx, c); err != nil {
			return FactorsView{}, err
		}
	}
	err = s.read(ctx, func(tx Tx) error {
		partners, err := currentPartners(tx, v.Project.ID, view.Today)
		if err != nil {
			return err
		}
		view.Partners = len(partners)
		facts, err := s.facts(tx, v, seen, channels)
		if err != nil {
			return err
		}
		facts.Holders, err = holders(tx, v.Project, partners)
		view.List = facts.Judge()
		return err
	})
	return view, err
}

// seen are the committees that sit and that the caller sees; the others are counted.
func (v *FactorsView) seen(as record.Caller) (seen []record.Committee) {
	for _, c := range as.AllCommittees {
		switch {
		case !c.Sits():
		case !as.Sees(c.Code):
			v.Hidden++
		default:
			seen = append(seen, c)
			if as.Records(c.Code) {
				v.Records = append(v.Records, c.Code)
			}
		}
	}
	return seen
}

// steers reports whether a committee is one that steers the project: those that were
// said to be strategic, or the only one where there is no other that decides.
func steers(c record.Committee, all []record.Committee) bool {
	sitting := slices.DeleteFunc(slices.Clone(all), func(c record.Committee) bool { return !c.Sits() || !Asked(c.Kind) })
	strategic := slices.ContainsFunc(sitting, func(c record.Committee) bool { return c.Kind == record.KindStrategic })
	return c.Kind == record.KindStrategic || !strategic && len(sitting) == 1 && sitting[0].Code == c.Code
}

// facts are read from the committees that are seen; channels has the people of those
// that steer.
func (s *Service) facts(tx Tx, v record.Caller, seen []record.Committee, channels map[string][]record.Person) (f Facts, err error) {
	f.Today = v.Project.Today(s.base.Now())
	if f.Agreements, err = tx.Agreements(v.Project.ID, ""); err != nil {
		return f, err
	}
	if err := f.reach(tx, v.Project); err != nil {
		return f, err
	}
	for _, c := range seen {
		lines, err := tx.History(v.Project.ID, c.Subject())
		if err != nil {
			return f, err
		}
		channel, steers := channels[c.Code]
		list, partners, err := sittings(tx, c, channel, f.Today)
		if err != nil {
			return f, err
		}
		f.Inspectors = append(f.Inspectors, inspectorsOf(v.Project, c, list, lines)...)
		if !steers {
			continue
		}
		st := Steering{Code: c.Code, Balance: DefaultScale().Weigh(c.Kind, list, partners), Since: lastSeated(v.Project, lines)}
		if err := s.met(tx, c, &st); err != nil {
			return f, err
		}
		f.Steerings = append(f.Steerings, st)
	}
	return f, nil
}

// reach notes how far the project reaches, and since when it has.
func (f *Facts) reach(tx Tx, p record.Project) error {
	profile, err := tx.Profile(p.ID)
	if errors.Is(err, record.ErrNone) || err == nil && profile.Perimeter == "" {
		return nil
	}
	if err != nil {
		return err
	}
	lines, err := tx.History(p.ID, ProfileSubject)
	if err != nil {
		return err
	}
	f.Perimeter, f.PerimeterSince = profile.Perimeter, p.Today(profile.ChangedAt)
	for _, l := range slices.Backward(lines) {
		if after, ok := l.After.(Profile); !ok || after.Perimeter != profile.Perimeter {
			break
		}
		f.PerimeterSince = p.Today(l.At)
	}
	return nil
}

// inspectorsOf are those of a committee who are of an inspection.
func inspectorsOf(p record.Project, c record.Committee, list []Sitting, lines []record.HistoryLine) (found []Inspector) {
	for _, m := range list {
		if m.Function == FunctionInspector || m.Function == FunctionAdviser {
			found = append(found, Inspector{m.Called().String(), c.Code, m.Function, sinceWhen(p, lines, m)})
		}
	}
	return found
}

// lastSeated is the day of the last change of who sits in a committee, by its history;
// zero where there was none.
func lastSeated(p record.Project, lines []record.HistoryLine) (on calendar.Date) {
	for _, l := range lines {
		if strings.HasPrefix(l.Change, "member.") {
			on = p.Today(l.At)
		}
	}
	return on
}

// met notes the meetings that a committee has held: those that are over, and were not
// cancelled.
func (s *Service) met(tx Tx, c record.Committee, st *Steering) error {
	meetings, err := tx.Meetings(c.Project, committee.MeetingFilter{Committee: c.Code, State: committee.MeetingScheduled})
	for _, m := range meetings {
		if m.Start().Add(m.Duration).After(s.base.Now()) {
			continue
		}
		if st.First == nil {
			st.First = &m
		}
		st.Last = &m
	}
	return err
}

// sinceWhen is the day from which a member has had its function, by the history of the
// committee.
func sinceWhen(p record.Project, lines []record.HistoryLine, m Sitting) (since calendar.Date) {
	had := false
	for _, l := range lines {
		after, ok := l.After.(Member)
		if !ok || after.Number != m.Number {
			continue
		}
		if has := after.Function == m.Function; has && !had {
			since, had = p.Today(l.At), true
		} else {
			had = has
		}
	}
	return since
}

// holders are who holds a competence, of the partners: since it was said of them, or
// since the agreement that says it was signed.
func holders(tx Tx, p record.Project, partners []PartnerView) (list []Holder, err error) {
	for _, partner := range partners {
		var lines []record.HistoryLine
		if partner.Number > 0 {
			if lines, err = tx.History(p.ID, partner.Subject()); err != nil {
				return nil, err
			}
		}
		for _, of := range partner.Competences {
			list = append(list, Holder{partner.Name, of, heldSince(p, lines, partner, of)})
		}
	}
	return list, nil
}

func heldSince(p record.Project, lines []record.HistoryLine, partner PartnerView, of committee.Competence) (since calendar.Date) {
	had := false
	for _, l := range lines {
		after, ok := l.After.(Partner)
		if has := ok && slices.Contains(after.Competences, of); has && !had {
			since, had = p.Today(l.At), true
		} else {
			had = has
		}
	}
	if had {
		return since
	}
	for _, a := range partner.Agreements {
		for _, i := range a.Partners {
			if partner.Named(i.Name) && slices.Contains(i.Competences, of) && (since.IsZero() || a.Signed.Before(since)) {
				since = a.Signed
			}
		}
	}
	return since
}

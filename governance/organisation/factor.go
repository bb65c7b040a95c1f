package organisation

import (
	"slices"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
)

// Factor is one of the five on which, by the founding text, the success of a project
// depends (domain.md §3.1).
type Factor string

const (
	FactorSteering    Factor = "steering"    // a steering committee that is balanced, and meets
	FactorAgreement   Factor = "agreement"   // a partnership agreement
	FactorPerimeter   Factor = "perimeter"   // a perimeter of reference
	FactorInspectors  Factor = "inspectors"  // inspectors and their teams take part
	FactorCompetences Factor = "competences" // who holds numérique and éducation is known
)

func (f Factor) MessageKey() string { return "factor." + string(f) }

// Factors are the five, in the order of the founding text.
func Factors() []Factor {
	return []Factor{FactorSteering, FactorAgreement, FactorPerimeter, FactorInspectors, FactorCompetences}
}

// Finding is what is known of one factor.
type Finding struct {
	Factor Factor
	Met    bool
	// Since is the day from which it has been met; zero where it is not, or where that
	// is not known.
	Since calendar.Date
	// Evidence is on what that rests, or what is lacking.
	Evidence Evidence
	// Of are the things and people that the evidence names.
	Of Evident
}

// Evidence is what a factor rests on, or what it lacks.
type Evidence string

const (
	SteeringNone       Evidence = "steering_none"       // no committee steers
	SteeringUnsaid     Evidence = "steering_unsaid"     // who sits for whom is not known of all
	SteeringUneven     Evidence = "steering_uneven"     // something is missing, or outweighs
	SteeringUnmet      Evidence = "steering_unmet"      // it has not met for a year
	SteeringGood       Evidence = "steering_good"       //
	AgreementNone      Evidence = "agreement_none"      // none was written down
	AgreementOver      Evidence = "agreement_over"      // the last one has ended
	AgreementGood      Evidence = "agreement_good"      //
	PerimeterNone      Evidence = "perimeter_none"      //
	PerimeterGood      Evidence = "perimeter_good"      //
	InspectorsNone     Evidence = "inspectors_none"     // no IEN is a member anywhere
	InspectorsAlone    Evidence = "inspectors_alone"    // an IEN is, and nobody of a team
	InspectorsTeam     Evidence = "inspectors_team"     // somebody of a team is, and no IEN
	InspectorsGood     Evidence = "inspectors_good"     //
	CompetencesNone    Evidence = "competences_none"    // nobody is known to hold either
	CompetencesPartial Evidence = "competences_partial" // one of the two is not known
	CompetencesGood    Evidence = "competences_good"    //
)

func (e Evidence) MessageKey() string { return "evidence." + string(e) }

// Evident is what evidence names; what it does not name is zero.
type Evident struct {
	Committee string
	Seats     int
	// Ref is of a meeting or an agreement, Name that of the agreement, and On the day of
	// the meeting or the end of the agreement.
	Ref, Name string
	On        calendar.Date
	// Names are of people, or of institutions.
	Names []string
	// Lacking is the competence of which the holder is not known.
	Lacking committee.Competence
	// Perimeter is how far the project reaches; nil where it is not named.
	Perimeter record.MessageKey
}

// Steering is what is known of a committee that steers the project.
type Steering struct {
	Code    string
	Balance Balance
	// Since is the day of the last change of who sits in it.
	Since calendar.Date
	// First and Last are its first meeting that was held, and its last; nil for none.
	First, Last *committee.Meeting
}

// Inspector is somebody of an inspection who sits in a committee.
type Inspector struct {
	Name, Committee string
	Function        Function
	Since           calendar.Date
}

// Holder is an institution that holds a competence, since when that is known.
type Holder struct {
	Name  string
	Of    committee.Competence
	Since calendar.Date
}

// Facts are what the five factors are judged by, as far as somebody may see.
type Facts struct {
	Today      calendar.Date
	Steerings  []Steering
	Agreements []committee.Agreement // all, also those that are over
	// Perimeter is how far the project reaches; nil where nobody has said.
	Perimeter      record.MessageKey
	PerimeterSince calendar.Date
	Inspectors     []Inspector
	Holders        []Holder
}

// lively is how many months may pass since a committee that steers has met: three
// meetings a year are usual (domain.md §5), and one is the least.
const lively = 12

// Judge is what those facts say of each factor.
func (f Facts) Judge() []Finding {
	return []Finding{f.steering(), f.agreement(), f.perimeter(), f.inspectors(), f.competences()}
}

// steering is met by a committee of which everybody's place is known, that is balanced,
// and that has met within a year: from the day on which the last of these was so. Of
// several, the best one counts.
func (f Facts) steering() Finding {
	best := Finding{Factor: FactorSteering, Evidence: SteeringNone}
	order := []Evidence{SteeringNone, SteeringUnsaid, SteeringUneven, SteeringUnmet, SteeringGood}
	for _, s := range f.Steerings {
		found := Finding{Factor: FactorSteering, Of: Evident{Committee: s.Code, Seats: s.Balance.Seats}}
		switch {
		case !s.Balance.Known():
			found.Evidence = SteeringUnsaid
		case !s.Balance.Even():
			found.Evidence = SteeringUneven
		case s.Last == nil || record.MonthsUntil(s.Last.Day, f.Today) >= lively:
			found.Evidence = SteeringUnmet
			if s.Last != nil {
				found.Of.Ref = s.Last.Ref()
			}
		default:
			found.Evidence, found.Met, found.Since = SteeringGood, true, later(s.Since, s.First.Day)
			found.Of.Ref, found.Of.On = s.Last.Ref(), s.Last.Day
		}
		if slices.Index(order, found.Evidence) > slices.Index(order, best.Evidence) {
			best = found
		}
	}
	return best
}

// agreement is met by one in force: from the day on which the first of those was signed.
func (f Facts) agreement() Finding {
	found := Finding{Factor: FactorAgreement, Evidence: AgreementNone}
	for _, a := range f.Agreements {
		named := Evident{Ref: a.Ref(), Name: a.Name, On: a.End()}
		switch {
		case a.InForce(f.Today) && (!found.Met || a.Signed.Before(found.Since)):
			found.Met, found.Since, found.Evidence, found.Of = true, a.Signed, AgreementGood, named
		case !found.Met && (found.Evidence == AgreementNone || a.End().After(found.Of.On)):
			found.Evidence, found.Of = AgreementOver, named
		}
	}
	return found
}

// perimeter is met once it was said how far the project reaches.
func (f Facts) perimeter() Finding {
	if f.Perimeter == nil {
		return Finding{Factor: FactorPerimeter, Evidence: PerimeterNone}
	}
	return Finding{Factor: FactorPerimeter, Met: true, Since: f.PerimeterSince, Evidence: PerimeterGood, Of: Evident{Perimeter: f.Perimeter}}
}

// inspectors is met by an IEN and somebody of its team who sit in committees, be it the
// same one or not: from the day on which both did.
func (f Facts) inspectors() Finding {
	found := Finding{Factor: FactorInspectors, Evidence: InspectorsNone}
	first := map[Function]calendar.Date{}
	for _, i := range f.Inspectors {
		if !slices.Contains(found.Of.Names, i.Name) {
			found.Of.Names = append(found.Of.Names, i.Name)
		}
		if since, ok := first[i.Function]; !ok || i.Since.Before(since) {
			first[i.Function] = i.Since
		}
	}
	inspector, inspects := first[FunctionInspector]
	team, helped := first[FunctionAdviser]
	switch {
	case inspects && helped:
		found.Met, found.Since, found.Evidence = true, later(inspector, team), InspectorsGood
	case inspects:
		found.Evidence = InspectorsAlone
	case helped:
		found.Evidence = InspectorsTeam
	}
	return found
}

// competences is met when it is known who holds each: from the day on which the second
// was.
func (f Facts) competences() Finding {
	found := Finding{Factor: FactorCompetences, Met: true, Evidence: CompetencesGood}
	known := 0
	for _, of := range []committee.Competence{committee.CompetenceDigital, committee.CompetenceEducation} {
		names, since := f.holding(of)
		if len(names) == 0 {
			found.Met, found.Evidence, found.Of.Lacking = false, CompetencesPartial, of
			continue
		}
		known++
		found.Since = later(found.Since, since)
		found.Of.Names = record.Unique(append(found.Of.Names, names...))
	}
	if !found.Met {
		found.Since = calendar.Date{}
	}
	if known == 0 {
		found.Evidence, found.Of.Lacking = CompetencesNone, ""
	}
	return found
}

// holding are who holds a competence, and since when the first of them has.
func (f Facts) holding(of committee.Competence) (names []string, since calendar.Date) {
	for _, h := range f.Holders {
		if h.Of != of {
			continue
		}
		if len(names) == 0 || h.Since.Before(since) {
			since = h.Since
		}
		names = append(names, h.Name)
	}
	return names, since
}

func later(a, b calendar.Date) calendar.Date {
	if a.After(b) {
		return a
	}
	return b
}

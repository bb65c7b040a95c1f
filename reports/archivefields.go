package reports

import (
	"strings"

	"pilotent/governance"
	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/minutes"
	"pilotent/governance/organisation"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/message"
)

// named is a school, and what the project calls it besides.
type named struct {
	perimeter.School
	nickname string
}

// ofDirectory are the titles of the national directory, in every language: the import
// of schools reads them, and the words below them.
var ofDirectory = map[string]string{
	"uai": "UAI", "name": "Nom de l'école", "kind": "Type", "nursery": "École maternelle", "elementary": "École élémentaire", "commune": "Commune",
	"postal_code": "Code postal", "district": "Circonscription", "sector": "Secteur", "state": "État",
}

// school writes the schools.
func (w *archiver) school(a governance.Archive) error {
	type s = named
	fields := []field[s]{
		{"uai", 0, func(s s) any { return string(s.UAI) }},
		{"name", 0, func(s s) any { return s.Name }},
		{"kind", 0, func(s s) any { return w.value(s.Type) }},
		{"nursery", 0, func(s s) any { return either(s.Type == perimeter.Nursery || s.Type == perimeter.Primary, 1, 0) }},
		{"elementary", 0, func(s s) any { return either(s.Type == perimeter.Elementary || s.Type == perimeter.Primary, 1, 0) }},
		{"commune", 0, func(s s) any { return s.Commune }},
		{"postal_code", 0, func(s s) any { return s.PostalCode }},
		{"district", 0, func(s s) any { return s.District }},
		{"sector", 0, func(s s) any { return either(s.Private, "Privé", "Public") }},
		{"state", 0, func(s s) any { return either(s.Closing, "À fermer", "Ouvert") }},
		{"nickname", 0, func(s s) any { return s.nickname }},
		{"stage", 0, func(s s) any { return w.value(s.Stage) }},
		{"stage_since", 0, func(s s) any { return s.StageSince }},
		{"stage_decision", 0, func(s s) any { return s.StageDecision }},
		{"selected_by", 0, func(s s) any { return s.SelectedBy }},
	}
	columns := columnsOf(w.extracts, fields)
	for i, f := range fields {
		if title, ok := ofDirectory[f.key]; ok {
			columns[i].head = title
		}
	}
	return putUnder(w, "ecoles.csv", "archive.part.schools", columns, fields, func(use func(s) error) error {
		return a.EachSchool(func(school perimeter.School, nickname string) error { return use(named{school, nickname}) })
	})
}

// either is yes where something holds, and no where it does not.
func either[V any](holds bool, yes, no V) V {
	if holds {
		return yes
	}
	return no
}

// valued is a value in words; nothing for one that nobody has said.
func valued[V interface {
	~string
	record.MessageKey
}](w extracts, v V) string {
	if v == "" {
		return ""
	}
	return w.value(v)
}

// organisation writes who takes part, and on what the project rests.
func (w *archiver) organisation(a governance.Archive) error {
	for _, write := range []func(governance.Archive) error{w.agreements, w.partners, w.committees, w.members, w.factors} {
		if err := write(a); err != nil {
			return err
		}
	}
	return nil
}

func (w *archiver) agreements(a governance.Archive) error {
	type agr = committee.Agreement
	return put(w, "conventions.csv", "archive.part.agreements", []field[agr]{
		{"number", 0, func(a agr) any { return a.Ref() }},
		{"name", 0, func(a agr) any { return a.Name }},
		{"state", 0, func(a agr) any { return w.value(a.State(w.Today())) }},
		{"partners", 0, func(a agr) any { return strings.Join(committee.InstitutionNames(a.Partners), " ; ") }},
		{"signed", 0, func(a agr) any { return a.Signed }},
		{"until", 0, func(a agr) any { return a.Until }},
		{"terminated", 0, func(a agr) any { return a.TerminatedOn }},
		{"reason", 0, func(a agr) any { return a.Reason }},
		{"schools", 0, func(a agr) any { return w.schoolNames(a.Schools) }},
		{"author", 0, func(a agr) any { return w.Name(a.Author) }},
		{"logged", 0, func(a agr) any { return w.Day(a.CreatedAt) }},
	}, each(a.Agreements))
}

func (w *archiver) partners(a governance.Archive) error {
	type par = organisation.PartnerView
	return put(w, "partenaires.csv", "archive.part.partners", []field[par]{
		{"name", 0, func(p par) any { return p.Name }},
		{"level", 0, func(p par) any { return valued(w.extracts, p.Level) }},
		{"role", 0, func(p par) any { return p.Role }},
		{"competences", 0, func(p par) any { return joined(w.extracts, p.Competences) }},
		{"former_names", 0, func(p par) any { return strings.Join(p.Former, " ; ") }},
		{"agreements", 0, func(p par) any {
			var refs []string
			for _, a := range p.Agreements {
				refs = append(refs, a.Ref())
			}
			return strings.Join(refs, " ; ")
		}},
		{"left", 0, func(p par) any { return p.LeftOn }},
		{"reason", 0, func(p par) any { return p.Reason }},
	}, each(a.Partners))
}

func joined[V record.MessageKey](w extracts, values []V) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = w.value(v)
	}
	return strings.Join(words, " ; ")
}

func (w *archiver) committees(a governance.Archive) error {
	type com = organisation.MembersView
	return put(w, "comites.csv", "archive.part.committees", []field[com]{
		{"code", 0, func(c com) any { return c.Code }},
		{"name", 0, func(c com) any { return c.Name }},
		{"level", 0, func(c com) any { return w.value(c.Level) }},
		{"kind", 0, func(c com) any { return valued(w.extracts, c.Kind) }},
		{"diffusion", 0, func(c com) any { return w.value(c.Diffusion) }},
		{"state", 0, func(c com) any { return w.text(either(c.Sits(), "archive.sits", "archive.closed")) }},
		{"channel", 0, func(c com) any { return c.ChannelName }},
		{"yearly", 0, func(c com) any { return counted(c.Yearly) }},
		{"agenda", 0, func(c com) any { return strings.Join(c.Agenda, " ; ") }},
		{"members", 0, func(c com) any { return len(c.List) }},
		{"author", 0, func(c com) any { return w.Name(c.CreatedBy) }},
		{"logged", 0, func(c com) any { return w.Day(c.CreatedAt) }},
	}, each(a.Committees))
}

// counted is a number; nothing where nobody has said.
func counted(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

// seat is who sits in a committee.
type seat struct {
	of record.Committee
	organisation.Sitting
}

func (w *archiver) members(a governance.Archive) error {
	var seats []seat
	for _, c := range a.Committees {
		for _, s := range c.List {
			seats = append(seats, seat{c.Committee, s})
		}
	}
	return put(w, "membres.csv", "archive.part.members", []field[seat]{
		{"committee", 0, func(s seat) any { return s.of.Code }},
		{"name", 0, func(s seat) any {
			if s.Account.ID != "" {
				return w.Name(s.Account)
			}
			return s.Name
		}},
		{"account", 0, func(s seat) any { return s.Account.Username }},
		{"institution", 0, func(s seat) any { return s.Institution }},
		{"function", 0, func(s seat) any { return s.Title }},
		{"level", 0, func(s seat) any { return valued(w.extracts, s.Level) }},
		{"office", 0, func(s seat) any { return w.value(s.Office) }},
		{"sits_for", 0, func(s seat) any { return s.For.String() }},
		{"in_channel", 0, func(s seat) any { return w.text(either(s.Present, "register.yes", "archive.no")) }},
	}, each(seats))
}

func (w *archiver) factors(a governance.Archive) error {
	type fac = organisation.Finding
	return put(w, "facteurs.csv", "archive.part.factors", []field[fac]{
		{"factor", 0, func(f fac) any { return w.value(f.Factor) }},
		{"met", 0, func(f fac) any { return w.text(either(f.Met, "register.yes", "archive.no")) }},
		{"since", 0, func(f fac) any { return f.Since }},
		{"evidence", 0, func(f fac) any { return plain(Evidence(w.p, f)) }},
	}, each(a.Factors))
}

// Evidence is on what a factor rests, or what it lacks.
func Evidence(p i18n.Printer, f organisation.Finding) message.Text {
	return p.Text(f.Evidence.MessageKey(), "code", f.Of.Committee, "seats", f.Of.Seats, "ref", f.Of.Ref, "name", f.Of.Name, "date", f.Of.On,
		"names", f.Of.Names, "Count", len(f.Of.Names), "lacking", Lacking(f), "perimeter", f.Of.Perimeter)
}

// Lacking is the competence that a factor lacks; nil for none.
func Lacking(f organisation.Finding) any {
	if f.Of.Lacking == "" {
		return nil
	}
	return f.Of.Lacking
}

func (w *archiver) contractFields() []field[minutes.ContractRecord] {
	type con = minutes.ContractRecord
	return []field[con]{
		{"number", 0, func(c con) any { return c.Ref }},
		{"supplier", 0, func(c con) any { return c.Supplier }},
		{"terms", 0, func(c con) any { return w.value(c.Terms) }},
		{"notified", 0, func(c con) any { return c.NotifiedOn }},
		{"lots", 0, func(c con) any { return strings.Join(c.Lots, " ; ") }},
		{"in_charge", 0, func(c con) any { return w.people(c.InCharge, "") }},
		{"deputies", 0, func(c con) any { return w.people(c.Deputies, "") }},
		{"holidays", 0, func(c con) any { return w.days(c.Holidays) }},
		{"worked_days", 0, func(c con) any { return w.days(c.WorkedDays) }},
		{"derogations", 0, func(c con) any {
			clauses := make([]string, len(c.Derogations))
			for i, d := range c.Derogations {
				clauses[i] = w.value(d.Topic) + " (" + d.Article + ")"
			}
			return strings.Join(clauses, " ; ")
		}},
		{"verifications", 0, func(c con) any { return len(c.Verifications) }},
		{"author", 0, func(c con) any { return w.Name(c.Author) }},
		{"logged", 0, func(c con) any { return w.Day(c.CreatedAt) }},
	}
}

func (w extracts) days(list []calendar.Date) string {
	days := make([]string, len(list))
	for i, d := range list {
		days[i] = w.cell(d)
	}
	return strings.Join(days, " ; ")
}

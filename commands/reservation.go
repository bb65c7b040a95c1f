package commands

import (
	"slices"

	"pilotent/commands/grammar"
	"pilotent/governance/acceptance"
	"pilotent/governance/record"
	"pilotent/message"
)

// reservationCommands are about the defects noted during a verification, which
// ref names.
func reservationCommands(ref grammar.Param) []*grammar.Command[*call] {
	return []*grammar.Command[*call]{
		{Verb: "réserve", English: "reservation", Also: []string{"défaut", "anomalie", "problème", "bug"}, EnglishAlso: []string{"defect", "issue"}, Run: noteReservation, Params: []grammar.Param{
			ref,
			{Name: "texte", English: "text", Kind: grammar.Text, Required: true, Positional: true},
			{Name: "gravité", English: "severity", Kind: grammar.Choice, Required: true, Choices: []grammar.Option{
				{Value: string(acceptance.SeverityBlocking), Words: []string{"bloquante", "blocking"}, Label: acceptance.SeverityBlocking},
				{Value: string(acceptance.SeverityMajor), Words: []string{"majeure", "major"}, Label: acceptance.SeverityMajor},
				{Value: string(acceptance.SeverityMinor), Words: []string{"mineure", "minor"}, Label: acceptance.SeverityMinor},
			}},
			{Name: "écoles", English: "schools", Kind: grammar.Name, Many: true, Also: []string{"établissement"}, Of: grammar.Schools},
			{Name: "preuve", English: "evidence", Kind: grammar.Text},
		}},
		{Verb: "lever", English: "lift", Also: []string{"levee"}, Run: liftReservation, Params: []grammar.Param{
			{Name: "réserve", English: "reservation", Kind: grammar.Ref, Prefix: "RV", Required: true, Positional: true},
			{Name: "le", English: "lifted", Kind: grammar.PastDate, Also: []string{"date", "jour"}},
			{Name: "note", English: "note", Kind: grammar.Text},
		}},
	}
}

func noteReservation(c *call, a grammar.Args) (message.Message, error) {
	schools, err := c.chosen(a)
	if err != nil {
		return message.Message{}, err
	}
	r, err := c.NoteReservation(c, c.Actor, acceptance.NewReservation{
		Verification: a.Number("verification"), Severity: acceptance.Severity(a.Text("severity")), Text: a.Text("text"),
		Schools: schools, Evidence: a.Text("evidence"),
	})
	if err != nil {
		return message.Message{}, err
	}
	key := "reservation.noted"
	if r.Severity == acceptance.SeverityBlocking {
		key = "reservation.noted_blocking"
	}
	return message.Say(
		message.Lines(c.p.Text(key, "ref", r.Ref(), "severity", r.Severity, "verification", verificationRef(r.Verification)), c.reservation(r)),
		c.text("reservation.way_back", "ref", r.Ref())), nil
}

func liftReservation(c *call, a grammar.Args) (message.Message, error) {
	r, err := c.LiftReservation(c, c.Actor, acceptance.LiftReservation{
		Number: a.Number("reservation"), On: a.Date("lifted"), Note: a.Text("note"),
	})
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(c.text("reservation.lifted", "ref", r.Ref(), "text", r.Text, "date", r.LiftedOn, "verification", verificationRef(r.Verification))), nil
}

func verificationRef(number int) string { return acceptance.Verification{Number: number}.Ref() }

// reservations are those of a verification and those that it has from earlier
// ones: how many stand, and each of them.
func (c *call) reservations(v acceptance.VerificationView) []message.Block {
	list := slices.Concat(v.Reservations, v.Carried)
	if len(list) == 0 {
		return nil
	}
	standing := 0
	var items message.List
	for _, r := range list {
		if r.Open() {
			standing++
		}
		text := c.reservation(r)
		if r.Verification != v.Number {
			text += c.p.Text("reservation.line_carried", "verification", verificationRef(r.Verification))
		}
		items = append(items, text)
	}
	return []message.Block{c.text("reservation.title", "Count", standing), items}
}

// stillOpen names the reservations that a decision leaves open.
func (c *call) stillOpen(v acceptance.VerificationView) message.Paragraph {
	var open []message.Text
	first := ""
	for _, r := range slices.Concat(v.Reservations, v.Carried) {
		if !r.Open() {
			continue
		}
		if len(open) == 0 {
			first = r.Ref()
		}
		open = append(open, c.p.Text("reservation.short", "ref", r.Ref(), "severity", r.Severity))
	}
	if len(open) == 0 {
		return ""
	}
	return c.text("reservation.still_open", "Count", len(open), "reservations", open, "first", first)
}

// reservation is one, with where it was met, where it can be seen and what has
// become of it.
func (c *call) reservation(r acceptance.ReservationView) message.Text {
	text := c.p.Text("reservation.line", "ref", r.Ref(), "severity", r.Severity, "text", r.Text)
	if len(r.SchoolList) > 0 {
		var schools []message.Text
		for _, s := range r.SchoolList {
			schools = append(schools, c.p.Text("reservation.school", "name", s.ShortName(), "commune", s.Commune, "uai", string(s.UAI)))
		}
		text += c.p.Text("reservation.line_schools", "schools", schools)
	}
	if r.Evidence != "" {
		text += c.p.Text("reservation.line_evidence", "evidence", r.Evidence)
	}
	if r.Despite != "" {
		text += c.p.Text("reservation.line_despite", "reason", r.Despite)
	}
	if !r.Open() {
		text += c.p.Text("reservation.line_lifted", "date", c.p.ShortDate(r.LiftedOn), "by", r.LiftedBy, "note", r.LiftNote)
	}
	return text
}

// numbers are the references that an argument of several names.
func numbers(param, prefix string, refs []string) ([]int, error) {
	var list []int
	for _, ref := range refs {
		n, err := record.ParseRef(param, prefix, ref)
		if err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	return list, nil
}

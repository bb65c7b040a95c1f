package register

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// reader makes entries of rows.
type reader struct {
	record.Caller
	Reading
	now time.Time
	// fallback is the code of the committee of the rows that name none; "" where they
	// have to.
	fallback string
	own      []record.Committee // for which the caller records
	people   *people
	schools  schools
	meetings []committee.Meeting // of the same committees
	notes    []Note
	days     map[string]calendar.Date // that were read: others wait meanwhile
}

// note keeps that a text of a row is not taken as it stands.
func (r *reader) note(about NoteKind, text string, line int) {
	r.notes = append(r.notes, Note{about, text, line, 1})
}

// own are the committees for which the caller records.
func own(v record.Caller) []record.Committee {
	return slices.DeleteFunc(slices.Clone(v.AllCommittees), func(c record.Committee) bool { return !v.Records(c.Code) })
}

// fallback is the committee of the rows that name none: the one that is asked for, or
// that of the channel.
func (s *Service) fallback(ctx context.Context, v record.Caller, code string) (string, error) {
	if code == "" {
		c, ok, err := v.ChannelCommittee()
		if !ok || err != nil || !v.Records(c.Code) {
			return "", nil //nolint:nilerr // where several share the channel, rows name theirs
		}
		return c.Code, nil
	}
	r := reader{Caller: v, own: own(v)}
	c, err := r.named(code)
	if err != nil {
		return "", err.About("committee")
	}
	if !v.Records(c.Code) {
		return "", s.base.MustRecord(ctx, v, c)
	}
	return c.Code, nil
}

// named is the committee of a code or of a name, among those that the caller sees.
func (r *reader) named(text string) (record.Committee, *record.Error) {
	for _, same := range []func(c record.Committee) bool{
		func(c record.Committee) bool { return strings.EqualFold(c.Code, strings.TrimSpace(text)) },
		func(c record.Committee) bool { return record.Fold(c.Name) == record.Fold(text) },
	} {
		i := slices.IndexFunc(r.AllCommittees, func(c record.Committee) bool { return r.Sees(c.Code) && same(c) })
		if i >= 0 {
			return r.AllCommittees[i], nil
		}
	}
	return record.Committee{}, record.NotFoundError("register.committee_unknown", "code", record.Excerpt(text), "known", record.CodesOf(r.own))
}

// committee is that of a row, for which the caller records.
func (r *reader) committee(from row) (record.Committee, *record.Error) {
	text := cmp.Or(from.cells[fieldCommittee], r.fallback)
	if text == "" {
		return record.Committee{}, record.InvalidError("register.committee_missing", "known", record.CodesOf(r.own))
	}
	c, wrong := r.named(text)
	switch {
	case wrong != nil:
		return c, wrong
	case !r.Records(c.Code):
		return c, record.InvalidError("register.committee_others", "committee", c.Code, "known", record.CodesOf(r.own))
	case !c.Sits():
		return c, record.ConflictError("committee.closed", "code", c.Code, "name", c.Name)
	}
	return c, nil
}

// maxFormer is how long the number of another register is, in characters.
const maxFormer = 60

// former is the number of a row in its register; "" where it has none.
func former(from row) (string, *record.Error) {
	number := strings.Join(strings.Fields(from.cells[fieldNumber]), " ")
	switch {
	case record.Fold(number) == "":
		return "", nil
	case utf8.RuneCountInString(number) > maxFormer:
		return "", record.InvalidError("register.number_long", from.cell(fieldNumber, "max", maxFormer)...)
	}
	return number, nil
}

// day is that of a cell; zero where it is empty.
func (r *reader) day(from row, f field) (calendar.Date, *record.Error) {
	if !from.has(f) {
		return calendar.Date{}, nil
	}
	text := from.cells[f]
	d, known := r.days[text]
	if !known {
		var err error
		if d, err = r.Day(text); err != nil {
			return d, about(from, f, err)
		}
		r.days[text] = d
	}
	return d, nil
}

// past is day for what has been.
func (r *reader) past(from row, f field) (calendar.Date, *record.Error) {
	d, wrong := r.day(from, f)
	if wrong == nil && d.After(r.today()) {
		wrong = record.InvalidError("register.future", from.cell(f, "date", d)...)
	}
	return d, wrong
}

// about is err as it is told of a cell.
func about(from row, f field, err error) *record.Error {
	if err == nil {
		return nil
	}
	e, ok := errors.AsType[*record.Error](err)
	if !ok {
		panic(fmt.Sprintf("a cell is read with an error of no sentence: %T", err))
	}
	told := *e
	told.Args = maps.Clone(e.Args)
	told.Args["column"], told.Args["text"] = from.named[f], record.Excerpt(from.cells[f])
	return &told
}

func (r *reader) today() calendar.Date { return r.Project.Today(r.now) }

// moment is the noon of a day, or now where that is to come: nobody has said an hour.
func (r *reader) moment(d calendar.Date) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	if at := d.At(12, 0, r.Project.Location()); at.Before(r.now) {
		return at
	}
	return r.now
}

// inCharge are those whom a cell names and, by their names alone, the others.
func (r *reader) inCharge(from row, c record.Committee) ([]record.Person, string) {
	found, offline := r.people.list(from.cells[fieldInCharge], c)
	for _, name := range offline {
		r.note(NoteOffline, name, from.line)
	}
	return found, strings.Join(offline, " ; ")
}

// author is who has recorded the row; who imports it where nobody is said, or known.
func (r *reader) author(from row, c record.Committee) record.Person {
	text := from.cells[fieldAuthor]
	if text == "" {
		return r.User
	}
	p, ok := r.people.named(text)
	if !ok || !r.people.reached(c, p) {
		r.note(NoteAuthor, text, from.line)
		return r.User
	}
	return p
}

// schools are those of the project, as cells name them.
type schools struct {
	known map[record.UAI]perimeter.School
	names map[string][]record.UAI // by name, folded, and by name and commune
}

func schoolsOf(tx perimeter.Store, p record.ProjectID) (schools, error) {
	known, err := perimeter.SchoolsKnown(tx, p)
	s := schools{known, map[string][]record.UAI{}}
	for uai, school := range known {
		for _, name := range []string{school.Name, school.ShortName(), school.Name + " " + school.Commune, school.ShortName() + " " + school.Commune} {
			if name = record.Fold(name); !slices.Contains(s.names[name], uai) {
				s.names[name] = append(s.names[name], uai)
			}
		}
	}
	return s, err
}

// uaiForm is a UAI within a text.
var uaiForm = regexp.MustCompile(`\b\d{7}[A-Za-z]\b`)

// schoolsNamed are the schools of a cell: their UAI, whatever stands beside, or the name that
// only one has.
func (r *reader) schoolsNamed(from row) (uais []record.UAI, wrong *record.Error) {
	add := func(uai record.UAI) {
		if !slices.Contains(uais, uai) {
			uais = append(uais, uai)
		}
	}
	for part := range strings.FieldsFuncSeq(from.cells[fieldSchools], func(c rune) bool { return c == ';' || c == '\n' }) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		codes := uaiForm.FindAllString(part, -1)
		for _, code := range codes {
			uai := record.UAI(strings.ToUpper(code))
			if _, ok := r.schools.known[uai]; !ok {
				return nil, record.InvalidError("register.school_unknown", from.cell(fieldSchools, "school", code)...)
			}
			add(uai)
		}
		switch same := r.schools.names[record.Fold(part)]; {
		case len(codes) > 0:
		case len(same) == 1:
			add(same[0])
		default:
			return nil, record.InvalidError("register.school_unknown", from.cell(fieldSchools, "school", record.Excerpt(part))...)
		}
	}
	return uais, nil
}

// changeset is one change, for what this room writes.
type changeset struct {
	*reminder.Changeset
	attentions map[record.UserID]reminder.Attention
	of         map[string]record.Committee
	lines      []record.HistoryLine
	file       string
	people     []record.Person // who has something in hand from now on
}

// hours are those of people.
func (d *changeset) hours(people []record.Person) (map[record.UserID]reminder.Attention, error) {
	for _, p := range people {
		if _, ok := d.attentions[p.ID]; ok {
			continue
		}
		of, err := reminder.Attentions(d.Tx, d.Project, p)
		if err != nil {
			return nil, err
		}
		d.attentions[p.ID] = of[p.ID]
		d.concern(p)
	}
	return d.attentions, nil
}

// concern keeps that somebody has something in hand from now on.
func (d *changeset) concern(p record.Person) {
	if !slices.ContainsFunc(d.people, p.Is) {
		d.people = append(d.people, p)
	}
}

// brought keeps the line of history of an entry.
func (d *changeset) brought(s record.Subject, change string, after record.State) {
	d.lines = append(d.lines, d.Line(s, change, nil, after, d.file))
}

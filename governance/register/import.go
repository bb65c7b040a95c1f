package register

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
)

// kind is one of the registers, whose rows become T, which points to what is written.
type kind[T any] struct {
	// titles are those of its columns, and misses what is wrong with columns that do
	// not say enough.
	titles []titled
	misses func(columns) *record.Error
	// draft reads a row.
	draft func(*reader, row) (T, *record.Error)
	// link makes drafts of one file know each other, and those that are there; what is
	// wrong with one goes by its place.
	link func(drafts []*draft[T], refuse func(i int, wrong *record.Error))
	// there are those that are known of the committees.
	there func(tx rollout.Tx, v record.Caller, committees []string) ([]T, error)
	// mark is what tells one from another.
	mark func(T, record.Project) mark
	// differs are the parts in which a draft is not what is there.
	differs func(is, was T) record.Parts
	// number gives it its number, and write writes it.
	number, write func(*changeset, T) error
}

// mark is what tells an entry from another.
type mark struct {
	committee, ref, former, text string
	day                          calendar.Date
	// since is when it was, in whose order numbers are given.
	since  time.Time
	unsaid bool
}

// draft is a row as it will be recorded.
type draft[T any] struct {
	line int
	mark
	of T
	// known is what it is already, where it is there.
	known T
	there bool
	// twice says that a row before says the same.
	twice bool
}

// formerKey is the form under which numbers of another register are compared.
func formerKey(number string) string {
	return strings.ToLower(strings.Join(strings.Fields(record.PlainDashes(number)), " "))
}

// bring reads a register and, unless it is a trial or has a row that is wrong, writes
// what is new of it.
func bring[T any](ctx context.Context, s *Service, a record.Actor, in Import, k kind[T]) (Report, error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return Report{}, err
	}
	if err := s.base.MustRecordSomewhere(ctx, v); err != nil {
		return Report{}, err
	}
	r := reader{Caller: v, Reading: in.Reading(v.Project.Locale), own: own(v), days: map[string]calendar.Date{}}
	if r.fallback, err = s.fallback(ctx, v, in.Committee); err != nil {
		return Report{}, err
	}
	cols, err := in.columns(k.titles, k.misses)
	if err != nil {
		return Report{}, err
	}
	rows, err := cols.rows(in.Table)
	if err != nil {
		return Report{}, err
	}
	if r.people, err = s.people(ctx, v, r.own, named(rows)); err != nil {
		return Report{}, err
	}
	blank := Report{Read: len(rows), Unread: cols.unread}
	rep := blank
	if in.Trial {
		err = s.base.Read(ctx, func(tx reminder.Tx) error {
			rep, r.now = blank, s.base.Now()
			fresh, err := plan(&r, rollout.Open(tx), cols, rows, &rep, in.Whole, k)
			for _, d := range fresh {
				rep.New = append(rep.New, Entry{d.line, d.former, d.committee, d.day, record.Excerpt(d.text)})
			}
			return err
		})
		return rep, err
	}
	err = s.base.Update(ctx, v, func(d *reminder.Changeset) error {
		rep, r.now, r.Caller = blank, d.Now, d.Caller
		fresh, err := plan(&r, rollout.Open(d.Tx), cols, rows, &rep, in.Whole, k)
		if err != nil || len(fresh) == 0 {
			return err
		}
		return write(d, &r, in.Name, fresh, k)
	})
	return rep, err
}

// columns opens the file, and are where what it says stands.
func (in *Import) columns(titles []titled, misses func(columns) *record.Error) (cols columns, err error) {
	if in.Open != nil {
		if in.File, err = in.Open(); err != nil {
			return cols, err
		}
	}
	cols = columnsOf(in.Titles, titles)
	if wrong := misses(cols); wrong != nil {
		return cols, wrong
	}
	return cols, nil
}

// named are the cells that name people.
func named(rows []row) (cells []string) {
	seen := map[string]bool{}
	for _, r := range rows {
		for _, f := range []field{fieldInCharge, fieldAuthor} {
			if cell := r.cells[f]; cell != "" && !seen[cell] {
				seen[cell], cells = true, append(cells, cell)
			}
		}
	}
	return cells
}

// plan are the drafts of the rows that are new, in the order of their numbers; none
// where a row is wrong.
func plan[T any](r *reader, tx rollout.Tx, cols columns, rows []row, rep *Report, whole bool, k kind[T]) (fresh []*draft[T], err error) {
	r.notes = nil
	if r.schools, err = schoolsOf(tx, r.Project.ID); err != nil {
		return nil, err
	}
	if r.meetings, err = tx.Meetings(r.Project.ID, committee.MeetingFilter{}); err != nil {
		return nil, err
	}
	var drafts []*draft[T]
	wrong := map[int]*record.Error{}
	for _, from := range rows {
		of, bad := k.read(r, from)
		if bad != nil {
			wrong[from.line] = bad
			continue
		}
		drafts = append(drafts, &draft[T]{line: from.line, mark: k.mark(of, r.Project), of: of})
	}
	there, err := k.there(tx, r.Caller, record.CodesOf(r.own))
	if err != nil {
		return nil, err
	}
	k.recognise(drafts, there, r.Project, wrong)
	k.link(drafts, func(i int, bad *record.Error) { wrong[drafts[i].line] = bad })
	for _, from := range rows {
		if bad := wrong[from.line]; bad != nil {
			rep.refuse(from.line, bad, whole)
		}
	}
	if len(wrong) > 0 {
		*rep = Report{Read: rep.Read, Problems: rep.Problems, More: rep.More}
		return nil, nil
	}
	lines := map[int]bool{}
	for _, d := range drafts {
		if k.count(d, cols, rep, r.Project) {
			fresh, lines[d.line] = append(fresh, d), true
		}
	}
	rep.Notes = noted(r.notes, lines)
	slices.SortStableFunc(fresh, func(x, y *draft[T]) int { return x.since.Compare(y.since) })
	return fresh, nil
}

// read is draft, for a row that can be read.
func (k kind[T]) read(r *reader, from row) (T, *record.Error) {
	if from.wrong != nil {
		var none T
		return none, from.wrong
	}
	return k.draft(r, from)
}

// count counts a draft, and reports whether it is new.
func (k kind[T]) count(d *draft[T], cols columns, rep *Report, p record.Project) bool {
	switch {
	case d.twice:
		rep.Known++
	case d.there:
		rep.Known++
		if parts := cols.said(k.differs(d.of, d.known)); len(parts) > 0 {
			rep.Differing = append(rep.Differing, Differing{d.line, k.mark(d.known, p).ref, parts})
		}
	default:
		rep.Added++
		if d.unsaid {
			rep.Unsaid++
		}
		return true
	}
	return false
}

// recognise finds which drafts are there already, or say the same as a row before.
func (k kind[T]) recognise(drafts []*draft[T], there []T, p record.Project, wrong map[int]*record.Error) {
	known := newIndex()
	for i, was := range there {
		known.add(k.mark(was, p), i)
	}
	rows := newIndex()
	for i, d := range drafts {
		if at, ok := known.find(d.mark); ok {
			d.known, d.there = there[at], true
		}
		first, ok := rows.find(d.mark)
		switch {
		case !ok:
			rows.add(d.mark, i)
		case drafts[first].sameAs(d.mark):
			d.twice = true
		default:
			wrong[d.line] = record.InvalidError("register.twice", "number", d.former, "first", drafts[first].line)
		}
	}
}

// sameAs reports whether two entries say the same on the same day.
func (m mark) sameAs(o mark) bool {
	return m.day == o.day && record.Fold(m.text) == record.Fold(o.text)
}

// index finds entries by what tells them from others.
type index struct {
	former, ref map[[2]string]int
	said        map[said][]int
	marks       map[int]mark
}

// said is what an entry says, where numbers do not tell.
type said struct {
	committee, text string
	day             calendar.Date
}

func newIndex() index {
	return index{map[[2]string]int{}, map[[2]string]int{}, map[said][]int{}, map[int]mark{}}
}

func (m mark) said() said { return said{m.committee, record.Fold(m.text), m.day} }

func (x index) add(m mark, at int) {
	if m.former != "" {
		x.former[[2]string{m.committee, formerKey(m.former)}] = at
	}
	if m.ref != "" {
		x.ref[[2]string{m.committee, formerKey(m.ref)}] = at
	}
	x.said[m.said()] = append(x.said[m.said()], at)
	x.marks[at] = m
}

// find is the entry that has the number; or has it here, and says the same or is of
// the same day; or says the same on the same day, where one of them has no number.
func (x index) find(m mark) (int, bool) {
	key := [2]string{m.committee, formerKey(m.former)}
	if at, ok := x.former[key]; ok && m.former != "" {
		return at, true
	}
	if at, ok := x.ref[key]; ok && m.former != "" {
		if o := x.marks[at]; o.day == m.day || record.Fold(o.text) == record.Fold(m.text) {
			return at, true
		}
	}
	for _, at := range x.said[m.said()] {
		if m.former == "" || x.marks[at].former == "" {
			return at, true
		}
	}
	return 0, false
}

// write numbers and writes what is new.
func write[T any](d *reminder.Changeset, r *reader, file string, fresh []*draft[T], k kind[T]) error {
	w := &changeset{Changeset: d, attentions: map[record.UserID]reminder.Attention{}, of: map[string]record.Committee{}, file: file}
	for _, c := range r.own {
		w.of[c.Code] = c
	}
	for _, one := range fresh {
		if err := k.number(w, one.of); err != nil {
			return err
		}
	}
	for _, one := range fresh {
		if err := k.write(w, one.of); err != nil {
			return err
		}
	}
	if err := d.PlanPersonalDigests(w.people); err != nil {
		return err
	}
	d.Change = cmp.Or(d.Change, w.lines[0].Change)
	return d.Tx.AddHistory(w.lines...)
}

func (k kind[T]) isTable(titles []string) bool { return k.misses(columnsOf(titles, k.titles)) == nil }

// FileOf is the file from which a line says that its subject was brought in.
func FileOf(l record.HistoryLine) (file string, ok bool) {
	return l.Note, slices.Contains([]string{committee.DecisionImported, rollout.ActionImported, committee.MeetingImported, SchoolBrought}, l.Change)
}

package storage

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"pilotent/governance"
	"pilotent/governance/record"
)

var _ governance.PersonalStore = (*tx)(nil)

// of is the expression of a column of the holding's table.
func of(column string) string {
	if strings.Contains(column, ".") {
		return column
	}
	return "t." + column
}

// where are the rows of the project, which is $1.
func (h holding) where() string {
	project := h.project
	if project == "" {
		project = "t.project_id"
	}
	return " FROM " + h.table + " t " + h.with + " WHERE " + project + " = $1"
}

// place is a column that may hold somebody, and what it holds then.
type place struct {
	role   governance.DataRole
	column string
	holds  string
	within bool // what it holds is a part of it
}

// places are all those in which somebody may be.
func (h holding) places(who governance.Individual) (places []place) {
	for _, a := range who.Accounts {
		for _, c := range h.accounts {
			places = append(places, place{c.role, of(c.id), c.prefix + string(a.ID), false})
		}
		for _, c := range h.lists {
			places = append(places, place{c.role, of(c.column), `"id":` + quoted(string(a.ID)), true})
		}
	}
	if who.Name == "" {
		return places
	}
	for _, c := range h.names {
		places = append(places, place{c.role, of(c.column), who.Name, false})
	}
	for _, c := range h.lists {
		places = append(places, place{c.role, of(c.column), quoted(who.Name), true})
	}
	return places
}

// has reports whether that value of the column holds it.
func (p place) has(value string) bool {
	if p.within {
		return strings.Contains(value, p.holds)
	}
	return value == p.holds
}

// condition selects the rows that may have it, where it is $n: of what is within, case
// and some signs are not told apart.
func (p place) condition(n int) (text, arg string) {
	if p.within {
		return fmt.Sprintf("%s LIKE $%d", p.column, n), "%" + p.holds + "%"
	}
	return fmt.Sprintf("%s = $%d", p.column, n), p.holds
}

// quoted is a text as JSON has it.
func quoted(s string) string {
	text, _ := json.Marshal(s) // a text is always written
	return string(text)
}

// PersonalData asks each holding once.
func (t *tx) PersonalData(p record.ProjectID, who governance.Individual, use func(governance.Datum)) error {
	for _, h := range holdings() {
		if err := t.personalData(p, h, h.places(who), use); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) personalData(p record.ProjectID, h holding, places []place, use func(governance.Datum)) error {
	if len(places) == 0 {
		return nil
	}
	var either, columns []string
	args := []any{p}
	for _, at := range places {
		condition, arg := at.condition(len(args) + 1)
		either, args = append(either, condition), append(args, arg)
		columns = append(columns, "COALESCE("+at.column+", '')")
	}
	for _, text := range h.texts {
		columns = append(columns, of(text))
	}
	moment := h.at
	if moment == "" {
		moment = "NULL"
	}
	scan := func(from row) (governance.Datum, error) { return h.datum(from, places) }
	return each(t, "what is kept of somebody", scan, func(d governance.Datum) {
		if len(d.Roles) > 0 {
			use(d)
		}
	}, "SELECT "+strings.Join(append([]string{orNone(h.ref), orNone(h.subject), orNone(h.committee), moment}, columns...), ", ")+
		h.where()+" AND ("+strings.Join(either, " OR ")+") ORDER BY 4, 1, 2", args...)
}

// datum reads a row: what it is, what stands in the places, and the texts.
func (h holding) datum(from row, places []place) (governance.Datum, error) {
	d := governance.Datum{Kind: h.kind}
	values := make([]string, len(places)+len(h.texts))
	to := []any{&d.Ref, &d.Subject, &d.Committee, (*instant)(&d.At)}
	for i := range values {
		to = append(to, &values[i])
	}
	if err := from.Scan(to...); err != nil {
		return d, err
	}
	for i, at := range places {
		if at.has(values[i]) && !slices.Contains(d.Roles, at.role) {
			d.Roles = append(d.Roles, at.role)
		}
	}
	written := slices.DeleteFunc(values[len(places):], func(s string) bool { return s == "" })
	d.Text = strings.Join(written, "\n")
	return d, nil
}

func orNone(expression string) string {
	if expression == "" {
		return "''"
	}
	return expression
}

// storedPerson is somebody as JSON has them.
var storedPerson = regexp.MustCompile(`"id":("(?:[^"\\]|\\.)*"),"username":("(?:[^"\\]|\\.)*")`)

// AccountsCalled looks wherever an account has a name beside it.
func (t *tx) AccountsCalled(p record.ProjectID, username string) (found []record.Person, err error) {
	add := func(a record.Person) {
		if a.ID != "" && strings.EqualFold(a.Username, username) && !slices.ContainsFunc(found, a.Is) {
			found = append(found, a)
		}
	}
	for _, h := range holdings() {
		if err := errors.Join(t.accountsBeside(p, h, username, add), t.accountsWithin(p, h, username, add)); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// accountsBeside are those in two columns.
func (t *tx) accountsBeside(p record.ProjectID, h holding, username string, use func(record.Person)) error {
	scan := func(r row) (a record.Person, err error) { return a, r.Scan(&a.ID, &a.Username) }
	for _, c := range h.accounts {
		if c.name == "" {
			continue
		}
		err := each(t, "accounts", scan, use,
			"SELECT DISTINCT t."+c.id+", t."+c.name+h.where()+" AND LOWER(t."+c.name+") = LOWER($2) ORDER BY 1", p, username)
		if err != nil {
			return err
		}
	}
	return nil
}

// accountsWithin are those in JSON.
func (t *tx) accountsWithin(p record.ProjectID, h holding, username string, use func(record.Person)) error {
	read := func(text string) {
		for _, m := range storedPerson.FindAllString(text, -1) {
			var a record.Person
			if json.Unmarshal([]byte("{"+m+"}"), &a) == nil {
				use(a)
			}
		}
	}
	for _, c := range h.lists {
		err := each(t, "accounts", scalar[string], read,
			"SELECT DISTINCT t."+c.column+h.where()+" AND t."+c.column+" LIKE $2", p, `%"username":`+quoted(username)+`%`)
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) NameKept(p record.ProjectID, name string) (bool, error) {
	for _, h := range holdings() {
		for _, c := range h.names {
			n, err := one(t, "names", scalar[int], "SELECT COUNT(*)"+h.where()+" AND "+of(c.column)+" = $2", p, name)
			if err != nil || n > 0 {
				return n > 0, err
			}
		}
	}
	return false, nil
}

func (t *tx) Retentions(p record.ProjectID) (map[governance.DataKind]int, error) {
	set := map[governance.DataKind]int{}
	scan := func(r row) (kind governance.DataKind, err error) {
		var months int
		err = r.Scan(&kind, &months)
		set[kind] = months
		return kind, err
	}
	return set, each(t, "retentions", scan, func(governance.DataKind) {}, "SELECT kind, months FROM retentions WHERE project_id = $1", p)
}

func (t *tx) PutRetention(p record.ProjectID, k governance.DataKind, months int) error {
	return t.put("retention", upsert("retentions", "project_id, kind", "project_id, kind, months", 1), p, k, months)
}

func (t *tx) Expire(p record.ProjectID, k governance.DataKind, before time.Time) error {
	var over []string
	switch k {
	case governance.DataPreferences:
		over = []string{"DELETE FROM feeds WHERE project_id = $1 AND ended_at < $2"}
	case governance.DataTraces:
		over = []string{"DELETE FROM clicks WHERE project_id = $1 AND clicked_at < $2", "DELETE FROM seen WHERE project_id = $1 AND seen_at < $2"}
	default:
		return fmt.Errorf("nothing of %s expires", k)
	}
	for _, text := range over {
		if err := t.put("what is over", text, p, instant(before)); err != nil {
			return err
		}
	}
	return nil
}

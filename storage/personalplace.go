package storage

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"pilotent/governance"
	"pilotent/governance/record"
)

// replacement is what stands in the place of somebody.
type replacement struct {
	who governance.Individual
	by  record.Person
}

// PutInPlace leaves the formal records, and in history what is part of them.
func (t *tx) PutInPlace(p record.ProjectID, who governance.Individual, by record.Person, now time.Time) (int, error) {
	r := replacement{who, by}
	if err := t.reachNoMore(p, who, now); err != nil {
		return 0, err
	}
	changed := 0
	for _, h := range holdings() {
		if h.kind.Formal() {
			continue
		}
		for _, step := range []func(record.ProjectID, holding, replacement) (int, error){t.replaceAccounts, t.replaceNames, t.replaceTexts} {
			n, err := step(p, h, r)
			if err != nil {
				return 0, err
			}
			changed += n
		}
	}
	return changed, t.replaceSubjects(p, r)
}

// reachNoMore drops what served to speak to somebody: addresses, preferences, calendars,
// what is still to be said.
func (t *tx) reachNoMore(p record.ProjectID, who governance.Individual, now time.Time) error {
	const addressed = `UPDATE addresses SET address = '' WHERE project_id = $1 AND EXISTS (SELECT 1 FROM members m
		WHERE m.project_id = addresses.project_id AND m.committee = addresses.committee AND m.number = addresses.member AND `
	if who.Name != "" {
		if err := t.put("address", addressed+"m.name = $2)", p, who.Name); err != nil {
			return err
		}
	}
	for _, a := range who.Accounts {
		for _, over := range []struct {
			what, text string
			args       []any
		}{
			{"address", addressed + "m.account_id = $2)", []any{p, a.ID}},
			{"preferences", "DELETE FROM preferences WHERE project_id = $1 AND user_id = $2", []any{p, a.ID}},
			{"feeds", "UPDATE feeds SET ended_at = $3 WHERE project_id = $1 AND owner_id = $2 AND ended_at IS NULL", []any{p, a.ID, instant(now)}},
			{
				"deliveries", "UPDATE deliveries SET state = 'cancelled', waiting = (1 = 0) WHERE project_id = $1 AND recipient = $2 AND state = 'pending'",
				[]any{p, "user/" + string(a.ID)},
			},
		} {
			if err := t.put(over.what, over.text, over.args...); err != nil {
				return err
			}
		}
	}
	return nil
}

// working leaves out the lines of history that belong to a formal record.
func (h holding) working() string {
	if h.kind != governance.DataHistory {
		return ""
	}
	var without strings.Builder
	for _, noun := range governance.FormalNouns() {
		fmt.Fprintf(&without, " AND subject NOT LIKE '%s/%%'", noun)
	}
	return without.String()
}

// update changes rows of the holding's table in the project, which is $1.
func (t *tx) update(h holding, set, where string, args ...any) (int, error) {
	project := "project_id"
	if h.project != "" {
		project = strings.TrimPrefix(h.project, "t.")
	}
	n, err := t.exec("UPDATE "+h.table+" SET "+set+" WHERE "+project+" = $1 AND "+where+h.working(), args...)
	if err != nil {
		err = fmt.Errorf("replace somebody in %s: %w", h.table, err)
	}
	return int(n), err
}

func (t *tx) replaceAccounts(p record.ProjectID, h holding, r replacement) (changed int, err error) {
	for _, c := range h.accounts {
		if !h.own(c.id) {
			continue
		}
		for _, a := range r.who.Accounts {
			set, args := c.id+" = $3", []any{p, c.prefix + string(a.ID), c.prefix + string(r.by.ID)}
			if c.name != "" {
				set, args = set+", "+c.name+" = $4", append(args, r.by.Username)
			}
			n, err := t.update(h, set, c.id+" = $2", args...)
			if err != nil {
				return 0, err
			}
			changed += n
		}
	}
	return changed, nil
}

func (t *tx) replaceNames(p record.ProjectID, h holding, r replacement) (changed int, err error) {
	if r.who.Name == "" {
		return 0, nil
	}
	for _, c := range h.names {
		if !h.own(c.column) {
			continue
		}
		n, err := t.update(h, c.column+" = $3", c.column+" = $2", p, r.who.Name, r.by.Username)
		if err != nil {
			return 0, err
		}
		changed += n
	}
	return changed, nil
}

// replaceTexts rewrites what holds somebody among other things.
func (t *tx) replaceTexts(p record.ProjectID, h holding, r replacement) (changed int, err error) {
	for _, c := range h.lists {
		n, err := t.rewrite(p, h, c.column, r.inJSON(), r.json)
		if err != nil {
			return 0, err
		}
		changed += n
	}
	for _, column := range h.texts {
		n, err := t.rewrite(p, h, column, r.inText(), r.text)
		if err != nil {
			return 0, err
		}
		changed += n
	}
	return changed, nil
}

// rewrite puts what anew makes of a text in its place, of those that have one of the likely.
func (t *tx) rewrite(p record.ProjectID, h holding, column string, likely []string, anew func(string) string) (changed int, err error) {
	for _, like := range likely {
		texts, err := many(t, "what names somebody", scalar[string],
			"SELECT DISTINCT t."+column+h.where()+" AND t."+column+" LIKE $2"+h.working(), p, "%"+like+"%")
		if err != nil {
			return 0, err
		}
		for _, was := range texts {
			is := anew(was)
			if is == was {
				continue
			}
			n, err := t.update(h, column+" = $3", column+" = $2", p, was, is)
			if err != nil {
				return 0, err
			}
			changed += n
		}
	}
	return changed, nil
}

// inJSON and inText are what a text has that names somebody.
func (r replacement) inJSON() (likely []string) {
	for _, a := range r.who.Accounts {
		likely = append(likely, quoted(string(a.ID)))
	}
	if r.who.Name != "" {
		likely = append(likely, quoted(r.who.Name))
	}
	return likely
}

func (r replacement) inText() (likely []string) {
	for _, a := range r.who.Accounts {
		likely = append(likely, "@"+a.Username)
	}
	if r.who.Name != "" {
		likely = append(likely, r.who.Name)
	}
	return likely
}

// json is JSON with the replacement in it.
func (r replacement) json(text string) string {
	text = storedPerson.ReplaceAllStringFunc(text, func(m string) string {
		id := storedPerson.FindStringSubmatch(m)[1]
		if !slices.ContainsFunc(r.who.Accounts, func(a record.Person) bool { return quoted(string(a.ID)) == id }) {
			return m
		}
		return `"id":` + quoted(string(r.by.ID)) + `,"username":` + quoted(r.by.Username)
	})
	for _, a := range r.who.Accounts {
		text = strings.ReplaceAll(text, quoted(string(a.ID)), quoted(string(r.by.ID)))
	}
	if r.who.Name != "" {
		text = strings.ReplaceAll(text, quoted(r.who.Name), quoted(r.by.Username))
	}
	return text
}

// text is prose with the replacement in it, where somebody is named by a mention or by
// the whole name.
func (r replacement) text(text string) string {
	for _, a := range r.who.Accounts {
		mention := regexp.MustCompile(`(?i)@` + regexp.QuoteMeta(a.Username) + `([._-]*(?:[^a-z0-9._-]|$))`)
		text = mention.ReplaceAllString(text, strings.ReplaceAll(r.by.Username, "$", "$$")+"${1}")
	}
	if r.who.Name != "" {
		name := regexp.MustCompile(`(^|[^\pL])` + regexp.QuoteMeta(r.who.Name) + `([^\pL]|$)`)
		text = name.ReplaceAllString(text, "${1}"+strings.ReplaceAll(r.by.Username, "$", "$$")+"${2}")
	}
	return text
}

// replaceSubjects renames what is somebody's own: digests, preferences, calendars.
func (t *tx) replaceSubjects(p record.ProjectID, r replacement) error {
	for _, a := range r.who.Accounts {
		for _, prefix := range []string{"digest/@", "preferences/", "feeds/", "summary/user/"} {
			for _, table := range []string{"history", "deliveries", "seen"} {
				text := "UPDATE " + table + " SET subject = $3 WHERE project_id = $1 AND subject = $2"
				if err := t.put("subject", text, p, prefix+string(a.ID), prefix+string(r.by.ID)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

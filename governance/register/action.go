package register

import (
	"context"
	"slices"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
)

// ImportActions records support actions of another register, all or none, under the
// next numbers of the project; the number that each has there is kept. Those that are
// there already stay as they are. A table with a single bad row changes nothing: the
// report names the lines. Nobody is told; what is due from now on is reminded of as
// usual. Members of a committee and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) ImportActions(ctx context.Context, a record.Actor, in Import) (Report, error) {
	in.Committee = "" // an action is no committee's
	return bring(ctx, s, a, in, actions())
}

// IsActionTable reports whether titles are those of a list of actions.
func IsActionTable(titles []string) bool { return actions().isTable(titles) }

// action is a row of a list of actions.
type action struct {
	rollout.SupportAction
	unsaid bool // nothing says its state
}

func actions() kind[*action] {
	return kind[*action]{
		titles: actionTitles(), misses: missesOfActions, draft: (*reader).action, there: actionsThere,
		link: func([]*draft[*action], func(int, *record.Error)) {},
		mark: (*action).mark, differs: (*action).differs, number: (*changeset).numberAction, write: (*changeset).bringAction,
	}
}

func actionTitles() []titled {
	return []titled{
		numberTitles, chargeTitles, dueTitles, stateTitles, schoolTitles, authorTitles,
		{fieldText, []string{"action", "actions", "action a mener", "actions a mener", "intitule de l action", "titre", "intitule", "libelle", "objet", "tache", "description", "title", "task"}},
		{fieldGroup, []string{"groupe", "group", "groupe d accompagnement", "support group"}},
		{fieldKind, []string{"type", "kind", "type d action", "nature"}},
		{fieldLogged, []string{"creee le", "created on", "cree le", "date de creation", "donnee le", "date", "date de la demande", "date de decision", "date de reunion"}},
		{fieldClosed, []string{"close le", "closed on", "faite le", "realisee le", "terminee le", "date de realisation", "date de cloture", "fait le"}},
	}
}

func missesOfActions(c columns) *record.Error {
	if c.has(fieldText) {
		return nil
	}
	return record.InvalidError("register.no_action", "found", c.unread).About("file")
}

// actionStates are the words for a state, folded, as others write them.
var actionStates = map[rollout.ActionState][]string{
	rollout.ActionOpen: {
		"en cours", "open", "ouverte", "a faire", "en retard", "late", "non commencee", "non commence", "a venir", "planifiee", "prevue", "in progress", "to do", "en attente", "engagee",
	},
	rollout.ActionDid: {"faite", "done", "fait", "realisee", "realise", "terminee", "termine", "close", "clos", "soldee", "achevee", "effectuee"},
	rollout.ActionOff: {"annulee", "cancelled", "annule", "abandonnee", "abandonne", "sans suite"},
}

// actionKinds are the words for what an action consists of, folded.
var actionKinds = map[rollout.ActionKind][]string{
	rollout.KindSupport: {"accompagnement", "support"}, rollout.KindTraining: {"formation", "training"},
	rollout.KindAnimation: {"animation", "events", "event"}, rollout.KindAssistance: {"assistance", "help"}, rollout.KindNews: {"communication", "information"},
}

// action is what a row says.
func (r *reader) action(from row) (*action, *record.Error) {
	a := &action{unsaid: !from.has(fieldState)}
	a.Project, a.State, a.Kind, a.Version = r.Project.ID, rollout.ActionOpen, rollout.KindSupport, 1
	var wrong *record.Error
	if a.FormerRef, wrong = former(from); wrong != nil {
		return nil, wrong
	}
	var err error
	if a.Title, err = record.CleanText("text", from.cells[fieldText], record.MaxTitle); err != nil {
		return nil, about(from, fieldText, err)
	}
	if state, ok := stateNamed(actionStates, from.cells[fieldState]); ok {
		a.State = state
	} else if !a.unsaid {
		return nil, record.InvalidError("register.state_unknown", from.cell(fieldState, "known", []record.MessageKey{rollout.ActionOpen, rollout.ActionDid, rollout.ActionOff})...)
	}
	if kind, ok := stateNamed(actionKinds, from.cells[fieldKind]); ok {
		a.Kind = kind
	} else if from.has(fieldKind) {
		r.note(NoteKindOf, from.cells[fieldKind], from.line)
	}
	if a.Schools, wrong = r.schoolsNamed(from); wrong != nil {
		return nil, wrong
	}
	a.Assignees, a.Offline = r.inCharge(from, record.Committee{})
	a.Author = r.author(from, record.Committee{})
	a.Group = r.group(from)
	return a, r.actionDays(a, from)
}

// group is the support group of a cell, by code; "" where none is known.
func (r *reader) group(from row) string {
	if !from.has(fieldGroup) {
		return ""
	}
	c, wrong := r.named(from.cells[fieldGroup])
	if wrong != nil || c.Kind != record.KindSupport || !c.Sits() {
		r.note(NoteGroup, from.cells[fieldGroup], from.line)
		return ""
	}
	return c.Code
}

// actionDays reads the days of an action: given today, where nobody has said.
func (r *reader) actionDays(a *action, from row) (wrong *record.Error) {
	var given, closed calendar.Date
	if a.Due, wrong = r.day(from, fieldDue); wrong != nil {
		return wrong
	}
	if given, wrong = r.past(from, fieldLogged); wrong != nil {
		return wrong
	}
	if closed, wrong = r.past(from, fieldClosed); wrong != nil {
		return wrong
	}
	a.CreatedAt = r.now
	for _, d := range []calendar.Date{given, closed} {
		if at := r.moment(d); !at.IsZero() && at.Before(a.CreatedAt) {
			a.CreatedAt = at
		}
	}
	if a.State != rollout.ActionOpen {
		a.ClosedAt = r.moment(closed)
	}
	return nil
}

func actionsThere(tx rollout.Tx, v record.Caller, _ []string) (there []*action, err error) {
	list, err := tx.Actions(v.Project.ID, rollout.ActionFilter{})
	for _, a := range list {
		there = append(there, &action{SupportAction: a})
	}
	return there, err
}

// mark is told by the day on which it is due: that on which it was given is seldom said.
func (a *action) mark(record.Project) mark {
	return mark{ref: refOf(a), former: a.FormerRef, text: a.Title, day: a.Due, since: a.CreatedAt, unsaid: a.unsaid}
}

// refOf is "" for one that has no number yet.
func refOf(a *action) string {
	if a.Number == 0 {
		return ""
	}
	return a.Ref()
}

// differs are the parts in which a row is not what is known of it.
func (a *action) differs(was *action) (parts record.Parts) {
	parts.Note(record.PartTitle, record.Fold(a.Title) != record.Fold(was.Title))
	parts.Note(record.PartState, a.State != was.State)
	parts.Note(record.PartDue, a.Due != was.Due)
	parts.Note(record.PartSchools, !record.SameSet(a.Schools, was.Schools))
	parts.Note(record.PartInCharge, a.Offline != was.Offline || !slices.EqualFunc(a.Assignees, was.Assignees, record.Person.Is))
	return parts
}

func (w *changeset) numberAction(a *action) (err error) {
	a.Number, err = rollout.NextAction(w.Changeset)
	return err
}

func (w *changeset) bringAction(a *action) error {
	of, err := w.hours(a.Assignees)
	if err != nil {
		return err
	}
	if err := rollout.BringAction(w.Changeset, a.SupportAction, of); err != nil {
		return err
	}
	w.concern(a.Author)
	w.brought(a.Subject(), rollout.ActionImported, a.SupportAction)
	return nil
}

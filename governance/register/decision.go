package register

import (
	"cmp"
	"context"
	"slices"
	"time"

	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
)

// ImportDecisions records decisions of another register, all or none, under the next
// numbers of their committees in the years in which they were taken; the number that
// each has there is kept. Those that are there already stay as they are. A table with a
// single bad row changes nothing: the report names the lines. Nobody is told; what is
// due from now on is reminded of as usual. Members of a committee may bring in its own,
// pilots those of all.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) ImportDecisions(ctx context.Context, a record.Actor, in Import) (Report, error) {
	return bring(ctx, s, a, in, decisions())
}

// IsDecisionTable reports whether titles are those of a register of decisions.
func IsDecisionTable(titles []string) bool { return decisions().isTable(titles) }

// decision is a row of a register of decisions.
type decision struct {
	committee.Decision
	unsaid bool // nothing says its state
	// replaces and replacedBy are the numbers of others there.
	replaces, replacedBy string
	before, after        *decision // which they are
}

func decisions() kind[*decision] {
	return kind[*decision]{
		titles: decisionTitles(), misses: missesOfDecisions, draft: (*reader).decision, link: linkDecisions, there: decisionsThere,
		mark: (*decision).mark, differs: (*decision).differs, number: (*changeset).numberDecision, write: (*changeset).bringDecision,
	}
}

func decisionTitles() []titled {
	return []titled{
		numberTitles, committeeTitles, chargeTitles, dueTitles, stateTitles, reasonTitles, schoolTitles, authorTitles,
		{fieldText, []string{
			"decision", "decisions", "texte de la decision", "intitule de la decision", "objet de la decision", "decision prise", "releve de decision", "releve de decisions",
			"releve des decisions", "releve", "texte", "intitule", "libelle", "objet", "text", "titre", "description",
		}},
		{fieldDay, []string{
			"date", "date de decision", "date de la decision", "date decision", "decidee le", "prise le", "adoptee le", "date d adoption", "date de reunion", "date de la reunion",
			"date reunion", "date de seance", "date de la seance", "date seance", "seance du", "reunion du",
		}},
		{fieldContext, []string{"contexte", "context", "motifs", "considerants", "expose des motifs", "rappel du contexte"}},
		{fieldOthers, []string{"autres choix examines", "alternatives considered", "alternatives", "autres choix"}},
		{fieldReview, []string{"a revoir le", "review on", "a revoir", "revue le", "clause de revoyure"}},
		{fieldSelection, []string{"effet sur les ecoles", "effect on schools"}},
		{fieldMeeting, []string{"reunion", "seance", "meeting", "numero de reunion", "date de reunion", "date de la reunion", "date de seance"}},
		{fieldVote, []string{"vote", "votes", "voix", "resultat du vote", "scrutin"}},
		{fieldReplaces, []string{"remplace", "replaces", "annule et remplace"}},
		{fieldReplacedBy, []string{"remplacee par", "replaced by", "remplace par"}},
		{fieldAct, []string{"acte", "act", "nature de l acte"}},
		{fieldContract, []string{"marche", "contract", "numero de marche", "n de marche"}},
		{fieldLogged, []string{"enregistree le", "recorded on", "enregistre le", "saisie le", "date de saisie"}},
	}
}

func missesOfDecisions(c columns) *record.Error {
	switch {
	case !c.has(fieldText):
		return record.InvalidError("register.no_decision", "found", c.unread).About("file")
	case !c.has(fieldDay):
		return record.InvalidError("register.no_date", "found", c.unread).About("file")
	}
	return nil
}

// decision is what a row says.
func (r *reader) decision(from row) (*decision, *record.Error) {
	c, wrong := r.committee(from)
	if wrong != nil {
		return nil, wrong
	}
	d := &decision{replaces: from.cells[fieldReplaces], replacedBy: from.cells[fieldReplacedBy]}
	d.Project, d.Committee, d.Version = r.Project.ID, c.Code, 1
	for _, read := range []func(*decision, row, record.Committee) *record.Error{
		r.decisionWords, r.decisionState, r.decisionDays, r.decisionSchools, r.decisionDetails,
	} {
		if wrong := read(d, from, c); wrong != nil {
			return nil, wrong
		}
	}
	return d, nil
}

// decisionWords reads the texts of a decision.
func (r *reader) decisionWords(d *decision, from row, _ record.Committee) (wrong *record.Error) {
	if d.FormerRef, wrong = former(from); wrong != nil {
		return wrong
	}
	for _, text := range []struct {
		of    *string
		field field
		param string
		max   int
		clean func(param, text string, max int) (string, error)
	}{
		{&d.Text, fieldText, "text", record.MaxTitle, record.CleanText},
		{&d.Reason, fieldReason, "reason", record.MaxNote, record.OptionalName},
	} {
		var err error
		if *text.of, err = text.clean(text.param, from.cells[text.field], text.max); err != nil {
			return about(from, text.field, err)
		}
	}
	d.Context, d.Alternatives, d.Contract = from.cells[fieldContext], from.cells[fieldOthers], from.cells[fieldContract]
	return nil
}

// decisionStates are the words for a state, folded, as others write them.
var decisionStates = map[committee.DecisionState][]string{
	committee.DecisionIsProposed: {"proposee", "propose", "proposed", "a valider", "en discussion", "soumise"},
	committee.DecisionAdopted: {
		"adoptee", "adopte", "adopted", "validee", "valide", "approuvee", "approuve", "votee", "actee", "acte", "prise", "decidee", "decide", "en vigueur", "active",
		"a faire", "en cours", "a appliquer", "non commence", "non commencee", "en cours d application", "in progress", "to do",
	},
	committee.DecisionRejected: {"rejetee", "rejete", "rejected", "refusee", "refuse"},
	committee.DecisionDeferred: {"ajournee", "ajourne", "deferred", "reportee", "reporte"},
	committee.DecisionApplied: {
		"appliquee", "applique", "applied", "carried out", "faite", "fait", "realisee", "realise", "terminee", "termine", "executee", "mise en oeuvre", "close", "clos", "soldee", "done",
	},
	committee.DecisionOff:        {"annulee", "annule", "cancelled", "abrogee", "abandonnee", "abandonne", "sans suite"},
	committee.DecisionSuperseded: {"remplacee", "remplace", "replaced", "superseded"},
}

// decisionState reads where a decision stands: adopted, where nobody has said.
func (r *reader) decisionState(d *decision, from row, _ record.Committee) *record.Error {
	d.State, d.unsaid = committee.DecisionAdopted, !from.has(fieldState) && d.replacedBy == ""
	if d.replacedBy != "" {
		d.State = committee.DecisionSuperseded
	}
	if from.has(fieldState) {
		state, ok := stateNamed(decisionStates, from.cells[fieldState])
		if !ok {
			return record.InvalidError("register.state_unknown", from.cell(fieldState, "known", []record.MessageKey{
				committee.DecisionAdopted, committee.DecisionApplied, committee.DecisionIsProposed, committee.DecisionRejected, committee.DecisionDeferred,
				committee.DecisionOff, committee.DecisionSuperseded,
			})...)
		}
		d.State = state
	}
	switch act := record.Fold(from.cells[fieldAct]); act {
	case "avis", "opinion", "avis consultatif":
		d.Opinion = true
	}
	return nil
}

func stateNamed[S ~string](words map[S][]string, text string) (S, bool) {
	for state, known := range words {
		if slices.Contains(known, record.Fold(text)) {
			return state, true
		}
	}
	return "", false
}

// decisionDays reads the days of a decision.
func (r *reader) decisionDays(d *decision, from row, _ record.Committee) (wrong *record.Error) {
	if !from.has(fieldDay) {
		return record.InvalidError("register.date_missing", from.cell(fieldDay)...)
	}
	day, wrong := r.past(from, fieldDay)
	if wrong != nil {
		return wrong
	}
	logged, wrong := r.past(from, fieldLogged)
	if wrong != nil {
		return wrong
	}
	if logged.IsZero() || d.State == committee.DecisionIsProposed {
		logged = day
	}
	d.LoggedAt = r.moment(logged)
	if d.State != committee.DecisionIsProposed {
		d.SettledAt = r.moment(day)
	}
	if !d.State.Open() {
		d.DecidedOn = day
	}
	if d.Due, wrong = r.day(from, fieldDue); wrong != nil {
		return wrong
	}
	d.Review, wrong = r.day(from, fieldReview)
	return wrong
}

// selectionWords are the words for what is decided on the schools, folded.
var selectionWords = map[committee.Selection][]string{
	committee.SelectionSelects:  {"retient", "selects"},
	committee.SelectionDeclines: {"ne retient pas", "does not select"},
	committee.SelectionUnsaid:   {"permet de retenir", "can select"},
}

// decisionSchools reads the schools of a decision, and what it decides on them.
func (r *reader) decisionSchools(d *decision, from row, c record.Committee) (wrong *record.Error) {
	if d.Schools, wrong = r.schoolsNamed(from); wrong != nil || !from.has(fieldSelection) {
		return wrong
	}
	var ok bool
	d.Selection, ok = stateNamed(selectionWords, from.cells[fieldSelection])
	switch {
	case !ok:
		return record.InvalidError("register.state_unknown", from.cell(fieldSelection, "known", []record.MessageKey{committee.SelectionSelects, committee.SelectionDeclines})...)
	case d.Selection == committee.SelectionSelects && !slices.Contains(committee.Selectors(r.Project, r.AllCommittees), c.Code):
		return record.InvalidError("register.selects", from.cell(fieldSelection, "committee", c.Code)...)
	case d.Selection == committee.SelectionSelects && d.Opinion:
		return record.ConflictError("decision.opinion_selects")
	case d.Selection == committee.SelectionDeclines && len(d.Schools) == 0:
		return record.InvalidError("decision.declines_nobody")
	}
	return nil
}

// decisionDetails reads who carries a decision out, how it was taken, and when.
func (r *reader) decisionDetails(d *decision, from row, c record.Committee) *record.Error {
	if from.has(fieldVote) {
		vote, err := r.Vote(from.cells[fieldVote])
		if err != nil {
			return about(from, fieldVote, err)
		}
		d.Vote = vote
	}
	var err error
	if d.Details, err = d.Clean(); err != nil {
		return about(from, fieldContext, err)
	}
	d.InCharge, d.Offline = r.inCharge(from, c)
	d.Author = r.author(from, c)
	d.Meeting = r.meeting(from, c)
	return nil
}

// meeting is the number of the meeting of a cell, which names it by the number of its
// register, by ours, or by its day; 0 where none is known.
func (r *reader) meeting(from row, c record.Committee) int {
	text := from.cells[fieldMeeting]
	if text == "" {
		return 0
	}
	day, _ := r.Day(text)
	for _, same := range []func(m committee.Meeting) bool{
		func(m committee.Meeting) bool { return formerKey(m.FormerRef) == formerKey(text) },
		func(m committee.Meeting) bool { return m.Day == day },
		func(m committee.Meeting) bool { return formerKey(m.Ref()) == formerKey(text) && m.FormerRef == "" },
	} {
		for _, m := range r.meetings {
			if m.Committee == c.Code && m.State != committee.MeetingOff && same(m) {
				return m.Number
			}
		}
	}
	r.note(NoteMeeting, text, from.line)
	return 0
}

// linkDecisions finds which decisions of the file replace which.
func linkDecisions(drafts []*draft[*decision], refuse func(i int, wrong *record.Error)) {
	numbered := map[[2]string]*draft[*decision]{}
	for _, d := range drafts {
		if d.former != "" && !d.twice {
			numbered[[2]string{d.committee, formerKey(d.former)}] = d
		}
	}
	at := func(d *draft[*decision], number string) *draft[*decision] {
		return numbered[[2]string{d.committee, formerKey(number)}]
	}
	for i, d := range drafts {
		if d.twice {
			continue
		}
		before := d.linked(at(d, d.of.replaces), d.of.replaces, func(d, other *decision) bool { return join(other, d) })
		after := d.linked(at(d, d.of.replacedBy), d.of.replacedBy, join)
		if wrong := cmp.Or(after, before); wrong != nil {
			refuse(i, wrong)
		}
	}
	for i, d := range drafts {
		if !d.there && !d.twice && d.of.unreplaced() {
			refuse(i, record.InvalidError("register.link_missing"))
		}
	}
}

// unreplaced reports whether nothing says which decision replaces one that was replaced.
func (d *decision) unreplaced() bool {
	return d.State == committee.DecisionSuperseded && d.replacedBy == "" && d.after == nil
}

// linked joins a row with the other one of a number; nil where no row has that, "" where
// none is meant.
func (d *draft[T]) linked(other *draft[T], number string, join func(d, other T) bool) *record.Error {
	switch {
	case number == "":
	case d.there: // only for what it says to be compared with what is there
		if other != nil && other.there {
			join(d.of, other.of)
		}
	case other == nil || other.there:
		return record.InvalidError("register.link_unknown", "number", number)
	case !join(d.of, other.of):
		return record.InvalidError("register.link_wrong", "number", number)
	}
	return nil
}

// join makes a decision replace another one of the file, and reports whether it may:
// both were adopted, no other does, and they do not replace each other.
func join(before, after *decision) bool {
	binds := func(d *decision) bool { return d.State.Adopted() || d.State == committee.DecisionSuperseded }
	switch {
	case before.after == after && after.before == before:
		return true
	case before.after != nil, after.before != nil, !binds(before), !binds(after):
		return false
	}
	for next := after; next != nil; next = next.after {
		if next == before {
			return false
		}
	}
	before.after, after.before, before.State = after, before, committee.DecisionSuperseded
	return true
}

func decisionsThere(tx rollout.Tx, v record.Caller, committees []string) (there []*decision, err error) {
	for _, code := range committees {
		list, err := tx.Decisions(v.Project.ID, committee.DecisionFilter{Committee: code})
		if err != nil {
			return nil, err
		}
		for _, d := range list {
			there = append(there, &decision{Decision: d})
		}
	}
	return there, nil
}

func (d *decision) mark(p record.Project) mark {
	day := committee.DecisionExtract{Extract: record.Extract{Project: p}}.Day(d.Decision)
	return mark{committee: d.Committee, ref: d.Ref, former: d.FormerRef, text: d.Text, day: day, since: day.At(0, 0, time.UTC), unsaid: d.unsaid}
}

// differs are the parts in which a row is not what is known of it.
func (d *decision) differs(was *decision) (parts record.Parts) {
	parts.Note(record.PartText, record.Fold(d.Text) != record.Fold(was.Text))
	parts.Note(record.PartState, d.State != was.State)
	parts.Note(record.PartDecidedOn, !d.DecidedOn.IsZero() && d.DecidedOn != was.DecidedOn)
	parts.Note(record.PartDue, d.Due != was.Due)
	parts.Note(record.PartSchools, !record.SameSet(d.Schools, was.Schools))
	parts.Note(record.PartInCharge, d.Offline != was.Offline || !slices.EqualFunc(d.InCharge, was.InCharge, record.Person.Is))
	return parts
}

func (w *changeset) numberDecision(d *decision) (err error) {
	d.Ref, err = committee.NextDecision(w.Changeset, d.Committee, d.mark(w.Project).day.Year)
	return err
}

func (w *changeset) bringDecision(d *decision) error {
	if d.before != nil {
		d.Supersedes = d.before.Ref
	}
	if d.after != nil {
		d.SupersededBy = d.after.Ref
	}
	of, err := w.hours(d.InCharge)
	if err != nil {
		return err
	}
	if err := committee.BringDecision(w.Changeset, d.Decision, w.of[d.Committee], of); err != nil {
		return err
	}
	w.brought(d.Subject(), committee.DecisionImported, d.Decision)
	return nil
}

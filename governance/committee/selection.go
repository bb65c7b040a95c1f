package committee

import (
	"context"
	"slices"
	"strings"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// Selection is what a decision decides on the schools that it names: they are
// named as well by one that does not select them.
type Selection string

const (
	SelectionNone     Selection = ""         // nothing
	SelectionSelects  Selection = "selects"  // they are selected, all schools where it names none
	SelectionDeclines Selection = "declines" // they are not selected
	// SelectionUnsaid is that of the decisions that were adopted before any said
	// it (migration 00011). They select, as they did then, until it is said.
	SelectionUnsaid Selection = "unsaid"
)

// Said reports whether people have said what the decision decides on its schools.
func (s Selection) Said() bool { return s == SelectionSelects || s == SelectionDeclines }

func (s Selection) MessageKey() string { return "selection." + string(s) }

// Effect is what becomes of the schools of a decision.
type Effect string

const (
	EffectNone         Effect = ""
	EffectSelects      Effect = "selects"
	EffectSelectsAny   Effect = "selects_any" // it names none
	EffectDeclines     Effect = "declines"
	EffectUnsaid       Effect = "unsaid"
	EffectOnceSelects  Effect = "once_selects" // once it is adopted
	EffectOnceAny      Effect = "once_selects_any"
	EffectOnceDeclines Effect = "once_declines"
)

// MessageKey is that of a sentence, which chooses its plural by the number of
// schools that the decision names.
func (e Effect) MessageKey() string { return "decision.effect." + string(e) }

// Effect is what becomes of the decision's schools.
func (d Decision) Effect() Effect {
	adopted, some := d.State.Adopted(), len(d.Schools) > 0
	switch {
	case d.State == DecisionRejected, d.State.Gone(), d.Selection == SelectionUnsaid && !some:
		return EffectNone
	case d.Selection == SelectionSelects && !some && adopted:
		return EffectSelectsAny
	case d.Selection == SelectionSelects && !some:
		return EffectOnceAny
	case d.Selection == SelectionSelects && !adopted:
		return EffectOnceSelects
	case d.Selection == SelectionDeclines && !adopted:
		return EffectOnceDeclines
	default:
		return Effect(d.Selection)
	}
}

// selects reports whether the committee's decisions may select schools: those of
// the committees that the project names, else those of the territorial level,
// since the strategic committee validates which schools are deployed (fiche 3).
func selects(p record.Project, c record.Committee) bool {
	if len(p.Selectors) > 0 {
		return slices.Contains(p.Selectors, c.Code)
	}
	return c.Level == record.LevelTerritorial
}

// Selectors are the codes of those of the committees that may select schools.
func Selectors(p record.Project, committees []record.Committee) []string {
	return record.CodesOf(slices.DeleteFunc(slices.Clone(committees), func(c record.Committee) bool { return !selects(p, c) }))
}

// ParseSelectors reads which committees may select schools; the word
// "territorial" goes back to those of that level, unless it is a code.
func ParseSelectors(words []string, committees []record.Committee) ([]string, error) {
	var codes []string
	for _, word := range words {
		i := slices.IndexFunc(committees, func(c record.Committee) bool { return strings.EqualFold(c.Code, strings.TrimSpace(word)) })
		switch {
		case i >= 0 && !slices.Contains(codes, committees[i].Code):
			codes = append(codes, committees[i].Code)
		case i < 0 && len(words) == 1 && record.Fold(word) == string(record.LevelTerritorial):
			return nil, nil
		case i < 0:
			return nil, record.NotFoundError("committee.unknown", "code", word, "known", record.CodesOf(committees)).About("selectors")
		}
	}
	slices.Sort(codes)
	return codes, nil
}

// mustSelect refuses that a committee whose decisions do not select schools says
// that one does.
func (s *Service) mustSelect(ctx context.Context, v record.Caller, c record.Committee, said Selection) error {
	if said != SelectionSelects || selects(v.Project, c) {
		return nil
	}
	return RefuseSelection(ctx, s.base, v, c.Code).About("selects")
}

// RefuseSelection says which committees may select schools, and who can change it.
func RefuseSelection(ctx context.Context, base *reminder.Base, v record.Caller, committee string) *record.Error {
	e := cannotSelect(v, committee)
	// Not knowing the names is no reason to answer anything else.
	if pilots, err := base.Directory.Pilots(ctx, v.Team, 5); err == nil && v.Role != record.RolePilot {
		e.Args["pilots"] = pilots
	}
	return e
}

// cannotSelect says which committees may select schools; "with" are these and
// the one that may not, as a pilot would set them.
func cannotSelect(v record.Caller, committee string) *record.Error {
	known := Selectors(v.Project, v.AllCommittees)
	return record.ConflictError("selection.committee", "committee", committee, "known", known,
		"with", strings.Join(append(slices.Clip(known), committee), ","))
}

// Unselecting says why the decision selects no school; nil when it does.
func Unselecting(v record.Caller, dec Decision) *record.Error {
	may := slices.ContainsFunc(v.AllCommittees, func(c record.Committee) bool { return c.Code == dec.Committee && selects(v.Project, c) })
	switch {
	case dec.Selection == SelectionUnsaid, dec.Selection == SelectionSelects && may:
		return nil
	case dec.Selection == SelectionDeclines:
		return record.ConflictError("stage.decision_declines", "decision", dec.Ref).About("decision")
	case !may:
		return cannotSelect(v, dec.Committee).About("decision")
	default:
		return record.ConflictError("stage.decision_silent", "decision", dec.Ref).About("decision")
	}
}

// doubtSelection asks back what the decision decides on its schools, where its
// text speaks of selecting and it says nothing of it, or something else.
func (d *changeset) doubtSelection(dec Decision, c record.Committee) {
	affirmed, negated := SpeaksOfSelection(dec.Text)
	switch {
	case dec.Selection == SelectionNone && (affirmed || negated) && len(dec.Schools) > 0 && selects(d.Project, c):
		d.Doubt("decision.selection", "Count", len(dec.Schools))
	case dec.Selection == SelectionNone && (affirmed || negated) && len(dec.Schools) > 0:
		d.Doubt("decision.selection_elsewhere", "committee", c.Code, "known", Selectors(d.Project, d.AllCommittees))
	case dec.Selection == SelectionSelects && negated:
		d.Doubt("decision.selects_negated")
	case dec.Selection == SelectionDeclines && affirmed && !negated:
		d.Doubt("decision.declines_affirmed")
	}
	if dec.Selection == SelectionSelects && len(dec.Schools) == 0 {
		d.Doubt("decision.selects_any")
	}
}

// SpeaksOfSelection reports whether a text speaks of selecting something, and
// whether of not selecting it; of both, perhaps. It knows words, not what is
// meant: « retenir la date du 12 » speaks of it too, so that it is only asked.
func SpeaksOfSelection(text string) (affirmed, negated bool) {
	words := strings.Fields(record.Fold(text))
	for i, word := range words {
		if !selectionWord(word) {
			continue
		}
		before := slices.ContainsFunc(words[max(0, i-4):i], func(w string) bool { return slices.Contains(negations, w) })
		if before || i+1 < len(words) && (words[i+1] == "pas" || words[i+1] == "non") {
			negated = true
		} else {
			affirmed = true
		}
	}
	return affirmed, negated
}

// negations are words that come before « retenir » in « ne pas retenir », « n'est
// pas retenue », "don't select", folded; they are never written to.
var negations = []string{"ne", "n", "pas", "non", "ni", "aucun", "aucune", "sans", "not", "no", "never", "t"}

// selectionWord reports whether a word is of selection: it tells « retenir », « retient », « retenues », « sélectionner »,
// "selects" from « retentir », « rétention », « tri sélectif ».
func selectionWord(word string) bool {
	switch {
	case strings.HasPrefix(word, "retent"):
		return false
	case strings.HasPrefix(word, "reten"), strings.HasPrefix(word, "retien"), strings.HasPrefix(word, "retin"):
		return true
	default:
		return word == "select" || strings.HasPrefix(word, "selects") || strings.HasPrefix(word, "selected") ||
			strings.HasPrefix(word, "selecting") || strings.HasPrefix(word, "selection")
	}
}

// MarkDecision says what a decision decides on its schools, where it has said
// nothing so far, or is not adopted yet; its text stays as it is. Members of its
// committee and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) MarkDecision(ctx context.Context, a record.Actor, ref string, said Selection) (Decision, error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return Decision{}, err
	}
	c, err := MustRecordDecision(ctx, s.base, v, ref)
	if err != nil {
		return Decision{}, err
	}
	if !said.Said() {
		return Decision{}, record.InvalidError("decision.mark", "decision", ref).About("selects")
	}
	if err := s.mustSelect(ctx, v, c, said); err != nil {
		return Decision{}, err
	}
	return s.changeDecision(ctx, a, ref, "", func(d *changeset, dec *Decision, c record.Committee) (reminder.DeliveryKind, string, error) {
		if err := dec.markable(said); err != nil {
			return "", "", err
		}
		dec.Selection = said
		d.doubtSelection(*dec, c)
		return dec.markedKind(), "decision.marked", d.doubtSelected(*dec)
	})
}

// markable refuses to mark a decision that binds nobody any more, that says so already or has
// said something else and is adopted, or that names no school to decline.
func (d Decision) markable(said Selection) error {
	switch {
	case d.State == DecisionRejected, d.State.Gone():
		return d.settledError()
	case d.Selection == said, d.Selection.Said() && d.State.Adopted():
		return record.ConflictError("decision.marked", "decision", d.Ref, "selection", d.Selection)
	case said == SelectionDeclines && len(d.Schools) == 0:
		return record.ConflictError("decision.declines_none", "decision", d.Ref).About("does-not-select")
	case said == SelectionSelects && d.Opinion:
		return record.ConflictError("decision.opinion_selects").About("selects")
	}
	return nil
}

// markedKind is how it is announced that a decision was marked.
func (d Decision) markedKind() reminder.DeliveryKind {
	if d.State == DecisionIsProposed {
		return DecisionProposed // with its buttons: those of the first announcement are out of date
	}
	return DecisionMarked
}

// doubtSelected asks back whether a decision is to decline schools that it has
// selected: they stay where they are.
func (d *changeset) doubtSelected(dec Decision) error {
	if dec.Selection != SelectionDeclines {
		return nil
	}
	selected, err := d.SelectedSchools(d.Project.ID, dec.Ref)
	if err == nil && selected > 0 {
		d.Doubt("decision.selected", "Count", selected, "decision", dec.Ref)
	}
	return err
}

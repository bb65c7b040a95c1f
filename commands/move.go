package commands

import (
	"slices"

	"pilotent/commands/grammar"
	"pilotent/governance/perimeter"
	"pilotent/governance/rollout"
	"pilotent/message"
)

// together are the parameters with which many schools move, and not one.
var together = []string{"schools", "set", "wave", "every"}

func moveCommand(school, reason grammar.Param) *grammar.Command[*call] {
	school.Instead = together
	return &grammar.Command[*call]{
		Verb: "étape", English: "stage", Also: []string{"avancer", "passer", "changer"}, EnglishAlso: []string{"advance", "change"}, Run: moveSchool, Params: append([]grammar.Param{
			school,
			{Name: "vers", English: "to", Kind: grammar.Choice, Required: true, Positional: true, Choices: stageChoices(), Also: []string{"étape", "statut"}},
			{Name: "décision", English: "decision", Kind: grammar.Word, Of: grammar.Decisions},
			reason,
			{Name: "écoles", English: "schools", Kind: grammar.Name, Many: true, Hidden: true, Of: grammar.Schools},
			{Name: "toutes", English: "every", Kind: grammar.Flag, Seldom: true},
			{Name: "depuis", English: "stage", Kind: grammar.Choice, Choices: stageChoices(), Hidden: true, EnglishAlso: []string{"from"}, Dashed: []string{"depuis", "stage", "from"}},
		}, schoolFilters()...),
	}
}

func undoCommand() *grammar.Command[*call] {
	return &grammar.Command[*call]{Verb: "annuler", English: "undo", EnglishAlso: []string{"cancel"}, Run: undoMoves}
}

func moveSchool(c *call, a grammar.Args) (message.Message, error) {
	if slices.ContainsFunc(together, a.Has) {
		return moveSchools(c, a)
	}
	school, err := c.schoolAmong(a.Text("school"), "", schoolFilter(a))
	if err != nil {
		return message.Message{}, err
	}
	before, after, err := c.MoveSchool(c, c.Actor, rollout.MoveSchool{
		School: school.UAI, To: perimeter.Stage(a.Text("to")), Decision: a.Text("decision"), Reason: a.Text("reason"),
	})
	if err != nil {
		return message.Message{}, err
	}
	key := "school.moved"
	if after.StageDecision != "" {
		key = "school.moved_by"
	}
	return message.Say(c.text(key, "name", after.Name, "commune", after.Commune, "uai", string(after.UAI),
		"from", before.Stage, "to", after.Stage, "decision", after.StageDecision)), nil
}

// moveSchools moves those that the filters let through, or else that the decision names.
func moveSchools(c *call, a grammar.Args) (message.Message, error) {
	uais, err := c.chosen(a)
	if err != nil {
		return message.Message{}, err
	}
	moves, err := c.MoveSchools(c, c.Actor, uais, rollout.MoveSchool{To: perimeter.Stage(a.Text("to")), Decision: a.Text("decision"), Reason: a.Text("reason")})
	if err != nil {
		return message.Message{}, err
	}
	undo := message.Text(c.language.Command("ecole", "annuler").Line(c.p, nil))
	return message.Say(
		c.text("moves.done", "Count", len(moves.Schools), "stage", moves.To, "decision", moves.Decision), c.leftBehind(moves),
		c.text("moves.way_back", "line", undo)), nil
}

func undoMoves(c *call, _ grammar.Args) (message.Message, error) {
	moves, err := c.UndoMoves(c, c.Actor)
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(c.text("moves.undone", "Count", len(moves.Schools), "stage", moves.To), c.leftBehind(moves)), nil
}

// maxLeft is how many of the schools that stay are named for each reason.
const maxLeft = 5

// leftBehind says which schools stay, and why.
func (c *call) leftBehind(m rollout.Moves) message.Paragraph {
	var lines []message.Text
	for _, left := range m.Left {
		var names []message.Text
		for _, s := range left.Schools[:min(len(left.Schools), maxLeft)] {
			names = append(names, c.p.Text("moves.left_school", "name", s.ShortName(), "uai", string(s.UAI)))
		}
		lines = append(lines, c.p.Text("moves.left", "Count", len(left.Schools), "why", left.Why, "names", names, "more", len(left.Schools)-len(names)))
	}
	return message.Lines(lines...)
}
